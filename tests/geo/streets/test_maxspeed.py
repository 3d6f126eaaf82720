"""Speed limits in every spelling that OpenStreetMap has."""

from __future__ import annotations

import pytest
from adjoin.geo.streets.maxspeed import read_maxspeed
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        ("7.5", 7.5),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("50 km/h", 50),
        ("50 kmh", 50),
        ("10 knots", 18.52),
        ("walk", 7),
        ("DE:walk", 7),
        ("RU:urban", 60),
        ("DE:rural", 100),
        ("IT:rural", 90),
        ("DE:living_street", 7),
        ("GB:nsl_single", 96.56064),
        ("DE:zone:30", 30),
        ("FR:zone30", 30),
        ("DE:zone30", 30),
        ("IT:30", 30),
        ("urban", 50),
        ("50;30", 30),
        ("30|50|80", 30),
        ("80, 60", 60),
        ("50;signals", 50),
    ],
)
def test_a_limit_is_read(text: str, kmh: float):
    limit = read_maxspeed(text)
    assert limit.readable
    assert limit.kmh == pytest.approx(kmh, abs=1e-9)


@pytest.mark.parametrize("text", [None, "", "  ", "signals", "variable", "none"])
def test_no_number_and_no_mistake(text: str | None):
    assert read_maxspeed(text) == (None, True)


@pytest.mark.parametrize("text", ["fast", "0", "-30", "5000", "30 furlongs", "DE:beach", ";", "3O"])
def test_what_is_no_limit_is_told(text: str):
    assert read_maxspeed(text) == (None, False)


def test_no_limit_is_believed_where_there_may_be_none():
    assert read_maxspeed("none", unlimited=True) == (120, True)
    assert read_maxspeed("none;80", unlimited=True) == (80, True)


@given(st.integers(1, 124))
def test_miles_and_kilometres_agree(mph: int):
    assert read_maxspeed(f"{mph} mph").kmh == pytest.approx(
        read_maxspeed(f"{mph * 1.609344:.6f}").kmh, abs=1e-5
    )


@given(st.text(max_size=12))
def test_any_text_is_a_limit_or_none(text: str):
    kmh, _ = read_maxspeed(text)
    assert kmh is None or 0 < kmh <= 200
