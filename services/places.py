"""The same place several times: one stop for each of its routes, one station in two files."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..geo.findings import Finding
from ..geo.rowfindings import first_rows, rows_item
from ..geo.samespot import SAME_SPOT_M, same_spot
from .service import name_key

Ints = NDArray[np.int64]

#: What must be the same, or missing, of two rows that are one place.
_SAME: Final = ("service", "agency_text", "operator_text", "owner_text")


def same_place_once(rows: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """The rows of facilities with each place once.

    Rows are one place when service, agency, operator and owner are worded alike, they stand at one
    spot (within 1 m), and their names are alike (`name_key`), or one has no name of its own.
    A nameless row beside two different names is neither of them. Of one place the row with the first
    id stays, by code point. Different names at one spot stay apart.

    Parameters
    ----------
    rows
        Of `adjoin.services.facilities.facility_rows`, of all sources together, in the plane.

    Returns
    -------
    rows
        In their order, without those that repeat a place.
    findings
        A warning for each source, with how many of its rows repeat a place.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from adjoin.services.places import same_place_once
    >>> rows = gpd.GeoDataFrame({
    ...     "service": "transit", "facility_id": ["7", "7", "8"], "name": ["7", "7", "8"],
    ...     "agency_text": "AC", "operator_text": None, "owner_text": None,
    ...     "source": "stops.csv", "row": [1, 2, 3],
    ... }, geometry=shapely.points([(0, 0), (0, 0), (9, 9)]))
    >>> once, findings = same_place_once(rows)
    >>> once["row"].tolist(), findings[0].rule
    ([1, 3], 'place-repeated')
    """
    if len(rows) < 2:
        return rows, []
    place = _places(rows)
    # Which row comes first in a file says nothing, so it decides last.
    xy = shapely.get_coordinates(np.asarray(rows.geometry))
    order = (
        rows[["facility_id", "name", *_SAME, "source", "row"]]
        .assign(place=place, x=xy[:, 0], y=xy[:, 1], at=np.arange(len(rows)))
        .sort_values(
            ["place", "facility_id", "name", "x", "y", *_SAME, "source", "row"], kind="stable"
        )
    )
    repeats = np.zeros(len(rows), dtype=bool)
    repeats[order.loc[order.duplicated("place"), "at"]] = True
    return rows[~repeats], _told(rows[["source", "row"]].assign(repeats=repeats))


def _places(rows: gpd.GeoDataFrame) -> Ints:
    """A number for each row, the same for rows that are one place."""
    agency = _codes(rows[list(_SAME)])
    own = (rows["name"] != rows["facility_id"]) & rows["name"].notna()
    keys = {name: name_key(str(name)) for name in set(rows["name"].dropna())}
    names = rows["name"].map(keys).where(own, "").fillna("")
    name = _codes(names.to_frame())
    nameless = (names == "").to_numpy()
    xy = shapely.get_coordinates(np.asarray(rows.geometry))
    # Rows alike in everything are one from the start, however many there are.
    alike = pd.DataFrame({"agency": agency, "name": name, "x": xy[:, 0], "y": xy[:, 1]})
    point = _codes(alike)
    first = np.unique(point, return_index=True)[1].astype(np.int64)
    i, j = same_spot(xy[first], agency[first], within_m=SAME_SPOT_M)
    same = name[first][i] == name[first][j]
    part = _components(i[same], j[same], len(first))
    mixed = nameless[first][i] != nameless[first][j]
    blank = part[np.where(nameless[first][i], i, j)[mixed]]
    named = part[np.where(nameless[first][i], j, i)[mixed]]
    beside = np.unique(np.column_stack([blank, named]), axis=0)
    blanks, count = np.unique(beside[:, 0], return_counts=True)
    beside = beside[np.isin(beside[:, 0], blanks[count == 1])]
    joined = _components(beside[:, 0], beside[:, 1], len(first))
    return joined[part][point]


def _codes(columns: pd.DataFrame) -> Ints:
    """A number for each row, the same for rows with the same cells; missing cells are the same."""
    codes = columns.groupby(list(columns.columns), dropna=False).ngroup()
    return np.asarray(codes, dtype=np.int64)


def _components(i: Ints, j: Ints, count: int) -> Ints:
    """The connected component of each of `count` nodes."""
    edges = coo_array((np.ones(len(i), dtype=bool), (i, j)), shape=(count, count))
    labels: Any = connected_components(edges, directed=False)[1]
    return np.asarray(labels, dtype=np.int64)


def _told(rows: pd.DataFrame) -> list[Finding]:
    """A warning for each source that repeats places."""
    findings = []
    for source, group in rows.groupby("source", sort=True):
        again = group.loc[group["repeats"], "row"]
        if len(again):
            message = (
                f"{len(again)} of {len(group)} rows repeat a place that another row has: the same agency, and "
                f"the same name or none, within {SAME_SPOT_M:g} m; each place counts once, under its first "
                f"id ({first_rows(again)})"
            )
            findings.append(
                Finding("warning", str(source), rows_item(again), "place-repeated", message)
            )
    return findings
