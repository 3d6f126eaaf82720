"""Tables on disk: the same bytes each time, readable by others, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet
import pyogrio
import pyproj
import pytest
import shapely
from adjoin.geo.crs import LONLAT, region_plane
from adjoin.geo.files.writing import (
    NO_DATE,
    csv_text,
    published,
    rounded,
    write_csv,
    write_geopackage,
    write_parquet,
)
from hypothesis import given
from hypothesis import strategies as st

STYLES = [("agencies", "<qgis>agencies</qgis>"), ("pairs", "<qgis>pairs</qgis>")]


def tables() -> dict[str, pd.DataFrame]:
    agencies = gpd.GeoDataFrame(
        {
            "agency_id": ["0007", "Doña", "none"],
            "population": [1.5, np.nan, 3.0],
            "stable": [True, False, True],
            "rank": [1, 2, 3],
        },
        geometry=[shapely.box(0, 0, 1, 1), shapely.MultiPolygon([shapely.box(1, 0, 2, 1)]), None],
        crs=4326,
    )
    pairs = gpd.GeoDataFrame(
        {"agency_a": ["0007"]}, geometry=[shapely.LineString([(1, 0), (1, 1)])], crs=4326
    )
    return {
        "agencies": agencies,
        "pairs": pairs,
        "none": pairs[:0],
        "findings": pd.DataFrame({"severity": ["note"], "message": ["é"]}, dtype="str"),
    }


def write_all(folder: Path) -> dict[str, str]:
    """Write every format, and the hash of each file."""
    folder.mkdir()
    write_parquet(tables(), folder)
    write_geopackage(tables(), folder / "results.gpkg", styles=STYLES)
    write_csv(tables()["agencies"], folder / "agencies.csv")
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def test_the_same_tables_give_the_same_bytes(tmp_path: Path):
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    first = write_all(tmp_path / "first")
    assert len(first) == 6
    assert write_all(tmp_path / "again") == first
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == before


def test_parquet_is_geoparquet_1_1_with_boxes(tmp_path: Path):
    write_parquet(tables(), tmp_path)
    metadata = pyarrow.parquet.read_schema(tmp_path / "agencies.parquet").metadata
    assert b'"version": "1.1.0"' in metadata[b"geo"]
    box = pyarrow.parquet.read_table(tmp_path / "agencies.parquet").column("bbox")[0].as_py()
    assert box == {"xmin": 0, "ymin": 0, "xmax": 1, "ymax": 1}
    read = gpd.read_parquet(tmp_path / "agencies.parquet")
    pd.testing.assert_frame_equal(read, tables()["agencies"])
    assert pd.read_parquet(tmp_path / "findings.parquet").equals(tables()["findings"])
    assert b"geo" not in pyarrow.parquet.read_schema(tmp_path / "findings.parquet").metadata


def test_the_layers_of_the_geopackage_are_the_tables(tmp_path: Path):
    path = tmp_path / "results.gpkg"
    write_geopackage(tables(), path, styles=STYLES)
    layers = dict(pyogrio.list_layers(path).tolist())
    assert layers == {
        "agencies": "Unknown",
        "pairs": "LineString",
        "none": "Unknown",
        "findings": None,
        "layer_styles": None,
    }
    read = pyogrio.read_dataframe(path, layer="agencies")
    assert read["agency_id"].tolist() == ["0007", "Doña", "none"]
    assert read.geometry.isna().tolist() == [False, False, True]
    assert read.crs == "EPSG:4326"
    assert np.isnan(read["population"][1])
    assert pyogrio.read_dataframe(path, layer="findings")["message"].tolist() == ["é"]


def test_the_geopackage_says_version_1_2_and_no_date_but_its_own(tmp_path: Path):
    path = tmp_path / "results.gpkg"
    write_geopackage(tables(), path, styles=STYLES)
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA user_version").fetchone() == (10200,)
    changed = database.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
    assert {text[:19] for (text,) in changed} == {NO_DATE[:19]}
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_qgis_finds_the_styles_of_the_layers(tmp_path: Path):
    path = tmp_path / "results.gpkg"
    write_geopackage(tables(), path, styles=STYLES)
    database = sqlite3.connect(path)
    styles = database.execute(
        "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault, update_time"
        " FROM layer_styles ORDER BY id"
    ).fetchall()
    database.close()
    assert styles == [(name, "geom", qml, 1, NO_DATE) for name, qml in STYLES]


def test_measures_are_rounded_by_the_unit_in_their_name():
    long = 1.23456789123
    names = {
        "shared_m": 1.23, "gap_m": 1.23, "metres": 1.23, "overlap_km2": 1.234568,
        "minutes": 1.23457, "minutes_ab": 1.23457, "minutes_saved": 1.23457, "p90_before": 1.23457,
        "population": 1.235, "people": 1.235, "overlap_people": 1.235, "people_reached": 1.235,
        "catchment_people_a": 1.235, "score": 1.234568, "confidence": 1.234568,
        "rank": long, "term": long, "team": long,
    }  # fmt: skip
    table = pd.DataFrame({name: [long, np.nan, -1e-9] for name in names})
    result = rounded(table)
    assert result.loc[0].to_dict() == names
    assert result.loc[1].isna().all()
    measures = result.drop(columns=["rank", "term", "team"]).loc[2]
    assert not np.signbit(measures.to_numpy(dtype=float)).any()  # no minus zero
    assert table.loc[0].eq(long).all()
    whole = pd.DataFrame({"gap_m": [1, 2], "name_m": ["x", "y"]})
    pd.testing.assert_frame_equal(rounded(whole), whole)


def test_what_is_published_is_in_degrees():
    plane = region_plane((-123, 38, -122, 39))
    table = gpd.GeoDataFrame({"gap_m": [0.004]}, geometry=[shapely.Point(0, 0)], crs=plane)
    result = published(table)
    assert result.crs == LONLAT
    assert (result.geometry.x[0], result.geometry.y[0]) == pytest.approx((-122.5, 38.5))
    assert result["gap_m"].tolist() == [0]
    assert table.crs == plane
    plain = pd.DataFrame({"minutes": [1.0]})
    assert published(plain).equals(plain)
    there = pyproj.Transformer.from_crs(LONLAT, plane, always_xy=True)
    assert there.transform(-122.5, 38.5) == pytest.approx((0, 0), abs=1e-6)


def test_what_lies_across_180_degrees_is_published_cut_there(tmp_path):
    plane = region_plane((179, -18, 181, -17))
    shapes = [shapely.box(-1000, -1000, 1000, 1000), shapely.LineString([(-1000, 0), (1000, 0)])]
    table = gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=shapes, crs=plane)
    result = published(table)
    assert result.geom_type.tolist() == ["MultiPolygon", "MultiLineString"]
    for shape in result.geometry:
        east, west = sorted(shape.geoms, key=lambda part: part.bounds[0])
        assert east.bounds[0] == -180
        assert west.bounds[2] == 180
        assert east.bounds[2] == pytest.approx(-180 + 0.0094, abs=1e-4)
    write_geopackage({"t": result}, tmp_path / "t.gpkg", styles=[])
    assert len(pyogrio.read_dataframe(tmp_path / "t.gpkg", layer="t")) == 2


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", '=HYPERLINK("http://x")']
)
def test_a_formula_becomes_text(cell, tmp_path: Path):
    for dtype in ("str", object, "category"):
        table = pd.DataFrame({"name": pd.Series([cell, "plain"], dtype=dtype), cell: ["x", "y"]})
        write_csv(table, tmp_path / "t.csv")
        text = (tmp_path / "t.csv").read_bytes().decode()
        rows = list(csv.reader(io.StringIO(text, newline="")))
        shown = f"'{cell}".replace("\r", "\n")
        assert rows == [["name", shown], [shown, "x"], ["plain", "y"]]


def test_values_that_are_no_text_stay_and_missing_is_an_empty_cell(tmp_path: Path):
    table = gpd.GeoDataFrame(
        {
            "id": ["007", None],
            "minutes": [-1.5, np.nan],
            "mixed": pd.Series([-3, "=x"], dtype=object),
            "stable": [True, False],
        },
        geometry=[None, None],
        crs=4326,
    )
    write_csv(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == (
        b"id,minutes,mixed,stable\n007,-1.5,-3,True\n,,'=x,False\n"
    )


@given(st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf-8"))), max_size=5))
def test_any_text_comes_back_and_never_as_a_formula(cells):
    table = pd.DataFrame(
        {"id": [str(k) for k in range(len(cells))], "name": pd.Series(cells, dtype="str")}
    )
    rows = list(csv.reader(io.StringIO(csv_text(table), newline="")))[1:]
    got = [name for _, name in rows]
    assert all(name[:1] not in set("=+-@\t\r\n＝＋－＠") for name in got)
    for name, cell in zip(got, cells, strict=True):
        plain = (cell or "").replace("\r\n", "\n").replace("\r", "\n")
        assert name in {plain, f"'{plain}"}
