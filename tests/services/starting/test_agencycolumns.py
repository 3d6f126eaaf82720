"""Which columns of agencies hold what, and what must not be taken."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from adjoin.services.starting.agencycolumns import Known, agency_guesses

_SPEC = importlib.util.spec_from_file_location("laying", Path(__file__).with_name("laying.py"))
laying = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(laying)

FIPS = [f"06{100 + 7 * k}" for k in range(6)]
NAMES = list(laying.TOWNS[:6])


def guessed(path="cities.geojson", **columns):
    return laying.by_key(agency_guesses(laying.layer(path, columns, shapes="polygon")))


def test_a_key_goes_before_the_number_of_the_row():
    found = guessed(OBJECTID=range(1, 7), GEOID=FIPS, NAME=NAMES)
    assert (found["columns.id"], found["columns.name"]) == ("GEOID", "NAME")


def test_the_number_of_the_row_alone_is_no_id_that_is_sure():
    found = guessed(OBJECTID=range(1, 7), NAME=NAMES)
    assert "columns.id" not in found
    assert found["columns.name"] == "NAME"


def test_an_id_that_is_not_of_the_rows_is_left_open():
    found = guessed(COUNTY_FIPS=["06097"] * 6, NAME=NAMES)
    assert "columns.id" not in found


def test_rows_of_one_agency_share_its_id():
    parts = [0, 0, 0, 1, 1, 2]
    found = guessed(
        OBJECTID=range(1, 7),
        DIST_ID=[f"D-{k}" for k in parts],
        DIST_NAME=[f"{NAMES[k]} Fire District" for k in parts],
    )
    assert found.get("columns.id", "DIST_ID") == "DIST_ID"
    assert found["columns.name"] == "DIST_NAME"


def test_a_name_and_the_same_with_its_kind_are_one():
    found = guessed(GEOID=FIPS, NAME=NAMES, NAMELSAD=[f"{name} city" for name in NAMES])
    assert found["columns.name"] == "NAME"


def test_two_names_that_say_different_things_are_left_to_a_person():
    other = list(laying.TOWNS[4:10])
    guesses = agency_guesses(
        laying.layer("x.geojson", {"CITY_NAME": NAMES, "TOWN_NAME": other}, shapes="polygon")
    )
    (name,) = (guess for guess in guesses if guess.key == "columns.name")
    assert not name.is_sure
    assert {name.value, *name.choices} == {"CITY_NAME", "TOWN_NAME"}


@pytest.mark.parametrize(
    "column", ["POP_DENSITY", "PCT_POP", "POP_CHANGE", "MEDIAN_POP_AGE", "POP_PER_SQMI"]
)
def test_numbers_about_people_are_no_population(column):
    found = guessed(GEOID=FIPS, NAME=NAMES, **{column: [12, 40, 33, 21, 17, 55]})
    assert "columns.population" not in found


def test_of_several_years_the_latest_that_is_no_forecast_counts():
    people = [1200, 3400, 560, 7800, 910, 2300]
    years = {f"POP_{year}": [n + year for n in people] for year in (2010, 2020, 2045)}
    assert guessed(GEOID=FIPS, NAME=NAMES, **years)["columns.population"] == "POP_2020"


def test_a_year_and_a_code_are_no_population():
    found = guessed(GEOID=FIPS, NAME=NAMES, POPULATION=[2020] * 6)
    assert "columns.population" not in found
    found = guessed(GEOID=FIPS, NAME=NAMES, POP=[f"0{k}12" for k in range(6)])
    assert "columns.population" not in found


def test_mixed_levels_come_out_of_their_column_with_what_its_words_mean():
    found = guessed(
        "governments.geojson",
        ID=FIPS,
        NAME=NAMES,
        TYPE=["City", "City", "Town", "County", "Special District", "City"],
    )
    assert found["columns.level"] == "TYPE"
    assert found["levels"] == {
        "City": "city",
        "County": "county",
        "Special District": "special_district",
        "Town": "city",
    }


def test_our_own_words_need_no_translation():
    levels = ["city", "city", "county", "regional", "city", "special_district"]
    found = guessed("x.geojson", ID=FIPS, NAME=NAMES, LEVEL=levels)
    assert found["columns.level"] == "LEVEL"
    assert "levels" not in found


def test_dist_in_the_name_of_a_file_is_of_districts():
    assert guessed("SchoolDist_Areas.geojson", ID=FIPS, NAME=NAMES)["level"] == "school_district"


def test_nothing_is_known_of_no_agencies():
    assert Known({}, {}).every == frozenset()
    both = Known({"a": frozenset({"1"})}, {"a": frozenset({"alder"}), "b": frozenset({"birch"})})
    assert both.every == {"1", "alder", "birch"}
