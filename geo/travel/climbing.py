"""From each point up to the main roads: the nodes that quickest ways may meet at, with costs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .adjacency import Arcs
from .compiled import compiled
from .costs import MM_BITS, UNREACHED
from .doors import PackedDoors
from .heap import popped, pushed, with_room

Array = NDArray[Any]


class Labels(NamedTuple):
    """What each point's search reached: the labels of point k are first[k] … first[k + 1] - 1.

    Parameters
    ----------
    first
        Shape (p + 1,).
    node, cost
        Shape (l,), by cost within a point (equal milliseconds in any order).
    """

    first: NDArray[np.int64]
    node: NDArray[np.int32]
    cost: NDArray[np.int64]


def climbed(
    up: Arcs, back: Arcs, doors: PackedDoors, limit: NDArray[np.int64], begin: int, end: int
) -> Labels:
    """The labels of the points begin … end - 1.

    Parameters
    ----------
    up, back
        The arcs to climb, and those in the other sense, which tell that a node is reached sooner
        from above: `up` and `down` of a hierarchy for points that are left, the other way round for
        those that are come to.
    doors
        How the points are joined to the nodes of the hierarchy.
    limit
        Shape (p,), packed.
    """
    return Labels(*_climbed(*up, *back, *doors, limit, begin, end))


@compiled
def _climbed(  # noqa: C901 -- one loop, and calls in it would cost
    first: NDArray[np.int32],
    arc: NDArray[np.int64],
    back_first: NDArray[np.int32],
    back_arc: NDArray[np.int64],
    door_first: Array,
    door_node: Array,
    door_cost: Array,
    limit: NDArray[np.int64],
    begin: int,
    end: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """As `climbed`, on arrays."""
    nodes = len(first) - 1
    best = np.full(nodes, UNREACHED, np.int64)
    touched = np.empty(nodes, np.int32)
    heap = np.empty(1024, np.int64)
    label_first = np.zeros(end - begin + 1, np.int64)
    label_node = np.empty(128 * (end - begin) + 1024, np.int32)
    label_cost = np.empty(128 * (end - begin) + 1024, np.int64)
    used = 0
    for point in range(begin, end):
        reached, size = 0, 0
        for door in range(door_first[point], door_first[point + 1]):
            node, cost = door_node[door], door_cost[door]
            if cost <= limit[point] and cost < best[node]:
                if best[node] == UNREACHED:
                    touched[reached] = node
                    reached += 1
                best[node] = cost
                if size == len(heap):
                    heap = with_room(heap)
                size = pushed(heap, size, ((cost >> MM_BITS) << 32) | np.int64(node))
        mine = used
        while size > 0:
            ms, node = heap[0] >> 32, heap[0] & 0xFFFFFFFF
            size = popped(heap, size)
            cost = best[node]
            if ms > cost >> MM_BITS:
                continue
            # a way down to here that is as good: none that goes on from here is a quickest one
            overtaken = False
            for k in range(back_first[node], back_first[node + 1]):
                if best[back_arc[k, 1]] + back_arc[k, 0] < cost:
                    overtaken = True
                    break
            if overtaken:
                continue
            if used == len(label_node):
                label_node, label_cost = _more_labels(label_node, label_cost)
            label_node[used], label_cost[used] = node, cost
            used += 1
            for k in range(first[node], first[node + 1]):
                then, to = cost + arc[k, 0], arc[k, 1]
                if then <= limit[point] and then < best[to]:
                    if best[to] == UNREACHED:
                        touched[reached] = to
                        reached += 1
                    best[to] = then
                    if size == len(heap):
                        heap = with_room(heap)
                    size = pushed(heap, size, ((then >> MM_BITS) << 32) | to)
        # a node that was done again, because a way as quick was shorter, stands once too often;
        # its cost as it is now counts
        for k in range(mine, used):
            label_cost[k] = best[label_node[k]]
        for k in range(reached):
            best[touched[k]] = UNREACHED
        label_first[point - begin + 1] = used
    return label_first, label_node[:used], label_cost[:used]


@compiled
def _more_labels(
    node: NDArray[np.int32], cost: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The same labels with room for twice as many."""
    more_node = np.empty(2 * len(node), np.int32)
    more_cost = np.empty(2 * len(cost), np.int64)
    more_node[: len(node)] = node
    more_cost[: len(cost)] = cost
    return more_node, more_cost
