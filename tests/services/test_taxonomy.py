"""The shipped services, record by record, and the four questions asked of them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib import resources

import pytest
from adjoin.boundaries.levels import LEVELS
from adjoin.geo.findings import UseError
from adjoin.services.service import Evidence, Service, Standard, name_key
from adjoin.services.service_names import spelled_out
from adjoin.services.service_parts import minutes_of
from adjoin.services.service_text import service_toml
from adjoin.services.taxonomy import (
    ADJACENT_MODES,
    PROXIMITY_MODES,
    load_services,
    match_service,
    misfits,
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


def known_names(services):
    """Every name by which a service is known, as it is compared, with its id."""
    for service in services.values():
        for text in (service.id, service.name, *service.aliases):
            yield spelled_out(text), service.id


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
    assert service.census
    assert all(finding.grade for finding in service.evidence)
    assert (service.travel is None) == (service.minutes is None)
    if service.core:
        assert service.visibility and service.local_control and service.labour
    if service.primary_mode in PROXIMITY_MODES and service.minutes is None:
        assert service.id in {"redevelopment", "single_purpose_districts"}


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())
def test_texts_are_clean(service: Service) -> None:
    """No provenance marks, stray blanks, or lists that hide a second item behind a comma."""
    for text in _texts(service.model_dump()):
        assert "[" not in text
        assert text == " ".join(text.split())
    for listed in (service.aliases, service.agency_words, service.osm, service.osm_exclude):
        assert not any(set(item) & set(",;") for item in listed)
        assert len(set(listed)) == len(listed)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return _texts(tuple(value.values()))
    return [text for part in value for text in _texts(part)] if isinstance(value, tuple) else []


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())
def test_the_test_follows_one_of_the_standards(service: Service) -> None:
    """The minutes stand among the standards, and what is said in words is made from them."""
    if service.minutes is None:
        assert not minutes_of(service.standards)
    else:
        assert service.minutes in minutes_of(service.standards)
    if service.standards:
        assert service.model_fields_set.isdisjoint({"standard", "standard_source", "standard_kind"})


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())
def test_evidence_and_its_grade_go_together(service: Service) -> None:
    """No study, grade D; no grade is better than its best finding; conflict needs two of them."""
    grade = service.evidence_grade
    if service.status == "historic":
        assert grade is None
    elif not service.evidence:
        assert grade == "D"
    else:
        assert grade not in (None, "D")
        assert grade[0] >= min(finding.grade[0] for finding in service.evidence if finding.grade)
        assert not grade.endswith("conflict") or len(service.evidence) > 1


def test_selectors_and_codes_are_well_formed() -> None:
    for service in SERVICES.values():
        for selector in (*service.osm, *service.osm_exclude):
            assert re.fullmatch(r"[a-z_]+(:[a-z_]+)?=[a-z_]+", selector), selector
        assert all(re.fullmatch(r"\d{2}|[01]\d{2}", code) for code in service.census)
        assert all(re.fullmatch(r"[4-9]\d{5}|2213\d0", code) for code in service.naics)


def test_no_tag_that_every_office_has_finds_a_service() -> None:
    """Distance-free services have no delivery points, and an office is not one of any service."""
    for service in SERVICES.values():
        assert not {"office=government", "landuse=industrial", "healthcare=*"} & set(service.osm)
        if service.primary_mode == "VIRT":
            assert service.osm == ()


def test_overlap_is_mutual() -> None:
    for service in SERVICES.values():
        for other in service.see_also:
            assert service.id in SERVICES[other].see_also, (service.id, other)


@pytest.mark.parametrize(
    "group",
    [
        ("sewer", "water_wastewater"),
        ("building_maintenance", "facilities"),
        ("building_maintenance", "grounds"),
        ("safety_programs", "training"),
        ("safety_programs", "hr_risk"),
        ("accounting_payroll", "financial_analysis"),
        ("law_enforcement", "public_safety_dispatch"),
        ("energy", "green_programs"),
        ("economic_development", "redevelopment"),
    ],
)
def test_what_must_not_be_counted_twice_is_named(group: tuple[str, str]) -> None:
    assert group[1] in SERVICES[group[0]].see_also


def test_a_name_belongs_to_one_service_only() -> None:
    owners: dict[str, set[str]] = {}
    for text, ident in known_names(SERVICES):
        owners.setdefault(text, set()).add(ident)
    assert {text: ids for text, ids in owners.items() if len(ids) > 1} == {}
    assert all(match_service(text, SERVICES) == ident for text, ident in known_names(SERVICES))


def test_a_word_of_an_agencys_name_belongs_to_one_service_only() -> None:
    owners = [(word, s.id) for s in SERVICES.values() for word in s.agency_words]
    assert len(dict(owners)) == len(owners)


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Rincon Valley Fire Protection District", "fire_services"),
        ("Graton Fire & Rescue", "fire_services"),
        ("Forestville FPD", "fire_services"),
        ("Altadena Library District", "library_services"),
        ("Valley of the Moon Water District", "water_wastewater"),
        ("Contra Costa W.D.", "water_wastewater"),
        ("Las Gallinas Valley Sanitary District", "sewer"),
        ("Hayward Area Recreation and Park District", "parks_recreation"),
        ("Cotati-Rohnert Park Unified School District", "schools"),
        ("Menlo Park Fire Protection District", "fire_services"),
        ("Sonoma Valley Health Care District", "hospitals"),
        ("Sonoma-Marin Area Rail Transit District", "transportation_transit"),
        ("Marin/Sonoma Mosquito & Vector Control District", "single_purpose_districts"),
        ("Kensington Police Protection and Community Services District", "law_enforcement"),
        ("Sonoma Clean Power Authority", "energy"),
        ("Coast Life Support District", None),
        ("Occidental Community Services District", None),
    ],
)
def test_the_name_of_a_special_body_tells_its_service(name: str, service: str | None) -> None:
    key = f" {name_key(name)} "
    told = {s.id for s in SERVICES.values() for word in s.agency_words if f" {word} " in key}
    assert told == ({service} - {None})


def test_the_file_is_what_a_region_may_write() -> None:
    """Every record of the file is whole in `SERVICES`, and the file is as we print it."""
    text = (resources.files("adjoin.services") / "taxonomy.toml").read_text(encoding="utf-8")
    for record in tomllib.loads(text)["services"]:
        assert SERVICES[record["id"]] == Service.model_validate(record)
        assert SERVICES[record["id"]].model_fields_set == set(record)
    comment, _, tables = text.partition("\n\n")
    assert all(line.startswith("#") for line in comment.splitlines())
    assert tables == "\n".join(map(service_toml, SERVICES.values()))


def test_modes_split_the_tests_as_defined() -> None:
    assert {"RESP", "SITE", "DEPOT", "DESK"} == PROXIMITY_MODES
    assert {"RESP", "SITE", "NET", "AREA"} == ADJACENT_MODES


# -- the model ------------------------------------------------------------------------------------


HALF_MILE = {
    "value": 0.5, "unit": "walk_miles", "what": "walk", "kind": "practice", "source": "B",
}  # fmt: skip


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
        {"id": "a", "number": 36},
        {"id": "a", "number": 3, "core": False},
        {"id": "a", "core": True},
        {"id": "a", "colour": "red"},
        {"id": "a", "territory_rule": "city limits"},
        {"id": "a", "osm": "amenity=library"},
        {"id": "a", "osm": ["library"]},
        {"id": "a", "osm": ["amenity="]},
        {"id": "a", "osm": ["amenity=library;police"]},
        {"id": "a", "osm": ["amenity=library"], "osm_exclude": ["amenity=library"]},
        {"id": "a", "census": ["6"]},
        {"id": "a", "census": [62]},
        {"id": "a", "naics": ["92-216"]},
        {"id": "a", "agency_words": ["Fire"]},
        {"id": "a", "agency_words": [""]},
        {"id": "a", "see_also": ["a"]},
        {"id": "a", "evidence": [{"finding": "less", "source": " "}]},
        {"id": "a", "evidence": [{"finding": "less", "source": "B", "grade": "E"}]},
        {"id": "a", "standards": [HALF_MILE | {"value": 0}]},
        {"id": "a", "standards": [HALF_MILE | {"unit": "km"}]},
        {"id": "a", "standards": [HALF_MILE | {"kind": "law"}]},
        {"id": "a", "standards": [HALF_MILE | {"note": "x"}]},
        {"id": "a", "standards": [{"value": 5.0, "unit": "minutes"}]},
        {"id": "a", "minutes": 5.0, "standards": [HALF_MILE | {"unit": "minutes", "value": 6}]},
    ],
)
def test_a_record_that_contradicts_itself_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Service.model_validate(fields)


def test_words_and_kind_are_made_from_the_standards() -> None:
    service = Service(
        id="a",
        minutes=15.0,
        standards=(
            Standard(value=0.5, unit="walk_miles", what="to a stop", kind="practice", source="B"),
            Standard(value=15, unit="minutes", what="drive", kind="judgement", source="C"),
            Standard(value=2, unit="miles", what="apart", kind="standard", source="B"),
        ),
    )
    assert service.standard == "0.5 mi walk to a stop; 15 min drive; 2 mi apart"
    assert service.standard_source == "B; C"
    assert service.standard_kind == "judgement"  # that of the 15 minutes
    assert Service(id="a", standard_kind="practice").standard_kind == "practice"
    assert Service(id="a", minutes=15.0).standard is None
    # Minutes beside distances only are nobody's contradiction.
    assert Service(id="a", minutes=15.0, standards=service.standards[:1]).minutes == 15


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
        ("POLICE DEPT.", "law_enforcement"),
        ("Police", "law_enforcement"),
        ("Sheriff", "law_enforcement"),
        ("Sheriff's Dept", "law_enforcement"),
        ("Fire Dept", "fire_services"),
        ("Fire Department", "fire_services"),
        ("Fire Svcs", "fire_services"),
        ("Libraries", "library_services"),
        ("Public Works", "roads"),
        ("Dept. of Public Works", "roads"),
        ("HR", "hr_risk"),
        ("IT", "information_technology"),
        ("Parks & Rec", "parks_recreation"),
        ("Parks and Recreation Department", "parks_recreation"),
        ("911", "public_safety_dispatch"),
        ("9-1-1", "public_safety_dispatch"),
        ("Communications Centre", "public_safety_dispatch"),
        ("Transit", "transportation_transit"),
        ("Ambulance", "ems_ambulance"),
        ("Elementary school", "schools"),
        ("Payroll", "accounting_payroll"),
        ("Finance", "accounting_payroll"),
        ("Planning Division", "planning_zoning"),
        ("Office of Elections", "elections"),
        ("Community Development", None),
        ("Emergency Services", None),
        ("General Services", None),
        ("Public Safety", None),
        ("Utilities", None),
        ("Health", None),
        ("Shelter", None),
        ("Department", None),
        ("Department of", None),
        ("Office Department", None),
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
    record = Service(id="animal_control", minutes=20.0)
    changed = with_services(SERVICES, [record])["animal_control"]
    known = SERVICES["animal_control"]
    assert changed == known.model_copy(update={"minutes": 20.0})
    assert changed.mode == "SITE+RESP"


CHANGES = {
    "name": "Other",
    "family": "Z Other",
    "front_back": "front",
    "travel": "walk",
    "full_alarm_minutes": 7.0,
    "standard": "in words",
    "standard_source": "the council",
    "standard_kind": "practice",
    "levels": ("state",),
    "agency_words": ("other",),
    "territory_rule": "countywide",
    "territory_note": "all of it",
    "aliases": ("something else",),
    "osm": ("amenity=bench",),
    "osm_exclude": ("access=military",),
    "osm_note": "nothing",
    "census": ("99",),
    "census_note": "nothing",
    "naics": ("111110",),
    "host_candidate": True,
    "visibility": "H",
    "local_control": "H",
    "labour": "H",
    "evidence": (Evidence(finding="it rained", source="the council"),),
    "evidence_grade": "B",
    "savings_note": "nothing",
    "efficient_people": 7,
    "note": "nothing",
    "status": "historic",
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_change_of_one_field_keeps_the_others(field: str) -> None:
    for service in SERVICES.values():
        record = Service.model_validate({"id": service.id, field: CHANGES[field]})
        ours = with_services(SERVICES, [record])
        assert ours.pop(service.id) == service.model_copy(update={field: CHANGES[field]})
        assert ours == {ident: known for ident, known in SERVICES.items() if ident != service.id}


def test_every_field_is_changed_in_a_test() -> None:
    special = {"id", "number", "core", "primary_mode", "mode", "minutes", "standards", "see_also"}
    special |= {"savings_low_pct", "savings_high_pct"}  # one without the other is no range
    assert set(CHANGES) == set(Service.model_fields) - special


def test_minutes_of_a_region_join_the_standards() -> None:
    """A number that is nobody's standard is not shown as one."""
    fire = SERVICES["fire_services"]
    once = with_services(SERVICES, [Service(id="fire_services", minutes=6.0)])
    ours = once["fire_services"]
    assert ours.minutes == 6
    assert ours.standards[:-1] == fire.standards
    assert ours.standards[-1] == Standard(
        value=6, unit="minutes", what="set by the region", kind="judgement",
        source="the region's own",
    )  # fmt: skip
    assert (fire.standard_kind, ours.standard_kind) == ("standard", "judgement")
    again = Service(
        id="fire_services", minutes=7.0, standard_kind="practice", standard_source="General plan"
    )
    twice = with_services(once, [again])["fire_services"]
    assert [s.value for s in twice.standards if s.what == "set by the region"] == [7]
    assert twice.standards[-1].source == "General plan"
    assert with_services(once, [Service(id="fire_services", minutes=4.0)])["fire_services"] == fire


def test_standards_of_a_region_replace_ours_and_their_words() -> None:
    goal = Standard(value=9, unit="minutes", what="drive", kind="practice", source="Master plan")
    record = Service(id="library_services", minutes=9.0, standards=(goal,))
    ours = with_services(SERVICES, [record])["library_services"]
    assert ours.standard == "9 min drive"
    assert ours.standard_kind == "practice"
    lone = Service(id="accounting_payroll", standards=(HALF_MILE,))
    words = with_services(SERVICES, [lone])["accounting_payroll"].standard
    assert words == "0.5 mi walk walk"
    with pytest.raises(UseError, match=r"minutes 10 are none of the standards \(9\)"):
        with_services(SERVICES, [Service(id="library_services", standards=(goal,))])


def test_a_mode_without_a_distance_test_has_no_minutes() -> None:
    ours = with_services(SERVICES, [Service(id="clerk", primary_mode="VIRT")])["clerk"]
    assert (ours.mode, ours.minutes) == ("VIRT", None)


def test_overlap_stays_mutual() -> None:
    new = Service(id="night_bus", see_also=("transportation_transit", "roads"))
    cut = Service(id="fire_services", see_also=("training",))
    ours = with_services(SERVICES, [new, cut])
    assert ours["roads"].see_also == (*SERVICES["roads"].see_also, "night_bus")
    assert ours["fire_services"].see_also == ("training",)
    assert "fire_services" not in ours["ems_ambulance"].see_also
    assert ours["training"] == SERVICES["training"]
    # Where both say something, one that names the other is enough, in either order.
    also = Service(id="training", see_also=("hr_risk",))
    for records in ([cut, also], [also, cut]):
        both = with_services(SERVICES, records)
        assert both["training"].see_also == ("hr_risk", "fire_services")
        assert "training" not in both["safety_programs"].see_also


def test_a_printed_record_laid_over_its_own_changes_nothing() -> None:
    assert with_services(SERVICES, SERVICES.values()) == SERVICES


def test_all_misfits_are_told() -> None:
    records = [
        Service(id="clerk", number=3, see_also=("clurk", "ours")),
        Service(id="accounting_payroll", minutes=5.0),
        Service(id="bakery", number=3),
    ]
    found = misfits(SERVICES, records, also={"ours"})
    assert [(m.record, m.service, m.field) for m in found] == [
        (0, "clerk", "number"),
        (1, "accounting_payroll", ""),
        (2, "bakery", "number"),
        (0, "clerk", "see_also"),
    ]
    assert misfits(SERVICES, []) == []
    with pytest.raises(UseError, match=r"clerk.*accounting_payroll.*bakery.*'ours'"):
        with_services(SERVICES, records)


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
    assert fire["osm"] == "amenity=fire_station;building=fire_station"
    assert fire["standards"].startswith("4 min 1st engine, travel (standard: NFPA 1710); 8 min")
    assert "(Badenhop & Jones 1977; grade B)" in fire["evidence"]
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
