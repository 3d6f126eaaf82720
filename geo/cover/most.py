"""The most weight that so many of the existing sites can reach."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..findings import UseError
from .pricing import branched
from .reach import Reach
from .requirements import Rows, weights_by_set

# So few entries are proved at once, in milliseconds, without compiled code.
_AT_ONCE = 2_000

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
        Entries that the exchanges may touch for all numbers together: 10^9 take about 5 s.
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
    asked = np.unique(np.minimum(number, len(used)))
    answer = _at_once(rows, asked, node_limit=node_limit) if rows.sites.nnz <= _AT_ONCE else None
    if answer is None:
        from .mostsearched import searched_most  # compiled: not before it is needed

        answer = searched_most(
            rows, by_site, asked, gap=gap, node_limit=node_limit, work=work, rounds=rounds
        )
    found, least = answer
    at = np.searchsorted(asked, np.minimum(number, len(used)))
    chosen[:, used] = found[at]
    for k in range(len(number)):
        idle = np.flatnonzero(~chosen[k])
        chosen[k, idle[: number[k] - chosen[k].sum()]] = True
        covered[k] = float(rows.value[rows.sites @ found[at[k]] > 0].sum())
        bound[k] = _rounded_up(least[at[k]], covered[k], rows.value.sum())
    return MostCovered(number, chosen, covered, bound)


def _at_once(
    rows: Rows, asked: NDArray[np.int64], *, node_limit: int
) -> tuple[NDArray[np.bool_], NDArray[np.float64]] | None:
    """The best sites for each number, by branch and bound alone; None where that is not enough."""
    found = np.zeros((len(asked), rows.sites.shape[1]), dtype=bool)
    for k, number in enumerate(asked.tolist()):
        if 0 < number < rows.sites.shape[1]:
            chosen, _ = branched(rows, number, gap=0.0, node_limit=node_limit)
            if chosen is None or chosen.sum() != number:
                return None
            found[k] = chosen
        found[k] |= number == rows.sites.shape[1]
    covered = np.array([rows.value[rows.sites @ chosen > 0].sum() for chosen in found])
    return found, covered


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
