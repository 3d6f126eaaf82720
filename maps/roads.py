"""Which roads the background shows, and how small they can be."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from .topology import UNITS_PER_DEGREE, drawing_tolerance_m

# Enough for a reader to recognise the region, few enough to stay quiet and light.
_MOST_SEGMENTS = 24_000


def drawn_roads(
    roads: gpd.GeoDataFrame,
    *,
    crs: str,
    degrees: str = "EPSG:4326",
    within: shapely.Geometry | None = None,
    most_segments: int = _MOST_SEGMENTS,
) -> list[list[int]]:
    """Lines of the fastest roads, joined and simplified.

    Parameters
    ----------
    roads
        Lines in degrees with `speed_kmh`; a missing speed counts as the slowest.
    crs
        A metric projection of the region.
    degrees
        Longitude and latitude as the page has them.
    within
        The region, in that projection; what lies outside is cut off. All is kept when missing.
    most_segments
        Classes of speed are taken from the fastest on while their segments stay below this; the
        fastest class is always taken.

    Returns
    -------
    list of list of int
        Each line as `[x, y, dx, dy, ...]` in units of 1e-5 degree; none without roads in the region.
    """
    usable = roads[~(roads.geometry.isna() | roads.geometry.is_empty)]
    if usable.empty:
        return []
    speed = usable["speed_kmh"].astype("float64").fillna(0.0).to_numpy()
    segments = shapely.get_num_coordinates(usable.geometry.to_numpy())
    classes, at = np.unique(-speed, return_inverse=True)
    total = np.cumsum(np.bincount(at, weights=segments, minlength=len(classes)))
    taken = max(1, int(np.searchsorted(total, most_segments, side="right")))
    lines = usable.geometry[at < taken].to_crs(crs).to_numpy()
    # Both directions of a street are one line on the map.
    once = np.unique(shapely.to_wkb(shapely.normalize(shapely.set_precision(lines, 0.1))))
    merged = shapely.line_merge(shapely.union_all(shapely.from_wkb(once)))
    if within is not None and not shapely.is_empty(within):
        merged = shapely.line_merge(shapely.intersection(merged, within))
    parts = shapely.get_parts(merged)
    if not parts.size:
        return []
    tolerance_m = 1.5 * drawing_tolerance_m(shapely.total_bounds(parts))
    parts = parts[shapely.length(parts) > 10 * tolerance_m]
    simple = gpd.GeoSeries(shapely.simplify(parts, tolerance_m), crs=crs).to_crs(degrees)
    lists = [line_steps(shapely.normalize(line)) for line in simple]
    return sorted(lists)


def line_steps(line: shapely.LineString) -> list[int]:
    """A line in degrees in page units, each vertex after the first as a step."""
    units = np.rint(shapely.get_coordinates(line) * UNITS_PER_DEGREE).astype(np.int64)
    steps = np.diff(units, axis=0, prepend=np.zeros((1, 2), np.int64))
    return [int(value) for value in steps.ravel()]
