"""The reach of sites over the streets or over the ground: outwards, inwards, or both ways."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ..ranges import positions_of
from ..streets.snapping import Snapped
from ..travel.questions import Asked
from ..travel.roads import Roads
from ..travel.straight import EARTH_RADIUS_M, STRAIGHT_KMH, on_sphere, straight_times
from ..travel.ways import ways_between
from .reach import Reach, reach_of

Array = NDArray[Any]

Direction = Literal["out", "in", "both"]
"""`out` from the site to the points, `in` from the points to the site, `both`: the slower counts."""

_AT_ONCE: Final = 5_000_000  # pairs of places in one array


def reach_by_street(
    roads: Roads,
    sites: Snapped,
    points: Snapped,
    *,
    chosen: Array,
    limit_ms: int,
    direction: Direction = "out",
    among: Array | None = None,
) -> Reach:
    """The points within a limit of some sites, by the quickest way on the streets.

    Parameters
    ----------
    roads
        The network that both were snapped to.
    sites
        Such as the facilities of all services.
    points
        Such as people; those that are not snapped are in no reach.
    chosen
        Shape (s,), which of the sites; they are numbered in this order.
    limit_ms
        Milliseconds, access legs included; inclusive.
    direction
        Outwards for crews that drive to people, inwards for people who come; `both` for a yard and
        its work sites: the slower of the two, within the limit.
    among
        Shape (p,), which points are asked for; all when not given.

    Returns
    -------
    Reach
        12 bytes a site and point while it is made, 8 afterwards. A site that is not snapped
        reaches nothing.
    """
    if direction == "both":
        out, back = (
            reach_by_street(
                roads, sites, points, chosen=chosen, limit_ms=limit_ms, direction=one, among=among
            )
            for one in ("out", "in")
        )
        return _slower(out, back)
    size, count = len(sites.snapped), len(points.snapped)
    number = np.full(size, -1, dtype=np.int64)
    number[chosen] = np.arange(len(chosen))
    zero, none = np.zeros(size, dtype=np.int64), np.full(size, -1)
    everyone = np.ones(count, dtype=bool) if among is None else among
    pieces = [(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))]
    for ways in ways_between(
        roads,
        Asked(sites, zero, none, number >= 0),
        Asked(points, np.zeros(count, np.int64), np.full(count, -1), everyone),
        limit_ms=zero + limit_ms,
        reverse=direction == "in",
    ):
        pieces.append((number[ways.origin], ways.target.astype(np.int32), ways.ms.astype(np.int32)))
    site, point, ms = (np.concatenate(columns) for columns in zip(*pieces, strict=True))
    return reach_of(site, point, ms, sites=len(chosen), points=count)


def reach_by_line(
    sites: Array, points: Array, *, limit_ms: int, speed_kmh: float = STRAIGHT_KMH
) -> Reach:
    """The points within a limit of each site as the crow flies, the same both ways.

    Parameters
    ----------
    sites, points
        Shape (s, 2) and (p, 2), degrees; NaN where one has no place.
    limit_ms
        Milliseconds, inclusive.
    speed_kmh
        Kilometres an hour on the great circle.
    """
    places = np.concatenate([sites, points])
    placed = np.isfinite(points).all(axis=1)
    known = np.flatnonzero(placed)
    pieces = [(np.zeros(0, np.int64),) * 3]
    if len(known):
        tree = cKDTree(on_sphere(points[known]))
        metres = (limit_ms + 1) / 3_600_000 * speed_kmh * 1000 + 0.01
        chord = 2 * np.sin(min(metres / EARTH_RADIUS_M, np.pi) / 2) + 1e-12
        step = max(1, _AT_ONCE // len(known))
        able = np.flatnonzero(np.isfinite(sites).all(axis=1))
        for begin in range(0, len(able), step):
            some = able[begin : begin + step]
            near = tree.query_ball_point(on_sphere(sites[some]), chord)
            site = np.repeat(some, [len(found) for found in near])
            point = known[
                np.concatenate([np.zeros(0, dtype=np.int64), *map(np.asarray, near)]).astype(
                    np.int64
                )
            ]
            ms, _ = straight_times(places, site, point + len(sites), speed_kmh=speed_kmh)
            kept = ms <= limit_ms
            pieces.append((site[kept], point[kept], ms[kept]))
    site, point, ms = (np.concatenate(columns) for columns in zip(*pieces, strict=True))
    return reach_of(site, point, ms, sites=len(sites), points=len(points))


def _slower(out: Reach, back: Reach) -> Reach:
    """The points in both, at the slower time."""
    one, other = (
        reach.site.astype(np.int64) * max(reach.points, 1) + reach.point for reach in (out, back)
    )
    at = positions_of(one, other)
    here = np.flatnonzero(at >= 0)
    there = at[here]
    both = np.zeros(len(out.point), dtype=bool)
    both[here] = True
    return out._replace(ms=_maximum(out.ms, back.ms, here, there)).kept(both)


def _maximum(one: Array, other: Array, here: Array, there: Array) -> Array:
    """Entries of `one`, where it has a match in `other` the larger of the two."""
    result = one.copy()
    result[here] = np.maximum(one[here], other[there])
    return result
