"""A binary heap of whole numbers in an array: the least comes first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled


@compiled
def pushed(heap: NDArray[np.int64], size: int, value: int) -> int:
    """Put a value in; the new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap[above] <= value:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = value
    return size + 1


@compiled
def popped(heap: NDArray[np.int64], size: int) -> int:
    """Take the first value, heap[0], out; the new size."""
    size -= 1
    value = heap[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= value:
            break
        heap[at] = heap[below]
        at = below
    heap[at] = value
    return size


@compiled
def with_room(heap: NDArray[np.int64]) -> NDArray[np.int64]:
    """A full heap with room for as many again."""
    more = np.empty(2 * len(heap), np.int64)
    more[: len(heap)] = heap
    return more
