"""Exactly shared borders: hand-computed, by law, and against libpysal."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from adjoin.geo.borders import shared_borders
from hypothesis import given
from hypothesis import strategies as st
from libpysal.weights import Rook

# A chequerboard of cells, each given to one of a few owners or to nobody: many borders, exclaves,
# holes and corner contacts in little space. Corners of whole numbers are exact in every sum.
SIDE = 5
BOARDS = st.lists(st.integers(-1, 4), min_size=SIDE * SIDE, max_size=SIDE * SIDE)


def array(*shapes):
    result = np.empty(len(shapes), dtype=object)
    result[:] = shapes
    return result


def owners(board):
    """The shapes of the owners 0 to 4, with a vertex at each corner of a cell."""
    cells = [shapely.box(k % SIDE, k // SIDE, k % SIDE + 1, k // SIDE + 1) for k in range(SIDE**2)]
    shapes = np.empty(5, dtype=object)
    for owner in range(5):
        own = [cell for cell, holder in zip(cells, board, strict=True) if holder == owner]
        shapes[owner] = _noded(shapely.union_all(own)) if own else None
    return shapes


def _noded(shape):
    """A vertex at each whole number along the boundary."""
    return shapely.segmentize(shape, 1)


def counted(board) -> dict[tuple[int, int], float]:
    """Oracle: count the sides between cells of different owners."""
    lengths: dict[tuple[int, int], float] = {}
    for k, owner in enumerate(board):
        right = board[k + 1] if (k + 1) % SIDE else -1
        above = board[k + SIDE] if k + SIDE < SIDE**2 else -1
        for other in (right, above):
            if -1 not in (owner, other) and owner != other:
                pair = (min(owner, other), max(owner, other))
                lengths[pair] = lengths.get(pair, 0) + 1
    return lengths


def found(shapes) -> dict[tuple[int, int], float]:
    borders = shared_borders(shapes)
    pairs = list(zip(borders.a.tolist(), borders.b.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert all(a < b for a, b in pairs)
    np.testing.assert_allclose(shapely.length(borders.lines), borders.shared_m)
    return dict(zip(pairs, borders.shared_m.tolist(), strict=True))


@given(BOARDS)
def test_the_lengths_are_those_counted_on_the_board(board):
    assert found(owners(board)) == counted(board)


@given(BOARDS, st.integers(-(2**20), 2**20), st.integers(-(2**20), 2**20))
def test_a_shift_by_whole_numbers_changes_nothing(board, dx, dy):
    moved = shapely.transform(owners(board), lambda xy: xy + np.array([dx, dy]))
    assert found(moved) == counted(board)


@given(BOARDS, st.integers(1, 9), st.integers(0, 3))
def test_neither_direction_nor_start_nor_parts_in_another_order_change_anything(board, turn, kind):
    def turned(shape):
        if shape is None:
            return None
        polygons = [
            shapely.Polygon(
                _rolled(part.exterior, turn), [_rolled(r, turn) for r in part.interiors]
            )
            for part in shapely.get_parts(shape)
        ]
        return shapely.MultiPolygon(polygons[::-1] if kind % 2 else polygons)

    def _rolled(ring, turn):
        xy = shapely.get_coordinates(ring)[:-1]
        xy = np.roll(xy, turn % len(xy), axis=0)
        return np.vstack([xy, xy[:1]])[:: -1 if kind // 2 else 1]

    shapes = owners(board)
    assert found(array(*(turned(shape) for shape in shapes))) == counted(board)


@given(BOARDS, st.permutations(range(5)))
def test_the_order_of_rows_renames_the_pairs_and_no_more(board, order):
    mixed = found(owners(board)[list(order)])
    renamed = {tuple(sorted((order[a], order[b]))): length for (a, b), length in mixed.items()}
    assert renamed == counted(board)


@given(st.lists(st.integers(1, 99), min_size=2, max_size=8, unique=True), st.permutations(range(3)))
def test_the_order_of_rows_does_not_change_the_last_bit(cuts, order):
    """Three strips with crooked common borders."""
    y = np.sort(np.array(cuts)) * 101.7
    x = 1000 + 300 * np.sin(7 * y)
    line = np.column_stack([x, y])
    left = shapely.Polygon([(0, y[0]), *line, (0, y[-1])])
    middle = shapely.Polygon([*line, *np.add(line, [2000, 0])[::-1]])
    right = shapely.Polygon([*np.add(line, [2000, 0]), (5000, y[-1]), (5000, y[0])])
    shapes = array(left, middle, right)
    first, again = shared_borders(shapes), shared_borders(shapes[list(order)])
    assert sorted(again.shared_m.tolist()) == sorted(first.shared_m.tolist())
    assert first.shared_m[0] == pytest.approx(shapely.LineString(line).length, abs=0.002)


def test_the_pairs_are_those_of_the_rook():
    random = np.random.default_rng(7)
    xy = random.random((60, 2)) * 100
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=shapely.box(0, 0, 100, 100))
    )
    rook = Rook.from_dataframe(gpd.GeoDataFrame(geometry=cells), use_index=False)
    expected = {(a, b) for a, others in rook.neighbors.items() for b in others if a < b}
    borders = shared_borders(cells)
    assert set(zip(borders.a.tolist(), borders.b.tolist(), strict=True)) == expected
    assert len(expected) > 100


def test_a_segment_that_three_shapes_share_counts_for_each_pair():
    square = shapely.box(0, 0, 1, 1)
    assert found(array(square, square, shapely.box(1, 0, 2, 1))) == {
        (0, 1): 4,
        (0, 2): 1,
        (1, 2): 1,
    }


def test_a_segment_within_one_shape_counts_once():
    """Two parts of one agency that touch along a line, and a neighbour along the same line."""
    twice = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    assert found(array(twice)) == {}
    assert found(array(twice, shapely.box(1, 0, 3, 1))) == {(0, 1): 1}


def test_half_a_segment_a_corner_and_a_crossing_are_not_shared_exactly():
    square = shapely.box(0, 0, 2, 2)
    for other in (shapely.box(2, 0, 4, 1), shapely.box(2, 2, 3, 3), shapely.box(1, 1, 3, 3)):
        assert found(array(square, other)) == {}


def test_a_hole_and_what_fills_it_share_the_whole_ring():
    ring = shapely.Polygon(shapely.box(0, 0, 9, 9).exterior, [shapely.box(3, 3, 5, 7).exterior])
    borders = shared_borders(array(ring, shapely.box(3, 3, 5, 7)))
    assert borders.shared_m.tolist() == [12]
    assert borders.lines[0].equals(shapely.box(3, 3, 5, 7).exterior)


def test_a_running_border_is_one_line_and_a_broken_one_is_several():
    left = shapely.Polygon([(0, 0), (1, 0), (1, 1), (1, 2), (1, 3), (0, 3)])
    right = shapely.Polygon([(1, 0), (2, 0), (2, 3), (1, 3), (1, 2), (1.5, 1.5), (1, 1)])
    (line,) = shared_borders(array(left, right)).lines
    assert line.equals(shapely.MultiLineString([[(1, 0), (1, 1)], [(1, 2), (1, 3)]]))
    assert line.geom_type == "MultiLineString"
    (whole,) = shared_borders(
        array(left, shapely.Polygon([(1, 0), (2, 0), (1, 3), (1, 2), (1, 1)]))
    ).lines
    assert whole.geom_type == "LineString"


def test_negative_zero_is_zero():
    right = shapely.Polygon([(-0.0, 0.0), (1, 0), (1, 1), (-0.0, 1)])
    left = shapely.Polygon([(0.0, -0.0), (0.0, 1), (-1, 1), (-1, 0)])
    assert found(array(left, right)) == {(0, 1): 1}


@pytest.mark.parametrize(
    "shapes", [[], [None], [None, None], [shapely.Polygon()], [shapely.box(0, 0, 1, 1)]]
)
def test_nothing_to_share(shapes):
    borders = shared_borders(array(*shapes))
    assert [len(column) for column in borders] == [0, 0, 0, 0, 0]
    assert borders.shared_m.dtype == float


def test_vertices_that_differ_by_less_than_an_office_can_write_are_the_same():
    left, right = shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)
    noisy = shapely.transform(right, lambda xy: xy + 1e-9)
    assert found(array(left, noisy)) == {(0, 1): 1000.0}
    apart = shapely.transform(right, lambda xy: xy + 1e-3)
    assert found(array(left, apart)) == {}
