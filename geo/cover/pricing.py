"""How much weight can so many sites cover at most? Bounds by prices of being covered."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

from .requirements import Rows

# Rounds between two looks at the bound, and between two new starts from the mean.
_LOOK = 10
_RESTART = 50


def most_by_number(
    by_site: csr_array, weight: NDArray[np.float64], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What 0, 1, … s sites can cover at most.

    Lagrangian relaxation of maximal covering (Galvão & ReVelle 1996): where a site gets a share of
    each row's weight and the rest is given away, p sites cover at most what is given away and the
    p highest sums of shares. Any shares between 0 and 1 prove it.
    """
    worth = by_site @ (weight * share)
    given = float(weight @ (1 - share))
    bound: NDArray[np.float64] = given + np.r_[0.0, np.cumsum(-np.sort(-worth))]
    return bound


def priced(
    by_row: csr_array,
    by_site: csr_array,
    weight: NDArray[np.float64],
    share: NDArray[np.float64],
    chosen: NDArray[np.bool_],
    *,
    enough: float,
    rounds: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Better shares for a number of sites, by primal and dual steps in turn.

    The linear program of maximal covering is a saddle point in shares and sites, and the steps are
    those of Chambolle & Pock (2011) with the step of each row and site by its sums.

    Parameters
    ----------
    by_row, by_site
        Shapes (r, s) and (s, r), 1 where a site covers a row; no row or site without any.
    weight, share
        Shape (r,), more than 0; the shares to begin with, between 0 and 1.
    chosen
        Shape (s,), sites to begin with, as many as the bound is wanted for.
    enough
        A bound that need not be bettered.
    rounds
        At most so many steps.

    Returns
    -------
    tuple
        The least bounds met, for 0, 1, … s sites; and the shares at the end.
    """
    number = int(chosen.sum())
    least = most_by_number(by_site, weight, share)
    size, full = np.diff(by_row.indptr), by_site @ weight
    part, met = chosen.astype(np.float64), by_row @ chosen.astype(np.float64)
    sum_share, sum_part = np.zeros_like(share), np.zeros_like(part)
    for turn in range(1, rounds + 1):
        if least[number] <= enough:
            break
        before, share = share, np.clip(share - (met - 1) / size, 0.0, 1.0)
        part = part + by_site @ (weight * (2 * share - before)) / full
        part = _that_sum_to(part, full.mean() / full, number)
        met = by_row @ part
        sum_share += share
        sum_part += part
        since = (turn - 1) % _RESTART + 1
        if turn % _LOOK == 0:
            least = np.minimum(least, most_by_number(by_site, weight, sum_share / since))
        if since == _RESTART:
            share, part = sum_share / since, sum_part / since
            met = by_row @ part
            sum_share, sum_part = np.zeros_like(share), np.zeros_like(part)
    return least, share


def _that_sum_to(
    part: NDArray[np.float64], step: NDArray[np.float64], total: float
) -> NDArray[np.float64]:
    """The nearest parts between 0 and 1 with a sum, by halving what each loses times its step."""
    low, high = float(((part - 1) / step).min()), float((part / step).max())
    for _ in range(40):
        middle = (low + high) / 2
        if np.clip(part - middle * step, 0.0, 1.0).sum() > total:
            low = middle
        else:
            high = middle
    return np.clip(part - high * step, 0.0, 1.0)


def branched(
    rows: Rows, number: int, *, gap: float, node_limit: int
) -> tuple[NDArray[np.bool_] | None, float]:
    """Sites and the bound by branch and bound (HiGHS): rows count as far as sites cover them."""
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
