"""The streets of the fictional example region: towns on a lattice, country roads, a highway.

One lattice of about 250 m, laid over the ground, carries everything. Towns and hamlets have all of
it, with every eighth line as an avenue; country roads are quickest ways over rough ground between
towns and from farms, along every fourth line or across; one line is the main road and one the
highway, which only avenues and country roads meet.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyproj
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from .example_ground import HAMLETS, TOWNS, Array, Place, centre, ground, to_lonlat

STEPS_EAST, STEPS_NORTH = 160, 128
AVENUE = 8  # every eighth lattice line in a town is an avenue; the highway has its exits there
ROUGH = 4  # country roads follow every fourth lattice line
HIGHWAY = 88  # lattice line, counted from the west
MAIN_ROAD = 72  # lattice line, counted from the south: coast, county seat, hills
FARMS = 70
SPEEDS_MPH = {"highway": 65, "main": 50, "country": 45, "avenue": 35, "street": 25}


class StreetNet(NamedTuple):
    """A directed street network.

    Parameters
    ----------
    nodes
        Longitude and latitude, (n, 2).
    nodes_km
        The same places in km, (n, 2).
    ends
        First and last node of every arc, (m, 2).
    length_m, speed_mph
        Of every arc, (m,).
    kind
        `highway`, `main`, `country`, `avenue` (a through road in town) or `street`, (m,).
    """

    nodes: Array
    nodes_km: Array
    ends: Array
    length_m: Array
    speed_mph: Array
    kind: Array


def example_streets(rng: np.random.Generator) -> StreetNet:
    """Build the network: strongly connected, nodes and arcs numbered from the south-west.

    Parameters
    ----------
    rng
        Leaves out some streets, and bends and chooses country roads.
    """
    column, row = np.meshgrid(np.arange(STEPS_EAST + 1), np.arange(STEPS_NORTH + 1), indexing="ij")
    km = ground(column / STEPS_EAST, row / STEPS_NORTH)
    built = _built(km)
    shaken = built | (column == HIGHWAY) | (row == MAIN_ROAD)
    km = km + rng.uniform(-1, 1, km.shape) * np.where(shaken, 0.03, 0.17)[..., None]
    number = np.arange(column.size).reshape(column.shape)
    parts = [
        _along(number[HIGHWAY, ::AVENUE], "highway"),
        _along(
            number[built[:, MAIN_ROAD] | (column[:, MAIN_ROAD] % ROUGH == 0), MAIN_ROAD], "main"
        ),
        *_town_streets(number, built, rng),
        _country_roads(number, built, km, rng),
    ]
    edges = np.concatenate([pairs for pairs, _ in parts])
    kind = np.concatenate([kinds for _, kinds in parts])
    flat = km.reshape(-1, 2)
    in_town = built.reshape(-1)[edges].all(axis=1)
    kind = np.where((kind == "main") & in_town, "avenue", kind)
    ends, kind = _directed(edges, kind, flat)
    return _network(ends, kind, flat, rng)


def _built(km: Array) -> Array:
    """Whether a lattice point lies in the built-up part of a town or hamlet."""
    built = np.zeros(km.shape[:2], dtype=bool)
    for place in (*TOWNS, *HAMLETS):
        away = km - centre(place)
        built |= np.hypot(away[..., 0], away[..., 1]) < 0.88 * place.radius_km
    exits = np.arange(STEPS_NORTH + 1) % AVENUE == 0
    built[HIGHWAY] &= exits  # streets end at the highway; avenues cross it
    return built


def _along(stops: Array, kind: str) -> tuple[Array, Array]:
    """Edges from each stop to the next, (k, 2), and their kinds, (k,)."""
    return np.stack([stops[:-1], stops[1:]], axis=1), np.full(len(stops) - 1, kind)


def _town_streets(
    number: Array, built: Array, rng: np.random.Generator
) -> list[tuple[Array, Array]]:
    """Streets and avenues of all towns, northward and eastward; a tenth of the streets is left out."""
    parts = []
    line = np.indices(number.shape)
    for axis, special in ((0, HIGHWAY), (1, MAIN_ROAD)):
        first = tuple(slice(None, -1) if side != axis else slice(None) for side in (0, 1))
        last = tuple(slice(1, None) if side != axis else slice(None) for side in (0, 1))
        here = built[first] & built[last] & (line[axis][first] != special)
        kind = np.where(line[axis][first][here] % AVENUE == 0, "avenue", "street")
        kept = (rng.random(len(kind)) >= 0.10) | (kind == "avenue")
        pairs = np.stack([number[first][here], number[last][here]], axis=1)
        parts.append((pairs[kept], kind[kept]))
    return parts


def _country_roads(
    number: Array, built: Array, km: Array, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Quickest ways over rough ground: between neighbouring places, and from farms to one."""
    rough = number[::ROUGH, ::ROUGH]
    steps = [
        (rough[:-1], rough[1:]),
        (rough[:, :-1], rough[:, 1:]),
        (rough[:-1, :-1], rough[1:, 1:]),
        (rough[1:, :-1], rough[:-1, 1:]),
    ]
    pairs = np.concatenate([np.stack([a.ravel(), b.ravel()], axis=1) for a, b in steps])
    column, row = np.divmod(pairs, STEPS_NORTH + 1)
    pairs = pairs[~(column == HIGHWAY).all(axis=1)]
    flat = km.reshape(-1, 2)
    length = np.linalg.norm(flat[pairs[:, 0]] - flat[pairs[:, 1]], axis=1)
    cost = length * rng.uniform(1, 2, len(pairs))
    graph = coo_array((cost, pairs.T), shape=(number.size, number.size)).tocsr()
    seats = [_nearest(place, rough.ravel(), flat) for place in (*TOWNS, *HAMLETS)]
    away, before = dijkstra(graph, directed=False, indices=seats, return_predecessors=True)
    wanted = [
        (start, seats[other])
        for start in range(len(seats))
        for other in range(start)
        if (away[start][seats] < away[start, seats[other]]).sum() <= 3
    ]
    farms = rng.choice(rough.ravel(), FARMS, replace=False)
    wanted += [(int(away[:, farm].argmin()), int(farm)) for farm in farms]
    found = {edge for start, end in wanted for edge in _way(before[start], end)}
    roads = np.array(sorted(found))
    column, row = np.divmod(roads, STEPS_NORTH + 1)
    known = built.reshape(-1)[roads].all(axis=1) | (row == MAIN_ROAD).all(axis=1)
    return roads[~known], np.full((~known).sum(), "country")


def _nearest(place: Place, nodes: Array, km: Array) -> int:
    """The one of the nodes that is nearest to the middle of a place."""
    return int(nodes[np.linalg.norm(km[nodes] - centre(place), axis=1).argmin()])


def _way(before: Array, end: int) -> list[tuple[int, int]]:
    """The edges from a node back to the start, each with its smaller node first."""
    edges = []
    while before[end] >= 0:
        step = int(before[end])
        edges.append((min(step, end), max(step, end)))
        end = step
    return edges


def _directed(edges: Array, kind: Array, km: Array) -> tuple[Array, Array]:
    """Both directions of every edge; one only, by turns, for streets in the core of the seat."""
    middle = km[edges].mean(axis=1) - centre(TOWNS[0])
    core = (np.hypot(middle[:, 0], middle[:, 1]) < 1.1) & (kind == "street")
    column, row = np.divmod(edges[:, 0], STEPS_NORTH + 1)
    eastward = edges[:, 1] - edges[:, 0] > 1  # the next lattice line, not the next on this one
    forward_turn = np.where(eastward, row, column) % 2 == 0
    forward, backward = ~core | forward_turn, ~core | ~forward_turn
    ends = np.concatenate([edges[forward], edges[backward][:, ::-1]])
    return ends, np.concatenate([kind[forward], kind[backward]])


def _network(ends: Array, kind: Array, km: Array, rng: np.random.Generator) -> StreetNet:
    """The largest strongly connected part, numbered anew, with lengths and speeds."""
    graph = coo_array((np.ones(len(ends)), ends.T), shape=(len(km), len(km)))
    _, part = connected_components(graph, directed=True, connection="strong")
    kept = (part == np.bincount(part).argmax())[ends].all(axis=1)
    ends, kind = ends[kept], kind[kept]
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    used, ends = np.unique(ends[order], return_inverse=True)
    ends, kind = ends.reshape(-1, 2), kind[order]
    nodes = to_lonlat(km[used])
    lon, lat = nodes[ends].transpose(2, 1, 0)
    _, _, straight_m = pyproj.Geod(ellps="GRS80").inv(lon[0], lat[0], lon[1], lat[1])
    # Country roads wind: up to 8 % longer than straight, the same both ways.
    winding = rng.uniform(1, 1.08, len(used))[ends].max(axis=1)
    open_road = np.isin(kind, ["country", "main"])
    return StreetNet(
        nodes=nodes,
        nodes_km=km[used],
        ends=ends,
        length_m=np.round(straight_m * np.where(open_road, winding, 1.0) + 0.05, 1),
        speed_mph=np.array([SPEEDS_MPH[name] for name in kind]),
        kind=kind,
    )
