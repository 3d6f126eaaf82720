"""Sorted numbers without a loop: ranges joined or reduced, and where a number stands."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def joined_ranges(
    first: NDArray[np.int64], stop: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All numbers of the ranges first[k] … stop[k] - 1, one after the other.

    Parameters
    ----------
    first, stop
        Shape (r,), `stop` excluded and not below `first`.

    Returns
    -------
    which
        The index k of the range that each number comes from.
    number
        The numbers.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.ranges import joined_ranges
    >>> which, number = joined_ranges(np.array([5, 0]), np.array([7, 1]))
    >>> which.tolist(), number.tolist()
    ([0, 0, 1], [5, 6, 0])
    """
    size = stop - first
    which = np.repeat(np.arange(size.size), size)
    offset = np.cumsum(size) - size
    number = np.arange(which.size) - offset[which] + first[which]
    return which, number


def reduced_ranges(which: np.ufunc, values: NDArray[Any], first: NDArray[Any]) -> NDArray[Any]:
    """The values from each start to the next one, reduced along the first axis.

    Parameters
    ----------
    which
        Such as `numpy.minimum`.
    values
        Shape (n, ...).
    first
        Shape (r,), sorted, from 0; without any, nothing comes back.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.ranges import reduced_ranges
    >>> reduced_ranges(np.maximum, np.array([3, 1, 2, 5]), np.array([0, 2])).tolist()
    [3, 5]
    """
    if len(first) == 0:
        return values[:0]
    reduced: NDArray[Any] = which.reduceat(values, first, axis=0)
    return reduced


def positions_of(wanted: NDArray[Any], held: NDArray[Any]) -> NDArray[np.int64]:
    """Where each number stands among sorted ones; -1 where it does not.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.ranges import positions_of
    >>> positions_of(np.array([7, 4, 9]), np.array([4, 7])).tolist()
    [1, 0, -1]
    """
    if len(held) == 0:
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.searchsorted(held, wanted).clip(max=len(held) - 1)
    return np.where(held[at] == wanted, at, -1)
