"""Common areas, their breadth and the distance between areas."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from adjoin.geo.overlay import area_pairs
from hypothesis import given
from hypothesis import strategies as st

BOXES = st.lists(
    st.tuples(*[st.integers(0, 20)] * 2, *[st.integers(1, 8)] * 2), min_size=0, max_size=8
).map(lambda rows: array(*(shapely.box(x, y, x + w, y + h) for x, y, w, h in rows)))


def array(*shapes):
    result = np.empty(len(shapes), dtype=object)
    result[:] = shapes
    return result


def one(first, second, near_m=0.0):
    """The measures of one pair: common area, breadth, gap."""
    found = area_pairs(array(first, second), near_m=near_m)
    assert (found.a.tolist(), found.b.tolist()) == ([0], [1])
    return found.common_m2[0], found.breadth_m[0], found.gap_m[0]


@given(BOXES, st.integers(0, 6))
def test_boxes_by_arithmetic(boxes, near_m):
    found = area_pairs(boxes, near_m=near_m)
    expected = []
    bounds = shapely.bounds(boxes)
    for a in range(len(boxes)):
        for b in range(a + 1, len(boxes)):
            (x1, y1, x2, y2), (u1, v1, u2, v2) = bounds[a], bounds[b]
            dx, dy = max(x1, u1) - min(x2, u2), max(y1, v1) - min(y2, v2)
            gap = np.hypot(max(dx, 0), max(dy, 0))
            width, height = max(-dx, 0), max(-dy, 0)
            if gap <= near_m:
                expected.append(
                    (a, b, width * height, min(width, height) if width * height else 0, gap)
                )
    assert list(zip(found.a, found.b, strict=True)) == [row[:2] for row in expected]
    for got, column in zip(found[2:5], range(2, 5), strict=True):
        np.testing.assert_allclose(got, [row[column] for row in expected], atol=1e-9)


def test_the_common_areas_are_those_of_an_overlay():
    random = np.random.default_rng(3)
    centres = shapely.points(random.random((40, 2)) * 100)
    shapes = shapely.buffer(centres, random.uniform(3, 15, 40))
    found = area_pairs(shapes, near_m=5)
    layer = gpd.GeoDataFrame({"i": range(40)}, geometry=shapes)
    pieces = layer.overlay(layer.rename(columns={"i": "j"}), how="intersection")
    pieces = pieces[pieces["i"] < pieces["j"]]
    expected = {(i, j): shape.area for i, j, shape in pieces.itertuples(index=False)}
    got = {
        (a, b): area
        for a, b, area in zip(found.a.tolist(), found.b.tolist(), found.common_m2, strict=True)
        if area > 0
    }
    assert got == pytest.approx(expected)
    assert len(got) > 30
    distances = shapely.distance(shapes[found.a], shapes[found.b])
    np.testing.assert_allclose(found.gap_m, distances, rtol=1e-12)
    assert distances.max() <= 5


@given(BOXES, st.randoms())
def test_the_order_of_rows_renames_the_pairs_and_no_more(boxes, random):
    order = list(range(len(boxes)))
    random.shuffle(order)
    first, mixed = area_pairs(boxes, near_m=2), area_pairs(boxes[order], near_m=2)

    def named(found, names):
        return {
            tuple(sorted((names[a], names[b]))): measures
            for a, b, *measures in zip(*found[:5], strict=True)
        }

    expected, got = named(first, range(len(boxes))), named(mixed, order)
    assert got.keys() == expected.keys()
    for pair, measures in expected.items():
        assert got[pair] == pytest.approx(measures)


def test_the_breadth_of_a_rectangle_is_its_short_side_however_it_lies():
    for width, height in ((1000, 5), (20, 20), (40, 20), (3000, 14.9)):
        strip = shapely.box(0, 0, width, height)
        for turn in (0, 30, 77):
            shape = shapely.affinity.rotate(strip, turn, origin=(0, 0))
            _, breadth, _ = one(shapely.buffer(shape, 50), shape)
            assert breadth == pytest.approx(min(width, height), rel=1e-6)


def test_a_winding_sliver_is_as_broad_as_the_sliver_and_not_as_its_rectangle():
    x = np.linspace(0, 4000, 400)
    border = shapely.LineString(np.column_stack([x, 400 * np.sin(x / 300)]))
    sliver = border.buffer(5, cap_style="flat")
    _, breadth, _ = one(sliver.envelope, sliver)
    assert breadth == pytest.approx(10, rel=0.01)
    rectangle = shapely.minimum_rotated_rectangle(sliver)
    assert rectangle.area / sliver.area > 10


def test_the_broadest_part_counts_alone():
    comb = shapely.union_all([shapely.box(0, 0, 100, 2), shapely.box(0, 10, 100, 13)])
    area, breadth, gap = one(shapely.box(0, 0, 100, 50), comb)
    assert (area, gap) == (500, 0)
    assert breadth == pytest.approx(3)
    round_overlap = shapely.Point(0, 0).buffer(30, quad_segs=64)
    assert 30 <= one(shapely.box(-99, -99, 99, 99), round_overlap)[1] <= 60


def test_touching_in_a_line_or_a_point_has_no_common_area():
    square = shapely.box(0, 0, 1, 1)
    assert one(square, shapely.box(1, 0, 2, 1)) == (0, 0, 0)
    assert one(square, shapely.box(1, 1, 2, 2)) == (0, 0, 0)


def test_the_distance_is_inclusive_and_beyond_it_there_is_no_pair():
    square = shapely.box(0, 0, 1, 1)
    assert one(square, shapely.box(4, 5, 6, 6), near_m=5) == (0, 0, 5)
    assert len(area_pairs(array(square, shapely.box(4, 5, 6, 6)), near_m=4.999).a) == 0


@pytest.mark.parametrize("shapes", [[], [None], [None, shapely.box(0, 0, 1, 1), None]])
def test_missing_shapes_are_in_no_pair(shapes):
    assert [len(column) for column in area_pairs(array(*shapes), near_m=10)] == [0] * 6
