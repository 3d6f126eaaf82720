"""What level of government names, files and columns speak of."""

from __future__ import annotations

import pytest
from adjoin.geo.files.profiles import profiled
from adjoin.services.starting.whatlevel import level_named, level_of
from pandas import DataFrame

PLAIN = ["Alder", "Birch", "Cedar", "Dogwood"]


def found(words, names=(), **columns):
    guesses = level_of(words, names, profiled(DataFrame(columns)))
    return {guess.key: (guess.value, guess.is_sure) for guess in guesses}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Alder Unified School District", "school_district"),
        ("Alder Fire Protection District", "special_district"),
        ("Alder County Water District", "special_district"),
        ("County of Alder", "county"),
        ("Town of Alder", "city"),
        ("Alder Rancheria", "tribal"),
        ("Alder Association of Governments", "regional"),
        ("school_district", "school_district"),
        ("Landkreis Alder", "county"),
        ("Alder", None),
        ("", None),
    ],
)
def test_words(text, level):
    assert level_named(text) == level


def test_the_file_says_it_and_its_names_do_not_contradict():
    assert found("city limits", PLAIN) == {"level": ("city", True)}
    named = [f"{name} Fire Protection District" for name in PLAIN]
    assert found("fpd", named) == {"level": ("special_district", True)}


def test_names_say_it_alone():
    assert found("areas", [f"City of {name}" for name in PLAIN]) == {"level": ("city", True)}


def test_mixed_names_are_left_open():
    mixed = [f"City of {PLAIN[0]}", f"Town of {PLAIN[1]}", "County of Alder", "County of Birch"]
    ((key, (_, sure)),) = found("areas", mixed).items()
    assert key == "level"
    assert not sure


def test_nothing_is_said():
    assert found("areas", PLAIN) == {}


def test_a_file_that_says_another_level_than_its_names_is_left_open():
    named = [f"{name} Unified School District" for name in PLAIN]
    assert found("counties", named)["level"] == ("school_district", False)


def test_a_column_of_one_kind_says_the_level_of_all():
    kinds = ["City", "City", "Town", "Town"]
    assert found("areas", PLAIN, TYPE=kinds)["level"] == ("city", True)


def test_a_column_with_a_word_for_no_level_is_not_sure():
    kinds = ["City", "County", "Blimp", "City"]
    assert not any(sure for _, sure in found("areas", PLAIN, TYPE=kinds).values())
