from __future__ import annotations

import networkx as nx
import numpy as np
import shapely
from adjoin.geo.streets.network import largest_parts, network_of_streets
from hypothesis import given
from hypothesis import strategies as st


def _network(arcs, nodes, *, ms=1000, mm=10_000):
    """Straight one-way streets between nodes that stand in a row."""
    xy = np.column_stack([np.arange(nodes) * 10.0, np.zeros(nodes)])
    tail, head = np.array(arcs, dtype=np.int64).reshape(-1, 2).T
    lines = np.asarray(shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1)), dtype=object)
    one = np.ones(len(tail))
    return network_of_streets(
        lines, tail, head, node_xy=xy, arc_ms=one * ms, arc_mm=one * mm, along=one, against=one * 0
    )


def test_streets_become_arcs_in_their_open_directions():
    lines = np.array([shapely.LineString([(0, 0), (1, 0)])] * 4, dtype=object)
    network = network_of_streets(
        lines, [0, 1, 2, 3], [1, 2, 3, 0], node_xy=np.zeros((4, 2)), arc_ms=[1, 2, 3, 4],
        arc_mm=[5, 6, 7, 8], along=[1, 1, 0, 0], against=[1, 0, 1, 0],
    )  # fmt: skip
    rows = zip(
        network.arc_from.tolist(), network.arc_to.tolist(), network.arc_ms.tolist(),
        network.arc_mm.tolist(), network.arc_street.tolist(), network.arc_forward.tolist(),
        strict=True,
    )  # fmt: skip
    assert list(rows) == [
        (0, 1, 1, 5, 0, True),
        (1, 0, 1, 5, 0, False),
        (1, 2, 2, 6, 1, True),
        (3, 2, 3, 7, 2, False),
    ]


def test_only_the_largest_part_when_none_is_large_enough():
    # 0-1-2 is a circle, 3-4 a smaller one; 2 -> 3 joins them one way only
    network = _network([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3)], 6)
    kept, parts = largest_parts(network)
    assert list(zip(kept.arc_from.tolist(), kept.arc_to.tolist(), strict=True)) == [
        (0, 1),
        (1, 2),
        (2, 0),
    ]
    assert parts == (1, 1, 3, 2, 3, 3)


def test_every_part_that_is_large_enough_but_not_the_arcs_between():
    network = _network([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3), (4, 5)], 6)
    kept, parts = largest_parts(network, min_nodes=2)
    assert len(kept.arc_from) == 5
    assert parts == (2, 1, 5, 1, 5, 2)


def test_the_boundary_of_the_size_is_inclusive():
    circle = [(k, (k + 1) % 500) for k in range(500)]
    small = [(500 + k, 500 + (k + 1) % 499) for k in range(499)]
    assert largest_parts(_network(circle + small, 999))[1][:2] == (1, 1)


def test_of_equal_parts_the_one_with_the_smallest_place():
    arcs = [(4, 3), (3, 4), (1, 2), (2, 1)]
    for rows in (arcs, arcs[::-1]):
        kept, _ = largest_parts(_network(rows, 5))
        assert sorted(kept.arc_from.tolist()) == [1, 2]


def test_no_streets_at_all():
    kept, parts = largest_parts(_network([], 0))
    assert parts == (0, 0, 0, 0, 0, 0)
    assert len(kept.arc_ms) == 0


@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=20),
    st.integers(1, 9),
)
def test_parts_agree_with_networkx(arcs, min_nodes):
    network = _network(arcs, 8)  # loops and repeated arcs come up
    graph = nx.MultiDiGraph(arcs)
    strong = list(nx.strongly_connected_components(graph))
    used = [part for part in strong if len(part) >= min_nodes]
    if not used:
        most = max(len(part) for part in strong)
        used = [min((part for part in strong if len(part) == most), key=min)]
    expected = [(u, v) for u, v in arcs if any(u in part and v in part for part in used)]
    kept, parts = largest_parts(network, min_nodes=min_nodes)
    assert list(zip(kept.arc_from.tolist(), kept.arc_to.tolist(), strict=True)) == expected
    assert parts.parts_used == len(used)
    assert parts.parts_left_out == len(strong) - len(used)
    assert parts.nodes_used == sum(len(part) for part in used)
    assert parts.nodes_used + parts.nodes_left_out == len(graph)
    assert parts.arcs_used == len(expected)
    assert parts.arcs_left_out == len(arcs) - len(expected)
