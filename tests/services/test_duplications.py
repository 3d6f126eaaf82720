from __future__ import annotations

import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.services.counting import counting
from hypothesis import given, settings
from hypothesis import strategies as st

_SPEC = importlib.util.spec_from_file_location(
    "putting_together", Path(__file__).parent / "putting_together.py"
)
_TOGETHER = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_TOGETHER)
put_together = _TOGETHER.put_together

PLANE = region_plane((-122.1, 37.9, -121.9, 38.1))
IDS = ("A", "B", "C", "D", "L")
STANDARDS = {"fire": 10.0, "clerk": 10.0, "sewer": None}
ROOTS = pd.Series({"A": "A", "B": "B", "C": "C", "D": "A", "L": "L"}, dtype="str")  # D is A's


def _line(length, *, east=0.0):
    return shapely.LineString([(east, 0), (east, length)])


def _facilities(*rows):
    """Rows of service, agency and how sure it is that the facility is the agency's."""
    names = ["service", "agency_id", "attribution_confidence"]
    table = pd.DataFrame(rows, columns=names)
    types = {"service": "str", "agency_id": "str", "attribution_confidence": float}
    points = [shapely.Point(500.0 + 10 * k, 900.0) for k in range(len(table))]
    return gpd.GeoDataFrame(
        table.astype(types).assign(snapped=True, snap_m=0.0),
        geometry=gpd.GeoSeries(points, crs=PLANE),
    )


def _near(*rows):
    """Rows of service, facility and agency at both ends, minutes and clock; lines tell them apart."""
    names = ["service", "facility_a", "agency_a", "facility_b", "agency_b", "minutes", "clock"]
    table = pd.DataFrame(rows, columns=names).astype({"minutes": float})
    table = table.astype({name: "str" for name in names if name != "minutes"})
    table = table.assign(joint_use=False)
    lines = [_line(1.0, east=100.0 + k) for k in range(len(table))]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(lines, crs=PLANE))


def _beside(*rows):
    """Rows of two agencies, their relation, and the length of their border."""
    table = pd.DataFrame(
        [row[:3] for row in rows], columns=["agency_a", "agency_b", "relation"], dtype="str"
    )
    return gpd.GeoDataFrame(
        table, geometry=gpd.GeoSeries([_line(row[3]) for row in rows], crs=PLANE)
    )


def _found(facilities, near, beside, adjacent=("fire", "sewer"), clocks=None):
    shapes = [shapely.box(0, 0, 1, 1)] * 4 + [None]  # the library district has no boundary
    agencies = gpd.GeoDataFrame({"agency_id": list(IDS)}, geometry=shapes, crs=PLANE)
    clocks = clocks or dict.fromkeys(("fire", "sewer", "clerk"), "drive")
    table, _, _ = put_together(
        facilities, near, beside, agencies, counting(ROOTS), adjacent_services=adjacent,
        clocks=clocks, standards=STANDARDS,
    )  # fmt: skip
    return table


BOTH = _facilities(("fire", "A", 1.0), ("fire", "B", 1.0))


def test_both_kinds_stand_in_one_row_with_the_quickest_pair():
    near = _near(
        ("fire", "f1", "A", "f2", "B", 3.5, "drive"), ("fire", "f1", "A", "f3", "B", 2.5, "drive")
    )
    table = _found(BOTH, near, _beside(("A", "B", "border", 9.0)))
    row = table.iloc[0].drop("geometry").dropna().to_dict()  # nothing else was looked at
    assert row == {
        "duplication_id": "fire:A:B", "service": "fire", "agency_a": "A", "agency_b": "B",
        "relation": "border", "kinds": "adjacent_provision;proximity", "facility_pairs": 2,
        "minutes": 2.5, "clock": "drive", "confidence": 1.0, "near_threshold": False,
        "survives": True, "censored": False,
    }  # fmt: skip
    assert len(table) == 1
    assert table.geometry.iloc[0].equals(near.geometry.iloc[1])


def test_without_a_near_pair_minutes_are_missing_and_the_border_is_the_line():
    table = _found(BOTH, _near(), _beside(("A", "B", "contains", 9.0)))
    row = table.iloc[0]
    assert (row["kinds"], row["relation"], row["facility_pairs"]) == (
        "adjacent_provision", "contains", 0,
    )  # fmt: skip
    assert np.isnan(row["minutes"])
    assert row["geometry"].equals(_line(9.0))


@pytest.mark.parametrize(
    ("relation", "adjacent"),
    [("border", 1), ("gap", 1), ("overlap", 1), ("contains", 1), ("within", 1), ("point", 0),
     ("near", 0)],
)  # fmt: skip
def test_only_adjacent_areas_make_adjacent_provision(relation, adjacent):
    assert len(_found(BOTH, _near(), _beside(("A", "B", relation, 9.0)))) == adjacent


def test_adjacent_provision_is_for_the_services_that_it_means_something_for():
    rows = [(s, a, 1.0) for s in ("fire", "sewer", "clerk") for a in ("A", "B")]
    table = _found(_facilities(*rows), _near(), _beside(("A", "B", "border", 9.0)))
    assert table["service"].tolist() == ["fire", "sewer"]
    assert "proximity" not in "".join(table["kinds"])


def test_agencies_apart_or_without_boundary_are_still_near():
    near = _near(
        ("fire", "f1", "A", "f2", "C", 1.0, "drive"), ("fire", "f3", "L", "f2", "C", 1.0, "drive")
    )
    table = _found(_facilities(*(("fire", a, 1.0) for a in "ACL")), near, _beside())
    assert table[["agency_a", "agency_b", "relation", "kinds"]].to_numpy().tolist() == [
        ["A", "C", "apart", "proximity"],
        ["C", "L", "unknown", "proximity"],  # a < b, though the pair has them the other way round
    ]


def test_a_dependent_district_counts_as_its_parent():
    facilities = _facilities(("fire", "B", 1.0), ("fire", "D", 1.0))
    near = _near(
        ("fire", "f1", "B", "f2", "D", 2.0, "drive"), ("fire", "f0", "A", "f1", "B", 3.0, "drive")
    )
    beside = _beside(("B", "D", "border", 5.0), ("A", "D", "contains", 3.0), ("A", "B", "near", 1))
    table = _found(facilities, near, beside)
    assert table["duplication_id"].tolist() == ["fire:A:B"]  # and none of A with its own D
    row = table.iloc[0]
    assert (row["kinds"], row["facility_pairs"], row["minutes"], row["relation"]) == (
        "adjacent_provision;proximity", 2, 2.0, "border",
    )  # fmt: skip


def test_the_longest_border_stands_for_a_parent_and_its_districts():
    facilities = _facilities(*(("fire", a, 1.0) for a in "ABD"))
    beside = _beside(
        ("A", "B", "border", 5.0), ("B", "D", "border", 8.0), ("A", "D", "contains", 9.0)
    )
    table = _found(facilities, _near(), beside)
    assert table["duplication_id"].tolist() == ["fire:A:B"]  # A and its own D are one
    assert table.geometry.iloc[0].equals(_line(8.0))


def test_facilities_without_agency_provide_nothing():
    facilities = _facilities(("fire", "A", 1.0), ("fire", None, 0.7))
    assert len(_found(facilities, _near(), _beside(("A", "B", "border", 9.0)))) == 0


def test_confidence_is_that_of_the_weaker_tie_times_the_clock():
    rows = [("fire", "A", 1.0), ("fire", "B", 0.7), ("fire", "B", 1.0)]
    rows += [("clerk", "A", 1.0), ("clerk", "C", 0.7)]
    near = _near(
        ("fire", "f1", "A", "f2", "B", 1.0, "straight"),
        ("clerk", "c1", "A", "c2", "C", 1.0, "walk"),
    )
    beside = _beside(("A", "B", "border", 1.0))
    clocks = {"fire": "straight", "clerk": "walk"}
    table = _found(_facilities(*rows), near, beside, (), clocks).set_index("duplication_id")
    assert table.loc["fire:A:B", "confidence"] == pytest.approx((0.7 + 1.0) / 2 * 0.6)
    assert table.loc["clerk:A:C", "confidence"] == pytest.approx(0.7)


def test_none_have_the_columns_and_types_of_some():
    near = _near(("fire", "f1", "A", "f2", "B", 1.0, "drive"))
    some = _found(BOTH, near, _beside())
    for facilities in (BOTH.iloc[:1], BOTH.iloc[:0]):
        none = _found(facilities, _near(), _beside())
        assert len(none) == 0
        pd.testing.assert_series_equal(none.dtypes, some.dtypes)
        assert none.crs == some.crs


_PAIRS = st.lists(
    st.tuples(st.sampled_from(["fire", "clerk"]), st.sampled_from(IDS), st.sampled_from(IDS),
              st.sampled_from([1.0, 2.0, 3.0])).filter(lambda p: ROOTS[p[1]] != ROOTS[p[2]]),
    max_size=8,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(_PAIRS, st.randoms())
def test_every_pair_is_in_one_duplication_and_the_order_of_rows_changes_nothing(pairs, random):
    rows = [(s, f"f{k}", a, f"g{k}", b, m, "drive") for k, (s, a, b, m) in enumerate(pairs)]
    facilities = _facilities(*((s, a, 1.0) for s in ("fire", "clerk") for a in IDS))
    beside = _beside(("A", "B", "border", 2.0), ("B", "D", "border", 2.0))
    near = _near(*rows)
    table = _found(facilities, near, beside)
    expected = {f"{s}:{min(ROOTS[a], ROOTS[b])}:{max(ROOTS[a], ROOTS[b])}" for s, a, b, _ in pairs}
    assert set(table["duplication_id"]) == expected | {"fire:A:B"}
    assert table["facility_pairs"].sum() == len(pairs)
    assert table["duplication_id"].is_unique
    order = random.sample(range(len(rows)), len(rows))
    turned = _found(facilities.iloc[::-1], near.iloc[order], beside.iloc[::-1])
    pd.testing.assert_frame_equal(
        pd.DataFrame(turned.drop(columns="geometry")), pd.DataFrame(table.drop(columns="geometry"))
    )


def test_without_streets_nearness_is_less_sure_and_a_border_is_not():
    clocks = {"fire": "straight"}
    near = _near(("fire", "f1", "A", "f2", "B", 1.0, "straight"))
    alone = _found(BOTH, near, _beside(), clocks=clocks)
    assert (alone.loc[0, "clock"], alone.loc[0, "confidence"]) == ("straight", 0.6)
    table = _found(BOTH, _near(), _beside(("A", "B", "border", 9.0)), clocks=clocks)
    assert (table.loc[0, "clock"], table.loc[0, "confidence"]) == ("straight", 1.0)


def test_a_pair_at_the_standard_is_near_the_threshold_unless_a_border_speaks_for_it():
    # 9 of 10 minutes: found at 1 and 1.2, not at 0.8 (8 minutes) nor at 0.8 of the speed (11.25).
    near = _near(("fire", "f1", "A", "f2", "B", 9.0, "drive"))
    row = _found(BOTH, near, _beside()).iloc[0]
    assert (row["near_threshold"], row["survives"], row["confidence"]) == (True, False, 0.5)
    row = _found(BOTH, near, _beside(("A", "B", "border", 9.0))).iloc[0]
    assert (row["near_threshold"], row["survives"], row["confidence"]) == (False, True, 1.0)


def test_nothing_in_common_is_0_only_where_it_was_looked():
    near = _near(("fire", "f1", "A", "f2", "B", 1.0, "drive"))
    agencies = gpd.GeoDataFrame(
        {"agency_id": ["A", "B"]}, geometry=[shapely.box(0, 0, 1, 1)] * 2, crs=PLANE
    )

    def row(**known):
        table, _, _ = put_together(
            BOTH, near, _beside(), agencies, counting(ROOTS), adjacent_services=["fire"],
            clocks={"fire": "drive"}, standards=STANDARDS, **known,
        )  # fmt: skip
        return table.iloc[0]

    of_people = ["overlap_people", "overlap_share", "overlap_jaccard", "share_a", "share_b"]
    ground = ["territory_km2", "territory_share_a", "territory_share_b"]
    assert row()[[*of_people, "overlap_road_km", *ground]].isna().all()
    both = [("fire", "A"), ("fire", "B")]
    people = row(reaching=both)
    assert people[of_people].tolist() == [0.0] * 5
    assert people[["overlap_road_km", *ground]].isna().all()
    assert row(reaching=both[:1])[of_people].isna().all()
    assert row(working=both)["overlap_road_km"] == 0
    assert row(grounded=both[:1])[ground].isna().all()
    found = row(grounded=both)
    assert (found[ground].tolist(), pd.isna(found["territory_people"])) == ([0.0] * 3, True)
    assert row(grounded=both, people=True)["territory_people"] == 0
