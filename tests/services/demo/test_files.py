"""The files: whole, readable, and the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from adjoin.geo.findings import UseError
from adjoin.pipeline import read_region
from adjoin.region import Region
from adjoin.services.demo.files import write_demo
from adjoin.services.demo.plan import Size

FILES = sorted(
    (
        *("jurisdictions.gpkg", "fire_districts.zip", "school_districts.geojson"),
        *("other_agencies.csv", "fire_stations.csv", "police_stations.geojson", "libraries.csv"),
        *("parks.csv", "counters.csv", "yards.csv", "health_and_more.csv", "inventory.csv"),
        *("population.csv", "zones.gpkg", "street_edges.parquet", "street_nodes.parquet"),
        "region.toml",
    )
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo(tmp_path_factory.mktemp("demo")).parent


def test_the_demonstration_is_all_its_files(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == FILES


def test_the_same_seed_gives_the_same_bytes_elsewhere_too(folder: Path, tmp_path: Path) -> None:
    code = "import sys; from adjoin.services.demo.files import write_demo; write_demo(sys.argv[1])"
    elsewhere = {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "5", "PYTHONUTF8": "0"}
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "deep" / "again")],
        check=True,
        env={**os.environ, **elsewhere},
    )
    for name in FILES:
        again = tmp_path / "deep" / "again" / name
        assert (folder / name).read_bytes() == again.read_bytes(), name


def test_files_that_are_there_are_replaced(folder: Path, tmp_path: Path) -> None:
    write_demo(tmp_path, seed=8)
    changed = [n for n in FILES if (tmp_path / n).read_bytes() != (folder / n).read_bytes()]
    assert {"jurisdictions.gpkg", "street_edges.parquet", "inventory.csv"} <= set(changed)
    write_demo(tmp_path)
    for name in FILES:
        assert (folder / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_region_toml_has_no_fault_and_says_that_it_is_fictional(folder: Path) -> None:
    region = Region.load(folder / "region.toml")
    assert region.fictional
    assert region.units == "us"
    assert "fictional" in region.name
    dates = {source.date for source in (*region.agencies, *region.facilities)} - {None}
    assert len(dates) >= 3
    assert {source.agency_by for source in region.facilities} == {"column", "contains"}
    assert any(source.where for source in region.facilities)
    lines = (folder / "region.toml").read_text(encoding="utf-8").splitlines()
    assert sum("#" in line for line in lines) > 20


def test_every_file_is_named_in_region_toml(folder: Path) -> None:
    text = (folder / "region.toml").read_text(encoding="utf-8")
    assert [name for name in FILES if f'"{name}"' not in text] == ["region.toml"]


def test_layers_and_formats_are_what_people_have(folder: Path) -> None:
    layers = {str(name) for name, _ in pyogrio.list_layers(folder / "jurisdictions.gpkg")}
    assert {"cities_and_county", "special_districts"} <= layers
    with zipfile.ZipFile(folder / "fire_districts.zip") as archive:
        names = archive.namelist()
        assert {Path(name).suffix for name in names} == {".shp", ".shx", ".dbf", ".prj", ".cpg"}
        assert archive.read("fire_districts.cpg").strip() == b"ISO-8859-1"
        assert {info.date_time for info in archive.infolist()} == {(2022, 1, 1, 0, 0, 0)}
    content = (folder / "libraries.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert "Biblioteca de Peña Blanca" in content.decode("latin-1")


def test_people_are_those_of_the_zones(folder: Path) -> None:
    zones = gpd.read_file(folder / "zones.gpkg", layer="zones")
    people = pd.read_csv(folder / "population.csv", dtype={"zone": "str"})
    assert people["zone"].is_unique
    assert people["zone"].str.startswith("0").all()
    assert set(people["zone"]) == set(zones["zone"].dropna())
    assert zones["zone"].isna().sum() == 1
    assert people["population"].sum() == 140_000
    assert (people["population"] == 0).any()
    assert people["population"].isna().any()


@pytest.mark.parametrize("size", [Size(2, 5, 200), Size(60, 400, 4_000)], ids=["tiny", "medium"])
def test_a_generated_region_is_of_its_size(size: Size, tmp_path: Path) -> None:
    region = Region.load(write_demo(tmp_path, size=size))
    given = read_region(region)
    assert not [finding for finding in given.findings if finding.severity == "error"]
    assert len(given.tables.agencies) == size.agencies
    assert len(given.tables.facilities) == size.facilities
    nodes = pd.read_parquet(tmp_path / "street_nodes.parquet")
    assert abs(len(nodes) / size.street_nodes - 1) < 0.1
    again = write_demo(tmp_path / "again", size=size).parent
    for path in again.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


@pytest.mark.parametrize("seed", [0, 2**40])
@pytest.mark.parametrize(
    "size",
    [Size(1, 0, 200), Size(3, 1, 200), Size(30, 1, 200), Size(31, 0, 400), Size(1, 2_000, 200)],
    ids=str,
)
def test_the_smallest_regions_are_read_without_an_error(
    size: Size, seed: int, tmp_path: Path
) -> None:
    read = read_region(Region.load(write_demo(tmp_path, size=size, seed=seed)))
    assert [finding for finding in read.findings if finding.severity == "error"] == []
    nodes = len(pd.read_parquet(tmp_path / "street_nodes.parquet"))
    assert nodes == pytest.approx(size.street_nodes, rel=0.25)


def test_a_seed_below_0_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UseError, match="--seed is -1"):
        write_demo(tmp_path / "region", seed=-1)
    assert list(tmp_path.iterdir()) == []
