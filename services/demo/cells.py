"""The lattice that all areas of a fictional region are made of, cut along the shores.

Cells are the squares of a grid, bent and shaken once, so that neighbours share every vertex. Where
a shore passes, the nearest vertices are moved onto it, the squares it passes through are cut into
two triangles, and the new edges along it get more vertices that lie on it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely

from .plan import Plan
from .terrain import Array, generator, ground, shore_km, to_lonlat

_SHORE_STEPS = 4  # pieces that an edge along a shore is cut into
_SHAKE = 0.09  # share of a cell's width


class Cells(NamedTuple):
    """The lattice, and the pieces of it that are not sea.

    Parameters
    ----------
    middles_km
        Of every cell, (east, north, 2).
    county
        Index of every cell's county, (east, north); -1 where the grid has no county.
    pieces
        Polygons in longitude and latitude: cells, or halves of cells at a shore, (n,).
    column, row
        The cell of every piece, (n,).
    dry
        Whether a piece is land and not lake, (n,).
    area_km2
        Of every piece, (n,).
    """

    middles_km: Array
    county: Array
    pieces: Array
    column: Array
    row: Array
    dry: Array
    area_km2: Array


def lattice(plan: Plan) -> Cells:
    """Build the lattice of a plan; about 10 µs per cell.

    Parameters
    ----------
    plan
        Its `cell_km` is the width of a cell.
    """
    across, up = (round(side / plan.cell_km) for side in (plan.width_km, plan.height_km))
    grid = np.stack(np.meshgrid(np.arange(across + 1), np.arange(up + 1), indexing="ij"), axis=-1)
    shake = generator(plan, "lattice").uniform(-_SHAKE, _SHAKE, grid.shape)
    bent = ground(plan, (grid + shake) * plan.cell_km)
    km, shore = _onto_shores(plan, bent)
    corners, cell = _split(shore)
    at = _unfolded(km.reshape(-1, 2), bent.reshape(-1, 2), corners)
    dry = _is_dry(plan, at, shore.ravel(), corners)
    rings, owner = _rings(plan, at, shore.ravel(), corners, dry)
    column, row = np.divmod(cell, up)
    middles = (km[:-1, :-1] + km[1:, :-1] + km[1:, 1:] + km[:-1, 1:]) / 4
    inland = dry | (_middle_shore(plan, at, corners, lakes=False) > plan.cell_km)  # or a lake
    county = _counties(plan, across, up)
    kept = inland & (county[column, row] >= 0)
    linear = shapely.linearrings(to_lonlat(plan, rings), indices=owner)
    return Cells(
        middles_km=middles,
        county=county,
        pieces=np.asarray(shapely.polygons(linear))[kept],
        column=column[kept],
        row=row[kept],
        dry=dry[kept],
        area_km2=_areas(rings, owner)[kept],
    )


def _counties(plan: Plan, across: int, up: int) -> Array:
    """The county of every cell; -1 where the grid has none."""
    east = np.arange(across)[:, None] * plan.columns // across
    north = np.arange(up)[None, :] * plan.rows // up
    index = north * plan.columns + east
    cut_east, cut_north = (
        np.arange(n) >= n - round(cut / plan.cell_km)
        for n, cut in zip((across, up), plan.cut_km, strict=True)
    )
    gone = cut_east[:, None] & cut_north[None, :]
    return np.where((index < len(plan.counties)) & ~gone, index, -1)


def _onto_shores(plan: Plan, km: Array) -> tuple[Array, Array]:
    """Vertices, those next to a shore moved onto it, and how far from a shore each is then.

    Where an edge of the lattice or a south-west to north-east diagonal crosses a shore, the end
    that is nearer to the crossing moves there, so that afterwards nothing crosses.
    """
    shore = shore_km(plan, km)
    best = np.full(shore.shape, 0.5)
    moved, on = km.copy(), shore.copy()
    for step in ((1, 0), (0, 1), (1, 1), (-1, 0), (0, -1), (-1, -1)):
        here = tuple(
            slice(max(0, -s), n - max(0, s)) for s, n in zip(step, shore.shape, strict=True)
        )
        there = tuple(
            slice(max(0, s), n - max(0, -s)) for s, n in zip(step, shore.shape, strict=True)
        )
        at = np.argwhere((shore[here] < 0) != (shore[there] < 0))
        a = at + [s.start for s in here]
        b = at + [s.start for s in there]
        start, end = km[tuple(a.T)], km[tuple(b.T)]
        share = _crossing(plan, start, end)
        nearer = share <= best[tuple(a.T)]
        a, share = a[nearer], share[nearer]
        best[tuple(a.T)] = share
        moved[tuple(a.T)] = start[nearer] + share[:, None] * (end - start)[nearer]
        on[tuple(a.T)] = 0.0
    return moved, on


def _crossing(plan: Plan, start: Array, end: Array) -> Array:
    """Where a shore crosses lines, as a share of their length, by halving."""
    low, high = np.zeros(len(start)), np.ones(len(start))
    first = shore_km(plan, start) < 0
    for _ in range(8):
        middle = (low + high) / 2
        same = (shore_km(plan, start + middle[:, None] * (end - start)) < 0) == first
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return (low + high) / 2


def _split(shore: Array) -> tuple[Array, Array]:
    """Corners of every piece, (n, 4) with a triangle's last one repeated, and its cell, (n,)."""
    number = np.arange(shore.size).reshape(shore.shape)
    corners = np.stack(
        [number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:]], axis=-1
    ).reshape(-1, 4)
    sign = np.sign(shore.ravel()[corners])
    cut = (sign.max(axis=1) > 0) & (sign.min(axis=1) < 0)
    whole = corners[~cut]
    south_east, north_west = corners[cut][:, [0, 1, 2, 2]], corners[cut][:, [0, 2, 3, 3]]
    cell = np.concatenate([np.flatnonzero(~cut), np.flatnonzero(cut), np.flatnonzero(cut)])
    order = np.argsort(cell, kind="stable")
    return np.concatenate([whole, south_east, north_west])[order], cell[order]


def _unfolded(moved: Array, before: Array, corners: Array) -> Array:
    """Vertices, those that fold a piece over put back to where they were before."""
    at = moved
    touched = corners[(moved != before).any(axis=1)[corners].any(axis=1)]
    owner = np.repeat(np.arange(len(touched)), 4)
    while True:
        folded = touched[~_is_simple(at[touched].reshape(-1, 2), owner)]
        if not (at[folded] != before[folded]).any():
            return at
        at = at.copy()
        at[folded] = before[folded]


def _middle_shore(plan: Plan, at: Array, corners: Array, *, lakes: bool) -> Array:
    """How far from a shore the middles of pieces are; (n,)."""
    return shore_km(plan, at[corners].mean(axis=1), lakes=lakes)


def _is_dry(plan: Plan, at: Array, shore: Array, corners: Array) -> Array:
    """Whether pieces are land: what their corners off the shore are, else their middle."""
    most = shore[corners]
    most = np.take_along_axis(most, np.abs(most).argmax(axis=1)[:, None], axis=1)[:, 0]
    middle = _middle_shore(plan, at, corners, lakes=True)
    dry: Array = np.where(most == 0, middle, most) > 0
    return dry


def _rings(plan: Plan, at: Array, shore: Array, corners: Array, dry: Array) -> tuple[Array, Array]:
    """Rings in km, not closed, one under another, and the piece of each vertex.

    Edges between land and water with both ends on the shore get vertices on it in between, unless
    a piece is so thin that its ring would cross itself.
    """
    ends = np.stack([corners, np.roll(corners, -1, axis=1)], axis=-1)
    real = ends[..., 0] != ends[..., 1]
    piece = np.repeat(np.arange(len(corners)), real.sum(axis=1))
    ends = ends[real]
    key = ends.min(axis=1) * np.int64(len(at)) + ends.max(axis=1)
    edges, edge = np.unique(key, return_inverse=True)
    a, b = np.divmod(edges, len(at))
    on_land = np.bincount(edge, dry[piece], minlength=len(edges))
    shoreline = (np.bincount(edge) == 2) & (on_land == 1) & (shore[a] == 0) & (shore[b] == 0)
    extra = np.zeros((len(edges), _SHORE_STEPS - 1, 2))
    extra[shoreline] = _on_shore(plan, at[a[shoreline]], at[b[shoreline]])

    vertices = np.zeros((len(edge), _SHORE_STEPS, 2))
    vertices[:, 0] = at[ends[:, 0]]
    forward = ends[:, 0] < ends[:, 1]
    vertices[:, 1:] = np.where(forward[:, None, None], extra[edge], extra[edge][:, ::-1])
    while True:
        count = np.where(shoreline[edge], _SHORE_STEPS, 1)
        rings = vertices[np.arange(_SHORE_STEPS) < count[:, None]]
        owner = np.repeat(piece, count)
        longer = np.bincount(owner, minlength=len(corners)) > corners.shape[1]
        crossed: Array = np.zeros(len(corners), dtype=bool)
        checked = longer[owner]
        crossed[longer] = ~_is_simple(rings[checked], (np.cumsum(longer) - 1)[owner[checked]])
        if not crossed.any():
            return rings, owner
        shoreline[edge[crossed[piece]]] = False


def _is_simple(rings: Array, owner: Array) -> Array:
    """Whether rings do not cross themselves; (n,)."""
    polygons = shapely.polygons(shapely.linearrings(rings, indices=owner))
    simple: Array = np.asarray(shapely.is_valid(polygons))
    return simple


def _areas(rings: Array, owner: Array) -> Array:
    """Area inside of each ring; rings run against the clock and are not closed."""
    last = np.append(np.flatnonzero(np.diff(owner)), len(owner) - 1)
    following = np.arange(len(owner)) + 1
    following[last] = np.r_[0, last[:-1] + 1]
    (x, y), (u, v) = rings.T, rings[following].T
    area: Array = np.bincount(owner, (x * v - u * y) / 2)
    return area


def _on_shore(plan: Plan, start: Array, end: Array) -> Array:
    """Points between two points on the shore, moved onto it sideways, (n, steps - 1, 2)."""
    share = np.arange(1, _SHORE_STEPS)[:, None] / _SHORE_STEPS
    points: Array = start[:, None] + share * (end - start)[:, None]
    side = (end - start)[:, None] * np.array([1, -1])
    side = np.broadcast_to(side[..., ::-1], points.shape)  # a quarter turn, as long as the edge
    reach = 0.3
    low, high = shore_km(plan, points - reach * side), shore_km(plan, points + reach * side)
    between = (low < 0) != (high < 0)
    found = _crossing(plan, (points - reach * side)[between], (points + reach * side)[between])
    points[between] += (2 * found - 1)[:, None] * reach * side[between]
    return points
