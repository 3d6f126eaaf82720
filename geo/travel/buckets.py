"""Everything within a limit of some starts: Dijkstra's algorithm with a queue of buckets."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .costs import MM_BITS, UNREACHED

WIDTH_BITS: Final = 13
"""A bucket holds 2**13 ms; inside one the order is free, and what improves is looked at again."""

_SHIFT: Final = MM_BITS + WIDTH_BITS


@compiled
def spread(  # noqa: C901 -- one loop, and calls in it would cost
    first: NDArray[np.int32],
    arc: NDArray[np.int64],
    start_node: NDArray[np.int32],
    start_cost: NDArray[np.int64],
    limit: int,
    best: NDArray[np.int64],
    touched: NDArray[np.int32],
    bucket: NDArray[np.int32],
    queue: NDArray[np.int64],
) -> int:
    """Fill in the least cost of every node within the limit; how many there are.

    Parameters
    ----------
    first, arc
        As in `Arcs`.
    start_node, start_cost
        Where the search starts, and what has been spent to get there.
    limit
        The largest packed cost that counts.
    best
        Shape (n,), `UNREACHED` throughout; filled in.
    touched
        Shape (n,); its beginning is filled with the nodes that were reached.
    bucket
        At least `bucket_count(limit)` long, for use inside.
    queue
        Shape (q, 2), for use inside: a queued node's cost; the node above, the next one in the same
        bucket below. About twice as long as there are nodes; where that is short, more is found.
    """
    buckets = bucket_count(limit)
    for b in range(buckets):
        bucket[b] = -1
    used, reached = 0, 0
    for k in range(len(start_node)):
        node, cost = start_node[k], start_cost[k]
        if cost <= limit and cost < best[node]:
            if best[node] == UNREACHED:
                touched[reached] = node
                reached += 1
            best[node] = cost
            if used == len(queue):
                queue = _twice(queue)
            b = cost >> _SHIFT
            queue[used, 0] = cost
            queue[used, 1] = (np.int64(node) << 32) | np.int64(np.uint32(bucket[b]))
            bucket[b] = used
            used += 1
    for b in range(buckets):
        while bucket[b] >= 0:
            # what is queued here meanwhile waits for the next round: fewer nodes are done twice
            at = bucket[b]
            bucket[b] = -1
            while at >= 0:
                cost = queue[at, 0]
                node = queue[at, 1] >> 32
                at = np.int32(queue[at, 1] & 0xFFFFFFFF)
                if cost != best[node]:
                    continue
                for k in range(first[node], first[node + 1]):
                    then, to = cost + arc[k, 0], arc[k, 1]
                    before = best[to]
                    if then < before and then <= limit:
                        if before == UNREACHED:
                            touched[reached] = to
                            reached += 1
                        best[to] = then
                        if used == len(queue):
                            queue = _twice(queue)
                        c = then >> _SHIFT
                        queue[used, 0] = then
                        queue[used, 1] = (to << 32) | np.int64(np.uint32(bucket[c]))
                        bucket[c] = used
                        used += 1
    return reached


@compiled
def bucket_count(limit: int) -> int:
    """How many buckets a search within a packed limit has."""
    return (limit >> _SHIFT) + 1


@compiled
def _twice(queue: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same queue with room for twice as many."""
    more = np.empty((2 * len(queue), 2), np.int64)
    more[: len(queue)] = queue
    return more
