from __future__ import annotations

import pytest
from adjoin.services.inventory_words import (
    INSTRUMENT_ALIASES,
    INSTRUMENTS,
    ROLE_ALIASES,
    ROLES,
    match_instrument,
    match_role,
    nearest_word,
)
from adjoin.services.service import name_key


def test_the_words_are_those_that_are_promised():
    assert ROLES == ("provides", "produces", "owns", "funds", "buys")
    assert INSTRUMENTS == (
        "handshake", "MOU", "mutual aid", "automatic aid", "contract", "JPA", "special district",
        "none",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Contract 2019-114", "contract"), ("CONTRACT", "contract"), ("mou", "MOU"),
        ("Memorandum of Understanding, dated 2014", "MOU"), ("M.O.U.", "MOU"),
        ("Mutual-Aid Agreement", "mutual aid"), ("auto aid", "automatic aid"),
        ("Joint Powers Authority", "JPA"), ("J.P.A.", "JPA"), ("JPA No. 7", "JPA"),
        ("interlocal agreement", "contract"), ("informal", "handshake"), ("None", "none"),
        ("dependent district", "special district"), ("successor agency", "none"),
        ("contract or MOU", None), ("contract expired", None), ("agreement", None), ("2019", None),
        ("", None), ("no contract", "none"),
    ],
)  # fmt: skip
def test_instruments_are_known_by_other_words_and_with_a_reference(text, word):
    assert match_instrument(text) == word


@pytest.mark.parametrize(
    ("text", "word"),
    [("Provides", "provides"), ("provider", "provides"), ("contracts for", "buys"),
     ("contracts", None), ("Member of", "funds"), ("provides under contract", "produces"),
     ("own", None), ("", None)],
)  # fmt: skip
def test_roles_are_known_by_other_words_unless_they_could_mean_either_side(text, word):
    assert match_role(text) == word


def test_aliases_are_written_as_they_are_looked_up_and_never_a_word_itself():
    for words, aliases in ((ROLES, ROLE_ALIASES), (INSTRUMENTS, INSTRUMENT_ALIASES)):
        assert all(name_key(alias) == alias for alias in aliases)
        assert set(aliases.values()) <= set(words)
        assert not set(aliases) & {name_key(word) for word in words}


def test_the_nearest_word_does_not_hang_on_the_order():
    assert nearest_word("funs", ROLES) == nearest_word("funs", ROLES[::-1]) == "funds"
    assert nearest_word("zzz", ROLES) is None
