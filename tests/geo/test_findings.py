"""Findings: their order, and what stops a run."""

from __future__ import annotations

import pytest
from adjoin.geo.findings import (
    AdjoinError,
    DataError,
    Finding,
    UseError,
    findings_table,
    stop_on_errors,
)
from hypothesis import given
from hypothesis import strategies as st

NOTE = Finding("note", "a.csv", "", "speed", "12 speeds filled")
WARNING = Finding("warning", "b.csv", "row 3", "empty", "no shape")
ERROR = Finding("error", "c.csv", "columns.id", "column-missing", "there is no column 'ID'")

FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["error", "warning", "note"]),
        st.sampled_from(["a.csv", "b.csv"]),
        st.sampled_from(["", "row 1", "row 2"]),
        st.sampled_from(["empty", "speed"]),
        st.sampled_from(["x", "y"]),
    ),
    max_size=12,
)


def test_the_table_has_errors_first_and_each_finding_once():
    table = findings_table([NOTE, WARNING, ERROR, WARNING])
    assert table["severity"].tolist() == ["error", "warning", "note"]
    assert table.columns.tolist() == ["severity", "source", "item", "rule", "message"]
    assert table.loc[0].tolist() == list(ERROR)


def test_no_finding_is_a_table_without_rows_but_with_columns():
    table = findings_table([])
    assert table.shape == (0, 5)
    assert set(table.dtypes.astype(str)) == {"str"}


@given(FINDINGS, st.randoms())
def test_the_order_of_the_findings_does_not_matter(findings, random):
    mixed = list(findings)
    random.shuffle(mixed)
    assert findings_table(mixed).equals(findings_table(findings))


@given(FINDINGS)
def test_a_run_stops_exactly_when_one_is_an_error(findings):
    severities = {finding.severity for finding in findings}
    for strict, stopping in ((False, {"error"}), (True, {"error", "warning"})):
        if severities & stopping:
            with pytest.raises(DataError) as caught:
                stop_on_errors(findings, strict=strict)
            assert caught.value.findings == tuple(findings)
        else:
            stop_on_errors(findings, strict=strict)


def test_the_text_of_the_error_tells_each_of_the_worst_with_its_place():
    text = str(DataError([NOTE, ERROR, WARNING, ERROR._replace(item="", message="no crs")]))
    assert text.splitlines() == [
        "c.csv: columns.id: there is no column 'ID'",
        "c.csv: no crs",
    ]
    assert str(DataError([NOTE, WARNING])) == "b.csv: row 3: no shape"


def test_the_errors_have_one_root_and_are_value_errors():
    for error in (DataError([ERROR]), UseError("no")):
        assert isinstance(error, AdjoinError)
        assert isinstance(error, ValueError)
