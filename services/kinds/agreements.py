"""What agencies share already, as lines on a map: agreements, and facilities at one spot."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..counting import Counting, counted_as
from ..links import COLUMNS as LINK_COLUMNS

Array = NDArray[Any]

#: The instrument of facilities of two agencies at one spot.
JOINT_USE: Final = "joint use"

COLUMNS: Final = (*LINK_COLUMNS, "facilities", "geometry")

_TEXT: Final = (*(name for name in LINK_COLUMNS if name != "shared"), "facilities")
_KEYS: Final = ["service", "agency_a", "agency_b", "instrument", "via"]


def agreements(
    links: pd.DataFrame, facility_pairs: pd.DataFrame, agencies: gpd.GeoDataFrame, whole: Counting
) -> gpd.GeoDataFrame:
    """Every agreement between two agencies, and every spot that two use together, with a line.

    Parameters
    ----------
    links
        As `adjoin.services.links.links_of` returns it (`Sharing.links`).
    facility_pairs
        As `adjoin.services.proximity.facility_pairs` returns it.
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it.
    whole
        As whom agencies count for each service.

    Returns
    -------
    geopandas.GeoDataFrame
        service, agency_a < agency_b, instrument, via, role_a, role_b, start, end, shared, as of the
        links; for joint use (of facilities of one service within 1 m, of agencies that do not count
        as one): instrument `joint use`, shared False (they share the spot; whether they share the
        work is not known), and facilities, ids joined by `;`, which are missing for agreements. The line
        leads from a point inside the one agency to a point inside the other; it is missing where one has no
        ground, or both have the same point. In the CRS of the agencies. Sorted by service, agency_a,
        agency_b, instrument, via.
    """
    joint = _joint_use(facility_pairs, whole)
    table = pd.concat([links.assign(facilities=None), joint], ignore_index=True)
    table = table.astype({**dict.fromkeys(_TEXT, "str"), "shared": bool})
    table = table.sort_values(_KEYS, kind="stable").reset_index(drop=True)
    lines = _lines(table, agencies)
    return gpd.GeoDataFrame(table, geometry=lines, crs=agencies.crs)[list(COLUMNS)]


def _joint_use(facility_pairs: pd.DataFrame, whole: Counting) -> pd.DataFrame:
    """Services and two agencies, as counted, with the facilities that they have at one spot."""
    rows = facility_pairs[facility_pairs["joint_use"].to_numpy(dtype=bool)]
    a, b = (counted_as(whole, rows["service"], rows[f"agency_{end}"]) for end in ("a", "b"))
    spots: dict[tuple[str, str, str], set[str]] = {}
    for service, one, other, *both in zip(
        rows["service"], a, b, rows["facility_a"], rows["facility_b"], strict=True
    ):
        if one != other:
            low, high = sorted((one, other))
            spots.setdefault((service, low, high), set()).update(both)
    table = pd.DataFrame(
        [(*key, JOINT_USE, False, ";".join(sorted(ids))) for key, ids in sorted(spots.items())],
        columns=["service", "agency_a", "agency_b", "instrument", "shared", "facilities"],
    )
    return table.reindex(columns=[*LINK_COLUMNS, "facilities"])


def _lines(table: pd.DataFrame, agencies: gpd.GeoDataFrame) -> Array:
    """A line between the two agencies of each row, missing where there is none."""
    # An agency that is not among them has position -1: the missing shape at the end.
    shapes = np.full(len(agencies) + 1, None, dtype=object)
    shapes[:-1] = np.asarray(agencies.geometry, dtype=object)
    at = pd.Index(agencies["agency_id"]).get_indexer(
        pd.concat([table["agency_a"], table["agency_b"]])
    )
    needed = np.zeros(len(shapes), dtype=bool)
    needed[at] = True
    points = np.full(len(shapes), None, dtype=object)
    points[needed] = shapely.point_on_surface(shapes[needed])
    xy = np.stack([shapely.get_x(points), shapely.get_y(points)], axis=1)[at]
    ends = np.stack(np.split(xy, 2), axis=1)
    known = ~np.isnan(ends).any(axis=(1, 2)) & (ends[:, 0] != ends[:, 1]).any(axis=1)
    lines = np.full(len(table), None, dtype=object)
    lines[known] = shapely.linestrings(ends[known])
    return lines
