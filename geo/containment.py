"""Which area holds a point, with one answer for every point."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[Any]

#: Within this of a boundary a point counts as on it: well above rounding, well below any survey.
ON_BORDER_M = 0.001


class Holders(NamedTuple):
    """The area that holds each point.

    Parameters
    ----------
    holder
        Position of the area, -1 where none holds the point.
    on_border
        The point lies on the border of that area, so that a neighbour could claim it too.
    """

    holder: Array
    on_border: Array


def smallest_holder(points: Array, shapes: Array) -> Holders:
    """Find the smallest area that holds each point.

    A point on a border (within 1 mm) belongs to the first of the areas that meet there, in the
    order of `shapes`; sort them by id to make that the smallest id.

    Parameters
    ----------
    points
        Array of points in a plane; a missing point is held by nothing.
    shapes
        Array of valid polygons in the same plane; missing ones hold nothing.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.containment import smallest_holder
    >>> town_in_county = np.array([shapely.box(0, 0, 9, 9), shapely.box(1, 1, 2, 2)])
    >>> smallest_holder(shapely.points([[1.5, 1.5], [5, 5], [20, 20]]), town_in_county).holder.tolist()
    [1, 0, -1]
    """
    points, shapes = np.asarray(points, dtype=object), np.asarray(shapes, dtype=object)
    holder = np.full(len(points), -1, dtype=np.int64)
    on_border = np.zeros(len(points), dtype=bool)
    tree = shapely.STRtree(points)
    area_at, point_at = tree.query(shapes, predicate="dwithin", distance=ON_BORDER_M)
    if len(point_at) == 0:
        return Holders(holder, on_border)
    border = shapely.boundary(shapes)
    shapely.prepare(border)
    touches = shapely.dwithin(border[area_at], points[point_at], ON_BORDER_M)
    area = shapely.area(shapes)[area_at]
    # The smallest area decides whether the point is on a border; there the first area wins.
    order = np.lexsort((area_at, area, point_at))
    point_at, area_at, touches = point_at[order], area_at[order], touches[order]
    first = np.r_[True, point_at[1:] != point_at[:-1]]
    holder[point_at[first]] = area_at[first]
    on_border[point_at[first]] = touches[first]
    rivals = touches & on_border[point_at]
    earliest = np.full(len(points), len(shapes), dtype=np.int64)
    np.minimum.at(earliest, point_at[rivals], area_at[rivals])
    holder[on_border] = earliest[on_border]
    return Holders(holder, on_border)
