"""Columns of a frame by the names that the user gave: text, ids, numbers."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from .findings import DataError, Finding

#: A file with more columns than this is not listed whole in a message when some are near.
MANY = 12


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


def number_column(
    frame: pd.DataFrame, name: str, *, key: str, source: str
) -> tuple[pd.Series[float], list[Finding]]:
    """One column as floats; what is no finite number becomes missing and is told.

    An empty cell, or one of white space, is missing without a word.

    Raises
    ------
    DataError
        The column is not there.
    """
    raw = column(frame, name, key=key, source=source)
    numbers = pd.to_numeric(raw, errors="coerce").astype(float)
    numbers = numbers.where(np.isfinite(numbers))
    lost = raw[numbers.isna() & _as_text(raw).notna()]
    findings = [
        Finding(
            "warning",
            source,
            f"row {row}",
            "not-a-number",
            f"{name} is {value!r}, which is no number; taken as missing",
        )
        for row, value in lost.items()
    ]
    return numbers, findings


def _as_text(values: pd.Series[Any]) -> pd.Series[str]:
    """Text of a column of any type, missing where it is empty."""
    if pd.api.types.is_float_dtype(values.dtype):
        whole = (values == values.round()) & (values.abs() < 2**53)
        text = values.astype("str").where(~whole, values.where(whole).astype("Int64").astype("str"))
        text = text.where(values.notna())
    else:
        text = values.where(values.notna(), None).astype("str").str.strip()
    return text.where(text.notna() & (text != ""), None)
