from __future__ import annotations

import math

import numpy as np
import pytest
from adjoin.geo.findings import UseError
from adjoin.geo.travel.straight import straight_pairs, straight_times
from hypothesis import given, settings
from hypothesis import strategies as st

RADIUS = 6_371_008.8


def test_known_arcs_of_the_great_circle():
    ms, mm = straight_times(
        [(0, 0), (90, 0), (180, 0), (12, 90), (np.nan, 0)], [0, 0, 0, 0, 1], [1, 2, 3, 4, 1]
    )
    quarter = round(RADIUS * math.pi / 2 * 1000)
    assert mm.tolist() == [quarter, 2 * quarter, quarter, -1, 0]
    # 40 km/h are 0.09 ms a millimetre
    assert ms.tolist() == [
        round(quarter * 0.09),
        round(RADIUS * math.pi * 90),
        round(quarter * 0.09),
        -1,
        0,
    ]


def test_over_the_date_line():
    pairs = straight_pairs(
        [(179.99, 0), (-179.99, 0)], group=[0, 0], owner=[0, 1], limit_ms=300_000
    )
    assert pairs.mm.tolist() == [round(RADIUS * math.radians(0.02) * 1000)] * 2


def test_the_limit_is_inclusive_to_the_millisecond():
    places, codes = [(0, 0), (0.01, 0)], {"group": [0, 0], "owner": [0, 1]}
    (exact, _), _ = straight_times(places, [0, 1], [1, 0])
    assert len(straight_pairs(places, **codes, limit_ms=exact).i) == 2
    assert len(straight_pairs(places, **codes, limit_ms=exact - 1).i) == 0


def test_wrong_speed_is_refused():
    with pytest.raises(UseError, match="speed_kmh"):
        straight_times([(0, 0)], [0], [0], speed_kmh=0)
    with pytest.raises(UseError, match="speed_kmh"):
        straight_pairs([(0, 0)], group=[0], owner=[0], limit_ms=0, speed_kmh=np.nan)


_POINT = st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.integers(0, 2), st.integers(0, 2))
_NEAR = st.tuples(st.floats(-0.1, 0.1), st.floats(-0.1, 0.1), st.integers(0, 2), st.integers(0, 2))


@settings(max_examples=60)
@given(
    st.one_of(st.lists(_POINT, max_size=12), st.lists(_NEAR, max_size=12)),
    st.lists(st.sampled_from([0, 600_000, 3_600_000, 10**10]), min_size=3, max_size=3),
)
def test_pairs_agree_with_vectors_on_the_sphere(points, limits):
    lonlat = np.array([p[:2] for p in points]).reshape(-1, 2)
    group, owner = ([p[k] for p in points] for k in (2, 3))
    pairs = straight_pairs(lonlat, group=group, owner=owner, limit_ms=limits)
    found = dict(
        zip(zip(pairs.i.tolist(), pairs.j.tolist(), strict=True), pairs.ms.tolist(), strict=True)
    )
    lon, lat = np.radians(lonlat).T
    vector = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    for a in range(len(points)):
        for b in range(len(points)):
            if group[a] != group[b] or owner[a] == owner[b]:
                assert (a, b) not in found
                continue
            cross, dot = np.cross(vector[a], vector[b]), vector[a] @ vector[b]
            ms = RADIUS * math.atan2(float(np.linalg.norm(cross)), float(dot)) * 90
            slack = 1 + ms * 1e-7  # haversine loses digits near the antipode
            if (a, b) in found:
                assert abs(found[a, b] - ms) <= slack
                assert found[a, b] == found[b, a] <= limits[group[a]]
            else:
                assert ms >= limits[group[a]] - slack
