"""Which of the areas that meet at a point count it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[Any]

#: How far around a point areas are compared: above rounding, below any feature of the ground.
AROUND_M: Final = 0.001

#: Of the ground around a point, what two areas may have in common and still only touch there: a
#: wedge of a third of a degree, which rounding leaves between sides that are one.
TOUCHING_SHARE: Final = 1e-3


def beaten(claim: Array, area: Array, x: Array, y: Array, shapes: Array) -> Array:
    """Find the areas on whose border a point lies and that leave it to an earlier one.

    Of areas with one claim, those that only touch at the point leave it to the first, by position:
    it lies in one of them, and no border says in which. Areas that have the ground around the
    point in common both keep it. So each tier that tiles the ground counts the point once, however
    many tiers one claim joins.

    Parameters
    ----------
    claim
        Shape (k,), whole numbers: alike for areas that may not count a point twice, such as one
        for each level and point.
    area
        Shape (k,), positions in `shapes` of polygons whose border the point lies on; each once in
        a claim.
    x, y
        Shape (k,), the point, in metres; the same throughout a claim.
    shapes
        Array of valid polygons.

    Returns
    -------
    numpy.ndarray
        Shape (k,), True where an earlier area of the claim has the point instead.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.ties import beaten
    >>> shapes = shapely.box([0, 1, 0], 0, [1, 2, 2], 1)  # two halves, and the whole of them
    >>> one = np.ones(3)
    >>> beaten(np.array([7, 7, 7]), np.array([0, 1, 2]), one, one, shapes).tolist()
    [False, True, False]
    """
    claim, area = np.asarray(claim), np.asarray(area)
    lost = np.zeros(len(claim), dtype=bool)
    order = np.lexsort((area, claim))
    starts = np.flatnonzero(np.r_[True, np.diff(claim[order]) != 0]) if len(order) else order
    sizes = np.diff(np.r_[starts, len(order)])
    rivals = np.repeat(sizes > 1, sizes)
    order = order[rivals]
    if len(order) == 0:
        return lost
    around = shapely.buffer(shapely.points(x[order], y[order]), AROUND_M, quad_segs=4)
    wedges = shapely.intersection(shapes[area[order]], around)
    sizes = sizes[sizes > 1]
    starts = np.cumsum(sizes) - sizes
    # Every pair of a claim: few, for few areas meet at a point.
    groups = [np.triu_indices(size, 1) for size in sizes.tolist()]
    one = np.concatenate([start + i for start, (i, _) in zip(starts, groups, strict=True)])
    other = np.concatenate([start + j for start, (_, j) in zip(starts, groups, strict=True)])
    common = shapely.area(shapely.intersection(wedges[one], wedges[other]))
    touch = common <= TOUCHING_SHARE * np.pi * AROUND_M**2
    # By the earlier of a pair, then the later: who has lost by then beats nobody.
    gone = np.zeros(len(order), dtype=bool)
    for earlier, later in zip(one[touch].tolist(), other[touch].tolist(), strict=True):
        if not gone[earlier]:
            gone[later] = True
    lost[order[gone]] = True
    return lost
