"""Which agencies have capacity to spare beside others that lack it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...geo.cover.floating import floating_catchment
from ...geo.cover.reach import Reach
from ...geo.findings import UseError
from ...geo.membership import even_weights
from ..counting import Counting, counted_as

Array = NDArray[Any]

COLUMNS: Final = (
    "service", "agency_id", "capacity", "people", "people_by", "people_per_capacity",
    "access_per_1000", "region_per_1000", "surplus", "reached_surplus", "beside_deficit",
    "facilities", "facilities_without_capacity",
)  # fmt: skip

#: What is less than so much of all capacity is rounding, and no surplus.
ROUNDING: Final = 1e-9

_TEXT: Final = ("service", "agency_id", "people_by", "beside_deficit")


def service_capacity(
    sites: pd.DataFrame,
    reach: Reach,
    people: Array,
    home: Array,
    agency_ids: Sequence[str],
    *,
    whole: Counting,
    beside: pd.DataFrame,
    steps: Sequence[tuple[float, float]] | None = None,
) -> pd.DataFrame:
    """What capacity the agencies of one service have, for whom, and what their people reach.

    Parameters
    ----------
    sites
        service (one), agency_id, capacity (missing where not known), by site of `reach`. Those
        without agency share in the catchments but have no row.
    reach
        People to site, within the standard (or the last of `steps`).
    people
        Shape (p,), weights of the points.
    home
        Shape (p,), position in `agency_ids` of the agency whose territory for the service holds the
        point, or -1.
    agency_ids
        Ids, not necessarily counted; each counts as by `whole`.
    whole
        As whom agencies count.
    beside
        Of `adjoin.services.kinds.beside.beside`, of this service or all.
    steps
        As for `adjoin.geo.cover.floating.floating_catchment`; None for the plain method.

    Returns
    -------
    pandas.DataFrame
        One row for each agency (as counted) with the capacity of at least one facility given:
        capacity (the sum), people (of its territory; where no point is at home there, those who reach one of
        its facilities: people_by is `territory` or `catchment`), people_per_capacity,
        access_per_1000 (capacity that 1,000 of these people reach, with those who compete for it),
        region_per_1000 (the same of all people, wherever they live), surplus (capacity less what its
        people would have at the region's rate), reached_surplus (what its people reach, less that:
        the two differ where others come to its facilities, or its people go to theirs),
        beside_deficit (where both are above 0, ids of adjacent agencies where the latter is below
        0, joined by `;`), facilities, facilities_without_capacity. Where the capacity of any facility is
        not known there are no surpluses and no people_per_capacity: the rest may be in that one.
        Sorted.

    Raises
    ------
    UseError
        Several services, or shapes that do not fit.
    """
    if len(sites) != reach.sites or len(people) != reach.points or len(home) != reach.points:
        raise UseError(
            f"{reach.sites} sites and {reach.points} points, but {len(sites)} rows of sites, "
            f"{len(people)} weights and {len(home)} homes"
        )
    names = sorted(set(sites["service"]))
    if len(names) > 1:
        raise UseError(f"one service at a time, not {', '.join(names)}")
    sites = sites.reset_index(drop=True)
    given = sites["capacity"].to_numpy(dtype=float)
    owner = counted_as(whole, sites["service"], sites["agency_id"])
    owners = sorted(set(owner[~np.isnan(given)].dropna()))
    if not owners:
        return no_capacity()
    service = names[0]
    at = {agency: k for k, agency in enumerate(owners)}
    of_site = owner.map(at).fillna(-1).to_numpy(dtype=np.int64)
    ids = pd.Series(list(agency_ids), dtype="str")
    counted = counted_as(whole, pd.Series(service, index=ids.index, dtype="str"), ids)
    of_agency = np.r_[counted.map(at).fillna(-1).to_numpy(dtype=np.int64), -1]
    row, point, by = _residents(reach, of_site, of_agency[home], len(owners))
    weights = even_weights(people)
    access = floating_catchment(reach, given, people, steps=steps).access
    served = np.bincount(row, weights=weights[point], minlength=len(owners))
    reached = even_weights(weights * access)[point]
    reached = np.bincount(row, weights=reached, minlength=len(owners))
    own = of_site >= 0
    known = even_weights(np.nan_to_num(given))
    capacity = np.bincount(of_site[own], weights=known[own], minlength=len(owners))
    facilities = np.bincount(of_site[own], minlength=len(owners))
    without = np.bincount(of_site[own & np.isnan(given)], minlength=len(owners))
    complete = without == 0
    rate = _mean(weights, access)
    # What is this little is rounding, and no surplus.
    least = ROUNDING * known.sum()
    surplus, reached_surplus = (
        np.where(complete & (np.abs(more) < least), 0.0, np.where(complete, more, np.nan))
        for more in (capacity - served * rate, reached - served * rate)
    )
    return pd.DataFrame(
        {
            "service": service,
            "agency_id": owners,
            "capacity": capacity,
            "people": served,
            "people_by": by,
            "people_per_capacity": _quotient(served, np.where(complete, capacity, 0.0)),
            "access_per_1000": 1000 * _quotient(reached, served),
            "region_per_1000": 1000 * rate,
            "surplus": surplus,
            "reached_surplus": reached_surplus,
            "beside_deficit": _beside_deficit(
                beside,
                service,
                owners,
                spare=(surplus > 0) & (reached_surplus > 0),
                short=reached_surplus < 0,
            ),
            "facilities": facilities,
            "facilities_without_capacity": without,
        }
    ).astype(dict.fromkeys(_TEXT, "str"))[list(COLUMNS)]


def no_capacity() -> pd.DataFrame:
    """The table of a region of which no capacity is known: no rows, with its columns."""
    table = pd.DataFrame({name: pd.Series([], dtype="float64") for name in COLUMNS})
    counts = ("facilities", "facilities_without_capacity")
    return table.astype({**dict.fromkeys(_TEXT, "str"), **dict.fromkeys(counts, "int64")})


def _residents(
    reach: Reach, of_site: Array, of_point: Array, count: int
) -> tuple[Array, Array, list[str]]:
    """Row and point of those who count for each agency, and how it is known."""
    point = np.flatnonzero(of_point >= 0)
    row = of_point[point]
    homed = np.bincount(row, minlength=count) > 0
    entry = of_site[reach.site]
    # Whoever reaches several facilities of one agency counts once for it.
    reached = np.unique(entry[entry >= 0].astype(np.int64) * reach.points + reach.point[entry >= 0])
    other, there = np.divmod(reached, max(reach.points, 1))
    kept = ~homed[other]
    by = ["territory" if one else "catchment" for one in homed]
    return np.r_[row, other[kept]], np.r_[point, there[kept]], by


def _mean(weights: Array, access: Array) -> float:
    """What one person reaches on average, whoever and wherever; missing without people."""
    everyone = weights.sum()
    return float(even_weights(weights * access).sum() / everyone) if everyone > 0 else np.nan


def _quotient(above: Array, below: Array) -> Array:
    """A fraction, missing where it has no value."""
    result: Array = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return result


def _beside_deficit(
    beside: pd.DataFrame, service: str, owners: Sequence[str], *, spare: Array, short: Array
) -> list[str | None]:
    """Sorted ids of the adjacent agencies that are short, for each one that has to spare."""
    giving = {agency for agency, one in zip(owners, spare, strict=True) if one}
    lacking = {agency for agency, one in zip(owners, short, strict=True) if one}
    found: dict[str, set[str]] = {}
    here = beside[(beside["service"] == service).to_numpy(dtype=bool)]
    for a, b in zip(here["agency_a"], here["agency_b"], strict=True):
        for one, other in ((a, b), (b, a)):
            if one in giving and other in lacking:
                found.setdefault(one, set()).add(other)
    return [";".join(sorted(found[agency])) if agency in found else None for agency in owners]
