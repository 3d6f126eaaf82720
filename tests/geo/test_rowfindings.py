"""A few rows are told each by itself, many as one, whatever their order."""

from __future__ import annotations

import pytest
from adjoin.geo.findings import Finding
from adjoin.geo.rowfindings import EACH, row_findings
from hypothesis import given
from hypothesis import strategies as st


@given(
    st.lists(st.integers(1, 10_000), unique=True, max_size=60), st.randoms(use_true_random=False)
)
def test_every_row_is_told_or_counted_in_any_order(rows, random):
    messages = [f"value {row}" for row in rows]
    found = row_findings(rows, messages, source="f", rule="r")
    pairs = list(zip(rows, messages, strict=True))
    random.shuffle(pairs)
    again = row_findings(
        [row for row, _ in pairs], [message for _, message in pairs], source="f", rule="r"
    )
    assert again == found
    if len(rows) <= EACH:
        assert found == [
            Finding("warning", "f", f"row {row}", "r", f"value {row}") for row in sorted(rows)
        ]
    else:
        (one,) = found
        assert one.item == f"{len(rows)} rows from row {min(rows)}"
        first = ", ".join(map(str, sorted(rows)[:5]))
        assert one.message == (
            f"value {min(rows)} ({len(rows)} rows like this: {first} and {len(rows) - 5} more)"
        )


def test_severity_and_limit_are_the_callers():
    (finding,) = row_findings([1, 2], "x", source="f", rule="r", severity="error", each=1)
    assert finding == Finding("error", "f", "2 rows from row 1", "r", "x (2 rows like this: 1, 2)")


def test_messages_are_one_a_row():
    with pytest.raises(IndexError):
        row_findings([1, 2], ["x"], source="f", rule="r")
