"""The fewest of the existing sites that keep today's cover."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from ..findings import UseError
from .bounding import Bound, bound_by_prices, searched
from .reach import Reach
from .requirements import Rows, needs, picked

# Entries that a linear program may have: HiGHS's inner points take 5 s for a million.
_PRICED = 1_200_000

# Entries that branch and bound may have: 2 s for the first number, as for the other where fewer
# sites than found are this near to the bound. No limit stops its first node, which may take minutes.
_BRANCHED = 4_000
_BRANCHED_NEAR, _NEAR = 15_000, 0.6

# So few entries are proved at once, in milliseconds, without compiled code.
AT_ONCE = 2_000

# How often a search may touch each entry; what it has not found by then, it rarely finds.
_WORTH = 20_000


class Fewest(NamedTuple):
    """Sites that keep a cover, few of them.

    Parameters
    ----------
    chosen
        Shape (s,), whether each site is one of them.
    number
        How many they are.
    bound
        How many are needed at least, as was proved.
    """

    chosen: NDArray[np.bool_]
    number: int
    bound: int

    @property
    def optimal(self) -> bool:
        """Whether it is proved that no fewer will do."""
        return self.number == self.bound

    @property
    def gap(self) -> float:
        """Which share of the number might be saved at most: 0 where it is optimal."""
        return (self.number - self.bound) / max(self.number, 1)


def fewest_sites(
    reach: Reach,
    *,
    also: Reach | None = None,
    also_need: int = 1,
    node_limit: int = 200,
    work: int = 1_000_000_000,
) -> Fewest:
    """Find the fewest existing sites that reach every point that is reached today.

    The location set covering problem (Toregas, Swain, ReVelle & Bergman 1971), with `also` the set
    multicover problem. What decides itself is taken out first, exactly; each connected part of the
    rest gets a bound by a linear program and a cover by search, and where they differ and the part
    is small, a proof by branch and bound. There are limits of nodes and of work and none of time,
    so the answer is the same on every machine. Large parts stay open: their `gap` is told.

    Parameters
    ----------
    reach
        Points that are reached within the limit.
    also
        The same sites with a longer limit, such as that of a full alarm: each point that they reach
        must be reached by `also_need` of them, or by all that reach it today where they are fewer.
    also_need
        See `also`; at least 0.
    node_limit
        Nodes of branch and bound for each connected part.
    work
        Entries that the search for covers may touch: 10^9 take about 2 s.

    Returns
    -------
    Fewest
        The number, bound and gap do not change with the order of the points, and where it is
        optimal not with that of the sites either. Without points that are reached: no site.

    Raises
    ------
    UseError
        `also` has another number of sites, or `also_need` is less than 0.

    Examples
    --------
    Of three sites in a row the middle one reaches nothing that the others do not reach.

    >>> import numpy as np
    >>> from adjoin.geo.cover.fewest import fewest_sites
    >>> from adjoin.geo.cover.reach import Reach
    >>> point = np.array([0, 1, 1, 2, 2, 3], dtype=np.int32)
    >>> reach = Reach(np.array([0, 2, 4, 6]), point, np.full(6, 60_000, dtype=np.int32), points=4)
    >>> found = fewest_sites(reach)
    >>> found.chosen.tolist(), found.number, found.optimal
    ([True, False, True], 2, True)
    """
    check_also(reach, also, also_need)
    rows = needs(reach, also=also, also_need=also_need)
    found = fewest_for(rows, node_limit=node_limit, work=work)
    assert found is not None, "what reaches each point today is enough for it"  # noqa: S101
    return found


def check_also(reach: Reach, also: Reach | None, also_need: int) -> None:
    """Refuse a longer limit that is given in the wrong way.

    Raises
    ------
    UseError
        Another number of sites, or a need below 0.
    """
    if also is not None and also.sites != reach.sites:
        raise UseError(
            f"{reach.sites} sites, and {also.sites} with the longer limit: give the same"
        )
    if also_need < 0:
        raise UseError(f"also_need is {also_need}: give 0 or more")


def fewest_for(rows: Rows, *, node_limit: int, work: int) -> Fewest | None:
    """As `fewest_sites`, for sets with needs; None where a set is too small for its need."""
    if np.any(np.diff(rows.sites.indptr) < rows.value):
        return None
    if rows.sites.nnz <= AT_ONCE:
        at_once = _fewest_at_once(rows, node_limit=node_limit)
        if at_once is not None:
            return at_once
    from .reducing import reduced  # compiled: not before it is needed

    core = reduced(rows)
    if not core.possible:
        return None
    chosen = np.zeros(rows.sites.shape[1], dtype=bool)
    chosen[core.taken] = True
    bound = len(core.taken)
    for sites, part in _parts(core.rows):
        share = min(work * part.sites.nnz // core.rows.sites.nnz, _WORTH * part.sites.nnz)
        found = _fewest_of_part(part, node_limit=node_limit, work=share)
        chosen[sites[found.chosen]] = True
        bound += found.bound
    return Fewest(chosen, int(chosen.sum()), bound)


def _fewest_at_once(rows: Rows, *, node_limit: int) -> Fewest | None:
    """The fewest by branch and bound alone; None where that does not end."""
    sites = rows.sites.shape[1]
    if not len(rows.value):
        return Fewest(np.zeros(sites, dtype=bool), 0, 0)
    search = searched(rows.sites, rows.value, most=sites, node_limit=node_limit)
    if search.chosen is None or not search.ended:
        return None
    number = int(search.chosen.sum())
    return Fewest(search.chosen, number, number)


def _parts(rows: Rows) -> Iterator[tuple[NDArray[np.int64], Rows]]:
    """Parts that share no site, with the positions of their sites."""
    if not len(rows.value):
        return
    used = np.unique(rows.sites.indices)
    within = csr_array(rows.sites[:, used])
    first = csr_array(
        (
            np.ones(within.nnz),
            (np.repeat(within.indices[within.indptr[:-1]], np.diff(within.indptr)), within.indices),
        ),
        shape=(len(used), len(used)),
    )
    count, label = connected_components(first, directed=False)
    of_row = label[within.indices[within.indptr[:-1]]]
    for part in range(count):
        here, sites = np.flatnonzero(of_row == part), np.flatnonzero(label == part)
        yield used[sites], Rows(csr_array(picked(within, here)[:, sites]), rows.value[here])


def _fewest_of_part(part: Rows, *, node_limit: int, work: int) -> Fewest:
    """As `fewest_for`, for one connected part."""
    from .searching import found_cover  # compiled

    rows, need = part
    bound = bound_by_prices(rows, need) if rows.nnz <= _PRICED else None
    chosen, wanted = found_cover(rows, need, least=bound.sites if bound else 1, work=work)
    if bound is None:
        # Fewer rows ask for no more sites, so those longest in want prove a bound for all.
        longest = np.argsort(-wanted, kind="stable")
        size = np.cumsum(np.diff(rows.indptr)[longest])
        some = np.sort(longest[size <= _PRICED])
        bound = bound_by_prices(picked(rows, some), need[some])
    found = Fewest(chosen, int(chosen.sum()), bound.sites)
    return found if found.optimal else _proved(part, found, bound, node_limit)


def _proved(part: Rows, found: Fewest, bound: Bound, node_limit: int) -> Fewest:
    """The same, or fewer sites or a better bound where branch and bound may look for them."""
    # A site that by itself lifts the bound to what was found is in no cover of fewer sites.
    useful = np.flatnonzero(bound.value + bound.excess <= found.number - 1 + 1e-6)
    rows = csr_array(part.sites[:, useful])
    if np.any(np.diff(rows.indptr) < part.value):
        return found._replace(bound=found.number)
    near = found.number - 1 - bound.value < _NEAR
    if rows.nnz > (_BRANCHED_NEAR if near else _BRANCHED):
        return found
    search = searched(rows, part.value, most=found.number - 1, node_limit=node_limit)
    if search.chosen is None:
        least = found.number if search.ended else max(found.bound, search.bound)
        return found._replace(bound=min(least, found.number))
    chosen = np.zeros_like(found.chosen)
    chosen[useful[search.chosen]] = True
    number = int(chosen.sum())
    least = number if search.ended else min(max(found.bound, search.bound), number)
    return Fewest(chosen, number, least)
