"""The outlines of areas as arrays: every segment of every ring, and where on its ring it lies."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[Any]

#: Vertices are the same when they round to the same tenth of a millimetre: above the last bits that
#: offices and programs leave in one and the same vertex, far below anything that was surveyed.
PER_METRE: Final = 10_000


class Outlines(NamedTuple):
    """Segments of the rings of areas, in the order of shape, part, ring and vertex.

    Parameters
    ----------
    grid
        (v, 2) vertices in whole tenths of a millimetre, float.
    first
        (s,) for each segment the vertex it starts at; it ends at the next one.
    owner
        (s,) position of its area.
    ring
        (s,) position of its ring, counted over all areas.
    ring_of_vertex
        (v,) the same for each vertex.
    turned
        (r,) rings that run the other way: the area lies on the right of them.
    """

    grid: Array
    first: Array
    owner: Array
    ring: Array
    ring_of_vertex: Array
    turned: Array

    def segment_m(self, segments: Array) -> Array:
        """How long segments are."""
        step = self.grid[self.first[segments] + 1] - self.grid[self.first[segments]]
        length: Array = np.hypot(step[:, 0], step[:, 1]) / PER_METRE
        return length


def outlines(shapes: Array) -> Outlines:
    """Take the segments of all rings; those shorter than a tenth of a millimetre are passed over.

    Parameters
    ----------
    shapes
        Array of polygons in a plane, in metres; missing ones have no segment.
    """
    parts, shape_of_part = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    grid, ring_of_vertex = shapely.get_coordinates(rings, return_index=True)
    grid *= PER_METRE
    np.rint(grid, out=grid)
    grid += 0.0  # no -0.0
    # One complex number a vertex compares faster than two floats.
    vertex = grid.view(np.complex128).ravel()
    moves = vertex[1:] != vertex[:-1]
    first = np.flatnonzero(moves & (ring_of_vertex[1:] == ring_of_vertex[:-1]))
    ring = ring_of_vertex[first]
    shell = np.diff(part_of_ring, prepend=-1) != 0
    turned = shapely.is_ccw(rings) != shell
    return Outlines(grid, first, shape_of_part[part_of_ring][ring], ring, ring_of_vertex, turned)


def along_m(lines: Outlines, *, apart_m: float) -> Array:
    """(v,) how far along all rings, one after the other, each vertex lies.

    Parameters
    ----------
    lines
        Of `outlines`.
    apart_m
        The way from the end of each ring to the start of the next.
    """
    step = np.diff(lines.grid, axis=0)
    length = np.hypot(step[:, 0], step[:, 1]) / PER_METRE
    length[np.diff(lines.ring_of_vertex) != 0] = apart_m
    return np.concatenate([[0.0], np.cumsum(length)])[: len(lines.grid)]
