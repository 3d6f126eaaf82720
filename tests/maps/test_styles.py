"""Styles that QGIS reads: well-formed, escaped, a class for everything that occurs."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pandas as pd
from adjoin.maps.styles import layer_styles


def parsed(tables):
    return {
        layer: ElementTree.fromstring(qml.split("\n", 1)[1]) for layer, qml in layer_styles(tables)
    }


def test_every_layer_that_is_there_has_a_style(tables):
    assert [layer for layer, _ in layer_styles(tables)] == [
        "agencies", "facilities", "agency_pairs", "facility_pairs", "duplications",
    ]  # fmt: skip
    assert layer_styles({}) == []


def test_categories_are_the_values_that_occur(tables):
    styles = parsed(tables)
    values = [c.get("value") for c in styles["facilities"].iter("category")]
    assert values == ["fire", "library"]
    assert [c.get("value") for c in styles["agencies"].iter("category")] == [
        "city",
        "county",
        "special_district",
    ]
    assert styles["agencies"].find(".//text-style").get("fieldName") == "name"


def test_each_category_has_its_symbol(tables):
    for root in parsed(tables).values():
        drawn = {symbol.get("name") for symbol in root.iter("symbol")}
        used = {c.get("symbol") for c in root.iter("category")} | {
            r.get("symbol") for r in root.iter("range")
        }
        assert used <= drawn
        assert drawn


def test_confidence_from_0_to_1_has_a_class_without_gaps(tables):
    ranges = [
        (float(r.get("lower")), float(r.get("upper")))
        for r in parsed(tables)["duplications"].iter("range")
    ]
    assert ranges[0][0] == 0.0
    assert ranges[-1][1] == 1.0
    assert all(a[1] == b[0] for a, b in itertools.pairwise(ranges))


def test_more_services_than_colours_still_differ():
    services = pd.DataFrame({"service": [f"s{n:02d}" for n in range(20)]})
    root = parsed({"facilities": services})["facilities"]
    looks = set()
    for symbol in root.iter("symbol"):
        prop = {p.get("k"): p.get("v") for p in symbol.iter("prop")}
        looks.add((prop["color"], prop["name"]))
    assert len(looks) == 20


def test_hostile_values_are_escaped(tables):
    name = "\"><evil a='1'>&"
    tables["facilities"]["service"] = name
    root = parsed(tables)["facilities"]
    assert [c.get("value") for c in root.iter("category")] == [name]
    assert root.find(".//evil") is None


def test_a_provider_taken_from_the_place_is_an_open_point(tables):
    layers = list(parsed(tables)["facilities"].iter("layer"))
    assert len(layers) == 2
    for layer in layers:
        [colour] = [p.get("v") for p in layer.iter("prop") if p.get("k") == "color"]
        held = layer.find("data_defined_properties/Option/Option[@name='properties']")
        told = {o.get("name"): o.find("Option[@name='expression']").get("value") for o in held}
        assert colour in told["fillColor"]
        assert "'guessed'" in told["outlineStyle"]
        assert held.find("Option[@name='fillColor']/Option[@name='active']").get("value") == "true"
    tables["facilities"]["attribution"] = "column"
    assert parsed(tables)["facilities"].find(".//data_defined_properties") is None


def test_territories_are_outlines_by_service(tables):
    land = tables["agencies"].iloc[:2][["agency_id", "geometry"]]
    root = parsed({"territories": land.assign(service=["library", "fire"])})["territories"]
    assert [c.get("value") for c in root.iter("category")] == ["fire", "library"]
    looks = [
        {p.get("k"): p.get("v") for p in symbol.iter("prop")} for symbol in root.iter("symbol")
    ]
    assert {look["style"] for look in looks} == {"no"}
    assert looks[0]["outline_color"] != looks[1]["outline_color"]


def bounds(root):
    return [(float(r.get("lower")), float(r.get("upper"))) for r in root.iter("range")]


def widths(root, key):
    return [float(p.get("v")) for p in root.iter("prop") if p.get("k") == key]


def test_coverage_and_transfers_are_larger_the_more_people(tables):
    people = [1200.4, 10.6, 500.0, 90.0, None, 700.0]
    covered = pd.DataFrame({"people_reached": people})
    moved = pd.DataFrame({"people": people[:4]})
    styles = parsed({"coverage": covered, "transfers": moved})
    for root, key in ((styles["coverage"], "size"), (styles["transfers"], "line_width")):
        found = bounds(root)
        assert found[0][0] <= 10.6
        assert found[-1][1] >= 1200.4
        assert all(a[1] == b[0] for a, b in itertools.pairwise(found))
        assert len(found) == 4
        drawn = widths(root, key)
        assert drawn == sorted(drawn)
        assert len(set(drawn)) == 4


def test_layers_without_people_or_with_one_number_are_drawn_all_the_same():
    for values in ([], [None, None]):
        table = pd.DataFrame({"people_reached": pd.Series(values, dtype=float)})
        root = parsed({"coverage": table})["coverage"]
        assert root.find("renderer-v2").get("type") == "singleSymbol"
    assert bounds(parsed({"coverage": pd.DataFrame({"people_reached": [7.0]})})["coverage"]) == [(7, 7)]  # fmt: skip


def test_agreements_are_full_lines_where_the_service_is_shared_and_dashed_elsewhere(measured):
    root = parsed({"agreements": measured["agreements"]})["agreements"]
    assert "shared" in root.find("renderer-v2").get("attr")
    values = [c.get("value") for c in root.iter("category")]
    assert values == ["shared already", "mutual aid or joint use"]
    assert all(value in root.find("renderer-v2").get("attr") for value in values)
    assert [p.get("v") for p in root.iter("prop") if p.get("k") == "line_style"] == [
        "solid",
        "dash",
    ]


def test_row_order_does_not_matter(measured):
    turned = {name: table.iloc[::-1] for name, table in measured.items()}
    assert layer_styles(turned) == layer_styles(measured)
