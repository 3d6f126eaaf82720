"""How much of a segment lies near another, against distances of GEOS."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.beside import beside, on_line, within
from hypothesis import assume, given
from hypothesis import strategies as st

PLACE = st.tuples(*[st.floats(-100, 100, allow_subnormal=False)] * 2)
ENDS = st.tuples(PLACE, PLACE)


def measured(first, second):
    return beside(*(np.array([place], dtype=float) for place in (*first, *second)))


@given(ENDS, ENDS, st.floats(0.01, 80))
def test_what_lies_within_a_distance_is_what_geos_says(first, second, distance):
    assume(min(np.hypot(*np.subtract(*ends)) for ends in (first, second)) > 1e-3)
    found = measured(first, second)
    ((start, stop),), _ = within(found, distance)
    length = found.length[0]
    at = np.linspace(0, length, 41)
    places = np.array(first[0]) + np.outer(at / length, np.subtract(first[1], first[0]))
    apart = shapely.distance(shapely.points(places), shapely.LineString(second))
    inside = (at >= start) & (at <= stop)
    np.testing.assert_array_equal(inside[apart < distance - 1e-6], True)
    np.testing.assert_array_equal(inside[apart > distance + 1e-6], False)


@pytest.mark.parametrize(
    ("first", "near", "abreast"),
    [
        # The other is (0, 0)-(10, 0), the distance 5.
        (((0, 3), (10, 3)), (0, 10), (0, 10)),
        (((-20, 3), (30, 3)), (16, 34), (20, 30)),
        (((30, 3), (-20, 3)), (16, 34), (20, 30)),
        (((5, -20), (5, 20)), (15, 25), (15, 25)),
        (((10, 0), (10, 20)), (0, 5), (0, 5)),
        (((12, 0), (12, 20)), (0, np.sqrt(21)), None),
        (((0, 6), (10, 6)), None, None),
        (((13, 4), (20, 4)), (0, 0), None),
    ],
)
def test_stretches_by_hand(first, near, abreast):
    found = within(measured(first, ((0, 0), (10, 0))), 5.0)
    for got, expected in zip(found, (near, abreast), strict=True):
        if expected is None:
            assert got[0, 0] > got[0, 1]
        else:
            np.testing.assert_allclose(got[0], expected, atol=1e-12)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (((0, 0), (10, 0)), (0, 10)),
        (((4, 0), (30, 0)), (0, 6)),
        (((30, 0.0005), (4, 0)), (20, 26)),
        (((10, 0), (30, 0)), None),  # end to end: a point is no stretch
        (((0, 1), (10, 1)), None),
        (((0, -0.01), (10, 0.01)), None),  # crosses at a sharp angle
    ],
)
def test_on_one_line_is_all_that_lies_abreast_or_nothing(first, expected):
    ((start, stop),) = on_line(measured(first, ((0, 0), (10, 0))), 0.001)
    if expected is None:
        assert start > stop
    else:
        assert (start, stop) == pytest.approx(expected, abs=1e-6)
