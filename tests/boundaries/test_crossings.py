"""The quickest crossing between two agencies by street."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.crossings import crossing_minutes
from adjoin.boundaries.relations import agency_pairs
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import UseError
from adjoin.geo.streets.edgetable import network_from_edges

PLANE = region_plane((-123, 38, -122, 39))


def agencies(**shapes) -> gpd.GeoDataFrame:
    ids = pd.Series(list(shapes), dtype="str")
    return gpd.GeoDataFrame({"agency_id": ids}, geometry=list(shapes.values()), crs=PLANE)


@pytest.fixture
def shores():
    """A strait 800 m wide: two towns on the west shore, one of them with a ward, two on the east.

    One bridge, from the northern town in the west to the northern one in the east. Beside a town
    without boundary there is one without any street.
    """
    return agencies(
        bay_east=shapely.box(1800, 1000, 3000, 2000),
        bay_south=shapely.box(1800, 0, 3000, 1000),
        island=shapely.box(1300, 100, 1500, 300),
        nowhere=None,
        west=shapely.box(0, 1000, 1000, 2000),
        west_low=shapely.box(0, 0, 1000, 1000),
        west_ward=shapely.box(0, 1400, 200, 1600),
    )


@pytest.fixture
def streets():
    places = {"l": (500, 500), "w": (500, 1500), "e": (2300, 1500), "s": (2300, 500)}
    ways = ["lw", "wl", "we", "ew", "es", "se"]
    network, findings = network_from_edges(
        [way[0] for way in ways], [way[1] for way in ways], [1000, 1000, 1800, 1800, 1000, 1000],
        node_id=list(places), node_xy=list(places.values()), speed_kmh=60,
    )  # fmt: skip
    assert findings == ()
    return network


def test_minutes_along_the_pairs(shores, streets):
    pairs = agency_pairs(shores)
    # by the bridge: 800 m of water at 60 km/h; a town in the south has 1,000 m of its north before it
    expected = {
        ("bay_east", "bay_south"): 0.0,
        ("bay_east", "west"): 0.8,
        ("bay_east", "west_low"): 1.8,
        ("bay_south", "west"): 1.8,
        ("bay_south", "west_low"): 2.8,
        ("west", "west_low"): 0.0,
    }
    pairs = pairs.sample(frac=1, random_state=3)
    minutes = crossing_minutes(pairs, shores, streets)
    assert minutes.name == "crossing_minutes"
    assert minutes.dtype == np.float64
    assert minutes.index.equals(pairs.index)
    keys = list(zip(pairs["agency_a"], pairs["agency_b"], strict=True))
    got = dict(zip(keys, minutes.tolist(), strict=True))
    assert {key: value for key, value in got.items() if not np.isnan(value)} == expected
    # neither the island nor the ward has a street
    assert len(got) > len(expected)
    assert all({"island", "west_ward"} & {*key} for key in set(got) - set(expected))
    # neither the order of the rows nor the side of a pair says anything
    turned = pairs.rename(columns={"agency_a": "agency_b", "agency_b": "agency_a"})
    mixed = shores.sample(frac=1, random_state=4)
    pd.testing.assert_series_equal(crossing_minutes(turned, mixed, streets), minutes)


def test_the_limit_is_inclusive(shores, streets):
    pairs = pd.DataFrame({"agency_a": ["bay_east", "bay_south"], "agency_b": ["west", "west"]})
    found = crossing_minutes(pairs, shores, streets, limit_minutes=0.8)
    assert found.tolist()[0] == 0.8
    assert np.isnan(found[1])
    assert crossing_minutes(pairs, shores, streets, limit_minutes=0.7).isna().all()


def test_a_ward_with_a_street_costs_nothing(shores, streets):
    ward = shores.assign(geometry=shores.geometry.where(
        shores["agency_id"] != "west_ward", shapely.box(400, 1400, 600, 1600)
    ))  # fmt: skip
    pairs = agency_pairs(ward).query("agency_a == 'west' and agency_b == 'west_ward'")
    assert pairs["relation"].tolist() == ["contains"]
    assert crossing_minutes(pairs, ward, streets).tolist() == [0]


def test_nothing_to_cross_and_agencies_without_boundary(shores, streets):
    none = crossing_minutes(agency_pairs(shores)[:0], shores, streets)
    assert none.tolist() == []
    assert none.dtype == np.float64
    pairs = pd.DataFrame({"agency_a": ["nowhere"], "agency_b": ["west"]})
    assert crossing_minutes(pairs, shores, streets).isna().tolist() == [True]


def test_wrong_calls(shores, streets):
    pairs = pd.DataFrame({"agency_a": ["west", "zoo"], "agency_b": ["you", "zoo"]})
    with pytest.raises(UseError, match=r"2 agencies of the pairs .* \(first: 'you'\)"):
        crossing_minutes(pairs, shores, streets)
    for limit in (0, -1, np.nan, np.inf):
        with pytest.raises(UseError, match=f"limit_minutes is {limit}"):
            crossing_minutes(pairs[:0], shores, streets, limit_minutes=limit)
