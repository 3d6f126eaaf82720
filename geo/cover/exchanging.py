"""Sites that cover much weight: greedy ones and exchanges, loops over single sites and rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..travel.compiled import compiled
from .tally import Tally, best_added, drawn, put

# Rows of a site among which a neighbour is looked for.
_TRIES = 20


@compiled
def fill_up(tally: Tally, number: int) -> int:
    """Add sites, one by one that which gains most, up to a number; entries touched."""
    touched = 0
    barred = np.zeros(len(tally.chosen), np.bool_)
    for _ in range(number - tally.chosen.sum()):
        touched += put(tally, best_added(tally, barred), 1) + len(barred)
    return touched


@compiled
def choose(tally: Tally, wanted: NDArray[np.bool_]) -> int:
    """Choose these sites and no others; entries touched."""
    touched = 0
    for site in range(len(wanted)):
        if tally.chosen[site] != wanted[site]:
            touched += put(tally, site, 1 if wanted[site] else -1)
    return touched


@compiled
def exchange(tally: Tally, work: int) -> None:
    """Exchange sites of a tally for others, until as many cover as much weight as can be found.

    First one for one, as long as that gains. Then in turns: a site and another, most often a
    neighbour, go, two others come, and around them is exchanged one for one; what is then worse
    than before is undone (iterated local search, Lourenço, Martin & Stützle 2003).

    Parameters
    ----------
    tally
        All rows need one site. At least one site is chosen, and not all.
    work
        How many entries to touch, and not how long.
    """
    sites = len(tally.chosen)
    fresh = np.ones(sites, np.bool_)
    barred = np.zeros(sites, np.bool_)
    touched = _exchange_around(tally, fresh, work)
    best, most, state = tally.chosen.copy(), _covered(tally), 12_345
    number = best.sum()
    while touched < work:
        touched += 2 * sites + len(tally.weight)
        fresh[:] = False
        state = drawn(state)
        out = _next_chosen(tally, (state >> 8) % sites)
        state = drawn(state)
        other = _neighbour(tally, out, state) if state >> 29 else -1
        if other < 0:
            other = _next_chosen(tally, (state >> 8) % sites)
        for site in (out, other):
            if tally.chosen[site]:
                touched += put(tally, site, -1) + _mark(tally, site, fresh)
        barred[out] = barred[other] = True
        for _ in range(number - tally.chosen.sum()):
            into = best_added(tally, barred)
            # Where all others are chosen, one of the two comes back.
            into = out if into < 0 and not tally.chosen[out] else into
            into = other if into < 0 else into
            touched += put(tally, into, 1) + _mark(tally, into, fresh)
        barred[out] = barred[other] = False
        touched += _exchange_around(tally, fresh, work)
        covered = _covered(tally)
        if covered >= most:
            most = covered
            best[:] = tally.chosen
        else:
            touched += choose(tally, best)
    choose(tally, best)


@compiled
def _exchange_around(tally: Tally, fresh: NDArray[np.bool_], work: int) -> int:
    """Exchange chosen sites that are fresh, one for one, while that gains; entries touched."""
    touched, again = 0, True
    barred = np.zeros(len(fresh), np.bool_)
    while again and touched < work:
        again = False
        for out in range(len(fresh)):
            if not (tally.chosen[out] and fresh[out]):
                continue
            fresh[out] = False
            touched += put(tally, out, -1) + len(fresh)
            into = best_added(tally, barred)
            if tally.gain[into] <= tally.gain[out]:
                into = out
            touched += put(tally, into, 1)
            if into != out:
                again = True
                touched += _mark(tally, out, fresh) + _mark(tally, into, fresh)
    return touched


@compiled
def _mark(tally: Tally, site: int, fresh: NDArray[np.bool_]) -> int:
    """All sites that share a row with a site are fresh; entries touched."""
    touched = 0
    for at in range(tally.first_row[site], tally.first_row[site + 1]):
        row = tally.row_of[at]
        touched += tally.first_site[row + 1] - tally.first_site[row]
        for place in range(tally.first_site[row], tally.first_site[row + 1]):
            fresh[tally.site_of[place]] = True
    return touched


@compiled
def _next_chosen(tally: Tally, site: int) -> int:
    """The first chosen site from one on, in a circle."""
    while not tally.chosen[site]:
        site = (site + 1) % len(tally.chosen)
    return site


@compiled
def _neighbour(tally: Tally, site: int, state: int) -> int:
    """A chosen site that shares a row with one, or -1."""
    begin, size = tally.first_row[site], tally.first_row[site + 1] - tally.first_row[site]
    for _ in range(min(size, _TRIES)):
        state = drawn(state)
        row = tally.row_of[begin + (state >> 8) % size]
        for place in range(tally.first_site[row], tally.first_site[row + 1]):
            other = tally.site_of[place]
            if tally.chosen[other] and other != site:
                return int(other)
    return -1


@compiled
def _covered(tally: Tally) -> float:
    """The weight of the rows that have a site."""
    covered = 0.0
    for row in range(len(tally.weight)):
        if tally.has[row] > 0:
            covered += tally.weight[row]
    return covered
