from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from adjoin.geo.files.alternatives import (
    NamedDifferently,
    chosen_columns,
    chosen_places,
    counted_where,
)
from adjoin.geo.files.reading import read_source
from adjoin.geo.findings import DataError


def test_the_first_name_that_is_there_counts_and_joined_ones_need_all_their_parts():
    chosen, findings = chosen_columns(
        ["ID", "STATE", "LON"],
        {"id": ["STATE", "PLACE"], "x": "LONGITUD"},
        alternatives={"id": [("STATE", "ID"), "ID"], "x": [("LON",)]},
        source="f",
    )
    assert (chosen, findings) == ({"id": ("STATE", "ID"), "x": "LON"}, [])


def test_optional_columns_that_are_missing_are_one_note():
    chosen, findings = chosen_columns(
        ["ID"],
        {"id": "ID", "name": "NAME", "x": "LON"},
        alternatives={"name": ["TITLE"]},
        optional=["name", "x"],
        source="f",
    )
    assert chosen == {"id": "ID"}
    assert [(f.severity, f.rule) for f in findings] == [("note", "column-optional")]
    assert "name ('NAME', 'TITLE'), x ('LON')" in findings[0].message


def test_all_that_is_missing_is_told_together_each_with_all_its_names():
    with pytest.raises(DataError) as caught:
        chosen_columns(
            ["IDENT"], {"id": "IDENTT", "x": "LON"}, alternatives={"x": ["LONG", "X"]}, source="f"
        )
    told = {f.item: f.message for f in caught.value.findings}
    assert "'IDENTT'" in told["columns.id"]
    assert "IDENT" in told["columns.id"].split(";")[1]
    assert "'LON', 'LONG', 'X'" in told["columns.x"]


def _table():
    return pd.DataFrame({"LON": ["1", "2"], "Y": ["3", "4"]}, dtype="str")


def test_places_are_the_columns_or_the_shapes_of_a_file_that_may_have_either():
    wanted, other = {"x": "LON", "y": "LAT"}, {"y": ["Y"]}
    shaped = gpd.GeoDataFrame(_table(), geometry=shapely.points([(0, 0), (1, 1)]), crs=4326)
    empty = gpd.GeoDataFrame(_table(), geometry=[None, None], crs=4326)
    assert chosen_places(_table(), wanted, alternatives=other, source="f") == ("LON", "Y")
    assert chosen_places(shaped, wanted, alternatives=other, source="f") is None
    assert chosen_places(empty, wanted, alternatives=other, source="f") == ("LON", "Y")
    # Where a person names the columns, these it is.
    own = {"x": "LON", "y": "Y"}
    assert chosen_places(shaped, own, alternatives={}, source="f") == ("LON", "Y")
    assert chosen_places(_table(), {}, alternatives={}, source="f") is None
    with pytest.raises(DataError, match="LAT"):
        chosen_places(_table(), wanted, alternatives={}, source="f")


def test_what_a_condition_leaves_out_is_counted():
    kept, findings = counted_where(_table(), "LON = '1'", source="f")
    assert len(kept) == 1
    assert [(f.item, f.message) for f in findings] == [
        ("where", "1 of 2 rows are left out by where (LON = '1')")
    ]
    assert counted_where(_table(), "LON <> '9'", source="f")[1] == []
    assert counted_where(_table(), None, source="f")[1] == []


def test_lists_of_names_are_lists_of_columns():
    source = NamedDifferently.model_validate(
        {"path": "f", "alternatives": {"id": ["A", ["B", "C"]]}, "optional": ["id"]}
    )
    assert source.alternatives == {"id": (("A",), ("B", "C"))}
    assert source.optional == ("id",)


def test_a_frame_is_prepared_before_its_condition_and_its_places(tmp_path):
    (tmp_path / "f.csv").write_text("A,B,C\n1,2,x\n3,4,7\n5,6,8\n", encoding="utf-8")

    def prepare(frame, findings):
        return frame[frame["C"] != "x"], ("A", "C"), [*findings, "told"]

    frame, findings = read_source(
        tmp_path / "f.csv", where="CAST(C AS INT) > 7", xy=("B", "B"), prepare=prepare
    )
    assert frame.index.tolist() == [3]
    assert frame.geometry.iloc[0] == shapely.Point(5, 8)
    assert findings == ["told"]
