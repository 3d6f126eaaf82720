"""Whether the contents of a file are what its suffix says, and point to nothing outside the file."""

from __future__ import annotations

import contextlib
import json
import mmap
import re
import sqlite3
from pathlib import Path
from typing import Any, Literal

from .packages import workbook_trouble

Kind = Literal["gpkg", "geojson", "topojson", "shapefile", "flatgeobuf", "parquet", "csv", "xlsx"]

_MAGIC: dict[Kind, bytes] = {
    "gpkg": b"SQLite format 3\x00",
    "shapefile": b"\x00\x00\x27\x0a",
    "flatgeobuf": b"fgb\x03fgb",
    "parquet": b"PAR1",
}

# GDAL takes a file for a recipe that reads other files when these words stand in its header.
_RECIPE = re.compile(rb"(?i)<ogrvrt|gdal_streamed_alg")
# What a CRS that GDAL fetches from the network cannot do without: letters may be escaped.
_CRS_KEY = re.compile(rb"(?i)[\"']crs[\"']")
_LINK_TYPE = re.compile(rb"(?i)[\"'](link|url)[\"']")
_ESCAPED_LETTER = re.compile(rb"(?i)\\u00[4-7][0-9a-f]")
# The spatial index of a layer is the one virtual table that a GeoPackage needs.
_RTREE = re.compile(
    r"\s*CREATE\s+VIRTUAL\s+TABLE\s+(\"(?:[^\"]|\"\")+\"|\w+)\s+USING\s+rtree\s*\([^()]*\)\s*",
    re.IGNORECASE,
)
# Calls of the SQL functions by which GDAL reads other files, other layers or the network; between
# name and bracket SQL allows a quote, white space and comments.
_CALL = re.compile(
    r"\b(gdal_\w+|ogr_\w+|load_extension)[\"'`\]]?(?>\s|/\*.*?\*/|--[^\n]*)*+\(",
    re.IGNORECASE | re.DOTALL,
)

_RECURSIVE = re.compile(r"\bRECURSIVE\b", re.IGNORECASE)


def contents_trouble(kind: Kind, data: Path | bytes) -> str | None:
    """Say why contents must not be read as a format; None where they may.

    GDAL decides by the contents which of its readers takes a file, and some of those read other
    files or the network. Refused are therefore: another format than the suffix says; JSON that is
    a GDAL recipe, or whose CRS is a link (GDAL would fetch it); a GeoPackage with virtual tables
    other than spatial indexes (SpatiaLite would read the files that they name), or with views or
    triggers that call functions of GDAL; binary CSV; a workbook that is none, or that defines
    entities.

    Parameters
    ----------
    kind
        The format that the suffix says.
    data
        The file, or its unpacked bytes. GeoJSON is searched once from end to end, and parsed only
        where something in it could be a link.

    Raises
    ------
    OSError
        The file cannot be read.

    Examples
    --------
    >>> from adjoin.geo.files.contents import contents_trouble
    >>> contents_trouble("geojson", b"<OGRVRTDataSource/>")
    "GeoJSON and TopoJSON must begin with '{'; this file begins with b'<OGRVRTDataS'"
    """
    head = data[:1024] if isinstance(data, bytes) else _head(data)
    magic = _MAGIC.get(kind)
    if magic is not None and not head.startswith(magic):
        return f"the file does not hold what its suffix says ({kind}); its first bytes are {head[:12]!r}"
    if kind == "csv" and b"\x00" in head:
        return (
            "the file is no UTF-8 text but binary, or UTF-16; save it as CSV in UTF-8; "
            f"its first bytes are {head[:12]!r}"
        )
    if kind in {"geojson", "topojson"}:
        return _geojson_trouble(head, data)
    if kind == "xlsx":
        return workbook_trouble(head, data)
    if kind == "shapefile":
        return _shapefile_trouble(
            head, len(data) if isinstance(data, bytes) else data.stat().st_size
        )
    if kind == "gpkg":
        return _geopackage_trouble(data)
    return None


def _head(path: Path) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as stream:
        return stream.read(1024)


def _shapefile_trouble(head: bytes, size: int) -> str | None:
    """Why a .shp is not whole: GDAL would read the missing shapes as empty ones."""
    # Its header gives the length of the file, in words of 16 bits.
    whole = 2 * int.from_bytes(head[24:28], "big")
    if size < max(whole, 100):
        return f"the .shp is cut off: {size} bytes of {whole}; copy it again"
    return None


def _geojson_trouble(head: bytes, data: Path | bytes) -> str | None:
    """Why a file is no GeoJSON that may be read."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        return f"GeoJSON and TopoJSON must begin with '{{'; this file begins with {start[:12]!r}"
    if isinstance(data, bytes):
        return _json_trouble(data)
    with (
        data.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        return _json_trouble(content)


def _json_trouble(content: bytes | mmap.mmap) -> str | None:
    """Why a JSON text could read something else."""
    recipe = _RECIPE.search(content)
    if recipe is not None:
        return f"the file holds {recipe[0]!r}, a GDAL recipe that reads other files; give the data themselves"
    linked = _CRS_KEY.search(content) and _LINK_TYPE.search(content)
    if not linked and _ESCAPED_LETTER.search(content) is None:
        return None
    try:
        json.loads(bytes(content), object_pairs_hook=_without_linked_crs)
    except (ValueError, RecursionError) as error:
        return f"the file cannot be read as GeoJSON ({error})"
    return None


def _without_linked_crs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, refused where its CRS is a link."""
    for key, value in pairs:
        if key.lower() == "crs" and isinstance(value, dict):
            for name, kind in value.items():
                if name.lower() == "type" and str(kind).lower() in {"link", "url"}:
                    raise ValueError("its crs is a link; name the system instead, e.g. EPSG:4326")
    return dict(pairs)


def _geopackage_trouble(data: Path | bytes) -> str | None:
    """Why an SQLite file is no GeoPackage that may be read."""
    try:
        with contextlib.closing(database(data)) as opened:
            tables = opened.execute(
                "SELECT lower(name), sql, lower(type) FROM sqlite_master"
            ).fetchall()
            virtual = {
                str(name).lower()
                for _, name, kind, *_ in opened.execute("PRAGMA main.table_list")
                if kind == "virtual"
            }
    except (sqlite3.Error, ValueError) as error:
        return f"the GeoPackage cannot be read ({error}); export it again"
    if not any(name == "gpkg_contents" for name, _, _ in tables):
        return "the file is an SQLite database, but no GeoPackage: it has no table gpkg_contents"
    for name, sql, kind in tables:
        if name in virtual and _RTREE.fullmatch(sql or "") is None:
            return (
                f"the GeoPackage has the virtual table {name!r}, which could read other files; "
                "export the layer to a new GeoPackage"
            )
        if kind == "view" and _RECURSIVE.search(sql or "") is not None:
            return (
                f"the GeoPackage has the view {name!r} that calls itself, which may never end; "
                "export the layer to a new GeoPackage"
            )
        call = _CALL.search(sql or "") if kind in {"view", "trigger"} else None
        if call is not None:
            return (
                f"the GeoPackage has the {kind} {name!r} that calls {call[1]}, which could read other "
                "files; export the layer to a new GeoPackage"
            )
    return None


def database(data: Path | bytes) -> sqlite3.Connection:
    """Open an SQLite database for reading, from disk or from bytes.

    Parameters
    ----------
    data
        The file, or its bytes.

    Raises
    ------
    sqlite3.Error
        It is no database, or cannot be opened.
    """
    if isinstance(data, bytes):
        opened = sqlite3.connect(":memory:")
        opened.deserialize(data)
        return opened
    # Without a write-ahead log beside it nothing else belongs to the database, and SQLite is kept
    # from making one, in a folder that may not be ours to write to.
    alone = not data.with_name(data.name + "-wal").exists()
    option = "immutable=1" if alone else "mode=ro"
    return sqlite3.connect(f"{data.absolute().as_uri()}?{option}", uri=True)
