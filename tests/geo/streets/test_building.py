"""From a source of streets to the networks of each mode, and the roads of the map."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import DataError
from adjoin.geo.streets.building import main_roads, mode_networks, street_network

BOUNDS = (-123.0, 38.0, -122.0, 39.0)
PLANE = region_plane(BOUNDS)


def centrelines(**columns: list[object]) -> gpd.GeoDataFrame:
    """Three streets in a row from west to east, each 600 m."""
    lines = [shapely.LineString([(600 * k, 0), (600 * (k + 1), 0)]) for k in range(3)]
    return gpd.GeoDataFrame(columns, geometry=lines, crs=PLANE)


def network(frame: pd.DataFrame, **options: object):
    given = {"columns": {}, "source": "streets.gpkg", "plane": PLANE, "bounds": BOUNDS} | options
    return street_network(frame, **given)


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
    built, _ = network(
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
    built, _ = network(frame, columns={"speed_kmh": "V", "oneway": "ONE"})
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


def test_a_column_of_the_user_that_is_called_row_is_a_column_like_others():
    frame = centrelines(row=[30, 60, 90]).set_index(pd.Index([4, 9, 10], name="row"))
    built, findings = network(frame, columns={"speed_kmh": "row"})
    # 600 m at 30, 60 and 90 km/h
    assert sorted(set(built.arc_ms.tolist())) == [24_000, 36_000, 72_000]
    assert findings == []
