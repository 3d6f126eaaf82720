"""Nearest owners and points: hand-made cases, and the same as one search from every point."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from adjoin.geo.findings import UseError
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel.nearest import nearest_owners, nearest_pairs, people_by_owners
from adjoin.geo.travel.pairs import pairs_within
from hypothesis import given, settings
from hypothesis import strategies as st


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


split_streets, small_worlds = _beside("split_streets"), _beside("small_worlds")


def _row(both=True):
    """Streets a-b-c of 600 m at 36 km/h: a minute each."""
    tails, heads = (list("abbc"), list("bacb")) if both else (list("ab"), list("bc"))
    network, _ = network_from_edges(
        tails, heads, [600] * len(tails), node_id=list("abc"),
        node_xy=[(0, 0), (600, 0), (1200, 0)], speed_kmh=36,
    )  # fmt: skip
    return network


def test_owners_by_how_soon_they_come():
    network = _row()
    stations = snap(network, [(0.0, 0.0), (100.0, 0.0), (1200.0, 0.0)])
    homes = snap(network, [(300.0, 0.0), (1000.0, 0.0)])
    for engine in ("labels", "each"):
        (found,) = nearest_owners(
            network, stations, homes, group=[0, 0, 0], owner=[5, 5, 9], k=2, limit_ms=80_000,
            engine=engine,
        )  # fmt: skip
        assert found.group == 0
        assert found.owner.tolist() == [[5, -1], [9, -1]]
        assert found.ms.tolist() == [[20_000, -1], [20_000, -1]]


def test_whether_crews_drive_or_people_come():
    network = _row(both=False)  # from a to c only
    stations, homes = snap(network, [(600.0, 0.0)]), snap(network, [(300.0, 0.0), (900.0, 0.0)])
    options = {"group": [0], "owner": [0], "k": 1, "limit_ms": 60_000}
    for engine in ("labels", "each"):
        (out,) = nearest_owners(network, stations, homes, **options, engine=engine)
        (back,) = nearest_owners(network, stations, homes, **options, engine=engine, reverse=True)
        assert out.ms.tolist() == [[-1], [30_000]]
        assert back.ms.tolist() == [[30_000], [-1]]


def test_of_equally_near_owners_the_smaller_code_comes_first():
    network = _row()
    stations, homes = snap(network, [(0, 0)] * 3), snap(network, [(600, 0)])
    for engine in ("labels", "each"):
        (found,) = nearest_owners(
            network, stations, homes, group=[0] * 3, owner=[8, 3, 5], k=2, limit_ms=60_000,
            engine=engine,
        )  # fmt: skip
        assert found.owner.tolist() == [[3, 5]]


def test_codes_of_owners_may_be_any_size_and_limits_as_long_as_they_like():
    network = _row()
    stations, homes = snap(network, [(0, 0), (100, 0), (1200, 0)]), snap(network, [(600, 0)])
    options = {"group": [0] * 3, "owner": [2**40, 5, 2**40 + 1], "k": 3}
    for engine in ("labels", "each"):
        (found,) = nearest_owners(
            network, stations, homes, **options, limit_ms=60_000, engine=engine
        )
        assert found.owner.tolist() == [[5, 2**40, 2**40 + 1]]
        assert found.ms.tolist() == [[50_000, 60_000, 60_000]]
    with pytest.raises(UseError, match="too long for 'labels'"):
        list(nearest_owners(network, stations, homes, **options, limit_ms=2**31, engine="labels"))
    for engine in ("auto", "each"):
        (far,) = nearest_owners(network, stations, homes, **options, limit_ms=2**31, engine=engine)
        assert far.ms.tolist() == found.ms.tolist()


def test_people_by_how_many_reach_them():
    network = _row()
    stations = snap(network, [(0, 0), (600, 0), (1200, 0), (0, 0)])
    homes = snap(network, [(0, 0), (300, 0), (1200, 0), (5000, 0)])
    groups, people = people_by_owners(
        network, stations, homes, [10.0, 5.5, 2.0, np.nan], group=[4, 4, 4, 7], owner=[0, 1, 2, 0],
        most=2, limit_ms=[0, 0, 0, 0, 45_000, 0, 0, 10_000],
    )  # fmt: skip
    assert groups.tolist() == [4, 7]
    # within 45 s: 300 m on either side; the last home is on no street
    assert people.tolist() == [[0.0, 12.0, 5.5], [7.5, 10.0, 0.0]]


def test_what_is_wrong_is_refused():
    network = _row()
    points = snap(network, [(0, 0), (600, 0)])
    good = {"group": [0, 0], "owner": [0, 1], "k": 1, "limit_ms": 1}
    for wrong, message in (
        ({"k": 0}, "k is 0"),
        ({"owner": [-1, 0]}, "owner code is -1"),
        ({"limit_ms": -1}, "limits"),
        ({"group": [0]}, "one code of each"),
    ):
        with pytest.raises(UseError, match=message):
            list(nearest_owners(network, points, points, **{**good, **wrong}))
    with pytest.raises(UseError, match="another network"):
        list(nearest_owners(_row(both=False), points, points, **good))
    with pytest.raises(UseError, match="2 targets"):
        people_by_owners(
            network, points, points, [1], group=[0, 0], owner=[0, 1], most=1, limit_ms=1
        )
    with pytest.raises(UseError, match="k is 0"):
        nearest_pairs(network, points, group=[0, 0], owner=[0, 1], k=0, limit_ms=1)


@settings(max_examples=100)
@given(
    small_worlds.CASE,
    st.lists(st.tuples(st.floats(-1, 6), st.floats(-1, 6)), min_size=1, max_size=5),
    st.lists(st.integers(0, 2), min_size=7, max_size=7),
    st.integers(1, 3),
    st.sampled_from([0, 5_000, 70_000, 10**7]),
)
def test_the_same_as_one_search_from_every_point(case, homes, owner, k, limit):
    nodes, streets, places = case
    network = small_worlds.made(nodes, streets)
    everyone = snap(network, np.array([*places, *homes]) * 100.0, max_snap_m=150)
    stations = snap(network, np.array(places) * 100.0, max_snap_m=150)
    people = snap(network, np.array(homes) * 100.0, max_snap_m=150)
    graph = split_streets.split_graph(network, everyone)
    size, owner = len(places), np.array(owner[: len(places)])
    group = np.arange(size) % 2
    for reverse in (False, True):
        times = {}
        for a in range(size + len(homes)):
            for b, (ms, _) in split_streets.split_times(graph, a).items():
                one, other = (b, a) if reverse else (a, b)
                if one < size <= other:
                    times[one, other - size] = ms
        for engine in ("labels", "each"):
            for found in nearest_owners(
                network, stations, people, group=group, owner=owner, k=k, limit_ms=limit,
                reverse=reverse, engine=engine,
            ):  # fmt: skip
                for home in range(len(homes)):
                    best = {}
                    for station in np.flatnonzero(group == found.group).tolist():
                        ms = times.get((station, home), 10**9)
                        if ms <= limit:
                            code = int(owner[station])
                            best[code] = min(best.get(code, ms), ms)
                    expected = sorted((ms, code) for code, ms in best.items())[:k]
                    expected += [(-1, -1)] * (k - len(expected))
                    rows = zip(found.ms[home].tolist(), found.owner[home].tolist(), strict=True)
                    assert list(rows) == expected


@settings(max_examples=60)
@given(small_worlds.CASE, st.integers(1, 3), st.sampled_from([0, 5_000, 10**7]))
def test_nearest_points_are_the_first_of_all_pairs(case, k, limit):
    nodes, streets, places = case
    network = small_worlds.made(nodes, streets)
    points = snap(network, np.array(places) * 100.0, max_snap_m=150)
    codes = {"group": np.arange(len(places)) % 2, "owner": np.arange(len(places)) // 2}
    everyone = pairs_within(network, points, **codes, limit_ms=limit)
    rows = sorted(zip(everyone.i, everyone.ms, everyone.mm, everyone.j, strict=True))
    expected = [row for n, row in enumerate(rows) if sum(r[0] == row[0] for r in rows[:n]) < k]
    for engine in ("scipy", "buckets", "hierarchy"):
        found = nearest_pairs(network, points, **codes, k=k, limit_ms=limit, engine=engine)
        assert list(zip(found.i, found.ms, found.mm, found.j, strict=True)) == expected
