"""Rows with one shape, and rows of one agency."""

from __future__ import annotations

import time

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.agencies import agencies_table, agency_rows
from adjoin.boundaries.dissolving import dissolved, repeated_shapes
from adjoin.geo.crs import region_plane
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-123, 38, -122, 39))
KM = 1000.0


def box(x: float, y: float, width: float = 1, height: float = 1):
    return shapely.box(x * KM, y * KM, (x + width) * KM, (y + height) * KM)


def layer(ids: list[str], shapes: list[object], *, names: list[str] | None = None):
    """Rows as `agency_rows` makes them."""
    index = pd.RangeIndex(1, len(shapes) + 1, name="row")
    columns = {"ID": ids, "NAME": ids if names is None else names}
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=PLANE, index=index)
    found, _ = agency_rows(
        frame, source="a.gpkg", columns={"id": "ID", "name": "NAME"}, level="city"
    )
    return gpd.GeoDataFrame(found, geometry="geometry", crs=PLANE)


def told(findings) -> list[tuple[str, str, str]]:
    return [(f.severity, f.item, f.rule) for f in findings]


# --- the same shape ------------------------------------------------------------------------------


def test_rows_with_the_shape_of_another_are_one_finding():
    turned = shapely.Polygon([(KM, KM), (KM, 0), (0, 0), (0, KM)])
    rows = layer(
        ["a", "b", "a", "c", "c", "d"],
        [box(0, 0), turned, shapely.MultiPolygon([box(0, 0)]), box(5, 5), box(5, 5), box(9, 9)],
        names=["A", "B", "A", "c", "c", "d"],
    )
    (finding,) = repeated_shapes(rows)
    assert finding == (
        "warning", "a.gpkg", "5 rows from row 1", "geometry-duplicate",
        "3 rows have the same shape as another row; 2 under the same id, which are one agency; 1 under "
        "another id, which are agencies with the same ground (rows 1, 2, 3: a 'A', b 'B'): leave one out "
        "with where, or mend the shapes",
    )  # fmt: skip
    assert repeated_shapes(rows.iloc[::-1]) == [finding]


def test_rows_of_one_agency_with_one_shape_are_a_note():
    (finding,) = repeated_shapes(layer(["a", "a"], [box(0, 0)] * 2))
    assert finding[:4] == ("note", "a.gpkg", "2 rows from row 1", "geometry-duplicate")


def test_shapes_with_one_box_and_as_many_vertices_are_not_the_same_for_that():
    one = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4), (0, 2)])
    other = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4), (0, 3)])
    assert repeated_shapes(layer(["a", "b", "c"], [one, other, None])) == []
    assert repeated_shapes(layer([], [])) == []


# --- dissolving ----------------------------------------------------------------------------------


def test_ground_that_several_rows_have_counts_once_and_is_told():
    rows = layer(["a", "a", "b"], [box(0, 0, 2), box(1, 0, 2), box(9, 9)])
    agencies, findings = agencies_table(rows, plane=PLANE)
    assert agencies["area_km2"].tolist() == pytest.approx([3, 1])
    assert told(findings) == [("warning", "a", "agency-repeated")]
    assert "(1.000000 km2 that several have count once)" in findings[0].message


def test_rows_that_lie_far_apart_are_doubted_where_only_their_name_makes_them_one():
    shapes = [box(0, 0), box(8, 0), box(29, 0)]
    columns = {"name": "NAME"}
    index = pd.RangeIndex(1, 4, name="row")
    frame = gpd.GeoDataFrame({"NAME": ["Liberty"] * 3}, geometry=shapes, crs=PLANE, index=index)
    found, _ = agency_rows(frame, source="a.gpkg", columns=columns, level="city")
    table = gpd.GeoDataFrame(found, geometry="geometry", crs=PLANE)
    _, findings = agencies_table(table, plane=PLANE)
    assert "they lie 20.0 km apart: if these are different agencies" in findings[0].message
    assert dissolved(table).apart_km == {"Liberty": 20.0}
    _, findings = agencies_table(table.iloc[:2], plane=PLANE)
    assert "apart" not in findings[0].message
    # With ids of their own they are what the file says.
    _, findings = agencies_table(layer(["1"] * 3, shapes, names=["Liberty"] * 3), plane=PLANE)
    assert "apart" not in findings[0].message


def test_thousands_of_rows_of_one_agency_are_dissolved_at_once():
    side = 70
    shapes = [box(k % side, k // side) for k in range(side * side)]
    rows = layer(["a"] * len(shapes), shapes)
    started = time.process_time()
    found = dissolved(rows)
    assert time.process_time() - started < 10
    assert found.shapes["a"].equals(box(0, 0, side, side))
    assert found.twice_km2["a"] == pytest.approx(0, abs=1e-6)


def test_rows_without_a_shape_add_nothing():
    found = dissolved(layer(["a", "a", "b"], [box(0, 0), box(0, 0), box(3, 3)]))
    assert found.shapes["a"].equals(box(0, 0))
    rows = layer(["a", "a", "b"], [box(0, 0), box(0, 0), box(3, 3)])
    rows["geometry"] = gpd.GeoSeries([None, box(1, 1), None], crs=PLANE)
    shapes = dissolved(rows).shapes
    assert shapes["a"].equals(box(1, 1))
    assert shapes["b"] is None


coordinates = st.integers(-50, 50)


@given(
    corners=st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=9, unique=True),
    cut=st.integers(-40, 40),
    order=st.permutations(range(3)),
)
@settings(deadline=None, max_examples=60)
def test_an_agency_cut_in_two_and_dissolved_again_is_the_same(corners, cut, order):
    whole = shapely.convex_hull(shapely.multipoints(corners))
    if whole.geom_type != "Polygon":
        return
    west = shapely.box(-100, -100, cut, 100)
    parts = [shapely.intersection(whole, west), shapely.difference(whole, west)]
    parts = [part for part in parts if part.geom_type in ("Polygon", "MultiPolygon")]
    shapes = [*(shapely.transform(p, lambda xy: xy * KM) for p in parts), box(200, 200)]
    ids = ["a"] * len(parts) + ["b"]
    rows = layer(ids, shapes)
    mixed = rows.iloc[[k for k in order if k < len(rows)]]
    found, again = dissolved(rows), dissolved(mixed)
    assert shapely.to_wkb(found.shapes["a"]) == shapely.to_wkb(again.shapes["a"])
    expected = shapely.transform(whole, lambda xy: xy * KM)
    # The cut leaves its two ends as vertices, a rounding beside the line they stand on.
    assert found.shapes["a"].symmetric_difference(expected).area < 1e-3
    assert found.shapes["a"].geom_type == "Polygon"
    got = set(map(tuple, shapely.get_coordinates(found.shapes["a"])))
    assert set(map(tuple, shapely.get_coordinates(expected))) <= got
    assert len(got) <= len(set(map(tuple, shapely.get_coordinates(expected)))) + 2
