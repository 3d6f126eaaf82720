"""Time and length as one whole number: the quicker way is less, of equally quick ones the shorter."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

MM_BITS: Final = 36
"""Bits for millimetres: up to 68,719 km, farther than any way within `LIMIT_MS` on the ground."""

LIMIT_MS: Final = 2**26 - 2
"""The longest limit that packed costs can be searched to: 18.6 hours."""

UNREACHED: Final = 2**62
"""The cost of what is not reached; above all packed costs. Two such, or it and one, fit 64 bits."""

_MM_MASK: Final = (1 << MM_BITS) - 1


def packed(ms: ArrayLike, mm: ArrayLike) -> NDArray[np.int64]:
    """Milliseconds above, millimetres below; sums of packed costs are the packed sums.

    Parameters
    ----------
    ms
        Whole arcs may take days; what takes longer than `LIMIT_MS` becomes `LIMIT_MS` + 1, which is
        within no limit.
    mm
        Below 2**36, also in sums.

    Examples
    --------
    >>> from adjoin.geo.travel.costs import packed, unpacked
    >>> ms, mm = unpacked(packed([3, 4], [10, 20]) + packed(1, 5))
    >>> ms.tolist(), mm.tolist()
    ([4, 5], [15, 25])
    """
    time, length = np.asarray(ms, dtype=np.int64), np.asarray(mm, dtype=np.int64)
    # the sum of any two must stay below 2**63: what wraps round is a negative cost
    return (np.minimum(time, LIMIT_MS + 1) << MM_BITS) + length * (time <= LIMIT_MS)


def unpacked(cost: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Milliseconds and millimetres of packed costs."""
    return cost >> MM_BITS, cost & _MM_MASK


def packed_limit(limit_ms: ArrayLike) -> NDArray[np.int64]:
    """The largest cost that takes at most so long (at most `LIMIT_MS`), however long the way is."""
    return packed(np.minimum(limit_ms, LIMIT_MS), _MM_MASK)
