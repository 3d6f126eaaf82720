"""Shared borders beside libpysal's rook contiguity and beside intersecting every pair.

    python benchmarks/borders.py [SIDE]

A seeded tier of SIDE x SIDE areas whose common borders wind through many vertices.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from adjoin.geo.borders import shared_borders
from libpysal.graph import Graph

VERTICES_A_SIDE = 40


def winding_grid(side: int, *, seed: int = 7) -> np.ndarray:
    """SIDE x SIDE polygons of about 1 km that share every vertex of their borders."""
    random = np.random.default_rng(seed)
    corners = random.uniform(-150, 150, (side + 1, side + 1, 2))
    corners += np.stack(np.meshgrid(*[np.arange(side + 1) * 1000.0] * 2, indexing="ij"), axis=2)

    def winding(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        share = np.linspace(0, 1, VERTICES_A_SIDE)[:, None]
        line = start + (end - start) * share
        line[1:-1] += random.uniform(-8, 8, (VERTICES_A_SIDE - 2, 2))
        return line

    across = [
        [winding(corners[i, j], corners[i + 1, j]) for j in range(side + 1)] for i in range(side)
    ]
    up = [[winding(corners[i, j], corners[i, j + 1]) for j in range(side)] for i in range(side + 1)]
    return np.array(
        [
            shapely.Polygon(
                np.vstack(
                    [across[i][j][:-1], up[i + 1][j][:-1], across[i][j + 1][:0:-1], up[i][j][:0:-1]]
                )
            )
            for i in range(side)
            for j in range(side)
        ]
    )


def intersected(shapes: np.ndarray) -> int:
    """How many pairs have a common border, by intersecting the boundaries of all that touch."""
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    a, b = a[a < b], b[a < b]
    common = shapely.intersection(shapely.boundary(shapes[a]), shapely.boundary(shapes[b]))
    return int((shapely.length(common) > 0).sum())


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """The best of three, and the result."""
    best, result = np.inf, None
    for _ in range(3):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def main() -> None:
    """Print one line for each method."""
    side = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    shapes = winding_grid(side)
    frame = gpd.GeoDataFrame(geometry=shapes, crs="EPSG:3857")
    ours, found = seconds(lambda: shared_borders(shapes))
    print(f"{side * side} areas, {shapely.get_num_coordinates(shapes).sum()} vertices")
    print(f"adjoin shared_borders     {ours:8.3f} s   1.0x   {len(found.a)} pairs, with lengths")
    rook, graph = seconds(lambda: Graph.build_contiguity(frame, rook=True, strict=True))
    print(
        f"libpysal rook, strict     {rook:8.3f} s {rook / ours:5.1f}x   {graph.n_edges // 2} pairs"
    )
    slow, count = seconds(lambda: intersected(shapes))
    print(f"intersected boundaries    {slow:8.3f} s {slow / ours:5.1f}x   {count} pairs")


if __name__ == "__main__":
    main()
