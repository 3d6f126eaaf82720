from __future__ import annotations

import heapq

import numpy as np
import pytest
import shapely
from adjoin.geo.streets.network import Network
from adjoin.geo.travel.graph import search_graph
from adjoin.geo.travel.shortestpaths import FAR, Starts, quickest, sources_at_once
from hypothesis import given
from hypothesis import strategies as st


def _network(arcs, nodes):
    table = np.array(arcs, dtype=np.int64).reshape(-1, 4)
    return Network(
        node_xy=np.zeros((nodes, 2)), arc_from=table[:, 0], arc_to=table[:, 1],
        arc_ms=table[:, 2], arc_mm=table[:, 3], arc_street=np.arange(len(table)),
        arc_forward=np.ones(len(table), dtype=bool),
        lines=np.full(len(table), shapely.LineString(), dtype=object),
    )  # fmt: skip


def _by_heap(arcs, nodes, starts, limit):
    """Dijkstra on pairs (ms, mm), with a heap and nothing packed."""
    best = {}
    heap = [(ms, mm, node) for node, ms, mm in starts]
    heapq.heapify(heap)
    while heap:
        ms, mm, node = heapq.heappop(heap)
        if node in best or (limit is not None and ms > limit):
            continue
        best[node] = (ms, mm)
        for tail, head, arc_ms, arc_mm in arcs:
            if tail == node:
                heapq.heappush(heap, (ms + arc_ms, mm + arc_mm, head))
    return [best.get(node, (FAR, FAR)) for node in range(nodes)]


def _starts(rows, sources):
    source, node, ms, mm = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Starts(source, node, ms, mm, sources)


def test_arcs_that_cost_nothing_stay_arcs():
    graph = search_graph(_network([(0, 1, 0, 0), (1, 2, 0, 5), (2, 3, 7, 0)], 4))
    for limit in (7, None):
        ms, mm = quickest(graph, _starts([(0, 0, 0, 0)], 1), np.arange(4), limit_ms=limit)
        assert ms.tolist() == [[0, 0, 0, 7]]
        assert mm.tolist() == [[0, 0, 5, 5]]


def test_of_parallel_arcs_the_quickest_then_shortest_counts():
    graph = search_graph(_network([(0, 1, 9, 1), (0, 1, 5, 8), (0, 1, 5, 3), (1, 1, 0, 0)], 2))
    assert (graph.tail.tolist(), graph.ms.tolist(), graph.mm.tolist()) == ([0], [5], [3])


def test_the_limit_is_inclusive():
    graph = search_graph(_network([(0, 1, 5, 8)], 2))
    start = _starts([(0, 0, 10, 1)], 1)
    assert quickest(graph, start, np.array([1]), limit_ms=15)[0].tolist() == [[15]]
    assert quickest(graph, start, np.array([1]), limit_ms=14)[0].tolist() == [[FAR]]


def test_length_decides_only_among_equal_times():
    arcs = [
        (0, 1, 5, 10**9),
        (1, 3, 5, 10**9),
        (0, 2, 5, 1),
        (2, 3, 6, 1),
        (0, 4, 4, 7),
        (4, 3, 6, 5),
    ]
    graph = search_graph(_network(arcs, 5))
    for limit in (10, 100, None):
        ms, mm = quickest(graph, _starts([(0, 0, 0, 0)], 1), np.array([3]), limit_ms=limit)
        assert (ms.tolist(), mm.tolist()) == ([[10]], [[12]])


def test_keys_that_would_not_fit_are_searched_in_two_steps():
    # a metre in no time at all, 10,000 km long: beyond 2**53 for a limit of a day
    arcs = [(0, 1, 0, 10**10), (1, 2, 86_000_000, 3), (0, 2, 86_000_000, 10**10 + 2)]
    graph = search_graph(_network(arcs, 3))
    ms, mm = quickest(graph, _starts([(0, 0, 0, 0)], 1), np.array([2]), limit_ms=86_400_000)
    assert (ms.tolist(), mm.tolist()) == ([[86_000_000]], [[10**10 + 2]])


_ARC = st.tuples(
    st.integers(0, 6), st.integers(0, 6), st.integers(0, 6),
    st.one_of(st.integers(0, 9), st.integers(0, 10**12)),
)  # fmt: skip
_START = st.tuples(st.integers(0, 2), st.integers(0, 6), st.integers(0, 4), st.integers(0, 9))


@given(
    st.lists(_ARC, max_size=25),
    st.lists(_START, max_size=6),
    st.sampled_from([None, 0, 3, 10, 10**6, 10**12]),
)
def test_agrees_with_a_heap_of_pairs(arcs, starts, limit):
    graph = search_graph(_network(arcs, 7))
    ms, mm = quickest(graph, _starts(starts, 3), np.arange(7), limit_ms=limit)
    for source in range(3):
        own = [start[1:] for start in starts if start[0] == source]
        expected = _by_heap(arcs, 7, own, limit)
        assert list(zip(ms[source].tolist(), mm[source].tolist(), strict=True)) == expected


@pytest.mark.parametrize("nodes", [0, 1, 1000, 10**6, 10**8])
def test_the_dense_answer_stays_below_200_mb(nodes):
    graph = search_graph(_network([], 1))
    size = sources_at_once(
        type(graph)(
            np.broadcast_to(np.zeros((1, 2)), (nodes, 2)),
            *(getattr(graph, n) for n in ("tail", "head", "ms", "mm", "mm_per_ms", "excess_mm")),
        )
    )
    assert size >= 1
    assert size == 1 or size * (nodes + size) * 8 < 200e6
