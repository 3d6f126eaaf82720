"""How few sites could do? Bounds by linear programs, proofs by branch and bound (HiGHS)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

# What rounding in a linear program may move a bound that is about to be rounded up to a whole
# number of sites: far more than the last digits of some thousand terms, far less than a site.
_SLACK = 1e-6


class Bound(NamedTuple):
    """The least that any cover can cost.

    Parameters
    ----------
    value
        Sites, not yet rounded up.
    excess
        Shape (s,), sites: what a cover with this site costs at least beyond `value`; less than 0
        where one without it does.
    """

    value: float
    excess: NDArray[np.float64]

    @property
    def sites(self) -> int:
        """The fewest sites that this allows."""
        return max(math.ceil(self.value - _SLACK), 0)


def bound_by_prices(rows: csr_array, need: NDArray[np.float64]) -> Bound:
    """The bound of the linear program over all rows.

    It is worked out anew from the prices of the rows, which prove it whatever the solver's
    tolerances: for prices p >= 0, any cover costs at least p @ need + sum(min(1 - p @ rows, 0)).
    """
    if not len(need):
        return Bound(0.0, np.ones(rows.shape[1]))
    found = linprog(
        np.ones(rows.shape[1]), A_ub=-rows, b_ub=-need, bounds=(0, 1), method="highs-ipm"
    )
    if found.status != 0:
        return Bound(float(need.max()), np.zeros(rows.shape[1]))
    prices = np.maximum(-found.ineqlin.marginals, 0)
    excess = 1 - rows.T @ prices
    return Bound(float(prices @ need + np.minimum(excess, 0).sum()), excess)


class Search(NamedTuple):
    """What branch and bound came to.

    Parameters
    ----------
    chosen
        Shape (s,), the fewest sites found, or None where none were.
    bound
        No cover has fewer sites.
    ended
        Whether it is decided: `chosen` is the best, or where it is None there is none.
    """

    chosen: NDArray[np.bool_] | None
    bound: int
    ended: bool


def searched(rows: csr_array, need: NDArray[np.float64], *, most: int, node_limit: int) -> Search:
    """Look for a cover of at most so many sites, as few as can be."""
    sites = rows.shape[1]
    found = milp(
        np.ones(sites),
        constraints=[
            LinearConstraint(rows, need, np.inf),
            LinearConstraint(np.ones((1, sites)), 0, most),
        ],
        bounds=Bounds(0, 1),
        integrality=np.ones(sites),
        options={"node_limit": node_limit, "mip_rel_gap": 0.0},
    )
    chosen = None if found.x is None else np.round(found.x) == 1
    if chosen is not None and np.any(rows @ chosen < need):
        chosen = None
    proved = found.mip_dual_bound
    bound = 0 if proved is None or not math.isfinite(proved) else math.ceil(proved - _SLACK)
    return Search(
        chosen, bound, ended=found.status == 2 or (found.status == 0 and chosen is not None)
    )
