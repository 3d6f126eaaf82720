"""Shapes less others, plus others."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.boundaries.territory import effective_shapes
from hypothesis import given
from hypothesis import strategies as st

COUNTY, EAST, WEST, FAR = (
    shapely.box(0, 0, 10, 10), shapely.box(6, 0, 12, 4), shapely.box(0, 0, 2, 2), shapely.box(20, 0, 21, 1),
)  # fmt: skip
SHAPES = np.array([COUNTY, EAST, WEST, FAR, None], dtype=object)
CITIES = np.array([False, True, True, True, True])


def areas(shapes) -> list[float]:
    return np.nan_to_num(shapely.area(shapes), nan=-1).tolist()


def test_areas_by_hand():
    found = effective_shapes(SHAPES, of=[0, 1, 4, 0], minus=[CITIES, None, CITIES, None])
    assert areas(found.left) == [100 - 16 - 4, 24, -1, 100]
    assert areas(found.whole) == areas(found.left)
    assert shapely.is_valid(found.whole[:2]).all()


def test_what_others_have_left_is_added_after_taking():
    plus = [[1, 2], [], [], [2]]
    found = effective_shapes(SHAPES, of=[0, 1, 3, 4], minus=[CITIES, None, None, None], plus=plus)
    assert areas(found.left) == [80, 24, 1, -1]
    assert areas(found.whole) == [80 + 24 + 1, 24, 1, 1]


def test_kin_take_nothing_from_one_another():
    kin = ["county", "county", "west", "far", "none"]
    found = effective_shapes(SHAPES, of=[0], minus=[CITIES], kin=kin)
    assert areas(found.left) == [96]


def test_a_shape_that_only_touches_or_is_only_scratched_stays_the_same_object():
    beside = shapely.box(10, 0, 20, 10)
    scratch = shapely.box(9.9999999999, 0, 20, 10)
    for other in (beside, scratch, FAR):
        shapes = np.array([COUNTY, other], dtype=object)
        found = effective_shapes(shapes, of=[0], minus=[np.array([False, True])])
        assert found.left[0] is COUNTY


def test_nothing_left_is_missing_also_where_rounding_leaves_a_sliver():
    for other in (COUNTY, shapely.box(-1, -1, 11, 11), shapely.box(0, 0, 9.9999999999, 10)):
        shapes = np.array([COUNTY, other], dtype=object)
        found = effective_shapes(shapes, of=[0], minus=[np.array([False, True])])
        assert found.whole[0] is None


def test_equal_operands_give_one_object_and_no_rows_give_none():
    found = effective_shapes(SHAPES, of=[0, 0], minus=[CITIES, CITIES.copy()], plus=[[], []])
    assert found.left[0] is found.left[1]
    none = effective_shapes(SHAPES, of=[], minus=[], plus=[])
    assert (len(none.left), len(none.whole)) == (0, 0)
    assert areas(effective_shapes(SHAPES, of=[4], minus=[CITIES], plus=[[0]]).whole) == [-1]


BOX = st.tuples(*[st.integers(0, 12)] * 2, *[st.integers(1, 9)] * 2, st.integers(0, 89)).map(
    lambda b: shapely.transform(
        shapely.box(b[0], b[1], b[0] + b[2], b[1] + b[3]),
        lambda xy: xy @ np.array([[np.cos(b[4]), np.sin(b[4])], [-np.sin(b[4]), np.cos(b[4])]]),
    )
)


@given(st.lists(BOX, min_size=2, max_size=6))
def test_what_is_left_and_what_is_taken_are_the_whole(boxes):
    shapes = np.array(boxes, dtype=object)
    takers = np.arange(len(shapes)) > 0
    left = effective_shapes(shapes, of=[0], minus=[takers]).left[0]
    taken = shapely.intersection(shapes[0], shapely.union_all(shapes[1:]))
    remaining = 0.0 if left is None else left.area
    assert remaining + taken.area == pytest.approx(shapes[0].area, rel=1e-6)
    if left is not None:
        assert left.is_valid
        assert left.geom_type in ("Polygon", "MultiPolygon")
        assert shapely.intersection(left, shapely.union_all(shapes[1:])).area < 1e-6
