"""The inventory of a fictional region: who provides, buys and funds which service, at what cost.

Real inventories are uneven: large agencies know their budgets, small ones leave cells empty. All
35 services of the programme stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from .areas import Areas
from .bodies import Agency
from .plan import Plan
from .terrain import generator

LARGE: Final = 10_000
"""Cities with fewer people leave cost and staff of their back offices empty."""


class Row(NamedTuple):
    """A row of the inventory; empty text where nothing is known."""

    agency_id: str
    service: str
    role: str
    counterparty_id: str = ""
    instrument: str = ""
    annual_cost: str = ""
    fte: str = ""
    start: str = ""
    end: str = ""
    source: str = ""


class _Norm(NamedTuple):
    """What a service costs: dollars a year for each person, staff for 10,000, and who has it."""

    dollars: float
    fte: float
    who: str  # all, cities, county, large (cities and county), districts


_NORMS: Final = {
    "accounting_payroll": _Norm(28, 2.1, "all"),
    "animal_control": _Norm(9, 0.7, "large"),
    "architecture": _Norm(4, 0.2, "large"),
    "building_inspection": _Norm(22, 1.6, "all"),
    "building_maintenance": _Norm(19, 1.2, "all"),
    "clerk": _Norm(14, 0.9, "all"),
    "courier_mail": _Norm(1.5, 0.1, "large"),
    "economic_development": _Norm(8, 0.4, "large"),
    "energy": _Norm(3, 0.1, "large"),
    "facilities": _Norm(24, 1.0, "all"),
    "financial_analysis": _Norm(9, 0.6, "large"),
    "fire_services": _Norm(235, 11.5, "fire"),
    "fleet": _Norm(21, 1.1, "all"),
    "green_programs": _Norm(4, 0.2, "large"),
    "grounds": _Norm(26, 1.9, "all"),
    "housing_community_development": _Norm(17, 0.8, "large"),
    "hr_risk": _Norm(18, 0.9, "all"),
    "information_technology": _Norm(38, 1.5, "all"),
    "law_enforcement": _Norm(310, 14.0, "all"),
    "library_services": _Norm(42, 3.2, "library"),
    "parks_recreation": _Norm(64, 3.9, "recreation"),
    "public_health": _Norm(48, 3.0, "county"),
    "public_information": _Norm(5, 0.3, "large"),
    "public_safety_dispatch": _Norm(27, 1.8, "dispatch"),
    "purchasing": _Norm(7, 0.5, "all"),
    "real_estate": _Norm(3, 0.2, "large"),
    "records": _Norm(4, 0.3, "all"),
    "redevelopment": _Norm(0, 0, "historic"),
    "roads": _Norm(95, 4.1, "all"),
    "safety_programs": _Norm(2, 0.1, "large"),
    "sewer": _Norm(130, 2.6, "sanitation"),
    "stormwater_compliance": _Norm(7, 0.3, "all"),
    "training": _Norm(3, 0.1, "large"),
    "transportation_transit": _Norm(58, 3.1, "transit"),
    "water_wastewater": _Norm(210, 4.4, "water"),
}

# Agencies beside cities and the county that provide a service.
_BESIDE: Final = {
    "fire": ("fire", "csa"),
    "library": ("library",),
    "recreation": ("recreation",),
    "dispatch": ("jpa",),
    "sanitation": ("sanitation",),
    "transit": ("transit",),
    "water": ("water",),
}
_BUDGETS = ("adopted budget 2023-24", "adopted budget 2024-25", "state controller's report 2023")


def inventory(plan: Plan, areas: Areas) -> list[Row]:
    """The inventory of a region.

    Parameters
    ----------
    plan, areas
        Of the region; contract cities buy police and fire, an authority's members fund it, and
        fire districts of one county aid each other.

    Returns
    -------
    list of Row
        Service by service, agencies in their order.
    """
    rng = generator(plan, "inventory")
    counties: list[list[Agency]] = [[] for _ in plan.counties]
    for agency in areas.agencies:
        counties[agency.county].append(agency)
    rows: list[Row] = []
    for service, norm in _NORMS.items():
        for here in counties:
            rows += _provided(service, norm, here, plan, rng)
            rows += _agreed(service, here, plan, rng)
    return rows


def _provided(
    service: str, norm: _Norm, here: list[Agency], plan: Plan, rng: np.random.Generator
) -> Iterator[Row]:
    """Who provides a service with its own people."""
    if norm.who == "historic":
        for city in [agency for agency in here if agency.kind == "city"][:1]:
            yield Row(city.id, service, "provides", instrument="successor agency", start="1988",
                      end="2012-02-01", source="oversight board")  # fmt: skip
        return
    beside = _BESIDE.get(norm.who, ())
    members = {member for agency in here if agency.kind == "jpa" for member in agency.members}
    for agency in here:
        if agency.kind == "county":
            has = norm.who not in ("recreation", "sanitation", "water", "transit", "library")
        elif agency.kind == "city":
            large = (agency.population or 0) >= LARGE
            has = norm.who not in ("county", "transit") and (norm.who != "large" or large)
            has &= not (service == "public_safety_dispatch" and agency.id in members)
            has &= not (service == "library_services" and not large)
            bought = service in ("fire_services", "law_enforcement")
            has &= not (bought and agency.id in plan.contract_cities)
        else:
            has = agency.kind in beside
        if has:
            yield _costed(agency, service, norm, rng)


def _costed(agency: Agency, service: str, norm: _Norm, rng: np.random.Generator) -> Row:
    """One provider, with cost and staff where its books are good enough."""
    people = agency.population or int(rng.integers(6_000, 40_000))
    level = float(rng.lognormal(0, 0.2)) * (people / 20_000) ** -0.06
    known = rng.random() < (0.9 if people >= LARGE else 0.35)
    staffed = known and rng.random() < 0.85
    return Row(
        agency.id,
        service,
        "provides",
        annual_cost=str(round(norm.dollars * people * level, -3)).removesuffix(".0") * known,
        fte=f"{max(0.1, norm.fte * people / 10_000 * level):.1f}" * staffed,
        source=str(rng.choice(_BUDGETS)) if known else "questionnaire 2024",
    )


def _agreed(
    service: str, here: list[Agency], plan: Plan, rng: np.random.Generator
) -> Iterator[Row]:
    """What agencies of one county have agreed on: contracts, authorities, mutual aid."""
    county = next(agency for agency in here if agency.kind == "county")
    fire = [agency for agency in here if agency.kind == "fire"]
    buyers = [agency for agency in here if agency.id in plan.contract_cities]
    if service == "law_enforcement":
        for city in buyers:
            cost = str(round(260 * (city.population or 0), -3))
            yield from _contract(service, city, county, "contract 2019-114", "2019-07-01", cost)
    elif service == "fire_services":
        for city in buyers if fire else []:
            yield from _contract(service, city, fire[0], "contract", "2016-01-01")
        for one, other in pairwise(fire):
            for a, b in ((one, other), (other, one)):
                terms = {"instrument": "mutual aid agreement", "start": "2008-05-01"}
                yield Row(a.id, service, "produces", b.id, **terms, source="county fire chiefs")
    elif service == "public_safety_dispatch":
        for authority in [agency for agency in here if agency.kind == "jpa"]:
            yield from _funded(service, authority, rng)
    elif service == "parks_recreation":
        for body in [agency for agency in here if agency.kind == "csa"]:
            terms = {"instrument": "dependent district", "source": "county budget"}
            yield Row(county.id, service, "owns", body.id, **terms)


def _contract(
    service: str, buyer: Agency, seller: Agency, instrument: str, start: str, cost: str = ""
) -> Iterator[Row]:
    """Both sides of a contract."""
    end = f"{int(start[:4]) + 10}-06-30" if cost else ""
    terms = {"instrument": instrument, "annual_cost": cost, "start": start, "end": end}
    yield Row(buyer.id, service, "buys", seller.id, **terms, source="contract")
    yield Row(seller.id, service, "produces", buyer.id, **terms, source="contract")


def _funded(service: str, authority: Agency, rng: np.random.Generator) -> Iterator[Row]:
    """What the members of an authority pay, as far as it is known."""
    for member in authority.members:
        cost = "" if rng.random() < 0.3 else str(int(rng.integers(180, 2_400)) * 1_000)
        terms = {"instrument": "joint powers agreement", "annual_cost": cost}
        source = "budget of the authority"
        yield Row(
            member, service, "funds", authority.id, **terms, start="2014-07-01", source=source
        )
