"""Routes: hand-made cases, and lines as long as the ways that they draw."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import shapely
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.network import network_of_streets
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel.pairs import times_for
from adjoin.geo.travel.routes import routes
from hypothesis import given, settings
from hypothesis import strategies as st

_SPEC = importlib.util.spec_from_file_location(
    "small_worlds", Path(__file__).with_name("small_worlds.py")
)
small_worlds = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(small_worlds)


def test_along_streets_round_a_corner_and_back():
    network, _ = network_from_edges(
        ["a", "b", "b", "c"], ["b", "a", "c", "b"], [300, 300, 400, 400], node_id=list("abc"),
        node_xy=[(0, 0), (300, 0), (300, 300)], speed_kmh=36,
        lines=[None, None, *([shapely.LineString([(300, 0), (350, 150), (300, 300)])] * 2)],
    )  # fmt: skip
    points = snap(network, [(100.0, 10.0), (300.0, 300.0), (200.0, 0.0), (0.0, 9000.0)])
    found = routes(network, points, [0, 1, 0, 2, 0, 0], [1, 0, 2, 0, 3, 0])
    assert [None if line is None else line.wkt for line in found] == [
        "LINESTRING (100 0, 300 0, 350 150, 300 300)",
        "LINESTRING (300 300, 350 150, 300 0, 100 0)",
        "LINESTRING (100 0, 200 0)",
        "LINESTRING (200 0, 100 0)",
        None,
        "LINESTRING (100 0, 100 0)",
    ]


def test_the_order_of_streets_does_not_choose_between_equal_ways():
    # two ways round a square, alike in time and length
    corners = np.array([(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)])
    ends = [(0, 1), (1, 2), (0, 3), (3, 2)]
    drawn = set()
    for order in ([0, 1, 2, 3], [2, 3, 0, 1], [3, 1, 2, 0]):
        tail, head = np.array([ends[k] for k in order]).T
        lines = shapely.linestrings(np.stack([corners[tail], corners[head]], axis=1))
        network = network_of_streets(
            lines, tail, head, node_xy=corners, arc_ms=[1000] * 4, arc_mm=[100_000] * 4,
            along=[True] * 4, against=[True] * 4,
        )  # fmt: skip
        points = snap(network, corners[[0, 2]])
        drawn.add(routes(network, points, [0], [1])[0].wkt)
    assert len(drawn) == 1


@settings(max_examples=150)
@given(small_worlds.CASE, st.booleans())
def test_lines_are_as_long_as_the_ways(case, uneven):
    nodes, streets, places = case
    made = small_worlds.made(nodes, streets)
    # lengths as drawn, so that a line shows its length
    length = np.rint(shapely.length(made.lines) * 1000).astype(np.int64)
    network = type(made)(**{**vars(made), "arc_mm": length[made.arc_street]})
    points = snap(network, np.array(places) * 100.0, max_snap_m=150)
    pairs = [(a, b) for a in range(len(places)) for b in range(len(places))]
    i, j = np.array(pairs).T
    ms, mm = times_for(network, points, i, j)
    found = routes(network, points, i, j)
    legs = points.access_mm[i] + points.access_mm[j]
    for k, line in enumerate(found):
        assert (line is None) == (ms[k] < 0)
        if line is not None and i[k] != j[k]:
            assert abs(line.length * 1000 - (mm[k] - legs[k])) <= 1 + 2 * len(streets)
            start, end = (shapely.get_coordinates(shapely.get_point(line, at))[0] for at in (0, -1))
            for point, place in ((i[k], start), (j[k], end)):
                away = np.hypot(*(np.array(places[point]) * 100.0 - place))
                assert away <= points.snap_m[point] + 0.002
