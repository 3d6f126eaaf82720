"""The points of areas less those that others take, plus those that others leave to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..geo.membership import even_weights
from ..geo.ranges import positions_of

Array = NDArray[Any]


def effective_points(
    held: Sequence[Array],
    *,
    of: ArrayLike,
    minus: Sequence[Array | None],
    plus: Sequence[ArrayLike] | None = None,
    kin: ArrayLike | None = None,
) -> list[Array]:
    """Deal points out to areas from which others take, as `effective_shapes` deals out their ground.

    Which points an area has is settled before, and a rule only deals them out: no point is lost or
    counted twice where shapes that were cut meet, however they were rounded.

    Parameters
    ----------
    held
        For each of n areas the sorted positions of the points that count in it.
    of, minus, plus, kin
        As for `adjoin.boundaries.territory.effective_shapes`, of these n areas. Here an area also
        takes the points of a common border.

    Returns
    -------
    list of numpy.ndarray
        For each of k rows the sorted positions of its points; none where no point is left. Rows
        that are treated alike share one array, which may be that of `held`: change none of them.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.boundaries.served import effective_points
    >>> county, town = np.array([0, 1, 2]), np.array([2])
    >>> left = effective_points([county, town], of=[0, 1], minus=[np.array([False, True]), None])
    >>> [points.tolist() for points in left]
    [[0, 1], [2]]
    """
    base = np.asarray(of, dtype=np.int64).tolist()
    family = np.arange(len(held)) if kin is None else np.unique(kin, return_inverse=True)[1]
    size = max((int(points[-1]) + 1 for points in held if len(points)), default=0)
    masks, mask_of = _distinct(minus)
    operands = list(zip(base, mask_of, strict=True))
    left: dict[tuple[int, int], Array] = {}
    taken, last = np.zeros(0, dtype=np.int64), -1
    for operand in sorted(set(operands), key=lambda pair: (pair[1], pair[0])):
        at, mask = operand
        points = held[at]
        if mask >= 0:
            if mask != last:
                taken, last = _counted(held, np.flatnonzero(masks[mask]), size), mask
            relatives = np.flatnonzero(masks[mask] & (family == family[at]))
            own = _counted_among(points, [held[k] for k in relatives.tolist()])
            points = points[taken[points] == own]
        left[operand] = points
    result = [left[operand] for operand in operands]
    united: dict[frozenset[tuple[int, int]], Array] = {}
    for row, others in _added(len(base), plus).items():
        key = frozenset(operands[k] for k in (row, *others))
        if key not in united:
            united[key] = np.unique(np.concatenate([left[operand] for operand in key]))
        result[row] = united[key]
    return result


def sums_of_points(weights: Array, points: Sequence[Array]) -> Array:
    """The weight of some points of each row.

    Parameters
    ----------
    weights
        Shape (p,), of the points; 0 or more, none missing.
    points
        For each row positions of points, each once. An array that several rows share is summed once.

    Returns
    -------
    numpy.ndarray
        Of each row; 0 where there is no point. The same to the last bit whatever the order of the points,
        and sums of rows without a point in common are exact.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.boundaries.served import sums_of_points
    >>> sums_of_points(np.array([5.0, 3.0, 2.0]), [np.array([0, 1]), np.array([2])]).tolist()
    [8.0, 2.0]
    """
    even = even_weights(weights)
    sums = {
        id(held): float(even[held].sum()) for held in {id(held): held for held in points}.values()
    }
    return np.array([sums[id(held)] for held in points], dtype=np.float64)


def _distinct(minus: Sequence[Array | None]) -> tuple[list[Array], list[int]]:
    """The different masks, and which is each row's; -1 for none."""
    number: dict[bytes, int] = {}
    known: dict[int, int] = {}
    masks: list[Array] = []
    rows = []
    for mask in minus:
        if mask is None:
            rows.append(-1)
            continue
        if id(mask) not in known:
            at = known[id(mask)] = number.setdefault(mask.tobytes(), len(masks))
            if at == len(masks):
                masks.append(mask)
        rows.append(known[id(mask)])
    return masks, rows


def _added(rows: int, plus: Sequence[ArrayLike] | None) -> dict[int, list[int]]:
    """The rows that get something from others, and from whom."""
    if plus is None:
        return {}
    listed = (np.asarray(others, dtype=np.int64).tolist() for others in plus)
    return {row: others for row, others in zip(range(rows), listed, strict=True) if others}


def _counted(held: Sequence[Array], areas: Array, points: int) -> Array:
    """In how many of some areas each point counts."""
    together = [held[k] for k in areas.tolist()]
    return np.bincount(np.concatenate([np.zeros(0, np.int64), *together]), minlength=points)


def _counted_among(points: Array, others: Sequence[Array]) -> Array:
    """In how many of some sorted lists each of the points stands."""
    count = np.zeros(len(points), dtype=np.int64)
    for other in others:
        count += positions_of(points, other) >= 0
    return count
