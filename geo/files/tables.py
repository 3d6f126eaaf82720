"""Tables of text: CSV files, and the names of columns of any table."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import warnings
from collections.abc import Sequence

import pandas as pd

from ..findings import DataError, Finding
from .encodings import guessed_encoding
from .opening import Opened

#: A table with more columns than this is no table of agencies or facilities but a mistake.
COLUMNS = 10_000

# The header is looked for in so many bytes.
_HEADER_BYTES = 4 * 1024**2
_LONGER = "rows have more cells than the header has names; name every column"
_LATER = "the header seems to stand in a later row: delete the lines above it"
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}


def read_csv(opened: Opened, *, source: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Read a CSV, every cell as text.

    It may be UTF-8 (with or without a byte order mark) or else Windows-1252, and its cells may be
    parted by commas, semicolons or tabs: whichever stands most often in the header. Numbers are
    not touched, so a decimal comma stays one.

    Parameters
    ----------
    opened
        The file.
    source
        What messages call it.

    Returns
    -------
    frame
        Text, missing where a cell is empty.
    findings
        The encoding and the delimiter where they are not the usual ones; names that stand twice;
        blank lines, which are passed over.

    Raises
    ------
    DataError
        It is no table: no header, rows longer than the header, a quote that does not end.
    """
    content = opened.path.read_bytes() if opened.content is None else opened.content
    if b"\x00" in content:
        raise _bad(source, "file-unreadable", "the file holds zero bytes; save it as CSV in UTF-8")
    findings = []
    encoding = guessed_encoding(content)
    if encoding == "utf-8":
        encoding = "utf-8-sig"
    else:
        item = f"byte {_first_foreign(content)}"
        message = f"the file is not UTF-8; it was read as {encoding}, so check names with accents"
        findings.append(Finding("note", source, item, "encoding", message))
    head = content[:_HEADER_BYTES].decode(encoding, errors="ignore")
    delimiter = _delimiter(head)
    if delimiter != ",":
        message = f"the cells are parted by {_DELIMITERS[delimiter]}s, not by commas; read so"
        findings.append(Finding("note", source, "", "delimiter", message))
    names, told = column_names(_header(head, delimiter, source), source=source)
    try:
        with warnings.catch_warnings():
            # Rows longer than the header would otherwise lose cells, or shift them by a column.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.BytesIO(content), dtype="str", keep_default_na=False, na_values=[""],
                encoding=encoding, index_col=False, sep=delimiter, header=0, names=names,
            )  # fmt: skip
    except pd.errors.ParserWarning as error:
        message = f"{_LONGER}; {_LATER}" if len(names) == 1 else _LONGER
        raise _bad(source, "file-unreadable", message) from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise _bad(source, "file-unreadable", f"the table cannot be read: {error}") from error
    return frame, [*findings, *told, *blank_rows(_blank_lines(content, delimiter), source=source)]


def blank_rows(count: int, *, source: str) -> list[Finding]:
    """Tell blank rows among those of a table, which the numbers of rows leave out.

    Parameters
    ----------
    count
        How many there are between the header and the last row.
    source
        What messages call the file.
    """
    if not count:
        return []
    message = f"{count} blank rows are passed over; row numbers in findings count neither them nor the header"
    return [Finding("note", source, "", "rows-blank", message)]


def _blank_lines(content: bytes, delimiter: str) -> int:
    """Lines without any cell, between the header and the last row."""
    white = b" " if delimiter == "\t" else b" \t"
    body = content.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n")
    if not re.search(rb"[\r\n][ \t]*[\r\n]", body.replace(b"\r\n", b"\n")):
        return 0
    # A cell in quotes may have blank lines of its own.
    unquoted = re.sub(rb'"[^"]*"', b'""', body)
    return sum(not line.strip(white) for line in unquoted.splitlines())


def column_names(header: Sequence[str | None], *, source: str) -> tuple[list[str], list[Finding]]:
    """Names of columns, each different from the others.

    Parameters
    ----------
    header
        The first row of a table, missing or empty where a column has no name.
    source
        What messages call the file.

    Returns
    -------
    names
        Without white space around them. A column without a name is called after its position,
        a repeated name gets a number.
    findings
        Which names stand several times, and which columns have none.

    Raises
    ------
    DataError
        There are more columns than any honest table has.

    Examples
    --------
    >>> from adjoin.geo.files.tables import column_names
    >>> column_names(["id", "name", "name", ""], source="t.csv")[0]
    ['id', 'name', 'name.2', 'column 4']
    """
    if len(header) > COLUMNS:
        message = f"the table has more than {COLUMNS} columns; keep those that matter"
        raise _bad(source, "columns-too-many", message)
    given = [(name or "").strip() for name in header]
    taken = set(given)
    names: list[str] = []
    seen: dict[str, int] = {}
    for position, name in enumerate(given, start=1):
        if not name or name in seen:
            count = seen.get(name, 0) + 1
            fresh = f"{name}.{count}" if name else f"column {position}"
            while fresh in taken:
                count += 1
                fresh = f"{name or f'column {position}'}.{count}"
            seen[name] = count
            taken.add(fresh)
            names.append(fresh)
        else:
            seen[name] = 1
            names.append(name)
    findings = []
    repeated = sorted(name for name in seen if name and given.count(name) > 1)
    for name in repeated:
        others = [new for new, old in zip(names, given, strict=True) if old == name][1:]
        message = (
            f"the name {name!r} stands over {len(others) + 1} columns; the first keeps it, the others "
            f"are called {', '.join(others)}"
        )
        findings.append(Finding("warning", source, name, "column-repeated", message))
    nameless = [new for new, old in zip(names, given, strict=True) if not old]
    if nameless:
        message = f"{len(nameless)} columns have no name; they are called {', '.join(nameless[:5])}"
        if 2 * len(nameless) > len(names):
            message += f"; {_LATER}"
        findings.append(Finding("note", source, "", "column-nameless", message))
    return names, findings


def refuse_repeated(names: Sequence[object], *, source: str) -> None:
    """Refuse names of columns that cannot be told apart, where the format allows none such.

    Parameters
    ----------
    names
        As the file has them.
    source
        What messages call the file.

    Raises
    ------
    DataError
        A name stands over several columns.
    """
    repeated = sorted({str(name) for name in names if list(names).count(name) > 1})
    if repeated:
        message = f"several columns are called {', '.join(repeated)}; rename all but one"
        raise _bad(source, "column-repeated", message)


def _bad(source: str, rule: str, message: str) -> DataError:
    """Build the error for a table that cannot be read."""
    return DataError([Finding("error", source, "", rule, message)])


def _first_foreign(content: bytes) -> int:
    """Position of the first byte that is no UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return len(content)


def _delimiter(head: str) -> str:
    """What parts the cells of the header; a comma where nothing does."""
    unquoted = re.sub(r'"[^"]*"', "", head)
    first = next((line for line in unquoted.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _header(head: str, delimiter: str, source: str) -> list[str]:
    """The cells of the first row that is not blank."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    header: list[str] = []
    try:
        for cells in reader:
            if len(cells) > 1 or (cells and cells[0].strip()):
                header = cells
                break
    except csv.Error as error:
        message = f"the header of the table cannot be read ({error})"
        raise _bad(source, "file-unreadable", message) from error
    if not header:
        raise _bad(source, "file-unreadable", "the table is empty: it has no header")
    # pandas would make a column of each cell of the first row before it notices.
    with contextlib.suppress(csv.Error):
        more = next(reader, [])[len(header) :]
        if any(more) or len(more) > COLUMNS:
            later = len(more) >= len(header)
            raise _bad(source, "file-unreadable", f"{_LONGER}; {_LATER}" if later else _LONGER)
    return header
