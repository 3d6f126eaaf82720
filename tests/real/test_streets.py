from __future__ import annotations

import importlib.util
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from adjoin.geo.streets.centrelines import network_from_lines
from adjoin.geo.streets.edgetable import streets_from_edges
from adjoin.geo.streets.network import largest_parts
from adjoin.geo.streets.snapping import snap
from adjoin.geo.streets.streetrows import driving, on_foot
from adjoin.geo.travel.pairs import pairs_within, times_for
from adjoin.geo.travel.straight import straight_pairs

pytestmark = pytest.mark.real

_SPEC = importlib.util.spec_from_file_location(
    "split_streets", Path(__file__).parents[1] / "geo" / "travel" / "split_streets.py"
)
split_streets = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(split_streets)

PLANE = pyproj.Transformer.from_crs(
    4326, pyproj.CRS("+proj=laea +lat_0=37.9 +lon_0=-122.3 +datum=WGS84 +units=m"), always_xy=True
)


@pytest.fixture(scope="module")
def bay_tables(shared_data):
    folder = shared_data / "bayarea"
    nodes = pd.read_csv(folder / "bayarea_osm_tertiary_nodes.csv.gz", dtype={"osmid": "str"})
    edges = pd.read_csv(
        folder / "bayarea_osm_tertiary_edges.csv.gz", dtype={"u": "str", "v": "str"}
    )
    return nodes, edges


def _bay_streets(nodes, edges):
    streets, findings = streets_from_edges(
        edges.u, edges.v, edges.length, node_id=nodes.osmid,
        node_xy=np.column_stack(PLANE.transform(nodes.x, nodes.y)),
        speed_kmh=edges.speed_mph * 1.609344,
    )  # fmt: skip
    assert findings == ()
    return streets


def _bay_network(nodes, edges):
    return driving(_bay_streets(nodes, edges))


@pytest.fixture(scope="module")
def bay(bay_tables):
    return largest_parts(_bay_network(*bay_tables))


@pytest.fixture(scope="module")
def police(shared_data):
    table = pd.read_csv(shared_data / "bayarea" / "law_enforcement_hifld.csv")
    return np.column_stack([table.X, table.Y])


def _table(pairs):
    return {
        (i, j): (ms, mm)
        for i, j, ms, mm in zip(*(column.tolist() for column in pairs), strict=True)
    }


def _within(network, snapped, minutes):
    points = len(snapped.snapped)
    codes = {"group": np.zeros(points, int), "owner": np.arange(points)}
    return _table(pairs_within(network, snapped, **codes, limit_ms=minutes * 60_000))


def test_the_whole_network_is_one_part(bay):
    network, parts = bay
    assert parts == (1, 0, 31_121, 0, 66_082, 0)
    # the first row: 320.8 m at 65 miles an hour
    assert network.arc_ms[0] == round(320.8 * 3600 / (65 * 1.609344))
    assert network.arc_mm[0] == 320_800


def test_no_millisecond_from_networkx_on_split_streets(bay, police):
    network, _ = bay
    snapped = snap(network, np.column_stack(PLANE.transform(*police.T)))
    assert snapped.snapped.sum() > 190
    graph = split_streets.split_graph(network, snapped)
    found = _within(network, snapped, 30)
    assert len(found) > 5_000
    sample = [k for k in range(0, len(police), 14) if snapped.snapped[k]]
    compared = 0
    for source in sample:
        cost = nx.single_source_dijkstra_path_length(
            graph, ("from", source), weight="w", cutoff=(1_800_000 + 1) * 10**15 - 1
        )
        expected = {
            (source, node[1]): divmod(w, 10**15)
            for node, w in cost.items()
            if node[0] == "to" and node[1] != source
        }
        assert {pair: t for pair, t in found.items() if pair[0] == source} == expected
        compared += len(expected)
    assert compared > 400
    # without a limit, all over the region
    far = split_streets.split_times(graph, sample[0])
    ms, mm = times_for(network, snapped, np.full(len(police), sample[0]), np.arange(len(police)))
    expected = [(0, 0) if k == sample[0] else far.get(k, (-1, -1)) for k in range(len(police))]
    assert list(zip(ms.tolist(), mm.tolist(), strict=True)) == expected
    assert ms.max() > 4_500_000


def test_both_directions_and_the_order_of_rows(bay, bay_tables, police):
    network, _ = bay
    xy = np.column_stack(PLANE.transform(*police.T))
    found = _within(network, snap(network, xy), 10)
    i, j = np.array(list(found)).T
    back = times_for(network, snap(network, xy), j, i, first_limit_ms=600_000)
    for pair, *time in zip(
        zip(j.tolist(), i.tolist(), strict=True), *(b.tolist() for b in back), strict=True
    ):
        assert tuple(time) == found.get(pair, tuple(time))
        assert time[0] > 600_000 or pair in found
    nodes, edges = bay_tables
    rng = np.random.default_rng(5)
    order = rng.permutation(len(xy))
    other = _bay_network(
        nodes.iloc[rng.permutation(len(nodes))], edges.iloc[rng.permutation(len(edges))]
    )
    again = _within(other, snap(other, xy[order]), 10)
    assert {(order[a], order[b]): t for (a, b), t in again.items()} == found


def test_on_foot_and_on_the_straight_line(bay_tables, police):
    walk = on_foot(_bay_streets(*bay_tables))
    assert len(walk.arc_ms) == 2 * 66_082
    xy = np.column_stack(PLANE.transform(*police.T))
    found = _within(walk, snap(walk, xy, access_kmh=4.8), 30)
    straight = _table(
        straight_pairs(
            police,
            group=np.zeros(len(police), int),
            owner=np.arange(len(police)),
            limit_ms=3_600_000,
        )
    )
    assert len(found) > 20
    for (i, j), (ms, mm) in found.items():
        assert found[j, i][0] == pytest.approx(ms, abs=4)  # halves of a millisecond at the ends
        assert ms == pytest.approx(mm * 0.75, abs=200)
        # no way is shorter than the straight line; the plane is true to some tenths of a percent
        assert mm >= straight[i, j][1] * 0.99


def test_centrelines_without_any_column(shared_data):
    streets = gpd.read_parquet(shared_data / "networks" / "wuhan_osm_streets.parquet")
    lines = np.asarray(streets.geometry)
    network, findings = network_from_lines(lines)
    assert [finding.rule for finding in findings] == ["speed-filled", "lines-cut", "crossings-kept"]
    assert len(network.arc_ms) == 2 * len(network.lines)
    assert network.arc_mm[::2].sum() / 1e6 == pytest.approx(shapely.length(lines).sum() / 1e3)
    kept, parts = largest_parts(network)
    assert parts.parts_used == 1
    rng = np.random.default_rng(3)
    places = network.node_xy[rng.integers(0, len(network.node_xy), 200)] + rng.normal(
        0, 100, (200, 2)
    )
    snapped = snap(kept, places)
    assert snapped.snapped.all()
    found = _within(kept, snapped, 15)
    assert len(found) > 500
    for (i, j), (ms, mm) in found.items():
        legs_mm = int(snapped.access_mm[i] + snapped.access_mm[j])
        legs_ms = int(snapped.access_ms[i] + snapped.access_ms[j])
        # 40 km/h all the way: 0.09 ms a millimetre, rounded on each street
        assert ms - legs_ms == pytest.approx((mm - legs_mm) * 0.09, abs=1 + (mm - legs_mm) / 20_000)
