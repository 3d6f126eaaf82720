"""A glance at an OpenStreetMap file counts its streets and reads its header."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from adjoin.geo.findings import DataError
from adjoin.geo.osm.glance import Glance, glance

_SPEC = importlib.util.spec_from_file_location("osm_xml", Path(__file__).with_name("osm_xml.py"))
osm = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(osm)


def test_ways_that_are_tagged_highway_count(tmp_path):
    objects = [
        osm.node(1, 0, 0, {"highway": "crossing"}), osm.node(2, 0.1, 0),
        osm.way(1, [1, 2], {"highway": "residential"}), osm.way(2, [1, 2], {"highway": "track"}),
        osm.way(3, [1, 2], {"waterway": "river"}),
    ]  # fmt: skip
    assert glance(osm.write(tmp_path / "a.osm", objects), source="a") == Glance(2, None)


def test_bounds_of_the_header(tmp_path):
    text = '<osm version="0.6"><bounds minlon="1" minlat="2" maxlon="3" maxlat="4"/></osm>'
    (tmp_path / "a.osm").write_text(text, encoding="utf-8")
    assert glance(tmp_path / "a.osm", source="a") == Glance(0, (1.0, 2.0, 3.0, 4.0))


def test_a_file_that_is_none(tmp_path):
    (tmp_path / "a.osm").write_text("nothing", encoding="utf-8")
    with pytest.raises(DataError):
        glance(tmp_path / "a.osm", source="a")
