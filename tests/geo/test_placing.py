"""Where the weight of shapes counts."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from adjoin.geo import placing
from adjoin.geo.placing import dealt_out, placed_points
from hypothesis import given, settings
from hypothesis import strategies as st

METRES = st.integers(-8000, 8000)
BOXES = st.tuples(METRES, METRES, st.integers(1, 7000), st.integers(1, 7000)).map(
    lambda b: shapely.box(b[0], b[1], b[0] + b[2], b[1] + b[3])
)
POINTS = st.tuples(METRES, METRES).map(shapely.Point)
SHAPES = st.one_of(
    BOXES,
    POINTS,
    st.lists(POINTS, min_size=1, max_size=4).map(shapely.MultiPoint),
    st.lists(st.tuples(METRES, METRES), min_size=2, max_size=4, unique=True).map(
        shapely.LineString
    ),
    st.tuples(POINTS, st.integers(50, 3000)).map(lambda c: c[0].buffer(c[1])),
    # an area with a hole, and two islands far apart
    BOXES.map(lambda b: b.difference(b.centroid.buffer(900))).filter(lambda b: not b.is_empty),
    BOXES.map(lambda b: shapely.MultiPolygon([b, shapely.transform(b, lambda xy: xy + 20_000)])),
)
WEIGHTS = st.floats(0, 1e6, allow_subnormal=False)
ZONES = st.lists(st.tuples(SHAPES, WEIGHTS), max_size=6)


def array(*shapes):
    result = np.empty(len(shapes), dtype=object)
    result[:] = shapes
    return result


def place(*zones, **options):
    """(x, y, weight, shape) of each point."""
    placed = placed_points(
        array(*(shape for shape, _ in zones)), np.array([w for _, w in zones]), **options
    )
    xy = shapely.get_coordinates(placed.points)
    return [
        (*at, weight, whose)
        for at, weight, whose in zip(
            xy.tolist(), placed.weights.tolist(), placed.shape.tolist(), strict=True
        )
    ]


def test_points_count_where_they_are_and_multipoints_in_shares():
    several = shapely.MultiPoint([(9, 9), (5, 7), (5, 6)])
    assert place((shapely.Point(3, 4), 12.0), (several, 30.0)) == [
        (3.0, 4.0, 12.0, 0),
        (5.0, 6.0, 10.0, 1),
        (5.0, 7.0, 10.0, 1),
        (9.0, 9.0, 10.0, 1),
    ]


def test_a_line_counts_at_a_point_on_it():
    line = shapely.LineString([(0, 0), (4, 0), (4, 6)])
    ((x, y, weight, _),) = place((line, 8.0))
    assert weight == 8.0
    assert shapely.distance(line, shapely.Point(x, y)) == 0


def test_four_square_kilometres_are_one_point_and_more_are_a_grid():
    # 4 km2 exactly, though four points of the grid lie inside
    assert place((shapely.box(0, 0, 2000, 2000), 8.0)) == [(1000.0, 1000.0, 8.0, 0)]
    assert place((shapely.box(0, 0, 2000, 2001), 8.0)) == [
        (500.0, 500.0, 2.0, 0),
        (500.0, 1500.0, 2.0, 0),
        (1500.0, 500.0, 2.0, 0),
        (1500.0, 1500.0, 2.0, 0),
    ]


def test_the_grid_is_that_of_the_plane_below_zero_too():
    found = place((shapely.box(-2600, 900, 450, 2600), 9.0))
    # x: -2500, -1500, -500 (500 is outside); y: 1500, 2500
    assert [(x, y) for x, y, _, _ in found] == [
        (x, y) for x in (-2500.0, -1500.0, -500.0) for y in (1500.0, 2500.0)
    ]
    assert {weight for _, _, weight, _ in found} == {1.5}


def test_a_point_of_the_grid_on_the_border_or_in_a_hole_does_not_count():
    # the west and south sides run through points of the grid
    frame = shapely.box(500, 500, 3600, 3600).difference(shapely.box(1400, 1400, 1600, 2600))
    assert [(x, y) for x, y, _, _ in place((frame, 1.0))] == [
        (1500.0, 3500.0),
        (2500.0, 1500.0),
        (2500.0, 2500.0),
        (2500.0, 3500.0),
        (3500.0, 1500.0),
        (3500.0, 2500.0),
        (3500.0, 3500.0),
    ]


def test_a_large_strip_between_the_lines_of_the_grid_counts_at_one_point():
    strip = shapely.box(0, 600, 20_000, 900)
    assert strip.area > 4e6
    ((x, y, weight, _),) = place((strip, 7.0))
    assert weight == 7.0
    assert shapely.contains_xy(strip, x, y)


def test_islands_share_by_the_points_of_the_grid_on_them():
    islands = shapely.MultiPolygon(
        [shapely.box(0, 0, 2000, 1000), shapely.box(90_000, 0, 91_000, 4000)]
    )
    found = place((islands, 60.0))
    assert [(x, y) for x, y, _, _ in found] == [
        (500.0, 500.0),
        (1500.0, 500.0),
        (90_500.0, 500.0),
        (90_500.0, 1500.0),
        (90_500.0, 2500.0),
        (90_500.0, 3500.0),
    ]
    assert {weight for _, _, weight, _ in found} == {10.0}


def test_zero_counts_once_and_what_is_missing_not_at_all():
    large = shapely.box(0, 0, 9000, 9000)
    several = shapely.MultiPoint([(1, 1), (2, 2)])
    found = place(
        (large, 0.0),
        (None, 5.0),
        (shapely.Point(), 5.0),
        (shapely.Polygon(), 5.0),
        (large, math.nan),
        (several, 0.0),
    )
    assert [(weight, whose) for _, _, weight, whose in found] == [(0.0, 0), (0.0, 5)]


def test_nothing_gives_nothing():
    placed = placed_points(array(), np.array([]))
    assert [len(each) for each in placed] == [0, 0, 0]


def test_the_limits_are_options():
    box = shapely.box(0, 0, 300, 300)
    assert len(place((box, 9.0), whole_km2=0.01, grid_m=100)) == 9
    assert len(place((box, 9.0), whole_km2=0.01, grid_m=200)) == 1  # only (100, 100)
    assert len(place((box, 9.0))) == 1


@given(ZONES)
def test_the_weight_of_each_shape_is_kept_in_equal_shares(zones):
    found = place(*zones)
    for k, (_, weight) in enumerate(zones):
        shares = [w for _, _, w, whose in found if whose == k]
        assert len(shares) >= 1
        assert len(set(shares)) == 1
        assert math.fsum(shares) == pytest.approx(weight, rel=3e-16)
    assert [whose for *_, whose in found] == sorted(whose for *_, whose in found)


@given(ZONES)
def test_every_point_lies_on_its_shape_and_those_of_the_grid_inside_it(zones):
    for x, y, _, whose in place(*zones):
        shape = zones[whose][0]
        assert shapely.distance(shape, shapely.Point(x, y)) < 1e-6
        if shape.area > 4e6:
            assert shape.contains(shapely.Point(x, y))


@settings(max_examples=50)
@given(SHAPES.filter(lambda shape: shape.area > 4e6))
def test_no_point_of_the_grid_inside_is_left_out(shape):
    """Oracle: every point of a grid much larger than the shape, one by one."""
    x, y = np.meshgrid(np.arange(-30_500, 40_500, 1000), np.arange(-30_500, 40_500, 1000))
    grid = shapely.points(x.ravel(), y.ravel())
    inside = shapely.get_coordinates(grid[shapely.contains_properly(shape, grid)])
    found = [(x, y) for x, y, *_ in place((shape, 1.0))]
    if len(inside):
        assert found == sorted(map(tuple, inside.tolist()))
    else:
        assert len(found) == 1


@given(ZONES, st.randoms())
def test_the_points_of_a_shape_do_not_depend_on_the_others(zones, random):
    order = list(range(len(zones)))
    random.shuffle(order)
    mixed = place(*(zones[k] for k in order))
    back = sorted((order[whose], x, y, weight) for x, y, weight, whose in mixed)
    assert back == sorted((whose, x, y, weight) for x, y, weight, whose in place(*zones))


@given(st.lists(st.tuples(BOXES, WEIGHTS), max_size=4), st.integers(-5, 5), st.integers(1, 6))
def test_moved_by_whole_cells_and_weighed_by_powers_of_two_all_follows(zones, cells, power):
    shift = cells * 1000.0
    moved = [(shapely.transform(s, lambda xy: xy + shift), w * 2.0**power) for s, w in zones]
    assert place(*moved) == [
        (x + shift, y + shift, weight * 2.0**power, whose) for x, y, weight, whose in place(*zones)
    ]


def test_pieces_of_the_grid_give_what_the_whole_gives(monkeypatch):
    disc = shapely.Point(300, 700).buffer(15_000)
    tall = shapely.box(0, 0, 1000, 50_000)
    whole = place((disc, 1.0), (tall, 2.0), (disc, 3.0))
    assert len(whole) > 1400
    for at_once in (1, 7, 100):
        monkeypatch.setattr(placing, "_AT_ONCE", at_once)
        assert place((disc, 1.0), (tall, 2.0), (disc, 3.0)) == whole


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 40)), min_size=1, max_size=8))
def test_thousandths_are_dealt_out_evenly_and_to_the_last_one(zones):
    totals = np.array([thousandths / 1000 for thousandths, _ in zones])
    shape = np.repeat(np.arange(len(zones)), [count for _, count in zones])
    dealt = np.rint(dealt_out(totals, shape) * 1000).astype(int)
    for k, (thousandths, _) in enumerate(zones):
        assert dealt[shape == k].sum() == thousandths
        assert np.ptp(dealt[shape == k]) <= 1


def test_nothing_is_dealt_out_to_nobody():
    assert dealt_out(np.array([5.0]), np.zeros(0, dtype=int)).tolist() == []
