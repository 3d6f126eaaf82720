"""What adjoin is asked for in the benchmark of networks: one function for each question."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from adjoin.geo.travel.pairs import pairs_within
from adjoin.geo.travel.roads import Roads
from streetnets import Case, synthetic_case
from timing import Seconds, best_of

NEEDS = {"hierarchy": "hierarchy", "buckets": "near", "scipy": "graph"}
"""What of `Roads` an engine makes before its first search."""


def warmed_up(engine: str) -> float:
    """Seconds until machine code is there, by a question on a small network."""
    case = synthetic_case(900, 60)
    start = time.perf_counter()
    _pairs(case, Roads(case.network), engine, 600_000)
    return time.perf_counter() - start


def pairs(case: Case, engine: str, limit_ms: int) -> dict[str, Any]:
    """All pairs, with the roads made ready before.

    `auto` has nothing ready: it shows what the planner makes of a region that is new.
    """
    if engine == "auto":
        prepare = Seconds(0.0, 0.0)
        query, found = best_of(lambda: _pairs(case, Roads(case.network), engine, limit_ms))
    else:
        prepare, roads = best_of(lambda: _ready(case, engine), least=10)
        query, found = best_of(lambda: _pairs(case, roads, engine, limit_ms))
    return {"prepare_s": prepare, "query_s": query, "i": found.i, "j": found.j, "ms": found.ms}


def hierarchy(case: Case) -> dict[str, Any]:
    """Contracting the network, without points; keeping it on disk, and reading it there."""
    seconds, _ = best_of(lambda: _ready(case, "hierarchy"), least=20)
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        _ = Roads(case.network, cache=cache).hierarchy
        again = Roads(case.network, cache=cache)
        _ = again.near
        start = time.perf_counter()
        _ = again.hierarchy
        load = time.perf_counter() - start
        size = sum(path.stat().st_size for path in cache.rglob("*") if path.is_file())
    return {"prepare_s": seconds, "load_s": load, "disk_mb": size / 1e6}


def _ready(case: Case, engine: str) -> Roads:
    roads = Roads(case.network)
    getattr(roads, NEEDS[engine])
    return roads


def _pairs(case: Case, roads: Roads, engine: Any, limit_ms: int) -> Any:
    return pairs_within(
        roads, case.snapped, group=case.service, owner=case.agency, limit_ms=limit_ms,
        engine=engine,
    )  # fmt: skip
