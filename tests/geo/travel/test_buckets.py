"""The compiled search with buckets against the plainest search with a heap."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
from adjoin.geo.travel.adjacency import adjacency
from adjoin.geo.travel.buckets import WIDTH_BITS, bucket_count, spread
from adjoin.geo.travel.costs import LIMIT_MS, UNREACHED, packed, packed_limit
from hypothesis import given, settings
from hypothesis import strategies as st


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


plain_search = _beside("plain_search")


def _spread(graph, starts, limit_ms, *, room=64):
    """The cost of every node reached, by the numbers of the graph."""
    near = adjacency(graph)
    limit = int(packed_limit(limit_ms))
    node = np.array([near.place[node] for node, _ in starts], dtype=np.int32)
    cost = np.array([cost for _, cost in starts], dtype=np.int64)
    best = np.full(graph.nodes, UNREACHED)
    touched = np.full(graph.nodes, -1, dtype=np.int32)
    bucket = np.full(bucket_count(limit), 99, dtype=np.int32)
    queue = np.empty((room, 2), dtype=np.int64)
    reached = spread(*near.out, node, cost, limit, best, touched, bucket, queue)
    found = {int(n): int(c) for n, c in enumerate(best[near.place]) if c != UNREACHED}
    # what was touched is what there is to clear: each node once
    assert sorted(touched[:reached].tolist()) == sorted(near.place[list(found)].tolist())
    assert (touched[reached:] == -1).all()
    return found


@settings(max_examples=200)
@given(
    plain_search.ARCS,
    st.lists(
        st.tuples(st.integers(0, 11), st.sampled_from([0, 1, 8000, LIMIT_MS, LIMIT_MS + 1])),
        max_size=4,
    ),
    st.sampled_from([0, 1, 5, 8191, 8192, 200_000, LIMIT_MS - 1, LIMIT_MS]),
    st.sampled_from([1, 2, 64]),
)
def test_the_same_as_with_a_heap(arcs, starts, limit_ms, room):
    graph = plain_search.graph_of_arcs(arcs, 12)
    starts = [(node, int(packed(ms, 3))) for node, ms in starts]
    expected = plain_search.by_heap(plain_search.arcs_of(graph), starts, packed_limit(limit_ms))
    assert _spread(graph, starts, limit_ms, room=room) == expected


def test_the_limit_is_inclusive_to_the_millisecond():
    for edge in (2**WIDTH_BITS - 1, 2**WIDTH_BITS, 2**WIDTH_BITS + 1, LIMIT_MS):
        graph = plain_search.graph_of_arcs([(0, 1, edge, 10**9)], 2)
        assert set(_spread(graph, [(0, 0)], edge)) == {0, 1}
        assert set(_spread(graph, [(0, 0)], edge - 1)) == {0}


def test_a_queue_that_is_too_short_grows():
    graph = plain_search.graph_of_arcs(plain_search.grid(20, ms=1), 400)
    expected = plain_search.by_heap(plain_search.arcs_of(graph), [(0, 0)])
    for room in (1, 3, 400):
        assert _spread(graph, [(0, 0)], LIMIT_MS, room=room) == expected


def test_no_starts_and_no_nodes():
    assert _spread(plain_search.graph_of_arcs([], 3), [], 0) == {}
    assert _spread(plain_search.graph_of_arcs([], 0), [], LIMIT_MS) == {}
    assert _spread(plain_search.graph_of_arcs([], 1), [(0, 0)], 0) == {0: 0}
