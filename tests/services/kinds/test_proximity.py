from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.geo.crs import region_plane
from adjoin.geo.streets.edgetable import network_from_edges, streets_from_edges
from adjoin.geo.streets.streetrows import on_foot
from adjoin.services.kinds.proximity import COLUMNS, facility_pairs, snapped_facilities
from hypothesis import given, settings
from hypothesis import strategies as st

PLANE = region_plane((-122.1, 37.9, -121.9, 38.1))

#: Streets at 60 km/h, so that 1000 m are a minute: a to b is 2 minutes, back round x is 6.
NODES = {"a": (0, 0), "b": (2000, 0), "c": (7000, 0), "x": (1000, 1500)}
ROADS = {"node_id": list(NODES), "node_xy": list(NODES.values()), "speed_kmh": 60}
EDGES = (("a", "b", 2000), ("b", "x", 3000), ("x", "a", 3000), ("b", "c", 5000), ("c", "b", 5000))

MODES = {"fire": "drive", "library": "drive", "transit": "walk", "sewer": "drive", "clerk": "drive"}
STANDARDS = {"fire": 4.0, "library": 5.0, "transit": 30.0, "sewer": None, "clerk": 10.0}


def _network(edges=EDGES):
    network, findings = network_from_edges(*zip(*edges, strict=True), **ROADS)
    assert findings == ()
    return network


def _facilities(*rows):
    """Rows of service, id, agency and place (a node or metres), sorted as the pipeline does."""
    table = pd.DataFrame(
        [row[:3] for row in rows], columns=["service", "facility_id", "agency_id"], dtype="str"
    )
    places = [NODES[row[3]] if isinstance(row[3], str) else row[3] for row in rows]
    frame = gpd.GeoDataFrame(
        table.assign(source="f.csv"), geometry=shapely.points(np.reshape(places, (-1, 2))),
        crs=PLANE,
    )  # fmt: skip
    return frame.sort_values(["service", "facility_id"], kind="stable").reset_index(drop=True)


def _agencies(*ids):
    shapes = [shapely.box(9e3 * k, 9e3, 9e3 * k + 1, 9e3 + 1) for k in range(len(ids))]
    return gpd.GeoDataFrame({"agency_id": ids}, geometry=shapes, crs=PLANE)


def _beside(*rows):
    """Agency pairs with their relation."""
    table = pd.DataFrame(rows, columns=["agency_a", "agency_b", "relation"], dtype="str")
    lines = [shapely.LineString([(0, 0), (1, 0)])] * len(table)
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(lines, crs=PLANE))


def _pairs(facilities, *, networks=None, standards=STANDARDS, parents=(), beside=(), snap_m=1000):
    networks = {} if networks is None else networks
    ids = sorted(set(facilities["agency_id"].dropna()) | set(dict(parents).values()))
    roots = pd.Series({**{i: i for i in ids}, **dict(parents)}, dtype="str")
    placed, snaps, findings = snapped_facilities(
        facilities, networks, MODES, standards, max_snap_m=snap_m
    )
    table = facility_pairs(
        placed, _agencies(*ids), _beside(*beside), networks=networks, snaps=snaps, modes=MODES,
        standards=standards, roots=roots,
    )  # fmt: skip
    assert tuple(table.columns) == COLUMNS
    return table, placed, findings


def _told(table):
    """Both facilities and their minutes each way."""
    return [
        tuple(row)
        for row in table[["facility_a", "facility_b", "minutes_ab", "minutes_ba"]].to_numpy()
    ]


THREE = (("fire", "f1", "A", "a"), ("fire", "f2", "B", "b"), ("fire", "f3", "C", "c"))


def test_both_ways_are_told_though_the_way_back_is_longer_than_the_standard():
    table, placed, findings = _pairs(_facilities(*THREE), networks={"drive": _network()})
    assert _told(table) == [("f1", "f2", 2.0, 6.0)]  # f2 to f3 takes 5 minutes, the standard is 4
    row = table.iloc[0]
    assert (row["minutes"], row["metres"], row["clock"], row["joint_use"]) == (
        2.0, 2000.0, "drive", False,
    )  # fmt: skip
    assert row["geometry"].equals(shapely.LineString([(0, 0), (2000, 0)]))
    assert (placed["snapped"].all(), placed["snap_m"].tolist(), findings) == (True, [0.0] * 3, [])


def test_the_quicker_way_gives_the_metres_whichever_it_is():
    rows = [("fire", "f1", "B", "b"), ("fire", "f2", "A", "a")]
    table, _, _ = _pairs(_facilities(*rows), networks={"drive": _network()})
    assert _told(table) == [("f1", "f2", 6.0, 2.0)]
    assert (table.loc[0, "minutes"], table.loc[0, "metres"]) == (2.0, 2000.0)


@pytest.mark.parametrize(("standard", "found"), [(5.0, True), (5 - 1 / 60_000, False)])
def test_the_standard_is_inclusive_to_the_millisecond(standard, found):
    rows = [("library", "l1", "B", "b"), ("library", "l2", "C", "c")]
    table, _, _ = _pairs(
        _facilities(*rows), networks={"drive": _network()}, standards={"library": standard}
    )
    assert _told(table) == ([("l1", "l2", 5.0, 5.0)] if found else [])


def test_access_legs_count_at_30_km_h():
    # 100 m beside the street: 12 s and 100 m at each end
    rows = [("library", "l1", "B", (2500, -100)), ("library", "l2", "C", (4500, 100))]
    table, placed, _ = _pairs(_facilities(*rows), networks={"drive": _network()})
    assert _told(table) == [("l1", "l2", pytest.approx(2.4), pytest.approx(2.4))]
    assert table.loc[0, "metres"] == 2200.0
    assert placed["snap_m"].tolist() == [100.0, 100.0]


def test_at_one_spot_two_facilities_are_in_joint_use_at_no_distance():
    spots = [(3000.0, 0.0), (3000.0, 1.0), (3000.0, 2.1)]
    rows = [("clerk", f"c{k}", agency, spots[k]) for k, agency in enumerate("ABC")]
    for networks in ({"drive": _network()}, {}):
        table, _, _ = _pairs(_facilities(*rows), networks=networks)
        use = dict(zip(zip(table["facility_a"], table["facility_b"], strict=True),
                       table["joint_use"], strict=True))  # fmt: skip
        assert use == {("c0", "c1"): True, ("c0", "c2"): False, ("c1", "c2"): False}
        first = table.iloc[0]
        assert (first["minutes_ab"], first["minutes_ba"], first["metres"]) == (0.0, 0.0, 0.0)
        assert (table["minutes"].iloc[1:] > 0).all()


def test_beyond_the_snapping_distance_a_facility_is_told_and_in_no_pair():
    rows = [*THREE[:2], ("fire", "f9", "C", (2000, -101)), ("sewer", "s1", "C", (2000, -500))]
    table, placed, findings = _pairs(_facilities(*rows), networks={"drive": _network()}, snap_m=100)
    assert [pair[:2] for pair in _told(table)] == [("f1", "f2")]
    assert placed["snapped"].tolist() == [True, True, False, False]
    assert placed["snap_m"].tolist()[2:] == [101.0, 500.0]
    # the sewer has no distance test, so that nothing is missing
    assert [(f.severity, f.source, f.item, f.rule) for f in findings] == [
        ("warning", "f.csv", "f9", "not-on-streets")
    ]


def test_agencies_of_one_root_are_never_a_pair_and_those_without_agency_neither():
    rows = [*THREE[:2], ("fire", "f4", "D", "a"), ("fire", "f5", None, "a")]
    table, _, _ = _pairs(_facilities(*rows), networks={"drive": _network()}, parents={"D": "A"})
    assert [pair[:2] for pair in _told(table)] == [("f1", "f2"), ("f2", "f4")]
    assert table[["agency_a", "agency_b"]].to_numpy().tolist() == [["A", "B"], ["B", "D"]]


def test_a_service_without_a_standard_has_no_pairs():
    rows = [("sewer", "s1", "A", "a"), ("sewer", "s2", "B", "a"), *THREE[:2]]
    for networks in ({"drive": _network()}, {}):
        table, _, _ = _pairs(_facilities(*rows), networks=networks)
        assert set(table["service"]) == {"fire"}


def test_services_on_foot_use_the_walking_network():
    # one way or not, on foot 2000 m take 25 minutes at 4.8 km/h, both ways
    rows = [("transit", "t1", "A", "a"), ("transit", "t2", "B", (2000, -8.0)), *THREE[:2]]
    walk = on_foot(streets_from_edges(*zip(*EDGES, strict=True), **ROADS)[0])
    table, _, _ = _pairs(_facilities(*rows), networks={"drive": _network(), "walk": walk})
    told = dict(zip(table["clock"], _told(table), strict=True))
    leg = 0.1  # 8 m at 4.8 km/h
    assert told["walk"] == ("t1", "t2", pytest.approx(25 + leg), pytest.approx(25 + leg))
    assert told["drive"] == ("f1", "f2", 2.0, 6.0)


def test_the_relation_is_that_of_the_two_agencies_seen_from_the_first():
    rows = [("fire", "f1", "B", "a"), ("fire", "f2", "A", "a"), ("fire", "f3", "C", "a")]
    table, _, _ = _pairs(
        _facilities(*rows), networks={"drive": _network()}, beside=[("A", "B", "contains")]
    )
    assert table[["agency_a", "agency_b", "relation"]].to_numpy().tolist() == [
        ["B", "A", "within"],
        ["B", "C", "apart"],
        ["A", "C", "apart"],
    ]


def test_without_streets_minutes_are_those_of_the_great_circle_at_40_km_h():
    rows = [("clerk", "c1", "A", (0.0, 0.0)), ("clerk", "c2", "B", (0.0, 6000.0)),
            ("clerk", "c3", "C", (0.0, 6800.0))]  # fmt: skip
    facilities = _facilities(*rows)
    table, placed, findings = _pairs(facilities)
    lonlat = facilities.to_crs(4326).geometry
    metres = _great_circle(lonlat[0], lonlat[1])
    assert metres == pytest.approx(6000, rel=2e-3)  # the sphere is not the ellipsoid
    assert [pair[:2] for pair in _told(table)] == [("c1", "c2"), ("c2", "c3")]
    ms = round(metres / 40_000 * 3_600_000)
    assert _told(table)[0][2:] == (ms / 60_000, ms / 60_000)
    assert table.loc[0, "metres"] == round(metres, 3)
    assert table["clock"].tolist() == ["straight"] * 2
    assert (placed["snapped"].any(), placed["snap_m"].notna().any(), findings) == (False, False, [])


def _great_circle(one, other):
    """Metres between two points in degrees, by the spherical law of cosines' stable form."""
    lon1, lat1, lon2, lat2 = map(math.radians, (one.x, one.y, other.x, other.y))
    east = math.cos(lat2) * math.sin(lon2 - lon1)
    north = math.cos(lat1) * math.sin(lat2)
    north -= math.sin(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    along = math.sin(lat1) * math.sin(lat2)
    along += math.cos(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    return 6_371_008.8 * math.atan2(math.hypot(east, north), along)


def test_no_pairs_have_the_columns_and_types_of_some():
    some, _, _ = _pairs(_facilities(*THREE), networks={"drive": _network()})
    for networks in ({"drive": _network()}, {}):
        for rows in ((), THREE[:1]):
            none, _, _ = _pairs(_facilities(*rows), networks=networks)
            assert len(none) == 0
            pd.testing.assert_series_equal(none.dtypes, some.dtypes)
            assert none.crs == some.crs


def test_inputs_are_not_changed():
    facilities = _facilities(*THREE)
    before = facilities.copy()
    _pairs(facilities, networks={"drive": _network()})
    pd.testing.assert_frame_equal(facilities, before)


_SITES = st.lists(
    st.tuples(
        st.sampled_from(["fire", "library"]),
        st.sampled_from("ABC"),
        st.tuples(st.integers(-300, 7300), st.integers(-400, 900)),
    ),
    min_size=2,
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(_SITES, st.floats(0.5, 9), st.floats(0.5, 9), st.booleans())
def test_more_minutes_only_add_pairs_and_change_none(sites, one, other, by_street):
    rows = [(s, f"id{k}", agency, xy) for k, (s, agency, xy) in enumerate(sites)]
    networks = {"drive": _network()} if by_street else {}
    tables = []
    for minutes in sorted((one, other)):
        standards = {"fire": minutes, "library": minutes}
        table, _, _ = _pairs(_facilities(*rows), networks=networks, standards=standards)
        assert (table["minutes"] <= minutes + 0.5 / 60_000).all()
        assert (table["facility_a"] < table["facility_b"]).all()
        assert (table["agency_a"] != table["agency_b"]).all()
        tables.append(table.set_index(["service", "facility_a", "facility_b"]))
    few, many = tables
    pd.testing.assert_frame_equal(
        pd.DataFrame(many.loc[few.index]), pd.DataFrame(few), check_index_type=False
    )
