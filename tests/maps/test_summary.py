"""What a terminal is told of a run, line by line."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from adjoin.maps.summary import summary


@pytest.fixture
def results(tables, about):
    """What a summary needs of a run."""
    counts = {
        **dict.fromkeys(("agencies", "facilities", "facility_pairs", "duplications"), 5),
        "error": 0,
        "warning": 2,
        "note": 1,
    }
    return SimpleNamespace(
        label="Wood", manifest={**about, "counts": counts}, tables=lambda: tables, **tables
    )


def test_only_what_the_run_holds_is_told(results, tables):
    del tables["matrix"]
    text = summary(results)
    for word in ("providers", "names", "shared already", "looked at"):
        assert word not in text


def test_guesses_names_sharing_and_decisions_have_a_line_each(results, tables):
    results.facilities["attribution"] = ["guessed", "guessed", "guessed", "column", "contains"]
    results.findings = pd.concat(
        [results.findings, results.findings.iloc[:1].assign(rule="agency-undecided")]
    )
    results.duplications["review"] = ["accepted", "rejected", "rejected"]
    lines = summary(results).splitlines()
    assert "providers: 2 of 4 guessed from where the facility stands" in lines
    assert "names: 1 name waits for a decision" in lines
    assert (
        "shared already (agency and service): 2 bought, 2 through a joint authority, 1 with mutual aid"
        in lines
    )
    assert "looked at: 1 accepted, 2 rejected of 3 duplications" in lines
    tables["matrix"] = tables["matrix"].iloc[:0]
    assert "shared already" not in summary(results)


def test_kinds_and_the_people_whom_two_agencies_reach_have_a_line_each(results, measured):
    results.tables = lambda: measured
    results.duplications = measured["duplications"]
    lines = summary(results).splitlines()
    kinds = "2 adjacent provision, 1 catchment overlap, 2 proximity, 1 sub scale"
    assert f"duplications by kind: {kinds}" in lines
    assert "people reached by two agencies or more: Fire services 1,000 (by none 1,000)" in lines
    measured["joint_coverage"]["people_shared"] = 0.0
    assert "reached by two" not in summary(results)
    measured["duplications"]["kinds"] = None
    assert "by kind" not in summary(results)
