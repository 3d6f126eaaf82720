"""Where the weight of shapes counts: at points, on a grid inside of what is large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .ranges import joined_ranges

Array = NDArray[Any]

WHOLE_KM2: Final = 4.0
"""Polygons up to this area count at one point (docs/definitions.md)."""

GRID_M: Final = 1000.0
"""Larger ones count at the points of a grid of this width."""

#: How many points of the grid are tested at once; bounds the memory that a large area takes.
_AT_ONCE = 1_000_000

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class Placed(NamedTuple):
    """Weighted points that stand for weighted shapes; sorted by shape, then x, then y.

    Parameters
    ----------
    points
        Array of Point.
    weights
        The weight of each; those of one shape are equal and sum to its weight.
    shape
        Which shape of the input each stands for.
    """

    points: Array
    weights: Array
    shape: Array


def placed_points(
    shapes: Array, weights: Array, *, whole_km2: float = WHOLE_KM2, grid_m: float = GRID_M
) -> Placed:
    """Put the weight of each shape at points.

    A point counts where it is, a multipoint in equal shares at its points, a line at a point on
    it, and a polygon of at most `whole_km2` at one point inside it. A larger polygon counts in
    equal shares at the points of a grid that lie in its interior; where there is none, at one
    point inside it. The grid is that of the plane, not of the polygon: x and y are multiples of
    `grid_m` plus half of it, so that zones that tile the ground share one even grid. A shape that
    weighs 0 counts at one point, whatever its size: more would change no sum.

    Parameters
    ----------
    shapes
        Array of valid geometries in a plane, in metres. Missing and empty ones have no points.
    weights
        The weight of each, 0 or more; shapes whose weight is NaN have no points.
    whole_km2
        Polygons up to this area count at one point (inclusive).
    grid_m
        Width of the grid.

    Returns
    -------
    Placed
        See there. About 2 microseconds a point of the grid in the boxes around the polygons' parts.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.placing import placed_points
    >>> placed = placed_points(np.array([shapely.box(0, 0, 3000, 2000)]), np.array([300.0]))
    >>> placed.weights.tolist()
    [50.0, 50.0, 50.0, 50.0, 50.0, 50.0]
    >>> shapely.get_coordinates(placed.points)[:2].tolist()
    [[500.0, 500.0], [500.0, 1500.0]]
    """
    shapes, weights = np.asarray(shapes, dtype=object), np.asarray(weights, dtype=np.float64)
    kind = shapely.get_type_id(shapes)
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes) | np.isnan(weights))
    several = usable & (weights > 0)
    scattered = np.flatnonzero(several & (kind == shapely.GeometryType.MULTIPOINT))
    large = several & np.isin(kind, _POLYGONAL) & (shapely.area(shapes) > whole_km2 * 1e6)
    whose_large, grid_xy = _grid_inside(shapes, np.flatnonzero(large), grid_m)
    parts, whose = shapely.get_parts(shapes[scattered], return_index=True)
    stands = ~shapely.is_empty(parts)
    at_one = usable.copy()
    at_one[scattered] = False
    at_one[whose_large] = False
    inner = shapely.point_on_surface(shapes[at_one])
    owner = np.r_[np.flatnonzero(at_one), scattered[whose[stands]], whose_large]
    xy = np.r_[shapely.get_coordinates(inner), shapely.get_coordinates(parts[stands]), grid_xy]
    order = np.lexsort((xy[:, 1], xy[:, 0], owner))
    owner, xy = owner[order], xy[order]
    shares = np.bincount(owner, minlength=len(shapes))
    return Placed(np.asarray(shapely.points(xy)), weights[owner] / shares[owner], owner)


def dealt_out(totals: Array, shape: Array, *, per_unit: int = 1000) -> Array:
    """Whole thousandths of each total, dealt out so that they sum to it as it is published.

    Shares that are rounded one by one do not: 17,784 of them lost a person.

    Parameters
    ----------
    totals
        The weight of each shape, 0 or more.
    shape
        Which shape each point stands for, sorted; every shape has equal shares.
    per_unit
        Into how many parts a unit may be cut.

    Returns
    -------
    numpy.ndarray
        The weight of each point: equal ones but for one part that the first points of a shape get.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.placing import dealt_out
    >>> dealt_out(np.array([1.0, 2.0]), np.array([0, 0, 0, 1])).tolist()
    [0.334, 0.333, 0.333, 2.0]
    """
    parts = np.rint(np.nan_to_num(totals) * per_unit).astype(np.int64)
    first, count = np.unique(shape, return_index=True, return_counts=True)[1:]
    place = np.arange(len(shape)) - np.repeat(first, count)
    each, rest = np.divmod(parts[shape], np.repeat(count, count))
    dealt: Array = (each + (place < rest)) / per_unit
    return dealt


def _grid_inside(shapes: Array, chosen: Array, grid_m: float) -> tuple[Array, Array]:
    """Points of the grid in the interior of the chosen shapes: which shape, and x and y."""
    # A part at a time: the box around islands far apart holds many points of the grid for nothing.
    parts, whose = shapely.get_parts(shapes[chosen], return_index=True)
    shapely.prepare(parts)
    found = [
        (chosen[whose[part[inside]]], np.column_stack((x, y))[inside])
        for part, x, y in _candidates(shapely.bounds(parts), grid_m)
        for inside in (shapely.contains_xy(parts[part], x, y),)
    ]
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros((0, 2))
    return np.concatenate([each[0] for each in found]), np.concatenate([each[1] for each in found])


def _candidates(bounds: Array, grid_m: float) -> Iterator[tuple[Array, Array, Array]]:
    """Points of the grid within boxes: which box, x and y; some rows of the grid at a time."""
    first = np.ceil(bounds[:, :2] / grid_m - 0.5).astype(np.int64)
    end = np.floor(bounds[:, 2:] / grid_m - 0.5).astype(np.int64) + 1
    end = np.maximum(first, end)
    box, row = joined_ranges(first[:, 1], end[:, 1])
    reached = np.cumsum((end - first)[box, 0])
    for start, stop in _cuts(reached):
        line, step = joined_ranges(first[box[start:stop], 0], end[box[start:stop], 0])
        line += start
        yield box[line], (step + 0.5) * grid_m, (row[line] + 0.5) * grid_m


def _cuts(reached: Array) -> Iterator[tuple[int, int]]:
    """Runs of rows with about `_AT_ONCE` points each, by the points up to each row."""
    start = 0
    while start < len(reached):
        before = reached[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(reached, before + _AT_ONCE, side="right")))
        yield start, stop
        start = stop
