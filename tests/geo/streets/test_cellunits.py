"""Lengths, speeds and times of a street table in other units than metres, km/h and minutes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from adjoin.geo.streets.cellunits import column_costs, speeds_kmh


def costs(**cells: list[object]):
    """What the columns come to, each called as its key."""
    rows = len(next(iter(cells.values())))
    values = {key: np.array(column, dtype=object) for key, column in cells.items()}
    return column_costs(cells, values.__getitem__, rows, source="edges.csv")


@pytest.mark.parametrize(
    ("key", "cell", "into", "expected"),
    [
        ("length_m", 1500, "length_m", 1500),
        ("length_km", "1.5", "length_m", 1500),
        ("length_mi", 2, "length_m", 3218.688),
        ("length_ft", 1000, "length_m", 304.8),
        ("minutes", 3, "minutes", 3),
        ("seconds", 90, "minutes", 1.5),
        ("back_seconds", 30, "back_minutes", 0.5),
        ("speed_mph", 30, "speed_kmh", 48.28032),
        ("speed_kmh", 30, "speed_kmh", 30),
        ("speed_ms", 10, "speed_kmh", 36),
        ("back_speed_ms", 10, "back_speed_kmh", 36),
        ("back_speed_mph", "30 km/h", "back_speed_kmh", 30),
    ],
)
def test_units(key: str, cell: object, into: str, expected: float) -> None:
    found, findings = costs(**{key: [cell]})
    assert float(found[into][0]) == pytest.approx(expected, rel=1e-12)
    assert [name for name, value in found.items() if value is not None] == [into]
    assert findings == []


def test_what_is_missing_or_no_number_stays_so() -> None:
    found, findings = costs(length_km=[1.5, None, "far"], seconds=[None, "soon", 60])
    assert found["length_m"][0] == 1500
    assert pd.isna(found["length_m"][1])
    assert found["length_m"][2] == "far"
    assert pd.isna(found["minutes"][0])
    assert found["minutes"][1:].tolist() == ["soon", 1]
    assert findings == []


def test_cells_of_several_are_told() -> None:
    found, findings = costs(
        speed_mph=["['25 mph', '35 mph']", "25;35", "['25', '25']", 40],
        **{"class": ["['residential', 'primary']", "['primary']", '["path", "steps"]', "trunk"]},
    )
    assert np.round(found["speed_kmh"].astype(float), 3).tolist() == [
        40.234,
        40.234,
        40.234,
        64.374,
    ]
    assert [(f.severity, f.rule, f.item) for f in findings] == [
        ("note", "speeds-in-one-cell", "2 rows from row 1"),
        ("note", "classes-in-one-cell", "2 rows from row 1"),
    ]
    assert "the smallest counts" in findings[0].message
    assert "the fastest counts" in findings[1].message


def test_words_of_openstreetmap_are_speeds_too() -> None:
    read = speeds_kmh(["walk", "DE:rural", "none", "50|30", "signals;50", "x", "", None], 1.609344)
    kmh = read.kmh.tolist()
    # bare numbers in the unit of the column
    assert kmh[:2] == [7, 100]
    assert kmh[3] == pytest.approx(48.28032)
    assert kmh[4] == pytest.approx(80.4672)
    assert kmh[5] == "x"
    assert all(pd.isna(kmh[k]) for k in (2, 6, 7))
    assert read.several.tolist() == [False, False, False, True, False, False, False, False]
