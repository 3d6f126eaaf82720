"""Pairs of points: whose pairs are asked for, and the form of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .findings import UseError


class Pairs(NamedTuple):
    """Ordered pairs of points with travel time and length, by i, then j.

    Parameters
    ----------
    i, j
        Shape (q,), from point i to point j.
    ms, mm
        Shape (q,), milliseconds and millimetres of the quickest way, access legs included.
    """

    i: NDArray[np.int64]
    j: NDArray[np.int64]
    ms: NDArray[np.int64]
    mm: NDArray[np.int64]


def pair_codes(
    points: int, group: ArrayLike, owner: ArrayLike, limit_ms: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Group and owner of each point, and the limit of each group, checked.

    Parameters
    ----------
    points
        Number of points p.
    group, owner
        Shape (p,), codes; those of groups are 0 or more.
    limit_ms
        One number, or one for each group code.

    Returns
    -------
    groups, owners
        Shape (p,).
    limits
        Shape (codes,), one for each group code.

    Raises
    ------
    UseError
        When lengths differ, a group code is negative, or a limit is missing or negative.
    """
    groups, owners = np.asarray(group, dtype=np.int64), np.asarray(owner, dtype=np.int64)
    if groups.shape != (points,) or owners.shape != (points,):
        raise UseError(
            f"{points} points, but group has the shape {groups.shape} and owner {owners.shape}; "
            "give one code of each a point"
        )
    if points and groups.min() < 0:
        raise UseError(f"the smallest group code is {groups.min()}; number groups from 0")
    limits = np.asarray(limit_ms, dtype=np.int64)
    codes = int(groups.max(initial=-1)) + 1
    if limits.ndim == 0:
        limits = np.full(codes, limits)
    if limits.size < codes or (limits < 0).any():
        raise UseError(
            f"{limits.size} limits for {codes} groups, the smallest {limits.min(initial=0)} ms; "
            "give 0 or more for each"
        )
    return groups, owners, limits


def sorted_pairs(parts: Sequence[Pairs]) -> Pairs:
    """Several answers as one, by i, then j.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.pairs import Pairs, sorted_pairs
    >>> one = Pairs(*(np.array([k]) for k in (1, 0, 5, 7)))
    >>> two = Pairs(*(np.array([k]) for k in (0, 1, 6, 8)))
    >>> sorted_pairs([one, two]).ms.tolist()
    [6, 5]
    """
    empty = np.zeros(0, dtype=np.int64)
    i, j, ms, mm = (
        np.concatenate(columns)
        for columns in zip(Pairs(empty, empty, empty, empty), *parts, strict=True)
    )
    order = np.lexsort((j, i))
    return Pairs(i[order], j[order], ms[order], mm[order])
