"""Truth and answer, worked out by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("scoring", Path(__file__).with_name("scoring.py"))
scoring = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(scoring)

STATIONS = {
    "path": "a/stations.csv",
    "role": ["facilities"],
    "preset": [],
    "service": ["fire_services"],
    "agency_by": ["column"],
    "columns": {
        "id": [["CODE", "SEQ"], "FID"],
        "name": ["NAME", ""],
        "agency": ["DEPT"],
        "x": ["LON"],
        "capacity": [],
        "never": ["X"],
    },
    "alone": {"columns": {"name": ["NAME"]}},
}


def _by_key(answer, truth=STATIONS, **options):
    return {v.key: v.verdict for v in scoring.scored(truth, answer, **options)}


def test_set_open_and_left_out():
    answer = {
        "sure": {
            "role": "facilities", "service": "police", "columns.id": ("CODE", "SEQ"),
            "columns.agency": ["DEPT"], "columns.x": "X", "columns.capacity": "BEDS",
        },
        "open": {"columns.name": ["LABEL", "NAME"]},
    }  # fmt: skip
    assert _by_key(answer) == {
        "role": "right",
        "preset": "right",  # none fits, none is set
        "service": "wrong",
        "agency_by": "right",  # by columns.agency
        "columns.id": "right",
        "columns.name": "right",  # may be left out
        "columns.agency": "right",
        "columns.x": "wrong",
        "columns.capacity": "wrong",
    }
    assert _by_key(answer, alone=True)["columns.name"] == "open"


def test_an_open_key_says_whether_the_right_one_was_offered():
    for choices, offered in ((["A", "DEPT"], True), (["A"], False), ([], False)):
        answer = {"sure": {"role": "facilities"}, "open": {"columns.agency": choices}}
        verdicts = {v.key: v for v in scoring.scored(STATIONS, answer)}
        assert verdicts["columns.agency"].verdict == "open"
        assert verdicts["columns.agency"].offered is offered


def test_an_unlisted_column_is_shown_and_not_counted():
    answer = {"sure": {"role": "facilities", "columns.annual_cost": "COST"}, "open": {}}
    verdicts = scoring.scored(STATIONS, answer)
    assert [v.key for v in verdicts if v.verdict == "unlisted"] == ["columns.annual_cost"]
    assert "columns.annual_cost" not in scoring.counted(verdicts)


@pytest.mark.parametrize(
    ("sure", "role"), [({"role": "agencies", "columns.id": "FID"}, "wrong"), ({}, "open")]
)
def test_with_the_wrong_role_nothing_else_is_right(sure, role):
    by_key = _by_key({"sure": sure, "open": {}})
    assert by_key.pop("role") == role
    assert set(by_key) == {"service", "agency_by", "columns.id", "columns.agency", "columns.x"}
    assert set(by_key.values()) == {"open"}


def test_a_role_without_settings_ends_it():
    truth = {"path": "p.csv", "role": ["none", "people"], "columns": {"weight": []}}
    assert _by_key({"sure": {"role": "none"}}, truth) == {"role": "right"}
    people = {"sure": {"role": "people", "columns.weight": "HOUSEHOLDS"}}
    assert _by_key(people, truth) == {"role": "right", "columns.weight": "wrong"}
    junk = {"path": "p.csv", "role": ["none"]}
    assert _by_key({"sure": {"role": "agencies"}}, junk) == {"role": "wrong"}


def test_joins_and_nodes_are_compared_by_file_name():
    truth = {
        "path": "z.gpkg",
        "role": ["people"],
        "join": [{"path": "t.csv", "on": "ZONE", "equals": "ZONE"}],
        "nodes": ["n.csv"],
        "crs": ["EPSG:4326"],
    }
    join = {"path": "../data/t.csv", "on": "ZONE"}
    sure = {"role": "people", "join": join, "nodes": "x/n.csv", "crs": "epsg:4326"}
    assert set(_by_key({"sure": sure}, truth).values()) == {"right"}
    sure["join"] = join | {"equals": "TAZ"}
    assert _by_key({"sure": sure}, truth)["join"] == "wrong"


def test_counts_by_key_and_over_all():
    answer = {"sure": {"role": "facilities", "service": "fire_services"}, "open": {}}
    counts = scoring.counted([v for _ in range(2) for v in scoring.scored(STATIONS, answer)])
    assert counts["service"] == {"right": 2, "wrong": 0, "open": 0}
    # agency_by is left to its default, contains, which is wrong here
    assert counts["all"] == {"right": 10, "wrong": 2, "open": 6}


def test_the_truth_of_the_shared_data_can_be_read():
    path = Path(__file__).parents[2] / "real" / "starting_truth.toml"
    truths = scoring.read_truth(path)
    assert len({scoring.label(truth) for truth in truths}) == len(truths) == 37
    for truth in truths:
        for alone in (False, True):
            accepted = scoring.accepted_answers(truth, alone=alone)
            assert accepted["role"]
            assert all(isinstance(answers, list) for answers in accepted.values())
            first = {key: answers[0] for key, answers in accepted.items() if answers}
            sure = {key: value for key, value in first.items() if value != ""}
            assert {v.verdict for v in scoring.scored(truth, {"sure": sure}, alone=alone)} == {
                "right"
            }
