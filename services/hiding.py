"""Confidential sites: left out before anything could name them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..geo.files.columns import text_column
from ..geo.findings import Finding
from ..geo.rowfindings import first_rows

#: What a cell of `columns.hide` may hold, whatever its case; a blank one hides nothing.
HIDDEN: Final = frozenset({"1", "true", "yes", "y", "x", "t"})
SHOWN: Final = frozenset({"0", "false", "no", "n", "f"})

# Findings of a reader that may show cells, or rows by their number.
_OF_ROWS: Final = frozenset({
    "curves", "geometry-unreadable", "join-unmatched", "join-unused", "not-a-number", "reader-note",
})  # fmt: skip

#: Shorter cells ("CA", "17") stand in too many messages to give a site away.
_TELLING: Final = 4


def hidden_rows(
    frame: pd.DataFrame,
    *,
    source: str,
    column: str | Sequence[str] | None = None,
    keys: Sequence[tuple[Any, Any]] = (),
    hide: Collection[tuple[str, str]] = (),
) -> tuple[NDArray[np.bool_], list[Finding]]:
    """Which rows are to be kept out of every output.

    Parameters
    ----------
    frame
        Rows of one source, before anything was found in them.
    source
        What messages call the file.
    column
        The column that says so: 1, true, yes, y, x or t hide, 0, false, no, n, f and blank do not.
    keys
        Service and facility_id of each row; none where `hide` is empty.
    hide
        Service and facility_id of the sites that a person wants hidden.

    Returns
    -------
    hidden
        By row of `frame`. A row whose cell cannot be understood counts as hidden.
    findings
        A note with the number of hidden rows, and nothing else of them; an error for cells that
        say neither.

    Raises
    ------
    DataError
        There is no such column.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.hiding import hidden_rows
    >>> frame = pd.DataFrame({"name": ["Refuge", "Library"], "secret": ["yes", None]})
    >>> hidden, findings = hidden_rows(frame, source="f.csv", column="secret")
    >>> hidden.tolist(), findings[0].message
    ([True, False], '1 row is hidden and stands in no output')
    """
    hidden = np.zeros(len(frame), dtype=bool)
    findings: list[Finding] = []
    if column is not None:
        text = text_column(frame, column, key="columns.hide", source=source).str.casefold()
        # A float column of a workbook or a database has 1.0 where it means 1; text_column knows.
        unclear = text.notna() & ~text.isin(HIDDEN | SHOWN)
        hidden |= (text.isin(HIDDEN) | unclear).to_numpy(dtype=bool)
        if unclear.any():
            # The cells are not quoted: the column may be another one, and its rows count as hidden.
            message = (
                f"{unclear.sum()} cells of {column!r} say neither hide nor show (rows "
                f"{first_rows(frame.index[unclear])}); write 1 to hide and 0, or nothing, to show"
            )
            findings.append(Finding("error", source, "columns.hide", "hide-unclear", message))
    if hide:
        hidden |= np.fromiter((key in hide for key in keys), dtype=bool, count=len(frame))
    count = int(hidden.sum())
    if count:
        some = "1 row is hidden and stands" if count == 1 else f"{count} rows are hidden and stand"
        findings.append(Finding("note", source, "", "rows-hidden", f"{some} in no output"))
    return hidden, findings


def without_traces(findings: Sequence[Finding], hidden: pd.DataFrame) -> list[Finding]:
    """What a reader found before rows could be hidden, without a word of those rows.

    Parameters
    ----------
    findings
        Of reading the file and of joining a second table to it.
    hidden
        The hidden rows, with every column.

    Returns
    -------
    list of Finding
        Each one kept, with severity, source and rule; where it may show a hidden row, its item is
        empty and its message says only that something was found.
    """
    if not len(hidden):
        return list(findings)
    cells = telling_cells(hidden)
    return [
        finding._replace(item="", message=_UNTOLD)
        if finding.rule in _OF_ROWS
        or re.search(r"\brows?\b", finding.item)
        or any(cell in f"{finding.item} {finding.message}".casefold() for cell in cells)
        else finding
        for finding in findings
    ]


_UNTOLD = (
    "the rows that this is about are not shown, because rows of the source are hidden; mend the file, or look "
    "at it without columns.hide"
)


def without_keys(findings: Sequence[Finding]) -> list[Finding]:
    """Errors of joining a second table without the keys that they list, which may be hidden rows'.

    Parameters
    ----------
    findings
        Of a source that could not be read, so that nothing could be hidden.
    """
    return [
        finding._replace(message=_UNTOLD) if finding.rule == "join-repeated" else finding
        for finding in findings
    ]


def telling_cells(hidden: pd.DataFrame) -> set[str]:
    """The texts of hidden rows that could give them away, in lower case.

    Parameters
    ----------
    hidden
        The hidden rows, with every column.
    """
    cells: set[str] = set()
    for name in hidden.columns:
        if name != "geometry":
            texts = hidden[name].dropna().astype("str").str.strip().str.casefold()
            cells |= {str(text) for text in texts if len(str(text)) >= _TELLING}
    return cells
