"""How two agencies lie to each other: one relation for each pair, with its measures."""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..geo.borders import SharedBorders, borders_of, matched_segments
from ..geo.nearborders import SAME_LINE_M, NearBorders, near_borders
from ..geo.outlines import outlines
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

#: A border within the tolerance is longer than so many times it, and than so many metres.
LEAST_TIMES, LEAST_M = 5, 50

#: A relation is stable when it is the same at these multiples of the tolerance.
STEPS = (1.0, 0.5, 2.0)

COLUMNS = (
    "agency_a", "agency_b", "relation", "stable", "shared_m", "shared_share_a", "shared_share_b",
    "overlap_km2", "gap_m", "geometry",
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
        tolerance), shared_m (length of the segments that are the same, plus that within the
        tolerance of the rest), its share in the outline of either, overlap_km2, gap_m (0 when they touch), and a
        geometry: the shared border, or a line between the two.
    """
    shapes = np.asarray(agencies.geometry, dtype=object)
    ids = agencies["agency_id"].to_numpy()
    tolerances = [max(step * tolerance_m, SAME_LINE_M) for step in STEPS]
    lines = outlines(shapes)
    matches = matched_segments(lines)
    exact = borders_of(lines, matches)
    pairs = area_pairs(
        shapes,
        near_m=max(near_m, *tolerances),
        bordering=np.column_stack([exact.a, exact.b])[exact.outside],
    )
    area = shapely.area(shapes)
    nested = pairs.common_m2 >= CONTAINED_SHARE * np.minimum(area[pairs.a], area[pairs.b])
    layered = nested | (pairs.breadth_m > tolerance_m)
    beside = near_borders(
        lines,
        matches,
        np.column_stack([pairs.a, pairs.b])[layered],
        tolerances_m=tolerances,
    )
    along = _along(pairs, exact, beside, count=len(shapes))
    within = nested & (area[pairs.a] < area[pairs.b] * (1 - _EQUAL_SHARE))
    relations = [
        np.select(
            [
                nested & ~within,
                within,
                pairs.breadth_m > tolerance,
                along.exact_m + along.on_line_m > 0,
                beside_m > max(LEAST_TIMES * tolerance, LEAST_M),
                pairs.gap_m <= TOUCHING_M,
            ],
            ["contains", "within", "overlap", "border", "gap", "point"],
            default="near",
        )
        for tolerance, beside_m in zip(tolerances, along.beside_m.T, strict=True)
    ]
    shared_m = along.exact_m + np.maximum(along.on_line_m, along.beside_m[:, 0])
    perimeter = shapely.length(shapes)
    table = pd.DataFrame(
        {
            "agency_a": pd.Series(ids[pairs.a], dtype="str"),
            "agency_b": pd.Series(ids[pairs.b], dtype="str"),
            "relation": pd.Series(relations[0], dtype="str"),
            "stable": np.logical_and.reduce([each == relations[0] for each in relations]),
            "shared_m": shared_m,
            "shared_share_a": shared_m / perimeter[pairs.a],
            "shared_share_b": shared_m / perimeter[pairs.b],
            "overlap_km2": pairs.common_m2 / 1e6,
            "gap_m": pairs.gap_m,
        }
    )
    geometry = _drawn(shapes, pairs, along)
    whole = gpd.GeoDataFrame(table, geometry=geometry, crs=agencies.crs)[list(COLUMNS)]
    far = (whole["relation"] == "near") & (whole["gap_m"] > near_m)
    return whole[~far].reset_index(drop=True)


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


class _Along(NamedTuple):
    """How far each pair runs along the same line, and beside one another."""

    exact_m: Array
    on_line_m: Array
    beside_m: Array
    lines: Array


def _along(pairs: AreaPairs, exact: SharedBorders, beside: NearBorders, *, count: int) -> _Along:
    """What was found of borders, for each pair; 0 and missing where nothing was."""
    wanted = pairs.a * count + pairs.b
    at = _positions(wanted, exact.a * count + exact.b)
    near = _positions(wanted, beside.a * count + beside.b)
    none = np.array([None], dtype=object)
    lines, others = np.r_[exact.lines, none][at], np.r_[beside.lines, none][near]
    both = ~shapely.is_missing(lines) & ~shapely.is_missing(others)
    lines = np.where(shapely.is_missing(lines), others, lines)
    lines[both] = shapely.line_merge(shapely.union(lines[both], others[both]))
    steps = beside.beside_m.shape[1]
    return _Along(
        np.append(exact.shared_m, 0.0)[at],
        np.append(beside.on_line_m, 0.0)[near],
        np.vstack([beside.beside_m, np.zeros((1, steps))])[near],
        lines,
    )


def _positions(wanted: Array, held: Array) -> Array:
    """Where each number stands among sorted ones; -1 where it does not."""
    if len(held) == 0:
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.searchsorted(held, wanted).clip(max=len(held) - 1)
    return np.where(held[at] == wanted, at, -1)


def _drawn(shapes: Array, pairs: AreaPairs, along: _Along) -> Array:
    """The common border; else the shortest line where they lie apart, or one between their middles."""
    lines = np.where(shapely.is_missing(along.lines), pairs.across, along.lines)
    rest = np.flatnonzero(shapely.is_missing(lines))
    a, b = pairs.a[rest], pairs.b[rest]
    used, which = np.unique(np.concatenate([a, b]), return_inverse=True)
    middles = shapely.get_coordinates(shapely.point_on_surface(shapes[used]))
    ends = np.stack(np.split(middles[which], 2), axis=1)
    lines[rest] = shapely.linestrings(ends)
    return lines
