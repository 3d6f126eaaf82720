"""By which sites must each point be reached? Points that ask the same are one row."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from .reach import Reach

# The start of the random keys by which sets of sites are told apart; any number would do.
_SEED = 20_710_815


class Rows(NamedTuple):
    """Sets of sites, each different.

    Parameters
    ----------
    sites
        Shape (r, s): 1 where a site is in the set, sites ascending in each row.
    value
        Shape (r,), of each set: how many of its sites are needed, or the weight of its points.
    """

    sites: csr_array
    value: NDArray[np.float64]


def needs(reach: Reach, *, also: Reach | None = None, also_need: int = 1) -> Rows:
    """Which sites can serve each point, and how many of them it needs.

    Parameters
    ----------
    reach
        Each point reached needs one of the sites that reach it.
    also
        The same sites with a longer limit: each point needs `also_need` of those that reach it
        there, or all of them where they are fewer.
    also_need
        At least 0.

    Returns
    -------
    Rows
        Of different sets, in an order that the order of points does not change. Points reached by
        no site need nothing.
    """
    asked, count = _by_point(reach), np.ones(reach.points)
    if also is not None:
        longer = _by_point(also)
        count = np.r_[count, np.minimum(np.diff(longer.indptr), also_need)]
        asked = stacked(asked, longer)
    return merged(Rows(asked, count), np.maximum)


def weights_by_set(reach: Reach, weights: NDArray[np.float64]) -> Rows:
    """Which sites reach each point, and the weight of the points with the same.

    Returns
    -------
    Rows
        Of different sets, as for `needs`; points without weight, or reached by no site, are left
        out.
    """
    return merged(Rows(_by_point(reach), weights), np.add)


def merged(rows: Rows, together: np.ufunc) -> Rows:
    """Equal sets made one, their values put together; those empty or of no value left out."""
    some = np.flatnonzero((np.diff(rows.sites.indptr) > 0) & (rows.value > 0))
    asked, value = picked(rows.sites, some), rows.value[some]
    if not len(some):
        return Rows(asked, value)
    sums = np.add.reduceat(_keys(asked.shape[1])[asked.indices], asked.indptr[:-1])
    order = np.argsort(sums, kind="stable")
    group = np.cumsum(np.r_[True, sums[order][1:] != sums[order][:-1]]) - 1
    heads = order[np.flatnonzero(np.diff(group, prepend=-1))]
    # Sets with the same sum and yet different (1 in 10^9 regions) stay rows of their own, last.
    alone = ~_alike(asked, order, heads[group])
    if alone.any():
        resorted = np.lexsort((alone, group))
        order, group, alone = order[resorted], group[resorted], alone[resorted]
    starts = np.flatnonzero((np.diff(group, prepend=-1) > 0) | alone)
    together_value = np.asarray(together.reduceat(value[order], starts), dtype=np.float64)
    return Rows(picked(asked, order[starts]), together_value)


def picked(rows: csr_array, chosen: NDArray[np.int64]) -> csr_array:
    """Some of the rows, in the order given."""
    return rows[chosen]


def stacked(above: csr_array, below: csr_array) -> csr_array:
    """The rows of one, then those of the other."""
    return csr_array(
        (
            np.r_[above.data, below.data],
            np.r_[above.indices, below.indices],
            np.r_[above.indptr, above.indptr[-1] + below.indptr[1:]],
        ),
        shape=(above.shape[0] + below.shape[0], above.shape[1]),
    )


def entries(rows: csr_array, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions, in `indices`, of the entries of some rows, row by row."""
    sizes = np.diff(rows.indptr)[chosen]
    shift = np.repeat(rows.indptr[chosen] - np.r_[0, np.cumsum(sizes)[:-1]], sizes)
    at: NDArray[np.int64] = np.arange(sizes.sum(), dtype=np.int64) + shift
    return at


def _by_point(reach: Reach) -> csr_array:
    """The sites of each point, ascending."""
    shape = (reach.sites, reach.points)
    by_site = csr_array((np.ones(len(reach.point)), reach.point, reach.first), shape=shape)
    return by_site.T.tocsr()


def _keys(sites: int) -> NDArray[np.uint64]:
    """A random number of 64 bits for each site, always the same."""
    keys = np.random.default_rng(_SEED).integers(0, 2**64, sites, dtype=np.uint64)
    return np.asarray(keys, dtype=np.uint64)


def _alike(
    rows: csr_array, some: NDArray[np.int64], others: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether each of some rows holds the same sites as another."""
    sizes = np.diff(rows.indptr)
    alike = np.asarray(sizes[some] == sizes[others])
    here, there = some[alike], others[alike]
    differs = rows.indices[entries(rows, here)] != rows.indices[entries(rows, there)]
    within = np.repeat(np.flatnonzero(alike), sizes[here])
    alike[within[differs]] = False
    return alike


def without(rows: Rows, gone: NDArray[np.bool_]) -> Rows:
    """The same rows, some sites struck out of them."""
    if not gone.any():
        return rows
    stays = ~gone[rows.sites.indices]
    before = np.r_[0, np.cumsum(stays)]
    sites = csr_array(
        (rows.sites.data[stays], rows.sites.indices[stays], before[rows.sites.indptr]),
        shape=rows.sites.shape,
    )
    return Rows(sites, rows.value)
