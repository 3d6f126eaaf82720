"""Which catchments may go on beyond the study area, where nothing is known of people and facilities."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ...geo.travel.straight import STRAIGHT_KMH


def at_the_edge(
    facilities: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    standards: Mapping[str, float | None],
    *,
    speed_kmh: float = STRAIGHT_KMH,
) -> pd.Series[bool]:
    """Whether the outer border of the region is within each facility's standard.

    The straight line at 40 km/h decides, and a shore counts as any other border: which one it
    is, is not known. What is marked may have more people, and more neighbours, than was counted.

    Parameters
    ----------
    facilities
        service and points, in the plane.
    agencies
        With their areas, in the same plane; without any nothing is marked.
    standards
        Minutes by service; None: never marked.
    speed_kmh
        Of the straight line.

    Returns
    -------
    pandas.Series
        On the index of `facilities`.
    """
    shapes = np.asarray(agencies.geometry, dtype=object)
    whole = shapely.union_all(shapes[~shapely.is_missing(shapes)])
    rings = shapely.get_exterior_ring(shapely.get_parts(whole))
    rings = rings[~shapely.is_missing(rings)]
    minutes = facilities["service"].map(standards).astype(float).to_numpy()
    reach_m = minutes / 60 * speed_kmh * 1000
    marked: NDArray[np.bool_] = np.zeros(len(facilities), dtype=bool)
    if len(rings):
        ends = shapely.get_coordinates(rings, return_index=True)
        tree = shapely.STRtree(_stretches(*ends))
        points = np.asarray(facilities.geometry, dtype=object)
        asked = np.flatnonzero(np.isfinite(reach_m) & ~shapely.is_missing(points))
        near = tree.query(points[asked], predicate="dwithin", distance=reach_m[asked])
        marked[asked[np.unique(near[0])]] = True
    return pd.Series(marked, index=facilities.index, dtype=bool)


def _stretches(xy: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """The segments of rings as lines."""
    same = ring[1:] == ring[:-1]
    pairs = np.stack([xy[:-1][same], xy[1:][same]], axis=1)
    return np.asarray(shapely.linestrings(pairs), dtype=object)
