"""Which catchments may go on beyond the study area, where nothing is known of people and facilities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ...geo.cover.reaching import reach_by_street
from ...geo.streets.network import Network
from ...geo.streets.snapping import snap
from ...geo.travel.straight import STRAIGHT_KMH
from ..catchments import Travel

Array = NDArray[Any]

#: Streets that reach farther than this out of the region were not cut off at its border; boundaries of
#: different offices lie nearer to each other (judgement).
BEYOND_M: Final = 1000.0


def at_the_edge(
    facilities: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    standards: Mapping[str, float | None],
    *,
    travel: Travel | None = None,
    speed_kmh: float = STRAIGHT_KMH,
) -> pd.Series[bool]:
    """Whether the outer border of the region is within each facility's standard.

    Where streets go on beyond the region, it is by the quickest way, in either direction, to where
    one of them leads over the outer border: nobody comes over a shore without one, and the border
    of a region by the sea is mostly shore. Where there are no streets, or none reaches farther than
    `BEYOND_M` out of the region, so that they were cut off at its border, all of the border counts,
    within the straight line at 40 km/h: which of it is shore is not known then. What is marked may
    have more people, and more neighbours, than was counted.

    Parameters
    ----------
    facilities
        service and points, in the plane.
    agencies
        With their areas, in the same plane; without any nothing is marked.
    standards
        Minutes by service; None: never marked.
    travel
        Streets in the same plane, all facilities on them, and by which each service is travelled.
    speed_kmh
        Of the straight line.

    Returns
    -------
    pandas.Series
        On the index of `facilities`.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from adjoin.services.kinds.edge import at_the_edge
    >>> region = gpd.GeoDataFrame(geometry=[shapely.box(-10000, -10000, 10000, 10000)])
    >>> sites = gpd.GeoDataFrame({"service": ["fire", "fire"]},
    ...     geometry=shapely.points([[0, 0], [0, 9900]]))
    >>> at_the_edge(sites, region, {"fire": 5}).tolist()
    [False, True]
    """
    shapes = np.asarray(agencies.geometry, dtype=object)
    whole = shapely.union_all(shapes[~shapely.is_missing(shapes)])
    rings = shapely.get_exterior_ring(shapely.get_parts(whole))
    rings = rings[~shapely.is_missing(rings)]
    minutes = facilities["service"].map(standards).astype(float).to_numpy()
    marked = np.zeros(len(facilities), dtype=bool)
    if not len(rings):
        return pd.Series(marked, index=facilities.index, dtype=bool)
    border = _stretches(*shapely.get_coordinates(rings, return_index=True))
    points = np.asarray(facilities.geometry, dtype=object)
    left = np.isfinite(minutes) & ~shapely.is_missing(points)
    if travel is not None:
        clock = facilities["service"].map(travel.clocks)
        for mode, roads in sorted(travel.roads.items()):
            own = left & (clock == mode).to_numpy()
            ways = _ways_out(roads.network, whole, border) if own.any() else None
            if ways is not None:
                limit_ms = round(float(minutes[own].max()) * 60_000)
                ms = _ms_to(ways, travel, mode, limit_ms=limit_ms)
                marked |= own & (ms <= np.rint(minutes * 60_000))
                left &= ~own
    asked = np.flatnonzero(left)
    near = shapely.STRtree(border).query(
        points[asked], predicate="dwithin", distance=minutes[asked] / 60 * speed_kmh * 1000
    )
    marked[asked[np.unique(near[0])]] = True
    return pd.Series(marked, index=facilities.index, dtype=bool)


def _ways_out(network: Network, whole: Any, border: Array) -> Array | None:
    """Where streets lead over the border, shape (n, 2); None where they were cut off at it."""
    shapely.prepare(whole)
    inside = shapely.intersects_xy(whole, network.node_xy)
    outside = np.flatnonzero(~inside)
    far = np.zeros(len(inside), dtype=bool)
    far[outside] = ~shapely.dwithin(whole, shapely.points(network.node_xy[outside]), BEYOND_M)
    if not far.any():
        return None
    # A bridge, or a road along a shore, leaves the region and comes back, with nodes of its own out
    # there: only what goes on to where it is far leads out.
    tail, head = network.arc_from, network.arc_to
    beyond = ~inside[tail] & ~inside[head]
    links = coo_array(
        (np.ones(int(beyond.sum())), (tail[beyond], head[beyond])), shape=(len(inside),) * 2
    )
    _, part = connected_components(links, directed=False)
    leads_on = ~inside & np.isin(part, part[far])
    over = np.unique(
        network.arc_street[(inside[tail] & leads_on[head]) | (leads_on[tail] & inside[head])]
    )
    street, stretch = shapely.STRtree(border).query(network.lines[over], predicate="intersects")
    crossed = shapely.intersection(network.lines[over[street]], border[stretch])
    return np.asarray(shapely.get_coordinates(crossed))


def _ms_to(places: Array, travel: Travel, mode: str, *, limit_ms: int) -> Array:
    """The quickest way between each facility and any of some places on the streets, either way.

    In milliseconds, shape (facilities,), infinite above the limit. Searched from the places, of which
    there are few.
    """
    roads, sites = travel.roads[mode], travel.snaps[mode]
    ends = snap(roads.network, places, max_snap_m=1.0)
    quickest = np.full(len(sites.snapped), np.inf)
    for direction in ("out", "in"):
        reach = reach_by_street(
            roads, ends, sites, chosen=np.arange(len(places)), limit_ms=limit_ms,
            direction=direction,
        )  # fmt: skip
        np.minimum.at(quickest, reach.point, reach.ms)
    return quickest


def _stretches(xy: Array, ring: Array) -> Array:
    """The segments of rings as lines."""
    same = ring[1:] == ring[:-1]
    pairs = np.stack([xy[:-1][same], xy[1:][same]], axis=1)
    return np.asarray(shapely.linestrings(pairs), dtype=object)
