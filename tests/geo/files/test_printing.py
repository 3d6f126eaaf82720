"""A table as text, in each form; nothing in a value can steer what shows it."""

from __future__ import annotations

import csv
import datetime
import io
import json
import unicodedata

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.files.printing import FORMATS, as_text, clipped
from adjoin.geo.findings import UseError
from hypothesis import given
from hypothesis import strategies as st

TABLE = gpd.GeoDataFrame(
    {
        "service": ["fire", None],
        "minutes": [3.5, np.nan],
        "pairs": [12, 3],
        "stable": [True, False],
    },
    geometry=[shapely.Point(-122.5, 38), None],
    crs=4326,
)
EVIL = [
    "\x1b[31mred", "\x9b2J", "a\nb", "a\rb", "[bold]x[/bold]", "[link=http://x]x", "\\[bold]", "a|b",
    "<script>", "\u202egnp.exe", ":smile:", "`x`", "[/]", "x\u00a0y",
]  # fmt: skip


def test_a_table_for_people():
    assert as_text(TABLE).splitlines() == [
        "service  minutes  pairs  stable",
        "fire         3.5     12    True",
        "                      3   False",
    ]


def test_a_long_table_is_as_broad_as_it_needs_or_as_it_is_told():
    table = pd.DataFrame({"name": ["x" * 300], "other": ["y"]})
    assert "x" * 300 + "  y" in as_text(table)
    folded = as_text(table, width=40).splitlines()
    assert max(map(len, folded)) <= 40
    assert "".join(line.split(" ")[0] for line in folded[1:]) == "x" * 300


def test_csv_leaves_the_geometry_out_and_missing_empty():
    assert as_text(TABLE, form="csv") == (
        "service,minutes,pairs,stable\nfire,3.5,12,True\n,,3,False\n"
    )
    assert as_text(pd.DataFrame({"name": ["=1+1"]}), form="csv") == "name\n'=1+1\n"


def test_json_is_a_list_of_records_and_missing_is_null():
    assert json.loads(as_text(TABLE, form="json")) == [
        {"service": "fire", "minutes": 3.5, "pairs": 12, "stable": True},
        {"service": None, "minutes": None, "pairs": 3, "stable": False},
    ]
    odd = pd.DataFrame({"a": [[1, 2]], "b": [datetime.date(2020, 1, 2)], "c": [pd.NaT], 1: ["é"]})
    assert json.loads(as_text(odd, form="json")) == [
        {"a": [1, 2], "b": "2020-01-02", "c": None, "1": "é"}
    ]
    assert "é" in as_text(odd, form="json")


def test_geojson_holds_the_shapes_in_degrees():
    collection = json.loads(as_text(TABLE, form="geojson"))
    assert collection["type"] == "FeatureCollection"
    first, second = collection["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [-122.5, 38.0]}
    assert first["properties"]["service"] == "fire"
    assert second["geometry"] is None
    assert second["properties"] == {
        "service": None, "minutes": None, "pairs": 3, "stable": False,
    }  # fmt: skip
    with pytest.raises(UseError, match="ask for csv or json"):
        as_text(pd.DataFrame({"a": [1]}), form="geojson")


def test_geojson_is_in_degrees_whatever_the_table_is_in():
    plane = TABLE.to_crs(3857)
    collection = json.loads(as_text(plane, form="geojson"))
    assert collection["features"][0]["geometry"]["coordinates"] == pytest.approx([-122.5, 38])
    assert "crs" not in collection


def test_markdown():
    assert as_text(TABLE, form="markdown") == (
        "| service | minutes | pairs | stable |\n"
        "| --- | --- | --- | --- |\n"
        "| fire | 3.5 | 12 | True |\n"
        "|  |  | 3 | False |\n"
    )
    escaped = as_text(pd.DataFrame({"a|b": ["[x](y)", "<b>", "\\|", "a\nb"]}), form="markdown")
    assert escaped.splitlines()[0] == "| a\\|b |"
    assert escaped.splitlines()[2:] == ["| \\[x](y) |", "| \\<b> |", "| \\\\\\| |", "| a b |"]


@pytest.mark.parametrize("form", ["table", "markdown"])
@given(st.one_of(st.sampled_from(EVIL), st.text(max_size=20)))
def test_no_value_steers_a_terminal_or_breaks_its_row(form, text):
    for table in (pd.DataFrame({"a": [text, "z"]}), pd.DataFrame([["y"], ["z"]], columns=[text])):
        shown = as_text(table, form=form)
        signs = {unicodedata.category(sign) for sign in shown if sign != "\n"}
        assert not signs & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
        if form == "markdown":
            assert len(shown.splitlines()) == 4


def test_brackets_are_shown_and_taken_for_nothing():
    for text in ("[bold]x[/bold]", "\\[bold]", "[/]", ":smile:", "[link=http://x]x"):
        assert as_text(pd.DataFrame({"a": [text]})).splitlines() == ["a", text]
        assert as_text(pd.DataFrame({text: ["a"]})).splitlines() == [text, "a"]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_numbers_come_back_from_csv_and_json(numbers):
    table = pd.DataFrame({"minutes": numbers})
    assert [row["minutes"] for row in json.loads(as_text(table, form="json"))] == numbers
    rows = list(csv.reader(io.StringIO(as_text(table, form="csv"))))[1:]
    assert [float(cell) for (cell,) in rows] == numbers


def test_a_table_without_rows_has_its_names_and_an_unknown_form_is_refused():
    empty = TABLE[:0]
    assert as_text(empty, form="csv") == "service,minutes,pairs,stable\n"
    assert json.loads(as_text(empty, form="json")) == []
    assert json.loads(as_text(empty, form="geojson"))["features"] == []
    assert as_text(empty).split() == ["service", "minutes", "pairs", "stable"]
    with pytest.raises(UseError, match=", ".join(FORMATS)):
        as_text(TABLE, form="html")


def test_a_long_text_says_how_much_of_it_is_left_out():
    assert clipped("abc", longest=3) == "abc"
    assert clipped("a" * 1503, longest=3) == "aaa… (1,500 more characters)"
