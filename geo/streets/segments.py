"""Vertices and segments of lines, and where segments cross: the same to the bit whichever way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

SAME_VERTEX_M: Final = 0.001
"""A crossing at most this far from a vertex is at the vertex: files round coordinates."""


@dataclass(frozen=True)
class Vertices:
    """The vertices of lines, one line after the other; a place given twice in a row is one.

    Parameters
    ----------
    xy
        Shape (v, 2).
    line
        Shape (v,), the line of each.
    first, last
        Shape (s,), the first and the last vertex of each line.
    along_m
        Shape (v,), metres from the start of the line.
    """

    xy: NDArray[np.float64]
    line: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    along_m: NDArray[np.float64]


class Segments(NamedTuple):
    """Pieces between two different vertices, their ends in the order of x, then y.

    The order makes every computed place the same to the bit, whichever way the line runs.
    """

    vertex: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    place: NDArray[np.int64]
    """Shape (k, 2), the numbers of the places at both ends."""


def vertices_of(lines: NDArray[Any]) -> Vertices:
    """Vertices of LineStrings that are not empty.

    Parameters
    ----------
    lines
        Shape (s,), plane metres.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.streets.segments import vertices_of
    >>> line = np.array([shapely.LineString([(0, 0), (3, 4), (3, 5)])], dtype=object)
    >>> vertices_of(line).along_m.tolist()
    [0.0, 5.0, 6.0]
    """
    xy, line = shapely.get_coordinates(lines, return_index=True)
    xy = xy + 0.0  # -0.0 and 0.0 are one place
    new = np.ones(len(xy), dtype=bool)
    new[1:] = (xy[1:] != xy[:-1]).any(axis=1) | (line[1:] != line[:-1])
    xy, line = xy[new], line[new]
    first = np.searchsorted(line, np.arange(len(lines)), side="left")
    last = np.searchsorted(line, np.arange(len(lines)), side="right") - 1
    step = np.zeros(len(xy))
    if len(xy):
        step[1:] = np.hypot(*(xy[1:] - xy[:-1]).T)
        step[first] = 0.0
    total = np.cumsum(step)
    return Vertices(xy, line, first, last, total - total[first][line])


def segments_of(vertices: Vertices, place: NDArray[np.int64]) -> Segments:
    """Segments of all lines.

    Parameters
    ----------
    vertices
        Of the lines.
    place
        Shape (v,), the number of the place of each (`numbered`).
    """
    start = np.flatnonzero(vertices.line[1:] == vertices.line[:-1]).astype(np.int64)
    turned = place[start] > place[start + 1]  # places are numbered by x, then y
    low = np.where(turned, start + 1, start)
    high = np.where(turned, start, start + 1)
    return Segments(
        start, vertices.xy[low], vertices.xy[high], np.column_stack([place[low], place[high]])
    )


def crossing_pairs(
    segments: Segments, tree: shapely.STRtree, shapes: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of segments with a common point and no common end, not side by side on one straight.

    Parameters
    ----------
    segments
        k segments.
    tree, shapes
        Their LineStrings, shape (k,), and the tree of these.

    Returns
    -------
    a, b
        Shape (c,), indices of segments; the one with the smaller ends is `a`.
    """
    a, b = tree.query(shapes)
    below = a < b
    a, b = a[below], b[below]
    pa, pb = segments.place[a], segments.place[b]
    apart = (pa[:, :, None] != pb[:, None, :]).all(axis=(1, 2))
    a, b = a[apart], b[apart]
    # the one with the smaller ends first, whatever the order of the rows
    swap = _before(segments.place[b], segments.place[a])
    a, b = np.where(swap, b, a), np.where(swap, a, b)
    sides = [
        _side(segments.low[one], segments.high[one], point[other])
        for one, other in ((b, a), (a, b))
        for point in (segments.low, segments.high)
    ]
    meet = (sides[0] * sides[1] <= 0) & (sides[2] * sides[3] <= 0)
    meet &= (sides[0] != sides[1]) & (sides[2] != sides[3])
    return a[meet], b[meet]


def crossing_places(
    segments: Segments, a: NDArray[np.int64], b: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The place of each crossing, moved to a vertex at it; whether both lines have one there.

    Parameters
    ----------
    segments
        k segments.
    a, b
        Shape (c,), from `crossing_pairs`.

    Returns
    -------
    xy
        Shape (c, 2).
    common
        Shape (c,), whether an end of both segments is within `SAME_VERTEX_M`.
    """
    way_a, way_b = segments.high[a] - segments.low[a], segments.high[b] - segments.low[b]
    between = segments.low[b] - segments.low[a]
    t = _cross(between, way_b) / _cross(way_a, way_b)
    xy = segments.low[a] + np.clip(t, 0.0, 1.0)[:, None] * way_a
    at, near_side = xy.copy(), []
    for side in (b, a):  # the vertex of a, where both have one
        near_side.append(np.zeros(len(a), dtype=bool))
        for ends in (segments.high, segments.low):
            near = np.hypot(*(xy - ends[side]).T) <= SAME_VERTEX_M
            at[near] = ends[side][near]
            near_side[-1] |= near
    return at, near_side[0] & near_side[1]


def numbered(rows: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number of each row among the distinct ones: equal rows, equal number, smaller first.

    Parameters
    ----------
    rows
        Shape (v, c), such as places: by x, then y.

    Returns
    -------
    number
        Shape (v,).
    first
        Shape (d,), an index of each distinct row, in their order.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.streets.segments import numbered
    >>> number, first = numbered(np.array([(5.0, 1.0), (0.0, 2.0), (5.0, 1.0)]))
    >>> number.tolist(), first.tolist()
    ([1, 0, 1], [1, 0])
    """
    order = np.lexsort(rows.T[::-1])
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (rows[order[1:]] != rows[order[:-1]]).any(axis=1)
    number = np.empty(len(rows), dtype=np.int64)
    number[order] = np.cumsum(new) - 1
    return number, order[new]


def _before(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the first of two rows of numbers comes before the second."""
    return np.asarray(
        (one[:, 0] < other[:, 0]) | ((one[:, 0] == other[:, 0]) & (one[:, 1] < other[:, 1]))
    )


def _cross(u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cross product of plane vectors."""
    return np.asarray(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0])


def _side(
    low: NDArray[np.float64], high: NDArray[np.float64], point: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Which side of the straight through low and high a point is on: 1, 0 or -1."""
    return np.sign(_cross(high - low, point - low))
