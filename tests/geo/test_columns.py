"""Columns by name: text as it stands, numbers or missing."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.columns import column, number_column, text_column
from adjoin.geo.findings import DataError
from hypothesis import given
from hypothesis import strategies as st

CELLS = st.lists(st.one_of(st.none(), st.text(max_size=8), st.integers().map(str)), min_size=1)


def text(values, dtype=None) -> list[str | None]:
    found = text_column(pd.DataFrame({"a": pd.Series(values, dtype=dtype)}), "a", key="", source="")
    assert str(found.dtype) in {"str", "object"}
    return [None if pd.isna(value) else value for value in found]


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        (["007", " a ", "", "  ", None, "None", "nan"], "str", ["007", "a", None, None, None, "None", "nan"]),
        (["007", 7, None, np.nan], object, ["007", "7", None, None]),
        ([6097.0, np.nan, 1.5, -3.0, 0.1], float, ["6097", None, "1.5", "-3", "0.1"]),
        ([2.0**53 - 1], float, ["9007199254740991"]),
        ([1, 20], "int64", ["1", "20"]),
        ([1, None], "Int64", ["1", None]),
        ([9007199254740993, None], "Int64", ["9007199254740993", None]),
        ([True, False], bool, ["True", "False"]),
        ([1.0, None], "Float64", ["1", None]),
        (["b", "a", None], "category", ["b", "a", None]),
        ([], "str", []),
    ],
)  # fmt: skip
def test_text_of_every_type_of_column(values, dtype, expected):
    assert text(values, dtype) == expected


@given(CELLS)
def test_text_is_kept_but_for_the_white_space_around_it(cells):
    expected = [(cell or "").strip() or None for cell in cells]
    assert text(cells, object) == expected


@given(st.lists(st.tuples(st.sampled_from(["0", "01", "", "x"]), st.sampled_from(["2", " ", "-"]))))
def test_ids_are_joined_by_a_hyphen_and_missing_with_any_part(parts):
    frame = pd.DataFrame(parts, columns=["a", "b"], dtype="str")
    joined = text_column(frame, ["a", "b"], key="columns.id", source="x")
    expected = [f"{a}-{b.strip()}" if a and b.strip() else None for a, b in parts]
    assert [None if pd.isna(value) else value for value in joined] == expected


@given(CELLS)
def test_a_number_is_finite_or_missing_and_every_loss_is_told(cells):
    frame = pd.Series(cells, index=range(1, len(cells) + 1), dtype="object").to_frame("a")
    numbers, findings = number_column(frame, "a", key="columns.x", source="t.csv")
    assert numbers.dtype == float
    lost = {
        f"row {row}"
        for row, cell in enumerate(cells, 1)
        if (cell or "").strip() and not math.isfinite(numbers[row])
    }
    assert {finding.item for finding in findings} == lost
    for row, cell in enumerate(cells, 1):
        if cell is not None and cell.removeprefix("-").isdecimal() and cell.isascii():
            assert numbers[row] == pytest.approx(float(cell), rel=1e-15)


@pytest.mark.parametrize("cell", ["M", "1,234", "38,5", "inf", "nan?", "1 2", "12 m"])
def test_what_is_no_number_is_named(cell):
    frame = pd.DataFrame({"a": ["1.5", cell]}, index=[1, 2])
    numbers, (finding,) = number_column(frame, "a", key="columns.x", source="t.csv")
    np.testing.assert_array_equal(numbers, [1.5, np.nan])
    assert (finding.severity, finding.source, finding.item) == ("warning", "t.csv", "row 2")
    assert repr(cell) in finding.message


def test_a_missing_column_is_told_with_the_nearest_names():
    frame = gpd.GeoDataFrame(
        {"GEOID": ["1"], "NAME": ["x"]}, geometry=[shapely.Point(0, 0)], crs=4326
    )
    with pytest.raises(DataError) as caught:
        text_column(frame, ["NAME", "GEOIDD"], key="columns.id", source="t.gpkg")
    (finding,) = caught.value.findings
    assert (finding.severity, finding.source, finding.item) == ("error", "t.gpkg", "columns.id")
    assert finding.message == "there is no column 'GEOIDD'; the file has GEOID, NAME"
    with pytest.raises(DataError, match=r"the file has GEOID, NAME$"):
        column(frame, "zzzzzz", key="columns.id", source="t.gpkg")
    with pytest.raises(DataError, match="the file has none"):
        column(pd.DataFrame(), "id", key="columns.id", source="t.gpkg")
    with pytest.raises(DataError, match="there is no column 'id'"):
        number_column(pd.DataFrame(), "id", key="columns.id", source="t.gpkg")


def test_the_frame_is_left_as_it_was():
    frame = pd.DataFrame({"a": [" x ", "1"], "b": [1.0, np.nan]})
    before = frame.copy(deep=True)
    text_column(frame, ["a", "b"], key="", source="")
    number_column(frame, "a", key="", source="")
    pd.testing.assert_frame_equal(frame, before)


def test_of_many_columns_the_nearest_are_told_whatever_their_case():
    frame = pd.DataFrame({f"FIELD_{k}": [k] for k in range(20)} | {"Name": ["x"]})
    with pytest.raises(DataError, match=r"the nearest of its 21 columns: Name$"):
        column(frame, "NAMES", key="columns.name", source="t.csv")


def test_cells_that_were_not_parted_are_told():
    with pytest.raises(DataError, match=r"parted by ';' \(ID;NAME\); save it with commas"):
        column(pd.DataFrame({"ID;NAME": ["1;a"]}), "ID", key="columns.id", source="t.csv")
