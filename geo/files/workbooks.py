"""A sheet of an Excel workbook, every cell as the text that people see."""

from __future__ import annotations

import datetime
import io
import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

import pandas as pd

from ..findings import DataError, Finding
from .layernames import chosen_layer
from .opening import Opened
from .tables import COLUMNS, blank_rows, column_names

#: Excel has no more rows; a file that says so is broken or made to be slow.
ROWS = 1_048_576

#: Ten million take minutes. Blank cells count as well, which a stray entry far to the right of each
#: row makes many.
CELLS = 10_000_000

#: How many cells a message lists.
SHOWN = 5

# What openpyxl raises for workbooks whose parts are damaged or do not fit together.
_ERRORS = (
    LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, ParseError,
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip

# A number format of zeros alone: Excel shows 00123 for the number 123.
_PADDED = re.compile(r"0{2,}")


class _Sheet(NamedTuple):
    """The rows of a sheet, as text, and what was noticed in it."""

    rows: list[list[str | None]]
    errors: list[str]
    blank: int


def read_workbook(
    opened: Opened, *, layer: str | None, source: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Read one sheet of an `.xlsx`, every cell as text.

    The first row that is not blank names the columns; blank rows are passed over. Whole numbers
    have no decimals, and leading zeros where the format of the cell shows them; days and times are
    ISO 8601; formulas have the value that was computed last. Nothing outside the file is read.

    Parameters
    ----------
    opened
        The file.
    layer
        The sheet, needed where several hold data; hidden ones are read only when named.
    source
        What messages call it.

    Returns
    -------
    frame
        Text, missing where a cell is empty or holds an error such as `#REF!`.
    findings
        Cells with errors, formulas that were never computed, merged cells, hidden sheets, blank rows.

    Raises
    ------
    DataError
        The workbook or the sheet cannot be read.
    """
    import openpyxl  # here, for it is slow to import and few runs need it

    data = io.BytesIO(opened.path.read_bytes() if opened.content is None else opened.content)
    try:
        with warnings.catch_warnings():
            # Of parts that openpyxl does not know, such as the validation of cells.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(data, read_only=True, data_only=True, keep_links=False)
            sheets = list(book.worksheets)
            shown = [sheet.sheet_state == "visible" for sheet in sheets]
            holding = [_holds_data(sheet, source) for sheet in sheets]
            position = chosen_layer(
                [str(sheet.title) for sheet in sheets],
                layer,
                data=[i for i, held in enumerate(holding) if held and shown[i]],
                word="sheet",
                source=source,
            )
            chosen = sheets[position]
            sheet = _read_sheet(chosen, source)
            with book._archive.open(chosen._worksheet_path) as stream:
                findings = _sheet_notes(stream.read(), source)
    except _ERRORS as error:
        if isinstance(error, DataError):
            raise
        message = (
            f"the workbook cannot be read ({type(error).__name__}: {error}); save it again as .xlsx"
        )
        raise _bad(source, "file-unreadable", " ".join(message.split())) from error
    hidden = [
        str(s.title)
        for s, seen, held in zip(sheets, shown, holding, strict=True)
        if held and not seen
    ]
    if layer is None and hidden:
        message = f"hidden sheets are not read ({', '.join(hidden[:SHOWN])}); name one as layer to read it"
        findings.append(Finding("note", source, "", "sheet-hidden", message))
    if sheet.errors:
        places = ", ".join(sheet.errors[:SHOWN]) + (" ..." if len(sheet.errors) > SHOWN else "")
        message = f"{len(sheet.errors)} cells hold an error ({places}); they are taken as missing"
        findings.append(Finding("warning", source, "", "cell-error", message))
    frame, told = _framed(sheet.rows, source)
    return frame, [*findings, *told, *blank_rows(sheet.blank, source=source)]


def _bad(source: str, rule: str, message: str) -> DataError:
    """Build the error for a workbook that cannot be read."""
    return DataError([Finding("error", source, "", rule, message)])


def _cells(sheet: Any, source: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows of a sheet with their numbers, up to the limits."""
    # The size that the file states may be wrong; without it every row is as long as it is.
    sheet.reset_dimensions()
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells += len(row)
        if number > ROWS or cells > CELLS or len(row) > 16_384:
            message = (
                f"the sheet {sheet.title!r} has more cells than can be read; clear what stands far "
                "below or to the right of the table"
            )
            raise _bad(source, "file-too-large", message)
        yield number, row


def _holds_data(sheet: Any, source: str) -> bool:
    """Whether any cell of a sheet has a value."""
    return any(
        cell.value is not None and str(cell.value).strip()
        for _, row in _cells(sheet, source)
        for cell in row
    )


def _read_sheet(sheet: Any, source: str) -> _Sheet:
    """All rows that are not blank, as text."""
    rows: list[list[str | None]] = []
    errors = []
    blank = waiting = 0
    for number, row in _cells(sheet, source):
        texts: list[str | None] = []
        for cell in row:
            if cell.data_type == "e":
                errors.append(f"{cell.value} in {cell.column_letter}{number}")
                texts.append(None)
            else:
                texts.append(_text(cell))
        while texts and texts[-1] is None:
            texts.pop()
        if len(texts) > COLUMNS:
            message = f"row {number} of the sheet has {len(texts)} cells, more than {COLUMNS}"
            raise _bad(source, "columns-too-many", message)
        if texts:
            rows.append(texts)
            blank, waiting = blank + waiting, 0
        elif rows:
            waiting += 1  # blank ones below the last row are none of the table's
    return _Sheet(rows, errors, blank)


def _text(cell: Any) -> str | None:
    """What people see in a cell; None where it is empty."""
    value = cell.value
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="seconds")
    # Excel writes characters that XML has no place for, such as carriage returns, in this way.
    text = str(value).replace("_x000D_", "")
    return text if text.strip() else None


def _number(value: float, shown_as: str) -> str:
    """A number: whole ones without decimals, with the zeros that its format puts before it."""
    if not math.isfinite(value) or value != int(value) or abs(value) >= 1e21:
        return repr(value)
    text = str(int(value))
    if _PADDED.fullmatch(shown_as) and value >= 0:
        return text.zfill(len(shown_as))
    return text


def _sheet_notes(content: bytes, source: str) -> list[Finding]:
    """Tell merged cells, and formulas without a value, of the XML of a sheet."""
    findings = []
    merged = content.count(b"<mergeCell ")
    if merged:
        message = f"{merged} groups of cells are merged; their value stands in the first cell, the others are empty"
        findings.append(Finding("note", source, "", "cells-merged", message))
    uncomputed = len(re.findall(rb"(?:</f>|<f\b[^>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>", content))
    if uncomputed:
        message = (
            f"{uncomputed} formulas have no value, for the file was never computed, and are taken as "
            "missing; open it in a spreadsheet program and save it"
        )
        findings.append(Finding("warning", source, "", "formula-uncomputed", message))
    return findings


def _framed(rows: list[list[str | None]], source: str) -> tuple[pd.DataFrame, list[Finding]]:
    """A frame of the rows below the header."""
    if not rows:
        raise _bad(source, "file-unreadable", "the sheet is empty: it has no header")
    width = max(map(len, rows))
    names, findings = column_names([*rows[0], *[None] * (width - len(rows[0]))], source=source)
    filled = [row + [None] * (width - len(row)) for row in rows[1:]]
    return pd.DataFrame(filled, columns=names, dtype="str"), findings
