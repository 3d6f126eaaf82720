"""From borders to people and back: hand-made cases, and every crossing on split streets."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel.bordertimes import border_ms, crossing_places, straight_border_ms
from adjoin.geo.travel.straight import STRAIGHT_KMH
from hypothesis import given, settings
from hypothesis import strategies as st


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


split_streets, small_worlds = _beside("split_streets"), _beside("small_worlds")


def _street(both=True):
    """A street of 600 m at 36 km/h from west to east: 10 m a second."""
    tails, heads = (["a", "b"], ["b", "a"]) if both else (["a"], ["b"])
    network, _ = network_from_edges(
        tails, heads, [600] * len(tails), node_id=["a", "b"], node_xy=[(0, 0), (600, 0)],
        speed_kmh=36,
    )  # fmt: skip
    return network


def _lines(*coordinates):
    return np.array([None if c is None else shapely.LineString(c) for c in coordinates])


def test_places_where_streets_meet_borders():
    borders = _lines(
        [(200, -50), (200, 50), (400, 50), (400, -50)], None, [(0, 10), (600, 10)],
        [(100, 0), (300, 0), (300, 9)],
    )  # fmt: skip
    found = crossing_places(_street(), borders)
    # Both directions of the street meet a border once; where they run along it, at the corners.
    assert found.border.tolist() == [0, 0, 3, 3]
    assert found.xy.tolist() == [[200, 0], [400, 0], [100, 0], [300, 0]]
    parts = np.array([shapely.MultiLineString([borders[0], borders[3]]), shapely.LineString()])
    assert crossing_places(_street(), parts).xy[:, 0].tolist() == [100, 200, 300, 400]
    for none in (borders[:0], borders[1:2]):
        assert len(crossing_places(_street(), none).border) == 0


def test_a_street_that_is_not_used_meets_nothing():
    network = _street()
    unused = type(network)(
        **{**vars(network), "lines": np.append(network.lines, _lines([(0, 300), (600, 300)]))}
    )
    found = crossing_places(unused, _lines([(200, -50), (200, 400)]))
    assert found.xy.tolist() == [[200, 0]]


def test_from_the_nearest_crossing_with_the_way_to_the_street():
    network = _street()
    places = crossing_places(network, _lines([(200, -5), (200, 5)], [(500, -5), (500, 5)]))
    # 25 m beside the street are 3 s more.
    homes = snap(network, [(0.0, 0.0), (450.0, 25.0), (200.0, 0.0)])
    options = {"border": [1, 0, 0, 0], "point": [1, 0, 1, 2]}
    for reverse in (False, True):
        found = border_ms(network, places, homes, **options, limit_ms=[60_000] * 2, reverse=reverse)
        assert found.tolist() == [8000, 20_000, 28_000, 0]
    found = border_ms(network, places, homes, **options, limit_ms=[20_000, 7999])
    assert found.tolist() == [-1, 20_000, -1, 0]


def test_along_a_street_of_one_direction_crews_come_or_people_go():
    network = _street(both=False)
    places = crossing_places(network, _lines([(200, -5), (200, 5)]))
    homes = snap(network, [(100.0, 0.0), (300.0, 0.0), (9999.0, 0.0)])
    options = {"border": [0, 0, 0], "point": [0, 1, 2], "limit_ms": [60_000]}
    assert border_ms(network, places, homes, **options).tolist() == [-1, 10_000, -1]
    back = border_ms(network, places, homes, **options, reverse=True)
    assert back.tolist() == [10_000, -1, -1]


def test_a_border_that_no_street_meets_is_near_nobody():
    network = _street()
    places = crossing_places(network, _lines([(0, 10), (600, 10)], None))
    homes = snap(network, [(300.0, 0.0)])
    found = border_ms(network, places, homes, border=[0, 1], point=[0, 0], limit_ms=[9999, 9999])
    assert found.tolist() == [-1, -1]
    assert len(border_ms(network, places, homes, border=[], point=[], limit_ms=[1, 1])) == 0
    with pytest.raises(UseError, match="2 borders beside 1 points; give pairs"):
        border_ms(network, places, homes, border=[0, 1], point=[0], limit_ms=[1, 1])


def test_straight_lines_to_borders():
    borders = _lines([(0, 0), (0, 100)], None, [(50, 0), (50, 9)])
    found = straight_border_ms(
        borders, [(2000.0, 50.0), (0.0, 400.0)], border=[0, 0, 1, 2], point=[0, 1, 0, 0]
    )
    metres = np.array([2000, 300, np.nan, np.hypot(1950, 41)])
    expected = np.rint(metres * 3600 / STRAIGHT_KMH)
    assert found.tolist() == [int(expected[0]), int(expected[1]), -1, int(expected[3])]
    assert found[0] == 180_000


# In millimetres: of coordinates such as 1e-177 GEOS finds no crossing that is there.
_ANYWHERE = st.integers(-100_000, 600_000).map(lambda mm: mm / 100_000)
_CORNER = st.tuples(_ANYWHERE, _ANYWHERE) | st.tuples(st.integers(0, 5), st.integers(0, 5))


@settings(max_examples=150)
@given(
    small_worlds.CASE,
    st.lists(st.lists(_CORNER, min_size=2, max_size=12), min_size=1, max_size=3),
    st.sampled_from([0, 5, 1000, 50_000, 200_000]),
)
def test_the_same_as_from_every_crossing(case, corners, limit):
    nodes, streets, homes = case
    network = small_worlds.made(nodes, streets)
    borders = _lines(*(np.array(line, dtype=float) * 100 for line in corners))
    places = crossing_places(network, borders)
    for k, border in enumerate(borders):
        met = shapely.intersection(network.lines, border)
        with np.errstate(invalid="ignore"):  # from nothing there is no distance
            apart = shapely.distance(met, shapely.multipoints(places.xy[places.border == k]))
        corners_of = shapely.get_coordinates(met)
        assert len(corners_of) == 0 or np.nanmax(apart) <= 0.002
        assert (len(corners_of) == 0) == (not (places.border == k).any())
    people = snap(network, np.array(homes, dtype=float) * 100, max_snap_m=150)
    everyone = snap(
        network, np.vstack([np.array(homes, dtype=float) * 100, places.xy]), max_snap_m=150
    )
    graph = split_streets.split_graph(network, everyone)
    border, point = (
        np.repeat(np.arange(len(borders)), len(homes)),
        np.tile(np.arange(len(homes)), len(borders)),
    )
    times = [split_streets.split_times(graph, k) for k in range(len(homes) + len(places.border))]
    for reverse in (False, True):
        found = border_ms(
            network, places, people, border=border, point=point,
            limit_ms=np.full(len(borders), limit), reverse=reverse,
        )  # fmt: skip
        for k, home, ms in zip(border.tolist(), point.tolist(), found.tolist(), strict=True):
            crossings = (len(homes) + np.flatnonzero(places.border == k)).tolist()
            ways = [
                times[a][b][0]
                for a, b in ((home, c) if reverse else (c, home) for c in crossings)
                if b in times[a]
            ]
            soonest = min((way for way in ways if way <= limit), default=-1)
            assert ms == soonest
