"""What decides itself in a set covering problem."""

import numpy as np
import pytest
from adjoin.geo.cover import requirements
from adjoin.geo.cover.reach import Reach
from adjoin.geo.cover.reducing import reduced, smallest_rows
from adjoin.geo.cover.requirements import Rows, merged, weights_by_set
from scipy.sparse import csr_array


def rows_of(table, value):
    """Sets of sites and their values."""
    return Rows(csr_array(np.array(table, dtype=float)), np.array(value, dtype=float))


def test_a_row_that_holds_another_goes():
    rows = rows_of([[1, 1, 0], [1, 1, 1], [0, 1, 1]], [1, 1, 2])
    left = smallest_rows(rows, np.ones(3, dtype=bool))
    # The second holds the first and needs as much; it also holds the third.
    assert left.sites.toarray().tolist() == [[1, 1, 0], [0, 1, 1]]


def test_a_row_that_needs_more_stays():
    rows = rows_of([[1, 1, 0], [1, 1, 1]], [1, 2])
    assert len(smallest_rows(rows, np.ones(2, dtype=bool)).value) == 2


def test_the_only_site_of_a_row_is_taken():
    core = reduced(rows_of([[1, 0, 0], [1, 1, 0], [0, 1, 1]], [1, 1, 1]))
    # Then site 2 does what site 1 does for the last row; the first of them is taken.
    assert core.possible
    assert core.taken.tolist() == [0, 1]
    assert len(core.rows.value) == 0


def test_a_site_stays_where_two_are_needed():
    ring = [[1, 1, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
    core = reduced(rows_of(ring, [1, 1, 1, 2]))
    assert core.taken.tolist() == []
    assert len(np.unique(core.rows.sites.indices)) == 3


def test_too_few_sites_are_impossible():
    assert not reduced(rows_of([[1, 1, 0]], [3])).possible


def test_points_of_the_same_sites_are_one_row():
    first, point = np.array([0, 3, 5]), np.array([0, 1, 2, 1, 3], dtype=np.int32)
    reach = Reach(first, point, np.zeros(5, dtype=np.int32), points=5)
    rows = weights_by_set(reach, np.array([1.0, 2.0, 4.0, 0.0, 8.0]))
    found = {tuple(row): value for row, value in zip(rows.sites.toarray(), rows.value, strict=True)}
    # Points 0 and 2 are reached by site 0, point 1 by both; 3 has no weight, nobody reaches 4.
    assert found == {(1, 0): 5, (1, 1): 2}


@pytest.mark.parametrize("key", [0, 1])
def test_sets_with_the_same_sum_of_keys_stay_apart(key, monkeypatch):
    monkeypatch.setattr(requirements, "_keys", lambda n: np.full(n, key, dtype=np.uint64))
    rows = merged(rows_of([[1, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], [1, 2, 4, 8]), np.add)
    sums = {}
    for row, value in zip(rows.sites.toarray(), rows.value, strict=True):
        sums[tuple(row)] = sums.get(tuple(row), 0) + value
    assert sums == {(1, 0, 1): 5, (0, 1, 1): 2, (1, 1, 1): 8}
