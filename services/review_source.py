"""The review file that a person has filled in, read: every fault of it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from ..geo.files.columns import text_column
from ..geo.files.reading import read_source
from ..geo.files.writing import as_written
from ..geo.findings import DataError, Finding
from ..geo.rowfindings import first_rows
from .review import DECISION, Review, no_review

#: What may be decided of the rows of each table.
DECISIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "duplications": ("accepted", "rejected"),
    "findings": ("accepted", "rejected"),
    "facilities": ("hide",),
}

_NEEDED: Final = ("table", "id", "decision", "note")
_OPTIONAL: Final = ("by", "date")


def read_review(path: str | Path, *, label: str | None = None) -> tuple[Review, list[Finding]]:
    """Read a review file: CSV or XLSX, the review.csv of a run or one written by hand.

    Rows without a decision are passed over, and so are columns but table, id, decision, note, by
    and date. Upper and lower case do not count in table and decision. A row that stands twice
    with one decision counts once, with the notes of both.

    Parameters
    ----------
    path
        The file.
    label
        What messages call it; the path itself when not given.

    Returns
    -------
    review
        The decisions that can be understood.
    findings
        Errors: a table or decision that is not known, a decision without an id, an id decided in
        two ways. No message ever names a facility.

    Raises
    ------
    Nothing. A file that cannot be read is a finding, too, and the review is then empty.
    """
    name = str(path) if label is None else label
    try:
        frame, told = read_source(path, source=name)
        rows = _rows(frame, name)
    except DataError as error:
        return no_review(name), list(error.findings)
    rows, faults = _known(rows, name)
    decided, clashes = _decided(rows[rows["table"] != "facilities"], name)
    kept = {
        table: decided.loc[decided["table"] == table, list(DECISION)].reset_index(drop=True)
        for table in ("duplications", "findings")
    }
    keys = rows.loc[rows["table"] == "facilities", "id"].str.partition(":")
    hidden = frozenset(zip(keys.get(0, []), keys.get(2, []), strict=True))
    return Review(name, **kept, hidden=hidden), [*told, *faults, *clashes]


def _rows(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """The decided rows of a frame, their cells as they were written; the index numbers the rows.

    Raises
    ------
    DataError
        A column is missing: all of them are told.
    """
    cells: dict[str, pd.Series[str]] = {}
    missing: list[Finding] = []
    for name in (*_NEEDED, *_OPTIONAL):
        if name in _OPTIONAL and name not in frame.columns:
            cells[name] = pd.Series(None, index=frame.index, dtype="str")
            continue
        try:
            cells[name] = as_written(text_column(frame, name, key=name, source=source))
        except DataError as error:
            missing += error.findings
    if missing:
        raise DataError(missing)
    rows = pd.DataFrame(cells)
    rows["table"], rows["decision"] = rows["table"].str.casefold(), rows["decision"].str.casefold()
    result: pd.DataFrame = rows[rows["decision"].notna()]
    return result


def _known(rows: pd.DataFrame, source: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows whose table, decision and id can be understood, and what is wrong with the others."""
    findings = []
    good = []
    for number, table, item, decision in rows[["table", "id", "decision"]].itertuples(name=None):
        fault = _fault(table, item, decision)
        good.append(fault is None)
        if fault is not None:
            rule, message = fault
            findings.append(Finding("error", source, f"row {number}", rule, message))
    # An empty list alone would stand for no columns.
    return rows[np.array(good, dtype=bool)], findings


def _fault(table: Any, item: Any, decision: str) -> tuple[str, str] | None:
    """The rule and message of what is wrong with a row; nothing of a row that may hide is quoted."""
    if table not in DECISIONS:
        quoted = "" if decision == "hide" or pd.isna(table) else f" {table!r}"
        known = ", ".join(DECISIONS)
        return "review-table", f"there is no table{quoted} to decide about; write one of {known}"
    if table == "facilities":
        if decision != "hide":
            return (
                "review-decision",
                "of a facility only hide can be decided; leave the cell empty, or write hide",
            )
        if pd.isna(item) or not all(str(item).partition(":")):
            return (
                "review-id",
                "a facility is called by its service and id, as in library_services:12",
            )
        return None
    if decision not in DECISIONS[str(table)]:
        known = " or ".join(DECISIONS[str(table)])
        return (
            "review-decision",
            f"{decision!r} is no decision about {table}; write {known}, or leave the cell empty",
        )
    if pd.isna(item):
        return (
            "review-id",
            "there is a decision but no id; take the id from the review.csv of a run",
        )
    return None


def _decided(rows: pd.DataFrame, source: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Each id once, by table and id; one that is decided in two ways is an error and left out."""
    findings = []
    lines = []
    for (table, item), group in rows.groupby(["table", "id"], sort=True):
        if len(set(group["decision"])) > 1:
            message = f"{_ways(group)}; leave one of them"
            findings.append(Finding("error", source, str(item), "review-contradiction", message))
            continue
        told = {name: _joined(group[name].tolist()) for name in ("note", "by", "date")}
        lines.append({"table": table, "id": item, "decision": group["decision"].iloc[0], **told})
    columns = ["table", *DECISION]
    return pd.DataFrame(lines, columns=columns).astype(dict.fromkeys(columns, "str")), findings


def _ways(group: pd.DataFrame) -> str:
    """Which rows decide what."""
    parts = [
        f"{decision} in row{'' if len(rows) == 1 else 's'} {first_rows(rows.index)}"
        for decision, rows in group.groupby("decision", sort=True)
    ]
    return "it is " + " and ".join(parts)


def _joined(texts: Sequence[str | float]) -> str | None:
    """Different texts as one, whatever their order."""
    given = sorted({str(text) for text in texts if pd.notna(text)})
    return "; ".join(given) if given else None
