"""Which line parts two agencies, by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from adjoin.boundaries.relations import agency_pairs
from adjoin.geo.crs import region_plane
from adjoin.services.kinds.commonborders import common_borders

PLANE = region_plane((-123, 38, -122, 39))
BIG = shapely.box(0, 0, 9000, 9000)


@pytest.mark.parametrize(
    ("first", "second", "relation", "expected"),
    [
        (BIG, shapely.box(9000, 0, 12000, 4000), "border", [[(9000, 0), (9000, 4000)]]),
        # The whole outline of one that lies inside; what is not the outer's too at its edge.
        (BIG, shapely.box(1000, 1000, 2000, 2000), "contains",
         [[(1000, 1000), (1000, 2000), (2000, 2000), (2000, 1000), (1000, 1000)]]),
        (shapely.box(0, 0, 2000, 1000), BIG, "within", [[(0, 1000), (2000, 1000), (2000, 0)]]),
        (BIG, BIG, "contains", []),
        # Both sides of what two have in common.
        (BIG, shapely.box(8000, 1000, 12000, 2000), "overlap",
         [[(8000, 1000), (8000, 2000), (9000, 2000), (9000, 1000), (8000, 1000)]]),
    ],
)  # fmt: skip
def test_the_line_between_two(first, second, relation, expected):
    shapes = np.array([first, second])
    agencies = gpd.GeoDataFrame({"agency_id": ["a", "b"]}, geometry=shapes, crs=PLANE)
    pairs = agency_pairs(agencies)
    assert pairs["relation"].tolist() == [relation]
    (line,) = common_borders(pairs, shapes[:1], shapes[1:])
    assert shapely.equals(line, shapely.MultiLineString(expected))


def test_two_that_overlap_and_border_have_both_lines():
    first = shapely.union(shapely.box(0, 0, 1000, 1000), shapely.box(1000, 800, 1200, 1000))
    second = shapely.box(1000, 0, 2000, 1000)
    agencies = gpd.GeoDataFrame({"agency_id": ["a", "b"]}, geometry=[first, second], crs=PLANE)
    pairs = agency_pairs(agencies)
    assert pairs["relation"].tolist() == ["overlap"]
    (line,) = common_borders(pairs, np.array([first]), np.array([second]))
    sought = shapely.union(
        shapely.boundary(shapely.box(1000, 800, 1200, 1000)), shapely.LineString([(1000, 0), (1000, 800)])
    )  # fmt: skip
    assert shapely.covers(shapely.buffer(line, 0.01), sought)
    assert len(common_borders(pairs.iloc[:0], np.array([], object), np.array([], object))) == 0
