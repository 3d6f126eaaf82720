"""The arcs of a network as they are searched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..streets.network import Network


@dataclass(frozen=True)
class SearchGraph:
    """The arcs of a network for searching: of parallel arcs the quickest, then shortest, alone.

    Parameters
    ----------
    node_xy
        Shape (n, 2), the places of the nodes.
    tail, head, ms, mm
        Shape (m,), by tail, then head; no loops, no repeated pair.
    mm_per_ms, excess_mm
        Shape (q,). For any of these speeds v, a path that visits no node twice and takes t ms is
        at most v * t + excess mm long.
    """

    node_xy: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    ms: NDArray[np.int64]
    mm: NDArray[np.int64]
    mm_per_ms: tuple[int, ...]
    excess_mm: tuple[int, ...]

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_xy)

    def longest_mm(self, limit_ms: int) -> int:
        """What no path within a time limit exceeds in length."""
        bounds = (v * limit_ms + e for v, e in zip(self.mm_per_ms, self.excess_mm, strict=True))
        return min(bounds)


def search_graph(network: Network) -> SearchGraph:
    """The network as a graph to search; build it once for many searches.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.travel.graph import search_graph
    >>> network, _ = network_from_edges(
    ...     ["a", "a"], ["b", "b"], [600, 500], node_id=["a", "b"], node_xy=[(0, 0), (500, 0)],
    ...     minutes=[1, 1],
    ... )
    >>> graph = search_graph(network)
    >>> graph.ms.tolist(), graph.mm.tolist()
    ([60000], [500000])
    """
    tail, head, ms, mm = cheapest(network.arc_from, network.arc_to, network.arc_ms, network.arc_mm)
    inner = tail != head
    tail, head, ms, mm = tail[inner], head[inner], ms[inner], mm[inner]
    moving = ms > 0
    speeds: tuple[int, ...] = (0,)
    if moving.any():
        shares = (0.5, 0.9, 0.99, 0.999, 1.0)
        quantiles = np.quantile(mm[moving] / ms[moving], shares)
        speeds = (0, *sorted({int(np.ceil(v)) for v in quantiles}))
    excess = tuple(int(np.maximum(0, mm - v * ms).sum()) for v in speeds)
    return SearchGraph(network.node_xy, tail, head, ms, mm, speeds, excess)


def cheapest(
    tail: NDArray[np.int64], head: NDArray[np.int64], ms: NDArray[np.int64], mm: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Arcs by tail and head, of parallel ones the quickest, then shortest (a matrix adds them)."""
    order = np.lexsort((mm, ms, head, tail))
    tail, head, ms, mm = tail[order], head[order], ms[order], mm[order]
    first = np.ones(tail.size, dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return tail[first], head[first], ms[first], mm[first]
