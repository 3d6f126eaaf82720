"""Quickest ways from many points to many points within limits, a piece of the answer at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ..findings import UseError
from .denseways import Ways, origins_at_once, reversed_graph, ways_by_scipy
from .planner import Engine, packable, plan, tell_of_compiling
from .questions import Asked, PackedQuestions, Questions, questions
from .roads import Roads

Choice = Engine | Literal["auto"]

PIECE: Final = 4_000_000
"""Ways that one piece may have, unless one origin alone has more."""

_AT_MOST: Final = 512  # origins in one piece: enough to share out, and to tell how far it is
_TOLD_EVERY_S: Final = 2.0


def ways_between(
    roads: Roads,
    from_: Asked,
    to: Asked,
    *,
    limit_ms: NDArray[np.int64],
    reverse: bool = False,
    engine: Choice = "auto",
) -> Iterator[Ways]:
    """Every quickest way within its origin's limit, piece by piece.

    Parameters
    ----------
    roads
        The network of both sides.
    from_, to
        Origins and targets; ways lead between points of one group and two owners (an owner below 0
        is nobody's own).
    limit_ms
        Shape (p,), for each of the points of `from_`; inclusive.
    reverse
        Ways lead from the targets to the origins instead.
    engine
        What to search with; `auto` chooses what is expected to be soonest. The answers are the same.

    Yields
    ------
    Ways
        Points by their numbers in `from_` and `to`; all ways of an origin are in one piece.

    Raises
    ------
    UseError
        When an engine is asked for that cannot hold the numbers (limits above `LIMIT_MS`).
    """
    asked = questions(roads.network, from_, to, limit_ms=limit_ms, reverse=reverse)
    total = len(asked.origins.point)
    if not (total and len(asked.targets.point)):
        return
    if engine == "auto":
        chosen = plan(roads, asked)
        engine = chosen.engine
        roads.dense_s += chosen.seconds[engine] if engine == "scipy" else 0.0
    elif engine != "scipy" and not packable(roads, asked):
        raise UseError(
            f"limits up to {int(asked.limit_ms.max())} ms are too long for {engine!r} on these "
            "streets; take 'scipy' or 'auto'"
        )
    tell_of_compiling(roads, engine)
    done, told = 0, time.monotonic()
    for count, piece in _PIECES[engine](roads, asked, reverse):
        yield Ways(
            asked.origins.point[piece.origin], asked.targets.point[piece.target], piece.ms, piece.mm
        )
        done += count
        if time.monotonic() - told > _TOLD_EVERY_S:
            roads.tell(f"travel times from {done:,} of {total:,} places")
            told = time.monotonic()


def pieces(
    asked: Questions | PackedQuestions, size: Callable[[int], int]
) -> Iterator[tuple[int, int, int]]:
    """Origins in pieces: group, first position, position after the last.

    Parameters
    ----------
    asked
        Laid out by group.
    size
        How many origins of a group one piece may have.
    """
    first = asked.origins.first.tolist()
    for group, (low, high) in enumerate(pairwise(first)):
        step = max(1, size(group))
        for begin in range(low, high, step):
            yield group, begin, min(begin + step, high)


def origins_in_a_piece(asked: PackedQuestions, group: int) -> int:
    """How many origins of a group may be in one piece of a compiled search."""
    low, high = asked.targets.first[group], asked.targets.first[group + 1]
    return min(_AT_MOST, PIECE // max(int(high - low), 1))


def _by_scipy(roads: Roads, asked: Questions, reverse: bool) -> Iterator[tuple[int, Ways]]:
    """Pieces without compiled code, with the number of their origins."""
    graph = reversed_graph(roads.graph) if reverse else roads.graph
    for group, begin, end in pieces(asked, lambda group: origins_at_once(graph, asked, group)):
        yield end - begin, ways_by_scipy(graph, asked, group, begin, end)


def _by_buckets(roads: Roads, asked: Questions, reverse: bool) -> Iterator[tuple[int, Ways]]:
    """Pieces by a bounded search from each origin."""
    from .fastways import by_buckets  # compiled: not before it is needed

    return by_buckets(roads, asked, reverse)


def _by_hierarchy(roads: Roads, asked: Questions, reverse: bool) -> Iterator[tuple[int, Ways]]:
    """Pieces by the hierarchy."""
    from .fastways import by_hierarchy

    return by_hierarchy(roads, asked, reverse)


_PIECES: Final = {"scipy": _by_scipy, "buckets": _by_buckets, "hierarchy": _by_hierarchy}
