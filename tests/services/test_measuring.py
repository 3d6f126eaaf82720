"""What catchments tell, on one street that is worked out by hand, and laws of other limits and speeds."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel.roads import as_roads
from adjoin.services.catchments import DIRECTIONS, Travel, catchments, people_demand, street_demand
from adjoin.services.counting import counting
from adjoin.services.kinds.scale import COLUMNS as SCALE_COLUMNS
from adjoin.services.measuring import Ground, measured
from adjoin.services.service import Service
from adjoin.services.territories import Grounds
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-122.1, 37.9, -121.9, 38.1))
ROOTS = pd.Series({"A": "A", "B": "B", "C": "C"}, dtype="str")
MODES = {"fire": "RESP", "library": "SITE", "yard": "DEPOT", "office": "DESK"}
SERVICES = {
    name: Service(id=name, primary_mode=mode, mode=mode, minutes=2.0, territory_rule="district")
    for name, mode in MODES.items()
}


def street(kmh=36):
    """A street of five nodes, 0 to 4, 600 m apart: a minute each at 36 km/h, both ways."""
    ends = [(k, k + 1) for k in range(4)]
    ends += [(b, a) for a, b in ends]
    return network_from_edges(
        [str(a) for a, _ in ends], [str(b) for _, b in ends], [600] * 8,
        node_id=list("01234"), node_xy=[(600.0 * k, 0.0) for k in range(5)], speed_kmh=kmh,
    )[0]  # fmt: skip


def world(sites, people, *, service="fire", network=None, homes=None, minutes=2.0, straight=False):
    """The tables of sites (agency, metres east) and people (how many, metres east)."""
    count = len(sites)
    facilities = gpd.GeoDataFrame(
        {
            "service": pd.Series([service] * count, dtype="str"),
            "facility_id": pd.Series([f"s{k}" for k in range(count)], dtype="str"),
            "agency_id": pd.Series([a for a, _ in sites], dtype="str"),
            "capacity": np.full(count, np.nan),
        },
        geometry=gpd.GeoSeries([shapely.Point(x, 0) for _, x in sites], crs=PLANE),
    )
    table = gpd.GeoDataFrame(
        {"people": np.array([n for n, _ in people], dtype=float)},
        geometry=gpd.GeoSeries([shapely.Point(x, 0) for _, x in people], crs=PLANE),
    )
    if straight:
        roads, snaps, by_people = {}, {}, {}
    else:
        network = street() if network is None else network
        roads = {"drive": as_roads(network)}
        snaps = {"drive": snap(network, [(x, 0) for _, x in sites])}
        by_people = {"drive": snap(network, [(x, 0) for _, x in people])}
    homes = homes or {}
    grounds = Grounds(
        gpd.GeoDataFrame(
            {
                "service": pd.Series([service] * len(homes), dtype="str"),
                "agency_id": pd.Series(list(homes), dtype="str"),
                "rule": "district", "origin": "boundary", "area_km2": 1.0,
            },
            geometry=[None] * len(homes),
        ),
        [np.array(points) for points in homes.values()], [],
    )  # fmt: skip
    travel = Travel(roads, snaps, {service: "straight" if straight else "drive"})
    pairs = pd.DataFrame(
        {name: pd.Series(dtype="str") for name in ("service", "facility_a", "facility_b")}
    ).assign(joint_use=pd.Series(dtype=bool))
    return Ground(
        facilities, pairs, counting(ROOTS), grounds, pd.DataFrame(columns=list(SCALE_COLUMNS)),
        people_demand(table, by_people) if people else None,
        street_demand(roads, "drive") if service == "yard" else None, travel,
    )  # fmt: skip


def run(ground, service="fire", minutes=2.0):
    return measured(SERVICES, {service: minutes}, ground)


# A at node 0, B at node 2; 10 people at node 0, 20 at 1, 40 at 2, 80 at 3, 160 at 4; two minutes
# reach nodes 0 to 2 from A (70 people), and all from B (310): both reach 0 to 2.
SITES = [("A", 0), ("B", 1200)]
PEOPLE = [(10, 0), (20, 600), (40, 1200), (80, 1800), (160, 2400)]


def test_overlap_of_two_towns_on_one_street():
    found = run(world(SITES, PEOPLE))
    rows = found.overlaps.set_index(["parameter", "factor"])
    as_run = rows.loc[("none", 1.0)]
    assert as_run[["agency_a", "agency_b", "overlap", "overlap_share", "share_a"]].tolist() == [
        "A", "B", 70.0, 1.0, 1.0,
    ]  # fmt: skip
    assert as_run["share_b"] == as_run["overlap_jaccard"] == 70 / 310
    # At 1.6 minutes, and at 0.8 of the speed (1.25 minutes a street): A reaches 0 and 1 (30), B 1
    # to 3 (140), both node 1 (20).
    for key in (("minutes", 0.8), ("speed", 0.8)):
        assert rows.loc[key, "overlap"] == 20
        assert rows.loc[key, "overlap_share"] == 20 / 30
        assert rows.loc[key, "overlap_jaccard"] == 20 / 150
    reached = found.reached.set_index(["parameter", "factor"])[["reached", "shared", "gap"]]
    assert reached.loc[("none", 1.0)].tolist() == [310, 70, 0]
    assert reached.loc[("minutes", 0.8)].tolist() == [150, 20, 160]


def test_coverage_of_two_towns_on_one_street():
    table = run(world(SITES, PEOPLE)).coverage.set_index("facility_id")
    names = ["people_reached", "people_only_here", "people_lost", "lost_share", "second_due_share"]
    assert table.loc["s0", names].tolist() == [70, 0, 0, 0, 1]
    assert table.loc["s1", names].tolist() == [310, 240, 240, 240 / 310, pytest.approx(70 / 310)]
    times = ["p90_before", "p90_after", "max_before", "max_after"]
    # Of A's 70 at 0, 1 and 0 minutes 63 are within 1; without A 40 are at 0, 60 within 1, 70 in 2.
    assert table.loc["s0", times].tolist() == [1, 2, 1, 2]
    # Of B's 310: 160 wait 2 minutes; without B they wait 4.
    assert table.loc["s1", times].tolist() == [2, 4, 2, 4]


def test_people_only_here_looks_at_other_agencies_and_people_lost_at_all_facilities():
    table = run(world([*SITES, ("B", 1200)], PEOPLE)).coverage.set_index("facility_id")
    assert table.loc[["s1", "s2"], "people_only_here"].tolist() == [240, 240]
    assert table.loc[["s1", "s2"], "people_lost"].tolist() == [0, 0]
    # A facility of nobody known is no other agency's, but it reaches people all the same.
    table = run(world([*SITES, (None, 1200)], PEOPLE)).coverage.set_index("facility_id")
    assert table.loc["s1", ["people_only_here", "people_lost"]].tolist() == [240, 0]
    assert np.isnan(table.loc["s2", "people_only_here"])


def test_all_facilities_together():
    row = run(world(SITES, PEOPLE)).joint_coverage.iloc[0]
    names = ["facilities", "people_covered", "people_covered_twice", "people_shared"]
    assert row[names].tolist() == [2, 310, 70, 70]
    # B alone reaches all.
    names = ["people_unreached", "fewest_needed", "removable_ceiling", "sites_in_every_optimum"]
    assert row[names].tolist() == [0, 1, 1, 1]
    assert bool(row["optimal"])


def test_what_two_agencies_have_at_one_spot_is_joint_use_and_no_overlap():
    spot = pd.DataFrame({"service": ["fire"], "facility_a": ["s0"], "facility_b": ["s1"]})
    spot = spot.assign(joint_use=True)
    alone = world([("A", 0), ("B", 0)], PEOPLE)
    assert len(run(alone).overlaps.query("parameter == 'none'")) == 1
    assert len(run(alone._replace(pairs=spot)).overlaps) == 0
    # With one more each, those two speak: A's at node 4 reaches 2 to 4 (280), B's at 2 all (310).
    more = world([("A", 0), ("B", 0), ("A", 2400), ("B", 1200)], PEOPLE)
    row = run(more._replace(pairs=spot)).overlaps.query("parameter == 'none'").iloc[0]
    assert row[["overlap", "share_a", "overlap_jaccard"]].tolist() == [280, 1, 280 / 310]
    # A third agency still has in common with either what it reaches there.
    third = world([("A", 0), ("B", 0), ("C", 1200)], PEOPLE)
    rows = run(third._replace(pairs=spot)).overlaps.query("parameter == 'none'")
    assert rows[["agency_a", "agency_b", "overlap"]].to_numpy().tolist() == [
        ["A", "C", 70.0], ["B", "C", 70.0],
    ]  # fmt: skip


def test_transfers_are_people_whom_another_agency_reaches_sooner():
    # A's ground holds nodes 0 to 3, B's node 4: at 2 and 3 B is 2 minutes sooner (0 for 2, 1 for 3),
    # at 1 as near; nobody of B's is nearer to A.
    homes = {"A": [0, 1, 2, 3], "B": [4]}
    table = run(world(SITES, PEOPLE, homes=homes)).transfers
    names = ["home_agency", "other_agency", "people", "minutes_saved", "people_timed", "balance"]
    assert table[names].to_numpy().tolist() == [["A", "B", 120.0, 2.0, 120.0, 0.0]]
    # C has no facility: all on its ground go elsewhere, sooner than never; 10 of B's go to A.
    homes = {"C": [1, 2], "B": [0], "A": [3]}
    table = run(world(SITES, PEOPLE, homes=homes)).transfers
    rows = table[names].to_numpy(dtype=object).tolist()
    # At node 1 A and B are as near: the first facility counts.
    assert [row[:3] for row in rows] == [
        ["A", "B", 80.0], ["B", "A", 10.0], ["C", "A", 20.0], ["C", "B", 40.0],
    ]  # fmt: skip
    assert [row[5] for row in rows] == [10 / 80, 10 / 80, 0, 0]
    assert np.isnan([rows[2][3], rows[3][3]]).all()


def test_a_yard_is_measured_by_kilometres_of_streets_and_not_by_people():
    # In 1.4 minutes and back, to the middle of a street: A reaches streets 0-1 (0.5 minutes), B
    # those beside it (0.5); all of 1-2 is 1.5 from A. 2.4 km in all, 1.8 km reached.
    found = run(world(SITES, PEOPLE, service="yard"), "yard", 1.4)
    row = found.joint_coverage.iloc[0]
    assert row[["keeps", "road_km_covered", "road_km_covered_twice"]].tolist() == [
        "road_km", pytest.approx(1.8), 0,
    ]  # fmt: skip
    assert set(found.reached["unit"]) == {"road_km"}
    assert found.coverage["road_km_reached"].tolist() == pytest.approx([0.6, 1.2])
    assert found.coverage["people_reached"].tolist() == [30, 140]
    two = run(world(SITES, PEOPLE, service="yard"), "yard", 1.5)
    decides = two.overlaps.loc[two.overlaps["decides"].astype(bool)]
    as_run = decides[decides["parameter"] == "none"]
    assert as_run["overlap"].tolist() == pytest.approx([1.2])  # 0-1 and 1-2
    # Without streets it is not computable; without people it is.
    none = run(world(SITES, PEOPLE, service="yard", straight=True), "yard")
    assert len(none.overlaps) == len(none.coverage) == len(none.reached) == 0
    alone = run(world(SITES, [], service="yard"), "yard", 1.4).coverage
    assert alone["people_reached"].isna().all()
    assert alone["road_km_reached"].tolist() == pytest.approx([0.6, 1.2])


def test_a_counter_is_compared_by_nearness_alone():
    found = run(world(SITES, PEOPLE, service="office"), "office")
    tables = (found.overlaps, found.reached, found.coverage, found.joint_coverage, found.transfers)
    assert [len(table) for table in tables] == [0] * 5


def test_tables_without_rows_have_the_types_of_some():
    some = run(world(SITES, PEOPLE, homes={"A": [2], "B": [4]}))
    for none in (run(world([], PEOPLE)), run(world(SITES, []))):
        for name, table in none._asdict().items():
            assert len(table) == 0 or name == "pair_columns"
            pd.testing.assert_series_equal(table.dtypes, getattr(some, name).dtypes, obj=name)


SOME_SITES = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 2400)), min_size=1, max_size=6
)
SOME_PEOPLE = st.lists(
    st.tuples(st.sampled_from([0.1, 1 / 3, 5, 1e5]), st.integers(0, 2400)), min_size=1, max_size=8
)


@settings(deadline=None, max_examples=15)
@given(SOME_SITES, SOME_PEOPLE, st.booleans(), st.randoms())
def test_people_are_conserved_and_the_order_of_rows_changes_nothing(
    sites, people, straight, random
):
    found = run(world(sites, people, straight=straight))
    ground = world(sites, people, straight=straight)
    total = float(ground.people.weights.sum())
    reached = found.reached
    assert (reached["reached"] + reached["gap"] == total).all()
    assert (reached["shared"] <= reached["reached"]).all()
    by = reached.set_index(["parameter", "factor"])["reached"]
    for parameter in ("minutes", "speed"):
        assert by[parameter, 0.8] <= by["none", 1.0] <= by[parameter, 1.2]
    shares = found.overlaps[["overlap_share", "overlap_jaccard", "share_a", "share_b"]].to_numpy()
    assert ((shares > 0) & (shares <= 1)).all()
    cover = found.coverage
    assert ((cover["people_lost"] >= 0) & (cover["people_lost"] <= cover["people_reached"])).all()
    mixed_sites, mixed_people = random.sample(sites, len(sites)), random.sample(people, len(people))
    other = run(world(mixed_sites, mixed_people, straight=straight))
    pd.testing.assert_frame_equal(other.reached, reached, check_exact=True)
    pd.testing.assert_frame_equal(other.overlaps, found.overlaps, check_exact=True)
    columns = ["agency_id", "people_reached", "people_only_here", "people_lost"]
    rows = [
        sorted(table[columns].itertuples(index=False, name=None))
        for table in (cover, other.coverage)
    ]
    assert rows[0] == rows[1]


@settings(deadline=None, max_examples=15)
@given(SOME_SITES, SOME_PEOPLE, st.sampled_from([0.8, 1.2]), st.sampled_from(["fire", "library"]))
def test_another_speed_is_another_network(sites, people, factor, service):
    first = world(sites, people, service=service)
    args = {"direction": DIRECTIONS[MODES[service]], "minutes": 2.0}
    found = catchments(service, first.facilities, first.people, travel=first.travel, **args)
    assert (found.at_speed(1.0).ms == found.wide.ms).all()
    assert found.within(1.0).point.tolist() == found.reach.point.tolist()
    for less, more in ((0.8, 1.0), (1.0, 1.2)):
        assert len(found.within(less).point) <= len(found.within(more).point)
    other = world(sites, people, service=service, network=street(36 * factor))
    fresh = catchments(service, other.facilities, other.people, travel=other.travel, **args)
    wide = fresh.wide
    quick = {(s, p): ms for s, p, ms in zip(wide.site, wide.point, wide.ms, strict=True)}
    told = found.at_speed(factor)
    # Half a millisecond for each of at most 4 streets, as much for either end, and for the sum.
    for s, p, ms in zip(told.site, told.point, told.ms, strict=True):
        if (s, p) in quick:
            assert abs(int(ms) - int(quick[s, p])) <= 4
        else:
            assert ms > fresh.limit_ms * 1.2 - 4
    near = fresh.reach
    held = set(zip(told.site.tolist(), told.point.tolist(), strict=True))
    sure = near.kept(near.ms <= found.limit_ms - 4)
    assert set(zip(sure.site.tolist(), sure.point.tolist(), strict=True)) <= held
