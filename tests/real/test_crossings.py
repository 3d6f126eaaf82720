"""How the 109 jurisdictions of the Bay Area connect: over their borders, and by street."""

from __future__ import annotations

import itertools
import time
from typing import NamedTuple

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.contiguity import articulation_agencies, components, contiguity_graph
from adjoin.boundaries.contiguity_table import contiguity_table
from adjoin.boundaries.crossings import crossing_minutes
from adjoin.boundaries.relations import agency_pairs
from adjoin.geo.crs import LONLAT, region_plane, to_crs
from adjoin.geo.files.reading import read_source
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.network import Network, largest_parts
from adjoin.geo.validity import repair_polygons

pytestmark = pytest.mark.real


class Bay(NamedTuple):
    """The jurisdictions, their pairs and the streets of tertiary roads and above."""

    agencies: gpd.GeoDataFrame
    pairs: pd.DataFrame
    network: Network


@pytest.fixture(scope="module")
def bay(shared_data) -> Bay:
    folder = shared_data / "bayarea"
    frame, _ = read_source(folder / "bayarea_jurisdictions_2020.shp.zip", source="jurisdictions")
    degrees = to_crs(np.asarray(frame.geometry), frame.crs, LONLAT).shapes
    bounds = tuple(shapely.total_bounds(degrees).tolist())
    plane = region_plane(bounds)
    shapes = to_crs(np.asarray(frame.geometry), frame.crs, plane, region=bounds).shapes
    agencies = gpd.GeoDataFrame(
        {"agency_id": frame["jurisdicti"].astype("str").to_numpy(), "level": "city"},
        geometry=repair_polygons(shapes).shapes,
        crs=plane,
    ).sort_values("agency_id", ignore_index=True)
    nodes = pd.read_csv(folder / "bayarea_osm_tertiary_nodes.csv.gz", dtype={"osmid": "str"})
    edges = pd.read_csv(
        folder / "bayarea_osm_tertiary_edges.csv.gz", dtype={"u": "str", "v": "str"}
    )
    places = to_crs(
        shapely.points(nodes[["x", "y"]].to_numpy()), LONLAT, plane, region=bounds
    ).shapes
    network, findings = network_from_edges(
        edges["u"], edges["v"], edges["length"], node_id=nodes["osmid"],
        node_xy=shapely.get_coordinates(places), speed_kmh=edges["speed_mph"] * 1.609344,
    )  # fmt: skip
    assert findings == ()
    return Bay(agencies, agency_pairs(agencies), largest_parts(network)[0])


@pytest.fixture(scope="module")
def minutes(bay: Bay) -> pd.Series:
    begin = time.process_time()
    found = crossing_minutes(bay.pairs, bay.agencies, bay.network)
    assert time.process_time() - begin < 10  # 1.1 s where nothing else runs
    return found.set_axis(pd.MultiIndex.from_frame(bay.pairs[["agency_a", "agency_b"]]))


def test_the_graph_of_the_borders(bay: Bay):
    graph = contiguity_graph(bay.agencies, bay.pairs, relations=["border"])
    assert (len(graph), graph.size()) == (109, 235)
    assert [len(group) for group in components(graph)] == [109]
    # who alone reaches somebody: Oakland holds Piedmont, Fremont Newark, the others their enclaves
    cut = articulation_agencies(graph)
    assert cut == [
        "Fremont", "Oakland", "Unincorporated Marin", "Unincorporated Napa",
        "Unincorporated San Mateo", "Unincorporated Santa Clara", "Unincorporated Solano",
        "Unincorporated Sonoma",
    ]  # fmt: skip
    for name in graph:
        rest = graph.subgraph(set(graph) - {name})
        assert (len(components(rest)) > 1) == (name in cut)
    table = contiguity_table(bay.agencies, bay.pairs, relations=["border"])
    table = table.set_index("agency_id")
    assert table.loc["Piedmont", "neighbour_ids"] == "Oakland"
    assert table.loc["Piedmont", "shared_share"] == pytest.approx(1, abs=1e-6)
    assert table["shared_share"].max() < 1 + 1e-6
    shared_m = bay.pairs.loc[bay.pairs["relation"] == "border", "shared_m"].sum()
    assert table["shared_m"].sum() == pytest.approx(2 * shared_m)


def test_nearly_all_who_border_have_a_street_over_the_border(bay: Bay, minutes: pd.Series):
    """Belvedere has no street of this class, so nothing is known of its two borders."""
    border = bay.pairs["relation"] == "border"
    long = (border & (bay.pairs["shared_m"] > 50)).to_numpy()
    assert long.sum() == 228
    assert (minutes[long] == 0).sum() >= 200
    assert minutes[minutes.isna()].index.tolist() == [
        ("Belvedere", "Tiburon"),
        ("Belvedere", "Unincorporated Marin"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("Benicia", "Martinez", 0.4, 1.0),  # Benicia-Martinez Bridge, 756 m of water
        ("Unincorporated Contra Costa", "Vallejo", 0.1, 1.0),  # Carquinez Bridge
        ("San Francisco", "Tiburon", 5, 10),  # Golden Gate Bridge, and through Sausalito
        ("Alameda", "San Francisco", 7, 12),  # Bay Bridge, and through Oakland
        ("Alameda", "Oakland", 0, 0),  # the tubes and bridges of the estuary cross the border
        ("San Francisco", "Daly City", 0, 0),
    ],
)
def test_bridges(minutes: pd.Series, one: str, other: str, low: float, high: float):
    assert low <= minutes[min(one, other), max(one, other)] <= high


def _held(lines, tree: shapely.STRtree, shape) -> pd.DataFrame:
    """Arcs in a shape, by the parts that GEOS cuts out of them: from where to where of the arc."""
    arcs = np.sort(tree.query(shape, predicate="intersects"))
    parts, at = shapely.get_parts(shapely.intersection(lines[arcs], shape), return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    arc = arcs[at[part]]
    begin = shapely.get_coordinates(shapely.get_point(lines[arc], 0))
    share = np.hypot(*(xy - begin).T) / np.maximum(shapely.length(lines[arc]), 1e-9)
    rows = pd.DataFrame({"part": part, "arc": arc, "share": share})
    return rows.groupby(["part", "arc"])["share"].agg(["min", "max"]).reset_index()


def _quickest(
    graph: nx.DiGraph, ms, ends, held: pd.DataFrame, other: pd.DataFrame, limit: float
) -> float:
    """Minutes from one to the other, from a node before all streets to one behind them."""
    both = held.merge(other, on="arc", suffixes=("", "_other"))
    both = both[both["min_other"] >= both["max"]]
    ways = [
        ("from", ends[1][k], ms[k] * (1 - g)) for k, g in zip(held["arc"], held["max"], strict=True)
    ]
    ways += [(ends[0][k], "to", ms[k] * f) for k, f in zip(other["arc"], other["min"], strict=True)]
    ways += [
        ("from", "to", ms[k] * (f - g))
        for k, f, g in zip(both["arc"], both["min_other"], both["max"], strict=True)
    ]
    graph.add_nodes_from(["from", "to"])
    for tail, head, cost in sorted(ways, key=lambda way: -way[2]):
        graph.add_edge(tail, head, w=cost)  # the quickest of several is the last
    cost = nx.single_source_dijkstra_path_length(graph, "from", cutoff=limit, weight="w")
    graph.remove_nodes_from(["from", "to"])
    return cost.get("to", np.nan) / 60_000


def test_the_minutes_are_those_of_networkx_wherever_no_street_leads_over(
    bay: Bay, minutes: pd.Series
):
    network, shapes = bay.network, bay.agencies.set_index("agency_id").geometry
    assert network.arc_forward.all()  # an edge table without one-way codes: each row its own line
    ms, ends = network.arc_ms.tolist(), (network.arc_from.tolist(), network.arc_to.tolist())
    graph = nx.DiGraph()
    for arc in sorted(range(len(ms)), key=lambda k: -ms[k]):
        graph.add_edge(ends[0][arc], ends[1][arc], w=ms[arc])
    lines = network.lines[network.arc_street]
    tree = shapely.STRtree(lines)
    assert (minutes != 0).sum() == 53
    compared = minutes[minutes != 0].iloc[::5]  # all agree; each takes most of a second
    held = {name: _held(lines, tree, shapes[name]) for name in {*itertools.chain(*compared.index)}}
    for (a, b), found in compared.items():
        limit = 1_800_000 if np.isnan(found) else found * 60_000 + 30_000
        expected = [
            _quickest(graph, ms, ends, held[x], held[y], limit) for x, y in ((a, b), (b, a))
        ]
        expected = np.nan if np.isnan(expected).all() else np.nanmin(expected)
        # cuts are rounded to milliseconds, one at each shore
        assert found == pytest.approx(expected, abs=2.1 / 60_000, nan_ok=True)
