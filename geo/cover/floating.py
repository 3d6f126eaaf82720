"""How much capacity the people at each point can reach, when others reach it as well."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..findings import UseError
from ..membership import even_weights
from .reach import Reach

Array = NDArray[Any]

#: Minutes, and how much a site counts up to there: the enhanced method's usual steps (Luo & Qi
#: 2009), as the package `access` has them.
STEPS: Final = ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22))

_MS_PER_MINUTE: Final = 60_000


class Floating(NamedTuple):
    """What a two-step floating catchment comes to.

    Parameters
    ----------
    ratio
        Shape (s,), capacity of each site for each of the people who compete for it; missing where
        nobody does, and where the capacity is not known.
    access
        Shape (p,), capacity for each person at each point; 0 where no site with a ratio is reached.
    """

    ratio: NDArray[np.float64]
    access: NDArray[np.float64]


def floating_catchment(
    reach: Reach,
    capacity: Array,
    people: Array,
    *,
    steps: Sequence[tuple[float, float]] | None = None,
) -> Floating:
    """Share the capacity of each site among those who reach it, and sum it at each point.

    The two-step floating catchment (Luo & Wang 2003): with W = 1 within the reach and 0 beyond,
    ratio_j = capacity_j / sum over i of people_i W_ij, access_i = sum over j of ratio_j W_ij. With
    steps it is the enhanced one (Luo & Qi 2009), in which W falls with the minutes. Either way the sum of
    access x people is the capacity of all sites that have a ratio.

    Parameters
    ----------
    reach
        Points by site. What lies beyond its limit does not count, whatever the steps say.
    capacity
        Shape (s,), 0 or more; a site of which it is missing is left out, as if it were not there.
    people
        Shape (p,), 0 or more, none missing.
    steps
        Minutes (rising, inclusive) and weights above 0; beyond the last there is no catchment.
        None: 1 within the reach.

    Returns
    -------
    Floating
        See there. The same to the last bit whatever the order of the points, with the sites in one
        order.

    Raises
    ------
    UseError
        Shapes that do not fit, capacities or people below 0, people missing, steps that do not rise.

    Examples
    --------
    One site for 40 people, of whom 10 also reach another one:

    >>> import numpy as np
    >>> from adjoin.geo.cover.floating import floating_catchment
    >>> from adjoin.geo.cover.reach import Reach
    >>> reach = Reach(np.array([0, 2, 3]), np.array([0, 1, 1]), np.array([0, 60_000, 0]), 2)
    >>> found = floating_catchment(reach, np.array([20.0, 5.0]), np.array([30.0, 10.0]))
    >>> found.ratio.tolist(), found.access.tolist()
    ([0.5, 0.5], [0.5, 1.0])
    """
    capacity, people = np.asarray(capacity, dtype=float), np.asarray(people, dtype=float)
    _check(reach, capacity, people, steps)
    site, point = reach.site, reach.point
    weights = even_weights(people)
    step, factors = _steps(reach.ms, steps)
    inside = step < len(factors)
    # Each step by itself has an exact sum; only then come weights such as 0.68.
    held = np.bincount(
        site[inside] * len(factors) + step[inside],
        weights=weights[point[inside]],
        minlength=reach.sites * len(factors),
    ).reshape(reach.sites, len(factors))
    demand = np.zeros(reach.sites)
    for k, factor in enumerate(factors.tolist()):
        demand = demand + factor * held[:, k]
    ratio = np.full(reach.sites, np.nan)
    wanted = (demand > 0) & ~np.isnan(capacity)
    ratio[wanted] = capacity[wanted] / demand[wanted]
    counted = inside & wanted[site]
    access: NDArray[np.float64] = np.bincount(
        point[counted],
        weights=ratio[site[counted]] * factors[step[counted]],
        minlength=reach.points,
    ).astype(np.float64)
    return Floating(ratio, access)


def _steps(ms: Array, steps: Sequence[tuple[float, float]] | None) -> tuple[Array, Array]:
    """The step in which each time lies (one past the last where in none), and their weights."""
    if steps is None:
        return np.zeros(len(ms), dtype=np.int64), np.ones(1)
    ends = np.rint([minutes * _MS_PER_MINUTE for minutes, _ in steps]).astype(np.int64)
    return np.searchsorted(ends, ms, side="left"), np.array([weight for _, weight in steps])


def _check(
    reach: Reach, capacity: Array, people: Array, steps: Sequence[tuple[float, float]] | None
) -> None:
    """Refuse what cannot be shared out."""
    if capacity.shape != (reach.sites,) or people.shape != (reach.points,):
        raise UseError(
            f"{reach.sites} sites and {reach.points} points need as many capacities and people, "
            f"not {capacity.shape} and {people.shape}"
        )
    if (capacity < 0).any() or not (people >= 0).all():
        raise UseError("capacities and people are 0 or more, and people are never missing")
    if steps is not None:
        minutes = [end for end, _ in steps]
        rising = all(a < b for a, b in pairwise(minutes))
        if not minutes or not rising or not all(weight > 0 for _, weight in steps):
            raise UseError(f"steps {list(steps)} need rising minutes, and weights above 0")
