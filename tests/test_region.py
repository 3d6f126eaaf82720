"""What region.toml may say, and that every fault of one is told at once."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest
from adjoin.geo.findings import DataError, Finding
from adjoin.region import Analysis, Region, region_schema
from adjoin.services.region_faults import meanings, type_faults
from adjoin.services.taxonomy import load_services
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

SMALL = """
name = "Small"
[[agencies]]
path = "a.geojson"
level = "city"
columns = { id = "ID" }
"""

WHOLE = """
name = "Whole"
units = "us"
fictional = true
[[agencies]]
path = "jurisdictions.gpkg"
layer = "places"
columns = { id = ["STATE", "PLACE"], name = "NAME", level = "KIND", parent = "P", population = "POP" }
where = "CLASSFP = 'C1'"
crs = "EPSG:2226"
id_prefix = "city-"
date = 2020-01-01
attribution = "Census"
[[agencies]]
path = "systems.csv"
columns = { name = "SYSTEM" }
level = "special_district"
[[facilities]]
path = "libraries.csv"
service = "Library"
columns = { id = ["FSCSKEY", "FSCS_SEQ"], name = "LIBNAME", agency = "SYSTEM", x = "LON", y = "LAT" }
date = "2017"
[[facilities]]
path = "stations.gpkg"
columns = { id = "ID", service = "KIND", agency = "OWNER" }
agency_by = "contains"
[[facilities]]
path = "points.gpkg"
service = "mosquito_abatement"
[streets]
path = "edges.csv.gz"
nodes = "nodes.csv.gz"
node_columns = { id = "osmid", x = "x", y = "y" }
columns = { from = "u", to = "v", length_m = "length", speed_mph = "speed_mph", oneway = "ow" }
mode = "walk"
max_snap_m = 500
speed_factor = 0.8
[analysis]
minutes = { fire_services = 4, mosquito_abatement = 25.5, default = 12 }
tolerance_m = 0
near_m = 2000
[[services]]
id = "mosquito_abatement"
[[services]]
id = "library_services"
minutes = 15
levels = ["county"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "region.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> dict[str, str]:
    """Rule by key; several of one key are joined."""
    with pytest.raises(DataError) as caught:
        Region.load(write(folder, text))
    told: dict[str, str] = {}
    for finding in caught.value.findings:
        assert finding.severity == "error"
        assert finding.source == "region.toml"
        told[finding.item] = (
            f"{told[finding.item]} {finding.rule}" if finding.item in told else (finding.rule)
        )
    return told


def messages(folder: Path, text: str) -> str:
    with pytest.raises(DataError) as caught:
        Region.load(write(folder, text))
    return str(caught.value)


def test_a_small_file_has_the_documented_defaults(tmp_path: Path) -> None:
    region = Region.load(write(tmp_path, SMALL))
    assert (region.units, region.fictional, region.facilities, region.streets) == (
        "metric",
        False,
        (),
        None,
    )
    assert region.analysis == Analysis(minutes={}, tolerance_m=15.0, near_m=1000.0)
    assert region.analysis.default_minutes == 10.0
    assert region.base == tmp_path
    assert region.at("a/b.csv") == tmp_path / "a" / "b.csv"
    assert region.agencies[0].columns.given() == {"id": ("ID",)}
    assert region.agencies[0].id_prefix == ""


def test_every_key_of_a_whole_file_is_read(tmp_path: Path) -> None:
    region = Region.load(write(tmp_path, WHOLE))
    places, systems = region.agencies
    assert places.columns.id == ("STATE", "PLACE")
    assert places.given() | {"columns": None} == {
        "path": "jurisdictions.gpkg",
        "layer": "places",
        "columns": None,
        "where": "CLASSFP = 'C1'",
        "crs": "EPSG:2226",
        "id_prefix": "city-",
        "date": "2020-01-01",
        "attribution": "Census",
    }
    assert systems.level == "special_district"
    assert [source.agency_by for source in region.facilities] == ["column", "contains", "contains"]
    assert region.streets is not None
    assert region.streets.columns.given() == {
        "from": "u",
        "to": "v",
        "length_m": "length",
        "speed_mph": "speed_mph",
        "oneway": "ow",
    }
    assert (region.streets.mode, region.streets.max_snap_m) == ("walk", 500.0)
    assert region.analysis.default_minutes == 12.0
    taxonomy = region.known_services()
    assert taxonomy["mosquito_abatement"].name == "Mosquito abatement"
    assert (taxonomy["library_services"].minutes, taxonomy["library_services"].levels) == (
        15.0,
        ("county",),
    )
    assert taxonomy["library_services"].host_candidate is False
    assert "base" not in region.model_dump()


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "region.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert Region.load(str(path)).name == "Small"


def test_a_region_cannot_be_changed(tmp_path: Path) -> None:
    region = Region.load(write(tmp_path, SMALL))
    with pytest.raises(ValidationError):
        region.name = "Other"


@pytest.mark.parametrize("name", ["none.toml", ".", "no/where.toml"])
def test_a_missing_file_is_a_finding(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError) as caught:
        Region.load(tmp_path / name)
    assert [finding.rule for finding in caught.value.findings] == ["missing-file"]


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ('name = "x"\nunits = metric\n', "line 2"),
        ("[[agencies]\n", "line 1"),
        ('name = "a"\nname = "b"\n', "line 2"),
        ('name = "a', "end of file"),
    ],
)
def test_a_fault_of_syntax_names_its_line(tmp_path: Path, text: str, item: str) -> None:
    assert faults(tmp_path, text) == {item: "toml-syntax"}


def test_a_file_in_another_encoding_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "region.toml"
    path.write_bytes('name = "Doña Ana"'.encode("latin-1"))
    with pytest.raises(DataError) as caught:
        Region.load(path)
    assert caught.value.findings[0][2:4] == ("byte 10", "encoding")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = """
units = "imperial"
base = "/"
nmae = "x"
[[agencies]]
path = "a.gpkg"
columns = { id = 3, name = "N", populaton = "P" }
level = "parish"
crs = "EPSG:99999999"
date = "soon"
[[facilities]]
path = "a.csv"
service = "libary"
[[facilities]]
path = ""
columns = { id = [], servce = "S", x = "X" }
agency_by = "oprator"
[[facilities]]
path = "b.csv"
service = "clerk"
agency_by = "column"
columns = { service = "S" }
[streets]
nodes = "n"
max_snap_m = true
speed_factor = 0
columns = { from = "u", speed_mph = "a", minutes = "b" }
[analysis]
minutes = { fire = 4, default = inf, clerk = -1, roads = "3" }
tolerance_m = "15"
near_m = -1
[provision]
path = "inv"
[[services]]
id = "Mosquito"
minuts = 4
[[services]]
id = "records"
minutes = 4
[[services]]
id = "records"
"""
    assert faults(tmp_path, text) == {
        "name": "missing-key",
        "units": "wrong-value",
        "base": "unknown-key",
        "nmae": "unknown-key",
        "agencies[0].columns.id": "wrong-value",
        "agencies[0].columns.populaton": "unknown-key",
        "agencies[0].level": "wrong-value",
        "agencies[0].crs": "wrong-value",
        "agencies[0].date": "wrong-value",
        "facilities[0].service": "unknown-service",
        "facilities[1].path": "wrong-value",
        "facilities[1].columns.id": "wrong-value",
        "facilities[1].columns.servce": "unknown-key",
        "facilities[1].columns.y": "missing-key",
        "facilities[1].agency_by": "wrong-value",
        "facilities[1].service": "missing-key",
        "facilities[2].service": "contradiction",
        "facilities[2].agency_by": "missing-key",
        "streets.path": "missing-key",
        "streets.node_columns": "missing-key",
        "streets.max_snap_m": "wrong-value",
        "streets.speed_factor": "wrong-value",
        "streets.columns": "contradiction",
        "streets.columns.to": "missing-key",
        "streets.columns.length_m": "missing-key",
        "analysis.minutes.fire": "unknown-service",
        "analysis.minutes.default": "wrong-value",
        "analysis.minutes.clerk": "wrong-value",
        "analysis.minutes.roads": "wrong-value",
        "analysis.tolerance_m": "wrong-value",
        "analysis.near_m": "wrong-value",
        "provision": "wrong-value",
        "services[0].id": "wrong-value",
        "services[0].minuts": "unknown-key",
        "services[2].id": "repeated-id",
    }


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (SMALL + 'colums = "x"\n', "did you mean 'columns'?"),
        (SMALL + "[[facility]]\n", "did you mean 'facilities'?"),
        (SMALL + "[poeple]\n", "did you mean 'people'?"),
        (SMALL + "[roads]\n", "known are agencies, aliases, analysis, facilities"),
        (SMALL + '[people]\npath = "z"\ncolumns = { weigth = "P" }\n', "did you mean 'weight'?"),
        (
            SMALL + '[[people]]\npath = "z"\ncolumns = { weight = "P", x = "X" }\n',
            "'x' stands without 'y'",
        ),
        (SMALL + 'join = { path = "b.csv", onn = "GEOID" }\n', "did you mean 'on'?"),
        (SMALL.replace("[[agencies]]", "[agencies]"), "tables headed [[agencies]]"),
        (SMALL + "[analysis]\nminutes = { libarys = 4 }\n", "did you mean 'library_services'?"),
        (SMALL + "[analysis]\nminutes = { defualt = 4 }\n", "did you mean 'default'?"),
        (SMALL + "[analysis]\nminutes = { bakery = 4 }\n", "`adjoin services`"),
        (SMALL + '[[facilities]]\npath = "f"\nservice = "Polise"\n', "'law_enforcement'"),
        (SMALL + "streets = 3\n", "columns"),
        ("streets = 3\n" + SMALL, "should be a table"),
        ("facilities = 3\n" + SMALL, "should be a list"),
        ('analysis = "x"\n' + SMALL, "should be a table"),
        (SMALL.replace('"city"', '"ctiy"'), "'county', 'city', 'special_district'"),
        (SMALL + 'crs = "here"\n', "EPSG:4326"),
    ],
)
def test_a_message_says_the_way_out(tmp_path: Path, text: str, advice: str) -> None:
    assert advice in messages(tmp_path, text)


@pytest.mark.parametrize(
    ("agency", "told"),
    [
        ('level = "city"\ncolumns = { population = "P" }', {"agencies[0].columns": "missing-key"}),
        ('level = "city"', {"agencies[0].columns": "missing-key"}),
        ('columns = { name = "N" }', {"agencies[0].level": "missing-key"}),
        (
            'columns = { name = "N", level = "L" }\nlevel = "city"',
            {"agencies[0].level": "contradiction"},
        ),
    ],
)
def test_an_agency_source_needs_a_name_and_one_level(
    tmp_path: Path, agency: str, told: dict[str, str]
) -> None:
    assert faults(tmp_path, f'name = "x"\n[[agencies]]\npath = "a"\n{agency}\n') == told


def test_a_region_without_agencies_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, 'name = "x"\n') == {"agencies": "missing-key"}
    assert faults(tmp_path, 'name = "x"\nagencies = []\n') == {"agencies": "wrong-value"}


@pytest.mark.parametrize(
    ("streets", "told"),
    [
        ('columns = { speed_mph = "v", oneway = "o" }', {}),
        ('columns = { speed_mph = "v", speed_kmh = "w" }', {"streets.columns": "contradiction"}),
        (
            'columns = { from = "u", to = "v", length_m = "l", minutes = "t" }',
            {"streets.nodes": "missing-key"},
        ),
        (
            'nodes = "n"\nnode_columns = { id = "i", x = "x", y = "y" }\n'
            'columns = { from = "u", to = "v", length_m = "l" }',
            {"streets.columns": "missing-key"},
        ),
        (
            'nodes = "n"\nnode_columns = { id = "i", x = "x" }\n'
            'columns = { from = "u", to = "v", length_m = "l", speed_kmh = "s" }',
            {"streets.node_columns.y": "missing-key"},
        ),
        (
            'nodes = "n"\nnodes_layer = "l"\nnode_columns = { id = "i" }\n'
            'columns = { from = "u", to = "v", length_km = "l", class = "c" }',
            {},
        ),
        ('nodes_layer = "l"', {"streets.nodes": "missing-key"}),
        ('columns = { length_m = "l", length_ft = "f" }', {"streets.columns": "contradiction"}),
        ('columns = { seconds = "s", speed_ms = "v" }', {"streets.columns": "contradiction"}),
        (
            'columns = { speed_mph = "s", back_minutes = "m", back_seconds = "v" }',
            {"streets.columns": "contradiction"},
        ),
    ],
)
def test_an_edge_table_needs_nodes_ends_lengths_and_one_speed(
    tmp_path: Path, streets: str, told: dict[str, str]
) -> None:
    text = f'{SMALL}[streets]\npath = "s"\n{streets}\n'
    if told:
        assert faults(tmp_path, text) == told
    else:
        assert Region.load(write(tmp_path, text)).streets is not None


def test_a_change_that_does_not_fit_the_taxonomy_is_told(tmp_path: Path) -> None:
    text = SMALL + '[[services]]\nid = "accounting_payroll"\nminutes = 4\n'
    assert faults(tmp_path, text) == {"services": "wrong-value"}
    assert "VIRT" in messages(tmp_path, text)


@pytest.mark.parametrize("date", ["2020", "2020-12", "2020-12-31"])
def test_a_date_may_be_a_year_a_month_or_a_day(tmp_path: Path, date: str) -> None:
    region = Region.load(write(tmp_path, f'{SMALL}date = "{date}"\n'))
    assert region.agencies[0].date == date


_texts = st.sampled_from(["", "path", "columns", "level", "id", "minutes", "service", "clerk"])
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
)
_keys = ["name", "agencies", "facilities", "streets", "analysis", "services", "units", "other"]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(_keys), _values))
def test_no_document_breaks_the_checks(document: dict[str, object]) -> None:
    """Whatever the shape of a document, its faults come as findings with a key and a message."""
    told = list(meanings(document, load_services()))
    with pytest.raises(ValidationError) as caught:
        Region.model_validate({**document, "unknown": 1})
    told += type_faults(caught.value, region_schema())
    findings = [Finding("error", "region.toml", *fault) for fault in told]
    assert any(finding.item == "unknown" for finding in findings)
    assert all(finding.message and finding.rule for finding in findings)


def test_the_shipped_schema_is_that_of_the_models() -> None:
    """After a change: write json.dumps(region_schema(), indent=2) to region.schema.json."""
    text = (resources.files("adjoin") / "region.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == region_schema()


def test_the_schema_has_the_keys_of_the_file_and_no_others() -> None:
    schema = region_schema()
    assert sorted(schema["properties"]) == [
        "agencies",
        "aliases",
        "analysis",
        "facilities",
        "fictional",
        "name",
        "people",
        "presets",
        "provision",
        "review",
        "services",
        "streets",
        "taxonomy",
        "territories",
        "units",
    ]
    assert schema["additionalProperties"] is False
    assert "from" in schema["$defs"]["StreetColumns"]["properties"]
    assert "null" not in json.dumps(schema)
