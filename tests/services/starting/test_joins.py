"""Which table gives attributes to which layer."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from adjoin.geo.files.guesses import Guess
from adjoin.services.starting.joins import better_weight, matching

_SPEC = importlib.util.spec_from_file_location("laying", Path(__file__).with_name("laying.py"))
laying = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(laying)

ZONES = [f"Z{k:03}" for k in range(20)]


def match(left, right):
    return matching(
        laying.layer("zones.gpkg", left, shapes="polygon"), laying.layer("people.csv", right)
    )


def test_keys_of_other_names_are_found_by_what_is_in_them():
    found = match(
        {"TAZ": ZONES, "AREA": range(20)}, {"ZONE_ID": ZONES[::-1], "POP": range(100, 120)}
    )
    assert (found.on, found.equals, found.share) == ("TAZ", "ZONE_ID", 1.0)


def test_columns_of_one_name_go_first():
    found = match({"ID2": ZONES, "ZONE": ZONES}, {"ZONE": ZONES, "POP": range(20)})
    assert (found.on, found.equals) == ("ZONE", "ZONE")


def test_too_few_keys_other_keys_and_keys_that_repeat_do_not_join():
    assert match({"TAZ": ZONES[:7]}, {"TAZ": ZONES[:7]}) is None
    assert match({"TAZ": ZONES}, {"TAZ": [f"Y{k}" for k in range(20)]}) is None
    assert match({"TAZ": ZONES[:10] * 2}, {"TAZ": ZONES}) is None
    # counts are among counts by chance
    assert match({"COUNT": range(20)}, {"POP": range(20)}) is None


def test_a_table_of_a_larger_area_does_not_join():
    many = [f"Z{k:03}" for k in range(100)]
    assert match({"TAZ": ZONES}, {"TAZ": many}) is None


def test_the_better_column_of_people_is_taken():
    ours, theirs = (Guess("columns.weight", c, s, "counts") for c, s in (("HH", 0.5), ("POP", 0.9)))
    found = better_weight([ours], [theirs])
    assert (found.value, found.choices) == ("POP", ("HH",))
    assert better_weight([theirs], [ours]) is None
    assert better_weight([theirs._replace(confidence=0.95)], [theirs]) is None
    assert better_weight([], []) is None
