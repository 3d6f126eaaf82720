"""Which search answers a question soonest, by what each is expected to take."""

from __future__ import annotations

import sys
from typing import Final, Literal, NamedTuple

import numpy as np

from .adjacency import fits
from .costs import LIMIT_MS
from .questions import Questions
from .roads import Roads
from .shortestpaths import Starts, quickest

Engine = Literal["scipy", "buckets", "hierarchy"]

# Seconds, measured on two cores of 2026 (docs/benchmarks.md); only their proportions matter.
_DENSE_NODE: Final = 12e-9  # scipy: every node of the network, for every origin
_DENSE_REACHED: Final = 250e-9  # scipy: a node that is reached
_BUCKET_REACHED: Final = 90e-9
_CLIMB: Final = 12e-6  # a point of the hierarchy search, either way
_CONTRACT: Final = 18e-6  # a node of the network
_LOAD: Final = 0.3e-6  # a node of a hierarchy that is on disk
_COMPILE: Final[dict[Engine, float]] = {
    "buckets": 8.0,
    "hierarchy": 16.0,
}  # the first time after an installation
_START: Final[dict[Engine, float]] = {
    "buckets": 0.8,
    "hierarchy": 1.2,
}  # every time: numba and its code are loaded
_LOOPS: Final[dict[Engine, str]] = {"buckets": "bucketways", "hierarchy": "meeting"}
_AT_ONCE: Final = 1.5
"""What takes scipy less, all questions so far together, is not thought about: loading compiled
code takes nearly as long."""

_AT_ONCE_RUNNING: Final = 0.02
"""The same once compiled code runs in this process anyway."""

_SAMPLE: Final = 5


class Plan(NamedTuple):
    """The engine chosen, and the seconds that each is expected to take.

    Parameters
    ----------
    engine
        `scipy`, `buckets` or `hierarchy`.
    seconds
        By engine; those that were not thought about are missing.
    """

    engine: Engine
    seconds: dict[Engine, float]


def plan(roads: Roads, asked: Questions) -> Plan:
    """Choose the engine for some questions; every one gives the same answers.

    Parameters
    ----------
    roads
        The network.
    asked
        Laid out with the nodes as the network calls them.
    """
    origins, targets = len(asked.origins.point), len(asked.targets.point)
    nodes = roads.graph.nodes
    at_most = origins * nodes * (_DENSE_NODE + _DENSE_REACHED)
    at_once = _AT_ONCE - roads.dense_s
    if _running("buckets") or _running("hierarchy"):
        at_once = _AT_ONCE_RUNNING
    if at_most < at_once or not packable(roads, asked):
        return Plan("scipy", {"scipy": at_most})
    reached = _reached(roads, asked)
    seconds: dict[Engine, float] = {
        "scipy": origins * (nodes * _DENSE_NODE + reached * _DENSE_REACHED)
    }
    if seconds["scipy"] < at_once:
        return Plan("scipy", seconds)
    from . import compiled  # takes half a second: not before it may pay

    threads = compiled.cores(roads.workers)
    # What was spent without compiled code by now would have paid for a part of it.
    ready = {name: max(0.0, _code(name) - roads.dense_s) for name in _COMPILE}
    prepare = nodes * (_LOAD if roads.has_hierarchy else _CONTRACT)
    if "hierarchy" in roads.__dict__:
        prepare = 0.0
    seconds["buckets"] = ready["buckets"] + origins * reached * _BUCKET_REACHED / threads
    seconds["hierarchy"] = ready["hierarchy"] + prepare + (origins + targets) * _CLIMB / threads
    return Plan(min(seconds, key=lambda name: (seconds[name], name)), seconds)


def packable(roads: Roads, asked: Questions) -> bool:
    """Whether compiled searches can hold the numbers of a question."""
    farthest = max(int(doors.mm.max(initial=0)) for doors in (asked.leave, asked.enter))
    return int(asked.limit_ms.max(initial=0)) <= LIMIT_MS and fits(roads.graph, access_mm=farthest)


def _reached(roads: Roads, asked: Questions) -> float:
    """About how many nodes an origin reaches, from a few of them."""
    picked = np.unique(np.linspace(0, len(asked.origins.point) - 1, _SAMPLE).astype(np.int64))
    door = asked.leave.first[picked]
    zero = np.zeros(len(picked), dtype=np.int64)
    starts = Starts(
        np.arange(len(picked)), asked.leave.node[door].astype(np.int64), zero, zero, len(picked)
    )
    everywhere = np.arange(roads.graph.nodes)
    limit = int(np.median(asked.limit_ms))
    ms, _ = quickest(roads.graph, starts, everywhere, limit_ms=limit)
    return float((ms <= limit).sum() / max(len(picked), 1))


def _code(engine: Engine) -> float:
    """Seconds until the machine code of an engine can run."""
    if _running(engine):
        return 0.0
    return _START[engine] + (0.0 if code_is_ready(engine) else _COMPILE[engine])


def compiled_pays(roads: Roads) -> bool:
    """Whether compiled code runs in this process, or would have paid for loading it by now."""
    return _running("buckets") or _running("hierarchy") or roads.dense_s > _AT_ONCE


def _running(engine: Engine) -> bool:
    """Whether the machine code of an engine is loaded already; loads nothing."""
    module = sys.modules.get(f"{__package__}.{_LOOPS[engine]}") if engine in _LOOPS else None
    return module is not None and bool(module._ways.signatures)


def code_is_ready(engine: Engine | Literal["labels"]) -> bool:
    """Whether what an engine needs compiled is at hand; loads numba, which takes half a second.

    Parameters
    ----------
    engine
        `labels` is the search for nearest owners; `scipy` needs nothing compiled.
    """
    if engine == "scipy":
        return True
    from . import bucketways, climbing, compiled, contracting, meeting, ownerlabels

    code = {
        "buckets": (bucketways._ways,),
        "hierarchy": (contracting.contract, climbing._climbed, meeting._ways),
        "labels": (ownerlabels.spread_owners, ownerlabels.labels_at),
    }
    return compiled.is_ready(*code[engine])


def tell_of_compiling(roads: Roads, engine: Engine | Literal["labels"]) -> None:
    """Say what the first search after an installation spends its time on."""
    if not code_is_ready(engine):
        roads.tell("compiling the search for quickest ways (once after an installation)")
