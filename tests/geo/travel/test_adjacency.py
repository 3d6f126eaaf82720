"""Arcs side by side: none is lost, near nodes are near, and what does not fit is known."""

from __future__ import annotations

import numpy as np
import shapely
from adjoin.geo.streets.network import Network
from adjoin.geo.travel.adjacency import adjacency, curve_position, fits
from adjoin.geo.travel.costs import LIMIT_MS, packed, unpacked
from adjoin.geo.travel.graph import search_graph
from hypothesis import given
from hypothesis import strategies as st

_ARC = st.tuples(
    st.integers(0, 7), st.integers(0, 7), st.sampled_from([0, 1, 5, 60_000, 2**31 - 1]),
    st.integers(0, 10**6),
)  # fmt: skip


def _graph(arcs, xy):
    table = np.array(arcs, dtype=np.int64).reshape(-1, 4)
    return search_graph(
        Network(
            node_xy=np.asarray(xy, dtype=float).reshape(-1, 2), arc_from=table[:, 0],
            arc_to=table[:, 1], arc_ms=table[:, 2], arc_mm=table[:, 3],
            arc_street=np.arange(len(table)), arc_forward=np.ones(len(table), dtype=bool),
            lines=np.full(len(table), shapely.LineString(), dtype=object),
        )
    )  # fmt: skip


def _rows(arcs):
    tail = np.repeat(np.arange(len(arcs.first) - 1), np.diff(arcs.first))
    return list(zip(tail.tolist(), arcs.arc[:, 1].tolist(), arcs.arc[:, 0].tolist(), strict=True))


@given(
    st.lists(_ARC, max_size=20),
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=8, max_size=8),
)
def test_every_arc_is_there_once_and_once_reversed(arcs, xy):
    graph = _graph(arcs, xy)
    near = adjacency(graph)
    assert sorted(near.place.tolist()) == list(range(8))
    best = {}
    for tail, head, ms, mm in arcs:
        if tail != head:
            best[tail, head] = min(best.get((tail, head), (2**62, 0)), (ms, mm))
    expected = sorted(
        (int(near.place[a]), int(near.place[b]), int(packed(*cost)))
        for (a, b), cost in best.items()
    )
    assert _rows(near.out) == expected
    assert _rows(near.into) == sorted((b, a, cost) for a, b, cost in expected)


def test_arcs_that_take_days_stay_in_order_behind_all_limits():
    near = adjacency(_graph([(0, 1, 2**31 - 1, 7), (1, 0, LIMIT_MS, 7)], [(0, 0), (1, 0)]))
    assert unpacked(near.out.arc[:, 0])[0].tolist() == [LIMIT_MS + 1, LIMIT_MS]


def test_no_nodes_and_no_arcs():
    nothing = adjacency(_graph([], []))
    assert nothing.place.tolist() == []
    assert nothing.out.first.tolist() == nothing.into.first.tolist() == [0]
    alone = adjacency(_graph([], [(3, 4)]))
    assert alone.place.tolist() == [0]
    assert (alone.out.first.tolist(), alone.out.arc.shape) == ([0, 0], (0, 2))
    assert fits(_graph([], []))


def test_the_curve_visits_a_grid_a_step_at_a_time():
    x, y = np.meshgrid(np.arange(32), np.arange(32))
    xy = np.column_stack([x.ravel(), y.ravel()]).astype(float)
    shuffled = np.random.default_rng(1).permutation(len(xy))
    order = np.argsort(curve_position(xy[shuffled]), kind="stable")
    steps = np.abs(np.diff(xy[shuffled][order], axis=0)).sum(axis=1)
    # what a Hilbert curve is: every step leads to a neighbour
    assert steps.tolist() == [1.0] * 1023


def test_places_that_are_all_one():
    assert len(set(curve_position(np.full((5, 2), 7.0)).tolist())) == 1
    assert curve_position(np.zeros((0, 2))).tolist() == []
    # one line is no plane, and far from zero
    line = np.column_stack([np.full(9, 4e6), 5e6 + np.arange(9.0)])
    position = curve_position(line)
    assert len(set(position.tolist())) == 9


def test_what_does_not_fit():
    # no path within 18.6 h is longer than 68,719 km, unless it costs nothing or flies
    assert fits(_graph([(0, 1, 60_000, 2_000_000)] * 3, [(0, 0), (1, 0)]))
    assert not fits(_graph([(0, 1, 0, 2**35), (1, 2, 0, 2**35)], [(0, 0), (1, 0), (2, 0)]))
    flights = [(k, k + 1, 10_000_000, 20_000_000_000) for k in range(4)]  # 7,200 km/h
    assert not fits(_graph(flights, np.zeros((5, 2))))
    assert fits(_graph(flights[:2], np.zeros((5, 2))))  # all of it is short enough
    slow = _graph([(0, 1, 60_000, 1_000_000)], [(0, 0), (1, 0)])
    assert fits(slow, access_mm=10**9)
    assert not fits(slow, access_mm=2**35)


@given(st.lists(_ARC, min_size=1, max_size=12), st.integers(0, 10**6))
def test_no_simple_path_is_longer_than_the_bound(arcs, limit):
    graph = _graph(arcs, np.arange(16).reshape(8, 2))
    bound = graph.longest_mm(limit)
    ends = {}
    columns = (graph.tail, graph.head, graph.ms, graph.mm)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for tail, head, ms, mm in rows:
        ends.setdefault(tail, []).append((head, ms, mm))
    todo = [((node,), 0, 0) for node in range(8)]
    for _ in range(2000):
        if not todo:
            break
        path, ms, mm = todo.pop()
        assert mm <= bound
        todo += [
            ((*path, head), ms + more_ms, mm + more_mm)
            for head, more_ms, more_mm in ends.get(path[-1], [])
            if head not in path and ms + more_ms <= limit
        ]
