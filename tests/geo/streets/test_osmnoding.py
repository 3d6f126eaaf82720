"""Networks out of small OpenStreetMap files, worked out by hand."""

from __future__ import annotations

import gzip
import importlib.util
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import UseError
from adjoin.geo.streets.network import largest_parts
from adjoin.geo.streets.osmnoding import osm_streets
from adjoin.geo.streets.streetrows import StreetRows, driving, on_foot

_SPEC = importlib.util.spec_from_file_location(
    "osm_texts", Path(__file__).with_name("osm_texts.py")
)
texts = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(texts)

BOUNDS = (-0.1, -0.1, 0.2, 0.1)
PLANE = region_plane(BOUNDS)

STREET = {"highway": "residential", "maxspeed": "36"}


def streets(path: Path, **options: object) -> tuple[StreetRows, dict[str, str]]:
    """The streets, and the messages by rule."""
    rows, findings = osm_streets(path, plane=PLANE, bounds=BOUNDS, source=path.name, **options)
    return rows, {finding.rule: finding.message for finding in findings}


def ends(rows: StreetRows) -> list[tuple[int, int]]:
    return list(zip(rows.tail.tolist(), rows.head.tolist(), strict=True))


def test_ways_are_cut_where_they_share_a_node_and_nowhere_else(tmp_path: Path):
    # 1-2-3-4 crossed at 3 by 5-3-6; 2 is a bend of one way only
    nodes = {1: (0, 0), 2: (0.01, 0), 3: (0.02, 0), 4: (0.03, 0), 5: (0.02, 0.01), 6: (0.02, -0.01)}
    path = texts.write_xml(
        tmp_path / "a.osm", nodes, [(10, [1, 2, 3, 4], STREET), (11, [5, 3, 6], STREET)]
    )
    rows, told = streets(path)
    # nodes by id without the bend: 1, 3, 4, 5, 6
    assert ends(rows) == [(0, 1), (1, 2), (3, 1), (1, 4)]
    assert shapely.get_num_coordinates(rows.lines).tolist() == [3, 2, 2, 2]
    # 0.01 degrees of the equator is 1,113.2 m, of the meridian 1,105.7 m; 36 km/h is 10 m/s
    assert rows.length_mm[:2] == pytest.approx([2_226_390, 1_113_195], rel=1e-4)
    assert rows.length_mm[2] == pytest.approx(1_105_743, rel=1e-4)
    assert rows.along_ms == pytest.approx(rows.length_mm / 10)
    assert rows.against_ms == pytest.approx(rows.along_ms)
    assert rows.walk.all()
    assert told == {}


def test_lines_run_from_tail_to_head(tmp_path: Path):
    nodes = {1: (0, 0), 2: (0.01, 0.01), 3: (0.02, 0)}
    rows, _ = streets(texts.write_xml(tmp_path / "a.osm", nodes, [(1, [3, 2, 1], STREET)]))
    start, end = (shapely.get_coordinates(shapely.get_point(rows.lines, k)) for k in (0, -1))
    assert np.array_equal(start, rows.node_xy[rows.tail])
    assert np.array_equal(end, rows.node_xy[rows.head])


def test_a_way_that_only_walkers_use_cuts_a_street_as_well(tmp_path: Path):
    nodes = texts.row_of_nodes(1, 2, 3) | {4: (0.01, 0.01)}
    ways = [(1, [1, 2, 3], STREET), (2, [2, 4], {"highway": "footway"})]
    rows, _ = streets(texts.write_xml(tmp_path / "a.osm", nodes, ways))
    assert ends(rows) == [(0, 1), (1, 2), (1, 3)]
    assert np.isnan(rows.along_ms).tolist() == [False, False, True]
    assert len(driving(rows).arc_ms) == 4
    assert len(on_foot(rows).arc_ms) == 6


def test_without_the_ways_of_walkers_cars_take_the_same_time(tmp_path: Path):
    nodes = texts.row_of_nodes(1, 2, 3) | {4: (0.01, 0.01)}
    ways = [(1, [1, 2, 3], STREET), (2, [2, 4], {"highway": "footway"})]
    path = texts.write_xml(tmp_path / "a.osm", nodes, ways)
    rows, _ = streets(path, only_cars=True)
    assert ends(rows) == [(0, 1)]
    assert rows.along_ms.sum() == pytest.approx(np.nansum(streets(path)[0].along_ms))


def test_a_way_that_nobody_uses_cuts_nothing(tmp_path: Path):
    nodes = texts.row_of_nodes(1, 2, 3) | {4: (0.01, 0.01)}
    ways = [(1, [1, 2, 3], STREET), (2, [2, 4], {"highway": "service", "access": "private"})]
    rows, told = streets(texts.write_xml(tmp_path / "a.osm", nodes, ways))
    assert ends(rows) == [(0, 1)]
    assert told["osm-closed"].startswith("1 of 2 ways are closed to cars and walkers")


def test_a_closed_way_is_a_loop_at_its_own_node_and_a_roundabout_runs_one_way(tmp_path: Path):
    nodes = {1: (0, 0), 2: (0.01, 0), 3: (0.01, 0.01), 4: (0.05, 0)}
    ring = STREET | {"junction": "roundabout"}
    rows, _ = streets(
        texts.write_xml(tmp_path / "a.osm", nodes, [(1, [1, 2, 3, 1], ring), (2, [2, 4], STREET)])
    )
    # cut where it begins and where the street leaves it
    assert ends(rows) == [(0, 1), (1, 0), (1, 2)]
    assert np.isnan(rows.against_ms).tolist() == [True, True, False]
    alone, _ = streets(texts.write_xml(tmp_path / "b.osm", nodes, [(1, [1, 2, 3, 1], STREET)]))
    assert ends(alone) == [(0, 0)]


def test_a_way_that_meets_itself_is_cut_there(tmp_path: Path):
    nodes = {1: (0, 0), 2: (0.01, 0), 3: (0.02, 0), 4: (0.02, 0.01)}
    rows, _ = streets(texts.write_xml(tmp_path / "a.osm", nodes, [(1, [1, 2, 3, 4, 2], STREET)]))
    assert ends(rows) == [(0, 1), (1, 1)]


def test_nodes_at_one_place_are_joined_by_their_id_only(tmp_path: Path):
    nodes = {1: (0, 0), 2: (0.01, 0), 3: (0.01, 0), 4: (0.02, 0)}
    rows, _ = streets(
        texts.write_xml(tmp_path / "a.osm", nodes, [(1, [1, 2], STREET), (2, [3, 4], STREET)])
    )
    assert largest_parts(driving(rows))[1].parts_left_out == 1


def test_a_node_given_twice_in_a_row_is_one(tmp_path: Path):
    nodes = texts.row_of_nodes(1, 2, 3)
    rows, _ = streets(texts.write_xml(tmp_path / "a.osm", nodes, [(1, [1, 2, 2, 3], STREET)]))
    assert ends(rows) == [(0, 1)]


def test_cars_reach_a_barrier_from_both_sides_and_walkers_pass_it(tmp_path: Path):
    nodes = texts.row_of_nodes(1, 2, 3)
    path = texts.write_xml(
        tmp_path / "a.osm", nodes, [(1, [1, 2, 3], STREET)], tags={2: {"barrier": "bollard"}}
    )
    rows, told = streets(path)
    # node 2 twice: once for each side, joined on foot
    assert ends(rows) == [(0, 1), (3, 2), (1, 3)]
    assert np.array_equal(rows.node_xy[1], rows.node_xy[3])
    assert rows.length_mm[2] == 0
    assert len(driving(rows).arc_ms) == 4
    assert largest_parts(driving(rows))[1].nodes_left_out == 2
    assert largest_parts(on_foot(rows))[1].nodes_left_out == 0
    assert told["osm-barriers"].startswith("1 barriers stop cars")


def test_a_barrier_where_three_streets_meet_parts_them_all(tmp_path: Path):
    nodes = texts.row_of_nodes(1, 2, 3) | {4: (0.01, 0.01)}
    path = texts.write_xml(
        tmp_path / "a.osm",
        nodes,
        [(1, [1, 2, 3], STREET), (2, [2, 4], STREET)],
        tags={2: {"barrier": "block"}},
    )
    rows, _ = streets(path)
    assert len(rows.node_xy) == 6
    assert largest_parts(driving(rows), min_nodes=2)[1].parts_used == 3
    assert largest_parts(on_foot(rows))[1].parts_used == 1


def test_a_gate_and_a_bollard_on_a_footpath_change_nothing(tmp_path: Path):
    nodes = texts.row_of_nodes(1, 2, 3, 4, 5)
    path = texts.write_xml(
        tmp_path / "a.osm",
        nodes,
        [(1, [1, 2, 3], STREET), (2, [3, 4, 5], {"highway": "footway"})],
        tags={2: {"barrier": "gate"}, 4: {"barrier": "bollard"}},
    )
    rows, told = streets(path)
    assert ends(rows) == [(0, 1), (1, 2)]
    assert "osm-barriers" not in told


def test_a_ferry_takes_its_time_whatever_its_length_and_is_shared_by_length(tmp_path: Path):
    # 1-2-3 by ferry, 2,226 m and 1,113 m; a pier at 2
    nodes = {1: (0, 0), 2: (0.02, 0), 3: (0.03, 0), 4: (0.02, 0.01)}
    ferry = {"route": "ferry", "motor_vehicle": "yes", "duration": "00:30"}
    path = texts.write_xml(tmp_path / "a.osm", nodes, [(1, [1, 2, 3], ferry), (2, [2, 4], STREET)])
    rows, told = streets(path)
    assert rows.along_ms[:2] == pytest.approx([1_200_000, 600_000], rel=1e-6)
    assert rows.walk.tolist() == [False, False, True]
    assert "osm-ferries" in told
    fast, _ = streets(path, speed_factor=2)
    assert fast.along_ms == pytest.approx(rows.along_ms / 2)


def test_a_ferry_that_does_not_say_goes_at_five_kilometres_an_hour(tmp_path: Path):
    ferry = {"route": "ferry", "motor_vehicle": "yes"}
    path = texts.write_xml(tmp_path / "a.osm", texts.row_of_nodes(1, 2), [(1, [1, 2], ferry)])
    rows, told = streets(path)
    assert rows.along_ms[0] == pytest.approx(rows.length_mm[0] / 1000 / 5 * 3600)
    assert told["ferry-speed"].startswith("1 of 1 ways are ferries without a duration")


def test_a_street_of_more_than_a_day_is_closed_to_cars_and_told(tmp_path: Path):
    path = texts.write_xml(tmp_path / "a.osm", texts.row_of_nodes(1, 2), [(7, [1, 2], STREET)])
    rows, told = streets(path, speed_factor=0.001)
    assert np.isnan(rows.along_ms).all()
    assert rows.walk.all()
    assert "row 7 (1.1)" in told["arc-over-24-hours"]


def test_turn_restrictions_are_counted(tmp_path: Path):
    path = texts.write_xml(
        tmp_path / "a.osm",
        texts.row_of_nodes(1, 2),
        [(1, [1, 2], STREET)],
        relations=[
            {"type": "restriction", "restriction": "no_left_turn"},
            {"type": "restriction", "restriction:motorcar": "no_u_turn"},
            {"type": "multipolygon", "restriction": "no"},
        ],
    )
    _, told = streets(path)
    assert told["turn-restrictions"].startswith("2 turn restrictions are not obeyed")


def test_of_a_clipped_way_the_runs_of_nodes_that_are_there_are_kept(tmp_path: Path):
    # 3 and 6 are not in the file: 1-2, 4-5, and 7 alone
    nodes = texts.row_of_nodes(1, 2, 4, 5, 7)
    path = texts.write_xml(tmp_path / "a.osm", nodes, [(1, [1, 2, 3, 4, 5, 6, 7], STREET)])
    rows, told = streets(path)
    assert ends(rows) == [(0, 1), (2, 3)]
    assert told["osm-clipped"].startswith("1 ways lack 2 nodes")


def test_negative_ids_are_ids(tmp_path: Path):
    nodes = {-1: (0, 0), 2: (0.01, 0), -3: (0.02, 0)}
    path = texts.write_xml(
        tmp_path / "a.osm", nodes, [(-10, [-1, 2], STREET), (-11, [2, -3, -99], STREET)]
    )
    rows, told = streets(path)
    # nodes by id: -3, -1, 2; ways by id: -11, -10
    assert ends(rows) == [(2, 0), (1, 2)]
    assert told["osm-clipped"].startswith("1 ways lack 1 nodes")


def test_of_several_versions_the_newest_is_used_and_deleted_ways_are_told(tmp_path: Path):
    nodes = "".join(f'<node id="{k}" lon="0.0{k}" lat="0"/>' for k in (1, 2, 3))
    way = (
        '<way id="5" version="{}"{}><nd ref="1"/><nd ref="{}"/><tag k="highway" v="service"/></way>'
    )
    deleted = '<way id="6" version="2" visible="false"></way>'
    path = tmp_path / "a.osm"
    ways = way.format(2, "", 3) + way.format(1, "", 2) + deleted
    path.write_text(f'<osm version="0.6">{nodes}{ways}</osm>', encoding="utf-8")
    rows, told = streets(path)
    assert len(rows.lines) == 1
    assert rows.length_mm[0] == pytest.approx(2_226_390, rel=1e-4)
    assert "older versions (1)" in told["osm-versions"]


def crossroads(path: Path, **options: object) -> Path:
    """A file with some of everything."""
    nodes = {
        1: (0, 0), 2: (0.01, 0), 3: (0.02, 0), 4: (0.03, 0), 5: (0.02, 0.01), 6: (0.02, -0.01),
        7: (0.03, 0.01), 8: (0.04, 0.01),
    }  # fmt: skip
    ways = [
        (10, [1, 2, 3, 4], {"highway": "primary", "name": "A, B = C % D @ E\u00e4", "maxspeed": "30 mph"}),
        (11, [5, 3, 6], STREET | {"oneway": "-1"}),
        (12, [5, 7, 4], {"highway": "footway"}),
        (13, [7, 8], {"route": "ferry", "motor_vehicle": "yes", "duration": "PT10M"}),
        (14, [6, 99], STREET),
        (15, [1, 6], {"building": "yes"}),
    ]  # fmt: skip
    return texts.write_xml(
        path, nodes, ways, tags={2: {"barrier": "bollard"}},
        relations=[{"type": "restriction", "restriction": "no_u_turn"}], **options,
    )  # fmt: skip


def assert_same(one: tuple[StreetRows, object], other: tuple[StreetRows, object]) -> None:
    for name, left, right in zip(StreetRows._fields, one[0], other[0], strict=True):
        if name == "lines":
            assert shapely.equals_exact(left, right).all()
        else:
            assert np.array_equal(left, right, equal_nan=name.endswith("_ms")), name
    assert one[1] == other[1]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_objects_does_not_matter(tmp_path: Path, seed: int):
    whole = streets(crossroads(tmp_path / "a.osm"))
    assert len(whole[0].lines) > 5
    assert_same(whole, streets(crossroads(tmp_path / "b.osm", seed=seed)))


@pytest.mark.parametrize("ending", ["b.osm.pbf", "B.OSM.PBF", "b.pbf", "b.osm.bz2", "b.osm.gz"])
def test_packed_and_binary_files_give_the_same(tmp_path: Path, ending: str):
    plain = crossroads(tmp_path / "a.osm")
    packed = tmp_path / ending
    if ending.endswith(".gz"):
        packed.write_bytes(gzip.compress(plain.read_bytes()))
    else:
        kind = "pbf" if ending.lower().endswith("pbf") else "osm.bz2"
        file = osmium.io.File(str(packed), kind)
        with osmium.SimpleWriter(file) as writer, osmium.io.Reader(str(plain)) as reader:
            osmium.apply(reader, writer)
    assert_same(streets(plain), streets(packed))


def test_a_factor_must_be_positive(tmp_path: Path):
    with pytest.raises(UseError, match="speed_factor"):
        streets(crossroads(tmp_path / "a.osm"), speed_factor=0)
