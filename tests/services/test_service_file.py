"""A region's own file of services, and all its faults at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from adjoin.geo.findings import DataError, Finding
from adjoin.services.service_file import read_services
from adjoin.services.taxonomy import load_services, with_services

OURS = """
[[services]]
id = "library_services"
minutes = 15
territory_rule = "countywide"

[[services]]
id = "night_bus"
name = "Night bus"
travel = "walk"
see_also = ["transportation_transit"]
osm = ["highway=bus_stop", "route=*"]
standards = [
    { value = 0.5, unit = "walk_miles", what = "to a stop", kind = "judgement", source = "us" },
]
[[services.evidence]]
finding = "people sleep"
source = "the council"
"""


def _findings(folder: Path, text: str | bytes) -> tuple[Finding, ...]:
    path = folder / "ours.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataError) as raised:
        read_services(path, label="data/ours.toml")
    assert all((f.severity, f.source) == ("error", "data/ours.toml") for f in raised.value.findings)
    return raised.value.findings


def test_a_file_changes_and_adds_services(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(OURS, encoding="utf-8")
    records = read_services(path, label="ours.toml")
    assert [record.id for record in records] == ["library_services", "night_bus"]
    ours = with_services(load_services(), records)
    assert ours["library_services"].minutes == 15
    assert ours["library_services"].territory_rule == "countywide"
    assert ours["library_services"].name == "Library Services"
    assert ours["night_bus"].osm == ("highway=bus_stop", "route=*")
    assert ours["night_bus"].evidence[0].finding == "people sleep"
    assert "night_bus" in ours["transportation_transit"].see_also


def test_all_faults_are_told_with_key_and_service(tmp_path: Path) -> None:
    text = """
servces = 1
[[services]]
id = "fire_services"
minuts = 4
number = 13
standards = [{ value = 4, unit = "minute", what = "", kind = "standard", sorce = "NFPA" }]
[[services]]
id = "night_bus"
number = 12
see_also = ["transit", "bakery"]
osm = ["bus_stop"]
[[services]]
id = "night_bus"
[[services]]
id = "accounting_payroll"
minutes = 4
[[services]]
id = "clerk"
number = 7
see_also = ["night_bus", "recods"]
[[services]]
name = "Bakery"
"""
    told = {(f.item, f.rule): f.message for f in _findings(tmp_path, text)}
    assert told == {
        ("servces", "unknown-key"): "'servces' is not known here; did you mean 'services'?",
        ("services[0].minuts", "unknown-key"): (
            "service 'fire_services': 'minuts' is not known here; did you mean 'minutes'?"
        ),
        ("services[0].standards[0].sorce", "unknown-key"): (
            "service 'fire_services': 'sorce' is not known here; did you mean 'source'?"
        ),
        ("services[0].standards[0].source", "missing-key"): (
            "service 'fire_services': 'source' is missing; add it"
        ),
        ("services[0].standards[0].unit", "wrong-value"): (
            "service 'fire_services': 'minute' should be 'minutes', 'road_miles', 'walk_miles', "
            "'miles' or 'seconds'"
        ),
        ("services[0].standards[0].what", "wrong-value"): (
            "service 'fire_services': '' is empty; write it, or leave the key out"
        ),
        ("services[1].osm[0]", "wrong-value"): (
            "service 'night_bus': 'bus_stop' is no OpenStreetMap selector; write key=value, or "
            "key=* for any value"
        ),
        ("services[2].id", "repeated-id"): (
            "service 'night_bus': 'night_bus' stands twice; keep one of them"
        ),
        ("services[3]", "wrong-value"): (
            "service 'accounting_payroll': mode VIRT has no distance test, so minutes cannot be set"
        ),
        ("services[4].number", "wrong-value"): (
            "service 'clerk': number cannot be set; leave it out"
        ),
        ("services[4].see_also", "wrong-value"): (
            "service 'clerk': see_also names unknown 'recods'"
        ),
        ("services[5].id", "missing-key"): "'id' is missing; add it",
    }


@pytest.mark.parametrize(
    ("text", "item", "rule"),
    [
        ("", "services", "missing-key"),
        ("services = []", "services", "wrong-value"),
        ("services = 3", "services", "wrong-value"),
        ("[services]\nid = 'a'", "services", "wrong-value"),
        ("services = ['a']", "services[0]", "wrong-value"),
        ("[[services]\nid = 'a'", "line 1", "toml-syntax"),
        (b"[[services]]\nid = 'caf\xe9'", "byte 22", "encoding"),
        (f"# {'x' * 10_000}", "", "toml-syntax"),
        (b"#\n" * 600_000, "", "toml-syntax"),
        (f"a = {'9' * 5000}", "", "toml-syntax"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    tmp_path: Path, text: str | bytes, item: str, rule: str
) -> None:
    assert [(f.item, f.rule) for f in _findings(tmp_path, text)] == [(item, rule)]


def test_a_missing_file_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.toml cannot be read \(No such file"):
        read_services(tmp_path / "gone.toml", label="gone.toml")


def test_number_and_core_may_only_repeat_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('[[services]]\nid = "clerk"\nnumber = 6\ncore = true\n', encoding="utf-8")
    assert with_services(load_services(), read_services(path, label="x")) == load_services()
    for table in ("id = 'clerk'\nnumber = 7", "id = 'clerk'\ncore = false", "id = 'a'\nnumber = 6"):
        assert _findings(tmp_path, f"[[services]]\n{table}\n")
