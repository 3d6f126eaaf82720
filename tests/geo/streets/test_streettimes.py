"""Time by car each way: minutes, speeds, classes, and who may use a street at all."""

from __future__ import annotations

import numpy as np
import pytest
from adjoin.geo.findings import UseError
from adjoin.geo.streets.streettimes import arc_times, street_times

NAN = np.nan


def _times(length_m, *, along=None, against=None, **columns):
    rows = len(length_m)
    return street_times(
        np.array(length_m, dtype=float),
        along=np.ones(rows, dtype=bool) if along is None else np.array(along, dtype=bool),
        against=np.ones(rows, dtype=bool) if against is None else np.array(against, dtype=bool),
        **columns,
    )


def _ms(column):
    return [None if np.isnan(ms) else ms for ms in column.tolist()]


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


@pytest.mark.parametrize("kmh", [0, -1, np.nan, np.inf])
def test_the_default_speed_must_be_positive(kmh):
    with pytest.raises(UseError, match="default_kmh"):
        arc_times(np.ones(1), default_kmh=kmh)


def test_rows_are_called_as_they_are_numbered():
    _, _, (finding,) = arc_times(np.ones(2), minutes=[1, -1], row_numbers=[2, 40])
    assert finding.item == "row 40"


def test_the_way_back_has_its_own_figures_and_else_those_of_the_way_there():
    times = _times(
        [600] * 6,
        speed_kmh=[36, 36, None, "", 36, 36],
        back_speed_kmh=[72, None, 72, " ", 72, 72],
        minutes=[None, None, None, None, 3, None],
        back_minutes=[None, None, None, None, None, 5],
    )
    # nothing but one way known: it stands for both; nothing at all: 40 km/h
    assert _ms(times.along_ms) == [60_000, 60_000, 30_000, 54_000, 180_000, 60_000]
    assert _ms(times.against_ms) == [30_000, 60_000, 30_000, 54_000, 30_000, 300_000]
    assert [f.rule for f in times.findings] == ["speed-filled"]
    assert times.findings[0].message.startswith("1 of 6 speeds")


def test_a_closed_direction_needs_no_speed_and_a_wrong_one_does_no_harm():
    times = _times(
        [600] * 3,
        along=[True, False, True],
        against=[False, True, False],
        speed_kmh=[36, None, 36],
        back_speed_kmh=[-5, 36, None],
    )
    assert times.findings == ()
    assert _ms(times.along_ms) == [60_000, None, 60_000]
    assert _ms(times.against_ms) == [None, 60_000, None]


def test_a_row_that_is_wrong_one_way_is_left_out_whole():
    times = _times([600, 600], speed_kmh=[36, 36], back_speed_kmh=[0, 36])
    assert times.usable.tolist() == times.walk.tolist() == [False, True]
    assert _ms(times.along_ms) == _ms(times.against_ms) == [None, 60_000]
    assert [(f.rule, f.item) for f in times.findings] == [("speed-wrong", "row 1")]


def test_classes_fill_speeds_and_close_streets_and_are_counted():
    classes = ["primary", "Residential", "footway", "motorway", "Lane", None, "['steps', 'path']"]
    times = _times(
        [650, 250, 100, 900, 400, 400, 100],
        road_class=classes,
        speed_kmh=[None, 50, 50, None, None, None, None],
    )
    # 65, 50 as given, closed, 90, and 40 where no class tells a speed
    assert _ms(times.along_ms) == [36_000, 18_000, None, 36_000, 36_000, 36_000, None]
    assert _ms(times.against_ms) == _ms(times.along_ms)
    assert times.walk.tolist() == [True, True, True, False, True, True, True]
    assert times.usable.all()
    assert [(f.severity, f.rule) for f in times.findings] == [
        ("note", "class-without-cars"),
        ("note", "speed-filled"),
    ]
    closed, filled = (f.message for f in times.findings)
    assert closed == "2 of 7 streets are closed to cars by their class: 1 footway, 1 steps/path"
    assert filled.startswith(
        "4 of 7 speeds are missing and filled by class: 1 lane at 40 km/h, "
        "1 motorway at 90 km/h, 1 no class at 40 km/h, 1 primary at 65 km/h;"
    )


def test_minutes_go_before_speeds_and_speeds_before_classes():
    times = _times(
        [650] * 3,
        road_class=["primary"] * 3,
        minutes=[2, None, None],
        speed_kmh=[36, 36, None],
        speed_factor=2.0,
    )
    assert _ms(times.along_ms) == [60_000, 32_500, 18_000]


def test_an_unreadable_speed_is_taken_as_the_class_tells():
    times = _times([650], road_class=["primary"], speed_kmh=["fast"])
    assert _ms(times.along_ms) == [36_000]
    assert [f.rule for f in times.findings] == ["speed-unreadable"]
    assert "the usual speed of its class" in times.findings[0].message


def test_a_street_without_length_is_for_nobody():
    times = _times([NAN, 0.0])
    assert times.usable.tolist() == times.walk.tolist() == [False, True]
    assert _ms(times.along_ms) == [None, 0]


def test_columns_of_another_length_are_refused():
    for name in ("speed_kmh", "minutes", "back_speed_kmh", "back_minutes", "road_class"):
        with pytest.raises(UseError, match="beside 2 rows"):
            _times([1, 1], **{name: [1, 2, 3]})
