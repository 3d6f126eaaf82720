"""`adjoin init` as users call it."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from adjoin import cli
from adjoin.region import Region


def _beside(*parts):
    path = Path(__file__).parent.joinpath(*parts)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


osm = _beside("geo", "osm", "osm_xml.py")
laying = _beside("services", "starting", "laying.py")


@pytest.fixture
def init(monkeypatch, capsys, tmp_path):
    """`adjoin init` in a folder of its own: exit code, what it printed, and what it told."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["adjoin", "init", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as left:
            code = left.code or 0
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def heap(tmp_path):
    """Cities, fire stations whose agency nobody can tell, and a text that is no data."""
    towns = list(laying.TOWNS)
    laying.write_areas(
        tmp_path / "cities.geojson", {"GEOID": [f"06{k}" for k in range(100, 110)], "NAME": towns}
    )
    laying.write_table(
        tmp_path / "fire_stations.csv",
        {
            "OBJECTID": range(10),
            "NAME": [f"{town} Fire Station" for town in towns],
            "LON": [round(-121.95 + 0.1 * k, 4) for k in range(10)],
            "LAT": [38.05] * 9 + [38.06],
        },
    )
    return ["cities.geojson", "fire_stations.csv"]


def _osm(folder: Path) -> Path:
    """Two towns in a county, a street through both, and a library in the second."""
    tags = {"type": "boundary", "boundary": "administrative", "gnis:feature_id": "1"}
    objects = [
        *osm.square(10, 0.0, 0.0, 0.1), *osm.square(20, 0.1, 0.0, 0.1),
        osm.node(40, 0.02, 0.05), osm.node(41, 0.06, 0.05), osm.node(42, 0.16, 0.05),
        osm.node(45, 0.16, 0.06, {"amenity": "library", "name": "West"}),
        osm.node(46, 0.03, 0.06, {"amenity": "library", "name": "East"}),
        osm.way(10, osm.ring(10)), osm.way(20, osm.ring(20)),
        osm.way(50, [40, 41], {"highway": "residential"}),
        osm.way(51, [41, 42], {"highway": "residential"}),
        osm.relation(1, [("way", 10, "outer")], {**tags, "admin_level": "8", "name": "Alder"}),
        osm.relation(2, [("way", 20, "outer")], {**tags, "admin_level": "8", "name": "Birch"}),
    ]  # fmt: skip
    return osm.write(folder / "towns.osm", objects)


def test_it_writes_prints_the_unsure_first_and_checks(init, heap, tmp_path):
    code, printed, told = init(*heap)
    assert code == 0
    lines = printed.splitlines()
    sure = [float(line.split()[0]) for line in lines]
    assert sure == sorted(sure)
    assert lines[0].split()[1] == "?"
    assert any("fire_stations.csv: facilities, fire_services" in line for line in lines)
    assert told.startswith("written: region.toml\n")
    assert told.splitlines()[-1] == "tables and map: adjoin run region.toml -o OUT"
    assert "to decide: 1, listed at the top of region.toml" in told
    region = Region.load(tmp_path / "region.toml")
    assert [source.path for source in region.agencies] == ["cities.geojson"]


def test_a_process_of_its_own_writes_the_same(init, heap, tmp_path):
    init(*heap, "--quiet")
    done = subprocess.run(
        [sys.executable, "-m", "adjoin", "init", *heap[::-1], "-o", "again.toml"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again.toml").read_bytes() == (tmp_path / "region.toml").read_bytes()


def test_it_never_writes_over(init, heap, tmp_path):
    (tmp_path / "region.toml").write_text("mine", encoding="utf-8")
    code, printed, told = init(*heap)
    assert (code, printed) == (2, "")
    assert "region.toml" in told
    assert (tmp_path / "region.toml").read_text(encoding="utf-8") == "mine"
    assert init(*heap, "-o", "other.toml")[0] == 0


def test_json(init, heap):
    code, printed, _ = init(*heap, "--format", "json")
    rows = json.loads(printed)
    assert code == 0
    assert set(rows[0]) == {"sure", "file", "setting", "value", "why", "instead"}
    assert {row["file"] for row in rows} == set(heap)


def test_quiet_says_nothing(init, heap, tmp_path):
    assert init(*heap, "--quiet") == (0, "", "")
    assert (tmp_path / "region.toml").is_file()


def test_paths_are_relative_to_the_region_file(init, heap, tmp_path):
    (tmp_path / "there").mkdir()
    assert init(*heap, "-o", "there/region.toml", "--quiet")[0] == 0
    said = tomllib.loads((tmp_path / "there" / "region.toml").read_text(encoding="utf-8"))
    assert said["agencies"][0]["path"] == "../cities.geojson"


def test_without_agencies_it_says_that_it_does_not_run_yet(init, heap):
    code, _, told = init("fire_stations.csv")
    assert code == 0
    assert "it does not run yet, as no agencies are clear" in told


def test_a_file_that_is_not_there(init, heap, tmp_path):
    code, printed, told = init(*heap, "nowhere.csv")
    assert (code, printed) == (1, "")
    assert "nowhere.csv" in told
    assert not (tmp_path / "region.toml").exists()


@pytest.mark.parametrize(
    "words",
    [[], ["cities.geojson", "--format", "xml"], ["empty"], ["cities.geojson", "--within", "Alder"]],
)
def test_wrong_uses(init, heap, tmp_path, words):
    (tmp_path / "empty").mkdir()
    code, printed, told = init(*words)
    assert (code, printed) == (2, "")
    assert told
    assert not (tmp_path / "region.toml").exists()


def test_one_openstreetmap_file_is_a_region(init, tmp_path):
    _osm(tmp_path)
    code, printed, _ = init("towns.osm")
    assert code == 0
    assert "library_services 2" in printed
    region = Region.load(tmp_path / "region.toml")
    assert [s.path for s in (*region.agencies, *region.facilities)] == ["towns.osm"] * 2
    assert region.streets.path == "towns.osm"


def test_within_a_boundary_by_name(init, tmp_path):
    _osm(tmp_path)
    code, printed, told = init("towns.osm", "--within", "Alder")
    assert code == 0
    assert told.startswith("cut: towns-alder.osm.pbf: ")
    assert (tmp_path / "towns-alder.osm.pbf").is_file()
    assert "library_services 1" in printed
    assert Region.load(tmp_path / "region.toml").name == "Alder"
    # The cut file is not written over either.
    code, _, told = init("towns.osm", "--within", "Alder", "-o", "b.toml")
    assert code == 2
    assert "is there already" in told


def test_within_a_file_of_areas(init, tmp_path):
    _osm(tmp_path)
    (tmp_path / "West side.geojson").write_text(
        '{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":'
        "[[[0.1,0],[0.2,0],[0.2,0.1],[0.1,0.1],[0.1,0]]]}}",
        encoding="utf-8",
    )
    code, printed, told = init("towns.osm", "--within", "West side.geojson")
    assert code == 0, told
    assert (tmp_path / "towns-west-side.osm.pbf").is_file()
    assert "library_services 1" in printed


def test_within_a_name_that_nothing_bears(init, tmp_path):
    _osm(tmp_path)
    code, _, told = init("towns.osm", "--within", "Nowhere")
    assert code == 2
    assert "Nowhere" in told
    assert [p.name for p in tmp_path.iterdir()] == ["towns.osm"]


def test_within_cuts_the_files_of_a_folder(init, tmp_path):
    (tmp_path / "data").mkdir()
    _osm(tmp_path / "data")
    code, printed, told = init("data", "--within", "Alder")
    assert code == 0, told
    assert (tmp_path / "towns-alder.osm.pbf").is_file()
    assert "library_services 1" in printed


def test_two_files_are_not_cut_to_one(init, tmp_path):
    _osm(tmp_path)
    (tmp_path / "data").mkdir()
    _osm(tmp_path / "data")
    code, _, told = init("towns.osm", "data", "--within", "Alder")
    assert code == 2
    assert "two files would be cut to" in told
    assert not (tmp_path / "towns-alder.osm.pbf").exists()
