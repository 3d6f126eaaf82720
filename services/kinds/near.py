"""Proximity of two agencies: their facility pairs within the standard, taken together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...geo.streets.snapping import Snapped
from ..counting import Counting, counted_as, not_shared
from ..scenarios import Scenario
from .positions import pair_ends
from .standing import KEYS

Array = NDArray[Any]


def access_minutes(
    pairs: pd.DataFrame, facilities: pd.DataFrame, snaps: Mapping[str, Snapped]
) -> Array:
    """How much of the minutes of each facility pair is spent off the streets.

    Parameters
    ----------
    pairs
        As `adjoin.services.kinds.proximity.facility_pairs` returns them.
    facilities
        service, facility_id, as the pairs were made of them.
    snaps
        All facilities on the streets of each mode of travel.

    Returns
    -------
    numpy.ndarray
        0 without streets and at one spot.
    """
    ends = pair_ends(facilities, pairs)
    minutes = np.zeros(len(pairs))
    for mode, on in snaps.items():
        own = (pairs["clock"] == mode).to_numpy() & ~pairs["joint_use"].to_numpy(dtype=bool)
        for at in ends:
            minutes[own] += on.access_ms[at[own]] / 60_000
    return minutes


def within(
    pairs: pd.DataFrame,
    standards: Mapping[str, float | None],
    scenario: Scenario,
    *,
    access: Array,
) -> Array:
    """Which facility pairs are within the standard in a scenario.

    Parameters
    ----------
    pairs
        Of the widest standard.
    standards
        Minutes by service.
    scenario
        Of `adjoin.services.scenarios.CATCHMENT_SCENARIOS`.
    access
        Of `access_minutes`: no speed of streets changes it.

    Returns
    -------
    numpy.ndarray
        True or False by row; to the millisecond.
    """
    standard = pairs["service"].map(standards).astype(float).to_numpy()
    minutes = pairs["minutes"].to_numpy(dtype=float)
    minutes = access + (minutes - access) / scenario.speed
    return np.asarray(np.rint(minutes * 60_000) <= np.rint(standard * scenario.minutes * 60_000))


def between_agencies(pairs: gpd.GeoDataFrame, whole: Counting) -> gpd.GeoDataFrame:
    """Facility pairs of agencies that neither share the service nor use one spot together.

    Parameters
    ----------
    pairs
        As `adjoin.services.kinds.proximity.facility_pairs` returns them.
    whole
        As whom agencies count.

    Returns
    -------
    geopandas.GeoDataFrame
        The pairs with agency_a < agency_b as counted.
    """
    kept = not_shared(pairs)
    kept = kept[~kept["joint_use"].to_numpy(dtype=bool)]
    a, b = (counted_as(whole, kept["service"], kept[end]) for end in KEYS[1:])
    return kept.assign(agency_a=a.where(a < b, b), agency_b=b.where(a < b, a))


def quickest_of(pairs: gpd.GeoDataFrame) -> pd.DataFrame:
    """For each service and two agencies: how many facility pairs, and the quickest.

    Parameters
    ----------
    pairs
        Of `between_agencies`, within the standard.

    Returns
    -------
    pandas.DataFrame
        service, agency_a, agency_b, facility_pairs, minutes, clock, and the line of the quickest
        pair, with its facilities. Sorted.
    """
    order = [*KEYS, "minutes", "facility_a", "facility_b"]
    rows = pd.DataFrame(pairs.drop(columns="geometry")).assign(line=np.asarray(pairs.geometry))
    groups = rows.sort_values(order).groupby(KEYS, sort=True)
    first = groups[["minutes", "clock", "line", "facility_a", "facility_b"]].first()
    return first.assign(facility_pairs=groups.size()).reset_index()
