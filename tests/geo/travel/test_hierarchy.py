"""The hierarchy: every distance is kept, nothing blows up, and it is always the same."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from adjoin.geo.travel.costs import LIMIT_MS, packed_limit
from adjoin.geo.travel.hierarchy import contracted
from hypothesis import given, settings


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


plain_search = _beside("plain_search")
LIMIT = int(packed_limit(LIMIT_MS))


def _check(graph, made, sources):
    """From each source to every node: up from the one and up from the other, where both meet."""
    place = made.place.tolist()
    assert sorted(place) == list(range(graph.nodes))
    up, down = plain_search.held_arcs(made.up), plain_search.held_arcs(made.down)
    for arcs in (up, down):
        assert all(to < node for node, out in arcs.items() for to, _ in out)
    out = plain_search.arcs_of(graph)
    come = [plain_search.by_heap(down, [(place[node], 0)]) for node in range(graph.nodes)]
    for source in sources:
        left = plain_search.by_heap(up, [(place[source], 0)])
        found = {}
        for node in range(graph.nodes):
            costs = [left[meet] + cost for meet, cost in come[node].items() if meet in left]
            if costs and min(costs) <= LIMIT:
                found[node] = min(costs)
        assert found == plain_search.by_heap(out, [(source, 0)])


@settings(max_examples=150)
@given(plain_search.ARCS)
def test_every_distance_is_kept(arcs):
    graph = plain_search.graph_of_arcs(arcs, 12)
    _check(graph, contracted(graph, workers=1), range(12))


@pytest.mark.parametrize("seed", range(3))
def test_every_distance_is_kept_on_larger_networks(seed):
    # a street grid of uneven times, some streets one-way, a few expressways, a few for nothing
    rng = np.random.default_rng(seed)
    arcs = plain_search.grid(14)
    arcs[:, 2] = rng.choice([0, 20_000, 30_000, 30_000, 45_000], len(arcs))
    arcs[:, 3] = rng.choice([0, 100_000, 100_000, 130_000], len(arcs))
    far = np.column_stack([rng.integers(0, 196, (30, 2)), np.full(30, 40_000), np.full(30, 10**6)])
    arcs = np.concatenate([arcs[rng.random(len(arcs)) < 0.9], far])
    graph = plain_search.graph_of_arcs(arcs, 196)
    _check(graph, contracted(graph), range(0, 196, 20))


def test_nodes_that_very_many_streets_meet_at():
    # a star, and one whose arms are linked: all ways of equal cost
    spokes = [(0, k, 5, 5) for k in range(1, 60)] + [(k, 0, 5, 5) for k in range(1, 60)]
    ring = [(k, 1 + k % 59, 10, 10) for k in range(1, 60)]
    for arcs in (spokes, spokes + ring):
        graph = plain_search.graph_of_arcs(arcs, 60)
        made = contracted(graph)
        _check(graph, made, range(0, 60, 7))
        assert len(made.up.arc) + len(made.down.arc) <= 2 * len(arcs)


def test_no_nodes_one_node_and_no_arcs():
    for nodes in (0, 1, 5):
        made = contracted(plain_search.graph_of_arcs([], nodes))
        assert sorted(made.place.tolist()) == list(range(nodes))
        assert made.up.first.tolist() == made.down.first.tolist() == [0] * (nodes + 1)
        assert made.up.arc.shape == made.down.arc.shape == (0, 2)


def test_streets_that_are_all_alike_do_not_blow_up():
    # masses of equal ways: each pair of corners has as many as there are orders of turns
    graph = plain_search.graph_of_arcs(plain_search.grid(60), 3600)
    made = contracted(graph)
    # measured: 2.4 times as many as there were, and 2.8 on a grid of 120 x 120
    assert len(made.up.arc) + len(made.down.arc) < 4 * len(graph.tail)


@pytest.mark.parametrize("side", [7, 30])
def test_the_same_again_whatever_the_number_of_threads(side):
    rng = np.random.default_rng(2)
    arcs = plain_search.grid(side)
    arcs[:, 2] += rng.integers(0, 3, len(arcs)) * 1000
    graph = plain_search.graph_of_arcs(arcs, side * side)
    first, *others = (
        [part.tobytes() for part in (made.place, *made.up, *made.down)]
        for made in (contracted(graph, workers=workers) for workers in (1, 1, 2, 5))
    )
    assert all(other == first for other in others)
