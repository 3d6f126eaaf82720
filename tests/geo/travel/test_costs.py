"""Time and length in one whole number: order, sums, and what is too long to be added up."""

from __future__ import annotations

import numpy as np
from adjoin.geo.travel.costs import LIMIT_MS, MM_BITS, UNREACHED, packed, packed_limit, unpacked
from hypothesis import given
from hypothesis import strategies as st

_MS = st.integers(0, LIMIT_MS)
_MM = st.integers(0, 2**MM_BITS - 1)


@given(_MS, _MM)
def test_what_is_packed_is_found_again(ms, mm):
    assert tuple(int(part) for part in unpacked(packed(ms, mm))) == (ms, mm)


@given(_MS, _MM, _MS, _MM)
def test_the_quicker_is_less_and_of_equally_quick_ones_the_shorter(ms, mm, other_ms, other_mm):
    assert (packed(ms, mm) < packed(other_ms, other_mm)) == ((ms, mm) < (other_ms, other_mm))


@given(_MS, st.integers(0, 2**34), _MS, st.integers(0, 2**34))
def test_sums_of_packed_costs_are_the_packed_sums(ms, mm, other_ms, other_mm):
    total = packed(ms, mm) + packed(other_ms, other_mm)
    assert tuple(int(part) for part in unpacked(total)) == (ms + other_ms, mm + other_mm)


@given(_MS, _MM, _MS)
def test_a_limit_is_inclusive_and_asks_for_no_length(ms, mm, limit):
    assert (packed(ms, mm) <= packed_limit(limit)) == (ms <= limit)


def test_what_takes_longer_than_any_limit_is_within_none():
    long = packed([LIMIT_MS + 1, LIMIT_MS + 2, 2**27, 2**31 - 1, 2**40], [0, 2**36 - 1, 5, 1, 0])
    assert (long > packed_limit(LIMIT_MS)).all()
    assert (long < UNREACHED).all()
    # a limit that is too long is the longest, not one that wraps round
    assert packed_limit([2**31, 2**45]).tolist() == [int(packed_limit(LIMIT_MS))] * 2


def test_no_sum_of_two_wraps_round():
    largest = [int(packed_limit(LIMIT_MS)), int(packed(2**40, 2**36 - 1)), UNREACHED]
    assert max(largest) == UNREACHED
    for one in largest:
        for other in largest:
            if (one, other) != (UNREACHED, UNREACHED):
                assert one + other < 2**63
                assert int(np.int64(one) + np.int64(other)) == one + other
