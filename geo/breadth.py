"""How broad and how long is a piece of ground, also one that winds along a border."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[Any]

#: What is nowhere broader is rounding: projecting bends a long segment by less, and where only one
#: of two neighbours has a vertex on it, a sliver is left.
ROUNDING_M: Final = 0.001


class Measures(NamedTuple):
    """How large polygons are.

    Parameters
    ----------
    area_m2, breadth_m, length_m
        Shape (n,); breadth times length is the area.
    """

    area_m2: Array
    breadth_m: Array
    length_m: Array


def measured(polygons: Array) -> Measures:
    """Area, breadth and length of polygons, also of such as wind along a border.

    The breadth is the smaller of area / longest side of the smallest enclosing rectangle and the
    short side of the rectangle of equal area and perimeter: both are the breadth of a rectangle, and
    the second sees through a strip that bends.

    Parameters
    ----------
    polygons
        Array of Polygon, none missing or empty.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.breadth import measured
    >>> [column.tolist() for column in measured(np.array([shapely.box(0, 0, 8, 2)]))]
    [[16.0], [2.0], [8.0]]
    """
    area = shapely.area(polygons)
    breadth = np.zeros(len(area))
    real = np.flatnonzero(area > 0)
    if len(real):
        boxes = shapely.minimum_rotated_rectangle(polygons[real])
        corners = shapely.get_coordinates(boxes).reshape(-1, 5, 2)
        sides = np.hypot(*np.moveaxis(np.diff(corners, axis=1), 2, 0))
        quarter = shapely.length(polygons[real]) / 4
        short = quarter - np.sqrt(np.maximum(quarter**2 - area[real], 0))
        breadth[real] = np.minimum(area[real] / sides.max(axis=1), short)
    length = np.divide(area, breadth, out=np.zeros(len(area)), where=breadth > 0)
    return Measures(area, breadth, length)


def broadest_m(shapes: Array) -> Array:
    """How broad the broadest polygon of each shape is.

    Parameters
    ----------
    shapes
        Array of geometries of any kind, also collections; what is no polygon counts nothing.

    Returns
    -------
    numpy.ndarray
        Shape (n,), metres; 0 without polygon, also for a missing shape.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.breadth import broadest_m
    >>> two = shapely.union(shapely.box(0, 0, 8, 2), shapely.box(20, 0, 26, 3))
    >>> broadest_m(np.array([two, shapely.Point(0, 0), None])).tolist()
    [3.0, 0.0, 0.0]
    """
    parts, whose = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    areal = (shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)
    breadth = np.zeros(len(shapes))
    np.maximum.at(breadth, whose[inner[areal]], measured(parts[areal]).breadth_m)
    return breadth
