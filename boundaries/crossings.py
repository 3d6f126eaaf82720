"""The quickest crossing between two agencies, where there are streets."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from ..geo.findings import UseError
from ..geo.streets.network import Network
from ..geo.travel.crossings import crossing_ms
from ..geo.travel.roads import Roads
from ..geo.travel.shortestpaths import FAR
from .paired import pair_positions

MS_PER_MINUTE = 60_000


def crossing_minutes(
    pairs: pd.DataFrame,
    agencies: gpd.GeoDataFrame,
    network: Network | Roads,
    *,
    limit_minutes: float = 30,
) -> pd.Series[float]:
    """How long it takes to get from the ground of one agency to that of the other, by street.

    The least time of all ways from a street in one agency to a street in the other, in the quicker
    direction: what is spent outside both. 0 where a street leads straight from one into the other,
    runs along their common border, or lies in ground of both (so nearly always for agencies that
    border, overlap or hold each other); the time on the bridge where water lies between them; the
    time through a third agency where the two touch at a corner only. A border that a street crosses
    over a gap of some metres costs the milliseconds of the gap.

    Parameters
    ----------
    pairs
        agency_a and agency_b, as `adjoin.boundaries.relations.agency_pairs` returns them.
    agencies
        agency_id and geometry, in the plane of the network, in metres; at least those of `pairs`.
    network
        The streets; without the parts that are not used (`largest_parts`).
    limit_minutes
        Ways that take longer are not looked for (inclusive).

    Returns
    -------
    pandas.Series
        `crossing_minutes`, along the index of `pairs`, in whole milliseconds as minutes, not
        rounded. Missing where no way within the limit was found, also where one of the two has no
        used street or no boundary.

    Raises
    ------
    UseError
        When `limit_minutes` is not a positive number, or a pair names an agency that `agencies`
        has not.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> from adjoin.boundaries.crossings import crossing_minutes
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> bridge, _ = network_from_edges(
    ...     ["w"], ["e"], [3000], node_id=["w", "e"], node_xy=[(0, 0), (3000, 0)], speed_kmh=60
    ... )
    >>> shores = gpd.GeoDataFrame(
    ...     {"agency_id": ["east", "west"]},
    ...     geometry=[shapely.box(2000, -9, 4000, 9), shapely.box(-1000, -9, 1000, 9)],
    ... )
    >>> pairs = pd.DataFrame({"agency_a": ["east"], "agency_b": ["west"]})
    >>> crossing_minutes(pairs, shores, bridge).tolist()
    [1.0]
    """
    if not (np.isfinite(limit_minutes) and limit_minutes > 0):
        raise UseError(f"limit_minutes is {limit_minutes}; give a positive number such as 30")
    a, b = pair_positions(agencies, pairs)
    ms = crossing_ms(
        network, np.asarray(agencies.geometry), a, b,
        limit_ms=round(limit_minutes * MS_PER_MINUTE),
    )  # fmt: skip
    minutes = np.where(ms < FAR, ms / MS_PER_MINUTE, np.nan)
    return pd.Series(minutes, index=pairs.index, name="crossing_minutes", dtype="float64")


def with_crossings(
    pairs: gpd.GeoDataFrame, agencies: gpd.GeoDataFrame, network: Network | Roads | None
) -> gpd.GeoDataFrame:
    """Pairs with the minutes of their quickest crossing.

    Parameters
    ----------
    pairs
        As `adjoin.boundaries.relations.agency_pairs` returns it.
    agencies
        The agencies they were made of.
    network
        As for `crossing_minutes`; None without streets.

    Returns
    -------
    geopandas.GeoDataFrame
        With `crossing_minutes` behind gap_m; missing throughout without streets.
    """
    minutes = (
        pd.Series(np.nan, index=pairs.index)
        if network is None
        else crossing_minutes(pairs, agencies, network)
    )
    table = pairs.assign(crossing_minutes=minutes)
    rest = [column for column in pairs.columns if column != "crossing_minutes"]
    at = rest.index("gap_m") + 1
    return table[[*rest[:at], "crossing_minutes", *rest[at:]]]
