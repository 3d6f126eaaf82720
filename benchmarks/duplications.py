"""Every kind of duplication in a metro, beside the plain way with geopandas, pandana and spopt.

    python benchmarks/duplications.py [--size 1/32 1/16 1/8 1/4 1/2 1] [--plain-up-to 1/8]
        [--patience 3600] [--out docs/benchmarks-duplications.svg]

The whole metro has 500 agencies, 20,000 facilities, 250,000 street nodes and 100,000 people points;
a size is a share of each. Ours is measured from the files to all tables, with nothing kept of the
streets; the plain way from tables that are read and repaired already. Each runs in a process of its own,
one after the other. A plain way that did not end in time is not asked for more. Needs pandana and spopt
in the same environment, or `--plain-up-to 0`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

from duplications_metro import Metro, write_metro

WORKER = Path(__file__).with_name("duplications_worker.py")
SIZES = ("1/32", "1/16", "1/8", "1/4", "1/2", "1")

Found = dict[str, Any]


def asked(folder: Path, side: str, *, cache: Path, patience_s: float) -> Found:
    """The figures of one side; `failed` where it did not answer."""
    command = [sys.executable, str(WORKER), str(folder), side]
    # A session of its own: what CBC is still doing ends with the side that started it.
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, env=os.environ | {"ADJOIN_CACHE": str(cache)},
    )  # fmt: skip
    try:
        told, noticed = process.communicate(timeout=patience_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        return {"failed": f"no answer after {patience_s:,.0f} s"}
    if process.returncode:
        lines = noticed.strip().splitlines() or [f"ended with {process.returncode}"]
        return {"failed": lines[-1][:200]}
    return dict(json.loads(told.strip().splitlines()[-1]))


def measured(size: Fraction, *, plain: bool, patience_s: float) -> dict[str, Found]:
    """Both sides at one size."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "metro"
        write_metro(folder, Metro().times(size))
        found = {}
        for side in ("ours", *(("case", "plain") if plain else ())):
            cache = Path(temporary) / f"cache-{side}"
            cache.mkdir()
            found[side] = asked(folder, side, cache=cache, patience_s=patience_s)
            print(size, side, _brief(found[side]), file=sys.stderr, flush=True)
    if "failed" in found.get("case", {}):
        found["plain"] = found["case"]
    return found


def _brief(found: Found) -> str:
    if "failed" in found:
        return f"failed: {found['failed']}"
    return f"{found.get('seconds', 0):.1f} s, {found['peak_mb']:,.0f} MB"


def sizes_table(found: dict[Fraction, dict[str, Found]]) -> list[str]:
    """One row for each size: both sides, and the ratio where both ended."""
    rows = [
        "| size | agencies | facilities | street nodes | people points | adjoin s | with files s"
        " | processor s | peak MB | plain s | processor s | peak MB | ratio |",
        "|---|" + "---:|" * 12,
    ]
    for size, sides in found.items():
        ours, plain = sides["ours"], sides.get("plain")
        cells = [str(size), *(f"{number:,}" for number in Metro().times(size))]
        if "failed" in ours:
            cells += [ours["failed"], "", "", ""]
        else:
            written = ours["seconds"] + ours["written_s"]
            cells += [f"{ours['seconds']:.1f}", f"{written:.1f}", *_spent(ours)]
        if plain is None:
            cells += ["", "", "", ""]
        elif "failed" in plain:
            cells += [plain["failed"], "", "", ""]
        else:
            ratio = plain["seconds"] / ours.get("seconds", float("nan"))
            cells += [f"{plain['seconds']:,.1f}", *_spent(plain), f"{ratio:,.1f}x"]
        rows.append("| " + " | ".join(cells) + " |")
    return [*rows, ""]


def _spent(side: Found) -> tuple[str, str]:
    """Processor seconds of the whole process, imports and all, and its peak."""
    return f"{side['cpu_s']:,.1f}", f"{side['peak_mb']:,.0f}"


def stages_table(found: dict[Fraction, dict[str, Found]], side: str) -> list[str]:
    """Where the seconds of one side go, at each size at which it ended."""
    ended = {size: s[side] for size, s in found.items() if "seconds" in s.get(side, {})}
    if not ended:
        return []
    stages = list(dict.fromkeys(stage for each in ended.values() for stage in each["stages"]))
    rows = [
        f"| {'adjoin' if side == 'ours' else 'plain'}, seconds | "
        + " | ".join(str(size) for size in ended)
        + " |",
        "|---|" + "---:|" * len(ended),
    ]
    for stage in stages:
        cells = [f"{each['stages'].get(stage, 0):.2f}" for each in ended.values()]
        rows.append(f"| {stage.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return [*rows, ""]


def figures_table(size: Fraction, sides: dict[str, Found]) -> list[str]:
    """The sums of both sides, and how far they are apart."""
    rows = [f"| figure at {size} | adjoin | plain | plain is |", "|---|---:|---:|---:|"]
    for name, ours in sides["ours"]["figures"].items():
        plain = sides["plain"]["figures"][name]
        off = f"{plain / ours - 1:+.1%}" if ours else ("as many" if plain == 0 else "")
        rows.append(f"| {name.replace('_', ' ')} | {ours:,.1f} | {plain:,.1f} | {off} |")
    return [*rows, ""]


def drawn(path: Path, found: dict[Fraction, dict[str, Found]]) -> None:
    """Seconds of both sides by size, both axes logarithmic."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams |= {"svg.hashsalt": "adjoin", "svg.fonttype": "none", "font.size": 9}
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=(5.2, 3.6))
    for side, label in (("ours", "adjoin"), ("plain", "geopandas + pandana + spopt")):
        line = [
            (Metro().times(size).facilities, sides[side]["seconds"])
            for size, sides in found.items()
            if "seconds" in sides.get(side, {})
        ]
        if line:
            axis.loglog(*zip(*line, strict=True), marker="o", markersize=3, label=label)
    facilities = [Metro().times(size).facilities for size in found]
    axis.set_xticks(facilities, [f"{number:,}" for number in facilities])
    axis.set_xticks([], minor=True)
    axis.set_xlabel("facilities (agencies, streets and people grow with them)")
    axis.set_ylabel("seconds")
    axis.grid(visible=True, which="major", linewidth=0.3)
    axis.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def warm(patience_s: float) -> None:
    """Have machine code made and kept, so that no measurement waits for it.

    Smaller metros are travelled without some of it.
    """
    measured(Fraction(1, 4), plain=False, patience_s=patience_s)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--size", nargs="+", default=SIZES, type=Fraction, help="shares")
    parser.add_argument("--plain-up-to", default="1/8", type=Fraction, help="0: without it")
    parser.add_argument("--patience", default=3600.0, type=float, help="seconds for each side")
    parser.add_argument("--out", type=Path, help="draw the growth of both, as SVG")
    given = parser.parse_args()
    print("warming up", time.strftime("%H:%M:%S"), file=sys.stderr, flush=True)
    warm(given.patience)
    found: dict[Fraction, dict[str, Found]] = {}
    ends = True
    for size in sorted(map(Fraction, given.size)):
        plain = ends and size <= given.plain_up_to
        found[size] = measured(size, plain=plain, patience_s=given.patience)
        ends = ends and "failed" not in found[size].get("plain", {})
    text = [*sizes_table(found), *stages_table(found, "ours"), *stages_table(found, "plain")]
    both = [size for size, sides in found.items() if "figures" in sides.get("plain", {})]
    for size in both[-1:]:
        if "figures" in found[size]["ours"]:
            text += figures_table(size, found[size])
    print("\n".join(text))
    if given.out:
        drawn(given.out, found)


if __name__ == "__main__":
    main()
