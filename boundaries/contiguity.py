"""Agencies as graphs: who lies next to whom within a level, and who holds whom between levels."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from ..geo.findings import UseError
from .levels import LEVELS
from .paired import pair_positions
from .relations import ADJACENT

#: What nodes say of an agency, where the table has it.
NODE_COLUMNS = ("name", "level", "parent_id", "area_km2", "population", "people")


def contiguity_graph(
    agencies: gpd.GeoDataFrame,
    pairs: pd.DataFrame,
    *,
    level: str | None = None,
    relations: Collection[str] = ADJACENT,
) -> nx.Graph:
    """Which agencies of one level lie next to each other.

    Levels stay apart: a county is no neighbour of its cities, and who crosses the border of two
    school districts need not cross that of two cities. So there is no edge between two levels, and
    the graph of all levels is that of each beside the others. Who holds whom is told by
    `containment_graph`.

    Parameters
    ----------
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it. Agencies without boundary are no
        node: how they lie to others is not known.
    pairs
        As `adjoin.boundaries.relations.agency_pairs` returns it, of these agencies.
    level
        Only agencies of this level; None for all.
    relations
        Relations that count as an edge. By default those that are adjacent (rook); with `point`
        added, agencies that meet in a corner too (queen).

    Returns
    -------
    networkx.Graph
        Nodes are agency ids with name, level, parent_id, area_km2, population and people, as far as
        the table has them. Edges have every column of `pairs` but the ids and the geometry:
        relation (seen from the smaller id by code point), shared_m, gap_m and the others. A missing
        value is no attribute. Nodes and edges are in order of the ids.

    Raises
    ------
    UseError
        When `level` is none of `LEVELS`, or a pair names an agency that `agencies` has not.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from adjoin.boundaries.contiguity import contiguity_graph
    >>> from adjoin.boundaries.relations import agency_pairs
    >>> towns = gpd.GeoDataFrame(
    ...     {"agency_id": ["a", "b", "c"], "level": "city"},
    ...     geometry=[shapely.box(x, 0, x + 500, 500) for x in (0, 500, 1000)],
    ... )
    >>> graph = contiguity_graph(towns, agency_pairs(towns))
    >>> list(graph.edges(data="shared_m"))
    [('a', 'b', 500.0), ('b', 'c', 500.0)]
    """
    if level is not None and level not in LEVELS:
        raise UseError(f"{level!r} is no level; known are {', '.join(LEVELS)}")
    a, b = pair_positions(agencies, pairs)
    levels = agencies["level"].to_numpy(dtype=object)
    wanted = np.ones(len(agencies), dtype=bool) if level is None else levels == level
    edges = pairs[
        (levels[a] == levels[b]) & wanted[a] & pairs["relation"].isin(list(relations)).to_numpy()
    ].sort_values(["agency_a", "agency_b"])
    graph = nx.Graph()
    graph.add_nodes_from(_nodes(agencies[wanted & agencies.geometry.notna().to_numpy()]))
    graph.add_edges_from(_edges(edges["agency_a"], edges["agency_b"], edges))
    return graph


def containment_graph(
    agencies: gpd.GeoDataFrame, pairs: pd.DataFrame, *, smallest: bool = True
) -> nx.DiGraph:
    """Who holds whom: from each holder to what lies in it, over all levels.

    Parameters
    ----------
    agencies, pairs
        As for `contiguity_graph`.
    smallest
        Of several holders of one level only the one of the smallest area, of equal ones the smallest
        id: a town in a district within a larger one of the same level is held by the inner one.
        False for every pair.

    Returns
    -------
    networkx.DiGraph
        Nodes and attributes as in `contiguity_graph`, without relation. Of two equal areas the
        smaller id holds the other, whatever their levels.

    Raises
    ------
    UseError
        When a pair names an agency that `agencies` has not.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from adjoin.boundaries.contiguity import containment_graph
    >>> from adjoin.boundaries.relations import agency_pairs
    >>> shapes = gpd.GeoDataFrame(
    ...     {"agency_id": ["county", "town"], "level": ["county", "city"]},
    ...     geometry=[shapely.box(0, 0, 9000, 9000), shapely.box(100, 100, 900, 900)],
    ... )
    >>> list(containment_graph(shapes, agency_pairs(shapes)).edges)
    [('county', 'town')]
    """
    a, b = pair_positions(agencies, pairs)
    within = (pairs["relation"] == "within").to_numpy()
    row = np.flatnonzero(within | (pairs["relation"] == "contains").to_numpy())
    holder, held = np.where(within, b, a)[row], np.where(within, a, b)[row]
    table = pd.DataFrame(
        {
            "row": row,
            "holder": agencies["agency_id"].to_numpy()[holder],
            "held": agencies["agency_id"].to_numpy()[held],
            "level": agencies["level"].to_numpy()[holder],
            "area": shapely.area(np.asarray(agencies.geometry))[holder],
        }
    )
    if smallest:
        table = table.sort_values(["area", "holder"]).drop_duplicates(["held", "level"])
    table = table.sort_values(["holder", "held"])
    graph = nx.DiGraph()
    graph.add_nodes_from(_nodes(agencies[agencies.geometry.notna()]))
    values = pairs.iloc[table["row"]].drop(columns="relation")
    graph.add_edges_from(_edges(table["holder"], table["held"], values))
    return graph


def neighbours(
    graph: nx.Graph, agency_id: str, *, order: int = 1, nearer: bool = False
) -> list[str]:
    """The agencies that so many steps lead to, and no fewer.

    Parameters
    ----------
    graph
        As `contiguity_graph` returns it.
    agency_id
        Where the steps begin.
    order
        How many steps, from 1: 2 are the neighbours of neighbours that are no neighbours.
    nearer
        Those of fewer steps too, but for the agency itself.

    Returns
    -------
    list of str
        Sorted by code point; empty when nothing is so far away.

    Raises
    ------
    UseError
        When the graph has no such agency, or `order` is below 1.

    Examples
    --------
    >>> import networkx as nx
    >>> from adjoin.boundaries.contiguity import neighbours
    >>> neighbours(nx.Graph([("a", "b"), ("b", "c")]), "a", order=2)
    ['c']
    """
    if order < 1:
        raise UseError(f"order is {order}; give 1 or more steps")
    if agency_id not in graph:
        raise UseError(f"{agency_id!r} is not in the graph; give an agency that has a boundary")
    steps = nx.single_source_shortest_path_length(graph, agency_id, cutoff=order)
    return sorted(other for other, far in steps.items() if far == order or (nearer and far > 0))


def components(graph: nx.Graph) -> list[list[str]]:
    """The agencies that are connected through neighbours, each group sorted, by its smallest id.

    An agency without neighbours is a group of its own.

    Examples
    --------
    >>> import networkx as nx
    >>> from adjoin.boundaries.contiguity import components
    >>> components(nx.Graph([("d", "c"), ("b", "a")]))
    [['a', 'b'], ['c', 'd']]
    """
    return sorted(sorted(group) for group in nx.connected_components(graph))


def articulation_agencies(graph: nx.Graph) -> list[str]:
    """The agencies one must go through: without one of them its neighbours no longer all connect.

    Cut vertices of the graph (Hopcroft and Tarjan 1973, by networkx), sorted by code point.

    Examples
    --------
    >>> import networkx as nx
    >>> from adjoin.boundaries.contiguity import articulation_agencies
    >>> articulation_agencies(nx.Graph([("a", "b"), ("b", "c")]))
    ['b']
    """
    return sorted(nx.articulation_points(graph))


def _nodes(agencies: gpd.GeoDataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each agency and what is known of it, by id."""
    table = agencies.sort_values("agency_id")
    columns = [column for column in NODE_COLUMNS if column in table.columns]
    return zip(table["agency_id"], _known(table[columns]), strict=True)


def _edges(
    tails: pd.Series[str], heads: pd.Series[str], values: pd.DataFrame
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Two agencies and what is known of the pair."""
    columns = [c for c in values.columns if c not in {"agency_a", "agency_b", "geometry"}]
    return zip(tails, heads, _known(pd.DataFrame(values[columns])), strict=True)


def _known(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Each row as plain values, without those that are missing."""
    records = pd.DataFrame(table).to_dict("records")
    return [{str(k): v for k, v in row.items() if not pd.isna(v)} for row in records]
