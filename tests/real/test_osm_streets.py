"""Real extracts of OpenStreetMap: counts, and the same minutes as a graph of single segments."""

from __future__ import annotations

import bz2
import gzip
import itertools
import math
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import LONLAT, region_plane, to_crs
from adjoin.geo.findings import DataError
from adjoin.geo.streets.network import largest_parts
from adjoin.geo.streets.osmfile import read_osm
from adjoin.geo.streets.osmnoding import osm_streets
from adjoin.geo.streets.osmtags import judge_way, stops_cars
from adjoin.geo.streets.streetrows import driving, on_foot
from adjoin.pipeline import read_region
from adjoin.region import Region
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

pytestmark = pytest.mark.real


class Pinned(NamedTuple):
    """Streets, their nodes, arcs of each mode, and nodes of each mode's used parts."""

    streets: int
    nodes: int
    drive: int
    walk: int
    drive_nodes: int
    walk_nodes: int


# As first read, and compared then with a graph of single segments (below). They change when a rule
# of docs/streets.md changes, and should not otherwise.
FILES = {
    "bayarea/felton.osm.pbf": Pinned(235, 189, 368, 470, 148, 180),
    "networks/baltimore.osm.pbf": Pinned(9522, 6419, 14_177, 18_582, 5530, 6156),
    "networks/heidelberg.osm.pbf": Pinned(40_890, 31_485, 33_322, 80_902, 14_436, 30_040),
    # clipped: 716 nodes are not in the file
    "networks/helsinki_center.osm.pbf": Pinned(4714, 3610, 2140, 9420, 1162, 3469),
    "networks/krems.osm.gz": Pinned(1606, 1218, 1890, 3212, 762, 1205),
    "networks/monaco.osm.pbf": Pinned(5202, 4039, 5341, 10_176, 2648, 3810),
    "networks/north-bayreuth.osm.gz": Pinned(3554, 2801, 3111, 6912, 1392, 2680),
}


def _streets(path: Path):
    ways, _ = read_osm(path, source=path.name)
    west, south, east, north = ways.total_bounds.tolist()
    bounds = (west, south, east, north)
    plane = region_plane(bounds)
    rows, findings = osm_streets(path, plane=plane, bounds=bounds, source=path.name)
    return rows, findings, plane, bounds


def test_every_extract_is_pinned(shared_data):
    held = [p for p in shared_data.rglob("*") if ".osm." in p.name]
    assert {p.relative_to(shared_data).as_posix() for p in held} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_counts(shared_data, name):
    rows, findings, _, _ = _streets(shared_data / name)
    drive, walk = driving(rows), on_foot(rows)
    found = Pinned(
        len(rows.lines),
        len(rows.node_xy),
        len(drive.arc_ms),
        len(walk.arc_ms),
        largest_parts(drive)[1].nodes_used,
        largest_parts(walk)[1].nodes_used,
    )
    assert found == FILES[name]
    assert all(finding.severity != "error" for finding in findings)
    assert {"speed-filled", "turn-restrictions"} <= {finding.rule for finding in findings}
    assert np.isfinite(rows.node_xy).all()
    start, end = (shapely.get_coordinates(shapely.get_point(rows.lines, k)) for k in (0, -1))
    assert np.array_equal(start, rows.node_xy[rows.tail])
    assert np.array_equal(end, rows.node_xy[rows.head])
    assert (rows.length_mm >= 0).all()
    # every street is open to somebody
    assert (rows.walk | ~np.isnan(rows.along_ms) | ~np.isnan(rows.against_ms)).all()


def _segments(path: Path, plane, bounds) -> dict[str, nx.DiGraph]:
    """Both modes as graphs of single segments, read object by object; nodes by their place.

    A barrier is a node for each segment that ends there.
    """
    nodes: dict[int, tuple[float, float]] = {}
    stops: set[int] = set()
    for node in osmium.FileProcessor(str(path), osmium.osm.NODE):
        nodes[node.id] = (node.location.lon, node.location.lat)
        if stops_cars(dict(node.tags)):
            stops.add(node.id)
    ids = list(nodes)
    points = to_crs(shapely.points(list(nodes.values())), LONLAT, plane, region=bounds).shapes
    xy = dict(zip(ids, shapely.get_coordinates(points).tolist(), strict=True))
    graphs = {"drive": nx.DiGraph(), "walk": nx.DiGraph()}

    def add(graph, one, other, ms):
        if not graph.has_edge(one, other) or graph.edges[one, other]["ms"] > ms:
            graph.add_edge(one, other, ms=ms)

    segment = 0
    for way in osmium.FileProcessor(str(path), osmium.osm.WAY):
        use = judge_way(dict(way.tags))
        if use is None or not use.used:
            continue
        refs = [n.ref for n in way.nodes]
        for a, b in itertools.pairwise(refs):
            if a not in xy or b not in xy or a == b:
                continue
            segment += 1
            metres = math.dist(xy[a], xy[b])
            if use.walk:
                add(graphs["walk"], a, b, metres * 750)
                add(graphs["walk"], b, a, metres * 750)
            one, other = ((n, segment) if n in stops else n for n in (a, b))
            if not math.isnan(use.along_kmh):
                add(graphs["drive"], one, other, metres * 3600 / use.along_kmh)
            if not math.isnan(use.against_kmh):
                add(graphs["drive"], other, one, metres * 3600 / use.against_kmh)
    graphs["xy"] = xy
    return graphs


@pytest.mark.parametrize(
    "name", ["bayarea/felton.osm.pbf", "networks/krems.osm.gz", "networks/monaco.osm.pbf"]
)
def test_the_same_minutes_as_segment_by_segment(shared_data, name):
    path = shared_data / name
    rows, _, plane, bounds = _streets(path)
    graphs = _segments(path, plane, bounds)
    place = {tuple(xy): node for node, xy in graphs.pop("xy").items()}
    for mode, network in (("drive", driving(rows)), ("walk", on_foot(rows))):
        network, _ = largest_parts(network)
        used = np.unique(np.concatenate([network.arc_from, network.arc_to]))
        known = [place[tuple(network.node_xy[k].tolist())] for k in used.tolist()]
        # the cheapest of parallel arcs; loops lead nowhere
        order = np.lexsort((network.arc_ms, network.arc_to, network.arc_from))
        ends = np.column_stack([network.arc_from, network.arc_to])[order]
        first = np.concatenate([[True], (ends[1:] != ends[:-1]).any(axis=1)])
        ends, ms = ends[first], network.arc_ms[order][first]
        size = len(network.node_xy)
        # zero would be no arc to scipy
        graph = coo_array((ms + 1e-6, ends.T), shape=(size, size)).tocsr()
        sample = used[:: max(1, len(used) // 12)]
        found = dijkstra(graph, indices=sample)
        compared = 0
        for k, source in enumerate(sample.tolist()):
            start = known[int(np.searchsorted(used, source))]
            if start not in graphs[mode]:
                continue  # a barrier, one of whose sides this is
            expected = nx.single_source_dijkstra_path_length(graphs[mode], start, weight="ms")
            for node, there in zip(known, found[k][used].tolist(), strict=True):
                if node in expected:
                    # every arc is rounded to a millisecond
                    assert there == pytest.approx(expected[node], abs=100)
                    compared += 1
        assert compared > 1000


def test_an_extract_packed_otherwise_is_the_same(shared_data, tmp_path):
    path = shared_data / "networks" / "krems.osm.gz"
    text = gzip.decompress(path.read_bytes())
    plain, packed = tmp_path / "a.osm", tmp_path / "a.osm.bz2"
    plain.write_bytes(text)
    packed.write_bytes(bz2.compress(text, 1))
    frames = [read_osm(p, source="a") for p in (path, plain, packed)]
    for frame, findings in frames[1:]:
        assert frame.drop(columns=["nodes", "blocked"]).equals(
            frames[0][0].drop(columns=["nodes", "blocked"])
        )
        assert findings == frames[0][1]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_an_extract_that_breaks_off_is_a_finding(shared_data, tmp_path, share):
    content = (shared_data / "networks" / "heidelberg.osm.pbf").read_bytes()
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DataError) as error:
        read_osm(path, source="a.osm.pbf")
    assert error.value.findings[-1].rule in ("file-unreadable", "osm-no-streets")


REGION = """
name = "Felton"
[[agencies]]
path = "agencies.geojson"
level = "county"
columns = { name = "name" }
[[facilities]]
path = "libraries.csv"
service = "library_services"
agency_by = "contains"
columns = { id = "id", x = "lon", y = "lat" }
[streets]
path = "felton.osm.pbf"
mode = "MODE"
[analysis]
minutes = { library_services = 30 }
"""


@pytest.mark.parametrize("mode", ["drive", "walk"])
def test_a_region_runs_on_an_extract_end_to_end(shared_data, tmp_path, mode):
    source = shared_data / "bayarea" / "felton.osm.pbf"
    (tmp_path / source.name).write_bytes(source.read_bytes())
    ways, _ = read_osm(source, source=source.name)
    west, south, east, north = ways.total_bounds.tolist()
    middle = (west + east) / 2
    areas = {
        "West": shapely.box(west, south, middle, north),
        "East": shapely.box(middle, south, east, north),
    }
    gpd.GeoDataFrame({"name": list(areas)}, geometry=list(areas.values()), crs=LONLAT).to_file(
        tmp_path / "agencies.geojson"
    )
    # on the streets themselves, every twentieth of their vertices
    spots = shapely.get_coordinates(ways.geometry.to_numpy())[::20]
    table = pd.DataFrame({"id": range(len(spots)), "lon": spots[:, 0], "lat": spots[:, 1]})
    table.to_csv(tmp_path / "libraries.csv", index=False)
    (tmp_path / "region.toml").write_text(REGION.replace("MODE", mode), encoding="utf-8")
    read = read_region(Region.load(tmp_path / "region.toml"))
    assert "turn-restrictions" in {finding.rule for finding in read.findings}
    network, pinned = read.networks[mode], FILES["bayarea/felton.osm.pbf"]
    used = len(np.unique(network.arc_from))
    assert used == (pinned.drive_nodes if mode == "drive" else pinned.walk_nodes)
    # libraries are driven to: those on a street that cars use stand on it
    assert (read.tables.facilities["snap_m"] == 0).sum() > 20
