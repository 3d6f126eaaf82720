"""Presets on the files that they are for."""

from __future__ import annotations

import time

import geopandas as gpd
import numpy as np
import pytest
import shapely
from adjoin.boundaries.agencies import agencies_table
from adjoin.boundaries.agency_source import Agencies, read_agencies
from adjoin.geo.crs import region_plane
from adjoin.geo.files.reading import read_source
from adjoin.geo.files.sources import common_bounds, in_plane
from adjoin.services.agencykeys import agreed_keys
from adjoin.services.facilities import facilities_table
from adjoin.services.facility_source import Facilities, read_facilities
from adjoin.services.places import same_place_once
from adjoin.services.presets import load_presets, with_presets
from adjoin.services.service import name_key
from adjoin.services.strays import stray_findings
from adjoin.services.taxonomy import load_services
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

pytestmark = pytest.mark.real

FAR = {
    "California Virtual Academy San Mateo", "KIPP Valiant Community Prep",
    "California Virtual Academy @ Sonoma", "California STEAM Sonoma",
}  # fmt: skip


@pytest.fixture(scope="module")
def read(shared_data):
    """Reads a file by nothing but its path and a preset."""
    presets = load_presets()

    def reader(path, preset):
        kind = presets[preset].kind
        filled, faults = with_presets({kind: [{"path": path, "preset": preset}]}, presets)
        assert faults == []
        table = filled[kind][0]
        if kind == "agencies":
            source = read_agencies(Agencies.model_validate(table), base=shared_data)
        else:
            source, _ = read_facilities(
                Facilities.model_validate(table), base=shared_data, taxonomy=load_services()
            )
        assert [f for f in source.findings if f.severity == "error"] == []
        return source

    return reader


def _rules(source):
    return {f.rule: f.message for f in source.findings}


@pytest.mark.parametrize(
    ("path", "preset", "rows"),
    [
        ("bayarea/libraries_pls_fy2017.csv", "imls_outlets", 235 - 11),
        ("bayarea/library_agencies_pls_fy2022_CA.csv", "imls_systems", 220),
        ("bayarea/law_enforcement_hifld.csv", "hifld_police", 207),
        ("bayarea/fire_stations_usgs_points_3857.gpkg", "usgs_structures_fire", 561),
        ("bayarea/public_schools_cde_2018.csv.gz", "cde_schools", 1879),
        ("bayarea/sonoma_school_districts_2022_23.geojson.gz", "cde_districts", 40),
        ("bayarea/transit_agencies_511.csv", "transit_agencies_511", 34),
        ("bayarea/bayarea_census_places_2019.gpkg", "census_places", 101),
        ("national/us_counties_2016_500k.parquet", "census_counties", 3233),
    ],
)
def test_a_path_and_a_preset_are_enough(read, path, preset, rows):
    assert len(read(path, preset).rows) == rows


def test_hospitals_of_public_owners_are_left(read):
    source = read("bayarea/hospitals_hifld.csv", "hifld_hospitals")
    assert len(source.rows) == 25
    levels = source.rows["owner_level"].value_counts().to_dict()
    assert levels == {"county;city": 9, "special_district": 8, "other": 5, "state": 3}
    rules = _rules(source)
    assert rules["rows-left-out"].startswith("4 of 111 rows")
    assert "NON-PROFIT 63, PROPRIETARY 15, NOT AVAILABLE 4" in rules["owner-private"]
    # In degrees, not in the metres of X and Y.
    assert np.abs(shapely.get_coordinates(source.rows["geometry"])).max() < 123


def test_stops_count_once_however_many_routes_they_have(read):
    source = read("bayarea/transit_stops_high_frequency_mtc.geojson.gz", "mtc_stops")
    bounds = common_bounds([source])
    rows = in_plane([source], region_plane(bounds), bounds)
    started = time.perf_counter()
    once, findings = same_place_once(rows)
    assert time.perf_counter() - started < 5
    # Counted another way: parts of a graph of all rows, agency by agency.
    stops = 0
    for _, group in rows.groupby("agency_text"):
        xy = shapely.get_coordinates(np.asarray(group.geometry))
        i, j = cKDTree(xy).query_pairs(1.0, output_type="ndarray").T
        graph = coo_array((np.ones(len(i)), (i, j)), shape=(len(xy), len(xy)))
        stops += connected_components(graph, directed=False)[0]
    assert (len(rows), len(once), stops) == (9310, 3381, 3381)
    assert not once.duplicated(["service", "facility_id"]).any()
    assert [f.rule for f in findings] == ["place-repeated"]
    shuffled, _ = same_place_once(rows.sample(frac=1, random_state=7))
    assert sorted(shuffled["facility_id"]) == sorted(once["facility_id"])


@pytest.mark.parametrize(
    ("path", "preset", "rows"),
    [
        ("national/us_library_outlets_pls_fy2017.csv.gz", "imls_outlets", 17_452 - 633),
        ("national/us_law_enforcement_hifld.csv.gz", "hifld_police", 23_611),
        ("national/us_hospitals_hifld.csv.gz", "hifld_hospitals", 1523),
    ],
)
def test_the_nations_files_are_read_in_seconds(read, path, preset, rows):
    started = time.perf_counter()
    source = read(path, preset)
    assert len(source.rows) == rows
    assert time.perf_counter() - started < 20


def test_libraries_of_the_bay_area_come_to_their_systems_by_key(read):
    outlets = read("bayarea/libraries_pls_fy2017.csv", "imls_outlets").rows
    systems = read("bayarea/library_agencies_pls_fy2022_CA.csv", "imls_systems").rows
    known = agreed_keys(outlets, systems["agency_id"]).isin(systems["agency_id"])
    # Dixon joined the system of its county between 2017 and 2022.
    assert outlets.loc[~known, "name"].tolist() == ["DIXON PUBLIC LIBRARY"]
    assert known.mean() >= 0.99


def test_libraries_of_the_nation_come_to_their_systems_where_a_key_of_2017_stood_in_2022(read):
    outlets = read("national/us_library_outlets_pls_fy2017.csv.gz", "imls_outlets").rows
    systems = read("national/us_library_agencies_pls_fy2022.csv.gz", "imls_systems").rows
    assert systems[
        "agency_id"
    ].is_unique  # ids of states repeat one another; with the state they do not
    keys = agreed_keys(outlets, systems["agency_id"])
    known = keys.isin(systems["agency_id"])
    assert 0.75 < known.mean() < 0.77
    by_state = known.groupby(outlets["state_text"]).mean()
    assert {"CA", "GA", "IA", "IN", "KY", "MO", "NV", "NY", "VA", "WA", "WI"} <= set(
        by_state.index[by_state > 0.98]
    )
    # In Kansas the state's ids look like the survey's keys of other libraries.
    kansas = outlets[(outlets["state_text"] == "KS") & known]
    names = systems.set_index("agency_id")["name"]
    alike = [
        bool(set(name_key(a).split()) & set(name_key(b).split()) - {"public", "library", "city"})
        for a, b in zip(kansas["name"], names.loc[keys[kansas.index]], strict=True)
    ]
    assert np.mean(alike) > 0.8
    # Where the systems are of the same survey, as its own file of them is, every outlet has one.
    own = agreed_keys(outlets, set(outlets["agency_also_text"]))
    assert (own == outlets["agency_also_text"]).all()


def test_schools_of_sonoma_come_to_their_districts_by_code(read):
    schools = read("bayarea/public_schools_cde_2018.csv.gz", "cde_schools").rows
    districts = read("bayarea/sonoma_school_districts_2022_23.geojson.gz", "cde_districts").rows
    sonoma = schools[schools["county_text"] == "Sonoma"]
    known = sonoma["agency_text"].isin(districts["agency_id"])
    # All but those of bodies that are no district with an area.
    assert sonoma.loc[~known, "agency_also_text"].value_counts().to_dict() == {
        "Sonoma County Office of Education": 3,
        "Sonoma County ROP": 1,
    }
    assert (len(sonoma), int(known.sum())) == (186, 182)


def _placed(agencies, facilities):
    """Agencies and facilities in one plane."""
    bounds = common_bounds([agencies])
    plane = region_plane(bounds)
    table, _ = agencies_table(in_plane([agencies], plane, bounds), plane=plane)
    return table, in_plane([facilities], plane, bounds)


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("bayarea/sonoma_school_districts_2022_23.geojson.gz", "DistrictName"),
        ("bayarea/bayarea_school_districts_2012.gpkg", "District"),
    ],
)
def test_the_schools_that_sit_far_away_are_found_both_ways(read, shared_data, path, named):
    source = read("bayarea/public_schools_cde_2018.csv.gz", "cde_schools")
    table = {"path": path, "level": "school_district", "columns": {"id": named, "name": named}}
    districts = read_agencies(Agencies.model_validate(table), base=shared_data)
    agencies, rows = _placed(districts, source)
    expected = FAR
    if named == "DistrictName":
        rows = rows[rows["county_text"] == "Sonoma"]
        expected = {name for name in FAR if "Sonoma" in name}
    _, findings = facilities_table(rows, area=tuple(agencies.total_bounds), plane=agencies.crs)
    assert _named(findings, "far-outside") == expected
    short = {_short(name): name for name in agencies["agency_id"]}
    own = rows["agency_also_text"].map(lambda name: short.get(_short(name))).astype("str")
    tied = gpd.GeoDataFrame(rows.assign(agency_id=own, attribution="column"))
    assert _named(stray_findings(tied, agencies), "far-from-agency") == expected


def _named(findings, rule):
    return {f.message.split("'")[1] for f in findings if f.rule == rule}


def _short(name):
    return name_key(name).removesuffix(" school district")


def test_the_classes_of_census_places_are_those_of_the_file(shared_data):
    frame, _ = read_source(shared_data / "bayarea" / "bayarea_census_places_2019.gpkg")
    assert frame["CLASSFP"].value_counts().to_dict() == {"U1": 105, "C1": 101, "U2": 12}
    # Cities are active governments (A); designated places are statistical (S).
    assert set(frame.loc[frame["CLASSFP"] == "C1", "FUNCSTAT"]) == {"A"}
    assert set(frame.loc[frame["CLASSFP"] != "C1", "FUNCSTAT"]) == {"S"}
