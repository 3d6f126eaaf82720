"""Service areas: hand-made cases, and the same as travel times."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel.areas import drawn, service_areas, streets_within
from adjoin.geo.travel.pairs import times_for
from hypothesis import given, settings
from hypothesis import strategies as st

_SPEC = importlib.util.spec_from_file_location(
    "small_worlds", Path(__file__).with_name("small_worlds.py")
)
small_worlds = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(small_worlds)


def _row(both=True):
    """Streets a-b-c of 600 m at 36 km/h: a minute each."""
    tails, heads = (list("abbc"), list("bacb")) if both else (list("ab"), list("bc"))
    network, _ = network_from_edges(
        tails, heads, [600] * len(tails), node_id=list("abc"),
        node_xy=[(0, 0), (600, 0), (1200, 0)], speed_kmh=36,
    )  # fmt: skip
    return network


def _rows(pieces):
    return sorted(
        row for piece in pieces for row in zip(*(column.tolist() for column in piece), strict=True)
    )


def test_targets_within_each_origins_own_limit():
    network = _row()
    stations, homes = snap(network, [(0, 0), (1200, 25)]), snap(network, [(300, 0), (900, 0)])
    for engine in ("scipy", "buckets", "hierarchy"):
        found = service_areas(network, stations, homes, limit_ms=[90_000, 33_000], engine=engine)
        assert _rows(found) == [
            (0, 0, 30_000, 300_000), (0, 1, 90_000, 900_000), (1, 1, 33_000, 325_000)
        ]  # fmt: skip


def test_oneway_streets_out_and_back():
    network = _row(both=False)
    stations, homes = snap(network, [(600, 0)]), snap(network, [(300, 0), (900, 0)])
    assert _rows(service_areas(network, stations, homes, limit_ms=10**6)) == [
        (0, 1, 30_000, 300_000)
    ]
    for engine in ("scipy", "buckets", "hierarchy"):
        back = service_areas(network, stations, homes, limit_ms=10**6, reverse=True, engine=engine)
        assert _rows(back) == [(0, 0, 30_000, 300_000)]


def test_limits_are_checked():
    network = _row()
    points = snap(network, [(0, 0), (600, 0)])
    for limits in ([1], [1, -1]):
        with pytest.raises(UseError, match="give 0 or more for each"):
            list(service_areas(network, points, points, limit_ms=limits))


def test_streets_are_cut_where_the_limit_runs_out():
    network = _row()
    points = snap(network, [(450.0, 0.0), (450.0, 25.0), (0.0, 5000.0)])
    length = {
        k: shapely.length(drawn(network, streets_within(network, points, k, limit_ms=30_000))).sum()
        for k in range(3)
    }
    # 300 m either way: 450-750 out, and back 600-150; the way to the street takes 3 s of them
    assert length == pytest.approx({0: 750.0, 1: 150.0 + 120 + 120 + 270, 2: 0.0})
    reached = streets_within(network, points, 1, limit_ms=2_999)
    assert drawn(network, reached).tolist() == []


def test_streets_out_and_back_on_a_oneway_street():
    network = _row(both=False)
    points = snap(network, [(450.0, 0.0)])
    out, back = (
        streets_within(network, points, 0, limit_ms=30_000, reverse=reverse)
        for reverse in (False, True)
    )
    assert [line.wkt for line in drawn(network, out)] == [
        "LINESTRING (450 0, 600 0)", "LINESTRING (600 0, 750 0)"
    ]  # fmt: skip
    assert [line.wkt for line in drawn(network, back)] == ["LINESTRING (150 0, 450 0)"]


@settings(max_examples=100)
@given(small_worlds.CASE, st.sampled_from([0, 1, 999, 5_000, 60_000, 10**7]))
def test_a_point_on_a_street_is_in_the_area_when_it_is_in_time(case, limit):
    nodes, streets, places = case
    network = small_worlds.made(nodes, streets)
    points = snap(network, np.array(places) * 100.0, max_snap_m=150)
    on_street = points.snapped & (points.access_ms == 0)
    for reverse in (False, True):
        for origin in np.flatnonzero(points.snapped).tolist():
            reached = streets_within(network, points, origin, limit_ms=limit, reverse=reverse)
            assert (reached.begin <= reached.end).all()
            for other in np.flatnonzero(on_street).tolist():
                ends = ([other], [origin]) if reverse else ([origin], [other])
                ms = int(times_for(network, points, *ends)[0][0])
                inside = False
                for entry in np.flatnonzero(points.point == other).tolist():
                    arc = points.arc[entry]
                    at = points.fraction[entry]
                    at = at if network.arc_forward[arc] else 1 - at
                    rows = reached.street == network.arc_street[arc]
                    near = (reached.begin[rows] - 1e-9 <= at) & (at <= reached.end[rows] + 1e-9)
                    inside |= bool(near.any())
                # a point that is rounded to a whole millisecond may lie just beyond or before
                if other == origin and limit < points.access_ms[origin]:
                    continue
                if ms >= 0 and ms <= limit - 1:
                    assert inside
                if ms < 0 or ms > limit + 1:
                    assert not inside
