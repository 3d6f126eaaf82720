"""Dates that differ are one note that lists them."""

from __future__ import annotations

import datetime

import pytest
from adjoin.geo.dates import dates_finding
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "dates",
    [
        [],
        [None, None],
        ["2020", None],
        ["2020", "2020-05-01"],
        ["2019", "2020"],
        ["2019-06", "2020"],
        ["2019-01-31", "2020-01-31"],  # 365 days
        ["2018-12", "2019-12-31"],
    ],
)
def test_dates_within_a_year_say_nothing(dates):
    assert dates_finding([(f"s{k}", date) for k, date in enumerate(dates)]) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [("2018", "2020"), ("2020-01-31", "2021-01-31"), ("2019-01", "2020-02"), ("0001", "9999-12")],
)
def test_dates_more_than_a_year_apart_are_one_note(first, second):
    (finding,) = dates_finding([("b", second), ("c", None), ("a", first), ("d", first)])
    assert finding[:4] == ("note", "region", "date", "dates-differ")
    assert f"({first}: a, d; {second}: b; no date: c)" in finding.message


@pytest.mark.parametrize(
    "text", ["2020-13", "2020-00", "2021-02-29", "2020-01-00", "20", "0000", "x"]
)
def test_what_the_calendar_does_not_have_is_an_error(text):
    (finding,) = dates_finding([("a", text), ("b", "2020")])
    assert finding[:4] == ("error", "a", "date", "date-unreadable")
    assert repr(text) in finding.message
    assert "YYYY-MM-DD" in finding.message


@given(st.lists(st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 12, 31)), max_size=5))
def test_full_dates_are_compared_to_the_day(days):
    findings = dates_finding([(f"s{k}", day.isoformat()) for k, day in enumerate(days)])
    apart = (max(days) - min(days)).days if days else 0
    assert [f.rule for f in findings] == (["dates-differ"] if apart > 365 else [])
