"""Which points stand at one spot."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

SAME_SPOT_M: Final = 1.0
"""Facilities at most this far apart share their site (docs/definitions.md)."""


def same_spot(
    xy: ArrayLike, group: ArrayLike, *, within_m: float = SAME_SPOT_M
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of points of one group at most `within_m` apart.

    Parameters
    ----------
    xy
        Shape (p, 2), plane metres; a point with NaN has no pair.
    group
        Shape (p,), codes.
    within_m
        Metres, inclusive.

    Returns
    -------
    i, j
        Indices, i < j, by i, then j.

    Examples
    --------
    >>> from adjoin.geo.samespot import same_spot
    >>> i, j = same_spot([(0, 0), (0, 1), (0, 0)], [7, 7, 8])
    >>> i.tolist(), j.tolist()
    ([0], [1])
    """
    places = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    groups = np.asarray(group)
    placed = np.flatnonzero(np.isfinite(places).all(axis=1))
    if not placed.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    near = cKDTree(places[placed]).query_pairs(within_m, output_type="ndarray")
    pair = np.sort(placed[near], axis=1)
    pair = pair[groups[pair[:, 0]] == groups[pair[:, 1]]]
    pair = pair[np.lexsort((pair[:, 1], pair[:, 0]))]
    return pair[:, 0].astype(np.int64), pair[:, 1].astype(np.int64)
