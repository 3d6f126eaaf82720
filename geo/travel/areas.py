"""Service areas: which points, and which stretches of street, are within a limit of a point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.ops import substring

from ..findings import UseError
from ..ranges import reduced_ranges
from ..streets.network import Network
from ..streets.snapping import Snapped
from .denseways import Ways, reversed_graph
from .doors import Doors, entering, leaving
from .pairs import check_same_network
from .questions import Asked
from .roads import Roads, as_roads
from .shortestpaths import Starts, quickest
from .ways import Choice, ways_between


class Reached(NamedTuple):
    """Stretches of street within a limit, by street, then where they begin.

    Parameters
    ----------
    street
        Shape (s,), index into the lines of the network.
    begin, end
        Shape (s,), fractions of the line's length.
    """

    street: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]


def service_areas(
    network: Network | Roads,
    origins: Snapped,
    targets: Snapped,
    *,
    limit_ms: ArrayLike,
    reverse: bool = False,
    engine: Choice = "auto",
) -> Iterator[Ways]:
    """Every target within the limit of every origin, a piece at a time.

    Parameters
    ----------
    network
        The one that both were snapped to.
    origins
        Such as facilities, p of them.
    targets
        Such as people.
    limit_ms
        One number, or one for each origin; inclusive.
    reverse
        Ways lead from the targets to the origins: people who come, instead of a crew that drives.
    engine
        As for `adjoin.geo.travel.pairs.pairs_within`.

    Yields
    ------
    Ways
        Origin, target, milliseconds and millimetres, in no particular order; all targets of an
        origin are in one piece.

    Raises
    ------
    UseError
        When points belong to another network, or limits are missing or negative.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.streets.snapping import snap
    >>> from adjoin.geo.travel.areas import service_areas
    >>> network, _ = network_from_edges(
    ...     ["a", "b"], ["b", "a"], [600, 600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)],
    ...     speed_kmh=36,
    ... )
    >>> station, homes = snap(network, [(0, 0)]), snap(network, [(100, 0), (400, 0)])
    >>> next(service_areas(network, station, homes, limit_ms=30_000)).target.tolist()
    [0]
    """
    roads = as_roads(network)
    for points in (origins, targets):
        check_same_network(roads.network, points)
    size, to_size = len(origins.snapped), len(targets.snapped)
    yield from ways_between(
        roads,
        Asked(origins, np.zeros(size, np.int64), np.full(size, -1), np.ones(size, dtype=bool)),
        Asked(targets, np.zeros(to_size, np.int64), np.full(to_size, -1), np.ones(to_size, bool)),
        limit_ms=_limits(limit_ms, size),
        reverse=reverse,
        engine=engine,
    )


def streets_within(
    network: Network | Roads, snapped: Snapped, point: int, *, limit_ms: int, reverse: bool = False
) -> Reached:
    """The stretches of street that are within the limit of one point.

    A street is travelled at an even pace, so a limit that runs out on it cuts it in proportion.

    Parameters
    ----------
    network, snapped
        The network, and the points that are on it.
    point
        Which of them.
    limit_ms
        Milliseconds, access leg included; inclusive.
    reverse
        Stretches that the point is reached from, instead of those that are reached from it.

    Returns
    -------
    Reached
        Whatever the direction of travel, each stretch once; none where the point is not snapped.
        Time grows with the network: some 10 ms at 250,000 nodes.

    Raises
    ------
    UseError
        When the points belong to another network, or the limit is negative.
    """
    roads = as_roads(network)
    check_same_network(roads.network, snapped)
    limit = int(_limits(limit_ms, 1)[0])
    doors = (entering if reverse else leaving)(roads.network, snapped, np.array([point]))
    if not len(doors.node):
        return Reached(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    node_ms = _node_ms(roads, doors, limit, reverse)
    net = roads.network
    left_ms = limit - node_ms[net.arc_to if reverse else net.arc_from]
    arc = np.flatnonzero(left_ms >= 0)
    share = _share(left_ms[arc], net.arc_ms[arc])
    begin = np.where(reverse, 1 - share, 0.0)
    mine, arcs = snapped.point == point, snapped.arc
    own = arcs[mine]
    run = _share(np.full(len(own), limit - snapped.access_ms[point]).clip(min=0), net.arc_ms[own])
    at = snapped.fraction[mine]
    within = limit >= snapped.access_ms[point]
    own_begin, own_end = (np.maximum(at - run, 0), at) if reverse else (at, np.minimum(at + run, 1))
    if not within:
        own, own_begin, own_end = own[:0], own_begin[:0], own_end[:0]
    return _joined(
        net,
        np.concatenate([arc, own]),
        np.concatenate([begin, own_begin]),
        np.concatenate([begin + share, own_end]),
    )


def drawn(network: Network, reached: Reached) -> NDArray[np.object_]:
    """The stretches as lines; a stretch without length is a line of one place."""
    lines = network.lines[reached.street].copy()
    cut = np.flatnonzero((reached.begin > 0) | (reached.end < 1))
    for k in cut.tolist():
        lines[k] = stretch_of(lines[k], float(reached.begin[k]), float(reached.end[k]))
    return np.asarray(lines, dtype=object)


def stretch_of(line: shapely.LineString, begin: float, end: float) -> shapely.LineString:
    """The part of a line between two fractions of its length, as a line of two places or more."""
    part = substring(line, begin, end, normalized=True)
    if isinstance(part, shapely.Point):
        return shapely.LineString([part, part])
    return part


def _limits(limit_ms: ArrayLike, size: int) -> NDArray[np.int64]:
    """One limit for each origin."""
    given = np.asarray(limit_ms, dtype=np.int64)
    if given.ndim == 0:
        given = np.full(size, given)
    if given.shape != (size,) or (given < 0).any():
        raise UseError(
            f"limits of shape {given.shape} for {size} origins, the smallest "
            f"{given.min(initial=0)} ms; give 0 or more for each"
        )
    return given


def _node_ms(roads: Roads, doors: Doors, limit: int, reverse: bool) -> NDArray[np.int64]:
    """Time to every node from the doors of one point."""
    many = len(doors.node)
    starts = Starts(np.zeros(many, np.int64), doors.node.astype(np.int64), doors.ms, doors.mm, 1)
    graph = reversed_graph(roads.graph) if reverse else roads.graph
    ms, _ = quickest(graph, starts, np.arange(roads.graph.nodes), limit_ms=limit)
    return np.asarray(ms[0], dtype=np.int64)


def _share(left_ms: NDArray[np.int64], arc_ms: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much of an arc can be travelled in some time, 0 … 1; all of one that takes none."""
    return np.where(arc_ms > 0, np.minimum(left_ms / np.maximum(arc_ms, 1), 1.0), 1.0)


def _joined(
    network: Network,
    arc: NDArray[np.int64],
    begin: NDArray[np.float64],
    end: NDArray[np.float64],
) -> Reached:
    """Parts of arcs as parts of lines, those of a line that touch as one."""
    forward = network.arc_forward[arc]
    begin, end = np.where(forward, begin, 1 - end), np.where(forward, end, 1 - begin)
    street = network.arc_street[arc]
    order = np.lexsort((end, begin, street))
    street, begin, end = street[order], begin[order], end[order]
    # the farthest end so far within a street: a part that begins beyond it begins a new stretch
    span = 2.0
    reach = np.maximum.accumulate(street * span + end)
    new = np.ones(len(street), dtype=bool)
    new[1:] = (street[1:] != street[:-1]) | (street[1:] * span + begin[1:] > reach[:-1])
    first = np.flatnonzero(new)
    return Reached(street[first], begin[first], reduced_ranges(np.maximum, end, first))
