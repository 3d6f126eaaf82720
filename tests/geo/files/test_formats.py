"""One data set in every format gives the same tables; what formats do differently is told."""

from __future__ import annotations

import gzip
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pyogrio
import pytest
import shapely
from adjoin.boundaries.agencies import agency_rows
from adjoin.geo.files.columns import text_column
from adjoin.geo.files.reading import read_source
from adjoin.geo.findings import DataError, Finding
from adjoin.services.facilities import facility_rows

# A town with an exclave, one with a hole, a plain one; ids with zeros, accents, missing numbers.
AGENCIES = gpd.GeoDataFrame(
    {
        "GEOID": ["0607", "0012", "0100"],
        "NOMBRE": ["Doña Ana", "Łódź-sur-Mer", "Plain"],
        "POP": pd.array([120, None, 35], dtype="Int64"),
        "NOTE": ["", None, "x, y; z"],
    },
    geometry=[
        shapely.union_all([shapely.box(0, 0, 2, 2), shapely.box(5, 5, 5.5, 5.5)]),
        shapely.Polygon(shapely.box(2, 0, 4, 2).exterior, [shapely.box(2.5, 0.5, 3, 1).exterior]),
        shapely.box(0, 2, 2, 3.125),
    ],
    crs=4326,
)
LATIN = AGENCIES.assign(NOMBRE=["Doña Ana", "Lodz-sur-Mère", "Plain"])
SITES = gpd.GeoDataFrame(
    {
        "FSCS": ["CA0001", "CA0002"],
        "SEQ": ["002", "010"],
        "NOMBRE": ["Bücherei Süd", "Main"],
        "STAFF": pd.array([None, 12], dtype="Int64"),
    },
    geometry=[shapely.Point(-122.5, 38.25), shapely.Point(-121.0625, 37)],
    crs=4326,
)
COLUMNS = {"id": "GEOID", "name": "NOMBRE", "population": "POP"}


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.severity, finding.rule) for finding in findings]


def refusal(path: Path, **options) -> Finding:
    with pytest.raises(DataError) as caught:
        read_source(path, source="as written", **options)
    (finding,) = caught.value.findings
    assert finding.severity == "error"
    return finding


# --- one data set, every format ------------------------------------------------------------------


def topology(frame: gpd.GeoDataFrame, **members: object) -> bytes:
    """A topology whose arcs are the rings of the shapes, each once, the second one backwards."""
    arcs: list[list[list[float]]] = []

    def used(ring: shapely.LinearRing) -> list[int]:
        points = [list(point) for point in ring.coords]
        backwards = len(arcs) == 1
        arcs.append(points[::-1] if backwards else points)
        return [~(len(arcs) - 1) if backwards else len(arcs) - 1]

    geometries: list[dict[str, object]] = []
    for (_, row), shape in zip(frame.iterrows(), frame.geometry, strict=True):
        properties = {
            name: None if pd.isna(value) else value for name, value in row.drop("geometry").items()
        }
        if shape.geom_type == "Point":
            geometry: dict[str, object] = {"type": "Point", "coordinates": list(shape.coords[0])}
        else:
            polygons = [
                [used(ring) for ring in (part.exterior, *part.interiors)]
                for part in shapely.get_parts(shape)
            ]
            several = len(polygons) > 1
            geometry = {
                "type": "MultiPolygon" if several else "Polygon",
                "arcs": polygons if several else polygons[0],
            }
        geometries.append({**geometry, "properties": properties})
    collection = {"type": "GeometryCollection", "geometries": geometries}
    text = {"type": "Topology", "objects": {"all": collection, **members}, "arcs": arcs}
    return json.dumps(text, ensure_ascii=False).encode()


def shapefile(frame: gpd.GeoDataFrame, path: Path, encoding: str, *, cpg: bool) -> Path:
    """A Shapefile on disk, its text in the encoding, with or without the file that says so."""
    frame.to_file(path, driver="ESRI Shapefile", encoding=encoding)
    if not cpg:
        path.with_suffix(".cpg").unlink(missing_ok=True)
    return path


def archived(path: Path) -> Path:
    """A .zip of everything that belongs to a file."""
    packed = path.with_name(f"{path.stem}-packed.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(path.parent.glob(f"{path.stem}.*")):
            archive.write(part, f"data/{part.name}")
    return packed


def packed(path: Path) -> Path:
    made = path.with_name(path.name + ".gz")
    made.write_bytes(gzip.compress(path.read_bytes()))
    return made


def gdal(frame: gpd.GeoDataFrame, path: Path, driver: str, **options) -> Path:
    frame.to_file(path, driver=driver, **options)
    return path


def parquet(frame: gpd.GeoDataFrame, path: Path) -> Path:
    frame.to_parquet(path)
    return path


def topojson(frame: gpd.GeoDataFrame, path: Path) -> Path:
    path.write_bytes(topology(frame))
    return path


Write = Callable[[gpd.GeoDataFrame, Path], Path]
PLACED: dict[str, Write] = {
    "gpkg": lambda f, p: gdal(f, p / "t.gpkg", "GPKG"),
    "gpkg.gz": lambda f, p: packed(gdal(f, p / "t.gpkg", "GPKG")),
    "geojson": lambda f, p: gdal(f, p / "t.geojson", "GeoJSON"),
    "geojson.gz": lambda f, p: packed(gdal(f, p / "t.geojson", "GeoJSON")),
    "json": lambda f, p: gdal(f, p / "t.json", "GeoJSON"),
    "topojson": lambda f, p: topojson(f, p / "t.topojson"),
    "topojson as json": lambda f, p: topojson(f, p / "t.json"),
    "topojson.gz": lambda f, p: packed(topojson(f, p / "t.topojson")),
    "topojson.zip": lambda f, p: archived(topojson(f, p / "t.topojson")),
    "flatgeobuf": lambda f, p: gdal(f, p / "t.fgb", "FlatGeobuf", SPATIAL_INDEX="NO"),
    "flatgeobuf.zip": lambda f, p: archived(gdal(f, p / "t.fgb", "FlatGeobuf", SPATIAL_INDEX="NO")),
    "parquet": lambda f, p: parquet(f, p / "t.parquet"),
    "parquet.gz": lambda f, p: packed(parquet(f, p / "t.geoparquet")),
    "shp utf-8": lambda f, p: shapefile(f, p / "t.shp", "utf-8", cpg=True),
    "shp utf-8 zip": lambda f, p: archived(shapefile(f, p / "t.shp", "utf-8", cpg=True)),
    "shp utf-8 bare": lambda f, p: shapefile(f, p / "t.shp", "utf-8", cpg=False),
    "shp utf-8 bare zip": lambda f, p: archived(shapefile(f, p / "t.shp", "utf-8", cpg=False)),
}
LATIN_1: dict[str, Write] = {
    "shp": lambda f, p: shapefile(f, p / "t.shp", "ISO-8859-1", cpg=True),
    "shp zip": lambda f, p: archived(shapefile(f, p / "t.shp", "ISO-8859-1", cpg=True)),
    "shp bare": lambda f, p: shapefile(f, p / "t.shp", "ISO-8859-1", cpg=False),
    "shp bare zip": lambda f, p: archived(shapefile(f, p / "t.shp", "ISO-8859-1", cpg=False)),
}


def check_agencies(path: Path, expected: gpd.GeoDataFrame, name: str) -> None:
    frame, findings = read_source(path, crs="EPSG:4326" if "topojson" in name else None)
    assert frame.crs.equals("EPSG:4326", ignore_axis_order=True)
    assert told(findings) == ([("note", "encoding")] if "bare" in name else [])
    rows, findings = agency_rows(frame, source="t", columns=COLUMNS, level="city")
    assert findings == []
    assert rows["agency_id"].tolist() == ["0607", "0012", "0100"]
    assert rows["name"].tolist() == expected["NOMBRE"].tolist()
    np.testing.assert_array_equal(rows["population"], [120, np.nan, 35])
    assert rows["row"].tolist() == [1, 2, 3]
    shapes = rows["geometry"].to_numpy()
    # The order of parts and the direction of rings are the format's own affair.
    assert shapely.equals(shapely.normalize(shapes), shapely.normalize(expected.geometry.to_numpy())).all()  # fmt: skip
    areas = shapely.area(expected.geometry.to_numpy())
    np.testing.assert_allclose(shapely.area(shapes), areas, rtol=1e-15)
    population = text_column(frame, "POP", key="", source="t")
    assert population.fillna("-").tolist() == ["120", "-", "35"]
    kept, _ = read_source(
        path, where="POP IS NULL OR GEOID = '0100'", crs="EPSG:4326" if "topojson" in name else None
    )
    assert kept.index.tolist() == [2, 3]


@pytest.mark.parametrize("name", PLACED)
def test_agencies_are_the_same_from_every_format(name, tmp_path: Path):
    check_agencies(PLACED[name](AGENCIES, tmp_path), AGENCIES, name)


@pytest.mark.parametrize("name", LATIN_1)
def test_agencies_are_the_same_from_shapefiles_in_latin_1(name, tmp_path: Path):
    path = LATIN_1[name](LATIN, tmp_path)
    has_cpg = (tmp_path / "t.cpg").exists()
    check_agencies(path, LATIN, name if not has_cpg else name.replace("bare", ""))


def spreadsheet(frame: pd.DataFrame, path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(list(frame.columns))
    for row in frame.astype("object").where(frame.notna(), None).itertuples(index=False):
        book.active.append(list(row))
    book.save(path)
    return path


def places(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame.drop(columns="geometry")).assign(
        lon=frame.geometry.x, lat=frame.geometry.y
    )


def text_file(frame: gpd.GeoDataFrame, path: Path, **options) -> Path:
    places(frame).to_csv(path, index=False, **options)
    return path


TABLES: dict[str, Write] = {
    "csv": lambda f, p: text_file(f, p / "t.csv"),
    "csv with a mark": lambda f, p: text_file(f, p / "t.csv", encoding="utf-8-sig"),
    "csv delimiter": lambda f, p: text_file(f, p / "t.csv", sep=";"),
    "csv.gz delimiter": lambda f, p: packed(text_file(f, p / "t.csv", sep="\t")),
    "csv.zip encoding": lambda f, p: archived(text_file(f, p / "t.csv", encoding="latin-1")),
    "xlsx": lambda f, p: spreadsheet(places(f), p / "t.xlsx"),
    "xlsx.gz": lambda f, p: packed(spreadsheet(places(f), p / "t.xlsx")),
}


@pytest.mark.parametrize("name", [*PLACED, *TABLES])
def test_facilities_are_the_same_from_every_format(name, tmp_path: Path):
    path = {**PLACED, **TABLES}[name](SITES, tmp_path)
    frame, findings = read_source(
        path,
        xy=("lon", "lat") if name in TABLES else None,
        crs="EPSG:4326" if "topojson" in name else None,
    )
    notes = {"bare": "encoding", "delimiter": "delimiter", "encoding": "encoding"}
    expected = [("note", rule) for word, rule in notes.items() if word in name]
    assert told(findings) == expected
    rows, findings = facility_rows(
        frame, source="t", columns={"id": ["FSCS", "SEQ"], "name": "NOMBRE"},
        match=lambda text: text, service="library_services",
    )  # fmt: skip
    assert findings == []
    assert rows["facility_id"].tolist() == ["CA0001-002", "CA0002-010"]
    assert rows["name"].tolist() == ["Bücherei Süd", "Main"]
    assert rows["row"].tolist() == [1, 2]
    assert [shape.wkt for shape in rows["geometry"]] == [
        "POINT (-122.5 38.25)", "POINT (-121.0625 37)",
    ]  # fmt: skip
    staff = text_column(frame, "STAFF", key="", source="t")
    assert staff.fillna("-").tolist() == ["-", "12"]


def test_flatgeobuf_with_its_index_has_the_same_rows_in_its_own_order(tmp_path: Path):
    path = gdal(AGENCIES, tmp_path / "t.fgb", "FlatGeobuf")
    frame, findings = read_source(path)
    assert sorted(frame["GEOID"]) == ["0012", "0100", "0607"]
    assert frame.index.tolist() == [1, 2, 3]
    assert findings == []


# --- ids and attributes --------------------------------------------------------------------------

LONG = [9007199254740993, None, 1234567890123456789]


@pytest.mark.parametrize("name", ["gpkg", "geojson", "flatgeobuf", "parquet", "topojson"])
def test_long_ids_beside_missing_ones_stay_exact(name, tmp_path: Path):
    frame = gpd.GeoDataFrame(
        {"id": pd.array(LONG, dtype="Int64"), "ok": pd.array([True, None, False], dtype="boolean")},
        geometry=[shapely.Point(1, 2)] * 3, crs=4326,
    )  # fmt: skip
    read, findings = read_source(
        PLACED[name](frame, tmp_path), crs="EPSG:4326" if name == "topojson" else None
    )
    ids = text_column(read, "id", key="", source="")
    assert ids.fillna("-").tolist() == ["9007199254740993", "-", "1234567890123456789"]
    assert text_column(read, "ok", key="", source="").fillna("-").tolist() == ["True", "-", "False"]
    assert findings == []
    whole, _ = read_source(
        PLACED[name](frame.iloc[[0, 2]], tmp_path), crs="EPSG:4326" if name == "topojson" else None
    )
    assert whole["id"].dtype == np.dtype("int64")
    assert whole["id"].tolist() == [LONG[0], LONG[2]]


def test_numbers_that_the_file_cannot_keep_are_told(tmp_path: Path):
    path = tmp_path / "t.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        '{"id":12345678901234567890123},"geometry":null}]}'
    )
    (finding,) = read_source(path)[1]
    assert (finding.severity, finding.rule, finding.item) == ("note", "digits-lost", "id")


def features(*members: tuple[dict[str, object], object]) -> str:
    return json.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": geometry}
            for properties, geometry in members
        ],
    })  # fmt: skip


def test_lists_records_and_mixed_cells_are_text(tmp_path: Path):
    path = tmp_path / "t.geojson"
    path.write_text(
        features(
            ({"l": ["a", "ñ"], "d": {"x": 1}, "n": [1, 2], "mixed": 1}, None),
            ({"l": None, "d": None, "n": None, "mixed": "007"}, None),
        )
    )
    frame, findings = read_source(path, where="mixed = '007' OR l LIKE '%ñ%'")
    assert [json.loads(frame.loc[1, name]) for name in ("l", "d", "n")] == [["a", "ñ"], {"x": 1}, [1, 2]]  # fmt: skip
    assert frame["mixed"].tolist() == ["1", "007"]
    assert frame.loc[2, ["l", "d", "n"]].isna().all()
    assert findings == []
    table = pa.table({"l": [["a"], None], "r": [{"x": "1"}, None], "b": [b"\xff\x00", None]})
    pa.parquet.write_table(table, tmp_path / "t.parquet")
    frame, _ = read_source(tmp_path / "t.parquet", where="b IS NOT NULL")
    assert frame.loc[1].tolist() == ['["a"]', '{"x": "1"}', "ff00"]


def test_binary_and_days_of_a_geopackage_are_read(tmp_path: Path):
    frame = gpd.GeoDataFrame(
        {"when": pd.to_datetime(["2020-01-31T10:00:00Z", None]), "blob": [b"\xff\x01", None]},
        geometry=[shapely.Point(1, 2)] * 2, crs=4326,
    )  # fmt: skip
    path = tmp_path / "t.gpkg"
    frame.drop(columns="blob").to_file(path, driver="GPKG", SPATIAL_INDEX="NO")
    database = sqlite3.connect(path)
    database.execute("ALTER TABLE t ADD COLUMN blob BLOB")
    database.execute("UPDATE t SET blob = x'ff01' WHERE fid = 1")
    database.commit()
    database.close()
    read, _ = read_source(path, where="\"when\" >= '2020-01-01'")
    assert read.index.tolist() == [1]
    assert text_column(read, "when", key="", source="").iloc[0].startswith("2020-01-31 10:00:00")
    assert read["blob"].tolist() == ["ff01"]


def test_an_index_that_pandas_put_away_is_a_column(tmp_path: Path):
    AGENCIES.set_index("GEOID").to_parquet(tmp_path / "g.parquet")
    assert read_source(tmp_path / "g.parquet")[0]["GEOID"].tolist() == ["0607", "0012", "0100"]
    pd.DataFrame({"a": [1]}, index=pd.Index(["07"], name="id")).to_parquet(tmp_path / "t.parquet")
    assert read_source(tmp_path / "t.parquet")[0].loc[1].to_dict() == {"a": 1, "id": "07"}


def test_a_parquet_file_that_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch):
    from adjoin.geo.files import geoparquet

    pd.DataFrame({"a": [1] * 11}).to_parquet(tmp_path / "t.parquet")
    monkeypatch.setattr(geoparquet, "ROWS", 10)
    assert refusal(tmp_path / "t.parquet").rule == "file-too-large"


def test_texts_that_would_fill_the_memory_are_refused(tmp_path: Path, monkeypatch):
    from adjoin.geo.files import geoparquet

    path = tmp_path / "t.parquet"
    pd.DataFrame({"a": ["x" * 10_000] * 5_000}).to_parquet(path)
    assert path.stat().st_size < 100_000
    assert len(read_source(path)[0]) == 5_000
    monkeypatch.setattr(geoparquet, "TEXT_BYTES", 1024**2)
    assert refusal(path).rule == "file-too-large"


# --- Shapefile encodings -------------------------------------------------------------------------


def renamed(path: Path, language: int) -> None:
    """Write the language byte of a .dbf."""
    content = bytearray(path.with_suffix(".dbf").read_bytes())
    content[29] = language
    path.with_suffix(".dbf").write_bytes(content)


@pytest.mark.parametrize("wrap", [lambda path: path, archived])
@pytest.mark.parametrize(
    ("text", "encoding", "language", "cpg", "notes"),
    [
        ("Żółć", "cp1250", 0xC8, None, ["encoding"]),
        ("Żółć", "cp1250", 0x00, "1250", []),
        ("Żółć", "utf-8", 0xC8, "UTF-8", []),
        ("naïve", "cp850", 0x02, None, ["encoding"]),
        ("“Ñ”", "cp1252", 0x00, None, ["encoding"]),
        ("“Ñ”", "cp1252", 0x57, None, ["encoding"]),
        ("Ñandú", "utf-8", 0x57, None, ["encoding"]),
        ("Ñandú", "latin-1", 0x00, "ISO 8859-1", []),
        ("Ñandú", "latin-1", 0x00, "88591", []),
        ("Ñandú", "utf-8", 0x00, "no such thing", ["encoding"]),
        ("Ñandú", "utf-8", 0x00, "idna", ["encoding"]),
        ("Ñandú", "cp1252", 0x00, "unicode_escape", ["encoding"]),
        ("a+AOk-", "ascii", 0x00, "UTF-7", ["encoding"]),
        ("Ñandú", "cp1252", 0x00, "windows-1252", []),
        ("Привет", "koi8-r", 0x00, "KOI8-R", []),
        ("plain", "ascii", 0x57, None, []),
    ],
)
def test_the_encoding_of_a_shapefile(text, encoding, language, cpg, notes, wrap, tmp_path: Path):
    frame = gpd.GeoDataFrame({"id": ["01"], "name": ["?" * len(text.encode(encoding))]},
                             geometry=[shapely.Point(1, 2)], crs=4326)  # fmt: skip
    path = shapefile(frame, tmp_path / "t.shp", "utf-8", cpg=False)
    dbf = path.with_suffix(".dbf")
    content = dbf.read_bytes()
    dbf.write_bytes(content.replace(b"?" * len(text.encode(encoding)), text.encode(encoding)))
    renamed(path, language)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    frame, findings = read_source(wrap(path))
    assert frame.loc[1, "name"] == text
    assert told(findings) == [("note", rule) for rule in notes]


@pytest.mark.parametrize("wrap", [lambda path: path, archived])
def test_rows_that_bear_the_mark_of_deletion_are_told(wrap, tmp_path: Path):
    path = shapefile(AGENCIES, tmp_path / "t.shp", "utf-8", cpg=True)
    whole, _ = read_source(path)
    dbf = path.with_suffix(".dbf")
    content = bytearray(dbf.read_bytes())
    start, width = (int.from_bytes(content[k : k + 2], "little") for k in (8, 10))
    content[start + width] = ord("*")
    dbf.write_bytes(content)
    frame, findings = read_source(wrap(path))
    assert len(frame) == len(whole) - 1
    passed = [f for f in findings if f.rule == "rows-passed-over"]
    assert [(f.severity, f.item) for f in passed] == [("warning", "row 2")]
    assert f"1 of {len(whole)} rows are marked as deleted in the .dbf (2)" in passed[0].message


def test_the_names_of_columns_are_decoded_too(tmp_path: Path):
    frame = gpd.GeoDataFrame({"AÑO": ["x"]}, geometry=[shapely.Point(1, 2)], crs=4326)
    path = shapefile(frame, tmp_path / "t.shp", "utf-8", cpg=False)
    for source in (path, archived(path)):
        read, findings = read_source(source, where="\"AÑO\" = 'x'")
        assert read.columns.tolist() == ["AÑO", "geometry"]
        assert told(findings) == [("note", "encoding")]


def test_a_character_that_the_width_of_a_column_has_cut_costs_only_itself(tmp_path: Path):
    frame = gpd.GeoDataFrame({"n": ["Ñ" * 3 + "??"]}, geometry=[shapely.Point(1, 2)], crs=4326)
    path = shapefile(frame, tmp_path / "t.shp", "utf-8", cpg=False)
    dbf = path.with_suffix(".dbf")
    content = dbf.read_bytes()
    place = content.index("ÑÑÑ??".encode())
    # The column ends after the first byte of the last character.
    cut = bytearray(content)
    cut[place + 6 : place + 8] = b"\xc3 "
    dbf.write_bytes(cut)
    read, findings = read_source(path)
    assert read.loc[1, "n"] == "ÑÑÑ"
    assert told(findings) == [("note", "encoding")]


def test_text_that_is_not_what_the_cpg_says_is_told(tmp_path: Path):
    path = shapefile(LATIN, tmp_path / "t.shp", "ISO-8859-1", cpg=False)
    path.with_suffix(".cpg").write_text("UTF-8")
    frame, (finding,) = read_source(path)
    assert frame.loc[1, "NOMBRE"] == "Do\ufffda Ana"
    assert (finding.severity, finding.rule) == ("warning", "encoding")
    assert "2 cells" in finding.message


def test_a_shapefile_whose_table_is_not_whole_is_told(tmp_path: Path):
    path = shapefile(AGENCIES, tmp_path / "t.shp", "utf-8", cpg=True)
    dbf = path.with_suffix(".dbf")
    content = dbf.read_bytes()
    for size in (10, 40, len(content) - 30):
        dbf.write_bytes(content[:size])
        assert "cut off" in refusal(path).message
        assert "cut off" in refusal(archived(path)).message
    fewer = bytearray(content)
    fewer[4] = 2
    dbf.write_bytes(fewer)
    assert "3 shapes, but 2 rows" in refusal(path).message
    dbf.unlink()
    for source in (path, archived(path)):
        assert told(read_source(source)[1]) == [("warning", "attributes-missing")]


def test_a_prj_that_makes_no_sense_is_told(tmp_path: Path):
    path = shapefile(AGENCIES, tmp_path / "t.shp", "utf-8", cpg=True)
    for content in (b"\xff\xfe\x80", b"PROJCS[", b""):
        path.with_suffix(".prj").write_bytes(content)
        for source in (path, archived(path)):
            assert refusal(source).rule in {"file-unreadable", "crs-missing"}


def test_columns_that_cannot_be_told_apart_are_told(tmp_path: Path):
    frame = AGENCIES.rename(columns={"POP": "NOTZ"})
    path = shapefile(frame, tmp_path / "t.shp", "utf-8", cpg=True)
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace(b"NOTZ", b"NOTE"))
    for source in (path, archived(path)):
        finding = refusal(source)
        assert (finding.rule, "NOTE" in finding.message) == ("column-repeated", True)
    table = pa.table([pa.array([1]), pa.array([2])], names=["a", "a"])
    pa.parquet.write_table(table, tmp_path / "t.parquet")
    assert refusal(tmp_path / "t.parquet").rule in {"column-repeated", "file-unreadable"}


def test_a_shp_alone_in_gz_is_told(tmp_path: Path):
    path = shapefile(AGENCIES, tmp_path / "t.shp", "utf-8", cpg=True)
    assert "into one .zip" in refusal(packed(path)).message


# --- TopoJSON ------------------------------------------------------------------------------------


def test_a_topology_says_no_crs_and_may_have_several_objects(tmp_path: Path):
    path = tmp_path / "t.topojson"
    path.write_bytes(topology(AGENCIES))
    assert refusal(path).rule == "crs-missing"
    path.with_suffix(".json").write_bytes(path.read_bytes())
    assert refusal(path.with_suffix(".json")).rule == "crs-missing"
    assert read_source(path, crs="EPSG:2226")[0].crs == "EPSG:2226"
    path.write_bytes(topology(AGENCIES, one={"type": "Point", "coordinates": [1, 2], "id": "07"}))
    assert "2 layers (all, one)" in refusal(path, crs="EPSG:4326").message
    assert "no layer 'two'" in refusal(path, crs="EPSG:4326", layer="two").message
    frame, _ = read_source(path, crs="EPSG:4326", layer="one")
    assert (frame["id"].tolist(), frame.geometry.iloc[0].wkt) == (["07"], "POINT (1 2)")


def test_a_quantised_topology_is_scaled_and_a_shared_arc_is_shared_to_the_last_bit(tmp_path: Path):
    """Two squares of 1 with a common side; the second runs through it backwards."""
    square = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [-122, 38]},
        "objects": {"o": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "arcs": [[0, 1]], "properties": {"id": 1}},
            {"type": "Polygon", "arcs": [[2, ~0]], "properties": {"id": 2}},
            {"type": "MultiLineString", "arcs": [[0], [1]], "properties": {"id": 3}},
            {"type": "MultiPoint", "coordinates": [[10, 0], [0, 10]], "properties": {"id": 4}},
            {"type": "GeometryCollection", "properties": {"id": 5},
             "geometries": [{"type": None}, {"type": "Point", "coordinates": [5, 5]}]},
            {"type": None, "properties": {"id": 6}},
        ]}},
        "arcs": [
            [[10, 0], [0, 10]],
            [[10, 10], [-10, 0], [0, -10], [10, 0]],
            [[10, 0], [10, 0], [0, 10], [-10, 0]],
        ],
    }  # fmt: skip
    path = tmp_path / "t.topojson"
    path.write_text(json.dumps(square))
    frame, findings = read_source(path, crs="EPSG:4326")
    assert findings == []
    assert frame["id"].tolist() == [1, 2, 3, 4, 5, 6]
    left, right = frame.geometry.iloc[:2]
    assert left.equals(shapely.box(-122, 38, -121, 39))
    assert right.equals(shapely.box(-121, 38, -120, 39))
    assert left.intersection(right).length == 1
    assert frame.geometry.iloc[3].wkt == "MULTIPOINT ((-121 38), (-122 39))"
    assert frame.geometry.iloc[4].wkt == "GEOMETRYCOLLECTION (POINT (-121.5 38.5))"
    assert frame.geometry.isna().tolist() == [False] * 5 + [True]


def test_a_topology_is_unfolded_as_gdal_does_it(tmp_path: Path):
    path = tmp_path / "t.topojson"
    path.write_bytes(topology(AGENCIES))
    theirs = pyogrio.read_dataframe(path)
    ours, _ = read_source(path, crs="EPSG:4326")
    assert shapely.equals_exact(ours.geometry.to_numpy(), theirs.geometry.to_numpy(), 0).all()
    assert ours["NOMBRE"].tolist() == theirs["NOMBRE"].tolist()


def test_arcs_that_are_used_too_often_are_refused(tmp_path: Path, monkeypatch):
    from adjoin.geo.files import topojson as reader

    arc = [[k, k % 2] for k in range(1000)]
    line = {"type": "LineString", "arcs": [0, -1] * 100}
    path = tmp_path / "t.topojson"
    path.write_text(json.dumps({"type": "Topology", "objects": {"a": line}, "arcs": [arc]}))
    assert len(read_source(path, crs="EPSG:4326")[0]) == 1
    monkeypatch.setattr(reader, "POINTS", 100_000)
    finding = refusal(path, crs="EPSG:4326")
    assert (finding.rule, finding.item) == ("file-too-large", "row 1")


def test_heights_of_a_topology_are_left_out_and_told(tmp_path: Path):
    shapes = [
        {"type": "Point", "coordinates": [1, 2, 3]},
        {"type": "MultiLineString", "arcs": [[0], [1]]},
        {"type": "MultiLineString", "arcs": [[0]]},
        {"type": "GeometryCollection", "geometries": [{"type": "LineString", "arcs": [-2]}]},
        {"type": None},
    ]
    everything = {"type": "GeometryCollection", "geometries": shapes}
    arcs = [[[0, 0], [1, 1]], [[2, 2, 9], [3, 3, 9]]]
    path = tmp_path / "t.topojson"
    path.write_text(json.dumps({"type": "Topology", "objects": {"a": everything}, "arcs": arcs}))
    frame, (finding,) = read_source(path, crs="EPSG:4326")
    assert frame.geometry.iloc[0].wkt == "POINT (1 2)"
    assert not shapely.has_z(frame.geometry.to_numpy()).any()
    assert (finding.severity, finding.rule) == ("note", "third-dimension")
    assert finding.message.startswith("3 shapes have heights")


POINT = {"type": "Point", "coordinates": [1, 2]}


@pytest.mark.parametrize(
    "text",
    [
        "{}", '{"type": "Topology"}', '{"type": "Topology", "objects": []}',
        '{"type": "FeatureCollection", "features": []}', "{", '{"type": "Topology", "objects": {}}',
        json.dumps({"type": "Topology", "objects": {"a": {"type": "LineString", "arcs": [7]}}, "arcs": []}),
        json.dumps({"type": "Topology", "objects": {"a": {"type": "LineString", "arcs": "x"}}, "arcs": []}),
        json.dumps({"type": "Topology", "objects": {"a": {"type": "Circle"}}, "arcs": []}),
        json.dumps({"type": "Topology", "objects": {"a": None}, "arcs": []}),
        json.dumps({"type": "Topology", "objects": {"a": POINT}, "arcs": [[1, 2]]}),
        json.dumps({"type": "Topology", "objects": {"a": POINT}, "arcs": [[[1], [2]]]}),
        json.dumps({"type": "Topology", "objects": {"a": POINT}, "arcs": {}, "transform": 3}),
        json.dumps({"type": "Topology", "objects": {"a": {**POINT, "properties": 3}}, "arcs": []}),
        '{"type": "Topology", "objects": {"a": {"type": "Point", "coordinates": [1e400, 2]}}}',
        '{"type": "Topology", "objects": {"a": '
        + '{"type": "GeometryCollection", "geometries": [' * 50_000 + "]}" * 50_000 + "}}",
    ],
)  # fmt: skip
def test_a_broken_topology_is_told(text, tmp_path: Path):
    path = tmp_path / "t.topojson"
    path.write_text(text)
    assert refusal(path, crs="EPSG:4326").rule in {"file-unreadable", "layer-missing"}


# --- GeoJSON -------------------------------------------------------------------------------------


def unclosed(*shapes: shapely.Polygon) -> list[bytes]:
    """WKB of polygons of one ring, without its last point."""
    written = (shapely.to_wkb(shape) for shape in shapes)
    return [wkb[:9] + bytes([wkb[9] - 1]) + wkb[10:-16] for wkb in written]


def test_a_ring_that_is_not_closed_is_closed_and_told_with_its_row(tmp_path: Path):
    ring = [[0, 0], [1, 0], [1, 1]]
    shapes = [[*ring, ring[0]], ring, [[0, 0]], ring]
    path = tmp_path / "t.geojson"
    path.write_text(features(*(
        ({"id": number}, {"type": "Polygon", "coordinates": [shape]})
        for number, shape in enumerate(shapes)
    )))  # fmt: skip
    frame, findings = read_source(path)
    assert frame.geometry.isna().tolist() == [False, False, True, False]
    assert set(shapely.area(frame.geometry.dropna())) == {0.5}
    assert [(f.severity, f.item, f.rule) for f in findings] == [
        ("warning", "row 2", "ring-unclosed"),
        ("warning", "row 4", "ring-unclosed"),
        ("warning", "row 3", "geometry-unreadable"),
    ]
    assert "\n" not in findings[2].message


def with_shapes(path: Path, shapes: list[bytes | None]) -> None:
    """Put other WKB into a GeoParquet file."""
    table = pa.parquet.read_table(path)
    place = table.column_names.index("geometry")
    table = table.set_column(place, table.field(place), pa.array(shapes, pa.binary()))
    pa.parquet.write_table(table, path)


def with_blobs(path: Path, shapes: list[bytes | None]) -> None:
    """Put other WKB into a GeoPackage."""
    database = sqlite3.connect(path)
    for row, shape in enumerate(shapes, start=1):
        blob = None if shape is None else b"GP\x00\x01" + struct.pack("<i", 4326) + shape
        database.execute("UPDATE t SET geom = ? WHERE fid = ?", (blob, row))
    database.commit()
    database.close()


@pytest.mark.parametrize("suffix", [".parquet", ".gpkg"])
def test_shapes_that_cannot_be_built_cost_their_own_rows_only(suffix, tmp_path: Path):
    square = shapely.box(0, 0, 1, 1)
    frame = gpd.GeoDataFrame({"id": list("abcd")}, geometry=[square] * 4, crs=4326)
    path = tmp_path / f"t{suffix}"
    tin = b"\x01" + struct.pack("<II", 16, 0)
    odd = [shapely.to_wkb(square), *unclosed(square), None, tin]
    if suffix == ".parquet":
        frame.to_parquet(path)
        with_shapes(path, odd)
    else:
        frame.to_file(path, driver="GPKG", geometry_type="Unknown", SPATIAL_INDEX="NO")
        with_blobs(path, odd)
    read, findings = read_source(path)
    assert read["id"].tolist() == list("abcd")
    assert [shape if shape is None else shape.area for shape in read.geometry] == [1, 1, None, None]
    assert [(f.severity, f.item, f.rule) for f in findings] == [
        ("warning", "row 2", "ring-unclosed"),
        ("warning", "row 4", "geometry-unreadable"),
    ]
    assert "(it is a TIN, which is not read; export polygons)" in findings[1].message


def test_coordinates_that_are_no_numbers_are_told_with_their_row_only_once(tmp_path: Path):
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    frame.to_parquet(tmp_path / "t.parquet")
    table = pa.parquet.read_table(tmp_path / "t.parquet")
    place = table.column_names.index("geometry")
    one, broken = struct.pack("<2d", 1, 1), struct.pack("<2d", np.nan, 0)
    broken = table["geometry"][0].as_py().replace(one, broken)
    table = table.set_column(place, table.field(place), pa.array([broken], pa.binary()))
    pa.parquet.write_table(table, tmp_path / "t.parquet")
    read, findings = read_source(tmp_path / "t.parquet")
    assert np.isnan(shapely.get_coordinates(read.geometry)).any()
    assert findings == []  # `check_coordinates` tells it with the row


def test_a_number_that_is_none_in_a_topology_is_told_with_its_row(tmp_path: Path):
    topology = {
        "type": "Topology", "arcs": [],
        "objects": {"a": {"type": "GeometryCollection", "geometries": [
            {"type": "Point", "coordinates": [1, 2]}, {"type": "Point", "coordinates": [float("inf"), 2]}
        ]}},
    }  # fmt: skip
    path = tmp_path / "t.topojson"
    path.write_text(json.dumps(topology))
    found = refusal(path, crs="EPSG:4326")
    assert (found.item, found.rule) == ("row 2", "file-unreadable")


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        '{"type":"Point","coordinates":[1e400,2]}}]}',
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"a":'
        + "[" * 100_000 + "]" * 100_000 + "}}]}",
        '{"type":"Polygon","coordinates":' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"type":"Nothing"}',
        "{}",
    ],
)  # fmt: skip
def test_huge_numbers_and_deep_nesting_are_told(text, tmp_path: Path):
    path = tmp_path / "t.geojson"
    path.write_text(text)
    assert refusal(path).rule == "file-unreadable"


def test_mixed_empty_and_missing_shapes_stay_rows(tmp_path: Path):
    shapes = [
        shapely.Point(1, 2),
        shapely.box(0, 0, 1, 1),
        shapely.from_wkt("GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))"),
        shapely.from_wkt("POLYGON EMPTY"),
        None,
    ]
    frame = gpd.GeoDataFrame({"id": list("abcde")}, geometry=shapes, crs=4326)
    for name in ("gpkg", "geojson", "parquet"):
        read, findings = read_source(PLACED[name](frame, tmp_path))
        assert read["id"].tolist() == list("abcde")
        kinds = [shape.geom_type for shape in read.geometry[:3]]
        assert kinds == ["Point", "Polygon", "GeometryCollection"]
        assert all(shape is None or shape.is_empty for shape in read.geometry[3:])
        assert findings == []


# --- heights, measures, curves -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gpkg", "geojson", "flatgeobuf", "parquet", "shp utf-8"])
def test_heights_are_left_out_and_told(name, tmp_path: Path):
    frame = SITES.set_geometry(shapely.force_3d(SITES.geometry.to_numpy(), 7.0), crs=4326)
    read, (finding,) = read_source(PLACED[name](frame, tmp_path))
    assert [shape.wkt for shape in read.geometry] == ["POINT (-122.5 38.25)", "POINT (-121.0625 37)"]  # fmt: skip
    assert read.crs.equals("EPSG:4326", ignore_axis_order=True)
    assert (finding.severity, finding.rule) == ("note", "third-dimension")
    assert "2 shapes" in finding.message


def measured_shapefile(path: Path) -> Path:
    """Two points with measures (PointM, kind 21), written byte by byte."""
    gpd.GeoDataFrame({"id": ["01", "02"]}, geometry=[shapely.Point(1, 2)] * 2, crs=4326).to_file(
        path
    )
    records = b"".join(
        struct.pack(">2i", number, 14) + struct.pack("<i3d", 21, number, 2.0, 9.0)
        for number in (1, 2)
    )
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + len(records)) // 2)
    head += struct.pack("<2i8d", 1000, 21, 1, 2, 2, 2, 0, 0, 9, 9)
    path.write_bytes(head + records)
    index = b"".join(struct.pack(">2i", (100 + 36 * place) // 2, 14) for place in (0, 1))
    head = head[:24] + struct.pack(">i", (100 + len(index)) // 2) + head[28:]
    path.with_suffix(".shx").write_bytes(head + index)
    return path


def test_measures_of_a_shapefile_are_left_out_and_told(tmp_path: Path):
    path = measured_shapefile(tmp_path / "t.shp")
    for source in (path, archived(path)):
        frame, (finding,) = read_source(source)
        assert [shape.wkt for shape in frame.geometry] == ["POINT (1 2)", "POINT (2 2)"]
        assert (finding.severity, finding.rule) == ("note", "third-dimension")


def test_measures_of_geoparquet_are_left_out_and_told(tmp_path: Path):
    shapes = shapely.from_wkt(["POINT M (1 2 3)", "POLYGON M ((0 0 5, 1 0 5, 1 1 5, 0 0 5))"])
    gpd.GeoDataFrame({"id": [1, 2]}, geometry=[shapely.Point(1, 2)] * 2, crs=4326).to_parquet(
        tmp_path / "t.parquet"
    )
    table = pa.parquet.read_table(tmp_path / "t.parquet")
    raw = pa.array(shapely.to_wkb(shapes, output_dimension=4, flavor="iso"), pa.binary())
    place = table.column_names.index("geometry")
    pa.parquet.write_table(table.set_column(place, table.field(place), raw), tmp_path / "t.parquet")
    frame, (finding,) = read_source(tmp_path / "t.parquet")
    assert [shape.wkt for shape in frame.geometry] == ["POINT (1 2)", "POLYGON ((0 0, 1 0, 1 1, 0 0))"]  # fmt: skip
    assert finding.rule == "third-dimension"


def wkb(kind: int, *parts: bytes) -> bytes:
    return b"\x01" + struct.pack("<I", kind) + struct.pack("<I", len(parts)) + b"".join(parts)


def arc(*points: tuple[float, float]) -> bytes:
    body = b"".join(struct.pack("<2d", *point) for point in points)
    return b"\x01" + struct.pack("<II", 8, len(points)) + body


RING = wkb(9, arc((0, 0), (1, 1), (2, 0)), arc((2, 0), (1, -1), (0, 0)))  # a compound curve
DISC = wkb(10, RING)  # a curve polygon: the disc of radius 1 around (1, 0)


@pytest.mark.parametrize(
    ("declared", "shapes", "named"),
    [
        ("CURVEPOLYGON", [DISC], "CURVEPOLYGON"),
        ("GEOMETRY", [DISC, None, wkb(12, DISC), RING], "COMPOUNDCURVE, CURVEPOLYGON, MULTISURFACE"),
    ],
)  # fmt: skip
def test_curves_are_made_of_straight_pieces_and_told(declared, shapes, named, tmp_path: Path):
    path = tmp_path / "t.gpkg"
    plain = gpd.GeoDataFrame({"id": range(len(shapes))}, geometry=[None] * len(shapes), crs=4326)
    plain.to_file(path, driver="GPKG", geometry_type="Unknown", SPATIAL_INDEX="NO")
    database = sqlite3.connect(path)
    database.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = ?", (declared,))
    for row, shape in enumerate(shapes, start=1):
        blob = None if shape is None else b"GP\x00\x01" + struct.pack("<i", 4326) + shape
        database.execute("UPDATE t SET geom = ? WHERE fid = ?", (blob, row))
    database.commit()
    database.close()
    frame, findings = read_source(path)
    assert [f.rule for f in findings if f.rule != "reader-note"] == ["curves"]
    curved = [row for row, shape in enumerate(shapes, start=1) if shape is not None]
    assert findings[0].item == ("row 1" if len(curved) == 1 else f"{len(curved)} rows from row 1")
    assert f"({named}: rows {', '.join(map(str, curved))})" in findings[0].message
    assert frame.geometry.isna().tolist() == [shape is None for shape in shapes]
    assert frame.geometry.iloc[0].area == pytest.approx(np.pi, rel=1e-3)
    assert frame.geometry.iloc[0].geom_type == "Polygon"


@pytest.mark.parametrize("suffix", [".parquet", ".gpkg"])
def test_a_curve_in_a_collection_costs_its_row_only(suffix, tmp_path: Path):
    square = shapely.box(0, 0, 1, 1)
    plain = shapely.GeometryCollection([shapely.GeometryCollection([square]), shapely.Point(0, 0)])
    odd = [plain.wkb, wkb(7, wkb(7, DISC)), square.wkb]
    frame = gpd.GeoDataFrame({"id": list("abc")}, geometry=[square] * 3, crs=4326)
    path = tmp_path / f"t{suffix}"
    if suffix == ".parquet":
        frame.to_parquet(path)
        with_shapes(path, odd)
    else:
        frame.to_file(path, driver="GPKG", geometry_type="Unknown", SPATIAL_INDEX="NO")
        with_blobs(path, odd)
    read, findings = read_source(path)
    assert read.geometry.isna().tolist() == [False, True, False]
    assert [(f.item, f.rule) for f in findings] == [("row 2", "geometry-unreadable")]
    assert "curve within a collection" in findings[0].message


def test_a_curve_in_parquet_costs_its_row_only(tmp_path: Path):
    square = shapely.box(0, 0, 1, 1)
    frame = gpd.GeoDataFrame({"id": list("ab")}, geometry=[square] * 2, crs=4326)
    frame.to_parquet(tmp_path / "t.parquet")
    with_shapes(tmp_path / "t.parquet", [DISC, square.wkb])
    read, findings = read_source(tmp_path / "t.parquet")
    assert read.geometry.isna().tolist() == [True, False]
    assert [(f.item, f.rule) for f in findings] == [("row 1", "geometry-unreadable")]
    assert "it has curves; export it with straight lines" in findings[0].message


# --- axes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gpkg", "geojson", "flatgeobuf", "parquet", "shp utf-8"])
@pytest.mark.parametrize(
    "system", ["EPSG:4326", "OGC:CRS84", "EPSG:2193", "EPSG:31467", "EPSG:2226"]
)
def test_x_stands_before_y_whatever_the_authority_says(system, name, tmp_path: Path):
    """New Zealand's and Germany's grids name the northing first, EPSG:4326 the latitude."""
    in_degrees = system in {"EPSG:4326", "OGC:CRS84"}
    point = shapely.Point((174.5, -41.25) if in_degrees else (1750000.5, 5430000.25))
    frame = gpd.GeoDataFrame({"id": ["01"]}, geometry=[point], crs=system)
    read, findings = read_source(PLACED[name](frame, tmp_path), crs=system)
    assert read.geometry.iloc[0].equals(point)
    assert findings == []
    if system == "OGC:CRS84":
        assert read_source(PLACED[name](frame, tmp_path), crs="EPSG:4326")[1] == []
    if system == "EPSG:2193":
        assert refusal(PLACED[name](frame, tmp_path), crs="EPSG:4326").rule == "crs-conflict"


# --- where ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gpkg", "topojson", "flatgeobuf", "parquet", "csv", "xlsx"])
def test_an_unknown_column_in_a_condition_is_told_with_near_ones(name, tmp_path: Path):
    path = {**PLACED, **TABLES}[name](SITES, tmp_path)
    finding = refusal(path, where="NOMBRES = 'x'", crs="EPSG:4326" if "topojson" in name else None)
    assert (finding.rule, finding.item) == ("where-unreadable", "where")
    assert "there is no column 'NOMBRES'" in finding.message
    assert "NOMBRE" in finding.message.split("there is no column")[1]
