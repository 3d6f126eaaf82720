"""Reaches, overlaps and losses: worked out by hand, and against plain sets."""

from __future__ import annotations

import numpy as np
import pytest
from adjoin.geo.cover.losses import counts, lost, reached_by_no_other_owner, times_without
from adjoin.geo.cover.overlaps import common_to_owners, pair_overlaps, reached, united
from adjoin.geo.cover.quickest import first_of
from adjoin.geo.cover.reach import reach_of
from adjoin.geo.membership import even_weights
from hypothesis import given, settings
from hypothesis import strategies as st

#: Entries of 5 sites and 8 points, an owner for each site (-1: nobody's), and the points' weights.
CASE = st.tuples(
    st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 7)), st.integers(0, 20), max_size=30
    ),
    st.lists(st.integers(-1, 2), min_size=5, max_size=5),
    st.lists(st.sampled_from([0.0, 0.1, 0.3, 1.0, 2.5, 1e6 / 7]), min_size=8, max_size=8),
)


def made(entries, *, sites=5, points=8):
    keys = np.array(list(entries), dtype=np.int64).reshape(-1, 2)
    ms = np.array(list(entries.values()), dtype=np.int64)
    return reach_of(keys[:, 0], keys[:, 1], ms, sites=sites, points=points)


def by_set(entries, sites):
    """The points that any of some sites reaches."""
    return {point for site, point in entries if site in sites}


def test_entries_in_any_order_become_the_reach_of_their_sites():
    reach = reach_of(
        np.array([2, 0, 2]), np.array([1, 3, 0]), np.array([7, 4, 8]), sites=3, points=4
    )
    assert reach.first.tolist() == [0, 1, 1, 3]
    assert (reach.point.tolist(), reach.ms.tolist()) == ([3, 0, 1], [4, 8, 7])
    assert (reach.sites, reach.site.tolist()) == (3, [0, 2, 2])
    near = reach.kept(reach.ms <= 7)
    assert (near.first.tolist(), near.point.tolist(), near.points) == ([0, 1, 1, 2], [3, 1], 4)
    turned = reach.of(np.array([2, 1, 0, 2]))
    assert turned.first.tolist() == [0, 2, 2, 3, 5]
    assert turned.point.tolist() == [0, 1, 3, 0, 1]
    assert turned.ms.tolist() == [8, 7, 4, 8, 7]


@pytest.mark.parametrize(("sites", "points"), [(0, 0), (0, 3), (2, 0), (2, 3)])
def test_of_nothing_sums_are_0_and_floats(sites, points):
    reach = made({}, sites=sites, points=points)
    weights, nobody = np.ones(points), np.zeros(sites, dtype=np.int64)
    assert reach.first.tolist() == [0] * (sites + 1)
    for sums in (
        reached(reach, weights),
        lost(reach, weights, np.zeros(points, dtype=np.int64)),
    ):
        assert (sums.tolist(), sums.dtype) == ([0.0] * sites, np.float64)
    assert united(reach, nobody, 2).first.tolist() == [0, 0, 0]
    assert len(common_to_owners(united(reach, nobody, 2), weights).a) == 0
    by = counts(reach, nobody, 2)
    assert by.sites.tolist() == by.owners.tolist() == [0] * points
    assert pair_overlaps(reach, weights, nobody[:0], nobody[:0]).tolist() == []
    times = times_without(reach, weights, first_of(reach, 2))
    assert all(np.isnan(part).all() and len(part) == sites for part in times)


@settings(deadline=None, max_examples=60)
@given(CASE, st.randoms())
def test_all_sums_are_those_of_plain_sets_whatever_the_order(case, random):
    entries, owner, weights = case
    weights = even_weights(np.array(weights))
    reach, owners = made(entries), np.array(owner)

    def total(points):
        return sum((float(weights[k]) for k in points), 0.0)

    held = [by_set(entries, {site}) for site in range(5)]
    whose = [by_set(entries, {s for s in range(5) if owner[s] == one}) for one in range(3)]
    # Exactly: even weights are summed without rounding.
    assert reached(reach, weights).tolist() == [total(points) for points in held]
    a, b = np.triu_indices(5)
    expected = [total(held[x] & held[y]) for x, y in zip(a, b, strict=True)]
    assert pair_overlaps(reach, weights, a, b).tolist() == expected
    assert pair_overlaps(reach, weights, b, a).tolist() == expected
    whole = united(reach, owners, 3)
    least = {}
    for (site, point), ms in entries.items():
        if owner[site] >= 0:
            key = owner[site], point
            least[key] = min(ms, least.get(key, ms))
    got = zip(whole.site.tolist(), whole.point.tolist(), whole.ms.tolist(), strict=True)
    assert {(o, p): ms for o, p, ms in got} == least
    common = common_to_owners(whole, weights)
    pairs = [(x, y, total(whose[x] & whose[y])) for x in range(3) for y in range(x + 1, 3)]
    assert list(zip(*(c.tolist() for c in common), strict=True)) == [p for p in pairs if p[2] > 0]
    by = counts(reach, owners, 3)
    assert by.sites.tolist() == [sum(k in points for points in held) for k in range(8)]
    assert by.owners.tolist() == [sum(k in points for points in whose) for k in range(8)]
    alone = [total(held[s] - by_set(entries, set(range(5)) - {s})) for s in range(5)]
    assert lost(reach, weights, by.sites).tolist() == alone
    for s in range(5):
        if owner[s] >= 0:
            others = by_set(entries, {t for t in range(5) if owner[t] not in (-1, owner[s])})
            only = reached_by_no_other_owner(reach, weights, by.owners)[s]
            assert only == total(held[s] - others)
            assert 0 <= alone[s] <= only <= total(held[s])
    # Reached and not reached are all, to the last bit.
    assert weights[by.sites > 0].sum() + weights[by.sites == 0].sum() == total(range(8))
    # The order of sites and of points changes nothing, to the last bit.
    site_to, point_to = (random.sample(range(n), n) for n in (5, 8))
    mixed = {(site_to[s], point_to[p]): ms for (s, p), ms in reversed(entries.items())}
    other = np.zeros(8)
    other[point_to] = weights
    turned = reached(made(mixed), other)
    assert turned[site_to].tolist() == reached(reach, weights).tolist()


@settings(deadline=None, max_examples=60)
@given(CASE)
def test_another_site_never_lowers_the_cover_nor_raises_what_the_others_lose(case):
    entries, _, weights = case
    weights = even_weights(np.array(weights))
    fewer = {key: ms for key, ms in entries.items() if key[0] < 4}
    more_by, less_by = (np.bincount(made(e).point, minlength=8) for e in (entries, fewer))
    assert weights[more_by > 0].sum() >= weights[less_by > 0].sum()
    loss, before = (
        lost(made(e), weights, by)[:4] for e, by in ((entries, more_by), (fewer, less_by))
    )
    assert (loss <= before).all()


def plain_quantile(pairs, share):
    """The least value within which a share of the weight is."""
    whole, run = sum(weight for _, weight in pairs), 0.0
    for value, weight in sorted(pairs):
        run += weight
        if run >= share * whole * (1 - 1e-9):
            return value
    return np.nan


@settings(deadline=None, max_examples=60)
@given(CASE, st.sampled_from([0.5, 0.9, 1.0]))
def test_times_with_and_without_a_site_are_those_of_plain_loops(case, share):
    entries, _, weights = case
    weights = even_weights(np.array(weights))
    reach = made(entries)
    times = times_without(reach, weights, first_of(reach, 2), share)
    for site in range(5):
        points = [p for p in by_set(entries, {site}) if weights[p] > 0]
        pairs = []
        for others in ({0, 1, 2, 3, 4}, {0, 1, 2, 3, 4} - {site}):
            ms = {
                p: min((entries[s, p] for s in others if (s, p) in entries), default=np.inf)
                for p in points
            }
            pairs.append([(ms[p], float(weights[p])) for p in points])
        expected = [
            plain_quantile(pairs[0], share), plain_quantile(pairs[1], share),
            max((ms for ms, _ in pairs[0]), default=np.nan),
            max((ms for ms, _ in pairs[1]), default=np.nan),
        ]  # fmt: skip
        np.testing.assert_array_equal([part[site] for part in times], expected)
        assert not times.p90_after[site] < times.p90_before[site]


def test_the_quantile_is_the_lower_one_and_met_exactly():
    # Ten people, one each minute: nine of ten are 90 %, so the ninth counts and not the tenth.
    reach = made({(0, k): k + 1 for k in range(10)}, sites=1, points=10)
    times = times_without(reach, np.full(10, 0.1), first_of(reach, 2))
    assert (times.p90_before.tolist(), times.max_before.tolist()) == ([9.0], [10.0])
    assert np.isinf([times.p90_after[0], times.max_after[0]]).all()
