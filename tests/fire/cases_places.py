"""What is no file at all, or stands where no file should: folders, pipes, devices, links, odd names."""

# ruff: noqa: E501 - one case, one line

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus import FINE, HARMLESS, REFUSED, TOLD, XY, Case, beside, put, shapefile, whole

SUFFIXES = (".geojson", ".csv", ".gpkg", ".shp", ".parquet", ".fgb", ".xlsx", ".zip", ".csv.gz")


def cases() -> Iterator[Case]:
    """All of them."""
    for suffix in SUFFIXES:
        name = f"towns{suffix}"
        told = (("xy", list(XY)),) if suffix[:4] in (".csv", ".xls") else ()
        for what, make in (
            ("a folder", _folder), ("a pipe", _pipe), ("a socket", _socket), ("a link to nothing", _link("nothing")), ("a link to itself", _link(name)),
            ("a link to /dev/zero", _link("/dev/zero")), ("a link to /dev/random", _link("/dev/random")), ("a link to /dev/null", _link("/dev/null")), ("a link to a pipe", _linked_pipe), ("nothing", _nothing),
            ("below a file", _below), ("a loop of two links", _two_links),
        ):  # fmt: skip
            yield Case("no file", f"{suffix}: {what}", _named(make, name), REFUSED, told, seconds=2)
        real = ".shp.zip" if suffix == ".zip" else suffix
        if suffix != ".shp":
            yield Case(
                "odd places",
                f"{suffix}: a link to the file",
                _linked(whole(real), name),
                FINE,
                told,
            )
            for label, odd in (("a newline", "to\nwns"), ("an emoji", "\U0001f3d8"), ("200 letters", "n" * 200), ("a blank", " "), ("a dash", "-rf"), ("a percent", "%2e%2e%00"), ("braces", "{{7*7}}"), ("a quote", "a'b\"c"), ("a question mark", "a?b#c"), ("a bang", "a!b"), ("a semicolon", "a;b"), ("bytes that are no text", "a\udcff"), ("a comma", "a,b"), ("a backslash", "a\\b"), ("a colon", "GPKG:x"), ("a star", "*"), ("NFD", "n\u0303"), ("a driver", "CSV:"), ("a bracket", "a[1]"), ("only a suffix", "")):  # fmt: skip
                expect = HARMLESS
                yield Case(
                    "odd names",
                    f"{suffix}: {label}",
                    put(whole(real), f"{odd}{suffix}"),
                    expect,
                    told,
                )
    for text in ("http://127.0.0.1:9/x.geojson", "https://example.invalid/x.zip", "ftp://127.0.0.1/x.csv", "/vsicurl/http://127.0.0.1:9/x.geojson", "/vsizip/x.zip", "/vsimem/x.gpkg", "/vsistdin/x.csv", "/VSICURL/http://x/y.geojson", "\\vsicurl\\x.geojson",
                 "C:\\x.geojson", "\\\\server\\share\\x.gpkg", "file:///etc/passwd", "s3://a/b.parquet", "PG:dbname=x", "GPKG:x.gpkg:towns", "", ".", "..", "/", "~", "/dev/zero", "/dev/stdin", "/proc/self/mem", "/proc/self/environ", "/dev/zero/x.csv", "x" * 5000 + ".csv", "n" * 255 + ".csv", "a\0b.csv", "\0", "*.geojson", "$HOME/x.csv", "{\"type\":\"FeatureCollection\",\"features\":[]}", "<OGRVRTDataSource/>", "/dev/fd/0", "a/" * 3000 + "x.csv", "\udcff.csv", "data:text/csv,id"):  # fmt: skip
        yield Case(
            "paths that are none",
            ascii(text)[:60],
            _text(text),
            REFUSED,
            (("xy", list(XY)),),
            seconds=2,
        )
    parts = shapefile()
    for end in (".shx", ".dbf", ".prj", ".cpg", ".shp.xml", ".qix", ".sbn", ".idm", ".ind"):
        for label, odd in (("a pipe", _pipe), ("a folder", _folder), ("a link to /dev/zero", _link("/dev/zero")), ("a link to itself", _link(f"towns{end}")), ("a link to nothing", _link("nothing"))):  # fmt: skip
            yield Case("odd companions", f"{end} is {label}", _companion(parts, end, odd), TOLD | ({"same", "changed"} if end not in (".dbf",) else {"same"}), seconds=5)  # fmt: skip
    for end in (".gpkg-wal", ".gpkg-journal", ".gpkg-shm", ".gpkg.aux.xml"):
        for label, odd in (("a pipe", _pipe), ("a folder", _folder), ("a link to /dev/zero", _link("/dev/zero")), ("a link to itself", _link(f"towns{end}"))):  # fmt: skip
            yield Case("odd companions", f"{end} is {label}", _companion({".gpkg": whole(".gpkg")}, end, odd), HARMLESS, seconds=5)  # fmt: skip
    yield Case("odd companions", "capitals beside", _capitals, HARMLESS)
    for end in (".vrt", ".csvt", ".prj", ".qpj", ".aux.xml", ".geojson.aux.xml"):
        for suffix in (".geojson", ".csv", ".fgb"):
            told = (("xy", list(XY)),) if suffix == ".csv" else ()
            yield Case("odd companions", f"{suffix}, a pipe called {end} beside", _companion({suffix: whole(suffix)}, end, _pipe), FINE, told, seconds=5)  # fmt: skip


def _named(make: Callable[[Path], None], name: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        make(folder / name)
        return folder / name

    return write


def _companion(
    parts: dict[str, bytes], end: str, odd: Callable[[Path], None]
) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        first = beside(
            {k: v for k, v in parts.items() if k != end}, f"towns{min(parts, key='.shp'.__ne__)}"
        )
        odd(folder / f"towns{end}")
        return first(folder)

    return write


def _capitals(folder: Path) -> Path:
    for end, content in shapefile().items():
        (folder / f"TOWNS{end.upper()}").write_bytes(content)
    return folder / "TOWNS.SHP"


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "part-0.txt").write_text("x")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    listener = socket.socket(socket.AF_UNIX)
    here = os.open(path.parent, os.O_RDONLY)
    try:  # the name of a socket may be 107 letters long, so it is made by the folder's number
        listener.bind(f"/proc/self/fd/{here}/{path.name}")
    finally:
        os.close(here)
        listener.close()


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _linked_pipe(path: Path) -> None:
    os.mkfifo(path.parent / "pipe")
    path.symlink_to("pipe")


def _two_links(path: Path) -> None:
    (path.parent / "other").symlink_to(path.name)
    path.symlink_to("other")


def _nothing(path: Path) -> None:
    """No file at all."""


def _below(path: Path) -> None:
    """A folder of the path that is a file; the name is made one below it."""
    path.parent.joinpath("file").write_text("x")
    path.symlink_to("file/towns.csv")


def _linked(content: bytes, name: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "real").mkdir()
        (folder / "real" / name).write_bytes(content)
        (folder / name).symlink_to(f"real/{name}")
        return folder / name

    return write


def _text(text: str) -> Callable[[Path], str]:
    return lambda folder: text
