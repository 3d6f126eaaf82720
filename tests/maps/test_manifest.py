from __future__ import annotations

import hashlib
import json
from importlib.metadata import version

import pandas as pd
import pytest
from adjoin.geo.crs import region_plane
from adjoin.maps.manifest import LIBRARIES, input_record, manifest
from adjoin.services.taxonomy import load_services


def _record(file, **options):
    given = {"date": None, "attribution": None, "operation": None} | options
    return input_record("agencies", f"data/{file.name}", file, **given)


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_a_file_is_known_by_its_path_in_region_toml_its_size_and_its_digest(tmp_path):
    file = tmp_path / "towns.geojson"
    file.write_bytes(b"abc")
    assert _record(file, date="2020", attribution="Census", operation="axis order change") == {
        "role": "agencies",
        "path": "data/towns.geojson",
        "bytes": 3,
        # the digest that FIPS 180-2 prints for "abc"
        "sha256": {
            "towns.geojson": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        },
        "date": "2020",
        "attribution": "Census",
        "operation": "axis order change",
    }


def test_the_other_files_of_a_shapefile_are_digested_with_it(tmp_path):
    for name in ("towns.shp", "towns.dbf", "towns.prj", "town.shp", "towns2.dbf"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "towns.d").mkdir()
    record = _record(tmp_path / "towns.shp")
    assert record["sha256"] == {
        name: _sha256(name.encode()) for name in ("towns.dbf", "towns.prj", "towns.shp")
    }
    assert list(record["sha256"]) == ["towns.dbf", "towns.prj", "towns.shp"]
    assert record["bytes"] == 27
    assert list(_record(tmp_path / "towns.prj")["sha256"]) == ["towns.prj"]


def _manifest(**options):
    tables = {
        "facilities": pd.DataFrame({"service": ["sewer", "fire_services"]}),
        "matrix": pd.DataFrame({"service": ["sewer", "sewer", "sewer"]}),
        "findings": pd.DataFrame({"severity": ["note", "warning", "note"]}),
    }
    given = {
        "name": "Somewhere", "units": "us", "fictional": False, "inputs": [{"path": "a.csv"}],
        "settings": {"analysis": {"near_m": 10.0}}, "plane": region_plane((-123, 37, -121, 39)),
        "services": load_services(), "standards": {"fire_services": 5.0, "sewer": None},
        "modes": {"fire_services": "drive", "sewer": "drive"}, "only_services": [], "tables": tables,
    }  # fmt: skip
    return manifest(**(given | options))


def test_only_services_of_facilities_or_the_inventory_are_listed_in_the_order_of_the_taxonomy():
    services = _manifest()["services"]
    assert list(services) == ["fire_services", "sewer"]
    assert services["sewer"] == {
        "name": "Sewer Collection and treatment", "family": load_services()["sewer"].family, "mode": "NET",
        "minutes": None, "travel": "drive", "standard": load_services()["sewer"].standard,
    }  # fmt: skip
    assert services["fire_services"]["minutes"] == 5.0
    assert _manifest(modes={})["services"]["sewer"]["travel"] is None


def test_counts_are_of_tables_and_of_severities():
    assert _manifest()["counts"] == {
        "facilities": 2, "matrix": 3, "findings": 3, "error": 0, "warning": 1, "note": 2,
    }  # fmt: skip


def test_versions_projection_and_settings_are_told():
    told = _manifest()
    assert next(iter(told.items())) == ("program", "adjoin")
    assert told["version"] == version("adjoin")
    assert told["libraries"].keys() == {*LIBRARIES, "GDAL", "GEOS", "PROJ"}
    assert told["libraries"]["shapely"] == version("shapely")
    assert told["projection"].startswith("PROJCRS[")
    assert '"Latitude of natural origin",38,' in told["projection"]
    assert (told["settings"], told["inputs"]) == (
        {"analysis": {"near_m": 10.0}},
        [{"path": "a.csv"}],
    )
    assert (told["name"], told["units"], told["fictional"]) == ("Somewhere", "us", False)


def test_it_is_json_without_a_moment_in_it():
    assert json.loads(json.dumps(_manifest(), allow_nan=False)) == _manifest()
    assert not {"date", "time", "created"} & _manifest().keys()


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_library_is_installed_under_the_name_that_is_listed(library):
    assert version(library)
