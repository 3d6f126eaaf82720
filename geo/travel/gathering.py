"""The targets that were met from an origin, each at its least cost, and the answer as it grows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .costs import UNREACHED

Array = NDArray[Any]
Found = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]


@compiled
def kept(met: NDArray[np.int32], many: int, to_cost: NDArray[np.int64], to: int, cost: int) -> int:
    """Keep the cost to a target where it is the least so far; how many targets were met."""
    if cost < to_cost[to]:
        if to_cost[to] == UNREACHED:
            met[many] = to
            many += 1
        to_cost[to] = cost
    return many


@compiled
def kept_direct(
    first: Array,
    target: Array,
    way_cost: Array,
    origin: int,
    low: int,
    limit: int,
    met: NDArray[np.int32],
    many: int,
    to_cost: NDArray[np.int64],
) -> int:
    """Keep the ways along one arc as well; targets count from the group's first one, `low`."""
    for way in range(first[origin], first[origin + 1]):
        if way_cost[way] <= limit:
            many = kept(met, many, to_cost, target[way] - low, way_cost[way])
    return many


@compiled
def taken(
    met: NDArray[np.int32],
    many: int,
    to_cost: NDArray[np.int64],
    owner: int,
    to_owner: NDArray[np.int64],
    low: int,
    origin: int,
    found_from: NDArray[np.int32],
    found_to: NDArray[np.int32],
    found_cost: NDArray[np.int64],
    found: int,
) -> int:
    """Add the ways from one origin to targets of other owners to the answer; how long it is now."""
    for k in range(many):
        to = met[k]
        if owner < 0 or to_owner[low + to] != owner:
            found_from[found], found_to[found] = origin, low + to
            found_cost[found] = to_cost[to]
            found += 1
        to_cost[to] = UNREACHED
    return found


@compiled
def grown(
    a: NDArray[np.int32], b: NDArray[np.int32], c: NDArray[np.int64], used: int, size: int
) -> Found:
    """The same answer so far, with room for more."""
    more_a, more_b = np.empty(size, np.int32), np.empty(size, np.int32)
    more_c = np.empty(size, np.int64)
    more_a[:used] = a[:used]
    more_b[:used] = b[:used]
    more_c[:used] = c[:used]
    return more_a, more_b, more_c
