"""Polygons made valid after projecting, and what that changed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[Any]

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_WITH_PARTS = (
    shapely.GeometryType.MULTIPOINT,
    shapely.GeometryType.MULTILINESTRING,
    shapely.GeometryType.MULTIPOLYGON,
    shapely.GeometryType.GEOMETRYCOLLECTION,
)


class Repaired(NamedTuple):
    """Valid polygons, and which of them were not.

    Parameters
    ----------
    shapes
        Array of Polygon or MultiPolygon; missing where the input was missing or has no area.
    changed
        Positions that were invalid; also of collections whose polygons overlap or share an edge,
        which GEOS calls valid.
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

    Lines and points that a repair leaves over are dropped: they govern nobody. Polygons of a
    collection are united, so that no ground counts twice.

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
    invalid = present & ~shapely.is_valid(shapes)
    result = shapes.copy()
    result[invalid] = shapely.make_valid(shapes[invalid])
    result, united = _polygons_only(result)
    reasons = united | {
        position: str(shapely.is_valid_reason(shapes[position]))
        for position in np.flatnonzero(invalid).tolist()
    }
    changed = np.array(sorted(reasons), dtype=np.int64)
    return Repaired(
        result,
        changed,
        [reasons[position] for position in changed.tolist()],
        shapely.area(shapes[changed]),
        np.nan_to_num(shapely.area(result[changed])),
    )


def written_alike(shapes: Array) -> Array:
    """Shapes written the same way whatever file they came from: equal ones have equal bytes.

    Formats turn rings around, make a multipart shape of every single one, and keep parts in any
    order.

    Parameters
    ----------
    shapes
        Array of geometries; missing stays missing.

    Returns
    -------
    numpy.ndarray
        Parts and rings in GEOS' normal order, shells counterclockwise, one part by itself.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.validity import written_alike
    >>> written_alike(np.array([shapely.from_wkt("MULTIPOLYGON (((1 1, 1 0, 0 0, 1 1)))")]))[0].wkt
    'POLYGON ((0 0, 1 0, 1 1, 0 0))'
    """
    alike = np.array(shapes, dtype=object)
    single = np.isin(shapely.get_type_id(alike), _WITH_PARTS) & (
        shapely.get_num_geometries(alike) == 1
    )
    alike[single] = shapely.get_geometry(alike[single], 0)
    result: Array = np.asarray(shapely.orient_polygons(shapely.normalize(alike)))
    return result


def _polygons_only(shapes: Array) -> tuple[Array, dict[int, str]]:
    """Keep the polygonal parts of each shape, missing where there is none; why some were united."""
    kinds = shapely.get_type_id(shapes)
    result = shapes.copy()
    united: dict[int, str] = {}
    for position in np.flatnonzero((kinds >= 0) & ~np.isin(kinds, _POLYGONAL)).tolist():
        parts = _single_parts(shapes[position])
        polygons = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
        together = shapely.multipolygons(polygons) if polygons else None
        if together is not None and not together.is_valid:
            united[position] = str(shapely.is_valid_reason(together))
            together = shapely.union_all(polygons)
        result[position] = together
    empty = shapely.is_empty(result)
    result[empty] = None
    return result, united


def _single_parts(shape: shapely.Geometry) -> Array:
    """The parts of a shape that have no parts themselves, however deep they stand."""
    parts: Array = np.array([shape], dtype=object)
    while np.isin(shapely.get_type_id(parts), _WITH_PARTS).any():
        parts = shapely.get_parts(parts)
    return parts
