"""Town streets of the fictional region: every place has a grid of its own, bent towards its edge.

A grid is turned its own way, its blocks are longer than wide, its outer lines curve, and more and
more streets end blind towards the edge, where the town frays out.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from .plan import Place, Plan
from .terrain import Array, generator, shore_km, water

AVENUE: Final = 6
"""Every sixth line of a grid is an avenue."""

BUILT: Final = 0.86
"""Share of a place's radius that is built up, on the average of all directions."""

ISLAND_NODES: Final = 14
"""An island has about this many crossings."""

WET_STEPS: Final = 7


class Grid(NamedTuple):
    """Town streets of all places together.

    Parameters
    ----------
    km
        Crossings, (n, 2).
    place
        Index of the place of each crossing, (n,).
    edges
        Pairs of crossings, (m, 2), the first one to the west or south along its line.
    avenue
        Whether an edge is part of an avenue, (m,).
    line
        Number of the line that an edge lies on, counted from the middle of its place, (m,).
    """

    km: Array
    place: Array
    edges: Array
    avenue: Array
    line: Array


def town_grids(plan: Plan, spacing_km: float) -> Grid:
    """Lay out the streets of every place.

    Parameters
    ----------
    plan
        Where places and water are; its seed decides turns, curves and streets left out.
    spacing_km
        Between crossings, on average.

    Returns
    -------
    Grid
        Crossings by place, then from the south-west of its grid; none in water, and no edge across
        water. Crossings without an edge are left out.
    """
    rng = generator(plan, "town streets")
    centres, radii = place_centres(plan)
    around = cKDTree(centres).query_ball_point(centres, radii + radii.max(), return_sorted=True)
    parts: list[Grid] = []
    start = 0
    for number, place in enumerate(plan.places):
        near = np.array([other for other in around[number] if other != number], dtype=np.int64)
        part = _one_grid(place, centres[near], radii[near], near < number, spacing_km, rng)
        parts.append(part._replace(place=np.full(len(part.km), number), edges=part.edges + start))
        start += len(part.km)
    whole = Grid(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    return _dry(whole, plan)


def place_centres(plan: Plan) -> tuple[Array, Array]:
    """Middles, (n, 2), and radii, (n,), of all places in km."""
    centres = np.array([(place.east_km, place.north_km) for place in plan.places])
    return centres, np.array([place.radius_km for place in plan.places])


def _one_grid(
    place: Place,
    others: Array,
    other_radii: Array,
    earlier: Array,
    spacing_km: float,
    rng: np.random.Generator,
) -> Grid:
    """The grid of one place, without its number; land of nearer places is left to them."""
    turn, bend, phase, lobes = rng.uniform(
        [-0.6, 0.12, 0, 0], [0.6, 0.42, 2 * np.pi, 2 * np.pi], (4, 4)
    ).T
    if place.kind == "island":
        spacing_km = max(spacing_km, place.radius_km * BUILT * np.sqrt(np.pi / ISLAND_NODES))
    step = spacing_km * np.array([0.82, 1 / 0.82])
    reach = np.ceil(1.4 * place.radius_km / step).astype(np.int64)
    column, row = np.meshgrid(
        np.arange(-reach[0], reach[0] + 1), np.arange(-reach[1], reach[1] + 1), indexing="ij"
    )
    flat = np.stack([column, row], axis=-1) * step
    share = np.linalg.norm(flat, axis=-1) / place.radius_km
    # Lines are straight in the middle and sway towards the edge.
    sway = bend[0] * 0.5 * place.radius_km * np.minimum(share, 1.2) ** 2
    wave = flat[..., ::-1] * (2.2 / place.radius_km) + phase[:2]
    shaken = rng.normal(0, 0.045 * spacing_km, flat.shape)
    flat = flat + sway[..., None] * np.sin(wave) * 0.5 + shaken
    angle = turn[0] + bend[1] * share * np.sin(phase[2])
    cos, sin = np.cos(angle), np.sin(angle)
    away = np.stack(
        [cos * flat[..., 0] - sin * flat[..., 1], sin * flat[..., 0] + cos * flat[..., 1]], axis=-1
    )
    km = away + np.array([place.east_km, place.north_km])
    inside = _share(away, place.radius_km, lobes, place.kind) < 1
    if len(others):
        own = np.linalg.norm(away, axis=-1) / place.radius_km
        theirs = np.linalg.norm(km[..., None, :] - others, axis=-1) / other_radii
        inside &= ((own[..., None] < theirs) | ((own[..., None] == theirs) & ~earlier)).all(axis=-1)
    number = np.cumsum(inside.ravel()).reshape(inside.shape) - 1
    edges, avenue, line = [], [], []
    for axis, index in ((0, row), (1, column)):
        first: Any = tuple(slice(None, -1) if side == axis else slice(None) for side in (0, 1))
        last: Any = tuple(slice(1, None) if side == axis else slice(None) for side in (0, 1))
        here = inside[first] & inside[last]
        wide = index[first][here] % AVENUE == 0
        lost = rng.random(len(wide)) < 0.05 + 0.25 * np.minimum(share[first][here], 1) ** 2
        kept = wide | ~lost
        edges.append(np.stack([number[first][here], number[last][here]], axis=1)[kept])
        avenue.append(wide[kept])
        line.append(index[first][here][kept])
    return Grid(
        km[inside], np.zeros(0), np.concatenate(edges), np.concatenate(avenue), np.concatenate(line)
    )


def _share(away: Array, radius_km: float, lobes: Array, kind: str) -> Array:
    """Distance from the middle as a share of the built-up reach in that direction."""
    angle = np.arctan2(away[..., 1], away[..., 0])
    order = np.arange(2, 6)
    uneven = (np.cos(order * angle[..., None] + lobes) / order).sum(axis=-1)
    depth = 0.0 if kind == "island" else 0.2
    share: Array = np.linalg.norm(away, axis=-1) / (BUILT * radius_km * (1 + depth * uneven))
    return share


def crosses_water(plan: Plan, km: Array, edges: Array) -> Array:
    """Whether the straight line between two points meets water; (m,).

    Parameters
    ----------
    plan
        Where water is.
    km, edges
        Points, (n, 2), and pairs of them, (m, 2).
    """
    shore = shore_km(plan, km)[edges].min(axis=1)
    length = np.linalg.norm(km[edges[:, 0]] - km[edges[:, 1]], axis=1)
    wet: Array = shore < 0
    near = np.flatnonzero(~wet & (shore < 2 * length + 0.2))  # further away all of it is dry
    start, end = km[edges[near]].transpose(1, 0, 2)
    share = np.linspace(0, 1, WET_STEPS)[1:-1, None, None]
    wet[near] = water(plan, start + share * (end - start)).any(axis=0)
    return wet


def _dry(grid: Grid, plan: Plan) -> Grid:
    """The grid without what lies in water, and without crossings that no edge is left at."""
    return only_edges(grid, ~crosses_water(plan, grid.km, grid.edges))


def only_edges(grid: Grid, kept: Array) -> Grid:
    """The grid with some of its edges, and the crossings that they meet at."""
    edges = grid.edges[kept]
    used = np.zeros(len(grid.km), dtype=bool)
    used[edges] = True
    number = np.cumsum(used) - 1
    return Grid(grid.km[used], grid.place[used], number[edges], grid.avenue[kept], grid.line[kept])
