"""What the inventory changes in pairs, duplications and their order, on regions worked out by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.services.counting import counting
from adjoin.services.kinds.proximity import facility_pairs, snapped_facilities
from adjoin.services.opportunities import opportunities
from adjoin.services.provision import COLUMNS
from adjoin.services.sharing import existing_sharing

_SPEC = importlib.util.spec_from_file_location(
    "putting_together", Path(__file__).parent / "putting_together.py"
)
_TOGETHER = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_TOGETHER)
put_together = _TOGETHER.put_together

PLANE = region_plane((-122.1, 37.9, -121.9, 38.1))

#: Towns in a row, 1 km wide, A to C bordering; D is a district of A's beside C; J has no boundary.
BOXES = {"A": (0, 0), "B": (1, 0), "C": (2, 0), "D": (3, 0), "J": None}
ROOTS = pd.Series({"A": "A", "B": "B", "C": "C", "D": "A", "J": "J"}, dtype="str")
AGENCIES = gpd.GeoDataFrame(
    {"agency_id": list(BOXES), "name": list(BOXES)},
    geometry=[
        None if at is None else shapely.box(*(1000 * x for x in at), 1000 * at[0] + 1000, 1000)
        for at in BOXES.values()
    ],
    crs=PLANE,
)
BORDERS = gpd.GeoDataFrame(
    {"agency_a": ["A", "B", "C"], "agency_b": ["B", "C", "D"], "relation": ["border"] * 3},
    geometry=[shapely.LineString([(x, 0), (x, 1000)]) for x in (1000, 2000, 3000)],
    crs=PLANE,
)
STANDARDS = {"fire": 10.0}


def _provision(*rows):
    """Rows of agency, role, counterparty and instrument, all of fire."""
    padded = [(*row, *[None] * (4 - len(row))) for row in rows]
    names = ["agency_id", "role", "counterparty_id", "instrument"]
    table = pd.DataFrame(padded, columns=names, dtype="str").assign(service="fire", ended=False)
    return table.reindex(columns=list(COLUMNS)).astype({"service": "str", "ended": bool})


def _found(stations, *rows):
    """Pairs, duplications and opportunities, of the agencies with a station and an inventory."""
    facilities = gpd.GeoDataFrame(
        {
            "service": pd.Series("fire", index=range(len(stations)), dtype="str"),
            "facility_id": pd.Series([f"f{s}" for s in stations], dtype="str"),
            "agency_id": pd.Series([s[0] for s in stations], dtype="str"),
            "attribution_confidence": pd.Series(0.7, index=range(len(stations)), dtype="float64"),
            "source": "f.csv",
        },
        geometry=[shapely.Point(1000 * "ABCDJ".index(s[0]) + 500, 500) for s in stations],
        crs=PLANE,
    )
    table = _provision(*rows)
    whole = counting(ROOTS, provision=table, sharing=existing_sharing(table, AGENCIES, ROOTS))
    placed, snaps, _ = snapped_facilities(facilities, {}, {"fire": "drive"}, STANDARDS)
    pairs = facility_pairs(
        placed, AGENCIES, BORDERS, networks={}, snaps=snaps, modes={"fire": "drive"},
        standards=STANDARDS, roots=ROOTS, whole=whole,
    )  # fmt: skip
    found, _, _ = put_together(
        placed, pairs, BORDERS, AGENCIES, whole, adjacent_services=["fire"],
        clocks={"fire": "straight"}, standards=STANDARDS,
    )  # fmt: skip
    ranked = opportunities(found, pairs, placed, ROOTS, STANDARDS, whole=whole)
    return pairs, found.set_index("duplication_id"), ranked


def _ids(found):
    return found.index.tolist()


CONTRACT = [("B", "buys", "A", "contract"), ("A", "produces", "B", "contract"), ("A", "provides")]


def test_without_an_inventory_all_three_towns_duplicate():
    pairs, found, ranked = _found("ABC")
    assert _ids(found) == ["fire:A:B", "fire:A:C", "fire:B:C"]
    assert not pairs["shared_already"].any()
    assert pairs.columns.get_loc("shared_already") == pairs.columns.get_loc("relation") + 1
    assert len(ranked) == 3


def test_a_contract_city_is_no_duplication_and_its_station_counts_for_the_seller():
    pairs, found, ranked = _found("ABC", *CONTRACT)
    # A's own station and the one in B both count for A, toward C; that A and B share is said.
    columns = ["facility_a", "facility_b", "shared_already"]
    assert pairs[columns].to_numpy().tolist() == [
        ["fA", "fB", True], ["fA", "fC", False], ["fB", "fC", False],
    ]  # fmt: skip
    assert _ids(found) == ["fire:A:C"]
    row = found.iloc[0]
    assert (row["kinds"], row["facility_pairs"]) == ("adjacent_provision;proximity", 2)
    assert row["relation"] == "border"  # B's border with C speaks for A
    assert row["geometry"].equals(pairs.geometry.iloc[2])  # the quickest pair is B's
    assert pairs["relation"].tolist() == ["border", "apart", "border"]
    assert ranked.loc[0, "agencies"] == "A;C"


def test_the_border_of_a_contract_city_without_a_station_counts_for_the_seller():
    _, found, _ = _found("C", *CONTRACT)
    row = found.loc["fire:A:C"]
    assert (len(found), row["kinds"], row["facility_pairs"]) == (1, "adjacent_provision", 0)
    assert row["geometry"].equals(BORDERS.geometry.iloc[1])


def test_a_buyer_with_people_of_its_own_stays_a_provider_but_shares_with_the_seller():
    pairs, found, _ = _found("ABC", *CONTRACT, ("B", "provides"))
    shared = dict(
        zip(pairs["facility_a"] + pairs["facility_b"], pairs["shared_already"], strict=True)
    )
    assert shared == {"fAfB": True, "fAfC": False, "fBfC": False}
    assert _ids(found) == ["fire:A:C", "fire:B:C"]
    assert found.loc["fire:A:C", "kinds"] == "proximity"  # A has no border with C, and B is not A


def test_members_of_an_authority_are_counted_once():
    members = [("A", "funds", "J", "JPA"), ("B", "funds", "J", "JPA")]
    pairs, found, ranked = _found("ABCJ", *members, ("J", "provides"))
    assert _ids(found) == ["fire:C:J"]
    row = found.iloc[0]
    # The authority has no boundary, so how it lies to C is not known, though its members border.
    assert (row["facility_pairs"], row["relation"]) == (3, "unknown")
    shared = pairs.loc[pairs["shared_already"], ["facility_a", "facility_b"]]
    assert shared.to_numpy().tolist() == [["fA", "fB"], ["fA", "fJ"], ["fB", "fJ"]]
    # C's one station has one of the authority's in reach
    assert "100% of the smaller provider's" in ranked.loc[0, "reasons"]


def test_members_that_kept_their_own_people_share_already():
    rows = [
        ("A", "funds", "J", "JPA"),
        ("B", "funds", "J", "JPA"),
        ("A", "provides"),
        ("B", "provides"),
    ]
    pairs, found, _ = _found("AB", *rows)
    assert (pairs["shared_already"].tolist(), _ids(found)) == ([True], [])


def test_a_dependent_district_counts_as_its_parent():
    _, found, _ = _found("ACD", ("D", "provides"), ("A", "owns", "D", "special district"))
    assert _ids(found) == ["fire:A:C"]
    assert found.loc["fire:A:C", "facility_pairs"] == 2


@pytest.mark.parametrize("instrument", ["mutual aid", "automatic aid", "MOU", "handshake"])
def test_help_and_understandings_leave_a_duplication(instrument):
    rows = [("A", "produces", "B", instrument), ("B", "produces", "A", instrument)]
    pairs, found, _ = _found("AB", *rows)
    assert (pairs["shared_already"].tolist(), _ids(found)) == ([False], ["fire:A:B"])


def test_who_provides_without_a_facility_provides_all_the_same():
    _, found, ranked = _found("A", ("B", "provides"), ("C", "provides"))
    assert _ids(found) == ["fire:A:B", "fire:B:C"]
    # A by where its station lies (0.7), B and C by the inventory (1); on a border no clock plays a part
    assert found["confidence"].tolist() == pytest.approx([0.7, 1.0])
    # nearness 0, ground 1, reach 0
    assert ranked["score"].tolist() == pytest.approx([1 / 3, 0.7 / 3], abs=1e-6)


def test_what_has_ended_counts_no_more():
    table = _provision(*CONTRACT).assign(ended=True)
    whole = counting(ROOTS, provision=table, sharing=existing_sharing(table, AGENCIES, ROOTS))
    assert (whole.producers, whole.shared, whole.providers) == ({}, frozenset(), frozenset())
