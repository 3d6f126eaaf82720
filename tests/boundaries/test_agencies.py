"""Rows of several sources made into one table of agencies, each once."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from adjoin.boundaries.agencies import (
    agencies_table,
    agency_rows,
    with_unlisted,
)
from adjoin.boundaries.levels import LEVELS
from adjoin.boundaries.parents import root_agencies
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import DataError
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-123, 38, -122, 39))
KM = 1000.0
IDS = ["a", "b", "c", "d", "e", "f"]


def box(x: float, y: float, width: float = 1, height: float = 1):
    return shapely.box(x * KM, y * KM, (x + width) * KM, (y + height) * KM)


def layer(columns: dict[str, list[object]], shapes: list[object]) -> gpd.GeoDataFrame:
    index = pd.RangeIndex(1, len(shapes) + 1, name="row")
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=PLANE, index=index)


def rows(frame: pd.DataFrame, source: str = "a.gpkg", **options):
    options = {"columns": {"id": "ID", "name": "NAME"}, "level": "city"} | options
    return agency_rows(frame, source=source, **options)


def table(*frames: pd.DataFrame):
    """The agencies of some frames of rows."""
    joined = pd.concat(frames, ignore_index=True)
    return agencies_table(gpd.GeoDataFrame(joined, geometry="geometry", crs=PLANE), plane=PLANE)


def told(findings) -> list[tuple[str, str, str]]:
    return [(f.severity, f.item, f.rule) for f in findings]


# --- rows ----------------------------------------------------------------------------------------


def test_columns_are_found_by_their_names_and_ids_keep_their_zeros():
    frame = layer(
        {"ID": ["007", "08"], "PART": [1, 2], "NAME": [" Ōta ", "Doña"], "LEVEL": ["City", "county"],
         "UP": ["08", None], "POP": ["12", "M"]},
        [box(0, 0), box(1, 0)],
    )  # fmt: skip
    columns = {
        "id": ["ID", "PART"], "name": "NAME", "level": "LEVEL", "parent": "UP", "population": "POP",
    }  # fmt: skip
    found, findings = rows(frame, columns=columns, level=None, id_prefix="city-")
    assert found["agency_id"].tolist() == ["city-007-1", "city-08-2"]
    assert found["name"].tolist() == ["Ōta", "Doña"]
    assert found["level"].tolist() == ["city", "county"]
    assert found["parent_id"].fillna("").tolist() == ["08", ""]
    np.testing.assert_array_equal(found["population"], [12, np.nan])
    assert found["row"].tolist() == [1, 2]
    assert set(found["source"]) == {"a.gpkg"}
    assert told(findings) == [("warning", "row 2", "not-a-number")]


def test_without_an_id_the_name_is_the_id():
    found, findings = rows(
        layer({"NAME": ["Windsor", None]}, [box(0, 0)] * 2), columns={"name": "NAME"}
    )
    assert found["agency_id"].tolist() == ["Windsor"]
    assert told(findings) == [("warning", "row 2", "id-missing")]


def test_without_names_the_ids_are_shown_and_it_is_told_once():
    frame = layer({"ID": ["1", "2"], "NAME": ["x", None]}, [box(0, 0)] * 2)
    found, findings = rows(frame, columns={"id": "ID"})
    assert found["name"].tolist() == ["1", "2"]
    assert told(findings) == [("note", "columns.name", "name-missing")]
    found, findings = rows(frame)
    assert found["name"].tolist() == ["x", "2"]
    assert told(findings) == [("warning", "row 2", "name-missing")]


def test_rows_without_id_or_shape_are_left_out_and_told():
    frame = layer(
        {"ID": ["1", None, "3", "4", "5"], "NAME": list("abcde")},
        [box(0, 0), box(1, 0), None, shapely.Polygon(), shapely.Point(1, 1)],
    )
    found, findings = rows(frame)
    assert found["agency_id"].tolist() == ["1", "5"]
    assert found["row"].tolist() == [1, 5]
    assert told(findings) == [
        ("warning", "row 2", "id-missing"),
        ("warning", "row 3", "geometry-empty"),
        ("warning", "row 4", "geometry-empty"),
        ("warning", "row 5", "geometry-not-areal"),
    ]


def test_agencies_without_boundary_need_no_shape():
    found, findings = rows(pd.DataFrame({"ID": ["1"], "NAME": ["a"]}, index=[1]))
    assert found["geometry"].tolist() == [None]
    assert findings == []
    agencies, findings = table(found)
    assert agencies["geometry"].tolist() == [None]
    assert np.isnan(agencies["area_km2"][0])
    assert findings == []


@pytest.mark.parametrize("level", ["town", None, "City"])
def test_an_unknown_level_is_an_error(level):
    _, findings = rows(layer({"ID": ["1"], "NAME": ["a"]}, [box(0, 0)]), level=level)
    assert told(findings) == [("error", "row 1", "level-unknown")]
    assert repr(level) in findings[0].message
    assert all(known in findings[0].message for known in LEVELS)


def test_a_column_that_is_not_there_is_told_with_its_key():
    with pytest.raises(DataError) as caught:
        rows(
            layer({"ID": ["1"], "NAME": ["a"]}, [box(0, 0)]), columns={"id": "ID", "parent": "NAM"}
        )
    (finding,) = caught.value.findings
    assert (finding.item, finding.rule) == ("columns.parent", "column-missing")
    assert "NAME" in finding.message


def test_a_source_without_rows_gives_none():
    found, findings = rows(layer({"ID": [], "NAME": []}, []))
    assert (len(found), findings) == (0, [])


# --- table ---------------------------------------------------------------------------------------


def test_the_table_is_in_the_order_of_the_ids_with_areas_in_km2():
    shapes = [box(0, 0, 3, 2), box(5, 5), box(9, 9, 1, 0.5)]
    found, _ = rows(layer({"ID": ["b", "B", "a"], "NAME": list("xyz")}, shapes))
    agencies, findings = table(found)
    assert agencies["agency_id"].tolist() == ["B", "a", "b"]
    assert agencies["area_km2"].tolist() == pytest.approx([1, 0.5, 6])
    assert agencies.columns.tolist() == [
        "agency_id", "name", "level", "parent_id", "population", "area_km2", "boundary", "members",
        "geometry",
    ]  # fmt: skip
    assert pyproj.CRS(agencies.crs) == PLANE
    assert findings == []


def test_a_repeated_id_becomes_one_agency_with_the_union_of_its_shapes():
    first, _ = rows(
        layer({"ID": ["1", "2", "1"], "NAME": ["Marin Water", "Napa", "Marin Water District"]},
              [box(0, 0), box(5, 5), box(0.5, 0)])
    )  # fmt: skip
    second, _ = rows(layer({"ID": ["1"], "NAME": ["water of MARIN"]}, [box(3, 0)]), source="b.gpkg")
    agencies, findings = table(second, first)
    assert agencies["agency_id"].tolist() == ["1", "2"]
    assert agencies["name"].tolist() == ["Marin Water", "Napa"]
    assert agencies["area_km2"].tolist() == pytest.approx([1.5 + 1, 1])
    assert told(findings) == [("warning", "1", "agency-repeated")]
    assert "3 rows (a.gpkg rows 1, 3; b.gpkg row 1)" in findings[0].message


def test_an_id_of_clearly_different_agencies_is_an_error():
    found, _ = rows(layer({"ID": ["1", "1"], "NAME": ["Sonoma", "Napa"]}, [box(0, 0), box(1, 0)]))
    _, findings = table(found)
    assert told(findings) == [("error", "1", "agency-id-clash")]
    shown = "'Napa' (city), 'Sonoma' (city): a.gpkg rows 1, 2"
    assert shown in findings[0].message
    assert "id_prefix" in findings[0].message


def test_attributes_of_a_repeated_agency_are_the_first_that_are_known():
    found, _ = rows(
        layer({"ID": ["1", "1"], "NAME": ["Napa", "Napa"], "POP": [None, "5"], "UP": [None, "2"]},
              [box(0, 0), None]),
        columns={"id": "ID", "name": "NAME", "population": "POP", "parent": "UP"},
    )  # fmt: skip
    more, _ = rows(
        pd.DataFrame({"ID": ["1"], "NAME": ["Napa"], "POP": ["7"], "UP": ["2"]}, index=[1]),
        source="b.csv",
        columns={"id": "ID", "name": "NAME", "population": "POP", "parent": "UP"},
    )
    agencies, findings = table(found, more)
    assert agencies[["agency_id", "population", "parent_id"]].values.tolist() == [["1", 7, "2"]]
    assert agencies["area_km2"].tolist() == pytest.approx([1])
    assert told(findings) == [
        ("warning", "1", "agency-repeated"),
        ("warning", "1", "parent-unknown"),
    ]


def test_a_repair_is_told_with_the_area_before_and_after():
    hole_outside = shapely.Polygon(box(0, 0, 2, 2).exterior, [box(5, 5).exterior])
    bowtie = shapely.Polygon([(0, 0), (2 * KM, 2 * KM), (2 * KM, 0), (0, 2 * KM)])
    found, _ = rows(layer({"ID": ["1", "2"], "NAME": ["Napa", "Bow"]}, [hole_outside, bowtie]))
    agencies, findings = table(found)
    assert agencies["area_km2"].tolist() == pytest.approx([5, 2])
    assert [f.message for f in findings] == [
        "the shape of 'Napa' is not valid (Hole lies outside shell at 6000, 5000); it was repaired: "
        "3.000000 km2 before, 5.000000 km2 after",
        "the repair of 'Napa' changed its area by +2.000000 km2, 66.7%: rings that cross, overlap or "
        "lie outside had taken it off; look at it, and mend the shape in the file where "
        "that is wrong",
        "the shape of 'Bow' is not valid (Self-intersection at 1000, 1000); it was repaired: "
        "0.000000 km2 before, 2.000000 km2 after",
        "the repair of 'Bow' changed its area by +2.000000 km2: rings that cross, overlap or lie "
        "outside had taken it off; look at it, and mend the shape in the file where that is wrong",
    ]
    assert told(findings) == [
        ("warning", f"row {n}", rule)
        for n in (1, 2)
        for rule in ("geometry-repaired", "repair-changed-area")
    ]


def test_a_parent_outside_the_region_is_told():
    found, _ = rows(
        layer({"ID": ["1", "2"], "NAME": list("xy"), "UP": ["2", "9"]}, [box(0, 0), box(1, 0)]),
        columns={"id": "ID", "name": "NAME", "parent": "UP"},
    )
    _, findings = table(found)
    assert told(findings) == [("warning", "2", "parent-unknown")]
    assert "'9'" in findings[0].message


@given(st.permutations(range(6)))
@settings(deadline=None, max_examples=40)
def test_the_order_of_rows_does_not_matter(order):
    found, _ = rows(
        layer(
            {"ID": ["2", "1", "1", "3", "2", "2"], "NAME": ["x a", "y", "y", "z", "x b", "x"]},
            [box(k, 0, 1.5, 1) for k in range(6)],
        )
    )
    first, findings = table(found)
    mixed, again = table(found.iloc[list(order)])
    pd.testing.assert_frame_equal(
        mixed.drop(columns="geometry"), first.drop(columns="geometry"), check_exact=True
    )
    assert (
        shapely.to_wkb(mixed.geometry.to_numpy()).tolist()
        == shapely.to_wkb(first.geometry.to_numpy()).tolist()
    )
    assert sorted(again) == sorted(findings)


def test_the_rows_are_left_as_they_were():
    found, _ = rows(layer({"ID": ["2", "1"], "NAME": ["x", "y"]}, [box(0, 0), box(1, 0)]))
    before = found.copy(deep=True)
    table(found)
    pd.testing.assert_frame_equal(found, before)


# --- parents -------------------------------------------------------------------------------------


def roots(parents: dict[str, str | None]) -> dict[str, str]:
    frame = pd.DataFrame(
        {"agency_id": list(parents), "parent_id": list(parents.values())}, dtype="str"
    )
    found = root_agencies(frame)
    return {str(agency): str(root) for agency, root in found.items()}


def test_the_root_is_the_top_of_the_chain():
    assert roots({"a": "b", "b": "c", "c": None, "d": "gone", "e": "d"}) == {
        "a": "c", "b": "c", "c": "c", "d": "d", "e": "d",
    }  # fmt: skip
    assert roots({}) == {}


def test_in_a_circle_everyone_counts_as_its_smallest_id():
    assert roots({"c": "b", "b": "d", "d": "c", "e": "c", "a": "a"}) == {
        "b": "b", "c": "b", "d": "b", "e": "b", "a": "a",
    }  # fmt: skip


@given(st.dictionaries(st.sampled_from(IDS), st.one_of(st.none(), st.sampled_from([*IDS, "gone"]))))
@settings(deadline=None)
def test_every_agency_has_the_root_of_its_parent_and_a_root_its_own(parents):
    found = roots(parents)
    assert found.keys() == parents.keys()
    for agency, parent in parents.items():
        assert found[found[agency]] == found[agency]
        assert found[agency] == (found[parent] if parent in parents else agency)
    assert roots(dict(reversed(parents.items()))) == found


# --- unlisted ------------------------------------------------------------------------------------


def test_agencies_of_which_only_the_id_is_known_are_added_in_the_order_of_ids():
    found, _ = rows(layer({"ID": ["b"], "NAME": ["Napa"]}, [box(0, 0)]))
    agencies, _ = table(found)
    others = pd.DataFrame(
        {"agency_id": ["c", "a", "b"], "name": ["c", "a", "B"], "level": ["state", "other", "city"]}
    )
    more = with_unlisted(agencies, others)
    assert more["agency_id"].tolist() == ["a", "b", "c"]
    assert more["name"].tolist() == ["a", "Napa", "c"]
    assert more["level"].tolist() == ["other", "city", "state"]
    assert more.geometry.isna().tolist() == [True, False, True]
    assert more["area_km2"].isna().tolist() == [True, False, True]
    assert more.crs == agencies.crs
    assert more.columns.tolist() == agencies.columns.tolist()
    pd.testing.assert_frame_equal(with_unlisted(agencies, others.iloc[:0]), agencies)


def test_an_id_that_would_break_a_list_of_ids_is_an_error():
    _, findings = rows(layer({"ID": ["1;2"], "NAME": ["a"]}, [box(0, 0)]))
    assert told(findings) == [("error", "row 1", "id-unusable")]


def test_a_word_for_a_kind_of_agency_does_not_make_two_names_one():
    found, _ = rows(
        layer(
            {"ID": ["1", "1"], "NAME": ["City of Sonoma", "City of Napa"]}, [box(0, 0), box(1, 0)]
        )
    )
    assert told(table(found)[1]) == [("error", "1", "agency-id-clash")]


def test_one_id_at_two_levels_is_an_error():
    city, _ = rows(layer({"ID": ["1"], "NAME": ["Napa"]}, [box(0, 0)]))
    county, _ = rows(layer({"ID": ["1"], "NAME": ["Napa"]}, [box(0, 1)]), level="county")
    assert told(table(city, county)[1]) == [("error", "1", "agency-id-clash")]


@pytest.mark.parametrize("parent", ["k", "county-k"])
def test_a_parent_may_be_named_with_or_without_the_prefix_of_its_own_source(parent):
    county, _ = rows(layer({"ID": ["county-k"], "NAME": ["King"]}, [box(0, 0)]), level="county")
    options = {"columns": {"id": "ID", "name": "NAME", "parent": "UP"}, "id_prefix": "county-"}
    child, _ = rows(layer({"ID": ["d"], "NAME": ["Dale"], "UP": [parent]}, [box(1, 0)]), **options)
    agencies, findings = table(county, child)
    assert findings == []
    assert root_agencies(agencies).to_dict() == {"county-d": "county-k", "county-k": "county-k"}


def test_a_circle_of_parents_is_told():
    options = {"columns": {"id": "ID", "name": "NAME", "parent": "UP"}}
    frame = layer({"ID": ["a", "b"], "NAME": ["A", "B"], "UP": ["b", "a"]}, [box(0, 0), box(1, 0)])
    found, _ = rows(frame, **options)
    rules = [(f.item, f.rule) for f in table(found)[1]]
    assert rules == [("a", "parent-circle"), ("b", "parent-circle")]


def test_sentinels_are_missing_in_names_parents_and_population_and_are_told():
    frame = layer(
        {"ID": ["1", "-999"], "NAME": ["NULL", "Napa"], "UP": ["N/A", "1"], "POP": [-999, -1]},
        [box(0, 0), box(1, 0)],
    )
    columns = {"id": "ID", "name": "NAME", "parent": "UP", "population": "POP"}
    found, findings = rows(frame, columns=columns)
    assert found["agency_id"].tolist() == ["1", "-999"]
    assert found["name"].tolist() == ["1", "Napa"]
    assert found["parent_id"].fillna("").tolist() == ["", "1"]
    assert found["population"].isna().all()
    assert told(findings) == [
        ("warning", "row 1", "sentinel"),
        ("warning", "row 1", "sentinel"),
        ("warning", "2 rows from row 1", "sentinel"),
        ("warning", "row 1", "name-missing"),
    ]
    assert "POP is '-1' in row 2; '-999' in row 1, below 0" in findings[2].message


@pytest.mark.parametrize(
    ("columns", "item"),
    [({"id": "ID", "name": "NAME"}, "columns.id"), ({"name": "ID"}, "columns.name")],
)
def test_an_empty_id_column_is_one_error(columns, item):
    frame = layer({"ID": [None] * 30, "NAME": ["x"] * 30}, [box(0, 0)] * 30)
    found, findings = rows(frame, columns=columns)
    assert len(found) == 0
    assert told(findings) == [("error", item, "id-column-empty")]
    assert "30 rows" in findings[0].message


def test_many_rows_with_one_fault_are_one_finding():
    frame = layer({"ID": list(range(50)), "NAME": ["x"] * 50, "KIND": ["town"] * 49 + ["burg"]},
                  [None] * 25 + [box(0, 0)] * 25)  # fmt: skip
    found, findings = rows(frame, columns={"id": "ID", "name": "NAME", "level": "KIND"}, level=None)
    assert len(found) == 25
    assert told(findings) == [
        ("warning", "25 rows from row 1", "geometry-empty"),
        ("error", "row 50", "level-unknown"),
        ("error", "49 rows from row 1", "level-unknown"),
    ]
    assert "'town' is no level (rows: 1, 2, 3, 4, 5 and 44 more)" in findings[2].message
