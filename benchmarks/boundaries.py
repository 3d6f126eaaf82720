"""Borders, relations and points beside the peers: libpysal, GEOS' intersections, geopandas.

    python benchmarks/boundaries.py [--areas 5000] [--large 30000] [--counties FILE]

Everything is seeded and runs in one process; CPU seconds, ratios to ours, and how well borders are
found on tiers that several offices drew. `--large 0` leaves the large tier out; `--counties` names a
GeoParquet file of polygons for overlay and points (US counties), else a generated tier serves.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from adjoin.boundaries.relations import LEAST_M, LEAST_TIMES, agency_pairs
from adjoin.geo.borders import borders_of, matched_segments
from adjoin.geo.crs import region_plane
from adjoin.geo.nearborders import near_borders
from adjoin.geo.outlines import outlines
from adjoin.geo.overlay import common_shapes
from libpysal.graph import Graph
from points import areas, compare_points
from tiers import Tier, clean_tier, drawn_anew

Array = np.ndarray
NONE = np.zeros((0, 2), dtype=np.int64)


def cpu(work: Callable[[], Any], *, times: int = 3) -> tuple[float, Any]:
    """The best of some runs, in CPU seconds, and the result."""
    best, result = np.inf, None
    for _ in range(times):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return best, result


def borders(shapes: Array, tolerance_m: float) -> tuple[Any, Any]:
    """The whole stage: exact borders, and those within half, once and twice the tolerance."""
    lines = outlines(shapes)
    matches = matched_segments(lines)
    tolerances = [tolerance_m, tolerance_m / 2, 2 * tolerance_m]
    return borders_of(lines, matches), near_borders(lines, matches, NONE, tolerances_m=tolerances)


def lengths(exact: Any, near: Any) -> dict[tuple[int, int], tuple[float, float]]:
    """Exact length and length within the tolerance by pair."""
    found = {
        (a, b): (length, 0.0)
        for a, b, length in zip(exact.a.tolist(), exact.b.tolist(), exact.shared_m, strict=True)
    }
    for a, b, line, beside in zip(
        near.a.tolist(), near.b.tolist(), near.on_line_m, near.beside_m[:, 0], strict=True
    ):
        found[a, b] = found.get((a, b), (0.0, 0.0))[0], max(line, beside)
    return found


def quality(tier: Tier, exact: Any, near: Any, tolerance_m: float) -> str:
    """Precision, recall and error of length against the true borders."""
    true = {
        (a, b): length
        for a, b, length in zip(tier.a.tolist(), tier.b.tolist(), tier.shared_m, strict=True)
    }
    found = lengths(exact, near)
    least = max(LEAST_TIMES * tolerance_m, LEAST_M)
    said = {pair for pair, (sure, beside) in found.items() if sure > 0 or beside > least}
    long = {pair for pair, length in true.items() if length > least}
    error = np.array([abs(sum(found[pair]) / true[pair] - 1) for pair in said & long])
    return (
        f"{len(said):6d} borders, precision {len(said & true.keys()) / len(said):.4f}, "
        f"recall {len(said & long) / len(long):.4f} of {len(long)}, "
        f"length off by {np.quantile(error, 0.95):.2%} (p95)"
    )


def compare_exact(tier: Tier) -> float:
    """Our borders beside contiguity without lengths; the CPU seconds of ours."""
    frame = gpd.GeoDataFrame(geometry=tier.shapes, crs="EPSG:3857")
    ours, (exact, near) = cpu(lambda: borders(tier.shapes, 15))
    print(f"adjoin, with lengths          {ours:8.2f} s   1.0x   {quality(tier, exact, near, 15)}")
    for strict in (True, False):
        rook, graph = cpu(
            lambda strict=strict: Graph.build_contiguity(frame, rook=True, strict=strict), times=1
        )
        print(
            f"libpysal rook, strict={strict!s:5}   {rook:8.2f} s {rook / ours:5.1f}x   "
            f"{graph.n_edges // 2:6d} borders, no length"
        )
    slow, count = cpu(lambda: intersected(tier.shapes), times=1)
    print(f"intersected boundaries        {slow:8.2f} s {slow / ours:5.1f}x   {count:6d} borders")
    return ours


def intersected(shapes: Array) -> int:
    """How many pairs have a common border, by intersecting the boundaries of all that touch."""
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    a, b = a[a < b], b[a < b]
    common = shapely.intersection(shapely.boundary(shapes[a]), shapely.boundary(shapes[b]))
    return int((shapely.length(common) > 0).sum())


def compare_dirt(tier: Tier, clean_s: float) -> None:
    """Borders on tiers drawn anew, all of it and a tenth."""
    for dirt_m, share in ((0.01, 1.0), (1, 1.0), (5, 1.0), (20, 1.0), (5, 0.1)):
        drawn = drawn_anew(tier.shapes, dirt_m, share=share)
        tolerance_m = 2 * dirt_m
        ours, (exact, near) = cpu(
            lambda drawn=drawn, tolerance_m=tolerance_m: borders(drawn, tolerance_m), times=2
        )
        print(
            f"dirt {dirt_m:5g} m, {share:4.0%} of areas {ours:8.2f} s {ours / clean_s:5.1f}x   "
            f"{quality(tier, exact, near, tolerance_m)}"
        )


def compare_large(count: int) -> None:
    """Borders of a large clean tier, with the memory that the process took for it."""
    tier = clean_tier(count)
    vertices = shapely.get_num_coordinates(tier.shapes).sum()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours, (exact, near) = cpu(lambda: borders(tier.shapes, 15), times=1)
    # Kilobytes on Linux.
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{count} areas, {vertices:,} vertices {ours:8.2f} s   {most / 1e6:.1f} GB, {before / 1e6:.1f} GB "
        f"with the areas alone   {quality(tier, exact, near, 15)}"
    )


def compare_relations(tier: Tier) -> None:
    """All relations, borders being a part of them."""
    plane = region_plane((-123, 37, -120, 39))
    ids = [f"{k:05d}" for k in range(len(tier.shapes))]
    frame = gpd.GeoDataFrame({"agency_id": ids}, geometry=tier.shapes, crs=plane)
    ours, pairs = cpu(lambda: agency_pairs(frame), times=1)
    print(f"agency_pairs, all of it       {ours:8.2f} s          {len(pairs):6d} pairs")


def compare_overlay(counties: str | None) -> None:
    """Common areas of 500 discs and a tier beside geopandas.overlay."""
    if counties:
        frame = (
            gpd.read_parquet(counties) if counties.endswith("parquet") else gpd.read_file(counties)
        )
        west, south, east, north = frame.geometry.to_crs("EPSG:4326").bounds.to_numpy().T
        frame = frame[(west > -130) & (east < -60) & (south > 23) & (north < 50)].to_crs(
            "EPSG:5070"
        )
        shapes = shapely.segmentize(np.asarray(frame.geometry), 700.0)
    else:
        shapes = clean_tier(3000, vertices=700).shapes
    random = np.random.default_rng(5)
    west, south, east, north = shapely.total_bounds(shapes)
    across = (east - west) / 60
    centres = random.uniform([west, south], [east, north], (500, 2))
    discs = shapely.buffer(
        shapely.points(centres), random.uniform(0.4, 2, 500) * across, quad_segs=90
    )
    left = gpd.GeoDataFrame({"i": range(500)}, geometry=discs, crs="EPSG:5070")
    right = gpd.GeoDataFrame({"j": range(len(shapes))}, geometry=shapes, crs="EPSG:5070")

    def cut() -> float:
        shapely.prepare(shapes)
        shapely.prepare(discs)
        i, j = shapely.STRtree(shapes).query(discs, predicate="intersects")
        return float(shapely.area(common_shapes(discs[i], shapes[j])).sum())

    ours, total = cpu(cut, times=2)
    print(
        f"adjoin common areas           {ours:8.2f} s   1.0x   {total / 1e6:.3f} km2, {len(shapes)} areas"
    )
    peer, area = cpu(lambda: left.overlay(right, how="intersection").area.sum(), times=2)
    print(f"geopandas.overlay             {peer:8.2f} s {peer / ours:5.1f}x   {area / 1e6:.3f} km2")


def main() -> None:
    """Print one line for each method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, default=5000)
    parser.add_argument("--large", type=int, default=30000)
    parser.add_argument("--counties")
    given = parser.parse_args()
    if given.large:
        # First, for the most memory that a process has had never falls.
        compare_large(given.large)
    tier = clean_tier(given.areas)
    vertices = shapely.get_num_coordinates(tier.shapes).sum()
    print(f"{given.areas} areas, {vertices:,} vertices, CPU seconds")
    clean_s = compare_exact(tier)
    compare_dirt(tier, clean_s)
    compare_relations(tier)
    compare_overlay(given.counties)
    compare_points(areas(given.counties, 760), 500_000, 2)


if __name__ == "__main__":
    main()
