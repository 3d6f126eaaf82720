"""What adding or taking out a site would change, kept up to date while sites come and go."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..travel.compiled import compiled


class Tally(NamedTuple):
    """Rows, the sites chosen for them, and what each site is worth; the arrays are written to.

    Parameters
    ----------
    first_site, site_of
        Where the sites of each row begin, and the sites.
    first_row, row_of
        Where the rows of each site begin, and the rows.
    need, has
        How many sites each row needs, and has.
    weight
        Of each row, int64 or float64.
    gain
        Of each site, the weight of its rows that have less than they need.
    loss
        Of each site, the weight of its rows that have no more than they need.
    chosen
        Of each site.
    """

    first_site: NDArray[np.int64]
    site_of: NDArray[np.int32]
    first_row: NDArray[np.int64]
    row_of: NDArray[np.int32]
    need: NDArray[np.int64]
    has: NDArray[np.int64]
    weight: NDArray[Any]
    gain: NDArray[Any]
    loss: NDArray[Any]
    chosen: NDArray[np.bool_]


def empty_tally(rows: csr_array, need: NDArray[np.int64], weight: NDArray[Any]) -> Tally:
    """The tally with no site chosen, of rows that all need at least one."""
    by_site = rows.T.tocsr()
    worth = by_site @ weight
    return Tally(
        *positions(rows),
        *positions(by_site),
        need,
        np.zeros(len(need), dtype=np.int64),
        weight.copy(),
        worth.astype(weight.dtype),
        worth.astype(weight.dtype),
        np.zeros(rows.shape[1], dtype=bool),
    )


def positions(matrix: csr_array) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Where each row begins, and its columns."""
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32)


@compiled
def put(tally: Tally, site: int, by: int) -> int:
    """Add a site (by = 1) or take it out (by = -1); how many entries were touched."""
    tally.chosen[site] = by == 1
    begin, end = tally.first_row[site], tally.first_row[site + 1]
    touched = end - begin
    for at in range(begin, end):
        row = tally.row_of[at]
        before = tally.has[row] - tally.need[row]
        after = before + by
        tally.has[row] += by
        weight = tally.weight[row]
        gained = (weight if after < 0 else 0) - (weight if before < 0 else 0)
        lost = (weight if after <= 0 else 0) - (weight if before <= 0 else 0)
        if gained != 0 or lost != 0:
            touched += tally.first_site[row + 1] - tally.first_site[row]
            for place in range(tally.first_site[row], tally.first_site[row + 1]):
                tally.gain[tally.site_of[place]] += gained
                tally.loss[tally.site_of[place]] += lost
    return int(touched)


@compiled
def best_added(tally: Tally, barred: NDArray[np.bool_]) -> int:
    """The first of the sites, not chosen and not barred, that gain most, or -1."""
    best = -1
    for site in range(len(tally.chosen)):
        free = not tally.chosen[site] and not barred[site]
        if free and (best < 0 or tally.gain[site] > tally.gain[best]):
            best = site
    return best


@compiled
def drawn(state: int) -> int:
    """The next of a row of pseudo-random numbers of 31 bits; use those above the lowest 8."""
    return (state * 1_103_515_245 + 12_345) % 2_147_483_648
