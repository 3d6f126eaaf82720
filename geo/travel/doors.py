"""Where points leave and enter the streets, and which points see each other along one arc."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..ranges import joined_ranges
from ..streets.network import Network
from ..streets.snapping import Snapped
from .costs import packed


class Doors(NamedTuple):
    """Ways between points and nodes: those of point k are first[k] … first[k + 1] - 1.

    Parameters
    ----------
    first
        Shape (p + 1,).
    node, ms, mm
        Shape (d,), the node, and time and length between it and the point, access leg included.
        From `along_one_arc` the node is another point.
    """

    first: NDArray[np.int64]
    node: NDArray[np.int32]
    ms: NDArray[np.int64]
    mm: NDArray[np.int64]


class PackedDoors(NamedTuple):
    """The same with packed costs, as compiled searches read them.

    Parameters
    ----------
    first, node
        As in `Doors`.
    cost
        Shape (d,), packed.
    """

    first: NDArray[np.int64]
    node: NDArray[np.int32]
    cost: NDArray[np.int64]


def packed_doors(doors: Doors, place: NDArray[np.int32] | None = None) -> PackedDoors:
    """Doors with packed costs and, where `place` is given, other numbers for the nodes."""
    node = doors.node if place is None else place[doors.node]
    return PackedDoors(doors.first, node, packed(doors.ms, doors.mm))


def leaving(network: Network, snapped: Snapped, points: NDArray[np.int64]) -> Doors:
    """From each of some points to the next nodes.

    Parameters
    ----------
    network, snapped
        The points, and the network they are on.
    points
        Shape (p,), which of them, in the order in which they are numbered here.
    """
    first, entry = _entries(snapped, points)
    node = network.arc_to[snapped.arc[entry]].astype(np.int32)
    point = snapped.point[entry]
    return Doors(
        first,
        node,
        snapped.access_ms[point] + snapped.out_ms[entry],
        snapped.access_mm[point] + snapped.out_mm[entry],
    )


def entering(network: Network, snapped: Snapped, points: NDArray[np.int64]) -> Doors:
    """To each of some points from the nodes before; parameters as for `leaving`."""
    first, entry = _entries(snapped, points)
    node = network.arc_from[snapped.arc[entry]].astype(np.int32)
    point = snapped.point[entry]
    return Doors(
        first,
        node,
        snapped.access_ms[point] + snapped.in_ms[entry],
        snapped.access_mm[point] + snapped.in_mm[entry],
    )


def along_one_arc(
    from_: Snapped,
    to: Snapped,
    origins: NDArray[np.int64],
    targets: NDArray[np.int64],
    *,
    origin_group: NDArray[np.int64] | None = None,
    target_group: NDArray[np.int64] | None = None,
) -> Doors:
    """Ways from points to points farther along the same arc, in the order of their fractions.

    Rounded times cannot tell which of two near points comes first; fractions can.

    Parameters
    ----------
    from_, to
        Points on one network; often the same.
    origins, targets
        Shape (p,) and (q,), which of them.
    origin_group, target_group
        Shape (p,) and (q,); only points of one group see each other. None: all do.

    Returns
    -------
    Doors
        By origin; `node` is the number of the target. Several ways between two points may stand.
    """
    first, leave = _entries(from_, origins)
    origin = np.repeat(np.arange(len(origins)), np.diff(first))
    to_first, enter = _entries(to, targets)
    target = np.repeat(np.arange(len(targets)), np.diff(to_first))
    leave_key, enter_key = from_.arc[leave], to.arc[enter]
    if origin_group is not None and target_group is not None:
        arcs = 1 + int(max(leave_key.max(initial=0), enter_key.max(initial=0)))
        leave_key = origin_group[origin] * arcs + leave_key
        enter_key = target_group[target] * arcs + enter_key
    order = np.argsort(enter_key, kind="stable")
    which, position = joined_ranges(
        np.searchsorted(enter_key[order], leave_key, side="left"),
        np.searchsorted(enter_key[order], leave_key, side="right"),
    )
    start, end = leave[which], enter[order[position]]
    ahead = from_.fraction[start] <= to.fraction[end]
    start, end, which, position = start[ahead], end[ahead], which[ahead], position[ahead]
    one, other = from_.point[start], to.point[end]
    counts = np.bincount(origin[which], minlength=len(origins))
    return Doors(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        target[order[position]].astype(np.int32),
        to.in_ms[end] - from_.in_ms[start] + from_.access_ms[one] + to.access_ms[other],
        to.in_mm[end] - from_.in_mm[start] + from_.access_mm[one] + to.access_mm[other],
    )


def turned(ways: Doors, targets: int) -> Doors:
    """Ways between points the other way round: by what was their target.

    Parameters
    ----------
    ways
        From `along_one_arc`.
    targets
        How many targets there are.
    """
    origin = np.repeat(np.arange(len(ways.first) - 1), np.diff(ways.first))
    order = np.argsort(ways.node, kind="stable")
    first = np.searchsorted(ways.node[order], np.arange(targets + 1)).astype(np.int64)
    return Doors(first, origin[order].astype(np.int32), ways.ms[order], ways.mm[order])


def _entries(
    snapped: Snapped, points: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For points in the order given: where their entries begin, and the entries."""
    begin = np.searchsorted(snapped.point, points, side="left")
    end = np.searchsorted(snapped.point, points, side="right")
    _, entry = joined_ranges(begin, end)
    return np.concatenate([[0], np.cumsum(end - begin)]).astype(np.int64), entry
