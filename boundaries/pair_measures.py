"""How two agencies lie to each other, in numbers: common ground, borders, distances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from ..geo.borders import SharedBorders, borders_of, matched_segments
from ..geo.ground import WIDE_M, line_lengths_m, stretch
from ..geo.nearborders import NearBorders, near_borders
from ..geo.outlines import outlines
from ..geo.overlay import AreaPairs, area_pairs
from ..geo.ranges import positions_of

Array = NDArray[Any]

#: One agency lies in another when this share of the smaller area is common.
CONTAINED_SHARE = 0.98

# Areas count as equal within this share: the same shape drawn from another vertex differs by rounding.
_EQUAL_SHARE = 1e-9


class Measures(NamedTuple):
    """Pairs of shapes that touch, overlap, or lie near, one row each.

    Parameters
    ----------
    a, b
        Positions, a < b, sorted.
    nested, smaller
        One lies in the other; a is the one that does.
    common_m2, breadth_m
        The common area, and how broad it is at most.
    exact_m
        Length that they run along one line.
    beside_m
        (k, n) length within each tolerance of what is not the same, segment for segment.
    shared_m, share_a, share_b
        Length of the whole border for the first tolerance, and its share in either outline.
    gap_m
        The distance; 0 when they touch.
    lines
        The border; else the shortest line between them, or one between their middles.
    """

    a: Array
    b: Array
    nested: Array
    smaller: Array
    common_m2: Array
    breadth_m: Array
    exact_m: Array
    beside_m: Array
    shared_m: Array
    share_a: Array
    share_b: Array
    gap_m: Array
    lines: Array


def pair_measures(
    shapes: Array, plane: pyproj.CRS | None, *, tolerances_m: Sequence[float], near_m: float
) -> Measures:
    """Measure how each two shapes lie to each other.

    Parameters
    ----------
    shapes
        Array of valid polygons in a plane, in metres; missing ones are in no pair.
    plane
        Of `adjoin.geo.crs.region_plane`: where it is wider than about 1,500 km, lengths and distances
        are those on the ellipsoid. In any other plane, and in None, they are those of the plane.
    tolerances_m
        Above 0; the first decides which shapes have more than a sliver in common.
    near_m
        How far apart two shapes may lie and still be a pair.
    """
    lines = outlines(shapes)
    matches = matched_segments(lines)
    exact = borders_of(lines, matches)
    widened = _stretch(shapes, plane)
    pairs = area_pairs(
        shapes,
        near_m=max(near_m * widened, *tolerances_m),
        bordering=np.column_stack([exact.a, exact.b])[exact.outside],
    )
    area = shapely.area(shapes)
    area_a, area_b = area[pairs.a], area[pairs.b]
    nested = pairs.common_m2 >= CONTAINED_SHARE * np.minimum(area_a, area_b)
    layered = np.column_stack([pairs.a, pairs.b])[nested | (pairs.breadth_m > tolerances_m[0])]
    beside = near_borders(lines, matches, layered, tolerances_m=tolerances_m)
    along = _along(pairs, exact, beside, count=len(shapes))
    shared_m = along.exact_m + np.maximum(along.on_line_m, along.beside_m[:, 0])
    gap_m, perimeter = pairs.gap_m, shapely.length(shapes)
    if plane is not None and widened > 1:
        shared_m = np.where(shared_m > 0, line_lengths_m(along.lines, plane), 0.0)
        gap_m = np.where(gap_m > 0, line_lengths_m(pairs.across, plane), 0.0)
        perimeter = line_lengths_m(shapes, plane)
    return Measures(
        pairs.a,
        pairs.b,
        nested,
        nested & (area_a < area_b * (1 - _EQUAL_SHARE)),
        pairs.common_m2,
        pairs.breadth_m,
        along.exact_m + along.on_line_m,
        along.beside_m,
        shared_m,
        shared_m / perimeter[pairs.a],
        shared_m / perimeter[pairs.b],
        gap_m,
        _drawn(shapes, pairs, along),
    )


def _stretch(shapes: Array, plane: pyproj.CRS | None) -> float:
    """How many times longer than on the ground a line of a region's plane can be; 1 if it is not wide."""
    if plane is None or shapely.is_missing(shapes).all() or not _centred(plane):
        return 1.0
    bounds = shapely.total_bounds(shapes)
    corners = bounds[[[0, 1], [0, 3], [2, 1], [2, 3]]]
    if np.hypot(*corners.T).max() <= WIDE_M:
        return 1.0
    return float(np.nanmax(np.append(stretch(corners, plane), 1.0)))


def _centred(plane: pyproj.CRS) -> bool:
    """Whether it is a plane of a region, whose middle is the place 0, 0."""
    operation = plane.coordinate_operation
    return operation is not None and operation.method_name == "Lambert Azimuthal Equal Area"


class _Along(NamedTuple):
    """How far each pair runs along the same line, and beside one another."""

    exact_m: Array
    on_line_m: Array
    beside_m: Array
    lines: Array


def _along(pairs: AreaPairs, exact: SharedBorders, beside: NearBorders, *, count: int) -> _Along:
    """What was found of borders, for each pair; 0 and missing where nothing was."""
    wanted = pairs.a * count + pairs.b
    at = positions_of(wanted, exact.a * count + exact.b)
    near = positions_of(wanted, beside.a * count + beside.b)
    none = np.array([None], dtype=object)
    lines, others = np.r_[exact.lines, none][at], np.r_[beside.lines, none][near]
    both = ~shapely.is_missing(lines) & ~shapely.is_missing(others)
    lines = np.where(shapely.is_missing(lines), others, lines)
    lines[both] = shapely.line_merge(shapely.union(lines[both], others[both]))
    steps = beside.beside_m.shape[1]
    return _Along(
        np.append(exact.shared_m, 0.0)[at],
        np.append(beside.on_line_m, 0.0)[near],
        np.vstack([beside.beside_m, np.zeros((1, steps))])[near],
        lines,
    )


def _drawn(shapes: Array, pairs: AreaPairs, along: _Along) -> Array:
    """The common border; else the shortest line where they lie apart, or one between their middles."""
    lines = np.where(shapely.is_missing(along.lines), pairs.across, along.lines)
    rest = np.flatnonzero(shapely.is_missing(lines))
    a, b = pairs.a[rest], pairs.b[rest]
    used, which = np.unique(np.concatenate([a, b]), return_inverse=True)
    middles = shapely.get_coordinates(shapely.point_on_surface(shapes[used]))
    ends = np.stack(np.split(middles[which], 2), axis=1)
    lines[rest] = shapely.linestrings(ends)
    return lines
