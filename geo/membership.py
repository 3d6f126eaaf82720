"""Which areas hold which points, and weights summed over them, the same in whatever order."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from .boxed import points_in_boxes
from .findings import UseError
from .ranges import positions_of
from .ties import beaten

Array = NDArray[Any]

_POINT = int(shapely.GeometryType.POINT)
_MISSING = int(shapely.GeometryType.MISSING)


class Contacts(NamedTuple):
    """Points that lie in areas or on their borders.

    Parameters
    ----------
    area, point
        Positions, shape (k,), in no order that means anything.
    inside
        Whether the point lies in the interior, and not on the border.
    """

    area: Array
    point: Array
    inside: Array


class Membership(NamedTuple):
    """Points that count in areas: a point may count in several, or in none.

    Parameters
    ----------
    area, point
        Positions, shape (k,), sorted by area, then point.
    on_border
        Positions of the points that lie on a border, sorted: another area may have as good a claim.
    bounded
        Whether each area has a shape; one without holds nothing, and its sums are missing.
    """

    area: Array
    point: Array
    on_border: Array
    bounded: Array


def points_in_areas(points: Array, shapes: Array, layer: Array) -> Membership:
    """Find all areas that hold each point, on a common border only one of a layer.

    A point in the interior of an area belongs to it. A point on borders belongs, in each layer, to
    the first of the areas that only touch there, in the order of `shapes`; sort them by id to make
    that the smallest id. Areas that overlap there have it both (`adjoin.geo.ties.beaten`). So areas
    that tile the ground in one layer count each point once, also where others of the layer lie
    across them. A border has no breadth here: only what the coordinates put exactly on it lies on
    it.

    Parameters
    ----------
    points
        Array of points in a plane, in metres; missing ones lie in nothing.
    shapes
        Array of valid polygons in the same plane; missing ones hold nothing.
    layer
        Of each shape, any kind of value: what may hold a point together with others of another
        layer, such as the level of an agency.

    Returns
    -------
    Membership
        See there. Less than 1 microsecond for each point in the box around a shape.

    Raises
    ------
    UseError
        A geometry that is no point.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.membership import points_in_areas
    >>> shapes = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 0, 9, 9)])
    >>> found = points_in_areas(shapely.points([[1, 0.5]]), shapes, np.array(["city", "city", "county"]))
    >>> found.area.tolist(), found.on_border.tolist()
    ([0, 2], [0])
    """
    return counted_once(contacts(points, shapes), points, shapes, layer)


def contacts(points: Array, shapes: Array) -> Contacts:
    """Find all areas in which, or on whose border, each point lies.

    Parameters
    ----------
    points, shapes
        As for `points_in_areas`.

    Returns
    -------
    Contacts
        See there.

    Raises
    ------
    UseError
        A geometry that is no point.
    """
    shapes = np.asarray(shapes, dtype=object)
    x, y = _places(points)
    area, point = points_in_boxes(x, y, shapely.bounds(shapes))
    shapely.prepare(shapes)
    inside = shapely.contains_xy(shapes[area], x[point], y[point])
    beside = np.flatnonzero(~inside)
    on = shapely.intersects_xy(shapes[area[beside]], x[point[beside]], y[point[beside]])
    kept = np.r_[np.flatnonzero(inside), beside[on]]
    return Contacts(area[kept], point[kept], inside[kept])


def counted_once(found: Contacts, points: Array, shapes: Array, layer: Array) -> Membership:
    """Settle which area of a layer counts a point on a common border.

    Parameters
    ----------
    found
        Of `contacts`, or a part of them.
    points, shapes, layer
        As for `points_in_areas`.

    Returns
    -------
    Membership
        See there.
    """
    shapes, count = np.asarray(shapes, dtype=object), len(points)
    bounded = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    _, layer_of = np.unique(np.asarray(layer), return_inverse=True)
    border = np.flatnonzero(~found.inside)
    area, point = found.area[border], found.point[border]
    x, y = _places(np.asarray(points, dtype=object)[point])
    lost = beaten(layer_of[area].astype(np.int64) * count + point, area, x, y, shapes)
    kept = np.ones(len(found.area), dtype=bool)
    kept[border[lost]] = False
    held = np.sort(found.area[kept] * count + found.point[kept])
    areas, members = np.divmod(held, max(count, 1))
    return Membership(areas, members, np.unique(point), bounded)


def _places(points: Array) -> tuple[Array, Array]:
    """The coordinates of points, missing where there is none."""
    points = np.asarray(points, dtype=object)
    kind = shapely.get_type_id(points)
    other = points[(kind != _POINT) & (kind != _MISSING)]
    if len(other):
        raise UseError(
            f"{len(other)} of {len(points)} are no points, the first is {other[0].geom_type}; "
            "give points"
        )
    points = points.copy()
    points[shapely.is_empty(points)] = None
    return shapely.get_x(points), shapely.get_y(points)


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
        sums[known] = entries(common, a[known], b[known])
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


def entries(matrix: csr_array, row: Array, column: Array) -> Array:
    """Entries of a sparse matrix, 0 where it holds none."""
    matrix.sort_indices()
    width = matrix.shape[1]
    held = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)) * width + matrix.indices
    entries: Array = np.append(matrix.data, 0.0)[positions_of(row * width + column, held)]
    return entries
