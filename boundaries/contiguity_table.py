"""How agencies lie among their neighbours, as tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .contiguity import articulation_agencies, components, containment_graph, contiguity_graph
from .paired import pair_positions
from .relations import ADJACENT

COLUMNS = (
    "agency_id", "level", "neighbours", "neighbour_ids", "component", "articulation", "perimeter_m",
    "shared_m", "shared_share", "held_by",
)  # fmt: skip


def border_shares(agencies: gpd.GeoDataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """How much of its whole boundary each of two agencies shares with the other.

    Parameters
    ----------
    agencies, pairs
        As for `adjoin.boundaries.contiguity.contiguity_graph`.

    Returns
    -------
    pandas.DataFrame
        share_a and share_b, along the index of `pairs`: shared_m / length of the boundary, holes and
        exclaves included. Missing where an agency has no boundary.

    Raises
    ------
    UseError
        When a pair names an agency that `agencies` has not.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from adjoin.boundaries.contiguity_table import border_shares
    >>> from adjoin.boundaries.relations import agency_pairs
    >>> towns = gpd.GeoDataFrame(
    ...     {"agency_id": ["a", "b"], "level": "city"},
    ...     geometry=[
    ...         shapely.Polygon([(0, 0), (500, 0), (500, 500), (0, 500)]),
    ...         shapely.Polygon([(500, 0), (2000, 0), (2000, 500), (500, 500)]),
    ...     ],
    ... )
    >>> border_shares(towns, agency_pairs(towns)).values.tolist()
    [[0.25, 0.125]]
    """
    a, b = pair_positions(agencies, pairs)
    around_m, shared_m = _perimeters(agencies), pairs["shared_m"].to_numpy()
    shares = {"share_a": shared_m / around_m[a], "share_b": shared_m / around_m[b]}
    return pd.DataFrame(shares, index=pairs.index)


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
        perimeter_m, shared_m (with all its neighbours) and shared_share (of its perimeter; above 1
        where neighbours overlap), held_by (the smallest holder of each level, joined by `;`, missing
        without any).

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
    place = pd.Index(agencies["agency_id"]).get_indexer(pd.Index(ids, dtype="str"))
    perimeter_m = _perimeters(agencies)[place]
    shared_m = np.array(
        [sum(graph[agency][other]["shared_m"] for other in next_to[agency]) for agency in ids],
        dtype=np.float64,
    )
    cut = set(articulation_agencies(graph))
    columns: dict[str, Any] = {
        "agency_id": pd.Series(ids, dtype="str"),
        "level": pd.Series([graph.nodes[agency]["level"] for agency in ids], dtype="str"),
        "neighbours": np.array([len(next_to[agency]) for agency in ids], dtype=np.int64),
        "neighbour_ids": pd.Series([";".join(next_to[a]) or None for a in ids], dtype="str"),
        "component": pd.Series([component[agency] for agency in ids], dtype="str"),
        "articulation": np.array([agency in cut for agency in ids], dtype=bool),
        "perimeter_m": perimeter_m,
        "shared_m": shared_m,
        "shared_share": shared_m / perimeter_m,
        "held_by": pd.Series(
            [";".join(sorted(holding.predecessors(agency))) or None for agency in ids], dtype="str"
        ),
    }
    return pd.DataFrame(columns)[list(COLUMNS)]


def _perimeters(agencies: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """The length of each boundary in metres; missing without one."""
    shapes = np.asarray(agencies.geometry, dtype=object)
    around = np.where(shapely.is_missing(shapes), np.nan, shapely.length(shapes))
    return np.asarray(around, dtype=np.float64)
