"""Columns of street files by the names and contents that makers of such data give them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.files.profiles import profiled
from adjoin.geo.files.reading import read_source
from adjoin.geo.streets.source import NodeColumns, StreetColumns
from adjoin.geo.streets.usualcolumns import (
    looks_like_nodes,
    looks_like_streets,
    node_columns,
    street_columns,
)

ROWS = 60


def cycled(*values: object) -> list[object]:
    """The values again and again, one a row."""
    return [values[k % len(values)] for k in range(ROWS)]


def ends(first: int = 0, step: int = 1) -> tuple[list[int], list[int]]:
    """A chain of nodes there and back: row k from node k to node k + 1."""
    tail = [first + step * (k % (ROWS // 2)) for k in range(ROWS)]
    head = [first + step * (k % (ROWS // 2) + 1) for k in range(ROWS)]
    return tail, head


def sure(columns: dict[str, object], shapes: str | None, frame: object = None) -> dict[str, str]:
    """What is written as a setting, by key without `columns.`."""
    table = pd.DataFrame(columns)
    guesses = street_columns(profiled(table), shapes=shapes, frame=frame)
    keys = [guess.key for guess in guesses]
    assert len(set(keys)) == len(keys), "each key once"
    return {g.key.removeprefix("columns."): g.value for g in guesses if g.is_sure}


def open_ones(columns: dict[str, object], shapes: str | None) -> dict[str, tuple[object, ...]]:
    """What is left to a person, with its choices."""
    guesses = street_columns(profiled(pd.DataFrame(columns)), shapes=shapes)
    return {g.key.removeprefix("columns."): (g.value, *g.choices) for g in guesses if not g.is_sure}


U, V = ends(56_078_336)
LENGTHS = [40.5 + 7.25 * k for k in range(ROWS)]

MAKERS = {
    "OSMnx 2": (
        {
            "u": U, "v": V, "key": cycled(0), "osmid": cycled("7712597", "[7720772, 7720773]"),
            "highway": cycled("residential", "['residential', 'unclassified']", "secondary"),
            "maxspeed": cycled("25 mph", "['25 mph', '35 mph']", None), "oneway": cycled(False, True),
            "reversed": cycled("False", "[False, True]"), "length": LENGTHS, "lanes": cycled("2", None),
            "speed_kph": cycled(40.2, 48.3, 56.7), "travel_time": [4.1 + k for k in range(ROWS)],
        },
        None,
        {"from": "u", "to": "v", "length_m": "length", "speed_kmh": "speed_kph", "oneway": "oneway",
         "class": "highway"},
    ),
    "county centrelines": (
        {
            "OBJECTID": range(ROWS), "FULLNAME": cycled("MAIN ST", "OAK AVE", "1ST ST"),
            "L_F_ADD": cycled(1, 101), "L_T_ADD": cycled(99, 199), "SPEEDLIMIT": cycled(25, 35, 45, 65),
            "ONEWAY": cycled("FT", "TF", "B", None), "F_ELEV": cycled(0, 0, 1), "T_ELEV": cycled(0, 1, 0),
            "ROADCLASS": cycled("Local", "Arterial"), "Shape_Leng": LENGTHS,
        },
        "line",
        {"speed_mph": "SPEEDLIMIT", "oneway": "ONEWAY", "level_from": "F_ELEV", "level_to": "T_ELEV"},
    ),
    "TIGER edges": (
        {
            "TLID": range(110_000, 110_000 + ROWS), "TNIDF": U, "TNIDT": V,
            "MTFCC": cycled("S1400", "S1200"), "FULLNAME": cycled("Main St", "Oak Ave"),
            "LFROMADD": cycled("100", "200"), "LTOADD": cycled("198", "298"),
        },
        "line",
        {"from": "TNIDF", "to": "TNIDT"},
    ),
    "AequilibraE": (
        {
            "link_id": range(ROWS), "a_node": U, "b_node": V, "direction": cycled(0, 1),
            "distance": LENGTHS, "modes": cycled("ct"), "link_type": cycled("residential", "primary"),
            "speed_ab": cycled(50, 60, 100, 30), "speed_ba": cycled(50, 60, None, 80),
            "capacity_ab": cycled(900), "lanes_ab": cycled(1, 2), "lanes_ba": cycled(1, 2),
        },
        None,
        {"from": "a_node", "to": "b_node", "length_m": "distance", "speed_kmh": "speed_ab",
         "back_speed_kmh": "speed_ba", "oneway": "direction", "class": "link_type"},
    ),
    "GMNS": (
        {
            "link_id": range(ROWS), "from_node_id": U, "to_node_id": V, "directed": cycled("1", "0"),
            "length": [0.1 + 0.01 * k for k in range(ROWS)], "free_speed": cycled(25, 35, 55),
            "facility_type": cycled("residential", "secondary"), "lanes": cycled(1, 2),
        },
        None,
        {"from": "from_node_id", "to": "to_node_id", "speed_mph": "free_speed", "oneway": "directed",
         "class": "facility_type"},
    ),
    "SUMO": (
        {
            "edge_id": [f"e{k}" for k in range(ROWS)], "edge_from": [f"n{k}" for k in U],
            "edge_to": [f"n{k}" for k in V], "edge_speed": cycled(13.89, 8.33, 27.78),
            "edge_numLanes": cycled(1, 2),
        },
        None,
        {"from": "edge_from", "to": "edge_to", "speed_ms": "edge_speed"},
    ),
    "MATSim": (
        {
            "id": range(ROWS), "from": U, "to": V, "length": LENGTHS,
            "freespeed": cycled(13.888888888888889, 8.333333333333334, 22.22222222222222),
            "capacity": cycled(600.0, 1200.0), "permlanes": cycled(1.0, 2.0), "oneway": cycled(1),
        },
        None,
        {"from": "from", "to": "to", "length_m": "length", "speed_ms": "freespeed", "oneway": "oneway"},
    ),
    "HERE": (
        {
            "LINK_ID": range(ROWS), "REF_IN_ID": U, "NREF_IN_ID": V, "DIR_TRAVEL": cycled("B", "F", "T"),
            "SPEED_CAT": cycled("6", "7", "4"), "FR_SPD_LIM": cycled(50, 30, 100),
            "TO_SPD_LIM": cycled(50, 30, 100), "FUNC_CLASS": cycled("5", "4"), "ST_NAME": cycled("A", "B"),
            "F_ZLEV": cycled(0, 1), "T_ZLEV": cycled(0, 0),
        },
        None,
        {"from": "REF_IN_ID", "to": "NREF_IN_ID", "speed_kmh": "FR_SPD_LIM",
         "back_speed_kmh": "TO_SPD_LIM", "oneway": "DIR_TRAVEL"},
    ),
    "TomTom": (
        {
            "F_JNCTID": U, "T_JNCTID": V, "METERS": LENGTHS, "KPH": cycled(30, 48, 95),
            "ONEWAY": cycled("FT", "TF", None), "FRC": cycled(6, 7), "F_ELEV": cycled(0), "T_ELEV": cycled(0),
        },
        None,
        {"from": "F_JNCTID", "to": "T_JNCTID", "length_m": "METERS", "speed_kmh": "KPH", "oneway": "ONEWAY"},
    ),
    "Esri": (
        {
            "Oneway": cycled("F", "T", "B"), "FT_Minutes": [0.5 + k for k in range(ROWS)],
            "TF_Minutes": [0.6 + k for k in range(ROWS)], "MPH": cycled(25, 35, 55),
        },
        "line",
        {"oneway": "Oneway", "minutes": "FT_Minutes", "back_minutes": "TF_Minutes"},
    ),
    "Geofabrik": (
        {
            "osm_id": [str(k) for k in U], "code": cycled(5122, 5113), "oneway": cycled("B", "F"),
            "fclass": cycled("residential", "primary", "track_grade2", "footway"),
            "maxspeed": cycled(0, 50, 30), "layer": cycled(0, 1, -1),
            "bridge": cycled("F", "T"), "tunnel": cycled("F"),
        },
        "line",
        {"oneway": "oneway", "class": "fclass", "level": "layer", "bridge": "bridge", "tunnel": "tunnel"},
    ),
    "OS Open Roads": (
        {
            "id": [f"A{k:08X}-0" for k in range(ROWS)], "startNode": [f"N{k:X}" for k in U],
            "endNode": [f"N{k:X}" for k in V], "length": cycled(12, 40, 330),
            "roadClassification": cycled("A Road", "Unclassified"), "formOfWay": cycled("Single Carriageway"),
        },
        "line",
        {},
    ),
    "IGN BD TOPO": (
        {
            "ID": [f"TRONROUT{k}" for k in U], "NATURE": cycled("Route à 1 chaussée", "Sentier"),
            "SENS": cycled("Double sens", "Sens direct", "Sens inverse"), "VIT_MOY_VL": cycled(30, 50, 80),
            "POS_SOL": cycled(0, 1),
        },
        "line",
        {"oneway": "SENS", "speed_kmh": "VIT_MOY_VL"},
    ),
    "nothing of streets": (
        {"NAME": cycled("Russian River", "Mark West Creek"), "GNIS_ID": range(ROWS), "FTYPE": cycled(460, 558)},
        "line",
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("maker", MAKERS)
def test_columns_as_their_makers_call_them(maker: str) -> None:
    columns, shapes, expected = MAKERS[maker]
    found = sure(columns, shapes)
    # ids of text are left to a person where a file has no other sign of nodes
    assert {key: name for key, name in found.items() if key in expected} == expected
    assert set(found) - set(expected) <= ({"from", "to"} if maker == "OS Open Roads" else set())


@pytest.mark.parametrize("maker", MAKERS)
def test_each_guess_is_a_key_of_the_region(maker: str) -> None:
    columns, shapes, _ = MAKERS[maker]
    keys = {field.alias or name for name, field in StreetColumns.model_fields.items()}
    for guess in street_columns(profiled(pd.DataFrame(columns)), shapes=shapes):
        for key in (guess.key, *(c for c in guess.choices if str(c).startswith("columns."))):
            assert str(key).removeprefix("columns.") in keys
        assert guess.value in columns
        assert 0 < guess.confidence < 1
        assert guess.why


@pytest.mark.parametrize("maker", MAKERS)
def test_neither_the_order_of_columns_nor_that_of_rows_matters(maker: str) -> None:
    columns, shapes, _ = MAKERS[maker]
    table = pd.DataFrame(columns)
    turned = table[list(reversed(table.columns))].iloc[::-1]
    assert set(street_columns(profiled(table), shapes=shapes)) == set(
        street_columns(profiled(turned), shapes=shapes)
    )


@pytest.mark.parametrize("maker", MAKERS)
def test_files_of_streets_look_like_it(maker: str) -> None:
    columns, shapes, _ = MAKERS[maker]
    looks = looks_like_streets(profiled(pd.DataFrame(columns)), shapes=shapes)
    assert (looks >= 0.5) == (maker != "nothing of streets")
    assert looks_like_streets(profiled(pd.DataFrame(columns)), shapes="polygon") == 0


@pytest.mark.parametrize(
    ("column", "values", "key"),
    [
        ("SPEED", cycled(20, 30, 40, 60), "speed_kmh"),  # multiples of 10 up to 60 are both
        ("speed", cycled(31.7, 44.2, 52.9), "speed_kmh"),  # averages
        ("maxspeed", cycled(25, 35, 55), "speed_mph"),  # OSM's bare numbers are km/h; these look otherwise
        ("KPH", cycled("slow", "fast"), None),
        ("SPEED", cycled(25), "speed_kmh"),
        ("SPEED_MPH", cycled(0, 25, 35), "speed_mph"),  # 0 leaves a street out
        ("SPEED_MPH", cycled(110, 120), "speed_mph"),
        ("ONEWAY", cycled("t", "f"), "oneway"),
        ("ONEWAY", cycled(1, 2), "oneway"),
        ("ONEWAY", cycled("FT", "TF", "N"), "oneway"),
        ("DIRECTION", cycled("N", "S", "E", "W"), None),
        ("direction", cycled(0, 1), None),
        ("travel_time", [3.5 + k for k in range(ROWS)], "seconds"),
        ("length", LENGTHS, "length_m"),
        ("BRIDGE", range(ROWS), None),  # numbers of bridges
        ("F_ELEV", cycled(12.5, 80.1), None),
        ("MTFCC", cycled("S1400", "S1200"), "class"),
        ("POS_SOL", cycled(0, 1, -1), "level"),
    ],
)  # fmt: skip
def test_what_is_unclear_is_left_open(column: str, values: object, key: str | None) -> None:
    assert sure({column: values}, "line") == {}
    assert list(open_ones({column: values}, "line")) == ([] if key is None else [key])


def test_an_unclear_speed_has_the_other_units_as_choices() -> None:
    found = open_ones({"SPEED": cycled(20, 30, 40, 60)}, "line")
    assert found == {"speed_kmh": ("SPEED", "columns.speed_mph", "columns.speed_ms")}


def test_from_and_to_that_are_names_of_cross_streets_are_no_nodes() -> None:
    assert (
        sure({"FROM": cycled("MAIN ST", "OAK AVE"), "TO": cycled("ELM ST", "1ST ST")}, "line") == {}
    )
    # house numbers are called so, too: no number comes back as the end of another street
    numbers = {"FROM": cycled(*range(100, 900, 100)), "TO": cycled(*range(198, 900, 100))}
    assert sure(numbers, "line") == {}
    assert open_ones(numbers, "line") == {}


def test_a_length_of_an_edge_table_is_sure_where_its_maker_is_known() -> None:
    table = {"from": U, "to": V, "length": LENGTHS}
    assert sure(table, None) == {"from": "from", "to": "to"}
    assert open_ones(table, None)["length_m"][0] == "length"
    assert sure({**table, "permlanes": cycled(1, 2)}, None)["length_m"] == "length"


def lines_of(metres: float) -> list[shapely.LineString]:
    """Lines from west to east in UTM zone 10, so long on the ground."""
    grid = 0.9996 * metres
    return [
        shapely.LineString([(5e5, 4.2e6 + 50 * k), (5e5 + grid, 4.2e6 + 50 * k)])
        for k in range(ROWS)
    ]


@pytest.mark.parametrize(
    ("name", "per_metre", "key"),
    [("LEN", 1.0, "length_m"), ("LENGTH", 1 / 0.3048, "length_ft"), ("Distance", 0.001, "length_km"),
     ("SEGLENGTH", 1 / 1609.344, "length_mi"), ("SPAM", 1 / 0.3048, "length_ft")],
)  # fmt: skip
def test_the_lines_tell_the_unit_of_a_length(name: str, per_metre: float, key: str) -> None:
    table = {name: np.full(ROWS, 250 * per_metre) * cycled(0.99, 1.0, 1.01)}
    frame = gpd.GeoDataFrame(table, geometry=lines_of(250), crs=32610)
    assert sure(table, "line", frame) == {key: name}


def test_a_unit_that_the_lines_deny_is_not_believed() -> None:
    table = {"LENGTH_FT": np.full(ROWS, 250.0) * cycled(0.99, 1.0, 1.01)}
    feet = gpd.GeoDataFrame(table, geometry=lines_of(250 * 0.3048), crs=32610)
    assert sure(table, "line", feet) == {"length_ft": "LENGTH_FT"}
    # metres under a name that says feet are metres
    metres = gpd.GeoDataFrame(table, geometry=lines_of(250), crs=32610)
    assert sure(table, "line", metres) == {"length_m": "LENGTH_FT"}
    neither = gpd.GeoDataFrame(table, geometry=lines_of(900), crs=32610)
    assert sure(table, "line", neither) == {}


def test_what_a_map_program_keeps_of_lines_is_no_setting() -> None:
    table = {"Shape_Length": np.full(ROWS, 250.0)}
    assert sure(table, "line", gpd.GeoDataFrame(table, geometry=lines_of(250), crs=32610)) == {}


def test_classes_are_known_under_any_name() -> None:
    table = {
        "field_7": cycled("residential", "tertiary", "motorway_link"),
        "use": cycled("school", "fire"),
    }
    assert sure(table, "line") == {"class": "field_7"}


def test_bridges_are_for_centrelines_only() -> None:
    table = {"u": U, "v": V, "bridge": cycled("yes", None), "layer": cycled(1, None)}
    assert sure(table, "line") == {"from": "u", "to": "v"}
    assert sorted(open_ones(table, "line")) == ["bridge", "level"]
    assert open_ones(table, None) == open_ones(table, "line")


@pytest.mark.parametrize(
    ("table", "shapes", "expected"),
    [
        ({"osmid": range(9), "x": -122.5, "y": 38.4}, "point", {"id": "osmid"}),
        ({"node_id": range(9), "osm_id": range(70, 79)}, "point", {"id": "node_id"}),
        ({"id": range(9), "X": np.arange(9) / 10, "Y": np.arange(9) / 9}, None, {"id": "id", "x": "X", "y": "Y"}),
        ({"node": range(9), "lat": np.arange(9) / 10, "lon": np.arange(9) * 15}, None,
         {"id": "node", "x": "lon", "y": "lat"}),
        # of the same places twice, degrees: nobody can say which grid metres are of
        ({"osmid": range(9), "x": np.arange(9) + 5e5, "y": np.arange(9) + 4e6,
          "lon": np.arange(9) / 10, "lat": np.arange(9) / 10}, None, {"id": "osmid", "x": "lon", "y": "lat"}),
        ({"osmid": range(9), "x": np.arange(9) + 5e5, "y": np.arange(9) + 4e6}, None, {"id": "osmid"}),
    ],
)  # fmt: skip
def test_nodes(table: dict[str, object], shapes: str | None, expected: dict[str, str]) -> None:
    profiles = profiled(pd.DataFrame(table))
    guesses = node_columns(profiles, shapes=shapes)
    assert {g.key.removeprefix("node_columns."): g.value for g in guesses if g.is_sure} == expected
    assert all(g.key.removeprefix("node_columns.") in NodeColumns.model_fields for g in guesses)
    assert looks_like_nodes(profiles, shapes=shapes) >= 0.5


def test_the_edges_tell_which_column_they_refer_to() -> None:
    nodes = profiled(
        pd.DataFrame({"node_id": range(50, 90), "spam": range(40), "eggs": range(90, 130)})
    )
    edges = profiled(pd.DataFrame({"a": [0, 1, 2, 39], "b": [1, 2, 3, 0], "c": [50, 51, 52, 53]}))

    def named(*ends: int) -> list[tuple[str, bool]]:
        found = node_columns(nodes, shapes="point", ends=[edges[k] for k in ends])
        return [(guess.value, guess.is_sure) for guess in found]

    assert named() == [("node_id", True)]
    assert named(0, 1) == [("spam", True)]  # no other column holds 0
    assert named(2) == [("node_id", True)]
    assert named(0, 2) == []


def test_places_with_names_are_no_nodes() -> None:
    table = {"osm_id": range(9), "name": list("abcdefghi"), "amenity": ["school"] * 9}
    assert looks_like_nodes(profiled(pd.DataFrame(table)), shapes="point") < 0.5
    assert looks_like_nodes(profiled(pd.DataFrame({"osmid": range(9)})), shapes="polygon") == 0
    assert looks_like_nodes(profiled(pd.DataFrame({"osmid": range(9)})), shapes=None) == 0


def test_an_empty_table_tells_nothing() -> None:
    empty = profiled(pd.DataFrame({"u": [], "v": [], "length": [], "oneway": []}))
    assert street_columns(empty, shapes=None) == []
    assert node_columns(profiled(pd.DataFrame({"osmid": []}))) == []
    assert looks_like_streets(empty, shapes=None) == 0


REAL = {
    ("bayarea/bayarea_osm_tertiary_edges.csv.gz", None, None): {
        "from": "u", "to": "v", "length_m": "length", "speed_mph": "speed_mph"},
    ("bayarea/santa_rosa_osm_drive_2000m.gpkg", "edges", "line"): {
        "from": "u", "to": "v", "length_m": "length", "speed_mph": "maxspeed", "oneway": "oneway",
        "class": "highway"},
    ("networks/coquimbo_links.parquet", None, "line"): {
        "from": "a_node", "to": "b_node", "length_m": "distance", "speed_kmh": "speed_ab",
        "back_speed_kmh": "speed_ba", "oneway": "direction", "class": "link_type"},
    ("networks/douala_osm_streets.parquet", None, "line"): {"from": "u", "to": "v", "class": "highway"},
    ("networks/wuhan_osm_streets.parquet", None, "line"): {"from": "u", "to": "v", "class": "highway"},
    ("networks/gothenburg_osm_highways.geojson.gz", None, "line"): {
        "speed_kmh": "maxspeed", "oneway": "oneway", "class": "highway", "level": "layer",
        "bridge": "bridge", "tunnel": "tunnel"},
    ("networks/world_highways_edges.parquet", None, None): {"from": "u", "to": "v", "length_km": "km"},
}  # fmt: skip


@pytest.mark.real
@pytest.mark.parametrize("which", REAL, ids=lambda which: str(which[0]))
def test_real_files_of_streets(shared_data, which) -> None:
    path, layer, shapes = which
    frame, _ = read_source(shared_data / path, layer=layer)
    profiles = profiled(frame)
    guesses = street_columns(profiles, shapes=shapes, frame=frame)
    assert {g.key.removeprefix("columns."): g.value for g in guesses if g.is_sure} == REAL[which]
    assert looks_like_streets(profiles, shapes=shapes) >= 0.75
    assert looks_like_nodes(profiles, shapes=shapes) == 0


@pytest.mark.real
@pytest.mark.parametrize(
    ("path", "layer", "shapes", "expected"),
    [
        ("bayarea/bayarea_osm_tertiary_nodes.csv.gz", None, None, {"id": "osmid", "x": "x", "y": "y"}),
        ("bayarea/santa_rosa_osm_drive_2000m.gpkg", "nodes", "point", {"id": "node_id"}),
        ("networks/coquimbo_nodes.parquet", None, "point", {"id": "node_id"}),
        ("networks/world_highways_nodes.parquet", None, None, {"id": "node", "x": "lon", "y": "lat"}),
    ],
)  # fmt: skip
def test_real_files_of_nodes(shared_data, path, layer, shapes, expected) -> None:
    profiles = profiled(read_source(shared_data / path, layer=layer)[0])
    guesses = node_columns(profiles, shapes=shapes)
    assert {g.key.removeprefix("node_columns."): g.value for g in guesses if g.is_sure} == expected
    assert looks_like_nodes(profiles, shapes=shapes) >= 0.75
    assert looks_like_streets(profiles, shapes=shapes) == 0


@pytest.mark.real
@pytest.mark.parametrize(
    ("path", "shapes"),
    [
        ("bayarea/hospitals_hifld.csv", None),
        ("bayarea/law_enforcement_hifld.csv", None),
        ("bayarea/libraries_pls_fy2017.csv", None),
        ("bayarea/public_schools_cde_2018.csv.gz", None),
        ("bayarea/transit_stops_high_frequency_mtc.geojson.gz", "point"),
        ("bayarea/bayarea_taz1454_landuse_2020.csv", None),
        ("bayarea/bayarea_jurisdictions_2020.shp.zip", "polygon"),
    ],
)
def test_other_real_files_are_neither(shared_data, path, shapes) -> None:
    profiles = profiled(read_source(shared_data / path)[0])
    assert looks_like_streets(profiles, shapes=shapes) < 0.5
    assert looks_like_nodes(profiles, shapes=shapes) < 0.5
