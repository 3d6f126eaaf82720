"""Agencies as graphs: hand-made cases, libpysal on clean tiers, and removing agencies one by one."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.contiguity import (
    articulation_agencies,
    components,
    containment_graph,
    contiguity_graph,
    neighbours,
)
from adjoin.boundaries.contiguity_table import contiguity_table
from adjoin.boundaries.relations import ADJACENT, agency_pairs
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import UseError
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.weights import Queen, Rook, higher_order

PLANE = region_plane((-123, 38, -122, 39))
QUEEN = ADJACENT | {"point"}


def tier(shapes, level="city") -> gpd.GeoDataFrame:
    ids = pd.Series([f"{k:03}" for k in range(len(shapes))], dtype="str")
    return gpd.GeoDataFrame({"agency_id": ids, "level": level}, geometry=list(shapes), crs=PLANE)


def grid(wide, high):
    return [
        shapely.box(1000 * x, 1000 * y, 1000 * x + 1000, 1000 * y + 1000)
        for y in range(high)
        for x in range(wide)
    ]


def voronoi(count, seed):
    places = np.random.default_rng(seed).uniform(0, 50_000, (count, 2))
    cells = shapely.voronoi_polygons(shapely.MultiPoint(places), ordered=True)
    return list(shapely.get_parts(cells))


@pytest.fixture(scope="module")
def county():
    """A county with three towns and one fire district in another.

        county     0 .. 9 km
        ash | oak  touch each other, elm lies apart
        fire_out   holds ash, oak and fire_in, which holds ash alone
    """  # fmt: skip
    rows = {
        "ash": ("city", shapely.box(1000, 1000, 2000, 2000), 900.0),
        "county": ("county", shapely.box(0, 0, 9000, 9000), 9000.0),
        "elm": ("city", shapely.box(5000, 5000, 6000, 6000), np.nan),
        "fire_in": ("special_district", shapely.box(900, 900, 2100, 2100), np.nan),
        "fire_out": ("special_district", shapely.box(500, 500, 4000, 4000), np.nan),
        "library": ("special_district", None, np.nan),
        "oak": ("city", shapely.box(2000, 1000, 3000, 2000), 300.0),
    }
    table = pd.DataFrame(
        {
            "agency_id": pd.Series(list(rows), dtype="str"),
            "name": pd.Series([name.title() for name in rows], dtype="str"),
            "level": pd.Series([row[0] for row in rows.values()], dtype="str"),
            "parent_id": pd.Series(
                ["county" if name.startswith("fire") else None for name in rows], dtype="str"
            ),
            "population": [row[2] for row in rows.values()],
        }
    )
    return gpd.GeoDataFrame(table, geometry=[row[1] for row in rows.values()], crs=PLANE)


def test_levels_are_kept_apart(county):
    pairs = agency_pairs(county)
    graph = contiguity_graph(county, pairs)
    assert list(graph) == ["ash", "county", "elm", "fire_in", "fire_out", "oak"]
    assert list(graph.edges) == [("ash", "oak"), ("fire_in", "fire_out")]
    edge = {"relation": "border", "shared_m": 1000.0, "overlap_km2": 0.0, "gap_m": 0.0}
    assert graph.edges["ash", "oak"].items() >= edge.items()
    assert not {"agency_a", "agency_b", "geometry"} & set(graph.edges["ash", "oak"])
    assert graph.edges["fire_in", "fire_out"]["relation"] == "within"
    assert list(contiguity_graph(county, pairs, level="city")) == ["ash", "elm", "oak"]
    assert list(contiguity_graph(county, pairs, level="tribal")) == []
    only = contiguity_graph(county, pairs, relations=["overlap", "within"])
    assert list(only.edges) == [("fire_in", "fire_out")]


def test_what_a_node_says_and_missing_values(county):
    pairs = agency_pairs(county).assign(stable=True, crossing_minutes=[0.5] + [np.nan] * 10)
    graph = contiguity_graph(county.assign(people=[1.5] + [np.nan] * 6), pairs)
    assert graph.nodes["ash"] == {
        "name": "Ash", "level": "city", "population": 900.0, "people": 1.5,
    }  # fmt: skip
    assert graph.nodes["fire_in"] == {
        "name": "Fire_In", "level": "special_district", "parent_id": "county",
    }  # fmt: skip
    edge = graph.edges["ash", "oak"]
    assert edge["stable"] is True
    assert "crossing_minutes" not in edge
    held = containment_graph(county, pairs)
    assert held.edges["county", "ash"]["crossing_minutes"] == 0.5


def test_who_holds_whom(county):
    pairs = agency_pairs(county)
    held = containment_graph(county, pairs)
    assert list(held) == list(contiguity_graph(county, pairs))
    assert list(held.edges) == [
        ("county", "ash"), ("county", "elm"), ("county", "fire_in"), ("county", "fire_out"),
        ("county", "oak"), ("fire_in", "ash"), ("fire_out", "fire_in"), ("fire_out", "oak"),
    ]  # fmt: skip
    edge = held.edges["fire_in", "ash"]
    assert edge.items() >= {"shared_m": 0.0, "overlap_km2": 1.0, "gap_m": 0.0}.items()
    assert "relation" not in edge
    every = containment_graph(county, pairs, smallest=False)
    assert sorted(set(every.edges) - set(held.edges)) == [("fire_out", "ash")]


def test_equal_areas_hold_each_other_once():
    same = tier([shapely.box(0, 0, 1000, 1000)] * 3, ["city", "county", "county"])
    held = containment_graph(same, agency_pairs(same))
    # both 000 (of its own level) and 001 (another one) are the only holder of their level
    assert list(held.edges) == [("000", "001"), ("000", "002"), ("001", "002")]
    assert nx.is_directed_acyclic_graph(held)


def test_the_table(county):
    pairs = agency_pairs(county)
    table = contiguity_table(county, pairs)
    assert table.drop(columns=["shared_m", "shared_share"]).fillna("-").to_dict("split")[
        "data"
    ] == [
        ["ash", "city", 1, "oak", "ash", False, "county;fire_in"],
        ["county", "county", 0, "-", "county", False, "-"],
        ["elm", "city", 0, "-", "elm", False, "county"],
        ["fire_in", "special_district", 1, "fire_out", "fire_in", False, "county;fire_out"],
        ["fire_out", "special_district", 1, "fire_in", "fire_in", False, "county"],
        ["oak", "city", 1, "ash", "ash", False, "county;fire_out"],
    ]
    assert table["shared_m"].tolist() == [1000, 0, 0, 0, 0, 1000]
    assert table["shared_share"].tolist() == [0.25, 0, 0, 0, 0, 0.25]
    assert table["neighbour_ids"].isna().sum() == table["held_by"].isna().sum() + 1 == 2
    empty = contiguity_table(county[:0], pairs[:0])
    assert empty.columns.tolist() == table.columns.tolist()
    assert empty.dtypes.tolist() == table.dtypes.tolist()
    nobody = contiguity_table(county[county["agency_id"] == "library"], pairs[:0])
    assert len(nobody) == 0


def test_wrong_calls(county):
    pairs = agency_pairs(county)
    with pytest.raises(UseError, match=r"'town' is no level; known are county, city"):
        contiguity_graph(county, pairs, level="town")
    others = county[county["agency_id"] != "elm"]
    for call in (contiguity_graph, containment_graph, contiguity_table):
        with pytest.raises(UseError, match=r"1 agencies of the pairs .* \(first: 'elm'\)"):
            call(others, pairs)
    graph = contiguity_graph(county, pairs)
    with pytest.raises(UseError, match="order is 0; give 1 or more steps"):
        neighbours(graph, "ash", order=0)
    with pytest.raises(UseError, match="'library' is not in the graph"):
        neighbours(graph, "library")


def test_steps_along_a_row_of_towns():
    row = tier(grid(5, 1))
    graph = contiguity_graph(row, agency_pairs(row))
    assert neighbours(graph, "001") == ["000", "002"]
    assert neighbours(graph, "001", order=2) == ["003"]
    assert neighbours(graph, "001", order=3, nearer=True) == ["000", "002", "003", "004"]
    assert neighbours(graph, "001", order=9) == []
    assert articulation_agencies(graph) == ["001", "002", "003"]
    graph.remove_node("002")
    assert components(graph) == [["000", "001"], ["003", "004"]]
    assert articulation_agencies(graph) == []
    assert components(nx.Graph()) == articulation_agencies(nx.Graph()) == []


@pytest.mark.parametrize("shapes", [grid(7, 5), voronoi(120, 1), voronoi(60, 9)])
def test_neighbours_of_every_order_are_those_of_libpysal(shapes):
    agencies = tier(shapes)
    pairs = agency_pairs(agencies)
    ids = agencies["agency_id"].tolist()
    for relations, contiguity in ((ADJACENT, Rook), (QUEEN, Queen)):
        graph = contiguity_graph(agencies, pairs, relations=relations)
        weights = contiguity.from_dataframe(agencies, use_index=False)
        assert dict(graph.degree) == {ids[k]: n for k, n in weights.cardinalities.items()}
        for order in (1, 2, 3, 4):
            of_order = higher_order(weights, order, silence_warnings=True) if order > 1 else weights
            for k, others in of_order.neighbors.items():
                expected = sorted(ids[other] for other in others)
                assert neighbours(graph, ids[k], order=order) == expected
        nearer = higher_order(weights, 3, lower_order=True, silence_warnings=True)
        for k, others in nearer.neighbors.items():
            expected = sorted(ids[other] for other in others)
            assert neighbours(graph, ids[k], order=3, nearer=True) == expected


def parted_by(graph):
    """Who parts others: each node taken away, and what is left counted, without networkx."""

    def groups(nodes):
        left, count = set(nodes), 0
        while left:
            front, count = [left.pop()], count + 1
            while front:
                found = left & set(graph[front.pop()])
                left -= found
                front += found
        return count

    return sorted(
        node
        for node in graph
        if groups(set(graph) - {node}) > groups(graph) - (not list(graph[node]))
    )


@given(st.lists(st.booleans(), min_size=20, max_size=20))
@settings(max_examples=60)
def test_articulation_agencies_are_those_whose_absence_parts_the_others(there):
    cells = [cell for cell, kept in zip(grid(5, 4), there, strict=True) if kept]
    agencies = tier(cells)
    graph = contiguity_graph(agencies, agency_pairs(agencies))
    assert articulation_agencies(graph) == parted_by(graph)
    table = contiguity_table(agencies, agency_pairs(agencies))
    assert table.loc[table["articulation"], "agency_id"].tolist() == parted_by(graph)
    assert table.groupby("component")["agency_id"].agg(list).tolist() == components(graph)


@given(st.randoms())
@settings(max_examples=20)
def test_the_order_of_rows_changes_nothing(random):
    agencies = tier(voronoi(30, 4), ["city", "county"] * 15)
    pairs = agency_pairs(agencies)
    seed = random.randrange(10**6)
    mixed = agencies.sample(frac=1, random_state=seed), pairs.sample(frac=1, random_state=seed)
    for build in (contiguity_graph, containment_graph):
        first, again = build(agencies, pairs), build(*mixed)
        assert list(first.nodes(data=True)) == list(again.nodes(data=True))
        assert list(first.edges(data=True)) == list(again.edges(data=True))
    pd.testing.assert_frame_equal(
        contiguity_table(agencies, pairs), contiguity_table(*mixed), check_exact=True
    )
