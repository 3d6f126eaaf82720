"""Travel times between snapped points: exact, direction obeyed, in whole milliseconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..findings import UseError
from ..pairs import Pairs, pair_codes, sorted_pairs
from ..ranges import joined_ranges
from .network import Network
from .shortestpaths import FAR, SearchGraph, Starts, quickest, search_graph, sources_at_once
from .snapping import Snapped

_CELLS = 2_000_000  # numbers in one array of sources x entries: 16 MB, a handful at once


def pairs_within(
    network: Network,
    snapped: Snapped,
    *,
    group: ArrayLike,
    owner: ArrayLike,
    limit_ms: ArrayLike,
    sources: ArrayLike | None = None,
) -> Pairs:
    """All ordered pairs of points of one group and two owners within the group's time limit.

    The time from i to j is the access leg of i, the rest of its first arc, the quickest path, the
    part of the last arc up to j, and the access leg of j. Points on one arc also go along it where
    its direction allows, in the order of their fractions; the quicker way counts. Of equally quick
    ways the shorter one counts. Points never join streets: nothing travels through one.

    Parameters
    ----------
    network
        The one that `snapped` was made for.
    snapped
        From `snap`, p points; those that are not snapped have no pairs.
    group
        Shape (p,), code of the service of each point, 0 or more.
    owner
        Shape (p,), code of the root agency of each point.
    limit_ms
        One number, or one for each group code; inclusive.
    sources
        Indices of the points to travel from; all when not given.

    Returns
    -------
    Pairs
        One bounded Dijkstra per source whose group has at least two owners: 1 to 2 ms each for 10
        to 30 minutes on 31,000 nodes.

    Raises
    ------
    UseError
        When `snapped` belongs to another network, lengths differ, or a limit is missing or
        negative.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.streets.snapping import snap
    >>> from adjoin.geo.streets.travel import pairs_within
    >>> network, _ = network_from_edges(
    ...     ["a", "b"], ["b", "a"], [600, 600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)],
    ...     speed_kmh=36,
    ... )
    >>> points = snap(network, [(100.0, 0.0), (500.0, 25.0)])
    >>> pairs = pairs_within(network, points, group=[0, 0], owner=[0, 1], limit_ms=43_000)
    >>> list(zip(pairs.i.tolist(), pairs.j.tolist(), pairs.ms.tolist(), pairs.mm.tolist()))
    [(0, 1, 43000, 425000), (1, 0, 43000, 425000)]
    """
    _same_network(network, snapped)
    groups, owners, limits = pair_codes(len(snapped.snapped), group, owner, limit_ms)
    searched = np.ones(len(snapped.snapped), dtype=bool)
    if sources is not None:
        searched[:] = False
        searched[np.asarray(sources, dtype=np.int64)] = True
    graph = search_graph(network)
    found: list[Pairs] = []
    for code in np.unique(groups[snapped.snapped]):
        members = np.flatnonzero((groups == code) & snapped.snapped)
        if np.all(owners[members] == owners[members[0]]):
            continue
        limit = int(limits[code])
        for origins in _chunks(graph, snapped, members[searched[members]], members):
            ms, mm = _times(network, snapped, graph, origins, members, limit_ms=limit)
            hit = (ms <= limit) & (owners[origins][:, None] != owners[members][None, :])
            row, column = np.nonzero(hit)
            found.append(Pairs(origins[row], members[column], ms[hit], mm[hit]))
    return sorted_pairs(found)


def times_for(
    network: Network,
    snapped: Snapped,
    i: ArrayLike,
    j: ArrayLike,
    *,
    first_limit_ms: int | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Exact time and length of given ordered pairs, however long they take.

    Parameters
    ----------
    network, snapped
        As in `pairs_within`.
    i, j
        Shape (q,), indices of points.
    first_limit_ms
        Where most pairs are expected to be within this time, look so far first, then four times
        as far, and without limit only for the rest: saves time, changes no number.

    Returns
    -------
    ms, mm
        Shape (q,); -1 where a point is not snapped or no way leads there. A point to itself: 0.

    Raises
    ------
    UseError
        When `snapped` belongs to another network, or i and j differ in length.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.streets.snapping import snap
    >>> from adjoin.geo.streets.travel import times_for
    >>> network, _ = network_from_edges(
    ...     ["a"], ["b"], [600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)], speed_kmh=36
    ... )
    >>> oneway = snap(network, [(100.0, 0.0), (500.0, 0.0)])
    >>> times_for(network, oneway, [0, 1], [1, 0])[0].tolist()
    [40000, -1]
    """
    _same_network(network, snapped)
    from_, to = np.asarray(i, dtype=np.int64), np.asarray(j, dtype=np.int64)
    if from_.shape != to.shape or from_.ndim != 1:
        raise UseError(f"i has the shape {from_.shape} and j {to.shape}; give one of each a pair")
    ms, mm = np.full(from_.shape, FAR), np.full(from_.shape, FAR)
    ms[from_ == to] = 0
    mm[from_ == to] = 0
    graph = search_graph(network)
    possible = snapped.snapped[from_] & snapped.snapped[to]
    limits = (None,) if first_limit_ms is None else (first_limit_ms, 4 * first_limit_ms, None)
    for limit in limits:
        open_ = np.flatnonzero(possible & (ms == FAR))
        for origins in _chunks(graph, snapped, np.unique(from_[open_]), np.unique(to[open_])):
            pair = open_[np.isin(from_[open_], origins)]
            targets, column = np.unique(to[pair], return_inverse=True)
            chunk_ms, chunk_mm = _times(network, snapped, graph, origins, targets, limit_ms=limit)
            row = np.searchsorted(origins, from_[pair])
            # ways beyond the limit may not be the quickest: they wait for the next round
            sure = chunk_ms[row, column] <= (FAR - 1 if limit is None else limit)
            ms[pair[sure]] = chunk_ms[row, column][sure]
            mm[pair[sure]] = chunk_mm[row, column][sure]
    missing = (ms == FAR) | ~possible
    return np.where(missing, -1, ms), np.where(missing, -1, mm)


def _same_network(network: Network, snapped: Snapped) -> None:
    """Refuse points that were snapped to another network."""
    arc = snapped.arc
    fits = not arc.size or int(arc.max()) < len(network.arc_ms)
    if not fits or not (
        np.array_equal(snapped.in_ms + snapped.out_ms, network.arc_ms[arc])
        and np.array_equal(snapped.in_mm + snapped.out_mm, network.arc_mm[arc])
    ):
        raise UseError("the points were snapped to another network; snap them to this one")


def _chunks(
    graph: SearchGraph,
    snapped: Snapped,
    origins: NDArray[np.int64],
    targets: NDArray[np.int64],
) -> list[NDArray[np.int64]]:
    """Origins in pieces for which no array gets large."""
    if not origins.size:
        return []
    entries = int(np.isin(snapped.point, targets).sum())
    size = min(sources_at_once(graph), max(1, _CELLS // max(entries, 1)))
    return [origins[k : k + size] for k in range(0, origins.size, size)]


def _entries(
    snapped: Snapped, points: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For all entries of some points: the position of the point in `points`, and the entry."""
    return joined_ranges(
        np.searchsorted(snapped.point, points, side="left"),
        np.searchsorted(snapped.point, points, side="right"),
    )


def _times(
    network: Network,
    snapped: Snapped,
    graph: SearchGraph,
    origins: NDArray[np.int64],
    targets: NDArray[np.int64],
    *,
    limit_ms: int | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Time and length from all origins to all targets (snapped points), FAR or more beyond."""
    row, leave = _entries(snapped, origins)
    position, enter = _entries(snapped, targets)
    access_ms, access_mm = snapped.access_ms[snapped.point], snapped.access_mm[snapped.point]
    starts = Starts(
        row,
        network.arc_to[snapped.arc[leave]],
        access_ms[leave] + snapped.out_ms[leave],
        access_mm[leave] + snapped.out_mm[leave],
        origins.size,
    )
    nodes, column = np.unique(network.arc_from[snapped.arc[enter]], return_inverse=True)
    node_ms, node_mm = quickest(graph, starts, nodes, limit_ms=limit_ms)
    ms = node_ms[:, column] + (access_ms + snapped.in_ms)[enter]
    mm = node_mm[:, column] + (access_mm + snapped.in_mm)[enter]
    # entries come by target, and every target has one
    first = np.searchsorted(position, np.arange(targets.size))
    best_ms = np.minimum.reduceat(ms, first, axis=1)
    mm[ms > best_ms[:, position]] = 2 * FAR
    best_mm = np.minimum.reduceat(mm, first, axis=1)
    beyond = best_ms >= FAR
    best_ms[beyond] = FAR
    best_mm[beyond] = FAR
    _take_direct(snapped, (row, leave), (position, enter), best_ms, best_mm)
    return best_ms, best_mm


def _take_direct(
    snapped: Snapped,
    leaving: tuple[NDArray[np.int64], NDArray[np.int64]],
    entering: tuple[NDArray[np.int64], NDArray[np.int64]],
    best_ms: NDArray[np.int64],
    best_mm: NDArray[np.int64],
) -> None:
    """Put ways along one arc in the place of slower (or as quick, longer) ones, in the arrays."""
    row, leave = leaving
    by_arc = np.argsort(snapped.arc[entering[1]], kind="stable")
    column, enter = entering[0][by_arc], entering[1][by_arc]
    which, position = joined_ranges(
        np.searchsorted(snapped.arc[enter], snapped.arc[leave], side="left"),
        np.searchsorted(snapped.arc[enter], snapped.arc[leave], side="right"),
    )
    start, end = leave[which], enter[position]
    # by fraction: rounded times cannot tell which of two near points comes first
    ahead = snapped.fraction[start] <= snapped.fraction[end]
    start, end = start[ahead], end[ahead]
    row, column = row[which][ahead], column[position][ahead]
    ms, mm = snapped.in_ms[end] - snapped.in_ms[start], snapped.in_mm[end] - snapped.in_mm[start]
    ms += snapped.access_ms[snapped.point[start]] + snapped.access_ms[snapped.point[end]]
    mm += snapped.access_mm[snapped.point[start]] + snapped.access_mm[snapped.point[end]]
    # the best of several arcs with both points last, so that it is the one that stays
    order = np.lexsort((-mm, -ms))
    row, column, ms, mm = row[order], column[order], ms[order], mm[order]
    now_ms, now_mm = best_ms[row, column], best_mm[row, column]
    better = (ms < now_ms) | ((ms == now_ms) & (mm < now_mm))
    best_ms[row[better], column[better]] = ms[better]
    best_mm[row[better], column[better]] = mm[better]
