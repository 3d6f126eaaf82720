"""Nothing of what the absence of one facility would change is in any file for the public."""

from __future__ import annotations

import base64
import gzip
import json
import re

import geopandas as gpd
import pyarrow.parquet as pq
import pyogrio
import pytest
from adjoin import Region, analyse, read_results
from adjoin.maps.output import write_map, write_results
from adjoin.services.demo.files import write_demo
from adjoin.services.public import REMOVAL, for_the_public


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Fire stations of the built-in example, where people are counted."""
    region = write_demo(tmp_path_factory.mktemp("demo") / "region")
    return analyse(Region.load(region), services=["fire_services"])


@pytest.fixture(scope="module")
def out(results, tmp_path_factory):
    """The folder that the public gets."""
    folder = tmp_path_factory.mktemp("public") / "out"
    write_results(for_the_public(results), folder)
    return folder


def payload(page):
    block = re.search(r'id="adjoin-data">"(.*?)"</script>', page.read_text(encoding="utf-8"))
    return json.loads(gzip.decompress(base64.b64decode(block.group(1))))


def keys_of(value):
    """Every key of a JSON value, however deep."""
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def test_what_is_left_out_is_there_in_a_run_of_ones_own(results):
    assert set(REMOVAL) <= set(results.coverage.columns)
    assert results.coverage["people_lost"].notna().any()
    assert results.coverage["in_every_optimum"].notna().any()


def test_no_table_layer_or_csv_of_the_folder_has_it(out):
    columns = {
        *(name for path in out.rglob("*.parquet") for name in pq.read_schema(path).names),
        *(
            name
            for path in out.glob("*.csv")
            for name in path.read_text("utf-8").splitlines()[0].split(",")
        ),
    }
    layers = pyogrio.list_layers(out / "results.gpkg")[:, 0]
    assert "coverage" in layers
    for layer in layers:
        columns |= set(pyogrio.read_info(out / "results.gpkg", layer=layer)["fields"])
    assert "people_reached" in columns
    assert not columns & set(REMOVAL)
    styles = gpd.read_file(out / "results.gpkg", layer="layer_styles")["styleQML"]
    assert not any(name in style for name in REMOVAL for style in styles)


def test_no_word_of_it_is_in_any_other_file(out):
    for path in (*out.glob("*.json"), *out.glob("*.csv")):
        text = path.read_text("utf-8")
        assert not [name for name in REMOVAL if name in text], path.name
    assert json.loads((out / "manifest.json").read_text("utf-8"))["public"] is True


def test_the_page_holds_none_of_it_and_says_so(out, results, tmp_path):
    told = payload(out / "map.html")
    assert not keys_of(told) & {*REMOVAL, "alone", "second"}
    assert told["about"]["public"] is True
    write_map(results, tmp_path / "own.html")
    own = payload(tmp_path / "own.html")
    assert {"alone", "second"} <= set(own["facilities"])
    assert own["about"]["public"] is False


def test_the_rest_is_as_it_was_and_twice_is_once(results):
    once = for_the_public(results)
    again = for_the_public(once)
    for name, table in results.tables().items():
        shown = once.tables()[name]
        assert list(shown.columns) == [
            c for c in table.columns if c not in REMOVAL or name != "coverage"
        ]
        assert list(again.tables()[name].columns) == list(shown.columns)
        assert len(shown) == len(table)
    assert "public" not in results.manifest
    assert again.manifest == once.manifest


def test_a_public_folder_is_read_and_drawn_again_as_it_was(out, tmp_path):
    write_map(read_results(out), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == (out / "map.html").read_bytes()
