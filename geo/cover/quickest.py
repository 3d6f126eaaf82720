"""The quickest sites of every point, however far they are."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ..streets.snapping import Snapped
from ..travel.costs import LIMIT_MS
from ..travel.nearest import nearest_owners
from ..travel.questions import Asked
from ..travel.roads import Roads
from ..travel.straight import STRAIGHT_KMH, on_sphere, straight_times
from ..travel.ways import ways_between
from .reach import Reach
from .reaching import Direction, reach_by_street

Array = NDArray[Any]

_WIDER: Final = 4  # how much farther to look where too little is found
_NARROWEST_MS: Final = 60_000  # from nothing no factor leads on


class Quickest(NamedTuple):
    """The k quickest sites of p points, the quickest first; of equal ones the smaller number.

    Parameters
    ----------
    site
        Shape (p, k), -1 where there is none that can be reached.
    ms
        Shape (p, k), -1 as above.
    """

    site: NDArray[np.int64]
    ms: NDArray[np.int64]


def quickest_by_street(
    roads: Roads,
    sites: Snapped,
    points: Snapped,
    *,
    chosen: Array,
    k: int,
    direction: Direction = "out",
    known: Reach | None = None,
    limit_ms: int = 0,
) -> Quickest:
    """The k quickest of some sites for every point, up to 18.6 hours away.

    Parameters
    ----------
    roads, sites, points, chosen, direction
        As for `adjoin.geo.cover.reaching.reach_by_street`; sites are numbered in the order of
        `chosen`.
    k
        How many.
    known, limit_ms
        The reach of the same sites up to a limit, where it is at hand: saves looking for `both`.
    """
    if direction != "both":
        return quickest_owners(
            roads, sites, points, chosen=chosen, owner=np.arange(len(chosen)), k=k,
            direction=direction,
        )  # fmt: skip
    reach, limit = known, limit_ms
    if reach is None:
        limit = 1_800_000
        reach = reach_by_street(
            roads, sites, points, chosen=chosen, limit_ms=limit, direction="both"
        )
    result = first_of(reach, k)
    enough = min(k, int(sites.snapped[chosen].sum()))
    while limit < LIMIT_MS:
        short = points.snapped & (result.site[:, enough - 1] < 0) if enough else np.zeros(1, bool)
        if not short.any():
            break
        limit = min(max(limit, _NARROWEST_MS) * _WIDER, LIMIT_MS)
        more = first_of(
            reach_by_street(
                roads, sites, points, chosen=chosen, limit_ms=limit, direction="both", among=short
            ),
            k,
        )
        result.site[short], result.ms[short] = more.site[short], more.ms[short]
    return result


def quickest_owners(
    roads: Roads,
    sites: Snapped,
    points: Snapped,
    *,
    chosen: Array,
    owner: Array,
    k: int,
    direction: Direction = "out",
) -> Quickest:
    """The k owners with the quickest of their sites for every point, up to 18.6 hours away.

    Parameters
    ----------
    roads, sites, points, chosen
        As for `adjoin.geo.cover.reaching.reach_by_street`.
    owner
        Shape of `chosen`, whose each site is: 0 or more.
    k
        How many.
    direction
        `out` or `in`.

    Returns
    -------
    Quickest
        Owners in place of sites; of equally quick ones the smaller number first.
    """
    none = np.full((len(points.snapped), k), -1, dtype=np.int64)
    result = Quickest(none, none.copy())
    for found in nearest_owners(
        roads, sites.of(chosen), points, group=np.zeros(len(chosen), np.int64), owner=owner, k=k,
        limit_ms=LIMIT_MS, reverse=direction == "in",
    ):  # fmt: skip
        result = Quickest(found.owner, found.ms)
    return result


def quickest_by_line(
    sites: Array, points: Array, *, k: int, speed_kmh: float = STRAIGHT_KMH
) -> Quickest:
    """The k nearest sites of every point as the crow flies.

    Parameters
    ----------
    sites, points
        Shape (s, 2) and (p, 2), degrees; NaN where one has no place.
    k
        How many.
    speed_kmh
        Kilometres an hour on the great circle.
    """
    site = np.full((len(points), k), -1, dtype=np.int64)
    ms = site.copy()
    able = np.flatnonzero(np.isfinite(sites).all(axis=1))
    placed = np.flatnonzero(np.isfinite(points).all(axis=1))
    if len(able) and len(placed):
        # a few more, so that those as near to the millisecond are told apart by their numbers
        wanted = min(k + 4, len(able))
        _, near = cKDTree(on_sphere(sites[able])).query(
            on_sphere(points[placed]), k=np.arange(1, wanted + 1)
        )
        who = able[near]
        point = np.repeat(placed, wanted)
        times, _ = straight_times(
            np.concatenate([sites, points]), who.ravel(), point + len(sites), speed_kmh=speed_kmh
        )
        times = times.reshape(who.shape)
        order = np.lexsort((who, times), axis=1)[:, :k]
        taken = order.shape[1]
        site[placed, :taken] = np.take_along_axis(who, order, axis=1)
        ms[placed, :taken] = np.take_along_axis(times, order, axis=1)
    return Quickest(site, ms)


def first_of(reach: Reach, k: int) -> Quickest:
    """The k quickest sites of every point within a reach."""
    site = np.full((reach.points, k), -1, dtype=np.int64)
    ms = site.copy()
    none = np.iinfo(np.int64).max
    point, left = reach.point, (reach.ms.astype(np.int64) << 32) + reach.site
    for rank in range(k):
        least = np.full(reach.points, none)
        np.minimum.at(least, point, left)
        found = np.flatnonzero(least < none)
        ms[found, rank], site[found, rank] = least[found] >> 32, least[found] & 0xFFFFFFFF
        others = left > least[point]
        point, left = point[others], left[others]
    return Quickest(site, ms)


def own_ms_by_street(
    roads: Roads,
    sites: Snapped,
    points: Snapped,
    *,
    chosen: Array,
    owner: Array,
    home: Array,
    direction: Direction = "out",
) -> Array:
    """Time to the quickest of a point's own sites, up to 18.6 hours.

    Parameters
    ----------
    roads, sites, points, chosen
        As for `adjoin.geo.cover.reaching.reach_by_street`.
    owner
        Shape of `chosen`, whose each site is: 0 or more.
    home
        Shape (p,), whose sites are a point's own; below 0: nobody's, or not asked for.
    direction
        `out` or `in`.

    Returns
    -------
    numpy.ndarray
        Shape (p,), -1 where there is no way or no own site.
    """
    size, count = len(sites.snapped), len(points.snapped)
    group = np.full(size, -1, dtype=np.int64)
    group[chosen] = owner
    ms = np.full(count, -1, dtype=np.int64)
    if not ((group >= 0).any() and (home >= 0).any()):
        return ms
    least = np.full(count, np.iinfo(np.int64).max)
    for ways in ways_between(
        roads,
        Asked(sites, np.maximum(group, 0), np.full(size, -1), group >= 0),
        Asked(points, np.maximum(home, 0), np.full(count, -1), home >= 0),
        limit_ms=np.full(size, LIMIT_MS),
        reverse=direction == "in",
    ):
        np.minimum.at(least, ways.target, ways.ms)
    known = least < np.iinfo(np.int64).max
    ms[known] = least[known]
    return ms


def own_ms_by_line(
    sites: Array, points: Array, *, owner: Array, home: Array, speed_kmh: float = STRAIGHT_KMH
) -> Array:
    """As `own_ms_by_street`, as the crow flies; sites and points in degrees."""
    ms = np.full(len(points), -1, dtype=np.int64)
    for one in np.unique(home[home >= 0]).tolist():
        mine, there = np.flatnonzero(owner == one), np.flatnonzero(home == one)
        ms[there] = quickest_by_line(sites[mine], points[there], k=1, speed_kmh=speed_kmh).ms[:, 0]
    return ms
