"""Quickest paths from starting costs to nodes, in whole milliseconds, shortest among equals."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from .graph import SearchGraph, cheapest

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
    source, node, ms, mm = cheapest(starts.source, starts.node, starts.ms, starts.mm)
    return (
        np.concatenate([graph.tail, graph.nodes + source]),
        np.concatenate([graph.head, node]),
        np.concatenate([graph.ms, ms]),
        np.concatenate([graph.mm, mm]),
    )


def _radix(graph: SearchGraph, start_mm: int, limit_ms: int) -> int:
    """A number above the length of every path within the limit, or 0 where keys would not fit."""
    radix = graph.longest_mm(limit_ms) + start_mm + 1
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
