"""Who lives in which agency."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.members import with_layer_areas, with_member_areas
from adjoin.boundaries.people import people_table
from adjoin.boundaries.relations import agency_pairs
from adjoin.boundaries.residents import (
    agency_people,
    people_findings,
    people_snaps,
    snapped_people,
    summed_to_agencies,
    summed_to_pairs,
    with_border_flag,
    with_people,
)
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import UseError
from adjoin.geo.streets.edgetable import network_from_edges
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-80.1, 37.9, -79.9, 38.1))


def _people(*points, source="p.csv"):
    """(people, x, y) each, as a table."""
    people, x, y = zip(*points, strict=True) if points else ((), (), ())
    return gpd.GeoDataFrame(
        {
            "people_id": pd.Series([f"p{k}" for k in range(len(people))], dtype="str"),
            "source": pd.Series([source] * len(people), dtype="str"),
            "people": pd.Series(people, dtype=float),
        },
        geometry=shapely.points(np.array([x, y], dtype=float).T.reshape(-1, 2)),
        crs=PLANE,
    )


def _agencies(*agencies):
    """(id, level, shape, or names of members) each, sorted by id."""
    ids, levels, shapes = zip(*sorted(agencies, key=lambda agency: agency[0]), strict=True)
    own = [None if isinstance(shape, str) else shape for shape in shapes]
    table = gpd.GeoDataFrame(
        {"agency_id": pd.Series(ids, dtype="str"), "level": pd.Series(levels, dtype="str")},
        geometry=own,
        crs=PLANE,
    ).assign(name=list(ids))
    members = {k: v.split(";") for k, v in zip(ids, shapes, strict=True) if isinstance(v, str)}
    return with_member_areas(table, members)[0]


COUNTY = ("county", "county", shapely.box(0, 0, 1000, 1000))
EAST = ("east", "city", shapely.box(500, 0, 1000, 1000))
WEST = ("west", "city", shapely.box(0, 0, 500, 1000))
LIBRARY = ("library", "special_district", None)
AGENCIES = _agencies(COUNTY, EAST, WEST, LIBRARY)  # 0 county, 1 east, 2 library, 3 west
PEOPLE = _people((10, 100, 100), (20, 900, 100), (40, 500, 500), (80, 2000, 0), (0, 3000, 0))


def test_sums_by_hand():
    members = agency_people(PEOPLE, AGENCIES)
    # the 40 on the line between the cities live in east, the smaller id
    assert list(zip(members.area.tolist(), members.point.tolist(), strict=True)) == [
        (0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (3, 0),
    ]  # fmt: skip
    sums = summed_to_agencies(PEOPLE, members, AGENCIES.set_index("agency_id"))
    expected = pd.Series(
        [70, 60, np.nan, 10],
        index=pd.Index(["county", "east", "library", "west"], dtype="str", name="agency_id"),
        name="people",
    )
    pd.testing.assert_series_equal(sums, expected)
    a, b = np.array([0, 0, 1, 0, 2]), np.array([1, 3, 3, 2, 2])
    found = summed_to_pairs(PEOPLE, members, a, b)
    np.testing.assert_array_equal(found, [60, 10, 0, np.nan, np.nan])


def test_people_outside_and_on_borders_are_told_once():
    members = agency_people(PEOPLE, AGENCIES)
    outside, border = people_findings(PEOPLE, members, AGENCIES)
    assert outside[:4] == ("warning", "p.csv", "p3", "people-in-nobodys-area")
    # the point without people, which lies outside as well, is nobody's loss
    assert outside.message.startswith("1 points (80 people) lie in none of the 3 agencies")
    assert border[:4] == ("note", "p.csv", "p2", "people-on-border")
    assert "1 points (40 people) lie on a border" in border.message
    assert "(county, east)" in border.message


def test_people_of_several_sources_are_told_together():
    both = pd.concat([PEOPLE, PEOPLE.assign(source="q.csv")], ignore_index=True)
    outside, border = people_findings(both, agency_people(both, AGENCIES), AGENCIES)
    assert outside[:3] == ("warning", "people", "2 points from p3")
    assert border.source == "people"
    assert "2 points (160 people)" in outside.message


def test_nothing_is_told_where_nobody_can_be_outside():
    only = _agencies(LIBRARY)
    members = agency_people(PEOPLE, only)
    assert people_findings(PEOPLE, members, only) == []
    assert summed_to_agencies(PEOPLE, members, only).isna().all()
    nobody = _people()
    members = agency_people(nobody, AGENCIES)
    assert people_findings(nobody, members, AGENCIES) == []
    np.testing.assert_array_equal(summed_to_agencies(nobody, members, AGENCIES), [0, 0, np.nan, 0])


BOX = st.tuples(*[st.integers(0, 12)] * 2, *[st.integers(1, 9)] * 2).map(
    lambda b: shapely.box(b[0], b[1], b[0] + b[2], b[1] + b[3])
)
# never on a border of the boxes
INSIDE = st.tuples(st.integers(0, 99), *[st.integers(0, 21).map(lambda n: n + 0.5)] * 2)


@settings(max_examples=50)
@given(st.lists(BOX, min_size=2, max_size=6), st.lists(INSIDE, max_size=12))
def test_pairs_hold_everyone_of_the_one_that_lies_in_the_other(boxes, points):
    agencies = _agencies(*((f"a{k}", "other", box) for k, box in enumerate(boxes)))
    people = _people(*points)
    pairs = agency_pairs(agencies)
    members = agency_people(people, agencies)
    a, b = (agencies["agency_id"].searchsorted(pairs[k]) for k in ("agency_a", "agency_b"))
    both = summed_to_pairs(people, members, a, b)
    sums = summed_to_agencies(people, members, agencies).to_numpy()
    assert (both <= np.minimum(sums[a], sums[b])).all()
    relation = pairs["relation"].to_numpy()
    np.testing.assert_array_equal(both[relation == "contains"], sums[b][relation == "contains"])
    np.testing.assert_array_equal(both[relation == "within"], sums[a][relation == "within"])
    # no ground in common, nobody in common
    assert (both[pairs["overlap_km2"].to_numpy() == 0] == 0).all()


def test_an_agency_of_members_has_their_people_once_and_takes_none_from_them():
    # All of one level, and the ids such that every tie would go to those without boundary.
    far = ("far", "city", shapely.box(1000, 0, 2000, 1000))
    joint = ("all", "city", "east;west")
    nested = ("both", "city", "all;east")
    agencies = _agencies(EAST, WEST, far, joint, nested)
    people = _people((10, 100, 100), (20, 900, 100), (40, 500, 500), (7, 1000, 300), (5, 1500, 1))
    members = agency_people(people, agencies)
    sums = summed_to_agencies(people, members, agencies.set_index("agency_id"))
    # 40 on the line between the cities and 7 between east and far are east's, the smaller id.
    assert sums.to_dict() == {"all": 77, "both": 77, "east": 67, "far": 5, "west": 10}
    assert members.bounded.all()
    (border,) = people_findings(people, members, agencies)
    assert "smallest id of the agencies that only touch there (east)" in border.message
    alone = _agencies(EAST, WEST, far)
    before = summed_to_agencies(people, agency_people(people, alone), alone).tolist()
    assert sums[["east", "far", "west"]].tolist() == before
    pairs = agency_pairs(agencies)
    _, pairs = with_people(agencies, pairs, people, members)
    both = pairs.set_index(["agency_a", "agency_b"])["overlap_people"]
    assert both["all", "east"] == 67
    assert both["all", "far"] == 0
    order = list(zip(members.area.tolist(), members.point.tolist(), strict=True))
    assert order == sorted(order)


def test_a_layer_takes_no_point_of_a_border_from_agencies_of_its_level():
    table = _agencies(("b", "city", shapely.box(500, 0, 1000, 1000)), ("a", "city", None))
    layers = pd.DataFrame({"agency_id": ["a"], "geometry": [shapely.box(0, 0, 500, 1000)]})
    agencies, _ = with_layer_areas(table, layers)
    people = _people((40, 500, 500), (1, 100, 100))
    members = agency_people(people, agencies)
    assert summed_to_agencies(people, members, agencies).tolist() == [41, 40]


def test_agencies_that_tile_the_ground_hold_everyone_once():
    """Zones placed on the grid, agencies whose common sides run through its points."""
    rows = gpd.GeoDataFrame(
        {"zone_id": ["z"], "people": [1000.0], "source": ["z"], "row": [1]},
        geometry=[shapely.box(0, 0, 5000, 4000)],
        crs=PLANE,
    )
    people, _ = people_table(rows, plane=PLANE)
    west, east = shapely.box(-1, -1, 2500, 5000), shapely.box(2500, -1, 6000, 5000)
    agencies = _agencies(("b", "city", west), ("a", "city", east))
    members = agency_people(people, agencies)
    # the middle column of the grid is on the line and counts for a
    assert summed_to_agencies(people, members, agencies).tolist() == pytest.approx([600, 400])
    assert len(members.on_border) == 4


def _on_street(people, network=None, **cap):
    """The people on one street, as the region's usual mode of travel."""
    snaps = people_snaps(people, {"drive": network or _street()}, **cap)
    return snapped_people(people, snaps["drive"], **cap)


def _street():
    network, _ = network_from_edges(
        ["a"], ["b"], [600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)], speed_kmh=36
    )
    return network


def test_people_snap_up_to_5_km_and_beyond_is_told_once():
    people = _people((5, 300, 40), (7, 300, 5000), (9, 300, 5000.5), (11, 0, -9000), (0, 0, 9e4))
    before = people.copy()
    table, findings = _on_street(people)
    assert table["snapped"].tolist() == [True, True, False, False, False]
    assert table["snap_m"].tolist() == [40, 5000, 5000.5, 9000, 90_000]
    (finding,) = findings
    assert finding[:4] == ("warning", "p.csv", "2 points from p2", "people-unsnapped")
    assert "2 points (20 people)" in finding.message
    assert "within 5000 m (farthest: 9000 m)" in finding.message
    pd.testing.assert_frame_equal(people, before)
    near, findings = _on_street(people, max_snap_m=1e5)
    assert near["snapped"].all()
    assert findings == []


def test_without_streets_nothing_is_snapped_and_nothing_told():
    table, findings = snapped_people(PEOPLE, None)
    assert not table["snapped"].any()
    assert table["snap_m"].isna().all()
    assert findings == []


def test_a_cap_below_zero_is_refused():
    with pytest.raises(UseError, match="max_snap_m"):
        _on_street(PEOPLE, max_snap_m=-1)


def test_streets_that_are_all_left_out_are_told_as_such():
    network, _ = network_from_edges([], [], [], node_id=["a"], node_xy=[(0, 0)], speed_kmh=36)
    table, (finding,) = _on_street(_people((5, 1, 1)), network)
    assert not table["snapped"].any()
    assert table["snap_m"].isna().all()
    assert "1 points (5 people) have no travel times: there is no used street" in finding.message


def test_agencies_and_pairs_carry_their_people() -> None:
    agencies = gpd.GeoDataFrame(
        {
            "agency_id": ["a", "b", "c"],
            "level": "city",
            "area_km2": [4.0, 4.0, np.nan],
            "boundary": ["own", "own", None],
        },
        geometry=[shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2), None],
    )
    pairs = gpd.GeoDataFrame(
        {"agency_a": ["a"], "agency_b": ["b"], "overlap_km2": [2.0]},
        geometry=[shapely.linestrings([[0, 0], [1, 1]])],
    )
    people = gpd.GeoDataFrame(
        {"people_id": ["x", "y"], "source": "p", "people": [10.0, 3.0]},
        geometry=shapely.points([[0.5, 1.0], [1.5, 1.0]]),
    )
    members = agency_people(people, agencies)
    counted, both = with_people(agencies, pairs, people, members)
    expected = ["agency_id", "level", "area_km2", "people", "boundary", "geometry"]
    assert counted.columns.tolist() == expected
    np.testing.assert_array_equal(counted["people"], [13.0, 3.0, np.nan])
    assert both["overlap_people"].tolist() == [3.0]
    nobody = people.iloc[:0]
    counted, both = with_people(agencies, pairs, nobody, agency_people(nobody, agencies))
    assert counted["people"].isna().all()
    assert both["overlap_people"].isna().all()


def test_points_on_a_border_are_flagged_and_the_table_stays_as_it_was():
    before = PEOPLE.copy()
    flagged = with_border_flag(PEOPLE, agency_people(PEOPLE, AGENCIES))
    assert flagged.columns.tolist() == ["people_id", "source", "people", "on_border", "geometry"]
    assert flagged["on_border"].tolist() == [False, False, True, False, False]
    assert flagged["on_border"].dtype == bool
    pd.testing.assert_frame_equal(PEOPLE, before)
    only = _agencies(LIBRARY)
    assert not with_border_flag(PEOPLE, agency_people(PEOPLE, only))["on_border"].any()
    nobody = _people()
    assert with_border_flag(nobody, agency_people(nobody, AGENCIES))["on_border"].dtype == bool


def test_districts_of_one_level_that_lie_across_each_other_lose_no_border_point():
    """Two fire districts side by side, and the library district that covers both."""
    fire = (("fire-1", "special_district", shapely.box(0, 0, 500, 1000)),
            ("fire-2", "special_district", shapely.box(500, 0, 1000, 1000)))  # fmt: skip
    library = ("a-library", "special_district", shapely.box(0, 0, 1000, 1000))
    agencies = _agencies(*fire, library)
    people = _people((40, 500, 500), (3, 0, 700), (5, 1000, 1000), (7, 200, 200))
    sums = summed_to_agencies(people, agency_people(people, agencies), agencies)
    assert sums.tolist() == [55, 50, 5]
