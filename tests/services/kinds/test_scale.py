"""Who does a service for too few people, worked out by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import UseError
from adjoin.geo.membership import Membership
from adjoin.services.counting import Counting
from adjoin.services.kinds.beside import beside, beside_rows
from adjoin.services.kinds.hosts import possible_hosts
from adjoin.services.kinds.own_people import own_people, people_once, serves_own_area
from adjoin.services.kinds.scale import COLUMNS, PAIR_COLUMNS, scale_table, sub_scale_pairs
from adjoin.services.service import Service

PLANE = region_plane((-122.1, 37.9, -121.9, 38.1))

#: The county K holds the cities A and B; C lies beside it; D is a district of A's, partly outside
#: it and K; L is a county beside K; J has no ground, and nobody knows M's people.
LEVELS = {
    "A": "city", "B": "city", "C": "city", "D": "special_district", "J": "regional",
    "K": "county", "L": "county", "M": "city",
}  # fmt: skip
IDS = list(LEVELS)
AGENCIES = pd.DataFrame(
    {
        "agency_id": IDS,
        "level": list(LEVELS.values()),
        "boundary": [None if i == "J" else "own" for i in IDS],
        "population": [30e3, 20e3, 70e3, np.nan, np.nan, 90e3, 50e3, np.nan],
    }
)
ROOTS = pd.Series({**{i: i for i in IDS}, "D": "A"}, dtype="str")
#: Points in A (also D's), B, K outside both, C, D alone, L.
PEOPLE = np.array([30e3, 20e3, 40e3, 70e3, 5e3, 50e3])
_HELD = {"A": [0], "B": [1], "C": [3], "D": [0, 4], "K": [0, 1, 2], "L": [5]}
MEMBERS = Membership(
    np.repeat([IDS.index(i) for i in _HELD], [len(p) for p in _HELD.values()]),
    np.concatenate(list(_HELD.values())),
    np.array([], dtype=np.int64),
    np.array([i not in "J" for i in IDS]),
)
SERVICES = {
    s.id: s
    for s in (
        Service(
            id="payroll", primary_mode="VIRT", territory_rule="corporate", efficient_people=60_000,
            host_candidate=True,
        ),
        Service(id="hr", primary_mode="VIRT", territory_rule="corporate", efficient_people=60_000),
        Service(id="mail", primary_mode="DEPOT", territory_rule="corporate", host_candidate=True),
        Service(id="police", territory_rule="unincorporated_only", efficient_people=45_000),
    )
}  # fmt: skip


def _pairs():
    rows = [
        ("A", "B", "border"), ("A", "K", "within"), ("B", "K", "within"), ("C", "D", "near"),
        ("C", "K", "border"), ("K", "L", "border"), ("D", "K", "overlap"), ("A", "D", "overlap"),
        ("A", "M", "gap"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["agency_a", "agency_b", "relation"], dtype="str")
    lines = [shapely.LineString([(0, 0), (1 + k, 0)]) for k in range(len(rows))]
    return gpd.GeoDataFrame(
        table.assign(stable=True, shared_m=1.0), geometry=gpd.GeoSeries(lines, crs=PLANE)
    )


PAIRS = _pairs()
ALONE = Counting(ROOTS, {}, frozenset(), frozenset())


def _delivered(service, agencies):
    return pd.DataFrame({"service": service, "agency_id": list(agencies)}, dtype="str")


def _own(delivered, whole=ALONE, agencies=AGENCIES, people=PEOPLE, members=MEMBERS):
    table = own_people(delivered, agencies, PAIRS, whole, people=people, members=members)
    plain = table[["agency_id", "people", "served_by"]].astype(object)
    return [tuple(row) for row in plain.where(table.notna(), None).to_numpy()]


def _scale(delivered, whole=ALONE, served=(), people=PEOPLE, members=MEMBERS):
    own = own_people(delivered, AGENCIES, PAIRS, whole, people=people, members=members)
    rows = beside_rows(delivered, PAIRS, whole)
    ground = pd.DataFrame(list(served), columns=["service", "agency_id", "people"])
    ground = ground.astype({"service": "str", "agency_id": "str", "people": float})
    table = scale_table(own, rows, served=ground, agencies=AGENCIES, services=SERVICES)
    assert tuple(table.columns) == COLUMNS
    return table


def _by_agency(table, column):
    values = table[column].astype(object).where(table[column].notna(), None)
    return dict(zip(table["agency_id"], values, strict=True))


def test_a_district_of_a_city_adds_only_who_is_not_of_the_city():
    assert _own(_delivered("payroll", "ABD")) == [("A", 35e3, "area"), ("B", 20e3, "area")]
    # The city is its district's parent, also where only the district has a row.
    assert _own(_delivered("payroll", "D")) == [("A", 35e3, "area")]


def test_a_seller_has_its_buyers_people_but_nobody_twice():
    inside = Counting(ROOTS, {("payroll", "B"): "K"}, frozenset(), frozenset())
    assert _own(_delivered("payroll", "BK"), inside) == [("K", 90e3, "area")]
    apart = Counting(ROOTS, {("payroll", "B"): "C"}, frozenset(), frozenset())
    assert _own(_delivered("payroll", "BC"), apart) == [("C", 90e3, "area")]


def test_an_authority_without_ground_has_the_people_of_those_it_works_for():
    whole = Counting(
        ROOTS, {("payroll", "A"): "J", ("payroll", "C"): "J"}, frozenset(), frozenset()
    )
    assert _own(_delivered("payroll", "ACJ"), whole) == [("J", 100e3, "area")]
    assert _own(_delivered("payroll", "ACJ"), whole, people=None) == [("J", 100e3, "population")]
    assert _own(_delivered("payroll", "J")) == [("J", None, None)]


def test_without_points_the_populations_count_each_person_once():
    sold = Counting(ROOTS, {("payroll", b): "K" for b in "ABC"}, frozenset(), frozenset())
    # A and B lie in K, C does not.
    expected = [("K", 160e3, "population")]
    assert _own(_delivered("payroll", "ABCK"), sold, people=None) == expected
    assert _own(_delivered("payroll", "ABCK"), sold, people=np.array([])) == expected


def test_a_population_that_is_not_known_makes_the_sum_unknown_unless_it_is_part_of_another():
    sold = Counting(ROOTS, {("payroll", "M"): "A"}, frozenset(), frozenset())
    assert _own(_delivered("payroll", "AM"), sold, people=None) == [("A", None, None)]
    agencies = AGENCIES.assign(
        population=AGENCIES["population"].where(AGENCIES["agency_id"] != "A")
    )
    sold = Counting(ROOTS, {("payroll", "A"): "K"}, frozenset(), frozenset())
    found = _own(_delivered("payroll", "AK"), sold, agencies=agencies, people=None)
    assert found == [("K", 90e3, "population")]


def test_people_of_a_service_each_once():
    delivered = pd.concat([_delivered("payroll", "ABCDKJ"), _delivered("hr", "J")])
    once = people_once(delivered, AGENCIES, people=PEOPLE, members=MEMBERS)
    assert once == {"payroll": 165e3}  # 90 in K, 70 in C, 5 in D alone
    assert people_once(delivered, AGENCIES, people=np.array([]), members=MEMBERS) == {}


@pytest.mark.parametrize(
    ("rule", "own"),
    [
        (None, ["county", "city", "special_district", "other"]),
        ("corporate", ["county", "city", "special_district", "other"]),
        ("countywide", ["county", "city", "special_district", "other"]),
        ("unincorporated_only", ["city", "special_district", "other"]),
        ("contract_areas", ["city", "special_district", "other"]),
        ("district", ["special_district", "other"]),
        ("detached", ["city", "other"]),
    ],
)
def test_who_serves_all_of_its_own_area_by_the_rule(rule, own):
    levels = ["county", "city", "special_district", "other"]
    assert [level for level in levels if serves_own_area(rule, level)] == own


def test_the_territory_comes_first_then_the_area_then_the_population():
    served = [("police", "A", 12e3), ("police", "K", 40e3), ("police", "B", np.nan)]
    table = _scale(_delivered("police", "ABK"), served=served)
    assert _by_agency(table, "served_people") == {"A": 12e3, "B": 20e3, "K": 40e3}
    assert _by_agency(table, "served_by") == {"A": "territory", "B": "area", "K": "territory"}
    table = _scale(_delivered("police", "ABK"), served=served[2:], people=None)
    # How many people of the county live outside its cities is not what its population says.
    assert _by_agency(table, "served_people") == {"A": 30e3, "B": 20e3, "K": None}
    assert _by_agency(table, "served_by") == {"A": "population", "B": "population", "K": None}
    assert _by_agency(table, "below") == {"A": True, "B": True, "K": None}


def test_below_is_missing_where_either_number_is():
    table = _scale(pd.concat([_delivered("payroll", "ACJ"), _delivered("mail", "A")]))
    assert table["service"].tolist() == ["mail", "payroll", "payroll", "payroll"]
    assert table["agency_id"].tolist() == ["A", "A", "C", "J"]
    assert table["below"].tolist() == [pd.NA, True, False, pd.NA]
    assert table["efficient_people"].isna().tolist() == [True, False, False, False]
    exactly = _scale(_delivered("payroll", "A"), served=[("payroll", "A", 60e3)])
    assert exactly["below"].tolist() == [False]


def test_hosts_are_adjacent_and_large_enough_and_counties_come_first():
    hosts = _by_agency(_scale(_delivered("hr", "ABCKL")), "possible_hosts")
    # C has 70,000 but touches only K, which needs nobody; L lies beside K.
    assert hosts == {"A": "K", "B": "K", "C": None, "K": None, "L": "K"}
    served = [("hr", "A", 80e3), ("hr", "B", 10e3), ("hr", "K", 65e3)]
    hosts = _by_agency(_scale(_delivered("hr", "ABK"), served=served), "possible_hosts")
    assert hosts == {"A": None, "B": "K;A", "K": None}


def test_a_county_hosts_what_counties_do_for_others_even_when_it_is_small_itself():
    small = [("K", 25e3), ("L", 20e3), ("C", 30e3)]
    served = {service: [(service, *row) for row in small] for service in ("payroll", "hr")}
    hosts = _by_agency(
        _scale(_delivered("payroll", "ACKL"), served=served["payroll"]), "possible_hosts"
    )
    # For another county only the larger one does.
    assert hosts == {"A": "K", "C": "K", "K": None, "L": "K"}
    hosts = _by_agency(_scale(_delivered("hr", "ACKL"), served=served["hr"]), "possible_hosts")
    assert set(hosts.values()) == {None}
    # Without evidence for a size there is no other host; and none that does not do it itself.
    assert _by_agency(_scale(_delivered("mail", "ABK")), "possible_hosts") == {
        "A": "K", "B": "K", "K": None,
    }  # fmt: skip
    assert set(_by_agency(_scale(_delivered("mail", "AB")), "possible_hosts").values()) == {None}


def test_at_most_five_hosts_the_largest_first():
    ids = [f"n{k}" for k in range(7)]
    numbers = dict(zip(ids, [7e4, 9e4, 6e4, 9e4, 8e4, 61e3, 5e4], strict=True))
    scale = pd.DataFrame({"service": "hr", "agency_id": ["A", *ids]}).assign(
        served_people=[1e4, *numbers.values()], efficient_people=6e4
    )
    scale["below"] = (scale["served_people"] < 6e4).astype("boolean")
    rows = pd.DataFrame({"service": "hr", "agency_a": "A", "agency_b": ids})
    hosts = possible_hosts(scale, rows, counties=[], host_candidates=[])
    assert hosts.iloc[0] == "n1;n3;n4;n0;n5"
    assert hosts.iloc[1:].isna().all()


def test_two_numbers_for_one_agency_are_refused():
    with pytest.raises(UseError, match="'A' has several rows for 'police'"):
        _scale(_delivered("police", "A"), served=[("police", "A", 1.0), ("police", "A", 2.0)])


def test_pairs_are_adjacent_not_shared_and_one_is_small():
    delivered = pd.concat([_delivered("payroll", "ABCKL"), _delivered("mail", "AK")])
    whole = Counting(ROOTS, {}, frozenset({("payroll", "A", "B")}), frozenset())
    table = _scale(delivered, whole)
    pairs = sub_scale_pairs(table, beside(delivered, PAIRS, whole))
    assert tuple(pairs.columns) == PAIR_COLUMNS
    # C and K are both large enough; A and B share it already; mail has no evidence.
    assert pairs.drop(columns=["stable"]).to_numpy(dtype=object).tolist() == [
        ["payroll", "A", "K", "within", 30e3, 90e3, 60e3, True, False],
        ["payroll", "B", "K", "within", 20e3, 90e3, 60e3, True, False],
        ["payroll", "K", "L", "border", 90e3, 50e3, 60e3, False, True],
    ]  # fmt: skip


def test_what_is_not_known_of_one_does_not_hide_that_the_other_is_small():
    delivered = _delivered("payroll", "AM")
    table = _scale(delivered, people=None)
    pairs = sub_scale_pairs(table, beside(delivered, PAIRS, ALONE))
    assert pairs[["below_a", "below_b"]].to_numpy(dtype=object).tolist() == [[True, pd.NA]]
    assert len(sub_scale_pairs(table.assign(below=pd.NA), beside(delivered, PAIRS, ALONE))) == 0


def test_the_order_of_rows_is_nothing():
    delivered = pd.concat(
        [_delivered("payroll", "ABCDKLM"), _delivered("police", "ABK"), _delivered("mail", "AK")]
    )
    served = [("police", "A", 12e3), ("police", "K", 40e3)]
    usual = _scale(delivered, served=served)
    for seed in range(5):
        mixed = _scale(delivered.sample(frac=1, random_state=seed), served=served[::-1])
        pd.testing.assert_frame_equal(usual, mixed)
    assert _scale(delivered.iloc[:0]).dtypes.astype(str).tolist()[:2] == ["str", "str"]
