"""How many people the agencies have that serve their own area, with those for whom they work."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...geo.membership import Membership, even_weights
from ..counting import Counting, counted_as
from ..territory_rules import DISTRICTS

Array = NDArray[Any]

COLUMNS: Final = ("service", "agency_id", "people", "served_by")


def serves_own_area(rule: str | None, level: str) -> bool:
    """Whether an agency serves all of its own area under a rule, whoever else serves there.

    By the rules of `adjoin.services.territories.territories`, without layers.

    Examples
    --------
    >>> from adjoin.services.kinds.own_people import serves_own_area
    >>> [serves_own_area("unincorporated_only", level) for level in ("county", "city")]
    [False, True]
    """
    if rule in ("unincorporated_only", "contract_areas"):
        return level != "county"
    if rule == "district":
        return level not in ("county", "city")
    if rule == "detached":
        return level not in ("county", *DISTRICTS)
    return True


def own_people(
    delivered: pd.DataFrame,
    agencies: pd.DataFrame,
    agency_pairs: pd.DataFrame,
    whole: Counting,
    *,
    people: Array | None = None,
    members: Membership | None = None,
) -> pd.DataFrame:
    """Count the people of each agency that delivers a service, and of all that count as it.

    Each person counts once, also where the areas lie in one another: a county that pays the staff of its
    cities has the people of the county.

    Parameters
    ----------
    delivered
        Of `adjoin.services.kinds.beside.provided`.
    agencies
        agency_id, boundary, population.
    agency_pairs
        agency_a, agency_b, relation: tells which population is part of another.
    whole
        As whom agencies count for each service.
    people, members
        The weights of the demand points, and which of them lie in which of `agencies`
        (`adjoin.boundaries.residents.agency_people`); None or no points where the region has none.

    Returns
    -------
    pandas.DataFrame
        service, agency_id (as counted), people, served_by: `area` (points in the areas), else
        `population` (the column: summed, but for those that lie in another with a number), missing where neither is
        known. One without ground and without a number adds nobody; where one has ground, but no
        number, and lies in none that has, the sum is not known. Sorted.
    """
    at = {agency_id: k for k, agency_id in enumerate(agencies["agency_id"])}
    groups: dict[tuple[str, str], set[str]] = {}
    counted = counted_as(whole, delivered["service"], delivered["agency_id"])
    for service, agency, root in zip(
        delivered["service"], delivered["agency_id"], counted, strict=True
    ):
        groups.setdefault((service, root), {root}).add(agency)
    points = None
    if people is not None and len(people) and members is not None:
        weights = even_weights(people)
        starts = np.searchsorted(members.area, np.arange(1, len(members.bounded)))
        points = np.split(members.point, starts) if len(members.bounded) else []
    population = dict(zip(agencies["agency_id"], agencies["population"].astype(float), strict=True))
    ground = set(agencies.loc[agencies["boundary"].isin(["own", "layer"]), "agency_id"])
    held = _held(agency_pairs)
    known: dict[frozenset[str], tuple[float, str | None]] = {}
    rows = []
    for (service, root), group in sorted(groups.items()):
        key = frozenset(group)
        if key not in known:
            sum_, by = np.nan, None
            if points is not None and members is not None:
                placed = [at[each] for each in sorted(key) if members.bounded[at[each]]]
                if placed:
                    once = np.unique(np.concatenate([points[k] for k in placed]))
                    sum_, by = float(weights[once].sum()), "area"
            if by is None:
                sum_ = _populations(key, population, ground, held)
                by = None if np.isnan(sum_) else "population"
            known[key] = sum_, by
        rows.append((service, root, *known[key]))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype(
        {"service": "str", "agency_id": "str", "people": "float64", "served_by": "str"}
    )


def _held(agency_pairs: pd.DataFrame) -> dict[str, set[str]]:
    """In which others each agency lies."""
    held: dict[str, set[str]] = {}
    for a, b, relation in zip(
        agency_pairs["agency_a"], agency_pairs["agency_b"], agency_pairs["relation"], strict=True
    ):
        if relation == "contains":
            held.setdefault(b, set()).add(a)
        elif relation == "within":
            held.setdefault(a, set()).add(b)
    return held


def _populations(
    group: Collection[str],
    population: Mapping[str, float],
    ground: Collection[str],
    held: Mapping[str, set[str]],
) -> float:
    """The sum of the populations of some agencies; missing where a part of it is."""
    numbered = {agency for agency in group if not np.isnan(population[agency])}
    outer = {agency for agency in group if not held.get(agency, set()) & numbered}
    if not numbered or any(agency in ground for agency in outer - numbered):
        return np.nan
    return float(sum(population[agency] for agency in sorted(outer & numbered)))


def people_once(
    delivered: pd.DataFrame, agencies: pd.DataFrame, *, people: Array, members: Membership
) -> dict[str, float]:
    """Count the people on the own areas of all that deliver each service, each person once.

    Parameters
    ----------
    delivered, agencies, people, members
        As for `own_people`.

    Returns
    -------
    dict
        People by service; services of which no agency has ground, and all without points, are left
        out. For services of rule `corporate`: other rules leave an area to others.
    """
    if not len(people):
        return {}
    at = {agency_id: k for k, agency_id in enumerate(agencies["agency_id"])}
    weights = even_weights(people)
    known: dict[str, float] = {}
    for service, group in delivered.groupby("service", sort=True):
        placed = np.zeros(len(members.bounded), dtype=bool)
        placed[[at[agency] for agency in group["agency_id"]]] = True
        if (placed & members.bounded).any():
            known[str(service)] = float(
                weights[np.unique(members.point[placed[members.area]])].sum()
            )
    return known
