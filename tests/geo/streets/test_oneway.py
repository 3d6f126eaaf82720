from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from adjoin.geo.findings import UseError
from adjoin.geo.streets.oneway import open_directions


@pytest.mark.parametrize(
    "code",
    [
        "yes",
        "YES",
        "y",
        "Y",
        "true",
        True,
        1,
        1.0,
        "1",
        "F",
        "FT",
        " ft ",
        "AB",
        "One Way",
        "one-way",
        "ONEWAY",
        "FROM_TO",
        "with",
        "Forward",
    ],
)
def test_along_only(code):
    along, against, findings = open_directions([code], 1)
    assert (along.tolist(), against.tolist(), findings) == ([True], [False], ())


@pytest.mark.parametrize("code", [-1, "-1", -1.0, "reverse", "T", "TF", "ba", "Against", "To-From"])
def test_against_only(code):
    along, against, findings = open_directions([code], 1)
    assert (along.tolist(), against.tolist(), findings) == ([False], [True], ())


@pytest.mark.parametrize(
    "code",
    [
        "no",
        "No",
        "N",
        "both",
        False,
        0,
        0.0,
        "B",
        "",
        "Two Way",
        "two_way",
        "TwoWay",
        "3",
        3,
        None,
        np.nan,
        pd.NA,
    ],
)
def test_both(code):
    along, against, findings = open_directions([code], 1)
    assert (along.tolist(), against.tolist(), findings) == ([True], [True], ())


@pytest.mark.parametrize(
    ("codes", "open_along", "open_against"),
    [
        ([0, 1, 2], [True, True, False], [True, False, True]),
        (["1", "2", "3"], [True, False, True], [False, True, True]),
        ([2.0, np.nan, 3.0], [False, True, True], [True, True, True]),
    ],
)
def test_two_is_against_beside_nought_or_three(codes, open_along, open_against):
    along, against, findings = open_directions(codes, 3)
    assert (along.tolist(), against.tolist(), findings) == (open_along, open_against, ())


def test_one_and_two_may_be_one_way_and_two_ways():
    along, against, findings = open_directions([1, 2, 2], 3)
    assert along.all()
    assert against.tolist() == [False, True, True]
    assert "'2' (2)" in findings[0].message


def test_unknown_codes_are_told_and_taken_as_both():
    along, against, findings = open_directions(["maybe", "yes", "maybe", "alternating"], 4)
    assert along.all()
    assert against.tolist() == [True, False, True, True]
    assert [f.rule for f in findings] == ["oneway-unknown"]
    assert "'maybe' (2), 'alternating' (1)" in findings[0].message


def test_an_unknown_code_is_found_in_its_row():
    _, _, (finding,) = open_directions(["yes", "odd"], 2, row_numbers=[5, 9])
    assert finding.item == "row 9"
    assert finding.message.startswith("unknown one-way codes in row 9 are taken as open both ways")
    _, _, (finding,) = open_directions(["odd", "odd"], 2)
    assert finding.item == "2 rows from row 1"


def test_without_a_column_everything_is_open():
    along, against, findings = open_directions(None, 2)
    assert along.all()
    assert against.all()
    assert findings == ()


def test_a_column_of_another_length_is_refused():
    with pytest.raises(UseError, match="oneway"):
        open_directions(["yes"], 2)
