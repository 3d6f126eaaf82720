"""The whole nation: 3,233 counties from Guam to Puerto Rico, across 180 degrees, in one plane."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from adjoin import Region
from adjoin.geo.ground import ground_m, wide
from adjoin.pipeline import read_region

pytestmark = pytest.mark.real

GEOD = pyproj.Geod(ellps="WGS84")
ALEUTIANS_WEST = "02016"


@pytest.fixture(scope="module")
def counties(shared_data):
    """As the Census draws them, by id."""
    file = shared_data / "national/us_counties_2016_500k.parquet"
    return gpd.read_parquet(file).set_index("GEOID").sort_index()


@pytest.fixture(scope="module")
def given(shared_data, tmp_path_factory):
    """The nation, read."""
    file = tmp_path_factory.mktemp("nation") / "region.toml"
    path = shared_data / "national/us_counties_2016_500k.parquet"
    file.write_text(
        f'name = "The nation"\n[[agencies]]\npath = "{path}"\npreset = "census_counties"\n'
    )
    return read_region(Region.load(file))


@pytest.fixture(scope="module")
def areas(given):
    """Each county in the plane, by id."""
    return given.tables.agencies.set_index("agency_id").geometry


@pytest.fixture(scope="module")
def geodesic_km2(counties):
    """Each county's area on the ellipsoid, its sides geodesics."""
    areas = [abs(GEOD.geometry_area_perimeter(shape)[0]) / 1e6 for shape in counties.geometry]
    return counties.assign(km2=areas)["km2"]


def test_every_county_is_an_agency_and_nothing_is_amiss(given, counties):
    assert sorted(given.tables.agencies["agency_id"]) == list(counties.index)
    assert len(given.tables.agencies) == 3_233
    rules = {"name-shared", "no-facilities", "projection", "tier-exclave", "tier-sliver"}
    assert {f.rule for f in given.findings} == rules
    assert given.tables.agencies.geometry.notna().all()
    assert np.isfinite(given.tables.agencies.geometry.bounds.to_numpy()).all()


def test_the_plane_is_centred_on_the_narrow_way_from_guam_to_puerto_rico(given, counties):
    boxes = counties.bounds
    # As a box in degrees it is all round the globe.
    assert (round(boxes["minx"].min()), round(boxes["maxx"].max())) == (-179, 180)
    guam, east = boxes["minx"]["66010"], boxes.loc[boxes["maxx"] < 0, "maxx"].max()
    south, north = boxes["miny"].min(), boxes["maxy"].max()
    lat, lon = (param.value for param in given.plane.coordinate_operation.params[:2])
    assert lat == pytest.approx((south + north) / 2, abs=0.006)
    assert lon == pytest.approx((guam + east + 360) / 2 - 360, abs=0.006)
    assert wide((guam, south, east + 360, north))


def test_areas_are_those_of_the_ellipsoid(areas, geodesic_km2):
    km2 = areas.area / 1e6
    assert km2.sum() == pytest.approx(geodesic_km2.sum(), rel=1e-6)
    off = (km2 / geodesic_km2 - 1).abs()
    assert off.median() < 1e-5
    # The sides of Texan counties are 50 km from corner to corner: geodesics there, chords here.
    assert off.max() < 5e-4


def test_the_aleutians_are_as_large_as_they_are_and_lie_together(areas, geodesic_km2):
    shape = areas[ALEUTIANS_WEST]
    assert shape.area / 1e6 == pytest.approx(geodesic_km2[ALEUTIANS_WEST], rel=1e-5)
    assert 11_000 < shape.area / 1e6 < 12_000
    # Island after island, over the line as anywhere else; the Pribilofs are 300 km off.
    parts = shapely.get_parts(shape)
    assert len(parts) == 70
    assert shapely.union_all(shapely.buffer(parts, 150_000)).geom_type == "Polygon"


def test_both_sides_of_180_degrees_are_as_far_apart_as_on_the_ground(given, areas, counties):
    parts = shapely.get_parts(counties.geometry[ALEUTIANS_WEST])
    points = shapely.get_coordinates(shapely.centroid(parts))
    east, west = points[points[:, 0] > 0], points[points[:, 0] < -178.5]
    assert (len(east), len(west)) == (14, 7)
    expected = GEOD.inv(*np.repeat(east, 7, axis=0).T, *np.tile(west, (14, 1)).T)[2]
    # The shift from NAD83 is none, over so much of the globe.
    to_plane = pyproj.Transformer.from_crs(4326, given.plane, always_xy=True)
    p, q = (np.column_stack(to_plane.transform(*at.T)) for at in (east, west))
    found = ground_m(np.repeat(p, 7, axis=0), np.tile(q, (14, 1)), given.plane)
    assert found == pytest.approx(expected, abs=1e-3)
    assert 100_000 < found.min() < 101_000


def test_no_two_counties_overlap(areas):
    """Neither across 180 degrees nor anywhere else: the counties tessellate."""
    shapes = areas.to_numpy()
    a, b = shapely.STRtree(shapes).query(shapes)
    a, b = a[a < b], b[a < b]
    overlapping = shapely.relate_pattern(shapes[a], shapes[b], "T********")
    common = shapely.area(shapely.intersection(shapes[a][overlapping], shapes[b][overlapping]))
    smaller = np.minimum(shapely.area(shapes[a]), shapely.area(shapes[b]))[overlapping]
    assert (common / smaller).max(initial=0) < 1e-6
    assert common.sum() < 1000
    alaska = np.flatnonzero(areas.index == ALEUTIANS_WEST)[0]
    assert not ((a == alaska) | (b == alaska))[overlapping.nonzero()[0]].any()
