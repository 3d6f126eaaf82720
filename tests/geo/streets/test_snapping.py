from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.network import network_of_streets
from adjoin.geo.streets.snapping import snap, unsnapped_findings
from hypothesis import given
from hypothesis import strategies as st


def _network(lines, *, ms=1000, mm=10_000, against=True):
    """Streets of their own nodes; snapping reads no nodes."""
    lines = np.array(lines, dtype=object)
    one = np.ones(len(lines))
    ends = np.arange(2 * len(lines)).reshape(-1, 2)
    return network_of_streets(
        lines, ends[:, 0], ends[:, 1], node_xy=np.zeros((2 * len(lines), 2)), arc_ms=one * ms,
        arc_mm=one * mm, along=one, against=one * against,
    )  # fmt: skip


def test_both_directions_of_a_line_and_their_offsets():
    network = _network([shapely.LineString([(0, 0), (100, 0)])], ms=1001, mm=100_000)
    points = snap(network, [(25.0, 30.0)])
    assert points.arc.tolist() == [0, 1]
    assert points.fraction.tolist() == [0.25, 0.75]
    # 1001 ms x 0.25 = 250.25 and x 0.75 = 750.75
    assert (points.in_ms.tolist(), points.out_ms.tolist()) == ([250, 751], [751, 250])
    assert (points.in_mm.tolist(), points.out_mm.tolist()) == ([25_000, 75_000], [75_000, 25_000])
    # 30 m at 30 km/h
    assert (points.access_ms.tolist(), points.access_mm.tolist()) == ([3600], [30_000])
    assert snap(network, [(25.0, 30.0)], access_kmh=4.8).access_ms.tolist() == [22_500]


def test_both_rows_of_a_street_and_all_edges_at_a_corner():
    network, _ = network_from_edges(
        ["a", "b", "b", "c", "d"], ["b", "a", "c", "d", "a"], [1] * 5, speed_kmh=36,
        node_id=list("abcd"), node_xy=[(0, 0), (100, 0), (100, 100), (0, 100)],
    )  # fmt: skip
    points = snap(network, [(40.0, 10.0), (120.0, -20.0), (50.0, 50.0)])
    found = {k: points.arc[points.point == k].tolist() for k in range(3)}
    assert found == {0: [0, 1], 1: [0, 1, 2], 2: [0, 1, 2, 3, 4]}
    assert points.fraction[points.point == 1].tolist() == [1.0, 0.0, 0.0]


def test_a_millimetre_farther_is_as_near_and_more_is_not():
    lines = [shapely.LineString([(0, y), (10, y)]) for y in (0.0, 20.0)]
    network = _network(lines, against=False)
    near = snap(network, [(5, 10.0), (5, 10 - 0.0004), (5, 10 - 0.0006), (5, 10 + 0.0006)])
    streets = [network.arc_street[near.arc[near.point == k]].tolist() for k in range(4)]
    assert streets == [[0, 1], [0, 1], [0], [1]]


def test_the_cap_is_inclusive_and_beyond_it_there_is_no_number():
    network = _network([shapely.LineString([(0, 0), (100, 0)])])
    points = snap(network, [(0, 50.0), (0, 50.001), (np.nan, 0), (50.0, 0)], max_snap_m=50)
    assert points.snapped.tolist() == [True, False, False, True]
    np.testing.assert_array_equal(points.snap_m, [50, 50.001, np.nan, 0])
    assert np.unique(points.point).tolist() == [0, 3]
    assert points.access_ms.tolist() == [6000, 0, 0, 0]
    told = unsnapped_findings(points, ["p", "q", "r", "s"], max_snap_m=50, source="f.csv")
    assert [(f.severity, f.source, f.item, f.rule) for f in told] == [
        ("warning", "f.csv", "q", "not-on-streets"),
        ("warning", "f.csv", "r", "not-on-streets"),
    ]
    assert "nearest: 50 m" in told[0].message
    assert (
        len(unsnapped_findings(points, "pqrs", max_snap_m=50, source="f", chosen=[1, 0, 1, 1])) == 1
    )


def test_streets_without_arcs_are_not_there():
    lines = [shapely.LineString([(0, 0), (10, 0)]), shapely.LineString([(0, 9), (10, 9)])]
    one = np.ones(2)
    network = network_of_streets(
        np.array(lines, dtype=object), [0, 2], [1, 3], node_xy=np.zeros((4, 2)), arc_ms=one,
        arc_mm=one, along=[False, True], against=[False, False],
    )  # fmt: skip
    points = snap(network, [(5, 1)])
    assert points.snap_m.tolist() == [8]
    assert network.arc_street[points.arc].tolist() == [1]


def test_no_streets_or_no_points():
    assert np.isnan(snap(_network([]), [(0, 0)]).snap_m).all()
    assert not snap(_network([]), [(0, 0)]).snapped.any()
    points = snap(_network([shapely.LineString([(0, 0), (1, 0)])]), np.zeros((0, 2)))
    assert (points.point.size, points.snapped.size) == (0, 0)


def test_a_street_without_length_is_met_at_its_start():
    network, _ = network_from_edges(
        ["a"], ["a"], [100], speed_kmh=36, node_id=["a"], node_xy=[(3, 4)]
    )
    points = snap(network, [(0, 0)])
    assert (points.snap_m.tolist(), points.in_ms.tolist(), points.out_ms.tolist()) == (
        [5],
        [0],
        [10_000],
    )


def test_the_order_of_the_points_changes_nothing_and_a_few_are_met_as_many_are():
    rng = np.random.default_rng(7)
    ends = rng.uniform(0, 9000, (600, 2))
    network = _network(
        shapely.linestrings(np.stack([ends, ends + rng.normal(0, 200, (600, 2))], axis=1))
    )
    places = rng.uniform(-4000, 13_000, (800, 2))
    places[::50] = np.nan
    order = rng.permutation(800)
    one, two = (snap(network, xy, max_snap_m=700) for xy in (places, places[order]))
    for name in ("snap_m", "snapped", "access_ms"):
        np.testing.assert_array_equal(getattr(one, name)[order], getattr(two, name))
    met = sorted(zip(order[two.point].tolist(), two.arc.tolist(), two.in_ms.tolist(), strict=True))
    assert met == list(zip(one.point.tolist(), one.arc.tolist(), one.in_ms.tolist(), strict=True))
    alone = [snap(network, place, max_snap_m=700) for place in places]
    np.testing.assert_array_equal(np.concatenate([found.snap_m for found in alone]), one.snap_m)
    assert np.concatenate([found.arc for found in alone]).tolist() == one.arc.tolist()
    there = np.isfinite(places).all(axis=1)
    distances = shapely.distance(shapely.points(places[there])[:, None], network.lines[None, :])
    np.testing.assert_array_equal(one.snap_m[there], distances.min(axis=1))


def test_wrong_options_are_refused():
    network = _network([shapely.LineString([(0, 0), (1, 0)])])
    with pytest.raises(UseError, match="max_snap_m"):
        snap(network, [(0, 0)], max_snap_m=-1)
    with pytest.raises(UseError, match="access_kmh"):
        snap(network, [(0, 0)], access_kmh=0)


_XY = st.tuples(st.integers(0, 8), st.integers(0, 8))


@given(
    st.lists(st.tuples(_XY, _XY, _XY), min_size=1, max_size=8),
    st.lists(_XY, min_size=1, max_size=8),
    st.sampled_from([0, 1, 2.5, 100]),
)
def test_agrees_with_every_distance(lines, places, cap):
    lines = [shapely.LineString(line) for line in lines]
    network = _network(lines, ms=997, mm=12_345)
    points = snap(network, places, max_snap_m=cap)
    expected = []
    for k, place in enumerate(places):
        distances = [shapely.Point(place).distance(line) for line in lines]
        assert points.snap_m[k] == pytest.approx(min(distances), abs=1e-9)
        if min(distances) > cap:
            continue
        near = [s for s, d in enumerate(distances) if d <= min(distances) + 0.001]
        expected += [(k, 2 * s + back) for s in near for back in (0, 1)]
    assert list(zip(points.point.tolist(), points.arc.tolist(), strict=True)) == expected
    assert points.snapped.tolist() == [k in {p for p, _ in expected} for k in range(len(places))]
    for p, arc, fraction in zip(points.point, points.arc, points.fraction, strict=True):
        line = lines[arc // 2] if arc % 2 == 0 else lines[arc // 2].reverse()
        place = shapely.Point(places[p])
        there = line.interpolate(fraction, normalized=True)
        assert there.distance(place) == pytest.approx(place.distance(line), abs=1e-6)
    np.testing.assert_array_equal(points.in_ms, np.rint(points.fraction * 997))
    np.testing.assert_array_equal(points.in_ms + points.out_ms, 997)
    np.testing.assert_array_equal(points.in_mm + points.out_mm, 12_345)
