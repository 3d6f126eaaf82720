"""Columns of a frame by the names that the user gave: text, ids, numbers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from ..findings import DataError, Finding
from ..rowfindings import EACH, first_rows, rows_item

#: A file with more columns than this is not listed whole in a message when some are near.
MANY = 12

#: Texts that stand for "not known" in public data, whatever their case: of HIFLD, of databases and
#: spreadsheets, of Python. Not "NA", "M" or "-1", which may be a name, a kind or a code.
NOT_KNOWN: Final = frozenset({
    "not available", "not applicable", "not reported", "unknown", "n/a", "#n/a", "null", "<null>",
    "(null)", "none", "nan", "nil", "-", "--", "?", "-99", "-999", "-9999", "-99999",
})  # fmt: skip

# What a column may hold that pandas would make numbers of, and what it is called.
_OTHER_KINDS: Final = {
    "boolean": "true and false", "date": "dates", "datetime": "dates", "datetime64": "dates",
    "period": "dates", "time": "times", "timedelta": "durations", "timedelta64": "durations",
}  # fmt: skip

_SHOWN: Final = 5
_LONGEST: Final = 60


def column(frame: pd.DataFrame, name: str, *, key: str, source: str) -> pd.Series[Any]:
    """One column of a frame by its name.

    Parameters
    ----------
    frame
        As `read_source` returns it.
    name
        The column that the user named.
    key
        The key of region.toml that names it, for the message.
    source
        What messages call the file.

    Raises
    ------
    DataError
        There is no such column; the message names the nearest ones.
    """
    if name in frame.columns:
        return frame[name]
    names = [str(other) for other in frame.columns if other != "geometry"]
    message = f"there is no column {name!r}; {_held(name, names)}"
    raise DataError([Finding("error", source, key, "column-missing", message)])


def _held(name: str, names: list[str]) -> str:
    """The columns of a file, or the nearest of many; what to do when they were not parted."""
    if len(names) == 1 and ";" in names[0]:
        return f"the cells of the file are parted by ';' ({names[0]}); save it with commas"
    nameless = sum(re.fullmatch(r"column \d+(\.\d+)?", other) is not None for other in names)
    if 2 * nameless > len(names):
        return (
            f"the file has {', '.join(names[:MANY])}: the header seems to stand in a later row; delete the "
            "lines above it"
        )
    folded = {other.casefold(): other for other in reversed(names)}
    near = difflib.get_close_matches(name.casefold(), list(folded), n=3, cutoff=0.5)
    if near and len(names) > MANY:
        return (
            f"the nearest of its {len(names)} columns: {', '.join(folded[other] for other in near)}"
        )
    return f"the file has {', '.join(names) or 'none'}"


def text_column(
    frame: pd.DataFrame, names: str | Sequence[str], *, key: str, source: str
) -> pd.Series[str]:
    """One column as text, or several joined by `-`, as ids are built.

    Text is kept as it stands (leading zeros too) but for white space around it; whole numbers
    lose a `.0` that a float column gave them; empty text is missing, and so is a joined id with a
    missing part.

    Raises
    ------
    DataError
        One of the columns is not there.
    """
    parts = [
        _as_text(column(frame, name, key=key, source=source))
        for name in ([names] if isinstance(names, str) else names)
    ]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + "-" + part
    return joined


def known_text(
    frame: pd.DataFrame, names: str | Sequence[str], *, key: str, source: str
) -> tuple[pd.Series[str], list[Finding]]:
    """As `text_column`, but a text that stands for "not known" is missing, which is told.

    For names, never for ids: an id is what the source says it is.

    Parameters
    ----------
    frame, names, key, source
        As for `text_column`.

    Returns
    -------
    text
        Missing where it is empty or one of `NOT_KNOWN`.
    findings
        A warning that counts the rows by text.

    Raises
    ------
    DataError
        One of the columns is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.geo.files.columns import known_text
    >>> frame = pd.DataFrame({"OWNER": ["NOT AVAILABLE", "Napa"]}, index=[1, 2])
    >>> text, findings = known_text(frame, "OWNER", key="columns.agency", source="f.csv")
    >>> text.dropna().tolist(), findings[0].message
    (['Napa'], "OWNER is 'NOT AVAILABLE' in row 1; taken as missing")
    """
    text = text_column(frame, names, key=key, source=source)
    unknown = text.str.casefold().isin(NOT_KNOWN) & text.notna()
    name = names if isinstance(names, str) else "-".join(names)
    findings = []
    if unknown.any():
        message = f"{name} is {_counted(text[unknown])}; taken as missing"
        item = rows_item(text.index[unknown])
        findings.append(Finding("warning", source, item, "sentinel", message))
    return text.where(~unknown, None), findings


def text_columns(
    frame: pd.DataFrame,
    columns: Mapping[str, str | Sequence[str]],
    *,
    codes: Sequence[str] = (),
    names: Sequence[str] = (),
    source: str,
) -> tuple[dict[str, pd.Series[str]], list[Finding]]:
    """Several columns as text, by their keys in region.toml.

    Parameters
    ----------
    frame, source
        As for `column`.
    columns
        The columns that the user named, by key.
    codes
        Keys of ids and codes, which are kept as `text_column` gives them.
    names
        Keys of names, which may stand for "not known": `known_text`.

    Returns
    -------
    texts
        By key, for each of `codes` and `names`; all missing where no column is named.
    findings
        Of `known_text`.

    Raises
    ------
    DataError
        A column that is named is not there.
    """
    texts: dict[str, pd.Series[str]] = {}
    findings: list[Finding] = []
    for key in (*codes, *names):
        if key not in columns:
            texts[key] = pd.Series(None, index=frame.index, dtype="str")
        elif key in codes:
            texts[key] = text_column(frame, columns[key], key=f"columns.{key}", source=source)
        else:
            texts[key], told = known_text(frame, columns[key], key=f"columns.{key}", source=source)
            findings += told
    return texts, findings


def number_column(
    frame: pd.DataFrame, name: str, *, key: str, source: str, least: float | None = None
) -> tuple[pd.Series[float], list[Finding]]:
    """One column as floats; what is no finite number becomes missing and is told.

    An empty cell, or one of white space, is missing without a word. Dates, and true and false,
    are no numbers.

    Parameters
    ----------
    frame, name, key, source
        As for `column`.
    least
        The smallest number that the column can hold, as 0 for people; smaller ones are codes
        for "not known", and become missing.

    Returns
    -------
    numbers
        Finite or missing.
    findings
        Warnings: `not-a-number` for each text that is none (for all of them together, where there
        are more than 20), and `sentinel` for numbers below `least`, each with its count.

    Raises
    ------
    DataError
        The column is not there.
    """
    raw = column(frame, name, key=key, source=source)
    kind = _OTHER_KINDS.get(pd.api.types.infer_dtype(raw, skipna=True))
    if kind is not None:
        nothing = pd.Series(np.nan, index=raw.index, name=name, dtype=float)
        return nothing, _no_kind(raw, kind, name, key, source)
    numbers = pd.to_numeric(raw, errors="coerce").astype(float)
    numbers = numbers.where(np.isfinite(numbers))
    text = _as_text(raw)
    findings = _no_numbers(text[numbers.isna() & text.notna()], name, key, source)
    below = numbers < (-np.inf if least is None else least)
    if below.any():
        message = f"{name} is {_counted(text[below])}, below {least:g}; taken as missing"
        item = rows_item(numbers.index[below])
        findings.append(Finding("warning", source, item, "sentinel", message))
    return numbers.where(~below), findings


def _no_kind(raw: pd.Series[Any], kind: str, name: str, key: str, source: str) -> list[Finding]:
    """Warn of a column of dates or the like, unless all of it is empty."""
    given = raw.index[raw.notna()]
    if not len(given):
        return []
    message = f"{name} holds {kind}, not numbers; taken as missing: check that {key} names the right column"
    return [Finding("warning", source, rows_item(given), "not-a-number", message)]


def _no_numbers(lost: pd.Series[str], name: str, key: str, source: str) -> list[Finding]:
    """Warn of texts where numbers should stand: of each, or of all when they are many."""
    values = lost.groupby(lost).groups
    if len(values) > EACH:
        message = (
            f"{name} is {_counted(lost)}, and none of it a number; taken as missing: "
            f"check that {key} names the right column"
        )
        return [Finding("warning", source, rows_item(lost.index), "not-a-number", message)]
    return [
        Finding(
            "warning",
            source,
            rows_item(rows),
            "not-a-number",
            f"{name} is {_counted(lost[rows])}, which is no number; taken as missing",
        )
        for _, rows in sorted(values.items())
    ]


def _counted(texts: pd.Series[str]) -> str:
    """Texts with the rows they stand in, the commonest first, then by code point."""
    rows = sorted(texts.groupby(texts).groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    told = [
        f"{_quoted(str(text))} in {'row' if len(where) == 1 else f'{len(where)} rows:'} {first_rows(where)}"
        for text, where in rows[:_SHOWN]
    ]
    more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return "; ".join(told) + more


def _quoted(text: str) -> str:
    """A text in quotes, cut where it is long."""
    return repr(text) if len(text) <= _LONGEST else f"{text[:_LONGEST]!r}..."


def _as_text(values: pd.Series[Any]) -> pd.Series[str]:
    """Text of a column of any type, missing where it is empty."""
    if pd.api.types.is_float_dtype(values.dtype):
        whole = (values == values.round()) & (values.abs() < 2**53)
        text = values.astype("str").where(~whole, values.where(whole).astype("Int64").astype("str"))
        text = text.where(values.notna())
    else:
        text = values.where(values.notna(), None).astype("str").str.strip()
    return text.where(text.notna() & (text != ""), None)
