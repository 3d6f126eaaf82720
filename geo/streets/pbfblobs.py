"""Whether the blobs of an OpenStreetMap PBF hold together, before osmium reads them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

#: No blob may unpack to more, nor may its header be longer (OpenStreetMap wiki, "PBF Format").
BLOB_BYTES: Final = 32 * 1024**2
HEADER_BYTES: Final = 64 * 1024

_VARINT, _DOUBLE, _BYTES, _FLOAT = 0, 1, 2, 5
_RAW, _RAW_SIZE, _ZLIB, _DATA_SIZE, _STRINGS = 1, 2, 3, 3, 1


def pbf_trouble(path: Path) -> str | None:
    """Say why a PBF must not be read; None where it may.

    osmium takes text up to the first byte 0 and then reads whatever follows in memory, which can end
    the program; a file whose text holds that byte was made to do harm. A file that breaks off
    within a blob is told as well.

    Parameters
    ----------
    path
        The file; read once from end to end, a blob at a time.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    try:
        for strings in _string_tables(path):
            # one empty text stands first in every table
            if strings.count(0) > strings.startswith(b"\n\x00") and _any_zero(strings):
                return "its text holds bytes of zero"
    except (ValueError, IndexError, zlib.error) as error:
        return str(error) or "a blob breaks off"
    return None


def _string_tables(path: Path) -> Iterator[bytes]:
    """The table of texts of each block."""
    with path.open("rb") as stream:
        while size := stream.read(4):
            length = int.from_bytes(size, "big")
            header = stream.read(length) if len(size) == 4 and length <= HEADER_BYTES else b""
            data_size = dict(_fields(header)).get(_DATA_SIZE)
            if not isinstance(data_size, int) or data_size > BLOB_BYTES:
                raise ValueError("a blob has no sound header")
            blob = stream.read(data_size)
            if len(blob) < data_size:
                raise ValueError("a blob breaks off")
            for number, value in _fields(_unpacked(blob)):
                if number == _STRINGS and isinstance(value, bytes):
                    yield value


def _unpacked(blob: bytes) -> bytes:
    """The content of a blob."""
    # content given twice would leave it open which one is read
    held = [(number, value) for number, value in _fields(blob) if number != _RAW_SIZE]
    for number, value in held[: len(held) == 1]:
        if number == _RAW and isinstance(value, bytes):
            return value
        if number == _ZLIB and isinstance(value, bytes):
            unpacker = zlib.decompressobj()
            content = unpacker.decompress(value, BLOB_BYTES)
            if not unpacker.eof:
                raise ValueError("a blob unpacks to more than 32 MiB, or breaks off")
            return content
    raise ValueError("a blob is packed otherwise than with zlib; write it again with zlib")


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of each field of a protobuf message; numbers of fixed width are left out."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, at = _varint(data, at)
            yield number, value
        elif kind == _BYTES:
            size, at = _varint(data, at)
            if at + size > len(data):
                raise ValueError("a field breaks off")
            yield number, data[at : at + size]
            at += size
        elif kind in (_DOUBLE, _FLOAT):
            at += 8 if kind == _DOUBLE else 4
        else:
            raise ValueError("a field is of an unknown kind")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of variable width, and where the next begins."""
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise ValueError("a number does not end")


def _any_zero(strings: bytes) -> bool:
    """Whether any text of a table holds a byte of zero."""
    return any(isinstance(text, bytes) and 0 in text for _, text in _fields(strings))
