"""The line that a quickest way takes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from ..streets.network import Network
from ..streets.snapping import Snapped
from .areas import stretch_of
from .doors import Doors, along_one_arc, entering, leaving
from .graph import SearchGraph
from .pairs import times_for
from .roads import Roads, as_roads

Array = NDArray[Any]


def routes(
    network: Network | Roads,
    snapped: Snapped,
    i: ArrayLike,
    j: ArrayLike,
    *,
    first_limit_ms: int | None = None,
) -> NDArray[np.object_]:
    """The streets of the quickest way of each pair, from where i to where j meets them.

    Of equally quick ways the shortest; of equally short ones always the same, whatever the order
    of the streets in their file.

    Parameters
    ----------
    network, snapped, first_limit_ms
        As for `adjoin.geo.travel.pairs.times_for`.
    i, j
        Shape (q,), indices of points.

    Returns
    -------
    numpy.ndarray
        Shape (q,), LineStrings without the access legs; None where no way leads there, or a point
        is not snapped. A way without length is a line of one place. Some 20 ms for each different
        i at 250,000 nodes: for pairs that are shown, not for all.

    Raises
    ------
    UseError
        As `times_for`.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.streets.snapping import snap
    >>> from adjoin.geo.travel.routes import routes
    >>> network, _ = network_from_edges(
    ...     ["a", "b"], ["b", "c"], [300, 300], node_id=["a", "b", "c"],
    ...     node_xy=[(0, 0), (300, 0), (300, 300)], speed_kmh=36,
    ... )
    >>> points = snap(network, [(100.0, 0.0), (300.0, 200.0)])
    >>> routes(network, points, [0], [1])[0].wkt
    'LINESTRING (100 0, 300 0, 300 200)'
    """
    roads = as_roads(network)
    from_, to = np.asarray(i, dtype=np.int64), np.asarray(j, dtype=np.int64)
    ms, mm = times_for(roads, snapped, from_, to, first_limit_ms=first_limit_ms)
    lines = np.full(len(from_), None, dtype=object)
    arcs = _arcs_by_ends(roads.network)
    ordered = _in_order_of_place(roads.graph)
    for origin in np.unique(from_[ms >= 0]).tolist():
        here = np.flatnonzero((from_ == origin) & (ms >= 0))
        tree = _tree(
            ordered, leaving(roads.network, snapped, np.array([origin])), int(ms[here].max())
        )
        for k in here.tolist():
            lines[k] = _line(
                roads.network, snapped, arcs, tree, (origin, int(to[k])), (int(ms[k]), int(mm[k]))
            )
    return lines


class _Ordered(NamedTuple):
    """A graph whose nodes are numbered by their place, so that ties fall the same way."""

    rank: Array
    node: Array
    tail: Array
    head: Array
    ms: Array
    mm: Array


class _Tree(NamedTuple):
    """Quickest ways from one point to all nodes: time, length, and the node before (-1: none)."""

    ms: Array
    mm: Array
    before: Array


def _in_order_of_place(graph: SearchGraph) -> _Ordered:
    """The arcs by place of their tail, then of their head."""
    node = np.lexsort(graph.node_xy.T[::-1])
    rank = np.empty(len(node), dtype=np.int64)
    rank[node] = np.arange(len(node))
    tail, head = rank[graph.tail], rank[graph.head]
    order = np.lexsort((head, tail))
    return _Ordered(rank, node, tail[order], head[order], graph.ms[order], graph.mm[order])


def _tree(graph: _Ordered, doors: Doors, limit_ms: int) -> _Tree:
    """Search for time first, then for length among the arcs of quickest ways."""
    nodes = len(graph.node)
    ms, mm = doors.ms, doors.mm
    order = np.lexsort((mm, ms, graph.rank[doors.node]))
    _, first = np.unique(graph.rank[doors.node][order], return_index=True)
    first = order[first]
    tail = np.concatenate([graph.tail, np.full(len(first), nodes)])
    head = np.concatenate([graph.head, graph.rank[doors.node[first]]])
    all_ms, all_mm = np.concatenate([graph.ms, ms[first]]), np.concatenate([graph.mm, mm[first]])
    time = dijkstra(_matrix(tail, head, all_ms, nodes + 1), indices=nodes, limit=limit_ms)
    with np.errstate(invalid="ignore"):
        tight = np.isfinite(time[head]) & (time[tail] + all_ms == time[head])
    length, before = dijkstra(
        _matrix(tail[tight], head[tight], all_mm[tight], nodes + 1),
        indices=nodes,
        return_predecessors=True,
    )
    to_node = np.where((before >= 0) & (before < nodes), before, 0)
    before = np.where((before >= 0) & (before < nodes), graph.node[to_node], -1)
    return _Tree(*(values[:nodes][graph.rank] for values in (time, length, before)))


def _matrix(tail: Array, head: Array, cost: Array, size: int) -> csr_array:
    """Cost matrix of arcs in order of their tails; arcs that cost 0 stay arcs."""
    first = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=size), out=first[1:])
    return csr_array((cost.astype(np.float64), head.astype(np.int32), first), shape=(size, size))


class _ByEnds(NamedTuple):
    """The arcs of a network by tail, head, time and length."""

    code: Array
    arc: Array


def _arcs_by_ends(network: Network) -> _ByEnds:
    """All arcs, so that the one between two nodes is found."""
    size = len(network.node_xy)
    code = network.arc_from * size + network.arc_to
    order = np.lexsort((network.arc_mm, network.arc_ms, code))
    return _ByEnds(code[order], order)


def _line(
    network: Network,
    snapped: Snapped,
    arcs: _ByEnds,
    tree: _Tree,
    ends: tuple[int, int],
    cost: tuple[int, int],
) -> shapely.LineString:
    """The line of one pair whose time and length are known."""
    origin, target = (np.array([end]) for end in ends)
    direct = along_one_arc(snapped, snapped, origin, target)
    for way_ms, way_mm in zip(direct.ms, direct.mm, strict=True):
        if (way_ms, way_mm) == cost:
            return _direct(network, snapped, ends, cost)
    if ends[0] == ends[1]:
        entry = int(np.searchsorted(snapped.point, ends[0]))
        return _part(network, snapped.arc[entry], *(snapped.fraction[[entry, entry]]))
    enter = entering(network, snapped, target)
    fits = tree.ms[enter.node] + enter.ms == cost[0]
    fits &= tree.mm[enter.node] + enter.mm == cost[1]
    entries = np.flatnonzero(snapped.point == ends[1])[fits]
    last = min(
        entries.tolist(), key=lambda e: tuple(network.node_xy[network.arc_from[snapped.arc[e]]])
    )
    path = [int(network.arc_from[snapped.arc[last]])]
    while tree.before[path[-1]] >= 0:
        path.append(int(tree.before[path[-1]]))
    path.reverse()
    pieces = [_first_part(network, snapped, ends[0], path[0], tree)]
    pieces += [_arc_line(network, arcs, a, b) for a, b in pairwise(path)]
    pieces.append(_part(network, snapped.arc[last], 0.0, snapped.fraction[last]))
    return _chained(pieces)


def _first_part(
    network: Network, snapped: Snapped, origin: int, node: int, tree: _Tree
) -> shapely.LineString:
    """From where a point meets the streets to the first node of its way."""
    entries = np.flatnonzero(snapped.point == origin)
    ms = snapped.access_ms[origin] + snapped.out_ms[entries]
    mm = snapped.access_mm[origin] + snapped.out_mm[entries]
    arc = snapped.arc[entries]
    fits = (network.arc_to[arc] == node) & (ms == tree.ms[node]) & (mm == tree.mm[node])
    lines = [
        _part(network, snapped.arc[entry], snapped.fraction[entry], 1.0)
        for entry in entries[fits].tolist()
    ]
    return min(lines, key=lambda line: line.wkb)


def _direct(
    network: Network, snapped: Snapped, ends: tuple[int, int], cost: tuple[int, int]
) -> shapely.LineString:
    """The way along one arc."""
    lines = []
    for leave in np.flatnonzero(snapped.point == ends[0]).tolist():
        for enter in np.flatnonzero(snapped.point == ends[1]).tolist():
            arc = snapped.arc[leave]
            ahead = snapped.fraction[leave] <= snapped.fraction[enter]
            if arc != snapped.arc[enter] or not ahead:
                continue
            access = (snapped.access_ms, snapped.access_mm)
            ms, mm = (
                int(begun[enter] - begun[leave] + leg[list(ends)].sum())
                for begun, leg in zip((snapped.in_ms, snapped.in_mm), access, strict=True)
            )
            if (ms, mm) == cost:
                lines.append(_part(network, arc, snapped.fraction[leave], snapped.fraction[enter]))
    return min(lines, key=lambda line: line.wkb)


def _arc_line(network: Network, arcs: _ByEnds, tail: int, head: int) -> shapely.LineString:
    """The line of the cheapest arc between two nodes; of equal ones always the same."""
    code = tail * len(network.node_xy) + head
    low, high = np.searchsorted(arcs.code, [code, code + 1])
    candidates = arcs.arc[low:high]
    best = candidates[0]
    equal = [
        int(arc)
        for arc in candidates
        if network.arc_ms[arc] == network.arc_ms[best]
        and network.arc_mm[arc] == network.arc_mm[best]
    ]
    return min((_part(network, arc, 0.0, 1.0) for arc in equal), key=lambda line: line.wkb)


def _part(network: Network, arc: int, begin: float, end: float) -> shapely.LineString:
    """The line of an arc between two fractions, in its direction."""
    line = network.lines[network.arc_street[arc]]
    if not network.arc_forward[arc]:
        line = line.reverse()
    return line if (begin, end) == (0.0, 1.0) else stretch_of(line, float(begin), float(end))


def _chained(pieces: list[shapely.LineString]) -> shapely.LineString:
    """Lines one after the other as one, without places that repeat the one before."""
    xy = np.concatenate([shapely.get_coordinates(piece) for piece in pieces])
    new = np.ones(len(xy), dtype=bool)
    new[1:] = (np.diff(xy, axis=0) != 0).any(axis=1)
    kept = xy[new]
    return shapely.LineString(kept if len(kept) > 1 else np.repeat(kept, 2, axis=0))
