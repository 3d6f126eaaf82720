"""People on the ground that agencies serve, most of them on its borders."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.members import with_member_areas
from adjoin.boundaries.parents import root_agencies
from adjoin.boundaries.residents import agency_people, summed_to_agencies
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import UseError
from adjoin.services.service import Service
from adjoin.services.territories import territories
from adjoin.services.territory_rules import RULES
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-123, 38, -122, 39))
SERVICES = {rule: Service(id=rule, territory_rule=rule) for rule in RULES}
SIZE = 4

#: Whose each cell of a grid is: each letter an agency, a dot nobody's.
OWNERS = st.lists(st.sampled_from("abc."), min_size=SIZE**2, max_size=SIZE**2)
TILES = st.lists(st.sampled_from("abc"), min_size=SIZE**2, max_size=SIZE**2)
WEIGHTS = st.integers(0, 2**32).map(lambda seed: np.random.default_rng(seed).exponential(1e3, 81))


def regions_of(owners, prefix=""):
    """The union of each letter's cells."""
    cells = {}
    for k, letter in enumerate(owners):
        x, y = divmod(k, SIZE)
        cells.setdefault(letter, []).append(shapely.box(x, y, x + 1, y + 1))
    return {
        prefix + letter: shapely.union_all(parts)
        for letter, parts in sorted(cells.items())
        if letter != "."
    }


def agencies_of(shapes, members=None):
    """(level, shape) by id."""
    ids = sorted(shapes)
    table = gpd.GeoDataFrame(
        {
            "agency_id": pd.Series(ids, dtype="str"),
            "name": pd.Series(ids, dtype="str"),
            "level": pd.Series([shapes[k][0] for k in ids], dtype="str"),
            "parent_id": pd.Series([None] * len(ids), dtype="str"),
        },
        geometry=[shapes[k][1] for k in ids],
        crs=PLANE,
    )
    return with_member_areas(table, members or {})[0]


def everywhere(weights):
    """People on the corners, sides and middles of the cells."""
    xy = np.array([(x / 2, y / 2) for x in range(2 * SIZE + 1) for y in range(2 * SIZE + 1)])
    return gpd.GeoDataFrame(
        {"people": np.array(weights, dtype=float)}, geometry=shapely.points(xy), crs=PLANE
    )


def served(agencies, people, services, **options):
    delivered = pd.DataFrame(
        [(s, k) for s in services for k in agencies["agency_id"]], columns=["service", "agency_id"]
    )
    found, *_ = territories(
        agencies, delivered, SERVICES, roots=root_agencies(agencies), people=people, **options
    )
    return found.set_index(["service", "agency_id"])["people"]


COUNTY = ("county", shapely.box(0, 0, SIZE, SIZE))


@settings(max_examples=40)
@given(OWNERS, OWNERS, WEIGHTS)
def test_where_the_rule_cuts_everybody_counts_once_for_each_service(cities, districts, weights):
    """Cities that lie across districts in a county, as they come."""
    shapes = {"k": COUNTY}
    shapes |= {k: ("city", shape) for k, shape in regions_of(cities, "city-").items()}
    cut = ["unincorporated_only", "contract_areas"]
    tiles = served(agencies_of(shapes), everywhere(weights), cut)
    shapes |= {k: ("special_district", s) for k, s in regions_of(districts, "a-").items()}
    tiles = pd.concat(
        [tiles, served(agencies_of(shapes), everywhere(weights), ["district", "detached"])]
    )
    sums = {service: part.sum() for service, part in tiles.groupby(level=0)}
    exact = summed_to_agencies(
        everywhere(weights), agency_people(everywhere(weights), agencies_of({"k": COUNTY})),
        agencies_of({"k": COUNTY}),
    ).iloc[0]  # fmt: skip
    assert sums == dict.fromkeys((*cut, "district", "detached"), exact)
    assert exact == pytest.approx(math.fsum(weights), rel=1e-12)


@settings(max_examples=25)
@given(TILES, WEIGHTS, st.data())
def test_layers_that_tile_the_ground_count_everybody_once(owners, weights, data):
    """Response areas of agencies of any level, or of a city among cities with boundaries."""
    shapes = regions_of(owners)
    levels = {k: data.draw(st.sampled_from(["city", "special_district", "county"])) for k in shapes}
    laid = pd.DataFrame({"service": None, "agency_id": list(shapes), "geometry": shapes.values()})
    bare = agencies_of({k: (levels[k], None) for k in shapes})
    people = everywhere(weights)
    everybody = served(agencies_of({"k": COUNTY}), people, ["corporate"]).sum()
    assert served(bare, people, ["district"], layers=laid).sum() == everybody
    cities = agencies_of({k: ("city", shape) for k, shape in shapes.items()})
    some = laid[laid["agency_id"].isin(data.draw(st.sets(st.sampled_from(sorted(shapes)))))]
    as_drawn = served(cities, people, ["corporate"])
    pd.testing.assert_series_equal(served(cities, people, ["corporate"], layers=some), as_drawn)
    assert as_drawn.sum() == everybody


@settings(max_examples=25)
@given(OWNERS, WEIGHTS)
def test_each_serving_its_own_area_serves_its_own_people(owners, weights):
    shapes = {"k": COUNTY} | {k: ("city", s) for k, s in regions_of(owners, "city-").items()}
    members = {"joint": sorted(shapes)[:2]}
    agencies = agencies_of(shapes | {"joint": ("regional", None)}, members)
    people = everywhere(weights)
    own = summed_to_agencies(people, agency_people(people, agencies), agencies)
    found = served(agencies, people, ["corporate", "countywide"])
    for rule in ("corporate", "countywide"):
        assert found[rule].tolist() == own.tolist()


def test_layers_of_several_levels_by_hand():
    """A city and a district side by side by their layers, and a region's layer over both."""
    west, east = shapely.box(0, 0, 2, 4), shapely.box(2, 0, 4, 4)
    layers = pd.DataFrame(
        {"service": "district", "agency_id": ["w", "e", "all"], "geometry": [west, east, COUNTY[1]]}
    )
    levels = {"w": "city", "e": "special_district", "all": "regional"}
    agencies = agencies_of({k: (level, None) for k, level in levels.items()})
    people = gpd.GeoDataFrame(
        {"people": [1.0, 10.0, 100.0]}, geometry=shapely.points([[1, 1], [2, 1], [4, 4]]), crs=PLANE
    )
    found = served(agencies, people, ["district"], layers=layers)["district"]
    # On the line between them the smaller id has it; the region has all, also on its own edge.
    assert found.to_dict() == {"all": 111, "e": 110, "w": 1}


def test_a_sale_moves_the_people_and_an_empty_or_unknown_ground_says_so():
    shapes = {
        "city": ("city", shapely.box(0, 0, 2, 4)),
        "fire": ("special_district", COUNTY[1]),
        "k": COUNTY,
        "nowhere": ("other", None),
    }
    agencies, people = agencies_of(shapes), everywhere(np.ones(81))
    found = served(agencies, people, ["district"])["district"]
    assert found.drop("nowhere").to_dict() == {"city": 0, "fire": 81, "k": 0}
    assert math.isnan(found["nowhere"])
    found = served(agencies, people, ["detached"])["detached"]
    # The points on the line between are the city's, whose border it is.
    assert found.drop("nowhere").to_dict() == {"city": 45, "fire": 36, "k": 0}
    bought = pd.DataFrame(
        {"service": ["detached"], "agency_id": ["city"], "producer_id": ["nowhere"]}
    )
    found = served(agencies, people, ["detached"], contracts=bought)["detached"]
    assert found.to_dict() == {"city": 45, "fire": 36, "k": 0, "nowhere": 45}


def test_without_people_none_are_counted_and_another_plane_is_refused():
    agencies = agencies_of({"k": COUNTY})
    for nobody in (None, everywhere(np.ones(81)).iloc[:0]):
        found = served(agencies, nobody, ["countywide"])
        assert found.dtype == float
        assert found.isna().all()
    with pytest.raises(UseError, match="different planes"):
        served(agencies, everywhere(np.ones(81)).to_crs("EPSG:4326"), ["countywide"])


@settings(max_examples=10)
@given(OWNERS, OWNERS, WEIGHTS, st.randoms())
def test_the_order_of_people_changes_no_bit(cities, districts, weights, random):
    shapes = {"k": COUNTY}
    shapes |= {k: ("city", shape) for k, shape in regions_of(cities, "city-").items()}
    shapes |= {k: ("special_district", s) for k, s in regions_of(districts, "a-").items()}
    agencies, people = agencies_of(shapes), everywhere(weights)
    mixed = list(range(len(people)))
    random.shuffle(mixed)
    found = served(agencies, people, RULES)
    assert served(agencies, people.iloc[mixed], RULES).to_numpy().tobytes() == found.to_numpy().tobytes()  # fmt: skip
