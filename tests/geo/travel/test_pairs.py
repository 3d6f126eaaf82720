from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.network import Network, network_of_streets
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel import shortestpaths
from adjoin.geo.travel.costs import LIMIT_MS
from adjoin.geo.travel.graph import search_graph
from adjoin.geo.travel.pairs import pairs_within, times_for
from hypothesis import given, settings
from hypothesis import strategies as st


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


split_streets, small_worlds = _beside("split_streets"), _beside("small_worlds")
_made, _CASE = small_worlds.made, small_worlds.CASE

LONG = 10**9
ENGINES = ("scipy", "buckets", "hierarchy")


def _all_pairs(network, snapped, limit=LIMIT_MS, engines=ENGINES):
    """The same answer of every engine."""
    points = len(snapped.snapped)
    codes = {"group": np.zeros(points, int), "owner": np.arange(points)}
    answers = [
        _table(pairs_within(network, snapped, **codes, limit_ms=limit, engine=engine))
        for engine in engines
    ]
    assert all(answer == answers[0] for answer in answers)
    return answers[0]


def _table(pairs):
    keys = zip(pairs.i.tolist(), pairs.j.tolist(), strict=True)
    assert list(keys) == sorted(zip(pairs.i.tolist(), pairs.j.tolist(), strict=True))
    return {
        (i, j): (ms, mm)
        for i, j, ms, mm in zip(*(column.tolist() for column in pairs), strict=True)
    }


def _row(*, both=True, **options):
    """Streets a-b-c-d of 600 m each at 36 km/h (a minute each), in a row."""
    names = "abcd"
    tails, heads = list("abc"), list("bcd")
    if both:
        tails, heads = tails + heads, heads + tails
    network, findings = network_from_edges(
        tails, heads, [600] * len(tails), node_id=list(names),
        node_xy=[(600.0 * k, 0.0) for k in range(4)], speed_kmh=36, **options,
    )  # fmt: skip
    assert findings == ()
    return network


def test_access_part_path_part_access():
    network = _row()
    points = snap(network, [(150.0, 25.0), (1500.0, 50.0), (300.0, 0.0)])
    # 25 m at 30 km/h 3 s, 450 m 45 s, 600 m 60 s, 300 m 30 s, 50 m 6 s
    assert _all_pairs(network, points) == {
        (0, 1): (144_000, 1_425_000),
        (1, 0): (144_000, 1_425_000),
        (0, 2): (18_000, 175_000),
        (2, 0): (18_000, 175_000),
        (1, 2): (126_000, 1_250_000),
        (2, 1): (126_000, 1_250_000),
    }


def test_a_oneway_street_is_not_travelled_back():
    network = _row(both=False)
    points = snap(network, [(150.0, 0.0), (450.0, 0.0), (1500.0, 0.0)])
    assert _all_pairs(network, points) == {
        (0, 1): (30_000, 300_000),
        (0, 2): (135_000, 1_350_000),
        (1, 2): (105_000, 1_050_000),
    }
    ms, mm = times_for(network, points, [1, 0, 0], [0, 1, 0])
    assert (ms.tolist(), mm.tolist()) == ([-1, 30_000, 0], [-1, 300_000, 0])


def test_round_the_block_competes_with_the_way_along_the_street():
    # a-b takes 100 s; b-a round the other side 10 s, so from 90 % back to 10 % is quick
    network, _ = network_from_edges(
        ["a", "b"], ["b", "a"], [1000, 50], minutes=[100 / 60, 10 / 60], node_id=["a", "b"],
        node_xy=[(0, 0), (1000, 0)],
        lines=[None, shapely.LineString([(1000, 0), (500, 900), (0, 0)])],
    )  # fmt: skip
    points = snap(network, [(100.0, -9.0), (900.0, -9.0)])
    leg_ms, leg_mm = 2 * 1080, 18_000
    assert _all_pairs(network, points) == {
        (0, 1): (80_000 + leg_ms, 800_000 + leg_mm),
        (1, 0): (10_000 + 10_000 + 10_000 + leg_ms, 250_000 + leg_mm),
    }


def test_a_quicker_way_round_wins_over_the_same_street():
    # both ways between a and b: 1 h along the street, 1 min round it
    bend = shapely.LineString([(0, 0), (50, 900), (100, 0)])
    network, _ = network_from_edges(
        ["a", "b", "a", "b"], ["b", "a", "b", "a"], [100, 100, 900, 900],
        minutes=[60, 60, 1, 1], node_id=["a", "b"], node_xy=[(0, 0), (100, 0)],
        lines=[None, None, bend, bend.reverse()],
    )  # fmt: skip
    points = snap(network, [(0.0, 0.0), (1.0, -1.0), (99.0, -1.0)])
    times = _all_pairs(network, points)
    assert times[1, 2] == (2 * 36_000 + 60_000 + 2 * 120, 902_000 + 2_000)
    assert times[0, 2] == (36_000 + 60_000 + 120, 901_000 + 1_000)


def test_near_points_keep_their_order_where_the_times_are_equal():
    # 1 cm apart on an arc of 10 ms: both lie at 5 ms
    network, _ = network_from_edges(
        ["a", "b"], ["b", "a"], [100, 100], minutes=[10 / 60_000, 1], node_id=["a", "b"],
        node_xy=[(0, 0), (100, 0)],
        lines=[None, shapely.LineString([(100, 0), (50, 50), (0, 0)])],
    )  # fmt: skip
    points = snap(network, [(50.00, -9.0), (50.01, -9.0)])
    assert points.in_ms.tolist() == [5, 5]
    times = _all_pairs(network, points)
    assert times[0, 1] == (2 * 1080, 10 + 18_000)
    assert times[1, 0] == (2 * 1080 + 60_010, 200_000 - 10 + 18_000)


def test_among_equal_times_the_shorter_way_gives_the_metres():
    network, _ = network_from_edges(
        ["a", "a"], ["b", "b"], [900, 700], minutes=[1, 1], node_id=["a", "b"],
        node_xy=[(0, 0), (600, 0)],
    )  # fmt: skip
    points = snap(network, [(0, 0), (600, 0)])
    assert _all_pairs(network, points) == {(0, 1): (60_000, 700_000)}


def test_nothing_travels_through_a_point():
    # a point between two one-way streets that do not meet: 1 mm apart, it lies on both
    network, _ = network_from_edges(
        ["a", "c"], ["b", "d"], [100, 100], speed_kmh=36, node_id=list("abcd"),
        node_xy=[(0, 0), (100, 0), (100.001, 0), (200, 0)],
    )  # fmt: skip
    points = snap(network, [(100.0005, 1.0), (0.0, 0.0), (200.0, 0.0)])
    assert (points.point == 0).sum() == 2
    assert set(_all_pairs(network, points)) == {(1, 0), (0, 2)}


def test_groups_owners_limits_and_sources():
    network = _row()
    points = snap(network, [(100.0 * k, 0.0) for k in range(6)])
    codes = {"group": [0, 0, 0, 2, 2, 2], "owner": [1, 1, 2, 5, 6, 6]}
    # 10 s between neighbours
    pairs = pairs_within(network, points, **codes, limit_ms=[10_000, 0, 20_000])
    assert set(_table(pairs)) == {(1, 2), (2, 1), (3, 4), (4, 3), (3, 5), (5, 3)}
    pairs = pairs_within(network, points, **codes, limit_ms=[20_000, 0, 9_999], sources=[2])
    assert set(_table(pairs)) == {(2, 0), (2, 1)}
    assert _table(pairs_within(network, points, group=[0] * 6, owner=[0] * 6, limit_ms=LONG)) == {}


def test_the_limit_is_inclusive_to_the_millisecond():
    network = _row()
    points = snap(network, [(150.0, 25.0), (1500.0, 50.0)])
    assert set(_all_pairs(network, points, 144_000)) == {(0, 1), (1, 0)}
    assert _all_pairs(network, points, 143_999) == {}


@pytest.mark.parametrize(
    "times",
    [
        [1000, 86_400_000, 86_400_000, 1000],  # the longest arcs by car: two add up to 48 h
        [1000, LIMIT_MS, LIMIT_MS + 1, LIMIT_MS + 2, 7],
        [1000, 2**27, 1000, 500],
        [9, 2**31 - 1, 2**29 + 7, 9],  # weeks on foot
    ],
)
def test_streets_that_take_days_are_exact_or_out_of_reach(times):
    nodes = len(times) + 1
    network = network_of_streets(
        np.array([shapely.LineString([(k, 0), (k + 1, 0)]) for k in range(nodes - 1)]),
        np.arange(nodes - 1), np.arange(1, nodes), node_xy=[(k, 0) for k in range(nodes)],
        arc_ms=times, arc_mm=[5000] * (nodes - 1), along=[True] * (nodes - 1),
        against=[True] * (nodes - 1),
    )  # fmt: skip
    points = snap(network, [(k + 0.125, 0) for k in range(nodes - 1)] + [(nodes - 1, 0)])
    expected = _expected(network, points)
    for limit in (LIMIT_MS, LIMIT_MS - 1, 5000):
        within = {pair: t for pair, t in expected.items() if t[0] <= limit}
        assert _all_pairs(network, points, limit) == within
    i, j = np.array(list(expected)).T
    for engine in ENGINES:
        ms, mm = times_for(network, points, i, j, first_limit_ms=1000, engine=engine)
        answer = list(zip(ms.tolist(), mm.tolist(), strict=True))
        assert answer == list(expected.values())
    # beyond the limit of compiled searches, one that does not pack answers
    far = pairs_within(
        network, points, group=np.zeros(nodes, int), owner=range(nodes), limit_ms=2**40
    )
    assert _table(far) == expected
    for engine in ENGINES[1:]:
        with pytest.raises(UseError, match="too long for"):
            _all_pairs(network, points, LIMIT_MS + 1, [engine])


def test_points_off_the_streets_have_no_times():
    network = _row()
    points = snap(network, [(0.0, 0.0), (0.0, 1500.0), (600.0, 0.0)])
    assert set(_all_pairs(network, points)) == {(0, 2), (2, 0)}
    ms, mm = times_for(network, points, [0, 1, 1], [1, 0, 1])
    assert (ms.tolist(), mm.tolist()) == ([-1] * 3, [-1] * 3)


def test_points_of_another_network_are_refused():
    network = _row()
    points = snap(network, [(100.0, 0.0)])
    for other in (_row(speed_factor=0.5), _row(both=False, speed_factor=2)):
        with pytest.raises(UseError, match="another network"):
            pairs_within(other, points, group=[0], owner=[0], limit_ms=1)
        with pytest.raises(UseError, match="another network"):
            times_for(other, points, [], [])
    with pytest.raises(UseError, match="one of each a pair"):
        times_for(network, points, [0, 0], [0])


def test_no_points_and_no_streets():
    network = _row()
    points = snap(network, np.zeros((0, 2)))
    assert _table(pairs_within(network, points, group=[], owner=[], limit_ms=1)) == {}
    empty, _ = network_from_edges([], [], [], node_id=[], node_xy=[])
    nowhere = snap(empty, [(0, 0), (1, 1)])
    assert _all_pairs(empty, nowhere) == {}
    assert times_for(empty, nowhere, [0], [1])[0].tolist() == [-1]


# ---- laws and the independent answer ---------------------------------------------------------


def _expected(network, snapped):
    graph = split_streets.split_graph(network, snapped)
    return {
        (i, j): times
        for i in range(len(snapped.snapped))
        for j, times in split_streets.split_times(graph, i).items()
    }


@settings(max_examples=300, deadline=None)
@given(_CASE)
def test_no_millisecond_from_the_answer_on_split_streets(case):
    nodes, streets, places = case
    network = _made(nodes, streets)
    snapped = snap(network, np.array(places) * 100, max_snap_m=150)
    expected = _expected(network, snapped)
    assert _all_pairs(network, snapped) == expected
    for limit in sorted({ms for ms, _ in expected.values()})[:4]:  # at the boundary and below it
        for at in (limit, limit - 1):
            if at >= 0:
                within = {pair: t for pair, t in expected.items() if t[0] <= at}
                assert _all_pairs(network, snapped, at) == within
    points = range(len(places))
    i, j = np.array([(a, b) for a in points for b in points if a != b]).T
    for first, engine in ((None, "scipy"), (0, "buckets"), (500, "hierarchy"), (500, "scipy")):
        ms, mm = times_for(network, snapped, i, j, first_limit_ms=first, engine=engine)
        answer = [expected.get(pair, (-1, -1)) for pair in zip(i.tolist(), j.tolist(), strict=True)]
        assert list(zip(ms.tolist(), mm.tolist(), strict=True)) == answer


@settings(max_examples=60, deadline=None)
@given(_CASE, st.randoms())
def test_the_order_of_streets_and_points_changes_nothing(case, random):
    nodes, streets, places = case
    order, rows = list(range(len(places))), list(streets)
    random.shuffle(order)
    random.shuffle(rows)
    xy = np.array(places) * 100
    one, two = _made(nodes, streets), _made(nodes, rows)
    times = _all_pairs(two, snap(two, xy[order]))
    renamed = {(order[i], order[j]): t for (i, j), t in times.items()}
    assert renamed == _all_pairs(one, snap(one, xy))


@settings(max_examples=60, deadline=None)
@given(_CASE, st.integers(0, 200_000), st.integers(0, 200_000))
def test_a_longer_limit_only_adds_pairs(case, a, b):
    nodes, streets, places = case
    network = _made(nodes, streets)
    snapped = snap(network, np.array(places) * 100)
    few, more = (_all_pairs(network, snapped, limit) for limit in sorted((a, b)))
    assert few.items() <= more.items()


@settings(max_examples=60, deadline=None)
@given(_CASE)
def test_two_way_streets_take_as_long_back_and_scale(case):
    nodes, streets, places = case
    # eighths of even times are whole: rounding takes no side
    network = _made(nodes, [{**s, "ways": (True, True), "bend": None} for s in streets])
    points = len(places)
    arc = np.arange(points) % (len(network.arc_ms) // 2) * 2
    eighth = np.array([int(abs(x) * 7) % 9 for x, _ in places]) / 8
    both = np.column_stack([arc, arc + 1]).ravel()
    fraction = np.column_stack([eighth, 1 - eighth]).ravel()
    zero = np.zeros(points, dtype=np.int64)
    base = snap(network, np.zeros((points, 2)))

    def placed(scale):
        grown = replace(network, arc_ms=network.arc_ms * scale, arc_mm=network.arc_mm * scale)
        in_ms, in_mm = (
            (whole[both] * fraction).astype(np.int64) for whole in (grown.arc_ms, grown.arc_mm)
        )
        return grown, replace(
            base, point=np.repeat(np.arange(points), 2), arc=both, fraction=fraction, in_ms=in_ms,
            in_mm=in_mm, out_ms=grown.arc_ms[both] - in_ms, out_mm=grown.arc_mm[both] - in_mm,
            access_ms=zero, access_mm=zero, snapped=zero == 0,
        )  # fmt: skip

    times = _all_pairs(*placed(8))
    assert times == {(j, i): t for (i, j), t in times.items()}
    assert _all_pairs(*placed(24)) == {pair: (3 * ms, 3 * mm) for pair, (ms, mm) in times.items()}


def test_pieces_of_the_sources_change_nothing(monkeypatch):
    rng = np.random.default_rng(7)
    xy = rng.uniform(0, 5000, (40, 2))
    tail, head = rng.integers(0, 40, (2, 160))
    network, _ = network_from_edges(
        tail.astype(str), head.astype(str), rng.integers(0, 3000, 160), speed_kmh=50,
        node_id=np.arange(40).astype(str), node_xy=xy,
    )  # fmt: skip
    snapped = snap(network, rng.uniform(0, 5000, (50, 2)), max_snap_m=np.inf)
    whole = _all_pairs(network, snapped, 300_000)
    assert len(whole) > 500
    expected = {p: t for p, t in _expected(network, snapped).items() if t[0] <= 300_000}
    assert whole == expected
    monkeypatch.setattr(shortestpaths, "_DENSE", 120)
    assert isinstance(network, Network)
    assert shortestpaths.sources_at_once(search_graph(network)) == 3
    assert _all_pairs(network, snapped, 300_000, ["scipy"]) == whole
