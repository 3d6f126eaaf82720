"""How agencies lie among their neighbours, as tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .contiguity import articulation_agencies, components, containment_graph, contiguity_graph
from .relations import ADJACENT

COLUMNS = (
    "agency_id", "level", "neighbours", "neighbour_ids", "component", "articulation", "shared_m",
    "shared_share", "held_by",
)  # fmt: skip


def contiguity_table(
    agencies: gpd.GeoDataFrame, pairs: pd.DataFrame, *, relations: Collection[str] = ADJACENT
) -> pd.DataFrame:
    """How each agency lies among those of its level, as a table.

    Parameters
    ----------
    agencies, pairs, relations
        As for `adjoin.boundaries.contiguity.contiguity_graph`.

    Returns
    -------
    pandas.DataFrame
        One row per agency with a boundary, by id: agency_id, level, neighbours (how many),
        neighbour_ids (joined by `;`, missing without any), component (the smallest id of those
        connected through neighbours of its level), articulation (its level falls apart without it),
        shared_m (with all its neighbours) and shared_share (of its outline; above 1 where neighbours
        overlap), held_by (the smallest holder of each level, joined by `;`, missing without any).

    Raises
    ------
    UseError
        When a pair names an agency that `agencies` has not.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from adjoin.boundaries.contiguity_table import contiguity_table
    >>> from adjoin.boundaries.relations import agency_pairs
    >>> towns = gpd.GeoDataFrame(
    ...     {"agency_id": ["a", "b", "c"], "level": "city"},
    ...     geometry=[shapely.box(x, 0, x + 500, 500) for x in (0, 500, 1000)],
    ... )
    >>> table = contiguity_table(towns, agency_pairs(towns))
    >>> table["neighbour_ids"].tolist(), table["articulation"].tolist()
    (['b', 'a;c', 'b'], [False, True, False])
    """
    graph = contiguity_graph(agencies, pairs, relations=relations)
    ids = list(graph)
    next_to = {agency: sorted(graph[agency]) for agency in ids}
    component = {agency: group[0] for group in components(graph) for agency in group}
    holding = containment_graph(agencies, pairs)
    shared = np.array(
        [
            sum((_shared(graph, agency, other) for other in next_to[agency]), np.zeros(2))
            for agency in ids
        ]
    ).reshape(-1, 2)
    cut = set(articulation_agencies(graph))
    columns: dict[str, Any] = {
        "agency_id": pd.Series(ids, dtype="str"),
        "level": pd.Series([graph.nodes[agency]["level"] for agency in ids], dtype="str"),
        "neighbours": np.array([len(next_to[agency]) for agency in ids], dtype=np.int64),
        "neighbour_ids": pd.Series([";".join(next_to[a]) or None for a in ids], dtype="str"),
        "component": pd.Series([component[agency] for agency in ids], dtype="str"),
        "articulation": np.array([agency in cut for agency in ids], dtype=bool),
        "shared_m": shared[:, 0],
        "shared_share": shared[:, 1],
        "held_by": pd.Series(
            [";".join(sorted(holding.predecessors(agency))) or None for agency in ids], dtype="str"
        ),
    }
    return pd.DataFrame(columns)[list(COLUMNS)]


def _shared(graph: nx.Graph, agency: str, other: str) -> NDArray[np.float64]:
    """How long the border of an agency with another is, and which share of its outline."""
    edge = graph[agency][other]
    return np.array([edge["shared_m"], edge[f"shared_share_{'a' if agency < other else 'b'}"]])
