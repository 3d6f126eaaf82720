"""Levels of lines out of the codings that files have of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from adjoin.geo.findings import UseError
from adjoin.geo.streets.levels import HIGHEST, on_the_ground, read_levels


@pytest.mark.parametrize(
    "code",
    ["no", "No", "N", "false", False, "F", 0, "0", 0.0, "none", "", " ", None, np.nan, pd.NA],
)
def test_no_bridge(code):
    levels, findings = read_levels(1, bridge=[code], tunnel=[code])
    assert levels.inside.tolist() == levels.start.tolist() == levels.end.tolist() == [[0, 0]]
    assert levels.given
    assert findings == ()


@pytest.mark.parametrize("code", ["yes", "Y", True, "T", 1, "viaduct", "movable", "Overpass"])
def test_a_bridge_without_a_level_is_at_any_above_the_ground(code):
    levels, _ = read_levels(1, bridge=[code])
    assert levels.inside.tolist() == [[1, HIGHEST]]
    assert levels.start.tolist() == levels.end.tolist() == [[0, HIGHEST]]


@pytest.mark.parametrize(
    "columns", [{"tunnel": ["yes"]}, {"tunnel": ["T"]}, {"bridge": ["Tunnel"]},
                {"bridge": ["underpass"]}]
)  # fmt: skip
def test_a_tunnel_is_below_the_ground(columns):
    levels, _ = read_levels(1, **columns)
    assert levels.inside.tolist() == [[-HIGHEST, -1]]
    assert levels.end.tolist() == [[-HIGHEST, 0]]


def test_a_level_says_more_than_a_bridge_unless_it_is_on_the_other_side():
    levels, _ = read_levels(4, level=[2, "-1", None, "-2"], bridge=["yes", "yes", "yes", "no"])
    assert levels.inside.tolist() == [[2, 2], [1, HIGHEST], [1, HIGHEST], [-2, -2]]
    assert levels.start.tolist() == [[0, 2], [0, HIGHEST], [0, HIGHEST], [-2, 0]]


def test_levels_at_both_ends_are_exact_and_a_ramp_is_between_them():
    levels, _ = read_levels(
        3, level_from=[0, 1, None], level_to=[0, -1, 2], bridge=["yes", None, None]
    )
    assert levels.start.tolist() == [[0, 0], [1, 1], [0, 0]]
    assert levels.end.tolist() == [[0, 0], [-1, -1], [2, 2]]
    assert levels.inside.tolist() == [[1, HIGHEST], [-1, 1], [0, 2]]
    one_end, _ = read_levels(1, level_to=[1])
    assert (one_end.start.tolist(), one_end.end.tolist()) == ([[0, 0]], [[1, 1]])


def test_a_level_that_is_no_number_is_told():
    levels, findings = read_levels(2, level=["1;2", 1], level_to=["up", 0], row_numbers=[4, 9])
    assert levels.inside.tolist() == [[0, 0], [1, 1]]
    assert [(f.severity, f.rule, f.item) for f in findings] == [
        ("warning", "level-unreadable", "row 4"),
        ("warning", "level-unreadable", "row 4"),
    ]


def test_nothing_said_is_the_ground():
    levels, findings = read_levels(2)
    assert not levels.given
    assert findings == ()
    for column in (*levels[:3], *on_the_ground(2)[:3]):
        assert column.tolist() == [[0, 0], [0, 0]]
    assert read_levels(3, level=[1, 2, 3])[0].of(np.array([2, 0])).inside[:, 0].tolist() == [3, 1]


def test_columns_of_another_length_are_refused():
    for name in ("level", "level_from", "level_to", "bridge", "tunnel"):
        with pytest.raises(UseError, match="beside 2 rows"):
            read_levels(2, **{name: [1]})
