"""The plane of a region, and the way there and back."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pyproj
import pytest
import shapely
from adjoin.geo import crs
from adjoin.geo.crs import LONLAT, region_plane, to_crs
from adjoin.geo.findings import UseError
from hypothesis import given
from hypothesis import strategies as st

BAY = (-123.5, 36.9, -121.2, 38.9)
FEET = pyproj.CRS("EPSG:2226")


def points(*xy: tuple[float, float] | None):
    return np.array([None if p is None else shapely.Point(*p) for p in xy], dtype=object)


@given(
    st.floats(-179, 178),
    st.floats(-80, 79),
    st.floats(0.001, 1),
    st.floats(0.001, 1),
)
def test_the_plane_is_equal_area_and_centred_to_a_hundredth_of_a_degree(west, south, width, height):
    plane = region_plane((west, south, west + width, south + height))
    assert plane.coordinate_operation.method_name == "Lambert Azimuthal Equal Area"
    lat, lon = (param.value for param in plane.coordinate_operation.params[:2])
    assert lon == pytest.approx(west + width / 2, abs=0.00501)
    assert lat == pytest.approx(south + height / 2, abs=0.00501)
    assert (round(lon, 2), round(lat, 2)) == pytest.approx((lon, lat), abs=1e-12)
    assert plane.axis_info[0].unit_name == "metre"


@pytest.mark.parametrize("bounds", [(np.nan,) * 4, (np.inf, 0, 1, 1)])
def test_a_region_without_bounds_has_no_plane(bounds):
    with pytest.raises(UseError, match="at least one agency with a boundary"):
        region_plane(bounds)


def test_a_region_too_wide_for_any_plane_has_none():
    with pytest.raises(UseError, match="240 degrees wide on both sides of the equator"):
        region_plane((-120, -1, 120, 1))


@pytest.mark.parametrize(
    ("bounds", "code", "name"),
    [
        ((170.0, 50.0, 190.0, 60.0), 4269, "NAD83 to WGS 84 (2)"),  # the Aleutians
        ((144.0, 13.0, 294.0, 72.0), 4269, "NAD83 to WGS 84 (1)"),
        ((177.0, -20.0, 182.0, -15.0), 4720, "Fiji 1986 to WGS 84"),
    ],
)
def test_the_datum_operation_is_that_of_the_place_across_180_degrees(bounds, code, name):
    told = to_crs(points(), pyproj.CRS(code), region_plane(bounds), region=bounds).operation
    assert name in told


def test_areas_and_lengths_are_those_on_the_ellipsoid():
    geod = pyproj.Geod(ellps="WGS84")
    # Many vertices: the straight sides of the plane are not the geodesics of the ellipsoid.
    box = shapely.segmentize(shapely.box(-122.9, 38.1, -122.3, 38.7), 0.005)
    (moved,) = to_crs(np.array([box]), LONLAT, region_plane(BAY), region=BAY).shapes
    area, perimeter = geod.geometry_area_perimeter(box)
    assert moved.area == pytest.approx(abs(area), rel=1e-6)
    assert moved.length == pytest.approx(perimeter, rel=1e-4)


def test_feet_become_metres_and_the_axes_stay_x_before_y():
    # The centre of zone 2 of California: 2,000,000 m east by definition, on its meridian of 122 W.
    east_ft = 2_000_000 / (1200 / 3937)
    moved = to_crs(points((east_ft, 2e6), (east_ft + 1000, 2e6)), FEET, LONLAT, region=BAY).shapes
    assert moved[0].x == pytest.approx(-122, abs=1e-6)
    assert 36 < moved[0].y < 40
    plane = region_plane((-122.2, moved[0].y - 0.1, -121.8, moved[0].y + 0.1))
    a, b = to_crs(points((east_ft, 2e6), (east_ft + 1000, 2e6)), FEET, plane, region=BAY).shapes
    # The grid's scale is within 1 in 10,000 of the truth inside its zone.
    assert a.distance(b) == pytest.approx(1000 * 1200 / 3937, rel=2e-4)


@pytest.mark.parametrize("code", [3740, 4326, 4269, 4267, 2226, 3857, 26910, 32610])
def test_there_and_back_without_grids_or_warnings(code):
    system, plane = pyproj.CRS(code), region_plane(BAY)
    start = points((-122.7, 38.4), None, (-122.0, 37.5))
    there = to_crs(start, LONLAT, system, region=BAY)
    back = to_crs(there.shapes, system, LONLAT, region=BAY)
    assert there.shapes[1] is None
    for first, second in zip(start[[0, 2]], back.shapes[[0, 2]], strict=True):
        assert second.distance(first) < 1e-8
    assert "\n" not in to_crs(there.shapes, system, plane, region=BAY).operation


def test_an_operation_that_needs_a_grid_is_passed_over(monkeypatch: pytest.MonkeyPatch):
    """Also on a machine that has the grid: every machine gives the same."""

    def group(*definitions: str):
        found = [
            SimpleNamespace(
                definition=definition,
                transform=lambda x, y: (x + 1, y),
                description=definition,
                accuracy=-1,
            )
            for definition in definitions
        ]
        return lambda *_, **__: SimpleNamespace(transformers=found)

    monkeypatch.setattr(
        crs, "TransformerGroup", group("proj=hgridshift grids=x.tif", "proj=helmert")
    )
    moved = to_crs(points((1, 2)), LONLAT, FEET)
    assert (moved.shapes[0].wkt, moved.operation) == ("POINT (2 2)", "proj=helmert")
    monkeypatch.setattr(crs, "TransformerGroup", group("proj=hgridshift grids=x.tif"))
    with pytest.raises(UseError, match="no operation without a grid leads from WGS 84 to NAD83"):
        to_crs(points((1, 2)), LONLAT, FEET)


def test_the_operation_is_told_with_its_accuracy():
    told = to_crs(points((-122, 38)), pyproj.CRS(3740), region_plane(BAY), region=BAY).operation
    assert "NAD83(HARN) to WGS 84" in told
    assert "accuracy 1 m" in told


@given(st.lists(st.tuples(st.floats(-123, -121), st.floats(37, 39)), min_size=1, max_size=8))
def test_equal_vertices_stay_equal_to_the_last_bit(xy):
    """Wherever they stand, so that shared borders stay shared."""
    plane = region_plane(BAY)
    line = np.array([shapely.MultiPoint([*xy, *reversed(xy)])])
    moved = shapely.get_coordinates(to_crs(line, LONLAT, plane, region=BAY).shapes)
    assert np.array_equal(moved[: len(xy)], moved[len(xy) :][::-1])
    single = to_crs(points(*xy), LONLAT, plane, region=BAY).shapes
    assert np.array_equal(shapely.get_coordinates(single), moved[: len(xy)])
