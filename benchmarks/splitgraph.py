"""A network with the points split in as nodes: what engines need that travel from node to node."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from adjoin.geo.streets.network import Network
from adjoin.geo.streets.snapping import Snapped
from numpy.typing import NDArray

Array = NDArray[Any]


class SplitGraph(NamedTuple):
    """Nodes and arcs; of parallel arcs the quickest alone, no loops.

    Parameters
    ----------
    node_xy
        Shape (n, 2), the network's own nodes first.
    tail, head, ms
        Shape (m,), by tail, then head.
    leave, enter
        Shape (P,), the nodes at which a point's ways begin and end; -1 where not snapped.
    """

    node_xy: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    ms: NDArray[np.int64]
    leave: NDArray[np.int64]
    enter: NDArray[np.int64]


def plain_graph(network: Network) -> SplitGraph:
    """The network's own nodes and arcs, without points."""
    none = np.zeros(0, dtype=np.int64)
    arcs = _cheapest(network.arc_from, network.arc_to, network.arc_ms)
    return SplitGraph(network.node_xy, *arcs, none, none)


def split_graph(network: Network, snapped: Snapped) -> SplitGraph:
    """The same travel times from node to node as between the points, to the millisecond.

    Every place on a street becomes a node, and the arcs through it become pieces. A point on one
    street, with no way to it, is the node of its place; any other has a node that leads to its
    places and one that they lead to, so that nothing travels through the point.
    """
    nodes, points = len(network.node_xy), len(snapped.snapped)
    arc, forward = snapped.arc, network.arc_forward[snapped.arc]
    street = network.arc_street[arc]
    along = np.where(forward, snapped.fraction, 1 - snapped.fraction)
    # both directions of a street say the same place, but for the last bits of a number
    order = np.lexsort((along, street))
    apart = (np.diff(street[order]) != 0) | (np.diff(along[order]) > 1e-12)
    place = np.empty(len(arc), dtype=np.int64)
    place[order] = nodes + np.concatenate([[0], np.cumsum(apart)])
    places = int(place.max(initial=nodes - 1)) + 1 - nodes
    node_xy = np.concatenate([network.node_xy, _places_xy(network, arc, along, forward, place)])
    # the pieces of every arc with points, in the arc's direction
    once = np.unique(np.column_stack([arc, place]), axis=0, return_index=True)[1]
    by_arc = once[np.lexsort((snapped.fraction[once], arc[once]))]
    of, at, spent = arc[by_arc], place[by_arc], snapped.in_ms[by_arc]
    begins = np.concatenate([[True], of[1:] != of[:-1]])
    ends = np.concatenate([of[1:] != of[:-1], [True]])
    before = np.where(begins, network.arc_from[of], np.roll(at, 1))
    piece_ms = spent - np.where(begins, 0, np.roll(spent, 1))
    last = of[ends]
    tail = [before, at[ends]]
    head = [at, network.arc_to[last]]
    ms = [piece_ms, network.arc_ms[last] - spent[ends]]
    whole = np.ones(len(network.arc_ms), dtype=bool)
    whole[arc] = False
    tail.append(network.arc_from[whole])
    head.append(network.arc_to[whole])
    ms.append(network.arc_ms[whole])
    # points: their place, or two nodes of their own
    links = np.unique(np.column_stack([snapped.point, place]), axis=0)
    count = np.bincount(links[:, 0], minlength=points)
    leave = np.full(points, -1, dtype=np.int64)
    leave[links[:, 0]] = links[:, 1]
    enter = leave.copy()
    own = np.flatnonzero((count > 1) | (snapped.access_ms > 0))
    leave[own] = nodes + places + np.arange(len(own))
    enter[own] = leave[own] + len(own)
    link = np.isin(links[:, 0], own)
    point, to = links[link].T
    access = snapped.access_ms[point]
    tail += [leave[point], to]
    head += [to, enter[point]]
    ms += [access, access]
    own_xy = node_xy[_any_place(links, points)[own]]
    arcs = _cheapest(np.concatenate(tail), np.concatenate(head), np.concatenate(ms))
    return SplitGraph(np.concatenate([node_xy, own_xy, own_xy]), *arcs, leave, enter)


def _any_place(links: Array, points: int) -> NDArray[np.int64]:
    """One of the places of each point."""
    place = np.full(points, -1, dtype=np.int64)
    place[links[:, 0]] = links[:, 1]
    return place


def _places_xy(
    network: Network, arc: Array, along: Array, forward: Array, place: Array
) -> NDArray[np.float64]:
    """Where the places are, on straight lines: only orders of nodes are made from it."""
    _, first = np.unique(place, return_index=True)
    start, end = network.node_xy[network.arc_from[arc]], network.node_xy[network.arc_to[arc]]
    start, end = np.where(forward[:, None], start, end), np.where(forward[:, None], end, start)
    return np.asarray(start + along[:, None] * (end - start))[first]


def _cheapest(tail: Array, head: Array, ms: Array) -> tuple[Array, Array, Array]:
    """Arcs without loops; of parallel ones the quickest."""
    order = np.lexsort((ms, head, tail))
    order = order[tail[order] != head[order]]
    tail, head, ms = tail[order], head[order], ms[order]
    first = np.ones(len(tail), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return tail[first], head[first], ms[first]
