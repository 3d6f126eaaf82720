"""How two agencies lie to each other: one relation for each pair, with its measures."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..geo.borders import shared_borders
from ..geo.overlay import AreaPairs, area_pairs

Array = NDArray[Any]

#: Relations in which two agencies count as adjacent.
ADJACENT = frozenset({"border", "contains", "gap", "overlap", "within"})

#: The same relation seen from the other of the two, where that is another word.
TURNED = {"contains": "within", "within": "contains"}

#: Two agencies touch within this: what projecting leaves of a vertex on a neighbour's border.
TOUCHING_M = 0.0001

#: One agency lies in another when this share of the smaller area is common.
CONTAINED_SHARE = 0.98

# Areas count as equal within this share: the same shape drawn from another vertex differs by rounding.
_EQUAL_SHARE = 1e-9

COLUMNS = ("agency_a", "agency_b", "relation", "shared_m", "overlap_km2", "gap_m", "geometry")


def agency_pairs(
    agencies: gpd.GeoDataFrame, *, tolerance_m: float = 15, near_m: float = 1000
) -> gpd.GeoDataFrame:
    """Relate every two agencies that touch, overlap, or lie near each other.

    The relation is the first that holds: `contains` or `within` (the common area is at least
    0.98 of the smaller; equal areas are `contains`), `overlap` (the common area is broader than
    the tolerance somewhere), `border` (they share boundary segments exactly), `point` (they touch, and no
    segment is shared exactly),
    `near` (within `near_m`).

    Parameters
    ----------
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it, in a plane in metres. Agencies
        without boundary are in no pair: how they lie to others is not known.
    tolerance_m
        How broad a common area must be before it is an overlap and no sliver along a border.
    near_m
        How far apart two agencies may lie and still be a pair.

    Returns
    -------
    geopandas.GeoDataFrame
        agency_a < agency_b by code point, relation, shared_m (length of exactly shared segments),
        overlap_km2, gap_m, and a geometry: the shared border, or a line between the two.
    """
    shapes = np.asarray(agencies.geometry)
    ids = agencies["agency_id"].to_numpy()
    pairs = area_pairs(shapes, near_m=near_m)
    borders = shared_borders(shapes)
    at = _positions(pairs.a, pairs.b, borders.a, borders.b, len(shapes))
    shared_m = np.where(at >= 0, np.r_[borders.shared_m, 0.0][at], 0.0)
    area = shapely.area(shapes)
    relation = _relations(pairs, area[pairs.a], area[pairs.b], shared_m, tolerance_m)
    lines = _lines_between(shapes[pairs.a], shapes[pairs.b], apart=pairs.gap_m > 0)
    lines[at >= 0] = borders.lines[at[at >= 0]]
    table = pd.DataFrame(
        {
            "agency_a": pd.Series(ids[pairs.a], dtype="str"),
            "agency_b": pd.Series(ids[pairs.b], dtype="str"),
            "relation": pd.Series(relation, dtype="str"),
            "shared_m": shared_m,
            "overlap_km2": pairs.common_m2 / 1e6,
            "gap_m": pairs.gap_m,
        }
    )
    return gpd.GeoDataFrame(table, geometry=lines, crs=agencies.crs)[list(COLUMNS)]


def relation_of(pairs: pd.DataFrame, agencies: pd.DataFrame, a: Array, b: Array) -> Array:
    """The relation of given agencies, seen from the first of each two.

    Parameters
    ----------
    pairs
        As `agency_pairs` returns it.
    agencies
        The agencies they were made of.
    a, b
        Agency ids, of equal length, in any order.

    Returns
    -------
    numpy.ndarray
        A relation of `pairs` (`contains` and `within` exchanged where a > b), `apart` for two
        agencies that are in no pair, `unknown` where one has no boundary.
    """
    known = {}
    for first, second, relation in zip(
        pairs["agency_a"], pairs["agency_b"], pairs["relation"], strict=True
    ):
        known[first, second] = relation
        known[second, first] = TURNED.get(relation, relation)
    bounded = set(agencies.loc[agencies.geometry.notna(), "agency_id"])
    return np.array(
        [
            known.get((x, y), "apart") if x in bounded and y in bounded else "unknown"
            for x, y in zip(a, b, strict=True)
        ],
        dtype=object,
    )


def _relations(
    pairs: AreaPairs, area_a: Array, area_b: Array, shared_m: Array, tolerance_m: float
) -> Array:
    """The first relation that holds, for each pair."""
    nested = pairs.common_m2 >= CONTAINED_SHARE * np.minimum(area_a, area_b)
    return np.select(
        [
            nested & (area_a >= area_b * (1 - _EQUAL_SHARE)),
            nested,
            pairs.breadth_m > tolerance_m,
            shared_m > 0,
            pairs.gap_m <= TOUCHING_M,
        ],
        ["contains", "within", "overlap", "border", "point"],
        default="near",
    )


def _positions(a: Array, b: Array, other_a: Array, other_b: Array, count: int) -> Array:
    """Where each pair (a, b) stands among the other pairs, which are sorted; -1 where it does not."""
    wanted, held = a * count + b, other_a * count + other_b
    if len(held) == 0:
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.searchsorted(held, wanted).clip(max=len(held) - 1)
    return np.where(held[at] == wanted, at, -1)


def _lines_between(first: Array, second: Array, *, apart: Array) -> Array:
    """A line between two shapes: the shortest where they lie apart, else between their middles."""
    middles = np.stack(
        [shapely.get_coordinates(shapely.point_on_surface(side)) for side in (first, second)],
        axis=1,
    )
    lines: Array = np.asarray(shapely.linestrings(middles))
    lines[apart] = shapely.shortest_line(first[apart], second[apart])
    return lines
