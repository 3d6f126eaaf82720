"""The streets: a believable network, whole but for the island, and dry but for the bridge."""

from __future__ import annotations

import numpy as np
import pytest
from adjoin.services.demo.large import large_plan
from adjoin.services.demo.plan import Plan, Size, demo_plan
from adjoin.services.demo.streets import SPEEDS_MPH, StreetNet, demo_streets
from adjoin.services.demo.terrain import water
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

NODES = 10_000


@pytest.fixture(scope="module")
def plan() -> Plan:
    plan = demo_plan()
    return plan._replace(size=plan.size._replace(street_nodes=NODES))


@pytest.fixture(scope="module")
def net(plan: Plan) -> StreetNet:
    return demo_streets(plan)


def graph(net: StreetNet, use: np.ndarray | None = None) -> csr_array:
    use = np.ones(len(net.ends), dtype=bool) if use is None else use
    size = len(net.nodes)
    minutes = net.length_m / (net.speed_mph * 26.8224)
    return csr_array((minutes[use], net.ends[use].T), shape=(size, size))


def nearest(plan: Plan, net: StreetNet, place: str) -> int:
    at = next(p for p in plan.places if p.id == place)
    return int(np.linalg.norm(net.nodes_km - (at.east_km, at.north_km), axis=1).argmin())


def strong_parts(net: StreetNet) -> np.ndarray:
    return connected_components(graph(net), directed=True, connection="strong")[1]


def wet(plan: Plan, net: StreetNet) -> np.ndarray:
    start, end = net.nodes_km[net.ends].transpose(1, 0, 2)
    share = np.linspace(0, 1, 25)[:, None, None]
    return water(plan, start + share * (end - start)).any(axis=0)


def test_has_the_number_of_nodes_that_is_wanted(net: StreetNet) -> None:
    assert abs(len(net.nodes) / NODES - 1) < 0.1
    assert np.array_equal(np.unique(net.ends), np.arange(len(net.nodes)))


def test_the_same_seed_gives_the_same_streets_and_another_seed_others(
    plan: Plan, net: StreetNet
) -> None:
    again = demo_streets(plan)
    assert all(np.array_equal(a, b) for a, b in zip(net, again, strict=True))
    other = demo_streets(demo_plan(seed=8)._replace(size=plan.size))
    assert not np.array_equal(net.nodes[:1000], other.nodes[:1000])


def test_the_mainland_is_strongly_connected_and_the_island_is_cut_off(
    plan: Plan, net: StreetNet
) -> None:
    part = strong_parts(net)
    assert sorted(set(part.tolist())) == [0, 1]
    island = part == np.bincount(part).argmin()
    assert 8 <= island.sum() <= 25
    gull = next(p for p in plan.places if p.kind == "island")
    away = np.linalg.norm(net.nodes_km - (gull.east_km, gull.north_km), axis=1)
    assert (away[island] < 1.5 * gull.radius_km).all()
    assert (away[~island] > gull.radius_km).all()


def test_nothing_crosses_water_but_the_bridge(plan: Plan, net: StreetNet) -> None:
    crossing = wet(plan, net)
    assert set(net.kind[crossing].tolist()) == {"bridge"}
    lake = plan.lakes[0]
    over = net.nodes_km[net.ends[crossing]].mean(axis=1)
    assert (np.abs(over - (lake.east_km, lake.north_km)) < (2.5, 2.5)).all()


def test_the_bridge_is_one_way_over_the_lake_that_people_take(plan: Plan, net: StreetNet) -> None:
    west, east = (nearest(plan, net, place) for place in ("cedar-landing", "heron-point"))
    with_bridge = dijkstra(graph(net), indices=west)[east]
    around = dijkstra(graph(net, net.kind != "bridge"), indices=west)[east]
    assert np.isfinite(around)
    assert with_bridge < 0.7 * around


def test_there_is_a_hierarchy_of_roads(net: StreetNet) -> None:
    assert set(net.kind.tolist()) == set(SPEEDS_MPH)
    for kind, mph in SPEEDS_MPH.items():
        assert (net.speed_mph[net.kind == kind] == mph).all()
    km = {kind: net.length_m[net.kind == kind].sum() / 1000 for kind in SPEEDS_MPH}
    assert km["street"] > km["avenue"] > km["highway"] > 60
    assert km["country"] > km["main"] > 100


def test_the_highway_and_the_old_centre_are_one_way(plan: Plan, net: StreetNet) -> None:
    arcs = set(map(tuple, net.ends.tolist()))
    assert len(arcs) == len(net.ends)
    single = np.array([(b, a) not in arcs for a, b in net.ends.tolist()])
    assert single[net.kind == "highway"].all()
    streets = single & (net.kind == "street")
    assert streets.sum() > 50
    assert set(net.kind[single].tolist()) == {"highway", "street"}
    seat = plan.places[0]
    middle = net.nodes_km[net.ends[streets]].mean(axis=1)
    assert (np.linalg.norm(middle - seat[3:5], axis=1) < 0.5 * seat.radius_km).all()


def test_exits_lead_from_both_carriageways_to_the_streets(net: StreetNet) -> None:
    on_highway = np.zeros(len(net.nodes), dtype=bool)
    on_highway[net.ends[net.kind == "highway"]] = True
    ramps = net.ends[net.kind == "ramp"]
    leaving = on_highway[ramps[:, 0]] & ~on_highway[ramps[:, 1]]
    assert leaving.sum() >= 10
    assert (net.length_m[net.kind == "ramp"] < 600).all()


def test_lengths_are_those_of_the_ground_or_a_little_more(net: StreetNet) -> None:
    start, end = net.nodes_km[net.ends].transpose(1, 0, 2)
    straight = np.linalg.norm(end - start, axis=1) * 1000
    assert (net.length_m > 0).all()
    assert (net.length_m > 0.985 * straight - 0.1).all()  # the sheet is flat, the globe is not
    assert (net.length_m < 1.1 * straight + 0.2).all()
    length = dict(zip(map(tuple, net.ends.tolist()), net.length_m.tolist(), strict=True))
    assert all(length.get((b, a), metres) == metres for (a, b), metres in length.items())


def test_streets_are_no_chessboard(net: StreetNet) -> None:
    both = np.unique(np.sort(net.ends, axis=1), axis=0)
    degree = np.bincount(both.ravel())
    share = np.bincount(degree) / len(degree)
    assert 0.03 < share[1] < 0.25  # dead ends
    assert share[3] > 0.15  # streets that meet another one
    along = np.diff(net.nodes_km[both], axis=1)[:, 0]
    heading = np.degrees(np.arctan2(along[:, 1], along[:, 0])) % 90
    count, _ = np.histogram(heading, bins=9, range=(0, 90))
    assert count.min() > 0.02 * count.sum()


def test_roads_between_towns_wind(plan: Plan, net: StreetNet) -> None:
    cities = [place for place in plan.places if place.kind == "city"]
    at = [nearest(plan, net, place.id) for place in cities]
    km = csr_array((net.length_m / 1000, net.ends.T), shape=(len(net.nodes),) * 2)
    by_road = dijkstra(km, indices=at)[:, at]
    straight = np.linalg.norm(net.nodes_km[at][:, None] - net.nodes_km[at][None], axis=2)
    apart = straight > 4
    detour = by_road[apart] / straight[apart]
    assert 1.1 < np.median(detour) < 1.6
    assert detour.max() < 2.5


@pytest.mark.parametrize(
    "size",
    [Size(1, 10, 300), Size(12, 100, 2_000), Size(90, 1_000, 12_000)],
    ids=["smallest", "one county", "three counties"],
)
def test_a_generated_region_has_streets_of_its_size(size: Size) -> None:
    plan = large_plan(size)
    net = demo_streets(plan)
    assert abs(len(net.nodes) / size.street_nodes - 1) < 0.1
    islands = sum(place.kind == "island" for place in plan.places)
    assert len(set(strong_parts(net).tolist())) <= 1 + islands
    assert set(net.kind[wet(plan, net)].tolist()) <= {"bridge"}
