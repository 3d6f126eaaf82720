"""Ways within a limit without compiled code: scipy's search, a chunk of origins at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..ranges import joined_ranges
from .doors import Doors
from .graph import SearchGraph
from .questions import Questions
from .shortestpaths import FAR, Starts, quickest, sources_at_once

_CELLS: Final = 2_000_000  # numbers in one array of origins x doors: 16 MB, a handful at once


class Ways(NamedTuple):
    """Quickest ways from origins to targets.

    Parameters
    ----------
    origin, target
        Shape (q,).
    ms, mm
        Shape (q,), access legs included.
    """

    origin: NDArray[np.int64]
    target: NDArray[np.int64]
    ms: NDArray[np.int64]
    mm: NDArray[np.int64]


def reversed_graph(graph: SearchGraph) -> SearchGraph:
    """The same arcs the other way."""
    order = np.lexsort((graph.tail, graph.head))
    tail, head, ms, mm = (values[order] for values in (graph.head, graph.tail, graph.ms, graph.mm))
    return replace(graph, tail=tail, head=head, ms=ms, mm=mm)


def origins_at_once(graph: SearchGraph, asked: Questions, group: int) -> int:
    """For how many origins of a group no array gets large."""
    low, high = asked.targets.first[group], asked.targets.first[group + 1]
    doors = int(asked.enter.first[high] - asked.enter.first[low])
    return min(sources_at_once(graph), max(1, _CELLS // max(doors, 1)))


def ways_by_scipy(
    graph: SearchGraph,
    asked: Questions,
    group: int,
    begin: int,
    end: int,
    *,
    unlimited: bool = False,
) -> Ways:
    """Ways from the origins begin … end - 1 of one group, by position, within their limits.

    Parameters
    ----------
    graph
        The arcs as they run, or reversed where the questions are.
    asked
        Of nodes as the network calls them.
    group, begin, end
        As for `adjoin.geo.travel.bucketways.ways_by_buckets`; at most `origins_at_once`.
    unlimited
        Look at all ways, however long.
    """
    low, high = int(asked.targets.first[group]), int(asked.targets.first[group + 1])
    if low == high or begin == end:
        return Ways(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
    source, leave = _doors(asked.leave, begin, end)
    column, enter = _doors(asked.enter, low, high)
    leave_ms, leave_mm = asked.leave.ms[leave], asked.leave.mm[leave]
    enter_ms, enter_mm = asked.enter.ms[enter], asked.enter.mm[enter]
    starts = Starts(
        source, asked.leave.node[leave].astype(np.int64), leave_ms, leave_mm, end - begin
    )
    nodes, at = np.unique(asked.enter.node[enter].astype(np.int64), return_inverse=True)
    limit = asked.limit_ms[begin:end]
    node_ms, node_mm = quickest(
        graph, starts, nodes, limit_ms=None if unlimited else int(limit.max())
    )
    ms, mm = node_ms[:, at] + enter_ms, node_mm[:, at] + enter_mm
    # doors come by target, and every target has one
    first = np.searchsorted(column, np.arange(high - low))
    best_ms = np.minimum.reduceat(ms, first, axis=1)
    mm[ms > best_ms[:, column]] = 2 * FAR
    best_mm = np.minimum.reduceat(mm, first, axis=1)
    best_mm[best_ms >= FAR] = FAR
    best_ms[best_ms >= FAR] = FAR
    _take_direct(asked.direct, begin, end, low, best_ms, best_mm)
    owner, to_owner = asked.origins.owner[begin:end, None], asked.targets.owner[None, low:high]
    reach = np.full(end - begin, FAR - 1) if unlimited else limit
    row, column = np.nonzero((best_ms <= reach[:, None]) & ((owner != to_owner) | (owner < 0)))
    return Ways(begin + row, low + column, best_ms[row, column], best_mm[row, column])


def _doors(doors: Doors, begin: int, end: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For the doors of some points: which of the points, and the door."""
    return joined_ranges(doors.first[begin:end], doors.first[begin + 1 : end + 1])


def _take_direct(
    direct: Doors,
    begin: int,
    end: int,
    low: int,
    best_ms: NDArray[np.int64],
    best_mm: NDArray[np.int64],
) -> None:
    """Put ways along one arc in the place of slower (or as quick, longer) ones, in the arrays."""
    row, way = _doors(direct, begin, end)
    column = direct.node[way] - low
    ms, mm = direct.ms[way], direct.mm[way]
    # the best of several arcs with both points last, so that it is the one that stays
    order = np.lexsort((-mm, -ms))
    row, column, ms, mm = row[order], column[order], ms[order], mm[order]
    now_ms, now_mm = best_ms[row, column], best_mm[row, column]
    better = (ms < now_ms) | ((ms == now_ms) & (mm < now_mm))
    best_ms[row[better], column[better]] = ms[better]
    best_mm[row[better], column[better]] = mm[better]
