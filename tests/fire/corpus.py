"""Broken files of every format: one small data set, written whole and then broken in every way.

Each case writes its file when it is asked to, into a folder that it is given. `cases()` lists them.
"""

# ruff: noqa: E501 - one case, one line

from __future__ import annotations

import functools
import gzip
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import geopandas as gpd
import pandas as pd
import shapely

#: What may become of a broken file: refused with an error; read with a warning about it; read as if
#: it were whole; read to something else without a word, where no reader could know better.
REFUSED = frozenset({"refused"})
TOLD = frozenset({"refused", "told"})
HARMLESS = frozenset({"refused", "told", "same"})
ANY = frozenset({"refused", "told", "same", "changed"})
FINE = frozenset({"told", "same"})

NAMES = ("Alder", "Doña Birch", "Cedar, North", 'D"ogwood')
FIELDS = ("id", "name", "pop", "lon", "lat")
XY = ("lon", "lat")


class Case(NamedTuple):
    """One broken input: its kind and name, how to make it, and what may become of it."""

    group: str
    name: str
    make: Callable[[Path], Path | str]
    expect: frozenset[str] = REFUSED
    options: tuple[tuple[str, object], ...] = ()
    kind: str = "file"
    seconds: float = 10.0


# ---------------------------------------------------------------------------- the whole data set


def frame() -> gpd.GeoDataFrame:
    """Four towns beside each other, of ten corners each."""
    shapes, rows = [], []
    for number, name in enumerate(NAMES):
        west, south = -122 + number / 50, 38.0
        corners = [(0, 0), (10, 0), (10, 5), (10, 10), (8, 11), (5, 12), (2, 11), (0, 10), (0, 5)]
        shapes.append(shapely.Polygon([(west + x / 500, south + y / 500) for x, y in corners]))
        rows.append((f"0{number + 1}", name, 1000 * (number + 1), west + 0.01, south + 0.01))
    return gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=list(FIELDS)), geometry=shapes, crs="EPSG:4326"
    )


def whole(suffix: str) -> bytes:
    """The data set in a format; the format is named by its suffix, `.shp.zip` and so on."""
    return _whole(suffix)


@functools.cache
def _whole(suffix: str) -> bytes:
    if suffix.endswith(".gz"):
        return gzip.compress(_whole(suffix.removesuffix(".gz")), mtime=0)
    if suffix == ".shp.zip":
        return zipped({f"towns{end}": content for end, content in shapefile().items()})
    if suffix.endswith(".zip"):
        inner = suffix.removesuffix(".zip")
        return zipped({f"towns{inner}": _whole(inner)})
    return _WRITERS[suffix]()


def _table() -> list[tuple[str, ...]]:
    """Header and rows as text, for the formats without geometry."""
    rows = frame().drop(columns="geometry").astype(str).itertuples(index=False, name=None)
    return [FIELDS, *rows]


def _csv() -> bytes:
    rows = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in _table()]
    return "".join(",".join(row) + "\n" for row in rows).encode()


def features() -> list[dict]:
    return json.loads(frame().to_json(drop_id=True))["features"]


def geojson(**more: object) -> bytes:
    """The data set as GeoJSON, with members of the collection replaced."""
    return _json({"type": "FeatureCollection", "features": features(), **more})


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def topology(**more: object) -> dict:
    """The data set as TopoJSON: each town is an arc, quantised to a millionth of a degree."""
    arcs, geometries = [], []
    for number, feature in enumerate(features()):
        (ring,) = feature["geometry"]["coordinates"]
        whole_numbers = [(round((x + 122) * 1e6), round((y - 38) * 1e6)) for x, y in ring]
        arc, before = [], (0, 0)
        for x, y in whole_numbers:
            arc.append([x - before[0], y - before[1]])
            before = (x, y)
        arcs.append(arc)
        geometries.append(
            {"type": "Polygon", "arcs": [[number]], "properties": feature["properties"]}
        )
    transform = {"scale": [1e-6, 1e-6], "translate": [-122.0, 38.0]}
    objects = {"towns": {"type": "GeometryCollection", "geometries": geometries}}
    return {
        "type": "Topology", "transform": transform, "objects": objects, "arcs": arcs, **more,
    }  # fmt: skip


def _written(suffix: str, **options: object) -> bytes:
    """The data set as geopandas writes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"towns{suffix}"
        if suffix == ".parquet":
            frame().to_parquet(path)
        else:
            frame().to_file(path, **options)
        return path.read_bytes()


@functools.cache
def _shapefile() -> tuple[tuple[str, bytes], ...]:
    with tempfile.TemporaryDirectory() as folder:
        frame().to_file(Path(folder) / "towns.shp", encoding="utf-8")
        parts = sorted(Path(folder).iterdir())
        return tuple((path.suffix, path.read_bytes()) for path in parts)


def shapefile() -> dict[str, bytes]:
    """The files of the Shapefile, by suffix."""
    return dict(_shapefile())


def zipped(members: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive; the same bytes every time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, compression)
    return packed.getvalue()


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(table: Sequence[Sequence[str]] | None = None) -> dict[str, bytes]:
    """The parts of a table as a workbook, with shared strings; of the data set when none is given."""
    numbers = ("pop", "lon", "lat") if table is None else ()
    table = _table() if table is None else table
    texts = sorted(
        {
            cell
            for k, row in enumerate(table)
            for cell, name in zip(row, table[0], strict=True)
            if not k or name not in numbers
        }
    )

    def cell(column: int, row: int, text: str) -> str:
        place = f"{chr(65 + column)}{row + 1}"
        if row and table[0][column] in numbers:
            return f'<c r="{place}"><v>{text}</v></c>'
        return f'<c r="{place}" t="s"><v>{texts.index(text)}</v></c>'

    rows = "".join(
        f'<row r="{row + 1}">{"".join(cell(k, row, text) for k, text in enumerate(cells))}</row>'
        for row, cells in enumerate(table)
    )
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    rels = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    kinds = {
        "workbook": "sheet",
        "worksheets/sheet1": "worksheet",
        "sharedStrings": "sharedStrings",
    }
    overrides = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{_SHEET}.{kind}{".main" if kind == "sheet" else ""}+xml"/>'
        for part, kind in kinds.items()
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'{rels}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="towns" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{rels}<Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1:E5"/>'
        f"<sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_MAIN}" count="{len(texts)}" '
        f'uniqueCount="{len(texts)}">{shared}</sst>',
    }  # fmt: skip
    return {name: text.encode() for name, text in parts.items()}


_WRITERS: dict[str, Callable[[], bytes]] = {
    ".gpkg": lambda: _written(".gpkg", layer="towns"),
    ".geojson": geojson,
    ".json": geojson,
    ".topojson": lambda: _json(topology()),
    ".fgb": lambda: _written(".fgb"),
    ".parquet": lambda: _written(".parquet"),
    ".geoparquet": lambda: _written(".parquet"),
    ".csv": _csv,
    ".xlsx": lambda: zipped(workbook()),
}

FORMATS = (*_WRITERS, ".shp.zip")
PACKED = (".geojson.gz", ".gpkg.gz", ".csv.gz", ".parquet.gz", ".gpkg.zip", ".geojson.zip", ".csv.zip", ".xlsx.zip")  # fmt: skip


def is_table(suffix: str) -> bool:
    """Whether a format has columns x and y instead of shapes."""
    return ".csv" in suffix or ".xlsx" in suffix


# ---------------------------------------------------------------------------- how cases are made


def put(content: bytes, name: str) -> Callable[[Path], Path]:
    """Write bytes under a name."""

    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def made(content: Callable[[], bytes], name: str) -> Callable[[Path], Path]:
    """Write bytes that are only made when they are wanted."""
    return lambda folder: put(content(), name)(folder)


def beside(parts: dict[str, bytes], name: str = "towns.shp") -> Callable[[Path], Path]:
    """Write several files beside each other; the reader is given one of them."""

    def make(folder: Path) -> Path:
        for end, content in parts.items():
            (folder / (Path(name).stem + end)).write_bytes(content)
        return folder / name

    return make


def flipped(content: bytes, seed: int, *, most: int = 8) -> bytes:
    """The bytes with one to eight of them replaced."""
    random_ = random.Random(seed)
    broken = bytearray(content)
    for _ in range(random_.choice((1, 1, 2, 4, most))):
        broken[random_.randrange(len(broken))] = random_.randrange(256)
    return bytes(broken)


def bombed(name: str, megabytes: int, letter: bytes = b"\0") -> Callable[[Path], Path]:
    """An archive whose one member unpacks to a great deal; it is small on disk."""

    def make(folder: Path) -> Path:
        chunk = letter * (1 << 20)
        if name.endswith(".gz"):
            with gzip.open(folder / name, "wb", compresslevel=1) as stream:
                for _ in range(megabytes):
                    stream.write(chunk)
            return folder / name
        with (
            zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(Path(name).stem, "w", force_zip64=True) as member,
        ):
            for _ in range(megabytes):
                member.write(chunk)
        return folder / name

    return make
