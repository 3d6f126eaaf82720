"""What `adjoin init` wrote, and what a check of it finds, in a few lines for a terminal."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..geo.files.printing import harmless
from ..services.starting.start import Start
from .summary import finding_lines


def start_summary(start: Start, out: Path) -> str:
    """What was written, what is left to a person, and what it lacks.

    Parameters
    ----------
    start
        The region as it was understood.
    out
        Where its region.toml is.

    Returns
    -------
    str
        Lines, the last one ended; no text of the data can move the cursor or colour the terminal.
    """
    lines = [f"written: {out}"]
    lines += [f"not read: {f.source}: {f.message}" for f in start.unreadable]
    if start.decide:
        count = len(start.decide)
        lines.append(f"to decide: {count}, listed at the top of {out}; #? marks their lines")
    if not start.runs:
        first = "decide what is open, or " if start.decide else ""
        advice = f"{first}give a file of agencies as well, and -o another file"
        lines.append(f"it does not run yet, as no agencies are clear: {advice}")
    return _text(lines)


def check_summary(findings: pd.DataFrame, out: Path) -> str:
    """What a check of a new region.toml finds, and what to do next.

    Parameters
    ----------
    findings
        Of the check.
    out
        Where the region.toml is.
    """
    errors = findings[findings["severity"] == "error"]
    lines = [f"error: {f.source}: {f.item}: {f.message}" for f in errors.itertuples()]
    lines += [*finding_lines(findings), f"all of them: adjoin check {out}"]
    if errors.empty:
        lines.append(f"tables and map: adjoin run {out} -o OUT")
    return _text(lines)


def _text(lines: list[str]) -> str:
    return "".join(f"{harmless(line)}\n" for line in lines)
