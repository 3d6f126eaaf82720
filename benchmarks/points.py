"""Points in areas beside the spatial joins of geopandas.

    python benchmarks/points.py [AREAS.parquet] [--points N] [--vertices V] [--rounds R]

The areas are those of a file of polygons whose borders are roughened to V vertices each on average
(`us_counties_2016_500k.parquet`: the 3,108 counties of the lower 48 states), or a seeded tier of
3,136 where no file is given. Seconds of processor time, best of R; shapes are made anew for each
round, so that nobody finds them prepared. Pairs are compared with both joins, and again with the
points on vertices of the areas, where `within` drops points and `intersects` repeats them.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from adjoin.geo.membership import points_in_areas
from tiers import clean_tier

#: Alaska, Hawaii and the territories, by FIPS code.
ISLANDS = ("02", "15", "60", "66", "69", "72", "78")

#: Of a side's length, how far its new middle lies beside it.
ROUGHNESS = 0.005

ON_VERTICES = 5_000


def halved(shapes: np.ndarray, longer: float) -> np.ndarray:
    """The shapes with a vertex beside the middle of each longer side, on both areas' borders alike."""
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    xy, at = shapely.get_coordinates(rings, return_index=True)
    a, b = xy[:-1], xy[1:]
    cut = (at[1:] == at[:-1]) & (np.hypot(*(b - a).T) > longer)
    turned = ((a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1])))[:, None]
    low, high = np.where(turned, b, a), np.where(turned, a, b)
    # A number between -1 and 1 that both neighbours make of the side's ends.
    chance = np.sin(low @ [12.9898, 78.233] + high @ [39.425, 11.135])
    aside = np.c_[low[:, 1] - high[:, 1], high[:, 0] - low[:, 0]] * chance[:, None] * ROUGHNESS
    order = np.argsort(np.r_[np.arange(len(xy)), np.flatnonzero(cut) + 0.5], kind="stable")
    owner = np.r_[at, at[:-1][cut]][order]
    xy = np.r_[xy, ((low + high) / 2 + aside)[cut]][order]
    polygons = shapely.polygons(shapely.linearrings(xy, indices=owner), indices=ring_of)
    united: np.ndarray = shapely.multipolygons(polygons, indices=part_of)
    return united


def roughened(shapes: np.ndarray, vertices: float) -> np.ndarray:
    """The shapes with their longest sides halved until they have so many vertices on average."""
    while (missing := vertices / shapely.get_num_coordinates(shapes).mean() - 1) > 0.01:
        xy, at = shapely.get_coordinates(shapely.boundary(shapes), return_index=True)
        sides = np.hypot(*np.diff(xy, axis=0).T)[at[1:] == at[:-1]]
        shapes = halved(shapes, np.quantile(sides, max(1 - missing, 0)))
    return shapes


def areas(path: str | None, vertices: float) -> np.ndarray:
    """The areas to count in, in a plane."""
    if path is None:
        return clean_tier(3136, vertices=round(vertices)).shapes
    frame = gpd.read_parquet(path)
    if "STATEFP" in frame:
        frame = frame[~frame["STATEFP"].isin(ISLANDS)]
    return roughened(np.asarray(frame.to_crs("EPSG:5070").geometry), vertices)


def seconds(
    work: Callable[[np.ndarray], Any], stored: np.ndarray, rounds: int
) -> tuple[float, Any]:
    """The least processor time of some rounds on fresh shapes, and the result."""
    best, result = np.inf, None
    for _ in range(rounds):
        shapes = shapely.from_wkb(stored)
        start = time.process_time()
        result = work(shapes)
        best = min(best, time.process_time() - start)
    return best, result


def megabytes(work: Callable[[np.ndarray], Any], stored: np.ndarray) -> float:
    """The most memory that arrays take meanwhile; GEOS's own is not seen."""
    shapes = shapely.from_wkb(stored)
    tracemalloc.start()
    work(shapes)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def joined(points: np.ndarray, shapes: np.ndarray, predicate: str) -> tuple[np.ndarray, np.ndarray]:
    """Areas and points of a spatial join."""
    left = gpd.GeoDataFrame(geometry=points, crs="EPSG:5070")
    right = gpd.GeoDataFrame(geometry=shapes, crs="EPSG:5070")
    pairs = left.sjoin(right, predicate=predicate)
    return pairs["index_right"].to_numpy(), pairs.index.to_numpy()


def pairs(areas: np.ndarray, points: np.ndarray) -> set[tuple[int, int]]:
    """Pairs of area and point."""
    return set(zip(areas.tolist(), points.tolist(), strict=True))


def compared(points: np.ndarray, stored: np.ndarray) -> str:
    """How our pairs differ from those of the two joins, where points lie on vertices."""
    shapes = shapely.from_wkb(stored)
    layer = np.zeros(len(shapes))
    found = points_in_areas(points, shapes, layer)
    within, meets = (pairs(*joined(points, shapes, p)) for p in ("within", "intersects"))
    ours = pairs(found.area, found.point)
    once = len({p for _, p in ours}) == len(ours) == len({p for _, p in meets})
    return (
        f"{len(points)} points on vertices: within {len(within)} pairs, intersects {len(meets)}, "
        f"ours {len(ours)}, each point once and by intersects: {once and within <= ours <= meets}"
    )


def compare_points(shapes: np.ndarray, count: int, rounds: int) -> None:
    """Print one line for each method."""
    stored, layer = shapely.to_wkb(shapes), np.zeros(len(shapes))
    west, south, east, north = shapely.total_bounds(shapes)
    random = np.random.default_rng(7)
    xy = random.uniform((west, south), (east, north), (count, 2))
    points = shapely.points(xy)
    corners = shapely.get_coordinates(shapes)
    print(
        f"{count} points, {len(shapes)} areas of {len(corners) / len(shapes):.0f} vertices on "
        f"average, {(~shapely.is_valid(shapes)).sum()} of them not valid"
    )
    ours, found = seconds(lambda s: points_in_areas(points, s, layer), stored, rounds)
    expected = pairs(found.area, found.point)
    print(
        f"adjoin points_in_areas   {ours:7.3f} s   1.0x   {len(expected)} pairs, "
        f"{len(found.on_border)} points on borders, "
        f"{megabytes(lambda s: points_in_areas(points, s, layer), stored):.0f} MB at its peak"
    )
    for predicate in ("within", "intersects"):
        took, theirs = seconds(
            lambda s, p=predicate: joined(points, s, p),
            stored,
            rounds if predicate == "within" else 1,
        )
        same = pairs(*theirs) == expected
        most = megabytes(lambda s, p=predicate: joined(points, s, p), stored)
        print(
            f"geopandas sjoin {predicate:<9}{took:7.3f} s {took / ours:5.1f}x   {len(theirs[0])} pairs, "
            f"equal: {same}, {most:.0f} MB"
        )
    took, (area, point) = seconds(
        lambda s: shapely.STRtree(points).query(s, predicate="contains"), stored, rounds
    )
    print(
        f"STRtree query contains   {took:7.3f} s {took / ours:5.1f}x   {len(area)} pairs, "
        f"equal: {pairs(area, point) == expected}"
    )
    chosen = random.choice(len(corners), min(ON_VERTICES, len(corners)), replace=False)
    print(compared(shapely.points(np.unique(corners[chosen], axis=0)), stored))


def main() -> None:
    """Compare on the areas that are asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("areas", nargs="?")
    parser.add_argument("--points", type=int, default=500_000)
    parser.add_argument("--vertices", type=float, default=760)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    compare_points(areas(given.areas, given.vertices), given.points, given.rounds)


if __name__ == "__main__":
    main()
