"""An edge table and its nodes as two layers of one GeoPackage, as OSMnx saves a graph."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.files.sources import common_bounds
from adjoin.geo.streets.source import Streets, built_networks, read_streets

COLUMNS = {
    "from": "u",
    "to": "v",
    "length_m": "length",
    "speed_mph": "maxspeed",
    "class": "highway",
}


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Three crossings in a row; there and back, and one way to the third and around again."""
    places = {11: (525_000, 4_254_000), 12: (525_500, 4_254_000), 13: (526_000, 4_254_000)}
    ends = [(11, 12), (12, 11), (12, 13), (13, 11)]
    edges = gpd.GeoDataFrame(
        {
            "u": [u for u, _ in ends],
            "v": [v for _, v in ends],
            "key": 0,
            "osmid": ["[1, 2]", "[1, 2]", "3", "4"],
            "highway": ["['residential', 'tertiary']"] * 2 + ["secondary", "secondary"],
            "maxspeed": ["['25 mph', '35 mph']", "['25 mph', '35 mph']", "30 mph", None],
            "oneway": [False, False, True, True],
            "reversed": ["[False, True]", "[False, True]", "False", "True"],
            "length": [500.0, 500.0, 500.0, 1000.0],
        },
        geometry=[shapely.LineString([places[u], places[v]]) for u, v in ends[:3]]
        + [shapely.LineString([places[13], (525_500, 4_254_100), places[11]])],
        crs=32610,
    )
    nodes = gpd.GeoDataFrame(
        {"osmid": list(places), "street_count": [2, 3, 2]},
        geometry=[shapely.Point(xy) for xy in places.values()],
        crs=32610,
    )
    path = tmp_path / "town.gpkg"
    nodes.to_file(path, layer="nodes")
    edges.to_file(path, layer="edges")
    return path


def built(path: Path, **settings: object):
    """The driving network, its arcs with their seconds, and all findings."""
    streets = Streets.model_validate({"path": path.name, "layer": "edges", **settings})
    sources = read_streets(streets, base=path.parent)
    told = [finding for source in sources for finding in source.findings]
    if any(finding.severity == "error" for finding in told):
        return None, None, told
    bounds = common_bounds(sources)
    networks, more = built_networks(
        streets, sources, ["drive"], plane=region_plane(bounds), bounds=bounds
    )
    net = networks["drive"]
    arcs = zip(
        net.arc_from.tolist(), net.arc_to.tolist(), (net.arc_ms / 1000).tolist(), strict=True
    )
    return net, sorted(arcs), [*told, *more]


#: 500 m at 25 mph and at 30 mph, 1 km at the usual 55 km/h of its class.
ARCS = [(0, 1, 44.739), (1, 0, 44.739), (1, 2, 37.282), (2, 0, 65.455)]


def test_points_of_a_layer_are_the_nodes(graph: Path) -> None:
    net, arcs, findings = built(
        graph, nodes=graph.name, nodes_layer="nodes", node_columns={"id": "osmid"}, columns=COLUMNS
    )
    assert arcs == ARCS
    assert len(net.node_xy) == 3
    assert [f.rule for f in findings] == [
        "speed-filled", "speeds-in-one-cell", "classes-in-one-cell"]  # fmt: skip


def test_without_nodes_the_same_streets_meet_at_their_ends(graph: Path) -> None:
    columns = {key: name for key, name in COLUMNS.items() if key not in ("from", "to")}
    _, arcs, _ = built(graph, columns={**columns, "oneway": "oneway"})
    # a two-way street stands twice, each open both ways
    assert sorted(set(arcs)) == ARCS


def test_a_layer_of_nodes_that_is_not_named_is_told(graph: Path) -> None:
    _, _, findings = built(graph, nodes=graph.name, node_columns={"id": "osmid"}, columns=COLUMNS)
    (error,) = findings
    assert (error.source, error.item, error.rule) == ("town.gpkg", "nodes_layer", "layer-missing")
    assert "name one as nodes_layer" in error.message


def test_a_table_of_nodes_needs_places(graph: Path) -> None:
    pd.DataFrame({"osmid": [11, 12, 13]}).to_csv(graph.parent / "nodes.csv", index=False)
    _, _, findings = built(graph, nodes="nodes.csv", node_columns={"id": "osmid"}, columns=COLUMNS)
    (error,) = findings
    assert (error.source, error.item, error.rule) == (
        "nodes.csv",
        "node_columns.x",
        "place-missing",
    )


@pytest.mark.real
def test_a_real_graph_in_two_layers(shared_data) -> None:
    path = shared_data / "bayarea" / "santa_rosa_osm_drive_2000m.gpkg"
    net, _, findings = built(
        path, nodes=path.name, nodes_layer="nodes", node_columns={"id": "node_id"}, columns=COLUMNS
    )
    assert (len(net.node_xy), len(net.arc_ms)) == (1149, 3046)
    assert [f.rule for f in findings] == ["speed-filled", "streets-cut-off"]
    columns = {key: name for key, name in COLUMNS.items() if key not in ("from", "to")}
    lines, _, _ = built(path, columns={**columns, "oneway": "oneway"})
    # as centrelines: the same nodes, and what is open both ways twice
    assert (len(lines.node_xy), len(lines.arc_ms)) == (1149, 5968)
