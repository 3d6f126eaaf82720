"""Sites that cover much weight: greedy ones and exchanges, loops over single sites and rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..travel.compiled import compiled
from .searching import put

Lists = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]


def filled_up(
    lists: Lists, weight: NDArray[np.float64], chosen: NDArray[np.bool_], number: int
) -> NDArray[np.bool_]:
    """Some sites and more of them, one by one that which adds most, up to a number.

    Parameters
    ----------
    lists
        Where the sites of each row begin, the sites; where the rows of each site begin, the rows.
    weight
        Shape (r,), of each row.
    chosen
        Shape (s,), those to begin with, not more than `number`.
    number
        How many there shall be.
    """
    more: NDArray[np.bool_] = _exchanged(*lists, weight, chosen, number, 0)
    return more


def exchanged(
    lists: Lists, weight: NDArray[np.float64], chosen: NDArray[np.bool_], *, work: int
) -> NDArray[np.bool_]:
    """As many sites that cover as much weight or more.

    Again and again the site goes whose loss is least and another comes that adds most, also where
    that makes it worse for the moment; sites that have just moved rest for a while (tabu search,
    Glover 1989).

    Parameters
    ----------
    lists, weight, chosen
        As for `filled_up`.
    work
        How many entries to touch, and not how long.
    """
    best: NDArray[np.bool_] = _exchanged(*lists, weight, chosen, int(chosen.sum()), work)
    return best


@compiled
def _exchanged(
    first_site: NDArray[np.int64],
    site_of: NDArray[np.int32],
    first_row: NDArray[np.int64],
    row_of: NDArray[np.int32],
    weight: NDArray[np.float64],
    begin: NDArray[np.bool_],
    number: int,
    work: int,
) -> NDArray[np.bool_]:
    """Fill up to a number of sites, then exchange.

    A turn takes a site and a neighbour out and two others in, then exchanges one for one around
    them while that gains; what is then no better than before is undone.
    """
    sites, rows = len(first_row) - 1, len(weight)
    need = np.ones(rows, np.int64)
    count = np.zeros(rows, np.int64)
    gain = np.zeros(sites, np.float64)
    loss = np.zeros(sites, np.float64)
    fresh = np.ones(sites, np.bool_)
    barred = np.zeros(sites, np.bool_)
    chosen = np.zeros(sites, np.bool_)
    for site in range(sites):
        for at in range(first_row[site], first_row[site + 1]):
            gain[site] += weight[row_of[at]]
            loss[site] += weight[row_of[at]]
    covered, most, touched, state, here = 0.0, 0.0, 0, 12345, 0
    best = begin.copy()
    moves = np.zeros(4, np.int64)
    while True:
        # What is to be put in or out: first what to begin with, then what undoes a turn.
        for site in range(sites):
            if chosen[site] != best[site]:
                by = 1 if best[site] else -1
                covered += gain[site] if by == 1 else -loss[site]
                touched += put(
                    site,
                    by,
                    first_row,
                    row_of,
                    first_site,
                    site_of,
                    need,
                    count,
                    weight,
                    gain,
                    loss,
                )
                chosen[site] = best[site]
                here += by
        if number == 0 or number == sites:
            best[:] = number > 0
            break
        moved = 0
        if most > 0 or here == number:
            if touched >= work and most > 0:
                break
            if most > 0:
                fresh[:] = False
                state = (state * 1103515245 + 12345) % 2147483648
                out = (state >> 8) % sites
                while not chosen[out]:
                    out = (out + 1) % sites
                other = -1
                size = first_row[out + 1] - first_row[out]
                far = (state >> 20) % 4 == 0
                for at in range(first_row[out], first_row[out + 1]):
                    if far:
                        break
                    state = (state * 1103515245 + 12345) % 2147483648
                    row = row_of[first_row[out] + (state >> 8) % size]
                    for place in range(first_site[row], first_site[row + 1]):
                        if chosen[site_of[place]] and site_of[place] != out:
                            other = site_of[place]
                    if other >= 0 or at > first_row[out] + 20:
                        break
                while far and number > 1 and (other < 0 or other == out or not chosen[other]):
                    state = (state * 1103515245 + 12345) % 2147483648
                    other = (state >> 8) % sites
                for site in (out, other):
                    if site >= 0:
                        covered -= loss[site]
                        touched += put(
                            site,
                            -1,
                            first_row,
                            row_of,
                            first_site,
                            site_of,
                            need,
                            count,
                            weight,
                            gain,
                            loss,
                        )
                        chosen[site], barred[site] = False, True
                        here -= 1
                        moves[moved] = site
                        moved += 1
        removed = moved
        while here < number:
            into = -1
            for site in range(sites):
                if not chosen[site] and not barred[site] and (into < 0 or gain[site] > gain[into]):
                    into = site
            if into < 0:
                for site in range(sites):
                    if not chosen[site] and (into < 0 or gain[site] > gain[into]):
                        into = site
            covered += gain[into]
            touched += (
                put(
                    into, 1, first_row, row_of, first_site, site_of, need, count, weight, gain, loss
                )
                + sites
            )
            chosen[into] = True
            here += 1
            if most > 0:
                moves[moved] = into
                moved += 1
        for k in range(moved):
            barred[moves[k]] = False
            for at in range(first_row[moves[k]], first_row[moves[k] + 1]):
                for place in range(first_site[row_of[at]], first_site[row_of[at] + 1]):
                    fresh[site_of[place]] = True
        if work == 0:
            best[:] = chosen
            break
        again = True
        while again and touched < 2 * work:
            again = False
            for out in range(sites):
                if not (chosen[out] and fresh[out]):
                    continue
                fresh[out] = False
                lost = loss[out]
                touched += (
                    put(
                        out,
                        -1,
                        first_row,
                        row_of,
                        first_site,
                        site_of,
                        need,
                        count,
                        weight,
                        gain,
                        loss,
                    )
                    + sites
                )
                into = out
                for site in range(sites):
                    if not chosen[site] and gain[site] > gain[into]:
                        into = site
                covered += gain[into] - lost
                touched += put(
                    into, 1, first_row, row_of, first_site, site_of, need, count, weight, gain, loss
                )
                if into != out:
                    chosen[out], chosen[into] = False, True
                    again = True
                    for moved_site in (out, into):
                        for at in range(first_row[moved_site], first_row[moved_site + 1]):
                            row = row_of[at]
                            for place in range(first_site[row], first_site[row + 1]):
                                fresh[site_of[place]] = True
        if covered >= most:
            most = covered
            best[:] = chosen
        if most <= 0:
            break
    return best
