"""Ways of breaking that suit every format: cut, flipped, misnamed, blank."""

# ruff: noqa: E501 - one case, one line

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

from corpus import (
    ANY,
    FINE,
    FORMATS,
    HARMLESS,
    PACKED,
    REFUSED,
    XY,
    Case,
    flipped,
    is_table,
    made,
    put,
    shapefile,
    whole,
)  # fmt: skip

ENDS = ("0 %", "1 %", "10 %", "50 %", "90 %", "99 %", "one byte less")


def options(suffix: str) -> tuple[tuple[str, object], ...]:
    """What the reader must be told about a format."""
    if ".topojson" in suffix:  # which cannot say its system
        return (("crs", "EPSG:4326"),)
    return (("xy", list(XY)),) if is_table(suffix) else ()


def cases(*, seeds: int) -> Iterator[Case]:
    """All of them; `seeds` says how many times bytes are flipped in each format."""
    for suffix in (*FORMATS, *PACKED):
        yield Case("not broken", suffix, made(partial(whole, suffix), f"towns{suffix}"), FINE - {"told"}, options(suffix))  # fmt: skip
    yield from _cut()
    yield from _flipped(seeds)
    yield from _misnamed()
    yield from _blank()
    yield from _longer()


def _cut() -> Iterator[Case]:
    for suffix in (*FORMATS, *PACKED):
        content = whole(suffix)
        for end in ENDS:
            size = (
                len(content) - 1
                if end.startswith("one")
                else len(content) * int(end.split()[0]) // 100
            )
            # Without its last line break a CSV is whole; that its last lines are missing no reader can know.
            expect = ANY if suffix == ".csv" and size else REFUSED
            if (
                suffix in (".geojson", ".json", ".topojson", ".shp.zip")
                and size == len(content) - 1
            ):
                expect = HARMLESS
            yield Case("cut off", f"{suffix} at {end}", put(content[:size], f"towns{suffix}"), expect, options(suffix))  # fmt: skip


def _flipped(seeds: int) -> Iterator[Case]:
    for suffix in (*FORMATS, *PACKED[:5]):
        for seed in range(seeds):
            content = flipped(whole(suffix), seed)
            yield Case("bytes flipped", f"{suffix} seed {seed}", put(content, f"towns{suffix}"), ANY | {"noted"}, options(suffix))  # fmt: skip


def _misnamed() -> Iterator[Case]:
    for suffix in FORMATS:
        for other in (*FORMATS, ".shp", ".gz", ".zip", ".geojson.gz", ".gpkg.zip"):
            if suffix == other or {suffix, other} <= {".geojson", ".json", ".topojson"}:
                continue
            if {suffix, other} == {".parquet", ".geoparquet"}:
                continue
            expect = HARMLESS if suffix == ".shp.zip" and other.endswith(".zip") else REFUSED
            name = f"{suffix} called {other}"
            yield Case("another format's suffix", name, put(whole(suffix), f"towns{other}"), expect, options(other))  # fmt: skip
    for suffix in (
        ".kml",
        ".xls",
        ".txt",
        "",
        ".gdb",
        ".vrt",
        ".GEOJSONX",
        ".csv ",
        ".tsv",
        ".db",
        ".sqlite",
    ):
        yield Case("unknown suffix", repr(suffix), put(whole(".geojson"), f"towns{suffix}"))


def _blank() -> Iterator[Case]:
    for suffix in (*FORMATS, ".shp", ".geojson.gz", ".csv.zip"):
        content = whole(suffix) if suffix != ".shp" else shapefile()[".shp"]
        told = options(suffix)
        named = f"towns{suffix}"
        noise = random.Random(0).randbytes(4096)
        for size in (4, 8, 16, 100, 512, 1024):
            if size >= len(content) or (suffix == ".csv" and size >= 100):
                continue
            head = content[:size]
            yield Case("only a header", f"{suffix}, {size} bytes", put(head, named), REFUSED, told)
            for what, more in (("NUL", bytes(len(content))), ("noise", noise)):
                expect = ANY if "csv" in suffix else HARMLESS if size > 512 else REFUSED | {"told"}
                yield Case("a header, then rubbish", f"{suffix}, {size} bytes, {what}", put(head + more, named), expect, told)  # fmt: skip
        yield Case("NUL only", suffix, put(bytes(len(content)), named), REFUSED, told)
        yield Case("noise", suffix, put(noise, named), REFUSED, told)
        for letter in b'a{["\n, 0\x00':
            blank = bytes([letter])
            name = f"{suffix}, {blank!r}"
            yield Case("10 MB of one letter", name, made(partial(_times, blank), named), REFUSED, told, seconds=5)  # fmt: skip


def _times(letter: bytes) -> bytes:
    return letter * 10_000_000


def _longer() -> Iterator[Case]:
    for suffix in (*FORMATS, ".csv.gz", ".geojson.gz"):
        content = whole(suffix)
        named, told = f"towns{suffix}", options(suffix)
        for what, broken in (
            ("NULs behind", content + bytes(100)),
            ("noise behind", content + random.Random(1).randbytes(100)),
            ("itself behind", content + content),
            ("a letter before", b"x" + content),
            ("a line break before", b"\n" + content),
            ("a NUL before", b"\0" + content),
        ):
            yield Case("something before or behind", f"{suffix}, {what}", put(broken, named), ANY if "csv" in suffix else HARMLESS, told)  # fmt: skip
