"""Which findings stand, how sure they are, how many there are, and which tests were run."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.services.counting import counting
from adjoin.services.kinds.applies import ALL_TESTS, TESTS, applies
from adjoin.services.kinds.confidence import PARTS, confidence
from adjoin.services.kinds.edge import at_the_edge
from adjoin.services.kinds.lines import lines_between
from adjoin.services.kinds.near import quickest_of, within
from adjoin.services.kinds.standing import KEYS, VARIED, column_of, standing
from adjoin.services.kinds.status import Known, told_tests
from adjoin.services.scenarios import AS_RUN, CATCHMENT_SCENARIOS, Scenario
from adjoin.services.sensitivity import COLUMNS as SENSITIVITY_COLUMNS
from adjoin.services.sensitivity import sensitivity
from adjoin.services.service import Service

PLANE = region_plane((-122.1, 37.9, -121.9, 38.1))
WHOLE = counting(pd.Series({"A": "A", "B": "B", "C": "C"}, dtype="str"))


def pairs_of(*ends, service="fire"):
    return pd.DataFrame([(service, *pair) for pair in ends], columns=KEYS, dtype="str")


def found():
    """A with B whatever is varied; B with C not at 0.8 of the minutes; A with C only at 1.2 of them."""
    return standing(
        {
            "proximity": {
                AS_RUN: pairs_of("BC", "AB", "AB"),
                Scenario("minutes", 0.8): pairs_of("AB"),
                Scenario("minutes", 1.2): pairs_of("AB", "AC", "BC"),
            },
            "double_provision": {AS_RUN: pairs_of("AB"), Scenario("tolerance", 2.0): pairs_of()},
        }
    )


def test_what_is_found_in_which_scenario():
    table = found().set_index(["agency_a", "agency_b", "kind"])
    assert table.index.tolist() == [
        ("A", "B", "double_provision"), ("A", "B", "proximity"), ("A", "C", "proximity"),
        ("B", "C", "proximity"),
    ]  # fmt: skip
    assert table["as_run"].tolist() == [True, True, False, True]
    assert table["minutes_0.8"].tolist() == [True, True, False, False]
    assert table["minutes_1.2"].tolist() == [True, True, True, True]
    assert table["tolerance_2"].tolist() == [False, True, False, True]
    assert table["survives"].tolist() == [False, True, False, False]
    for none in (standing({}), standing({"proximity": {AS_RUN: pairs_of()}})):
        assert len(none) == 0
        pd.testing.assert_series_equal(none.dtypes, found().dtypes)


def test_parts_of_confidence_are_between_0_and_1_and_multiply():
    facilities = pd.DataFrame(
        {
            "service": "fire", "agency_id": ["A", "A", "B"],
            "attribution_confidence": [1.0, 0.6, 0.7], "snapped": [True, True, False],
            "snap_m": [0.0, 500.0, 2000.0],
        }
    )  # fmt: skip
    stands = found()
    run = stands[stands["as_run"]]
    for clock, snapping, sure in (("drive", [1, 0, 0], 1.0), ("straight", [1, 1, 1], 0.6)):
        parts = confidence(run, facilities, WHOLE, clocks={"fire": clock}, max_snap_m=1000.0)
        assert parts.index.equals(run.index)
        # A is sure to (1 + 0.6) / 2, B to 0.7; of C nothing but the inventory is known.
        assert parts["confidence_attribution"].tolist() == [0.7, 0.7, 0.7]
        assert parts["confidence_snapping"].tolist() == snapping  # B is on no street
        assert parts["confidence_clock"].tolist() == [1.0, sure, sure]
        assert parts["confidence_stability"].tolist() == [0.75, 1.0, 1.0]
        assert parts["confidence_threshold"].tolist() == [1.0, 1.0, 0.75]
        assert ((parts >= 0) & (parts <= 1)).all(axis=None)
        product = parts[[f"confidence_{name}" for name in PARTS]].prod(axis=1)
        assert parts["confidence"].tolist() == product.tolist()
    alone = confidence(run, facilities[:2], WHOLE, clocks={"fire": "drive"}, max_snap_m=1000.0)
    # On the street 1, half as far as is allowed 0.75.
    assert alone["confidence_snapping"].tolist() == [1.0, 0.875, 1.0]
    empty = confidence(run[:0], facilities[:0], WHOLE, clocks={}, max_snap_m=1000.0)
    pd.testing.assert_series_equal(empty.dtypes, parts.dtypes)


def test_sensitivity_counts_what_is_kept_lost_and_new():
    reached = pd.DataFrame(
        [("fire", "none", 1.0, "people", 9.0, 4.0, 1.0), ("fire", "minutes", 0.8, "people", 5.0, 2.0, 5.0),
         ("sewer", "none", 1.0, "people", 3.0, 0.0, 7.0)],
        columns=["service", "parameter", "factor", "unit", "reached", "shared", "gap"],
    )  # fmt: skip
    table = sensitivity(found(), reached, {"fire": 10.0, "sewer": None})
    assert tuple(table.columns) == SENSITIVITY_COLUMNS
    assert table["service"].tolist() == ["fire"] * 7 + ["sewer"] * 7
    # Sorted for looking up: minutes, none, speed, tolerance.
    rows = table.set_index(["service", "parameter", "factor"]).sort_index()
    counts = ["duplications", "kept", "lost", "new", "proximity", "double_provision"]
    assert rows.loc[("fire", "none", 1.0), counts].tolist() == [2, 2, 0, 0, 2, 1]
    assert rows.loc[("fire", "minutes", 0.8), counts].tolist() == [1, 1, 1, 0, 1, 1]
    assert rows.loc[("fire", "minutes", 1.2), counts].tolist() == [3, 2, 0, 1, 3, 1]
    assert rows.loc[("fire", "tolerance", 2.0), counts].tolist() == [2, 2, 0, 0, 2, 0]
    assert rows["minutes"].xs("fire").tolist() == [8, 12, 10, 10, 10, 10, 10]
    assert rows.loc[("fire", "minutes", 0.8), ["reached", "gap"]].tolist() == [5, 5]
    assert rows.loc[("fire", "tolerance", 0.5), ["reached", "gap"]].tolist() == [9, 1]
    assert (rows["duplications"].xs("sewer") == 0).all()
    assert rows["minutes"].xs("sewer").isna().all()
    assert (rows["kept"] + rows["new"] == rows["duplications"]).all()
    none = sensitivity(standing({}), reached[:0], {})
    pd.testing.assert_series_equal(none.dtypes, table.dtypes)


def test_near_pairs_by_scenario_to_the_millisecond():
    pairs = gpd.GeoDataFrame(
        {
            "service": ["fire"] * 4, "agency_a": ["A", "A", "A", "B"],
            "agency_b": ["B", "B", "C", "C"], "facility_a": list("abcd"),
            "facility_b": list("wxyz"), "minutes": [10.0, 8.0, 12.0, 12.0 + 1 / 60_000],
            "clock": "drive",
        },
        geometry=[shapely.LineString([(0, 0), (k, 1)]) for k in range(4)],
    )  # fmt: skip
    access = np.array([5.0, 0.0, 0.0, 0.0])
    expected = {
        ("none", 1.0): [True, True, False, False],
        ("minutes", 0.8): [False, True, False, False],
        ("minutes", 1.2): [True, True, True, False],
        ("speed", 0.8): [False, True, False, False],  # 5 + 5 / 0.8, and 8 / 0.8 exactly
        ("speed", 1.2): [True, True, True, False],
    }
    for scenario in CATCHMENT_SCENARIOS:
        got = within(pairs, {"fire": 10.0}, scenario, access=access)
        assert got.tolist() == expected[scenario], scenario
    assert not within(pairs, {"fire": None}, AS_RUN, access=access).any()
    quickest = quickest_of(pairs)
    assert quickest[["agency_a", "agency_b", "facility_pairs", "minutes", "facility_a"]].to_numpy(
        dtype=object
    ).tolist()[0] == ["A", "B", 2, 8.0, "b"]
    assert len(quickest_of(pairs[:0])) == 0


def test_catchments_near_the_edge_of_the_region_are_marked():
    # Two squares of 10 km beside each other; 6 minutes at 40 km/h are 4 km.
    agencies = gpd.GeoDataFrame(
        geometry=[shapely.box(0, 0, 1e4, 1e4), shapely.box(1e4, 0, 2e4, 1e4), None], crs=PLANE
    )
    sites = gpd.GeoDataFrame(
        {"service": ["fire", "fire", "fire", "sewer"]},
        geometry=shapely.points([1e4, 1e4, 4000, 0], [5000, 3999, 5000, 0]),
        index=[7, 5, 3, 1],
        crs=PLANE,
    )
    marked = at_the_edge(sites, agencies, {"fire": 6.0, "sewer": None})
    assert (marked.index.tolist(), marked.tolist()) == ([7, 5, 3, 1], [False, True, True, False])
    assert at_the_edge(sites[:0], agencies, {}).tolist() == []
    assert not at_the_edge(sites, agencies[:0], {"fire": 6.0}).any()


def test_lines_from_facility_to_facility_or_area():
    agencies = gpd.GeoDataFrame(
        {"agency_id": ["A", "B", "C"]},
        geometry=[shapely.box(0, 0, 2, 2), shapely.box(9, 0, 11, 2), None], crs=PLANE,
    )  # fmt: skip
    sites = gpd.GeoDataFrame(
        {"service": ["fire", "fire"]}, geometry=gpd.GeoSeries.from_xy([0, 5], [0, 0], crs=PLANE)
    )
    pairs = pd.concat([pairs_of("AB", "AC"), pairs_of("AB", service="sewer")])
    lines = lines_between(pairs, sites, pd.Series(["A", "A"], dtype="str"), agencies)
    assert [line and line.wkt for line in lines] == [
        "LINESTRING (5 0, 10 1)", None, "LINESTRING (1 1, 10 1)",
    ]  # fmt: skip
    assert len(lines_between(pairs[:0], sites[:0], pd.Series(dtype="str"), agencies)) == 0


EVERYTHING = Known(
    people=True, streets=True, inventory=True, minutes={"x": 5.0}, facilities={"x": 2},
    snapped={"x": 2}, capacity={"x"}, providers={"x": 2}, grounds={"x": 2},
    areas={"x": 2},
)  # fmt: skip


def statuses(mode, rule="district", **known):
    service = Service(id="x", primary_mode=mode, mode=mode, territory_rule=rule, efficient_people=9)
    table = told_tests([service], EVERYTHING._replace(**known))
    assert table["test"].tolist() == list(ALL_TESTS)
    return table.set_index("test")


@pytest.mark.parametrize("mode", TESTS)
def test_every_mode_and_test_is_answered(mode):
    table = statuses(mode)
    assert set(table.index[table["status"] == "run"]) == set(TESTS[mode])
    assert (table["status"].isin(["run", "not applicable"])).all()
    assert table.loc[table["status"] != "run", "reason"].notna().all()
    own = statuses(mode, "corporate")
    for test in ALL_TESTS:
        assert (own.loc[test, "status"] == "run") == applies(test, mode, "corporate")


@pytest.mark.parametrize(
    ("known", "mode", "tests", "words"),
    [
        ({"grounds": {}}, "SITE", {"double_provision", "transfers"}, "ground of no agency"),
        ({"people": False}, "SITE", {"catchment_overlap", "redundancy", "capacity", "transfers"},
         "no people"),
        ({"streets": False, "snapped": {}}, "DEPOT", {"catchment_overlap", "redundancy"},
         "no streets"),
        ({"areas": {}}, "SITE", {"adjacent_provision"}, "no agency that delivers it has a boundary"),
        ({"capacity": set()}, "SITE", {"capacity"}, "no facility has a capacity"),
        ({"inventory": False}, "VIRT", {"sharing"}, "no inventory"),
        ({"minutes": {"x": None}}, "RESP",
         {"proximity", "catchment_overlap", "redundancy", "transfers"}, "no standard"),
        ({"snapped": {}}, "RESP", {"proximity", "catchment_overlap", "redundancy", "transfers"},
         "on the streets"),
    ],
)  # fmt: skip
def test_what_is_lacking_is_said(known, mode, tests, words):
    table = statuses(mode, **known)
    lacking = table[table["status"] == "not computable"]
    assert set(lacking.index) == tests
    assert lacking["reason"].str.contains(words).all()


def test_what_a_test_that_was_run_could_not_see_is_said():
    assert statuses("RESP", grounds={"x": 1}).loc["transfers", "reason"] == (
        "the ground of 1 of 2 agencies is not known"
    )
    assert len(VARIED) == len({column_of(scenario) for scenario in VARIED}) == 6
