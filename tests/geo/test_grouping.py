"""Alike findings: which are, what they have in common, and how a terminal shows them."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from adjoin.geo.findings import Finding, findings_table
from adjoin.geo.grouping import (
    MOST_WORDINGS,
    findings_text,
    first_items,
    group_numbers,
    grouped,
    parted,
)
from hypothesis import given, settings
from hypothesis import strategies as st

REPAIRED = (
    "the shape of 'Ash' is not valid (Self-intersection); it was repaired: 1.5 km2 before",
    'the shape of "Birch\'s End" is not valid (Hole lies outside (shell)); it was repaired: 2 km2 before',
    "the shape of 'Cedar (old)' is not valid (Self-intersection); it was repaired: -0.2 km2 before",
)

FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["error", "warning", "note"]),
        st.sampled_from(["a.csv", "b.csv"]),
        st.sampled_from(["", "row 1", "row 2"]),
        st.sampled_from(["empty", "speed"]),
        st.text("a1'\"( )-", max_size=8),
    ),
    max_size=20,
)


def alike(*messages):
    """One finding of one rule for each message."""
    return findings_table(
        Finding("warning", "a.gpkg", f"row {n}", "rule", text) for n, text in enumerate(messages, 1)
    )


def test_messages_that_differ_in_quotes_brackets_and_numbers_are_alike():
    table = alike(REPAIRED[0], REPAIRED[2])
    assert group_numbers(table).tolist() == [0, 0]
    assert [part.text for part in parted(table["message"].tolist())[1] if part.differs] == [
        "'Cedar (old)'",
        "-0.2",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'O\\'Hara' is no agency", "'Ash' is no agency"),
        ("\"a 'b' c\" is no agency", "'Ash' is no agency"),
        ("2 rows from 2020-01-02", "13 rows from 1999-12-31"),
        ("1,200.5 m", "3 m"),
        ("row 7c1: 5 m", "row 4001: 0.5 m"),
        ("lies in (a, b)", "lies in (c)"),
    ],
)
def test_values_of_many_kinds(one, other):
    assert group_numbers(alike(one, other)).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("no id", "no name"),
        ("the region's plane", "the county's plane"),  # an apostrophe opens no quote
        ("km2", "km3"),  # no number, but a unit
    ],
)
def test_other_words_are_another_group(one, other):
    assert group_numbers(alike(one, other)).tolist() == [0, 1]


@pytest.mark.parametrize("column", ["severity", "source", "rule"])
def test_alike_within_one_severity_source_and_rule_only(column):
    table = alike("no id", "no id")
    table.loc[1, column] = "error" if column == "severity" else "other"
    assert group_numbers(table).tolist() == [0, 1]


def test_a_rule_with_many_wordings_is_one_group():
    words = ["ash", "birch", "cedar", "dogwood", "elm", "fir"]
    assert len(grouped(alike(*words[:MOST_WORDINGS]))) == MOST_WORDINGS
    assert grouped(alike(*words))["count"].tolist() == [len(words)]
    pieces = parted(words)
    assert [[part.text for part in piece] for piece in pieces] == [[word] for word in words]
    assert all(part.differs for piece in pieces for part in piece)


def test_a_group_names_its_first_items_and_its_first_message():
    table = grouped(alike(*(f"{n} km/h" for n in range(1, 13))))
    assert table.to_dict("records") == [
        {
            "severity": "warning",
            "source": "a.gpkg",
            "rule": "rule",
            "count": 12,
            "item": "row 1, row 2, row 3, …",
            "message": "1 km/h",
        }
    ]


def test_items_are_named_once_and_empty_ones_are_not():
    assert first_items(["", "row 2", "row 2", "row 3"]) == "row 2, row 3"
    assert first_items([]) == ""


def test_no_finding_is_no_group():
    table = grouped(findings_table([]))
    assert table.shape == (0, 6)
    assert list(table.columns) == ["severity", "source", "rule", "count", "item", "message"]
    assert table["count"].dtype == "int64"
    assert findings_text(findings_table([])) == ""


@settings(max_examples=40)
@given(FINDINGS)
def test_every_finding_is_in_one_group(findings):
    table = findings_table(findings)
    groups = grouped(table)
    numbers = group_numbers(table)
    assert groups["count"].sum() == len(table)
    assert len(groups) == len(set(numbers.tolist()))
    # Groups are numbered as they appear.
    assert list(dict.fromkeys(numbers.tolist())) == list(range(len(groups)))
    for number in range(len(groups)):
        messages = table.loc[numbers == number, "message"].tolist()
        assert ["".join(part.text for part in row) for row in parted(messages)] == messages


@settings(max_examples=40)
@given(FINDINGS, st.randoms())
def test_what_is_alike_does_not_depend_on_the_order_of_the_findings(findings, random):
    table = findings_table(findings)
    order = list(range(len(table)))
    random.shuffle(order)
    mixed = pd.Series(group_numbers(table.iloc[order]), index=order).sort_index()
    straight = group_numbers(table)
    for a in range(len(table)):
        for b in range(a):
            assert (mixed[a] == mixed[b]) == (straight[a] == straight[b])


def test_the_terminal_shows_each_group_once_under_its_source():
    told = [
        Finding("error", "a.csv", "columns.id", "column-missing", "there is no column 'ID'"),
        Finding("warning", "b.csv", "", "no-rows", "the file has no rows"),
        *(Finding("warning", "b.csv", f"row {n}", "empty", "no shape") for n in (1, 2, 10, 11)),
    ]
    assert findings_text(findings_table(told), shown=3) == (
        "error  a.csv\n"
        "  column-missing: columns.id\n"
        "    there is no column 'ID'\n"
        "\n"
        "warning  b.csv\n"
        "  empty (4 findings): row 1, row 2, row 10, …\n"
        "    no shape\n"
        "  no-rows\n"
        "    the file has no rows\n"
    )


def test_the_terminal_is_not_steered_and_its_width_kept():
    text = findings_text(alike("\x1b[31mred\u202e " + "word " * 40), width=40)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(map(len, text.splitlines())) <= 40


@pytest.mark.parametrize(
    "text", ["1-" * 200_000 + "!", "'a" * 200_000, "(" * 200_000, "\\'" * 200_000]
)
def test_a_hostile_text_takes_no_longer_than_its_length(text):
    began = time.process_time()
    table = alike(text, text + " 2")
    assert len(grouped(table)) >= 1
    assert "more characters)" in findings_text(table)
    assert time.process_time() - began < 5  # some 0.1 s; hours when it goes back at each sign
