"""From a source of streets to the networks of each mode, and the roads of the map."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import DataError
from adjoin.geo.streets.building import main_roads, mode_networks, street_rows
from adjoin.geo.streets.streetrows import driving

BOUNDS = (-123.0, 38.0, -122.0, 39.0)
PLANE = region_plane(BOUNDS)


def centrelines(**columns: list[object]) -> gpd.GeoDataFrame:
    """Three streets in a row from west to east, each 600 m."""
    lines = [shapely.LineString([(600 * k, 0), (600 * (k + 1), 0)]) for k in range(3)]
    return gpd.GeoDataFrame(columns, geometry=lines, crs=PLANE)


def streets(frame: pd.DataFrame, **options: object):
    given = {"columns": {}, "source": "streets.gpkg", "plane": PLANE, "bounds": BOUNDS} | options
    return street_rows(frame, **given)


def network(frame: pd.DataFrame, **options: object):
    """The streets by car."""
    rows, findings = streets(frame, **options)
    return driving(rows), findings


def test_miles_an_hour_become_kilometres_an_hour():
    frame = centrelines(SPEED=["30", "30", "30"])
    built, findings = network(frame, columns={"speed_mph": "SPEED"})
    # 600 m at 48.28032 km/h
    assert built.arc_ms.tolist() == [44739] * 6
    assert findings == []


def test_a_speed_that_is_no_number_is_told_and_a_missing_one_filled():
    frame = centrelines(SPEED=["30", "fast", None])
    built, findings = network(frame, columns={"speed_mph": "SPEED"})
    assert sorted(finding.rule for finding in findings) == ["speed-filled", "speed-unreadable"]
    # 600 m at the default of 40 km/h is 54 s
    assert sorted(set(built.arc_ms.tolist())) == [44739, 54000]


def test_speeds_are_multiplied():
    built, _ = network(centrelines(V=[36, 36, 36]), columns={"speed_kmh": "V"}, speed_factor=2)
    assert set(built.arc_ms.tolist()) == {30_000}


def test_a_table_without_geometry_needs_nodes():
    with pytest.raises(DataError, match="no geometry"):
        network(pd.DataFrame({"u": ["a"], "v": ["b"]}))


def test_an_edge_table_takes_the_places_of_its_nodes():
    nodes = gpd.GeoDataFrame(
        {"id": ["007", "8"]}, geometry=[shapely.Point(0, 0), shapely.Point(500, 0)], crs=PLANE
    )
    edges = pd.DataFrame({"u": ["007"], "v": ["8"], "m": ["900"], "t": ["1.5"]})
    columns = {"from": "u", "to": "v", "length_m": "m", "minutes": "t"}
    built, findings = network(edges, columns=columns, nodes=nodes, node_id="id")
    assert (built.arc_ms.tolist(), built.arc_mm.tolist()) == ([90_000], [900_000])
    assert shapely.length(built.lines[0]) == 500
    assert findings == []


def test_each_mode_uses_the_part_it_can_reach_and_leave():
    built, _ = streets(
        centrelines(ONE=["no", "no", "yes"], V=[36, 36, 36]),
        columns={"oneway": "ONE", "speed_kmh": "V"},
    )
    networks, findings = mode_networks(built, ["walk", "drive"], source="streets.gpkg")
    assert {mode: len(found.arc_ms) for mode, found in networks.items()} == {"drive": 4, "walk": 6}
    assert [(finding.rule, finding.severity) for finding in findings] == [
        ("streets-cut-off", "note")
    ]
    assert "1 nodes, 1 directed edges" in findings[0].message
    # 600 m at 4.8 km/h
    assert set(networks["walk"].arc_ms.tolist()) == {450_000}


def test_findings_call_the_rows_and_the_files_as_they_are():
    frame = centrelines(V=[36, 0, 36]).set_index(pd.Index([4, 9, 10], name="row"))
    _, (finding,) = network(frame, columns={"speed_kmh": "V"})
    assert (finding.source, finding.rule, finding.item) == ("streets.gpkg", "speed-wrong", "row 9")
    nodes = gpd.GeoDataFrame({"id": ["a", None]}, geometry=[shapely.Point(0, 0)] * 2, crs=PLANE)
    edges = pd.DataFrame({"u": ["a"], "v": ["b"], "m": ["9"]}, index=pd.Index([3], name="row"))
    columns = {"from": "u", "to": "v", "length_m": "m"}
    options = {"nodes": nodes, "node_id": "id", "node_source": "nodes.csv"}
    _, findings = network(edges, columns=columns, **options)
    assert [(f.source, f.rule, f.item) for f in findings] == [
        ("nodes.csv", "node-without-place", "row 2"),
        ("streets.gpkg", "node-unknown", "row 3"),
    ]
    with pytest.raises(DataError) as caught:
        network(edges, columns=columns, **options | {"node_id": "no"})
    assert caught.value.findings[0].source == "nodes.csv"


@pytest.mark.parametrize(
    ("speed", "facts"),
    [
        (0, ["no street is left to travel on by drive", "no street is left to travel on by walk"]),
        # one-way streets in a row lead nowhere and back, but on foot
        (36, ["none of the 3 directed edges can be reached and left again by drive"]),
    ],
)
def test_streets_that_nobody_can_travel_on_stop_the_run(speed, facts):
    frame = centrelines(V=[speed] * 3, ONE=["yes"] * 3)
    built, _ = streets(frame, columns={"speed_kmh": "V", "oneway": "ONE"})
    _, findings = mode_networks(built, ["drive", "walk"], source="streets.gpkg")
    assert {(f.severity, f.source, f.rule) for f in findings} == {
        ("error", "streets.gpkg", "streets-unusable")
    }
    assert [finding.message.split(";")[0] for finding in findings] == facts


def test_main_roads_are_each_street_once_and_the_fastest_first():
    built, _ = network(centrelines(V=[30, 90, 60]), columns={"speed_kmh": "V"})
    roads = main_roads({"drive": built}, crs=PLANE)
    assert roads["speed_kmh"].tolist() == [90.0, 60.0, 30.0]
    assert np.allclose(
        shapely.get_x(shapely.centroid(np.asarray(roads.geometry))), [900, 1500, 300]
    )


def test_no_streets_give_no_roads():
    roads = main_roads({}, crs=PLANE)
    assert (len(roads), list(roads.columns)) == (0, ["speed_kmh", "geometry"])


def test_a_unit_behind_the_speed_counts():
    frame = centrelines(SPEED=["30 mph", "36 km/h", "22.369362920544"])
    built, findings = network(frame, columns={"speed_mph": "SPEED"})
    assert sorted(set(built.arc_ms.tolist())) == [44739, 60000]
    assert findings == []


def test_of_several_speeds_in_one_cell_the_smallest_counts():
    frame = centrelines(SPEED=["['35 mph', '25 mph']", '["45", "36 km/h"]', "['25 mph', 'fast']"])
    built, findings = network(frame, columns={"speed_mph": "SPEED"})
    # 600 m at 25 mph and at 36 km/h; the third is none and taken at 40 km/h
    assert built.arc_ms[::2].tolist() == [53_686, 60_000, 54_000]
    assert [finding.rule for finding in findings] == ["speed-unreadable", "speeds-in-one-cell"]
    assert findings[1].severity == "note"
    assert findings[1].item == "2 rows from row 1"


def test_a_column_of_the_user_that_is_called_row_is_a_column_like_others():
    frame = centrelines(row=[30, 60, 90]).set_index(pd.Index([4, 9, 10], name="row"))
    built, findings = network(frame, columns={"speed_kmh": "row"})
    # 600 m at 30, 60 and 90 km/h
    assert sorted(set(built.arc_ms.tolist())) == [24_000, 36_000, 72_000]
    assert findings == []


def test_the_way_back_has_a_speed_in_miles_or_kilometres_of_its_own():
    frame = centrelines(V=[36, 36, 36], BACK=["30", None, "30 mph"])
    built, findings = network(frame, columns={"speed_kmh": "V", "back_speed_mph": "BACK"})
    # 600 m at 36 km/h and at 30 miles an hour
    assert built.arc_ms.tolist() == [60_000, 44_739, 60_000, 60_000, 60_000, 44_739]
    assert findings == []
    columns = {"minutes": "V", "back_minutes": "BACK", "back_speed_kmh": "V"}
    timed, _ = network(centrelines(V=[2, 2, 2], BACK=[1, None, None]), columns=columns)
    # minutes, then the speed back of 2 km/h
    assert timed.arc_ms.tolist() == [120_000, 60_000, 120_000, 1_080_000, 120_000, 1_080_000]


def test_classes_decide_who_may_use_a_street():
    frame = centrelines(KIND=["motorway", "residential", "footway"])
    rows, findings = streets(frame, columns={"class": "KIND"})
    networks, _ = mode_networks(rows, ["drive", "walk"], source="streets.gpkg")
    # 600 m at 90 and 25 km/h; on foot the street and the footway
    assert networks["drive"].arc_ms.tolist() == [24_000, 24_000, 86_400, 86_400]
    assert networks["walk"].arc_street.tolist() == [1, 1, 2, 2]
    assert [finding.rule for finding in findings] == ["class-without-cars", "speed-filled"]


def test_how_centrelines_cross_can_be_said():
    cross = [shapely.LineString([(0, 0), (600, 0)]), shapely.LineString([(300, -300), (300, 300)])]
    frame = gpd.GeoDataFrame({"Z": [0, 1], "V": [36, 36]}, geometry=cross, crs=PLANE)
    speed = {"speed_kmh": "V"}
    assert len(streets(frame, columns=speed)[0].lines) == 2
    assert len(streets(frame, columns=speed, crossings="join")[0].lines) == 4
    assert len(streets(frame, columns=speed | {"level": "Z"})[0].lines) == 2
    assert len(streets(frame, columns=speed | {"level_from": "V"})[0].lines) == 2
    assert len(streets(frame, columns=speed | {"bridge": "V", "tunnel": "V"})[0].lines) == 2
    flat = frame.assign(Z=0)
    assert len(streets(flat, columns=speed | {"level_from": "Z", "level_to": "Z"})[0].lines) == 4


def test_an_edge_table_says_itself_which_streets_meet():
    nodes = gpd.GeoDataFrame(
        {"id": ["a", "b"]}, geometry=[shapely.Point(0, 0), shapely.Point(500, 0)], crs=PLANE
    )
    edges = pd.DataFrame({"u": ["a"], "v": ["b"], "m": [500], "s": [36], "z": [1]})
    columns = {"from": "u", "to": "v", "length_m": "m", "speed_kmh": "s", "level": "z"}
    _, (finding,) = streets(edges, columns=columns, nodes=nodes, node_id="id", crossings="join")
    assert (finding.severity, finding.rule) == ("warning", "setting-unused")
    assert finding.message.startswith("columns.level, crossings of the streets mean nothing")
