from __future__ import annotations

import pytest
from adjoin.geo.findings import UseError
from adjoin.geo.pairs import pair_codes, sorted_pairs


def test_one_limit_holds_for_all_groups():
    groups, owners, limits = pair_codes(3, [0, 2, 0], [5, 6, 7], 9)
    assert (groups.tolist(), owners.tolist(), limits.tolist()) == ([0, 2, 0], [5, 6, 7], [9, 9, 9])
    assert pair_codes(2, [0, 1], [0, 0], [3, 4, 5])[2].tolist() == [3, 4, 5]


@pytest.mark.parametrize(
    ("group", "owner", "limit", "words"),
    [
        ([0], [0, 1], 1, "one code of each"),
        ([0, 1], [0], 1, "one code of each"),
        ([0, -1], [0, 1], 1, "number groups from 0"),
        ([0, 1], [0, 1], [1], "1 limits for 2 groups"),
        ([0, 1], [0, 1], [1, -1], "0 or more"),
    ],
)
def test_wrong_codes_are_refused(group, owner, limit, words):
    with pytest.raises(UseError, match=words):
        pair_codes(2, group, owner, limit)


def test_no_parts_are_no_pairs():
    assert [column.tolist() for column in sorted_pairs([])] == [[], [], [], []]
