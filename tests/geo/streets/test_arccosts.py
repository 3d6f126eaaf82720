from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from adjoin.geo.findings import UseError
from adjoin.geo.streets.arccosts import (
    arc_times,
    read_numbers,
    rows_finding,
    street_factor,
    travel_ms,
)


def test_travel_time_is_rounded_to_the_even_millisecond():
    # 12.5 m at 72 km/h = 20 m/s is 625 ms; 0.01 m and 0.03 m are 0.5 and 1.5 ms
    assert travel_ms([12.5, 0.01, 0.03, 0.0], 72.0).tolist() == [625, 0, 2, 0]


@pytest.mark.parametrize(
    ("values", "numbers", "unreadable"),
    [
        ([1, 2.5, "3"], [1, 2.5, 3], [False, False, False]),
        (["", " ", None], [np.nan] * 3, [False, False, False]),
        (["x", np.inf, np.nan], [np.nan] * 3, [True, True, False]),
        (pd.array([1, None, 3], dtype="Int64"), [1, np.nan, 3], [False, False, False]),
        (pd.Series(["7", None, "30 mph"], dtype="str"), [7, np.nan, np.nan], [False, False, True]),
        (7, [7, 7, 7], [False, False, False]),
        (None, [np.nan] * 3, [False, False, False]),
    ],
)
def test_numbers_out_of_any_column(values, numbers, unreadable):
    column = read_numbers(values, 3)
    np.testing.assert_array_equal(column.numbers, numbers)
    assert column.unreadable.tolist() == unreadable


def test_a_column_of_another_length_is_refused():
    with pytest.raises(UseError, match="beside 3 rows"):
        read_numbers([1, 2], 3)


def test_minutes_go_before_speeds_and_missing_speeds_are_filled_and_told():
    ms, usable, findings = arc_times(
        np.array([1000.0, 1000.0, 1000.0, np.nan]),
        minutes=[0.5, None, None, None],
        speed_kmh=["fast", 60, "", "fast"],
        default_kmh=20,
        speed_factor=2.0,
    )
    assert usable.tolist() == [True, True, True, False]
    assert ms[:3].tolist() == [15_000, 30_000, 90_000]
    assert np.isnan(ms[3])
    assert [(f.severity, f.rule) for f in findings] == [("note", "speed-filled")]
    assert "1 of 4" in findings[0].message
    assert "20 km/h" in findings[0].message


def test_wrong_values_leave_the_row_out_and_name_it():
    ms, usable, findings = arc_times(
        np.array([100.0, 100.0, 100.0, 100.0, 1e9]),
        minutes=[-1, "soon", None, None, None],
        speed_kmh=[50, 50, 0, -1, 30],
    )
    assert not usable.any()
    assert np.isnan(ms).all()
    assert [(f.severity, f.rule, f.item) for f in findings] == [
        ("warning", "minutes-wrong", "2 rows from row 1"),
        ("warning", "speed-wrong", "2 rows from row 3"),
        ("warning", "arc-over-24-hours", "row 5"),
    ]
    assert "row 1 (-1), row 2 ('soon')" in findings[0].message
    assert "row 3 (0), row 4 (-1)" in findings[1].message


def test_a_day_is_allowed_and_a_millisecond_more_is_not():
    day = 24 * 60
    _, usable, _ = arc_times(np.zeros(2), minutes=[day, day + 1 / 60_000])
    assert usable.tolist() == [True, False]


def test_many_rows_are_one_finding():
    (finding,) = rows_finding(
        np.ones(9, dtype=bool), np.arange(9), source="s", rule="r", fact="f", way_out="w"
    )
    assert (
        finding.message
        == "9 rows f: row 1 (0), row 2 (1), row 3 (2), row 4 (3), row 5 (4) and 4 more; w"
    )


def test_rows_are_called_as_they_are_numbered():
    faulty = np.array([False, True, True])
    words = {"source": "s", "rule": "r", "fact": "f", "way_out": "w"}
    (finding,) = rows_finding(faulty, np.arange(3), row_numbers=[2, 40, 41], **words)
    assert finding.message == "2 rows f: row 40 (1), row 41 (2); w"
    _, _, (finding,) = arc_times(np.ones(2), minutes=[1, -1], row_numbers=[2, 40])
    assert finding.item == "row 40"
    with pytest.raises(UseError, match="row_numbers"):
        rows_finding(faulty, np.arange(3), row_numbers=[1], **words)


@pytest.mark.parametrize("factor", [0, -1, np.nan, np.inf])
def test_speed_factor_must_be_positive(factor):
    with pytest.raises(UseError, match="speed_factor"):
        street_factor(factor)
    with pytest.raises(UseError, match="default_kmh"):
        arc_times(np.ones(1), default_kmh=factor)


def test_a_speed_that_is_no_number_is_taken_at_the_default_and_told():
    ms, usable, findings = arc_times(np.full(3, 600.0), speed_kmh=["fast", None, 36])
    assert usable.all()
    assert ms.tolist() == [54_000, 54_000, 60_000]
    assert [(f.severity, f.rule) for f in findings] == [
        ("warning", "speed-unreadable"),
        ("note", "speed-filled"),
    ]
    assert "row 1 ('fast')" in findings[0].message
    assert findings[1].message.startswith("1 of 3 speeds")
