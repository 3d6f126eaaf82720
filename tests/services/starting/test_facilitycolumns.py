"""Which columns of facilities hold what, who runs them, and which are in use."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from adjoin.geo.files.conditions import rows_where
from adjoin.services.starting.agencycolumns import Known
from adjoin.services.starting.facilitycolumns import facility_guesses
from adjoin.services.taxonomy import load_services

_SPEC = importlib.util.spec_from_file_location("laying", Path(__file__).with_name("laying.py"))
laying = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(laying)

SERVICES = load_services()
NAMES = [f"{name} Station" for name in laying.TOWNS[:8]]
CITIES = frozenset(name.casefold() for name in laying.TOWNS)
KNOWN = Known({"c": frozenset(f"c-{k}" for k in range(10))}, {"c": CITIES})
PLACES = {"LON": [-122 + 0.1 * k for k in range(8)], "LAT": [38 + 0.01 * k for k in range(8)]}


def guesses(path="fire_stations.csv", *, known=KNOWN, **columns):
    made = laying.layer(path, {**PLACES, **columns})
    return facility_guesses(made, known=known, region=(), services=SERVICES)


def guessed(path="fire_stations.csv", *, known=KNOWN, **columns):
    return laying.by_key(guesses(path, known=known, **columns))


def test_a_file_of_stations():
    found = guessed(
        OBJECTID=range(1, 9),
        STATION_ID=[f"S{k}" for k in range(8)],
        NAME=NAMES,
        AGENCY=laying.TOWNS[:8],
        ADDRESS=[f"{k}2 Oak St" for k in range(8)],
        BEDS=[2, 3, 4, 2, 6, 2, 3, 5],
    )
    assert found == {
        "columns.id": "STATION_ID",
        "columns.name": "NAME",
        "columns.x": "LON",
        "columns.y": "LAT",
        "service": "fire_services",
        "columns.agency": "AGENCY",
        "columns.address": "ADDRESS",
        "columns.capacity": "BEDS",
    }


def test_an_id_that_is_not_unique_is_none():
    found = guessed(STATION_ID=["S1", *(f"S{k}" for k in range(1, 8))], NAME=NAMES)
    assert "columns.id" not in found


def test_an_id_may_be_of_two_columns():
    systems = ["A", "A", "A", "B", "B", "C", "C", "C"]
    order = ["1", "2", "3", "1", "2", "1", "2", "3"]
    found = guessed("libraries.csv", SYSTEM_KEY=systems, BRANCH_SEQ=order, NAME=NAMES)
    assert found["columns.id"] == ("SYSTEM_KEY", "BRANCH_SEQ")
    again = [*order[:7], "2"]
    found = guessed("libraries.csv", SYSTEM_KEY=systems, BRANCH_SEQ=again, NAME=NAMES)
    assert "columns.id" not in found


def test_the_city_where_it_lies_is_not_who_runs_it():
    found = guessed(NAME=NAMES, CITY=laying.TOWNS[:8])
    assert "columns.agency" not in found
    assert "columns.operator" not in found
    assert found["agency_by"] == "contains"


def test_one_agency_in_every_row_is_the_publisher():
    found = guessed(NAME=NAMES, AGENCY=["Open Data Office"] * 8)
    assert "columns.agency" not in found
    assert "columns.operator" not in found


def test_names_of_agencies_of_several_sources_are_in_one_column():
    known = Known(
        {
            "a": frozenset({"a-1", "a-2", "a-3", "a-4"}),
            "b": frozenset({"b-1", "b-2", "b-3", "b-4"}),
        },
        {},
    )
    agencies = ["a-1", "b-1", "a-2", "b-2", "a-3", "b-3", "a-4", "b-4"]
    assert guessed(known=known, NAME=NAMES, RUN=agencies)["columns.agency"] == "RUN"


def test_departments_are_looked_up_as_operators():
    departments = [f"{name} Fire Department" for name in laying.TOWNS[:8]]
    found = guessed(NAME=NAMES, DEPT_NAME=departments)
    assert found["columns.operator"] == "DEPT_NAME"
    assert "agency_by" not in found


def test_operators_of_whom_no_agency_is_known_are_nearly_left_open():
    strangers = [f"Operator {chr(65 + k)} Ltd" for k in range(8)]
    (found,) = (g for g in guesses(NAME=NAMES, OPERATOR=strangers) if g.key == "columns.operator")
    assert "no agency of these files" in found.why
    assert found.confidence <= 0.78


@pytest.mark.parametrize("closed", ["Closed", "INACTIVE", "Demolished", "Proposed", " Closed "])
def test_places_that_are_not_in_use_are_left_out(closed):
    status = ["Open", "Open", None, closed, "Open", "Open", closed, "Open"]
    found = guessed(NAME=NAMES, STATUS=status)
    table = laying.layer("x.csv", {"NAME": NAMES, "STATUS": status}).table
    kept = rows_where(table, found["where"], source="x.csv")
    assert list(kept["NAME"]) == [n for n, s in zip(NAMES, status, strict=True) if s != closed]


def test_places_not_in_use_are_found_in_any_row():
    status = ["Open"] * 6_000
    status[5_001] = "Closed"
    places = {"LON": [-122.0] * 6_000, "LAT": [38.0] * 6_000}
    found = guessed(NAME=[f"Alder {k}" for k in range(6_000)], STATUS=status, **places)
    assert found["where"] == '"STATUS" IS NULL OR "STATUS" NOT IN (\'Closed\')'


def test_where_quotes_what_is_in_names_and_cells():
    status = ["Open", "Closed", *["Open"] * 6]
    # A column whose name SQL must have quoted.
    found = guessed(NAME=NAMES, **{"Operational Status": status})
    assert found["where"].startswith('"Operational Status" IS NULL OR')


def test_a_file_of_closed_places_only_stays_whole():
    assert "where" not in guessed(NAME=NAMES, STATUS=["Closed"] * 8)


def test_who_owns_it_and_its_school_are_no_names_of_the_place():
    found = guessed(FACILITY_NAME=NAMES, OWNER_NAME=laying.TOWNS[:8], CONTACT_NAME=NAMES)
    assert found["columns.name"] == "FACILITY_NAME"
