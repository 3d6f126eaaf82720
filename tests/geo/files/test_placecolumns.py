"""The columns of x and y of a table, by their names and by what is in them."""

from __future__ import annotations

import pandas as pd
import pytest
from adjoin.geo.files.placecolumns import place_columns, squeezed
from adjoin.geo.files.profiles import profiled

LON, LAT = ["-122.71", "-122.64", "-122.59"], ["+38.4", "38.45", "38.51"]
EAST, NORTH = ["525405.2", "525545.6", "525582.3"], ["4254455.1", "4254142.0", "4254060.9"]


def places(**columns: list[str]) -> dict[str, tuple[str, bool]]:
    """What is guessed for x and y, and whether it is sure."""
    found = place_columns(profiled(pd.DataFrame(columns)))
    return {guess.key.removeprefix("columns."): (guess.value, guess.is_sure) for guess in found}


@pytest.mark.parametrize(
    ("x", "y"),
    [("lon", "lat"), ("LONGITUDE", "LATITUDE"), ("Longitud", "LATITUDE"), ("lng", "lat"), ("X", "Y"),
     ("INTPTLON20", "INTPTLAT20"), ("x_coord", "y_coord"), ("POINT_X", "POINT_Y"), ("stop_lon", "stop_lat")],
)  # fmt: skip
def test_degrees_under_usual_names_are_sure(x: str, y: str) -> None:
    assert places(**{"id": ["1", "2", "3"], y: LAT, x: LON}) == {"x": (x, True), "y": (y, True)}


@pytest.mark.parametrize(
    ("x", "y"), [("X", "Y"), ("Easting", "Northing"), ("Rechtswert", "Hochwert")]
)
def test_metres_are_not_sure(x: str, y: str) -> None:
    assert places(**{x: EAST, y: NORTH}) == {"x": (x, False), "y": (y, False)}


def test_degrees_go_before_metres() -> None:
    assert places(X=EAST, Y=NORTH, LONGITUDE=LON, LATITUDE=LAT) == {
        "x": ("LONGITUDE", True), "y": ("LATITUDE", True)}  # fmt: skip


def test_what_cannot_be_degrees_is_no_longitude() -> None:
    assert places(lon=EAST, lat=NORTH) == {}
    # the wrong way round: no latitude is -122, so that each is what the other is called
    assert places(lat=LON, lon=LAT) == {"x": ("lat", True), "y": ("lon", True)}
    assert places(lon=["a", "b", "c"], lat=LAT) == {}
    assert places(lon=LON) == {}
    # of different years
    assert places(INTPTLON10=LON, INTPTLAT20=LAT) == {}


def test_letters_and_digits_of_a_name() -> None:
    assert squeezed("FROM_Node-Id ") == "fromnodeid"


def test_a_little_text_among_the_numbers_is_no_place() -> None:
    lon, lat = (["unknown", *(str(at + k / 100) for k in range(60))] for at in (-122, 38))
    assert places(LON=lon, LAT=lat) == {"x": ("LON", True), "y": ("LAT", True)}
