"""Which catchments may go on beyond the region: borders, shores, bridges and streets that are cut off."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.network import Network
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel.roads import Roads
from adjoin.services.catchments import Travel
from adjoin.services.kinds.edge import at_the_edge

#: 20 km by 20 km, with a bay of 2 km by 8 km in the north; 15 minutes are 10 km.
REGION = gpd.GeoDataFrame(
    geometry=[shapely.difference(shapely.box(0, 0, 20_000, 20_000), shapely.box(9_000, 12_000, 11_000, 20_000))],
    crs=32610,
)  # fmt: skip

WEST, EAST, NORTH = (500, 5_000), (19_500, 5_000), (8_000, 19_000)


def _sites(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"service": ["fire"] * len(places)}, geometry=shapely.points(places), crs=REGION.crs
    )


def _streets(**ends: tuple[float, float]) -> Network:
    """A street from the middle of the region to each place."""
    names = list(ends)
    start, end = ["middle"] * len(names), names
    network, _ = network_from_edges(
        start + end, end + start, None,
        node_id=["middle", *names], node_xy=[(5_000, 5_000), *ends.values()], speed_kmh=60,
    )  # fmt: skip
    return network


def _travel(network: Network, sites: gpd.GeoDataFrame, clock: str = "drive") -> Travel:
    xy = np.array([(p.x, p.y) if p is not None else (np.nan, np.nan) for p in sites.geometry])
    on = snap(network, xy, max_snap_m=5_000)
    return Travel({"drive": Roads(network)}, {"drive": on}, {"fire": clock})


def _marked(network: Network | None, minutes: float = 15, clock: str = "drive") -> list[bool]:
    sites = _sites(WEST, EAST, NORTH)
    travel = None if network is None else _travel(network, sites, clock)
    return at_the_edge(sites, REGION, {"fire": minutes}, travel=travel).tolist()


def test_without_streets_the_whole_border_counts():
    """500 m, 500 m and 1,000 m as the crow flies, at 40 km/h."""
    assert _marked(None) == [True, True, True]
    assert _marked(None, minutes=0.75) == [True, True, False]
    assert _marked(None, minutes=0.74) == [False, False, False]


def test_only_where_a_street_leads_out_and_by_street():
    """At 60 km/h: 500 m in half a minute, 19.5 km in 19.5."""
    out = _streets(out=(30_000, 5_000), west=(0, 5_000), north=(5_000, 19_000))
    assert _marked(out, minutes=0.5) == [False, True, False]
    assert _marked(out, minutes=0.49) == [False, False, False]
    # 4.5 km to the middle and 15 km on; the street that ends at the west border does not lead out.
    assert _marked(out, minutes=19.5) == [True, True, False]
    assert _marked(out, minutes=19.49) == [False, True, False]
    # 3 km to the street at 30 km/h, 14 km and 15 km.
    assert _marked(out, minutes=35) == [True, True, True]
    assert _marked(out, minutes=34.99) == [True, True, False]


def test_streets_cut_off_at_the_border_say_nothing_of_what_lies_beyond():
    assert _marked(_streets(east=(20_000, 5_000), north=(5_000, 19_000))) == [True, True, True]
    # Ragged edges of a cut are within a kilometre.
    assert _marked(_streets(east=(20_900, 5_000))) == [True, True, True]
    assert _marked(_streets(east=(21_100, 5_000))) == [False, True, False]


def test_a_bridge_within_the_region_leads_nowhere_else():
    """Over the bay's shores, 1 km from the north; out of the region only from the far south."""
    network, _ = network_from_edges(
        ["a", "b", "a"], ["b", "a", "out"], None, node_id=["a", "b", "out"],
        node_xy=[(8_000, 18_000), (12_000, 18_000), (8_000, -12_000)], speed_kmh=60,
    )  # fmt: skip
    sites = _sites(NORTH, (8_000, 1_000))
    found = at_the_edge(sites, REGION, {"fire": 10}, travel=_travel(network, sites))
    assert found.tolist() == [False, True]


def test_a_road_with_nodes_out_on_the_water_comes_back():
    """Only the street to the south leads out, though a node of the bridge lies in the bay."""
    network, _ = network_from_edges(
        ["a", "pier", "pier", "b", "a"], ["pier", "a", "b", "pier", "out"], None,
        node_id=["a", "b", "pier", "out"],
        node_xy=[(8_000, 18_000), (12_000, 18_000), (10_000, 18_000), (8_000, -12_000)],
        speed_kmh=60,
    )  # fmt: skip
    sites = _sites(NORTH, (8_000, 1_000))
    found = at_the_edge(sites, REGION, {"fire": 10}, travel=_travel(network, sites))
    assert found.tolist() == [False, True]


def test_a_street_that_only_leads_in_counts_as_well():
    network, _ = network_from_edges(
        ["out"], ["in"], None, node_id=["in", "out"], node_xy=[(19_000, 5_000), (30_000, 5_000)],
        speed_kmh=60,
    )  # fmt: skip
    sites = _sites(EAST)
    assert at_the_edge(sites, REGION, {"fire": 1}, travel=_travel(network, sites)).tolist() == [
        True
    ]


def test_what_is_not_travelled_on_these_streets_is_marked_as_without():
    out = _streets(out=(30_000, 5_000))
    assert _marked(out, clock="straight") == [True, True, True]


def test_missing_places_and_standards_are_not_marked():
    sites = _sites(EAST, EAST)
    sites.geometry = [sites.geometry.iloc[0], None]
    travel = _travel(_streets(out=(30_000, 5_000)), sites)
    for given in (travel, None):
        found = at_the_edge(sites, REGION, {"fire": 15}, travel=given)
        assert found.tolist() == [True, False]
        assert not at_the_edge(sites, REGION, {"fire": None}, travel=given).any()
        assert not at_the_edge(sites, REGION.iloc[:0], {"fire": 15}, travel=given).any()
