"""What GDAL passes over without a word is told."""

from __future__ import annotations

import contextlib
import json
import sqlite3

import geopandas as gpd
import pytest
import shapely
from adjoin.geo.files import passedover
from adjoin.geo.files.reading import read_source
from adjoin.geo.findings import DataError

LAYER = '"the ""layer"""'
POINT = {"type": "Point", "coordinates": [1, 2]}
FEATURE = {"type": "Feature", "properties": {"id": "a"}, "geometry": POINT}


def _geojson(folder, *members):
    path = folder / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(members)}))
    return path


def _geopackage(folder, *statements):
    path = folder / "a.gpkg"
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b", "c"], "pop": [1, 2, 3], "share": [0.5, 1.5, 2.5]},
        geometry=shapely.points([[0, 0], [1, 1], [2, 2]]),
        crs=4326,
    )
    frame.to_file(path, layer='the "layer"', SPATIAL_INDEX="NO")
    with contextlib.closing(sqlite3.connect(path)) as file, file:
        for statement in statements:
            file.execute(statement)
    return path


def test_members_that_are_no_features_are_counted(tmp_path):
    path = _geojson(tmp_path, FEATURE, {"properties": {}}, None, FEATURE)
    frame, findings = read_source(path, source="a.geojson")
    assert len(frame) == 2
    assert [(f.severity, f.rule) for f in findings] == [("warning", "rows-passed-over")]
    assert findings[0].message.startswith("2 of 4 members of features are no features")
    assert read_source(_geojson(tmp_path, FEATURE, FEATURE), source="a")[1] == []


def test_what_cannot_be_counted_is_not(tmp_path, monkeypatch):
    for content in (b"{", b"[1]", b'{"features": 3}', b'{"type": "Feature"}', b"[" * 100_000):
        assert passedover.members_passed_over(content, 0, source="a") == []
    monkeypatch.setattr(passedover, "COUNTED_BYTES", 10)
    path = _geojson(tmp_path, FEATURE, None)
    (finding,) = passedover.members_passed_over(path, 1, source="a")
    assert (finding.severity, finding.rule) == ("note", "rows-uncounted")


def test_a_layer_that_hides_rows_is_refused(tmp_path):
    hide = "UPDATE gpkg_ogr_contents SET feature_count = 1"
    path = _geopackage(tmp_path, 'DROP TRIGGER IF EXISTS "trigger_insert_feature_count_the"', hide)
    with pytest.raises(DataError, match="1 rows were read, but the layer holds 3"):
        read_source(path, source="a.gpkg")


def test_text_in_a_column_of_numbers_is_missing_and_not_0(tmp_path):
    path = _geopackage(
        tmp_path,
        f"UPDATE {LAYER} SET pop = 'many' WHERE id = 'b'",
        f"UPDATE {LAYER} SET share = 'half' WHERE id <> 'b'",
    )
    frame, findings = read_source(path, source="a.gpkg")
    assert frame["pop"].isna().tolist() == [False, True, False]
    assert str(frame["pop"].dtype) == "Int64"
    assert frame["share"].isna().tolist() == [True, False, True]
    assert [(f.item, f.rule) for f in findings] == [
        ("row 2", "not-a-number"),
        ("2 rows from row 1", "not-a-number"),
    ]
    assert findings[1].message == (
        "share is 'half' in 2 cells of a column of numbers; taken as missing"
    )


def test_a_sound_layer_is_left_as_it_is(tmp_path):
    frame, findings = read_source(_geopackage(tmp_path), source="a.gpkg")
    assert findings == []
    assert str(frame["pop"].dtype) == "int64"


@pytest.mark.parametrize("inside", [False, True])
def test_a_download_that_its_service_cut_off_is_told(inside, tmp_path):
    said = {"exceededTransferLimit": True}
    document = {"type": "FeatureCollection", "features": [FEATURE]}
    document |= {"properties": said} if inside else said
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(document))
    (finding,) = read_source(path, source="a.geojson")[1]
    assert (finding.severity, finding.rule) == ("warning", "transfer-limit")
    assert "after 1 rows" in finding.message
    path.write_text(json.dumps(document).replace("true", "false"))
    assert read_source(path, source="a.geojson")[1] == []


def test_the_json_of_esri_that_was_cut_off_is_told(tmp_path):
    path = tmp_path / "a.json"
    rows = [{"attributes": {"id": k}, "geometry": {"x": k, "y": 2}} for k in range(2)]
    document = {
        "geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 4326},
        "fields": [{"name": "id", "type": "esriFieldTypeInteger"}], "features": rows,
    }  # fmt: skip
    path.write_text(json.dumps(document))
    frame, findings = read_source(path, source="a.json")
    assert (len(frame), findings) == (2, [])
    path.write_text(json.dumps(document | {"exceededTransferLimit": True}))
    assert [f.rule for f in read_source(path, source="a.json")[1]] == ["transfer-limit"]


def test_a_view_with_functions_of_gdal_is_read_and_told(tmp_path):
    path = _geopackage(
        tmp_path,
        f"CREATE VIEW v AS SELECT fid AS OGC_FID, id, ST_MinX(geom) AS x FROM {LAYER}",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('v', 'attributes', 'v')",
    )
    frame, findings = read_source(path, layer="v", source="a.gpkg")
    assert frame["x"].astype(float).tolist() == [0, 1, 2]
    assert [(f.severity, f.rule) for f in findings] == [("note", "rows-uncounted")]
    assert "ST_MinX" in findings[0].message
