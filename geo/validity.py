"""Polygons made valid after projecting, and what that changed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[Any]

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class Repaired(NamedTuple):
    """Valid polygons, and which of them were not.

    Parameters
    ----------
    shapes
        Array of Polygon or MultiPolygon; missing where the input was missing or has no area.
    changed
        Positions that were invalid.
    reasons
        Why, in GEOS's words, one for each of `changed`.
    area_before, area_after
        Plane units squared, one for each of `changed`; before is the signed sum of the rings.
    """

    shapes: Array
    changed: Array
    reasons: list[str]
    area_before: Array
    area_after: Array


def repair_polygons(shapes: Array) -> Repaired:
    """Make polygons valid, keeping every vertex that is not itself at fault.

    Lines and points that a repair leaves over are dropped: they govern nobody.

    Parameters
    ----------
    shapes
        Array of geometries in a plane; None allowed.

    Returns
    -------
    Repaired
        See there. Valid input comes back as the same objects.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.validity import repair_polygons
    >>> bowtie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> repair_polygons(np.array([bowtie])).area_after.tolist()
    [2.0]
    """
    shapes = np.asarray(shapes, dtype=object)
    present = ~shapely.is_missing(shapes)
    changed = np.flatnonzero(present & ~shapely.is_valid(shapes))
    result = shapes.copy()
    result[changed] = shapely.make_valid(shapes[changed])
    result = _polygons_only(result)
    return Repaired(
        result,
        changed,
        [str(reason) for reason in shapely.is_valid_reason(shapes[changed])],
        shapely.area(shapes[changed]),
        np.nan_to_num(shapely.area(result[changed])),
    )


def _polygons_only(shapes: Array) -> Array:
    """Keep the polygonal parts of each shape; missing where there is none."""
    kinds = shapely.get_type_id(shapes)
    result = shapes.copy()
    for position in np.flatnonzero((kinds >= 0) & ~np.isin(kinds, _POLYGONAL)):
        parts = shapely.get_parts(shapely.get_parts(shapes[position]))
        polygons = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
        result[position] = shapely.multipolygons(polygons) if polygons else None
    empty = shapely.is_empty(result)
    result[empty] = None
    return result
