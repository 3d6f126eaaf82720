"""A cover of few sites by search: loops over single sites and rows, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..travel.compiled import compiled
from .tally import Tally, best_added, drawn, empty_tally, put


def found_cover(
    rows: csr_array, need: NDArray[np.float64], *, least: int, work: int
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Sites that give each row what it needs, few of them.

    First the greedy ones, each time the site that most rows still need; then one is taken out again
    and again, and others are exchanged, rows that were long in want counting more and more, until
    nothing is wanting (Gao, Weise & Li 2015).

    Parameters
    ----------
    rows
        Shape (r, s), at least as many sites in each row as it needs.
    need
        Shape (r,), at least 1.
    least
        No fewer are looked for.
    work
        How many entries of `rows` to touch before it gives up, and not how long: the answer is the
        same on every machine.

    Returns
    -------
    tuple
        Whether each site is chosen, shape (s,); and how long each row was in want, shape (r,).
    """
    tally = empty_tally(rows, need.astype(np.int64), np.ones(len(need), dtype=np.int64))
    return _fewer(tally, least, work), tally.weight


@compiled
def _fewer(tally: Tally, least: int, work: int) -> NDArray[np.bool_]:
    """The fewest sites found; the weight of each row is how long it was in want, and 1."""
    sites = len(tally.chosen)
    touched = _greedy(tally)
    best = tally.chosen.copy()
    moved = np.zeros(sites, np.int64)
    # Rows in want are the first `wants[-1]` of `wants`; `place` says where each stands.
    wants, place = np.zeros(len(tally.need) + 1, np.int64), np.zeros(len(tally.need), np.int64)
    step, last, state = 0, -1, 12_345
    while True:
        step += 1
        touched += sites
        full = wants[-1] == 0
        out = _least_missed(tally, moved, -1 if full else last)
        if full and (out < 0 or tally.loss[out] > 0):
            best[:] = tally.chosen
            if tally.chosen.sum() <= least:
                break
        if touched >= work and not (full and out >= 0 and tally.loss[out] == 0):
            break
        if out >= 0:
            touched += put(tally, out, -1)
            moved[out] = step
            _note_wants(tally, out, wants, place)
        if full:
            continue
        state = drawn(state)
        into = _best_for(tally, wants[(state >> 8) % wants[-1]], moved, out)
        if into >= 0:
            touched += put(tally, into, 1)
            moved[into], last = step, into
            _note_met(tally, into, wants, place)
        touched += _weigh_more(tally, wants)
    return best


@compiled
def _greedy(tally: Tally) -> int:
    """Add the site that most rows need until nothing is wanting; how many entries were touched."""
    touched = 0
    barred = np.zeros(len(tally.chosen), np.bool_)
    site = best_added(tally, barred)
    while site >= 0 and tally.gain[site] > 0:
        touched += put(tally, site, 1)
        site = best_added(tally, barred)
    return touched


@compiled
def _least_missed(tally: Tally, moved: NDArray[np.int64], spared: int) -> int:
    """The chosen site with the least loss, of equal ones that longest at rest, or -1."""
    best = -1
    for site in range(len(tally.chosen)):
        if tally.chosen[site] and site != spared:
            less = best < 0 or tally.loss[site] < tally.loss[best]
            if less or (tally.loss[site] == tally.loss[best] and moved[site] < moved[best]):
                best = site
    return best


@compiled
def _best_for(tally: Tally, row: int, moved: NDArray[np.int64], spared: int) -> int:
    """The site of a row with the most gain, of equal ones that longest at rest, or -1."""
    best = -1
    for at in range(tally.first_site[row], tally.first_site[row + 1]):
        site = tally.site_of[at]
        if not tally.chosen[site] and site != spared:
            more = best < 0 or tally.gain[site] > tally.gain[best]
            if more or (tally.gain[site] == tally.gain[best] and moved[site] < moved[best]):
                best = site
    return best


@compiled
def _note_wants(tally: Tally, out: int, wants: NDArray[np.int64], place: NDArray[np.int64]) -> None:
    """Note the rows that a site left in want."""
    for at in range(tally.first_row[out], tally.first_row[out + 1]):
        row = tally.row_of[at]
        if tally.has[row] == tally.need[row] - 1:
            place[row] = wants[-1]
            wants[wants[-1]] = row
            wants[-1] += 1


@compiled
def _note_met(tally: Tally, into: int, wants: NDArray[np.int64], place: NDArray[np.int64]) -> None:
    """Strike out the rows that a site gave what they need."""
    for at in range(tally.first_row[into], tally.first_row[into + 1]):
        row = tally.row_of[at]
        if tally.has[row] == tally.need[row]:
            wants[-1] -= 1
            final = wants[wants[-1]]
            wants[place[row]], place[final] = final, place[row]


@compiled
def _weigh_more(tally: Tally, wants: NDArray[np.int64]) -> int:
    """Rows in want count for one more; how many entries were touched."""
    touched = 0
    for k in range(wants[-1]):
        row = wants[k]
        tally.weight[row] += 1
        touched += tally.first_site[row + 1] - tally.first_site[row]
        for at in range(tally.first_site[row], tally.first_site[row + 1]):
            tally.gain[tally.site_of[at]] += 1
            tally.loss[tally.site_of[at]] += 1
    return touched
