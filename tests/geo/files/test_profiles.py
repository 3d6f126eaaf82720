"""What is in each column, worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from adjoin.geo.files.profiles import as_texts, name_words, profiled


def profile(values, **options):
    (found,) = profiled(pd.DataFrame({"A": pd.Series(values, **options)}))
    return found


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "-2", "+3"], "whole"),
        ([1.0, 2.0, None], "whole"),
        (["1.5", ".5", "1e3"], "number"),
        (["yes", "No", "Y"], "truth"),
        (["a", "1", "2"], "text"),
        (["1"] * 3 + [str(k) for k in range(100)] + ["n/a"], "whole"),  # 1 in 50 may be none
        ([None, None], "empty"),
        ([], "empty"),
    ],
)
def test_kinds(values, kind):
    assert profile(values).kind == kind


def test_text_and_numbers_are_alike():
    text, numbers = profile(["1", "2", None]), profile([1.0, 2.0, None])
    assert text._replace(name="") == numbers._replace(name="")
    assert (text.rows, text.filled, text.distinct, text.least, text.most) == (3, 2, 2, 1.0, 2.0)
    assert text.values == ("1", "2")
    assert not text.unique


def test_codes_begin_with_0_and_0_does_not():
    assert profile(["06097", "06001"]).lead_zeros
    assert not profile(["0", "10"]).lead_zeros


def test_shares_and_order_of_values():
    found = profile(["b", "a", "b", "b"])
    assert found.values == ("b", "a")
    assert found.shares == (0.75, 0.25)
    assert math.isnan(found.least)


def test_long_tables_are_looked_at_evenly():
    found = profile([str(k) for k in range(20_000)])
    assert (found.rows, found.distinct, len(found.values)) == (20_000, 20_000, 5_000)
    assert (found.least, found.most) == (0.0, 19_999.0)


def test_blank_cells_are_no_texts():
    assert list(as_texts(pd.Series([" a ", "  ", "b"]))) == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("NAMELSAD", "namelsad"), ("Straße_2", "strasse 2"), ("GEOID20", "geoid 20"), ("東京_id", "東京 id"), ("__", "")],
)  # fmt: skip
def test_words_of_names(name, words):
    assert name_words(name) == words


def test_text_among_numbers_is_no_number():
    found = profile([*map(str, range(100)), "n/a"])
    assert found.kind == "whole"
    assert found.numbers[:3].tolist() == [0.0, 1.0, 2.0]
    assert math.isnan(found.numbers[-1])


def test_numbers_beyond_all_whole_ones_stay_what_they_are():
    assert as_texts(pd.Series([1e20, 3.0])).tolist() == ["1e+20", "3.0"]
    assert profile([1e20, 3.0]).most == 1e20
