"""The line of the quickest way between two agencies' facilities, for the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from ..geo.streets.network import Network
from ..geo.streets.snapping import Snapped
from ..geo.travel.roads import Roads, as_roads
from ..geo.travel.routes import routes
from .kinds.positions import pair_ends

MOST_ROUTES: Final = 1000
"""The quickest of the pairs; beyond them a map shows straight lines (some 20 ms each)."""

MOST_NODES: Final = 50_000_000
"""Nodes of the network times routes: on large networks each takes longer, and fewer are drawn."""

SHOWN_WITHIN_M: Final = 20.0
"""How far the line may be off the street: less than its width on a map of a region."""

_KEY: Final = ["service", "facility_a", "facility_b"]


def quickest_routes(
    facilities: gpd.GeoDataFrame,
    facility_pairs: gpd.GeoDataFrame,
    *,
    networks: Mapping[str, Network | Roads],
    snaps: Mapping[str, Snapped],
    most: int | None = None,
) -> gpd.GeoDataFrame:
    """The way of the quickest facility pair of each service and two agencies.

    Parameters
    ----------
    facilities, facility_pairs
        As `adjoin.services.kinds.proximity` returns them, in one plane.
    networks, snaps
        By mode of travel, as for `adjoin.services.kinds.proximity.facility_pairs`.
    most
        No more ways than this: those of the quickest pairs. When not given, `MOST_ROUTES`, or
        fewer on large networks (`MOST_NODES`).

    Returns
    -------
    geopandas.GeoDataFrame
        service, facility_a, facility_b and a line from a to b along the streets, in the quicker
        direction, simplified by up to 20 m. Sorted by service and facilities; pairs at one spot
        and pairs without streets have no row.
    """
    if most is None:
        nodes = max((len(as_roads(one).network.node_xy) for one in networks.values()), default=0)
        most = min(MOST_ROUTES, MOST_NODES // max(nodes, 1))
    pairs = facility_pairs[
        facility_pairs["clock"].isin(sorted(networks)) & ~facility_pairs["joint_use"].astype(bool)
    ]
    order = ["minutes", *_KEY]
    quickest = pairs.sort_values(order).drop_duplicates(["service", "agency_a", "agency_b"])
    chosen = quickest.head(most).sort_values(_KEY).reset_index(drop=True)
    a, b = pair_ends(facilities, chosen)
    back = (chosen["minutes_ba"] < chosen["minutes_ab"]) | chosen["minutes_ab"].isna()
    lines = np.full(len(chosen), None, dtype=object)
    for mode in sorted(set(chosen["clock"])):
        rows = np.flatnonzero(chosen["clock"] == mode)
        turned = back.to_numpy()[rows]
        start, end = np.where(turned, b[rows], a[rows]), np.where(turned, a[rows], b[rows])
        slowest_ms = int(np.ceil(chosen["minutes"].to_numpy()[rows].max() * 60_000))
        found = routes(networks[mode], snaps[mode], start, end, first_limit_ms=slowest_ms)
        found[turned] = shapely.reverse(found[turned])
        lines[rows] = found
    places = shapely.get_coordinates(np.asarray(facilities.geometry))
    whole = [
        shapely.LineString([places[one], *shapely.get_coordinates(line), places[other]])
        for line, one, other in zip(lines, a, b, strict=True)
    ]
    drawn = shapely.simplify(np.array(whole, dtype=object), SHOWN_WITHIN_M)
    return gpd.GeoDataFrame(chosen[_KEY].astype("str"), geometry=drawn, crs=facilities.crs)
