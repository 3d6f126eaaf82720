"""A good cover by search: loops over single sites and rows, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..travel.compiled import compiled

Ints = NDArray[np.int32]


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
    by_site = rows.T.tocsr()
    chosen, weight = _fewer(
        rows.indptr.astype(np.int64),
        rows.indices.astype(np.int32),
        by_site.indptr.astype(np.int64),
        by_site.indices.astype(np.int32),
        need.astype(np.int64),
        least,
        work,
    )
    return chosen, weight


@compiled
def put(
    site: int,
    by: int,
    first_row: NDArray[np.int64],
    row_of: Ints,
    first_site: NDArray[np.int64],
    site_of: Ints,
    need: NDArray[np.int64],
    count: NDArray[np.int64],
    weight: NDArray[np.int64],
    gain: NDArray[np.int64],
    loss: NDArray[np.int64],
) -> int:
    """Add a site (by = 1) or take it out (by = -1); how many entries were touched.

    gain[j]: the weight of rows in want that hold j. loss[j]: that of rows that hold j and have no
    more than they need.
    """
    touched = 0
    for at in range(first_row[site], first_row[site + 1]):
        row = row_of[at]
        before = count[row] - need[row]
        count[row] += by
        after = before + by
        lacks = (0 if after >= 0 else weight[row]) - (0 if before >= 0 else weight[row])
        tight = (0 if after > 0 else weight[row]) - (0 if before > 0 else weight[row])
        if lacks != 0 or tight != 0:
            touched += first_site[row + 1] - first_site[row]
            for place in range(first_site[row], first_site[row + 1]):
                gain[site_of[place]] += lacks
                loss[site_of[place]] += tight
        touched += 1
    return touched


@compiled
def _fewer(
    first_site: NDArray[np.int64],
    site_of: Ints,
    first_row: NDArray[np.int64],
    row_of: Ints,
    need: NDArray[np.int64],
    least: int,
    work: int,
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """As `found_cover`; rows and sites by position, first and last of each other."""
    sites, rows = len(first_row) - 1, len(need)
    count = np.zeros(rows, np.int64)
    weight = np.ones(rows, np.int64)
    gain = np.zeros(sites, np.int64)
    loss = np.zeros(sites, np.int64)
    moved = np.zeros(sites, np.int64)
    chosen = np.zeros(sites, np.bool_)
    for at in range(len(site_of)):
        gain[site_of[at]] += 1
        loss[site_of[at]] += 1
    # Rows in want, and where each stands among them.
    wanting = np.arange(rows)
    place = np.arange(rows)
    lacking = rows
    best = np.ones(sites, np.bool_)
    number, step, touched, last, state = 0, 0, 0, -1, 12345
    greedy = True
    while True:
        full = lacking == 0
        if full:
            greedy = False
            # Nothing is wanting: what is superfluous goes, and this is the best so far.
            out = -1
            for site in range(sites):
                if chosen[site] and (
                    out < 0
                    or loss[site] < loss[out]
                    or (loss[site] == loss[out] and moved[site] < moved[out])
                ):
                    out = site
            if out < 0 or loss[out] > 0:
                best[:] = chosen
                if number <= least or touched >= work:
                    break
        elif greedy:
            out = -1
        else:
            if touched >= work:
                break
            out = -1
            for site in range(sites):
                if (
                    chosen[site]
                    and site != last
                    and (
                        out < 0
                        or loss[site] < loss[out]
                        or (loss[site] == loss[out] and moved[site] < moved[out])
                    )
                ):
                    out = site
        into = -1
        if out >= 0:
            touched += put(
                out, -1, first_row, row_of, first_site, site_of, need, count, weight, gain, loss
            )
            chosen[out], moved[out], number = False, step, number - 1
            for at in range(first_row[out], first_row[out + 1]):
                row = row_of[at]
                if count[row] == need[row] - 1:
                    wanting[lacking], place[row] = row, lacking
                    lacking += 1
        if lacking > 0 and greedy:
            for site in range(sites):
                if not chosen[site] and (into < 0 or gain[site] > gain[into]):
                    into = site
        elif not full:
            state = (state * 1103515245 + 12345) % 2147483648
            row = wanting[(state >> 8) % lacking]
            for at in range(first_site[row], first_site[row + 1]):
                site = site_of[at]
                if (
                    not chosen[site]
                    and site != out
                    and (
                        into < 0
                        or gain[site] > gain[into]
                        or (gain[site] == gain[into] and moved[site] < moved[into])
                    )
                ):
                    into = site
        if into >= 0:
            touched += put(
                into, 1, first_row, row_of, first_site, site_of, need, count, weight, gain, loss
            )
            chosen[into], moved[into], number, last = True, step, number + 1, into
            for at in range(first_row[into], first_row[into + 1]):
                row = row_of[at]
                if count[row] == need[row]:
                    lacking -= 1
                    wanting[place[row]], place[wanting[lacking]] = wanting[lacking], place[row]
        if not greedy and not full:
            for k in range(lacking):
                row = wanting[k]
                weight[row] += 1
                touched += first_site[row + 1] - first_site[row]
                for at in range(first_site[row], first_site[row + 1]):
                    gain[site_of[at]] += 1
                    loss[site_of[at]] += 1
        touched += sites
        step += 1
    return best, weight
