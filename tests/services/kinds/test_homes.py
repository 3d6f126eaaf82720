"""At whose home people live, by hand and against a look at every territory."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.members import with_member_areas
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import UseError
from adjoin.services.counting import counting
from adjoin.services.kinds.homes import homes
from adjoin.services.service import Service
from adjoin.services.territories import Grounds, territories
from hypothesis import given
from hypothesis import strategies as st

PLANE = region_plane((-123, 38, -122, 39))
RULES = {"police": "contract_areas", "health": "countywide", "payroll": "corporate"}
SERVICES = {name: Service(id=name, territory_rule=rule) for name, rule in RULES.items()}


def region():
    """A county of 10 km by 10 km, a city in it and one across its border, a dependent district."""
    shapes = {
        "cda": ("special_district", "county", shapely.box(0, 0, 2000, 2000)),
        "county": ("county", None, shapely.box(0, 0, 10000, 10000)),
        "east": ("city", None, shapely.box(8000, 0, 12000, 5000)),
        "library": ("special_district", None, None),
        "west": ("city", None, shapely.box(0, 0, 4000, 4000)),
    }
    table = gpd.GeoDataFrame(
        {
            "agency_id": pd.Series(list(shapes), dtype="str"),
            "name": pd.Series(list(shapes), dtype="str"),
            "level": pd.Series([level for level, *_ in shapes.values()], dtype="str"),
            "parent_id": pd.Series([parent for _, parent, _ in shapes.values()], dtype="str"),
        },
        geometry=[shape for *_, shape in shapes.values()],
        crs=PLANE,
    )
    return with_member_areas(table, {})[0]


ROOTS = {"cda": "county", "county": "county", "east": "east", "library": "library", "west": "west"}
#: In cda and west; in west; in open country; in east and the county; in east alone; in nothing.
PLACES = [(1000, 1000), (3000, 3000), (5000, 8000), (9000, 1000), (11000, 1000), (20000, 0)]


def grounds(contracts=None):
    agencies = region()
    people = gpd.GeoDataFrame(
        {"people": np.ones(len(PLACES))}, geometry=shapely.points(PLACES), crs=PLANE
    )
    delivered = pd.DataFrame(
        [(s, k) for s in SERVICES for k in ROOTS], columns=["service", "agency_id"]
    )
    return territories(
        agencies, delivered, SERVICES, roots=ROOTS, contracts=contracts, people=people
    )


def names(found, owners):
    return [None if k < 0 else owners[k] for k in found.tolist()]


def test_the_smallest_territory_is_home_and_a_dependent_one_counts_as_its_parent():
    owners = sorted(set(ROOTS.values()))
    whole = counting(pd.Series(ROOTS, dtype="str"))
    home = {s: names(homes(grounds(), whole, s, owners=owners, points=6), owners) for s in SERVICES}
    # The county serves all of its ground for health, and east and west lie in it and are smaller.
    assert home["health"] == ["county", "west", "county", "east", "east", None]
    assert home["police"] == home["health"]
    # Of a service that each does for itself: the boundaries.
    assert home["payroll"] == home["health"]
    assert homes(grounds(), whole, "fire", owners=owners, points=2).tolist() == [-1, -1]


def test_the_ground_of_a_buyer_is_home_of_its_producer():
    bought = pd.DataFrame(
        {"service": ["police"], "agency_id": ["west"], "producer_id": ["east"]}, dtype="str"
    )
    whole = counting(pd.Series(ROOTS, dtype="str"))
    found = grounds(contracts=bought)
    delivered = ~((found.table["service"] == "police") & (found.table["agency_id"] == "west"))
    kept = np.flatnonzero(delivered)
    found = Grounds(found.table.iloc[kept], [found.points[k] for k in kept], [])
    owners = sorted(set(ROOTS.values()))
    home = names(homes(found, whole, "police", owners=owners, points=6), owners)
    assert home == ["county", "east", "county", "east", "east", None]


def test_an_owner_that_is_not_listed_is_told():
    whole = counting(pd.Series(ROOTS, dtype="str"))
    with pytest.raises(UseError, match="owners lacks 'library', which has a territory for police"):
        homes(grounds(), whole, "police", owners=["county", "east", "west"], points=6)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.sets(st.integers(0, 7)))),
    st.randoms(),
)
def test_the_first_of_all_territories_that_hold_a_point(rows, random):
    """Rows of owner, area and points, with many equal areas; in whatever order."""
    roots = {f"a{k}": f"o{owner}" for k, (owner, *_) in enumerate(rows)}
    whole = counting(pd.Series(roots | {f"o{k}": f"o{k}" for k in range(4)}, dtype="str"))
    owners = [f"o{k}" for k in range(4)]
    expected = [
        min(((area, owner) for owner, area, held in rows if point in held), default=(0, -1))[1]
        for point in range(8)
    ]
    order = list(range(len(rows)))
    random.shuffle(order)
    table = gpd.GeoDataFrame(
        {
            "service": pd.Series(["s"] * len(rows), dtype="str"),
            "agency_id": pd.Series([f"a{k}" for k in order], dtype="str"),
            "area_km2": [float(rows[k][1]) for k in order],
        },
        geometry=[None] * len(rows),
    )
    points = [np.array(sorted(rows[k][2]), dtype=np.int64) for k in order]
    found = homes(Grounds(table, points, []), whole, "s", owners=owners, points=8)
    assert found.tolist() == expected
