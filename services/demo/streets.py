"""The streets of the fictional region: town grids, country roads and a highway as one network."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyproj
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from .grids import Grid, crosses_water, only_edges, place_centres, town_grids
from .highway import carriageways, dense, highways
from .plan import Plan
from .roads import Mesh, Roads, country_roads, road_mesh, smoothed
from .terrain import Array, generator, to_lonlat
from .ways import among

SPEEDS_MPH: Final = {
    "highway": 65, "ramp": 30, "main": 50, "bridge": 45, "country": 40, "avenue": 35, "street": 25,
}  # fmt: skip

TOWN_SHARE: Final = 0.62
"""Of all crossings and bends, how many lie in towns."""

ONE_WAY_PEOPLE: Final = 30_000
"""Cities with more people have one-way streets in their old centre."""

_OLD_CENTRE = 0.3  # of the radius of a city
_OFF_HIGHWAY_KM, _AROUND_HIGHWAY_KM = 0.07, 0.5
_EXIT_STEPS = 6  # about 2 km between two exits
_EXIT_KM = 0.3
_GUESS_KM = 0.15
_TRIALS = 4  # the first is enough but for very small networks
_NEARLY = 0.08


class StreetNet(NamedTuple):
    """A directed street network: one row is one direction.

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
        `highway`, `ramp`, `main`, `bridge`, `country`, `avenue` (a through road in town) or
        `street`, (m,).
    """

    nodes: Array
    nodes_km: Array
    ends: Array
    length_m: Array
    speed_mph: Array
    kind: Array


class _Streets(NamedTuple):
    """Streets before they have directions: places in km, edges, their kinds, and open directions."""

    km: Array
    ends: Array
    kind: Array
    along: Array
    against: Array


def demo_streets(plan: Plan) -> StreetNet:
    """Build the street network of a region.

    Every place has a grid of streets, cities have roads to their neighbours, farms to the nearest
    road; the highway has two carriageways and few exits; the bridges alone cross water. All of it is
    strongly connected, but for the islands. About a minute and 1.5 GB for a million nodes.

    Parameters
    ----------
    plan
        Where places, hills and water are, how many nodes are wanted (within 10 %), and the seed.

    Returns
    -------
    StreetNet
        Arcs sorted by their nodes.

    Examples
    --------
    >>> from adjoin.services.demo.plan import demo_plan
    >>> from adjoin.services.demo.streets import demo_streets
    >>> net = demo_streets(demo_plan())
    >>> sorted(set(net.kind.tolist()))
    ['avenue', 'bridge', 'country', 'highway', 'main', 'ramp', 'street']
    """
    wanted = plan.size.street_nodes
    lines = highways(plan)
    if 2 * sum(map(len, lines)) > 0.15 * wanted:  # a small network has no room for them
        lines = []
    in_towns = TOWN_SHARE * wanted
    for _ in range(_TRIALS):
        net = _network(plan, _connected(_laid_out(plan, lines, in_towns), plan))
        excess = len(net.nodes) - wanted
        if abs(excess) <= _NEARLY * wanted:
            break
        in_towns = max(in_towns - excess, 0.1 * wanted)
    return net


def _laid_out(plan: Plan, lines: list[Array], in_towns: float) -> _Streets:
    """All streets, with about so many crossings in towns."""
    middle = dense(lines)
    grid = _beside_highway(_sized_grid(plan, in_towns), middle)
    left = max(0, plan.size.street_nodes - 2 * sum(map(len, lines)) - len(grid.km))
    mesh = road_mesh(plan, grid, points=3 * left + 300, keep_off=middle, off_km=2 * _OFF_HIGHWAY_KM)
    roads = country_roads(plan, mesh, nodes=left)
    return _with_highways(plan, _one_network(plan, grid, mesh, roads), lines)


def _sized_grid(plan: Plan, nodes: float) -> Grid:
    """Town streets with about so many crossings."""
    found = len(town_grids(plan, _GUESS_KM).km)
    return town_grids(plan, _GUESS_KM * float(np.sqrt(found / nodes)))


def _beside_highway(grid: Grid, middle: Array) -> Grid:
    """Town streets without crossings at the highway; avenues pass under it, streets end."""
    if not len(middle):
        return grid
    near = cKDTree(middle)
    gap, _ = near.query(grid.km, distance_upper_bound=_AROUND_HIGHWAY_KM)
    off = gap >= _OFF_HIGHWAY_KM
    close = np.flatnonzero(np.isfinite(gap[grid.edges]).any(axis=1))
    start, end = grid.km[grid.edges[close]].transpose(1, 0, 2)
    share = np.linspace(0.1, 0.9, 9)[:, None, None]
    between = start + share * (end - start)
    clear = np.ones(len(grid.edges), dtype=bool)
    clear[close] = np.isinf(near.query(between, distance_upper_bound=0.03)[0]).all(axis=0)
    return only_edges(grid, off[grid.edges].all(axis=1) & (clear | grid.avenue))


def _one_network(plan: Plan, grid: Grid, mesh: Mesh, roads: Roads) -> _Streets:
    """Town streets and country roads together, roads smoothed, old centres one-way."""
    through = among(grid.edges, roads.edges)
    new = ~among(roads.edges, grid.edges)
    bridge = mesh.edges[mesh.bridge]
    over = among(roads.edges[new], bridge)
    kind = np.where(over, "bridge", np.where(roads.main[new], "main", "country"))
    in_town = (mesh.place[roads.edges[new]] >= 0).all(axis=1)
    kind = np.where(in_town, "avenue", kind)
    ends = np.concatenate([grid.edges, roads.edges[new]])
    kind = np.concatenate([np.where(grid.avenue | through, "avenue", "street"), kind])
    fixed = mesh.place >= 0
    fixed[bridge] = True
    km = smoothed(plan, mesh.km, ends, fixed)
    streets = len(grid.edges)
    old = np.zeros(len(ends), dtype=bool)
    old[:streets] = _old_centre(plan, grid) & (kind[:streets] == "street")
    forward = np.zeros(len(ends), dtype=bool)
    forward[:streets] = grid.line % 2 == 0
    return _Streets(km, ends, kind, ~old | forward, ~old | ~forward)


def _old_centre(plan: Plan, grid: Grid) -> Array:
    """Which town streets lie in the old centre of a large city."""
    centres, radii = place_centres(plan)
    large = np.array([place.population >= ONE_WAY_PEOPLE for place in plan.places])
    place = grid.place[grid.edges[:, 0]]
    away = np.linalg.norm(grid.km[grid.edges].mean(axis=1) - centres[place], axis=1)
    old: Array = large[place] & (away < _OLD_CENTRE * radii[place])
    return old


def _with_highways(plan: Plan, streets: _Streets, lines: list[Array]) -> _Streets:
    """The network with carriageways, which are one-way, and ramps, which are not."""
    on = np.unique(streets.ends[np.isin(streets.kind, ["avenue", "main", "country"])])
    parts = [streets]
    first = len(streets.km)
    for line in lines:
        right, left = carriageways(line)
        there = np.arange(first, first + len(line))
        back = there + len(line)
        first += 2 * len(line)
        exits = _exits(plan, line, streets.km[on])
        ramps = [np.stack([way[exits[:, 0]], on[exits[:, 1]]], axis=1) for way in (there, back)] + [
            np.array([(there[at], back[at])]) for at in (0, -1)
        ]
        ramp = np.concatenate(ramps)
        ways = np.concatenate(
            [np.stack([there[:-1], there[1:]], axis=1), np.stack([back[1:], back[:-1]], axis=1)]
        )
        parts.append(
            _Streets(
                np.concatenate([right, left]),
                np.concatenate([ways, ramp]),
                np.repeat(["highway", "ramp"], [len(ways), len(ramp)]),
                np.ones(len(ways) + len(ramp), dtype=bool),
                np.repeat([False, True], [len(ways), len(ramp)]),
            )
        )
    return _Streets(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _exits(plan: Plan, line: Array, km: Array) -> Array:
    """Points of a highway and the arterial crossings that ramps lead to, (k, 2) indices."""
    gap, nearest = cKDTree(km).query(line)
    chosen: list[tuple[int, int]] = []
    for at in np.argsort(gap, kind="stable"):
        if gap[at] > _EXIT_KM:
            break
        if all(abs(at - other) >= _EXIT_STEPS for other, _ in chosen):
            chosen.append((int(at), int(nearest[at])))
    exits = np.array(sorted(chosen), dtype=np.int64).reshape(-1, 2)
    both = np.concatenate([line[exits[:, 0]], km[exits[:, 1]]])
    ramps = np.arange(len(both)).reshape(2, -1).T
    return exits[~crosses_water(plan, both, ramps)]


def _connected(streets: _Streets, plan: Plan) -> _Streets:
    """The mainland and the islands; one-way streets that cut something off become two-way."""
    size = len(streets.km)
    ones = np.ones(len(streets.ends))
    _, part = connected_components(coo_array((ones, streets.ends.T), shape=(size, size)))
    count = np.bincount(part[np.unique(streets.ends)], minlength=part.max() + 1)
    kept = np.zeros(len(count), dtype=bool)
    kept[count.argmax()] = True
    for place in plan.places:
        if place.kind == "island":
            away = np.linalg.norm(streets.km - (place.east_km, place.north_km), axis=1)
            kept[part[away.argmin()]] = True
    here = kept[part[streets.ends[:, 0]]]
    streets = _Streets(streets.km, *(column[here] for column in streets[1:]))
    arcs = np.concatenate([streets.ends[streets.along], streets.ends[streets.against][:, ::-1]])
    graph = coo_array((np.ones(len(arcs)), arcs.T), shape=(size, size))
    _, strong = connected_components(graph, directed=True, connection="strong")
    trap = strong[streets.ends[:, 0]] != strong[streets.ends[:, 1]]
    return streets._replace(along=streets.along | trap, against=streets.against | trap)


def _network(plan: Plan, streets: _Streets) -> StreetNet:
    """Every direction as an arc, with length and speed; nodes numbered anew."""
    rng = generator(plan, "street lengths")
    used, ends = np.unique(streets.ends, return_inverse=True)
    ends = ends.reshape(-1, 2)
    nodes = to_lonlat(plan, streets.km[used])
    lon, lat = nodes[ends].transpose(2, 1, 0)
    _, _, straight_m = pyproj.Geod(ellps="GRS80").inv(lon[0], lat[0], lon[1], lat[1])
    # Country roads wind between two points of the table: up to 8 % longer than straight.
    winding = rng.uniform(1, 1.08, len(ends))
    open_road = np.isin(streets.kind, ["country", "main"])
    length = np.round(straight_m * np.where(open_road, winding, 1.0) + 0.05, 1)
    arcs = np.concatenate([ends[streets.along], ends[streets.against][:, ::-1]])
    row = np.concatenate([np.flatnonzero(streets.along), np.flatnonzero(streets.against)])
    order = np.lexsort((arcs[:, 1], arcs[:, 0]))
    names, at = np.unique(streets.kind, return_inverse=True)
    speed = np.array([SPEEDS_MPH[str(name)] for name in names])
    return StreetNet(
        nodes=nodes,
        nodes_km=streets.km[used],
        ends=arcs[order],
        length_m=length[row][order],
        speed_mph=speed[at][row][order],
        kind=streets.kind[row][order],
    )
