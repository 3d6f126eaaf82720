"""Parts that lie apart from the main part."""

from __future__ import annotations

import numpy as np
import shapely
from adjoin.geo.apart import parts_apart
from adjoin.geo.validity import written_alike
from hypothesis import given
from hypothesis import strategies as st

SQUARES = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=12)


def squares(*west, size=1):
    return shapely.multipolygons([shapely.box(x, 0, x + size, size) for x in west])


def test_the_main_part_is_the_largest():
    town = shapely.multipolygons([shapely.box(0, 0, 1, 1), shapely.box(50, 0, 53, 3)])
    found = parts_apart(np.array([town]), within_m=10)
    assert found.shape.tolist() == [0]
    assert found.parts[0].equals(shapely.box(0, 0, 1, 1))


def test_of_equal_parts_the_south_western_is_main():
    found = parts_apart(np.array([squares(40, 0, 20)]), within_m=10)
    assert shapely.bounds(found.parts)[:, 0].tolist() == [20, 40]


def test_parts_close_to_each_other_are_together_also_over_others():
    """0, 10 and 20 are 9 m apart from one to the next; 60 and 65 are 4 m from each other."""
    found = parts_apart(np.array([squares(0, 10, 20, 60, 65)]), within_m=9)
    assert shapely.bounds(found.parts).tolist() == [[60, 0, 66, 1]]
    assert shapely.get_num_geometries(found.parts).tolist() == [2]
    assert shapely.bounds(parts_apart(np.array([squares(0, 10)]), within_m=8.9).parts).tolist() == [
        [10, 0, 11, 1]
    ]


def test_parts_of_different_shapes_are_never_together():
    found = parts_apart(np.array([squares(0, 40), squares(20, 60)]), within_m=25)
    assert found.shape.tolist() == [0, 1]


def test_nothing_for_whole_missing_and_no_shapes():
    for shapes in ([], [None], [shapely.box(0, 0, 1, 1), None, shapely.Polygon()]):
        found = parts_apart(np.array(shapes, dtype=object), within_m=1)
        assert (len(found.shape), len(found.parts)) == (0, 0)


@given(SQUARES, st.randoms())
def test_the_order_of_parts_and_a_shift_change_nothing(cells, random):
    """The cells of a board are 3 m broad and 1 m apart; what is apart lies 5 m off and more."""
    parts = [shapely.box(4 * x, 4 * y, 4 * x + 3, 4 * y + 3) for x, y in sorted(cells)]
    mixed = list(parts)
    random.shuffle(mixed)
    first = parts_apart(np.array([shapely.multipolygons(parts)]), within_m=2)
    other = parts_apart(np.array([shapely.multipolygons(mixed)]), within_m=2)
    assert (
        shapely.to_wkb(written_alike(first.parts)).tolist()
        == shapely.to_wkb(written_alike(other.parts)).tolist()
    )
    moved = parts_apart(
        shapely.transform(np.array([shapely.multipolygons(parts)]), lambda xy: xy + 2**20),
        within_m=2,
    )
    assert shapely.area(moved.parts).tolist() == shapely.area(first.parts).tolist()
    # Oracle: a buffer joins up what lies within 2 m.
    blobs = shapely.get_parts(shapely.union_all(shapely.buffer(parts, 1.001)))
    assert len(first.parts) == len(blobs) - 1
