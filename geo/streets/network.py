"""The street network: nodes, arcs with time and length, and which of its parts are used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True)
class Network:
    """A directed street network in plane metres; an arc is one direction of a street.

    Parameters
    ----------
    node_xy
        Shape (n, 2), metres.
    arc_from, arc_to
        Shape (m,), indices into `node_xy`; loops and parallel arcs are allowed.
    arc_ms
        Shape (m,), travel time of the whole arc in milliseconds, >= 0.
    arc_mm
        Shape (m,), length of the whole arc in millimetres, >= 0.
    arc_street
        Shape (m,), index into `lines`.
    arc_forward
        Shape (m,), whether the arc runs along the line's own direction.
    lines
        Shape (s,), the LineStrings that points snap to; a line without an arc is never used.
    """

    node_xy: NDArray[np.float64]
    arc_from: NDArray[np.int64]
    arc_to: NDArray[np.int64]
    arc_ms: NDArray[np.int64]
    arc_mm: NDArray[np.int64]
    arc_street: NDArray[np.int64]
    arc_forward: NDArray[np.bool_]
    lines: NDArray[Any]


class Parts(NamedTuple):
    """How much of a network `largest_parts` used and left out (nodes that end an arc)."""

    parts_used: int
    parts_left_out: int
    nodes_used: int
    nodes_left_out: int
    arcs_used: int
    arcs_left_out: int


def network_of_streets(
    lines: NDArray[Any],
    tail: ArrayLike,
    head: ArrayLike,
    *,
    node_xy: ArrayLike,
    arc_ms: ArrayLike,
    arc_mm: ArrayLike,
    along: ArrayLike,
    against: ArrayLike,
) -> Network:
    """Network of streets that may be travelled along their line, against it, both or neither.

    Parameters
    ----------
    lines
        Shape (s,), LineStrings.
    tail, head
        Shape (s,), node at the start and at the end of each line.
    node_xy
        Shape (n, 2), metres.
    arc_ms, arc_mm
        Shape (s,), time and length of the whole street, the same in both directions; rounded to
        whole numbers, halves to the even one.
    along, against
        Shape (s,), the directions that are open.

    Returns
    -------
    Network
        Arcs in the order of the streets, the one along the line first.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.streets.network import network_of_streets
    >>> line = np.array([shapely.LineString([(0, 0), (100, 0)])], dtype=object)
    >>> network_of_streets(
    ...     line, [0], [1], node_xy=[(0, 0), (100, 0)], arc_ms=[12_000], arc_mm=[100_000],
    ...     along=[True], against=[True],
    ... ).arc_from.tolist()
    [0, 1]
    """
    ms = np.asarray(arc_ms, dtype=np.float64)
    return network_of_directions(
        lines,
        tail,
        head,
        node_xy=node_xy,
        along_ms=np.where(np.asarray(along, dtype=bool), ms, np.nan),
        against_ms=np.where(np.asarray(against, dtype=bool), ms, np.nan),
        arc_mm=arc_mm,
    )


def network_of_directions(
    lines: NDArray[Any],
    tail: ArrayLike,
    head: ArrayLike,
    *,
    node_xy: ArrayLike,
    along_ms: ArrayLike,
    against_ms: ArrayLike,
    arc_mm: ArrayLike,
) -> Network:
    """Network of streets that have a time of their own in each direction.

    Parameters
    ----------
    lines
        Shape (s,), LineStrings.
    tail, head
        Shape (s,), node at the start and at the end of each line.
    node_xy
        Shape (n, 2), metres.
    along_ms, against_ms
        Shape (s,), time of the whole street along its line and against it; NaN where it is closed.
        Rounded to whole numbers, halves to the even one.
    arc_mm
        Shape (s,), length of the whole street, rounded likewise.

    Returns
    -------
    Network
        Arcs in the order of the streets, the one along the line first.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.streets.network import network_of_directions
    >>> line = np.array([shapely.LineString([(0, 0), (100, 0)])], dtype=object)
    >>> network_of_directions(
    ...     line, [0], [1], node_xy=[(0, 0), (100, 0)], along_ms=[np.nan], against_ms=[12_000],
    ...     arc_mm=[100_000],
    ... ).arc_from.tolist()
    [1]
    """
    tails, heads = np.asarray(tail, dtype=np.int64), np.asarray(head, dtype=np.int64)
    # one row per street, two columns of directions: flattening keeps the streets in order
    ms = np.column_stack(
        [np.asarray(along_ms, dtype=np.float64), np.asarray(against_ms, dtype=np.float64)]
    )
    street, backward = np.nonzero(~np.isnan(ms))
    forward = backward == 0
    return Network(
        node_xy=np.asarray(node_xy, dtype=np.float64).reshape(-1, 2),
        arc_from=np.where(forward, tails[street], heads[street]),
        arc_to=np.where(forward, heads[street], tails[street]),
        arc_ms=_whole(ms[street, backward]),
        arc_mm=_whole(np.asarray(arc_mm, dtype=np.float64)[street]),
        arc_street=street.astype(np.int64),
        arc_forward=forward,
        lines=lines,
    )


def largest_parts(network: Network, *, min_nodes: int = 500) -> tuple[Network, Parts]:
    """Only the strongly connected parts with at least `min_nodes` nodes, or else the largest.

    From every point of such a part every other one can be reached and left again, so a facility
    beside a stray piece of street (an island of the data, a one-way trap) snaps to a street that
    leads somewhere. Arcs between two parts are left out too.

    Parameters
    ----------
    network
        Any network; nodes and lines keep their index, only arcs are left out.
    min_nodes
        Nodes that a part needs. When no part has as many, the one with most nodes is used; of
        equally large ones the one that holds the node with the smallest x, then y.

    Returns
    -------
    Network
        With the arcs that have both ends in the same used part.
    Parts
        Counts for the findings.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.streets.network import largest_parts, network_of_streets
    >>> xy = np.array([(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)])
    >>> lines = shapely.linestrings(np.stack([xy[:2], xy[1:]]))
    >>> oneway_end = network_of_streets(
    ...     lines, [0, 1], [1, 2], node_xy=xy, arc_ms=[1, 1], arc_mm=[1, 1],
    ...     along=[True, True], against=[True, False],
    ... )
    >>> largest_parts(oneway_end)[1]
    Parts(parts_used=1, parts_left_out=1, nodes_used=2, nodes_left_out=1, arcs_used=2, arcs_left_out=1)
    """
    part = _strong_parts(network)
    nodes = len(network.node_xy)
    leaving = np.bincount(network.arc_from, minlength=nodes)
    ends = np.flatnonzero(leaving + np.bincount(network.arc_to, minlength=nodes))
    if not ends.size:
        return network, Parts(0, 0, 0, 0, 0, 0)
    size = np.bincount(part[ends], minlength=int(part.max()) + 1)
    used = size >= min_nodes
    if not used.any():
        # by place, not by label: labels depend on the order of the rows
        x, y = network.node_xy[ends].T
        order = np.lexsort((y, x, -size[part[ends]]))
        used[part[ends[order[0]]]] = True
    same = part[network.arc_from] == part[network.arc_to]
    keep = same & used[part[network.arc_from]]
    nodes_used = int(size[used].sum())
    kept = replace(
        network,
        **{
            name: getattr(network, name)[keep]
            for name in ("arc_from", "arc_to", "arc_ms", "arc_mm", "arc_street", "arc_forward")
        },
    )
    return kept, Parts(
        parts_used=int(used.sum()),
        parts_left_out=int((size > 0).sum() - used.sum()),
        nodes_used=nodes_used,
        nodes_left_out=int(ends.size) - nodes_used,
        arcs_used=int(keep.sum()),
        arcs_left_out=int((~keep).sum()),
    )


def _whole(values: ArrayLike) -> NDArray[np.int64]:
    """Values rounded to whole numbers."""
    return np.rint(np.asarray(values, dtype=np.float64)).astype(np.int64)


def _strong_parts(network: Network) -> NDArray[np.int64]:
    """Label of the strongly connected part of each node."""
    size = len(network.node_xy)
    if not size:
        return np.zeros(0, dtype=np.int64)
    # scipy's search for strong parts does not end on repeated entries: each pair of nodes once
    pair = np.sort(network.arc_from * size + network.arc_to)
    pair = pair[np.diff(pair, prepend=-1) != 0]
    tail, head = pair // size, pair % size
    graph = csr_array((np.ones(pair.size), (tail, head)), shape=(size, size))
    _, label = connected_components(graph, directed=True, connection="strong")
    return np.asarray(label, dtype=np.int64)
