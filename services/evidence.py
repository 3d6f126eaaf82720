"""What speaks for each duplication, kind by kind: the measure, how surely, and what it hangs on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from .counting import Counting, already_shared
from .kinds.beside import beside
from .kinds.near import between_agencies, quickest_of, within
from .kinds.scale import sub_scale_pairs
from .kinds.standing import KEYS, standing
from .scenarios import AS_RUN, CATCHMENT_SCENARIOS, TOLERANCE_SCENARIOS, Scenario

#: The columns of the agencies' relations by tolerance scenario.
RELATIONS: Final = {
    AS_RUN: "relation",
    TOLERANCE_SCENARIOS[0]: "relation_half",
    TOLERANCE_SCENARIOS[1]: "relation_double",
}


class Evidence(NamedTuple):
    """What was found of each kind, each a table by `KEYS`.

    Parameters
    ----------
    near
        Of `adjoin.services.kinds.near.quickest_of`, within the standard.
    people, streets
        Of `adjoin.services.kinds.catchment_overlap.agency_overlaps`, as run: what they reach in
        common of people, and of streets where crews work along them.
    beside
        Of `adjoin.services.kinds.beside.beside`, as run.
    double
        Of `adjoin.services.kinds.double_provision.double_provision`.
    adjacent
        Of `adjoin.services.kinds.adjacent_provision.adjacent_provision`.
    sub_scale
        Of `adjoin.services.kinds.scale.sub_scale_pairs`.
    stands
        Of `adjoin.services.kinds.standing.standing`: which of them stand in which scenario.
    """

    near: pd.DataFrame
    people: pd.DataFrame
    streets: pd.DataFrame
    beside: gpd.GeoDataFrame
    double: gpd.GeoDataFrame
    adjacent: gpd.GeoDataFrame
    sub_scale: pd.DataFrame
    stands: pd.DataFrame


def evidence(
    pairs: gpd.GeoDataFrame,
    agency_pairs: gpd.GeoDataFrame,
    delivered: pd.DataFrame,
    *,
    access: np.ndarray,
    overlaps: pd.DataFrame,
    double: gpd.GeoDataFrame,
    scale: pd.DataFrame,
    adjacent: gpd.GeoDataFrame,
    adjacent_services: Collection[str],
    standards: Mapping[str, float | None],
    whole: Counting,
) -> Evidence:
    """Put together what every kind finds, as run and when something is varied.

    Parameters
    ----------
    pairs
        Facility pairs within the widest standard.
    agency_pairs
        Of `adjoin.boundaries.relations.agency_pairs`.
    delivered
        Of `adjoin.services.kinds.beside.provided`.
    access
        Of `adjoin.services.kinds.near.access_minutes`, for `pairs`.
    overlaps
        Of `adjoin.services.measuring.measured`.
    double, adjacent
        Of the functions of these kinds.
    scale
        Of `adjoin.services.kinds.scale.scale_table`.
    adjacent_services
        Services for which provision side by side means something.
    standards
        Minutes by service.
    whole
        As whom agencies count.
    """
    near = {
        scenario: between_agencies(pairs[within(pairs, standards, scenario, access=access)], whole)
        for scenario in CATCHMENT_SCENARIOS
    }
    apart = overlaps[~already_shared(whole, *(overlaps[key] for key in KEYS))]
    decides = apart["decides"].to_numpy(dtype=bool)
    common = {scenario: apart[decides & _of(apart, scenario)] for scenario in CATCHMENT_SCENARIOS}
    as_run = apart[_of(apart, AS_RUN)]
    sides = {
        scenario: beside(delivered, agency_pairs.assign(relation=agency_pairs[column]), whole)
        for scenario, column in RELATIONS.items()
    }
    small = {scenario: sub_scale_pairs(scale, rows) for scenario, rows in sides.items()}
    chosen = set(adjacent_services)
    stands = standing(
        {
            "proximity": near,
            "catchment_overlap": common,
            "double_provision": {
                AS_RUN: double, TOLERANCE_SCENARIOS[1]: double[double["stable"].astype(bool)]
            },
            "adjacent_provision": {
                scenario: rows[rows["service"].isin(chosen)] for scenario, rows in sides.items()
            },
            "sub_scale": small,
        }
    )  # fmt: skip
    return Evidence(
        near=quickest_of(near[AS_RUN]),
        people=as_run[(as_run["unit"] == "people").to_numpy()],
        streets=as_run[(as_run["unit"] == "road_km").to_numpy()],
        beside=sides[AS_RUN],
        double=double,
        adjacent=adjacent,
        sub_scale=small[AS_RUN],
        stands=stands,
    )


def _of(overlaps: pd.DataFrame, scenario: Scenario) -> np.ndarray:
    """Which rows are of a scenario."""
    same = (overlaps["parameter"] == scenario.parameter) & (overlaps["factor"] == scenario.factor)
    return same.to_numpy(dtype=bool)
