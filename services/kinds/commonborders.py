"""Where one agency's ground ends and another's begins, whether they border, overlap or nest."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from ...geo.overlay import common_shapes
from ...geo.validity import repair_polygons

Array = NDArray[Any]


def common_borders(pairs: gpd.GeoDataFrame, first: Array, second: Array) -> Array:
    """The line that parts two agencies.

    Parameters
    ----------
    pairs
        Adjacent ones, as `adjoin.boundaries.relations.agency_pairs` returns them: with relation,
        shared_m and their border as geometry.
    first, second
        The shapes of agency_a and agency_b of each.

    Returns
    -------
    numpy.ndarray
        Lines: of `border` and `gap` the border; of `contains` and `within` the outline of the inner
        one, less what is the outer one's too; of `overlap` the outline of what they have in common,
        and their border where they have one. May be empty.

    Examples
    --------
    >>> import geopandas as gpd, numpy as np, shapely
    >>> from adjoin.services.kinds.commonborders import common_borders
    >>> pairs = gpd.GeoDataFrame({"relation": ["contains"], "shared_m": [2.0]}, geometry=[None])
    >>> county, city = shapely.box(0, 0, 9, 9), shapely.box(0, 0, 2, 4)
    >>> common_borders(pairs, np.array([county]), np.array([city]))[0].length
    6.0
    """
    relation = pairs["relation"].to_numpy()
    lines = np.array(pairs.geometry, dtype=object)
    for inner, outer, which in ((first, second, "within"), (second, first, "contains")):
        at = np.flatnonzero(relation == which)
        edges = shapely.boundary(inner[at]), shapely.boundary(outer[at])
        lines[at] = shapely.difference(*edges)
    at = np.flatnonzero(relation == "overlap")
    common = shapely.boundary(repair_polygons(common_shapes(first[at], second[at])).shapes)
    beside = lines[at]
    beside[~(pairs["shared_m"].to_numpy()[at] > 0)] = None
    parts, of = shapely.get_parts(np.concatenate([common, beside]), return_index=True)
    of %= max(len(at), 1)
    for k, row in enumerate(at.tolist()):
        lines[row] = shapely.multilinestrings(parts[of == k])
    return lines
