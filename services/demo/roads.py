"""Roads between the towns of the fictional region: the easiest ways over rough ground.

Points are strewn over the open land and joined, with each other and with the edges of towns, to a
net of triangles. Roads are the quickest ways along it: between neighbouring places, and from
places to farms; then they are smoothed.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, cKDTree

from .grids import Grid, crosses_water, place_centres
from .plan import COUNTY_KM, Plan
from .terrain import Array, generator, ground, roughness, water
from .ways import among, graph_of, net_of_ways, once, steps_back

BRIDGE_STEP_KM: Final = 0.4
LINKS: Final = 3
"""A place has roads to at least its so many nearest neighbours."""

# Country roads do not meet this near to the edge of the region.
_EDGE_KM = 2.5

# What a metre costs, as against one of open, even ground.
_AVENUE_COST, _STREET_COST, _ROUGH_COST, _ROAD_AGAIN = 0.7, 1.4, 5.0, 0.4


class Mesh(NamedTuple):
    """Everything that roads can follow.

    Parameters
    ----------
    km
        Points, (n, 2): the crossings of towns first, then open land, then bridges.
    place
        Of each point, (n,); -1 outside towns.
    edges
        Pairs of points, (m, 2).
    cost
        Of each edge, (m,).
    bridge
        Whether an edge is on a bridge, (m,).
    """

    km: Array
    place: Array
    edges: Array
    cost: Array
    bridge: Array


class Roads(NamedTuple):
    """The edges of a mesh that are roads, and how main each is.

    Parameters
    ----------
    edges
        (m, 2), indices of points of the mesh, the smaller first.
    main
        Whether it links neighbouring cities, (m,).
    """

    edges: Array
    main: Array


def road_mesh(plan: Plan, grid: Grid, *, points: int, keep_off: Array, off_km: float) -> Mesh:
    """Strew points over the open land and join them to each other and to the towns.

    Parameters
    ----------
    plan, grid
        The land, and its town streets.
    points
        About how many; those in water, in towns and on the highway are then left out.
    keep_off, off_km
        Points of the highway, (k, 2) km, and how far from it open land begins.

    Returns
    -------
    Mesh
        No edge of it crosses water but those of the bridges.
    """
    rng = generator(plan, "country roads")
    step_km = float(np.sqrt(len(plan.counties) * COUNTY_KM[0] * COUNTY_KM[1] / points))
    open_km = _open_land(plan, step_km, rng)
    near_town, _ = cKDTree(grid.km).query(open_km, distance_upper_bound=0.5 * step_km)
    near_highway, _ = cKDTree(keep_off).query(open_km, distance_upper_bound=off_km)
    open_km = open_km[np.isinf(near_town) & np.isinf(near_highway)]
    km = np.concatenate([grid.km, open_km])
    place = np.concatenate([grid.place, np.full(len(open_km), -1)])
    fringe = np.flatnonzero(np.bincount(grid.edges.ravel(), minlength=len(grid.km)) < 4)
    ids = np.concatenate([fringe, np.arange(len(grid.km), len(km))])
    corners = ids[Delaunay(km[ids]).simplices]
    sides = once(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]))
    inner = (place[sides[:, 0]] >= 0) & (place[sides[:, 0]] == place[sides[:, 1]])
    length = np.linalg.norm(km[sides[:, 0]] - km[sides[:, 1]], axis=1)
    sides = sides[~inner & (length < 3 * step_km)]
    sides = sides[~crosses_water(plan, km, sides)]
    edges = np.concatenate([grid.edges, sides])
    start, end = km[edges].transpose(1, 0, 2)
    cost = np.linalg.norm(end - start, axis=1) * rng.uniform(1, 1.35, len(edges))
    streets = len(grid.edges)
    cost[:streets] *= np.where(grid.avenue, _AVENUE_COST, _STREET_COST)
    cost[streets:] *= 1 + _ROUGH_COST * roughness(plan, (start + end)[streets:] / 2)
    return _bridged(plan, Mesh(km, place, edges, cost, np.zeros(len(edges), dtype=bool)))


def _open_land(plan: Plan, step_km: float, rng: np.random.Generator) -> Array:
    """Shaken lattice points on dry land inside the counties, (n, 2)."""
    east, north = np.meshgrid(
        np.arange(step_km / 2, plan.width_km, step_km),
        np.arange(step_km / 2, plan.height_km, step_km),
    )
    km = np.stack([east.ravel(), north.ravel()], axis=1)
    row, column = (km[:, ::-1] // np.array(COUNTY_KM[::-1])).astype(np.int64).T
    km = km[row * plan.columns + column < len(plan.counties)]
    km = ground(plan, km + rng.uniform(-0.38, 0.38, km.shape) * step_km)
    return km[~water(plan, km)]


def _bridged(plan: Plan, mesh: Mesh) -> Mesh:
    """The mesh with a chain of points over each bridge, from its points nearest to both ends."""
    if not plan.bridges:
        return mesh
    ends = cKDTree(mesh.km).query(np.array(plan.bridges))[1]
    first = len(mesh.km)
    points, edges, costs = [mesh.km], [mesh.edges], [mesh.cost]
    for west, east in ends.tolist():
        start, end = mesh.km[west], mesh.km[east]
        length = float(np.linalg.norm(end - start))
        steps = max(2, round(length / BRIDGE_STEP_KM))
        chain = np.array([west, *range(first, first + steps - 1), east])
        points.append(start + np.linspace(0, 1, steps + 1)[1:-1, None] * (end - start))
        edges.append(np.stack([chain[:-1], chain[1:]], axis=1))
        costs.append(np.full(steps, length / steps))
        first += steps - 1
    new = np.concatenate(edges)
    return Mesh(
        np.concatenate(points),
        np.concatenate([mesh.place, np.full(first - len(mesh.km), -1)]),
        new,
        np.concatenate(costs),
        np.arange(len(new)) >= len(mesh.edges),
    )


def country_roads(plan: Plan, mesh: Mesh, *, nodes: int) -> Roads:
    """Choose the roads: between neighbouring places, then crossroads, and to farms.

    Parameters
    ----------
    plan, mesh
        The land and what roads can follow.
    nodes
        About so many points outside towns get onto roads: crossroads are laid out that take about
        two thirds of them, and farms are added for the others.

    Returns
    -------
    Roads
        Sorted by their points.
    """
    size = len(mesh.km)
    seats = _middles(plan, mesh)
    ways = net_of_ways(mesh.edges, mesh.cost, size, seats, links=LINKS)
    linked = ways.tree | ways.near
    city = np.array([place.kind == "city" for place in plan.places])[mesh.place[seats]]
    main = ways.all_of(linked & city[ways.pair].all(axis=1))
    roads = ways.all_of(linked)
    cost = mesh.cost * np.where(among(mesh.edges, roads), _ROAD_AGAIN, 1.0)
    meets = np.unique(np.concatenate([seats, _crossroads(plan, mesh, nodes)]))
    more = net_of_ways(mesh.edges, cost, size, meets, links=2)
    edges = np.concatenate([roads, more.all_of(more.tree | more.near)])
    edges = np.concatenate([edges, _farm_ways(plan, mesh, edges, nodes)])
    edges = once(edges)
    return Roads(edges, among(edges, main))


def _middles(plan: Plan, mesh: Mesh) -> Array:
    """The crossing nearest to the middle of each place that has one."""
    centres, _ = place_centres(plan)
    inside = np.flatnonzero(mesh.place >= 0)
    _, nearest = cKDTree(mesh.km[inside]).query(centres)
    return np.unique(inside[nearest])


def _crossroads(plan: Plan, mesh: Mesh, nodes: int) -> Array:
    """Points of the open land where country roads meet, fewer in rough land."""
    rng = generator(plan, "crossroads")
    outside = np.flatnonzero(mesh.place < 0)
    # A crossroads comes with about seven points of road, at the density of the mesh.
    wanted = min(int(nodes / 9), len(outside))
    if not wanted:
        return outside[:0]
    step = np.sqrt(len(plan.counties) * COUNTY_KM[0] * COUNTY_KM[1] / wanted)
    at = mesh.km[outside]
    beyond = np.abs(at - np.array((plan.width_km, plan.height_km)) / 2)
    inner = (beyond < np.array((plan.width_km, plan.height_km)) / 2 - _EDGE_KM).all(axis=1)
    keep = inner & (rng.random(len(outside)) > 0.8 * roughness(plan, at))
    cell = np.floor(mesh.km[outside[keep]] / step).astype(np.int64)
    order = rng.permutation(len(cell))
    _, first = np.unique(cell[order], axis=0, return_index=True)
    return outside[keep][order[first]]


def _farm_ways(plan: Plan, mesh: Mesh, roads: Array, nodes: int) -> Array:
    """Edges from roads to as many farms as give `nodes` points of open land on roads, (m, 2)."""
    rng = generator(plan, "farms")
    outside = mesh.place < 0
    known = np.zeros(len(mesh.km), dtype=bool)
    known[roads] = True
    missing = nodes - int((known & outside).sum())
    if missing <= 0:
        return roads[:0]
    away, before, _ = dijkstra(
        graph_of(mesh.edges, mesh.cost, len(mesh.km)),
        directed=False,
        indices=np.flatnonzero(known),
        min_only=True,
        return_predecessors=True,
    )
    farms = np.flatnonzero(outside & ~known & np.isfinite(away))
    rough = roughness(plan, mesh.km[farms])
    late = rng.random(len(farms)) * (0.35 + rough) / (0.5 + np.minimum(away[farms], 1.2))
    farms = farms[np.argsort(late, kind="stable")]
    rank = np.full(len(before), len(farms), dtype=np.int64)
    rank[farms] = np.arange(len(farms))
    # The way of a farm runs through all points before it: from the farthest to the nearest.
    depth = steps_back(before)
    order = np.argsort(-depth, kind="stable")
    order = order[depth[order] > 0]
    for level in np.split(order, np.flatnonzero(np.diff(depth[order])) + 1):
        np.minimum.at(rank, before[level], rank[level])
    rank[known] = len(farms)
    counted = np.sort(rank[farms])
    last = counted[min(missing, len(counted)) - 1] if len(counted) else -1
    on = np.flatnonzero((rank <= last) & (before >= 0) & (rank < len(farms)))
    return np.stack([on, before[on]], axis=1)


def smoothed(plan: Plan, km: Array, edges: Array, fixed: Array, *, rounds: int = 4) -> Array:
    """Points moved towards the middle of their neighbours, so that roads bend instead of turning.

    Parameters
    ----------
    plan
        Where water is: what would bring a road into it is not moved.
    km, edges
        Points, (n, 2), and pairs of them, (m, 2).
    fixed
        Points that stay, (n,).
    rounds
        How often.

    Returns
    -------
    numpy.ndarray
        The moved points, (n, 2).
    """
    both = np.concatenate([edges, edges[:, ::-1]])
    degree = np.bincount(both[:, 0], minlength=len(km))
    free = ~fixed & (degree >= 2)
    moved = km.copy()
    for _ in range(rounds):
        total = np.stack(
            [
                np.bincount(both[:, 0], moved[both[:, 1], side], minlength=len(km))
                for side in (0, 1)
            ],
            axis=1,
        )
        middle = total / np.maximum(degree, 1)[:, None]
        moved = np.where(free[:, None], 0.45 * moved + 0.55 * middle, moved)
    wet_before = crosses_water(plan, km, edges)  # a bridge may
    while True:
        wet = crosses_water(plan, moved, edges) & ~wet_before
        back = np.unique(edges[wet])
        back = back[(moved[back] != km[back]).any(axis=1)]
        if not back.size:
            return moved
        moved[back] = km[back]
