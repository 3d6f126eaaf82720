"""What GDAL passes over without a word: members that are no features, rows not counted, text read as 0."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..findings import DataError, Finding
from ..rowfindings import rows_item
from .conditions import sql_name
from .contents import database

#: GeoJSON up to this size is parsed a second time to count its members; about a second.
COUNTED_BYTES = 64 * 1024**2


def members_passed_over(data: Path | bytes, rows: int, *, source: str) -> list[Finding]:
    """Tell what a GeoJSON lacks: members that are no features, rows that its service kept back.

    GDAL leaves such members out, and numbers on. A service that answers with so many rows at most
    says `exceededTransferLimit` where there are more.

    Parameters
    ----------
    data
        The file, or its bytes. Files beyond 64 MiB are not looked at, which is told.
    rows
        How many rows were read.
    source
        What messages call the file.

    Examples
    --------
    >>> from adjoin.geo.files.passedover import members_passed_over
    >>> members_passed_over(b'{"features": [{}, {}]}', 1, source="a.geojson")[0].rule
    'rows-passed-over'
    """
    size = len(data) if isinstance(data, bytes) else data.stat().st_size
    if size > COUNTED_BYTES:
        message = (
            f"{rows} rows were read; whether these are all was not checked, for the file has more than "
            f"{COUNTED_BYTES // 1024**2} MiB"
        )
        return [Finding("note", source, "", "rows-uncounted", message)]
    content = data if isinstance(data, bytes) else data.read_bytes()
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return []  # GDAL takes more than is JSON; what it read is all that can be said
    if not isinstance(document, dict):
        return []
    findings = []
    if _cut_off(document):
        message = (
            f"the service that it was downloaded from cut it off after {rows} rows "
            "(exceededTransferLimit); download the rest"
        )
        findings.append(Finding("warning", source, "", "transfer-limit", message))
    members = document.get("features")
    if not isinstance(members, list) or len(members) <= rows:
        return findings
    message = (
        f"{len(members) - rows} of {len(members)} members of features are no features (each needs "
        '"type": "Feature") and are left out; the rows are numbered without them'
    )
    return [*findings, Finding("warning", source, "", "rows-passed-over", message)]


def _cut_off(document: dict[str, Any]) -> bool:
    """Whether the service says that it has more rows: at the top, or in properties."""
    properties = document.get("properties")
    places = [document, properties if isinstance(properties, dict) else {}]
    return any(place.get("exceededTransferLimit") is True for place in places)


def honest_numbers(
    frame: Any, data: Path | bytes, *, layer: str, columns: list[str], source: str
) -> tuple[Any, list[Finding]]:
    """Check a layer of a GeoPackage for rows that were not read and text that was read as 0.

    Parameters
    ----------
    frame
        As GDAL read it, in the order of the rows.
    data
        The file, or its bytes.
    layer
        Its table.
    columns
        The numeric ones.
    source
        What messages call the file.

    Returns
    -------
    frame
        Numbers that are text in the file are missing.
    findings
        One warning for each such column; a note where SQLite cannot evaluate the layer, as a
        view with functions of GDAL's own.

    Raises
    ------
    DataError
        The file holds more rows than it says, which GDAL believes.
    """
    with contextlib.closing(database(data)) as file:
        table = sql_name(layer)
        try:
            (held,) = file.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - in quotes
            doubtful = _with_text(file, table, columns)
        except sqlite3.Error as error:
            message = (
                f"{len(frame)} rows were read; whether these are all cannot be checked ({error})"
            )
            return frame, [Finding("note", source, "", "rows-uncounted", message)]
        if held > len(frame):
            message = f"{len(frame)} rows were read, but the layer holds {held}; export it again"
            raise DataError([Finding("error", source, "", "content-unexpected", message)])
        findings = []
        for name in doubtful:
            words = _words(file, table, name)
            if not words:
                continue
            rows = np.array([row for row, _ in words])
            frame = frame.assign(**{name: _without(frame[name], rows)})
            message = f"{name} is {words[0][1]!r} in {len(words)} cells of a column of numbers; taken as missing"
            item = rows_item(rows + 1)
            findings.append(Finding("warning", source, item, "not-a-number", message))
    return frame, findings


def _with_text(file: sqlite3.Connection, table: str, columns: list[str]) -> list[str]:
    """The columns that hold any text, found in one pass."""
    if not columns:
        return []
    checks = ", ".join(f"max(typeof({sql_name(name)}) = 'text')" for name in columns)
    found = file.execute(f"SELECT {checks} FROM {table}").fetchone()  # noqa: S608 - in quotes
    return [name for name, held in zip(columns, found, strict=True) if held]


def _words(file: sqlite3.Connection, table: str, name: str) -> list[tuple[int, str]]:
    """Rows, from 0, whose cell is text, with the first letters of it."""
    column = sql_name(name)
    try:
        found = file.execute(
            f"SELECT place, letters FROM (SELECT row_number() OVER (ORDER BY rowid) - 1 AS place, "  # noqa: S608 - in quotes
            f"typeof({column}) AS kind, substr({column}, 1, 40) AS letters FROM {table}) "
            "WHERE kind = 'text'"
        ).fetchall()
    except sqlite3.Error:
        return []  # a view has no row ids; GDAL reads it through its own types
    return [(int(place), str(letters)) for place, letters in found]


def _without(values: pd.Series[Any], rows: np.ndarray) -> pd.Series[Any]:
    """A column with some cells missing; whole numbers stay whole."""
    if pd.api.types.is_integer_dtype(values.dtype) or pd.api.types.is_bool_dtype(values.dtype):
        values = values.astype("Int64")
    gone = np.zeros(len(values), dtype=bool)
    gone[rows] = True
    return values.mask(gone)
