"""Where a region is: the bounds of its agencies, which one plane must hold."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pyproj
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.files.sources import Source
from adjoin.geo.findings import DataError, Finding
from adjoin.services.region_files import Files, bounds_of
from shapely import box


def source(path, *shapes):
    rows = gpd.GeoDataFrame({"row": range(1, len(shapes) + 1)}, geometry=list(shapes), crs=4326)
    return Source(path, rows, pyproj.CRS(4326), ())


def files(agencies=(), facilities=()):
    return Files(list(agencies), list(facilities), [], [], [], [])


def test_the_bounds_are_those_of_the_agencies_else_of_the_facilities():
    agencies, sites = (
        source("a", box(1, 2, 3, 4)),
        source("f", shapely.Point(9, 9), box(0, 8, 1, 9)),
    )
    assert bounds_of(files([agencies], [sites]), [], failed=False) == (1, 2, 3, 4)
    assert bounds_of(files([], [sites]), [], failed=False) == (0, 8, 9, 9)
    nobody = Source("n.csv", pd.DataFrame({"row": [1]}), None, ())
    assert bounds_of(files([nobody], [sites]), [], failed=False) == (0, 8, 9, 9)


def test_across_180_degrees_the_east_is_beyond():
    fiji = source("a", box(177, -19, 180, -16), box(-180, -18, -178, -17))
    assert bounds_of(files([fiji]), [], failed=False) == (177, -19, 182, -16)


def test_a_region_without_places_is_an_error_with_all_that_was_found():
    before = Finding("note", "a", "", "x", "y")
    with pytest.raises(DataError) as caught:
        bounds_of(files(), [before], failed=False)
    assert [f.rule for f in caught.value.findings] == ["x", "region-empty"]
    # Where some file failed, that it is empty only follows from it.
    with pytest.raises(DataError) as caught:
        bounds_of(files(), [before], failed=True)
    assert caught.value.findings == (before,)


def test_half_the_globe_is_held_and_more_only_around_a_pole():
    held = {
        "half": [box(-90, -30, 0, 60), box(0, -30, 90, 60)],
        "north": [box(-180, 0, 0, 80), box(0, 0, 180, 80)],
        "south": [box(west, -90, west + 90, -60) for west in (-180, -90, 0, 90)],
    }
    for shapes in held.values():
        region_plane(bounds_of(files([source("a", *shapes)]), [], failed=False))
    wide = source("a", box(-100, -10, 0, 1), box(0, 0, 81, 20))
    with pytest.raises(DataError) as caught:
        bounds_of(files([wide]), [], failed=False)
    (finding,) = caught.value.findings
    assert (finding.severity, finding.rule) == ("error", "region-too-wide")
    assert "span 181 degrees of longitude" in finding.message
    assert "latitude -10 to 20" in finding.message
    assert "leave out what lies beyond with where" in finding.message
