from __future__ import annotations

import numpy as np
from adjoin.geo.ranges import joined_ranges
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=9))
def test_ranges_agree_with_the_loop(ranges):
    first = np.array([a for a, _ in ranges], dtype=np.int64)
    stop = np.array([a + size for a, size in ranges], dtype=np.int64)
    which, number = joined_ranges(first, stop)
    expected = [(k, n) for k, (a, size) in enumerate(ranges) for n in range(a, a + size)]
    assert list(zip(which.tolist(), number.tolist(), strict=True)) == expected
