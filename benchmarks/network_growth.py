"""How a query grows with nodes, points and minutes, as rows of a table and a picture."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from network_worker import write_case
from streetnets import Case, synthetic_case

NODES = (25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)
POINTS = (1_000, 3_000, 10_000, 30_000, 100_000)
MINUTES = (5.0, 10.0, 20.0, 30.0, 45.0)
USUAL = (100_000, 10_000, 30.0)
"""Nodes, points and minutes of the middle: one of them is varied at a time."""
PATIENCE_S = 300.0

Asked = Callable[..., dict[str, Any]]


def growth(path: Path, asked: Asked, engines: list[str]) -> list[str]:
    """Measure, draw, and give the table.

    An engine that was not done in time is not asked for more of the same.
    """
    rows = [
        "| varied | engine | " + " | ".join(["value: query s"] * 6) + " |",
        "|---|---|" + "---|" * 6,
    ]
    panels: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for what, case, values in _series():
        lines = panels.setdefault(what, {})
        with tempfile.TemporaryDirectory() as temporary:
            write_case(case, Path(temporary))
            for engine in engines:
                known = lines.setdefault(engine, [])
                for value in values:
                    minutes = value if what == "minutes" else USUAL[2]
                    if known and known[-1][1] != known[-1][1]:
                        break
                    found = asked(
                        Path(temporary), f"pairs:{engine}:{minutes}", patience_s=PATIENCE_S
                    )
                    known.append((value, found.get("query_s", [float("nan")])[0]))
                    print("growth", what, engine, *known[-1], file=sys.stderr, flush=True)
    for what, lines in panels.items():
        for engine, measured in lines.items():
            cells = [f"{value:,.0f}: {seconds:.3g}" for value, seconds in measured]
            rows.append(
                f"| {what} | {engine} | " + " | ".join(cells + [""] * (6 - len(cells))) + " |"
            )
    _drawn(path, panels)
    return [*rows, ""]


def _series() -> Iterator[tuple[str, Case, tuple[float, ...]]]:
    """What is varied, a case, and the values that it stands for."""
    for nodes in NODES:
        yield "nodes", synthetic_case(nodes, USUAL[1]), (nodes,)
    for points in POINTS:
        yield "points", synthetic_case(USUAL[0], points), (points,)
    yield "minutes", synthetic_case(*USUAL[:2]), MINUTES


def _drawn(path: Path, panels: dict[str, dict[str, list[tuple[float, float]]]]) -> None:
    """Three panels, both axes logarithmic."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams |= {"svg.hashsalt": "adjoin", "svg.fonttype": "none", "font.size": 9}
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, len(panels), figsize=(10, 3.4), sharey=True)
    for axis, (what, lines) in zip(axes, panels.items(), strict=True):
        for engine, measured in lines.items():
            axis.loglog(*zip(*measured, strict=True), marker="o", markersize=3, label=engine)
        values = sorted({value for measured in lines.values() for value, _ in measured})
        axis.set_xticks(values, [_short(value) for value in values])
        axis.set_xticks([], minor=True)
        axis.set_xlabel(what)
        axis.grid(visible=True, which="major", linewidth=0.3)
    axes[0].set_ylabel("query, seconds")
    axes[0].legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def _short(value: float) -> str:
    """A number as an axis has room for it."""
    for unit, name in ((1_000_000, "M"), (1_000, "k")):
        if value >= unit:
            return f"{value / unit:g}{name}"
    return f"{value:g}"
