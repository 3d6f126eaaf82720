from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.streets.centrelines import network_from_lines, streets_from_lines
from hypothesis import given
from hypothesis import strategies as st


def _line(*xy):
    return shapely.LineString(xy)


def _arcs(network):
    return list(zip(network.arc_from.tolist(), network.arc_to.tolist(), strict=True))


def test_lines_meet_within_the_tolerance_and_no_farther():
    lines = [_line((0, 0), (100, 0)), _line((100.5, 0), (200, 0)), _line((200.51, 0), (300, 0))]
    network, findings = network_from_lines(lines, speed_kmh=36, oneway=["yes"] * 3)
    assert findings == ()
    assert _arcs(network) == [(0, 1), (1, 2), (3, 4)]
    assert network.node_xy.tolist() == [[0, 0], [100, 0], [200, 0], [200.51, 0], [300, 0]]
    assert network.arc_ms.tolist() == [10_000, 9_950, 9_949]
    exact, _ = network_from_lines(lines, speed_kmh=36, join_m=0)
    assert len(exact.node_xy) == 6


def test_a_line_without_code_is_two_way_and_an_unbroken_crossing_is_told():
    lines = [_line((0, 0), (10, 0)), _line((5, -5), (5, 5)), _line((7, 0), (7, 9))]
    network, findings = network_from_lines(lines, speed_kmh=36)
    assert len(network.node_xy) == 6
    assert len(network.arc_ms) == 8
    assert [(f.severity, f.rule) for f in findings] == [
        ("note", "lines-cut"),
        ("warning", "crossings-kept"),
    ]
    assert findings[0].message == "lines are cut at 1 end of others and at 0 common vertices"
    assert findings[1].message.startswith(
        "1 crossing without a common vertex left unconnected, beside 6 nodes, as of over- and "
    )
    joined, findings = network_from_lines(lines, speed_kmh=36, crossings="join")
    assert (len(joined.node_xy), len(joined.arc_ms)) == (7, 12)
    assert [f.rule for f in findings] == ["lines-cut", "crossings-joined"]


def test_a_column_of_bridges_makes_the_other_crossings_junctions():
    lines = [_line((0, 0), (20, 0)), _line((5, -5), (5, 5)), _line((7, -9), (7, 9))]
    given = {"bridge": [None, "yes", None], "speed_kmh": 36}
    streets, findings = streets_from_lines(lines, **given)
    assert [f.rule for f in findings] == ["crossings-joined", "crossings-by-level"]
    assert streets.length_mm.tolist() == [7000, 13_000, 10_000, 9000, 9000]
    kept, findings = streets_from_lines(lines, crossings="keep", **given)
    assert len(kept.lines) == 3
    assert [f.rule for f in findings] == ["crossings-by-level", "crossings-kept"]
    _, findings = streets_from_lines(lines, level=["up", 1, 0], speed_kmh=36)
    assert findings[0].rule == "level-unreadable"


def test_time_length_and_class_stay_with_the_pieces():
    lines = [_line((0, 0), (10, 0)), _line((4, 0), (4, 5)), _line((0, 50), (10, 50))]
    streets, _ = streets_from_lines(
        lines,
        minutes=[10, 5, 1],
        back_minutes=[20, None, None],
        length_m=[1000, 50, 10],
        road_class=["residential", "footway", "motorway"],
    )
    assert streets.along_ms[:2].tolist() == [240_000, 360_000]
    assert streets.against_ms[:2].tolist() == [480_000, 720_000]
    assert np.isnan(streets.along_ms).tolist() == [False, False, True, False]
    assert streets.length_mm.tolist() == [400_000, 600_000, 50_000, 10_000]
    assert streets.walk.tolist() == [True, True, True, False]


def test_a_row_that_is_left_out_cuts_nothing():
    lines = [_line((0, 0), (10, 0)), _line((4, 0), (4, 5)), _line((6, 0), (6, 5))]
    classes = [None, None, "construction"]
    streets, _ = streets_from_lines(lines, speed_kmh=[36, -1, 36], road_class=classes)
    assert list(streets.lines) == lines[:1]


def test_parts_share_length_and_minutes_of_their_row():
    multi = shapely.MultiLineString([[(0, 0), (30, 0)], [(50, 0), (80, 0), (80, 60)]])
    network, _ = network_from_lines([multi], length_m=[240], oneway=["yes"], speed_kmh=36)
    assert network.arc_mm.tolist() == [60_000, 180_000]
    assert network.arc_ms.tolist() == [6_000, 18_000]
    timed, _ = network_from_lines([multi], minutes=[2], oneway=["-1"])
    assert timed.arc_ms.tolist() == [30_000, 90_000]
    assert _arcs(timed) == [(1, 0), (3, 2)]


def test_what_is_no_line_is_left_out_and_named():
    with np.errstate(invalid="ignore"):
        broken = shapely.from_wkt("LINESTRING (0 0, 1 nan)")
    network, findings = network_from_lines(
        [
            None,
            shapely.LineString(),
            shapely.Point(0, 0),
            broken,
            shapely.LineString([(0, 0, 7), (100, 0, 9)]),
            _line((0, 0), (1, 0)),
            _line((0, 0), (1, 0)),
        ],
        length_m=[1, 1, 1, 1, None, -1, "x"],
    )
    assert _arcs(network) == [(0, 1), (1, 0)]
    assert not shapely.has_z(network.lines).any()
    assert list(network.lines) == [_line((0, 0), (100, 0))]
    assert [f.rule for f in findings] == [
        "not-a-line",
        "length-wrong",
        "length-measured",
        "speed-filled",
    ]
    assert "row 1 ('None'), row 2 ('LineString'), row 3 ('Point'), row 4" in findings[0].message
    assert network.arc_ms.tolist() == [9_000, 9_000]  # 100 m at 40 km/h


def test_rows_are_called_as_in_the_file():
    lines = [None, _line((0, 0), (9, 0)), _line((0, 0), (9, 0)), _line((0, 0), (9, 0))]
    _, findings = network_from_lines(
        lines,
        length_m=[1, -1, 1, 1],
        speed_kmh=[1, 1, "fast", 1],
        oneway=["no", "no", "no", "odd"],
        row_numbers=[11, 25, 37, 40],
    )
    assert [(f.rule, f.item) for f in findings] == [
        ("not-a-line", "row 11"),
        ("length-wrong", "row 25"),
        ("speed-unreadable", "row 37"),
        ("oneway-unknown", "row 40"),
    ]


def test_loops_and_lines_without_length_are_harmless():
    network, findings = network_from_lines(
        [
            _line((0, 0), (10, 10), (0, 10), (0, 0)),
            _line((5, 25), (5, 25)),
            _line((0, 0), (0, -0.2)),
        ],
        speed_kmh=36,
        oneway=["yes"] * 3,
    )
    assert findings == ()
    assert _arcs(network) == [(0, 0), (1, 1), (0, 0)]
    assert network.arc_mm.tolist() == [34_142, 0, 200]


def test_nothing_at_all():
    network, findings = network_from_lines([])
    assert len(network.arc_ms) == 0
    assert len(network.node_xy) == 0
    assert findings == ()


def test_a_negative_tolerance_is_refused():
    with pytest.raises(UseError, match="join_m"):
        network_from_lines([], join_m=-1)


_PLACE = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda p: (p[0] * 0.3, p[1] * 0.3))


@given(st.lists(st.tuples(_PLACE, _PLACE), min_size=1, max_size=12), st.randoms())
def test_the_order_of_the_rows_changes_nothing(ends, random):
    rows = list(range(len(ends)))
    random.shuffle(rows)
    lines = np.array([_line(*pair) for pair in ends], dtype=object)
    speeds = np.arange(len(ends)) + 20
    one, told = streets_from_lines(lines, speed_kmh=speeds)
    two, told_two = streets_from_lines(lines[rows], speed_kmh=speeds[rows])
    assert told == told_two
    assert one.node_xy.tolist() == two.node_xy.tolist()

    def described(streets):
        columns = (streets.tail, streets.head, streets.along_ms, streets.length_mm)
        return sorted(zip(*(column.tolist() for column in columns), strict=True))

    assert described(one) == described(two)


@given(st.lists(_PLACE, min_size=1, max_size=20))
def test_two_ends_are_one_node_exactly_when_a_chain_joins_them(places):
    # lines without length have no inside that an end could lie at
    network, _ = network_from_lines([_line(place, place) for place in places], speed_kmh=36)
    label = list(range(len(places)))
    for _ in places:  # spread the smallest label along chains
        for a, p in enumerate(places):
            for b, q in enumerate(places):
                if np.hypot(p[0] - q[0], p[1] - q[1]) <= 0.5:
                    label[a] = label[b] = min(label[a], label[b])
    node = network.arc_from[::2]
    for a in range(len(places)):
        for b in range(len(places)):
            assert (node[a] == node[b]) == (label[a] == label[b])
