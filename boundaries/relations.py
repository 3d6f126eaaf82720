"""How two agencies lie to each other, in a word: one relation for each pair, with its measures."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..geo.nearborders import SAME_LINE_M
from .pair_measures import Measures, pair_measures

Array = NDArray[Any]

#: Relations in which two agencies count as adjacent.
ADJACENT = frozenset({"border", "contains", "gap", "overlap", "within"})

#: The same relation seen from the other of the two, where that is another word.
TURNED = {"contains": "within", "within": "contains"}

#: Two agencies touch within this: what projecting leaves of a vertex on a neighbour's border.
TOUCHING_M = 0.0001

#: A border within the tolerance is longer than so many times it, and than so many metres.
LEAST_TIMES, LEAST_M = 5, 50

#: A relation is stable when it is the same at these multiples of the tolerance.
STEPS = (1.0, 0.5, 2.0)

COLUMNS = (
    "agency_a", "agency_b", "relation", "stable", "relation_half", "relation_double", "shared_m",
    "shared_share_a", "shared_share_b", "overlap_km2", "gap_m", "geometry",
)  # fmt: skip


def agency_pairs(
    agencies: gpd.GeoDataFrame, *, tolerance_m: float = 15, near_m: float = 1000
) -> gpd.GeoDataFrame:
    """Relate every two agencies that touch, overlap, or lie near each other.

    The relation is the first that holds: `contains` or `within` (the common area is at least
    0.98 of the smaller; equal areas are `contains`), `overlap` (the common area is broader than
    the tolerance somewhere), `border` (they run along one line, if only for some metres), `gap`
    (they run beside one another within the tolerance for more than 5 times the tolerance, and 50 m, but nowhere
    along one line), `point` (they touch), `near` (within `near_m`).

    All levels are related at once. A border that is closed between two neighbours is none of a
    third one's, unless it overlaps one of the two (`adjoin.geo.openborders`).

    Parameters
    ----------
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it, in a plane in metres. Agencies
        without boundary are in no pair: how they lie to others is not known.
    tolerance_m
        How far boundaries of different offices lie from each other at most; broader common areas are
        overlaps, narrower ones slivers along a border. Twice the positional accuracy, where it is known.
    near_m
        How far apart two agencies may lie and still be a pair.

    Returns
    -------
    geopandas.GeoDataFrame
        agency_a < agency_b by code point, relation, stable (the same at half and twice the
        tolerance), relation_half and relation_double (what it is there), shared_m (length of the
        segments that are the same, plus that within the tolerance of the rest), its share in the
        outline of either, overlap_km2, gap_m (0 when they touch), and a geometry: the shared
        border, or a line between the two.
    """
    tolerances = [max(step * tolerance_m, SAME_LINE_M) for step in STEPS]
    found = pair_measures(
        np.asarray(agencies.geometry, dtype=object),
        agencies.crs,
        tolerances_m=tolerances,
        near_m=near_m,
    )
    first, half, double = (
        _relations(found, found.beside_m[:, k], tolerance) for k, tolerance in enumerate(tolerances)
    )
    ids = agencies["agency_id"].to_numpy()
    table = pd.DataFrame(
        {
            "agency_a": pd.Series(ids[found.a], dtype="str"),
            "agency_b": pd.Series(ids[found.b], dtype="str"),
            "relation": pd.Series(first, dtype="str"),
            "stable": (half == first) & (double == first),
            "relation_half": pd.Series(half, dtype="str"),
            "relation_double": pd.Series(double, dtype="str"),
            "shared_m": found.shared_m,
            "shared_share_a": found.share_a,
            "shared_share_b": found.share_b,
            "overlap_km2": found.common_m2 / 1e6,
            "gap_m": found.gap_m,
        }
    )
    pairs = gpd.GeoDataFrame(table, geometry=found.lines, crs=agencies.crs)[list(COLUMNS)]
    # What is looked at for the sake of the tolerance.
    far = (pairs["relation"] == "near") & (pairs["gap_m"] > near_m)
    return pairs[~far].reset_index(drop=True)


def _relations(found: Measures, beside_m: Array, tolerance_m: float) -> Array:
    """The first relation that holds, for each pair."""
    return np.select(
        [
            found.nested & ~found.smaller,
            found.smaller,
            found.breadth_m > tolerance_m,
            found.exact_m > 0,
            beside_m > max(LEAST_TIMES * tolerance_m, LEAST_M),
            found.gap_m <= TOUCHING_M,
        ],
        ["contains", "within", "overlap", "border", "gap", "point"],
        default="near",
    )


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
