"""The renamed region holds the same rows, and its region.toml says the same of them."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest
from adjoin.geo.files.reading import read_source
from adjoin.region import Region
from adjoin.services.demo.files import write_demo

_SPEC = importlib.util.spec_from_file_location("renaming", Path(__file__).with_name("renaming.py"))
renaming = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(renaming)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module", params=[1, 2])
def renamed(request, demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("renamed")
    return folder, renaming.renamed_demo(demo.parent, folder, seed=request.param)


def _cell(value):
    """A cell in a form that does not depend on the format of its file."""
    if hasattr(value, "wkb"):
        return value.normalize().wkb_hex
    if value is None or value != value or value == "":
        return ""
    try:
        return format(float(value), ".9g")
    except (TypeError, ValueError):
        return str(value)


def _rows(path, layer, columns):
    frame, _ = read_source(path, layer=layer or None)
    held = [*columns, *(["geometry"] if "geometry" in frame.columns else [])]
    assert set(held) == set(map(str, frame.columns))
    return sorted(tuple(map(_cell, row)) for row in frame[held].itertuples(index=False))


def test_the_same_rows(demo, renamed):
    folder, names = renamed
    for (file, layer), columns in names.columns.items():
        new_layer = names.layers.get((file, layer), "")
        before = _rows(demo.parent / file, layer, list(columns))
        after = _rows(folder / names.files[file], new_layer, list(columns.values()))
        assert after == before, file


def test_nothing_has_its_old_name(demo, renamed):
    folder, names = renamed
    there = {path.name for path in folder.iterdir()}
    assert there == set(names.files.values())
    assert set(names.files) == {path.name for path in demo.parent.iterdir()} - {"region.toml"}
    for columns in names.columns.values():
        assert all(old != new for old, new in columns.items())
        assert len({new.lower() for new in columns.values()}) == len(columns)


def test_the_same_seed_gives_the_same_names(demo, renamed, tmp_path):
    _, names = renamed
    again = [renaming.renamed_demo(demo.parent, tmp_path, seed=1)]
    (tmp_path / "more").mkdir()
    again.append(renaming.renamed_demo(demo.parent, tmp_path / "more", seed=2))
    assert names in again
    assert again[0] != again[1]


def test_the_translated_region_names_only_what_is_there(demo, renamed):
    folder, names = renamed
    said = renaming.translated(tomllib.loads(demo.read_text(encoding="utf-8")), names)
    region = Region.model_validate({**said, "base": folder})
    for role in ("agencies", "facilities", "people", "provision"):
        for source in getattr(region, role):
            join = source.joined(folder)
            frame, _ = read_source(
                folder / source.path, layer=source.layer, where=source.where, join=join
            )
            for named in source.columns.given().values():
                parts = [named] if isinstance(named, str) else named
                assert set(parts) <= set(map(str, frame.columns)), source.path
    (parks,) = (table for table in said["facilities"] if "where" in table)
    assert parks["where"] == f"{names.columns['parks.csv', '']['STATUS']} = 'open'"
