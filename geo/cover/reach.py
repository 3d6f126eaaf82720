"""Which points each site reaches, and in what time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


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
        before = np.r_[0, np.cumsum(chosen)]
        return Reach(before[self.first], self.point[chosen], self.ms[chosen], self.points)
