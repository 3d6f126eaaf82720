"""Boxes on a globe: the narrowest that hold everything, across 180 degrees and around poles."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from adjoin.geo.extent import box_around, boxes_around, middle, part_boxes, reach_m, walked
from hypothesis import given
from hypothesis import strategies as st

#: Degrees in quarters: sums of them are exact.
QUARTERS = st.integers(-720, 719).map(lambda k: k / 4)


def test_a_box_crosses_180_degrees_only_where_it_is_narrower_so():
    plain = [(-124, 32, -114, 42), (-75, 40, -70, 45)]
    assert box_around(plain).tolist() == [-124, 32, -70, 45]
    assert box_around([*plain, (144, 13, 145, 14)]).tolist() == [144, 13, 290, 45]
    # Either way is as narrow: as it is written.
    assert box_around([(0, 0, 0, 0), (180, 0, 180, 0)]).tolist() == [0, 0, 180, 0]
    assert box_around([(-180, 0, -90, 1), (0, 0, 10, 1)]).tolist() == [-180, 0, 10, 1]
    # Parts that meet along the line leave nothing free there.
    assert box_around([(-180, 0, -179, 1), (179, 0, 180, 1)]).tolist() == [179, 0, 181, 1]
    # One that crosses it holds another.
    assert box_around([(170, 0, 200, 1), (-175, 0, -170, 1)]).tolist() == [170, 0, 200, 1]
    assert box_around([(-190, 0, -170, 1)]).tolist() == [170, 0, 190, 1]
    all_round = [(x, 60, x + 45, 70) for x in range(-180, 180, 45)]
    assert box_around(all_round).tolist() == [-180, 60, 180, 70]


@given(st.lists(st.tuples(QUARTERS, st.integers(0, 400)), min_size=1, max_size=6))
def test_the_narrowest_arc_is_what_trying_every_start_finds(arcs):
    boxes = np.array([(west, 0, west + width / 4, 1) for west, width in arcs])
    west, _, east, _ = box_around(boxes)
    # From each start eastward, how far is it to the end of the last?
    widths = [max((w - start) % 360 + e - w for w, _, e, _ in boxes) for start in boxes[:, 0]]
    assert east - west == min(360, *widths)
    assert -180 <= west <= 180
    for w, _, e, _ in boxes:
        assert east - west == 360 or (w - west) % 360 + e - w <= east - west


@given(
    st.lists(st.tuples(QUARTERS, st.integers(0, 40)), min_size=1, max_size=5),
    QUARTERS,
    st.randoms(use_true_random=False),
)
def test_turning_the_globe_turns_the_box(arcs, turn, random):
    boxes = np.array([(west, 0, west + width / 4, 1) for west, width in arcs])
    turned = boxes + np.array([turn, 0, turn, 0])
    turns = 360 * np.floor((turned[:, 0] + 180) / 360)
    turned[:, 0] -= turns
    turned[:, 2] -= turns
    first, second = box_around(boxes), box_around(turned)
    assert second[2] - second[0] == first[2] - first[0]
    order = list(range(len(boxes)))
    random.shuffle(order)
    assert box_around(boxes[order]).tolist() == first.tolist()


def test_parts_are_followed_the_short_way_and_to_the_pole_they_go_round():
    across = shapely.Polygon([(179, 1), (-179, 1), (-179, 2), (179, 2)])
    west_first = shapely.Polygon([(-179, 1), (-179, 2), (179, 2), (179, 1)])
    cap = shapely.Polygon([(x, -70) for x in range(-175, 180, 10)])
    globe = shapely.box(-180, -90, 180, 90)
    nested = shapely.GeometryCollection([shapely.GeometryCollection([across])])
    shapes = np.array([across, None, west_first, cap, shapely.Polygon(), globe, nested])
    boxes, owner = part_boxes(shapes)
    assert owner.tolist() == [0, 2, 3, 5, 6]
    assert boxes.tolist() == [
        [179, 1, 181, 2],
        [179, 1, 181, 2],
        [-180, -90, 180, -70],
        [-180, -90, 180, 90],
        [179, 1, 181, 2],
    ]
    assert boxes_around(shapes)[[0, 2, 3]].tolist() == boxes[:3].tolist()
    assert np.isnan(boxes_around(shapes)[[1, 4]]).all()


def test_a_walk_leaves_out_the_pole_wherever_the_ring_starts():
    sector = [(170, 60), (-170, 60), (0, 90)]
    for k in range(3):
        ring = np.array([*sector[k:], *sector[:k], sector[k]], dtype=float)
        walk = walked(ring)
        assert walk.round == 0
        assert np.ptp(walk.xy[:, 0]) == 20
    assert len(walked(np.zeros((0, 2))).xy) == 0
    assert walked(np.array([(0.0, 90.0), (5.0, 90.0)])).round == 0
    line = walked(np.array([(170.0, 0), (-170, 0), (-50, 0), (70, 0), (170, 0), (-170, 0)]))
    assert line.xy[:, 0].tolist() == [170, 190, 310, 430, 530, 550]


def test_the_middle_is_that_of_the_bounds_or_a_pole():
    assert middle((-123.456, 37.1, -121.001, 38.9)) == (-122.23, 38.0)
    assert middle((179, -20, 182, -16)) == (-179.5, -18.0)
    assert middle((177, -20, 182, -16)) == (179.5, -18.0)
    assert middle((-90, -10, 90, 80)) == (0.0, 35.0)
    assert middle((-90.1, 0, 90, 80)) == (0.0, 90.0)
    assert middle((-180, -90, 180, 0)) == (0.0, -90.0)
    assert middle((-90.1, -1, 90, 80)) is None


def test_the_reach_is_that_of_the_farthest_corner():
    geod = pyproj.Geod(ellps="WGS84")
    # South, where meridians are closer in the north.
    assert reach_m((-125, 25, -66, 49)) == pytest.approx(
        geod.inv(-95.5, 37, -125, 25)[2], abs=0.001
    )
    assert reach_m((-180, 60, 180, 90)) == pytest.approx(geod.inv(0, 90, 0, 60)[2], abs=0.001)
    assert np.isnan(reach_m((-100, -1, 100, 1)))
