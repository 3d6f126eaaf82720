from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import DataError
from adjoin.services.facilities import (
    NUMBERS,
    WORDED,
    facilities_table,
    facility_rows,
    no_facility_rows,
)
from adjoin.services.facility_source import Facilities
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

PLANE = region_plane((-80.1, 37.9, -79.9, 38.1))
COLUMNS = {"id": "ID", "name": "NAME", "agency": "OWNER"}


def _match(name):
    return {"fire": "fire_services", "Fire Station": "fire_services", "library": "library"}.get(
        name
    )


def _frame(rows, geometry=None):
    """Rows of ID, NAME, OWNER, KIND, read from row 1 on."""
    table = pd.DataFrame(rows, columns=["ID", "NAME", "OWNER", "KIND"], dtype="str")
    table.index = pd.RangeIndex(1, len(table) + 1, name="row")
    shapes = geometry or [shapely.Point(k + 1, k) for k in range(len(table))]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=4326)


def _told(findings):
    return [(f.severity, f.item, f.rule) for f in findings]


def test_rows_keep_ids_names_and_places_as_they_are():
    frame = _frame([("007", " Engine 7 ", "Alder", None), ("8", None, None, None)])
    before = frame.copy()
    rows, findings = facility_rows(
        frame, source="f.csv", columns=COLUMNS, match=_match, service="fire", agency_by="column"
    )
    assert findings == []
    blank = {f"{key}_text" for key in WORDED} - {"agency_text"} | {*NUMBERS, "owner_level"}
    assert rows[sorted(blank)].isna().all(axis=None)
    assert rows.drop(columns=["geometry", *blank]).to_dict("list") == {
        "service": ["fire_services"] * 2,
        "facility_id": ["007", "8"],
        "name": ["Engine 7", "8"],  # without a name the id is shown
        "agency_text": ["Alder", pytest.approx(np.nan, nan_ok=True)],
        "agency_by": ["column"] * 2,
        "source": ["f.csv"] * 2,
        "row": [1, 2],
    }
    assert rows["geometry"].tolist() == [shapely.Point(1, 0), shapely.Point(2, 1)]
    pd.testing.assert_frame_equal(frame, before)


def test_an_id_may_be_two_columns_or_the_row_number_which_is_told():
    frame = _frame([("1", "a", None, None), ("1", "b", None, None)])
    joined, findings = facility_rows(
        frame, source="f", columns={"id": ["ID", "NAME"]}, match=_match, service="fire"
    )
    assert (joined["facility_id"].tolist(), findings) == (["1-a", "1-b"], [])
    counted, findings = facility_rows(frame, source="f", columns={}, match=_match, service="fire")
    assert counted["facility_id"].tolist() == ["1", "2"]
    assert _told(findings) == [("note", "columns.id", "id-from-row")]


def test_rows_without_id_place_or_service_are_left_out_and_each_is_told():
    rows = [(None, "a", None, "fire"), ("2", "b", None, "fire"), ("3", "c", None, None)]
    rows += [("4", "d", None, "fire"), ("5", "e", None, "library")]
    places = [shapely.Point(0, 1), None, shapely.Point(2, 2), shapely.Point(), shapely.Point(4, 4)]
    kept, findings = facility_rows(
        _frame(rows, places), source="f", columns={**COLUMNS, "service": "KIND"}, match=_match
    )
    assert kept[["service", "facility_id"]].to_numpy().tolist() == [["library", "5"]]
    assert sorted(_told(findings)) == [
        ("warning", "row 1", "id-missing"),
        ("warning", "row 2", "geometry-empty"),
        ("warning", "row 3", "service-missing"),
        ("warning", "row 4", "geometry-empty"),
    ]


def test_services_are_matched_by_any_name_and_unknown_ones_are_errors_with_their_count():
    kinds = ["fire", "Fire Station", "spa", "spa", "pub"]
    frame = _frame([(str(k), None, None, kind) for k, kind in enumerate(kinds)])
    kept, findings = facility_rows(
        frame, source="f", columns={"id": "ID", "service": "KIND"}, match=_match
    )
    assert kept["service"].tolist() == ["fire_services"] * 2
    assert _told(findings) == [("error", "service", "service-unknown")] * 2
    assert [f.message.split(" is no")[0] for f in findings] == ["'pub' (1 rows)", "'spa' (2 rows)"]


def test_an_area_or_a_line_counts_at_a_point_inside_it():
    horseshoe = shapely.box(0, 0, 9, 9) - shapely.box(2, 0, 7, 7)  # its centroid lies outside
    shapes = [horseshoe, shapely.LineString([(0, 0), (4, 0)]), shapely.MultiPoint([(3, 3)])]
    frame = _frame([(str(k), None, None, None) for k in range(3)], shapes)
    rows, _ = facility_rows(frame, source="f", columns={"id": "ID"}, match=_match, service="fire")
    points = rows["geometry"].tolist()
    assert [point.geom_type for point in points] == ["Point"] * 3
    assert all(shape.covers(point) for shape, point in zip(shapes, points, strict=True))
    assert not horseshoe.covers(horseshoe.centroid)


def test_a_missing_column_is_an_error_with_the_columns_that_are_there():
    with pytest.raises(DataError, match=r"f: columns.id: there is no column 'IDD'; .* ID"):
        facility_rows(_frame([]), source="f", columns={"id": "IDD"}, match=_match, service="fire")


def test_a_table_without_places_is_an_error_that_names_the_way_out():
    table = pd.DataFrame(_frame([("1", None, None, None)]).drop(columns="geometry"))
    rows, findings = facility_rows(
        table, source="f", columns={"id": "ID"}, match=_match, service="fire"
    )
    assert len(rows) == 0
    assert _told(findings) == [("error", "columns.x", "place-missing")]
    assert "columns.x and columns.y" in findings[0].message


def test_no_rows_have_the_columns_and_types_of_some_rows():
    options = {"source": "f", "columns": COLUMNS, "match": _match, "service": "fire"}
    some, _ = facility_rows(_frame([("1", "a", "b", "c")]), **options)
    none, findings = facility_rows(_frame([]), **options)
    without_source = no_facility_rows(plane=PLANE)
    text = some.drop(columns=["row", "geometry"]).dtypes
    for empty in (none, without_source):
        assert (len(empty), findings) == (0, [])
        assert set(empty.columns) == set(some.columns)
        pd.testing.assert_series_equal(empty[text.index].dtypes, text)


def _rows(places, *, ids=None, service="fire_services", source="f.csv"):
    """Rows of one source at places in the plane."""
    ids = ids or [f"s{k}" for k in range(len(places))]
    table = pd.DataFrame(
        {
            "service": service, "facility_id": ids, "name": [f"Station {i}" for i in ids],
            "agency_text": "A", "agency_by": "column", "source": source,
            "row": range(1, len(ids) + 1),
        }
    )  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=shapely.points(places), crs=PLANE)


AREA = (0.0, 0.0, 10_000.0, 10_000.0)


def test_up_to_50_km_from_the_region_stays_and_beyond_is_told_with_its_distance():
    rows = _rows([(-50_000.0, 5_000.0), (-50_001.0, 5_000.0), (5.0, 310_000.0), (9, 9), (8, 8)])
    table, findings = facilities_table(rows, area=AREA, plane=PLANE)
    assert table["facility_id"].tolist() == ["s0", "s3", "s4"]
    assert _told(findings) == [("warning", f"row {row}", "far-outside") for row in (2, 3)]
    assert "'Station s2' lies 300 km outside the region" in findings[1].message


def test_an_id_repeated_within_a_service_is_an_error_and_in_two_services_is_not():
    fire = _rows([(1, 1), (2, 2)], ids=["1", "1"])
    more = _rows([(3, 3)], ids=["1"], source="g.csv")
    clerk = _rows([(4, 4)], ids=["1"], service="clerk")
    rows = pd.concat([more, fire, clerk], ignore_index=True)
    table, findings = facilities_table(rows, area=AREA, plane=PLANE)
    assert table[["service", "facility_id"]].to_numpy().tolist() == [
        ["clerk", "1"],
        ["fire_services", "1"],
    ]
    assert _told(findings) == [("error", "1", "facility-id-repeated")]
    assert "3 times in fire_services (f.csv rows 1, 2; g.csv row 1)" in findings[0].message


def test_a_place_that_the_plane_cannot_show_is_far_outside():
    rows = _rows([(np.inf, np.inf), (1, 1), (2, 2)])
    table, findings = facilities_table(rows, area=AREA, plane=PLANE)
    assert (len(table), _told(findings)) == (2, [("warning", "row 1", "far-outside")])
    assert "endlessly far" in findings[0].message


@given(st.permutations(range(5)))
def test_the_order_of_rows_changes_nothing(order):
    rows = _rows([(k, k) for k in range(5)], ids=["10", "9", "a", "B", "ä"])
    expected, _ = facilities_table(rows, area=AREA, plane=PLANE)
    shuffled, _ = facilities_table(rows.iloc[list(order)], area=AREA, plane=PLANE)
    pd.testing.assert_frame_equal(shuffled, expected)
    assert expected["facility_id"].tolist() == ["10", "9", "B", "a", "ä"]  # by code point


def test_a_facility_at_several_points_counts_at_one_and_is_told():
    rows = [("1", "a", None, "fire"), ("2", "b", None, "fire")]
    places = [shapely.MultiPoint([(0, 0), (9, 9)]), shapely.MultiPoint([(1, 1)])]
    kept, findings = facility_rows(
        _frame(rows, places), source="f", columns={"id": "ID"}, match=_match, service="fire"
    )
    assert set(kept["geometry"].map(lambda place: place.geom_type)) == {"Point"}
    assert _told(findings) == [("warning", "row 1", "several-places")]


def test_a_place_that_stands_for_none_is_told_and_left_out():
    rows = [(str(k), None, None, None) for k in range(5)]
    places = [(0, 0), (0, 51.5), (-999, -999), (7, 7), (-80, 38)]
    kept, findings = facility_rows(
        _frame(rows, shapely.points(places).tolist()),
        source="f", columns={"id": "ID"}, match=_match, service="fire",
    )  # fmt: skip
    assert kept["row"].tolist() == [2, 4, 5]
    assert _told(findings) == [("warning", f"row {row}", "null-island") for row in (1, 3)]
    assert "stands at -999, -999, which stands for no place" in findings[1].message


def test_names_and_agencies_that_stand_for_none_are_missing_and_ids_are_kept():
    rows = [
        ("-999", "NOT AVAILABLE", "n/a", None),
        ("2", "NA", "M", None),
        ("3", "x", "None", None),
    ]
    kept, findings = facility_rows(
        _frame(rows), source="f", columns=COLUMNS, match=_match, service="fire", agency_by="column"
    )
    assert kept["facility_id"].tolist() == ["-999", "2", "3"]
    assert kept["name"].tolist() == ["-999", "NA", "x"]
    assert kept["agency_text"].fillna("").tolist() == ["", "M", ""]
    assert _told(findings) == [
        ("warning", "row 1", "sentinel"),
        ("warning", "2 rows from row 1", "sentinel"),
    ]
    assert "OWNER is 'None' in row 3; 'n/a' in row 1; taken as missing" in findings[1].message


def test_many_rows_with_one_fault_are_one_finding_with_their_count():
    nameless = [(None if k else "1", None, None, None) for k in range(30)]
    kept, findings = facility_rows(
        _frame(nameless), source="f", columns={"id": "ID"}, match=_match, service="fire"
    )
    assert (len(kept), _told(findings)) == (1, [("warning", "29 rows from row 2", "id-missing")])
    far = _rows([(9.0, 9.0)] + [(1e6 + k, 0.0) for k in range(21)])
    table, findings = facilities_table(far, area=AREA, plane=PLANE)
    assert (len(table), _told(findings)) == (1, [("warning", "21 rows from row 2", "far-outside")])
    assert "'Station s1' lies 990 km outside" in findings[0].message
    assert "21 rows like this: 2, 3, 4, 5, 6 and 16 more" in findings[0].message


@pytest.mark.parametrize(
    ("ids", "kinds", "expected"),
    [
        ([None, None], ["fire"] * 2, ["id-column-empty"]),
        (["1"] * 3, ["fire"] * 3, ["id-column-constant"]),
        (["1"] * 3, ["fire", "library", None], ["service-missing"]),
        (["1", "1", None], ["fire"] * 3, ["id-missing"]),
        (["1", "1"], ["fire"] * 2, []),  # told as repeated ids, of the table
    ],
)
def test_a_column_that_holds_no_ids_is_one_error(ids, kinds, expected):
    frame = _frame([(id_, None, None, kind) for id_, kind in zip(ids, kinds, strict=True)])
    _, findings = facility_rows(
        frame, source="f", columns={"id": "ID", "service": "KIND"}, match=_match
    )
    assert [f.rule for f in findings] == expected
    severity = "error" if expected and "column" in expected[0] else "warning"
    assert {f.severity for f in findings} <= {severity}


def test_a_repeated_id_that_is_a_code_for_none_is_told_as_such():
    rows = _rows([(k, k) for k in range(1, 8)], ids=["N/A"] * 7)
    _, (finding,) = facilities_table(rows, area=AREA, plane=PLANE)
    assert (finding.severity, finding.item, finding.rule) == (
        "error",
        "N/A",
        "facility-id-repeated",
    )
    assert "f.csv rows 1, 2, 3, 4, 5 and 2 more)" in finding.message
    assert "looks like a code for a missing id" in finding.message


def test_hundreds_of_repeated_ids_are_one_error():
    rows = _rows([(k, k) for k in range(1, 61)], ids=[f"i{k // 2:02}" for k in range(60)])
    table, (finding,) = facilities_table(rows, area=AREA, plane=PLANE)
    assert (len(table), finding.item, finding.rule) == (30, "30 ids", "facility-id-repeated")
    assert "(f.csv rows 1, 2)" in finding.message
    assert "(30 ids like this)" in finding.message


def test_numbers_texts_and_ways_of_a_facility_are_carried_and_missing_stays_missing():
    frame = _frame([("1", "a", "x", "Alder FPD"), ("2", "b", "y", "NOT AVAILABLE")]).assign(
        BEDS=["12", "-999"], COST=["", "1.5"], MIN=["1", "two"], CO=["Napa", " "]
    )
    columns = {
        "id": "ID", "name": "NAME", "operator": "KIND", "county": "CO", "capacity": "BEDS",
        "annual_cost": "COST", "turnout_minutes": "MIN",
    }  # fmt: skip
    rows, findings = facility_rows(
        frame, source="f", columns=columns, match=_match, service="fire", agency_by="operator"
    )
    assert rows["operator_text"].isna().tolist() == [False, True]
    assert rows["county_text"].isna().tolist() == [False, True]
    assert rows["agency_by"].tolist() == ["operator"] * 2
    assert rows[["capacity", "annual_cost", "turnout_minutes"]].isna().to_numpy().tolist() == [
        [False, True, False], [True, False, True],
    ]  # fmt: skip
    assert rows[["capacity", "annual_cost", "turnout_minutes"]].sum().tolist() == [12, 1.5, 1]
    assert [(f.item, f.rule) for f in findings] == [
        ("row 2", "sentinel"), ("row 2", "sentinel"), ("row 2", "not-a-number"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "way"),
    [
        ({"agency": "A", "operator": "B"}, "column"),
        ({"operator": "B"}, "operator"),
        ({}, "contains"),
    ],
)
def test_the_way_to_the_agency_follows_from_the_columns(columns, way):
    assert Facilities.model_validate({"path": "f", "columns": columns}).agency_by == way


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("agency_part", "[", "is no regular expression"),
        ("agency_part", r"^\d", "has no group"),
        ("owners", {"X": "village"}, "Input should be"),
        ("owners", {"X": []}, "at least 1"),
        ("agency_by", "name", "Input should be"),
    ],
)
def test_keys_that_cannot_be_meant_are_refused(key, value, reason):
    with pytest.raises(ValidationError, match=reason):
        Facilities.model_validate({"path": "f", key: value})


def test_a_site_drawn_across_180_degrees_counts_on_the_site():
    """Not halfway round the globe, near longitude 0."""
    site = shapely.Polygon([(179.8, -17), (-179.9, -17), (-179.9, -16.9), (179.8, -16.9)])
    frame = _frame([("1", "Taveuni Park", None, None)], [site])
    rows, _ = facility_rows(
        frame, source="f.csv", columns=COLUMNS, match=_match, service="fire", agency_by="column"
    )
    (place,) = rows["geometry"]
    assert abs(place.x) > 179.8
    assert -17 < place.y < -16.9
