"""Which points lie in which boxes."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.boxed import points_in_boxes
from hypothesis import given
from hypothesis import strategies as st

# Few different numbers, so that many points stand on one another and on the sides of boxes.
NUMBER = st.sampled_from([*range(7), -0.0, np.nan, np.inf, -np.inf])
POINTS = st.lists(st.tuples(NUMBER, NUMBER), max_size=40)
BOXES = st.lists(st.tuples(*[st.sampled_from([*range(-1, 8), np.nan])] * 4), max_size=8)


def found(points, boxes):
    x, y = np.array(points, dtype=float).reshape(-1, 2).T
    box, point = points_in_boxes(x, y, np.array(boxes, dtype=float).reshape(-1, 4))
    assert box.tolist() == sorted(box)
    return sorted(zip(box.tolist(), point.tolist(), strict=True))


@given(POINTS, BOXES)
def test_every_box_by_comparing_every_point(points, boxes):
    assert found(points, boxes) == [
        (k, p)
        for k, (west, south, east, north) in enumerate(boxes)
        for p, (x, y) in enumerate(points)
        if west <= x <= east and south <= y <= north
        # A missing bound spoils a box, one missing coordinate a point; nan compares to nothing.
    ]


@pytest.mark.parametrize("spread", [(1000, 1000), (1000, 0), (0, 1000), (0, 0)])
def test_many_points_also_where_they_crowd(spread):
    random = np.random.default_rng(3)
    crowd = random.normal(500, 1, (3000, 2)).round(1)
    xy = np.r_[crowd, random.uniform((0, 0), spread, (2000, 2)).round()]
    corners = np.sort(random.uniform(0, 1000, (60, 2, 2)).round(), axis=1)
    boxes = np.r_[corners.reshape(-1, 4), [[499, 499, 500, 500], [0, 0, 1000, 1000]]]
    box, point = points_in_boxes(*xy.T, boxes)
    tree = shapely.STRtree(shapely.points(xy))
    expected = tree.query(shapely.box(*boxes.T)).T.tolist()
    assert sorted(zip(box.tolist(), point.tolist(), strict=True)) == sorted(map(tuple, expected))
