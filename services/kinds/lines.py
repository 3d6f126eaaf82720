"""A line between two agencies, for findings that neither a way nor a border stands for."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Array = NDArray[Any]


def lines_between(
    pairs: pd.DataFrame,
    facilities: gpd.GeoDataFrame,
    counted: pd.Series[str],
    agencies: gpd.GeoDataFrame,
) -> Array:
    """From a facility of one agency to the nearest of the other; else from area to area.

    Parameters
    ----------
    pairs
        service, agency_a, agency_b.
    facilities
        service and points, in the plane.
    counted
        On the index of `facilities`, the agency that each counts for.
    agencies
        agency_id and areas, in the same plane.

    Returns
    -------
    numpy.ndarray
        Of lines, from a to b; missing where one has neither facility nor area.
    """
    lines = np.full(len(pairs), None, dtype=object)
    if not len(pairs):
        return lines
    places = shapely.get_coordinates(np.asarray(facilities.geometry))
    rows = pd.Series(np.arange(len(facilities))).groupby(
        [facilities["service"].to_numpy(), counted.to_numpy()]
    )
    sites: dict[Any, Array] = {key: places[group.to_numpy()] for key, group in rows}
    inside = shapely.point_on_surface(np.asarray(agencies.geometry, dtype=object))
    middle = {
        agency: shapely.get_coordinates(point)
        for agency, point in zip(agencies["agency_id"], inside, strict=True)
        if point is not None
    }
    for k, (service, a, b) in enumerate(
        pairs[["service", "agency_a", "agency_b"]].itertuples(index=False, name=None)
    ):
        one, other = (sites.get((service, x), middle.get(x)) for x in (a, b))
        if one is None or other is None:
            continue
        metres, near = cKDTree(other).query(one)
        at = int(np.argmin(metres))
        lines[k] = shapely.LineString([one[at], other[near[at]]])
    return lines
