"""The inventory: every service of the programme, with what agencies have agreed on."""

from __future__ import annotations

from collections import Counter

import pytest
from adjoin.services.demo.areas import Areas, areas
from adjoin.services.demo.inventory import Row, inventory
from adjoin.services.demo.large import large_plan
from adjoin.services.demo.plan import Size, demo_plan
from adjoin.services.taxonomy import load_services

SEED = {service.id for service in load_services().values() if service.core}


@pytest.fixture(scope="module")
def clean() -> Areas:
    return areas(demo_plan())


@pytest.fixture(scope="module")
def rows(clean: Areas) -> list[Row]:
    return inventory(demo_plan(), clean)


def test_all_services_of_the_programme_stand_in_it_and_no_other(rows: list[Row]) -> None:
    assert len(SEED) == 35
    assert {row.service for row in rows} == SEED
    assert {row.service for row in rows if row.role == "provides"} == SEED


def test_agencies_and_counterparties_are_those_of_the_region(rows: list[Row], clean: Areas) -> None:
    known = {agency.id for agency in clean.agencies}
    assert {row.agency_id for row in rows} <= known
    assert {row.counterparty_id for row in rows} <= known | {""}
    assert all(row.agency_id != row.counterparty_id for row in rows)
    assert len({(r.agency_id, r.service, r.role, r.counterparty_id) for r in rows}) == len(rows)


def test_roles_are_those_of_the_contract(rows: list[Row]) -> None:
    assert {row.role for row in rows} == {"provides", "produces", "owns", "funds", "buys"}


def test_some_know_their_cost_and_staff_and_others_do_not(rows: list[Row]) -> None:
    own = [row for row in rows if row.role == "provides"]
    known = [row for row in own if row.annual_cost]
    assert 0.4 < len(known) / len(own) < 0.9
    assert all(float(row.annual_cost) >= 0 and "." not in row.annual_cost for row in known)
    staffed = [row for row in own if row.fte]
    assert 0.3 < len(staffed) / len(own) < len(known) / len(own)
    assert all(float(row.fte) > 0 for row in staffed)
    assert all(row.annual_cost for row in staffed)
    small = Counter(bool(row.annual_cost) for row in own if row.agency_id == "pena-blanca")
    large = Counter(bool(row.annual_cost) for row in own if row.agency_id == "alder-city")
    assert small[True] < small[False]
    assert large[True] > large[False]


def test_the_contract_city_buys_police_and_fire_and_provides_neither(rows: list[Row]) -> None:
    sold = {
        (row.service, row.agency_id, row.role, row.counterparty_id)
        for row in rows
        if "west-alder" in (row.agency_id, row.counterparty_id)
        and row.service in ("law_enforcement", "fire_services")
    }
    assert sold == {
        ("law_enforcement", "west-alder", "buys", "alder-county"),
        ("law_enforcement", "alder-county", "produces", "west-alder"),
        ("fire_services", "west-alder", "buys", "alder-valley-fpd"),
        ("fire_services", "alder-valley-fpd", "produces", "west-alder"),
    }


def test_members_fund_the_dispatch_authority_and_do_not_dispatch(
    rows: list[Row], clean: Areas
) -> None:
    members = next(agency.members for agency in clean.agencies if agency.kind == "jpa")
    dispatch = [row for row in rows if row.service == "public_safety_dispatch"]
    assert [r.agency_id for r in dispatch if r.role == "funds"] == list(members)
    assert {r.counterparty_id for r in dispatch if r.role == "funds"} == {"alder-comms"}
    providers = {r.agency_id for r in dispatch if r.role == "provides"}
    assert "alder-comms" in providers
    assert not providers & set(members)


def test_fire_districts_aid_each_other(rows: list[Row]) -> None:
    aid = {(r.agency_id, r.counterparty_id) for r in rows if r.instrument.startswith("mutual aid")}
    assert ("alder-valley-fpd", "north-fork-fpd") in aid
    assert aid == {(b, a) for a, b in aid}


def test_a_generated_region_has_contracts_too() -> None:
    plan = large_plan(Size(agencies=60, facilities=100, street_nodes=1_000))
    rows = inventory(plan, areas(plan))
    assert {row.service for row in rows} == SEED
    assert {row.agency_id for row in rows if row.role == "buys"} == set(plan.contract_cities)
