"""Where points meet the street network: the nearest streets and the way to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from ..findings import Finding, UseError
from ..ranges import joined_ranges, reduced_ranges
from ..rowfindings import EACH
from .arccosts import travel_ms
from .network import Network

DRIVE_ACCESS_KMH: Final = 30.0
"""The straight line between a point and the street, by car (docs/definitions.md); on foot `WALK_KMH`."""

SAME_DISTANCE_M: Final = 0.001
"""Streets at most this much farther than the nearest are as near as it (docs/definitions.md)."""

VERTICES_PER_PLACE: Final = 25
"""Fewer vertices are sooner sorted and bound worse: 10,000 places among 330,000 lines take 0.20 s
with 5 to 25, 0.31 s with 50, 0.34 s with all."""


@dataclass(frozen=True)
class Snapped:
    """Points on the arcs of one network: k entries of p points, by point, then arc.

    Parameters
    ----------
    point, arc
        Shape (k,), which point lies on which arc.
    fraction
        Shape (k,), 0..1 of the arc's length, counted in the arc's direction.
    in_ms, in_mm
        Shape (k,), from the arc's first node to the point: the rounded fraction of the arc.
    out_ms, out_mm
        Shape (k,), from the point to the arc's last node: the rest of the arc.
    access_ms, access_mm
        Shape (p,), the straight line between the point and its nearest street, once; 0 where
        not snapped.
    snap_m
        Shape (p,), distance to the nearest street; NaN when there is no street or no place.
    snapped
        Shape (p,), whether the point has entries.
    """

    point: NDArray[np.int64]
    arc: NDArray[np.int64]
    fraction: NDArray[np.float64]
    in_ms: NDArray[np.int64]
    in_mm: NDArray[np.int64]
    out_ms: NDArray[np.int64]
    out_mm: NDArray[np.int64]
    access_ms: NDArray[np.int64]
    access_mm: NDArray[np.int64]
    snap_m: NDArray[np.float64]
    snapped: NDArray[np.bool_]

    def of(self, chosen: NDArray[np.int64]) -> Snapped:
        """Some of the points, in the order given, numbered anew."""
        first = np.searchsorted(self.point, [chosen, chosen + 1])
        number, at = joined_ranges(first[0], first[1])
        return Snapped(
            point=number,
            arc=self.arc[at],
            fraction=self.fraction[at],
            in_ms=self.in_ms[at],
            in_mm=self.in_mm[at],
            out_ms=self.out_ms[at],
            out_mm=self.out_mm[at],
            access_ms=self.access_ms[chosen],
            access_mm=self.access_mm[chosen],
            snap_m=self.snap_m[chosen],
            snapped=self.snapped[chosen],
        )


def snap(
    network: Network,
    xy: ArrayLike,
    *,
    max_snap_m: float = 1000.0,
    access_kmh: float = DRIVE_ACCESS_KMH,
) -> Snapped:
    """Each point on every arc of every street that is as near as the nearest one.

    A street counts when its distance is at most the nearest distance + 1 mm: so both directions
    of a street given as two arcs, and all streets at a corner.

    Parameters
    ----------
    network
        Already without the parts that are not used (`largest_parts`).
    xy
        Shape (p, 2), plane metres; NaN where a point has no place.
    max_snap_m
        Points farther than this from every street are not snapped (inclusive).
    access_kmh
        Speed on the straight line to the street: 30 by car, 4.8 on foot.

    Returns
    -------
    Snapped
        Some 6 microseconds a point, and 1 a line of the network.

    Raises
    ------
    UseError
        When `max_snap_m` is negative or NaN, or `access_kmh` is not positive.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.streets.snapping import snap
    >>> network, _ = network_from_edges(
    ...     ["a"], ["b"], [600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)], speed_kmh=36
    ... )
    >>> on_street = snap(network, [(200.0, 25.0), (0.0, 5000.0)])
    >>> on_street.in_ms.tolist(), on_street.out_ms.tolist(), on_street.access_ms.tolist()
    ([20000], [40000], [3000, 0])
    >>> on_street.snapped.tolist(), on_street.snap_m.tolist()
    ([True, False], [25.0, 5000.0])
    """
    if not max_snap_m >= 0:
        raise UseError(f"max_snap_m is {max_snap_m}; give 0 or more metres")
    if not (np.isfinite(access_kmh) and access_kmh > 0):
        raise UseError(f"access_kmh is {access_kmh}; give a positive speed such as 30")
    places = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    point, street, fraction, snap_m = _nearest_streets(network, places, max_snap_m)
    snapped = snap_m <= max_snap_m
    # every arc of each street: arcs sorted by street, then a range of them for each entry
    by_street = np.argsort(network.arc_street, kind="stable")
    sorted_street = network.arc_street[by_street]
    entry, position = joined_ranges(
        np.searchsorted(sorted_street, street, side="left"),
        np.searchsorted(sorted_street, street, side="right"),
    )
    arc, point = by_street[position], point[entry]
    along = np.where(network.arc_forward[arc], fraction[entry], 1 - fraction[entry])
    order = np.lexsort((arc, point))
    arc, point, along = arc[order], point[order], along[order]
    in_ms = np.rint(network.arc_ms[arc] * along).astype(np.int64)
    in_mm = np.rint(network.arc_mm[arc] * along).astype(np.int64)
    metres = np.where(snapped, snap_m, 0.0)
    return Snapped(
        point=point,
        arc=arc,
        fraction=along,
        in_ms=in_ms,
        in_mm=in_mm,
        out_ms=network.arc_ms[arc] - in_ms,
        out_mm=network.arc_mm[arc] - in_mm,
        access_ms=travel_ms(metres, access_kmh),
        access_mm=np.rint(metres * 1000).astype(np.int64),
        snap_m=snap_m,
        snapped=snapped,
    )


def on_arcs(
    network: Network, point: NDArray[np.int64], arc: NDArray[np.int64], *, points: int
) -> Snapped:
    """Points that are known to be in the middle of arcs, without an access leg.

    Parameters
    ----------
    network
        The arcs' network.
    point, arc
        Shape (k,), which point lies on which arc; sorted by point, then arc.
    points
        How many there are; each is on an arc.
    """
    zero = np.zeros(points, dtype=np.int64)
    in_ms, in_mm = (
        np.rint(of[arc] * 0.5).astype(np.int64) for of in (network.arc_ms, network.arc_mm)
    )
    return Snapped(
        point=point,
        arc=arc,
        fraction=np.full(len(arc), 0.5),
        in_ms=in_ms,
        in_mm=in_mm,
        out_ms=network.arc_ms[arc] - in_ms,
        out_mm=network.arc_mm[arc] - in_mm,
        access_ms=zero,
        access_mm=zero,
        snap_m=np.zeros(points),
        snapped=np.ones(points, dtype=bool),
    )


def unsnapped_findings(
    snapped: Snapped,
    ids: Sequence[str],
    *,
    max_snap_m: float,
    source: str,
    chosen: ArrayLike | None = None,
) -> tuple[Finding, ...]:
    """Warnings of points that are not on the network: each by itself, or many of them as one.

    Parameters
    ----------
    snapped
        From `snap`.
    ids
        Shape (p,), for the messages.
    max_snap_m
        As it was given to `snap`.
    source
        The points' source.
    chosen
        Shape (p,), the points to tell about; all when not given.
    """
    tell = ~snapped.snapped
    if chosen is not None:
        tell = tell & np.asarray(chosen, dtype=bool)
    lost = sorted(np.flatnonzero(tell).tolist(), key=lambda k: str(ids[k]))
    messages = [
        (
            f"no used street within {max_snap_m:g} m (nearest: {snapped.snap_m[k]:.0f} m), "
            "so it has no travel times; check its place, add streets or raise max_snap_m"
        )
        if np.isfinite(snapped.snap_m[k])
        else "no street or no place, so it has no travel times; give both"
        for k in lost
    ]
    items = [str(ids[k]) for k in lost]
    if len(lost) > EACH:
        items = [f"{len(lost)} from {items[0]}"]
        messages = [f"{messages[0]} ({len(lost)} like this)"]
    return tuple(
        Finding("warning", source, item, "not-on-streets", message)
        for item, message in zip(items, messages, strict=True)
    )


def _nearest_streets(
    network: Network, places: NDArray[np.float64], max_snap_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Point, street and fraction of the line for each match; nearest distance of every point."""
    snap_m = np.full(len(places), np.nan)
    used = np.flatnonzero(np.bincount(network.arc_street, minlength=len(network.lines)))
    placed = np.flatnonzero(np.isfinite(places).all(axis=1))
    if not (used.size and placed.size):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), snap_m
    placed = placed[_near_each_other(places[placed])]
    lines = network.lines if used.size == len(network.lines) else network.lines[used]
    tree = shapely.STRtree(lines)
    points = np.asarray(shapely.points(places[placed]), dtype=object)
    bound_m = _bounds_m(lines, places[placed], max_snap_m)
    found, street = tree.query(_boxes(places[placed], bound_m + 2 * SAME_DISTANCE_M))
    line = lines[street]
    metres = shapely.distance(points[found], line)
    nearest = np.full(len(placed), np.inf)
    first = np.flatnonzero(np.diff(found, prepend=-1))
    nearest[found[first]] = reduced_ranges(np.minimum, metres, first)
    # no street within reach: how far it is, for the finding
    far = np.flatnonzero(nearest > bound_m + SAME_DISTANCE_M)
    if far.size:
        _, nearest[far] = tree.query_nearest(points[far], all_matches=False, return_distance=True)
    snap_m[placed] = nearest
    keep = (metres <= nearest[found] + SAME_DISTANCE_M) & (nearest[found] <= max_snap_m)
    found, street, line = found[keep], street[keep], line[keep]
    fraction = shapely.line_locate_point(line, points[found], normalized=True)
    # a line without length has no fraction: its start
    fraction = np.where(shapely.length(line) > 0, fraction, 0.0)
    return placed[found], used[street], np.clip(fraction, 0.0, 1.0), snap_m


def _bounds_m(
    lines: NDArray[Any], places: NDArray[np.float64], max_snap_m: float
) -> NDArray[np.float64]:
    """A distance for each place that the nearest line is within, or else beyond `max_snap_m`."""
    xy = shapely.get_coordinates(lines)
    # any vertices give a bound: for a few places a few of them, so that building does not prevail
    some = xy[:: max(1, len(xy) // (VERTICES_PER_PLACE * len(places)))]
    vertices = cKDTree(some, balanced_tree=False, compact_nodes=False)
    nearest_vertex, _ = vertices.query(places, workers=-1)
    return np.asarray(np.minimum(nearest_vertex, max_snap_m), dtype=np.float64)


def _near_each_other(places: NDArray[np.float64]) -> NDArray[np.int64]:
    """An order in which neighbours follow each other, in strips: the tree stays in the cache."""
    low, high = places.min(axis=0), places.max(axis=0)
    strip_m = max(float((high - low).max()) / np.sqrt(len(places)) * 2, 1.0)
    return np.lexsort((places[:, 0], np.floor((places[:, 1] - low[1]) / strip_m)))


def _boxes(places: NDArray[np.float64], reach_m: NDArray[np.float64]) -> NDArray[Any]:
    """Squares around places."""
    low, high = places - reach_m[:, None], places + reach_m[:, None]
    return np.asarray(shapely.box(*low.T, *high.T), dtype=object)
