"""Attributes from a second table."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from adjoin.geo.files.joining import Join, joined
from adjoin.geo.files.reading import read_source
from adjoin.geo.findings import DataError, Finding
from hypothesis import given
from hypothesis import strategies as st

TOWNS = pd.DataFrame({"GEOID": ["01", "02", "03"], "NAME": ["a", "b", "c"]}, index=[1, 2, 3])
BUDGET = pd.DataFrame({"GEOID": ["03", "01"], "cost": ["300", "100"]}, index=[1, 2])


def join(on: str = "GEOID", equals: str | None = None, path: str = "budget.csv") -> Join:
    return Join(Path(path), path, on, equals)


def refusal(frame: pd.DataFrame, table: pd.DataFrame, how: Join) -> list[Finding]:
    with pytest.raises(DataError) as caught:
        joined(frame, table, how, source="towns.gpkg")
    assert {finding.severity for finding in caught.value.findings} == {"error"}
    return list(caught.value.findings)


def test_each_row_gets_the_attributes_of_its_own_key():
    frame, (finding,) = joined(TOWNS, BUDGET, join(), source="towns.gpkg")
    assert frame.index.tolist() == [1, 2, 3]
    assert frame.columns.tolist() == ["GEOID", "NAME", "cost"]
    assert frame["cost"].fillna("-").tolist() == ["100", "-", "300"]
    assert (finding.severity, finding.rule, finding.item) == ("warning", "join-unmatched", "GEOID")
    assert "1 of 3 rows find no row in budget.csv (02)" in finding.message
    assert TOWNS.columns.tolist() == ["GEOID", "NAME"]


def test_keys_of_other_names_and_types_are_compared_as_text():
    table = pd.DataFrame({"code": [1.0, 2.0, None], "v": [10, 20, 30]})
    towns = pd.DataFrame({"id": [" 1 ", "2"], "code": ["x", "y"]}, index=[5, 9])
    frame, findings = joined(towns, table, join("id", "code"), source="t")
    assert frame["v"].tolist() == [10, 20]
    # The source has a column that is called like the key of the table: that is its own.
    assert frame["code"].tolist() == ["x", "y"]
    (finding,) = findings
    assert (finding.severity, finding.rule, finding.source) == ("note", "join-unused", "budget.csv")
    assert finding.message == "1 of 3 rows of the table belong to no row of t (1 without a value)"


def test_a_key_that_stands_in_several_rows_of_the_table_is_an_error():
    table = pd.DataFrame({"GEOID": ["01", "1", "01 ", None, None], "cost": list("abcde")})
    (finding,) = refusal(TOWNS, table, join())
    assert (finding.rule, finding.source, finding.item) == ("join-repeated", "budget.csv", "GEOID")
    assert "(01)" in finding.message


def test_several_rows_of_the_source_may_share_a_row_of_the_table():
    towns = pd.DataFrame({"GEOID": ["01", "01", None]}, index=[1, 2, 3])
    frame, findings = joined(towns, BUDGET, join(), source="towns.gpkg")
    assert frame["cost"].fillna("-").tolist() == ["100", "100", "-"]
    assert [(f.severity, f.rule, f.source) for f in findings] == [
        ("warning", "join-unmatched", "towns.gpkg"),
        ("note", "join-unused", "budget.csv"),
    ]
    assert "1 without a value" in findings[0].message
    assert "1 of 2 rows of the table belong to no row of towns.gpkg (03)" in findings[1].message
    more = pd.DataFrame({"GEOID": ["01", "9", "8", None, " "], "cost": list("abcde")})
    (note,) = joined(towns.iloc[:2], more, join(), source="t")[1]
    assert note.message.endswith(
        "4 of 5 rows of the table belong to no row of t (8, 9; 2 without a value)"
    )


def test_missing_key_columns_of_both_sides_are_told_together_with_near_ones():
    first, second = refusal(TOWNS, BUDGET, join("GEOIDS", "geoid"))
    assert (first.rule, first.source, first.item) == ("column-missing", "towns.gpkg", "join.on")
    assert (second.rule, second.source, second.item) == (
        "column-missing",
        "budget.csv",
        "join.equals",
    )
    assert "GEOID" in first.message
    assert "GEOID" in second.message


def test_leading_zeros_that_were_lost_are_named_as_the_cause():
    table = pd.DataFrame({"GEOID": [1, 2], "cost": [1, 2]})
    (finding,) = refusal(TOWNS, table, join())
    assert (finding.rule, finding.item) == ("join-nothing", "GEOID")
    assert "leading zeros were lost in budget.csv" in finding.message
    (finding,) = refusal(TOWNS.assign(GEOID=[1, 2, 3]), BUDGET, join())
    assert "leading zeros were lost in towns.gpkg" in finding.message
    (finding,) = refusal(TOWNS, BUDGET.assign(GEOID=["x", None]), join())
    assert "zeros" not in finding.message
    assert "(01, 02, 03) equals one of 'GEOID' in budget.csv (x)" in finding.message


def test_columns_of_both_and_the_geometry_of_the_table_are_left_out():
    shapes = [shapely.Point(1, 2)] * 3
    towns = gpd.GeoDataFrame(TOWNS, geometry=shapes, crs=4326)
    table = gpd.GeoDataFrame(
        {"GEOID": ["01", "02", "03"], "NAME": ["x", "y", "z"], "v": [1, 2, 3]},
        geometry=[shapely.Point(9, 9)] * 3, crs=2226,
    )  # fmt: skip
    frame, (finding,) = joined(towns, table, join(), source="t")
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs == "EPSG:4326"
    assert frame.geometry.tolist() == shapes
    assert frame["NAME"].tolist() == ["a", "b", "c"]
    assert frame["v"].tolist() == [1, 2, 3]
    assert (finding.severity, finding.rule) == ("note", "join-same-column")


def test_a_whole_number_beside_a_missing_one_stays_exact():
    table = pd.DataFrame({"GEOID": ["01"], "big": pd.array([9007199254740993], dtype="Int64")})
    frame, _ = joined(TOWNS, table, join(), source="t")
    assert frame["big"].iloc[0] == 9007199254740993
    plain, _ = joined(TOWNS, table.astype({"big": "int64"}), join(), source="t")
    assert plain["big"].iloc[0] == 9007199254740993


KEYS = st.lists(st.sampled_from(["01", "1", "02", " 2", "x", None]), max_size=6)


@given(KEYS, KEYS)
def test_rows_are_never_more_or_fewer_and_every_one_is_accounted_for(ours, theirs):
    frame = pd.DataFrame({"k": pd.array(ours, dtype="str")}, index=range(1, len(ours) + 1))
    table = pd.DataFrame({"k": pd.array(theirs, dtype="str"), "v": range(len(theirs))})
    stripped = [key.strip() for key in theirs if key is not None]
    lookup = {key: theirs.index(raw) for raw in theirs if raw is not None for key in [raw.strip()]}
    try:
        result, findings = joined(frame, table, join("k"), source="t")
    except DataError as error:
        if error.findings[0].rule == "join-repeated":
            assert len(set(stripped)) < len(stripped)
        else:
            assert not {key.strip() for key in ours if key is not None} & set(stripped)
        return
    assert result.index.tolist() == frame.index.tolist()
    expected = [None if key is None else lookup.get(key.strip()) for key in ours]
    assert [None if pd.isna(value) else int(value) for value in result["v"]] == expected
    told = [finding.message for finding in findings if finding.rule == "join-unmatched"]
    assert bool(told) == (None in expected)


# --- through read_source -------------------------------------------------------------------------


def test_a_condition_and_the_places_may_use_what_was_joined(tmp_path: Path):
    (tmp_path / "t.csv").write_text("id,name\n01,a\n02,b\n03,c\n")
    (tmp_path / "p.csv").write_text(
        "key;lon;lat;kind\n03;-122;38;fire\n01;-121;37;fire\n02;;;park\n"
    )
    how = Join(tmp_path / "p.csv", "p.csv", "id", "key")
    frame, findings = read_source(
        tmp_path / "t.csv", source="t.csv", where="kind = 'fire'", xy=("lon", "lat"), join=how
    )
    assert frame.index.tolist() == [1, 3]
    assert [point.wkt for point in frame.geometry] == ["POINT (-121 37)", "POINT (-122 38)"]
    assert [(f.severity, f.source, f.rule) for f in findings] == [("note", "p.csv", "delimiter")]


def test_a_table_that_cannot_be_read_is_told_by_its_own_name(tmp_path: Path):
    (tmp_path / "t.csv").write_text("id\n01\n")
    with pytest.raises(DataError) as caught:
        read_source(tmp_path / "t.csv", join=Join(tmp_path / "no.csv", "no.csv", "id"))
    assert [(f.source, f.rule) for f in caught.value.findings] == [("no.csv", "file-missing")]
