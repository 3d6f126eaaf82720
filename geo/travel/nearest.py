"""Who is nearest: the nearest few owners of every point, and the nearest few points of others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..findings import UseError
from ..pairs import Pairs, pair_codes
from ..streets.network import Network
from ..streets.snapping import Snapped
from .costs import LIMIT_MS
from .pairs import check_same_network, pairs_in_pieces
from .planner import code_is_ready, compiled_pays, tell_of_compiling
from .questions import Asked
from .roads import Roads, as_roads
from .ways import Choice, ways_between

_EACH_AT_MOST: Final = 20_000_000
"""Nodes times origins that are searched one by one while no compiled code is at hand: some 5 s."""

_EACH_AT_ONCE: Final = 5_000_000
"""As many are searched one by one in any case: loading compiled code takes nearly as long."""

_EACH_RUNNING: Final = 200_000
"""The same where compiled code runs in this process anyway."""


class NearestOwners(NamedTuple):
    """The nearest owners of t targets within one group, nearest first.

    Parameters
    ----------
    group
        The code of the group.
    owner
        Shape (t, k), codes; -1 where there are fewer within the limit.
    ms
        Shape (t, k), of the quickest way between the target and that owner's nearest point; -1 as
        above.
    """

    group: int
    owner: NDArray[np.int64]
    ms: NDArray[np.int64]


def nearest_owners(
    network: Network | Roads,
    origins: Snapped,
    targets: Snapped,
    *,
    group: ArrayLike,
    owner: ArrayLike,
    k: int,
    limit_ms: ArrayLike,
    reverse: bool = False,
    engine: Literal["auto", "labels", "each"] = "auto",
) -> Iterator[NearestOwners]:
    """The k nearest owners of every target, group by group: who reaches whom, and how soon.

    Equal to one search from every origin, but one search from all origins of a group at once: a
    node keeps its k nearest owners and passes no other on. Of equally near owners the one
    with the smaller code comes first.

    Parameters
    ----------
    network
        The one that both were snapped to.
    origins
        Such as facilities, p of them.
    targets
        Such as people, t of them.
    group, owner
        Shape (p,), codes of the service and of the agency of each origin, 0 or more.
    k
        How many owners to look for, 1 or more.
    limit_ms
        One number, or one for each group code; inclusive.
    reverse
        Ways lead from the targets to the origins: people who come, instead of a crew that drives.
    engine
        `labels` is the search described, `each` one search per origin (slow, needs no compiled
        code); `auto` takes what is expected to be sooner. The answers are the same.

    Yields
    ------
    NearestOwners
        For each group code that has an origin, in ascending order. Memory grows with nodes x k.

    Raises
    ------
    UseError
        When points belong to another network, lengths differ, `k` is below 1, an owner is
        negative, a limit is missing or negative, or streets or limits do not fit `labels`.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.streets.snapping import snap
    >>> from adjoin.geo.travel.nearest import nearest_owners
    >>> network, _ = network_from_edges(
    ...     ["a", "b"], ["b", "a"], [600, 600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)],
    ...     speed_kmh=36,
    ... )
    >>> stations, homes = snap(network, [(0, 0), (500, 0)]), snap(network, [(100, 0), (400, 0)])
    >>> reached = nearest_owners(
    ...     network, stations, homes, group=[0, 0], owner=[7, 8], k=2, limit_ms=30_000
    ... )
    >>> next(reached).owner.tolist()
    [[7, -1], [8, -1]]
    """
    roads = as_roads(network)
    for points in (origins, targets):
        check_same_network(roads.network, points)
    groups, owners, limits = pair_codes(len(origins.snapped), group, owner, limit_ms)
    if k < 1:
        raise UseError(f"k is {k}; ask for 1 owner or more")
    if owners.min(initial=0) < 0:
        raise UseError(f"the smallest owner code is {owners.min()}; number owners from 0")
    # small codes in the same order: they share one number with the time
    names, owners = np.unique(owners, return_inverse=True)
    fits = roads.packs and int(limits.max(initial=0)) <= LIMIT_MS
    if engine == "auto":
        work = len(roads.network.node_xy) * len(origins.snapped)
        at_once = _EACH_RUNNING if compiled_pays(roads) else _EACH_AT_ONCE
        few = work <= at_once or (work <= _EACH_AT_MOST and not code_is_ready("labels"))
        engine = "each" if few or not fits else "labels"
    elif engine == "labels" and not fits:
        raise UseError(
            f"limits up to {int(limits.max(initial=0))} ms are too long for 'labels' on these "
            "streets; take 'each' or 'auto'"
        )
    if engine == "labels":
        from .fastnearest import by_labels  # compiled: not before it is needed

        tell_of_compiling(roads, "labels")
        found = by_labels(
            roads, origins, targets, group=groups, owner=owners, limit_ms=limits, k=k,
            reverse=reverse,
        )  # fmt: skip
    else:
        found = _by_each(roads, origins, targets, groups, owners, limits, k, reverse)
    for code, (target, rank, whose, ms) in found:
        yield _numbered(code, len(targets.snapped), k, target, rank, names[whose], ms)


def people_by_owners(
    network: Network | Roads,
    origins: Snapped,
    targets: Snapped,
    people: ArrayLike,
    *,
    group: ArrayLike,
    owner: ArrayLike,
    most: int,
    limit_ms: ArrayLike,
    reverse: bool = False,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """How many people no owner reaches, just one, just two … and `most` or more.

    Parameters
    ----------
    network, origins, targets, group, owner, limit_ms, reverse
        As for `nearest_owners`.
    people
        Shape (t,), how many people each target stands for; missing ones (NaN) count nowhere.
    most
        Up to how many owners are told apart.

    Returns
    -------
    groups
        Shape (g,), the codes of the groups that have an origin.
    people
        Shape (g, most + 1).

    Raises
    ------
    UseError
        As `nearest_owners`; also when `people` has another length.
    """
    weight = np.asarray(people, dtype=np.float64)
    if weight.shape != targets.snapped.shape:
        raise UseError(f"{len(targets.snapped)} targets beside people of shape {weight.shape}")
    codes, rows = [], []
    for found in nearest_owners(
        network, origins, targets, group=group, owner=owner, k=most, limit_ms=limit_ms,
        reverse=reverse,
    ):  # fmt: skip
        codes.append(found.group)
        reached = (found.owner >= 0).sum(axis=1)
        rows.append(np.bincount(reached, np.nan_to_num(weight), most + 1))
    return np.array(codes, dtype=np.int64), np.array(rows, dtype=np.float64).reshape(-1, most + 1)


def nearest_pairs(
    network: Network | Roads,
    snapped: Snapped,
    *,
    group: ArrayLike,
    owner: ArrayLike,
    k: int,
    limit_ms: ArrayLike,
    engine: Choice = "auto",
) -> Pairs:
    """From each point the k quickest ways to points of the same group and other owners.

    Parameters
    ----------
    network, snapped, group, owner, limit_ms, engine
        As for `adjoin.geo.travel.pairs.pairs_within`.
    k
        How many, 1 or more; of equally near points (in milliseconds and millimetres) those with
        the smaller numbers count.

    Returns
    -------
    Pairs
        By point, then from the nearest on; fewer than k where there are not as many within the
        limit.

    Raises
    ------
    UseError
        As `pairs_within`, and when `k` is below 1.
    """
    if k < 1:
        raise UseError(f"k is {k}; ask for 1 or more")
    kept = [Pairs(*(np.zeros(0, dtype=np.int64) for _ in range(4)))]
    for piece in pairs_in_pieces(
        network, snapped, group=group, owner=owner, limit_ms=limit_ms, engine=engine
    ):
        order = np.lexsort((piece.j, piece.mm, piece.ms, piece.i))
        i = piece.i[order]
        rank = np.arange(len(i)) - np.searchsorted(i, i)
        kept.append(Pairs(*(values[order[rank < k]] for values in piece)))
    i, j, ms, mm = (np.concatenate(columns) for columns in zip(*kept, strict=True))
    order = np.lexsort((j, mm, ms, i))
    return Pairs(i[order], j[order], ms[order], mm[order])


def _by_each(
    roads: Roads,
    origins: Snapped,
    targets: Snapped,
    group: NDArray[np.int64],
    owner: NDArray[np.int64],
    limit_ms: NDArray[np.int64],
    k: int,
    reverse: bool,
) -> Iterator[tuple[int, tuple[NDArray[np.int64], ...]]]:
    """For each group: target, rank, owner and ms, by one search from every origin."""
    size = len(targets.snapped)
    for code in np.unique(group[origins.snapped]).tolist():
        columns: tuple[NDArray[np.int64], ...] = (np.zeros(0, dtype=np.int64),) * 3
        for piece in ways_between(
            roads,
            Asked(origins, group, owner, group == code),
            Asked(targets, np.full(size, code), np.full(size, -1), np.ones(size, dtype=bool)),
            limit_ms=limit_ms[group],
            reverse=reverse,
        ):
            more = (piece.target, owner[piece.origin], piece.ms)
            target, who, ms = (
                np.concatenate([held, new]) for held, new in zip(columns, more, strict=True)
            )
            columns = _least(target, who, ms, k)
        rank = np.arange(len(columns[0])) - np.searchsorted(columns[0], columns[0])
        yield code, (columns[0], rank, *columns[1:])


def _least(
    target: NDArray[np.int64], owner: NDArray[np.int64], ms: NDArray[np.int64], k: int
) -> tuple[NDArray[np.int64], ...]:
    """The quickest way of each owner to each target, and of those the first k of each target."""
    order = np.lexsort((ms, owner, target))
    _, first = np.unique(
        target[order] * (owner.max(initial=0) + 1) + owner[order], return_index=True
    )
    best = order[first]
    best = best[np.lexsort((owner[best], ms[best], target[best]))]
    rank = np.arange(len(best)) - np.searchsorted(target[best], target[best])
    best = best[rank < k]
    return target[best], owner[best], ms[best]


def _numbered(
    group: int,
    targets: int,
    k: int,
    target: NDArray[np.int64],
    rank: NDArray[np.int64],
    owner: NDArray[np.int64],
    ms: NDArray[np.int64],
) -> NearestOwners:
    """Rows of targets and ranks as arrays of all targets."""
    owners, times = (np.full((targets, k), -1, dtype=np.int64) for _ in range(2))
    owners[target, rank], times[target, rank] = owner, ms
    return NearestOwners(group, owners, times)
