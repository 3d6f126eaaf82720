"""Many index ranges as one: the join of sorted arrays without a loop."""

from __future__ import annotations

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
