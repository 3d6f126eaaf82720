"""What is reached once only: what is lost where one site, or one owner's sites, would not be there."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from .overlaps import reached, united
from .quickest import Quickest
from .reach import Reach

Array = NDArray[Any]

_ROUNDING: Final = 1e-12


class Counts(NamedTuple):
    """By how many sites each point is reached, and by how many owners; shape (p,)."""

    sites: NDArray[np.int64]
    owners: NDArray[np.int64]


def counts(reach: Reach, owner: Array, owners: int) -> Counts:
    """How many sites, and how many different owners, reach each point.

    Parameters
    ----------
    reach
        Of the sites, within the limit.
    owner
        Shape (s,), below 0 for a site that is nobody's: it counts as a site only.
    owners
        How many there are.
    """
    sites = np.bincount(reach.point, minlength=reach.points)
    whose = united(reach, owner, owners)
    return Counts(sites, np.bincount(whose.point, minlength=reach.points))


def lost(reach: Reach, weights: Array, sites: Array) -> Array:
    """The weight that each site alone reaches, shape (s,).

    Parameters
    ----------
    reach, weights
        As for `adjoin.geo.cover.overlaps.reached`.
    sites
        Shape (p,), how many sites reach each point.
    """
    return reached(reach, np.where(sites == 1, weights, 0.0))


def reached_by_no_other_owner(reach: Reach, weights: Array, owners: Array) -> Array:
    """The weight that each site reaches and no site of another owner does, shape (s,).

    Parameters
    ----------
    reach, weights
        As for `adjoin.geo.cover.overlaps.reached`; of sites that somebody owns.
    owners
        Shape (p,), how many owners reach each point.
    """
    return reached(reach, np.where(owners == 1, weights, 0.0))


class Times(NamedTuple):
    """Time to the quickest site of what a site reaches, with and without it, shape (s,) each.

    Parameters
    ----------
    p90_before, p90_after, max_before, max_after
        Milliseconds, infinite where there is no way any more, NaN where nothing is reached.
    """

    p90_before: NDArray[np.float64]
    p90_after: NDArray[np.float64]
    max_before: NDArray[np.float64]
    max_after: NDArray[np.float64]


def times_without(reach: Reach, weights: Array, quickest: Quickest, share: float = 0.9) -> Times:
    """How long it takes to what each site reaches, with it and without it.

    Parameters
    ----------
    reach, weights
        As for `adjoin.geo.cover.overlaps.reached`; points without weight do not count.
    quickest
        The two quickest of the same sites for every point.
    share
        Which quantile: the least time within which this share of the weight is.
    """
    kept = weights[reach.point] > 0
    site, point = reach.site[kept], reach.point[kept]
    parts = _whole_parts(weights, int(np.bincount(point, minlength=1).max()))
    ms = np.where(quickest.ms < 0, np.inf, quickest.ms)
    # A point's time without a site is one of two: that to its quickest, or to its second.
    which = np.where(quickest.site[point, 0] == site, point + reach.points, point)
    times = np.concatenate([ms[:, 0], ms[:, 1]])
    order = np.argsort(times, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    found = []
    for column in (rank[point], rank[which]):
        table = coo_array((parts[point], (site, column)), shape=(reach.sites, len(order))).tocsr()
        table.sort_indices()
        sorted_times = times[order[table.indices]]
        first = table.indptr.astype(np.int64)
        found.append(
            (_lower_quantiles(sorted_times, table.data, first, share), _last(sorted_times, first))
        )
    (before, longest), (after, farthest) = found
    return Times(before, after, longest, farthest)


def _whole_parts(weights: Array, times: int) -> Array:
    """Weights as whole numbers of one unit, small enough to be added up so many times each."""
    total = float(weights.sum()) * max(times, 1)
    if total == 0:
        return np.zeros(len(weights), dtype=np.int64)
    return np.rint(np.ldexp(weights, 61 - math.frexp(total)[1])).astype(np.int64)


def _lower_quantiles(values: Array, parts: Array, first: Array, share: float) -> Array:
    """The lower weighted quantile of each range of sorted values; NaN for an empty one."""
    result = np.full(len(first) - 1, np.nan)
    some = np.flatnonzero(np.diff(first) > 0)
    before = np.concatenate([[0], np.cumsum(parts)])
    total = before[first[some + 1]] - before[first[some]]
    # A share that a running sum meets exactly must not be missed by how it is rounded.
    wanted = np.ceil(total * (share - _ROUNDING)).astype(np.int64)
    at = np.searchsorted(before[1:], before[first[some]] + wanted, side="left")
    result[some] = values[np.clip(at, first[some], first[some + 1] - 1)]
    return result


def _last(values: Array, first: Array) -> Array:
    """The last value of each range; NaN for an empty one."""
    result = np.full(len(first) - 1, np.nan)
    some = np.diff(first) > 0
    result[some] = values[first[1:][some] - 1]
    return result
