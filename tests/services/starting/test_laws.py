"""What holds whatever the files: order does not matter, and what is written is read as it was."""

from __future__ import annotations

import importlib.util
import random
import tomllib
from pathlib import Path

import pandas as pd
from adjoin.geo.files.guesses import Guess
from adjoin.services.presets import load_presets
from adjoin.services.starting.drafts import Draft
from adjoin.services.starting.regiontext import region_text, toml_value
from adjoin.services.starting.start import started
from adjoin.services.taxonomy import load_services
from hypothesis import given, settings
from hypothesis import strategies as st

_SPEC = importlib.util.spec_from_file_location("laying", Path(__file__).with_name("laying.py"))
laying = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(laying)

SERVICES, PRESETS = load_services(), load_presets()
TOWNS = list(laying.TOWNS)
CITIES = {
    "GEOID": [f"06{k}" for k in range(100, 110)],
    "NAME": TOWNS,
    "POPULATION": [900 + 7 * k for k in range(10)],
}
STATIONS = {
    "STATION_ID": [f"S{k}" for k in range(10)], "NAME": [f"{town} Fire Station" for town in TOWNS],
    "AGENCY": TOWNS, "LON": [round(-121.95 + 0.1 * k, 4) for k in range(10)],
    "LAT": [round(38.05 + 0.001 * k, 4) for k in range(10)], "STATUS": ["Open"] * 9 + ["Closed"],
}  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=30)


def _written(folder, seed):
    """Both files with their columns and rows in another order."""
    dice = random.Random(seed)
    for name, columns in (("cities.csv", CITIES), ("fire_stations.csv", STATIONS)):
        order = dice.sample(list(columns), len(columns))
        rows = dice.sample(range(10), 10)
        pd.DataFrame(columns)[order].iloc[rows].to_csv(folder / name, index=False)
    return dice.sample([folder / "cities.csv", folder / "fire_stations.csv"], 2)


def _started(files, folder):
    return started(files, base=folder, services=SERVICES, presets=PRESETS)


def test_order_of_rows_columns_and_files_does_not_matter(tmp_path):
    first = None
    for seed in range(6):
        found = tomllib.loads(_started(_written(tmp_path, seed), tmp_path).text)
        first = first or found
        assert found == first
    assert first["facilities"][0]["columns"]["agency"] == "AGENCY"


def test_the_order_of_files_does_not_change_a_byte(tmp_path):
    files = sorted(_written(tmp_path, 1))
    assert _started(files, tmp_path).text == _started(files[::-1], tmp_path).text


@given(TEXTS)
def test_a_text_is_read_as_it_was_written(text):
    assert tomllib.loads(f"a = {toml_value(text)}") == {"a": text}


@given(
    st.recursive(
        TEXTS | st.booleans() | st.integers(-9999, 9999) | st.floats(-1e6, 1e6),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=6,
    )
)
def test_so_are_numbers_lists_and_tables(value):
    assert tomllib.loads(f"a = {toml_value(value)}") == {"a": value}


@given(TEXTS, TEXTS)
def test_so_are_keys(key, other):
    table = {key: 1, f'{other} "x"': 2}
    assert tomllib.loads(f"a = {toml_value(table)}") == {"a": table}


def test_nothing_in_a_region_steers_a_terminal():
    steering = "\x1b[31m\x9b31m\u202e\x7f\u2028 \U000e0041"
    layer = laying.layer("x.geojson", {"a": [1]}, shapes="polygon")._replace(path=steering)
    guess = Guess("columns.name", steering, 0.9, steering, (steering,))
    draft = Draft(layer, "agencies", 0.9, steering, (guess, Guess("level", "city", 0.9, "w")))
    text = region_text([draft, draft._replace(role="none")], name=Guess("name", "x", 0.8, "w"))
    assert [c for c in text if not c.isprintable() and c != "\n"] == []
    assert tomllib.loads(text)["agencies"][0]["path"] == steering


@settings(max_examples=60)
@given(
    path=TEXTS, column=TEXTS, other=TEXTS, why=TEXTS, sure=st.sampled_from([0.2, 0.74, 0.75, 0.97])
)
def test_names_of_files_and_columns_and_reasons_break_no_line(path, column, other, why, sure):
    layer = laying.layer("x.geojson", {"a": [1, 2]}, shapes="polygon")._replace(path=path)
    draft = Draft(
        layer, "agencies", 0.9, why,
        (Guess("columns.id", column, sure, why, (other,)), Guess("columns.name", other, 0.9, why),
         Guess("level", "city", 0.9, why)),
    )  # fmt: skip
    text = region_text([draft], name=Guess("name", other, 0.8, why))
    said = tomllib.loads(text)
    (source,) = said["agencies"]
    assert (said["name"], source["path"], source["columns"]["name"]) == (other, path, other)
    assert source["columns"].get("id") == (column if sure >= 0.75 else None)
    aside = region_text([draft._replace(aside=why or "x")], name=Guess("name", other, 0.8, why))
    assert tomllib.loads(aside) == {"name": other}
    unsure = region_text([draft._replace(sure=0.5)], name=Guess("name", other, 0.8, why))
    assert tomllib.loads(unsure) == {"name": other}
