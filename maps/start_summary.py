"""What `adjoin init` wrote, in a few lines for a terminal."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..geo.files.printing import harmless
from ..services.starting.start import Start
from .summary import finding_lines


def start_summary(start: Start, out: Path, *, findings: pd.DataFrame | None) -> str:
    """What was written, what is left to a person, what a check of it finds, and what to do next.

    Parameters
    ----------
    start
        The region as it was understood.
    out
        Where its region.toml is.
    findings
        Of a check of it; None where it does not run yet.

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
    if findings is None:
        advice = "decide what is open, or give a file of agencies too (move this region.toml away)"
        lines.append(f"it does not run yet, as no agencies are clear: {advice}")
    else:
        errors = findings[findings["severity"] == "error"]
        lines += [f"error: {f.source}: {f.item}: {f.message}" for f in errors.itertuples()]
        lines += [*finding_lines(findings), f"all of them: adjoin check {out}"]
        if errors.empty:
            lines.append(f"tables and map: adjoin run {out} -o OUT")
    return "".join(f"{harmless(line)}\n" for line in lines)
