"""The quickest way between two areas: hand-made cases, laws, and networkx on split streets."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.streets.network import network_of_streets
from adjoin.geo.travel.crossings import crossing_ms
from adjoin.geo.travel.shortestpaths import FAR
from hypothesis import given, settings
from hypothesis import strategies as st

GRID_M = 100.0
#: Every fraction of a street at a grid line has one of 1 to 12 below: all times are whole.
WHOLE_MS = 27_720


def network(nodes, streets):
    """Streets as (places' nodes, ms, along, against); inner vertices are no nodes of the network."""
    xy = np.array(nodes, dtype=float).reshape(-1, 2) * GRID_M
    lines = np.array(
        [shapely.LineString([np.array(p) * GRID_M for p in places]) for places, *_ in streets],
        dtype=object,
    )
    at = {tuple(node): k for k, node in enumerate(nodes)}
    ms = [ms for _, ms, *_ in streets]
    return network_of_streets(
        lines,
        [at[places[0]] for places, *_ in streets],
        [at[places[-1]] for places, *_ in streets],
        node_xy=xy, arc_ms=ms, arc_mm=shapely.length(lines) * 1000,
        along=[along for *_, along, _ in streets], against=[against for *_, against in streets],
    )  # fmt: skip


def area(*boxes):
    grown = [shapely.box(*(GRID_M * side for side in box)) for box in boxes]
    return shapely.union_all(grown)


def crossing(net, one, other, limit_ms=10**9):
    shapes = np.array([one, other], dtype=object)
    there = crossing_ms(net, shapes, [0, 1], [1, 0], limit_ms=limit_ms).tolist()
    assert there[0] == there[1]
    return None if there[0] == FAR else there[0]


WEST, EAST = area((0, 0, 3, 6)), area((7, 0, 10, 6))
ROAD = [((2, 3), (8, 3))]


def straight(*places, ms=WHOLE_MS, along=True, against=True):
    nodes = sorted({place for pair in places for place in (pair[0], pair[-1])})
    return network(nodes, [(pair, ms, along, against) for pair in places])


def test_a_bridge_costs_the_share_of_its_street_between_the_shores():
    assert crossing(straight(((2, 3), (8, 3)), ms=60_000), WEST, EAST) == 40_000
    # in three arcs: to the shore, over the water, from the shore
    parts = [((0, 3), (2, 3)), ((2, 3), (8, 3)), ((8, 3), (9, 3))]
    assert crossing(straight(*parts, ms=60_000), WEST, EAST) == 40_000
    # abutments exactly at the shore
    parts = [((0, 3), (3, 3)), ((3, 3), (7, 3)), ((7, 3), (9, 3))]
    assert crossing(straight(*parts, ms=60_000), WEST, EAST) == 60_000


def test_the_quicker_direction_and_the_quicker_bridge_count():
    nodes = [(2, 1), (8, 1), (2, 5), (8, 5)]
    there = ((2, 1), (8, 1))
    back = ((8, 5), (2, 5))
    one_way = network(nodes, [(there, 60_000, True, False), (back, 30_000, True, False)])
    assert crossing(one_way, WEST, EAST) == 20_000
    assert crossing(network(nodes, [(there, 60_000, False, True)]), WEST, EAST) == 40_000
    assert crossing(network(nodes, [(there, 60_000, False, False)]), WEST, EAST) is None


def test_a_way_round_may_be_quicker_than_the_street_between_them():
    slow = ((2, 3), (8, 3))
    nodes = [(2, 3), (8, 3), (5, 5)]
    round_it = [(((2, 3), (5, 5)), 6_000, True, True), (((5, 5), (8, 3)), 6_000, True, True)]
    # 1/3 of each way round lies on the shore
    assert crossing(network(nodes, [(slow, 90_000, True, True), *round_it]), WEST, EAST) == 8_000
    assert crossing(network(nodes, [(slow, 9_000, True, True), *round_it]), WEST, EAST) == 6_000


def test_lines_that_end_beside_their_node_are_joined_there():
    """Digitized ends: the first line ends 2 m inside, the second begins 3 m outside."""
    lines = [[(50, 300), (298, 300)], [(303, 300), (703, 300)], [(705, 300), (800, 300)]]
    for order in ([0, 1, 2], [2, 1, 0]):
        net = network_of_streets(
            np.array([shapely.LineString(lines[k]) for k in order]), order, [k + 1 for k in order],
            node_xy=[(50, 300), (300, 300), (704, 300), (800, 300)],
            arc_ms=[40_000] * 3, arc_mm=[1] * 3, along=[True] * 3, against=[False] * 3,
        )  # fmt: skip
        assert crossing(net, WEST, EAST) == 39_700


def test_no_bridge_no_street_and_beyond_the_limit():
    assert crossing(straight(((0, 3), (6, 3))), WEST, EAST) is None
    assert crossing(straight(((4, 3), (6, 3))), WEST, EAST) is None
    net = straight(((2, 3), (8, 3)), ms=60_000)
    assert crossing(net, WEST, area((20, 0, 30, 6))) is None
    assert crossing(net, WEST, None) is None
    assert crossing(net, WEST, EAST, limit_ms=40_000) == 40_000
    assert crossing(net, WEST, EAST, limit_ms=39_999) is None
    path = [((2, 3), (4, 3)), ((4, 3), (5, 5)), ((5, 5), (8, 3))]
    net = straight(*path, ms=60_000)
    assert crossing(net, WEST, EAST) == 130_000  # 30,000 + 60,000 + 40,000
    assert crossing(net, WEST, EAST, limit_ms=130_000) == 130_000
    assert crossing(net, WEST, EAST, limit_ms=129_999) is None
    empty = network([], [])
    assert crossing(empty, WEST, EAST) is None
    assert crossing_ms(net, np.array([WEST, EAST]), [], [], limit_ms=1).tolist() == []


def test_ground_of_a_third_area_counts_as_outside():
    """A tunnel under the middle: the time in the middle counts, with it asked for or not."""
    net = straight(((2, 3), (8, 3)), ms=60_000)
    shapes = np.array([WEST, EAST, area((3, 0, 7, 6))])
    got = crossing_ms(net, shapes, [0, 0, 1], [1, 2, 2], limit_ms=10**6)
    assert got.tolist() == [40_000, 0, 0]


@pytest.mark.parametrize(
    ("places", "one", "other", "expected"),
    [
        (ROAD, area((0, 0, 5, 6)), area((5, 0, 9, 6)), 0),  # over the common border
        (ROAD, area((0, 0, 9, 6)), area((3, 2, 4, 4)), 0),  # in common ground
        (ROAD, area((0, 0, 9, 6)), area((4, 4, 5, 5)), None),  # nothing in the one that is held
        ([((3, 0), (3, 6))], WEST, area((3, 0, 7, 6)), 0),  # along the border
        ([((1, 1), (3, 3)), ((3, 3), (5, 5))], WEST, area((3, 3, 7, 6)), 0),  # a node at the corner
        ([((1, 1), (5, 5))], area((0, 0, 3, 3)), area((3, 3, 7, 6)), 0),  # through the corner
        ([((2, 1), (2, 5)), ((2, 5), (5, 4))], area((0, 0, 3, 3)), area((3, 3, 9, 9)), 23_100),
        (ROAD, WEST, area((0, 0, 1, 1), (7, 0, 8, 6)), 18_480),  # the part that the road reaches
    ],
)
def test_how_areas_may_lie(places, one, other, expected):
    """Of 27,720 ms: 1/2 + 1/3 (over a corner, out of the one and into the other), and 4/6."""
    assert crossing(straight(*places), one, other) == expected


def test_streets_that_cross_without_a_node_do_not_meet():
    over, under = ((5, 0), (5, 6)), ((0, 3), (9, 3))
    south, west = area((4, 0, 6, 1)), area((0, 2, 2, 4))
    assert crossing(straight(over, under), south, west) is None
    joined = straight(*(((5, 3), end) for end in ((5, 0), (5, 6), (0, 3), (9, 3))))
    assert crossing(joined, south, west) == WHOLE_MS * 2 // 3 + WHOLE_MS * 3 // 5


def test_a_border_with_a_gap_costs_the_milliseconds_of_the_gap():
    # 5 m of 600 at 36 km/h
    near = shapely.box(300 + 5, 0, 900, 600)
    assert crossing(straight(((2, 3), (8, 3)), ms=60_000), WEST, near) == 500


def test_a_loop_and_a_street_that_comes_back():
    """Out of the one and back into it, through the other: by place on the street, not in space."""
    loop = [(2, 3), (5, 3), (5, 5), (2, 5), (2, 3)]
    net = network([(2, 3)], [(loop, 100_000, True, False)])
    assert crossing(net, area((1, 2, 3, 6)), area((4, 2, 6, 6))) == 10_000
    hairpin = [(2, 3), (8, 3), (8, 4), (2, 4)]
    net = network([(2, 3), (2, 4)], [(hairpin, 130_000, True, False)])
    assert crossing(net, WEST, EAST) == 40_000
    assert crossing(net, area((0, 0, 3, 3)), EAST) == 40_000
    assert crossing(net, area((0, 4, 3, 6)), EAST) == 40_000


def test_wrong_calls():
    net = straight(((2, 3), (8, 3)))
    with pytest.raises(UseError, match=r"limit_ms is -1"):
        crossing_ms(net, np.array([WEST, EAST]), [0], [1], limit_ms=-1)
    with pytest.raises(UseError, match=r"a has the shape \(1,\) and b \(2,\)"):
        crossing_ms(net, np.array([WEST, EAST]), [0], [1, 0], limit_ms=1)


PLACE = st.tuples(st.integers(0, 6), st.integers(0, 6))
BOX = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 3), st.integers(1, 3)).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
)
AREA = st.lists(BOX, min_size=1, max_size=2)


@st.composite
def worlds(draw):
    """A few nodes, streets straight or round a corner, and areas of one or two boxes."""
    nodes = draw(st.lists(PLACE, min_size=2, max_size=7, unique=True))
    streets = []
    for _ in range(draw(st.integers(1, 10))):
        tail, head = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
        corner = (tail[0], head[1])
        if tail == head:
            continue
        round_it = corner not in (tail, head) and draw(st.booleans())
        places = (tail, corner, head) if round_it else (tail, head)
        ms = WHOLE_MS * draw(st.integers(0, 4))
        streets.append((places, ms, draw(st.booleans()), draw(st.booleans())))
    return nodes, streets, draw(st.lists(AREA, min_size=2, max_size=4))


def _clipped(p, q, box):
    """The shares of a straight line in a closed box, as exact fractions; None outside."""
    low, high = Fraction(0), Fraction(1)
    for axis in (0, 1):
        step = q[axis] - p[axis]
        sides = box[axis], box[axis + 2]
        if step == 0:
            if not sides[0] <= p[axis] <= sides[1]:
                return None
            continue
        shares = sorted(Fraction(side - p[axis], step) for side in sides)
        low, high = max(low, shares[0]), min(high, shares[1])
    return (low, high) if low <= high else None


def _stretches(places, boxes):
    """Where a street is in any of the boxes: closed intervals of its length."""
    if len(places) == 2:
        legs = [(Fraction(0), Fraction(1))]
    else:  # round a corner, so each leg is as long as its numbers say
        first = sum(abs(a - b) for a, b in zip(places[0], places[1], strict=True))
        second = sum(abs(a - b) for a, b in zip(places[1], places[2], strict=True))
        middle = Fraction(first, first + second)
        legs = [(Fraction(0), middle), (middle, Fraction(1))]
    found = []
    for (begin, end), p, q in zip(legs, places, places[1:], strict=False):
        for box in boxes:
            clipped = _clipped(p, q, box)
            if clipped is not None:
                found.append(tuple(begin + share * (end - begin) for share in clipped))
    return found


def oracle(streets, one, other):
    """The least time, in either direction, on a graph with a node wherever a street meets a side."""
    graph, held = nx.MultiDiGraph(), (set(), set())
    for k, (places, ms, along, against) in enumerate(streets):
        if not (along or against):
            continue
        stretches = [_stretches(places, boxes) for boxes in (one, other)]
        cuts = sorted(
            {Fraction(0), Fraction(1), *(f for s in stretches for ends in s for f in ends)}
        )
        label = {cut: ("on", k, cut) for cut in cuts}
        label[Fraction(0)], label[Fraction(1)] = ("node", places[0]), ("node", places[-1])
        for before, after in pairwise(cuts):
            cost = ms * (after - before)
            if along:
                graph.add_edge(label[before], label[after], w=cost)
            if against:
                graph.add_edge(label[after], label[before], w=cost)
        for holds, some in zip(held, stretches, strict=True):
            holds |= {label[cut] for cut in cuts if any(f <= cut <= g for f, g in some)}
    times = []
    for sources, targets in (held, held[::-1]):
        if sources and targets:
            cost = nx.multi_source_dijkstra_path_length(graph, sources, weight="w")
            times += [cost[target] for target in targets if target in cost]
    return min(times, default=None)


@given(worlds(), st.integers(0, 6))
@settings(max_examples=200)
def test_no_millisecond_from_networkx_on_split_streets(world, limit):
    nodes, streets, areas = world
    shapes = np.array([area(*boxes) for boxes in areas], dtype=object)
    a, b = np.triu_indices(len(areas), 1)
    got = crossing_ms(network(nodes, streets), shapes, a, b, limit_ms=limit * WHOLE_MS)
    expected = [oracle(streets, areas[i], areas[j]) for i, j in zip(a, b, strict=True)]
    assert [None if ms == FAR else ms for ms in got.tolist()] == [
        None if ms is None or ms > limit * WHOLE_MS else ms for ms in expected
    ]


@given(worlds(), st.floats(0, 6.3), st.integers(-(10**6), 10**6), st.randoms())
@settings(max_examples=80)
def test_turning_shifting_and_the_order_of_rows_change_nothing(world, angle, shift, random):
    """Turned, no border is exactly where a street ends, and no corner is exactly met."""
    nodes, streets, areas = world
    shapes = np.array([area(*boxes) for boxes in areas], dtype=object)
    a, b = np.triu_indices(len(areas), 1)
    net = network(nodes, streets)
    first = crossing_ms(net, shapes, a, b, limit_ms=10**7)
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    random.shuffle(nodes)
    random.shuffle(streets)
    mixed = network(nodes, streets)
    moved = replace(
        mixed,
        node_xy=mixed.node_xy @ matrix + shift,
        lines=shapely.transform(mixed.lines, lambda xy: xy @ matrix + shift),
    )
    order = random.sample(range(len(shapes)), len(shapes))
    place = np.argsort(order)
    turned = shapely.transform(shapes[order], lambda xy: xy @ matrix + shift)
    again = crossing_ms(moved, turned, place[b], place[a], limit_ms=10**7)
    assert again.tolist() == first.tolist()
