"""Streets as counties and cities keep them: what every real file becomes, by car and on foot."""

from __future__ import annotations

import gzip
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.streets.building import mode_networks, street_rows
from adjoin.geo.streets.edgetable import streets_from_edges
from adjoin.geo.streets.network import largest_parts
from adjoin.geo.streets.snapping import snap
from adjoin.geo.streets.streetrows import driving, on_foot

pytestmark = pytest.mark.real


def _built(frame, *, columns, **options):
    bounds = tuple(np.round(frame.to_crs(4326).total_bounds, 2).tolist())
    rows, told = street_rows(
        frame,
        columns=columns,
        source="streets",
        plane=region_plane(bounds),
        bounds=bounds,
        **options,
    )
    networks, more = mode_networks(rows, ["drive", "walk"], source="streets")
    return rows, networks, {(f.rule, f.severity): f.message for f in [*told, *more]}


def _sizes(rows, networks):
    return (
        len(rows.lines),
        len(rows.node_xy),
        len(networks["drive"].arc_ms),
        len(networks["walk"].arc_ms),
    )


def _check(rows, networks):
    """What holds of every network."""
    assert rows.length_mm.min() >= 0
    assert not np.nanmin(rows.along_ms) < 0
    for network in networks.values():
        assert network.arc_ms.max() < 2**31
        assert shapely.get_type_id(network.lines).tolist() == [1] * len(network.lines)
        # one part, or parts of at least 500 nodes: nothing more to leave out
        assert largest_parts(network)[1].arcs_left_out == 0
    some = rows.node_xy[:: max(1, len(rows.node_xy) // 300)]
    assert snap(networks["walk"], some, access_kmh=4.8).snapped.mean() > 0.9


def _parquet(shared_data, name):
    return gpd.read_parquet(shared_data / "networks" / f"{name}.parquet")


def test_wuhan_is_broken_at_junctions_and_full_of_overpasses(shared_data):
    lines = _parquet(shared_data, "wuhan_osm_streets")
    rows, networks, told = _built(lines, columns={"class": "highway"})
    _check(rows, networks)
    # 82,902 OSM nodes, less 28 and more that lie within half a metre of another; 173 ends at insides
    assert _sizes(rows, networks) == (92_841, 82_874, 184_310, 175_324)
    assert told["class-without-cars", "note"].endswith("639 pedestrian")
    assert told["speed-filled", "note"].startswith("92028 of 92667 speeds")
    assert told["lines-cut", "note"].startswith("lines are cut at 173 ends")
    # 1 crossing to 21 nodes: what interchanges and elevated roads look like, so no warning
    assert told["crossings-kept", "note"].startswith("3982 crossings")
    # by car one part, but for a one-way pocket; motorways and their ramps are closed on foot
    assert told["streets-cut-off", "note"].startswith("1 parts of the streets (188 nodes")


def test_douala_is_flat(shared_data):
    lines = _parquet(shared_data, "douala_osm_streets")
    rows, networks, told = _built(lines, columns={"class": "highway"})
    _check(rows, networks)
    assert _sizes(rows, networks) == (84_826, 76_378, 168_456, 168_476)
    assert told["crossings-kept", "note"].startswith("35 crossings")
    assert told["lines-cut", "note"].startswith("lines are cut at 7 ends")
    # 20 components, one of them used
    assert told["streets-cut-off", "note"].startswith("19 parts of the streets (592 nodes")


COQUIMBO = {
    "class": "link_type", "oneway": "direction", "length_m": "distance",
    "speed_kmh": "speed_ab", "back_speed_kmh": "speed_ba",
}  # fmt: skip


def test_coquimbo_as_lines_and_as_an_edge_table_is_the_same_network(shared_data):
    links = _parquet(shared_data, "coquimbo_links")
    nodes = _parquet(shared_data, "coquimbo_nodes")
    rows, networks, told = _built(links, columns=COQUIMBO)
    _check(rows, networks)
    assert _sizes(rows, networks) == (19_994, 15_723, 34_439, 39_672)
    assert told["lines-cut", "note"].startswith("lines are cut at 11 ends")
    assert told["crossings-kept", "note"].startswith("199 crossings")
    # 3,582 rows have a speed one way or the other
    assert told["speed-filled", "note"].startswith("16401 of 19983 speeds")
    ends = {"from": "a_node", "to": "b_node"}
    table, by_table, told_too = _built(
        links, columns=COQUIMBO | ends, nodes=nodes, node_id="node_id"
    )
    _check(table, by_table)
    assert _sizes(table, by_table) == (19_983, 15_724, 34_417, 39_650)
    assert told_too["speed-filled", "note"] == told["speed-filled", "note"]
    kmh = table.length_mm / table.along_ms * 3.6
    given = links.speed_ab.notna().to_numpy()
    np.testing.assert_allclose(kmh[given], links.speed_ab[given])
    # 182 rows have a speed against the line only, which is taken both ways
    back = links.speed_ba.notna().to_numpy() & ~given
    assert back.sum() == 182
    np.testing.assert_allclose(kmh[back], links.speed_ba[back])
    assert np.isnan(table.against_ms).sum() == (links.direction == 1).sum() == 5420
    assert table.length_mm.sum() == pytest.approx(rows.length_mm.sum())
    assert np.nansum(table.along_ms) == pytest.approx(np.nansum(rows.along_ms))
    assert np.nansum(table.against_ms) == pytest.approx(np.nansum(rows.against_ms))


SANTA_ROSA = {"length_m": "length", "class": "highway", "speed_mph": "maxspeed"}


@pytest.fixture(scope="module")
def santa_rosa(shared_data):
    path = shared_data / "bayarea" / "santa_rosa_osm_drive_2000m.gpkg"
    return gpd.read_file(path, layer="nodes"), gpd.read_file(path, layer="edges")


def test_santa_rosa_as_osmnx_writes_it(santa_rosa):
    nodes, edges = santa_rosa
    columns = SANTA_ROSA | {"from": "u", "to": "v"}
    rows, networks, told = _built(edges, columns=columns, nodes=nodes, node_id="node_id")
    _check(rows, networks)
    # 15 ends of the clipped graph are one-way; on foot they are not, but the motorway is closed
    assert _sizes(rows, networks) == (3068, 1149, 3046, 5986)
    assert told["speed-filled", "note"].startswith("2836 of 3068 speeds")
    assert told["streets-cut-off", "note"].startswith("15 parts of the streets (15 nodes")
    # every other speed is in miles an hour, its unit behind it
    fast = edges.maxspeed.eq("65 mph").to_numpy()
    kmh = rows.length_mm / rows.along_ms * 3.6
    assert np.allclose(kmh[fast], 65 * 1.609344)


def test_santa_rosa_as_centrelines(santa_rosa):
    _, edges = santa_rosa
    columns = SANTA_ROSA | {"oneway": "oneway"}
    rows, networks, told = _built(edges, columns=columns)
    _check(rows, networks)
    # two-way streets are two rows with the same line, open both ways each
    assert _sizes(rows, networks) == (3068, 1149, 5968, 5986)
    assert told["crossings-kept", "note"].startswith("63 crossings")
    levels = {"bridge": "bridge", "tunnel": "tunnel"}
    rows, networks, told = _built(edges, columns=columns | levels)
    # all of them are of bridges, ten of two bridges
    assert _sizes(rows, networks) == (3068, 1149, 5968, 5986)
    assert told["crossings-by-level", "note"].startswith("63 crossings")
    assert ("crossings-joined", "note") not in told


GOTHENBURG = {"class": "highway", "speed_kmh": "maxspeed", "oneway": "oneway"}


@pytest.fixture(scope="module")
def gothenburg(shared_data):
    with gzip.open(shared_data / "networks" / "gothenburg_osm_highways.geojson.gz") as file:
        return gpd.GeoDataFrame.from_features(json.load(file)["features"], crs=4326)


def test_ways_of_gothenburg_are_cut_where_they_share_vertices(gothenburg):
    rows, networks, told = _built(gothenburg, columns=GOTHENBURG)
    _check(rows, networks)
    assert _sizes(rows, networks) == (45_814, 33_129, 41_062, 89_350)
    # squares are polygons, not ways along a line
    assert told["not-a-line", "warning"].startswith("107 rows left out")
    assert told["class-without-cars", "note"].startswith(
        "10271 of 20227 streets are closed to cars by their class: 5951 footway, 1504 path"
    )
    assert told["speed-filled", "note"].startswith("8072 of 20227 speeds")
    assert told["lines-cut", "note"] == (
        "lines are cut at 16457 ends of others and at 4730 common vertices"
    )
    assert told["crossings-kept", "note"].startswith("1542 crossings")


def test_bridges_and_layers_of_gothenburg_explain_its_crossings(gothenburg):
    levels = {"level": "layer", "bridge": "bridge", "tunnel": "tunnel"}
    rows, networks, told = _built(gothenburg, columns=GOTHENBURG | levels)
    _check(rows, networks)
    assert _sizes(rows, networks) == (46_130, 33_324, 41_213, 89_930)
    assert told["crossings-by-level", "note"].startswith("1346 crossings")
    # paths that cross a street at its level without a common vertex
    assert told["crossings-joined", "note"].startswith("211 crossings")
    kept, _, told = _built(gothenburg, columns=GOTHENBURG | levels, crossings="keep")
    assert told["crossings-kept", "note"].startswith("211 crossings")
    assert len(kept.lines) < len(rows.lines)


def test_roads_of_the_world_rounded_to_a_thousandth_of_a_degree(shared_data):
    nodes = pd.read_parquet(shared_data / "networks" / "world_highways_nodes.parquet")
    edges = pd.read_parquet(shared_data / "networks" / "world_highways_edges.parquet")
    xy = nodes[["lon", "lat"]].to_numpy(dtype=float) * 111_195  # no plane holds the world
    rows, told = streets_from_edges(
        edges.u, edges.v, edges.km.astype(float) * 1000, node_id=nodes.node, node_xy=xy
    )
    # six arcs of 977 to 1,210 km take more than a day at 40 km/h
    assert [f.rule for f in told] == ["speed-filled", "arc-over-24-hours"]
    assert len(rows.lines) == 1_652_213 - 6
    assert (rows.length_mm == 0).sum() == 7034
    by_car, parts = largest_parts(driving(rows))
    assert parts == (20, 1178, 542_613, 17_667, 1_610_291, 41_916)
    on_both_sides, on_foot_parts = largest_parts(on_foot(rows))
    assert on_foot_parts[:4] == parts[:4]
    assert on_foot_parts.arcs_used == 2 * parts.arcs_used
    # 1,000 km on foot are some nine days, which still are whole milliseconds of 32 bits
    assert by_car.arc_ms.max() <= 24 * 3_600_000 < on_both_sides.arc_ms.max() < 2**31
