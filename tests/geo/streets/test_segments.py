"""Where segments cross: the same to the bit, whichever way they run."""

from __future__ import annotations

import numpy as np
import shapely
from adjoin.geo.streets.segments import (
    crossing_pairs,
    crossing_places,
    numbered,
    segments_of,
    vertices_of,
)
from hypothesis import given
from hypothesis import strategies as st


def _crossings(*rows):
    vertices = vertices_of(np.array([shapely.LineString(row) for row in rows], dtype=object))
    segments = segments_of(vertices, numbered(vertices.xy)[0])
    shapes = np.array(
        shapely.linestrings(np.stack([segments.low, segments.high], axis=1)), dtype=object
    )
    a, b = crossing_pairs(segments, shapely.STRtree(shapes), shapes)
    xy, common = crossing_places(segments, a, b)
    return sorted(map(tuple, xy.tolist())), common.tolist()


def test_a_place_given_twice_in_a_row_is_one_vertex():
    line = shapely.LineString([(0, 0), (0, 0), (3, 4), (3, 4), (0, 0)])
    vertices = vertices_of(np.array([line, line], dtype=object))
    assert vertices.xy.tolist() == [[0, 0], [3, 4], [0, 0]] * 2
    assert vertices.along_m.tolist() == [0, 5, 10] * 2
    assert (vertices.first.tolist(), vertices.last.tolist()) == ([0, 3], [2, 5])
    point = vertices_of(np.array([shapely.LineString([(1, 1), (1, 1)])], dtype=object))
    assert (point.first.tolist(), point.last.tolist()) == ([0], [0])


def test_crossings_touches_and_what_is_none():
    east = [(0, 0), (10, 0)]
    assert _crossings(east, [(4, -3), (4, 3)]) == ([(4, 0)], [False])
    # a touch; a common end; side by side; one on the other; near and yet not there
    assert _crossings(east, [(4, 0), (4, 3)]) == ([(4, 0)], [False])
    assert _crossings(east, [(10, 0), (10, 3)]) == ([], [])
    assert _crossings(east, [(0, 1), (10, 1)]) == ([], [])
    assert _crossings(east, [(4, 0), (15, 0)]) == ([], [])
    assert _crossings(east, [(4, 0.001), (4, 3)]) == ([], [])


def test_a_crossing_at_a_vertex_is_moved_to_it():
    assert _crossings([(0, 0), (10, 0)], [(4, -0.0005), (4, 3)]) == ([(4, -0.0005)], [False])
    places, common = _crossings([(0, 0), (4, 0.0002)], [(3.9999, 5), (3.9999, 0)])
    assert common == [True]
    assert places == [(4, 0.0002)]


_XY = st.tuples(st.integers(-50, 50), st.integers(-50, 50)).map(lambda p: (p[0] / 7, p[1] / 7))


@given(st.lists(st.tuples(_XY, _XY), min_size=2, max_size=8), st.data())
def test_neither_order_nor_direction_changes_a_bit(rows, data):
    order = data.draw(st.permutations(range(len(rows))))
    turned = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    other = [rows[k][::-1] if turned[k] else rows[k] for k in order]
    assert _crossings(*rows)[0] == _crossings(*other)[0]


@given(st.tuples(_XY, _XY), st.tuples(_XY, _XY))
def test_a_crossing_lies_on_both_segments(one, other):
    places, _ = _crossings(one, other)
    lines = [shapely.LineString(one), shapely.LineString(other)]
    for place in places:
        assert all(line.distance(shapely.Point(place)) < 0.0011 for line in lines)
    apart = shapely.distance(*lines) > 1e-9
    assert not (apart and places)
    if shapely.crosses(*lines) and not set(one) & set(other):
        assert len(places) == 1
