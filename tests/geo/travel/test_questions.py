"""Which points take part, and how they are laid out."""

from __future__ import annotations

import numpy as np
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.snapping import snap
from adjoin.geo.travel.questions import Asked, packed_questions, questions
from hypothesis import given
from hypothesis import strategies as st


def _network():
    network, _ = network_from_edges(
        list("abbc"), list("bacb"), [600] * 4, node_id=list("abc"),
        node_xy=[(0, 0), (600, 0), (1200, 0)], speed_kmh=36,
    )  # fmt: skip
    return network


def _asked(network, xy, group, owner, chosen=None):
    size = len(xy)
    chosen = np.ones(size, dtype=bool) if chosen is None else np.array(chosen, dtype=bool)
    return Asked(snap(network, xy), np.array(group), np.array(owner), chosen)


_XY = [(100.0 * k, 0.0) for k in range(6)]


def _laid_out(side):
    """The points of each group."""
    cut = zip(side.first[:-1].tolist(), side.first[1:].tolist(), strict=True)
    return [sorted(side.point[a:b].tolist()) for a, b in cut]


def test_groups_of_one_owner_are_left_out():
    network = _network()
    all_ = _asked(network, _XY, [0, 0, 4, 4, 4, 9], [1, 1, 1, 2, 2, 3])
    asked = questions(network, all_, all_, limit_ms=np.arange(6) * 1000)
    assert _laid_out(asked.origins) == _laid_out(asked.targets) == [[2, 3, 4]]
    assert asked.limit_ms.tolist() == (asked.origins.point * 1000).tolist()
    assert asked.origins.owner.tolist() == [[1, 1, 1, 2, 2, 3][k] for k in asked.origins.point]


def test_points_that_are_nobodys_take_part_whoever_else_does():
    network = _network()
    all_ = _asked(network, _XY, [0] * 6, [-1] * 6)
    assert _laid_out(questions(network, all_, all_, limit_ms=np.zeros(6, int)).origins) == [
        [0, 1, 2, 3, 4, 5]
    ]


def test_only_the_chosen_and_those_on_the_streets():
    network = _network()
    xy = [*_XY[:5], (0.0, 9000.0)]
    from_ = _asked(network, xy, [0] * 6, range(6), [1, 1, 0, 0, 0, 1])
    to = _asked(network, xy, [0] * 6, range(6), [0, 1, 1, 0, 0, 1])
    asked = questions(network, from_, to, limit_ms=np.zeros(6, int))
    assert _laid_out(asked.origins) == [[0, 1]]
    assert _laid_out(asked.targets) == [[1, 2]]
    # 1 alone: it asks for nothing but itself
    itself = questions(network, from_, from_._replace(chosen=np.arange(6) == 1),
                       limit_ms=np.zeros(6, int))  # fmt: skip
    assert _laid_out(itself.origins) == [[0]]


def test_a_group_that_one_side_lacks_is_left_out():
    network = _network()
    from_ = _asked(network, _XY, [0, 0, 1, 1, 2, 2], range(6))
    to = _asked(network, _XY, [1, 1, 3, 3, 2, 2], range(6))
    asked = questions(network, from_, to, limit_ms=np.zeros(6, int))
    assert _laid_out(asked.origins) == [[2, 3], [4, 5]]
    assert _laid_out(asked.targets) == [[0, 1], [4, 5]]


def test_nobody():
    network = _network()
    none = _asked(network, np.zeros((0, 2)), np.zeros(0, int), np.zeros(0, int))
    asked = questions(network, none, none, limit_ms=np.zeros(0, int))
    assert asked.origins.first.tolist() == [0]
    assert asked.leave.first.tolist() == asked.direct.first.tolist() == [0]


def test_reversed_questions_swap_the_doors():
    network, _ = network_from_edges(
        ["a"], ["b"], [600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)], speed_kmh=36
    )
    from_ = _asked(network, [(100.0, 0.0)], [0], [-1])
    to = _asked(network, [(300.0, 0.0)], [0], [-1])
    limit = np.zeros(1, int)
    out = questions(network, from_, to, limit_ms=limit)
    back = questions(network, from_, to, limit_ms=limit, reverse=True)
    assert (out.leave.node.tolist(), out.leave.ms.tolist()) == ([1], [50_000])
    assert (back.leave.node.tolist(), back.leave.ms.tolist()) == ([0], [10_000])
    assert (out.enter.node.tolist(), back.enter.node.tolist()) == ([0], [1])
    # the target lies ahead, so it is reached, and does not reach
    assert (out.direct.ms.tolist(), back.direct.ms.tolist()) == ([20_000], [])
    other_way = questions(network, to, from_, limit_ms=limit, reverse=True)
    assert other_way.direct.ms.tolist() == [20_000]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 2), st.booleans()), max_size=12),
    st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 2), st.booleans()), max_size=12),
)
def test_who_takes_part_is_who_has_somebody_to_reach(ones, others):
    network = _network()
    sides = []
    for rows in (ones, others):
        group, owner, chosen = np.array(rows, dtype=int).reshape(-1, 3).T
        xy = np.column_stack([np.arange(len(rows)) * 90.0 % 1200, np.zeros(len(rows))])
        sides.append(_asked(network, xy, group, owner, chosen))
    asked = questions(network, *sides, limit_ms=np.zeros(len(ones), int))

    def partners(row, rows):
        return any(
            c and g == row[0] and (row[1] < 0 or o != row[1]) for g, o, c in rows
        )  # fmt: skip

    for found, mine, theirs in ((asked.origins, ones, others), (asked.targets, others, ones)):
        expected = [k for k, row in enumerate(mine) if row[2] and partners(row, theirs)]
        assert sorted(found.point.tolist()) == expected
        group = np.array([mine[k][0] for k in found.point.tolist()], dtype=int)
        assert (np.diff(group) >= 0).all()
        assert len(found.first) == len(asked.origins.first)
    place = np.array([2, 0, 1], dtype=np.int32)
    packed = packed_questions(asked, place)
    assert packed.leave.node.tolist() == place[asked.leave.node].tolist()
    assert packed.direct.node.tolist() == asked.direct.node.tolist()
