"""How two areas lie to each other: what they have in common, and how far apart they are."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .breadth import broadest_m

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
    across
        The shortest line between them; missing when they touch.
    """

    a: Array
    b: Array
    common_m2: Array
    breadth_m: Array
    gap_m: Array
    across: Array


def area_pairs(shapes: Array, *, near_m: float, bordering: Array | None = None) -> AreaPairs:
    """Measure every pair of areas within a distance.

    Parameters
    ----------
    shapes
        Array of valid polygons in a plane, in metres; missing ones are in no pair.
    near_m
        Pairs up to this distance apart are returned (inclusive).
    bordering
        (k, 2) pairs of positions, the smaller first, that likely do no more than touch: for them that
        is looked at first, which is cheaper. It changes no result.

    Returns
    -------
    AreaPairs
        One row per pair. The cost is that of one predicate per pair, and of one intersection per
        pair that overlaps.

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
    likely = np.zeros(len(a), dtype=bool)
    if bordering is not None and len(bordering):
        likely = np.isin(a * len(shapes) + b, bordering @ np.array([len(shapes), 1]))
    together = likely.copy()
    together[~likely] = shapely.intersects(shapes[a[~likely]], shapes[b[~likely]])
    apart = np.flatnonzero(~together)
    across = np.full(len(a), None, dtype=object)
    across[apart] = shapely.shortest_line(shapes[a[apart]], shapes[b[apart]])
    gap[apart] = shapely.length(across[apart])
    touch = np.flatnonzero(likely)
    together[touch] = ~shapely.touches(shapes[a[touch]], shapes[b[touch]])
    meet = np.flatnonzero(together)
    shared = common_shapes(shapes[a[meet]], shapes[b[meet]])
    common[meet], breadth[meet] = shapely.area(shared), broadest_m(shared)
    return AreaPairs(a, b, common, breadth, gap, across)


def common_shapes(first: Array, second: Array) -> Array:
    """What areas have in common, row by row.

    Parameters
    ----------
    first, second
        Arrays of valid polygons in a plane, of equal length. Prepared ones (`shapely.prepare`)
        make it faster: where one lies in the interior of the other, nothing is cut.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.overlay import common_shapes
    >>> field, house = shapely.box(0, 0, 9, 9), shapely.box(1, 1, 3, 6)
    >>> shapely.area(common_shapes(np.array([field]), np.array([house]))).tolist()
    [10.0]
    """
    first, second = np.asarray(first, dtype=object), np.asarray(second, dtype=object)
    shared = np.full(len(first), None, dtype=object)
    boxes = shapely.bounds(first), shapely.bounds(second)
    for (outer, box), (inner, held) in (
        ((first, boxes[0]), (second, boxes[1])),
        ((second, boxes[1]), (first, boxes[0])),
    ):
        larger = np.column_stack([box[:, :2] < held[:, :2], box[:, 2:] > held[:, 2:]])
        fits = np.flatnonzero(larger.all(axis=1))
        fits = fits[shapely.contains_properly(outer[fits], inner[fits])]
        shared[fits] = inner[fits]
    rest = shapely.is_missing(shared)
    shared[rest] = shapely.intersection(first[rest], second[rest])
    return shared


def _pairs_within(shapes: Array, near_m: float) -> tuple[Array, Array]:
    """Positions of the pairs that lie within a distance, sorted."""
    tree = shapely.STRtree(shapes)
    shapely.prepare(shapes)
    a, b = tree.query(shapes, predicate="dwithin", distance=near_m)
    ordered = a < b
    a, b = a[ordered], b[ordered]
    order = np.lexsort((b, a))
    return a[order], b[order]
