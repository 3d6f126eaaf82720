"""Which points lie in which boxes."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

#: A strip holds so many times the root of the number of points: broad ones are quick to sort, narrow
#: ones leave fewer points beside a box. 4 was quickest for half a million points in 3,108 counties.
_ROOTS_A_STRIP: Final = 4


def points_in_boxes(x: Array, y: Array, boxes: Array) -> tuple[Array, Array]:
    """Find every point in every box, its border included.

    The points are cut into upright strips of equally many, each sorted by y; a box takes one run of
    each strip that it meets. So it costs no more where points crowd together.

    Parameters
    ----------
    x, y
        Shape (n,). A point with a missing coordinate lies in no box.
    boxes
        Shape (m, 4): least x, least y, largest x, largest y, as `shapely.bounds` gives them. A box
        with a missing bound holds nothing.

    Returns
    -------
    box, point
        Positions, shape (k,), sorted by box; the points of one box in no order that means anything.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.boxed import points_in_boxes
    >>> box, point = points_in_boxes(
    ...     np.array([0.5, 2.0]), np.array([0.5, 1.0]), np.array([[0, 0, 1, 1], [0, 0, 2, 2]]))
    >>> sorted(zip(box.tolist(), point.tolist()))
    [(0, 0), (1, 0), (1, 1)]
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    boxes = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
    known = np.flatnonzero(~(np.isnan(x) | np.isnan(y)))
    sound = np.flatnonzero(~np.isnan(boxes).any(axis=1))
    if len(known) == 0 or len(sound) == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if len(known) < len(x):
        x, y = x[known], y[known]
    west, south, east, north = boxes[sound].T
    count = len(x)
    upward = np.argsort(y)
    rising = y[upward]
    size = _ROOTS_A_STRIP * (math.isqrt(count - 1) + 1)
    edges = np.sort(x)[size::size]  # strip k holds edges[k - 1] <= x < edges[k]
    strip = np.searchsorted(edges, x, side="right")
    # A stable sort of the strips keeps the order of y in each, and of few small numbers is quick.
    rank = np.argsort(strip[upward].astype(np.min_scalar_type(len(edges))), kind="stable")
    order = upward[rank]
    key = strip[order] * count + rank
    first = np.searchsorted(edges, west, side="right")
    met = np.maximum(np.searchsorted(edges, east, side="right") - first + 1, 0)
    at = np.repeat(np.arange(len(sound)), met)
    strips = first[at] + _counted(met)
    low = np.searchsorted(rising, south)[at]
    high = np.searchsorted(rising, north, side="right")[at]
    start = np.searchsorted(key, strips * count + low)
    held = np.maximum(np.searchsorted(key, strips * count + high) - start, 0)
    at = np.repeat(at, held)
    point = order[np.repeat(start, held) + _counted(held)]
    # Only x is left to look at, and only in the outermost strips.
    inside = (x[point] >= west[at]) & (x[point] <= east[at])
    return sound[at[inside]], known[point[inside]]


def _counted(lengths: Array) -> Array:
    """0, 1, ... for each run of the given length, one run after the other."""
    ends = np.cumsum(lengths)
    counted: Array = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
    return counted
