"""Lengths on the ellipsoid, from places in a plane."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from adjoin.geo.crs import LONLAT, region_plane
from adjoin.geo.extent import reach_m
from adjoin.geo.ground import ground_m, stretch, wide
from hypothesis import given, settings
from hypothesis import strategies as st

GEOD = pyproj.Geod(ellps="WGS84")
NATION = region_plane((144.6, -14.6, 295.4, 71.5))


def in_plane(lonlat, plane):
    lonlat = np.asarray(lonlat, dtype=float)
    to_plane = pyproj.Transformer.from_crs(LONLAT, plane, always_xy=True)
    return np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.floats(145, 295), st.floats(-14, 71), st.floats(-2, 2), st.floats(-2, 2)),
        min_size=1,
        max_size=6,
    )
)
def test_lengths_are_those_of_geodesics_to_the_millimetre(places):
    lon, lat, east, north = np.array(places).T
    expected = GEOD.inv(lon, lat, lon + east, lat + north)[2]
    p = in_plane(np.column_stack([lon, lat]), NATION)
    q = in_plane(np.column_stack([lon + east, lat + north]), NATION)
    assert ground_m(p, q, NATION) == pytest.approx(expected, abs=1e-3)
    assert ground_m(q, p, NATION) == pytest.approx(expected, abs=1e-3)
    assert ground_m(p, p, NATION).tolist() == [0.0] * len(places)


def test_a_missing_place_has_no_length_and_none_are_none():
    p = np.array([(0.0, 0.0), (np.nan, 0.0), (1.0, np.nan), (0.0, 0.0)])
    q = np.array([(0.0, 10.0), (0.0, 0.0), (0.0, 0.0), (1e9, 0.0)])
    assert np.isnan(ground_m(p, q, NATION)).tolist() == [False, True, True, True]
    assert ground_m(np.zeros((0, 2)), np.zeros((0, 2)), NATION).tolist() == []
    assert np.isnan(stretch(p, NATION)).tolist() == [False, True, True, False]
    assert stretch(np.zeros((0, 2)), NATION).tolist() == []


@settings(max_examples=50)
@given(st.floats(145, 295), st.floats(-14, 71), st.floats(0, 360))
def test_no_short_line_is_longer_or_shorter_than_the_stretch_says(lon, lat, azimuth):
    start = in_plane([(lon, lat)], NATION)
    there = GEOD.fwd(lon, lat, azimuth, 100)
    end = in_plane([there[:2]], NATION)
    ratio = np.hypot(*(end - start).T) / 100
    (most,) = stretch(start, NATION)
    assert 1 / most - 1e-4 <= ratio[0] <= most + 1e-4
    # And some line is as long: along the plane's parallel, at a right angle to the middle.
    middle = GEOD.inv(lon, lat, -139.97, 28.45)
    aside = GEOD.fwd(lon, lat, middle[0] + 90, 100)
    across = np.hypot(*(in_plane([aside[:2]], NATION) - start).T)[0] / 100
    assert across == pytest.approx(most, rel=2e-3)


def test_a_region_is_wide_beyond_750_km_from_its_middle():
    # 6.7 degrees of latitude are 741 km, 6.8 are 752 km.
    for degrees, expected in ((6.7, False), (6.8, True)):
        bounds = (10.0, 0.0, 10.0, 2 * degrees)
        assert wide(bounds) is expected
        assert (reach_m(bounds) > 750_000) is expected
    assert wide((-180, -90, 180, -60))
    assert not wide((-180, 85, 180, 90))
    assert wide((178, -20, 200, -10))
