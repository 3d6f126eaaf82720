"""Whether a .zip or a workbook unpacks to what it says, within limits."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from pathlib import Path

#: An archive with more members than this is refused: it was made to be slow.
MEMBERS = 10_000

#: A workbook whose parts unpack to more than this is refused: reading it would take minutes.
WORKBOOK_BYTES = 256 * 1024**2

#: What `zipfile` raises for an archive that is damaged, encrypted or packed in an unknown way.
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError,
    UnicodeDecodeError, ValueError, OverflowError,
)  # fmt: skip

# What a workbook cannot do without.
_PARTS = ("[Content_Types].xml", "xl/workbook.xml")
# Entities can only be defined here, and no program that writes workbooks needs it.
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY")
_OVERLAP = len(b"<!DOCTYPE") - 1
# The container of Microsoft Office before 2007, and of its encrypted files.
_COMPOUND = b"\xd0\xcf\x11\xe0"


def too_many_members(archive: zipfile.ZipFile) -> str | None:
    """Say that an archive has more members than any honest one; None where it has not."""
    count = len(archive.infolist())
    if count > MEMBERS:
        return f"the archive has {count} members, more than {MEMBERS}; pack one data set by itself"
    return None


def workbook_trouble(head: bytes, data: Path | bytes) -> str | None:
    """Say why a file is no workbook that may be read; None where it may.

    Every part is unpacked once, without being kept: none may define entities, which could unfold
    to gigabytes or name other files, and all together stay within 256 MiB.

    Parameters
    ----------
    head
        Its first bytes.
    data
        The file, or its unpacked bytes.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    if head.startswith(_COMPOUND):
        return (
            "the file is an old Excel workbook (.xls) or one with a password; "
            "open it and save it as .xlsx, without a password"
        )
    if not head.startswith(b"PK"):
        return f"the file is no .xlsx workbook; its first bytes are {head[:12]!r}"
    try:
        with zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data) as archive:
            return _archive_trouble(archive)
    except ZIP_ERRORS as error:
        return f"the workbook cannot be unpacked ({error}); save it again as .xlsx"


def _archive_trouble(archive: zipfile.ZipFile) -> str | None:
    """Why the parts of a workbook may not be read."""
    many = too_many_members(archive)
    if many is not None:
        return many
    names = set(archive.namelist())
    for part in _PARTS:
        if part not in names:
            return f"the file is a .zip, but no .xlsx workbook: it holds no {part}; save it again"
    # A member is never unpacked beyond the size that the archive states.
    total = sum(info.file_size for info in archive.infolist())
    if total > WORKBOOK_BYTES:
        return (
            f"the workbook unpacks to {total / 1024**2:.0f} MiB, more than "
            f"{WORKBOOK_BYTES // 1024**2}; save the sheet as CSV"
        )
    for info in archive.infolist():
        if info.filename.lower().endswith((".xml", ".rels")):
            trouble = _part_trouble(archive, info)
            if trouble is not None:
                return trouble
    return None


def _part_trouble(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str | None:
    """Why one XML part may not be read."""
    tail = b""
    with archive.open(info) as stream:
        while chunk := stream.read(1 << 20):
            if not tail and b"\x00" in chunk[:4]:
                return f"the workbook's part {info.filename!r} is UTF-16; save it again as .xlsx"
            if _DOCTYPE.search(tail + chunk):
                return (
                    f"the workbook's part {info.filename!r} defines a document type, as no "
                    "spreadsheet program does; save it again as .xlsx"
                )
            tail = chunk[-_OVERLAP:]
    return None
