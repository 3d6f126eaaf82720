"""Which columns of an inventory hold what, and what is none."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from adjoin.services.inventory_headings import headings
from adjoin.services.starting.agencycolumns import Known
from adjoin.services.starting.inventorycolumns import inventory_guesses, is_inventory
from adjoin.services.taxonomy import load_services

_SPEC = importlib.util.spec_from_file_location("laying", Path(__file__).with_name("laying.py"))
laying = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(laying)

SERVICES = load_services()
KNOWN = Known({}, {"c": frozenset(name.casefold() for name in laying.TOWNS)})
AGENCIES = ["Alder", "Birch", "Cedar", "Alder"]
KINDS = ["Library", "Fire services", "Parks", "Fire services"]
ROLES = ["provides", "buys", "provides", "provides"]


def looked(known=KNOWN, **columns):
    layer = laying.layer("who.csv", columns)
    guesses = inventory_guesses(layer, known=known, services=SERVICES)
    return layer, guesses, is_inventory(layer, guesses)


def test_headings_of_the_template_need_no_guess():
    layer, guesses, sure = looked(agency_id=AGENCIES, service=KINDS, role=ROLES)
    assert guesses == []
    assert sure > 0.95
    found, _ = headings(layer.table, {}, {}, "who.csv")
    assert {"agency", "service", "role"} <= set(found)


def test_other_headings_are_guessed():
    _, guesses, sure = looked(
        Jurisdiction=AGENCIES,
        Function=KINDS,
        How_Provided=ROLES,
        Contractor=["", "Alder", "", ""],
        Budget=[1200.5, 300, 45.2, 8],
        Effective_Date=["2020-01-01"] * 4,
    )
    assert sure > 0.75
    assert laying.by_key(guesses) == {
        "columns.service": "Function",
        "columns.agency": "Jurisdiction",
        "columns.role": "How_Provided",
        "columns.counterparty": "Contractor",
        "columns.annual_cost": "Budget",
        "columns.start": "Effective_Date",
    }


def test_services_may_stand_in_a_column_of_types():
    _, guesses, _ = looked(AGENCY=AGENCIES, FACILITY_TYPE=KINDS, ROLE=ROLES)
    assert laying.by_key(guesses)["columns.service"] == "FACILITY_TYPE"


def test_without_a_column_of_roles_the_role_is_left_open():
    _, guesses, _ = looked(Jurisdiction=AGENCIES, Function=KINDS, Cost=[1, 2, 3, 4])
    (role,) = (guess for guess in guesses if guess.key == "role")
    assert not role.is_sure
    assert "buys" in role.choices


def test_a_column_of_buyers_says_the_role():
    _, guesses, _ = looked(Buying_Agency=AGENCIES, Function=KINDS, Selling_Agency=["Fir"] * 4)
    assert laying.by_key(guesses)["role"] == "buys"


def test_a_matrix_and_a_list_of_staff_are_none():
    _, guesses, sure = looked(Agency=AGENCIES, Fire=["X", "", "X", ""], Library=["", "X", "", "X"])
    assert (guesses, sure) == ([], 0.0)
    _, guesses, sure = looked(
        Agency=AGENCIES, Department=["Payables", "IT", "Mayor", "Bees"], Name=list("abcd")
    )
    assert sure == 0.0
