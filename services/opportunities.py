"""Which duplications to look at first: a plain, explained order."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from .counting import Counting, counted_as, counting, not_shared

COLUMNS = (
    "opportunity_id",
    "rank",
    "service",
    "agencies",
    "agency_names",
    "score",
    "minutes",
    "kinds",
    "confidence",
    "reasons",
)

_TEXT = ("opportunity_id", "service", "agencies", "agency_names", "kinds", "reasons")

#: How much a relation speaks for sharing (judgement): over the same ground, beside each other, near.
RELATION_SCORE = {
    "contains": 1.0,
    "within": 1.0,
    "overlap": 1.0,
    "border": 1.0,
    "gap": 1.0,
    "point": 0.5,
    "near": 0.5,
}


#: What reasons are made of.
_TOLD = (
    "service", "relation", "clock", "minutes", "kinds", "overlap_people", "overlap_share",
    "territory_people", "efficient_people",
)  # fmt: skip


def opportunities(
    duplications: pd.DataFrame,
    facility_pairs: pd.DataFrame,
    facilities: pd.DataFrame,
    roots: pd.Series[str],
    standards: Mapping[str, float | None],
    *,
    names: Mapping[str, str] | None = None,
    whole: Counting | None = None,
) -> pd.DataFrame:
    """Rank the duplications: one opportunity for each service and two root agencies.

    The score is the confidence times the mean of three parts, each from 0 to 1: *nearness* (1 at
    0 minutes, 0 at the standard; 0 without a pair within it), *ground* (1 where the areas border or
    overlap, 0.5 where they only touch at a point or lie near, else 0) and *reach*: the share of the
    smaller catchment that both reach, or where catchments were not measured the share of the smaller agency's
    facilities that lie within the standard of one of the other's. Counting pairs would favour
    whoever has many facilities, so it does not enter. Costs and willingness are not known here.

    Parameters
    ----------
    duplications
        As `adjoin.services.duplications.duplications` returns it.
    facility_pairs, facilities
        The tables that they were made of.
    roots
        Root agency by agency id.
    standards
        Minutes by service; None where distance means nothing.
    names
        Name by agency id; an agency without one is called by its id.
    whole
        As for `adjoin.services.duplications.duplications`. An agency that provides without a
        facility reaches nobody.

    Returns
    -------
    pandas.DataFrame
        opportunity_id, rank (from 1; ties by id), service, agencies (ids joined by `;`),
        agency_names (joined by ` + `), score (0..1), minutes, kinds and confidence of the
        duplication, reasons (a sentence). Sorted by rank.
    """
    nearness = _nearness(duplications, standards)
    ground = duplications["relation"].map(RELATION_SCORE).fillna(0.0).to_numpy()
    whole = counting(roots) if whole is None else whole
    sites = _reach(duplications, not_shared(facility_pairs), facilities, whole)
    common = duplications["overlap_share"].to_numpy(dtype=float)
    reach = np.where(np.isnan(common), sites, common)
    score = duplications["confidence"].to_numpy() * (nearness + ground + reach) / 3
    table = pd.DataFrame(
        {
            "opportunity_id": duplications["duplication_id"],
            "service": duplications["service"],
            "agencies": duplications["agency_a"] + ";" + duplications["agency_b"],
            "agency_names": [
                " + ".join((names or {}).get(agency, agency) for agency in both)
                for both in duplications[["agency_a", "agency_b"]].to_numpy()
            ],
            # Rounded before ranking, so that no last bit decides an order that the table cannot show.
            "score": np.round(score.astype(float), 6),
            "minutes": duplications["minutes"],
            "kinds": duplications["kinds"],
            "confidence": duplications["confidence"],
            "reasons": [
                _reasons(row, standards[str(row["service"])], share)
                for row, share in zip(
                    duplications[list(_TOLD)].to_dict("records"), sites, strict=True
                )
            ],
        }
    )
    table = table.sort_values(["score", "opportunity_id"], ascending=[False, True], kind="stable")
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    # A column without rows has no type of its own.
    table = table.astype(dict.fromkeys(_TEXT, "str"))
    return table[list(COLUMNS)].reset_index(drop=True)


def _nearness(duplications: pd.DataFrame, standards: Mapping[str, float | None]) -> np.ndarray:
    """1 at no distance, 0 at the standard or without a pair."""
    standard = duplications["service"].map(standards).astype(float).to_numpy()
    minutes = duplications["minutes"].to_numpy(dtype=float)
    return np.nan_to_num(1 - minutes / standard).clip(0, 1)


def _reach(
    duplications: pd.DataFrame,
    facility_pairs: pd.DataFrame,
    facilities: pd.DataFrame,
    whole: Counting,
) -> np.ndarray:
    """The share of the smaller agency's facilities that have one of the other within the standard."""
    provider = counted_as(whole, facilities["service"], facilities["agency_id"])
    count = facilities.groupby([facilities["service"], provider]).size().to_dict()
    ends = []
    for one, other in (("a", "b"), ("b", "a")):
        side = facility_pairs[["service", f"facility_{one}"]].set_axis(
            ["service", "facility"], axis=1
        )
        own, partner = (
            counted_as(whole, facility_pairs["service"], facility_pairs[f"agency_{end}"])
            for end in (one, other)
        )
        ends.append(side.assign(agency=own, partner=partner))
    with_partner = pd.concat(ends).drop_duplicates()
    met = with_partner.groupby(["service", "agency", "partner"]).size().to_dict()
    shares = []
    for service, a, b in duplications[["service", "agency_a", "agency_b"]].to_numpy():
        smaller, larger = sorted(
            (a, b), key=lambda agency: (count.get((service, agency), 0), agency)
        )
        some = count.get((service, smaller), 0)
        shares.append(met.get((service, smaller, larger), 0) / some if some else 0.0)
    return np.array(shares, dtype=float)


def _reasons(row: Mapping[Hashable, Any], standard: float | None, reach: float) -> str:
    """What speaks for it, in words."""
    words = {
        "contains": "one area lies within the other",
        "within": "one area lies within the other",
        "overlap": "their areas overlap",
        "border": "their areas share a border",
        "gap": "their areas lie side by side",
        "point": "their areas touch",
        "near": "their areas lie near each other",
        "apart": "their areas lie apart",
        "unknown": "one of them has no known boundary",
    }
    parts = [words[row["relation"]]]
    clocks = {"walk": "walking minutes", "straight": "straight-line minutes"}
    by = clocks.get(row["clock"], "minutes")
    if np.isfinite(row["minutes"]):
        parts.append(
            f"their nearest facilities are {row['minutes']:.1f} {by} apart (standard {standard:g})"
        )
        parts.append(
            f"{reach:.0%} of the smaller provider's facilities are within the standard of the other's"
        )
    elif standard is not None:
        parts.append(f"no two of their known facilities are within {standard:g} {by}")
    if row["overlap_people"] > 0:
        parts.append(
            f"both reach {row['overlap_people']:,.0f} people, {row['overlap_share']:.0%} of the smaller catchment"
        )
    if row["territory_people"] > 0:
        parts.append(f"both serve the ground of {row['territory_people']:,.0f} people")
    if "sub_scale" in str(row["kinds"]).split(";"):
        parts.append(
            f"efficient from {row['efficient_people']:,.0f} people on, which one or both do not serve"
        )
    return "; ".join(parts)
