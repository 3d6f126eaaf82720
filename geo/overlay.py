"""How two areas lie to each other: what they have in common, and how far apart they are."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[Any]


class AreaPairs(NamedTuple):
    """Pairs of areas that touch, overlap, or lie near.

    Parameters
    ----------
    a, b
        Positions, a < b, sorted.
    common_m2
        The area they have in common.
    breadth_m
        How broad the broadest part of the common area is; 0 without one. A thin sliver along a
        border has the breadth of the sliver.
    gap_m
        The distance between them; 0 when they touch.
    """

    a: Array
    b: Array
    common_m2: Array
    breadth_m: Array
    gap_m: Array


def area_pairs(shapes: Array, *, near_m: float) -> AreaPairs:
    """Measure every pair of areas within a distance.

    Parameters
    ----------
    shapes
        Array of valid polygons in a plane, in metres; missing ones are in no pair.
    near_m
        Pairs up to this distance apart are returned (inclusive).

    Returns
    -------
    AreaPairs
        One row per pair. The cost is that of one intersection per pair that meets.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.overlay import area_pairs
    >>> squares = np.array([shapely.box(0, 0, 4, 4), shapely.box(2, 0, 6, 4), shapely.box(9, 0, 10, 1)])
    >>> found = area_pairs(squares, near_m=3)
    >>> found.common_m2.tolist(), found.gap_m.tolist()
    ([8.0, 0.0], [0.0, 3.0])
    """
    shapes = np.asarray(shapes, dtype=object)
    a, b = _pairs_within(shapes, near_m)
    gap, common, breadth = np.zeros(len(a)), np.zeros(len(a)), np.zeros(len(a))
    together = shapely.intersects(shapes[a], shapes[b])
    meet, apart = np.flatnonzero(together), np.flatnonzero(~together)
    gap[apart] = shapely.distance(shapes[a[apart]], shapes[b[apart]])
    shared = shapely.intersection(shapes[a[meet]], shapes[b[meet]])
    common[meet] = shapely.area(shared)
    breadth[meet] = _breadth(shared)
    return AreaPairs(a, b, common, breadth, gap)


def _pairs_within(shapes: Array, near_m: float) -> tuple[Array, Array]:
    """Positions of the pairs that lie within a distance, sorted."""
    tree = shapely.STRtree(shapes)
    shapely.prepare(shapes)
    a, b = tree.query(shapes, predicate="dwithin", distance=near_m)
    ordered = a < b
    a, b = a[ordered], b[ordered]
    order = np.lexsort((b, a))
    return a[order], b[order]


def _breadth(shared: Array) -> Array:
    """The breadth of the broadest polygon of each shape.

    The smaller of area / longest side of the smallest enclosing rectangle and the short side of
    the rectangle of equal area and perimeter: both are the breadth of a rectangle, the second
    also sees through a strip that winds along a border.
    """
    parts, whose = shapely.get_parts(shared, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    whose = whose[inner]
    area = shapely.area(parts)
    real = area > 0
    parts, whose, area = parts[real], whose[real], area[real]
    breadth = np.zeros(len(shared))
    if len(parts) == 0:
        return breadth
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(parts)).reshape(-1, 5, 2)
    sides = np.hypot(*np.moveaxis(np.diff(corners, axis=1), 2, 0))
    quarter = shapely.length(parts) / 4
    short = quarter - np.sqrt(np.maximum(quarter**2 - area, 0))
    each = np.minimum(area / sides.max(axis=1), short)
    np.maximum.at(breadth, whose, each)
    return breadth
