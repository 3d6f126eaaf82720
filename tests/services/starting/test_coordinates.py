"""Which columns of a table hold its places, and in which system they are."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pyproj
from adjoin.services.starting.coordinates import place_guesses

_SPEC = importlib.util.spec_from_file_location("laying", Path(__file__).with_name("laying.py"))
laying = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(laying)

LON = [round(-121.95 + 0.03 * k, 6) for k in range(8)]
LAT = [round(38.05 + 0.01 * k, 6) for k in range(8)]
REGION = [(-122.0, 38.0, -121.5, 38.4)]


def moved(crs):
    to = pyproj.Transformer.from_crs(4326, crs, always_xy=True)
    pairs = [to.transform(*pair) for pair in zip(LON, LAT, strict=True)]
    return [[round(pair[axis], 1) for pair in pairs] for axis in (0, 1)]


def guesses(region=(), **columns):
    return {g.key: g for g in place_guesses(laying.layer("x.csv", columns), region=region)}


def test_degrees_go_before_metres_of_a_web_map():
    x, y = moved(3857)
    for order in (
        {"X": x, "Y": y, "LONGITUDE": LON, "LATITUDE": LAT},
        {"LATITUDE": LAT, "LONGITUDE": LON, "X": x, "Y": y},
    ):
        found = guesses(**order)
        assert (found["columns.x"].value, found["columns.y"].value) == ("LONGITUDE", "LATITUDE")
        assert found["columns.x"].is_sure
        assert "crs" not in found


def test_names_that_are_swapped_are_seen_through():
    found = guesses(X=LAT, Y=LON)
    assert (found["columns.x"].value, found["columns.y"].value) == ("Y", "X")
    assert found["columns.x"].is_sure
    assert "swapped" in found["columns.x"].why


def test_feet_of_a_state_plane_are_found_by_where_the_others_lie():
    x, y = moved(2226)  # California zone 2, US feet
    found = guesses(REGION, X=x, Y=y)
    assert found["columns.x"].value == "X"
    assert found["crs"].is_sure
    # Another datum of the same zone lies within metres and is as right.
    to = pyproj.Transformer.from_crs(found["crs"].value, 4326, always_xy=True)
    lon, lat = to.transform(x[0], y[0])
    assert abs(lon - LON[0]) < 5e-4
    assert abs(lat - LAT[0]) < 5e-4


def test_feet_alone_are_left_open():
    x, y = moved(2226)
    assert not guesses(X=x, Y=y)["crs"].is_sure


def test_numbers_that_are_nowhere_near_are_left_open():
    found = guesses(
        REGION, X=[10.0 * k + 1000 for k in range(8)], Y=[5.0 * k + 2000 for k in range(8)]
    )
    assert not found["crs"].is_sure


def test_degrees_elsewhere_are_told():
    found = guesses([(5.0, 45.0, 6.0, 46.0)], LON=LON, LAT=LAT)
    assert "not where the other files lie" in found["columns.x"].why
    assert found["columns.x"].confidence < 0.8


def test_a_table_without_places():
    assert guesses(NAME=["a"] * 8, COUNT=range(8)) == {}
