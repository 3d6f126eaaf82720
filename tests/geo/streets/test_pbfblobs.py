"""Blobs of PBF files made by hand: what may be read, and what may not."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from adjoin.geo.streets.pbfblobs import BLOB_BYTES, pbf_trouble
from hypothesis import given
from hypothesis import strategies as st


def varint(number: int) -> bytes:
    parts = []
    while True:
        number, low = number >> 7, number & 127
        parts.append(low | (128 if number else 0))
        if not number:
            return bytes(parts)


def field(number: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def blob(*strings: bytes, packed: bool = True) -> bytes:
    """A blob with a block whose table holds the texts."""
    table = b"".join(field(1, text) for text in (b"", *strings))
    block = field(1, table) + field(17, 100)
    held = field(3, zlib.compress(block)) if packed else field(1, block)
    content = field(2, len(block)) + held
    header = field(1, b"OSMData") + field(3, len(content))
    return len(header).to_bytes(4, "big") + header + content


def trouble(folder: Path, content: bytes) -> str | None:
    path = folder / "a.osm.pbf"
    path.write_bytes(content)
    return pbf_trouble(path)


@pytest.mark.parametrize("packed", [True, False])
def test_sound_blobs_may_be_read(tmp_path: Path, packed: bool):
    content = blob(b"highway", b"service", packed=packed) * 3
    assert trouble(tmp_path, content) is None
    # empty texts elsewhere are no harm
    assert trouble(tmp_path, blob(b"", b"x", b"", packed=packed)) is None


@pytest.mark.parametrize("text", [b"\x00", b"a\x00b", b"\n\x00", b"x" * 300 + b"\x00"])
@pytest.mark.parametrize("packed", [True, False])
def test_texts_with_a_zero_may_not(tmp_path: Path, text: bytes, packed: bool):
    content = blob(b"highway", packed=packed) + blob(b"service", text, packed=packed)
    assert trouble(tmp_path, content) == "its text holds bytes of zero"


@pytest.mark.parametrize("lost", [1, 5, 20])
def test_a_file_that_breaks_off(tmp_path: Path, lost: int):
    assert trouble(tmp_path, blob(b"highway", b"service")[:-lost]) == "a blob breaks off"


def test_a_header_that_breaks_off_or_is_none(tmp_path: Path):
    assert trouble(tmp_path, blob(b"a") + b"\x00\x00") == "a blob has no sound header"
    assert trouble(tmp_path, b"PK\x03\x04 an archive") == "a blob has no sound header"


def test_other_packings_and_bombs(tmp_path: Path):
    def made(content: bytes) -> bytes:
        header = field(1, b"OSMData") + field(3, len(content))
        return len(header).to_bytes(4, "big") + header + content

    assert "otherwise than with zlib" in str(trouble(tmp_path, made(field(6, b"lz4"))))
    bomb = field(3, zlib.compress(bytes(BLOB_BYTES + 1)))
    assert "more than 32 MiB" in str(trouble(tmp_path, made(bomb)))


@given(st.lists(st.binary(max_size=40), max_size=8), st.booleans())
def test_a_zero_is_found_wherever_it_stands(tmp_path_factory, strings: list[bytes], packed: bool):
    found = trouble(tmp_path_factory.mktemp("pbf"), blob(*strings, packed=packed))
    assert (found is not None) == any(0 in text for text in strings)
