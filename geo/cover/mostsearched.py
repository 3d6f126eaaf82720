"""The most weight that some numbers of sites reach, by search and by prices: for many sites."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from .exchanging import choose, exchange, fill_up
from .pricing import branched, most_by_number, priced
from .requirements import Rows
from .tally import Tally, empty_tally

# Entries that branch and bound may have: 2 s for each number.
_BRANCHED = 12_000

# How often exchanges may touch each entry; what they have not found by then, they rarely find.
_WORTH = 300


class _Problem(NamedTuple):
    """Sets with their weights, by set and by site, and a tally that is written to."""

    rows: Rows
    by_site: csr_array
    tally: Tally

    def covered(self, chosen: NDArray[np.bool_]) -> float:
        """The weight that some sites cover."""
        return float(self.rows.value[self.rows.sites @ chosen > 0].sum())


def searched_most(
    rows: Rows,
    by_site: csr_array,
    asked: NDArray[np.int64],
    *,
    gap: float,
    node_limit: int,
    work: int,
    rounds: int,
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Sites, and a proved bound, for each number.

    Parameters
    ----------
    rows, by_site
        Sets of sites with their weights, and the same by site.
    asked
        Shape (k,), ascending numbers of sites.
    gap, node_limit, work, rounds
        As for `adjoin.geo.cover.most.most_covered`.

    Returns
    -------
    tuple
        Shapes (k, s) and (k,).
    """
    need = np.ones(len(rows.value), dtype=np.int64)
    problem = _Problem(rows, by_site, empty_tally(rows.sites, need, rows.value))
    share = min(work // max(len(asked), 1), _WORTH * by_site.nnz)
    found = _by_number(problem, asked, work=share)
    least = _bounds(problem, asked, found, gap=gap, rounds=rounds)
    return _proved(problem, asked, found, least, gap=gap, node_limit=node_limit)


def _by_number(problem: _Problem, asked: NDArray[np.int64], *, work: int) -> NDArray[np.bool_]:
    """Sites for each number, from few to many: those of the number before, filled up and exchanged.

    Or greedy ones, where these cover more.
    """
    total = problem.rows.value.sum()
    found = np.zeros((len(asked), problem.by_site.shape[0]), dtype=bool)
    before = np.zeros(problem.by_site.shape[0], dtype=bool)
    for k, number in enumerate(asked):
        starts = [_filled_up(problem, begin, number) for begin in (before, np.zeros_like(before))]
        start = max(starts, key=problem.covered)
        if problem.covered(start) < total and 0 < number < len(before):
            choose(problem.tally, start)
            exchange(problem.tally, work)
            start = max([start, problem.tally.chosen.copy()], key=problem.covered)
        found[k] = before = start
    return found


def _filled_up(problem: _Problem, begin: NDArray[np.bool_], number: int) -> NDArray[np.bool_]:
    """Some sites, and more of them up to a number."""
    choose(problem.tally, begin)
    fill_up(problem.tally, int(number))
    return problem.tally.chosen.copy()


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
    for k, number in enumerate(asked):
        covered = problem.covered(found[k])
        if k and problem.covered(found[k - 1]) > covered:
            found[k] = _filled_up(problem, found[k - 1], int(number))
            covered = problem.covered(found[k])
        if covered >= least[k] * (1 - gap) or problem.by_site.nnz > _BRANCHED:
            continue
        chosen, bound = branched(problem.rows, int(number), gap=gap, node_limit=node_limit)
        least[k] = min(least[k], bound)
        if chosen is not None and chosen.sum() == number and problem.covered(chosen) > covered:
            found[k] = chosen
    # What more sites cannot cover, fewer cannot either.
    return found, np.minimum.accumulate(least[::-1])[::-1]
