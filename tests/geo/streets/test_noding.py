"""Lines cut where they meet: small layouts by hand, and laws over any lines."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.streets.levels import read_levels
from adjoin.geo.streets.noding import noded
from hypothesis import given
from hypothesis import strategies as st


def _lines(*rows):
    return np.array([shapely.LineString(row) for row in rows], dtype=object)


def _found(*rows, levels=None, **options):
    if levels is not None:
        levels, _ = read_levels(len(rows), **levels)
    return noded(_lines(*rows), levels=levels, **options)


def _streets(found):
    """(line, place of the start, place of the end) of each piece."""
    places = [tuple(np.round(xy, 6).tolist()) for xy in found.node_xy]
    ends = zip(found.of.tolist(), found.tail.tolist(), found.head.tolist(), strict=True)
    return [(of, places[tail], places[head]) for of, tail, head in ends]


CROSS = ([(0, 0), (10, 0)], [(4, -5), (4, 5)])


def test_a_cross_is_kept_or_joined_as_asked():
    kept = _found(*CROSS)
    assert (len(kept.lines), len(kept.node_xy), kept.met) == (2, 4, (0, 0, 0, 1, 0))
    joined = _found(*CROSS, crossings="join")
    assert joined.met == (0, 0, 1, 0, 0)
    assert _streets(joined) == [
        (0, (0, 0), (4, 0)),
        (0, (4, 0), (10, 0)),
        (1, (4, -5), (4, 0)),
        (1, (4, 0), (4, 5)),
    ]
    assert joined.share.tolist() == [0.4, 0.6, 0.5, 0.5]


def test_a_line_that_is_not_cut_is_the_same_object():
    lines = _lines([(0, 0), (10, 0)], [(4, 0.3), (4, 5)])
    found = noded(lines)
    assert found.lines[-1] is lines[1]


def test_an_end_at_the_inside_of_a_line_cuts_it_within_the_tolerance():
    found = _found([(0, 0), (10, 0)], [(4, 0.5), (4, 5)], [(7, 0.51), (7, 5)])
    assert found.met == (0, 1, 0, 0, 0)
    assert _streets(found)[:3] == [
        (0, (0, 0), (4, 0)),
        (0, (4, 0), (10, 0)),
        (1, (4, 0), (4, 5)),
    ]
    # the node stands at the smaller of the two ends that meet
    assert len(found.node_xy) == 6


def test_an_end_within_the_tolerance_of_an_inner_vertex_cuts_there_once():
    bent = [(0, 0), (5, 5), (10, 0)]
    found = _found(bent, [(5, 5.4), (5, 20)])
    assert _streets(found) == [
        (0, (0, 0), (5, 5)),
        (0, (5, 5), (10, 0)),
        (1, (5, 5), (5, 20)),
    ]
    # beside the vertex the foot is on the nearer of both legs, and only there
    beside = _found(bent, [(4.9, 5.1), (4, 20)])
    assert [of for of, *_ in _streets(beside)] == [0, 0, 1]
    assert shapely.distance(beside.lines[0], shapely.Point(4.9, 5.1)) == pytest.approx(0.02**0.5)


def test_an_end_beside_the_end_of_a_line_does_not_cut_it():
    found = _found([(0, 0), (10, 0)], [(9.8, 0.2), (9.8, 5)], [(0.1, 0), (-5, 0)])
    assert found.of.tolist() == [0, 1, 2]
    assert found.met.ends == 0
    assert len(found.node_xy) == 4


def test_an_overshoot_within_the_tolerance_is_an_end_and_no_crossing():
    found = _found([(0, 0), (10, 0)], [(4, -0.3), (4, 5)])
    assert found.met == (0, 1, 0, 0, 0)
    assert found.of.tolist() == [0, 0, 1]
    assert len(found.node_xy) == 4


@pytest.mark.parametrize(
    ("levels", "over"),
    [
        ({"bridge": ["yes", None]}, 1),
        ({"bridge": ["F", "T"]}, 1),
        ({"bridge": ["no", "tunnel"]}, 1),
        # two bridges, one above the other as in an interchange
        ({"bridge": ["yes", "viaduct"]}, 1),
        ({"bridge": ["yes", "viaduct"], "level": [1, 1]}, 0),
        # a bridge cannot be below the ground
        ({"bridge": ["yes", "yes"], "level": [-1, -1]}, 1),
        ({"tunnel": ["culvert", "building_passage"]}, 0),
        ({"tunnel": ["yes", "no"]}, 1),
        ({"level": [1, 0]}, 1),
        ({"level": ["-1", None]}, 1),
        ({"level": [2, 2]}, 0),
        ({"level": [1, 2], "bridge": ["yes", "yes"]}, 1),
        ({"level_from": [1, 0], "level_to": [1, 0]}, 1),
        ({"level_from": [0, 0], "level_to": [0, 0]}, 0),
        # a ramp is at no level that anybody knows
        ({"level_from": [0, 0], "level_to": [1, 0]}, 1),
        # ends on the ground and a bridge between them
        ({"level_from": [0, 0], "level_to": [0, 0], "bridge": ["yes", "no"]}, 1),
    ],
)
def test_levels_decide_what_a_crossing_is(levels, over):
    found = _found(*CROSS, levels=levels, crossings="join")
    assert found.met == (0, 0, 1 - over, 0, over)
    assert len(found.lines) == (2 if over else 4)


def test_a_common_vertex_is_a_junction_unless_levels_say_otherwise():
    cross = ([(0, 0), (4, 0), (10, 0)], [(4, -5), (4, 0), (4, 5)])
    found = _found(*cross)
    assert (found.met, len(found.lines), len(found.node_xy)) == ((1, 0, 0, 0, 0), 4, 5)
    bridge = _found(*cross, levels={"bridge": ["yes", "no"]})
    assert (bridge.met, len(bridge.lines), len(bridge.node_xy)) == ((0, 0, 0, 0, 1), 2, 4)


def test_a_vertex_that_nothing_leaves_at_is_no_junction():
    twice = [(0, 0), (4, 0), (10, 0)]
    found = _found(twice, twice[::-1], [(2, 2), (2, 2), (3, 3)])
    assert (found.met, len(found.lines), len(found.node_xy)) == ((0, 0, 0, 0, 0), 3, 4)


def test_the_ends_of_a_bridge_meet_the_street_and_its_inside_does_not():
    ground = [(0, 0), (10, 0)]
    bridge = [(0, 3), (10, 3)]
    levels = {"bridge": [None, "yes", None, "yes"]}
    # a street from the ground up to below the bridge; a bridge that lands on the street
    found = _found(ground, bridge, [(4, 0), (4, 3)], [(6, 0), (6, -9)], levels=levels)
    assert found.of.tolist() == [0, 0, 0, 1, 2, 3]
    assert found.met == (0, 2, 0, 0, 0)
    assert (4, 3) in {end for _, _, end in _streets(found)}


def test_ends_of_different_grades_are_two_nodes_at_one_place():
    rows = ([(0, 0), (5, 0)], [(5, 0), (10, 0)], [(5, -5), (5, 0)], [(5, 0), (5, 5)])
    found = _found(*rows, levels={"level_from": [0, 0, 1, 1], "level_to": [0, 0, 1, 1]})
    assert len(found.node_xy) == 6
    assert found.head[0] == found.tail[1] != found.head[2] == found.tail[3]
    assert found.node_xy[found.head[0]].tolist() == found.node_xy[found.head[2]].tolist()
    # a ramp comes down from the one to the other
    ramp = _found(*rows, levels={"level_from": [0, 0, 1, 1], "level_to": [1, 0, 1, 0]})
    assert ramp.head[0] == ramp.head[2] != ramp.tail[1]


def test_three_lines_through_one_place_share_one_node():
    rows = ([(0, 0), (10, 0)], [(5, -5), (5, 5)], [(0, -5), (10, 5)])
    found = _found(*rows, crossings="join")
    assert found.met == (0, 0, 1, 0, 0)
    assert (len(found.lines), len(found.node_xy)) == (6, 7)


def test_lines_on_top_of_each_other_part_where_the_overlap_ends():
    found = _found([(0, 0), (10, 0)], [(4, 0), (15, 0)])
    assert _streets(found) == [
        (0, (0, 0), (4, 0)),
        (0, (4, 0), (10, 0)),
        (1, (4, 0), (10, 0)),
        (1, (10, 0), (15, 0)),
    ]


def test_a_line_that_crosses_itself():
    eight = [(0, 0), (10, 0), (10, 5), (5, 5), (5, -5)]
    assert _found(eight).met.kept == 1
    found = _found(eight, crossings="join")
    assert _streets(found) == [
        (0, (0, 0), (5, 0)),
        (0, (5, 0), (5, 0)),
        (0, (5, 0), (5, -5)),
    ]
    assert found.share.tolist() == [5 / 30, 20 / 30, 5 / 30]


def test_a_line_that_ends_on_itself():
    found = _found([(0, 0), (10, 0), (10, 5), (5, 5), (5, 0.2)])
    assert [of for of, *_ in _streets(found)] == [0, 0]
    assert found.head[0] == found.tail[1] == found.head[1]


def test_a_crossing_beside_a_vertex_of_both_is_a_common_vertex():
    rows = ([(0, 0), (5, 0.0004), (10, 0)], [(5, -5), (5.0003, 0), (5, 5)])
    found = _found(*rows)
    assert found.met == (1, 0, 0, 0, 0)
    assert (len(found.lines), len(found.node_xy)) == (4, 5)


def test_nothing_and_lines_without_length():
    found = noded(np.zeros(0, dtype=object))
    assert (len(found.lines), found.node_xy.shape, found.met) == (0, (0, 2), (0, 0, 0, 0, 0))
    found = _found([(1, 1), (1, 1)], [(0, 1), (3, 1)])
    assert found.share.sum() == 2
    assert found.tail[0] == found.head[0] == found.head[1]


def test_wrong_options_are_refused():
    for join_m in (-1, np.nan, np.inf):
        with pytest.raises(UseError, match="join_m"):
            _found(*CROSS, join_m=join_m)
    with pytest.raises(UseError, match="crossings"):
        _found(*CROSS, crossings="cut")


# ---- laws ------------------------------------------------------------------------------------

_PLACE = st.tuples(st.integers(0, 6), st.integers(0, 6))
_NEAR = _PLACE.map(lambda place: (place[0] * 0.3, place[1] * 0.3))
_LEVEL = st.integers(-1, 1)


def _rows(place):
    return st.lists(st.lists(place, min_size=2, max_size=4), min_size=1, max_size=7)


def _key(found, rows, turned):
    """Pieces with their nodes, each as its row runs, whatever the order and direction."""
    nodes = found.node_xy.tolist()
    keys = []
    for piece, of, share, tail, head in zip(
        found.lines, found.of, found.share, found.tail, found.head, strict=True
    ):
        xy = shapely.get_coordinates(piece).tolist()
        ends = (tuple(nodes[tail]), int(tail)), (tuple(nodes[head]), int(head))
        if turned[of]:
            xy, ends = xy[::-1], ends[::-1]
        keys.append((rows[of], xy, ends, pytest.approx(share)))
    return sorted(keys, key=lambda key: key[:3])


@given(
    st.one_of(_rows(_PLACE), _rows(_NEAR)),
    st.sampled_from(["join", "keep"]),
    st.data(),
)
def test_the_order_and_the_direction_of_the_rows_change_nothing(rows, crossings, data):
    level = data.draw(st.lists(_LEVEL, min_size=len(rows), max_size=len(rows)))
    order = data.draw(st.permutations(range(len(rows))))
    turned = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    one = _found(*rows, levels={"level": level}, crossings=crossings)
    other_rows = [rows[k][::-1] if turned[k] else rows[k] for k in order]
    other = _found(*other_rows, levels={"level": [level[k] for k in order]}, crossings=crossings)
    assert one.met == other.met
    assert one.node_xy.tolist() == other.node_xy.tolist()
    same = _key(one, list(range(len(rows))), [False] * len(rows))
    assert _key(other, list(order), [turned[k] for k in order]) == same


@given(st.one_of(_rows(_PLACE), _rows(_NEAR)), st.sampled_from(["join", "keep"]))
def test_the_pieces_of_a_line_are_the_line(rows, crossings):
    lines = _lines(*rows)
    found = noded(lines, crossings=crossings)
    assert found.of.tolist() == sorted(found.of.tolist())
    np.testing.assert_allclose(np.bincount(found.of, weights=found.share), 1)
    assert len(found.node_xy) == len(set(found.tail.tolist()) | set(found.head.tolist()))
    for k, line in enumerate(lines):
        pieces = [shapely.get_coordinates(piece) for piece in found.lines[found.of == k]]
        for before, after in itertools.pairwise(pieces):
            assert before[-1].tolist() == after[0].tolist()
        assert sum(shapely.length(found.lines[found.of == k])) == pytest.approx(line.length)
        # the vertices of the line are all there, in their order
        walked = iter(np.concatenate(pieces).tolist())
        vertices = [place for place, _ in itertools.groupby(shapely.get_coordinates(line).tolist())]
        assert all(place in walked for place in vertices)


@given(_rows(_PLACE))
def test_ways_are_those_of_the_lines_noded_as_a_whole(rows):
    lines = _lines(*rows)
    found = noded(lines, join_m=1e-6, crossings="join")
    ours = nx.Graph()
    for piece, tail, head in zip(
        found.lines, found.tail.tolist(), found.head.tolist(), strict=True
    ):
        known = ours.get_edge_data(tail, head, {"m": np.inf})["m"]
        ours.add_edge(tail, head, m=min(known, piece.length))
    whole = nx.Graph()
    for piece in shapely.get_parts(shapely.node(shapely.multilinestrings(lines))):
        a, *_, b = (tuple(np.round(xy, 6)) for xy in shapely.get_coordinates(piece))
        known = whole.get_edge_data(a, b, {"m": np.inf})["m"]
        whole.add_edge(a, b, m=min(known, piece.length))
    at = {tuple(np.round(xy, 6)): node for node, xy in enumerate(found.node_xy)}
    ends = {tuple(map(float, row[which])) for row in rows if row[0] != row[-1] for which in (0, -1)}
    for start in ends & set(whole):
        metres = nx.single_source_dijkstra_path_length(ours, at[start], weight="m")
        expected = nx.single_source_dijkstra_path_length(whole, start, weight="m")
        for end in ends & set(whole):
            assert metres.get(at[end]) == pytest.approx(expected.get(end), abs=1e-4)
