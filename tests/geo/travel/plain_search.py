"""Graphs of single arcs, and the plainest of searches on them, to compare compiled ones with."""

from __future__ import annotations

import heapq

import numpy as np
import shapely
from adjoin.geo.streets.network import Network
from adjoin.geo.travel.costs import LIMIT_MS, packed
from adjoin.geo.travel.graph import search_graph
from hypothesis import strategies as st

# few nodes and few different costs: many equal ways, and arcs that cost nothing
ARC = st.tuples(
    st.integers(0, 11), st.integers(0, 11),
    st.sampled_from([0, 0, 1, 2, 2, 5, 8191, 8192, 60_000, 86_400_000]),
    st.sampled_from([0, 1, 7, 10**6]),
)  # fmt: skip
ARCS = st.lists(ARC, max_size=60)


def network_of_arcs(arcs, nodes):
    """A network of arcs (tail, head, ms, mm), its nodes on a spiral."""
    table = np.array(arcs, dtype=np.int64).reshape(-1, 4)
    turn = np.arange(nodes, dtype=float)
    xy = np.column_stack([turn * np.cos(turn), turn * np.sin(turn)])
    lines = shapely.linestrings(np.stack([xy[table[:, 0]], xy[table[:, 1]] + 0.5], axis=1))
    return Network(
        node_xy=xy, arc_from=table[:, 0], arc_to=table[:, 1], arc_ms=table[:, 2],
        arc_mm=table[:, 3], arc_street=np.arange(len(table)),
        arc_forward=np.ones(len(table), dtype=bool), lines=np.array(lines, dtype=object),
    )  # fmt: skip


def graph_of_arcs(arcs, nodes):
    return search_graph(network_of_arcs(arcs, nodes))


def grid(side, ms=60_000, mm=1_000_000):
    """Both directions of a square grid whose streets are all alike."""
    node = np.arange(side * side).reshape(side, side)
    one = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    other = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    ends = np.column_stack([np.concatenate([one, other]), np.concatenate([other, one])])
    return np.column_stack([ends, np.full(len(ends), ms), np.full(len(ends), mm)])


def arcs_of(graph):
    """Packed arcs by tail, of numbers without an end."""
    out = {}
    columns = (graph.tail, graph.head, packed(graph.ms, graph.mm))
    for tail, head, cost in zip(*(column.tolist() for column in columns), strict=True):
        out.setdefault(tail, []).append((head, cost))
    return out


def held_arcs(arcs):
    """The same of `Arcs`."""
    first, arc = arcs.first.tolist(), arcs.arc.tolist()
    return {
        node: [(to, cost) for cost, to in arc[first[node] : first[node + 1]]]
        for node in range(len(first) - 1)
    }


def by_heap(out, starts, limit=None):
    """Dijkstra's algorithm with a heap: the least cost of every node that is reached."""
    limit = int(packed(LIMIT_MS, 2**36 - 1)) if limit is None else int(limit)
    best = {}
    heap = [(cost, node) for node, cost in starts]
    heapq.heapify(heap)
    while heap:
        cost, node = heapq.heappop(heap)
        if node in best or cost > limit:
            continue
        best[node] = cost
        for head, more in out.get(node, []):
            heapq.heappush(heap, (cost + more, head))
    return best
