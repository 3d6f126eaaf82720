"""Ways within a limit, by one bounded search from each origin."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .adjacency import Arcs
from .buckets import bucket_count, spread
from .compiled import compiled
from .costs import UNREACHED
from .gathering import Found, grown, kept, kept_direct, taken
from .questions import PackedQuestions

Array = NDArray[Any]


def ways_by_buckets(arcs: Arcs, asked: PackedQuestions, group: int, begin: int, end: int) -> Found:
    """Ways from the origins begin … end - 1 of one group: origin, target (positions), packed cost.

    Parameters
    ----------
    arcs
        The arcs as they run, or reversed where the questions are.
    asked
        What is asked.
    group
        Which group the origins are of.
    begin, end
        Positions among the origins.
    """
    low, high = asked.targets.first[group], asked.targets.first[group + 1]
    return _ways(
        *arcs, *asked.leave, *asked.enter, *asked.direct, asked.origins.owner, asked.targets.owner,
        asked.limit, int(low), int(high), begin, end,
    )  # fmt: skip


@compiled
def _ways(
    first: NDArray[np.int32],
    arc: NDArray[np.int64],
    leave_first: Array,
    leave_node: Array,
    leave_cost: Array,
    enter_first: Array,
    enter_node: Array,
    enter_cost: Array,
    direct_first: Array,
    direct_to: Array,
    direct_cost: Array,
    owner: NDArray[np.int64],
    to_owner: NDArray[np.int64],
    limits: NDArray[np.int64],
    low: int,
    high: int,
    begin: int,
    end: int,
) -> Found:
    """As `ways_by_buckets`, on arrays."""
    nodes = len(first) - 1
    best = np.full(nodes, UNREACHED, np.int64)
    touched = np.empty(nodes, np.int32)
    bucket = np.empty(bucket_count(limits[begin:end].max() if end > begin else 0), np.int32)
    queue = np.empty((2 * nodes + 64, 2), np.int64)
    # the doors of the group's targets by node: a chain for each
    shift = enter_first[low]
    chain = np.full(nodes, -1, np.int32)
    chain_next = np.empty(enter_first[high] - shift, np.int32)
    chain_target = np.empty(enter_first[high] - shift, np.int32)
    for target in range(low, high):
        for door in range(enter_first[target], enter_first[target + 1]):
            chain_target[door - shift] = target - low
            chain_next[door - shift] = chain[enter_node[door]]
            chain[enter_node[door]] = door - shift
    to_cost = np.full(high - low, UNREACHED, np.int64)
    met = np.empty(high - low, np.int32)
    found_from = np.empty(1024, np.int32)
    found_to = np.empty(1024, np.int32)
    found_cost = np.empty(1024, np.int64)
    found = 0
    for origin in range(begin, end):
        limit, many = limits[origin], 0
        doors = slice(leave_first[origin], leave_first[origin + 1])
        reached = spread(
            first, arc, leave_node[doors], leave_cost[doors], limit, best, touched, bucket, queue
        )
        if enter_first[high] - shift < reached:
            # few doors: asked one by one
            for door in range(len(chain_target)):
                to, cost = chain_target[door], best[enter_node[shift + door]]
                cost += enter_cost[shift + door]
                if cost <= limit:
                    many = kept(met, many, to_cost, to, cost)
            for k in range(reached):
                best[touched[k]] = UNREACHED
        else:
            for k in range(reached):
                here, door = best[touched[k]], chain[touched[k]]
                best[touched[k]] = UNREACHED
                while door >= 0:
                    to, cost = chain_target[door], here + enter_cost[shift + door]
                    if cost <= limit:
                        many = kept(met, many, to_cost, to, cost)
                    door = chain_next[door]
        many = kept_direct(
            direct_first, direct_to, direct_cost, origin, low, limit, met, many, to_cost
        )
        if found + many > len(found_from):
            found_from, found_to, found_cost = grown(
                found_from, found_to, found_cost, found, 2 * (found + many)
            )
        found = taken(
            met, many, to_cost, owner[origin], to_owner, low, origin,
            found_from, found_to, found_cost, found,
        )  # fmt: skip
    return found_from[:found], found_to[:found], found_cost[:found]
