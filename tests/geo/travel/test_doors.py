"""Where points meet the nodes, and each other along one arc, worked out by hand."""

from __future__ import annotations

import numpy as np
import shapely
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel.costs import LIMIT_MS, packed, unpacked
from adjoin.geo.travel.doors import along_one_arc, entering, leaving, packed_doors, turned

_ALL = np.arange(9)


def _network(both=True):
    """a - b - c, 600 m each at 36 km/h: 10 m a second."""
    tails, heads = (list("abbc"), list("bacb")) if both else (list("ab"), list("bc"))
    network, _ = network_from_edges(
        tails, heads, [600] * len(tails), node_id=list("abc"),
        node_xy=[(0, 0), (600, 0), (1200, 0)], speed_kmh=36,
    )  # fmt: skip
    return network


def _rows(doors):
    which = np.repeat(np.arange(len(doors.first) - 1), np.diff(doors.first))
    columns = (which, doors.node, doors.ms, doors.mm)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


def test_both_ways_out_of_a_two_way_street():
    network = _network()
    points = snap(network, [(100.0, 25.0)])  # 25 m at 30 km/h: 3 s
    assert _rows(leaving(network, points, _ALL[:1])) == [
        (0, 0, 13_000, 125_000),
        (0, 1, 53_000, 525_000),
    ]
    assert _rows(entering(network, points, _ALL[:1])) == _rows(leaving(network, points, _ALL[:1]))


def test_a_oneway_street_is_left_ahead_and_entered_from_behind():
    network = _network(both=False)
    points = snap(network, [(100.0, 0.0)])
    assert _rows(leaving(network, points, _ALL[:1])) == [(0, 1, 50_000, 500_000)]
    assert _rows(entering(network, points, _ALL[:1])) == [(0, 0, 10_000, 100_000)]


def test_a_point_at_a_corner_has_doors_on_every_street():
    network = _network()
    corner = leaving(network, snap(network, [(600.0, 0.0)]), _ALL[:1])
    assert _rows(corner) == [
        (0, 0, 60_000, 600_000), (0, 1, 0, 0), (0, 1, 0, 0), (0, 2, 60_000, 600_000),
    ]  # fmt: skip


def test_points_in_another_order_or_on_no_street():
    network = _network(both=False)
    points = snap(network, [(100.0, 0.0), (0.0, 9000.0), (900.0, 0.0)])
    doors = leaving(network, points, np.array([2, 1, 0]))
    assert doors.first.tolist() == [0, 1, 1, 2]
    assert _rows(doors) == [(0, 2, 30_000, 300_000), (2, 1, 50_000, 500_000)]
    assert leaving(network, points, _ALL[:0]).first.tolist() == [0]


def test_along_an_arc_only_forwards():
    network = _network(both=False)
    points = snap(network, [(100.0, 0.0), (400.0, 25.0), (100.0, 0.0), (700.0, 0.0)])
    ways = along_one_arc(points, points, _ALL[:4], _ALL[:4])
    # itself and its twin at the same place are ahead as well
    assert _rows(ways) == [
        (0, 0, 0, 0), (0, 1, 33_000, 325_000), (0, 2, 0, 0), (1, 1, 6_000, 50_000),
        (2, 0, 0, 0), (2, 1, 33_000, 325_000), (2, 2, 0, 0), (3, 3, 0, 0),
    ]  # fmt: skip


def test_only_points_of_one_group_see_each_other():
    network = _network(both=False)
    points = snap(network, [(100.0, 0.0), (200.0, 0.0), (300.0, 0.0)])
    group = np.array([5, 2, 5])
    ways = along_one_arc(points, points, _ALL[:3], _ALL[:3], origin_group=group, target_group=group)
    assert {row[:2] for row in _rows(ways)} == {(0, 0), (0, 2), (1, 1), (2, 2)}


def test_ways_turned_round_are_the_same_ways():
    network = _network(both=False)
    points = snap(network, [(100.0, 0.0), (400.0, 25.0), (700.0, 0.0)])
    ways = along_one_arc(points, points, _ALL[:3], _ALL[:2])
    back = turned(ways, 2)
    assert len(back.first) == 3
    assert _rows(back) == sorted((b, a, ms, mm) for a, b, ms, mm in _rows(ways))
    assert _rows(turned(back, 3)) == _rows(ways)


def test_doors_packed_and_called_otherwise():
    network, _ = network_from_edges(
        ["a"], ["b"], [600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)],
        minutes=[10.0], lines=[shapely.LineString([(0, 0), (600, 0)])],
    )  # fmt: skip
    doors = leaving(network, snap(network, [(150.0, 0.0)]), _ALL[:1])
    there = packed_doors(doors, np.array([7, 5], dtype=np.int32))
    assert there.node.tolist() == [5]
    assert [part.tolist() for part in unpacked(there.cost)] == [[450_000], [450_000]]
    assert packed_doors(doors).node.tolist() == [1]
    days = packed_doors(doors._replace(ms=doors.ms + 2**31))
    assert days.cost.tolist() == [int(packed(LIMIT_MS + 1, 0))]
