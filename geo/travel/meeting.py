"""Ways between points whose searches met: for each node that was reached, who came to it at what cost.

The many-to-many search with buckets of Knopp, Sanders, Schultes, Schulz, Wagner (2007), cut short
at a limit: what came to a node is sorted by cost, so that a scan ends where the limit does.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .climbing import Labels
from .compiled import compiled
from .costs import UNREACHED
from .gathering import Found, grown, kept, kept_direct, taken
from .questions import PackedQuestions

Array = NDArray[Any]


class Meetings(NamedTuple):
    """The labels of a group's targets by node: those of the k-th node are first[k] … first[k + 1] - 1.

    Parameters
    ----------
    number
        Shape (n,), which of the nodes met at each node is, from 1; 0 where no target came by.
    first
        Shape (h + 1,).
    cost, target
        Shape (l,), by node, then cost; targets count from the group's first one.
    """

    number: NDArray[np.int32]
    first: NDArray[np.int64]
    cost: NDArray[np.int64]
    target: NDArray[np.int32]


def meetings(labels: Labels, low: int, high: int, *, nodes: int) -> Meetings:
    """The labels of the targets low … high - 1, by node."""
    return Meetings(*_meetings(*labels, low, high, nodes))


def ways_by_meetings(
    met: Meetings, labels: Labels, asked: PackedQuestions, group: int, begin: int, end: int
) -> Found:
    """Ways from the origins begin … end - 1 of one group: origin, target (positions), packed cost.

    Parameters
    ----------
    met
        Of all targets of the group.
    labels
        Of all origins.
    asked, group, begin, end
        As for `adjoin.geo.travel.bucketways.ways_by_buckets`.
    """
    low, high = asked.targets.first[group], asked.targets.first[group + 1]
    return _ways(
        *met, *labels, *asked.direct, asked.origins.owner, asked.targets.owner,
        asked.limit, int(low), int(high), begin, end,
    )  # fmt: skip


@compiled
def _meetings(
    label_first: NDArray[np.int64],
    label_node: NDArray[np.int32],
    label_cost: NDArray[np.int64],
    low: int,
    high: int,
    nodes: int,
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """As `meetings`, on arrays."""
    begin, end = label_first[low], label_first[high]
    number = np.zeros(nodes, np.int32)
    count = np.zeros(end - begin + 1, np.int64)
    met = 0
    for k in range(begin, end):
        node = label_node[k]
        if number[node] == 0:
            met += 1
            number[node] = met
        count[number[node] - 1] += 1
    first = np.zeros(met + 1, np.int64)
    for k in range(met):
        first[k + 1] = first[k] + count[k]
        count[k] = first[k]
    cost = np.empty(end - begin, np.int64)
    target = np.empty(end - begin, np.int32)
    for point in range(low, high):
        for k in range(label_first[point], label_first[point + 1]):
            which = number[label_node[k]] - 1
            cost[count[which]], target[count[which]] = label_cost[k], point - low
            count[which] += 1
    for k in range(met):
        _sort_together(cost, target, first[k], first[k + 1])
    return number, first, cost, target


@compiled
def _sort_together(
    cost: NDArray[np.int64], target: NDArray[np.int32], begin: int, end: int
) -> None:
    """Sort a part of two arrays by the first of them (Shell 1959, gaps of Ciura 2001)."""
    for gap in (1750, 701, 301, 132, 57, 23, 10, 4, 1):
        for k in range(begin + gap, end):
            c, t = cost[k], target[k]
            j = k
            while j >= begin + gap and cost[j - gap] > c:
                cost[j], target[j] = cost[j - gap], target[j - gap]
                j -= gap
            cost[j], target[j] = c, t


@compiled
def _ways(
    number: NDArray[np.int32],
    met_first: NDArray[np.int64],
    met_cost: NDArray[np.int64],
    met_target: NDArray[np.int32],
    label_first: NDArray[np.int64],
    label_node: NDArray[np.int32],
    label_cost: NDArray[np.int64],
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
    """As `ways_by_meetings`, on arrays."""
    to_cost = np.full(high - low, UNREACHED, np.int64)
    reached = np.empty(high - low, np.int32)
    found_from = np.empty(1024, np.int32)
    found_to = np.empty(1024, np.int32)
    found_cost = np.empty(1024, np.int64)
    found = 0
    for origin in range(begin, end):
        limit, many = limits[origin], 0
        for label in range(label_first[origin], label_first[origin + 1]):
            which = number[label_node[label]] - 1
            if which < 0:
                continue
            here = label_cost[label]
            for k in range(met_first[which], met_first[which + 1]):
                cost = here + met_cost[k]
                if cost > limit:
                    break
                many = kept(reached, many, to_cost, met_target[k], cost)
        many = kept_direct(
            direct_first, direct_to, direct_cost, origin, low, limit, reached, many, to_cost
        )
        if found + many > len(found_from):
            found_from, found_to, found_cost = grown(
                found_from, found_to, found_cost, found, 2 * (found + many)
            )
        found = taken(
            reached, many, to_cost, owner[origin], to_owner, low, origin,
            found_from, found_to, found_cost, found,
        )  # fmt: skip
    return found_from[:found], found_to[:found], found_cost[:found]
