"""Pairs of near segments, against all pairs looked at one by one."""

from __future__ import annotations

import numpy as np
import shapely
from adjoin.geo import segmentpairs
from adjoin.geo.outlines import PER_METRE, along_m, outlines
from adjoin.geo.segmentpairs import near_segments
from hypothesis import given, settings
from hypothesis import strategies as st


def wreaths(seed: int, count: int) -> np.ndarray:
    """Rough discs of many vertices that lie over one another and apart."""
    random = np.random.default_rng(seed)
    discs = []
    for _ in range(count):
        turn = np.linspace(0, 2 * np.pi, int(random.integers(3, 400)), endpoint=False)
        reach = random.uniform(200, 900) * random.uniform(0.97, 1.03, len(turn))
        xy = (
            random.uniform(0, 3000, 2)
            + np.column_stack([np.cos(turn), np.sin(turn)]) * reach[:, None]
        )
        discs.append(shapely.Polygon(xy))
    return np.array([*discs, None], dtype=object)


@given(st.integers(0, 10**6), st.integers(0, 7), st.sampled_from([0.0, 5.0, 60.0]))
@settings(deadline=None, max_examples=25)
def test_every_pair_of_near_boxes_once_and_no_other(seed, count, distance_m):
    lines = outlines(wreaths(seed, count))
    random = np.random.default_rng(seed)
    some = np.flatnonzero(random.random(len(lines.first)) < 0.8)
    got = [
        pair
        for s, t in near_segments(lines, some, distance_m=distance_m)
        for pair in zip(s, t, strict=True)
    ]
    ends = np.stack([lines.grid[lines.first[some] + k] for k in (0, 1)]) / PER_METRE
    low, high = ends.min(axis=0), ends.max(axis=0)
    apart = np.maximum(low[:, None] - high[None], low[None] - high[:, None]).clip(min=0)
    near = np.hypot(*np.moveaxis(apart, 2, 0)) <= distance_m
    owner = lines.owner[some]
    s, t = np.nonzero(np.triu(near & (owner[:, None] != owner[None])))
    assert sorted(got) == sorted(zip(some[s], some[t], strict=True))


def test_all_pairs_of_two_owners_come_in_one_piece(monkeypatch):
    monkeypatch.setattr(segmentpairs, "_AT_ONCE", 20)
    lines = outlines(wreaths(3, 40))
    seen: set[tuple[int, int]] = set()
    pieces = 0
    for s, t in near_segments(lines, np.arange(len(lines.first)), distance_m=300):
        owners = set(zip(lines.owner[s].tolist(), lines.owner[t].tolist(), strict=True))
        assert not owners & seen
        seen |= owners
        pieces += 1
    assert pieces > 10


def test_outlines_of_a_polygon_with_a_hole_turned_the_wrong_way():
    shell, hole = [(0, 0), (0, 9), (9, 9), (9, 0)], [(3, 3), (3, 4), (4, 4)]
    shape = shapely.Polygon(shell, [hole])
    lines = outlines(np.array([None, shape], dtype=object))
    assert lines.owner.tolist() == [1] * 7
    assert lines.ring.tolist() == [0] * 4 + [1] * 3
    # The shell runs clockwise, the hole as it should.
    assert lines.turned.tolist() == [True, False]
    assert along_m(lines, apart_m=100)[[4, 5]].tolist() == [36, 136]
    assert lines.segment_m(np.arange(4)).tolist() == [9, 9, 9, 9]
    again = outlines(np.array([shapely.Polygon([(0, 0), (0, 0.00002), *shell[1:]])]))
    assert len(again.first) == 4  # what is shorter than a tenth of a millimetre is no segment
    assert len(outlines(np.array([None], dtype=object)).first) == 0
