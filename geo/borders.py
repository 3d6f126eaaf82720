"""Borders that two shapes share exactly: the same segments, vertex for vertex."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[Any]


#: Vertices are the same when they round to the same tenth of a millimetre: above the last bits that
#: offices and programs leave in one and the same vertex, far below anything that was surveyed.
SAME_VERTEX_DIGITS = 4


class SharedBorders(NamedTuple):
    """Pairs of shapes with a common border.

    Parameters
    ----------
    a, b
        Positions of the two shapes, a < b, sorted; one row per pair.
    shared_m
        Length of all their common segments, in plane units.
    lines
        The common border, joined end to end where it runs on.
    """

    a: Array
    b: Array
    shared_m: Array
    lines: Array


def shared_borders(shapes: Array) -> SharedBorders:
    """Find every pair of polygons that share boundary segments, and how long the share is.

    A segment is shared when both of its end points are the same (to a tenth of a millimetre), in
    either direction. Polygons that were projected vertex by vertex from one source keep this
    property, while the intersection of two projected borders loses it. A segment that one shape
    runs along twice counts once.

    Parameters
    ----------
    shapes
        Array of polygons in a plane; missing ones share nothing.

    Returns
    -------
    SharedBorders
        Empty arrays when no two shapes share a segment. Cost O(n log n) in the vertices.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.borders import shared_borders
    >>> shared_borders(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])).shared_m.tolist()
    [1.0]
    """
    segments, owner = _segments(np.asarray(shapes, dtype=object))
    if len(segments) == 0:
        none = np.zeros(0, dtype=np.int64)
        return SharedBorders(none, none, none.astype(float), np.zeros(0, dtype=object))
    key = _segment_keys(segments)
    order = np.lexsort((owner, key))
    key, owner, segments = key[order], owner[order], segments[order]
    once = np.r_[True, (key[1:] != key[:-1]) | (owner[1:] != owner[:-1])]
    key, owner, segments = key[once], owner[once], segments[once]
    a, b, at = _owner_pairs(key, owner)
    pair, of_pair = np.unique(np.column_stack([a, b]), axis=0, return_inverse=True)
    of_pair = of_pair.ravel()
    common = segments[at]
    length = np.hypot(common[:, 2] - common[:, 0], common[:, 3] - common[:, 1])
    # Summed in the order of the coordinates, so that no order of rows changes the last bit.
    order = np.lexsort((common[:, 3], common[:, 2], common[:, 1], common[:, 0], of_pair))
    # Without a pair, bincount gives whole numbers whatever the weights.
    shared = np.bincount(of_pair[order], length[order], len(pair)).astype(float)
    pieces: Array = np.asarray(shapely.linestrings(common[order].reshape(-1, 2, 2)))
    lines = shapely.line_merge(shapely.multilinestrings(pieces, indices=of_pair[order]))
    return SharedBorders(pair[:, 0], pair[:, 1], shared, np.asarray(lines))


def _segments(shapes: Array) -> tuple[Array, Array]:
    """Boundary segments as rows (x1, y1, x2, y2), lower end first, and the shape of each."""
    parts, shape_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    xy, ring_of_vertex = shapely.get_coordinates(rings, return_index=True)
    xy = np.round(xy, SAME_VERTEX_DIGITS) + 0.0
    same_ring = ring_of_vertex[1:] == ring_of_vertex[:-1]
    p, q = xy[:-1][same_ring], xy[1:][same_ring]
    owner = shape_of_part[part_of_ring[ring_of_vertex[:-1][same_ring]]]
    backward = (p[:, 0] > q[:, 0]) | ((p[:, 0] == q[:, 0]) & (p[:, 1] > q[:, 1]))
    segments = np.where(backward[:, None], np.hstack([q, p]), np.hstack([p, q]))
    real = (segments[:, :2] != segments[:, 2:]).any(axis=1)
    return segments[real], owner[real]


def _segment_keys(segments: Array) -> Array:
    """A number for each segment, equal for equal segments."""
    _, key = np.unique(segments, axis=0, return_inverse=True)
    return key.ravel()


def _owner_pairs(key: Array, owner: Array) -> tuple[Array, Array, Array]:
    """All pairs of owners of one segment, and a row of it; rows are sorted by key, then owner."""
    a: list[Array] = []
    b: list[Array] = []
    at: list[Array] = []
    step = 1
    while step < len(key):
        same = np.flatnonzero(key[step:] == key[:-step])
        if len(same) == 0:
            break
        a.append(owner[same])
        b.append(owner[same + step])
        at.append(same)
        step += 1
    if not a:
        none = np.zeros(0, dtype=np.int64)
        return none, none, none
    return np.concatenate(a), np.concatenate(b), np.concatenate(at)
