"""How a service is split, worked out by hand, and what holds for all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from adjoin.services.kinds.fragmentation import COLUMNS, fragmentation_table
from adjoin.services.service import Service
from hypothesis import given
from hypothesis import strategies as st

SERVICES = {"payroll": Service(id="payroll"), "fleet": Service(id="fleet", name="The fleet")}


def _scale(*served, service="payroll", efficient=60_000.0):
    people = pd.Series(served, dtype="float64")
    below = (people < efficient).astype("boolean")
    return pd.DataFrame(
        {
            "service": pd.Series(service, index=people.index, dtype="str"),
            "served_people": people,
            "efficient_people": efficient,
            "below": below.where(people.notna() & ~np.isnan(efficient)),
        }
    )


def _row(*served, people=None, **more):
    table = fragmentation_table(_scale(*served, **more), services=SERVICES, people=people)
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 1
    return table.iloc[0]


def test_three_offices():
    row = _row(50e3, 30e3, 120e3)
    assert row.drop(["sentence", "people"]).tolist() == [
        "payroll", 3, 0, 200e3, 0.6, pytest.approx(1 - 0.25**2 - 0.15**2 - 0.6**2), 2,
    ]  # fmt: skip
    assert np.isnan(row["people"])
    assert row["sentence"] == (
        "3 agencies produce Payroll and serve 200,000 people between them; 2 serve fewer than 60,000."
    )


def test_people_who_count_once_are_in_the_sentence_and_not_in_the_shares():
    row = _row(50e3, 100e3, people={"payroll": 100e3, "fleet": 1.0})
    assert (row["served_people"], row["people"]) == (150e3, 100e3)
    assert row["sentence"] == (
        "2 agencies produce Payroll for 100,000 people; 1 serves fewer than 60,000."
    )


def test_what_is_not_known_is_not_guessed():
    row = _row(50e3, np.nan, 20e3)
    assert row[["served_people", "largest_share", "fragmentation"]].isna().all()
    assert (row["providers"], row["unknown"], row["below"]) == (3, 1, 2)
    assert row["sentence"] == (
        "3 agencies produce Payroll; how many people 1 of them serves is not known; "
        "2 serve fewer than 60,000."
    )
    assert _row(np.nan, np.nan)["sentence"] == (
        "2 agencies produce Payroll; how many people each serves is not known."
    )
    assert _row(np.nan)["sentence"].endswith("how many people it serves is not known.")


def test_without_evidence_nobody_is_below():
    row = _row(50e3, service="fleet", efficient=np.nan)
    assert pd.isna(row["below"])
    assert row["sentence"] == "1 agency produces The fleet for 50,000 people."


def test_where_nobody_is_served_there_are_no_shares():
    row = _row(0.0, 0.0)
    assert row["served_people"] == 0
    assert row[["largest_share", "fragmentation"]].isna().all()


def test_one_person_is_one():
    assert _row(1.0, service="fleet", efficient=np.nan)["sentence"].endswith(" for 1 person.")


def test_several_services_and_none():
    both = pd.concat([_scale(1.0, service="payroll"), _scale(2.0, 2.0, service="fleet")])
    table = fragmentation_table(both, services=SERVICES)
    assert table[["service", "fragmentation"]].to_numpy().tolist() == [
        ["fleet", 0.5], ["payroll", 0.0],
    ]  # fmt: skip
    empty = fragmentation_table(both.iloc[:0], services=SERVICES)
    assert (len(empty), tuple(empty.columns)) == (0, COLUMNS)


@given(st.lists(st.floats(0.001, 1e7), min_size=1, max_size=30), st.randoms())
def test_from_0_for_one_up_to_that_of_equal_parts_in_whatever_order(served, random):
    row = _row(*served)
    assert 0 <= row["fragmentation"] <= 1 - 1 / len(served) + 1e-12
    assert 1 / len(served) - 1e-12 <= row["largest_share"] <= 1
    assert row["fragmentation"] < 1
    if len(served) == 1:
        assert row["fragmentation"] == 0
    mixed = list(served)
    random.shuffle(mixed)
    pd.testing.assert_series_equal(_row(*mixed), row)
