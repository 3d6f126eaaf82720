"""Ways by compiled searches, shared out over the cores."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .adjacency import Arcs
from .bucketways import ways_by_buckets
from .climbing import Labels, climbed
from .compiled import cores, in_turn
from .costs import unpacked
from .denseways import Ways
from .doors import PackedDoors
from .gathering import Found
from .hierarchy import Hierarchy
from .meeting import meetings, ways_by_meetings
from .questions import PackedQuestions, Questions, packed_questions
from .roads import Roads
from .ways import origins_in_a_piece, pieces

BATCH: Final = 50_000
"""Points whose labels are in memory at once, unless a single group has more: some 100 MB."""

_NUMBERS: Final = 50_000_000  # nodes that are numbered for each of the groups at once: 200 MB


def by_buckets(roads: Roads, asked: Questions, reverse: bool) -> Iterator[tuple[int, Ways]]:
    """A bounded search from each origin; pieces with the number of their origins."""
    near = roads.near
    arcs = near.into if reverse else near.out
    here = packed_questions(asked, near.place)
    tasks = list(pieces(here, lambda group: origins_in_a_piece(here, group)))
    found = in_turn(lambda task: ways_by_buckets(arcs, here, *task), tasks, workers=roads.workers)
    for (_, begin, end), piece in zip(tasks, found, strict=True):
        yield end - begin, _ways(piece)


def by_hierarchy(roads: Roads, asked: Questions, reverse: bool) -> Iterator[tuple[int, Ways]]:
    """A climb from every origin and target, and where they meet; a few groups at a time."""
    made = roads.hierarchy
    here = packed_questions(asked, made.place)
    up, down = (made.down, made.up) if reverse else (made.up, made.down)
    for groups in _batches(here, len(made.place)):
        yield from _batch(made, up, down, here, groups, roads.workers)


def _batch(
    made: Hierarchy,
    up: Arcs,
    down: Arcs,
    asked: PackedQuestions,
    groups: range,
    workers: int | None,
) -> Iterator[tuple[int, Ways]]:
    """The pieces of some groups."""
    first, to_first = asked.origins.first, asked.targets.first
    limit = asked.limit
    origins, targets = ((int(of[groups.start]), int(of[groups.stop])) for of in (first, to_first))
    # a target is not looked for farther away than the longest limit of its group
    farthest = np.zeros(to_first[-1], dtype=np.int64)
    for group in groups:
        if first[group] < first[group + 1]:
            farthest[to_first[group] : to_first[group + 1]] = limit[
                first[group] : first[group + 1]
            ].max()
    left = _labels(up, down, asked.leave, limit, *origins, workers)
    entered = _labels(down, up, asked.enter, farthest, *targets, workers)
    met = dict(
        zip(
            groups,
            in_turn(
                lambda group: meetings(
                    entered, int(to_first[group]), int(to_first[group + 1]), nodes=len(made.place)
                ),
                groups,
                workers=workers,
            ),
            strict=True,
        )
    )
    tasks = [
        task
        for task in pieces(asked, lambda group: origins_in_a_piece(asked, group))
        if task[0] in groups
    ]
    found = in_turn(
        lambda task: ways_by_meetings(met[task[0]], left, asked, *task), tasks, workers=workers
    )
    for (_, begin, end), piece in zip(tasks, found, strict=True):
        yield end - begin, _ways(piece)


def _labels(
    up: Arcs,
    down: Arcs,
    doors: PackedDoors,
    limit: NDArray[np.int64],
    begin: int,
    end: int,
    workers: int | None,
) -> Labels:
    """The labels of the points begin … end - 1; all others have none."""
    cuts = np.linspace(begin, end, 4 * cores(workers) + 1).astype(int).tolist()
    parts = list(
        in_turn(
            lambda cut: climbed(up, down, doors, limit, cut[0], cut[1]),
            pairwise(cuts),
            workers=workers,
        )
    )
    counts = np.zeros(len(doors.first), dtype=np.int64)
    counts[begin + 1 : end + 1] = np.concatenate([np.diff(part.first) for part in parts])
    return Labels(
        np.cumsum(counts),
        np.concatenate([part.node for part in parts]),
        np.concatenate([part.cost for part in parts]),
    )


def _batches(asked: PackedQuestions, nodes: int) -> Iterator[range]:
    """Groups in turn, as many at a time as have few enough points and numbers of nodes."""
    most = max(1, _NUMBERS // max(nodes, 1))
    size = np.diff(asked.origins.first) + np.diff(asked.targets.first)
    begin, held = 0, 0
    for group, points in enumerate(size.tolist()):
        if group > begin and (held + points > 2 * BATCH or group - begin >= most):
            yield range(begin, group)
            begin, held = group, 0
        held += points
    yield range(begin, len(size))


def _ways(found: Found) -> Ways:
    """Ways of packed costs."""
    origin, target, cost = found
    return Ways(origin.astype(np.int64), target.astype(np.int64), *unpacked(cost))
