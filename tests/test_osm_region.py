"""One OpenStreetMap file as a whole region: what region.toml may say of it, and a run."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from adjoin.geo.findings import DataError
from adjoin.pipeline import analyse
from adjoin.region import Region

_SPEC = importlib.util.spec_from_file_location(
    "osm_xml", Path(__file__).parent / "geo" / "osm" / "osm_xml.py"
)
osm = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(osm)

WHOLE = """
name = "Two towns"
[[agencies]]
path = "a.osm"
levels = { "8" = "city" }
[[facilities]]
path = "a.osm"
[streets]
path = "a.osm"
"""


def faults(folder: Path, text: str) -> dict[str, str]:
    (folder / "region.toml").write_text('name = "x"\n' + text, encoding="utf-8")
    try:
        Region.load(folder / "region.toml")
    except DataError as error:
        return {f.item: f.rule for f in error.findings}
    return {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[agencies]]\npath = "a.osm.pbf"\nlevels = { "8" = "city" }', {}),
        ('[[agencies]]\npath = "a.osm.gz"', {"agencies[0].levels": "missing-key"}),
        ('[[agencies]]\npath = "a.osm"\nlevels = {}', {"agencies[0].levels": "missing-key"}),
        (
            '[[agencies]]\npath = "a.osm"\nlevels = { "8" = "town" }',
            {"agencies[0].levels.8": "wrong-value"},
        ),
        (
            '[[agencies]]\npath = "a.osm"\nlevels = { "8" = "city" }\nlevel = "city"\nlayer = "x"\ncrs = "EPSG:4326"',
            dict.fromkeys(
                ("agencies[0].level", "agencies[0].layer", "agencies[0].crs"), "setting-idle"
            ),
        ),
        ('[[agencies]]\npath = "a.gpkg"\nlevel = "city"', {"agencies[0].columns": "missing-key"}),
        (
            '[[agencies]]\npath = "a.gpkg"\ncolumns = { id = "i" }\nlevels = { a = "city" }',
            {"agencies[0].level": "missing-key", "agencies[0].columns.level": "missing-key"},
        ),
    ],
)
def test_what_an_agency_source_needs(tmp_path, text, told):
    assert faults(tmp_path, text) == told


AGENCIES = '[[agencies]]\npath = "a.osm"\nlevels = { "8" = "city" }\n'


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ('[people]\npath = "a.osm.pbf"\n', "people.path"),
        ('[[provision]]\npath = "a.osm"\n', "provision[0].path"),
        ('[[territories]]\npath = "a.pbf"\n', "territories[0].path"),
        (
            '[[facilities]]\npath = "a.csv"\nservice = "police"\njoin = { path = "a.osm", on = "x" }\n',
            "facilities[0].join.path",
        ),
    ],
)
def test_where_openstreetmap_does_not_fit(tmp_path, text, item):
    assert faults(tmp_path, AGENCIES + text)[item] == "osm-unfit"


def test_facilities_need_nothing_but_the_path(tmp_path):
    assert faults(tmp_path, AGENCIES + '[[facilities]]\npath = "a.osm"\n') == {}
    owners = '[[facilities]]\npath = "a.osm"\nowners = { private = "none" }\nlayer = "x"\n'
    assert faults(tmp_path, AGENCIES + owners) == {
        "facilities[0].columns.owner": "missing-key",
        "facilities[0].layer": "setting-idle",
    }


def _towns() -> list[str]:
    """Two towns of 4.4 km side by side, a road through both, and a fire station near each side."""
    objects = [*osm.square(10, 0, 0, 0.04), *osm.square(20, 0.04, 0, 0.04)]
    for k, (first, name) in enumerate(((10, "Οίτη"), (20, "東町")), start=1):
        tags = {"type": "boundary", "boundary": "administrative", "admin_level": "8", "name": name}
        objects += [
            osm.way(k, osm.ring(first)),
            osm.relation(k, [("way", k, "outer")], tags),
        ]
    objects += [osm.node(100 + k, 0.001 + k * 0.002, 0.02) for k in range(40)]
    objects += [
        osm.way(50, list(range(100, 140)), {"highway": "primary", "maxspeed": "50"}),
        osm.node(60, 0.035, 0.02, {"amenity": "fire_station", "name": "西署"}),
        osm.node(
            61, 0.045, 0.02,
            {"amenity": "fire_station", "name": "Β", "operator:type": "government"},
        ),
        osm.node(62, 0.05, 0.02, {"amenity": "library", "operator": "Οίτη"}),
    ]  # fmt: skip
    return objects


@pytest.mark.parametrize("seed", [None, 3])
def test_one_file_is_a_region_that_runs(tmp_path, seed):
    osm.write(tmp_path / "a.osm", _towns(), seed=seed)
    (tmp_path / "region.toml").write_text(WHOLE, encoding="utf-8")
    results = analyse(Region.load(tmp_path / "region.toml"))
    assert results.agencies["agency_id"].tolist() == ["relation/1", "relation/2"]
    assert results.agencies["name"].tolist() == ["Οίτη", "東町"]
    assert results.agency_pairs["relation"].tolist() == ["border"]
    held = results.facilities.set_index("facility_id")
    assert held["agency_id"].to_dict() == {
        "node/60": "relation/1",
        "node/61": "relation/2",
        "node/62": "relation/1",
    }
    assert held["attribution"].to_dict()["node/60"] == "guessed"
    assert held["attribution"].to_dict()["node/62"] == "operator"
    pairs = results.facility_pairs
    assert (pairs["facility_a"].tolist(), pairs["facility_b"].tolist()) == (
        ["node/60"],
        ["node/61"],
    )
    # 0.01 degrees at 50 km/h
    assert pairs["minutes"].iloc[0] == pytest.approx(1.113 / 50 * 60, abs=0.01)
