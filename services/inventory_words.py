"""The words of an inventory: roles, instruments, and the other ways in which people write them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeVar, get_args

from .service import name_key

Role = Literal["provides", "produces", "owns", "funds", "buys"]
Instrument = Literal[
    "handshake", "MOU", "mutual aid", "automatic aid", "contract", "JPA", "special district", "none"
]

_Word = TypeVar("_Word", bound=str)

ROLES: Final[tuple[Role, ...]] = get_args(Role)
INSTRUMENTS: Final[tuple[Instrument, ...]] = get_args(Instrument)

#: Roles by other words; all in the form of `name_key`. "Contracts" and "own" alone could mean
#: either side, so they are not here.
ROLE_ALIASES: Final[Mapping[str, Role]] = {
    **dict.fromkeys(
        ("provide", "provider", "provided", "provision", "responsible", "is responsible",
         "responsible for", "is responsible for", "direct provider", "direct provision", "in house",
         "own staff"), "provides"),
    **dict.fromkeys(
        ("produce", "producer", "delivers", "operates", "operator", "performs", "supplies",
         "supplier", "sells", "seller", "vendor", "contractor", "serves", "provides for",
         "produces for", "provides under contract", "contract provider"), "produces"),
    **dict.fromkeys(("owner", "owned", "owns facility", "owns building", "facility owner"), "owns"),
    **dict.fromkeys(
        ("fund", "funder", "funding", "pays", "pays for", "payer", "finances", "contributes",
         "member", "member of", "is member of", "joins", "participates", "participant"), "funds"),
    **dict.fromkeys(
        ("buy", "buyer", "purchases", "purchaser", "contracts for", "contracts from",
         "contracts with", "contracts out", "contracted out", "contract out", "outsources",
         "outsourced", "receives", "recipient", "client", "customer"), "buys"),
}  # fmt: skip

#: Instruments by other words; all in the form of `name_key`. A dependent district is governed by
#: its parent but is a district all the same; a successor agency winds up what a dissolved body left,
#: under no agreement with another. "Agreement" alone says nothing, so it is not here.
INSTRUMENT_ALIASES: Final[Mapping[str, Instrument]] = {
    **dict.fromkeys(
        ("informal", "informal agreement", "informal arrangement", "handshake agreement", "verbal",
         "verbal agreement", "oral", "oral agreement", "unwritten", "unwritten agreement",
         "gentlemens agreement"), "handshake"),
    **dict.fromkeys(
        ("memorandum of understanding", "memoranda of understanding", "memorandum of agreement",
         "moa", "m o u", "letter of agreement", "letter of understanding", "letter of intent"),
        "MOU"),
    **dict.fromkeys(
        ("mutual aid agreement", "mutual aid pact", "mutual aid plan", "mutual aid compact",
         "mutual assistance", "mutual assistance agreement"), "mutual aid"),
    **dict.fromkeys(
        ("automatic aid agreement", "auto aid", "auto aid agreement", "boundary drop",
         "boundary drop agreement", "closest unit response"), "automatic aid"),
    **dict.fromkeys(
        ("contracted", "contracts", "contract for service", "contract for services",
         "service contract", "services contract", "service agreement", "services agreement",
         "agreement for service", "agreement for services", "written contract", "contract city",
         "interlocal", "interlocal agreement", "interlocal contract", "ila",
         "intergovernmental agreement", "intergovernmental contract", "iga",
         "interagency agreement", "inter agency agreement", "intermunicipal agreement",
         "inter municipal agreement", "ima", "municipal services agreement",
         "shared service agreement", "shared services agreement", "fee for service",
         "professional services agreement"), "contract"),
    **dict.fromkeys(
        ("joint powers", "joint powers agreement", "joint powers authority",
         "joint powers agency", "joint powers agreement jpa", "joint powers authority jpa",
         "joint power authority", "joint power agreement", "joint exercise of powers",
         "joint exercise of powers agreement", "joint authority", "j p a"), "JPA"),
    **dict.fromkeys(
        ("district", "special districts", "independent district", "independent special district",
         "dependent district", "dependent special district", "county service area", "csa",
         "community services district", "csd"), "special district"),
    **dict.fromkeys(("no agreement", "no instrument", "no contract", "successor agency"), "none"),
}  # fmt: skip

# What may follow an instrument without changing it: "contract 2019-114", "MOU no. 7 of 2014".
_REFERENCE: Final = frozenset((
    "no", "nr", "num", "number", "of", "dated", "date", "since", "from", "res", "resolution", "reso",
    "ord", "ordinance", "fy", "agreement", "amendment", "amended", "amd", "rev", "revised", "item",
))  # fmt: skip


def match_role(text: str) -> Role | None:
    """The role that a text means; None when it is none of those known.

    Case, accents and punctuation do not count.

    Examples
    --------
    >>> from adjoin.services.inventory_words import match_role
    >>> match_role("Contracts for"), match_role("Provider"), match_role("contracts")
    ('buys', 'provides', None)
    """
    return _by_key(name_key(text), ROLES, ROLE_ALIASES)


def match_instrument(text: str) -> Instrument | None:
    """The instrument that a text means; None when it is none of those known.

    A number, a date or a reference may follow the word: it says which agreement, not what kind.

    Examples
    --------
    >>> from adjoin.services.inventory_words import match_instrument
    >>> match_instrument("Contract 2019-114"), match_instrument("joint powers agreement")
    ('contract', 'JPA')
    >>> match_instrument("contract or MOU") is None
    True
    """
    words = name_key(text).split()
    for length in range(len(words), 0, -1):
        rest = words[length:]
        if not all(word in _REFERENCE or re.search(r"\d", word) for word in rest):
            return None
        found = _by_key(" ".join(words[:length]), INSTRUMENTS, INSTRUMENT_ALIASES)
        if found is not None:
            return found
    return None


def nearest_word(text: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like a text; None when none does.

    Examples
    --------
    >>> from adjoin.services.inventory_words import ROLES, nearest_word
    >>> nearest_word("Provids", ROLES), nearest_word("?", ROLES)
    ('provides', None)
    """
    # Sorted, so that of two equally near ones it is always the same.
    folded = {name_key(word): word for word in sorted(known, reverse=True)}
    near = difflib.get_close_matches(name_key(text), sorted(folded), n=1, cutoff=0.5)
    return folded[near[0]] if near else None


def _by_key(key: str, words: Iterable[_Word], aliases: Mapping[str, _Word]) -> _Word | None:
    """The word whose key it is, or one of whose aliases."""
    exact = {name_key(word): word for word in words}
    return exact.get(key, aliases.get(key))
