"""Which points each site reaches, and in what time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array


class Reach(NamedTuple):
    """Points within the limit of s sites, those of site k in first[k] … first[k + 1] - 1.

    Parameters
    ----------
    first
        Shape (s + 1,), from 0 to n.
    point
        Shape (n,), positions of points, ascending within a site.
    ms
        Shape (n,), milliseconds.
    points
        How many points there are, reached or not.
    """

    first: NDArray[np.int64]
    point: NDArray[np.int32]
    ms: NDArray[np.int32]
    points: int

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return len(self.first) - 1

    @property
    def site(self) -> NDArray[np.int32]:
        """Shape (n,), the site of each entry."""
        return np.repeat(np.arange(self.sites, dtype=np.int32), np.diff(self.first))

    def kept(self, chosen: NDArray[np.bool_]) -> Reach:
        """Some of the entries, with all sites and points."""
        before = np.concatenate([[0], np.cumsum(chosen)])
        return Reach(before[self.first], self.point[chosen], self.ms[chosen], self.points)

    def of(self, sites: NDArray[np.int64]) -> Reach:
        """Some of the sites, in the order given, with their entries and all points."""
        size = np.diff(self.first)[sites]
        first = np.concatenate([[0], np.cumsum(size)])
        at = np.arange(first[-1]) + np.repeat(self.first[sites] - first[:-1], size)
        return Reach(first, self.point[at], self.ms[at], self.points)


def reach_of(
    site: NDArray[np.int64],
    point: NDArray[np.int64],
    ms: NDArray[np.int64],
    *,
    sites: int,
    points: int,
) -> Reach:
    """The reach of entries in any order, each site and point once.

    Parameters
    ----------
    site, point, ms
        Shape (n,), of each entry.
    sites, points
        How many there are.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.cover.reach import reach_of
    >>> reach = reach_of(np.array([1, 0, 1]), np.array([2, 2, 0]), np.array([5, 9, 7]), sites=2, points=3)
    >>> reach.first.tolist(), reach.point.tolist(), reach.ms.tolist()
    ([0, 1, 3], [2, 0, 2], [9, 7, 5])
    """
    table = coo_array((ms.astype(np.int32), (site, point)), shape=(sites, points)).tocsr()
    table.sort_indices()
    return Reach(table.indptr.astype(np.int64), table.indices.astype(np.int32), table.data, points)
