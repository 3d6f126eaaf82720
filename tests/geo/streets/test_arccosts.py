from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from adjoin.geo.findings import UseError
from adjoin.geo.streets.arccosts import (
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
    with pytest.raises(UseError, match="row_numbers"):
        rows_finding(faulty, np.arange(3), row_numbers=[1], **words)


@pytest.mark.parametrize("factor", [0, -1, np.nan, np.inf])
def test_speed_factor_must_be_positive(factor):
    with pytest.raises(UseError, match="speed_factor"):
        street_factor(factor)
