from __future__ import annotations

import numpy as np
from adjoin.geo.samespot import same_spot
from hypothesis import given
from hypothesis import strategies as st


def test_one_metre_is_one_spot_and_more_is_not():
    i, j = same_spot([(0, 0), (1, 0), (2.001, 0), (np.nan, 0), (np.nan, 0)], [1] * 5)
    assert (i.tolist(), j.tolist()) == ([0], [1])
    assert same_spot(np.zeros((0, 2)), [])[0].size == 0


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 1)), max_size=12))
def test_agrees_with_the_loop(points):
    xy = np.array([(x * 0.5, y * 0.5) for x, y, _ in points]).reshape(-1, 2)
    group = [g for _, _, g in points]
    expected = [
        (a, b)
        for a in range(len(xy))
        for b in range(a + 1, len(xy))
        if group[a] == group[b] and np.hypot(*(xy[a] - xy[b])) <= 1
    ]
    i, j = same_spot(xy, group)
    assert list(zip(i.tolist(), j.tolist(), strict=True)) == expected
