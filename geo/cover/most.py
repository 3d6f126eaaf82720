"""How many people so many of the existing sites can reach at most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

from ..findings import UseError
from .exchanging import Lists, exchanged, filled_up
from .pricing import most_by_number, priced
from .reach import Reach
from .reducing import positions
from .requirements import Rows, weights_by_set

# Entries that branch and bound may have: 2 s for each number.
_BRANCHED = 12_000

# How often exchanges may touch each entry; what they have not found by then, they rarely find.
_WORTH = 5_000

# Bounds are rounded up to such a share of the whole weight, as their last digits hang on the order
# in which a machine adds; what is closer to the weight covered than the second is rounding itself.
_STEP, _ROUNDING = 1e-6, 1e-9


class MostCovered(NamedTuple):
    """The most weight that k numbers of sites cover.

    Parameters
    ----------
    number
        Shape (k,), how many sites, as asked.
    chosen
        Shape (k, s), whether each site is one of them.
    covered
        Shape (k,), the weight that they reach. More sites never reach less.
    bound
        Shape (k,), no such number of sites reaches more, as was proved.
    """

    number: NDArray[np.int64]
    chosen: NDArray[np.bool_]
    covered: NDArray[np.float64]
    bound: NDArray[np.float64]

    @property
    def gap(self) -> NDArray[np.float64]:
        """Which share of the bound is not covered: 0 where no choice can be better."""
        return (self.bound - self.covered) / np.where(self.bound > 0, self.bound, 1.0)


class _Problem(NamedTuple):
    """Sets with their weights, and where each is found."""

    rows: Rows
    by_site: csr_array
    lists: Lists

    def covered(self, chosen: NDArray[np.bool_]) -> float:
        """The weight that some sites cover."""
        return float(self.rows.value[self.rows.sites @ chosen > 0].sum())


def most_covered(
    reach: Reach,
    weights: NDArray[np.float64],
    *,
    sites: Sequence[int],
    gap: float = 0.005,
    node_limit: int = 200,
    work: int = 200_000_000,
    rounds: int = 400,
) -> MostCovered:
    """Find, for several numbers of existing sites, those that reach most.

    The maximal covering location problem (Church & ReVelle 1974). The sites of each number are
    found by exchange, from those of the smaller one and one more at a time; the bound is that of
    the linear program, nearly. Where the gap is wider than wanted and the region small, branch and
    bound goes on. There are limits of nodes, of work and of rounds and none of time, so the answer
    is the same on every machine; a large region may keep a wider gap, which is told.

    Parameters
    ----------
    reach
        Points that are reached within the limit.
    weights
        Of each point, 0 or more; make them summable first (`adjoin.geo.membership.even_weights`),
        so that sums do not change with the order of the points.
    sites
        Numbers of sites, each from 0 to all.
    gap
        The share of the bound that may be missing where there is no need to look further.
    node_limit
        Nodes of branch and bound for each number.
    work
        Entries that the exchanges may touch for all numbers together: 10^9 take about 3 s, and
        cover 0.01 to 0.1 % more than 2 x 10^8.
    rounds
        Steps towards the bound for each number.

    Returns
    -------
    MostCovered
        In the order of `sites`.

    Raises
    ------
    UseError
        A number of sites below 0 or above all; a weight missing, infinite or below 0.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.cover.most import most_covered
    >>> from adjoin.geo.cover.reach import Reach
    >>> point, ms = np.array([0, 1, 1, 2, 2, 3], dtype=np.int32), np.full(6, 60_000, dtype=np.int32)
    >>> reach = Reach(np.array([0, 2, 4, 6]), point, ms, points=4)
    >>> found = most_covered(reach, np.array([1.0, 5, 5, 1]), sites=[1, 2])
    >>> found.covered.tolist(), found.gap.tolist()
    ([10.0, 12.0], [0.0, 0.0])
    """
    number = np.asarray(sites, dtype=np.int64)
    _check(reach, weights, number)
    chosen = np.zeros((len(number), reach.sites), dtype=bool)
    covered, bound = np.zeros(len(number)), np.zeros(len(number))
    rows = weights_by_set(reach, np.asarray(weights, dtype=np.float64))
    # Sites that reach nothing take no part; they only make up the number.
    used = np.unique(rows.sites.indices)
    rows = Rows(csr_array(rows.sites[:, used]), rows.value)
    by_site = csr_array(rows.sites.T.tocsr())
    problem = _Problem(rows, by_site, (*positions(rows.sites), *positions(by_site)))
    asked = np.unique(np.minimum(number, len(used)))
    work = min(work // max(len(asked), 1), _WORTH * by_site.nnz)
    found = _by_number(problem, asked, work=work)
    least = _bounds(problem, asked, found, gap=gap, rounds=rounds)
    found, least = _proved(problem, asked, found, least, gap=gap, node_limit=node_limit)
    at = np.searchsorted(asked, np.minimum(number, len(used)))
    chosen[:, used] = found[at]
    for k in range(len(number)):
        idle = np.flatnonzero(~chosen[k])
        chosen[k, idle[: number[k] - chosen[k].sum()]] = True
        covered[k] = problem.covered(found[at[k]])
        bound[k] = _rounded_up(least[at[k]], covered[k], rows.value.sum())
    return MostCovered(number, chosen, covered, bound)


def _check(reach: Reach, weights: NDArray[np.float64], number: NDArray[np.int64]) -> None:
    """Raise a `UseError` for what cannot be."""
    if len(weights) != reach.points:
        raise UseError(f"{len(weights)} weights for {reach.points} points: give one for each")
    if not np.all(np.isfinite(weights) & (np.asarray(weights) >= 0)):
        raise UseError("a weight is missing, infinite or below 0: leave such points out")
    wrong = number[(number < 0) | (number > reach.sites)]
    if len(wrong):
        raise UseError(f"{wrong[0]} of {reach.sites} sites: give numbers from 0 to {reach.sites}")


def _rounded_up(bound: float, covered: float, total: float) -> float:
    """A bound that is the same on every machine, and the weight covered where it is that."""
    if bound <= covered + _ROUNDING * total:
        return covered
    return min(math.ceil(bound / total / _STEP) * _STEP * total, total)


def _by_number(problem: _Problem, asked: NDArray[np.int64], *, work: int) -> NDArray[np.bool_]:
    """Sites for each number, from few to many: those of the number before, filled up and exchanged.

    Or greedy ones, where these cover more.
    """
    rows = problem.rows
    total = rows.value.sum()
    found = np.zeros((len(asked), rows.sites.shape[1]), dtype=bool)
    before = np.zeros(rows.sites.shape[1], dtype=bool)
    for k, number in enumerate(asked):
        none = np.zeros_like(before)
        starts = [
            filled_up(problem.lists, rows.value, begin, int(number)) for begin in (before, none)
        ]
        start = max(starts, key=problem.covered)
        if problem.covered(start) < total:
            start = exchanged(problem.lists, rows.value, start, work=work)
        found[k] = before = start
    return found


def _bounds(
    problem: _Problem,
    asked: NDArray[np.int64],
    found: NDArray[np.bool_],
    *,
    gap: float,
    rounds: int,
) -> NDArray[np.float64]:
    """The least proved bound for each number; shares found for one begin the next."""
    rows, by_site = problem.rows, problem.by_site
    least = np.full(by_site.shape[0] + 1, rows.value.sum())
    least[0] = 0.0
    share = None
    for k in range(len(asked) - 1, -1, -1):
        met = rows.sites @ found[k]
        shares = 1 / np.maximum(met, 1)
        least = np.minimum(least, most_by_number(by_site, rows.value, shares))
        enough = problem.covered(found[k]) / (1 - gap)
        if least[asked[k]] <= enough or asked[k] in (0, by_site.shape[0]):
            continue
        met_bounds, share = priced(
            rows.sites,
            by_site,
            rows.value,
            shares if share is None else share,
            found[k],
            enough=enough,
            rounds=rounds,
        )
        least = np.minimum(least, met_bounds)
    return least[asked]


def _proved(
    problem: _Problem,
    asked: NDArray[np.int64],
    found: NDArray[np.bool_],
    least: NDArray[np.float64],
    *,
    gap: float,
    node_limit: int,
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Better sites and bounds by branch and bound, where the gap is too wide and it can."""
    found, least = found.copy(), least.copy()
    rows, sites = problem.rows.value, problem.by_site.shape[0]
    for k, number in enumerate(asked):
        covered = problem.covered(found[k])
        if k and problem.covered(found[k - 1]) > covered:
            found[k] = filled_up(problem.lists, rows, found[k - 1], int(number))
            covered = problem.covered(found[k])
        if covered >= least[k] * (1 - gap) or problem.by_site.nnz > _BRANCHED:
            continue
        chosen, bound = _branched(problem, int(number), gap=gap, node_limit=node_limit)
        least[k] = min(least[k], bound)
        if chosen is not None and chosen.sum() == number and problem.covered(chosen) > covered:
            found[k] = chosen
    # What more sites cannot cover, fewer cannot either.
    return found, np.minimum.accumulate(least[::-1])[::-1] if sites else least


def _branched(
    problem: _Problem, number: int, *, gap: float, node_limit: int
) -> tuple[NDArray[np.bool_] | None, float]:
    """Sites and the bound by branch and bound (HiGHS): rows count as far as sites cover them."""
    rows = problem.rows
    count, sites = rows.sites.shape
    found = milp(
        -np.r_[np.zeros(sites), rows.value],
        constraints=[
            LinearConstraint(hstack([rows.sites, -eye_array(count)], format="csr"), 0, np.inf),
            LinearConstraint(np.r_[np.ones(sites), np.zeros(count)][None], number, number),
        ],
        bounds=Bounds(0, 1),
        integrality=np.r_[np.ones(sites), np.zeros(count)],
        options={"node_limit": node_limit, "mip_rel_gap": gap},
    )
    proved = found.mip_dual_bound
    bound = -proved if proved is not None and math.isfinite(proved) else math.inf
    return (None if found.x is None else np.round(found.x[:sites]) == 1), bound
