"""Quickest paths from starting costs to nodes, in whole milliseconds, shortest among equals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from .network import Network

FAR: Final = 2**60
"""Time and length of what is not reached; sums of a few of them still fit 64 bits."""

_EXACT: Final = 2**53  # whole numbers up to here are exact as float64, which scipy counts in
_DENSE: Final = 12_000_000  # numbers in the dense answer of one call: 96 MB


class Starts(NamedTuple):
    """Where searches start: a source leaves through a node, after a time and a length.

    Parameters
    ----------
    source, node, ms, mm
        Shape (k,); sources are numbered 0 … sources - 1, several rows may share one.
    sources
        How many there are.
    """

    source: NDArray[np.int64]
    node: NDArray[np.int64]
    ms: NDArray[np.int64]
    mm: NDArray[np.int64]
    sources: int


@dataclass(frozen=True)
class SearchGraph:
    """The arcs of a network for searching: of parallel arcs the quickest, then shortest, alone.

    Parameters
    ----------
    nodes
        Number of nodes.
    tail, head, ms, mm
        Shape (m,), by tail, then head; no loops, no repeated pair.
    mm_per_ms, excess_mm
        Shape (q,). For any of these speeds v, a path that visits no node twice and takes t ms is
        at most v * t + excess mm long.
    """

    nodes: int
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    ms: NDArray[np.int64]
    mm: NDArray[np.int64]
    mm_per_ms: tuple[int, ...]
    excess_mm: tuple[int, ...]


def search_graph(network: Network) -> SearchGraph:
    """The network as a graph to search; build it once for many searches.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.streets.shortestpaths import search_graph
    >>> network, _ = network_from_edges(
    ...     ["a", "a"], ["b", "b"], [600, 500], node_id=["a", "b"], node_xy=[(0, 0), (500, 0)],
    ...     minutes=[1, 1],
    ... )
    >>> graph = search_graph(network)
    >>> graph.ms.tolist(), graph.mm.tolist()
    ([60000], [500000])
    """
    tail, head, ms, mm = _cheapest(network.arc_from, network.arc_to, network.arc_ms, network.arc_mm)
    inner = tail != head
    tail, head, ms, mm = tail[inner], head[inner], ms[inner], mm[inner]
    moving = ms > 0
    speeds: tuple[int, ...] = (0,)
    if moving.any():
        shares = (0.5, 0.9, 0.99, 0.999, 1.0)
        quantiles = np.quantile(mm[moving] / ms[moving], shares)
        speeds = (0, *sorted({int(np.ceil(v)) for v in quantiles}))
    excess = tuple(int(np.maximum(0, mm - v * ms).sum()) for v in speeds)
    return SearchGraph(len(network.node_xy), tail, head, ms, mm, speeds, excess)


def sources_at_once(graph: SearchGraph) -> int:
    """How many sources one search may have so that its dense answer stays near 100 MB."""
    return int(np.clip(_DENSE // max(graph.nodes, 1), 1, 512))


def quickest(
    graph: SearchGraph,
    starts: Starts,
    nodes: NDArray[np.int64],
    *,
    limit_ms: int | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Time and length of the quickest path from every source to some nodes.

    Dijkstra's algorithm (scipy) in whole milliseconds; among paths of equal time the shortest. To
    do both in one search, time and length are packed into one number, time * radix + length, with
    a radix above the length of any path within the limit. Where that exceeds 2**53 (very long
    limits, or none), two searches are made: for time, then for length on the arcs that lie on
    quickest paths. Both are exact.

    Parameters
    ----------
    graph
        From `search_graph`.
    starts
        Up to `sources_at_once(graph)` sources.
    nodes
        Shape (c,), the nodes to answer for.
    limit_ms
        Paths that take longer are not looked for (inclusive); None: all.

    Returns
    -------
    ms, mm
        Shape (sources, c); `FAR` where there is no path within the limit.
    """
    tail, head, ms, mm = _with_starts(graph, starts)
    radix = 0
    if limit_ms is not None:
        usable = ms <= limit_ms
        tail, head, ms, mm = tail[usable], head[usable], ms[usable], mm[usable]
        radix = _radix(graph, int(starts.mm.max(initial=0)), limit_ms)
    size = graph.nodes + starts.sources
    if radix:
        matrix = _matrix(tail, head, ms * radix + mm, size)
        limit = float(limit_ms * radix + radix - 1) if limit_ms is not None else np.inf
        key = _distances(matrix, graph.nodes + np.arange(starts.sources), limit)[:, nodes]
        reached = np.isfinite(key)
        whole = np.where(reached, key, 0).astype(np.int64)
        return np.where(reached, whole // radix, FAR), np.where(reached, whole % radix, FAR)
    limit = np.inf if limit_ms is None else float(limit_ms)
    return _time_then_length(graph.nodes, starts.sources, (tail, head, ms, mm), nodes, limit)


def _with_starts(
    graph: SearchGraph, starts: Starts
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The arcs of the graph and, behind them, one node per source with arcs that only leave it."""
    source, node, ms, mm = _cheapest(starts.source, starts.node, starts.ms, starts.mm)
    return (
        np.concatenate([graph.tail, graph.nodes + source]),
        np.concatenate([graph.head, node]),
        np.concatenate([graph.ms, ms]),
        np.concatenate([graph.mm, mm]),
    )


def _cheapest(
    tail: NDArray[np.int64], head: NDArray[np.int64], ms: NDArray[np.int64], mm: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Arcs by tail and head, of parallel ones the quickest, then shortest (a matrix adds them)."""
    order = np.lexsort((mm, ms, head, tail))
    tail, head, ms, mm = tail[order], head[order], ms[order], mm[order]
    first = np.ones(tail.size, dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return tail[first], head[first], ms[first], mm[first]


def _radix(graph: SearchGraph, start_mm: int, limit_ms: int) -> int:
    """A number above the length of every path within the limit, or 0 where keys would not fit."""
    bounds = (v * limit_ms + e for v, e in zip(graph.mm_per_ms, graph.excess_mm, strict=True))
    radix = min(bounds) + start_mm + 1
    return radix if (limit_ms + 1) * radix <= _EXACT else 0


def _matrix(
    tail: NDArray[np.int64], head: NDArray[np.int64], cost: NDArray[np.int64], size: int
) -> csr_array:
    """Cost matrix of arcs in order of their tails; arcs that cost 0 stay arcs."""
    first = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=size), out=first[1:])
    return csr_array((cost.astype(np.float64), head.astype(np.int32), first), shape=(size, size))


def _distances(matrix: csr_array, sources: NDArray[np.int64], limit: float) -> NDArray[np.float64]:
    """Dense distances from the sources to all nodes; infinite beyond the limit."""
    return np.asarray(dijkstra(matrix, directed=True, indices=sources, limit=limit))


def _time_then_length(
    nodes: int,
    sources: int,
    arcs: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    wanted: NDArray[np.int64],
    limit: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """As `quickest`, by a search for time and one for length among the quickest paths."""
    tail, head, ms, mm = arcs
    size = nodes + sources
    time = _distances(_matrix(tail, head, ms, size), nodes + np.arange(sources), limit)
    lengths = np.full((sources, wanted.size), np.inf)
    for k in range(sources):
        # arcs that lie on a quickest path: every path of them is a quickest one
        tight = np.isfinite(time[k, tail]) & (time[k, tail] + ms == time[k, head])
        matrix = _matrix(tail[tight], head[tight], mm[tight], size)
        lengths[k] = _distances(matrix, np.array([nodes + k]), np.inf)[0, wanted]
    time = time[:, wanted]
    reached = np.isfinite(time)
    return (
        np.where(reached, np.where(reached, time, 0).astype(np.int64), FAR),
        np.where(reached, np.where(reached, lengths, 0).astype(np.int64), FAR),
    )
