"""The networks of the benchmarks: the same ones every time, and no easier than real ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from adjoin.geo.streets.network import network_of_streets
from adjoin.geo.streets.snapping import snap


@pytest.fixture(autouse=True)
def _benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))


def test_the_same_network_and_points_every_time():
    from streetnets import synthetic_case

    one, other = synthetic_case(900, 60), synthetic_case(900, 60)
    for name in ("node_xy", "arc_from", "arc_to", "arc_ms", "arc_mm", "arc_street", "arc_forward"):
        assert np.array_equal(getattr(one.network, name), getattr(other.network, name))
    assert shapely.equals_exact(one.network.lines, other.network.lines).all()
    assert np.array_equal(one.snapped.fraction, other.snapped.fraction)
    assert np.array_equal(one.agency, other.agency)


def test_what_real_networks_have_is_there():
    from streetnets import synthetic_network

    network = synthetic_network(10_000)
    assert len(network.node_xy) == 10_000
    assert 2.4 < len(network.arc_ms) / 10_000 < 2.8
    assert (network.arc_from == network.arc_to).any()
    assert (network.arc_ms == 0).any()
    pair = network.arc_from * 10_000 + network.arc_to
    assert len(np.unique(pair)) < len(pair)
    _, directions = np.unique(network.arc_street, return_counts=True)
    assert 0.02 < (directions == 1).mean() < 0.1
    # a line is as long as the street, but for those that cost nothing
    lengths = shapely.length(network.lines)[network.arc_street]
    assert (np.abs(lengths - network.arc_mm / 1000) < 0.001).mean() > 0.99


def test_points_become_nodes_between_the_pieces_of_their_street():
    from splitgraph import split_graph

    line = np.array([shapely.LineString([(0, 0), (100, 0)])], dtype=object)
    network = network_of_streets(
        line, [0], [1], node_xy=[(0, 0), (100, 0)], arc_ms=[10_001], arc_mm=[100_000],
        along=[True], against=[True],
    )  # fmt: skip
    # two at one place, one beside the street with 3 s to it, one out of reach
    graph = split_graph(network, snap(network, [(25, 0), (25, 0), (75, 25), (0, 5000)]))
    assert graph.leave.tolist() == [2, 2, 4, -1]
    assert graph.enter.tolist() == [2, 2, 5, -1]
    rows = np.column_stack([graph.tail, graph.head, graph.ms]).tolist()
    arcs = {(tail, head): ms for tail, head, ms in rows}
    assert len(arcs) == len(rows)
    # a quarter of 10,001 ms is 2,500 ms after rounding, three quarters are 7,501 ms
    assert arcs == {
        (0, 2): 2500, (2, 3): 5001, (3, 1): 2500,
        (1, 3): 2500, (3, 2): 5001, (2, 0): 2500,
        (4, 3): 3000, (3, 5): 3000,
    }  # fmt: skip
