"""The nearest few owners of every node, by one search from all points of all owners at once.

A label is one whole number, milliseconds above and the owner's code below: what is less comes
first, and of equally near owners the one with the smaller code.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .costs import UNREACHED

OWNER_BITS: Final = 32

_OWNER: Final = (1 << OWNER_BITS) - 1
_SHIFT: Final = OWNER_BITS + 13  # buckets of 2**13 ms


@compiled
def offered(labels: NDArray[np.int64], row: int, label: int) -> bool:
    """Take a label among the least few of different owners, if it is one; whether it was taken.

    Parameters
    ----------
    labels
        Shape (n, k), rising in a row; `UNREACHED` where none is yet.
    row
        The one to change.
    label
        What is offered.
    """
    last = labels.shape[1] - 1
    if label >= labels[row, last]:
        return False
    for k in range(last + 1):
        if (labels[row, k] ^ label) & _OWNER == 0:
            if labels[row, k] <= label:
                return False
            last = k
            break
    # the place of the owner, or the last one, is free: those behind the new one move up to it
    at = last
    while at > 0 and labels[row, at - 1] > label:
        labels[row, at] = labels[row, at - 1]
        at -= 1
    labels[row, at] = label
    return True


@compiled
def spread_owners(
    first: NDArray[np.int32],
    head: NDArray[np.int32],
    ms: NDArray[np.int64],
    start_node: NDArray[np.int32],
    start_label: NDArray[np.int64],
    k: int,
    limit: int,
) -> NDArray[np.int64]:
    """The labels of the k nearest owners of every node within a limit.

    A node passes an owner on only while that owner is among its own nearest k: if k others are
    nearer here, they are nearer farther on as well.

    Parameters
    ----------
    first, head, ms
        Arcs by the node they leave, where they lead, and what they take, in milliseconds.
    start_node, start_label
        Where searches start; whose they are, and what has been spent to get there.
    k
        How many owners to keep.
    limit
        The largest label that counts.

    Returns
    -------
    numpy.ndarray
        Shape (n, k), rising; `UNREACHED` where there are fewer.
    """
    nodes = len(first) - 1
    labels = np.full((nodes, k), UNREACHED, np.int64)
    bucket = np.full((limit >> _SHIFT) + 1, -1, np.int32)
    # label; the node above, the next of the bucket below
    queue = np.empty((2 * nodes + 64, 2), np.int64)
    used = 0
    for s in range(len(start_node)):
        node, label = start_node[s], start_label[s]
        if label <= limit and offered(labels, node, label):
            if used == len(queue):
                queue = _twice(queue)
            b = label >> _SHIFT
            queue[used, 0] = label
            queue[used, 1] = (np.int64(node) << 32) | np.int64(np.uint32(bucket[b]))
            bucket[b] = used
            used += 1
    for b in range(len(bucket)):
        while bucket[b] >= 0:
            at = bucket[b]
            bucket[b] = -1
            while at >= 0:
                label = queue[at, 0]
                node = queue[at, 1] >> 32
                at = np.int32(queue[at, 1] & 0xFFFFFFFF)
                current = False
                for i in range(k):
                    current |= labels[node, i] == label
                if not current:
                    continue
                for e in range(first[node], first[node + 1]):
                    then, to = label + (ms[e] << OWNER_BITS), head[e]
                    if then <= limit and offered(labels, to, then):
                        if used == len(queue):
                            queue = _twice(queue)
                        c = then >> _SHIFT
                        queue[used, 0] = then
                        queue[used, 1] = (np.int64(to) << 32) | np.int64(np.uint32(bucket[c]))
                        bucket[c] = used
                        used += 1
    return labels


@compiled
def labels_at(
    node_labels: NDArray[np.int64],
    door_first: NDArray[np.int64],
    door_node: NDArray[np.int32],
    door_ms: NDArray[np.int64],
    limit: int,
) -> NDArray[np.int64]:
    """The labels of every point, from those of the nodes that it is entered from.

    Parameters
    ----------
    node_labels
        From `spread_owners`.
    door_first, door_node, door_ms
        As in `adjoin.geo.travel.doors.Doors`, in milliseconds.
    limit
        The largest label that counts.
    """
    k = node_labels.shape[1]
    labels = np.full((len(door_first) - 1, k), UNREACHED, np.int64)
    for point in range(len(labels)):
        for door in range(door_first[point], door_first[point + 1]):
            for i in range(k):
                label = node_labels[door_node[door], i] + (door_ms[door] << OWNER_BITS)
                if label > limit:
                    break
                offered(labels, point, label)
    return labels


@compiled
def offer_ways(
    labels: NDArray[np.int64],
    way_first: NDArray[np.int64],
    way_to: NDArray[np.int32],
    way_ms: NDArray[np.int64],
    owner: NDArray[np.int64],
    limit: int,
) -> None:
    """Offer ways from single origins to the points that they lead to, in place."""
    for origin in range(len(way_first) - 1):
        for way in range(way_first[origin], way_first[origin + 1]):
            label = (way_ms[way] << OWNER_BITS) | owner[origin]
            if label <= limit:
                offered(labels, way_to[way], label)


@compiled
def _twice(queue: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same queue with room for twice as many."""
    more = np.empty((2 * len(queue), 2), np.int64)
    more[: len(queue)] = queue
    return more
