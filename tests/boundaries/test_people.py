from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.people import people_rows, people_table
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import DataError
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-80.1, 37.9, -79.9, 38.1))
COLUMNS = {"weight": "POP", "id": "ZONE"}
BOWTIE = shapely.Polygon([(0, 0), (2000, 2000), (2000, 0), (0, 2000)])


def _frame(weights, zones=None, shapes=None):
    """Rows of ZONE and POP, read from row 1 on."""
    index = pd.RangeIndex(1, len(weights) + 1, name="row")
    table = pd.DataFrame({"POP": weights}, index=index)
    table["ZONE"] = pd.array(zones or [str(n) for n in index], dtype="str")
    geometry = shapes or [shapely.Point(10 * n, n) for n in index]
    return gpd.GeoDataFrame(table, geometry=geometry, crs=PLANE)


def _rows(*zones, source="z.gpkg"):
    """Rows for the table: (zone id, people, shape) each."""
    ids, people, shapes = zip(*zones, strict=True) if zones else ((), (), ())
    return gpd.GeoDataFrame(
        {
            "zone_id": pd.Series(ids, dtype="str"),
            "people": pd.Series(people, dtype=float),
            "source": pd.Series([source] * len(ids), dtype="str"),
            "row": np.arange(1, len(ids) + 1),
        },
        geometry=list(shapes),
        crs=PLANE,
    )


def _told(findings):
    return [(f.severity, f.item, f.rule) for f in findings]


def test_rows_keep_ids_people_and_shapes_as_they_are():
    frame = _frame([3, 0], zones=["007", "8"], shapes=[shapely.Point(1, 2), BOWTIE])
    before = frame.copy()
    rows, findings = people_rows(frame, source="z.gpkg", columns=COLUMNS)
    assert findings == []
    assert rows.drop(columns="geometry").to_dict("list") == {
        "zone_id": ["007", "8"],
        "people": [3.0, 0.0],
        "source": ["z.gpkg"] * 2,
        "row": [1, 2],
    }
    assert rows["geometry"].tolist() == [shapely.Point(1, 2), BOWTIE]
    pd.testing.assert_frame_equal(frame, before)


def test_weights_that_are_no_people_are_left_out_and_told():
    weights = ["5", "many", " ", "-999", "n/a", "-1", None, "inf", "-0", "0.5"]
    rows, findings = people_rows(_frame(weights), source="z", columns=COLUMNS)
    assert rows["row"].tolist() == [1, 9, 10]
    assert rows["people"].tolist() == [5.0, 0.0, 0.5]
    assert not np.signbit(rows["people"]).any()
    assert _told(findings) == [
        ("warning", "3 rows from row 2", "not-a-number"),
        ("warning", "2 rows from row 3", "weight-missing"),
        ("warning", "2 rows from row 4", "weight-negative"),
    ]
    assert "('many', 'n/a', 'inf')" in findings[0].message
    assert "(-999, -1)" in findings[2].message


def test_many_different_words_are_not_all_named():
    _, (finding,) = people_rows(_frame(list("abcdefgh")), source="z", columns=COLUMNS)
    assert (finding.item, finding.rule) == ("8 rows from row 1", "not-a-number")
    assert "('a', 'b', 'c', 'd', 'e' ...)" in finding.message


def test_people_without_a_place_are_counted():
    shapes = [shapely.Point(1, 1), None, shapely.Polygon(), None]
    frame = _frame([1, 20, 300.25, math.nan], shapes=shapes)
    rows, findings = people_rows(frame, source="z", columns=COLUMNS)
    assert rows["row"].tolist() == [1]
    assert _told(findings) == [
        ("warning", "row 4", "weight-missing"),
        ("warning", "2 rows from row 2", "geometry-empty"),
    ]
    assert "320.25 people have no place" in findings[1].message


def test_ids_may_be_missing_repeated_joined_or_not_named():
    frame = _frame([1, 2, 4, 8, 16], zones=["a", None, "b", "a", " "])
    rows, findings = people_rows(frame, source="z", columns=COLUMNS)
    assert rows["people"].tolist() == [1, 2, 4, 8, 16]
    assert rows["zone_id"].isna().tolist() == [False, True, False, False, True]
    assert _told(findings) == [
        ("note", "2 rows from row 2", "id-missing"),
        ("note", "2 rows from row 1", "id-repeated"),
    ]
    assert "(18 people)" in findings[0].message
    assert "1 ids stand in several rows (a)" in findings[1].message
    assert "(9 people together)" in findings[1].message
    frame["TRACT"] = ["1", "2", "3", "4", "5"]
    rows, findings = people_rows(
        frame, source="z", columns={"weight": "POP", "id": ["ZONE", "TRACT"]}
    )
    assert rows["zone_id"].dropna().tolist() == ["a-1", "b-3", "a-4"]
    assert [f.rule for f in findings] == ["id-missing"]
    rows, findings = people_rows(frame, source="z", columns={"weight": "POP"})
    assert rows["zone_id"].isna().all()
    assert _told(findings) == [("note", "columns.id", "id-from-row")]


def test_a_table_without_places_and_a_wrong_column_are_errors():
    plain = pd.DataFrame({"POP": [1]})
    rows, findings = people_rows(plain, source="z", columns={"weight": "POP"})
    assert len(rows) == 0
    assert _told(findings) == [("error", "columns.x", "place-missing")]
    with pytest.raises(DataError, match="no column 'POP20'"):
        people_rows(_frame([1]), source="z", columns={"weight": "POP20"})
    with pytest.raises(DataError, match="no column 'ID'"):
        people_rows(_frame([1]), source="z", columns={"weight": "POP", "id": "ID"})


def test_the_table_has_a_row_for_each_point():
    large = shapely.box(0, 0, 3000, 2000)
    table, findings = people_table(
        _rows(("z", 12, large), ("a", 7, shapely.Point(5, 5)), ("0", 0, large)), plane=PLANE
    )
    assert table.drop(columns="geometry").to_dict("list") == {
        "people_id": ["0", "a", "z-1", "z-2", "z-3", "z-4", "z-5", "z-6"],
        "zone": ["0", "a", *["z"] * 6],
        "source": ["z.gpkg"] * 8,
        "people": [0.0, 7.0, *[2.0] * 6],
    }
    assert shapely.get_coordinates(table.geometry[2:].to_numpy()).tolist() == [
        [x, y] for x in (500.0, 1500.0, 2500.0) for y in (500.0, 1500.0)
    ]
    assert table.crs == PLANE
    assert _told(findings) == [("note", "", "people-placed")]
    assert findings[0].message == "3 rows with 19 people count at 8 points"


def test_ids_are_numbered_together_where_points_share_them():
    a, b = shapely.Point(9, 0), shapely.Point(1, 0)
    rows = pd.concat(
        [
            _rows(("7", 1, a), ("7", 2, b), (None, 4, b), ("x", 8, a)),
            # another source: its row 3 without id, and one of the same id
            _rows(("q", 16, a), ("x", 32, b), (None, 64, a), source="y.gpkg"),
        ],
        ignore_index=True,
    )
    table, findings = people_table(rows, plane=PLANE)
    found = table.set_index("people_id")["people"].to_dict()
    assert found == {"7-1": 2, "7-2": 1, "3-1": 4, "3-2": 64, "x-1": 32, "x-2": 8, "q": 16}
    assert table["zone"].isna().sum() == 2
    assert _told(findings) == [
        ("note", "", "id-in-several-sources"),
        ("note", "", "people-placed"),
    ]
    assert "1 ids stand in several sources (x; in all 40 people in y.gpkg, z.gpkg)" in (
        findings[0].message
    )


def test_an_id_that_looks_like_a_numbered_one_stays_its_own():
    large = shapely.box(0, 0, 3000, 2000)
    point = shapely.Point(1, 1)
    table, _ = people_table(
        _rows(("1", 6, large), ("1-2", 5, point), ("1--3", 4, point)), plane=PLANE
    )
    found = table.set_index("people_id")
    assert found.index.is_unique
    assert found.loc["1-2", "people"] == 5
    assert found.loc["1--3", "people"] == 4
    assert found.loc["1---6", "people"] == 1


def test_invalid_zones_are_repaired_and_told_with_their_areas():
    table, findings = people_table(
        _rows(("b", 8, BOWTIE), ("p", 1, shapely.Point(0, 0))), plane=PLANE
    )
    assert _told(findings)[0] == ("warning", "row 1", "geometry-repaired")
    # two triangles of 1 km2, which as rings cancel out
    assert "zone 'b' is not valid (Self-intersection)" in findings[0].message
    assert "0.000000 km2 before, 2.000000 km2 after" in findings[0].message
    assert table["people"].tolist() == [8, 1]
    assert BOWTIE.buffer(0).area > 0
    assert shapely.make_valid(BOWTIE).contains(table.geometry.iloc[0])


def test_many_repairs_of_a_source_are_one_finding():
    zones = [
        (str(n), 1, shapely.transform(BOWTIE, lambda xy, n=n: xy + 9000 * n)) for n in range(7)
    ]
    table, findings = people_table(_rows(*zones), plane=PLANE)
    assert len(table) == 7
    assert _told(findings)[0] == ("warning", "7 rows from row 1", "geometry-repaired")
    assert "14.000000 km2 after" in findings[0].message


def test_a_zone_without_area_keeps_its_people_on_its_outline():
    flat = shapely.Polygon([(0, 0), (10, 0), (20, 0)])
    table, findings = people_table(_rows(("f", 8, flat)), plane=PLANE)
    assert [f.rule for f in findings] == ["geometry-repaired", "people-placed"]
    assert table["people"].tolist() == [8]
    assert shapely.distance(table.geometry.iloc[0], shapely.LineString([(0, 0), (20, 0)])) == 0


def test_what_the_plane_has_no_place_for_is_left_out_and_told():
    table, findings = people_table(
        _rows(
            ("a", 3, shapely.Point(math.inf, math.inf)),
            ("b", 4, shapely.Polygon([(0, 0), (1, 0), (math.inf, 1)])),
            ("c", 5, shapely.Point(0, 0)),
        ),
        plane=PLANE,
    )
    assert table["people_id"].tolist() == ["c"]
    assert _told(findings)[0] == ("warning", "2 rows from row 1", "far-outside")
    assert "7 people are left out" in findings[0].message
    assert findings[1].message == "1 rows with 5 people count at 1 points"


def test_no_rows_give_an_empty_table():
    table, findings = people_table(_rows(), plane=PLANE)
    assert len(table) == 0
    assert table.columns.tolist() == ["people_id", "zone", "source", "people", "geometry"]
    assert findings == []


COORDINATE = st.integers(-3, 3).map(lambda n: n * 1000.0)
ZONE = st.tuples(
    st.sampled_from(["1", "2", "1-1", "1-2", None]),
    st.one_of(st.integers(0, 50).map(float), st.floats(0, 1e5, allow_subnormal=False)),
    st.one_of(
        st.tuples(COORDINATE, COORDINATE).map(shapely.Point),
        st.tuples(COORDINATE, COORDINATE, st.integers(1, 4), st.integers(1, 4)).map(
            lambda b: shapely.box(b[0], b[1], b[0] + 1000 * b[2], b[1] + 1000 * b[3])
        ),
    ),
)


@settings(max_examples=30)
@given(st.lists(ZONE, max_size=6), st.randoms())
def test_people_are_kept_ids_are_unique_and_the_order_of_rows_is_nothing(zones, random):
    rows = _rows(*zones)
    table, findings = people_table(rows, plane=PLANE)
    assert table["people_id"].is_unique
    assert table["people_id"].tolist() == sorted(table["people_id"])
    given_by_zone = rows.groupby("zone_id")["people"].apply(math.fsum)
    placed_by_zone = table.groupby("zone")["people"].apply(math.fsum)
    assert placed_by_zone.to_dict() == pytest.approx(
        given_by_zone.to_dict(), rel=1e-14, abs=0.0005 * len(rows)
    )
    order = list(range(len(zones)))
    random.shuffle(order)
    other, told = people_table(rows.iloc[order].reset_index(drop=True), plane=PLANE)
    pd.testing.assert_frame_equal(other, table)
    assert told == findings


@settings(max_examples=20)
@given(st.lists(ZONE, max_size=6), st.integers(-3, 3))
def test_people_in_other_units_scale_the_table(zones, power):
    scaled = [(zone, people * 2.0**power, shape) for zone, people, shape in zones]
    table, _ = people_table(_rows(*zones), plane=PLANE)
    other, _ = people_table(_rows(*scaled), plane=PLANE)
    places = ["people_id", "zone", "source", "geometry"]
    pd.testing.assert_frame_equal(other[places], table[places])
    # Dealt out in thousandths, a share is at most one of them off.
    apart = (other["people"] - table["people"] * 2.0**power).abs()
    assert (apart <= 0.001 * (1 + 2.0**power) + 1e-6).all()


def test_a_collection_counts_by_its_polygons():
    both = shapely.GeometryCollection([shapely.box(0, 0, 3000, 2000), shapely.Point(9, 9)])
    table, _ = people_table(_rows(("z", 12, both)), plane=PLANE)
    assert len(table) == 6
