"""Regions anywhere on Earth and in any unit, from sources to their plane."""

from __future__ import annotations

import itertools
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from adjoin.geo.crs import LONLAT, plane_finding, region_plane, to_crs
from adjoin.geo.files.sources import Source, common_bounds, in_plane, read_and_check
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

GEOD = pyproj.Geod(ellps="WGS84")


def source(shapes, crs=4326, path="a"):
    rows = pd.DataFrame({"row": range(1, len(shapes) + 1)})
    return Source(path, gpd.GeoDataFrame(rows, geometry=list(shapes), crs=crs), pyproj.CRS(crs), ())


def planed(*sources):
    """Bounds, plane, and the shapes in it."""
    bounds = common_bounds(sources)
    plane = region_plane(bounds)
    return bounds, plane, np.asarray(in_plane(sources, plane, bounds).geometry)


def centre(plane):
    lat, lon = (param.value for param in plane.coordinate_operation.params[:2])
    return lon, lat


def geodesic_m2(shape):
    return abs(GEOD.geometry_area_perimeter(shape)[0])


def dense(shape, degrees=0.01):
    """With so many vertices that a straight side is a geodesic in every plane."""
    return shapely.segmentize(shape, degrees)


# --- across 180 degrees


def test_bounds_across_180_degrees_are_the_narrowest():
    fiji = [box(177, -19, 180, -16), box(-180, -18, -178, -17)]
    bounds, plane, _ = planed(source(fiji[:1]), source(fiji[1:], path="b"))
    assert bounds == (177, -19, 182, -16)
    assert centre(plane) == (179.5, -17.5)
    bounds, plane, _ = planed(source([box(179, 60, 180, 70), box(-180, 60, -170, 70)]))
    assert bounds == (179, 60, 190, 70)
    assert centre(plane) == (-175.5, 65)
    # As it is written where it need not cross.
    assert common_bounds([source([box(-124, 32, -70, 49)])]) == (-124, 32, -70, 49)
    assert common_bounds([source([None, Polygon()])]) is None
    assert common_bounds([]) is None


def test_bounds_of_a_projected_source_across_the_line_are_the_narrowest_too():
    # UTM zone 60 reaches over the line into the first zone.
    lonlat = np.array(
        [Polygon([(178, 50), (180, 50), (-178, 50), (-178, 51), (180, 51), (178, 51)])]
    )
    utm = to_crs(lonlat, LONLAT, pyproj.CRS(32660)).shapes
    bounds, _, (shape,) = planed(source(utm, 32660))
    assert bounds == pytest.approx((178, 50, 182, 51), abs=1e-9)
    assert shape.is_valid
    ring = Polygon([(178, 50), (180, 50), (182, 50), (182, 51), (180, 51), (178, 51)])
    assert shape.area == pytest.approx(geodesic_m2(ring), rel=2e-3)


@pytest.mark.parametrize("code", [4326, 4269, "OGC:CRS84", 4759])
def test_both_ways_to_write_the_line_are_one_place_of_the_plane(code):
    line = [(180.0, lat) for lat in np.linspace(-80, 80, 50)]
    plane = region_plane((150.0, -20.0, 209.0, 20.0))
    east, west = (
        shapely.get_coordinates(to_crs(shapely.points(xy), pyproj.CRS(code), plane).shapes)
        for xy in (np.array(line), np.array(line) * [-1, 1])
    )
    assert np.array_equal(east, west)
    # In degrees they stay as they are written.
    both = shapely.points([(180, 1), (-180, 1)])
    kept = to_crs(both, pyproj.CRS(4326), pyproj.CRS("OGC:CRS84")).shapes
    assert shapely.get_coordinates(kept)[:, 0].tolist() == [180, -180]


def test_two_sides_of_the_line_lie_next_to_one_another():
    west, east = dense(box(179, -18, 180, -17)), dense(box(-180, -18, -179, -17))
    _, _, (a, b) = planed(source([west, east]))
    assert a.intersection(b).length == pytest.approx(110_700, rel=1e-3)
    assert a.intersection(b).area == 0
    assert a.union(b).geom_type == "Polygon"


@pytest.fixture
def read(tmp_path):
    def read(*shapes):
        features = [
            {"type": "Feature", "properties": {"id": k}, "geometry": shapely.geometry.mapping(shape)}
            for k, shape in enumerate(shapes)
        ]  # fmt: skip
        file = tmp_path / "a.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return read_and_check(file, path="a.geojson", columns={})

    return read


def test_a_county_split_at_the_line_becomes_seamless_with_a_note(read):
    split = MultiPolygon([dense(box(179, -18, 180, -17)), dense(box(-180, -18, -179, -17))])
    alone = box(170, -18, 171, -17)
    given_ = read(alone, split)
    told = [(f.severity, f.item, f.rule) for f in given_.findings]
    assert told == [("note", "row 2", "joined-at-antimeridian")]
    _, _, (_, shape) = planed(given_)
    assert shape.geom_type == "Polygon"
    assert shape.is_valid
    assert shape.area == pytest.approx(sum(map(geodesic_m2, split.geoms)), rel=1e-6)
    assert read(alone).findings == []


def test_one_drawn_across_the_line_is_the_same_with_a_warning(read):
    split = MultiPolygon([box(179, -18, 180, -17), box(-180, -18, -179, -17)])
    across = Polygon([(179, -18), (180, -18), (-179, -18), (-179, -17), (180, -17), (179, -17)])
    read_split, read_across = read(split), read(across)
    (warning,) = read_across.findings
    assert (warning.severity, warning.item) == ("warning", "row 1")
    assert common_bounds([read_across]) == common_bounds([read_split]) == (179, -18, 181, -17)
    (a,), (b,) = planed(read_split)[2], planed(read_across)[2]
    assert a.equals(b)


# --- anywhere on Earth


@pytest.mark.parametrize(
    ("bounds", "middle"),
    [
        ((166.4, -47.3, 178.6, -34.4), (172.5, -40.85)),  # New Zealand
        ((-75.7, -55.9, -66.4, -17.5), (-71.05, -36.7)),  # Chile
        ((177.0, -19.0, 182.0, -16.0), (179.5, -17.5)),  # Fiji
        ((-25.0, 63.3, -13.0, 66.6), (-19.0, 64.95)),  # Iceland
        ((11.0, 76.0, 34.0, 81.0), (22.5, 78.5)),  # Svalbard
    ],
)
def test_areas_are_those_of_the_ellipsoid_anywhere(bounds, middle):
    west, south, east, north = bounds
    shape = dense(box(west, south, min(east, 180), north), 0.02)
    shapes = [shape] if east <= 180 else [shape, dense(box(-180, south, east - 360, north), 0.02)]
    found, plane, there = planed(source(shapes))
    assert found == bounds
    assert centre(plane) == pytest.approx(middle, abs=1e-9)
    for projected, written in zip(there, shapes, strict=True):
        assert projected.is_valid
        assert projected.area == pytest.approx(geodesic_m2(written), rel=1e-6)


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("code", [4326, None])
def test_a_region_around_a_pole_is_centred_on_it(side, code):
    sectors = [
        dense(box(west, min(side * 60, side * 90), west + 45, max(side * 60, side * 90)), 0.05)
        for west in range(-180, 180, 45)
    ]
    crs = code or (3413 if side > 0 else 3031)
    moved = to_crs(np.array(sectors), LONLAT, pyproj.CRS(crs)).shapes
    bounds, plane, shapes = planed(source(moved, crs))
    low, high = sorted((side * 60.0, side * 90.0))
    assert bounds == pytest.approx((-180, low, 180, high), abs=1e-6)
    assert centre(plane) == (0, side * 90)
    for projected, written in zip(shapes, sectors, strict=True):
        assert projected.area == pytest.approx(geodesic_m2(written), rel=1e-6)
    whole = shapely.union_all(shapely.make_valid(shapes), grid_size=0.001)
    assert whole.geom_type == "Polygon"
    assert whole.covers(shapely.Point(0, 0))


def test_a_shape_that_holds_a_pole_has_its_area(read):
    ring = [(x, -70) for x in np.arange(-179.95, 180, 0.1)]
    _, plane, (shape,) = planed(read(Polygon(ring)))
    assert centre(plane) == (0, -90)
    assert shape.covers(shapely.Point(0, 0))
    assert shape.area == pytest.approx(8 * geodesic_m2(dense(box(0, -90, 45, -70))), rel=1e-5)


def on_globe(xy):
    """A ring whose longitudes may run beyond 180 degrees, as files write it."""
    return Polygon(xy - np.array([360, 0]) * np.round(xy[:, :1] / 360))


#: In fiftieths of a degree, so that the middle of any bounds is a whole number of hundredths.
RINGS = st.lists(
    st.tuples(st.integers(-100, 100), st.integers(-50, 50)), min_size=1, max_size=4, unique=True
).map(
    lambda places: [np.array([(0, 0), (35, 2), (30, 20), (-5, 27)]) + at for at in map(np.array, places)]
)  # fmt: skip


@settings(max_examples=30)
@given(RINGS, st.integers(-36000, 36000), st.integers(-3200, 3200))
def test_turning_the_globe_under_a_region_leaves_its_plane_as_it_is(rings, turn, lat):
    """Also across 180 degrees; by hundredths of a degree, as the plane's middle is rounded."""
    _, plane, first = planed(source([on_globe((ring + np.array([0, lat])) / 50) for ring in rings]))
    moved = [
        on_globe((ring + np.array([0, lat])) / 50 + np.array([turn / 100, 0])) for ring in rings
    ]
    _, there, second = planed(source(moved))
    lon, middle = centre(plane)
    assert centre(there)[1] == middle
    assert (centre(there)[0] - lon - turn / 100 + 180) % 360 == pytest.approx(180, abs=1e-9)
    for a, b in zip(first, second, strict=True):
        assert b.area == pytest.approx(a.area, rel=1e-9)
        assert shapely.get_coordinates(b) == pytest.approx(shapely.get_coordinates(a), abs=1e-6)


@settings(max_examples=20)
@given(RINGS, st.floats(-360, 360), st.integers(-3200, 3200))
def test_turning_the_globe_by_any_angle_keeps_every_area(rings, turn, lat):
    def areas(by):
        # With many vertices, as a straight side depends a little on where the plane's middle is.
        dense_rings = [
            shapely.get_coordinates(dense(Polygon((ring + np.array([0, lat])) / 50)))
            for ring in rings
        ]
        shapes = planed(source([on_globe(ring + np.array([by, 0])) for ring in dense_rings]))[2]
        return shapely.area(shapes)

    assert areas(turn) == pytest.approx(areas(0), rel=1e-9)


# --- units


FEET_US, FEET, METRES = "EPSG:2226", "EPSG:6420", "EPSG:26942"
BAY = [dense(box(-122.9, 38.1, -122.6, 38.4), 0.1), dense(box(-122.6, 38.1, -122.3, 38.4), 0.1)]


def custom(unit):
    """The plane of zone 2 of California in any unit."""
    return pyproj.CRS(
        "+proj=lcc +lat_1=39.8333333333333 +lat_2=38.3333333333333 +lat_0=37.6666666666667 +lon_0=-122 "
        f"+x_0=2000000 +y_0=500000 +datum=NAD83 +units={unit} +no_defs"
    )


@pytest.mark.parametrize(
    "crs",
    [
        "EPSG:2226", "EPSG:26942", "EPSG:6418", "EPSG:3310", "EPSG:4269+5703", "EPSG:2226+6360",
        "EPSG:2226+5703", "EPSG:26942+5703", *map(custom, ("km", "ft", "us-ft", "ch", "us-ch", "link")),
    ],
    ids=str,
)  # fmt: skip
def test_every_unit_gives_the_same_place_and_area(crs):
    system = pyproj.CRS(crs)
    # The datum is left out of it: each is NAD83, of one realisation or another.
    datum = system.to_2d().geodetic_crs
    bounds = common_bounds([source(BAY)])
    there = to_crs(np.array(BAY), datum, system, region=bounds).shapes
    plane = region_plane(bounds)
    lifted = shapely.force_3d(there, 1234.5)
    (got, lofty), expected = (
        [to_crs(shapes, system, plane, region=bounds).shapes for shapes in (there, lifted)],
        to_crs(np.array(BAY), datum, plane, region=bounds).shapes,
    )
    for a, b, c in zip(got, expected, lofty, strict=True):
        assert a.area == pytest.approx(b.area, rel=1e-9)
        assert np.abs(shapely.get_coordinates(a) - shapely.get_coordinates(b)).max() < 1e-3
        assert not c.has_z
        assert shapely.equals_exact(a, c, 0)


def test_feet_of_either_kind_and_metres_make_one_region():
    """Three neighbours, each in its own unit: their borders meet to the millimetre."""
    shapes = [dense(box(-122.9 + k / 10, 38.1, -122.8 + k / 10, 38.4), 0.05) for k in range(4)]
    systems = [pyproj.CRS(4269), custom("us-ft"), custom("ft"), custom("km")]
    sources = [
        source(to_crs(np.array([shape]), pyproj.CRS(4269), crs).shapes, crs, path=str(k))
        for k, (shape, crs) in enumerate(zip(shapes, systems, strict=True))
    ]
    _, _, there = planed(*sources)
    for a, b in itertools.pairwise(there):
        corners = shapely.get_coordinates(a)[:, None] - shapely.get_coordinates(b)[None]
        assert (np.hypot(*corners.T).min(axis=0) < 1e-3).sum() >= 7
    for projected, written in zip(there, shapes, strict=True):
        assert projected.area == pytest.approx(geodesic_m2(written), rel=1e-6)
    # A survey foot taken for an international one is 4 m off here, and must not go unseen.
    wrong = source(np.asarray(sources[1].rows.geometry), custom("ft"), path="wrong")
    moved = in_plane([wrong], *planed(*sources)[1::-1]).geometry.iloc[0]
    assert shapely.distance(moved.centroid, there[1].centroid) > 3.5


def test_crs84_and_epsg_4326_are_the_same_to_the_last_bit():
    both = [source(BAY, code) for code in (4326, "OGC:CRS84")]
    _, _, (a, b, c, d) = planed(*both)
    assert a.wkb == c.wkb
    assert b.wkb == d.wkb


# --- what is told of the plane


def test_only_a_wide_region_says_more_of_its_plane():
    county, nation = (-123.6, 38.0, -122.3, 38.9), (144.6, -14.6, 295.4, 71.5)
    assert plane_finding(region_plane(county), bounds=county) == plane_finding(region_plane(county))
    message = plane_finding(region_plane(nation), bounds=nation).message
    assert "reaches 9,4" in message
    assert "measured on the ellipsoid" in message
    assert "35.2% at its edge" in message
