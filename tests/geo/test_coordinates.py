"""Coordinates that cannot be what they are said to be are errors with a way out."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pyproj
import pytest
import shapely
from adjoin.geo.coordinates import check_coordinates, stands_for_no_place
from hypothesis import given, settings
from hypothesis import strategies as st

NAN, INF = math.nan, math.inf
SYSTEMS = (4326, 4269, 4807, 2226, 26910, 3857, 5070)


def points(*xy: tuple[float, float] | None):
    return np.array([None if p is None else shapely.Point(*p) for p in xy], dtype=object)


def odd_shape(kind, xy):
    """A shape of numbers that GEOS does not like; NumPy warns when it is made."""
    with np.errstate(all="ignore"):
        return kind(xy)


def found(shapes, system):
    rows = np.arange(1, len(shapes) + 1)
    findings = check_coordinates(shapes, rows, pyproj.CRS(system), source="t.csv")
    assert all(f.source == "t.csv" for f in findings)
    read_anyway = {f.rule for f in findings if f.severity != "error"}
    assert read_anyway <= {"crosses-antimeridian", "around-pole"}
    return findings


def rules(shapes, system) -> list[tuple[str, str]]:
    return [(f.rule, f.item) for f in found(shapes, system)]


def test_good_coordinates_have_no_finding():
    assert rules(points((-122, 38), None, (180, -90)), 4326) == []
    assert rules(points((6_300_000, 1_900_000)), 2226) == []
    assert rules(np.array([None, shapely.Point()], dtype=object), 4326) == []
    assert rules(np.zeros(0, dtype=object), 4326) == []
    # 55 grads are 49.5 degrees; a compound system has a third axis
    assert rules(points((2, 55)), 4807) == []
    assert rules(points((-122, 38)), 5498) == []


def test_swapped_axes_are_told_as_such():
    (finding,) = found(points((38, -122), (38.5, -122.5)), 4326)
    assert (finding.rule, finding.item) == ("axes-swapped", "2 rows from row 1")
    assert "38, -122 has its second coordinate beyond 90" in finding.message
    assert "exchange columns.x and columns.y" in finding.message


def test_a_few_swapped_rows_are_to_be_mended_not_the_columns():
    (finding,) = found(points((-122, 38), None, (38, -122)), 4326)
    assert (finding.rule, finding.item) == ("axes-swapped", "row 3")
    assert finding.message.endswith("exchange them in these rows")


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ((-122, 95), ["-122, 95 are no longitude and latitude: these end at 180 and 90"]),
        ((-190, 95), ["-190, 95 are no longitude and latitude"]),
        ((-999, -999), ["-999, -999 are no degrees"]),
        ((6_300_000, 1_900_000), ["6300000, 1900000 are no degrees", "metres or feet", "crs"]),
        ((1e308, 1e308), ["1e+308, 1e+308 are no degrees"]),
        ((237.5, 38), ["237.5, 38 pass 180 degrees of longitude", "take 360"]),
    ],
)  # fmt: skip
def test_what_is_no_degree_is_told_with_its_value_and_a_way_out(place, told):
    (finding,) = found(points((-122, 38), place), 4269)
    assert (finding.rule, finding.item) == ("coordinates-outside-crs", "row 2")
    assert all(part in finding.message for part in told)


def test_a_shape_partly_out_of_range_is_told():
    whole = np.array([shapely.box(-122, 37, 181, 38)])
    assert rules(whole, 4326) == [("coordinates-outside-crs", "row 1")]


def test_each_kind_of_fault_is_told_by_itself():
    mixed = points((NAN, 1), (38, -122), (-122, 38), (-122, 95), (200, 1))
    assert sorted(rules(mixed, 4326)) == [
        ("axes-swapped", "row 2"),
        ("coordinates-not-finite", "row 1"),
        ("coordinates-outside-crs", "row 4"),
        ("coordinates-outside-crs", "row 5"),
    ]


def test_degrees_under_the_name_of_metres_are_told():
    (finding,) = found(points((-122, 38), (-121, 37)), 2226)
    assert (finding.rule, finding.item) == ("degrees-as-metres", "2 rows from row 1")
    assert "-122, 38 look like degrees, but the CRS is NAD83 / California zone 2" in finding.message
    assert 'state crs = "EPSG:4326"' in finding.message
    assert rules(points((38, -122)), 2226) == [("degrees-as-metres", "row 1")]
    # One such row among others may stand near the origin of the grid.
    assert rules(points((-122, 38), (500_000, 4_000_000)), 26910) == []


def test_places_that_a_projected_system_does_not_hold_are_told():
    inside = (500_000.0, 4_000_000.0)
    assert rules(points(inside, (1e9, 5)), 26910) == [("coordinates-outside-crs", "row 2")]
    # Beyond the edge of the web map PROJ comes out at the other side of the globe.
    assert rules(points(inside, (3e7, 5e6)), 3857) == [("coordinates-outside-crs", "row 2")]
    assert rules(points((1e308, -1e308)), 5070) == [("coordinates-outside-crs", "row 1")]
    # The neighbour's neighbour's zone is unusual, and right.
    lon, lat = pyproj.Transformer.from_crs(4326, 26910, always_xy=True).transform(-105, 40)
    assert rules(points((lon, lat)), 26910) == []


def test_a_shape_whose_box_has_corners_outside_is_not_told_for_them():
    # Around the pole of an Arctic map; a corner of the box of a far ring may lie off the globe.
    ring = shapely.Point(0, 0).buffer(1.2e7)
    assert rules(np.array([ring]), 3413) == []


def told(shapes, system=4326):
    findings = found(np.array(shapes, dtype=object), system)
    return [(f.severity, f.rule, f.item) for f in findings]


ACROSS = ("warning", "crosses-antimeridian")
FAULTY = ("error", "crosses-antimeridian")


def test_shapes_across_180_degrees_are_read_the_short_way_and_told():
    box = shapely.box(-179.5, 51, 179, 52)
    line = shapely.LineString([(-179, 0), (179, 0)])
    parts = shapely.MultiPolygon([shapely.box(179, 51, 180, 52), shapely.box(-180, 51, -179, 52)])
    stops = shapely.MultiPoint([(-179, 0), (179, 0)])
    nested = shapely.GeometryCollection([shapely.GeometryCollection([line])])
    (finding,) = found(np.array([box, parts, line, stops, nested], dtype=object), 4326)
    assert (finding.severity, finding.rule, finding.item) == (*ACROSS, "3 rows from row 1")
    assert "from longitude -179.5 to 179:" in finding.message
    assert "mend its longitudes, or leave it out" in finding.message
    # In grads the globe is 400 round.
    assert told([shapely.box(-199.5, 51, 199, 52)], 4807) == [(*ACROSS, "row 1")]


@pytest.mark.parametrize("width", [89.0, 91.0])
def test_across_180_degrees_a_shape_is_less_than_a_quarter_of_the_globe_wide(width):
    shape = shapely.box(-180 + width / 2, 51, 180 - width / 2, 52)
    expected = ACROSS if width < 90 else FAULTY
    assert told([shape]) == [(*expected, "row 1")]


def test_a_longitude_that_lost_its_sign_is_an_error_with_its_value():
    ring = shapely.Polygon([(-122, 38), (-121, 38), (121, 39), (-122, 39)])
    (finding,) = found(np.array([shapely.box(0, 0, 1, 1), ring]), 4326)
    assert (finding.severity, finding.rule, finding.item) == (*FAULTY, "row 2")
    assert "from longitude -122 to 121, around more than half the globe" in finding.message
    assert "split it at 180 degrees" in finding.message


def test_a_step_all_round_the_globe_is_an_error_off_the_pole():
    # From -180 to 180 and back is nothing the short way.
    assert told([shapely.box(-180, 60, 180, 90)]) == [(*FAULTY, "row 1")]
    band = [(x, 60) for x in range(-180, 181, 10)] + [(180, 80), (-180, 80)]
    assert told([shapely.Polygon(band)]) == [(*FAULTY, "row 1")]


def test_around_a_pole_a_shape_is_read_as_holding_it():
    cap = [(x, -70) for x in range(-175, 180, 10)]
    assert told([shapely.Polygon(cap)]) == [("warning", "around-pole", "row 1")]
    (finding,) = found(np.array([shapely.Polygon(cap)]), 4326)
    assert "holding the south pole" in finding.message
    # Where the edge along the pole is drawn, there is nothing to read into it.
    drawn = [(x, -70) for x in range(-180, 181, 10)] + [(180, -90), (-180, -90)]
    assert told([shapely.Polygon(drawn)]) == []
    # A band whose every vertex is written is one, on one side of the equator.
    for north, expected in ((80, []), (-80, [(*FAULTY, "row 1")])):
        band = [(x, 60) for x in range(-180, 181, 10)]
        band += [(x, north) for x in range(180, -181, -10)]
        assert told([shapely.Polygon(band)]) == expected
    around_both = [(x, 45 - abs(x) / 2) for x in range(-175, 180, 10)]
    assert told([shapely.Polygon(around_both)]) == [(*FAULTY, "row 1")]


def test_the_worst_part_of_a_shape_decides():
    across, faulty = shapely.box(-179.5, 51, 179, 52), shapely.box(-180, -5, 180, 5)
    whole = shapely.GeometryCollection([faulty, across])
    assert told([whole, across]) == [(*ACROSS, "row 2"), (*FAULTY, "row 1")]


def test_in_long_units_a_region_may_lie_around_its_origin():
    plane = "+proj=laea +lat_0=38.4 +lon_0=-122.7 +datum=WGS84 +units="
    place = points((-122, 38))  # 122 km west of the middle is a place, 122 chains are not
    assert rules(place, plane + "km") == []
    assert rules(place, plane + "ch") == [("degrees-as-metres", "row 1")]
    # What comes back a kilometre off is nowhere, whatever the unit.
    assert rules(points((3e4, 5e3)), "+proj=merc +datum=WGS84 +units=km") == [
        ("coordinates-outside-crs", "row 1")
    ]


def test_coordinates_that_are_not_finite_are_told_wherever_they_stand():
    assert rules(points((INF, 1), (1, 1)), 4326) == [("coordinates-not-finite", "row 1")]
    inner = odd_shape(shapely.LineString, [(0, 0), (NAN, 1), (2, 2)])
    assert rules(np.array([shapely.Point(1, 1), inner]), 26910) == [
        ("coordinates-not-finite", "row 2"),
        ("degrees-as-metres", "row 1"),
    ]


@pytest.mark.parametrize(
    "system", ["EPSG:4978", 'LOCAL_CS["site",UNIT["metre",1]]', "EPSG:3855", "ESRI:104905"]
)
def test_a_system_that_places_nothing_on_earth_is_told(system):
    (finding,) = found(points((1000, 2000)), system)
    assert (finding.item, finding.rule) == ("crs", "crs-unusable")
    assert "EPSG:4326" in finding.message


NUMBERS = st.one_of(
    st.sampled_from([NAN, INF, -INF, 0.0, -0.0, 90.0, 95.0, 180.0, 1e308, -1e308, 5e-324]),
    st.floats(-400, 400),
    st.floats(allow_nan=False, allow_infinity=False),
)
PLACES = st.tuples(NUMBERS, NUMBERS)
SHAPES = st.one_of(
    st.none(),
    PLACES.map(partial(odd_shape, shapely.Point)),
    st.lists(PLACES, min_size=2, max_size=4).map(partial(odd_shape, shapely.LineString)),
    # A ring of NaN is not closed, and GEOS refuses it before it gets anywhere.
    st.lists(PLACES.filter(lambda xy: not any(map(math.isnan, xy))), min_size=3, max_size=5).map(
        partial(odd_shape, shapely.Polygon)
    ),
    st.lists(PLACES, max_size=3).map(partial(odd_shape, shapely.MultiPoint)),
)


@settings(max_examples=60)
@given(st.lists(SHAPES, max_size=6), st.sampled_from(SYSTEMS))
def test_no_coordinates_are_too_strange_to_be_told(shapes, system):
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    findings = found(array, system)
    assert len({(f.rule, f.item, f.message) for f in findings}) == len(findings)
    xy, owner = shapely.get_coordinates(array, return_index=True)
    odd = set((owner[~np.isfinite(xy).all(axis=1)] + 1).tolist())
    items = {f.item for f in findings if f.rule == "coordinates-not-finite"}
    first = f"{len(odd)} rows from row {min(odd)}" if len(odd) > 1 else f"row {min(odd, default=0)}"
    assert items == ({first} if odd else set())


@settings(max_examples=20)
@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=5))
def test_degrees_within_their_range_pass_and_so_do_their_projections(lonlat):
    assert rules(points(*lonlat), 4326) == []
    near = [(x / 40 - 122, y / 40 + 38) for x, y in lonlat]
    projected = pyproj.Transformer.from_crs(4326, 26910, always_xy=True)
    assert rules(points(*(projected.transform(*place) for place in near)), 26910) == []


def test_points_that_stand_for_no_place():
    shapes = np.array(
        [shapely.Point(0, 0), shapely.Point(-0.0, 0), shapely.Point(0, 1e-9), shapely.Point(-9999, -9999),
         shapely.Point(9, 9), shapely.Point(-999, 38), None, shapely.Point(), shapely.box(0, 0, 0, 0)],
        dtype=object,
    )  # fmt: skip
    expected = [True, True, False, True, False, False, False, False, False]
    assert stands_for_no_place(shapes).tolist() == expected
    assert stands_for_no_place(np.zeros(0, dtype=object)).tolist() == []
