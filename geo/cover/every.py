"""The sites that no smallest set can do without."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .fewest import AT_ONCE, Fewest, check_also, fewest_for
from .reach import Reach
from .requirements import needs, without


class InEvery(NamedTuple):
    """Which sites are in every smallest set.

    Parameters
    ----------
    surely
        Shape (s,), whether it is proved that the site is in each of them.
    undecided
        Shape (s,), whether neither that nor its contrary was proved within the limits.
    """

    surely: NDArray[np.bool_]
    undecided: NDArray[np.bool_]


def in_every_optimum(
    reach: Reach,
    found: Fewest,
    *,
    also: Reach | None = None,
    also_need: int = 1,
    most: int = 150,
    node_limit: int = 200,
    work: int = 100_000_000,
) -> InEvery | None:
    """Find the sites that are in every smallest set, as those of `found` may be exchangeable.

    Each site of `found` is forbidden in turn: where more sites are needed then, or nothing does, it
    is in every smallest set. Where as few do, no site that they leave out is.

    Parameters
    ----------
    reach, also, also_need
        As for `fewest_sites`.
    found
        What `fewest_sites` found for them.
    most
        Sites up to which it is worked out: it takes as many covers as there are sites.
    node_limit, work
        As for `fewest_sites`, for each site forbidden.

    Returns
    -------
    InEvery or None
        None where there are more than `most` sites, or `found` is not proved the best.

    Raises
    ------
    UseError
        As for `fewest_sites`.

    Examples
    --------
    Point 0 is reached by one site, point 1 by two: the first must be, either of the others may.

    >>> import numpy as np
    >>> from adjoin.geo.cover.every import in_every_optimum
    >>> from adjoin.geo.cover.fewest import fewest_sites
    >>> from adjoin.geo.cover.reach import Reach
    >>> point, ms = np.array([0, 1, 1], dtype=np.int32), np.full(3, 60_000, dtype=np.int32)
    >>> reach = Reach(np.array([0, 1, 2, 3]), point, ms, points=2)
    >>> in_every_optimum(reach, fewest_sites(reach)).surely.tolist()
    [True, False, False]
    """
    check_also(reach, also, also_need)
    if reach.sites > most or not found.optimal:
        return None
    rows = needs(reach, also=also, also_need=also_need)
    if rows.sites.nnz > AT_ONCE:
        from .reducing import smallest_rows  # compiled: not before it is needed

        rows = smallest_rows(rows, np.ones(len(rows.value), dtype=bool))
    surely = np.zeros(reach.sites, dtype=bool)
    undecided = np.zeros(reach.sites, dtype=bool)
    dispensable = ~found.chosen
    for site in np.flatnonzero(found.chosen):
        if dispensable[site]:
            continue
        forbidden = np.zeros(reach.sites, dtype=bool)
        forbidden[site] = True
        other = fewest_for(without(rows, forbidden), node_limit=node_limit, work=work)
        if other is None or other.bound > found.number:
            surely[site] = True
        elif other.number == found.number:
            dispensable |= ~other.chosen
        else:
            undecided[site] = True
    return InEvery(surely, undecided & ~dispensable)
