"""The highway of the fictional region: past the county seats, two carriageways, few ways on."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from .grids import place_centres
from .plan import COUNTY_KM, Plan
from .terrain import Array, ground, roughness, water
from .ways import net_of_ways

HALF_MEDIAN_KM: Final = 0.014
STEP_KM: Final = 0.35
BEYOND_KM: Final = 4.0
"""How far the highway of one county goes on beyond its southern border."""

_CELL_KM = 0.5


def highways(plan: Plan) -> list[Array]:
    """Lay highways past the seats of all counties, and on to the south and north.

    Parameters
    ----------
    plan
        The land. Water is gone around, towns are met at their edge.

    Returns
    -------
    list of numpy.ndarray
        Middle lines, each (k, 2) km, with a point about every 350 m; lines meet at their
        ends only. None without a city.
    """
    seats = _passes(plan)
    if not len(seats):
        return []
    middle = seats[np.abs(seats[:, 0] - plan.width_km / 2).argmin(), 0]
    ends = ground(plan, np.array([(middle, -BEYOND_KM), (middle, plan.height_km)]))
    cell = max(_CELL_KM, np.sqrt(plan.width_km * plan.height_km / 200_000))
    km, edges, cost = _lattice(plan, cell)
    stops = np.unique(cKDTree(km).query(np.concatenate([seats, ends]))[1])
    ways = net_of_ways(edges, cost, len(km), stops)
    links = np.flatnonzero(ways.tree)
    between = {}
    for (a, b), link in zip(ways.pair[links].tolist(), links.tolist(), strict=True):
        between[a, b] = ways.points_of(link)
        between[b, a] = between[a, b][::-1]
    lines = []
    for chain in _chains(ways.pair[links]):
        parts = [between[step] for step in pairwise(chain)]
        whole = np.concatenate([parts[0][:1], *(part[1:] for part in parts)])
        lines.append(_even(_rounded(km[whole])))
    return lines


def _passes(plan: Plan) -> Array:
    """Where the highway passes each county's seat: at its edge, towards its large neighbour."""
    centres, radii = place_centres(plan)
    found = []
    for county in range(len(plan.counties)):
        cities = [
            number
            for number, place in enumerate(plan.places)
            if place.county == county and place.kind == "city"
        ]
        if not cities:
            continue
        seat = max(cities, key=lambda number: plan.places[number].population)
        others = [number for number in cities if number != seat]
        away = np.array([1.0, 0.0])
        if others:
            gap = np.linalg.norm(centres[others] - centres[seat], axis=1)
            people = np.array([plan.places[number].population for number in others])
            chosen = int((people / gap).argmax())
            away = (centres[others[chosen]] - centres[seat]) / gap[chosen]
        found.append(centres[seat] + 0.98 * radii[seat] * away)
    return np.array(found).reshape(-1, 2)


def _chains(pairs: Array) -> list[list[int]]:
    """The edges of a tree as chains that end where it branches or ends."""
    beside: dict[int, list[int]] = {}
    for a, b in pairs.tolist():
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    chains = []
    for start in sorted(stop for stop in beside if len(beside[stop]) != 2):
        for following in sorted(beside[start]):
            chain = [start, following]
            while len(beside[chain[-1]]) == 2:
                chain.append(next(s for s in beside[chain[-1]] if s != chain[-2]))
            if chain[0] < chain[-1]:  # once, not from both ends
                chains.append(chain)
    return chains


def _lattice(plan: Plan, cell: float) -> tuple[Array, Array, Array]:
    """Points over the land, (n, 2) km, their edges, (m, 2), and what these cost, (m,)."""
    shape = (int(plan.width_km / cell) + 1, int((plan.height_km + BEYOND_KM) / cell) + 1)
    column, row = np.indices(shape)
    grid = np.stack([column, row], axis=-1) * cell - (0, BEYOND_KM)
    km = ground(plan, grid)
    county = np.clip(grid // np.array(COUNTY_KM), 0, None)
    outside = county[..., 1] * plan.columns + county[..., 0] >= len(plan.counties)
    blocked = water(plan, km) | (outside & (grid[..., 1] < plan.height_km))
    wide = blocked.copy()
    for axis in (0, 1):  # and what lies beside water
        for step in (-1, 1):
            wide |= np.roll(blocked, step, axis=axis)
    cost = np.where(wide, 200.0, 1 + 4 * roughness(plan, km) + _crowd(plan, km)).ravel()
    number = np.arange(column.size).reshape(shape)
    edges, costs = [], []
    for east, north in ((1, 0), (0, 1), (1, 1), (1, -1)):
        low, high = max(0, -north), shape[1] - max(0, north)
        first, last = number[: shape[0] - east, low:high], number[east:, low + north : high + north]
        edges.append(np.stack([first.ravel(), last.ravel()], axis=1))
        costs.append((cost[first] + cost[last]).ravel() / 2 * np.hypot(east, north))
    return km.reshape(-1, 2), np.concatenate(edges), np.concatenate(costs)


def _crowd(plan: Plan, km: Array) -> Array:
    """What the middle of towns costs in addition, at points of any shape (..., 2)."""
    centres, radii = place_centres(plan)
    away, nearest = cKDTree(centres).query(km, distance_upper_bound=1.1 * radii.max())
    reach = 1.1 * np.append(radii, 1.0)[nearest]
    cost: Array = 8 * np.clip(1 - away / reach, 0, 1)
    return cost


def _rounded(line: Array) -> Array:
    """A line whose corners are rounded, between the same ends."""
    for _ in range(12):
        middle = line[1:-1] / 2 + (line[:-2] + line[2:]) / 4
        line = np.concatenate([line[:1], middle, line[-1:]])
    return line


def _even(line: Array, step_km: float = STEP_KM) -> Array:
    """The same line with points at even steps."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    count = max(2, int(along[-1] / step_km))
    at = np.linspace(0, along[-1], count + 1)
    return np.stack([np.interp(at, along, line[:, side]) for side in (0, 1)], axis=1)


def dense(lines: list[Array], *, step_km: float = 0.04) -> Array:
    """Points of all lines at short steps, (n, 2)."""
    if not lines:
        return np.zeros((0, 2))
    return np.concatenate([_even(line, step_km) for line in lines])


def carriageways(line: Array) -> tuple[Array, Array]:
    """Both carriageways of a middle line, right of it and left of it, each (k, 2) km."""
    along = np.gradient(line, axis=0)
    along = along / np.linalg.norm(along, axis=1)[:, None]
    right = np.stack([along[:, 1], -along[:, 0]], axis=1) * HALF_MEDIAN_KM
    return line + right, line - right
