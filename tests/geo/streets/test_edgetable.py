from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel.pairs import pairs_within

NODES = {"node_id": ["a", "b", "c"], "node_xy": [(0, 0), (300, 0), (300, 400)]}


def _arcs(network):
    return list(
        zip(
            network.arc_from.tolist(), network.arc_to.tolist(),
            network.arc_ms.tolist(), network.arc_mm.tolist(), strict=True,
        )
    )  # fmt: skip


def test_one_row_is_one_arc():
    network, findings = network_from_edges(
        ["a", "b", "b", "c", "c"], ["b", "a", "c", "c", "a"], [300, 300.0004, 400, 0, 0],
        speed_kmh=[36, 18, 72, 30, 30], **NODES,
    )  # fmt: skip
    assert findings == ()
    assert _arcs(network) == [
        (0, 1, 30_000, 300_000), (1, 0, 60_000, 300_000), (1, 2, 20_000, 400_000), (2, 2, 0, 0), (2, 0, 0, 0),
    ]  # fmt: skip
    assert network.arc_forward.all()
    assert shapely.get_coordinates(network.lines[1]).tolist() == [[300, 0], [0, 0]]


def test_rows_that_cannot_be_used_are_left_out_and_named():
    network, findings = network_from_edges(
        ["a", "x", "a", "a", "a", None], ["b", "b", "y", "b", "b", "b"],
        [300, 1, 1, -1, "long", 5], speed_kmh=36, source="edges.csv", **NODES,
    )  # fmt: skip
    assert _arcs(network) == [(0, 1, 30_000, 300_000)]
    assert [(f.severity, f.source, f.rule, f.item) for f in findings] == [
        ("warning", "edges.csv", "node-unknown", "3 rows from row 2"),
        ("warning", "edges.csv", "length-wrong", "2 rows from row 4"),
    ]
    assert "row 2 ('x'), row 3 ('y'), row 6 ('')" in findings[0].message
    assert "row 4 (-1), row 5 ('long')" in findings[1].message


def test_missing_speeds_are_filled_and_minutes_need_none():
    network, findings = network_from_edges(
        ["a", "b"], ["b", "c"], [300, 400], minutes=[2, None], default_kmh=40, **NODES
    )
    assert network.arc_ms.tolist() == [120_000, 36_000]
    assert [f.rule for f in findings] == ["speed-filled"]


def test_speed_factor_multiplies_speeds():
    fast, _ = network_from_edges(["a"], ["b"], [300], speed_kmh=36, speed_factor=1.5, **NODES)
    assert fast.arc_ms.tolist() == [20_000]


def test_a_oneway_column_opens_the_other_direction_too():
    network, findings = network_from_edges(
        ["a", "b", "c"],
        ["b", "c", "a"],
        [1, 2, 3],
        speed_kmh=36,
        oneway=["no", "yes", "-1"],
        **NODES,
    )
    assert findings == ()
    assert [arc[:2] for arc in _arcs(network)] == [(0, 1), (1, 0), (1, 2), (0, 2)]
    assert network.arc_forward.tolist() == [True, False, True, False]


def test_given_lines_are_used_and_gaps_are_straight():
    bent = shapely.LineString([(0, 0), (0, 50), (300, 0)])
    network, findings = network_from_edges(
        ["x", "a", "a", "a", "a"], ["b"] * 5, [1] * 5, speed_kmh=36,
        lines=[None, bent, None, shapely.MultiLineString([bent]), shapely.Point(0, 0)], **NODES,
    )  # fmt: skip
    straight = shapely.LineString([(0, 0), (300, 0)])
    assert list(network.lines) == [bent, straight, bent, straight]
    assert [f.rule for f in findings] == ["node-unknown", "line-straight"]
    assert "row 3 (None), row 5 ('Point')" in findings[1].message


BENT = shapely.LineString([(0, 0), (100, 50), (300, 0)])


def test_a_line_against_the_direction_of_its_row_is_turned():
    """Both rows of an undirected street hold the same line."""
    network, findings = network_from_edges(
        ["a", "b"], ["b", "a"], [310, 310], speed_kmh=[36, 18], lines=[BENT, BENT], **NODES
    )
    assert findings == ()
    assert shapely.get_coordinates(network.lines[0]).tolist() == [[0, 0], [100, 50], [300, 0]]
    assert shapely.get_coordinates(network.lines[1]).tolist() == [[300, 0], [100, 50], [0, 0]]
    assert _arcs(network) == [(0, 1, 31_000, 310_000), (1, 0, 62_000, 310_000)]


def test_both_rows_with_one_line_give_the_times_of_two_lines():
    def pairs(backward):
        network, _ = network_from_edges(
            ["a", "b"], ["b", "a"], [310, 310], speed_kmh=36, lines=[BENT, backward], **NODES
        )
        on = snap(network, [(0.0, 0.0), (100.0, 50.0)])
        found = pairs_within(network, on, group=[0, 0], owner=[0, 1], limit_ms=600_000)
        return [column.tolist() for column in found]

    assert pairs(BENT) == pairs(shapely.reverse(BENT))
    share = np.hypot(100, 50) / shapely.length(BENT)
    assert pairs(BENT)[2] == [round(31_000 * share)] * 2


def test_a_turned_line_keeps_the_meaning_of_its_one_way_code():
    network, _ = network_from_edges(
        ["b"], ["a"], [310], speed_kmh=36, oneway=["yes"], lines=[BENT], **NODES
    )
    assert [arc[:2] for arc in _arcs(network)] == [(1, 0)]
    assert shapely.get_coordinates(network.lines[0])[0].tolist() == [300, 0]


def test_loops_and_lines_as_near_either_way_stay_as_they_are():
    ring = shapely.LineString([(0, 0), (0, 9), (9, 9), (0, 0)])
    open_loop = shapely.LineString([(1, 0), (0, 9), (0, 1)])
    network, findings = network_from_edges(
        ["a", "a"], ["a", "a"], [30, 30], speed_kmh=36, lines=[ring, open_loop], **NODES
    )
    assert findings == ()
    assert list(network.lines) == [ring, open_loop]


@pytest.mark.parametrize(("off_m", "told"), [(50.0, False), (50.5, True)])
@pytest.mark.parametrize("backward", [False, True])
def test_a_line_away_from_its_nodes_is_told_and_used(off_m, told, backward):
    line = shapely.LineString([(0, off_m), (300, 0)])
    network, findings = network_from_edges(
        ["a", "a"], ["b", "b"], [300, 300], speed_kmh=36, row_numbers=[3, 8], source="edges.gpkg",
        lines=[BENT, shapely.reverse(line) if backward else line], **NODES,
    )  # fmt: skip
    assert list(network.lines) == [BENT, line]
    expected = [("warning", "edges.gpkg", "line-elsewhere", "row 8")] if told else []
    assert [(f.severity, f.source, f.rule, f.item) for f in findings] == expected


def test_rows_are_called_as_in_their_file_and_nodes_are_told_with_theirs():
    given = {"source": "edges.csv", "speed_kmh": 36, "row_numbers": [7, 12]}
    nodes = {"node_id": ["a", "b", None], "node_xy": [(0, 0), (300, 0), (1, 1)]}
    _, findings = network_from_edges(
        ["a", "x"], ["b", "b"], [-1, 5], node_source="nodes.csv", **given, **nodes
    )
    assert [(f.source, f.rule, f.item) for f in findings] == [
        ("nodes.csv", "node-without-place", "row 3"),
        ("edges.csv", "node-unknown", "row 12"),
        ("edges.csv", "length-wrong", "row 7"),
    ]
    _, findings = network_from_edges(["a", "a"], ["b", "b"], [1, 1], **given, **nodes)
    assert findings[0].source == "edges.csv"
    with pytest.raises(UseError, match="row_numbers"):
        network_from_edges(["a"], ["b"], [-1], **given, **nodes)


def test_without_lengths_the_lines_are_measured():
    network, findings = network_from_edges(["a", "x"], ["c", "b"], None, speed_kmh=36, **NODES)
    assert _arcs(network) == [(0, 2, 50_000, 500_000)]
    assert [f.rule for f in findings] == ["node-unknown", "length-measured"]


def test_ids_are_text_and_nodes_without_place_or_repeated_are_told():
    network, findings = network_from_edges(
        pd.Series(["007", "7"], dtype="str"), ["8", "8"], [1, 1], speed_kmh=36,
        node_id=["7", "007", "8", "8", "9"], node_xy=[(7, 7), (0, 7), (9, 9), (8, 8), (np.nan, 0)],
    )  # fmt: skip
    assert network.node_xy[network.arc_from].tolist() == [[0, 7], [7, 7]]
    assert network.node_xy[network.arc_to].tolist() == [[8, 8], [8, 8]]
    assert [f.rule for f in findings] == ["node-without-place", "node-repeated"]


def test_an_empty_table():
    network, findings = network_from_edges([], [], [], node_id=[], node_xy=[])
    assert len(network.arc_ms) == 0
    assert findings == ()


def test_columns_of_different_length_are_refused():
    with pytest.raises(UseError, match="to-nodes"):
        network_from_edges(["a"], [], [], **NODES)
    with pytest.raises(UseError, match="node ids"):
        network_from_edges([], [], [], node_id=["a"], node_xy=[])
    with pytest.raises(UseError, match="lines"):
        network_from_edges(["a"], ["b"], [1], lines=[], **NODES)
