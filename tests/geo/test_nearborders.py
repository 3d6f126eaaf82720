"""Borders within a tolerance: the cases of the literature, laws, and GEOS' buffers."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.borders import borders_of, matched_segments
from adjoin.geo.nearborders import near_borders
from adjoin.geo.outlines import outlines
from hypothesis import given, settings
from hypothesis import strategies as st

SQUARE = shapely.box(0, 0, 1000, 1000)
TOLERANCES = (15.0, 7.5, 30.0)


def found(*shapes, overlapping=(), tolerances_m=TOLERANCES):
    """Exact borders, and those within the tolerances."""
    lines = outlines(np.array(shapes, dtype=object))
    matches = matched_segments(lines)
    overlap = np.array(overlapping, dtype=np.int64).reshape(-1, 2)
    near = near_borders(lines, matches, overlap, tolerances_m=tolerances_m)
    return borders_of(lines, matches), near


def beside_m(*shapes, **options) -> float:
    """Length of the border of two shapes within the first tolerance."""
    _, near = found(*shapes, **options)
    assert len(near.a) <= 1
    return float(near.beside_m[0, 0]) if len(near.a) else 0.0


def jittered(size: float) -> shapely.Polygon:
    """The square to the right, its left side digitised anew."""
    y = np.linspace(1000, 0, 101)
    x = 1000 + np.random.default_rng(1).uniform(-size, size, len(y))
    return shapely.Polygon([(2000, 0), (2000, 1000), *zip(x, y, strict=True)])


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (shapely.box(1005, 0, 2005, 1000), 1000),  # a gap
        (shapely.box(995, 0, 1995, 1000), 1000),  # an overlap
        (shapely.box(1000, 500, 2000, 1500), 500),  # half a border, no vertex in common
        (shapely.box(1004, 500, 2000, 1500), 500),
        (shapely.box(1000, 1000, 2000, 2000), 0),  # corners
        (shapely.box(1005, 1005, 2000, 2000), 0),
        (shapely.box(990, 990, 2000, 2000), 0),
        (shapely.box(1050, 0, 2000, 1000), 0),
        (shapely.box(1005, 400, 2000, 429), 0),  # no longer than twice the tolerance: a corner
        (shapely.box(1005, 400, 2000, 431), 31),
    ],
)
def test_lengths_by_hand(other, expected):
    assert beside_m(SQUARE, other) == pytest.approx(expected, abs=1e-3)
    assert beside_m(other, SQUARE) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("size", [1, 3, 6])
def test_a_border_digitised_anew_is_as_long_as_it_was(size):
    assert beside_m(SQUARE, jittered(size)) == pytest.approx(1000, abs=size)


def test_exact_segments_are_no_part_of_it_and_the_rest_is():
    """The lower half is exact, the upper half 5 m off."""
    left = shapely.Polygon([(0, 0), (1000, 0), (1000, 500), (1005, 500), (1005, 1000), (0, 1000)])
    right = shapely.Polygon([(1000, 0), (2000, 0), (2000, 1000), (1000, 1000), (1000, 500)])
    exact, near = found(left, right)
    assert exact.shared_m.tolist() == [500]
    np.testing.assert_allclose(near.beside_m, [[500, 500, 500]], atol=1e-3)
    assert near.on_line_m.tolist() == [0]


def test_a_vertex_that_only_one_of_them_has_leaves_a_border_on_one_line():
    _, near = found(SQUARE, shapely.box(1000, 300, 2000, 320))
    assert near.on_line_m.tolist() == [20]
    assert near.beside_m.tolist() == [[0, 20, 0]]  # 20 m are a corner for 15 m
    assert near.lines[0].equals(shapely.LineString([(1000, 300), (1000, 320)]))
    _, near = found(SQUARE, shapely.box(1000, 300, 2000, 700))
    assert near.on_line_m.tolist() == [400]
    assert near.lines[0].equals(shapely.LineString([(1000, 300), (1000, 700)]))


def test_outlines_that_cross_at_a_sharp_angle_share_no_line():
    slanted = shapely.Polygon([(999.9, 0), (2000, 0), (2000, 1000), (1000.1, 1000)])
    _, near = found(SQUARE, slanted)
    assert near.on_line_m.tolist() == [0]
    assert near.beside_m[0, 0] == pytest.approx(1000, abs=0.2)


def test_bends_count_once():
    """A saw of right angles: many pieces of the other lie near each piece."""
    steps = np.array([(x, y) for k in range(50) for x, y in ((k, k), (k + 1, k))]) * 20.0
    left = shapely.Polygon([*steps, (1000, 1000), (0, 1000)])
    right = shapely.Polygon([*np.add(steps[::-1], (3, -3)), (3, -800), (1800, -800), (1800, 997)])
    exact = shapely.LineString([*steps, (1000, 1000)]).length
    assert beside_m(left, right) == pytest.approx(exact, abs=30)


@given(st.integers(0, 10**6), st.floats(0.5, 6))
@settings(deadline=None, max_examples=40)
def test_never_more_than_what_lies_within_the_tolerance_and_less_only_at_the_ends(seed, size):
    """The length within a buffer of GEOS, of the shorter side, is the most there is."""
    random = np.random.default_rng(seed)
    y = np.sort(random.uniform(0, 3000, int(random.integers(2, 200))))
    sides = [
        np.column_stack([random.uniform(-size, size, len(some)), some])
        for some in (np.r_[0, y, 3000], np.r_[0, y[:: int(random.integers(1, 9))], 3000])
    ]
    left = shapely.Polygon([(-5000, 3000), (-5000, 0), *sides[0]])
    right = shapely.Polygon([(5000, 0), (5000, 3000), *sides[1][::-1]])
    _, near = found(left, right)
    if not (left.is_valid and right.is_valid):
        return
    within = [
        shapely.intersection(one.exterior, shapely.buffer(other.exterior, 15, quad_segs=64)).length
        for one, other in ((left, right), (right, left))
    ]
    (length,) = near.beside_m[:, 0]
    assert length <= min(within) + 1e-3
    assert length >= min(within) - 2 * 2 * 15


@given(st.integers(0, 3), st.integers(0, 200), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=40)
def test_where_a_ring_starts_and_which_way_it_runs_changes_nothing(turn, other_turn, back, over):
    other = jittered(5)
    expected = found(SQUARE, other)[1]
    first, second = (
        np.roll(shapely.get_coordinates(shape)[:-1], start, axis=0)[:: -1 if way else 1]
        for shape, start, way in ((SQUARE, turn, back), (other, other_turn, over))
    )
    _, near = found(shapely.Polygon(first), shapely.Polygon(second))
    np.testing.assert_allclose(near.beside_m, expected.beside_m, atol=1e-5)
    assert near.lines[0].length == pytest.approx(expected.lines[0].length, abs=1e-5)


def test_a_border_round_the_whole_ring():
    """A town in the hole of its neighbour, each drawn by itself."""
    town = shapely.Point(0, 0).buffer(1000, quad_segs=50)
    ring = (
        shapely.Point(0, 0).buffer(9000).difference(shapely.Point(2, 1).buffer(1003, quad_segs=31))
    )
    assert beside_m(town, ring) == pytest.approx(town.exterior.length, rel=0.005)


def test_what_is_closed_between_two_is_open_to_no_third():
    """A strip of 10 m parts the two: with common vertices it is their neighbour, and nobody else."""
    strip = shapely.box(1000, 0, 1010, 1000)
    exact, near = found(SQUARE, strip, shapely.box(1010, 0, 2000, 1000))
    assert list(zip(exact.a.tolist(), exact.b.tolist(), strict=True)) == [(0, 1), (1, 2)]
    assert len(near.a) == 0
    # Drawn by itself it is still no wall: what lies within the tolerance cannot be told apart.
    _, near = found(SQUARE, shapely.box(1001, 0, 1009, 1000), shapely.box(1010, 0, 2000, 1000))
    assert (0, 2) in set(zip(near.a.tolist(), near.b.tolist(), strict=True))


def test_a_layer_over_the_neighbour_keeps_the_border_open():
    """City and its neighbour match; the county over the neighbour is drawn by another office."""
    neighbour, county = shapely.box(1000, 0, 2000, 1000), shapely.box(1004, -500, 3000, 1500)
    _, near = found(SQUARE, neighbour, county)
    assert len(near.a) == 0
    _, near = found(SQUARE, neighbour, county, overlapping=[(1, 2)])
    pairs = dict(
        zip(zip(near.a.tolist(), near.b.tolist(), strict=True), near.beside_m[:, 0], strict=True)
    )
    assert pairs[0, 2] == pytest.approx(1000, abs=1e-3)
    # The neighbour runs beside the county's outline on the same side.
    assert pairs[1, 2] == pytest.approx(1000, abs=1e-3)


def test_nothing_to_find():
    for shapes in ((), (None,), (SQUARE,), (SQUARE, None), (SQUARE, shapely.box(5000, 0, 6000, 1))):
        _, near = found(*shapes)
        assert len(near.a) == len(near.lines) == 0
        assert near.beside_m.shape == (0, 3)
