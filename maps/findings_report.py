"""Findings as text: for a terminal, for programs, and as a page to work through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from ..geo.files.printing import as_text
from ..geo.findings import SEVERITIES
from ..geo.grouping import findings_text
from .findings_page import findings_page
from .summary import counted

CheckForm = Literal["table", "csv", "json", "html"]


def findings_report(
    findings: pd.DataFrame,
    *,
    form: CheckForm,
    name: str,
    inputs: Sequence[Mapping[str, Any]] = (),
    fictional: bool = False,
    strict: bool = False,
    width: int = 100,
) -> str:
    """Every finding: alike ones together for people, one by one for programs.

    Parameters
    ----------
    findings
        Of `adjoin.services.review.with_decisions`; in a table for people those that somebody has
        looked at are only counted, but for errors.
    form
        `table`, `csv`, `json`, `html`.
    name, inputs, fictional, strict
        As for `adjoin.maps.findings_page.findings_page`.
    width
        Characters in a line of the table.
    """
    if form == "html":
        return findings_page(findings, name=name, inputs=inputs, fictional=fictional, strict=strict)
    if form != "table":
        return as_text(findings, form=form)
    settled = findings["review"].notna() & (findings["severity"] != "error")
    looked_at = f"; {settled.sum()} looked at already" if settled.any() else ""
    open_ones = findings[~settled]
    return f"{findings_text(open_ones, width=width)}{counted(_counts(open_ones))}{looked_at}\n"


def stopped_text(findings: pd.DataFrame) -> str:
    """What is said when findings stop a run: all of them, and that nothing was written.

    Parameters
    ----------
    findings
        Of `adjoin.geo.findings.findings_table`, at least one.
    """
    counts = _counts(findings)
    strict = "" if counts["error"] else " (--strict: warnings stop the run)"
    return f"{findings_text(findings)}\nadjoin: {counted(counts)}; nothing was written{strict}"


def _counts(table: pd.DataFrame) -> dict[str, int]:
    """How many findings there are of each severity."""
    return {name: int((table["severity"] == name).sum()) for name in SEVERITIES}
