"""Shapes of agencies: told where they are none, and repaired."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.agencies import agencies_table, agency_rows
from adjoin.boundaries.agency_shapes import repaired_shapes
from adjoin.geo.crs import region_plane

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


# --- repairs -------------------------------------------------------------------------------------


def test_a_repair_that_changes_little_is_told_once():
    spike = shapely.Polygon([(0, 0), (4 * KM, 0), (9 * KM, 0), (4 * KM, 0), (4 * KM, 4 * KM)])
    shapes, findings = repaired_shapes(layer(["a"], [spike]))
    assert told(findings) == [("warning", "row 1", "geometry-repaired")]
    assert shapes[0].area == pytest.approx(8 * KM**2)


def test_a_shape_of_which_nothing_is_left_keeps_its_agency_without_boundary():
    flat = shapely.Polygon([(0, 0), (KM, KM), (2 * KM, 2 * KM)])
    rows = layer(["a", "b"], [flat, box(0, 0)])
    agencies, findings = agencies_table(rows, plane=PLANE)
    assert told(findings) == [("warning", "row 1", "geometry-collapsed")]
    assert (
        "nothing of it is an area: 0.000000 km2 before, 0.000000 km2 after" in findings[0].message
    )
    assert agencies["boundary"].fillna("").tolist() == ["", "own"]
    assert np.isnan(agencies["area_km2"][0])


def test_a_scribble_is_not_repaired_and_told_with_a_way_out():
    ends = np.random.default_rng(7).uniform(0, 9 * KM, (1600, 2))
    shapes, findings = repaired_shapes(layer(["a"], [shapely.Polygon(ends)]))
    assert shapes.tolist() == [None]
    assert told(findings) == [("warning", "row 1", "geometry-collapsed")]
    assert "more than the 250,000 that are repaired" in findings[0].message
    assert "it was not repaired" in findings[0].message


def test_a_fault_that_projecting_rounds_away_is_told_and_nothing_is_changed():
    rows = layer(["a"], [box(0, 0)])
    rows["fault"] = pd.Series(["Self-intersection[-122.5 38.5]"], dtype="str")
    shapes, findings = repaired_shapes(rows)
    assert shapes[0] is rows.geometry[0]
    assert told(findings) == [("warning", "row 1", "geometry-repaired")]
    assert findings[0].message == (
        "the shape of 'a' is not valid in the file (Self-intersection at -122.5, 38.5), and is valid once "
        "projected; it is left as it is: 1.000000 km2 before, 1.000000 km2 after"
    )


def test_a_fault_that_only_projecting_makes_is_told_without_a_place_of_the_plane():
    rows = layer(["a"], [shapely.MultiPolygon([box(0, 0), box(0.999, 0)])])
    rows["fault"] = pd.Series([None], dtype="str")
    _, findings = repaired_shapes(rows)
    assert "is not valid (Self-intersection); it was repaired" in findings[0].message


def test_lines_and_points_beside_the_area_are_told():
    mixed = shapely.GeometryCollection([box(0, 0), shapely.Point(9, 9)])
    shapes, findings = repaired_shapes(layer(["a"], [mixed]))
    assert shapes[0].equals(box(0, 0))
    assert told(findings) == [("warning", "row 1", "parts-dropped")]
    assert "(1 point), which is left out" in findings[0].message


@pytest.mark.parametrize(("count", "notes"), [(20, 0), (21, 1)])
def test_many_repairs_have_a_sum(count, notes):
    bow = shapely.Polygon([(0, 0), (2 * KM, 2 * KM), (2 * KM, 0), (0, 2 * KM)])
    _, findings = repaired_shapes(layer([f"{k:02}" for k in range(count)], [bow] * count))
    sums = [f for f in findings if f.rule == "repairs"]
    assert len(sums) == notes
    if notes:
        assert sums[0].message == (
            "21 shapes are not valid, 21 of them were changed: 0.000000 km2 before, 42.000000 km2 after "
            "(+42.000000)"
        )


def test_hardly_any_ground_is_told():
    speck, thread, road = (
        shapely.box(0, 0, *sides) for sides in ((0.5, 0.5), (KM, 0.003), (KM, 1))
    )
    _, findings = repaired_shapes(
        layer(list("abcd"), [speck, thread, road, shapely.box(0, 0, 1, 1)])
    )
    assert told(findings) == [("warning", f"row {n}", "geometry-tiny") for n in (1, 2)]
    assert "(3 m2 in an outline of 2,000 m)" in findings[1].message


def test_what_is_no_area_is_told_with_its_kind():
    index = pd.RangeIndex(1, 5, name="row")
    shapes = [None, shapely.LineString([(0, 0), (1, 1)]), box(0, 0), None]
    frame = gpd.GeoDataFrame({"ID": ["a", "b", "c", None]}, geometry=shapes, crs=PLANE, index=index)
    options = {"source": "a.gpkg", "columns": {"id": "ID"}, "level": "city"}
    _, findings = agency_rows(frame, **options)
    assert [f.rule for f in findings[:2]] == ["name-missing", "id-missing"]
    assert [f.message for f in findings[2:]] == [
        "the agency 'a' has no shape, or none that can be read; the row is left out: draw it, or list "
        "the agency in a table without shapes",
        "the agency without id has no shape, or none that can be read; the row is left out: draw it, or "
        "list the agency in a table without shapes",
        "the shape of 'b' is no area but a LineString; the agency is kept without boundary: draw its "
        "area, or leave the row out with where",
    ]
