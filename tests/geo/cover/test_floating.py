"""Floating catchments: by hand, against the package `access`, and what they keep."""

from __future__ import annotations

import access.fca
import access.weights
import numpy as np
import pandas as pd
import pytest
from adjoin.geo.cover.floating import STEPS, floating_catchment
from adjoin.geo.cover.reach import Reach
from adjoin.geo.findings import UseError
from hypothesis import given, settings
from hypothesis import strategies as st


def _reach(minutes, limit=30.0):
    """From minutes by site and point, those up to a limit."""
    minutes = np.asarray(minutes, dtype=float)
    site, point = np.nonzero(minutes <= limit)
    first = np.searchsorted(site, np.arange(len(minutes) + 1))
    ms = np.rint(minutes[site, point] * 60_000).astype(np.int32)
    return Reach(first, point.astype(np.int32), ms, minutes.shape[1])


#: Two sites, four points; nobody reaches site 0 from point 3, nor anything from point 2.
MINUTES = [[5, 10, 40, 40], [40, 20, 40, 30]]
PEOPLE = np.array([100.0, 50.0, 30.0, 10.0])


def test_within_the_reach_by_hand():
    found = floating_catchment(_reach(MINUTES), np.array([30.0, 6.0]), PEOPLE)
    assert found.ratio.tolist() == [30 / 150, 6 / 60]
    assert found.access.tolist() == [0.2, 0.2 + 0.1, 0.0, 0.1]


def test_with_steps_by_hand():
    found = floating_catchment(_reach(MINUTES), np.array([30.0, 6.0]), PEOPLE, steps=STEPS)
    # 10, 20 and 30 minutes still lie in their step.
    ratio = 6 / (0.68 * 50 + 0.22 * 10)
    assert found.ratio.tolist() == pytest.approx([0.2, ratio], rel=1e-15)
    assert found.access.tolist() == pytest.approx(
        [0.2, 0.2 + 0.68 * ratio, 0, 0.22 * ratio], rel=1e-15
    )


def test_a_site_whose_capacity_is_not_known_is_left_out_and_one_that_nobody_reaches_has_no_ratio():
    found = floating_catchment(_reach(MINUTES), np.array([np.nan, 6.0]), PEOPLE)
    assert np.isnan(found.ratio[0])
    assert found.access.tolist() == [0, 0.1, 0, 0.1]
    found = floating_catchment(_reach(MINUTES), np.array([30.0, 6.0]), PEOPLE * [1, 0, 1, 0])
    assert np.isnan(found.ratio[1])
    assert found.access.tolist() == [0.3, 0.3, 0, 0]
    found = floating_catchment(_reach(MINUTES), np.array([0.0, 6.0]), PEOPLE)
    assert found.ratio[0] == 0


def test_beyond_the_last_step_there_is_no_catchment():
    found = floating_catchment(
        _reach(MINUTES), np.array([30.0, 6.0]), PEOPLE, steps=[(5.0, 1.0), (19.9, 0.5)]
    )
    assert found.access.tolist() == [30 / 125, 15 / 125, 0, 0]
    assert np.isnan(found.ratio[1])


@pytest.mark.parametrize(
    ("capacity", "people", "steps"),
    [
        ([1.0], [1.0] * 4, None),
        ([1.0] * 2, [1.0] * 3, None),
        ([1.0, -1.0], [1.0] * 4, None),
        ([1.0] * 2, [1.0, 1.0, -1.0, 1.0], None),
        ([1.0] * 2, [1.0, 1.0, np.nan, 1.0], None),
        ([1.0] * 2, [1.0] * 4, []),
        ([1.0] * 2, [1.0] * 4, [(10.0, 1.0), (10.0, 0.5)]),
        ([1.0] * 2, [1.0] * 4, [(10.0, 0.0)]),
    ],
)
def test_what_cannot_be_shared_out_is_refused(capacity, people, steps):
    with pytest.raises(UseError):
        floating_catchment(_reach(MINUTES), np.array(capacity), np.array(people), steps=steps)


def test_without_sites_and_without_points():
    found = floating_catchment(_reach(np.zeros((0, 3))), np.zeros(0), np.ones(3))
    assert (len(found.ratio), found.access.tolist()) == (0, [0, 0, 0])
    found = floating_catchment(_reach(np.zeros((2, 0))), np.ones(2), np.zeros(0))
    assert (np.isnan(found.ratio).tolist(), len(found.access)) == ([True, True], 0)


@st.composite
def _instances(draw):
    sites, points = draw(st.integers(1, 6)), draw(st.integers(1, 12))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return (
        rng.integers(0, 45, (sites, points)),
        rng.integers(0, 50, sites).astype(float),
        rng.integers(0, 500, points) + rng.choice([0.0, 0.25], points),
    )


@settings(max_examples=40)
@given(_instances(), st.booleans())
def test_as_the_package_access_has_it(instance, stepped):
    minutes, capacity, people = instance
    # A site in whose catchment nobody lives is 0 / 0 there.
    people = people + 1
    ours = floating_catchment(_reach(minutes), capacity, people, steps=STEPS if stepped else None)
    site, point = np.indices(minutes.shape).reshape(2, -1)
    cost = pd.DataFrame({"origin": point, "dest": site, "cost": minutes.ravel()})
    demand = pd.DataFrame({"demand": people}, index=pd.Index(range(len(people)), name="geoid"))
    supply = pd.DataFrame({"supply": capacity}, index=pd.Index(range(len(capacity)), name="geoid"))
    theirs = access.fca.two_stage_fca(
        demand, supply, cost, max_cost=30, demand_index=True, supply_index=True,
        weight_fn=access.weights.step_fn(dict(STEPS)) if stepped else None,
    )  # fmt: skip
    # It has no row for points that reach nothing.
    expected = theirs.reindex(range(len(people)), fill_value=0).to_numpy()
    np.testing.assert_allclose(ours.access, expected, rtol=1e-12, atol=0)


@settings(max_examples=40)
@given(_instances(), st.booleans(), st.randoms())
def test_capacity_is_kept_and_the_order_of_points_is_nothing(instance, stepped, random):
    minutes, capacity, people = instance
    capacity[0] = np.nan if random.random() < 0.3 else capacity[0]
    steps = STEPS if stepped else None
    found = floating_catchment(_reach(minutes), capacity, people, steps=steps)
    shared = capacity[~np.isnan(found.ratio)].sum()
    assert (found.access * people).sum() == pytest.approx(shared, rel=1e-12)
    order = list(range(len(people)))
    random.shuffle(order)
    mixed = floating_catchment(_reach(minutes[:, order]), capacity, people[order], steps=steps)
    np.testing.assert_array_equal(mixed.ratio, found.ratio)
    np.testing.assert_array_equal(mixed.access, found.access[order])
