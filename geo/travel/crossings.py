"""The quickest way from the streets of one area to the streets of another."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from ..containment import ON_BORDER_M
from ..findings import UseError
from ..ranges import joined_ranges, positions_of
from ..streets.network import Network
from ..streets.stretches import Stretches, stretches_in
from .graph import SearchGraph
from .roads import Roads, as_roads
from .shortestpaths import FAR, Starts, quickest, sources_at_once

Array = NDArray[Any]

# Most ways are short: searched up to a part of the limit first, and farther only for what is left.
_ROUNDS: Final = (16, 4, 1)


class _Doors(NamedTuple):
    """Where ways leave or enter areas: a node and the time to or from it, by area."""

    area: NDArray[np.int64]
    node: NDArray[np.int64]
    ms: NDArray[np.int64]


def crossing_ms(
    network: Network | Roads, shapes: Array, a: ArrayLike, b: ArrayLike, *, limit_ms: int
) -> NDArray[np.int64]:
    """The least travel time between two areas: from any street of the one to any of the other.

    Of all ways along the arcs from a point in the first area to a point in the second, the one that
    takes least, and of both directions the quicker: so the time spent outside both. It is 0 where a
    street leads straight from one into the other, runs along their common border, or lies in ground
    that they share; over a bridge it is the time on the bridge. Ground of third areas counts as
    outside. Areas are closed, and within 1 mm is in (`stretches_in`); two streets that cross without
    a node (a bridge over a street) do not meet.

    Parameters
    ----------
    network
        In a plane in metres. Times inside an arc are shares of its time by length, rounded to
        milliseconds where a border cuts it.
    shapes
        Shape (n,), valid polygons in the same plane; missing ones have no street.
    a, b
        Shape (k,), positions in `shapes`, in any order.
    limit_ms
        Ways that take longer are not looked for (inclusive).

    Returns
    -------
    numpy.ndarray
        Shape (k,), milliseconds; `FAR` where no way within the limit was found.

    Raises
    ------
    UseError
        When `limit_ms` is negative or `a` and `b` differ in length.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.travel.crossings import crossing_ms
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> network, _ = network_from_edges(
    ...     ["a", "b"], ["b", "c"], [500, 300], node_id=["a", "b", "c"],
    ...     node_xy=[(0, 0), (500, 0), (800, 0)], speed_kmh=36,
    ... )
    >>> shores = np.array([shapely.box(-9, -9, 100, 9), shapely.box(600, -9, 900, 9)])
    >>> crossing_ms(network, shores, [0], [1], limit_ms=60_000).tolist()
    [50000]
    """
    first, second = np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64)
    if first.shape != second.shape or first.ndim != 1:
        raise UseError(f"a has the shape {first.shape} and b {second.shape}; give pairs")
    if limit_ms < 0:
        raise UseError(f"limit_ms is {limit_ms}; give 0 or more")
    roads = as_roads(network)
    network = roads.network
    areas = np.unique(np.concatenate([first, second]))
    low = np.searchsorted(areas, np.minimum(first, second))
    high = np.searchsorted(areas, np.maximum(first, second))
    asked, of_asked = np.unique(low * len(areas) + high, return_inverse=True)
    streets = np.unique(network.arc_street)
    if not (asked.size and streets.size):
        return np.full(first.shape, FAR, dtype=np.int64)
    found = stretches_in(network.lines[streets], np.asarray(shapes, dtype=object)[areas])
    found = found._replace(street=streets[found.street])
    ends = _line_ends(network)
    touched = _touched_nodes(found, ends)
    ms = _on_one_street(network, found, asked, len(areas))
    ms[_sharing_a_node(touched, asked, areas=len(areas), nodes=len(network.node_xy))] = 0
    fringe = _fringe(touched, ends[streets], nodes=len(network.node_xy))
    ms = _over_nodes(
        roads.graph,
        _doors(network, found, fringe, leaving=True),
        _doors(network, found, fringe, leaving=False),
        (asked // len(areas), asked % len(areas)),
        ms,
        limit_ms=limit_ms,
    )
    return np.where(ms <= limit_ms, ms, FAR)[of_asked]


def _line_ends(network: Network) -> NDArray[np.int64]:
    """The nodes at the start and the end of each line; -1 for lines without arc."""
    ends = np.full((len(network.lines), 2), -1, dtype=np.int64)
    forward = network.arc_forward
    ends[network.arc_street, 0] = np.where(forward, network.arc_from, network.arc_to)
    ends[network.arc_street, 1] = np.where(forward, network.arc_to, network.arc_from)
    return ends


class _Touched(NamedTuple):
    """Nodes at the ends of stretches, once for each area: by area, then node."""

    area: NDArray[np.int64]
    node: NDArray[np.int64]
    inner_ends: NDArray[np.int64]  # how many ends of inner streets meet there


def _touched_nodes(found: Stretches, ends: NDArray[np.int64]) -> _Touched:
    """The nodes that lie in each area, by the ends of their streets."""
    starts, stops = found.first == 0, found.last == 1
    area = np.concatenate([found.area[starts], found.area[stops]])
    node = np.concatenate([ends[found.street[starts], 0], ends[found.street[stops], 1]])
    inner = np.concatenate([found.inner[starts], found.inner[stops]])
    size = int(ends.max(initial=0)) + 1
    key, at = np.unique(area * size + node, return_inverse=True)
    count = np.bincount(at, inner, len(key)).astype(np.int64)
    return _Touched(key // size, key % size, count)


def _fringe(touched: _Touched, ends: NDArray[np.int64], *, nodes: int) -> _Doors:
    """Nodes in an area of which some street is not inner: ways leave and enter there at no cost."""
    degree = np.bincount(ends.ravel(), minlength=nodes)
    on = touched.inner_ends < degree[touched.node]
    return _Doors(touched.area[on], touched.node[on], np.zeros(int(on.sum()), dtype=np.int64))


def _sharing_a_node(
    touched: _Touched, asked: NDArray[np.int64], *, areas: int, nodes: int
) -> NDArray[np.bool_]:
    """Which of the asked pairs of areas hold one node both."""
    ones = np.ones(len(touched.area))
    holds = csr_array((ones, (touched.area, touched.node)), shape=(areas, nodes))
    both = (holds @ holds.T).tocoo()
    pair = np.sort(both.row.astype(np.int64) * areas + both.col)
    return np.asarray(np.isin(asked, pair, assume_unique=True), dtype=bool)


def _on_one_street(
    network: Network, found: Stretches, asked: NDArray[np.int64], areas: int
) -> NDArray[np.int64]:
    """The least time between two areas along a single street; 0 where their stretches meet."""
    ms = np.full(len(asked), FAR, dtype=np.int64)
    # streets of inner stretches only have both nodes in every area they are in
    crossed = np.zeros(len(network.lines), dtype=bool)
    crossed[found.street[~found.inner]] = True
    rows = np.flatnonzero(crossed[found.street])
    rows = rows[np.argsort(found.street[rows], kind="stable")]
    street = found.street[rows]
    one, other = _ranges_of(street, street)
    x, y = rows[one], rows[other]
    ordered = found.area[x] < found.area[y]
    x, y = x[ordered], y[ordered]
    key = found.area[x] * areas + found.area[y]
    at = positions_of(key, asked)
    wanted = at >= 0
    x, y, at = x[wanted], y[wanted], at[wanted]
    end, begin = (
        np.minimum(found.last[x], found.last[y]),
        np.maximum(found.first[x], found.first[y]),
    )
    length_m = np.zeros(len(network.lines))
    np.maximum.at(length_m, network.arc_street, network.arc_mm / 1000)
    meet = (begin - end) * length_m[found.street[x]] <= ON_BORDER_M
    ms[at[meet]] = 0
    apart = np.flatnonzero(~meet)
    pair, arc = _arcs_on(network, found.street[x[apart]])
    pair = apart[pair]
    forward = network.arc_forward[arc]
    left = np.where(forward, end[pair], 1 - begin[pair])
    entered = np.where(forward, begin[pair], 1 - end[pair])
    between = _at(network, arc, entered) - _at(network, arc, left)
    np.minimum.at(ms, at[pair], between)
    return ms


def _doors(network: Network, found: Stretches, fringe: _Doors, *, leaving: bool) -> _Doors:
    """Where ways leave areas (towards the next node) or enter them (from the node before)."""
    rows = np.flatnonzero(~found.inner)
    key, at = np.unique(
        found.area[rows] * len(network.lines) + found.street[rows], return_inverse=True
    )
    first, last = np.ones(len(key)), np.zeros(len(key))
    np.minimum.at(first, at, found.first[rows])
    np.maximum.at(last, at, found.last[rows])
    area, street = key // len(network.lines), key % len(network.lines)
    row, arc = _arcs_on(network, street)
    forward = network.arc_forward[arc]
    if leaving:
        fraction = np.where(forward, last[row], 1 - first[row])
        node, ms = network.arc_to[arc], network.arc_ms[arc] - _at(network, arc, fraction)
        open_ = fraction < 1
    else:
        fraction = np.where(forward, first[row], 1 - last[row])
        node, ms = network.arc_from[arc], _at(network, arc, fraction)
        open_ = fraction > 0
    area = np.concatenate([fringe.area, area[row][open_]])
    node = np.concatenate([fringe.node, node[open_]])
    ms = np.concatenate([fringe.ms, ms[open_]])
    order = np.lexsort((ms, node, area))
    return _Doors(area[order], node[order], ms[order])


def _arcs_on(
    network: Network, street: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All arcs of each of some streets: which of the streets, and the arc."""
    by_street = np.argsort(network.arc_street, kind="stable")
    row, position = _ranges_of(network.arc_street[by_street], street)
    return row, by_street[position]


def _at(
    network: Network, arc: NDArray[np.int64], fraction: NDArray[np.float64]
) -> NDArray[np.int64]:
    """The time from the start of an arc to a place on it."""
    return np.rint(network.arc_ms[arc] * fraction).astype(np.int64)


def _over_nodes(
    graph: SearchGraph,
    exits: _Doors,
    entries: _Doors,
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]],
    known_ms: NDArray[np.int64],
    *,
    limit_ms: int,
) -> NDArray[np.int64]:
    """The quickest way of each pair: the known one, or a quicker one over nodes within the limit."""
    ms, settled_ms = known_ms, 0
    for part in _ROUNDS:
        left = np.flatnonzero(ms > settled_ms)
        settled_ms = limit_ms // part
        way = np.concatenate([left, left])
        source = np.concatenate([pairs[0][left], pairs[1][left]])
        target = np.concatenate([pairs[1][left], pairs[0][left]])
        order = np.lexsort((target, source))
        source, target, way = source[order], target[order], way[order]
        sources, many = np.unique(source), sources_at_once(graph)
        for at in range(0, len(sources), many):
            some = sources[at : at + many]
            rows = slice(*np.searchsorted(source, [some[0], some[-1] + 1]))
            found, found_ms = _ways(
                graph, exits, entries, source[rows], target[rows], limit_ms=settled_ms
            )
            ms = ms.copy()
            np.minimum.at(ms, way[rows][found], found_ms)
    return ms


def _ways(
    graph: SearchGraph,
    exits: _Doors,
    entries: _Doors,
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    *,
    limit_ms: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ways from sources to targets, sorted by source: which of them, and the time by each entry."""
    some, row = np.unique(source, return_inverse=True)
    starter, door = _ranges_of(exits.area, some)
    way, entry = _ranges_of(entries.area, target)
    starts = Starts(
        starter, exits.node[door], exits.ms[door], np.zeros(len(door), np.int64), len(some)
    )
    nodes, column = np.unique(entries.node[entry], return_inverse=True)
    time, _ = quickest(graph, starts, nodes, limit_ms=limit_ms)
    return way, time[row[way], column] + entries.ms[entry]


def _ranges_of(
    held: NDArray[np.int64], wanted: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each wanted number stands in a sorted column: which of the wanted, and the row."""
    return joined_ranges(
        np.searchsorted(held, wanted, side="left"), np.searchsorted(held, wanted, side="right")
    )
