"""Laws of configurations made at random out of the schema's keys: a region, or faults with their keys."""

# ruff: noqa: E501 - one case, one line

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest
from adjoin.geo.findings import DataError
from adjoin.pipeline import read_region
from adjoin.region import Region, region_schema
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

SCHEMA = region_schema()
QUICK = (Phase.explicit, Phase.generate)

#: Texts that are right in many places, and texts that are right in none.
TEXTS = st.one_of(
    st.sampled_from((
        "a.csv", "b.geojson", "c.gpkg", "x", "name", "id", "EPSG:4326", "EPSG:2226", "city", "fire_services", "Libraries", "contains", "column", "drive", "walk", "SITE", "2020", "2020-01", "metric",
        "", " ", "nope", "EPSG:0", "+init=epsg:4326", "/vsicurl/x", "http://127.0.0.1:9/a.csv", "/dev/zero", "..", "a\nb", "a;b", "\x7f", "\u202e", "<b>", "x" * 5000, "EPSG:5703", "EPSG:4978",
    )),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)  # fmt: skip
#: Texts that are right under a key.
RIGHT = {
    "path": ["a.csv", "b.geojson", "c.gpkg"], "crs": ["EPSG:4326", "EPSG:2226"], "service": ["fire_services", "Libraries"], "date": ["2020", "2020-01"],
    "id": ["x", "fire_services"], "primary_mode": ["SITE", "RESP"], "nodes": ["nodes.csv"], "where": ["a = 1"], "level": ["city"], "layer": ["x"],
}  # fmt: skip
NUMBERS = st.one_of(
    st.floats(), st.integers(-(2**70), 2**70), st.sampled_from([0, 1, -1, 15, 1e308])
)
WRONG = st.recursive(
    st.one_of(TEXTS, NUMBERS, st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=4,
)


def values(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What the schema allows, and now and then something else."""
    if "$ref" in node:
        name = node["$ref"].removeprefix("#/$defs/")
        return st.deferred(lambda: _allowed(SCHEMA["$defs"][name]))
    return _allowed(node)


def _allowed(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in node:
        return values(node)
    if "enum" in node:
        return st.sampled_from(node["enum"])
    if "anyOf" in node:
        return st.one_of([values(part) for part in node["anyOf"]])
    kind = node.get("type")
    if kind == "object" and "properties" in node:
        return _objects(node)
    if kind == "object":
        inner = node.get("additionalProperties")
        allowed = values(inner) if isinstance(inner, dict) else WRONG
        return st.dictionaries(TEXTS, allowed, max_size=2)
    if kind == "array":
        inner = node.get("items")
        fewest = node.get("minItems", 0)
        return st.lists(values(inner) if inner else TEXTS, min_size=fewest, max_size=fewest + 1)
    if kind == "string":
        return TEXTS
    if kind in ("number", "integer"):
        return st.one_of(st.floats(0.1, 1e5), NUMBERS)
    if kind == "boolean":
        return st.booleans()
    return WRONG


@st.composite
def _objects(draw, node: dict[str, Any]) -> dict[str, Any]:
    """The keys that must stand, some of those that may, and seldom one that may not."""
    held = {}
    for key, inner in node["properties"].items():
        if key not in node.get("required", ()) and draw(st.integers(0, 3)):
            continue
        choice = draw(st.integers(0, 59))
        if choice == 0:
            held[key] = draw(WRONG)
        elif choice > 6 and key in RIGHT:
            held[key] = draw(st.sampled_from(RIGHT[key]))
        else:
            held[key] = draw(values(inner))
    if draw(st.integers(0, 59)) == 0:
        held[draw(TEXTS)] = draw(WRONG)
    if held and draw(st.integers(0, 59)) == 0:
        del held[draw(st.sampled_from(sorted(held)))]
    return held


GOOD = {
    "name": "Towns",
    "agencies": [{"path": "a.geojson", "columns": {"id": "id", "name": "name"}, "level": "city"}],
    "facilities": [{"path": "b.csv", "columns": {"id": "id", "x": "x", "y": "y"}, "service": "fire_services"}],
    "people": [{"path": "c.gpkg", "columns": {"weight": "pop"}}],
    "analysis": {"minutes": {"default": 5.0}, "tolerance_m": 15.0},
}  # fmt: skip


@st.composite
def nearly_good(draw) -> dict[str, Any]:
    """A document without fault, with up to two of its tables or values replaced by others."""
    document = json.loads(json.dumps(GOOD))
    document["analysis"]["tolerance_m"] = draw(st.floats(0, 100))
    document["analysis"]["minutes"]["default"] = draw(st.floats(0.5, 60))
    document["agencies"][0]["path"] = draw(st.sampled_from(RIGHT["path"]))
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        key = draw(st.sampled_from(sorted(document)))
        table = document[key][0] if isinstance(document[key], list) else document[key]
        if isinstance(table, dict):
            name = draw(st.sampled_from([*table, "where", "crs", "date", "layer", "near_m"]))
            table[name] = draw(
                st.one_of(st.sampled_from(RIGHT.get(name, ["x"])), TEXTS, NUMBERS, WRONG)
            )
        else:
            document[key] = draw(st.one_of(TEXTS, WRONG))
    return document


def toml(value: Any) -> str:
    """A value as TOML on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f")
    if isinstance(value, float):
        if not math.isfinite(value):
            return {math.inf: "inf", -math.inf: "-inf"}.get(value, "nan")
        text = repr(value)
        return text if "." in text or "e" not in text else text.replace("e", ".0e")
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(str(k))} = {toml(v)}" for k, v in value.items()) + "}"
    return str(value)


def loaded(document: dict[str, Any], folder) -> Region:
    """A document as a region, through a file."""
    path = folder / "region.toml"
    text = "".join(f"{toml(str(key))} = {toml(value)}\n" for key, value in document.items())
    # JSON writes what lies beyond 16 bits in two parts, which TOML does not know.
    path.write_bytes(_joined(text).encode())
    return Region.load(path)


def _joined(text: str) -> str:
    """Text with pairs of escaped surrogates as the characters that they stand for."""
    return re.sub(
        r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})",
        lambda pair: (
            f"\\U{0x10000 + (int(pair[1], 16) - 0xD800) * 0x400 + int(pair[2], 16) - 0xDC00:08x}"
        ),
        text,
    )


def check_faults(error: DataError) -> None:
    """Every fault has a severity, a file, a rule and a message."""
    assert any(finding.severity == "error" for finding in error.findings)
    for finding in error.findings:
        assert finding.severity in ("error", "warning", "note")
        assert finding.source
        assert finding.rule
        assert finding.message.strip()


@pytest.fixture(scope="module")
def seen() -> dict[str, int]:
    """How many documents were regions, and how many were not."""
    return {"regions": 0, "faulty": 0}


@settings(max_examples=100, phases=QUICK)
@given(document=st.integers(0, 1).flatmap(lambda kind: nearly_good() if kind else _objects(SCHEMA)))
def test_a_document_is_a_region_or_its_faults_are_told(document, seen, tmp_path_factory):
    folder = tmp_path_factory.mktemp("region")
    try:
        region = loaded(document, folder)
    except DataError as error:
        seen["faulty"] += 1
        # The files that are opened with it, of services and presets, are named by themselves.
        others = [document.get(key) for key in ("taxonomy", "presets")]
        named = {"region.toml", *(name for name in others if isinstance(name, str))}
        assert all(finding.source in named for finding in error.findings)
        check_faults(error)
        return
    seen["regions"] += 1
    # No file is there, so that no region can be read; each that is missing is told.
    with pytest.raises(DataError) as caught:
        read_region(region)
    check_faults(caught.value)
    told = {finding.source for finding in caught.value.findings if finding.severity == "error"}
    assert {source.label for source in region.agencies} <= told


def test_both_kinds_were_among_them(seen):
    assert min(seen.values()) >= 8, seen


@settings(max_examples=40, phases=QUICK)
@given(document=st.dictionaries(st.one_of(st.sampled_from(sorted(SCHEMA["properties"])), TEXTS), WRONG, max_size=5))  # fmt: skip
def test_any_document_is_a_region_or_its_faults_are_told(document, tmp_path_factory):
    try:
        loaded(document, tmp_path_factory.mktemp("region"))
    except DataError as error:
        check_faults(error)


@settings(max_examples=40, phases=QUICK)
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200, alphabet=st.characters(exclude_categories=["Cs"])).map(str.encode)))  # fmt: skip
def test_any_bytes_are_told(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("region") / "region.toml"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        Region.load(path)
    check_faults(caught.value)
