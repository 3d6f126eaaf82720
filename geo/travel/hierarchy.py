"""The graph with shortcuts, so that a search climbs to the main roads and no farther."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .adjacency import Adjacency, Arcs, adjacency
from .compiled import cores, in_turn
from .contracting import burdens, contract, linked
from .costs import LIMIT_MS, packed_limit
from .graph import SearchGraph


@dataclass(frozen=True)
class Hierarchy:
    """A contraction hierarchy: nodes by importance, with arcs between them that only climb.

    A quickest way climbs along `up` from its start and along `down`, reversed, from its end, and
    both meet at its most important node.

    Parameters
    ----------
    place
        Shape (n,), the number here of each node of the network; 0 is the most important.
    up
        Arcs and shortcuts to more important nodes.
    down
        Arcs and shortcuts from more important nodes, reversed.
    """

    place: NDArray[np.int32]
    up: Arcs
    down: Arcs


def contracted(graph: SearchGraph, *, workers: int | None = None) -> Hierarchy:
    """The hierarchy of a graph, exact for all ways within `LIMIT_MS`.

    Parameters
    ----------
    graph
        One that `fits`.
    workers
        Threads for the part that can be shared out; all cores when not given.

    Returns
    -------
    Hierarchy
        The same for the same graph. About 20 microseconds a node, and as many shortcuts as arcs.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.travel.graph import search_graph
    >>> from adjoin.geo.travel.hierarchy import contracted
    >>> network, _ = network_from_edges(
    ...     ["a", "b"], ["b", "c"], [600, 600], node_id=["a", "b", "c"],
    ...     node_xy=[(0, 0), (600, 0), (1200, 0)], speed_kmh=36,
    ... )
    >>> len(contracted(search_graph(network)).up.arc)
    1
    """
    return contracted_arcs(adjacency(graph), workers=workers)


def contracted_arcs(near: Adjacency, *, workers: int | None = None) -> Hierarchy:
    """As `contracted`, of arcs that are side by side already."""
    most = int(packed_limit(LIMIT_MS))
    nodes, arcs = len(near.place), len(near.out.arc)
    room = 3 * arcs + 1024
    out, into = linked(*near.out, room), linked(*near.into, room)
    cuts = np.linspace(0, nodes, 4 * cores(workers) + 1).astype(int)
    parts = in_turn(
        lambda k: burdens(out, into, int(cuts[k]), int(cuts[k + 1]), most),
        range(len(cuts) - 1),
        workers=workers,
    )
    rank, up, up_arc, down, down_arc = contract(
        out, into, arcs, arcs, np.concatenate(list(parts)), most
    )
    # the last to go is the most important; high ones lie together, where all searches pass
    place = (nodes - 1 - rank).astype(np.int32)
    return Hierarchy(
        place[near.place], _by_place(place, up, up_arc), _by_place(place, down, down_arc)
    )


def _by_place(place: NDArray[np.int32], first: NDArray[np.int64], arc: NDArray[np.int64]) -> Arcs:
    """Arcs by rank of their nodes, with nodes called by their rank, as arcs by place."""
    counts = np.diff(first)[::-1]
    begin = first[:-1][::-1]
    order = np.repeat(begin - (np.cumsum(counts) - counts), counts) + np.arange(len(arc))
    moved = np.column_stack([arc[order, 0], place[arc[order, 1]]])
    return Arcs(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32), moved)
