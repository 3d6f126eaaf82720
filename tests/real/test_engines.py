"""Every real network: all engines give one answer, and the one of networkx on split streets."""

from __future__ import annotations

import gzip
import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from adjoin.geo.crs import region_plane
from adjoin.geo.streets.building import street_rows
from adjoin.geo.streets.edgetable import streets_from_edges
from adjoin.geo.streets.network import largest_parts
from adjoin.geo.streets.osmfile import read_osm
from adjoin.geo.streets.osmnoding import osm_streets
from adjoin.geo.streets.snapping import snap
from adjoin.geo.streets.streetrows import driving, on_foot
from adjoin.geo.travel.pairs import pairs_within
from adjoin.geo.travel.roads import Roads

pytestmark = pytest.mark.real

_SPEC = importlib.util.spec_from_file_location(
    "split_streets", Path(__file__).parents[1] / "geo" / "travel" / "split_streets.py"
)
split_streets = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(split_streets)

POINTS, SOURCES = 200, 15
LONGEST_MS = {
    (False, "drive"): 1_200_000, (False, "walk"): 2_700_000,
    (True, "drive"): 7_200_000, (True, "walk"): 57_600_000,
}  # fmt: skip
OSM = (
    "bayarea/felton.osm.pbf", "networks/baltimore.osm.pbf", "networks/heidelberg.osm.pbf",
    "networks/helsinki_center.osm.pbf", "networks/krems.osm.gz", "networks/monaco.osm.pbf",
    "networks/north-bayreuth.osm.gz",
)  # fmt: skip
LINES = ("wuhan", "douala", "coquimbo", "gothenburg", "santa_rosa")
COLUMNS = {
    "wuhan": {"class": "highway"},
    "douala": {"class": "highway"},
    "coquimbo": {"class": "link_type", "oneway": "direction", "length_m": "distance",
                 "speed_kmh": "speed_ab", "back_speed_kmh": "speed_ba"},
    "gothenburg": {"class": "highway", "speed_kmh": "maxspeed", "oneway": "oneway"},
    "santa_rosa": {"length_m": "length", "class": "highway", "speed_mph": "maxspeed",
                   "oneway": "oneway"},
}  # fmt: skip


def _frame(shared_data, name):
    folder = shared_data / "networks"
    if name == "gothenburg":
        with gzip.open(folder / "gothenburg_osm_highways.geojson.gz") as file:
            return gpd.GeoDataFrame.from_features(json.load(file)["features"], crs=4326)
    if name == "santa_rosa":
        path = shared_data / "bayarea" / "santa_rosa_osm_drive_2000m.gpkg"
        return gpd.read_file(path, layer="edges")
    stem = "coquimbo_links" if name == "coquimbo" else f"{name}_osm_streets"
    return gpd.read_parquet(folder / f"{stem}.parquet")


def _rows(shared_data, name):
    """The streets of one file."""
    if name in LINES:
        frame = _frame(shared_data, name)
        bounds = tuple(np.round(frame.to_crs(4326).total_bounds, 2).tolist())
        plane = region_plane(bounds)
        return street_rows(
            frame, columns=COLUMNS[name], source="streets", plane=plane, bounds=bounds
        )[0]
    if name in OSM:
        ways, _ = read_osm(shared_data / name, source=name)
        bounds = tuple(ways.total_bounds.tolist())
        plane = region_plane(bounds)
        return osm_streets(shared_data / name, plane=plane, bounds=bounds, source=name)[0]
    if name == "bayarea":
        folder = shared_data / "bayarea"
        nodes = pd.read_csv(folder / "bayarea_osm_tertiary_nodes.csv.gz", dtype={"osmid": "str"})
        edges = pd.read_csv(
            folder / "bayarea_osm_tertiary_edges.csv.gz", dtype={"u": "str", "v": "str"}
        )
        xy = nodes[["x", "y"]].to_numpy() * [87_900, 111_000]
        return streets_from_edges(
            edges.u, edges.v, edges.length, node_id=nodes.osmid, node_xy=xy,
            speed_kmh=edges.speed_mph * 1.609344,
        )[0]  # fmt: skip
    nodes = pd.read_parquet(shared_data / "networks" / "world_highways_nodes.parquet")
    edges = pd.read_parquet(shared_data / "networks" / "world_highways_edges.parquet")
    # a part of the world: all of it takes minutes
    here = nodes[nodes.lon.astype(float).between(5, 25) & nodes.lat.astype(float).between(45, 56)]
    edges = edges[edges.u.isin(here.node) & edges.v.isin(here.node)]
    return streets_from_edges(
        edges.u, edges.v, edges.km.astype(float) * 1000, node_id=here.node,
        node_xy=here[["lon", "lat"]].to_numpy(dtype=float) * 111_195,
    )[0]  # fmt: skip


def _table(pairs):
    return {
        (i, j): (ms, mm)
        for i, j, ms, mm in zip(*(column.tolist() for column in pairs), strict=True)
    }


def _places(network):
    """Points beside streets, at corners and on them."""
    rng = np.random.default_rng(17)
    used = np.unique(network.arc_from)
    xy = network.node_xy[rng.choice(used, POINTS)]
    xy[20:] += rng.normal(0, 60, (POINTS - 20, 2))
    return xy


def _within(network, snapped, limit_ms, engine="auto"):
    size = len(snapped.snapped)
    codes = {"group": np.zeros(size, int), "owner": np.arange(size)}
    return _table(pairs_within(network, snapped, **codes, limit_ms=limit_ms, engine=engine))


@pytest.mark.parametrize("name", [*LINES, *OSM, "bayarea", "world_highways"])
def test_no_millisecond_between_the_engines_and_networkx(shared_data, name):
    rows = _rows(shared_data, name)
    for mode, build, access in (("drive", driving, 30.0), ("walk", on_foot, 4.8)):
        network, _ = largest_parts(build(rows))
        snapped = snap(network, _places(network), access_kmh=access)
        assert snapped.snapped.sum() > POINTS / 2
        roads = Roads(network)
        longest = LONGEST_MS[name == "world_highways", mode]
        shorter = {}
        for limit in (longest // 10, longest // 3, longest):
            answers = [
                _within(roads, snapped, limit, engine)
                for engine in ("scipy", "buckets", "hierarchy")
            ]
            assert answers[0] == answers[1] == answers[2]
            found = answers[0]
            assert shorter.items() <= found.items()
            assert all(
                0 <= times[0] <= limit and pair[0] != pair[1] for pair, times in found.items()
            )
            shorter = found
        assert len(found) > 20, mode
        # fewer where a single search of networkx takes a second
        sources = min(SOURCES, max(3, 300_000 // len(network.arc_ms)))
        graph = split_streets.split_graph(network, snapped, access)
        for source in np.flatnonzero(snapped.snapped)[:: POINTS // sources].tolist():
            cost = nx.single_source_dijkstra_path_length(
                graph, ("from", source), weight="w", cutoff=(longest + 1) * 10**15 - 1
            )
            expected = {
                node[1]: divmod(w, 10**15)
                for node, w in cost.items()
                if node[0] == "to" and node[1] != source
            }
            assert {j: t for (i, j), t in found.items() if i == source} == expected


@pytest.mark.parametrize("name", ["networks/baltimore.osm.pbf", "coquimbo"])
@pytest.mark.parametrize("engine", ["buckets", "hierarchy"])
def test_the_order_of_arcs_and_points_changes_nothing(shared_data, name, engine):
    network, _ = largest_parts(driving(_rows(shared_data, name)))
    xy = _places(network)
    found = _within(network, snap(network, xy), 600_000, engine)
    rng = np.random.default_rng(23)
    order, arcs = rng.permutation(len(xy)), rng.permutation(len(network.arc_ms))
    shuffled = replace(
        network,
        **{
            field: getattr(network, field)[arcs]
            for field in ("arc_from", "arc_to", "arc_ms", "arc_mm", "arc_street", "arc_forward")
        },
    )
    again = _within(shuffled, snap(shuffled, xy[order]), 600_000, engine)
    assert len(found) > 1000
    assert {(order[i], order[j]): times for (i, j), times in again.items()} == found


@pytest.mark.parametrize("engine", ["buckets", "hierarchy"])
def test_on_foot_it_takes_as_long_back(shared_data, engine):
    network, _ = largest_parts(on_foot(_rows(shared_data, "networks/baltimore.osm.pbf")))
    snapped = snap(network, _places(network), access_kmh=4.8)
    found = _within(network, snapped, 1_800_000, engine)
    assert len(found) > 1000
    for (i, j), (ms, mm) in found.items():
        if ms < 1_799_990:
            back_ms, back_mm = found[j, i]
            # halves of a millisecond at either end go to the even one
            assert abs(back_ms - ms) <= 2
            assert abs(back_mm - mm) <= 2 or back_ms != ms
