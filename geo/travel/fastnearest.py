"""The nearest owners by labels: one compiled search from all origins of a group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..streets.snapping import Snapped
from .compiled import in_turn
from .costs import LIMIT_MS, MM_BITS, UNREACHED
from .doors import Doors, along_one_arc, entering, leaving, turned
from .ownerlabels import OWNER_BITS, labels_at, offer_ways, spread_owners
from .roads import Roads

_OWNER: Final = (1 << OWNER_BITS) - 1


def by_labels(
    roads: Roads,
    origins: Snapped,
    targets: Snapped,
    *,
    group: NDArray[np.int64],
    owner: NDArray[np.int64],
    limit_ms: NDArray[np.int64],
    k: int,
    reverse: bool,
) -> Iterator[tuple[int, tuple[NDArray[np.int64], ...]]]:
    """For each group: target, rank, owner and ms of the k nearest owners of each target.

    Parameters
    ----------
    roads, origins, targets, k, reverse
        As for `adjoin.geo.travel.nearest.nearest_owners`.
    group, owner
        Shape (p,), of the origins.
    limit_ms
        One for each group code, up to `LIMIT_MS`.
    """
    arcs = roads.near.into if reverse else roads.near.out
    head, ms = arcs.arc[:, 1].astype(np.int32), arcs.arc[:, 0] >> MM_BITS
    origin, target = np.flatnonzero(origins.snapped), np.flatnonzero(targets.snapped)
    origin = origin[np.argsort(group[origin], kind="stable")]
    begun, ended = (entering, leaving) if reverse else (leaving, entering)
    leave, enter = (
        doors._replace(node=roads.near.place[doors.node], ms=doors.ms.clip(max=LIMIT_MS + 1))
        for doors in (begun(roads.network, origins, origin), ended(roads.network, targets, target))
    )
    direct = (
        turned(along_one_arc(targets, origins, target, origin), len(origin))
        if reverse
        else along_one_arc(origins, targets, origin, target)
    )
    direct = direct._replace(ms=direct.ms.clip(max=LIMIT_MS + 1))
    codes, first = np.unique(group[origin], return_index=True)
    stop = np.append(first[1:], len(origin))

    def answer(which: int) -> tuple[NDArray[np.int64], ...]:
        begin, end = int(first[which]), int(stop[which])
        whose, limit = owner[origin[begin:end]], (limit_ms[codes[which]] << OWNER_BITS) | _OWNER
        mine = _of(leave, begin, end)
        start = (mine.ms << OWNER_BITS) | np.repeat(whose, np.diff(mine.first))
        nodes = spread_owners(arcs.first, head, ms, mine.node, start, k, limit)
        labels = labels_at(nodes, enter.first, enter.node, enter.ms, limit)
        ways = _of(direct, begin, end)
        offer_ways(labels, ways.first, ways.node, ways.ms, whose, limit)
        row, rank = np.nonzero(labels < UNREACHED)
        found = labels[row, rank]
        return target[row], rank, found & _OWNER, found >> OWNER_BITS

    yield from zip(
        codes.tolist(), in_turn(answer, range(len(codes)), workers=roads.workers), strict=True
    )


def _of(doors: Doors, begin: int, end: int) -> Doors:
    """The doors of the points begin … end - 1 alone."""
    low, high = doors.first[begin], doors.first[end]
    return Doors(
        doors.first[begin : end + 1] - low,
        doors.node[low:high],
        doors.ms[low:high],
        doors.mm[low:high],
    )
