"""The table of a Shapefile: whether it is whole, and which encoding its text is in."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..findings import DataError, Finding
from ..rowfindings import first_rows, rows_item
from .encodings import guessed_encoding, stated_encoding
from .opening import Opened
from .printing import clipped

#: Bytes of text are read as these characters, one for one, and decoded afterwards.
BYTE_FOR_BYTE = "ISO-8859-1"

# What the language byte of a .dbf stands for (dBASE's and FoxPro's driver ids). 0x57 is whatever
# Windows was set to, and programs write it over any text, so that it says nothing.
_LANGUAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x08: "cp865", 0x09: "cp437", 0x0A: "cp850",
    0x0D: "cp437", 0x0E: "cp850", 0x10: "cp850", 0x13: "cp932", 0x1D: "cp850", 0x1F: "cp852",
    0x22: "cp852", 0x23: "cp852", 0x24: "cp860", 0x26: "cp866", 0x37: "cp850", 0x40: "cp852",
    0x4D: "cp936", 0x4E: "cp949", 0x4F: "cp950", 0x50: "cp874", 0x58: "cp1252", 0x59: "cp1252",
    0x64: "cp852", 0x65: "cp866", 0x66: "cp865", 0x67: "cp861", 0x6A: "cp737", 0x6B: "cp857",
    0x6C: "cp863", 0x78: "cp950", 0x79: "cp949", 0x7A: "cp936", 0x7B: "cp932", 0x7C: "cp874",
    0x7D: "cp1255", 0x7E: "cp1256", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254",
    0xCB: "cp1253", 0xCC: "cp1257",
}  # fmt: skip


class _Companions(NamedTuple):
    """What stands beside a .shp: the bytes of its .dbf and .cpg, the size of its .shx."""

    dbf: NDArray[np.uint8] | None
    cpg: bytes | None
    shx: int | None


def shapefile_encoding(opened: Opened, *, source: str) -> tuple[str | None, list[Finding]]:
    """Decide the encoding of a Shapefile's text, and refuse a table that is not whole.

    The `.cpg` is obeyed, else the language byte of the `.dbf`; where neither says anything, text
    that is UTF-8 is taken for UTF-8 and any other for Windows-1252.

    Parameters
    ----------
    opened
        The Shapefile, on disk or packed.
    source
        What messages call it.

    Returns
    -------
    encoding
        The name of a codec; None where all text is ASCII.
    findings
        Which encoding was taken, where no `.cpg` says it; rows that are marked as deleted, which
        GDAL leaves out; that there is no `.dbf`.

    Raises
    ------
    DataError
        The `.dbf` is cut off, or its rows are not as many as the shapes; there is no `.shx`.
    """
    parts = _companions(opened)
    if parts.shx is None:
        message = "the file cannot be read: there is no .shx beside it; copy all its files"
        raise DataError([Finding("error", source, "", "file-unreadable", message)])
    if parts.dbf is None:
        message = "the Shapefile has no .dbf beside it, so it has no attributes; copy all its files"
        return None, [Finding("warning", source, "", "attributes-missing", message)]
    trouble = _dbf_trouble(parts.dbf, parts.shx)
    if trouble is not None:
        raise DataError([Finding("error", source, "", "content-unexpected", trouble)])
    findings = _deleted(parts.dbf, source)
    cells = _foreign_cells(parts.dbf)
    cpg = (parts.cpg or b"").decode("ascii", errors="replace").strip()
    stated = stated_encoding(cpg)
    if cells and stated is not None:
        return stated, findings
    unknown = f"the .cpg says {clipped(cpg)!r}, which is no encoding of a .dbf"
    if not cells:
        if not cpg or stated is not None:
            return None, findings
        # GDAL would obey what the .cpg says.
        message = f"{unknown}; all text is plain ASCII and was read so"
        return "ascii", [*findings, Finding("note", source, "", "encoding", message)]
    language = _LANGUAGES.get(int(parts.dbf[29]))
    encoding, because = language or _guessed(cells), "that is what its language byte says"
    if language is None:
        because = "that is what its bytes look like"
    message = (
        f"{unknown if cpg else 'no .cpg says the encoding of the .dbf'}; it was read as {encoding}, "
        f"for {because}: check names with accents"
    )
    return encoding, [*findings, Finding("note", source, "", "encoding", message)]


def decoded(
    frame: pd.DataFrame, encoding: str, *, source: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """A frame that was read byte for byte, its names and text decoded.

    Parameters
    ----------
    frame
        Attributes as GDAL reads them in `BYTE_FOR_BYTE`.
    encoding
        The codec they are really in.
    source
        What messages call the file.

    Returns
    -------
    frame
        A new one.
    findings
        How many cells hold bytes that mean nothing in the encoding; a character stands for those.
    """
    lost = 0

    def text(value: Any) -> Any:
        nonlocal lost
        if not isinstance(value, str) or value.isascii():
            return value
        content = value.encode("latin-1")
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data":
                # The last character did not fit into the width of the column.
                return content[: error.start].decode(encoding)
            lost += 1
            return content.decode(encoding, errors="replace")

    textual = [
        name
        for name, kind in frame.dtypes.items()
        if isinstance(kind, pd.StringDtype) or kind == np.dtype(object)
    ]
    columns = {name: frame[name].map(text).astype(frame[name].dtype) for name in textual}
    clean = frame.assign(**{str(name): values for name, values in columns.items()})
    clean = clean.rename(columns={name: text(name) for name in frame.columns})
    if not lost:
        return clean, []
    message = f"{lost} cells of the .dbf are not {encoding}; mend its .cpg, or take it away"
    return clean, [Finding("warning", source, "", "encoding", message)]


def _companions(opened: Opened) -> _Companions:
    """Find what stands beside a .shp, in its folder or in the archive."""
    if opened.content is not None:
        with zipfile.ZipFile(io.BytesIO(opened.content)) as archive:
            held = {name[-4:].lower(): archive.read(name) for name in archive.namelist()}
        dbf, shx = held.get(".dbf"), held.get(".shx")
        array = None if dbf is None else np.frombuffer(dbf, dtype=np.uint8)
        return _Companions(array, held.get(".cpg"), None if shx is None else len(shx))

    def beside(suffix: str) -> Path | None:
        for spelled in (suffix, suffix.upper()):
            path = opened.path.with_suffix(spelled)
            if path.is_file():
                return path
        return None

    dbf_path, cpg, shx_path = beside(".dbf"), beside(".cpg"), beside(".shx")
    return _Companions(
        None if dbf_path is None else np.fromfile(dbf_path, dtype=np.uint8),
        None if cpg is None else cpg.read_bytes()[:100],
        None if shx_path is None else shx_path.stat().st_size,
    )


def _dbf_trouble(dbf: NDArray[np.uint8], shx: int | None) -> str | None:
    """Why the table of a Shapefile is not whole."""
    if len(dbf) < 33:
        return f"the .dbf is cut off: it has {len(dbf)} bytes; copy it again"
    rows, start, width = _layout(dbf)
    if start < 33 or width < 1 or len(dbf) < start + rows * width:
        return f"the .dbf is cut off: {len(dbf)} bytes of {start + rows * width}; copy it again"
    shapes = None if shx is None else (shx - 100) // 8
    if shapes is not None and shapes >= 0 and shapes != rows:
        return f"the Shapefile has {shapes} shapes, but {rows} rows in its .dbf; export it again"
    return None


def _deleted(dbf: NDArray[np.uint8], source: str) -> list[Finding]:
    """Tell rows that bear the mark of deletion, an asterisk: GDAL leaves them out."""
    rows, start, width = _layout(dbf)
    marks = dbf[start : start + rows * width : width]
    gone = np.flatnonzero(marks == ord("*")) + 1
    if not len(gone):
        return []
    message = (
        f"{len(gone)} of {rows} rows are marked as deleted in the .dbf ({first_rows(gone)}) and are left "
        "out; the rows are numbered without them"
    )
    return [Finding("warning", source, rows_item(gone), "rows-passed-over", message)]


def _layout(dbf: NDArray[np.uint8]) -> tuple[int, int, int]:
    """Rows, start of the first one, and bytes of each, as the header of a .dbf says."""
    head = dbf[:12].tobytes()
    return (
        int.from_bytes(head[4:8], "little"),
        int.from_bytes(head[8:10], "little"),
        int.from_bytes(head[10:12], "little"),
    )


def _foreign_cells(dbf: NDArray[np.uint8]) -> list[bytes]:
    """Names and cells of text that are not ASCII, each once."""
    rows, start, width = _layout(dbf)
    table = dbf[start : start + rows * width].reshape(rows, width)
    found: set[bytes] = set()
    place = 1  # a row begins with the mark of deletion
    for field in range(32, start - 31, 32):
        descriptor = dbf[field : field + 32].tobytes()
        if len(descriptor) < 32 or descriptor[0] == 0x0D:
            break
        name = descriptor[:11].split(b"\x00")[0]
        if not name.isascii():
            found.add(name)
        length = descriptor[16]
        if descriptor[11:12] == b"C":
            cells = table[:, place : place + length]
            foreign = cells[(cells >= 0x80).any(axis=1)]
            found |= {cell.tobytes().rstrip(b" \x00") for cell in foreign}
        place += length
    return sorted(found)


def _guessed(cells: list[bytes]) -> str:
    """The encoding of cells; one may end within a character, where its column was too narrow."""
    for cell in cells:
        try:
            cell.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data":
                encoding = guessed_encoding(b"\n".join(cells))
                return encoding if encoding != "utf-8" else "cp1252"
    return "utf-8"
