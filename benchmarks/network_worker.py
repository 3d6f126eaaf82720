"""One engine and one question in a process of its own: python network_worker.py FOLDER QUESTION.

FOLDER holds the case; the answer is written beside it, and the last line printed is its figures.
"""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np
from network_peers import PEERS, Question
from splitgraph import plain_graph, split_graph
from streetnets import Case, synthetic_case
from timing import best_of, peak_mb


def write_case(case: Case, folder: Path) -> None:
    """Put a case where workers find it; the lines stay behind, points are on them already."""
    empty = np.full(len(case.network.lines), None, dtype=object)
    network = case.network.__class__(**{**vars(case.network), "lines": empty})
    with (folder / "case.pickle").open("wb") as file:
        pickle.dump(case._replace(network=network), file)


def main() -> None:
    """Answer one question."""
    folder, kind, engine, minutes = Path(sys.argv[1]), *sys.argv[2].split(":")
    with (folder / "case.pickle").open("rb") as file:
        case: Case = pickle.load(file)
    answer = {"pairs": _pairs, "build": _build, "code": _code}[kind](
        case, engine, int(float(minutes) * 60_000)
    )
    arrays = {
        name: answer.pop(name) for name in list(answer) if isinstance(answer[name], np.ndarray)
    }
    if arrays:
        np.savez(folder / f"{kind}-{engine}.npz", **arrays)
    print("\n" + json.dumps(answer | {"peak_mb": peak_mb()}))


def _pairs(case: Case, engine: str, limit_ms: int) -> dict[str, Any]:
    if engine.startswith("adjoin "):
        import network_ours

        engine = engine.removeprefix("adjoin ")
        warm_up = network_ours.warmed_up(engine)
        return network_ours.pairs(case, engine, limit_ms) | {"warm_up_s": warm_up}
    peer = PEERS[engine]
    _imported(engine)
    graph = split_graph(case.network, case.snapped)
    prepare, state = best_of(lambda: peer.prepare(graph), most=1)
    sources = sample_of(len(case.service), peer.sample)
    question = Question(graph, case.service, case.agency, limit_ms, sources)
    query, found = best_of(lambda: peer.answer(state, question))
    return {
        "prepare_s": prepare,
        "query_s": query.times(len(case.service) / len(sources)),
        "sample": len(sources),
        "i": found.i.astype(np.int64),
        "j": found.j.astype(np.int64),
        "ms": found.ms,
    }


def _build(case: Case, engine: str, limit_ms: int) -> dict[str, Any]:
    """Only the preparation, on the network without points."""
    if engine == "adjoin":
        import network_ours

        warm_up = network_ours.warmed_up("hierarchy")
        return network_ours.hierarchy(case) | {"warm_up_s": warm_up}
    _imported(engine)
    graph = plain_graph(case.network)
    seconds, _ = best_of(lambda: PEERS[engine].prepare(graph), least=20)
    return {"prepare_s": seconds}


def _code(case: Case, engine: str, limit_ms: int) -> dict[str, Any]:
    """Only machine code: made, or read where it is kept."""
    import network_ours

    return {"warm_up_s": network_ours.warmed_up(engine)}


def _imported(engine: str) -> None:
    """Have a peer prepare a small graph, so that its import is not measured."""
    small = synthetic_case(900, 60)
    PEERS[engine].prepare(split_graph(small.network, small.snapped))


def sample_of(points: int, size: int | None) -> np.ndarray:
    """The sources that a slow engine is asked for; all of them without a size."""
    if size is None or size >= points:
        return np.arange(points)
    return np.sort(np.random.default_rng(3).choice(points, size, replace=False))


if __name__ == "__main__":
    main()
