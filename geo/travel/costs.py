"""Time and length as one whole number: the quicker way is less, of equally quick ones the shorter."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

MM_BITS: Final = 36
"""Bits for millimetres: up to 68,719 km, farther than any way within `LIMIT_MS` on the ground."""

LIMIT_MS: Final = 2**26
"""The longest limit that packed costs can be searched to: 18.6 hours."""

UNREACHED: Final = 2**62
"""The cost of what is not reached; above all packed costs."""

_MM_MASK: Final = (1 << MM_BITS) - 1


def packed(ms: ArrayLike, mm: ArrayLike) -> NDArray[np.int64]:
    """Milliseconds above, millimetres below; sums of packed costs are the packed sums.

    Parameters
    ----------
    ms
        Up to 2**27; the sum of two limits still fits.
    mm
        Below 2**36, also in sums.

    Examples
    --------
    >>> from adjoin.geo.travel.costs import packed, unpacked
    >>> ms, mm = unpacked(packed([3, 4], [10, 20]) + packed(1, 5))
    >>> ms.tolist(), mm.tolist()
    ([4, 5], [15, 25])
    """
    return (np.asarray(ms, dtype=np.int64) << MM_BITS) + np.asarray(mm, dtype=np.int64)


def unpacked(cost: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Milliseconds and millimetres of packed costs."""
    return cost >> MM_BITS, cost & _MM_MASK


def packed_limit(limit_ms: ArrayLike) -> NDArray[np.int64]:
    """The largest cost that takes at most so long, however long the way is."""
    return packed(limit_ms, _MM_MASK)
