"""Files looked at: each of their layers, their shapes and where they lie."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import geopandas as gpd
import pytest
from adjoin.services.starting.heap import read_heap
from shapely.geometry import LineString, Point

_SPEC = importlib.util.spec_from_file_location("laying", Path(__file__).with_name("laying.py"))
laying = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(laying)

TOWNS = {"NAME": laying.TOWNS[:3]}


def looked(*files):
    return read_heap([(file, f"in/{file.name}") for file in files])


def test_every_layer_of_a_file(tmp_path):
    file = tmp_path / "all.gpkg"
    for name, shape in (("a", Point(-122, 38)), ("b", LineString([(-122, 38), (-121, 39)]))):
        frame = gpd.GeoDataFrame({"ID": [1]}, geometry=[shape], crs=4326)
        frame.to_file(file, layer=name, driver="GPKG")
    first, second = looked(file).layers
    assert (first.label, first.shapes, first.rows) == ("in/all.gpkg[a]", "point", 1)
    assert (second.label, second.shapes) == ("in/all.gpkg[b]", "line")
    assert second.words == "all b"
    assert second.bounds == pytest.approx((-122, 38, -121, 39))


def test_one_place_has_bounds(tmp_path):
    (layer,) = looked(laying.write_points(tmp_path / "a.geojson", {"NAME": ["Alder"]})).layers
    assert layer.bounds == pytest.approx((-121.95, 38.05, -121.95, 38.05))


def test_places_on_one_meridian_have_bounds(tmp_path):
    frame = gpd.GeoDataFrame(TOWNS, geometry=[Point(-122, 38 + k) for k in range(3)], crs=4326)
    frame.to_file(tmp_path / "a.geojson")
    assert looked(tmp_path / "a.geojson").layers[0].bounds == pytest.approx((-122, 38, -122, 40))


def test_bounds_are_in_degrees_whatever_the_system(tmp_path):
    (layer,) = looked(laying.write_areas(tmp_path / "a.parquet", TOWNS, crs=2226)).layers
    assert layer.shapes == "polygon"
    assert layer.bounds == pytest.approx((-122, 38, -121.7, 38.1), abs=0.01)


@pytest.mark.parametrize(("feet", "degrees"), [(False, True), (True, False)])
def test_an_unknown_system_is_looked_at(tmp_path, feet, degrees):
    frame = gpd.GeoDataFrame(TOWNS, geometry=[Point(-122 + k, 38) for k in range(3)], crs=4326)
    frame = frame.to_crs(2226) if feet else frame
    frame.set_crs(None, allow_override=True).to_parquet(tmp_path / "a.parquet")
    (layer,) = looked(tmp_path / "a.parquet").layers
    assert (layer.crs, layer.degrees) == (None, degrees)
    assert (layer.bounds is not None) == degrees


def test_a_table_has_no_shapes_and_other_files_are_told(tmp_path):
    good = laying.write_table(tmp_path / "a.csv", TOWNS)
    bad = tmp_path / "b.geojson"
    bad.write_text("{", encoding="utf-8")
    heap = looked(bad, good)
    (layer,) = heap.layers
    assert (layer.shapes, layer.bounds, layer.crs, layer.rows) == (None, None, None, 3)
    assert layer.named("NAME").values == laying.TOWNS[:3]
    assert {finding.source for finding in heap.unreadable} == {"in/b.geojson"}
