"""The blobs of an OpenStreetMap PBF: whether they hold together, and what is in them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .pbfnumbers import parts

#: No blob may unpack to more, nor may its header be longer (OpenStreetMap wiki, "PBF Format").
BLOB_BYTES: Final = 32 * 1024**2
HEADER_BYTES: Final = 64 * 1024

_VARINT, _DOUBLE, _BYTES, _FLOAT = 0, 1, 2, 5
_RAW, _RAW_SIZE, _ZLIB, _KIND, _DATA_SIZE, _STRINGS = 1, 2, 3, 1, 3, 1


def pbf_blocks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """The content of each blob of a file, unpacked, and what kind of blob it is.

    A file whose texts hold bytes of zero is refused: osmium, and what else is written in C, takes
    text up to the first of them and may then read whatever follows in memory; such a file was made
    to do harm.

    Parameters
    ----------
    path
        The file; read once from end to end, a blob at a time.

    Raises
    ------
    OSError
        The file cannot be read.
    ValueError
        A blob breaks off, is packed in another way, is too large, or its texts hold bytes of zero.
    """
    try:
        for kind, content in _blobs(path):
            for number, value in fields_of(content) if kind == b"OSMData" else ():
                if number == _STRINGS and isinstance(value, bytes) and _any_zero(value):
                    raise ValueError("its text holds bytes of zero")
            yield kind, content
    except IndexError as error:
        raise ValueError("a blob breaks off") from error


def _blobs(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each blob."""
    with path.open("rb") as stream:
        while size := stream.read(4):
            length = int.from_bytes(size, "big")
            header = stream.read(length) if len(size) == 4 and length <= HEADER_BYTES else b""
            said = dict(fields_of(header))
            kind, data_size = said.get(_KIND), said.get(_DATA_SIZE)
            if (
                not isinstance(kind, bytes)
                or not isinstance(data_size, int)
                or data_size > BLOB_BYTES
            ):
                raise ValueError("a blob has no sound header")
            blob = stream.read(data_size)
            if len(blob) < data_size:
                raise ValueError("a blob breaks off")
            yield kind, _unpacked(blob)


def _unpacked(blob: bytes) -> bytes:
    """The content of a blob."""
    # content given twice would leave it open which one is read
    held = [(number, value) for number, value in fields_of(blob) if number != _RAW_SIZE]
    for number, value in held[: len(held) == 1]:
        if number == _RAW and isinstance(value, bytes):
            return value
        if number == _ZLIB and isinstance(value, bytes):
            unpacker = zlib.decompressobj()
            try:
                content = unpacker.decompress(value, BLOB_BYTES)
            except zlib.error as error:
                raise ValueError(str(error)) from error
            if not unpacker.eof:
                raise ValueError("a blob unpacks to more than 32 MiB, or breaks off")
            return content
    raise ValueError("a blob is packed otherwise than with zlib; write it again with zlib")


def fields_of(data: bytes) -> Iterator[tuple[int, int | bytes]]:
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


def _any_zero(table: bytes) -> bool:
    """Whether any text of a table holds a byte of zero."""
    zeros = table.count(0)
    # one empty text stands first in every table; the size of an empty text is a zero as well
    if zeros <= table.startswith(b"\n\x00"):
        return False
    _, starts, ends = parts(table)
    return zeros > sum(start == end for start, end in zip(starts, ends, strict=True))
