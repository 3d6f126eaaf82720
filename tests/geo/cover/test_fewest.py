"""The fewest sites that keep a cover, and those in every such set."""

import itertools
import warnings

import numpy as np
import pytest
from adjoin.geo.cover import every, fewest
from adjoin.geo.cover.every import in_every_optimum
from adjoin.geo.cover.fewest import Fewest, fewest_sites
from adjoin.geo.cover.reach import Reach
from adjoin.geo.findings import UseError
from hypothesis import given
from hypothesis import strategies as st

with warnings.catch_warnings():
    # What spopt imports warns of its own future.
    warnings.simplefilter("ignore")
    import pulp
    from spopt.locate import LSCP


@pytest.fixture(params=[0, None], ids=["searched", "at once"], autouse=True, scope="module")
def at_once(request):
    """Every test by search, and as it comes: small problems are proved at once."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param is not None:
            patch.setattr(fewest, "AT_ONCE", request.param)
            patch.setattr(every, "AT_ONCE", request.param)
        yield


def reach_of(matrix):
    """Sites x points, as a `Reach`."""
    site, point = np.nonzero(matrix)
    first = np.r_[0, np.cumsum(np.bincount(site, minlength=len(matrix)))]
    ms = np.full(len(point), 60_000, dtype=np.int32)
    return Reach(first, point.astype(np.int32), ms, matrix.shape[1])


def metro(seed, sites=60, points=800, size=10.0, radius=1.6):
    """Sites and points in a square, within a radius of one another."""
    draw = np.random.default_rng(seed)
    here, there = draw.random((sites, 2)) * size, draw.random((points, 2)) * size
    return np.hypot(*(here[:, None] - there[None]).transpose(2, 0, 1)) <= radius


@st.composite
def matrices(draw, sites=9, points=12):
    """Sites x points, and how far each site reaches further: a longer limit holds the shorter."""
    shape = draw(st.integers(1, sites)), draw(st.integers(1, points))
    bits = st.lists(st.booleans(), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    near = np.array(draw(bits)).reshape(shape)
    return near, near | np.array(draw(bits)).reshape(shape)


def keeps(chosen, near, far, need):
    """Whether some sites still reach every point, as often as asked."""
    met, also = near[chosen].sum(axis=0), far[chosen].sum(axis=0)
    asked = np.minimum(far.sum(axis=0), need)
    return np.all(met >= near.any(axis=0)) and np.all(also >= asked)


def brute(near, far, need):
    """All smallest sets, by trying them."""
    for number in range(len(near) + 1):
        sets = [
            np.isin(np.arange(len(near)), some)
            for some in itertools.combinations(range(len(near)), number)
        ]
        found = [chosen for chosen in sets if keeps(chosen, near, far, need)]
        if found:
            return number, found
    raise AssertionError


def test_a_row_of_sites_by_hand():
    # Sites 0 … 4 reach points k and k + 1: 0-1, 1-2, 2-3, 3-4, 4-5. Three are enough for six.
    matrix = np.array([[k in (j, j + 1) for k in range(6)] for j in range(5)])
    found = fewest_sites(reach_of(matrix))
    assert (found.number, found.bound, found.gap, found.optimal) == (3, 3, 0, True)
    assert found.chosen.tolist() == [True, False, True, False, True]


def test_a_ring_needs_more_than_its_linear_program():
    # Five sites in a ring reach two of five points each: the linear program says 2.5.
    ring = np.array([[k in (j, (j + 1) % 5) for k in range(5)] for j in range(5)])
    found = fewest_sites(reach_of(ring))
    assert (found.number, found.bound) == (3, 3)
    assert not in_every_optimum(reach_of(ring), found).surely.any()


def test_the_full_alarm_keeps_more_sites():
    near = np.array([[1, 0], [1, 0], [0, 1]], dtype=bool)
    far = np.array([[1, 1], [1, 0], [0, 1]], dtype=bool)
    alone = fewest_sites(reach_of(near))
    both = fewest_sites(reach_of(near), also=reach_of(far), also_need=2)
    assert (alone.number, both.number) == (2, 3)
    # Asking for more than today reach a point asks for those that do.
    assert fewest_sites(reach_of(near), also=reach_of(far), also_need=9).number == 3


def test_nothing_reached_needs_no_site():
    found = fewest_sites(reach_of(np.zeros((3, 4), dtype=bool)))
    assert (found.number, found.bound, found.gap, found.optimal) == (0, 0, 0, True)
    assert fewest_sites(reach_of(np.zeros((0, 4), dtype=bool))).number == 0


def test_wrong_calls():
    one, two = reach_of(np.ones((1, 2), dtype=bool)), reach_of(np.ones((2, 2), dtype=bool))
    with pytest.raises(UseError, match="1 sites, and 2"):
        fewest_sites(one, also=two)
    with pytest.raises(UseError, match="also_need is -1"):
        fewest_sites(one, also=one, also_need=-1)


def test_too_many_sites_or_no_proof_has_no_answer():
    reach = reach_of(np.eye(3, dtype=bool))
    found = fewest_sites(reach)
    assert in_every_optimum(reach, found, most=2) is None
    assert in_every_optimum(reach, Fewest(found.chosen, 3, 2)) is None
    assert in_every_optimum(reach, found, most=3).surely.all()


@given(matrices(), st.integers(0, 3))
def test_as_few_as_by_trying_all(both, need):
    near, far = both
    number, sets = brute(near, far, need)
    found = fewest_sites(reach_of(near), also=reach_of(far), also_need=need)
    assert (found.number, found.bound, found.chosen.sum()) == (number, number, number)
    assert keeps(found.chosen, near, far, need)
    every = in_every_optimum(reach_of(near), found, also=reach_of(far), also_need=need)
    assert every.surely.tolist() == np.all(sets, axis=0).tolist()
    assert not every.undecided.any()


@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_points_and_sites_does_not_matter(both, random):
    near, _ = both
    found = fewest_sites(reach_of(near))
    points, sites = list(range(near.shape[1])), list(range(len(near)))
    random.shuffle(points)
    random.shuffle(sites)
    again = fewest_sites(reach_of(near[:, points]))
    assert again.chosen.tolist() == found.chosen.tolist()
    other = fewest_sites(reach_of(near[sites]))
    assert (other.number, other.bound) == (found.number, found.bound)
    every = in_every_optimum(reach_of(near), found).surely
    assert in_every_optimum(reach_of(near[sites]), other).surely.tolist() == every[sites].tolist()


@pytest.mark.filterwarnings("ignore:.*PuLP:DeprecationWarning")
@pytest.mark.parametrize("seed", range(6))
def test_as_few_as_spopt_says(seed):
    matrix = metro(seed)
    reached = matrix[:, matrix.any(axis=0)]
    model = LSCP.from_cost_matrix(np.where(reached, 1.0, 9.0).T, 5.0)
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    found = fewest_sites(reach_of(matrix))
    assert found.optimal
    assert found.number == round(model.problem.objective.value())


@pytest.mark.parametrize("seed", range(3))
def test_without_branch_and_bound_the_gap_is_told(seed, monkeypatch):
    matrix = metro(seed, sites=200, points=3_000)
    exact = fewest_sites(reach_of(matrix))
    monkeypatch.setattr(fewest, "AT_ONCE", 0)
    monkeypatch.setattr(fewest, "_BRANCHED", 0)
    monkeypatch.setattr(fewest, "_BRANCHED_NEAR", 0)
    # Then a bound from some of the rows only.
    for priced in (fewest._PRICED, 300):
        monkeypatch.setattr(fewest, "_PRICED", priced)
        found = fewest_sites(reach_of(matrix), work=0)
        assert keeps(found.chosen, matrix, matrix, 0)
        assert found.bound <= exact.bound <= exact.number <= found.number
        assert found.gap == (found.number - found.bound) / found.number
    assert found.number <= matrix.any(axis=1).sum()


def test_a_larger_region_does_not_change_with_the_order_of_points():
    matrix = metro(5, sites=200, points=3_000)
    order = np.random.default_rng(1).permutation(3_000)
    found, again = fewest_sites(reach_of(matrix)), fewest_sites(reach_of(matrix[:, order]))
    assert found.chosen.tolist() == again.chosen.tolist()
    assert found.bound == again.bound
