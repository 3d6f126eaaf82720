"""What a file holds against what its suffix says; nothing in it may lead GDAL elsewhere."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from adjoin.geo.files.contents import contents_trouble

POINT = {"type": "Feature", "properties": {"a": 1}, "geometry": {"type": "Point", "coordinates": [1, 2]}}  # fmt: skip


def collection(**members: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", **members, "features": [POINT]}).encode()


def geopackage(path: Path, *statements: str) -> Path:
    gpd.GeoDataFrame({"a": ["x"]}, geometry=[shapely.Point(0, 0)], crs=4326).to_file(path)
    database = sqlite3.connect(path)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()
    return path


def virtual_table(sql: str, name: str = "v") -> tuple[str, str]:
    """Statements that put a virtual table into a database without creating it."""
    text = sql.replace("'", "''")
    return (
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql)"
        f" VALUES ('table', '{name}', '{name}', 0, '{text}')",
    )


def both(kind, path: Path) -> set[str | None]:
    """The answer for the file and for its bytes."""
    return {contents_trouble(kind, path), contents_trouble(kind, path.read_bytes())}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("gpkg", b"<OGRVRTDataSource/>"),
        ("shapefile", b"SQLite format 3\x00"),
        ("parquet", b"\x00\x00\x27\x0a"),
        ("geojson", b"[1, 2]"),
        ("geojson", b" \n <OGRVRTDataSource/>"),
        ("csv", b"PK\x03\x04\x00\x00"),
        ("csv", "id,name\n1,x\n".encode("utf-16")),
        ("topojson", b"[1, 2]"),
        ("flatgeobuf", b"fgb\x02fgb\x00"),
        ("flatgeobuf", b"SQLite format 3\x00"),
        ("xlsx", b"id,name\n"),
        ("gpkg", b""),
        ("geojson", b""),
    ],
)
def test_another_format_than_the_suffix_says_is_told_with_its_first_bytes(
    kind, content, tmp_path: Path
):
    path = tmp_path / "file"
    path.write_bytes(content)
    (trouble,) = both(kind, path)
    assert trouble is not None
    assert repr(content.lstrip()[:12]) in trouble


@pytest.mark.parametrize("kind", ["geojson", "topojson"])
@pytest.mark.parametrize("padding", [0, 500, 1100, 6100, 40_000])
@pytest.mark.parametrize(
    "recipe",
    [
        '"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read /etc/hostname"',
        '"b": 1} <OGRVRTDataSource><OGRVRTLayer name="l"/></OGRVRTDataSource>',
        '"b": 1} <ogrvrtdatasource/>',
    ],
)
def test_a_recipe_of_gdal_is_refused_wherever_it_stands(kind, padding, recipe, tmp_path: Path):
    path = tmp_path / "towns.geojson"
    path.write_text('\ufeff{"a":"' + " " * padding + '",' + recipe + "}", encoding="utf-8")
    (trouble,) = both(kind, path)
    assert "a GDAL recipe that reads other files" in str(trouble)


@pytest.mark.parametrize(
    "text",
    [
        '"crs":{"type":"link","properties":{"href":"http://127.0.0.1/crs"}}',
        '"crs":{"TYPE":"LINK","properties":{"href":"http://127.0.0.1/crs"}}',
        '"CRS":{"type":"URL","properties":{"url":"http://127.0.0.1/crs"}}',
        '"c\\u0072s":{"type":"l\\u0069nk","properties":{"hr\\u0065f":"http://127.0.0.1/crs"}}',
        '"crs":{"type":"link"},"crs":{"type":"name"}',
        '"crs":{"type":"link","type":"name"}',
        '"features":[{"geometry":{"crs":{"type":"link"}}}]',
    ],
)
def test_a_crs_that_gdal_would_fetch_is_refused(text, tmp_path: Path):
    path = tmp_path / "towns.geojson"
    path.write_text('{"type":"FeatureCollection",' + text + "}", encoding="utf-8")
    (trouble,) = both("geojson", path)
    if '"type":"link","type":"name"' in text:  # the last one counts, for GDAL as well
        assert trouble is None
    else:
        assert "its crs is a link" in str(trouble)


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2226"}}},
        {"crs": None},
        {"crs": {"type": "name"}, "type_of_contact": "link", "kind": "url", "url": "https://x"},
        {"name": "Doña Ana & <ogr>"},
    ],
)
def test_ordinary_geojson_has_no_trouble(members, tmp_path: Path):
    path = tmp_path / "towns.geojson"
    path.write_bytes(collection(**members))
    assert both("geojson", path) == {None}


def test_json_that_cannot_be_parsed_is_told_where_it_has_to_be():
    deep = b'{"crs":"link","a":' + b"[" * 200_000
    assert "cannot be read as GeoJSON" in str(contents_trouble("geojson", deep))
    assert "cannot be read as GeoJSON" in str(contents_trouble("geojson", b'{"crs": "url"'))


def test_a_geopackage_with_its_spatial_index_has_no_trouble(tmp_path: Path):
    path = geopackage(tmp_path / "towns.gpkg", "CREATE VIEW one AS SELECT 1 AS a")
    database = sqlite3.connect(path)
    virtual = database.execute("SELECT count(*) FROM sqlite_master WHERE sql LIKE '%USING rtree%'")
    assert virtual.fetchone()[0] > 0
    database.close()
    assert both("gpkg", path) == {None}


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIRTUAL TABLE v USING VirtualGeoJSON('/etc/x.geojson', 4326)",
        "CREATE VIRTUAL TABLE v USING VirtualShape('/etc/x', 'utf-8', 4326)",
        "CREATE/**/VIRTUAL TABLE v USING VirtualText('/etc/x')",
        "create virtual table v using virtualogr('/etc/x')",
        "CREATE VIRTUAL TABLE v USING/* USING rtree(a, b, c) */VirtualText('/etc/x')",
        'CREATE VIRTUAL TABLE "v"" USING rtree(" USING VirtualText(x)',
    ],
)
def test_a_virtual_table_that_reads_other_files_is_refused(sql, tmp_path: Path):
    name = 'v" USING rtree(' if '"v""' in sql else "v"
    path = geopackage(tmp_path / "towns.gpkg", *virtual_table(sql, name))
    (trouble,) = both("gpkg", path)
    assert f"has the virtual table {name.lower()!r}" in str(trouble)


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("CREATE VIEW v AS SELECT gdal_get_pixel_value('/etc/x', 1, 'pixel', 1, 1)", "gdal_get_pixel_value"),
        ("CREATE VIEW v AS SELECT GDAL_get_layer_pixel_value('x', 1, 'georef', 1, 1)", "GDAL_get_layer_pixel_value"),
        ("CREATE VIEW v AS SELECT \"ogr_geocode\" /* ( */ -- x\n ('Rome')", "ogr_geocode"),
        ("CREATE VIEW v AS SELECT [load_extension]/**//* */('x')", "load_extension"),
        (
            "CREATE TRIGGER v AFTER INSERT ON towns BEGIN SELECT ogr_datasource_load_layers('x'); END",
            "ogr_datasource_load_layers",
        ),
    ],
)  # fmt: skip
def test_a_view_or_trigger_that_calls_gdal_is_refused(sql, named, tmp_path: Path):
    path = geopackage(tmp_path / "towns.gpkg", sql)
    (trouble,) = both("gpkg", path)
    assert f"{sql.split()[1].lower()} 'v' that calls {named}," in str(trouble)


def test_a_layer_that_is_called_like_a_function_has_no_trouble(tmp_path: Path):
    path = geopackage(
        tmp_path / "ogr_towns.gpkg",
        "CREATE VIEW load_extension AS SELECT a FROM ogr_towns, gpkg_ogr_contents WHERE (a > 0)",
    )
    assert both("gpkg", path) == {None}


def test_many_comments_are_read_quickly(tmp_path: Path):
    view = "CREATE VIEW v AS SELECT 1 AS ogr_a " + "/**/" * 40_000 + ", 2"
    assert both("gpkg", geopackage(tmp_path / "towns.gpkg", view)) == {None}


def test_a_table_whose_name_is_no_text_is_told(tmp_path: Path):
    path = geopackage(tmp_path / "towns.gpkg", "CREATE TABLE zzzz (a)")
    path.write_bytes(path.read_bytes().replace(b"zzzz", b"z\xff\xfez"))
    for trouble in both("gpkg", path):
        assert "GeoPackage cannot be read" in str(trouble)


def test_an_sqlite_database_that_is_no_geopackage_is_refused(tmp_path: Path):
    path = tmp_path / "towns.gpkg"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE t (a)")
    database.close()
    (trouble,) = both("gpkg", path)
    assert "no table gpkg_contents" in str(trouble)


@pytest.mark.parametrize("kept", [20, 100, 5000])
def test_a_truncated_geopackage_is_told(kept, tmp_path: Path):
    path = geopackage(tmp_path / "towns.gpkg")
    path.write_bytes(path.read_bytes()[:kept])
    for trouble in both("gpkg", path):
        assert "GeoPackage" in str(trouble)


def test_looking_at_a_geopackage_leaves_nothing_beside_it(tmp_path: Path):
    path = geopackage(tmp_path / "towns.gpkg", "PRAGMA journal_mode = WAL")
    before = sorted(tmp_path.iterdir())
    assert contents_trouble("gpkg", path) is None
    assert sorted(tmp_path.iterdir()) == before == [path]


def test_what_stands_in_the_write_ahead_log_counts(tmp_path: Path):
    path = geopackage(tmp_path / "towns.gpkg", "PRAGMA journal_mode = WAL")
    database = sqlite3.connect(path)
    for statement in virtual_table("CREATE VIRTUAL TABLE v USING VirtualText('/etc/x')"):
        database.execute(statement)
    database.commit()
    assert path.with_name("towns.gpkg-wal").exists()
    assert "virtual table" in str(contents_trouble("gpkg", path))
    database.close()


def test_the_drivers_that_follow_recipes_are_not_loaded():
    """In a process of its own: GDAL decides once."""
    code = (
        "import adjoin.geo, pyogrio;"
        "print(sorted({'GDALG', 'HTTP', 'OGR_VRT'} & set(pyogrio.list_drivers())),"
        " 'GPKG' in pyogrio.list_drivers())"
    )
    environment = {key: value for key, value in os.environ.items() if key != "OGR_SKIP"}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[] True"
    assert told.stderr == ""
