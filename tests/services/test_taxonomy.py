"""The shipped services, record by record, and the four questions asked of them."""

from __future__ import annotations

import csv
import unicodedata
from importlib import resources

import pytest
from adjoin.boundaries.levels import LEVELS
from adjoin.geo.findings import UseError
from adjoin.services.service import Service, name_key
from adjoin.services.taxonomy import (
    ADJACENT_MODES,
    PROXIMITY_MODES,
    load_services,
    match_service,
    services_table,
    standard_minutes,
    with_services,
)
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

SERVICES = load_services()
FAMILIES = {
    "A Public safety",
    "B Community services",
    "C Utilities",
    "D Public works & mobility",
    "E Facilities & property",
    "F Development & permitting",
    "G Finance & procurement",
    "H Environment & energy",
    "I Administrative support",
    "J People & risk",
}
HOSTS = {
    "accounting_payroll",
    "architecture",
    "courier_mail",
    "energy",
    "facilities",
    "information_technology",
    "parks_recreation",
    "purchasing",
    "real_estate",
    "records",
}
EXTENSIONS = {
    "solid_waste",
    "ems_ambulance",
    "planning_zoning",
    "assessment_tax_collection",
    "legal_services",
    "emergency_management",
    "senior_human_services",
    "elections",
    "single_purpose_districts",
    "schools",
    "hospitals",
}


def test_the_35_are_numbered_and_the_extensions_are_not() -> None:
    core = [service for service in SERVICES.values() if service.core]
    assert [service.number for service in core] == list(range(1, 36))
    assert {s.id for s in SERVICES.values() if not s.core} == EXTENSIONS
    assert list(SERVICES) == [s.id for s in core] + sorted(EXTENSIONS)


def test_ten_services_are_host_candidates() -> None:
    assert {s.id for s in SERVICES.values() if s.host_candidate} == HOSTS


def test_only_redevelopment_is_historic() -> None:
    assert [s.id for s in SERVICES.values() if s.status == "historic"] == ["redevelopment"]


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())
def test_every_shipped_record_is_whole(service: Service) -> None:
    assert service.family in FAMILIES
    assert service.front_back is not None
    assert service.levels
    assert list(service.levels) == sorted(set(service.levels), key=LEVELS.index)
    assert service.territory_rule
    assert service.standard
    assert service.standard_source
    assert service.standard_kind is not None
    assert service.evidence
    assert service.census
    assert (service.travel is None) == (service.minutes is None)
    assert all(other in SERVICES and other != service.id for other in service.see_also)
    if service.core:
        assert service.visibility and service.local_control and service.labour
    if service.primary_mode in PROXIMITY_MODES and service.minutes is None:
        assert service.id in {"redevelopment", "single_purpose_districts"}


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())
def test_texts_are_clean(service: Service) -> None:
    """No provenance marks, stray blanks, or lists that hide a second alias behind a comma."""
    for value in service.model_dump().values():
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                assert "[" not in text
                assert text == " ".join(text.split())
    assert not any(set(alias) & set(",;") for alias in service.aliases)


def test_a_name_belongs_to_one_service_only() -> None:
    owners: dict[str, set[str]] = {}
    for service in SERVICES.values():
        for text in (service.id, service.name, *service.aliases):
            owners.setdefault(name_key(text), set()).add(service.id)
    assert {text: ids for text, ids in owners.items() if len(ids) > 1} == {}


def test_cells_of_the_file_are_all_read() -> None:
    text = (resources.files("adjoin.services") / "taxonomy.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert set(rows[0]) == set(Service.model_fields)
    for row in rows:
        filled = {field for field, cell in row.items() if cell}
        assert filled == SERVICES[row["id"]].model_fields_set


def test_modes_split_the_tests_as_defined() -> None:
    assert {"RESP", "SITE", "DEPOT", "DESK"} == PROXIMITY_MODES
    assert {"RESP", "SITE", "NET", "AREA"} == ADJACENT_MODES


# -- the model ------------------------------------------------------------------------------------


def test_an_id_is_enough() -> None:
    service = Service(id="mosquito_abatement")
    assert (service.name, service.primary_mode, service.mode) == (
        "Mosquito abatement",
        "SITE",
        "SITE",
    )
    assert service.model_fields_set == {"id"}
    assert service.levels == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "Fire"},
        {"id": "2fire"},
        {"id": ""},
        {"id": "a", "name": ""},
        {"id": "a", "primary_mode": "ROAD"},
        {"id": "a", "mode": "RESP", "primary_mode": "SITE"},
        {"id": "a", "mode": "SITES", "primary_mode": "SITE"},
        {"id": "a", "primary_mode": "VIRT", "minutes": 5.0},
        {"id": "a", "minutes": 0.0},
        {"id": "a", "minutes": float("inf")},
        {"id": "a", "minutes": "5"},
        {"id": "a", "minutes": True},
        {"id": "a", "travel": "fly"},
        {"id": "a", "levels": ["parish"]},
        {"id": "a", "aliases": ["-"]},
        {"id": "a", "aliases": "police"},
        {"id": "a", "savings_low_pct": 1.0},
        {"id": "a", "savings_low_pct": 2.0, "savings_high_pct": 1.0},
        {"id": "a", "number": 3},
        {"id": "a", "core": True},
        {"id": "a", "colour": "red"},
    ],
)
def test_a_record_that_contradicts_itself_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Service.model_validate(fields)


def test_records_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        SERVICES["clerk"].minutes = 5.0
    services = load_services()
    del services["clerk"]
    assert "clerk" in load_services()


# -- matching -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("fire_services", "fire_services"),
        ("Fire Services", "fire_services"),
        ("  FIRE-SERVICES! ", "fire_services"),
        ("Fire & Rescue", "fire_services"),
        ("fire and rescue", "fire_services"),
        ("SHERIFF'S OFFICE", "law_enforcement"),
        ("Sheriff\u2019s Office", "law_enforcement"),
        ("Líbrary", "library_services"),
        ("AP/AR", "accounting_payroll"),
        ("ap ar", "accounting_payroll"),
        ("corporation yard", "roads"),
        ("elections", "elections"),
        ("EMS", "ems_ambulance"),
        ("wastewater", "sewer"),
        ("Water and Wastewater", "water_wastewater"),
        ("Fire Service", None),
        ("firestation", None),
        ("", None),
        (" - ", None),
        ("bakery", None),
    ],
)
def test_a_text_is_matched_to_a_service(text: str, service: str | None) -> None:
    assert match_service(text, SERVICES) == service


@given(st.sampled_from(sorted(SERVICES)), st.data())
def test_matching_ignores_case_accents_and_punctuation(ident: str, data: st.DataObject) -> None:
    service = SERVICES[ident]
    text = data.draw(st.sampled_from([service.id, service.name, *service.aliases]))
    accented = unicodedata.normalize("NFC", "".join(c + "\u0301" * (c == "e") for c in text))
    left, right = data.draw(st.tuples(st.text("-–. /", max_size=3), st.text("!?) ", max_size=3)))
    changed = data.draw(st.sampled_from([str.upper, str.lower, str.title]))(left + accented + right)
    assert match_service(changed, SERVICES) == ident


def test_an_id_wins_over_an_alias_and_two_equal_aliases_match_neither() -> None:
    ours = with_services(
        SERVICES,
        [
            Service(id="mosquito_abatement"),
            Service(id="night_bus", aliases=("owl",)),
            Service(id="bird_rescue", aliases=("Owl!",)),
        ],
    )
    assert match_service("mosquito abatement", SERVICES) == "single_purpose_districts"
    assert match_service("Mosquito Abatement", ours) == "mosquito_abatement"
    assert match_service("owl", ours) is None


# -- a region's own services ----------------------------------------------------------------------


def test_a_new_service_is_added_after_the_numbered_ones() -> None:
    ours = with_services(SERVICES, [Service(id="aaa", minutes=7.0)])
    assert list(ours)[35] == "aaa"
    assert len(ours) == len(SERVICES) + 1
    assert "aaa" not in SERVICES


def test_a_known_service_is_changed_field_by_field() -> None:
    record = Service(id="animal_control", minutes=12.0)
    changed = with_services(SERVICES, [record])["animal_control"]
    known = SERVICES["animal_control"]
    assert changed == known.model_copy(update={"minutes": 12.0})
    assert changed.mode == "SITE+RESP"


def test_a_new_primary_mode_replaces_the_composite() -> None:
    changed = with_services(SERVICES, [Service(id="animal_control", primary_mode="RESP")])
    assert changed["animal_control"].mode == "RESP"


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (Service(id="accounting_payroll", minutes=5.0), "no distance test"),
        (Service(id="clerk", see_also=("clurk",)), "clurk"),
        (Service(id="clerk", number=3, core=True), "number"),
        (Service(id="clerk", core=False), "core"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(record: Service, words: str) -> None:
    with pytest.raises(UseError, match=words):
        with_services(SERVICES, [record])


# -- the table and the standard -------------------------------------------------------------------


def test_the_table_has_a_row_per_service_in_order() -> None:
    table = services_table(dict(reversed(list(SERVICES.items()))))
    assert table["id"].tolist() == list(SERVICES)
    assert list(table) == list(Service.model_fields)
    fire = table[table["id"] == "fire_services"].iloc[0]
    assert fire["minutes"] == 4
    assert fire["levels"] == "county;city;special_district;tribal"
    payroll = table[table["id"] == "accounting_payroll"].iloc[0]
    assert payroll[["minutes", "travel"]].isna().all()
    assert payroll["efficient_people"] == 60_000
    assert services_table({}).shape == (0, len(Service.model_fields))


@pytest.mark.parametrize(
    ("ident", "minutes", "expected"),
    [
        ("fire_services", {"fire_services": 5}, 5.0),
        ("fire_services", {"clerk": 5, "default": 9}, 4.0),
        ("redevelopment", {}, 11.0),
        ("redevelopment", {"redevelopment": 3}, 3.0),
        ("accounting_payroll", {"accounting_payroll": 3}, None),
        ("sewer", {}, None),
        ("stormwater_compliance", {}, None),
    ],
)
def test_the_standard_is_the_regions_then_the_services_then_the_default(
    ident: str, minutes: dict[str, float], expected: float | None
) -> None:
    assert standard_minutes(SERVICES[ident], minutes, 11.0) == expected
