"""The page is told the right figures, and nothing that is missing becomes 0."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely
from adjoin.maps.payload import map_payload
from adjoin.maps.roads import drawn_roads
from shapely.geometry import box


def test_the_payload_is_json_without_nan(tables, about):
    text = json.dumps(map_payload(tables, about=about), allow_nan=False)
    assert "NaN" not in text


def test_missing_stays_missing(tables, about):
    payload = map_payload(tables, about=about)
    assert payload["agencies"]["population"] == [1000, 2000, None, None, 9000]
    assert payload["agencies"]["polygons"][3] == []
    assert payload["agencies"]["label"][3] is None
    assert payload["facilities"]["agency"] == [0, 1, None, 0, 3]
    assert payload["facilities"]["name"][1] is None
    assert payload["duplications"]["minutes"] == [3, None, 8]
    assert payload["duplications"]["pair"][1] is None


def test_a_case_carries_its_quickest_pair_and_how_the_two_lie(tables, about):
    cases = map_payload(tables, about=about)["duplications"]
    assert cases["shared_m"] == [11100, 11100, 11100]
    assert cases["pair"][0] == {
        "a": 0, "b": 1, "ab": 3.25, "ba": 3, "metres": 1755, "joint": False, "shared": None,
        "clock": "drive", "way": None,
    }  # fmt: skip


def test_a_pair_carries_its_way_along_the_streets(tables, about):
    pairs = tables["facility_pairs"]
    way = shapely.LineString([(-122.0, 38.0), (-122.001, 38.0), (-122.001, 38.002)])
    routes = gpd.GeoDataFrame(
        pairs.iloc[:1][["service", "facility_a", "facility_b"]], geometry=[way], crs="EPSG:4326"
    )
    told = map_payload({**tables, "routes": routes}, about=about)["duplications"]["pair"]
    assert told[0]["way"] == [-12_200_000, 3_800_000, -100, 0, 0, 200]
    assert all(pair is None or pair["way"] is None for pair in told[1:])


def test_a_pair_of_a_dependent_agency_counts_for_its_root_and_is_turned(tables, about):
    # The row runs from Lib (under Birch) to Ash; the case is Ash and Birch.
    pair = map_payload(tables, about=about)["duplications"]["pair"][2]
    assert (pair["a"], pair["b"]) == (3, 4)
    assert (pair["ab"], pair["ba"]) == (9, 8)


def test_parents_in_a_circle_do_not_hang(tables, about):
    tables["agencies"]["parent_id"] = ["birch", "ash", None, None, None]
    assert map_payload(tables, about=about)["agencies"]["parent"] == [1, 0, None, None, None]


def test_the_shared_border_of_two_cities_is_one_arc(tables, about):
    agencies = map_payload(tables, about=about)["agencies"]
    ash, birch = ({n if n >= 0 else ~n for n in shape[0][0]} for shape in agencies["polygons"][:2])
    assert len(ash & birch) == 1


def test_labels_stand_in_the_middle_of_the_area(tables, about):
    x, y, radius = map_payload(tables, about=about)["agencies"]["label"][0]
    # A square of 8.8 by 11.1 km: the largest circles touch both long sides, 4.4 km from each.
    assert abs(x / 1e5 - -121.95) < 0.002
    assert 38.03 < y / 1e5 < 38.07
    assert abs(radius - 4390) < 60


def test_findings_are_counted_by_rule(tables, about):
    groups = map_payload(tables, about=about)["findings"]
    assert [(g["severity"], g["count"]) for g in groups] == [("warning", 2), ("note", 1)]
    assert groups[0]["example"] == "f3 lies in no agency."


def test_roads_of_both_directions_are_drawn_once(tables, about):
    # One road there and back, crossed by another: four pieces that meet at the crossing.
    assert len(map_payload(tables, about=about)["roads"]) == 4
    tables["roads"] = tables["roads"].iloc[:2]
    (line,) = map_payload(tables, about=about)["roads"]
    assert line[:2] == [-12200000, 3805000]
    assert abs(sum(line[2::2]) - 30000) < 5


def test_the_fastest_roads_are_taken_and_the_rest_outside_the_region_cut(tables):
    crs, roads = "EPSG:32610", tables["roads"]
    assert len(drawn_roads(roads, crs=crs, most_segments=4)) == 1
    half = gpd.GeoSeries([box(-122.1, 38.0, -121.85, 38.1)], crs=4326).to_crs(crs).iloc[0]
    (line,) = drawn_roads(roads, crs=crs, within=half, most_segments=4)
    assert abs(sum(line[2::2]) - 15000) < 20
    assert drawn_roads(roads.iloc[:0], crs=crs) == []


@pytest.mark.parametrize("place", [(0.0, 0.0), (-122.0, 38.05)])
def test_a_region_without_roads_has_none(tables, place):
    """Far away, and so small that what lies within is not worth drawing."""
    spot = gpd.GeoSeries([shapely.Point(*place)], crs=4326).to_crs("EPSG:32610").buffer(0.01)
    assert drawn_roads(tables["roads"], crs="EPSG:32610", within=spot.iloc[0]) == []


def test_only_services_that_occur_are_told_and_an_unknown_one_keeps_its_id(tables, about):
    about["services"] = {"fire": about["services"]["fire"], "never": {"name": "Never used"}}
    services = map_payload(tables, about=about)["services"]
    assert [(s["id"], s["name"], s["mapped"]) for s in services] == [
        ("fire", "Fire services", True),
        ("library", None, True),
        ("payroll", None, False),
    ]


def test_what_is_not_in_the_run_is_said(tables, about):
    assert map_payload(tables, about=about)["not_known"] == ["people", "cost"]
    tables["duplications"]["overlap_people"] = 1.0
    assert map_payload(tables, about=about)["not_known"] == ["cost"]


def test_absent_tables_count_as_empty(about):
    payload = map_payload({}, about=about)
    assert payload["agencies"]["id"] == []
    assert payload["opportunities"]["id"] == []
    assert payload["roads"] == []


def test_agencies_without_any_boundary(tables, about):
    tables["agencies"] = tables["agencies"].set_geometry(gpd.GeoSeries([None] * 5, crs=4326))
    payload = map_payload(tables, about=about)
    assert payload["agencies"]["arcs"] == []
    assert payload["agencies"]["polygons"] == [[]] * 5


def test_the_arguments_are_left_as_they_were(tables, about):
    before = {name: table.copy(deep=True) for name, table in tables.items()}
    map_payload(tables, about=about)
    for name, table in tables.items():
        assert table.equals(before[name])
        assert list(table.columns) == list(before[name].columns)


def test_sources_and_findings_name_files_not_where_they_lay(tables, about):
    about["sources"][0]["path"] = "../../home/someone/a.gpkg"
    about["sources"][1]["path"] = r"C:\\data\\s.pbf"
    tables["findings"]["source"] = ["/data/fire.csv", "/data/fire.csv", "region"]
    payload = map_payload(tables, about=about)
    assert [s["path"] for s in payload["about"]["sources"]] == ["a.gpkg", "s.pbf"]
    assert [f["source"] for f in payload["findings"]] == ["fire.csv", "region"]


def test_the_matrix_is_told_in_small_numbers(tables, about):
    told = map_payload(tables, about=about)["matrix"]
    lines = list(zip(*(told[name] for name in list(told)[:7]), strict=True))
    assert list(told)[:7] == [
        *("agency", "service", "how", "counterparty", "instrument", "sites", "evidence")
    ]
    assert lines[0] == (0, 0, 0, None, None, 1, 0)  # Ash provides fire, seen from its one site
    assert (2, 0, 3, 1, 0, None, 1) in lines  # Cedar buys it from Birch by contract
    assert lines == sorted(lines, key=lambda line: [(n is None, n) for n in line])
    assert told["instruments"] == ["contract", "jpa", "mou", "mutual aid"]
    assert told["hows"][:4] == ["provides", "serves", "joint", "buys"]
    assert told["others"] == []


def test_the_matrix_loses_nothing_that_it_does_not_know(tables, about):
    tables["matrix"].loc[0, ["agency_id", "how", "evidence"]] = ["ghost", "lends", "hearsay"]
    told = map_payload(tables, about=about)["matrix"]
    assert told["others"] == ["ghost"]
    assert max(told["agency"]) == 5
    assert told["hows"][-1] == "lends"
    assert told["evidences"][-1] == "hearsay"
    turned = {**tables, "matrix": tables["matrix"][::-1]}
    assert map_payload(turned, about=about)["matrix"] == told


def test_sharing_is_known_only_from_an_inventory(tables, about):
    assert map_payload(tables, about=about)["sharing_known"]
    tables["matrix"]["evidence"] = "facilities"
    assert not map_payload(tables, about=about)["sharing_known"]
    del tables["matrix"]
    payload = map_payload(tables, about=about)
    assert not payload["sharing_known"]
    assert payload["matrix"]["agency"] == []


def test_a_case_tells_how_its_facilities_are_tied_to_their_agencies(tables, about):
    tables["facilities"]["attribution"] = ["guessed", "contains", "guessed", "column", "operator"]
    tables["facilities"]["attribution_confidence"] = [0.4, 0.7, None, 1.0, 0.9]
    payload = map_payload(tables, about=about)
    cases = payload["duplications"]
    assert cases["id"] == ["fire:ash:birch", "fire:birch:cedar", "library:ash:birch"]
    assert cases["sites"] == [2, 1, 2]  # Lib counts for Birch, its parent
    assert cases["guessed"] == [1, 0, 0]
    assert cases["placed"] == [1, 1, 0]
    assert payload["facilities"]["confidence"] == [0.4, 0.7, None, 1, 0.9]


def test_decisions_and_existing_sharing_are_told(tables, about):
    tables["facility_pairs"]["shared_already"] = [True, False]
    tables["duplications"]["review"] = ["accepted", None, "rejected"]
    tables["duplications"]["review_note"] = ["fine", None, None]
    tables["opportunities"]["review"] = ["accepted", None, None]
    payload = map_payload(tables, about=about)
    assert [pair and pair["shared"] for pair in payload["duplications"]["pair"]] == [True, None, False]  # fmt: skip
    assert payload["duplications"]["review"] == ["accepted", None, "rejected"]
    assert payload["duplications"]["review_note"] == ["fine", None, None]
    assert payload["opportunities"]["review"] == ["accepted", None, None]
    assert payload["opportunities"]["review_note"] == [None, None, None]
