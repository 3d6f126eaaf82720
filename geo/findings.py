"""What was found in the data, and the errors that stop a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import pandas as pd

Severity = Literal["error", "warning", "note"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


class Finding(NamedTuple):
    """One thing found in the data: how bad, where, what, and the way out.

    Parameters
    ----------
    severity
        `error` stops the run, `warning` is counted and shown, `note` is for the record.
    source
        The file (and layer) it was found in, as written in region.toml.
    item
        The row, id, column or key it is about; empty when it is about the whole source.
    rule
        A short, stable name of the check, for scripts to filter on.
    message
        A sentence with the fact, the value and the way out.
    """

    severity: Severity
    source: str
    item: str
    rule: str
    message: str


class AdjoinError(Exception):
    """Root of the errors that adjoin raises on purpose."""


class UseError(AdjoinError, ValueError):
    """A call that cannot be carried out as it was written."""


class DataError(AdjoinError, ValueError):
    """Data that cannot be used; carries every finding made before the run stopped.

    Parameters
    ----------
    findings
        All findings so far, at least one of them of a severity that stops the run.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        worst = min((SEVERITIES.index(f.severity) for f in self.findings), default=0)
        told = [f for f in self.findings if f.severity == SEVERITIES[worst]]
        lines = [f"{f.source}: {f.item + ': ' if f.item else ''}{f.message}" for f in told]
        super().__init__("\n".join(lines))


def stop_on_errors(findings: Sequence[Finding], *, strict: bool = False) -> None:
    """Raise when any finding is an error.

    Parameters
    ----------
    findings
        In any order.
    strict
        Warnings count as errors.

    Raises
    ------
    DataError
        With all of `findings`, when at least one stops the run.
    """
    stopping = {"error", "warning"} if strict else {"error"}
    if any(finding.severity in stopping for finding in findings):
        raise DataError(findings)


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Findings as a table, errors first, then by source, rule, item and message.

    Parameters
    ----------
    findings
        In any order; repeated ones are kept once.

    Returns
    -------
    pandas.DataFrame
        Text columns severity, source, item, rule, message; no rows when there is none.

    Examples
    --------
    >>> from adjoin.geo.findings import Finding, findings_table
    >>> findings_table([Finding("note", "a.csv", "", "speed", "12 speeds filled")]).shape
    (1, 5)
    """
    rows = sorted(
        set(findings),
        key=lambda f: (SEVERITIES.index(f.severity), f.source, f.rule, _natural(f.item), f.message),
    )
    return pd.DataFrame(rows, columns=list(Finding._fields), dtype="str")


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts row 2 before row 10."""
    parts = re.findall(r"([0-9]+)|([^0-9]+)", text)
    return tuple((0, int(digits), "") if digits else (1, 0, other) for digits, other in parts)
