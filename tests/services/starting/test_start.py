"""Files that nobody described, started: roles, rivals, what does not go together, what cannot be read."""

from __future__ import annotations

import importlib.util
import os
import sys
import tomllib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from adjoin.geo.files.conditions import rows_where
from adjoin.geo.findings import DataError, UseError
from adjoin.region import Region
from adjoin.services.presets import load_presets
from adjoin.services.starting.start import started
from adjoin.services.taxonomy import load_services
from shapely.geometry import LineString

_SPEC = importlib.util.spec_from_file_location("laying", Path(__file__).with_name("laying.py"))
laying = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(laying)

SERVICES, PRESETS = load_services(), load_presets()
TOWNS = list(laying.TOWNS)
LONS = [round(-121.95 + 0.1 * k, 4) for k in range(10)]
LATS = [38.05] * 9 + [38.06]


def start(folder, *files):
    return started(files or [folder], base=folder, services=SERVICES, presets=PRESETS)


def document(folder, *files):
    """The region.toml as it is read, and loads."""
    found = start(folder, *files)
    (folder / "region.toml").write_text(found.text, encoding="utf-8", newline="\n")
    if found.runs:
        Region.load(folder / "region.toml")
    return tomllib.loads(found.text)


def cities(path, **more):
    ids = [f"06{100 + k}" for k in range(10)]
    return laying.write_areas(path, {"GEOID": ids, "NAME": TOWNS, **more})


def stations(path, **more):
    names = [f"{town} Fire Station" for town in TOWNS]
    return laying.write_table(path, {"STATION_ID": range(11, 21), "NAME": names, **more})


def test_cities_and_stations_are_a_region(tmp_path):
    cities(tmp_path / "cities.geojson")
    stations(tmp_path / "fire_stations.csv", LON=LONS, LAT=LATS, AGENCY=TOWNS)
    said = document(tmp_path)
    assert said["agencies"] == [
        {"path": "cities.geojson", "level": "city", "columns": {"id": "GEOID", "name": "NAME"}}
    ]
    assert said["facilities"] == [
        {
            "path": "fire_stations.csv",
            "service": "fire_services",
            "columns": {
                "id": "STATION_ID",
                "name": "NAME",
                "x": "LON",
                "y": "LAT",
                "agency": "AGENCY",
            },
        }
    ]


def test_the_system_of_feet_is_found_beside_agencies_and_open_alone(tmp_path):
    pyproj = pytest.importorskip("pyproj")
    to = pyproj.Transformer.from_crs(4326, 2226, always_xy=True)
    x, y = zip(*(to.transform(*pair) for pair in zip(LONS, LATS, strict=True)), strict=True)
    file = stations(
        tmp_path / "fire_stations.csv", X=[round(v, 1) for v in x], Y=[round(v, 1) for v in y]
    )
    assert "facilities" not in document(tmp_path, file)
    alone = start(tmp_path, file)
    assert any("crs" in line for line in alone.decide)
    areas = cities(tmp_path / "cities.geojson")
    (source,) = document(tmp_path, areas, file)["facilities"]
    assert source["columns"]["x"] == "X"
    assert pyproj.CRS(source["crs"]).axis_info[0].unit_name == "US survey foot"


def test_one_list_of_agencies_of_two_is_read(tmp_path):
    cities(tmp_path / "cities.geojson")
    cities(tmp_path / "cities_again.geojson", EXTRA=range(10))
    found = start(tmp_path)
    assert len(document(tmp_path)["agencies"]) == 1
    (aside,) = (draft.aside for draft in found.drafts if draft.aside)
    assert "the same agencies as in cities.geojson" in aside
    assert "# Not read; the same agencies as in cities.geojson" in found.text


def test_ids_that_clash_get_a_prefix(tmp_path):
    laying.write_areas(
        tmp_path / "cities.geojson",
        {"CITY_ID": [f"{k}" for k in range(101, 107)], "NAME": TOWNS[:6]},
    )
    schools = [f"{town} Unified School District" for town in TOWNS[4:]]
    laying.write_areas(
        tmp_path / "school_districts.geojson",
        {"DIST_ID": [f"{k}" for k in range(101, 107)], "NAME": schools},
    )
    first, second = document(tmp_path)["agencies"]
    assert "id_prefix" not in first
    assert second["id_prefix"] == "school-"


@pytest.mark.parametrize("called", ["Unincorporated {}", "UNINCORPORATED {}"])
def test_the_unincorporated_rest_is_of_counties(tmp_path, called):
    names = [*TOWNS[:7], None, called.format("Alder County"), called.format("Birch County")]
    ids = [f"06{k}" for k in range(100, 110)]
    laying.write_areas(tmp_path / "jurisdictions.geojson", {"GEOID": ids, "NAME": names})
    city, county = document(tmp_path)["agencies"]
    assert (city["level"], county["level"]) == ("city", "county")
    table = pd.DataFrame({"NAME": pd.Series(names, dtype="str")})
    kept = [list(rows_where(table, each["where"], source="x").index) for each in (city, county)]
    assert kept == [[0, 1, 2, 3, 4, 5, 6, 7], [8, 9]]


def test_people_of_a_second_table_are_joined_and_others_are_not(tmp_path):
    zones = [f"Z{k}" for k in range(10)]
    laying.write_areas(tmp_path / "taz_zones.geojson", {"TAZ": zones})
    laying.write_table(
        tmp_path / "population.csv", {"TAZ": zones[::-1], "POPULATION": range(1100, 1110)}
    )
    laying.write_table(tmp_path / "jobs.csv", {"TAZ": zones, "WIDGETS": range(20, 30)})
    (people,) = document(tmp_path)["people"]
    assert people == {
        "path": "taz_zones.geojson",
        "join": {"path": "population.csv", "on": "TAZ"},
        "columns": {"id": "TAZ", "weight": "POPULATION"},
    }
    others = start(tmp_path, tmp_path / "taz_zones.geojson", tmp_path / "jobs.csv")
    assert all(draft.joined is None for draft in others.drafts)


@pytest.mark.parametrize(
    "name", ["building_permits.csv", "crimes_2023.csv", "311_requests.csv", "street_trees.csv"]
)
def test_records_of_what_happened_are_no_facilities(tmp_path, name):
    laying.write_table(
        tmp_path / name, {"ID": range(10), "TYPE": ["a", "b"] * 5, "LON": LONS, "LAT": LATS}
    )
    assert document(tmp_path).keys() == {"name"}


def test_shapes_that_do_not_say_their_system(tmp_path):
    file = laying.write_areas(
        tmp_path / "cities.parquet",
        {"GEOID": [f"06{k}" for k in range(100, 110)], "NAME": TOWNS},
        crs=None,
    )
    (source,) = document(tmp_path, file)["agencies"]
    assert source["crs"] == "EPSG:4326"


def test_shapes_in_an_unknown_system_that_are_no_degrees_are_left_open(tmp_path):
    import geopandas as gpd

    file = cities(tmp_path / "cities.geojson")
    frame = gpd.read_file(file).to_crs(2226).set_crs(None, allow_override=True)
    frame.to_parquet(tmp_path / "c.parquet")
    found = start(tmp_path, tmp_path / "c.parquet")
    assert not found.runs
    assert "agencies" not in tomllib.loads(found.text)
    assert "crs" in found.text


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(tmp_path):
    good = cities(tmp_path / "cities.geojson")
    bad = tmp_path / "broken.geojson"
    bad.write_text("{ this is no JSON", encoding="utf-8")
    found = start(tmp_path, good, bad)
    assert found.runs
    assert [finding.source for finding in found.unreadable] == ["broken.geojson"]
    assert "# broken.geojson: " in found.text


def test_files_that_are_not_there_are_errors_all_of_them(tmp_path):
    good = cities(tmp_path / "cities.geojson")
    with pytest.raises(DataError) as told:
        start(tmp_path, good, tmp_path / "a.csv", tmp_path / "b.osm.pbf")
    assert {finding.source for finding in told.value.findings} == {"a.csv", "b.osm.pbf"}


def test_a_folder_is_its_files_that_may_be_read(tmp_path):
    files = cities(tmp_path / "cities.geojson"), stations(tmp_path / "fire.csv", LON=LONS, LAT=LATS)
    (tmp_path / "README.md").write_text("no data", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    assert start(tmp_path).text == start(tmp_path, *files).text
    # A file given twice, by itself and in its folder, is one.
    assert start(tmp_path, tmp_path, files[0]).text == start(tmp_path).text


def test_no_file_and_a_folder_without_any_are_wrong_uses(tmp_path):
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UseError, match="holds no file"):
        start(tmp_path)
    with pytest.raises(UseError, match="no file is given"):
        started([], base=tmp_path)


def test_names_in_other_scripts_come_back(tmp_path):
    names = ["東京", "大阪", "京都", "奈良", "神戸", "堺", "津", "呉", "柏", "灘"]
    file = laying.write_areas(
        tmp_path / "Gemeinden_Größe_市.geojson",
        {"GEOID": range(100, 110), 'Straße "x"': names, "NAME": TOWNS},
    )
    (source,) = document(tmp_path, file)["agencies"]
    assert source["path"] == "Gemeinden_Größe_市.geojson"


def test_a_table_without_rows_is_none(tmp_path):
    (tmp_path / "fire_stations.csv").write_text("ID,NAME,LON,LAT\n", encoding="utf-8")
    found = start(tmp_path)
    assert [draft.role for draft in found.drafts] == ["none"]
    assert not found.runs


def test_every_line_that_is_not_sure_is_a_comment(tmp_path):
    cities(tmp_path / "cities.geojson")
    laying.write_table(
        tmp_path / "places.csv", {"NAME": TOWNS, "LON": LONS, "LAT": LATS, "GRP": ["a", "b"] * 5}
    )
    stations(tmp_path / "fire_stations.csv", LON=LONS, LAT=LATS, OBJECTID=range(10))
    found = start(tmp_path)
    live = tomllib.loads(found.text)
    for draft in found.drafts:
        mine = [s for s in live.get(draft.role, []) if s["path"] == draft.layer.path]
        assert bool(mine) == (draft.runs and draft.role != "none")
        for guess in draft.guesses if mine else ():
            table, _, key = guess.key.rpartition(".")
            held = mine[0].get("columns", {}) if table == "columns" else mine[0]
            assert (key in held) == guess.is_sure
    assert found.decide
    for line in found.decide:
        assert line.split()[0] in found.text


def test_a_little_text_among_coordinates_and_people_breaks_nothing(tmp_path):
    many = [
        f"{town} {street}"
        for town in TOWNS
        for street in ("East", "West", "North", "South", "Mid", "Old")
    ]
    columns = {
        "LON": ["unknown", *(-122 + k / 100 for k in range(59))],
        "LAT": ["unknown", *(38 + k / 100 for k in range(59))],
        "CAPACITY": [*range(20, 79), "n/a"],
    }
    names = [f"{name} Fire Station" for name in many]
    laying.write_table(
        tmp_path / "fire_stations.csv", {"STATION_ID": range(60), "NAME": names, **columns}
    )
    (source,) = document(tmp_path)["facilities"]
    assert {key: source["columns"][key] for key in ("x", "y", "capacity")} == {
        "x": "LON", "y": "LAT", "capacity": "CAPACITY",
    }  # fmt: skip


def numbered(path, names):
    """Areas that are numbered from 1."""
    return laying.write_areas(path, {"ID": range(1, len(names) + 1), "NAME": names})


def test_other_agencies_under_the_same_numbers_are_no_rivals(tmp_path):
    for folder in ("North", "South", "West"):
        numbered(tmp_path / f"{folder}_cities.geojson", [f"{folder} {town}" for town in TOWNS])
    said = document(tmp_path)["agencies"]
    assert [source.get("id_prefix") for source in said] == [None, "city-", "city2-"]


def test_the_same_numbers_for_names_written_otherwise_are_rivals(tmp_path):
    numbered(tmp_path / "a_cities.geojson", TOWNS)
    numbered(tmp_path / "b_cities.geojson", [f"City of {town.upper()}" for town in TOWNS])
    assert [source["path"] for source in document(tmp_path)["agencies"]] == ["a_cities.geojson"]


def test_the_way_to_a_file_holds_through_a_linked_folder(tmp_path):
    (tmp_path / "far" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "far" / "deep")
    cities(tmp_path / "cities.geojson")
    found = started([tmp_path / "cities.geojson"], base=tmp_path / "link", services=SERVICES)
    path = tomllib.loads(found.text)["agencies"][0]["path"]
    assert (tmp_path / "link" / path).is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_a_name_that_region_toml_cannot_hold_is_told(tmp_path):
    file = os.fsdecode(os.fsencode(tmp_path) + b"/cities\xff.geojson")
    cities(tmp_path / "cities.geojson").rename(file)
    with pytest.raises(UseError, match="is no UTF-8"):
        start(tmp_path, file)


@pytest.mark.parametrize(
    ("name", "runs"),
    [("fire_hydrants", False), ("fire_incidents_2023", False), ("police_calls_for_service", False),
     ("school_violations", False), ("library_events", False), ("park_trees", False),
     ("fire_station_address_points", True), ("schools_census_2020", True)],
)  # fmt: skip
def test_records_of_a_subject_are_no_places_of_its_service(tmp_path, name, runs):
    columns = {"ID": range(10), "NAME": TOWNS, "LON": LONS, "LAT": LATS}
    laying.write_table(tmp_path / f"{name}.csv", columns)
    (draft,) = start(tmp_path).drafts
    assert (draft.role == "facilities" and draft.runs) == runs


def test_lengths_of_streets_are_held_against_the_lines(tmp_path):
    lines = [LineString([(-122 + 0.01 * k, 38), (-121.99 + 0.01 * k, 38)]) for k in range(30)]
    metres = [round(step, 1) for step in gpd.GeoSeries(lines, crs=4326).to_crs(26910).length]
    for unit, sure in (("M", True), ("KM", False)):
        folder = tmp_path / unit
        folder.mkdir()
        columns = {f"LENGTH_{unit}": metres, "SPEED_MPH": [25, 35, 45] * 10}
        frame = gpd.GeoDataFrame(columns, geometry=lines, crs=4326)
        frame.to_file(folder / "streets.geojson")
        (draft,) = start(folder).drafts
        assert draft.role == "streets"
        assert (draft.value(f"columns.length_{unit.casefold()}") is not None) == sure


@pytest.mark.parametrize(("key", "sure"), [("id", False), ("name", True)])
def test_ids_of_two_kinds_of_agencies_name_no_provider(tmp_path, key, sure):
    districts = [f"{town} Fire Protection District" for town in TOWNS]
    numbered(tmp_path / "cities.geojson", TOWNS)
    numbered(tmp_path / "fire_districts.geojson", districts)
    named = {"id": range(1, 11), "name": districts}[key]
    stations(tmp_path / "fire_stations.csv", LON=LONS, LAT=LATS, DISTRICT=named)
    said = document(tmp_path)
    assert said["agencies"][1]["id_prefix"] == "special-"
    assert ("agency" in said["facilities"][0]["columns"]) == sure


def test_an_osm_file_is_read_where_no_service_has_tags(tmp_path):
    (tmp_path / "a.osm").write_text(
        '<osm version="0.6"><node id="1" lat="38" lon="-122"/><node id="2" lat="38.1" lon="-122"/>'
        '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way></osm>'
    )
    found = started([tmp_path], base=tmp_path, services={}, presets={})
    assert "streets" in [draft.role for draft in found.drafts]


def test_decimal_commas_are_told(tmp_path):
    path = tmp_path / "wachen.csv"
    path.write_text("Nr;Name;Laenge;Breite\n1;A;11,5;48,1\n2;B;11,6;48,2\n", encoding="utf-8")
    start = started([path], base=tmp_path)
    assert "numbers have decimal commas (Laenge, Breite)" in start.drafts[0].why
