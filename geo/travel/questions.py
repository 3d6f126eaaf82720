"""Which ways are asked for, laid out as the searches read them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..streets.network import Network
from ..streets.snapping import Snapped
from .adjacency import curve_position
from .costs import packed_limit
from .doors import Doors, PackedDoors, along_one_arc, entering, leaving, packed_doors, turned


class Points(NamedTuple):
    """Points that ways lead from or to, by group; those of group k are first[k] … first[k + 1] - 1.

    Parameters
    ----------
    point
        Shape (p,), what each is called outside.
    owner
        Shape (p,); ways between points of one owner are not asked for, unless it is below 0.
    first
        Shape (g + 1,), the same groups for origins and targets.
    """

    point: NDArray[np.int64]
    owner: NDArray[np.int64]
    first: NDArray[np.int64]


class Asked(NamedTuple):
    """What is given of each point before it is laid out.

    Parameters
    ----------
    snapped
        The points on their network.
    group, owner
        Shape (p,), whole numbers.
    chosen
        Shape (p,), which points take part at all.
    """

    snapped: Snapped
    group: NDArray[np.int64]
    owner: NDArray[np.int64]
    chosen: NDArray[np.bool_]


class Questions(NamedTuple):
    """Origins and targets by group, within a group along a curve, so that near ones come in turn.

    Parameters
    ----------
    origins, targets
        Often the same points.
    limit_ms
        Shape (origins,).
    leave, enter
        From origins to nodes, and from nodes to targets.
    direct
        From origins to targets along one arc, within a group.
    """

    origins: Points
    targets: Points
    limit_ms: NDArray[np.int64]
    leave: Doors
    enter: Doors
    direct: Doors


def questions(
    network: Network,
    from_: Asked,
    to: Asked,
    *,
    limit_ms: NDArray[np.int64],
    reverse: bool = False,
) -> Questions:
    """Lay out the points that can have ways: snapped, and of a group with an owner on either side.

    Parameters
    ----------
    network
        The one that both sides are on.
    from_, to
        Origins and targets.
    limit_ms
        Shape (p,), for each of the points of `from_`.
    reverse
        Ways lead from the targets to the origins: to be searched on reversed arcs.
    """
    origin, target = (_taking_part(side, other) for side, other in ((from_, to), (to, from_)))
    groups = np.union1d(from_.group[origin], to.group[target])
    origin, target = (
        points[np.lexsort((points, _curve(network, side.snapped, points), side.group[points]))]
        for side, points in ((from_, origin), (to, target))
    )
    begun, ended = (entering, leaving) if reverse else (leaving, entering)
    origin_group, target_group = from_.group[origin], to.group[target]
    return Questions(
        origins=_points(from_, origin, groups),
        targets=_points(to, target, groups),
        limit_ms=limit_ms[origin],
        leave=begun(network, from_.snapped, origin),
        enter=ended(network, to.snapped, target),
        direct=turned(
            along_one_arc(
                to.snapped, from_.snapped, target, origin,
                origin_group=target_group, target_group=origin_group,
            ),
            len(origin),
        )
        if reverse
        else along_one_arc(
            from_.snapped, to.snapped, origin, target,
            origin_group=origin_group, target_group=target_group,
        ),
    )  # fmt: skip


class PackedQuestions(NamedTuple):
    """Questions as compiled searches read them.

    Parameters
    ----------
    origins, targets
        As in `Questions`.
    limit
        Shape (origins,), packed.
    leave, enter, direct
        As in `Questions`, with packed costs and nodes as the search numbers them.
    """

    origins: Points
    targets: Points
    limit: NDArray[np.int64]
    leave: PackedDoors
    enter: PackedDoors
    direct: PackedDoors


def packed_questions(asked: Questions, place: NDArray[np.int32]) -> PackedQuestions:
    """The same questions in packed costs, with other numbers for the nodes."""
    return PackedQuestions(
        asked.origins,
        asked.targets,
        packed_limit(asked.limit_ms),
        packed_doors(asked.leave, place),
        packed_doors(asked.enter, place),
        packed_doors(asked.direct),
    )


def _points(side: Asked, points: NDArray[np.int64], groups: NDArray[np.int64]) -> Points:
    """Points in order of their groups."""
    group = side.group[points]
    first = np.append(np.searchsorted(group, groups), len(points)).astype(np.int64)
    return Points(points, side.owner[points], first)


def _curve(network: Network, snapped: Snapped, points: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where points stand on a curve through the plane, by the end of one of their arcs."""
    entry = np.searchsorted(snapped.point, points)
    return curve_position(network.node_xy[network.arc_to[snapped.arc[entry]]])


def _taking_part(side: Asked, other: Asked) -> NDArray[np.int64]:
    """The snapped points of one side whose group has a point of another owner on the other side."""
    points = np.flatnonzero(side.chosen & side.snapped.snapped)
    there = np.flatnonzero(other.chosen & other.snapped.snapped)
    codes, at = np.unique(other.group[there], return_inverse=True)
    if not codes.size:
        return points[:0]
    low = np.full(len(codes), np.iinfo(np.int64).max)
    high = np.full(len(codes), np.iinfo(np.int64).min)
    np.minimum.at(low, at, other.owner[there])
    np.maximum.at(high, at, other.owner[there])
    where = np.searchsorted(codes, side.group[points]).clip(max=len(codes) - 1)
    same = codes[where] == side.group[points]
    own = side.owner[points]
    one_owner = (low[where] == own) & (high[where] == own) & (own >= 0)
    return np.asarray(points[same & ~one_owner], dtype=np.int64)
