"""A service as text, and back."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from adjoin.services.service import Evidence, Service, Standard
from adjoin.services.service_file import read_services
from adjoin.services.service_text import service_lines, service_record, service_toml
from adjoin.services.taxonomy import load_services
from hypothesis import given
from hypothesis import strategies as st

SERVICES = load_services()


def test_every_service_comes_back_from_its_file(tmp_path: Path) -> None:
    for service in SERVICES.values():
        path = tmp_path / f"{service.id}.toml"
        path.write_text(service_toml(service), encoding="utf-8")
        [read] = read_services(path, label=path.name)
        assert read == service
        assert read.model_fields_set == service.model_fields_set
    whole = tmp_path / "all.toml"
    whole.write_text("\n".join(map(service_toml, SERVICES.values())), encoding="utf-8")
    assert read_services(whole, label="all.toml") == tuple(SERVICES.values())


_texts = st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)
_numbers = st.floats(1e-300, 1e300)


@given(
    name=_texts,
    note=_texts,
    aliases=st.lists(_texts.map(lambda text: f"x{text}"), max_size=12),
    value=_numbers,
    minutes=st.none() | _numbers,
    grade=st.sampled_from([None, "A", "D"]),
    host=st.booleans(),
)
def test_any_text_and_number_comes_back(
    name: str,
    note: str,
    aliases: list[str],
    value: float,
    minutes: float | None,
    grade: str | None,
    host: bool,
) -> None:
    service = Service(
        id="a", name=name, note=note, aliases=tuple(aliases), minutes=minutes, host_candidate=host,
        standards=(Standard(value=value, unit="miles", what=note, kind="practice", source=name),),
        evidence=(Evidence.model_validate({"finding": note, "source": name, "grade": grade}),),
    )  # fmt: skip
    [table] = tomllib.loads(service_toml(service))["services"]
    assert Service.model_validate(table) == service


def test_what_was_not_set_is_not_written() -> None:
    assert service_toml(Service(id="a")) == '[[services]]\nid = "a"\n'
    # An empty list is a change of a known service, and a missing number has no word in TOML.
    changed = Service(id="clerk", see_also=(), minutes=None, host_candidate=False)
    assert service_toml(changed) == (
        '[[services]]\nid = "clerk"\nhost_candidate = false\nsee_also = []\n'
    )


def test_long_lists_are_wrapped_and_records_stand_one_in_a_line() -> None:
    text = service_toml(SERVICES["fire_services"])
    lines = text.splitlines()
    at = lines.index("standards = [")
    assert lines[at + 1] == (
        '    { value = 4, unit = "minutes", what = "1st engine, travel", kind = "standard", '
        'source = "NFPA 1710" },'
    )
    assert lines[at + 9] == "]"
    at = lines.index("aliases = [")
    end = lines.index("]", at)
    assert all(60 < len(line) <= 100 for line in lines[at + 1 : end - 1])


def test_a_record_is_ready_for_json() -> None:
    record = service_record(SERVICES["parks_recreation"])
    assert list(record) == list(Service.model_fields)
    assert json.loads(json.dumps(record)) == record
    assert record["standards"][1] == {
        "value": 0.5, "unit": "walk_miles", "what": "neighbourhood park", "kind": "practice",
        "source": "TPL ParkScore",
    }  # fmt: skip
    assert record["efficient_people"] is None
    assert record["standard"].startswith("10 min walk, neighbourhood park; 0.5 mi walk")


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())
def test_lines_hold_everything_that_is_known(service: Service) -> None:
    lines = service_lines(service)
    assert list(lines) == ["field", "value"]
    assert not lines.isna().any(axis=None)
    counts = lines["field"].value_counts()
    assert counts.get("standards", 0) == len(service.standards)
    assert counts.get("evidence", 0) == len(service.evidence)
    known = {field for field, value in service if value not in (None, ())}
    repeated = {"standard", "standard_source"} if service.standards else set()
    assert set(lines["field"]) == known - repeated


def test_lines_read_well() -> None:
    lines = service_lines(SERVICES["fire_services"])
    values = dict(zip(lines["field"], lines["value"], strict=True))
    assert values["minutes"] == "4"
    assert values["host_candidate"] == "no"
    assert values["osm"] == "amenity=fire_station; building=fire_station"
    assert values["evidence"] == (
        "rural savings up to about 10-12k people (Badenhop & Jones 1977; grade B)"
    )
