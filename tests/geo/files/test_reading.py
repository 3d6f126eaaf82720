"""One frame from any format; the rows, the layer, the places and the CRS that were asked for."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pyogrio
import pytest
import shapely
from adjoin.geo.files.columns import number_column, text_column
from adjoin.geo.files.reading import read_source
from adjoin.geo.findings import DataError, Finding

TOWNS = gpd.GeoDataFrame(
    {
        "GEOID": ["0607", "0012", "0100"],
        "NAME": ["Doña Ana", "Ōta", None],
        "POP": [120.0, np.nan, 3.5],
        "ROWS": [1, 2, 3],
    },
    geometry=[shapely.Point(-122.5, 38.25), shapely.Point(0.5, -1), shapely.Point(7, 46)],
    crs=4326,
)
FORMATS = [
    "t.gpkg", "t.geojson", "t.json", "t.shp", "t.parquet", "t.geoparquet", "t.csv",
    "t.gpkg.gz", "t.geojson.gz", "t.parquet.gz", "t.csv.gz",
    "t.gpkg.zip", "t.geojson.zip", "t.shp.zip", "t.zip", "t.parquet.zip", "t.csv.zip",
]  # fmt: skip


def refusal(path: Path, **options) -> Finding:
    with pytest.raises(DataError) as caught:
        read_source(path, source="as written", **options)
    (finding,) = caught.value.findings
    assert (finding.severity, finding.source) == ("error", "as written")
    return finding


def written(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """Write a frame in the format of the innermost suffix, and pack it as the outermost says."""
    plain = path.with_suffix("") if path.suffix in {".gz", ".zip"} else path
    plain = plain if plain.suffix else plain.with_suffix(".shp")
    kind = plain.suffix
    if kind == ".csv":
        places = pd.DataFrame(frame.drop(columns="geometry"))
        places.assign(x=frame.geometry.x, y=frame.geometry.y).to_csv(plain, index=False)
    elif kind.endswith("parquet"):
        frame.to_parquet(plain)
    else:
        drivers = {".shp": "ESRI Shapefile", ".gpkg": "GPKG"}
        driver = drivers.get(kind, "GeoJSON")
        encoding = {"encoding": "utf-8"} if kind == ".shp" else {}
        frame.to_file(plain, driver=driver, **encoding)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(plain.read_bytes()))
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for part in path.parent.glob(f"{plain.stem}.*"):
                if part != path:
                    archive.write(part, part.name)
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_frame(name, tmp_path: Path):
    path = written(TOWNS, tmp_path / name)
    frame, findings = read_source(path, xy=("x", "y") if ".csv" in name else None)
    assert findings == []
    assert frame.index.tolist() == [1, 2, 3]
    assert frame.geometry.name == "geometry"
    assert frame.crs.equals(TOWNS.crs, ignore_axis_order=True)
    assert shapely.equals(frame.geometry.to_numpy(), TOWNS.geometry.to_numpy()).all()
    ids = text_column(frame, "GEOID", key="", source="")
    names = text_column(frame, "NAME", key="", source="")
    rows = text_column(frame, ["GEOID", "ROWS"], key="", source="")
    population, told = number_column(frame, "POP", key="", source="")
    assert ids.tolist() == ["0607", "0012", "0100"]
    assert names.fillna("(none)").tolist() == ["Doña Ana", "Ōta", "(none)"]
    assert rows.tolist() == ["0607-1", "0012-2", "0100-3"]
    np.testing.assert_array_equal(population, [120, np.nan, 3.5])
    assert told == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_truncated_file_is_told_whatever_its_format(name, tmp_path: Path):
    """At each of a few places; text that is cut between two rows is whole, as far as anyone knows."""
    path = written(TOWNS, tmp_path / name)
    content = path.read_bytes()
    for part in (0.0, 0.3, 0.7, 0.95):
        path.write_bytes(content[: int(len(content) * part)])
        if ".csv" in name and path.suffix == ".csv" and part > 0:
            continue
        assert refusal(path).rule in {"file-unreadable", "content-unexpected"}


@pytest.mark.parametrize("name", ["t.geojson.gz", "t.geojson.zip"])
def test_geojson_without_a_name_is_read_from_an_archive(name, tmp_path: Path):
    """GDAL names the layer after a passing file of its own, another one each time."""
    plain = {"type": "FeatureCollection", "features": json.loads(TOWNS.to_json())["features"]}
    path = tmp_path / name
    content = json.dumps(plain).encode()
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(content))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("t.geojson", content)
    assert read_source(path)[0]["GEOID"].tolist() == ["0607", "0012", "0100"]


def test_a_third_dimension_is_dropped_and_empty_shapes_stay(tmp_path: Path):
    shapes = [shapely.Point(1, 2, 3), None, shapely.Point()]
    frame = gpd.GeoDataFrame({"id": ["a", "b", "c"]}, geometry=shapes, crs=4326)
    for name in ("t.gpkg", "t.parquet"):
        read, _ = read_source(written(frame, tmp_path / name))
        assert read.geometry.iloc[0].wkt == "POINT (1 2)"
        assert len(read) == 3


def test_a_geometry_column_of_another_name_is_found(tmp_path: Path):
    path = tmp_path / "t.parquet"
    TOWNS.rename_geometry("shape").to_parquet(path)
    assert read_source(path)[0].geometry.name == "geometry"


# --- CSV -----------------------------------------------------------------------------------------


def csv(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_latin_1_is_read_and_told(tmp_path: Path):
    path = csv(tmp_path / "t.csv", "id,name\n007,Doña Ana\n".encode("latin-1"))
    frame, (finding,) = read_source(path, source="t.csv")
    assert frame.loc[1].tolist() == ["007", "Doña Ana"]
    assert (finding.severity, finding.rule, finding.item) == ("note", "encoding", "byte 14")


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path):
    frame, findings = read_source(csv(tmp_path / "t.csv", b"\xef\xbb\xbfid,name\n1,x\n"))
    assert (frame.columns.tolist(), findings) == (["id", "name"], [])


def test_csv_cells_are_text_and_only_the_empty_one_is_missing(tmp_path: Path):
    path = csv(tmp_path / "t.csv", 'a,b,c\n00,NA,nan\n"x\ny",,-999\n')
    frame, _ = read_source(path)
    assert frame.loc[1].tolist() == ["00", "NA", "nan"]
    assert frame["a"].tolist() == ["00", "x\ny"]
    assert frame["b"].isna().tolist() == [False, True]


def test_rows_longer_than_the_header_are_an_error_and_never_shift(tmp_path: Path):
    assert "more cells than the header" in refusal(csv(tmp_path / "t.csv", "a,b\n1,2,3\n")).message
    trailing, _ = read_source(csv(tmp_path / "t.csv", "a,b\n1,2,\n3,4,\n"))
    assert trailing.to_dict("list") == {"a": ["1", "3"], "b": ["2", "4"]}
    assert refusal(csv(tmp_path / "t.csv", "a,b\n1,2\n3,4,5\n")).rule == "file-unreadable"


@pytest.mark.parametrize("content", ["", "\n\n", 'a,b\n"1,2\n'])
def test_a_csv_that_is_no_table_is_told(content, tmp_path: Path):
    assert refusal(csv(tmp_path / "t.csv", content)).rule == "file-unreadable"


def test_a_csv_without_rows_has_its_columns(tmp_path: Path):
    frame, _ = read_source(csv(tmp_path / "t.csv", "id,x,y\n"), xy=("x", "y"))
    assert (len(frame), "id" in frame.columns) == (0, True)


def test_points_are_made_of_two_columns_and_what_is_no_number_is_told(tmp_path: Path):
    path = csv(tmp_path / "t.csv", "id,lon,lat\na,-122.5,38\nb,,38\nc,M,38\nd,1,inf\n")
    frame, findings = read_source(path, source="t.csv", xy=("lon", "lat"))
    assert frame.crs == "EPSG:4326"
    assert frame.geometry.iloc[0].wkt == "POINT (-122.5 38)"
    assert frame.geometry.isna().tolist() == [False, True, True, True]
    assert [(f.severity, f.item, f.rule) for f in findings] == [
        ("warning", "row 3", "not-a-number"),
        ("warning", "row 4", "not-a-number"),
    ]
    assert refusal(path, xy=("LON", "lat")).message == (
        "there is no column 'LON'; the file has id, lon, lat"
    )
    placed, _ = read_source(path, xy=("lon", "lat"), crs="EPSG:2226")
    assert placed.crs == "EPSG:2226"


# --- layers --------------------------------------------------------------------------------------


@pytest.fixture
def two_layers(tmp_path: Path) -> Path:
    path = tmp_path / "two.gpkg"
    TOWNS.to_file(path, layer="towns")
    TOWNS[:1].to_file(path, layer="one")
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), path, layer="table")
    return path


def test_a_layer_must_be_named_where_there_are_several(two_layers: Path):
    finding = refusal(two_layers)
    assert (finding.rule, finding.item) == ("layer-missing", "layer")
    assert "3 layers (towns, one, table)" in finding.message
    assert "the file has towns, one, table" in refusal(two_layers, layer="Town").message
    assert len(read_source(two_layers, layer="towns")[0]) == 3
    assert len(read_source(two_layers, layer="one")[0]) == 1


def test_what_qgis_keeps_beside_the_data_is_not_taken_for_a_layer(tmp_path: Path):
    path = written(TOWNS, tmp_path / "t.gpkg")
    style = pd.DataFrame({"styleName": ["towns"], "styleQML": ["<qgis/>"]})
    for name in ("layer_styles", "qgis_projects"):
        pyogrio.write_dataframe(style, path, layer=name)
    assert len(read_source(path)[0]) == len(TOWNS)
    assert read_source(path, layer="layer_styles")[0]["styleName"].tolist() == ["towns"]
    TOWNS[:1].to_file(path, layer="one")
    assert "2 layers (t, one)" in refusal(path).message


def test_a_layer_with_places_counts_whatever_its_name(tmp_path: Path):
    path = tmp_path / "t.gpkg"
    TOWNS.to_file(path, layer="layer_styles")
    assert len(read_source(path)[0]) == len(TOWNS)


def test_a_layer_without_geometry_is_a_plain_frame(two_layers: Path):
    frame, _ = read_source(two_layers, layer="table")
    assert not isinstance(frame, gpd.GeoDataFrame)
    assert frame["a"].tolist() == [1]


def test_a_view_that_cannot_be_evaluated_is_told(tmp_path: Path):
    path = written(TOWNS, tmp_path / "t.gpkg")
    database = sqlite3.connect(path)
    database.execute("CREATE VIEW v AS SELECT 1 AS id, abs(-9223372036854775808) AS a")
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('v', 'attributes', 'v')"
    )
    database.commit()
    database.close()
    assert refusal(path, layer="v").rule == "file-unreadable"


def test_another_reader_than_that_of_the_format_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = written(TOWNS, tmp_path / "t.gpkg")
    monkeypatch.setattr(pyogrio, "read_info", lambda *_, **__: {"driver": "OGR_VRT"})
    finding = refusal(path)
    assert finding.rule == "content-unexpected"
    assert "OGR_VRT" in finding.message


def test_what_gdal_says_does_not_tell_where_the_file_happened_to_be(tmp_path: Path):
    broken = b'{"type": "FeatureCollection", "features": [}'
    (tmp_path / "t.geojson").write_bytes(broken)
    (tmp_path / "t.geojson.gz").write_bytes(gzip.compress(broken))
    for name in ("t.geojson", "t.geojson.gz"):
        first, again = refusal(tmp_path / name), refusal(tmp_path / name)
        assert first == again
        assert str(tmp_path) not in first.message
        assert "vsimem" not in first.message


def test_what_gdal_warns_of_is_a_note(tmp_path: Path):
    path = written(TOWNS, tmp_path / "t.gpkg")
    database = sqlite3.connect(path)
    database.execute("PRAGMA application_id = 0")
    database.close()
    frame, findings = read_source(path, source="t.gpkg")
    assert len(frame) == 3
    assert {(f.severity, f.rule, f.source) for f in findings} == {("note", "reader-note", "t.gpkg")}
    assert all("application_id" in f.message for f in findings)
    assert read_source(path, source="t.gpkg")[1] == findings
    # Without a suffix GDAL goes by the id alone, and takes it for a bare database.
    packed = tmp_path / "t.gpkg.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert refusal(packed, layer="t").rule == "content-unexpected"


def test_a_shapefile_without_its_index_is_told(tmp_path: Path):
    path = written(TOWNS, tmp_path / "t.shp")
    path.with_suffix(".shx").unlink()
    finding = refusal(path)
    assert finding.rule == "file-unreadable"
    assert finding.message.endswith("there is no .shx beside it; copy all its files")


def test_shapes_that_columns_take_the_place_of_are_told(tmp_path: Path):
    frame = TOWNS.assign(lon=[1.0, 2.0, 3.0], lat=[4.0, 5.0, 6.0])
    path = written(frame, tmp_path / "t.gpkg")
    placed, (finding,) = read_source(path, xy=("lon", "lat"))
    assert [point.wkt for point in placed.geometry] == ["POINT (1 4)", "POINT (2 5)", "POINT (3 6)"]
    assert (finding.severity, finding.rule, finding.item) == (
        "note",
        "places-replaced",
        "columns.x",
    )


# --- where ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["t.gpkg", "t.geojson", "t.parquet", "t.csv"])
def test_rows_are_kept_where_the_condition_is_true(name, tmp_path: Path):
    path = written(TOWNS, tmp_path / name)
    frame, _ = read_source(path, where="NAME = 'Ōta' OR NAME IS NULL")
    assert frame.index.tolist() == [2, 3]
    assert frame["GEOID"].tolist() == ["0012", "0100"]
    assert isinstance(frame, gpd.GeoDataFrame) == (name != "t.csv")
    assert read_source(path, where="NAME <> 'Ōta'")[0].index.tolist() == [1]
    assert len(read_source(path, where="GEOID = '9;9'")[0]) == 0
    assert len(read_source(path, where="CAST(ROWS AS int) > 1 -- and more")[0]) == 2


@pytest.mark.parametrize(
    "where",
    [
        "(SELECT count(*) FROM read_csv('{secret}')) > 0",
        "1=1 AND EXISTS (SELECT * FROM '{secret}')",
        "EXISTS (SELECT * FROM glob('{folder}/*'))",
        "1=1) UNION ALL SELECT 0 FROM source WHERE (1=1",
        "1=1; COPY (SELECT 1) TO '{folder}/made.csv'",
        "1=1; SET enable_external_access = true",
        "(SELECT count(*) FROM frame) > 0",
        "getenv('HOME') <> ''",
        "sum(ROWS) > 1",
        "NOPE = 1",
        "ROWS >",
        "",
    ],
)
def test_a_condition_that_reaches_further_or_makes_no_sense_is_told(where, tmp_path: Path):
    path = written(TOWNS, tmp_path / "t.gpkg")
    secret = csv(tmp_path / "secret.csv", "a\n1\n")
    where = where.format(secret=secret, folder=tmp_path)
    finding = refusal(path, where=where)
    assert (finding.rule, finding.item) == ("where-unreadable", "where")
    assert repr(where) in finding.message
    assert not (tmp_path / "made.csv").exists()


# --- CRS -----------------------------------------------------------------------------------------


def test_a_missing_crs_is_an_error_and_can_be_stated(tmp_path: Path):
    path = written(TOWNS, tmp_path / "t.shp")
    path.with_suffix(".prj").unlink()
    assert refusal(path).rule == "crs-missing"
    assert read_source(path, crs="EPSG:4326")[0].crs == "EPSG:4326"
    finding = refusal(path, crs="EPSG:nope")
    assert (finding.rule, finding.item) == ("crs-unknown", "crs")


def test_a_stated_crs_that_contradicts_the_file_is_an_error(tmp_path: Path):
    path = written(TOWNS, tmp_path / "t.gpkg")
    finding = refusal(path, crs="EPSG:2226")
    assert finding.rule == "crs-conflict"
    assert "EPSG:4326" in finding.message
    assert "EPSG:2226" in finding.message


@pytest.mark.parametrize("name", ["t.gpkg", "t.geojson", "t.parquet"])
@pytest.mark.parametrize("stated", ["EPSG:4326", "OGC:CRS84", "WGS 84"])
def test_crs84_and_epsg_4326_are_one(name, stated, tmp_path: Path):
    path = written(TOWNS, tmp_path / name)
    frame, findings = read_source(path, crs=stated)
    assert (frame.geometry.x.iloc[0], findings) == (-122.5, [])
    path = written(TOWNS.set_crs("OGC:CRS84", allow_override=True), tmp_path / "crs84.parquet")
    assert len(read_source(path, crs=stated)[0]) == 3


def test_broken_geoparquet_metadata_is_told(tmp_path: Path):
    path = tmp_path / "t.parquet"
    table = pd.DataFrame({"geometry": [b"no shape"]})
    for geo in (b"{}", b"no json", json.dumps({
        "version": "1.1.0", "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
    }).encode()):  # fmt: skip
        arrow = pa.Table.from_pandas(table).replace_schema_metadata({b"geo": geo})
        pa.parquet.write_table(arrow, path)
        assert refusal(path).rule == "file-unreadable"


def test_plain_parquet_is_a_table_and_its_folder_adds_no_column(tmp_path: Path):
    folder = tmp_path / "year=2020"
    folder.mkdir()
    pd.DataFrame({"a": ["01"]}).to_parquet(folder / "t.parquet")
    assert read_source(folder / "t.parquet")[0].to_dict("list") == {"a": ["01"]}
    TOWNS.to_parquet(folder / "g.parquet")
    assert "year" not in read_source(folder / "g.parquet")[0].columns


def test_an_unclosed_ring_is_closed(tmp_path: Path):
    path = tmp_path / "t.geojson"
    ring = [[0, 0], [1, 0], [1, 1]]
    features = [
        {"type": "Feature", "properties": {"id": id_}, "geometry": {"type": "Polygon", "coordinates": [points]}}
        for id_, points in (("open", ring), ("closed", [*ring, ring[0]]))
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    frame, _ = read_source(path)
    assert frame["id"].tolist() == ["open", "closed"]
    assert shapely.area(frame.geometry).tolist() == [0.5, 0.5]


def test_a_relative_path_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written(TOWNS, tmp_path / "t.geojson")
    folder = tmp_path / "GPKG:x"
    folder.mkdir()
    shutil.copy(tmp_path / "t.geojson", folder / "t.geojson")
    monkeypatch.chdir(tmp_path)
    assert len(read_source("t.geojson")[0]) == 3
    assert len(read_source("GPKG:x/t.geojson")[0]) == 3
