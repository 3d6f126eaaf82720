"""How strong adjacent provision is: a street of 4 km through towns, 10 m a second, by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.members import with_member_areas
from adjoin.boundaries.relations import agency_pairs
from adjoin.geo.crs import region_plane
from adjoin.geo.findings import UseError
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.snapping import snap
from adjoin.services.counting import counting
from adjoin.services.kinds.adjacent_provision import COLUMNS, adjacent_provision
from adjoin.services.service import Service
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-123, 38, -122, 39))
SERVICES = {
    name: Service(id=name, primary_mode=mode)
    for name, mode in {
        "fire": "RESP", "library": "SITE", "payroll": "VIRT", "sewer": "NET", "yard": "DEPOT",
    }.items()
}  # fmt: skip
STANDARDS = {"fire": 1.0, "library": 3.0, "sewer": None, "payroll": None, "yard": 5.0}
#: West and east border at 2000 m; the district is east's, and borders west's north; far is alone.
TOWNS = {
    "district": ("special_district", "east", shapely.box(0, 1000, 2000, 1500)),
    "east": ("city", None, shapely.box(2000, 0, 4000, 1500)),
    "far": ("city", None, shapely.box(9000, 0, 9500, 500)),
    "library": ("special_district", None, None),
    "west": ("city", None, shapely.box(0, 0, 2000, 1000)),
}
#: Along the street, then in the district, then in far.
PLACES = [(300, 500), (1500, 500), (2500, 500), (2700, 500), (3900, 500), (1000, 1200), (9100, 100)]
PEOPLE = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]


def agencies_of(towns):
    table = gpd.GeoDataFrame(
        {
            "agency_id": pd.Series(list(towns), dtype="str"),
            "name": pd.Series(list(towns), dtype="str"),
            "level": pd.Series([level for level, *_ in towns.values()], dtype="str"),
            "parent_id": pd.Series([parent for _, parent, _ in towns.values()], dtype="str"),
        },
        geometry=[shape for *_, shape in towns.values()],
        crs=PLANE,
    )
    return with_member_areas(table, {})[0]


def street(oneway=False):
    """From west to east along y = 500, and north from its middle of west into the district."""
    tails, heads = ["w", "m", "m"], ["m", "e", "n"]
    lengths = [1000, 3000, 1000]
    if not oneway:
        tails, heads, lengths = tails + heads, heads + tails, lengths * 2
    return network_from_edges(
        tails, heads, lengths, node_id=list("wmen"),
        node_xy=[(0, 500), (1000, 500), (4000, 500), (1000, 1500)], speed_kmh=36,
    )[0]  # fmt: skip


def found_for(
    *provided, towns=TOWNS, whole=None, network=None, places=PLACES, people=PEOPLE, shuffle=None,
    standards=STANDARDS, straight=False,
):  # fmt: skip
    agencies = agencies_of(towns)
    facilities = pd.DataFrame(provided, columns=["service", "agency_id"], dtype="str")
    pairs = agency_pairs(agencies)
    if shuffle is not None:
        agencies, facilities, pairs = (
            t.sample(frac=1, random_state=shuffle) for t in (agencies, facilities, pairs)
        )
    if whole is None:
        whole = counting(pd.Series({k: k for k in towns}, dtype="str"))
    network = street() if network is None else network
    points = gpd.GeoDataFrame(
        {"people": people}, geometry=[shapely.Point(xy) for xy in places], crs=PLANE
    )
    snaps = {"drive": snap(network, np.array(places, dtype=float).reshape(-1, 2), max_snap_m=250)}
    return adjacent_provision(
        facilities, pairs, agencies, whole, SERVICES, standards=standards,
        modes=dict.fromkeys(SERVICES, "drive"), networks={} if straight else {"drive": network},
        people=points if people else None, people_snaps=snaps if people else None,
    )  # fmt: skip


BOTH = [(service, agency) for service in SERVICES for agency in ("west", "east", "far")]


def test_border_and_people_on_either_side_by_hand():
    found = found_for(*BOTH)
    assert tuple(found.columns) == COLUMNS
    assert found["service"].tolist() == ["fire", "library", "sewer"]
    assert found[["agency_a", "agency_b"]].drop_duplicates().to_numpy().tolist() == [
        ["east", "west"]
    ]
    # Of the outlines of 7000 and 6000 m.
    assert found["shared_m"].tolist() == pytest.approx([1000] * 3)
    assert found["border_share"].tolist() == pytest.approx([1000 / 6000] * 3)
    assert found["stable"].all()
    fire, library, sewer = found[["border_people_a", "border_people_b"]].to_numpy().tolist()
    # From 2000 m within 60 s (600 m): 2500 east, 1500 west; within 180 s also 2700, 3900 of 190 s not.
    assert fire == [4, 2]
    assert library == [12, 3]
    # Pipes have no minutes: not known is not nobody.
    assert np.isnan(sewer).all()
    assert shapely.equals(found.geometry[0], shapely.LineString([(2000, 0), (2000, 1000)]))


def test_crews_leave_the_border_and_people_come_to_it():
    found = found_for(*BOTH, network=street(oneway=True), standards=STANDARDS | {"library": 1.0})
    # Eastwards only: crews reach no one in the west, and nobody in the east comes to the border.
    people = found.set_index("service")[["border_people_a", "border_people_b"]]
    assert people.loc["fire"].tolist() == [4, 0]
    assert people.loc["library"].tolist() == [0, 2]


def test_without_streets_it_is_the_straight_line():
    found = found_for(*BOTH, straight=True).set_index("service")
    # 40 km/h: 666.7 m in a minute, 2000 m in three.
    assert found.loc["fire", ["border_people_a", "border_people_b"]].tolist() == [4, 2]
    found = found_for(*BOTH, straight=True, standards=STANDARDS | {"fire": 1.06}).set_index(
        "service"
    )
    assert found.loc["fire", ["border_people_a", "border_people_b"]].tolist() == [12, 2]
    assert found.loc["library", ["border_people_a", "border_people_b"]].tolist() == [28, 3]


def test_without_people_or_a_boundary_nothing_is_made_up():
    found = found_for(*BOTH, places=[], people=[])
    assert len(found) == 3
    assert found[["border_people_a", "border_people_b"]].isna().all(axis=None)
    # A library district without boundary is in no pair: it is not there, and not 0.
    assert len(found_for(("library", "library"), ("library", "west"))) == 0
    assert len(found_for()) == 0
    assert found_for()["service"].dtype == "str"


def test_streets_of_another_mode_and_people_that_are_not_on_them():
    towns = agencies_of(TOWNS)
    options = {"standards": STANDARDS, "modes": {"fire": "drive", "library": "walk"}}
    points = gpd.GeoDataFrame({"people": PEOPLE}, geometry=shapely.points(PLACES), crs=PLANE)
    given_ = [
        pd.DataFrame(BOTH, columns=["service", "agency_id"]), agency_pairs(towns), towns,
        counting(pd.Series({k: k for k in TOWNS}, dtype="str")), SERVICES,
    ]  # fmt: skip
    options |= {"networks": {"drive": street()}, "people": points}
    snaps = {"drive": snap(street(), np.array(PLACES, dtype=float), max_snap_m=250)}
    found = adjacent_provision(*given_, **options, people_snaps=snaps).set_index("service")
    assert found["border_people_a"].notna().to_dict() == {
        "fire": True, "library": False, "sewer": False,
    }  # fmt: skip
    with pytest.raises(UseError, match="people_snaps lacks 'drive'"):
        adjacent_provision(*given_, **options)


def test_agencies_that_count_as_one_have_the_people_near_any_of_their_borders():
    whole = counting(pd.Series({k: "east" if k == "district" else k for k in TOWNS}, dtype="str"))
    provided = [("fire", k) for k in ("district", "east", "west")]
    found = found_for(*provided, whole=whole, standards={"fire": 1.0})
    (row,) = found.drop(columns="geometry").to_dict("records")
    # The border with the district is the longer one, 2000 of its 5000 m.
    assert (row["agency_a"], row["agency_b"], row["shared_m"]) == (
        "east",
        "west",
        pytest.approx(2000),
    )
    assert row["border_share"] == pytest.approx(0.4)
    # The district's 32 are 20 s from its border, and west's 1 is 50 + 70 s and 2 is 50 + 50 s away;
    # from the other border 2500 and 1500.
    assert (row["border_people_a"], row["border_people_b"]) == (36, 2)
    # What is one already, or shared, is none.
    shared = whole._replace(shared=frozenset({("fire", "east", "west")}))
    assert len(found_for(*provided, whole=shared)) == 0
    assert len(found_for(("fire", "district"), ("fire", "east"), whole=whole)) == 0


def test_of_one_in_the_other_the_outer_side_is_what_lies_outside():
    towns = {
        "county": ("county", None, shapely.box(0, 0, 4000, 1500)),
        "town": ("city", None, shapely.box(1900, 400, 2900, 600)),
    }
    found = found_for(("library", "county"), ("library", "town"), towns=towns,
                      standards={"library": 1.0})  # fmt: skip
    # Into town at 1900 and 2900: outside 1500 (40 s), inside 2500 and 2700, and 3900 is 100 s.
    (row,) = found.to_dict("records")
    assert (row["shared_m"], row["border_share"]) == (0, 0)
    assert (row["border_people_a"], row["border_people_b"]) == (2, 12)


SPOTS = st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 1500)), min_size=1, max_size=9)


@settings(max_examples=20)
@given(st.integers(0, 2**31), SPOTS, st.floats(0, 4), st.floats(0, 4))
def test_order_changes_nothing_and_more_minutes_never_lose_people(seed, places, minutes, more):
    people = np.random.default_rng(seed).exponential(100, len(places)).tolist()
    whole = counting(pd.Series({k: "east" if k == "district" else k for k in TOWNS}, dtype="str"))
    provided = [*BOTH, ("fire", "district"), ("library", "district")]
    options = {"places": places, "people": people, "whole": whole}
    standards = {"fire": minutes, "library": minutes, "sewer": None}
    found = found_for(*provided, **options, standards=standards)
    mixed = found_for(*provided, **options, standards=standards, shuffle=seed % 1000)
    pd.testing.assert_frame_equal(
        found.drop(columns="geometry"), mixed.drop(columns="geometry"), check_exact=True
    )
    assert found.geometry.to_wkb().tolist() == mixed.geometry.to_wkb().tolist()
    longer = found_for(*provided, **options, standards=STANDARDS | {
        "fire": minutes + more, "library": minutes + more})  # fmt: skip
    sides = ["border_people_a", "border_people_b"]
    assert (longer[sides].dropna() >= found[sides].dropna()).all(axis=None)
    # Streets both ways: it takes as long to the border as from it.
    by_service = found.set_index("service")[sides]
    assert by_service.loc["fire"].tolist() == by_service.loc["library"].tolist()
    assert (by_service.dropna() <= sum(people) * (1 + 1e-12)).all(axis=None)
