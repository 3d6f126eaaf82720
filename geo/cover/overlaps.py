"""What the reaches of two sites, or of two owners of sites, have in common."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..membership import entries
from .reach import Reach

Array = NDArray[Any]


class Common(NamedTuple):
    """Owners that reach a point in common.

    Parameters
    ----------
    a, b
        Shape (q,), owners a < b, sorted.
    weight
        Shape (q,), what both reach.
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    weight: NDArray[np.float64]


def reached(reach: Reach, weights: Array) -> Array:
    """The weight that each site reaches, shape (s,).

    Parameters
    ----------
    reach
        Within the limit that counts.
    weights
        Shape (p,), summable (`adjoin.geo.membership.even_weights`): sums do not depend on order.
    """
    # Of nothing bincount makes whole numbers.
    held = np.bincount(reach.site, weights[reach.point], minlength=reach.sites)
    return held.astype(np.float64)


def pair_overlaps(reach: Reach, weights: Array, a: Array, b: Array) -> Array:
    """The weight that both sites of each pair reach.

    Parameters
    ----------
    reach, weights
        As for `reached`.
    a, b
        Shape (q,), sites.

    Returns
    -------
    numpy.ndarray
        Shape (q,). The cost grows with the square of the number of sites that reach a point.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.cover.overlaps import pair_overlaps
    >>> from adjoin.geo.cover.reach import Reach
    >>> reach = Reach(np.array([0, 2, 4]), np.array([0, 1, 1, 2]), np.zeros(4, int), 3)
    >>> pair_overlaps(reach, np.array([5.0, 3.0, 2.0]), np.array([0]), np.array([1])).tolist()
    [3.0]
    """
    if not len(a):
        return np.zeros(0)
    plain, weighted = _matrices(reach, weights)
    # Only sites with a partner, and only from the first of each two to the second.
    first, row = np.unique(a, return_inverse=True)
    second, column = np.unique(b, return_inverse=True)
    common = weighted[first] @ plain[second].T
    return entries(common, row, column)


def united(reach: Reach, owner: Array, owners: int) -> Reach:
    """The reach of owners: what any of their sites reaches, at the least of the times.

    Parameters
    ----------
    reach
        Of the sites.
    owner
        Shape (s,), codes below `owners`; below 0 for a site that is nobody's.
    owners
        How many there are.
    """
    never = np.iinfo(np.int32).max
    first, point, ms = np.zeros(owners + 1, dtype=np.int64), [], []
    order = np.argsort(owner, kind="stable")
    begin = np.searchsorted(owner[order], np.arange(owners + 1))
    for one in range(owners):
        least = np.full(reach.points, never, dtype=np.int32)
        for site in order[begin[one] : begin[one + 1]].tolist():
            part = slice(reach.first[site], reach.first[site + 1])
            # A site reaches each point once, so that this writes no entry twice.
            held = reach.point[part]
            least[held] = np.minimum(least[held], reach.ms[part])
        found = np.flatnonzero(least < never)
        first[one + 1] = first[one] + len(found)
        point.append(found.astype(np.int32))
        ms.append(least[found])
    nothing = np.zeros(0, dtype=np.int32)
    return Reach(
        first, np.concatenate([nothing, *point]), np.concatenate([nothing, *ms]), reach.points
    )


def common_to_owners(reach: Reach, weights: Array) -> Common:
    """The weight that every two owners reach in common, where there is a point.

    Parameters
    ----------
    reach
        Of owners, as `united` returns it.
    weights
        As for `reached`; pairs whose common points weigh nothing are left out.
    """
    plain, weighted = _matrices(reach, weights)
    both = (weighted @ plain.T).tocoo()
    chosen = (both.row < both.col) & (both.data > 0)
    a, b, weight = (values[chosen] for values in (both.row, both.col, both.data))
    order = np.lexsort((b, a))
    return Common(a[order].astype(np.int64), b[order].astype(np.int64), weight[order])


def _matrices(reach: Reach, weights: Array) -> tuple[csr_array, csr_array]:
    """Sites x points, with ones and with weights."""
    shape = reach.sites, reach.points
    plain = csr_array((np.ones(len(reach.point)), reach.point, reach.first), shape=shape)
    weighted = csr_array((weights[reach.point], reach.point, reach.first), shape=shape)
    return plain, weighted
