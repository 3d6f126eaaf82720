"""Travel times between service points beside the peers, in one run.

    python benchmarks/network.py [--nodes 50000 250000 1000000] [--points 10000] [--minutes 30]
        [--engines NAME ...] [--build-only] [--growth SVG] [--real FOLDER] [--out FILE]

Every engine runs in a process of its own and answers the same question: all ordered pairs of points
of one service and different agencies within so many minutes. Tables are Markdown. Needs the peers
in the same environment; one that is missing is told and left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from network_growth import growth
from network_peers import PEERS
from network_worker import sample_of, write_case
from streetnets import Case, synthetic_case

OURS = tuple(f"adjoin {engine}" for engine in ("hierarchy", "buckets", "scipy", "auto"))
BUILDERS = ("ch_router", "pandana", "routingkit_cch", "pyroutingkit")
NOTES = {
    "hierarchy": "contracted once, then kept on disk",
    "buckets": "Dijkstra's algorithm from each point",
    "scipy": "without compiled code",
    "auto": "the planner's choice, with nothing kept",
}
WORKER = Path(__file__).with_name("network_worker.py")


def asked(
    folder: Path, question: str, *, patience_s: float = 1800, code: str | None = None
) -> dict[str, Any]:
    """The figures of one engine; `failed` where it did not answer.

    `code` is where machine code is kept, if not where it usually is.
    """
    command = [sys.executable, str(WORKER), str(folder), question]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=patience_s,
            env=os.environ | ({"NUMBA_CACHE_DIR": code} if code else {}),
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"no answer after {patience_s:.0f} s"}
    if done.returncode:
        told = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        return {"failed": told[-1][:200]}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def compared(folder: Path, engine: str, best: str, points: int) -> str:
    """Whether the pairs and milliseconds are those of our engine, for the sources both have."""
    with (
        np.load(folder / f"pairs-{best}.npz") as ours,
        np.load(folder / f"pairs-{engine}.npz") as its,
    ):
        sources = sample_of(points, PEERS[engine].sample) if engine in PEERS else np.arange(points)
        among = np.isin(ours["i"], sources)
        key, ms = (ours["i"] * points + ours["j"])[among], ours["ms"][among]
        order = np.argsort(its["i"] * points + its["j"])
        its_key, its_ms = (its["i"] * points + its["j"])[order], its["ms"][order]
    both, at, its_at = np.intersect1d(key, its_key, assume_unique=True, return_indices=True)
    off = np.abs(ms[at] - its_ms[its_at])
    worst = float(off.max(initial=0))
    lost, more = len(key) - len(both), len(its_key) - len(both)
    if lost or more:
        return f"no: {lost} pairs lost, {more} too many, {worst:.3g} ms"
    return "yes" if worst < 1e-6 else f"no: up to {worst:.3g} ms on {(off > 1e-6).mean():.0%}"


def pairs_table(case: Case, minutes: float, engines: list[str], folder: Path) -> list[str]:
    """One row for each engine; ratios to the first, and whether the answer is the first one's."""
    points = len(case.service)
    rows = [
        "| engine | prepare s (CPU) | query s (CPU) | query | with preparation | exact | peak MB | |",
        "|---|---:|---:|---:|---:|---|---:|---|",
    ]
    first: dict[str, Any] = {}
    for engine in engines:
        figures = asked(folder, f"pairs:{engine}:{minutes}")
        if "failed" in figures:
            rows.append(f"| {engine} | | | | | | | {figures['failed']} |")
        else:
            first = first or figures | {"engine": engine}
            exact = compared(folder, engine, first["engine"], points)
            rows.append(_row(engine, figures, first, exact, points))
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


def _row(
    engine: str, figures: dict[str, Any], first: dict[str, Any], exact: str, points: int
) -> str:
    note = PEERS[engine].note if engine in PEERS else NOTES[engine.removeprefix("adjoin ")]
    (prepare, prepare_cpu), (query, query_cpu) = figures["prepare_s"], figures["query_s"]
    about = ""
    if figures.get("sample", points) < points:
        about = "~"
        note += f"; {figures['sample']} of {points:,} sources, multiplied"
    whole = first["prepare_s"][0] + first["query_s"][0]
    cells = [
        engine,
        f"{prepare:.2f} ({prepare_cpu:.2f})",
        f"{about}{query:,.2f} ({query_cpu:,.2f})",
        f"{about}{query / first['query_s'][0]:,.1f}x",
        f"{about}{(prepare + query) / whole:,.1f}x",
        exact,
        f"{figures['peak_mb']:,.0f}",
        note,
    ]
    return f"| {' | '.join(cells)} |"


def build_table(folder: Path, engines: list[str]) -> list[str]:
    """Seconds to contract the network without points, ratios to RoutingKit's C++."""
    names = ["adjoin", *(e for e in BUILDERS if e in engines)]
    figures = {name: asked(folder, f"build:{name}:0") for name in names}
    nothing = [float("nan")] * 2
    cpp = figures.get("ch_router", {}).get("prepare_s", nothing)[0]
    rows = ["| contraction | s (CPU) | beside ch_router | |", "|---|---:|---:|---|"]
    for name, found in figures.items():
        seconds, cpu = found.get("prepare_s", nothing)
        note = found.get("failed", "")
        if "load_s" in found:
            note = f"kept on disk: {found['disk_mb']:.0f} MB, read in {found['load_s']:.2f} s"
        rows.append(f"| {name} | {seconds:.2f} ({cpu:.2f}) | {seconds / cpp:.2f}x | {note} |")
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


def machine_code(folder: Path) -> str:
    """Seconds until the compiled code is there, the first time and later."""
    with tempfile.TemporaryDirectory() as code:
        spent = {
            engine: [
                asked(folder, f"code:{engine}:0", code=code).get("warm_up_s", float("nan"))
                for _ in range(2)
            ]
            for engine in ("buckets", "hierarchy")
        }
    said = "; ".join(
        f"{e} {first:.1f} s, later {later:.1f} s" for e, (first, later) in spent.items()
    )
    return f"Machine code, the first time: {said} (not in the table)."


def machine() -> str:
    """What the figures were measured on."""
    info = Path("/proc/cpuinfo")
    names = [x for x in info.read_text().splitlines() if "model name" in x] if info.exists() else []
    name = names[0].split(":")[1].strip() if names else platform.processor()
    busy = (
        f", {os.getloadavg()[0]:.1f} of them busy at the start" if hasattr(os, "getloadavg") else ""
    )
    return f"{name}, {os.cpu_count()} cores{busy}, Python {platform.python_version()}."


def about(case: Case, name: str) -> str:
    """What a case is, as a heading."""
    network = case.network
    return (
        f"### {name}: {len(network.node_xy):,} nodes, {len(network.arc_ms):,} arcs, "
        f"{len(case.service):,} points"
    )


def installed(names: list[str]) -> list[str]:
    """Those that can be imported; the others are told."""
    missing = [n for n in names if n in PEERS and find_spec(n) is None]
    if missing:
        print(f"not installed, left out: {', '.join(missing)}", file=sys.stderr)
    return [n for n in names if n not in missing]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--nodes", type=int, nargs="*", default=[50_000, 250_000])
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--engines", nargs="*", default=[*OURS, *PEERS])
    parser.add_argument("--build-only", action="store_true", help="only contract the networks")
    parser.add_argument("--real", type=Path, help="a folder with real networks")
    parser.add_argument("--growth", type=Path, help="draw how the query grows, as SVG")
    parser.add_argument("--out", type=Path, help="write the tables here too")
    given = parser.parse_args()
    engines = installed(given.engines)
    cases = [(f"synthetic {n:,}", lambda n=n: synthetic_case(n, given.points)) for n in given.nodes]
    if given.real:
        from real_networks import real_cases

        cases += real_cases(given.real, given.points)
    text: list[str] = [machine(), ""]
    for k, (name, made) in enumerate(cases):
        case = made()
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            write_case(case, folder)
            text += [f"{about(case, name)}, {given.minutes:g} minutes", ""]
            print(text[-2], time.strftime("%H:%M:%S"), file=sys.stderr, flush=True)
            if not k and "adjoin hierarchy" in engines:
                text += [machine_code(folder), ""]
            if not given.build_only:
                text += [*pairs_table(case, given.minutes, engines, folder), ""]
            text += [*build_table(folder, engines), ""]
    if given.growth:
        text += growth(given.growth, asked, [e for e in engines if e in (*OURS[:2], "pandana")])
    print("\n".join(text))
    if given.out:
        given.out.write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
