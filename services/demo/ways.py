"""Cheapest ways through a net, from many starts at once: where roads and highways go."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree

from .terrain import Array


class Ways(NamedTuple):
    """Ways that meet between neighbouring seats.

    Parameters
    ----------
    edges
        Of the net, (m, 2).
    before
        The point before each on its way from its seat, (n,); negative for none.
    meet
        The edge of the net at which two ways meet, (k,).
    pair
        The two seats, in the order of the seats, (k, 2): that of the edge's first point first.
    tree
        Whether the link is one of the cheapest that hold all seats together, (k,).
    near
        Whether it is one of the cheapest of a seat, (k,).
    """

    edges: Array
    before: Array
    meet: Array
    pair: Array
    tree: Array
    near: Array

    def all_of(self, links: Array) -> Array:
        """The edges of the ways of some links, (j, 2)."""
        meet = self.edges[self.meet[links]]
        on = np.flatnonzero(_marked(meet, self.before) & (self.before >= 0))
        return np.concatenate([meet, np.stack([on, self.before[on]], axis=1)])

    def points_of(self, link: int) -> Array:
        """The points of one link, from its first seat to its second."""
        first, second = (self._back(int(end)) for end in self.edges[self.meet[link]])
        return np.array([*first[::-1], *second])

    def _back(self, at: int) -> list[int]:
        """The points from here back to the seat."""
        way = [at]
        while self.before[way[-1]] >= 0:
            way.append(int(self.before[way[-1]]))
        return way


def once(pairs: Array) -> Array:
    """Pairs of numbers without regard to order, sorted, each once."""
    size = int(pairs.max(initial=0)) + 1
    codes = _codes(pairs, size)
    codes.sort()
    first = np.ones(len(codes), dtype=bool)
    first[1:] = codes[1:] != codes[:-1]
    return np.stack(np.divmod(codes[first], size), axis=1)


def among(pairs: Array, others: Array) -> Array:
    """Which pairs of numbers are among others, without regard to order."""
    size = int(max(pairs.max(initial=0), others.max(initial=0))) + 1
    codes, known = _codes(pairs, size), np.sort(_codes(others, size))
    at = np.searchsorted(known, codes)
    found: Array = np.append(known, -1)[at] == codes
    return found


def _codes(pairs: Array, size: int) -> Array:
    """One number for each pair."""
    smaller, larger = pairs.min(axis=1).astype(np.int64), pairs.max(axis=1).astype(np.int64)
    codes: Array = smaller * size + larger
    return codes


def graph_of(edges: Array, cost: Array, size: int) -> csr_array:
    """The net as a matrix of costs; edges count both ways in an undirected search."""
    return csr_array((cost, (edges[:, 0], edges[:, 1])), shape=(size, size))


def net_of_ways(edges: Array, cost: Array, size: int, seats: Array, *, links: int = 0) -> Ways:
    """The cheapest ways between neighbouring seats.

    One search from all seats at once parts the net; where two parts meet, the cheapest edge makes
    a link. A link may be a little longer than the shortest way between its seats.

    Parameters
    ----------
    edges, cost
        Of the net, (m, 2) and (m,).
    size
        Number of points.
    seats
        Points, (s,).
    links
        To how many others each seat has at least a `near` link.
    """
    away, before, source = dijkstra(
        graph_of(edges, cost, size),
        directed=False,
        indices=seats,
        min_only=True,
        return_predecessors=True,
    )
    seat = np.full(size, -1)
    seat[seats] = np.arange(len(seats))
    ends = seat[np.where(source < 0, seats[0], source)][edges]
    meet = np.flatnonzero((ends[:, 0] != ends[:, 1]) & np.isfinite(away[edges]).all(axis=1))
    total = away[edges[meet]].sum(axis=1) + cost[meet]
    pair = np.sort(ends[meet], axis=1)
    order = np.lexsort((meet, total, pair[:, 1], pair[:, 0]))
    _, first = np.unique(pair[order, 0] * len(seats) + pair[order, 1], return_index=True)
    chosen = order[first]
    meet, pair, total = meet[chosen], pair[chosen], total[chosen]
    count = len(seats)
    spanning = minimum_spanning_tree(csr_array((total, pair.T), shape=(count, count))).tocoo()
    tree = np.isin(
        pair[:, 0] * count + pair[:, 1], spanning.row.astype(np.int64) * count + spanning.col
    )
    both = np.concatenate([pair[:, 0], pair[:, 1]])
    order = np.lexsort((np.tile(total, 2), both))
    start = np.searchsorted(both[order], np.arange(count))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - start[both[order]]
    near = rank.reshape(2, -1).min(axis=0, initial=links) < links
    return Ways(edges, before, meet, ends[meet], tree, near)


def _marked(edges: Array, before: Array) -> Array:
    """Which points lie on the ways back from both ends of some edges."""
    marked = np.zeros(len(before), dtype=bool)
    at = np.unique(edges)
    while at.size:
        marked[at] = True
        at = np.unique(before[at])
        at = at[at >= 0]
        at = at[~marked[at]]
    return marked


def steps_back(before: Array) -> Array:
    """How many steps each point is from its place; 0 for places and what no way leads to."""
    depth = np.zeros(len(before), dtype=np.int64)
    on = np.flatnonzero(before >= 0)
    at = before[on]
    while on.size:
        depth[on] += 1
        at = before[at]
        on, at = on[at >= 0], at[at >= 0]
    return depth
