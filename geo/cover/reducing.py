"""What is left of a set covering problem once the sites that decide themselves are out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..travel.compiled import compiled
from .requirements import Rows, picked, without
from .tally import positions


class Core(NamedTuple):
    """What is left to decide.

    Parameters
    ----------
    taken
        Positions of the sites that are needed in any case, ascending.
    rows
        What is still needed, over all sites.
    possible
        Whether enough sites are there for each need; where not, the rest means nothing.
    """

    taken: NDArray[np.int64]
    rows: Rows
    possible: bool


def reduced(rows: Rows) -> Core:
    """Leave out what decides itself, without changing the fewest sites.

    Over and over until nothing changes (Toregas & ReVelle 1973): sites without which a row cannot
    have what it needs are taken; a row is dropped that holds all sites of another and needs no more
    of them; a site is dropped whose rows another site has as well, where they need but one. Of
    sites with the same rows that of the smallest position stays.
    """
    taken = np.zeros(rows.sites.shape[1], dtype=bool)
    fresh = np.ones(len(rows.value), dtype=bool)
    while True:
        sizes = np.diff(rows.sites.indptr)
        if np.any(sizes < rows.value):
            return Core(np.flatnonzero(taken), rows, possible=False)
        now = np.zeros(len(taken), dtype=bool)
        now[rows.sites.indices[np.repeat(sizes == rows.value, sizes)]] = True
        taken |= now
        left = Rows(rows.sites, rows.value - rows.sites @ now)
        left = smallest_rows(without(left, now), fresh | (left.value < rows.value))
        dropped = _idle_sites(left)
        if not dropped.any():
            return Core(np.flatnonzero(taken), left, possible=True)
        rows = without(left, dropped)
        fresh = np.diff(rows.sites.indptr) < np.diff(left.sites.indptr)


def smallest_rows(rows: Rows, fresh: NDArray[np.bool_]) -> Rows:
    """Rows that need something and hold no fresh row that needs as much."""
    by_row, by_site = positions(rows.sites), positions(rows.sites.T.tocsr())
    sizes = np.diff(by_row[0])
    order = np.flatnonzero(fresh)[np.argsort(sizes[fresh], kind="stable")]
    left = np.flatnonzero(_holding_none(order, *by_row, *by_site, _bits(rows.sites), rows.value))
    return Rows(picked(rows.sites, left), rows.value[left])


def _idle_sites(rows: Rows) -> NDArray[np.bool_]:
    """Sites whose rows all need one and are all another site's too."""
    by_row, by_site = positions(rows.sites), positions(rows.sites.T.tocsr())
    idle: NDArray[np.bool_] = _in_others(*by_site, *by_row, _bits(rows.sites), rows.value)
    return idle


def _bits(asked: csr_array) -> NDArray[np.uint8]:
    """Each row as bits, 8 sites a byte: whether it holds a site is read at one place."""
    bits = np.zeros((asked.shape[0], asked.shape[1] // 8 + 1), dtype=np.uint8)
    _set_bits(*positions(asked), bits)
    return bits


@compiled
def _set_bits(first: NDArray[np.int64], item: NDArray[np.int32], bits: NDArray[np.uint8]) -> None:
    """Fill in `bits`."""
    for row in range(len(first) - 1):
        for at in range(first[row], first[row + 1]):
            bits[row, item[at] >> 3] |= np.uint8(1 << (item[at] & 7))


@compiled
def _holding_none(
    order: NDArray[np.int64],
    first_site: NDArray[np.int64],
    site_of: NDArray[np.int32],
    first_row: NDArray[np.int64],
    row_of: NDArray[np.int32],
    bits: NDArray[np.uint8],
    need: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Whether each row needs something and holds none in `order`, looked at from the first on.

    Rows that hold another are among the rows of each of its sites: those of its rarest are enough.
    """
    live = need > 0
    for row in order:
        if not live[row]:
            continue
        begin, end = first_site[row], first_site[row + 1]
        rarest = site_of[begin]
        for at in range(begin, end):
            site = site_of[at]
            if first_row[site + 1] - first_row[site] < first_row[rarest + 1] - first_row[rarest]:
                rarest = site
        for place in range(first_row[rarest], first_row[rarest + 1]):
            other = row_of[place]
            if other == row or not live[other] or need[other] > need[row]:
                continue
            holds = True
            for at in range(begin, end):
                if not (bits[other, site_of[at] >> 3] >> (site_of[at] & 7)) & 1:
                    holds = False
                    break
            if holds:
                live[other] = False
    return live


@compiled
def _in_others(
    first_row: NDArray[np.int64],
    row_of: NDArray[np.int32],
    first_site: NDArray[np.int64],
    site_of: NDArray[np.int32],
    bits: NDArray[np.uint8],
    need: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Whether each site's rows all need one and are all those of another site too.

    Such another is among the sites of each of its rows: those of the shortest are enough.
    """
    idle = np.zeros(len(first_row) - 1, np.bool_)
    for site in range(len(idle)):
        begin, end = first_row[site], first_row[site + 1]
        single = end > begin
        for at in range(begin, end):
            if need[row_of[at]] > 1:
                single = False
                break
        if not single:
            continue
        shortest = row_of[begin]
        for at in range(begin, end):
            row = row_of[at]
            size = first_site[row + 1] - first_site[row]
            if size < first_site[shortest + 1] - first_site[shortest]:
                shortest = row
        for place in range(first_site[shortest], first_site[shortest + 1]):
            other = site_of[place]
            more = first_row[other + 1] - first_row[other] - (end - begin)
            if other == site or more < 0 or (more == 0 and other > site):
                continue
            within = True
            for at in range(begin, end):
                if not (bits[row_of[at], other >> 3] >> (other & 7)) & 1:
                    within = False
                    break
            if within:
                idle[site] = True
                break
    return idle
