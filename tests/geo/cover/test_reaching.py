"""Reach and quickest sites over streets and over the ground, against each pair asked by itself."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import shapely
from adjoin.geo.cover.quickest import (
    own_ms_by_line,
    own_ms_by_street,
    quickest_by_line,
    quickest_by_street,
)
from adjoin.geo.cover.reaching import reach_by_line, reach_by_street
from adjoin.geo.cover.streetwork import street_work
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel.pairs import times_for
from adjoin.geo.travel.roads import as_roads
from adjoin.geo.travel.straight import straight_times
from hypothesis import given, settings
from hypothesis import strategies as st

_SPEC = importlib.util.spec_from_file_location(
    "small_worlds", Path(__file__).parents[1] / "travel" / "small_worlds.py"
)
small_worlds = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(small_worlds)

FAR = 67_000_000
DIRECTIONS = ("out", "in", "both")


def all_times(roads, on, sites, points, direction):
    """Milliseconds of every site and point, one way after the other; -1: no way."""
    i, j = (part.ravel() for part in np.meshgrid(sites, points, indexing="ij"))
    out, back = (
        times_for(roads, on, x, y)[0].reshape(len(sites), len(points)) for x, y in ((i, j), (j, i))
    )
    slower = np.where((out < 0) | (back < 0), -1, np.maximum(out, back))
    return {"out": out, "in": back, "both": slower}[direction]


def told(reach):
    entries = zip(reach.site.tolist(), reach.point.tolist(), reach.ms.tolist(), strict=True)
    return {(site, point): ms for site, point, ms in entries}


def within(times, limit):
    return {(s, p): int(ms) for (s, p), ms in np.ndenumerate(times) if 0 <= ms <= limit}


@settings(deadline=None, max_examples=30)
@given(small_worlds.CASE, st.sampled_from(DIRECTIONS), st.sampled_from([0, 10, 2000, 61_000]))
def test_reach_and_quickest_on_streets_are_those_of_each_pair(case, direction, limit):
    nodes, streets, places = case
    roads = as_roads(small_worlds.made(nodes, streets))
    on = snap(roads.network, np.array(places, dtype=float) * 100, max_snap_m=150)
    half = len(places) // 2
    sites, points = np.arange(half), np.arange(half, len(places))
    own, people = on.of(sites), on.of(points)
    chosen = np.flatnonzero(own.snapped)
    times = all_times(roads, on, sites[chosen], points, direction)
    reach = reach_by_street(roads, own, people, chosen=chosen, limit_ms=limit, direction=direction)
    assert told(reach) == within(times, limit)
    among = np.arange(len(points)) % 2 == 0
    some = reach_by_street(
        roads, own, people, chosen=chosen, limit_ms=limit, direction=direction, among=among
    )
    assert told(some) == {key: ms for key, ms in told(reach).items() if among[key[1]]}
    # A longer limit reaches the same and more.
    wide = reach_by_street(
        roads, own, people, chosen=chosen, limit_ms=2 * limit + 1, direction=direction
    )
    assert told(reach).items() <= told(wide).items()
    if not len(chosen):
        return
    for known in (None, reach):
        found = quickest_by_street(
            roads, own, people, chosen=chosen, k=2, direction=direction, known=known,
            limit_ms=limit,
        )  # fmt: skip
        for point in range(len(points)):
            order = sorted((int(ms), s) for s, ms in enumerate(times[:, point]) if ms >= 0)[:2]
            order += [(-1, -1)] * (2 - len(order))
            got = zip(found.ms[point].tolist(), found.site[point].tolist(), strict=True)
            assert list(got) == order
    if direction != "both":
        owner, home = np.arange(len(chosen)) % 2, np.arange(len(points)) % 3 - 1
        ms = own_ms_by_street(
            roads, own, people, chosen=chosen, owner=owner, home=home, direction=direction
        )
        for point, h in enumerate(home.tolist()):
            mine = [int(t) for s, t in enumerate(times[:, point]) if t >= 0 and owner[s] == h]
            assert ms[point] == (min(mine, default=-1) if h >= 0 else -1)


PLACE = st.tuples(st.integers(0, 12), st.integers(0, 12)) | st.just((np.nan, np.nan))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(PLACE, max_size=8), st.lists(PLACE, max_size=8),
    st.sampled_from([0, 60_000, 300_000, 30_000_000]),
)  # fmt: skip
def test_as_the_crow_flies_reach_and_quickest_are_those_of_each_pair(sites, points, limit):
    # On a raster, with many ties; hundredths of a degree, in the north and across the equator.
    sites, points = (np.array(p, dtype=float).reshape(-1, 2) / 100 for p in (sites, points))
    i, j = np.meshgrid(np.arange(len(sites)), np.arange(len(points)), indexing="ij")
    both = np.concatenate([sites, points])
    times, _ = straight_times(both, i.ravel(), j.ravel() + len(sites))
    times = times.reshape(i.shape)
    reach = reach_by_line(sites, points, limit_ms=limit)
    assert told(reach) == within(times, limit)
    assert (reach.sites, reach.points) == (len(sites), len(points))
    for k in (1, 2, 5):
        found = quickest_by_line(sites, points, k=k)
        assert found.site.shape == (len(points), k)
        for point in range(len(points)):
            order = sorted((int(ms), s) for s, ms in enumerate(times[:, point]) if ms >= 0)[:k]
            order += [(-1, -1)] * (k - len(order))
            got = list(zip(found.ms[point].tolist(), found.site[point].tolist(), strict=True))
            assert got == order
    owner, home = np.arange(len(sites)) % 2, np.arange(len(points)) % 3 - 1
    ms = own_ms_by_line(sites, points, owner=owner, home=home)
    for point, h in enumerate(home.tolist()):
        mine = [int(t) for s, t in enumerate(times[:, point]) if t >= 0 and owner[s] == h]
        assert ms[point] == (min(mine, default=-1) if h >= 0 else -1)


def one_way_square():
    """Four corners 600 m apart, one way round at 36 km/h: a minute a side; a to c is two, back two."""
    return network_from_edges(
        list("abcd"), list("bcda"), [600] * 4, node_id=list("abcd"),
        node_xy=[(0, 0), (600, 0), (600, 600), (0, 600)], speed_kmh=36,
    )[0]  # fmt: skip


def test_one_way_streets_make_out_in_and_both_differ():
    roads = as_roads(one_way_square())
    site = snap(roads.network, [(0, 0)])
    people = snap(roads.network, [(600, 0), (0, 600), (600, 600), (0, 9000)])
    minutes = {"out": {0: 1, 1: 3, 2: 2}, "in": {0: 3, 1: 1, 2: 2}, "both": {0: 3, 1: 3, 2: 2}}
    for direction, expected in minutes.items():
        reach = reach_by_street(
            roads, site, people, chosen=np.array([0]), limit_ms=180_000, direction=direction
        )
        assert told(reach) == {(0, p): m * 60_000 for p, m in expected.items()}
        short = reach.kept(reach.ms <= 120_000)
        assert short.point.tolist() == [p for p, m in sorted(expected.items()) if m <= 2]


def test_both_looks_farther_than_what_is_known():
    roads = as_roads(one_way_square())
    sites = snap(roads.network, [(0, 0), (600, 600)])
    people = snap(roads.network, [(600, 0)])
    found = quickest_by_street(
        roads, sites, people, chosen=np.array([0, 1]), k=2, direction="both",
        known=reach_by_street(
            roads, sites, people, chosen=np.array([0, 1]), limit_ms=1000, direction="both"
        ),
        limit_ms=1000,
    )  # fmt: skip
    # Both are three minutes there and back: the smaller number comes first.
    assert (found.site.tolist(), found.ms.tolist()) == ([[0, 1]], [[180_000, 180_000]])


def test_some_of_the_points_on_streets_are_the_same_as_snapped_alone():
    network = one_way_square()
    places = np.array([(100, 5), (np.nan, np.nan), (600, 0), (0, 9000), (590, 300)])
    all_of_them = snap(network, places)
    for chosen in ([4, 0, 2], [3], [1, 4, 4], []):
        at = np.array(chosen, dtype=np.int64)
        some, alone = all_of_them.of(at), snap(network, places[at])
        for field in vars(alone):
            np.testing.assert_array_equal(getattr(some, field), getattr(alone, field), field)


def test_every_street_is_work_once_whatever_its_directions():
    # Both directions of one street as two rows, two streets of different ways between the same
    # nodes, and a loop.
    bend = shapely.LineString([(0, 0), (300, 400), (600, 0)])
    network, _ = network_from_edges(
        ["a", "b", "a", "b"], ["b", "a", "b", "b"], [600, 600, 1000, 50], node_id=["a", "b"],
        node_xy=[(0, 0), (600, 0)], speed_kmh=36,
        lines=[None, None, bend, shapely.LineString([(600, 0), (620, 10), (600, 10), (600, 0)])],
    )  # fmt: skip
    work = street_work(network)
    assert sorted(work.km.tolist()) == [0.05, 0.6, 1.0]
    places = dict(zip(work.km.tolist(), _middles(network, work), strict=True))
    assert (places[0.6], places[1.0]) == ([(300.0, 0.0)], [(300.0, 400.0)])


def _middles(network, work):
    """Where each street's middle is, by every arc that it lies on."""
    on = work.middle
    assert on.fraction.tolist() == [0.5] * len(on.arc)
    assert (on.in_ms + on.out_ms == network.arc_ms[on.arc]).all()
    assert (on.in_mm + on.out_mm == network.arc_mm[on.arc]).all()
    assert (on.snapped.all(), on.access_ms.sum(), len(on.snapped)) == (True, 0, len(work.km))
    lines = network.lines[network.arc_street[on.arc]]
    places = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    of = [set() for _ in work.km]
    for point, place in zip(on.point.tolist(), places, strict=True):
        of[point].add(tuple(np.round(place.coords[0], 3).tolist()))
    return [sorted(found) for found in of]


@settings(deadline=None, max_examples=40)
@given(small_worlds.CASE)
def test_street_work_of_any_network_has_a_place_and_no_more_than_its_streets(case):
    nodes, streets, _ = case
    network = small_worlds.made(nodes, streets)
    work = street_work(network)
    assert len(work.km) <= len(streets)
    assert [len(places) for places in _middles(network, work)] == [1] * len(work.km)
    assert sorted(work.middle.arc.tolist()) == list(range(len(network.arc_ms)))
    assert set(work.km) == {street["mm"] / 1e6 for street in streets}
