"""Seeded street networks and service points for the benchmarks: a county of any size.

A lattice of crossings is drawn together around towns and thinned to about 1.35 streets a crossing;
every fourth road is faster, every twelfth, 48th and 192nd more so. Some streets are one-way, some
lie beside another one, some end where they begin, some cost nothing, some parts are cut off; nodes
and streets come in no order, as in files.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from adjoin.geo.streets.arccosts import travel_ms
from adjoin.geo.streets.network import Network, network_of_streets
from adjoin.geo.streets.snapping import Snapped, snap
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import cKDTree

Array = NDArray[Any]

SPACING_M = 220.0
STREETS_PER_NODE = 1.35
KMH = np.array([40.0, 50.0, 65.0, 90.0, 110.0])
EVERY = (4, 12, 48, 192)
"""Of so many roads one is of the next higher class."""
ONEWAY = 0.06
CUT_OFF = 0.0005
SERVICES, AGENCIES = 36, 40


class Case(NamedTuple):
    """A network and the points on it.

    Parameters
    ----------
    network
        With all of its parts, also those that are cut off.
    snapped
        P points, as `snap` finds them.
    service, agency
        Shape (P,), codes.
    """

    network: Network
    snapped: Snapped
    service: NDArray[np.int64]
    agency: NDArray[np.int64]


def synthetic_network(nodes: int, *, seed: int = 7) -> Network:
    """A network of about so many nodes; 250,000 of them have 655,000 arcs over 110 km."""
    random = np.random.default_rng(seed)
    side = round(np.sqrt(nodes))
    number = np.arange(side * side).reshape(side, side)
    xy = _towns(side, random)
    tail = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    head = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    # the road that a street is a piece of: a row of the lattice, or a column
    road = np.concatenate(
        [np.repeat(np.arange(side), side - 1), np.tile(np.arange(side), side - 1)]
    )
    grade = sum((road % every == every // 2).astype(np.int64) for every in EVERY)
    keep = _thinned(tail, head, grade, side * side, random)
    tail, head, grade = tail[keep], head[keep], grade[keep]
    winding = random.uniform(1.0, 1.25, len(tail))
    beside = random.integers(0, len(tail), max(5, side * side // 5000))
    loop = random.integers(0, side * side, len(beside))
    tail = np.concatenate([tail, tail[beside], loop])
    head = np.concatenate([head, head[beside], loop])
    grade = np.concatenate([grade, grade[beside], np.zeros(len(loop), np.int64)])
    winding = np.concatenate([winding, random.uniform(1.3, 1.7, len(beside)), np.ones(len(loop))])
    # files know no order: nodes, streets and directions are shuffled
    place = random.permutation(side * side)
    shuffled = np.empty_like(xy)
    shuffled[place] = xy
    tail, head = place[tail], place[head]
    order = random.permutation(len(tail))
    tail, head, grade, winding = tail[order], head[order], grade[order], winding[order]
    turned = random.random(len(tail)) < 0.5
    tail, head = np.where(turned, head, tail), np.where(turned, tail, head)
    lines = _drawn(shuffled[tail], shuffled[head], winding)
    length_m = shapely.length(lines)
    ms = travel_ms(length_m, KMH[grade] * random.uniform(0.85, 1.0, len(tail)))
    mm = length_m * 1000
    free = random.integers(0, len(tail), len(beside))
    ms[free] = 0
    mm[free] = 0
    oneway = (random.random(len(tail)) < ONEWAY) & (grade <= 2)
    return network_of_streets(
        lines, tail, head, node_xy=shuffled, arc_ms=ms, arc_mm=mm,
        along=np.ones(len(tail), dtype=bool), against=~oneway,
    )  # fmt: skip


def service_points(
    network: Network, count: int, *, seed: int = 11
) -> tuple[Snapped, NDArray[np.int64], NDArray[np.int64]]:
    """Points on streets, more of them where streets are dense; their services and agencies.

    Some share a street with another point, a tenth lies at the end of one. An agency works around
    its seat, and often among its neighbours'.
    """
    random = np.random.default_rng(seed)
    street, first = np.unique(network.arc_street, return_index=True)
    middle = network.node_xy[network.arc_from[first]]
    # distance to the 20th nearest corner stands for how dense a town is
    sample = random.choice(len(middle), min(len(middle), 20_000), replace=False)
    corners = cKDTree(middle[np.sort(sample)])
    spread_m = corners.query(middle, k=min(20, len(sample)))[0][:, -1]
    dense = 1 / np.maximum(spread_m, 1.0) ** 4
    weight = 0.6 * dense / dense.sum() + 0.4 / len(street)
    chosen = street[random.choice(len(street), count, p=weight / weight.sum())]
    shared = random.random(count) < 0.05
    chosen[shared] = chosen[random.integers(0, count, int(shared.sum()))]
    fraction = random.random(count)
    end = random.random(count)
    fraction[end < 0.1] = 1.0
    fraction[end < 0.05] = 0.0
    places = shapely.line_interpolate_point(network.lines[chosen], fraction, normalized=True)
    xy = shapely.get_coordinates(places)
    snapped = snap(network, xy)
    low, high = network.node_xy.min(axis=0), network.node_xy.max(axis=0)
    seats = cKDTree(random.uniform(low, high, (AGENCIES, 2)))
    nearest = seats.query(xy, k=3)[1]
    agency = nearest[np.arange(count), random.choice(3, count, p=[0.7, 0.2, 0.1])]
    return snapped, random.permutation(count) % SERVICES, agency.astype(np.int64)


def synthetic_case(nodes: int, points: int) -> Case:
    """The network and the points that belong to these numbers, always the same."""
    network = synthetic_network(nodes)
    return Case(network, *service_points(network, points))


def _towns(side: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Crossings of a lattice, jittered and drawn together around towns."""
    cell = np.arange(side, dtype=np.float64)
    xy = np.stack(np.meshgrid(cell, cell, indexing="xy"), axis=2)
    xy += random.normal(0, 0.16, xy.shape)
    drawn = xy.copy()
    for _ in range(max(4, side * side // 4000)):
        centre, size = random.uniform(0, side, 2), random.uniform(8, 25)
        low = np.maximum(centre - 4 * size, 0).astype(int)
        high = np.minimum(centre + 4 * size, side).astype(int) + 1
        here = slice(low[1], high[1]), slice(low[0], high[0])
        off = xy[here] - centre
        near = np.exp(-(off**2).sum(axis=2) / (2 * size**2))
        drawn[here] -= 0.45 * off * near[:, :, None]
    return drawn.reshape(-1, 2) * SPACING_M


def _thinned(
    tail: Array, head: Array, grade: Array, nodes: int, random: np.random.Generator
) -> NDArray[np.bool_]:
    """The streets to keep: fast ones first, and those without which a part would be cut off."""
    turn = np.empty(len(tail), dtype=np.int64)
    chance = random.random(len(tail)) - np.array([0.0, 0.5, 2.5, 2.5, 2.5])[grade]
    turn[np.argsort(chance, kind="stable")] = np.arange(1, len(tail) + 1)
    tree = minimum_spanning_tree(coo_array((turn, (tail, head)), shape=(nodes, nodes)).tocsr())
    needed = np.isin(turn, tree.data.astype(np.int64))
    # whatever the tree leaves of the number is given to those whose turn comes first
    spare = turn[~needed]
    more = np.partition(spare, max(0, int(STREETS_PER_NODE * nodes) - int(needed.sum())) - 1)
    last = more[max(0, int(STREETS_PER_NODE * nodes) - int(needed.sum())) - 1]
    lost = (grade == 0) & (random.random(len(tail)) < CUT_OFF)
    return (needed | (turn <= last)) & ~lost


def _drawn(start: Array, end: Array, winding: Array) -> Array:
    """Lines with one bend, `winding` times as long as straight; a square where they close."""
    along = end - start
    bend = np.sqrt(winding**2 - 1) / 2
    middle = (start + end) / 2 + np.column_stack([-along[:, 1], along[:, 0]]) * bend[:, None]
    lines = np.asarray(shapely.linestrings(np.stack([start, middle, end], axis=1)), dtype=object)
    closed = np.flatnonzero((along == 0).all(axis=1))
    square = np.array([(0, 0), (75, 0), (75, 75), (0, 75), (0, 0)], dtype=np.float64)
    lines[closed] = shapely.linestrings(start[closed][:, None, :] + square)
    return lines
