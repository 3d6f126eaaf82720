"""How two agencies lie to each other: hand-made cases, laws, and libpysal."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from adjoin.boundaries.relations import ADJACENT, agency_pairs, relation_of
from adjoin.geo.crs import LONLAT, region_plane, to_crs
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.weights import Queen, Rook

PLANE = region_plane((-123, 38, -122, 39))
TURNED = {"contains": "within", "within": "contains"}
SQUARE = shapely.box(0, 0, 1000, 1000)
BOXES = st.lists(
    st.tuples(*[st.integers(0, 12)] * 2, *[st.integers(1, 5)] * 2), min_size=2, max_size=6
).map(
    lambda rows: [
        shapely.box(x * 500, y * 500, (x + w) * 500, (y + h) * 500) for x, y, w, h in rows
    ]
)


def agencies(*shapes, ids=None) -> gpd.GeoDataFrame:
    names = pd.Series(ids or [chr(ord("a") + k) for k in range(len(shapes))], dtype="str")
    return gpd.GeoDataFrame({"agency_id": names}, geometry=list(shapes), crs=PLANE)


def relation(first, second, **options) -> str:
    """The relation of the first to the second; `apart` where they are no pair."""
    found = agency_pairs(agencies(first, second), **options)["relation"].tolist()
    return found[0] if found else "apart"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (shapely.box(200, 200, 400, 400), "contains"),
        (shapely.box(-500, -500, 1500, 1500), "within"),
        (SQUARE, "contains"),  # equal areas
        (shapely.box(0, 0, 500, 1000), "contains"),  # with a common border
        (shapely.box(700, 0, 1000 + 10, 1000), "overlap"),  # 300 of 310: 0.968 of the smaller
        (shapely.box(500, 0, 1000 + 10, 1000), "contains"),  # 500 of 510: 0.9804 of the smaller
        (shapely.box(900, 0, 1900, 1000), "overlap"),
        (shapely.box(985.1, 0, 1985, 1000), "gap"),  # a sliver of 14.9 m along 1,000 m
        (shapely.box(985.1, 900, 1985, 1800), "gap"),  # along 100 m
        (shapely.box(985.1, 930, 1985, 1800), "point"),  # along 70 m, less than 5 times 15
        (shapely.box(984.9, 0, 1985, 1000), "overlap"),  # 15.1 m
        (shapely.box(975, 975, 1975, 1975), "overlap"),  # 25 m x 25 m at a corner
        (shapely.box(986, 986, 1986, 1986), "point"),  # 14 m x 14 m at a corner
        (shapely.box(1000, 0, 2000, 1000), "border"),
        (shapely.Polygon([(1000, 0), (2000, 0), (1000, 1000)]), "border"),
        (shapely.box(1000, 1000, 2000, 2000), "point"),
        (shapely.box(1000, 500, 2000, 700), "border"),  # on one line, without a common vertex
        (shapely.box(1000, 999.8, 2000, 1700), "border"),
        (shapely.box(1014.9, 0, 2000, 1000), "gap"),
        (shapely.box(1014.9, 924, 2000, 1700), "gap"),  # along 76 m
        (shapely.box(1014.9, 926, 2000, 1700), "near"),  # along 74 m
        (shapely.box(1015.1, 0, 2000, 1000), "near"),
        (shapely.box(1999, 0, 2500, 1000), "near"),
        (shapely.box(2000, 0, 2500, 1000), "near"),  # exactly 1,000 m
        (shapely.box(2000.01, 0, 2500, 1000), "apart"),
    ],
)
def test_one_relation_for_each_way_to_lie(other, expected):
    assert relation(SQUARE, other) == expected
    assert relation(other, SQUARE) == (
        "contains" if other is SQUARE else TURNED.get(expected, expected)
    )


def test_equal_areas_are_contains_whatever_vertex_they_begin_at():
    ring = shapely.get_coordinates(shapely.Point(1e5 / 3, 7e5 / 9).buffer(1234.567, quad_segs=37))[
        :-1
    ]
    first = shapely.Polygon(ring)
    for turn in range(1, 60):
        other = shapely.Polygon(np.roll(ring, turn, axis=0))
        assert relation(first, other) == "contains"
        assert relation(other, first) == "contains"


def test_a_border_with_a_sliver_of_overlap_elsewhere_is_a_border():
    """One part of the border is exact, the other is off by 5 m."""
    left = shapely.Polygon([(0, 0), (1000, 0), (1000, 500), (1005, 500), (1005, 1000), (0, 1000)])
    right = shapely.Polygon([(1000, 0), (2000, 0), (2000, 1000), (1000, 1000), (1000, 500)])
    found = agency_pairs(agencies(left, right))
    assert found["relation"].tolist() == ["border"]
    assert found["shared_m"].tolist() == pytest.approx([1000])
    assert found["overlap_km2"].tolist() == pytest.approx([0.0025])
    assert relation(left, right, tolerance_m=4) == "overlap"
    # At 7.5, 15 and 30 m alike; at 4 m no longer what it is at 8 m.
    assert found["stable"].tolist() == [True]
    assert agency_pairs(agencies(left, right), tolerance_m=4)["stable"].tolist() == [False]


@pytest.mark.parametrize(
    ("other", "relation", "stable"),
    [
        (shapely.box(1000, 0, 2000, 1000), "border", True),
        (shapely.box(1007, 0, 2000, 1000), "gap", True),
        (shapely.box(1008, 0, 2000, 1000), "gap", False),  # `near` at 7.5 m
        (shapely.box(1020, 0, 2000, 1000), "near", False),  # `gap` at 30 m
        (shapely.box(1031, 0, 2000, 1000), "near", True),
        (shapely.box(980, 0, 2000, 1000), "overlap", False),  # `gap` at 30 m
        (shapely.box(960, 0, 2000, 1000), "overlap", True),
        (shapely.box(10, 10, 500, 500), "contains", True),
    ],
)
def test_a_relation_is_stable_when_half_and_twice_the_tolerance_say_the_same(
    other, relation, stable
):
    found = agency_pairs(agencies(SQUARE, other))
    assert found[["relation", "stable"]].values.tolist() == [[relation, stable]]


def test_a_pair_beyond_near_m_is_none_unless_it_is_a_gap():
    gap, far = shapely.box(1010, 0, 2000, 1000), shapely.box(0, 1010, 40, 2000)
    found = agency_pairs(agencies(SQUARE, gap, far), near_m=0)
    assert found[["agency_a", "agency_b", "relation", "gap_m"]].values.tolist() == [
        ["a", "b", "gap", 10]
    ]


def test_levels_do_not_stand_in_one_another_s_way():
    """Two cities of one office, and the counties of another: the same borders, 5 m off."""
    cities = [shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)]
    counties = [shapely.box(-3000, -3000, 1005, 4000), shapely.box(1005, -3000, 5000, 4000)]
    found = agency_pairs(agencies(*cities, *counties))
    got = {
        (a, b): r for a, b, r in found[["agency_a", "agency_b", "relation"]].itertuples(index=False)
    }
    assert got == {
        ("a", "b"): "border", ("c", "d"): "border",
        ("a", "c"): "within", ("b", "d"): "within",
        ("a", "d"): "gap", ("b", "c"): "gap",
    }  # fmt: skip


def test_the_measures_and_the_geometry_of_a_pair():
    found = agency_pairs(
        agencies(SQUARE, shapely.box(1000, 0, 2000, 1000), shapely.box(500, 1500, 1500, 2500))
    )
    assert found.columns.tolist() == [
        "agency_a", "agency_b", "relation", "stable", "relation_half", "relation_double",
        "shared_m", "shared_share_a", "shared_share_b", "overlap_km2", "gap_m", "geometry",
    ]  # fmt: skip
    assert found.drop(columns="geometry").values.tolist() == [
        ["a", "b", "border", True, "border", "border", 1000, 0.25, 0.25, 0, 0],
        ["a", "c", "near", True, "near", "near", 0, 0, 0, 0, 500],
        ["b", "c", "near", True, "near", "near", 0, 0, 0, 0, 500],
    ]
    assert found.geometry[0].equals(shapely.LineString([(1000, 0), (1000, 1000)]))
    assert found.geometry.length[1:].tolist() == [500, 500]
    assert found.crs == PLANE
    (inside,) = agency_pairs(agencies(SQUARE, shapely.box(200, 200, 400, 400))).geometry
    assert inside.geom_type == "LineString"
    assert SQUARE.covers(inside)


def test_agencies_without_boundary_are_in_no_pair_and_their_relation_is_unknown():
    table = agencies(SQUARE, None, shapely.box(1000, 0, 2000, 1000), shapely.box(9e5, 0, 9.1e5, 1))
    pairs = agency_pairs(table)
    assert pairs[["agency_a", "agency_b"]].values.tolist() == [["a", "c"]]
    got = relation_of(
        pairs, table, np.array(["a", "c", "a", "b", "d"]), np.array(["c", "a", "d", "a", "b"])
    )
    assert got.tolist() == ["border", "border", "apart", "unknown", "unknown"]
    for none in (agencies(), agencies(None, None), agencies(SQUARE)):
        empty = agency_pairs(none)
        assert len(empty) == 0
        assert empty.columns.tolist() == pairs.columns.tolist()
        assert empty.dtypes.astype(str).tolist() == pairs.dtypes.astype(str).tolist()
    assert relation_of(pairs, table, np.array([]), np.array([])).tolist() == []


def test_the_relation_is_seen_from_the_first_of_the_two():
    table = agencies(SQUARE, shapely.box(200, 200, 400, 400))
    pairs = agency_pairs(table)
    got = relation_of(pairs, table, np.array(["a", "b"]), np.array(["b", "a"]))
    assert got.tolist() == ["contains", "within"]


def as_rows(pairs: pd.DataFrame) -> dict[tuple[str, str], tuple[str, list[float]]]:
    """The relation and the measures, from both sides."""
    rows = {}
    told = pairs.drop(columns=["relation_half", "relation_double"])
    for a, b, relation, _, shared_m, of_a, of_b, *measures, _ in told.itertuples(index=False):
        assert a < b
        rows[a, b] = relation, [shared_m, of_a, of_b, *measures]
        rows[b, a] = TURNED.get(relation, relation), [shared_m, of_b, of_a, *measures]
    return rows


@given(BOXES, st.randoms())
@settings(deadline=None, max_examples=50)
def test_exchanging_ids_turns_contains_and_within_and_nothing_else(boxes, random):
    ids = [chr(ord("a") + k) for k in range(len(boxes))]
    mixed = list(ids)
    random.shuffle(mixed)
    first = as_rows(agency_pairs(agencies(*boxes, ids=ids)))
    other = as_rows(agency_pairs(agencies(*boxes, ids=mixed).sort_values("agency_id")))
    renamed = dict(zip(ids, mixed, strict=True))
    assert len(first) == len(other)
    areas = {name: shape.area for name, shape in zip(ids, boxes, strict=True)}
    for (a, b), (relation, measures) in first.items():
        got, got_measures = other[renamed[a], renamed[b]]
        assert got_measures == pytest.approx(measures)
        if areas[a] == areas[b] and relation in TURNED:
            assert got in TURNED
        else:
            assert got == relation


@given(BOXES, st.integers(-(2**20), 2**20), st.integers(1, 64))
@settings(deadline=None, max_examples=50)
def test_a_shift_and_a_scale_with_all_lengths_change_no_relation(boxes, shift, scale):
    moved = [shapely.transform(box, lambda xy: xy * scale + shift) for box in boxes]
    first = agency_pairs(agencies(*boxes))
    other = agency_pairs(agencies(*moved), tolerance_m=15 * scale, near_m=1000 * scale)
    keys = ["agency_a", "agency_b", "relation"]
    assert other[keys].values.tolist() == first[keys].values.tolist()
    np.testing.assert_allclose(other["shared_m"], first["shared_m"] * scale)
    np.testing.assert_allclose(other["overlap_km2"], first["overlap_km2"] * scale**2)
    np.testing.assert_allclose(other["gap_m"], first["gap_m"] * scale)


@given(BOXES)
@settings(deadline=None, max_examples=50)
def test_overlaps_and_distances_are_those_of_geos(boxes):
    table = agencies(*boxes)
    shapes = dict(zip(table["agency_id"], table.geometry, strict=True))
    found = agency_pairs(table)
    expected = {
        (a, b) for a in shapes for b in shapes if a < b and shapes[a].distance(shapes[b]) <= 1000
    }
    assert set(zip(found["agency_a"], found["agency_b"], strict=True)) == expected
    columns = ["agency_a", "agency_b", "relation", "overlap_km2", "gap_m"]
    for a, b, relation, overlap_km2, gap_m in found[columns].itertuples(index=False):
        common = shapes[a].intersection(shapes[b]).area
        assert overlap_km2 == pytest.approx(common / 1e6)
        assert gap_m == pytest.approx(shapes[a].distance(shapes[b]))
        assert (relation in {"contains", "within", "overlap"}) == (common > 0)
        assert (relation == "near") == (gap_m > 0)


def test_on_a_clean_tier_border_is_rook_and_point_is_the_rest_of_queen():
    """Voronoi cells cut from a board, so that some meet in corners only."""
    cells = []
    random = np.random.default_rng(11)
    for x in range(7):
        for y in range(7):
            cells.append(shapely.box(x * 1000, y * 1000, (x + 1) * 1000, (y + 1) * 1000))
    left_out = set(random.choice(len(cells), 12, replace=False).tolist())
    cells = [cell for k, cell in enumerate(cells) if k not in left_out]
    ids = [f"{k:02d}" for k in range(len(cells))]
    table = agencies(*cells, ids=ids)
    found = agency_pairs(table, near_m=0)

    def neighbours(weights) -> set[tuple[str, str]]:
        return {
            (ids[a], ids[b]) for a, others in weights.neighbors.items() for b in others if a < b
        }

    options = {"use_index": False, "silence_warnings": True}
    rook = neighbours(Rook.from_dataframe(table, **options))
    queen = neighbours(Queen.from_dataframe(table, **options))
    by_relation = {
        relation: set(zip(rows["agency_a"], rows["agency_b"], strict=True))
        for relation, rows in found.groupby("relation")
    }
    assert by_relation == {"border": rook, "point": queen - rook}
    assert len(queen - rook) > 10
    assert found.loc[found["relation"] == "border", "shared_m"].eq(1000).all()


@st.composite
def dirty_tiers(draw) -> list[shapely.Polygon]:
    """Some cells of a board, each shifted by some metres by itself."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    size = draw(st.sampled_from([0.0, 2.0, 6.0]))
    cells = []
    for x in range(4):
        for y in range(3):
            ring = shapely.get_coordinates(
                shapely.segmentize(shapely.box(x, y, x + 1, y + 1), 0.26)
            )
            moved = (
                ring[:-1] * 1000
                + random.uniform(-size, size, 2)
                + random.uniform(-size, size, ring[:-1].shape) / 2
            )
            cells.append(shapely.Polygon(moved))
    return cells


def measures(pairs: pd.DataFrame) -> pd.DataFrame:
    return pairs.set_index(["agency_a", "agency_b"])[
        ["relation", "shared_m", "overlap_km2", "gap_m"]
    ]


@given(dirty_tiers(), st.floats(0, 6.28), st.floats(-1e5, 1e5))
@settings(deadline=None, max_examples=20)
def test_turning_and_shifting_the_region_changes_nothing(cells, angle, shift):
    first = measures(agency_pairs(agencies(*cells), near_m=900))
    cos, sin = np.cos(angle), np.sin(angle)
    turned = [
        shapely.transform(cell, lambda xy: xy @ np.array([[cos, sin], [-sin, cos]]) + shift)
        for cell in cells
    ]
    other = measures(agency_pairs(agencies(*turned), near_m=900))
    pd.testing.assert_frame_equal(first, other, rtol=1e-6, atol=0.01)


@given(dirty_tiers(), st.integers(0, 11), st.integers(0, 15), st.floats(0.2, 0.8))
@settings(deadline=None, max_examples=20)
def test_an_agency_cut_in_two_and_dissolved_or_begun_elsewhere_is_the_same(
    cells, which, start, share
):
    """Cutting leaves a vertex that the neighbour has not; the border stays what it was."""
    first = measures(agency_pairs(agencies(*cells), near_m=900))
    ring = np.roll(shapely.get_coordinates(cells[which])[:-1], start, axis=0)[::-1]
    begun = shapely.Polygon(ring)
    west, south, east, north = begun.bounds
    cut = west + share * (east - west)
    halves = [
        begun.intersection(shapely.box(*box))
        for box in ((west - 9, south - 9, cut, north + 9), (cut, south - 9, east + 9, north + 9))
    ]
    for changed in (begun, shapely.union_all(halves)):
        others = [*cells]
        others[which] = changed
        again = measures(agency_pairs(agencies(*others), near_m=900))
        assert again["relation"].tolist() == first["relation"].tolist()
        pd.testing.assert_frame_equal(again, first, rtol=1e-6, atol=0.01)


def test_which_relations_count_as_adjacent():
    assert {"border", "gap", "overlap", "contains", "within"} == ADJACENT


def test_in_a_wide_region_lengths_and_distances_are_those_on_the_ellipsoid():
    """Areas beside one another 3,000 km north of the middle, where the plane is 3 % too narrow."""
    plane = region_plane((-130, 0, -60, 70))
    boxes = [
        (-97.1, 62, -97, 62.1),
        (-97, 62, -96.9, 62.1),
        (-97.09, 62.105, -97.02, 62.2),
        (-130, 0, -129, 1),
    ]
    shapes = np.array([shapely.box(*box) for box in boxes])
    table = agencies(*to_crs(shapes, LONLAT, plane).shapes).set_crs(plane, allow_override=True)
    found = agency_pairs(table)
    geod = pyproj.Geod(ellps="WGS84")
    assert found[["agency_a", "agency_b", "relation"]].values.tolist() == [
        ["a", "b", "border"], ["a", "c", "near"],
    ]  # fmt: skip
    assert found["shared_m"][0] == pytest.approx(geod.line_length([-97, -97], [62, 62.1]), abs=0.1)
    in_the_plane = table.geometry[0].distance(table.geometry[2])
    on_the_ground = geod.line_length([-97.05, -97.05], [62.1, 62.105])
    assert found["gap_m"][1] == pytest.approx(on_the_ground, rel=0.005)
    assert abs(in_the_plane / on_the_ground - 1) > 0.02
    assert len(agency_pairs(table, near_m=500)) == 1
