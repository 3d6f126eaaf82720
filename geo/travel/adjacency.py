"""The arcs of a graph side by side in memory, near nodes near each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .costs import LIMIT_MS, MM_BITS, packed
from .graph import SearchGraph

_CELLS: Final = 2**16  # cells of the curve along each axis


class Arcs(NamedTuple):
    """Arcs by the node they leave: those of node k are first[k] … first[k + 1] - 1.

    Parameters
    ----------
    first
        Shape (n + 1,).
    arc
        Shape (m, 2), packed cost and where it leads: both are read at once, so they lie together.
    """

    first: NDArray[np.int32]
    arc: NDArray[np.int64]


@dataclass(frozen=True)
class Adjacency:
    """A graph in the order in which it is searched.

    Parameters
    ----------
    place
        Shape (n,), the number here of each node of the network.
    out, into
        The arcs as they run, and the same arcs reversed.
    """

    place: NDArray[np.int32]
    out: Arcs
    into: Arcs


def adjacency(graph: SearchGraph) -> Adjacency:
    """The graph with its nodes along a Hilbert curve (Hilbert 1891): neighbours share cache lines.

    Parameters
    ----------
    graph
        One that `fits`.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.travel.adjacency import adjacency
    >>> from adjoin.geo.travel.graph import search_graph
    >>> network, _ = network_from_edges(
    ...     ["a"], ["b"], [600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)], speed_kmh=36
    ... )
    >>> near = adjacency(search_graph(network))
    >>> near.out.first.tolist(), near.into.first.tolist()
    ([0, 1, 1], [0, 0, 1])
    """
    order = np.argsort(curve_position(graph.node_xy), kind="stable")
    place = np.empty(graph.nodes, dtype=np.int32)
    place[order] = np.arange(graph.nodes, dtype=np.int32)
    tail, head, cost = place[graph.tail], place[graph.head], packed(graph.ms, graph.mm)
    return Adjacency(
        place, arcs_by_tail(tail, head, cost, graph.nodes), arcs_by_tail(head, tail, cost, graph.nodes)
    )  # fmt: skip


def fits(graph: SearchGraph, *, access_mm: int = 0) -> bool:
    """Whether packed costs can hold every way on the graph within `LIMIT_MS`.

    Not where streets are faster than 3,000 km/h, or where arcs that take no time add up to
    thousands of kilometres.
    """
    longest = graph.longest_mm(LIMIT_MS) + int(graph.mm.max(initial=0)) + 2 * access_mm
    return longest < 2**MM_BITS and len(graph.tail) < 2**30


def arcs_by_tail(
    tail: NDArray[np.int32], head: NDArray[np.int32], cost: NDArray[np.int64], nodes: int
) -> Arcs:
    """Arcs sorted by tail, then head."""
    order = np.argsort(tail.astype(np.int64) * max(nodes, 1) + head, kind="stable")
    first = np.zeros(nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=nodes), out=first[1:])
    return Arcs(first, np.column_stack([cost[order], head[order].astype(np.int64)]))


def curve_position(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """How far along a Hilbert curve over their bounds each place lies.

    Parameters
    ----------
    xy
        Shape (n, 2), finite.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.travel.adjacency import curve_position
    >>> np.argsort(curve_position(np.array([(0, 0), (9, 0), (0, 9), (9, 9.0)]))).tolist()
    [0, 2, 3, 1]
    """
    if not len(xy):
        return np.zeros(0, dtype=np.int64)
    low = xy.min(axis=0)
    span = max(float((xy.max(axis=0) - low).max()), 1e-9)
    x, y = ((xy - low) / span * (_CELLS - 1)).astype(np.int64).T
    position = np.zeros(len(xy), dtype=np.int64)
    side = _CELLS // 2
    while side:
        right, up = (x & side) > 0, (y & side) > 0
        position += side * side * ((3 * right) ^ up)
        # the quarters at the bottom are drawn turned: the curve goes on where it left off
        mirrored = right & ~up
        x, y = np.where(mirrored, _CELLS - 1 - x, x), np.where(mirrored, _CELLS - 1 - y, y)
        x, y = np.where(up, x, y), np.where(up, y, x)
        side //= 2
    return position
