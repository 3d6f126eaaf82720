"""Agencies out of administrative boundaries, and which level of government they are guessed to be."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.agency_source import Agencies, AgencyColumns, read_agencies
from adjoin.boundaries.osm_levels import guessed_levels

_SPEC = importlib.util.spec_from_file_location(
    "osm_xml", Path(__file__).parents[1] / "geo" / "osm" / "osm_xml.py"
)
osm = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(osm)

LEVELS = {"6": "county", "8": "city"}


def boundary(number: int, level: str, ways: list[int], **tags: str) -> str:
    """A relation of ways that bound an area."""
    tags = {"type": "boundary", "boundary": "administrative", "admin_level": level} | tags
    return osm.relation(number, [("way", way, "outer") for way in ways], tags)


def towns() -> list[str]:
    """A county, a town with an exclave, a town that is cut off, and a ward."""
    return [
        *osm.square(10, 0, 0, 0.4),
        *osm.square(20, 0, 0, 0.2),
        *osm.square(30, 0.3, 0.3, 0.05),
        osm.way(1, osm.ring(10), {"boundary": "administrative", "admin_level": "6"}),
        osm.way(2, osm.ring(20), {"boundary": "administrative", "admin_level": "8"}),
        osm.way(3, osm.ring(30)),
        boundary(5, "6", [1], name="مقاطعة", population="12 345"),
        boundary(6, "8", [2, 3], name="Αθήνα", population="about 900"),
        boundary(7, "8", [99], name="青山"),
        boundary(8, "10", [3], name="Ward"),
    ]


def read(path: Path, **more):
    given = {"levels": LEVELS, **more}
    source = read_agencies(Agencies(path=path.name, **given), base=path.parent)
    return source.rows, list(source.findings)


def test_boundaries_of_wanted_levels_are_agencies(tmp_path):
    rows, findings = read(osm.write(tmp_path / "a.osm", towns()))
    assert rows["agency_id"].tolist() == ["relation/5", "relation/6", "relation/7"]
    assert rows["name"].tolist() == ["مقاطعة", "Αθήνα", "青山"]
    assert rows["level"].tolist() == ["county", "city", "city"]
    assert rows["population"].tolist()[:1] == [12345]
    assert rows["population"].isna().tolist() == [False, True, True]
    assert rows["parent_id"].isna().all()
    exclave = shapely.union(shapely.box(0, 0, 0.2, 0.2), shapely.box(0.3, 0.3, 0.35, 0.35))
    assert rows["geometry"].iloc[1].equals(exclave)
    assert rows["geometry"].iloc[2] is None
    told = {(f.severity, f.rule, f.item) for f in findings}
    assert told == {
        ("warning", "boundary-cut-off", "relation/7"),
        ("note", "levels-left-out", "levels"),
        ("note", "not-a-number", "population"),
    }
    messages = {f.rule: f.message for f in findings}
    assert "'青山'" in messages["boundary-cut-off"]
    assert "1 of 4 boundaries" in messages["levels-left-out"]
    assert "admin_level 10 1" in messages["levels-left-out"]
    assert "'about 900'" in messages["not-a-number"]


@pytest.mark.parametrize("seed", [1, 2])
def test_neither_the_order_nor_the_kind_of_file_matters(tmp_path, seed):
    plain = osm.write(tmp_path / "a.osm", towns())
    rows, findings = read(plain)
    (tmp_path / "s").mkdir()
    for other in (
        osm.write(tmp_path / "s" / "a.osm", towns(), seed=seed),
        osm.as_pbf(plain, tmp_path / "a.osm.pbf"),
    ):
        same, told = read(other)
        assert rows.drop(columns=["geometry", "source"]).equals(same.drop(columns=["geometry", "source"]))  # fmt: skip
        assert shapely.equals(rows["geometry"].to_numpy(), same["geometry"].to_numpy())[:2].all()
        assert [f.message for f in findings] == [f.message for f in told]


def test_an_area_that_is_drawn_twice_is_one_agency(tmp_path):
    ring = {"boundary": "administrative", "admin_level": "8", "name": "A"}
    objects = [
        *osm.square(10, 0, 0, 1),
        *osm.square(20, 5, 5, 1),
        osm.way(1, osm.ring(10), ring),
        boundary(5, "8", [1], name="A"),
        boundary(6, "8", [1], name="A"),
        # of the same name, elsewhere; of the same area, at another level
        osm.way(2, osm.ring(20), ring),
        boundary(7, "6", [1], name="A"),
    ]
    rows, findings = read(osm.write(tmp_path / "a.osm", objects))
    assert rows["agency_id"].tolist() == ["way/2", "relation/5", "relation/7"]
    assert [f.rule for f in findings] == ["area-repeated"]
    assert "(way/1 is relation/5, relation/6 is relation/5)" in findings[0].message


def test_a_ring_without_name_in_a_boundary_is_no_agency_of_its_own(tmp_path):
    alone = {"boundary": "administrative", "admin_level": "8"}
    objects = [*osm.square(10, 0, 0, 1), osm.way(1, osm.ring(10), alone)]
    rows, findings = read(osm.write(tmp_path / "a.osm", objects))
    assert rows["name"].tolist() == ["way/1"]
    assert [f.rule for f in findings] == ["name-missing"]
    objects.append(boundary(5, "8", [1], **{"name:en": "B"}))
    assert read(osm.write(tmp_path / "a.osm", objects))[0]["name"].tolist() == ["B"]


@pytest.mark.parametrize(
    ("objects", "words"),
    [
        ([osm.node(1, 0, 0)], "no boundary=administrative"),
        ([*towns()[8:12], *towns()[14:15], towns()[-1]], "there are admin_level 10 1"),
    ],
)
def test_a_file_without_the_levels_is_an_error(tmp_path, objects, words):
    rows, findings = read(osm.write(tmp_path / "a.osm", objects))
    errors = [f for f in findings if f.severity == "error"]
    assert len(rows) == 0
    assert [f.rule for f in errors] == ["osm-no-boundaries"]
    assert words in errors[0].message


def test_tags_can_be_columns_and_conditions(tmp_path):
    path = osm.write(tmp_path / "a.osm", towns())
    rows, _ = read(path, where="admin_level = '6'", id_prefix="x-")
    assert rows["agency_id"].tolist() == ["x-relation/5"]
    objects = [*towns(), boundary(9, "8", [3], name="Z", **{"ref:INSEE": "06083"})]
    columns = AgencyColumns(id="ref:INSEE", name="name")
    rows, findings = read(osm.write(tmp_path / "b.osm", objects), columns=columns)
    assert rows["agency_id"].tolist() == ["06083"]
    assert "id-missing" in {f.rule for f in findings}


def test_levels_name_values_of_a_column_in_any_file(tmp_path):
    frame = gpd.GeoDataFrame(
        {"ID": ["a", "b", "c", "d"], "KIND": ["CO", "CI", "MUD", None]},
        geometry=[shapely.box(k, 0, k + 1, 1) for k in range(4)],
        crs="EPSG:4326",
    )
    frame.to_file(tmp_path / "a.gpkg")
    rows, findings = read(
        tmp_path / "a.gpkg",
        columns=AgencyColumns(id="ID", level="KIND"),
        levels={"CO": "county", "CI": "city"},
    )
    assert dict(zip(rows["agency_id"], rows["level"], strict=True)) == {"a": "county", "b": "city"}
    told = [f.message for f in findings if f.rule == "levels-left-out"]
    assert len(told) == 1
    assert told[0].startswith("2 of 4 rows are of levels that `levels` does not name")
    assert told[0].endswith("'(blank)' 1, 'MUD' 1")


def _level(tmp_path, *tags, levels=("2", "6", "8")):
    objects = [*osm.square(10, 0, 0, 1), osm.way(1, osm.ring(10))]
    objects += [
        boundary(k, level, [1], name=f"N{level}", **dict(tags))
        for k, level in enumerate(levels, start=1)
    ]
    return guessed_levels(osm.write(tmp_path / "a.osm", objects))


@pytest.mark.parametrize(
    ("tag", "levels", "value"),
    [
        (("ISO3166-1", "US"), ("4", "6", "8"), {"6": "county", "8": "city"}),
        (("ISO3166-2", "SE-AB"), ("4", "7", "9"), {"4": "county", "7": "city"}),
        (("de:amtlicher_gemeindeschluessel", "09472"), ("6", "8"), {"6": "county", "8": "city"}),
        (("ref:INSEE", "06"), ("6", "7"), {"6": "county"}),
        (("is_in:country_code", "JP"), ("4", "7"), {"7": "city"}),
        (("ISO3166-1", "MC"), ("2", "8", "10"), {"8": "city"}),
    ],
)
def test_levels_are_those_of_the_country(tmp_path, tag, levels, value):
    guess, seen = _level(tmp_path, tag, levels=levels)
    assert guess.value == value
    assert guess.is_sure
    assert [one.admin_level for one in seen] == list(levels)
    assert len(guess.choices) == len(levels) - len(value)


def test_without_a_country_or_with_two_that_differ_nothing_is_sure(tmp_path):
    guess, seen = _level(tmp_path)
    assert (guess.value, guess.is_sure) == (LEVELS, False)
    assert seen[0].in_words() == "2: 1 area, whole (N2)"
    both = _level(tmp_path, ("ISO3166-1", "SE"), ("ISO3166-2", "FI-18"), levels=("6", "7", "8"))[0]
    assert (both.value, both.is_sure) == ({"6": "county", "7": "city", "8": "city"}, False)


@pytest.mark.parametrize(
    ("codes", "sure"), [(["pl"] * 5, True), (["PL"] * 4, False), (["PL", "CZ"] * 4, False)]
)
def test_addresses_tell_the_country_where_no_boundary_does(tmp_path, codes, sure):
    objects = [*osm.square(10, 0, 0, 1), osm.way(1, osm.ring(10))]
    objects += [boundary(k, level, [1], name=f"N{level}") for k, level in enumerate(["6", "7"], 1)]
    objects += [osm.node(90 + k, 0, 0, {"addr:country": code}) for k, code in enumerate(codes)]
    guess, _ = guessed_levels(osm.write(tmp_path / "a.osm", objects))
    assert guess.is_sure is sure
    assert guess.value == ({"6": "county", "7": "city"} if sure else {"6": "county"})


def test_of_nothing_nothing_is_guessed(tmp_path):
    guess, seen = guessed_levels(osm.write(tmp_path / "a.osm", [osm.node(1, 0, 0)]))
    assert (guess.value, guess.confidence, seen) == ({}, 0.0, [])
    guess, _ = _level(tmp_path, levels=("10",))
    assert (guess.value, guess.confidence) == ({}, 0.0)


def test_rows_are_text_and_numbers(tmp_path):
    rows, _ = read(osm.write(tmp_path / "a.osm", towns()))
    assert rows["population"].dtype == "float64"
    assert isinstance(rows["name"].dtype, pd.StringDtype)


def test_a_closed_way_with_the_id_of_a_node_in_a_relation_is_an_agency(tmp_path):
    tags = {"type": "boundary", "boundary": "administrative", "admin_level": "8", "name": "Alder"}
    objects = [
        *osm.square(10, 0, 0, 0.1),
        *osm.square(20, 0.2, 0, 0.1),
        osm.way(1, osm.ring(10)),
        osm.way(10, osm.ring(20), {"boundary": "administrative", "admin_level": "8"}),
        osm.relation(5, [("way", 1, "outer"), ("node", 10, "admin_centre")], tags),
    ]
    rows, _ = read(osm.write(tmp_path / "a.osm", objects))
    assert rows["agency_id"].tolist() == ["way/10", "relation/5"]
