"""Which areas hold which points, and weights summed over them, the same in whatever order."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

Array = NDArray[Any]


class Membership(NamedTuple):
    """Points that lie in areas: a point may lie in several, or in none.

    Parameters
    ----------
    area, point
        Positions, shape (k,), sorted by area, then point.
    on_border
        Positions of the points that a border put where they are, sorted.
    bounded
        Whether each area has a shape; one without holds nothing, and its sums are missing.
    """

    area: Array
    point: Array
    on_border: Array
    bounded: Array


def points_in_areas(points: Array, shapes: Array, layer: Array) -> Membership:
    """Find all areas that hold each point, on a border only one of a layer.

    A point in the interior of an area belongs to it. A point that lies on borders and in the
    interior of no area of the same layer belongs to the first of the areas whose border it is
    on, in the order of `shapes`; sort them by id to make that the smallest id. So areas that tile
    the ground in one layer count each point once. A border has no breadth here: only what the
    coordinates put exactly on it lies on it.

    Parameters
    ----------
    points
        Array of points in a plane; missing ones lie in nothing.
    shapes
        Array of valid polygons in the same plane; missing ones hold nothing.
    layer
        Of each shape, any kind of value: what may hold a point together with others of another
        layer, such as the level of an agency.

    Returns
    -------
    Membership
        See there. About 1 microsecond for each point in the box around a shape.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.membership import points_in_areas
    >>> shapes = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 0, 9, 9)])
    >>> found = points_in_areas(shapely.points([[1, 0.5]]), shapes, np.array(["city", "city", "county"]))
    >>> found.area.tolist(), found.on_border.tolist()
    ([0, 2], [0])
    """
    points, shapes = np.asarray(points, dtype=object), np.asarray(shapes, dtype=object)
    bounded = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    x, y = np.full(len(points), np.nan), np.full(len(points), np.nan)
    there = ~(shapely.is_missing(points) | shapely.is_empty(points))
    x[there], y[there] = shapely.get_coordinates(points[there]).T
    area, point = shapely.STRtree(points).query(shapes)
    shapely.prepare(shapes)
    meets = shapely.intersects_xy(shapes[area], x[point], y[point])
    area, point = area[meets], point[meets]
    inside = shapely.contains_xy(shapes[area], x[point], y[point])
    _, layer_of = np.unique(np.asarray(layer), return_inverse=True)
    claim = layer_of[area].astype(np.int64) * len(points) + point
    touching = np.flatnonzero(~inside)
    touching = touching[~np.isin(claim[touching], claim[inside])]
    # The first area of each claim: sorted by area within it.
    touching = touching[np.lexsort((area[touching], claim[touching]))]
    won = claim[touching]
    winners = touching[np.r_[True, won[1:] != won[:-1]]] if len(won) else touching
    kept = np.r_[np.flatnonzero(inside), winners]
    kept = kept[np.lexsort((point[kept], area[kept]))]
    return Membership(area[kept], point[kept], np.unique(point[winners]), bounded)


def summed_to_areas(weights: Array, members: Membership) -> Array:
    """The weight that lies in each area.

    Parameters
    ----------
    weights
        Shape (p,), of the points; 0 or more, none missing.
    members
        Of `points_in_areas`.

    Returns
    -------
    numpy.ndarray
        0 where no point lies, missing for an area without shape. The same to the last bit
        whatever the order of the points.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.membership import points_in_areas, summed_to_areas
    >>> shapes = np.array([shapely.box(0, 0, 2, 2), None, shapely.box(5, 5, 6, 6)])
    >>> members = points_in_areas(shapely.points([[1, 1], [1, 0.5]]), shapes, np.array([1, 1, 1]))
    >>> summed_to_areas(np.array([2.0, 0.5]), members).tolist()
    [2.5, nan, 0.0]
    """
    held = even_weights(weights)[members.point]
    sums = np.bincount(members.area, weights=held, minlength=len(members.bounded))
    return np.where(members.bounded, sums, np.nan)


def summed_to_both(weights: Array, members: Membership, a: Array, b: Array) -> Array:
    """The weight that lies in both areas of each pair.

    Parameters
    ----------
    weights
        Shape (p,), of the points; 0 or more, none missing.
    members
        Of `points_in_areas`.
    a, b
        Positions of areas, of equal length.

    Returns
    -------
    numpy.ndarray
        0 where the two have no point in common, missing where one has no shape. The same to the
        last bit whatever the order of the points. The cost grows with the square of the number of areas
        that hold a point, the memory with the number of pairs of areas that have points in common.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.membership import points_in_areas, summed_to_both
    >>> shapes = np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)])
    >>> members = points_in_areas(shapely.points([[0.5, 1], [1.5, 1]]), shapes, np.array([1, 2]))
    >>> summed_to_both(np.array([4.0, 3.0]), members, np.array([0]), np.array([1])).tolist()
    [3.0]
    """
    shape = len(members.bounded), len(weights)
    held = even_weights(weights)[members.point]
    weighted = csr_array((held, (members.area, members.point)), shape=shape)
    plain = csr_array((np.ones(len(held)), (members.area, members.point)), shape=shape)
    a, b = np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64)
    known = members.bounded[a] & members.bounded[b]
    sums = np.full(len(a), np.nan)
    if known.any():
        common = weighted @ plain.T
        sums[known] = _entries(common, a[known], b[known])
    return sums


def even_weights(weights: Array) -> Array:
    """Weights rounded to a common power of two, so that every sum of them is exact.

    The power is the total's last bit but two: each sum is a whole multiple of it that a float holds
    without rounding, so that it does not depend on the order. Whole numbers stay as they are (up to
    10**15 in all), others change by at most total x 2**-51: by 4e-9 of ten million people. (Demmel and
    Nguyen, Fast reproducible floating-point summation, 2013, call it pre-rounding.)

    Parameters
    ----------
    weights
        0 or more, none missing.
    """
    weights = np.asarray(weights, dtype=np.float64)
    total = math.fsum(weights.tolist())
    if total == 0:
        return weights
    quantum = math.ldexp(1.0, max(math.frexp(total)[1] - 51, -1022))
    even: Array = np.rint(weights / quantum) * quantum
    return even


def _entries(matrix: csr_array, row: Array, column: Array) -> Array:
    """Entries of a sparse matrix, 0 where it holds none."""
    matrix.sort_indices()
    width = matrix.shape[1]
    held = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)) * width + matrix.indices
    wanted = row * width + column
    if len(held) == 0:
        return np.zeros(len(wanted))
    at = np.searchsorted(held, wanted).clip(max=len(held) - 1)
    entries: Array = np.where(held[at] == wanted, matrix.data[at], 0.0)
    return entries
