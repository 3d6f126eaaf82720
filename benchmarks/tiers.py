"""Seeded tiers of areas for the benchmarks: clean ones whose borders are known, and the same drawn anew.

A clean tier tiles a rectangle; neighbours share every vertex of a winding border, as counties of
one office do. A dirty one is what several offices make of it: each area is digitised by itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi

Array = NDArray[Any]

SPACING_M = 10_000.0


class Tier(NamedTuple):
    """Areas that tile a rectangle, and the length of each common border.

    Parameters
    ----------
    shapes
        Array of Polygon, metres.
    a, b, shared_m
        One row for each two areas with a common border, a < b.
    """

    shapes: Array
    a: Array
    b: Array
    shared_m: Array


def clean_tier(count: int, *, seed: int = 7, vertices: int = 300) -> Tier:
    """COUNT Voronoi cells with winding borders; about `vertices` to each."""
    random = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(count)))
    cell = np.arange(count)
    seeds = np.column_stack([cell % side, cell // side]) * SPACING_M
    seeds += random.uniform(-0.38, 0.38, seeds.shape) * SPACING_M
    low, high = seeds.min(axis=0) - SPACING_M / 2, seeds.max(axis=0) + SPACING_M / 2
    # Mirrored seeds make the outer borders straight and every cell finite.
    mirrored = [seeds]
    for axis in (0, 1):
        for edge in (low, high):
            other = seeds.copy()
            other[:, axis] = 2 * edge[axis] - other[:, axis]
            mirrored.append(other[np.abs(seeds[:, axis] - edge[axis]) < 2.5 * SPACING_M])
    diagram = Voronoi(np.concatenate(mirrored))
    ridges = diagram.ridge_points
    ends = np.array(diagram.ridge_vertices, dtype=object)
    rings: list[dict[int, tuple[int, Array]]] = [{} for _ in range(count)]
    a, b, shared = [], [], []
    for (p, q), ridge in zip(ridges.tolist(), ends.tolist(), strict=True):
        if min(p, q) >= count or min(ridge) < 0 or ridge[0] == ridge[1]:
            continue
        line = _winding(diagram.vertices[ridge], random, max(2, vertices // 6))
        for one in (p, q):
            if one < count:
                _hang(rings[one], seeds[one], ridge, line)
        if max(p, q) < count:
            a.append(min(p, q))
            b.append(max(p, q))
            shared.append(np.hypot(*np.diff(line, axis=0).T).sum())
    shapes = np.array([_closed(ring) for ring in rings], dtype=object)
    order = np.lexsort((b, a))
    return Tier(shapes, np.array(a)[order], np.array(b)[order], np.array(shared)[order])


def drawn_anew(shapes: Array, dirt_m: float, *, seed: int = 11, share: float = 1.0) -> Array:
    """The areas as other offices draw them: simplified, shifted and bent, each by itself.

    Parameters
    ----------
    shapes
        Array of Polygon.
    dirt_m
        Size of the dirt: simplified by half of it, shifted by up to a quarter in x and y, bent by
        a wave of a quarter. Two neighbours lie apart, or over one another, by about as much.
    share
        How many of the areas are drawn anew; the others stay as they are.
    """
    random = np.random.default_rng(seed)
    chosen = np.flatnonzero(random.random(len(shapes)) < share)
    drawn = np.asarray(shapes, dtype=object).copy()
    rough = shapely.simplify(drawn[chosen], dirt_m / 2)
    xy, whose = shapely.get_coordinates(rough, return_index=True)
    phase = random.uniform(0, 2 * np.pi, (len(chosen), 2))[whose]
    shift = random.uniform(-dirt_m / 4, dirt_m / 4, (len(chosen), 2))[whose]
    wave = dirt_m / 4 * np.sin(xy[:, ::-1] / [170.0, 130.0] + phase)
    drawn[chosen] = shapely.set_coordinates(rough, xy + shift + wave)
    invalid = ~shapely.is_valid(drawn)
    drawn[invalid] = shapely.buffer(drawn[invalid], 0)
    return drawn


def _winding(ends: Array, random: np.random.Generator, count: int) -> Array:
    """A line of COUNT parts between two places, displaced at random at every scale."""
    line = np.asarray(ends, dtype=float)
    parts = 1
    while parts < count:
        step = np.diff(line, axis=0)
        across = np.column_stack([-step[:, 1], step[:, 0]])
        middle = line[:-1] + step / 2 + across * random.uniform(-0.06, 0.06, (len(step), 1))
        both = np.empty((len(line) + len(middle), 2))
        both[::2], both[1::2] = line, middle
        line, parts = both, parts * 2
    return line[np.linspace(0, parts, count + 1).round().astype(int)]


def _hang(ring: dict[int, tuple[int, Array]], seed: Array, ridge: list[int], line: Array) -> None:
    """Add a border to a cell, counterclockwise round its seed."""
    (x1, y1), (x2, y2) = line[0] - seed, line[-1] - seed
    if x1 * y2 - x2 * y1 > 0:
        ring[ridge[0]] = ridge[1], line
    else:
        ring[ridge[1]] = ridge[0], line[::-1]


def _closed(ring: dict[int, tuple[int, Array]]) -> shapely.Polygon:
    """The borders of a cell joined end to end."""
    first = at = next(iter(ring))
    lines = []
    while True:
        at, line = ring[at]
        lines.append(line[:-1])
        if at == first:
            break
    return shapely.Polygon(np.concatenate(lines))
