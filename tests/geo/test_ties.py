"""Which of the areas that meet at a point count it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.ties import beaten


def lost(shapes, x, y, *, claim=None):
    shapes = np.array(shapes, dtype=object)
    n = len(shapes)
    claims = np.zeros(n, dtype=np.int64) if claim is None else np.array(claim)
    return beaten(claims, np.arange(n), np.full(n, x), np.full(n, y), shapes).tolist()


def wedge(start, end):
    """A part of a disc around the origin, degrees counted from east."""
    around = np.radians(np.linspace(start, end, 20))
    return shapely.Polygon([(0, 0), *zip(np.cos(around) * 100, np.sin(around) * 100, strict=True)])


def test_the_first_of_those_that_touch_has_it():
    assert lost([wedge(0, 90), wedge(90, 200), wedge(200, 360)], 0.0, 0.0) == [False, True, True]


def test_who_has_lost_beats_nobody():
    # The second leaves it to the first; the third overlaps the first, and only touches the second.
    shapes = [wedge(0, 90), wedge(90, 200), wedge(0, 60)]
    assert lost(shapes, 0.0, 0.0) == [False, True, False]


def test_areas_that_overlap_elsewhere_only_touch_here():
    west, east = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)
    dirty = shapely.union(east, shapely.box(8, 0, 12, 1))
    assert lost([west, dirty], 10.0, 5.0) == [False, True]
    assert lost([west, dirty], 10.0, 0.0) == [False, False]


@pytest.mark.parametrize("turn", range(0, 360, 25))
def test_far_from_the_origin_and_turned_rounding_is_no_overlap(turn):
    def placed(shape):
        return shapely.affinity.translate(
            shapely.affinity.rotate(shape, turn, origin=(0, 0)), 1_234_567.891, -987_654.321
        )

    x, y = 1_234_567.891, -987_654.321
    shapes = [placed(wedge(0, 90)), placed(wedge(90, 200)), placed(wedge(40, 130))]
    assert lost(shapes, x, y) == [False, True, False]


def test_other_claims_do_not_meet_and_order_of_rows_is_no_order():
    shapes = np.array([wedge(0, 90), wedge(90, 200)], dtype=object)
    assert lost(shapes, 0.0, 0.0, claim=[1, 2]) == [False, False]
    zero = np.zeros(2)
    assert beaten(np.zeros(2), np.array([1, 0]), zero, zero, shapes).tolist() == [True, False]
    none = np.zeros(0)
    assert beaten(none, none.astype(int), none, none, shapes).tolist() == []
