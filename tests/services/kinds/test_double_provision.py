"""Two that serve one ground: by hand, and cell by cell on a grid."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import UseError
from adjoin.services.counting import counting
from adjoin.services.kinds.double_provision import COLUMNS, double_provision
from adjoin.services.service import Service
from adjoin.services.territories import Grounds, territories
from hypothesis import given
from hypothesis import strategies as st

PLANE = region_plane((-123, 38, -122, 39))
SERVICES = {
    "fire": Service(id="fire", primary_mode="RESP", territory_rule="district"),
    "fleet": Service(id="fleet", primary_mode="DEPOT", territory_rule="countywide"),
    "offices": Service(id="offices", primary_mode="SITE", territory_rule="corporate"),
    "water": Service(id="water", primary_mode="NET", territory_rule=None),
}


def grounds(*rows, points=None) -> Grounds:
    """Rows of service, agency and shape."""
    table = gpd.GeoDataFrame(
        {
            "service": pd.Series([row[0] for row in rows], dtype="str"),
            "agency_id": pd.Series([row[1] for row in rows], dtype="str"),
            "rule": pd.Series([SERVICES[row[0]].territory_rule for row in rows], dtype="str"),
        },
        geometry=[row[2] for row in rows],
        crs=PLANE,
    )
    held = [np.zeros(0, dtype=np.int64)] * len(rows) if points is None else points
    return Grounds(table, held, [])


def alone(*agency_ids):
    return counting(pd.Series({k: k for k in agency_ids}, dtype="str"))


def square(x, y, side=1000.0):
    return shapely.box(x, y, x + side, y + side)


def test_shares_of_the_ground_and_of_the_people_by_hand():
    points = [np.array([0, 1, 2]), np.array([2, 3]), np.array([4])]
    given_ = grounds(
        ("water", "b", square(0, 0)), ("water", "a", shapely.box(800, 0, 1200, 500)),
        ("water", "c", square(5000, 0)), points=points,
    )  # fmt: skip
    people = np.array([1.0, 2.0, 7.0, 21.0, 100.0])
    found = double_provision(given_, alone("a", "b", "c"), SERVICES, people=people)
    assert list(found.columns) == list(COLUMNS)
    assert found.crs == PLANE
    (row,) = found.drop(columns="geometry").to_dict("records")
    assert row == {
        "service": "water", "agency_a": "a", "agency_b": "b", "territory_km2": 0.1,
        "territory_people": 7, "territory_share_a": 0.5, "territory_share_b": 0.1,
        "people_share_a": 0.25, "people_share_b": 0.7, "stable": True,
    }  # fmt: skip
    assert shapely.equals(found.geometry[0], shapely.box(800, 0, 1000, 500))


def test_what_is_not_known_is_missing_and_nobody_is_zero():
    both = (("water", "a", square(0, 0)), ("water", "b", square(500, 0)), ("water", "c", None))
    people = ["territory_people", "people_share_a", "people_share_b"]
    found = double_provision(grounds(*both), alone(*"abc"), SERVICES)
    assert found["agency_b"].tolist() == ["b"]
    assert found[people].isna().all(axis=None)
    found = double_provision(grounds(*both), alone(*"abc"), SERVICES, people=np.zeros(0))
    assert found["territory_people"].tolist() == [0]
    assert found[people[1:]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("broad_m", "expected"), [(15, None), (16, False), (30, False), (31, True)]
)
def test_a_sliver_along_a_border_is_none(broad_m, expected):
    given_ = grounds(
        ("water", "a", square(0, 0)), ("water", "b", shapely.box(1000 - broad_m, 0, 2000, 1000))
    )
    found = double_provision(given_, alone("a", "b"), SERVICES)
    assert found["stable"].tolist() == ([] if expected is None else [expected])


def test_who_counts_as_one_is_united_and_who_shares_is_left_out():
    given_ = grounds(
        ("water", "a", square(0, 0)), ("water", "a-east", square(1000, 0)),
        ("water", "b", shapely.box(500, 0, 1500, 500)),
    )  # fmt: skip
    roots = pd.Series({"a": "a", "a-east": "a", "b": "b"}, dtype="str")
    points = [np.array([0]), np.array([1, 2]), np.array([1])]
    found = double_provision(
        Grounds(given_.table, points, []), counting(roots), SERVICES, people=np.array([1.0, 3, 4])
    )
    assert found[["territory_km2", "territory_share_a"]].to_numpy().tolist() == [[0.5, 0.25]]
    assert found["people_share_a"].tolist() == [3 / 8]
    for shared in (
        counting(roots)._replace(shared=frozenset({("water", "a", "b")})),
        counting(roots)._replace(joint=frozenset({("a", "b"), ("b", "a")})),
        counting(roots)._replace(producers={("water", "b"): "a"}),
    ):
        assert len(double_provision(given_, shared, SERVICES)) == 0


def test_modes_without_ground_and_what_each_does_for_itself_are_not_looked_at():
    rows = [(s, k, square(0, 0)) for s in ("fleet", "offices") for k in ("a", "b")]
    found = double_provision(grounds(*rows), alone("a", "b"), SERVICES)
    assert len(found) == 0
    assert [found[k].dtype for k in ("service", "agency_a", "agency_b")] == ["str"] * 3
    assert len(double_provision(grounds(), alone(), SERVICES)) == 0


def test_a_negative_tolerance_is_refused():
    with pytest.raises(UseError, match="tolerance_m is -1; give 0 or more metres"):
        double_provision(grounds(), alone(), SERVICES, tolerance_m=-1)


def test_what_the_law_gives_both_and_the_rule_to_one_is_none():
    """A county of 100 km2 with a city and a fire district in it, which lie across each other."""
    agencies = gpd.GeoDataFrame(
        {
            "agency_id": ["city", "county", "district"],
            "name": ["City", "County", "District"],
            "level": ["city", "county", "special_district"],
            "boundary": "own",
        },
        geometry=[square(0, 0, 4000), square(0, 0, 10000), square(2000, 2000, 4000)],
        crs=PLANE,
    )
    roots = {k: k for k in agencies["agency_id"]}
    for rule, pairs in (
        ("district", []),
        ("detached", []),
        ("contract_areas", [("city", "district", 4), ("county", "district", 12)]),
        ("countywide", [("city", "county", 16), ("city", "district", 4), ("county", "district", 16)]),
    ):  # fmt: skip
        services = {"s": Service(id="s", primary_mode="RESP", territory_rule=rule)}
        delivered = pd.DataFrame({"service": "s", "agency_id": agencies["agency_id"]})
        found = double_provision(
            territories(agencies, delivered, services, roots=roots), alone(*roots), services
        )
        rows = found[["agency_a", "agency_b", "territory_km2"]].itertuples(index=False, name=None)
        assert [(a, b, round(km2, 9)) for a, b, km2 in rows] == pairs


CELLS = [(x, y) for x in range(4) for y in range(4)]
#: For a service and an agency the numbers of the cells that it serves.
SERVED = st.dictionaries(
    st.tuples(st.sampled_from(["water", "fire"]), st.sampled_from(["a", "b", "c", "c1"])),
    st.sets(st.integers(0, 15)),
)


@given(
    SERVED,
    st.lists(st.floats(0, 1e4), min_size=16, max_size=16),
    st.permutations(["a", "b", "c"]),
    st.randoms(),
)
def test_cell_by_cell_whatever_the_names_and_the_order(served, weights, names, random):
    """Agencies of cells of a grid, with people in each; c1 counts as c."""
    name = dict(zip("abc", names, strict=True)) | {"c1": "z"}
    root = name | {"c1": name["c"]}
    rows = list(served.items())
    random.shuffle(rows)
    given_ = grounds(
        *(
            (s, name[k], shapely.union_all([square(*CELLS[c], side=1) for c in sorted(cells)]))
            if cells
            else (s, name[k], None)
            for (s, k), cells in rows
        ),
        points=[np.array(sorted(cells), dtype=np.int64) for _, cells in rows],
    )
    # A cell is 100 m broad, far more than a sliver.
    large = shapely.transform(np.array(given_.table.geometry), lambda xy: xy * 100)
    given_ = Grounds(given_.table.set_geometry(gpd.GeoSeries(large, crs=PLANE)), given_.points, [])
    roots = pd.Series({name[k]: root[k] for k in name}, dtype="str")
    found = double_provision(given_, counting(roots), SERVICES, people=np.array(weights))
    whole: dict[tuple[str, str], set[int]] = {}
    for (s, k), cells in rows:
        whole.setdefault((s, root[k]), set()).update(cells)
    expected = {
        (s, a, b): (whole[s, a] & whole[s, b], whole[s, a], whole[s, b])
        for s, a in whole
        for t, b in whole
        if s == t and a < b and whole[s, a] & whole[s, b]
    }
    keys = [tuple(row) for row in found[["service", "agency_a", "agency_b"]].to_numpy()]
    assert keys == sorted(expected)
    for key, row in zip(keys, found.itertuples(), strict=True):
        common, of_a, of_b = expected[key]
        assert row.territory_km2 == pytest.approx(len(common) / 100)
        assert row.territory_share_a == pytest.approx(len(common) / len(of_a))
        assert row.territory_share_b == pytest.approx(len(common) / len(of_b))
        live, live_a, live_b = (sum(weights[c] for c in sorted(x)) for x in (common, of_a, of_b))
        assert row.territory_people == pytest.approx(live, rel=1e-9, abs=1e-9)
        for share, own in ((row.people_share_a, live_a), (row.people_share_b, live_b)):
            # Below a few 1e-12 people a weight is rounded away.
            assert np.isnan(share) or own == 0 or share == pytest.approx(live / own, abs=1e-3)
            assert np.isnan(share) or 0 <= share <= 1
        centres = shapely.points(np.array(CELLS) * 100.0 + 50)
        assert shapely.contains(row.geometry, centres).tolist() == [c in common for c in range(16)]
