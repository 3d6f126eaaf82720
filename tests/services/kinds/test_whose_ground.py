"""Borders between the two facilities of a pair, and whose ground each stands on."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from adjoin.geo.crs import region_plane
from adjoin.services.counting import counting
from adjoin.services.kinds.united import United
from adjoin.services.kinds.whose_ground import with_borders

PLANE = region_plane((-122.1, 37.9, -121.9, 38.1))
WEST, EAST = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)
AGENCIES = gpd.GeoDataFrame({"agency_id": ["A", "B", "L"]}, geometry=[WEST, EAST, None], crs=PLANE)
SITES = gpd.GeoDataFrame(
    {"service": "fire", "facility_id": ["a", "b", "c", "l"]},
    geometry=gpd.GeoSeries.from_xy([5, 15, 4, 6], [5, 5, 5, 5], crs=PLANE),
)
WHOLE = counting(pd.Series({"A": "A", "B": "B", "L": "L"}, dtype="str"))


def told(*rows):
    pairs = pd.DataFrame(
        rows, columns=["facility_a", "facility_b", "agency_a", "agency_b"], dtype="str"
    ).assign(service="fire")
    ground = United(
        np.array(["fire"] * 3, dtype=object), np.array(["A", "B", "L"], dtype=object),
        np.array([WEST, EAST, None], dtype=object), [np.zeros(0, int)] * 3,
    )  # fmt: skip
    table = with_borders(pairs, SITES, AGENCIES, ground, WHOLE)
    return table[["crosses_border", "a_in_b", "b_in_a"]]


def test_who_stands_where():
    # B's c stands in A beside A's a; of L's ground nothing is known.
    table = told(("a", "b", "A", "B"), ("a", "c", "A", "B"), ("a", "l", "A", "L"))
    assert table["crosses_border"].tolist() == [True, False, False]
    assert table["a_in_b"].tolist() == [False, False, pd.NA]
    assert table["b_in_a"].tolist() == [False, True, True]


def test_no_pairs_have_the_types_of_some():
    none = told()
    assert len(none) == 0
    pd.testing.assert_series_equal(none.dtypes, told(("a", "b", "A", "B")).dtypes)
