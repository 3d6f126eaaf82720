"""Segments of Overture Maps: which connectors join them, who may use them, and how fast.

The files are made here, with the nested columns that the published schema has.
"""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.files.profiles import profiled
from adjoin.geo.files.sources import common_bounds
from adjoin.geo.streets.overture import holds_segments
from adjoin.geo.streets.overturerules import read_rules
from adjoin.geo.streets.source import Streets, built_networks, read_streets
from adjoin.geo.streets.usualcolumns import looks_like_streets, street_columns

SCOPE = pa.list_(pa.float64())
WHEN = pa.struct([
    ("heading", pa.string()), ("during", pa.string()), ("mode", pa.list_(pa.string())),
    ("using", pa.list_(pa.string())), ("recognized", pa.list_(pa.string())),
])  # fmt: skip
TYPES = {
    "id": pa.string(),
    "geometry": pa.binary(),
    "subtype": pa.string(),
    "class": pa.string(),
    "subclass": pa.string(),
    "connectors": pa.list_(pa.struct([("connector_id", pa.string()), ("at", pa.float64())])),
    "access_restrictions": pa.list_(
        pa.struct([("access_type", pa.string()), ("when", WHEN), ("between", SCOPE)])
    ),
    "speed_limits": pa.list_(
        pa.struct([
            ("max_speed", pa.struct([("value", pa.int32()), ("unit", pa.string())])),
            ("when", WHEN), ("between", SCOPE),
        ])
    ),
    "road_flags": pa.list_(pa.struct([("values", pa.list_(pa.string())), ("between", SCOPE)])),
}  # fmt: skip
#: Some 870 m a hundredth of a degree from west to east, at this latitude.
NORTH = 38.4


def road(
    name: str, xs: list[float], connectors: dict[str, float], **more: object
) -> dict[str, object]:
    """A segment along a parallel, or given as a line."""
    line = shapely.LineString([(-122.6 + x, NORTH) for x in xs])
    return {
        "id": name, "geometry": line, "subtype": "road", "class": "primary",
        "connectors": [{"connector_id": key, "at": at} for key, at in connectors.items()], **more,
    }  # fmt: skip


def written(folder: Path, segments: list[dict[str, object]]) -> Path:
    """The segments as GeoParquet, with lists and records."""
    rows = [{**row, "geometry": shapely.to_wkb(row["geometry"])} for row in segments]
    arrays = [pa.array([row.get(name) for row in rows], kind) for name, kind in TYPES.items()]
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["LineString"]}},
    }
    table = pa.table(dict(zip(TYPES, arrays, strict=True)))
    path = folder / "segment.parquet"
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


def network(
    folder: Path, segments: list[dict[str, object]], mode: str = "drive", **settings: object
):
    """The network of a mode, what is told, and the arcs: from, to, and km/h, by node."""
    path = written(folder, segments)
    streets = Streets.model_validate({"path": path.name, **settings})
    sources = read_streets(streets, base=folder)
    assert [f for f in sources[0].findings if f.severity == "error"] == []
    bounds = common_bounds(sources)
    networks, findings = built_networks(
        streets, sources, [mode], plane=region_plane(bounds), bounds=bounds
    )
    net = networks[mode]
    kmh = np.rint(net.arc_mm / net.arc_ms * 3.6).astype(int).tolist()
    arcs = sorted(zip(net.arc_from.tolist(), net.arc_to.tolist(), kmh, strict=True))
    return arcs, findings, net


def test_segments_meet_at_connectors_that_they_share_and_nowhere_else(tmp_path: Path) -> None:
    across = shapely.LineString([(-122.595, NORTH - 0.01), (-122.595, NORTH + 0.01)])
    over = shapely.LineString(
        [(-122.597, NORTH - 0.01), (-122.597, NORTH), (-122.597, NORTH + 0.01)]
    )
    segments = [
        road("main", [0, 0.003, 0.005, 0.01], {"a": 0.0, "b": 0.5, "c": 1.0}),
        {**road("side", [0, 1], {"d": 0.0, "b": 0.5, "e": 1.0}), "geometry": across},
        # crosses at a vertex of the main road, but without a connector there
        {**road("over", [0, 1], {"f": 0.0, "g": 1.0}), "geometry": over},
    ]
    arcs, findings, net = network(tmp_path, segments)
    joined = {(tail, head) for tail, head, _ in arcs}
    # a b c d e by name are 0 to 4; the bridge is cut off and not among the largest parts
    assert joined == {(0, 1), (1, 0), (1, 2), (2, 1), (1, 3), (3, 1), (1, 4), (4, 1)}
    assert "streets-cut-off" in [f.rule for f in findings]
    # two halves of the main road
    main = net.arc_mm[(net.arc_from == 0) | ((net.arc_from == 1) & (net.arc_to == 2))]
    assert main.min() == pytest.approx(main.max(), abs=2)
    assert main.sum() / 1e6 == pytest.approx(0.8735, abs=0.002)


def test_one_way_speed_and_class(tmp_path: Path) -> None:
    mph = [{"max_speed": {"value": 30, "unit": "mph"}}]
    ring = [
        road("forth", [0, 0.01], {"a": 0, "b": 1}, speed_limits=mph,
             access_restrictions=[{"access_type": "denied", "when": {"heading": "backward"}}]),
        road("back", [0, 0.01], {"a": 0, "b": 1}, speed_limits=[
                {"max_speed": {"value": 80, "unit": "km/h"}},
                {"max_speed": {"value": 60, "unit": "km/h"}, "when": {"heading": "backward"}},
                {"max_speed": {"value": 20, "unit": "km/h"}, "when": {"during": "Mo-Fr 07:00-09:00"}},
                {"max_speed": {"value": 10, "unit": "km/h"}, "when": {"mode": ["hgv"]}}],
             access_restrictions=[{"access_type": "denied", "when": {"heading": "forward"}}]),
        road("link", [0.01, 0.02], {"b": 0, "c": 1}, subclass="link"),
    ]  # fmt: skip
    arcs, _, _ = network(tmp_path, ring)
    assert arcs == [(0, 1, 48), (1, 0, 60), (1, 2, 30), (2, 1, 30)]  # a primary_link: 30 km/h
    on_foot, _, _ = network(tmp_path, ring, "walk")
    # whoever walks goes against one-way streets
    assert {(tail, head) for tail, head, _ in on_foot} == {(0, 1), (1, 0), (1, 2), (2, 1)}
    assert len(on_foot) == 6


def test_a_rule_of_a_part_is_of_that_part(tmp_path: Path) -> None:
    segments = [
        road("long", [0, 0.01, 0.02], {"a": 0.0, "b": 0.5, "c": 1.0},
             speed_limits=[{"max_speed": {"value": 40, "unit": "km/h"}, "between": [0.0, 0.5]},
                           {"max_speed": {"value": 90, "unit": "km/h"}, "between": [0.5, 1.0]}]),
        road("end", [0.02, 0.03], {"c": 0.0, "d": 1.0},
             access_restrictions=[{"access_type": "denied", "between": [0.2, 0.3]}]),
    ]  # fmt: skip
    arcs, _, _ = network(tmp_path, segments)
    assert arcs == [
        (0, 1, 40),
        (1, 0, 40),
        (1, 2, 90),
        (2, 1, 90),
    ]  # nobody passes the barred fifth


def test_what_is_no_street_is_left_out_and_told(tmp_path: Path) -> None:
    segments = [
        road("street", [0, 0.01], {"a": 0.0, "b": 1.0}),
        {
            **road("rail", [0, 0.01], {"a": 0.0, "b": 1.0}),
            "subtype": "rail",
            "class": "standard_gauge",
        },
        road(
            "new", [0, 0.01], {"a": 0, "b": 1}, road_flags=[{"values": ["is_under_construction"]}]
        ),
        road("path", [0.01, 0.02], {"b": 0.0, "c": 1.0}, **{"class": "footway"}),
        road("nowhere", [0.02, 0.03], {"c": 0.0, "d": 1.0}, **{"class": "unknown"}),
    ]
    arcs, findings, _ = network(tmp_path, segments)
    told = {f.rule: (f.severity, f.item) for f in findings}
    assert told["overture-no-roads"] == ("note", "row 2")
    assert told["overture-not-built"] == ("note", "row 3")
    assert told["overture-segments"] == ("note", "")
    assert "speed-filled" in told
    assert {(tail, head) for tail, head, _ in arcs} == {(0, 1), (1, 0)}
    on_foot, _, _ = network(tmp_path, segments, "walk")
    assert {node for tail, _, _ in on_foot for node in (tail,)} == {0, 1, 2, 3}


def test_neither_the_order_of_rows_nor_that_of_connectors_matters(tmp_path: Path) -> None:
    segments = [
        road("one", [0, 0.01], {"a": 0.0, "m": 0.25, "b": 1.0}),
        road("two", [0.01, 0.03], {"b": 0.0, "c": 1.0}),
        road("three", [0.0025, 0.0026], {"m": 0.0, "z": 1.0}),
    ]
    arcs, _, net = network(tmp_path, segments)
    turned = [{**row, "connectors": row["connectors"][::-1]} for row in segments[::-1]]
    again, _, other = network(tmp_path, turned)
    assert again == arcs
    assert other.node_xy.tolist() == net.node_xy.tolist()


def test_an_end_without_a_connector_is_an_end(tmp_path: Path) -> None:
    segments = [
        road("stub", [0, 0.01, 0.02], {"b": 0.5}),
        {**road("none", [0, 0.01], {}), "connectors": None},
        road("other", [0.01, 0.03], {"b": 0.0, "c": 1.0}),
    ]
    arcs, _, _ = network(tmp_path, segments)
    # b and c, then the two ends of the stub; the street without connectors touches nothing
    assert {(tail, head) for tail, head, _ in arcs} == {
        (0, 1),
        (1, 0),
        (0, 2),
        (2, 0),
        (0, 3),
        (3, 0),
    }


def test_settings_for_tables_take_the_segments_as_centrelines(tmp_path: Path) -> None:
    segments = [
        road("one", [0, 0.01], {"a": 0, "b": 1}),
        road("two", [0.01, 0.02], {"x": 0, "y": 1}),
    ]
    arcs, findings, _ = network(tmp_path, segments, columns={"class": "class"})
    assert len(arcs) == 4  # they touch, and meet
    assert "overture-segments" not in [f.rule for f in findings]


def test_cells_that_are_no_json_are_told() -> None:
    assert read_rules({"class": "primary", "access_restrictions": "[{"}).unreadable
    assert read_rules({"class": None, "connectors": ["a"]}).unreadable
    plain = read_rules({"class": "residential", "connectors": None})
    assert (plain.unreadable, plain.connectors, plain.road_class) == (False, [], "residential")


@pytest.mark.parametrize(
    ("rules", "opened"),
    [
        ([], (True, True, True)),
        ([{"access_type": "denied"}], (False, False, False)),
        ([{"access_type": "denied", "when": {"mode": ["motor_vehicle"]}}], (False, False, True)),
        ([{"access_type": "denied", "when": {"mode": ["foot"]}}], (True, True, False)),
        ([{"access_type": "denied", "when": {"mode": ["hgv"]}}], (True, True, True)),
        ([{"access_type": "denied", "when": {"during": "Sa-Su"}}], (True, True, True)),
        ([{"access_type": "denied"}, {"access_type": "allowed", "when": {"using": ["at_destination"]}}],
         (True, True, True)),
        ([{"access_type": "denied"}, {"access_type": "allowed", "when": {"recognized": ["as_private"]}}],
         (False, False, False)),
        ([{"access_type": "denied"}, {"access_type": "designated", "when": {"mode": ["foot", "bicycle"]}}],
         (False, False, True)),
        ([{"access_type": "denied", "when": {"heading": "forward", "mode": ["vehicle"]}}],
         (False, True, True)),
    ],
)  # fmt: skip
def test_who_is_let_in(rules: list[dict[str, object]], opened: tuple[bool, bool, bool]) -> None:
    read = read_rules({"class": "primary", "access_restrictions": rules})
    assert tuple(read.opened(who, 0.0, 1.0) for who in ("along", "against", "foot")) == opened


def test_segments_are_recognised(tmp_path: Path) -> None:
    path = written(tmp_path, [road("street", [0, 0.01], {"a": 0.0, "b": 1.0})])
    frame = read_streets(Streets(path=path.name), base=tmp_path)[0].rows
    assert holds_segments(frame)
    profiles = profiled(frame)
    assert looks_like_streets(profiles, shapes="line") >= 0.9
    assert street_columns(profiles, shapes="line", frame=frame) == []
    assert not holds_segments(frame.drop(columns="subtype"))
    assert not holds_segments(frame.assign(connectors="2"))
    assert not holds_segments(gpd.GeoDataFrame(geometry=frame.geometry))


def test_pieces_keep_the_shape_of_their_segment(tmp_path: Path) -> None:
    bent = shapely.LineString([(-122.6, 38.4), (-122.59, 38.4), (-122.59, 38.41), (-122.58, 38.41)])
    at = {
        "a": 0.0,
        "b": 0.2,
        "c": bent.project(shapely.Point(-122.59, 38.41)) / bent.length,
        "d": 1.0,
    }
    _, _, net = network(tmp_path, [{**road("bent", [0, 1], at), "geometry": bent}])
    vertices = shapely.get_num_coordinates(net.lines).tolist()
    # cut inside the first leg, and about at the second bend
    assert vertices == [2, 3, 2] or vertices == [2, 3, 3]
    (_, _, whole) = network(
        tmp_path, [{**road("bent", [0, 1], {"a": 0, "d": 1}), "geometry": bent}]
    )
    together = shapely.line_merge(shapely.MultiLineString(net.lines.tolist()))
    assert together.hausdorff_distance(whole.lines[0]) < 0.01
    assert together.length == pytest.approx(whole.lines[0].length, rel=1e-9)


def test_no_road_at_all_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, [{**road("rail", [0, 0.01], {"a": 0.0, "b": 1.0}), "subtype": "rail"}])
    streets = Streets(path=path.name)
    sources = read_streets(streets, base=tmp_path)
    bounds = common_bounds(sources)
    _, findings = built_networks(
        streets, sources, ["drive"], plane=region_plane(bounds), bounds=bounds
    )
    assert [f.rule for f in findings if f.severity == "error"] == ["streets-unusable"]
