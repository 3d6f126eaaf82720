"""The most weight that so many sites cover."""

import itertools
import warnings

import numpy as np
import pytest
from adjoin.geo.cover import most, mostsearched
from adjoin.geo.cover.most import most_covered
from adjoin.geo.cover.reach import Reach
from adjoin.geo.findings import UseError
from hypothesis import given
from hypothesis import strategies as st

with warnings.catch_warnings():
    # What spopt imports warns of its own future.
    warnings.simplefilter("ignore")
    import pulp
    from spopt.locate import MCLP


@pytest.fixture(params=[0, None], ids=["searched", "at once"], autouse=True, scope="module")
def at_once(request):
    """Every test by search, and as it comes: small problems are proved at once."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param is not None:
            patch.setattr(most, "_AT_ONCE", request.param)
        yield


def reach_of(matrix):
    """Sites x points, as a `Reach`."""
    site, point = np.nonzero(matrix)
    first = np.r_[0, np.cumsum(np.bincount(site, minlength=len(matrix)))]
    ms = np.full(len(point), 60_000, dtype=np.int32)
    return Reach(first, point.astype(np.int32), ms, matrix.shape[1])


def metro(seed, sites=40, points=500, size=10.0, radius=1.6):
    """Sites and points in a square, within a radius of one another, and weights."""
    draw = np.random.default_rng(seed)
    here, there = draw.random((sites, 2)) * size, draw.random((points, 2)) * size
    near = np.hypot(*(here[:, None] - there[None]).transpose(2, 0, 1)) <= radius
    return near, draw.integers(0, 500, points).astype(float)


@st.composite
def regions(draw):
    """Sites x points, and whole weights."""
    sites, points = draw(st.integers(1, 9)), draw(st.integers(1, 12))
    bits = draw(st.lists(st.booleans(), min_size=sites * points, max_size=sites * points))
    weights = draw(st.lists(st.integers(0, 9), min_size=points, max_size=points))
    return np.array(bits).reshape(sites, points), np.array(weights, dtype=float)


def test_two_far_towns_by_hand():
    # Site 1 reaches most alone (9), but the best two are 0 and 2 (6 + 6), not 1 and another.
    matrix = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]], dtype=bool)
    found = most_covered(reach_of(matrix), np.array([1.5, 4.5, 4.5, 1.5]), sites=[2, 0, 1, 3])
    assert found.number.tolist() == [2, 0, 1, 3]
    assert found.covered.tolist() == [12, 0, 9, 12]
    assert found.bound.tolist() == [12, 0, 9, 12]
    assert found.gap.tolist() == [0, 0, 0, 0]
    assert found.chosen[0].tolist() == [True, False, True]
    assert found.chosen.sum(axis=1).tolist() == [2, 0, 1, 3]


def test_nothing_to_cover():
    found = most_covered(reach_of(np.zeros((2, 3), dtype=bool)), np.ones(3), sites=[0, 2])
    assert found.covered.tolist() == found.bound.tolist() == found.gap.tolist() == [0, 0]
    assert found.chosen.sum(axis=1).tolist() == [0, 2]
    unweighted = most_covered(reach_of(np.ones((2, 3), dtype=bool)), np.zeros(3), sites=[1])
    assert unweighted.covered.tolist() == [0]


def test_wrong_calls():
    reach = reach_of(np.ones((2, 3), dtype=bool))
    with pytest.raises(UseError, match="3 of 2 sites"):
        most_covered(reach, np.ones(3), sites=[1, 3])
    with pytest.raises(UseError, match="2 weights for 3 points"):
        most_covered(reach, np.ones(2), sites=[1])
    with pytest.raises(UseError, match="missing, infinite or below 0"):
        most_covered(reach, np.array([1, np.nan, 1]), sites=[1])


@given(regions())
def test_as_much_as_by_trying_all(region):
    matrix, weights = region
    numbers = list(range(len(matrix) + 1))
    found = most_covered(reach_of(matrix), weights, sites=numbers, gap=0.0)
    for number in numbers:
        best = max(
            weights[matrix[list(some)].any(axis=0)].sum()
            for some in itertools.combinations(range(len(matrix)), number)
        )
        assert found.covered[number] == best
        assert found.bound[number] == pytest.approx(best, rel=3e-6)
        assert found.bound[number] >= best
        assert weights[matrix[found.chosen[number]].any(axis=0)].sum() == best
        assert found.chosen[number].sum() == number


@pytest.mark.filterwarnings("ignore:.*PuLP:DeprecationWarning")
@pytest.mark.parametrize("seed", range(4))
def test_as_much_as_spopt_says(seed):
    matrix, weights = metro(seed)
    found = most_covered(reach_of(matrix), weights, sites=[4, 9, 15], gap=0.0)
    for number, covered, bound in zip([4, 9, 15], found.covered, found.bound, strict=True):
        model = MCLP.from_cost_matrix(np.where(matrix, 1.0, 9.0).T, weights, 5.0, int(number))
        model.solve(pulp.PULP_CBC_CMD(msg=False))
        assert covered == round(model.problem.objective.value())
        assert covered <= bound <= covered * (1 + 3e-6)


@pytest.mark.parametrize("branched", [0, 10**6])
def test_laws_of_a_larger_region(branched, monkeypatch):
    monkeypatch.setattr(mostsearched, "_BRANCHED", branched)
    matrix, weights = metro(3, sites=150, points=2_000, radius=1.0)
    numbers = [1, 5, 20, 40, 80, 150]
    found = most_covered(reach_of(matrix), weights, sites=numbers, work=10**7)
    assert np.all(np.diff(found.covered) >= 0)
    assert np.all(np.diff(found.bound) >= 0)
    assert np.all(found.bound >= found.covered)
    assert found.covered[-1] == found.bound[-1] == weights[matrix.any(axis=0)].sum()
    for chosen, covered in zip(found.chosen, found.covered, strict=True):
        assert weights[matrix[chosen].any(axis=0)].sum() == covered
    order = np.random.default_rng(1).permutation(len(weights))
    again = most_covered(
        reach_of(matrix[:, order]), weights[order], sites=numbers[::-1], work=10**7
    )
    assert again.chosen[::-1].tolist() == found.chosen.tolist()
    assert again.bound[::-1].tolist() == found.bound.tolist()
    if branched:
        assert np.all(found.gap <= 0.005 + 1e-6)
