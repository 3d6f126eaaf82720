"""Columns by name: text as it stands, numbers or missing."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.files.columns import column, known_text, number_column, text_column, text_columns
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
    lost: dict[str, list[int]] = {}
    for row, cell in enumerate(cells, 1):
        if (cell or "").strip() and not math.isfinite(numbers[row]):
            lost.setdefault((cell or "").strip(), []).append(row)
    if len(lost) <= 20:
        told = {
            f"row {r[0]}" if len(r) == 1 else f"{len(r)} rows from row {r[0]}"
            for r in lost.values()
        }
        assert {finding.item for finding in findings} == told
        assert len(findings) == len(lost)
    assert all(finding.rule == "not-a-number" for finding in findings)
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


def test_rows_with_one_text_for_a_number_are_one_finding():
    frame = pd.DataFrame({"a": ["M", "1", "M", "x", "M"]}, index=[1, 2, 3, 4, 5])
    _, findings = number_column(frame, "a", key="columns.population", source="t.csv")
    assert [(f.item, f.message) for f in findings] == [
        ("3 rows from row 1", "a is 'M' in 3 rows: 1, 3, 5, which is no number; taken as missing"),
        ("row 4", "a is 'x' in row 4, which is no number; taken as missing"),
    ]


def test_a_column_of_texts_is_one_finding_that_names_the_key():
    frame = pd.DataFrame({"a": [f"name {k:02}" for k in range(30)] + ["name 07", "x" * 999]})
    numbers, (finding,) = number_column(frame, "a", key="columns.population", source="t.csv")
    assert numbers.isna().all()
    assert (finding.item, finding.rule) == ("32 rows from row 0", "not-a-number")
    assert finding.message.startswith("a is 'name 07' in 2 rows: 7, 30; 'name 00' in row 0; ")
    assert "and 26 more" in finding.message
    assert "check that columns.population names the right column" in finding.message
    _, (long,) = number_column(frame.tail(1), "a", key="columns.population", source="t.csv")
    assert len(long.message) < 200


def test_numbers_below_the_least_are_missing_and_counted_by_value():
    values = ["-999", "0", "12", "-3", "-999", None, "-0"]
    frame = pd.DataFrame({"a": values}, index=range(1, 8))
    numbers, (finding,) = number_column(frame, "a", key="k", source="t.csv", least=0)
    np.testing.assert_array_equal(numbers, [np.nan, 0, 12, np.nan, np.nan, np.nan, 0])
    assert finding[:4] == ("warning", "t.csv", "3 rows from row 1", "sentinel")
    assert (
        finding.message == "a is '-999' in 2 rows: 1, 5; '-3' in row 4, below 0; taken as missing"
    )
    unlimited, findings = number_column(frame, "a", key="k", source="t.csv")
    assert (unlimited[1], findings) == (-999, [])
    (told,) = number_column(frame.astype({"a": float}), "a", key="k", source="", least=0)[1]
    assert "'-999' in 2 rows" in told.message


@pytest.mark.parametrize(
    "word", ["NOT AVAILABLE", "n/a", "<Null>", "None", " - ", "-999", "Unknown"]
)
def test_a_text_that_stands_for_not_known_is_missing_and_told(word):
    frame = pd.DataFrame({"a": [word, "NA", "M", "-1", ""]}, index=range(1, 6))
    before = frame.copy()
    text, (finding,) = known_text(frame, "a", key="columns.name", source="t.csv")
    assert [None if pd.isna(value) else value for value in text] == [None, "NA", "M", "-1", None]
    assert finding[:4] == ("warning", "t.csv", "row 1", "sentinel")
    assert repr(word.strip()) in finding.message
    pd.testing.assert_frame_equal(frame, before)
    assert known_text(frame.loc[[2]], "a", key="columns.name", source="t.csv")[1] == []


def test_columns_are_read_by_their_keys_and_ids_are_never_taken_as_missing():
    frame = pd.DataFrame({"I": ["NULL", "01"], "N": ["null", "x"]}, index=[1, 2])
    texts, findings = text_columns(
        frame,
        {"id": "I", "name": "N", "x": "gone"},
        codes=["id", "level"],
        names=["name", "agency"],
        source="t",
    )
    assert list(texts) == ["id", "level", "name", "agency"]
    assert texts["id"].tolist() == ["NULL", "01"]
    assert texts["name"].fillna("").tolist() == ["", "x"]
    assert texts["level"].isna().all()
    assert texts["agency"].isna().all()
    assert [(f.item, f.rule) for f in findings] == [("row 1", "sentinel")]


@pytest.mark.parametrize(
    ("values", "dtype", "kind"),
    [
        (["2026-01-02", None], "datetime64[ns]", "dates"),
        (["2026-01-02", None], "datetime64[ns, UTC]", "dates"),
        ([True, None], "boolean", "true and false"),
        ([True, None], object, "true and false"),
        ([pd.Timedelta("1h"), None], "timedelta64[ns]", "durations"),
    ],
)
def test_what_pandas_would_make_numbers_of_is_none(values, dtype, kind):
    frame = pd.DataFrame({"a": pd.Series(values, dtype=dtype, index=[1, 2])})
    numbers, (finding,) = number_column(frame, "a", key="columns.population", source="t")
    assert numbers.isna().all()
    assert numbers.dtype == float
    assert finding[:4] == ("warning", "t", "row 1", "not-a-number")
    assert f"a holds {kind}, not numbers" in finding.message
    nothing, findings = number_column(frame.loc[[2]], "a", key="k", source="t")
    assert (nothing.isna().all(), findings) == (True, [])
