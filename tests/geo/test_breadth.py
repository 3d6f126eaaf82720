"""Breadth and length of pieces of ground."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.breadth import measured
from adjoin.geo.overlay import area_pairs
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize("angle", [0, 17, 45, 90])
def test_a_rectangle_however_it_is_turned(angle):
    strip = shapely.affinity.rotate(shapely.box(0, 0, 400, 5), angle)
    found = measured(np.array([strip]))
    np.testing.assert_allclose(np.ravel(found), [2000, 5, 400])


def test_a_strip_around_a_corner_is_as_broad_as_the_strip():
    """500 m up and 500 m to the right, 10 m broad: the enclosing rectangle is no help."""
    bent = shapely.union(shapely.box(0, 0, 10, 500), shapely.box(0, 490, 500, 500))
    found = measured(np.array([bent]))
    assert found.area_m2[0] == 9900
    assert found.breadth_m[0] == pytest.approx(10, rel=0.02)
    assert found.length_m[0] == pytest.approx(990, rel=0.02)


def test_none_and_flat_ones():
    assert [len(column) for column in measured(np.zeros(0, dtype=object))] == [0, 0, 0]
    flat = shapely.Polygon([(0, 0), (5, 5), (9, 9)])
    assert [column.tolist() for column in measured(np.array([flat]))] == [[0], [0], [0]]


@given(st.integers(1, 900), st.integers(1, 900))
def test_overlaps_of_pairs_are_measured_alike(width, height):
    shapes = np.array(
        [shapely.box(0, 0, 1000, 1000), shapely.box(1000 - width, 1000 - height, 3000, 3000)]
    )
    pairs = area_pairs(shapes, near_m=0)
    found = measured(np.array([shapely.intersection(*shapes)]))
    np.testing.assert_allclose(found.breadth_m, pairs.breadth_m)
    np.testing.assert_allclose(found.breadth_m * found.length_m, pairs.common_m2)
