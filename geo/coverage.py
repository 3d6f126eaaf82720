"""Areas that were meant to tile the ground: what several of them hold, and what none of them does."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .breadth import ROUNDING_M, measured
from .findings import UseError

Array = NDArray[Any]

#: A strip along which one shape alone has more than this share of the sides is an inlet of that
#: shape, and no gap between two.
ONE_SIDE_SHARE: Final = 0.75


class Common(NamedTuple):
    """Ground that two shapes hold both.

    Parameters
    ----------
    a, b
        Positions of the shapes, a < b, sorted.
    polygons
        Array of Polygon, connected, without what is rounding. A pair has one row for each.
    """

    a: Array
    b: Array
    polygons: Array


class Unheld(NamedTuple):
    """Ground between shapes that none of them holds.

    Parameters
    ----------
    polygons
        Array of Polygon.
    enclosed
        Whether it lies within the outer outline of the shapes; otherwise it is a strip that is open
        at an end.
    polygon, shape, along_m
        Which shape lies along which of `polygons`, and over which length of its outline; sorted.
    """

    polygons: Array
    enclosed: Array
    polygon: Array
    shape: Array
    along_m: Array


def common_ground(shapes: Array) -> Common:
    """Find all ground that two shapes hold both.

    Parameters
    ----------
    shapes
        Array of valid polygons in a plane; missing ones hold nothing.

    Returns
    -------
    Common
        See there. Shapes that only touch are told apart by predicates; the cost is that of one
        intersection for each pair whose interiors meet.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.coverage import common_ground
    >>> squares = np.array([shapely.box(0, 0, 4, 4), shapely.box(3, 0, 6, 4), shapely.box(6, 0, 9, 4)])
    >>> found = common_ground(squares)
    >>> found.a.tolist(), found.b.tolist(), shapely.area(found.polygons).tolist()
    ([0], [1], [4.0])
    """
    shapes = np.asarray(shapes, dtype=object)
    none = np.zeros(0, dtype=np.int64)
    if shapely.coverage_is_valid(shapes):
        return Common(none, none, np.zeros(0, dtype=object))
    shapely.prepare(shapes)
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    a, b = a[a < b], b[a < b]
    apart = shapely.touches(shapes[a], shapes[b])
    a, b = a[~apart], b[~apart]
    polygons, pair = _polygons(shapely.intersection(shapes[a], shapes[b]))
    real = measured(polygons).breadth_m > ROUNDING_M
    polygons, pair = polygons[real], pair[real]
    order = np.lexsort((b[pair], a[pair]))
    return Common(a[pair[order]], b[pair[order]], polygons[order])


def ground_of(shapes: Array) -> Any:
    """The ground that shapes hold together, as one shape.

    Parameters
    ----------
    shapes
        Array of valid polygons in a plane; missing ones hold nothing.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.coverage import ground_of
    >>> ground_of(np.array([shapely.box(0, 0, 4, 4), shapely.box(3, 0, 6, 4)])).area
    24.0
    """
    shapes = np.asarray(shapes, dtype=object)
    shapes = shapes[~shapely.is_missing(shapes)]
    if len(shapes) == 0:
        return shapely.Polygon()
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)


def unheld_ground(shapes: Array, ground: Any, *, narrow_m: float, least_m: float) -> Unheld:
    """Find the ground between shapes that none of them holds.

    Two kinds are found: all that the shapes enclose, whatever its size, and strips between two or more of
    them that are open to the outside, or run out of something broad. A strip is what no
    disc of `narrow_m` across gets into (the morphological closing of the ground), is longer than
    `least_m`, and has no more than 0.75 of its sides along one and the same shape.

    Parameters
    ----------
    shapes
        Array of valid polygons in a plane; missing ones hold nothing.
    ground
        Of `ground_of`.
    narrow_m
        The greatest breadth of a strip, above 0.
    least_m
        The length that a strip must exceed.

    Returns
    -------
    Unheld
        See there. No two polygons have ground in common; the enclosed ones and `ground`
        are all within the outer outline, up to what is rounding.

    Raises
    ------
    UseError
        `narrow_m` is not above 0.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.coverage import ground_of, unheld_ground
    >>> two = np.array([shapely.box(0, 0, 100, 100), shapely.box(102, 0, 200, 100)])
    >>> found = unheld_ground(two, ground_of(two), narrow_m=5, least_m=50)
    >>> shapely.area(found.polygons).round(-1).tolist(), found.enclosed.tolist(), found.shape.tolist()
    ([200.0], [False], [0, 1])
    """
    if not narrow_m > 0:
        raise UseError(f"narrow_m is {narrow_m}; give a breadth above 0")
    holes = _holes(ground)
    narrow = measured(holes).breadth_m <= narrow_m
    strips = _strips(shapes, ground, narrow_m=narrow_m, least_m=least_m)
    strips, inside = _outside(strips, holes[narrow]), holes[~narrow]
    hole, strip = shapely.STRtree(inside).query(strips, predicate="intersects")[::-1]
    within = np.zeros(len(strips), dtype=bool)
    within[strip[~shapely.touches(inside[hole], strips[strip])]] = True
    left = inside.copy()
    for at in np.unique(hole[within[strip]]).tolist():
        left[at] = shapely.difference(inside[at], shapely.union_all(strips[strip[hole == at]]))
    left, _ = _polygons(left)
    left = left[measured(left).breadth_m > ROUNDING_M]
    polygons = np.r_[holes[narrow], left, strips]
    enclosed = np.r_[np.ones(narrow.sum() + len(left), dtype=bool), within]
    return Unheld(polygons, enclosed, *alongside(polygons, shapes, within_m=ROUNDING_M))


def alongside(polygons: Array, shapes: Array, *, within_m: float) -> tuple[Array, Array, Array]:
    """Which shapes lie along the outline of which polygons, and over which length.

    Parameters
    ----------
    polygons, shapes
        Arrays of valid polygons in one plane; missing ones lie along nothing.
    within_m
        How far a shape may lie from the outline and still be along it, above 0.

    Returns
    -------
    polygon, shape
        Positions, sorted.
    along_m
        The length of the outline, inner rings too, that lies within `within_m` of the shape; what
        only touches in a corner is left out.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.coverage import alongside
    >>> square, right = np.array([shapely.box(0, 0, 4, 4)]), np.array([shapely.box(4, 0, 8, 9)])
    >>> alongside(square, right, within_m=0.001)[2].round().tolist()
    [4.0]
    """
    polygons, shapes = np.asarray(polygons, dtype=object), np.asarray(shapes, dtype=object)
    tree = shapely.STRtree(shapes)
    polygon, shape = tree.query(polygons, predicate="dwithin", distance=within_m)
    order = np.lexsort((shape, polygon))
    polygon, shape = polygon[order], shape[order]
    west, south, east, north = shapely.bounds(polygons[polygon]).reshape(-1, 4).T
    reach = 2 * within_m
    around = shapely.box(west - reach, south - reach, east + reach, north + reach)
    near = shapely.buffer(shapely.intersection(shapes[shape], around), within_m)
    along = shapely.length(shapely.intersection(shapely.boundary(polygons[polygon]), near))
    # Around a corner a length of some `within_m` lies near.
    real = along > 4 * within_m
    return polygon[real], shape[real], along[real]


def _holes(ground: Any) -> Array:
    """What the outer outlines of the ground enclose and the ground does not hold, piece by piece."""
    parts = shapely.get_parts(ground)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    inner = np.r_[False, ring_of[1:] == ring_of[:-1]] if len(rings) else np.zeros(0, dtype=bool)
    holes: Array = np.asarray(shapely.polygons(rings[inner]) if inner.any() else [], dtype=object)
    # Islands in a hole are parts of their own, and holes in an island are holes of their own.
    islands = np.asarray(shapely.polygons(rings[~inner]) if len(rings) else [], dtype=object)
    island, hole = shapely.STRtree(holes).query(islands, predicate="covered_by")
    for at in np.unique(hole).tolist():
        holes[at] = shapely.difference(holes[at], shapely.union_all(islands[island[hole == at]]))
    holes, _ = _polygons(holes)
    kept: Array = holes[measured(holes).breadth_m > ROUNDING_M]
    return kept


def _strips(shapes: Array, ground: Any, *, narrow_m: float, least_m: float) -> Array:
    """Narrow ground between shapes: what closing their union fills."""
    filled = _without_narrow_rings(ground, narrow_m)
    # Few corners in an arc: only the open ends of strips show them.
    wider = shapely.buffer(filled, narrow_m / 2, quad_segs=4)
    closed = shapely.buffer(wider, -narrow_m / 2, quad_segs=4)
    strips, _ = _polygons(np.array([shapely.difference(closed, filled)], dtype=object))
    size = measured(strips)
    fits = (size.breadth_m > ROUNDING_M) & (size.breadth_m <= narrow_m) & (size.length_m > least_m)
    strips = strips[fits]
    strip, _, along = alongside(strips, shapes, within_m=ROUNDING_M)
    most, total = np.zeros(len(strips)), np.zeros(len(strips))
    np.maximum.at(most, strip, along)
    np.add.at(total, strip, along)
    between: Array = strips[most < ONE_SIDE_SHARE * total]
    return between


def _without_narrow_rings(ground: Any, narrow_m: float) -> Any:
    """The ground with its narrow holes filled: what a dirty border leaves by the thousand."""
    parts = shapely.get_parts(ground)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    inner = np.flatnonzero(np.r_[False, ring_of[1:] == ring_of[:-1]]) if len(rings) else ring_of
    if len(inner) == 0:
        return ground
    holes: Array = np.asarray(shapely.polygons(rings[inner]))
    narrow = measured(holes).breadth_m <= narrow_m
    kept = np.ones(len(rings), dtype=bool)
    kept[inner[narrow]] = False
    parts = np.array(
        [
            shapely.polygons(own[0], holes=own[1:])
            for own in np.split(rings[kept], np.flatnonzero(np.diff(ring_of[kept])) + 1)
        ]
    )
    island, _ = shapely.STRtree(holes[narrow]).query(parts, predicate="covered_by")
    return shapely.multipolygons(np.delete(parts, np.unique(island)))


def _outside(polygons: Array, others: Array) -> Array:
    """The polygons whose inner points are in none of the others."""
    points = shapely.point_on_surface(polygons)
    at, _ = shapely.STRtree(others).query(points, predicate="intersects")
    return np.delete(polygons, np.unique(at))


def _polygons(shapes: Array) -> tuple[Array, Array]:
    """The polygons of shapes and collections, and the position of the shape of each."""
    parts, whose = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    areal = (shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)
    return parts[areal], whose[inner[areal]]
