"""What the page is told of kinds, services and agreements; nothing missing becomes 0."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
from adjoin.maps.agreements import agreement_columns
from adjoin.maps.case_kinds import evidence_columns, kind_columns
from adjoin.maps.payload import map_payload
from adjoin.maps.service_facts import MOST_TRANSFERS, facility_reach, service_facts
from shapely.geometry import LineString

AT = {"ash": 0, "birch": 1, "cedar": 2, "lib": 3, "wood": 4}


def test_every_measure_is_told_as_it_is_and_missing_stays_missing(measured, about):
    cases = map_payload(measured, about=about)["duplications"]
    assert cases["both_people"] == [1234, 0, 0, None]
    assert cases["both_share"] == [0.5, 0, 0.001, None]
    assert (cases["border_m"], cases["shared_m"]) == ([9000, 0, None, None], [11100] * 4)
    assert (cases["served_a"][3], cases["served_b"][3]) == (2000, None)
    assert cases["ground_people"] == [None] * 4
    assert cases["near_threshold"] == [0, 1, 0, 0]
    assert cases["censored"] == [1, 0, 0, 0]


def test_without_the_columns_nothing_is_said(tables):
    told = kind_columns(tables["duplications"].drop(columns="geometry"), degrees="EPSG:4326")
    assert {tuple(values) for values in told.values()} == {(None, None, None)}


def test_only_straight_lines_without_minutes_are_told(tables):
    two = LineString([(-121.9, 38.0), (-121.85, 38.0)])
    bent = LineString([(-121.9, 38.0), (-121.85, 38.0), (-121.8, 38.1)])
    found = gpd.GeoDataFrame({"minutes": [3.0, None, None]}, geometry=[two, two, bent], crs=4326)
    told = kind_columns(found, degrees="EPSG:4326")["line"]
    assert told == [None, [-12190000, 3800000, 5000, 0], None]


def test_evidence_is_tied_to_its_case_part_by_part(measured):
    told = evidence_columns(measured)
    assert told["case"] == [0, 0, 3]  # that of a case which is not there is left out
    assert [told["kinds"][kind] for kind in told["kind"]] == [
        "adjacent_provision", "proximity", "sub_scale",
    ]  # fmt: skip
    assert told["parts"][1] == [0.9, 1, 1, 1, 0.5]
    assert told["near"] == [0, 1, 0]
    assert [told["scenarios"][at] for at in told["fails"][1]] == ["minutes_0.8", "speed_0.8"]
    assert told["fails"][0] == []


def test_a_service_is_told_with_all_its_sites_together(measured):
    facts = service_facts(measured, agency_at=AT)
    assert list(facts) == ["fire"]
    fire = facts["fire"]
    assert fire["joint"] == {
        "facilities": 3, "people_covered": 3000, "people_covered_twice": 2000,
        "people_shared": 1000, "people_unreached": 1000, "fewest_needed": 2, "gap": 0,
        "full_alarm_minutes": 8, "full_alarm_people": 2500, "fewest_with_full_alarm": 3,
        "gap_with_full_alarm": 0.25, "keeps": "people", "optimal": True,
        "optimal_with_full_alarm": False,
    }  # fmt: skip
    assert fire["sensitivity"] == {"minutes": [1, 2, 5]}
    assert fire["tests"]["not"] == [["capacity", "crews drive out"]]
    assert [test for test, _ in fire["tests"]["run"]] == ["proximity", "double_provision"]
    assert fire["sentence"].startswith("2 agencies produce")
    assert service_facts({}, agency_at={}) == {}


def test_the_largest_transfers_are_told_and_how_many_there_are(measured):
    told = service_facts(measured, agency_at=AT)["fire"]["transfers"]
    assert (told["all"], told["all_people"], len(told["people"])) == (8, 711, MOST_TRANSFERS)
    assert told["people"][:2] == [700, 5]
    assert (told["home"][:3], told["other"][:3]) == ([1, 0, 2], [0, 1, None])
    assert told["minutes"][:2] == [1.3, None]
    assert told["shared"][:2] == [0, 1]


def test_sites_tell_whom_they_reach_and_only_what_the_table_holds(measured):
    sites = measured["facilities"]
    assert facility_reach(measured, sites) == {
        "reached": [1000, 2500, None, None, None],
        "alone": [100, None, None, None, None],
        "second": [0.9, None, None, None, None],
    }
    measured["coverage"]["people_reached"] = [123456.0, 8.6]
    assert facility_reach(measured, sites)["reached"][:2] == [120000, 9]
    kept = measured["coverage"].drop(columns=["people_lost", "second_due_share"])
    assert list(facility_reach({"coverage": kept}, sites)) == ["reached"]
    assert facility_reach({}, sites) == {}


def test_agreements_keep_whom_the_tables_do_not_know(measured):
    told = agreement_columns(measured, agency_at=AT)
    assert (told["a"], told["b"]) == ([0, 1, 0], [1, 2, 1])
    assert (told["via"], told["via_id"]) == ([None, 4, None], [None, None, "ghost"])
    assert told["shared"] == [0, 1, 1]
    assert told["line"] == [[-12195000, 3805000, 10000, 0]] * 2 + [None]
    assert told["instrument"] == ["mutual aid", "contract", None]
    assert agreement_columns({}, agency_at=AT)["line"] == []


def test_a_service_of_agreements_or_of_offices_alone_can_be_chosen(measured, about):
    mapped = {s["id"]: s["mapped"] for s in map_payload(measured, about=about)["services"]}
    assert mapped == {"fire": True, "library": True, "payroll": True}


def test_people_are_known_where_any_overlap_is(measured, about):
    assert map_payload(measured, about=about)["not_known"] == ["cost"]
    measured["duplications"]["overlap_people"] = None
    assert map_payload(measured, about=about)["not_known"] == ["people", "cost"]


@pytest.mark.parametrize("name", ["evidence", "joint_coverage", "transfers", "tests", "agreements"])
def test_an_absent_table_counts_as_empty(measured, about, name):
    assert json.dumps(map_payload(measured, about=about), allow_nan=False)
    less = map_payload({key: t for key, t in measured.items() if key != name}, about=about)
    empty = map_payload({**measured, name: measured[name].iloc[:0]}, about=about)
    assert less == empty
