"""Where two agencies deliver the same service: facility pairs and borders, put together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..boundaries.relations import ADJACENT, TURNED, relation_of
from .counting import Counting, already_shared, counted_as, counting, not_shared

COLUMNS = (
    "duplication_id",
    "service",
    "agency_a",
    "agency_b",
    "relation",
    "kinds",
    "facility_pairs",
    "minutes",
    "clock",
    "confidence",
    "geometry",
)

_TEXT = ("duplication_id", "service", "agency_a", "agency_b", "relation", "kinds", "clock")

#: How far minutes can be trusted (judgement): on streets, or as the crow flies.
CLOCK_CONFIDENCE = {"drive": 1.0, "walk": 1.0, "straight": 0.6}


def duplications(
    facilities: pd.DataFrame,
    facility_pairs: gpd.GeoDataFrame,
    agency_pairs: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    roots: pd.Series[str],
    *,
    adjacent_services: Collection[str],
    clocks: Mapping[str, str] | None = None,
    whole: Counting | None = None,
) -> gpd.GeoDataFrame:
    """Every service and two root agencies for which there is at least one kind of duplication.

    An agency for which another does the service counts as that one, with its facilities and its
    borders; two that have it done together already are no duplication.

    `proximity`: facilities of both lie within the service's standard of each other.
    `adjacent_provision`: both deliver the service and their areas border, overlap or nest.

    Parameters
    ----------
    facilities
        service, agency_id, attribution_confidence of each facility; those without agency do not count.
    facility_pairs
        As `adjoin.services.kinds.proximity.facility_pairs` returns it.
    agency_pairs, agencies
        As the functions of `adjoin.boundaries` return them.
    roots
        Root agency by agency id.
    adjacent_services
        Services for which adjacent provision means something.
    clocks
        `drive`, `walk` or `straight` by service, for those without any pair: that none is near is
        known no better than the clock.
    whole
        As whom agencies count for each service, who shares it already and who provides it without
        a facility; without it, as their roots, nobody and nobody.

    Returns
    -------
    geopandas.GeoDataFrame
        duplication_id (`service:a:b`), service, agency_a < agency_b, relation of the two, kinds
        (sorted, joined by `;`), facility_pairs (how many), minutes (of the quickest pair, missing
        without one), the clock they are measured by, confidence (0..1), and a line: the quickest
        pair, else the shared border. Sorted by service, agency_a, agency_b.
    """
    whole = counting(roots) if whole is None else whole
    near = _near(not_shared(facility_pairs), whole)
    beside = _beside(facilities, agency_pairs, whole, adjacent_services)
    keys = ["service", "agency_a", "agency_b"]
    table = near.merge(beside, on=keys, how="outer", sort=True)
    proximity, adjacent = table["facility_pairs"].notna(), table["border"].notna()
    table["kinds"] = np.select(
        [proximity & adjacent, adjacent],
        ["adjacent_provision;proximity", "adjacent_provision"],
        "proximity",
    )
    table["facility_pairs"] = table["facility_pairs"].fillna(0).astype("int64")
    own = relation_of(
        agency_pairs, agencies, table["agency_a"].to_numpy(), table["agency_b"].to_numpy()
    )
    # Where only dependent agencies, or those that are served, lie side by side, it is theirs that
    # speaks for the two; how an agency without boundary lies to another is not known.
    theirs = adjacent & ~np.isin(own, [*sorted(ADJACENT), "unknown"])
    table["relation"] = np.where(theirs, table["beside"], own)
    table["duplication_id"] = table["service"] + ":" + table["agency_a"] + ":" + table["agency_b"]
    table["clock"] = [
        clock if pd.notna(clock) else (clocks or {}).get(service)
        for clock, service in zip(table["clock"], table["service"], strict=True)
    ]
    table["confidence"] = _confidence(table, facilities, whole)
    line = np.where(proximity, table["line"], table["border"])
    result = gpd.GeoDataFrame(table, geometry=line, crs=agency_pairs.crs)
    # A column without rows has no type of its own.
    return result[list(COLUMNS)].astype(dict.fromkeys(_TEXT, "str"))


def _near(facility_pairs: gpd.GeoDataFrame, whole: Counting) -> pd.DataFrame:
    """For each service and two root agencies: how many pairs, and the quickest."""
    a, b = (
        counted_as(whole, facility_pairs["service"], facility_pairs[end])
        for end in ("agency_a", "agency_b")
    )
    pairs = pd.DataFrame(
        {
            "service": facility_pairs["service"],
            "agency_a": a.where(a < b, b),
            "agency_b": b.where(a < b, a),
            "minutes": facility_pairs["minutes"],
            "clock": facility_pairs["clock"],
            "line": np.asarray(facility_pairs.geometry),
            "facility_a": facility_pairs["facility_a"],
            "facility_b": facility_pairs["facility_b"],
        }
    ).sort_values(["service", "agency_a", "agency_b", "minutes", "facility_a", "facility_b"])
    groups = pairs.groupby(["service", "agency_a", "agency_b"], sort=True)
    quickest = groups[["minutes", "clock", "line"]].first()
    return quickest.assign(facility_pairs=groups.size()).reset_index()


def _beside(
    facilities: pd.DataFrame,
    agency_pairs: gpd.GeoDataFrame,
    whole: Counting,
    adjacent_services: Collection[str],
) -> pd.DataFrame:
    """For each service, two root agencies that deliver it over adjacent areas, and their border."""
    told = pd.DataFrame(sorted(whole.providers), columns=["service", "agency_id"], dtype="str")
    provided = pd.concat([facilities[["service", "agency_id"]], told], ignore_index=True)
    provided = provided[
        provided["service"].isin(set(adjacent_services)) & provided["agency_id"].notna()
    ].drop_duplicates()
    adjacent = agency_pairs.loc[
        agency_pairs["relation"].isin(ADJACENT), ["agency_a", "agency_b", "relation"]
    ].assign(border=np.asarray(agency_pairs.geometry)[agency_pairs["relation"].isin(ADJACENT)])
    both: pd.DataFrame = adjacent.merge(
        provided.rename(columns={"agency_id": "agency_a"}), on="agency_a"
    )
    both = both.merge(
        provided.rename(columns={"agency_id": "agency_b"}), on=["service", "agency_b"]
    )
    both = both[~already_shared(whole, both["service"], both["agency_a"], both["agency_b"])]
    a, b = (counted_as(whole, both["service"], both[end]) for end in ("agency_a", "agency_b"))
    beside = both["relation"].where(a < b, both["relation"].replace(TURNED))
    both = both.assign(agency_a=a.where(a < b, b), agency_b=b.where(a < b, a), beside=beside)
    both = both[both["agency_a"] != both["agency_b"]]
    # Several dependent agencies may border: the longest border stands for the two.
    both = both.assign(length=shapely.length(np.asarray(both["border"], dtype=object)))
    both = both.sort_values(
        ["service", "agency_a", "agency_b", "length"], ascending=[True] * 3 + [False]
    )
    kept = both.drop_duplicates(["service", "agency_a", "agency_b"])
    return kept[["service", "agency_a", "agency_b", "border", "beside"]]


def _confidence(table: pd.DataFrame, facilities: pd.DataFrame, whole: Counting) -> Any:
    """The weaker of the two agencies' attributions, times the trust in the clock."""
    trust = facilities["attribution_confidence"].astype(float)
    counted = counted_as(whole, facilities["service"], facilities["agency_id"])
    provider = [facilities["service"], counted]
    by_provider: Mapping[Any, float] = trust.groupby(provider).mean().to_dict()
    # Who has no facility provides by what the inventory says, which is no guess.
    weaker = [
        min(by_provider.get((service, agency), 1.0) for agency in both)
        for service, *both in table[["service", "agency_a", "agency_b"]].to_numpy()
    ]
    clock = table["clock"].map(CLOCK_CONFIDENCE).astype(float)
    return np.asarray(weaker, dtype=float) * clock.fillna(1.0)
