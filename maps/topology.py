"""How many boundaries are drawn small, without tearing neighbours apart."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

# One unit of a coordinate on the page is 1e-5 degree: about 1.1 m, far below a pixel.
UNITS_PER_DEGREE = 100_000

# A region is at most about 1,500 pixels across on a screen; a fifth of a pixel is never seen.
_PIXELS_ACROSS = 7_500
_TOLERANCE_M = (5.0, 1_000.0)

Ints = npt.NDArray[np.int64]


class Topology(NamedTuple):
    """Polygons as lists of shared arcs.

    Parameters
    ----------
    arcs
        Each arc as `[x, y, dx, dy, dx, dy, ...]` in units of 1e-5 degree, the first vertex in full.
    polygons
        For each geometry its polygons, each a list of rings, each a list of arc numbers; `~n` is
        arc `n` backwards. A geometry that is missing or empty has no polygons.
    """

    arcs: list[list[int]]
    polygons: list[list[list[list[int]]]]


def local_crs(bounds: npt.NDArray[np.float64]) -> str:
    """Equal-area azimuthal projection around the middle of some bounds.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees; east is beyond 180 where the region crosses that line.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.maps.topology import local_crs
    >>> local_crs(np.array([-123.0, 38.0, -122.0, 39.0]))
    '+proj=laea +lat_0=38.50 +lon_0=-122.50 +datum=WGS84 +units=m'
    """
    west, south, east, north = (float(value) for value in bounds)
    lat, lon = (south + north) / 2, _under_180((west + east) / 2)
    return f"+proj=laea +lat_0={lat:.2f} +lon_0={lon:.2f} +datum=WGS84 +units=m"


def page_degrees(bounds: npt.NDArray[np.float64]) -> str:
    """Longitude and latitude as the page has them: past 180 where the region crosses that line.

    Parameters
    ----------
    bounds
        As for `local_crs`.
    """
    west, _, east, _ = (float(value) for value in bounds)
    around = f" +lon_wrap={(west + east) / 2:.2f}" if east > 180 else ""
    return f"+proj=longlat +datum=WGS84{around} +no_defs"


def _under_180(longitude: float) -> float:
    """The longitude as systems write it."""
    return (longitude + 180) % 360 - 180


def drawing_tolerance_m(bounds_m: npt.NDArray[np.float64]) -> float:
    """How far a line may be moved without being seen, in metres.

    A 7,500th of the region's diagonal, within 5 m and 1 km: 30 m for the nine counties of the
    San Francisco Bay Area, where simplifying by that much kept every neighbour a neighbour.

    Parameters
    ----------
    bounds_m
        West, south, east, north of the region in metres.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.maps.topology import drawing_tolerance_m
    >>> drawing_tolerance_m(np.array([0.0, 0.0, 180_000.0, 135_000.0]))
    30.0
    """
    west, south, east, north = (float(value) for value in bounds_m)
    diagonal = float(np.hypot(east - west, north - south))
    return min(max(diagonal / _PIXELS_ACROSS, _TOLERANCE_M[0]), _TOLERANCE_M[1])


def simplify_by_level(
    areas: gpd.GeoSeries, level: pd.Series, *, tolerance_m: float
) -> gpd.GeoSeries:
    """Simplify the agencies of each level together, so that shared borders stay shared.

    Parameters
    ----------
    areas
        Polygons in a metric projection; missing or empty ones stay as they are.
    level
        The level of each, on the same index.
    tolerance_m
        Square root of the area of the smallest corner that is kept, in metres.

    Returns
    -------
    geopandas.GeoSeries
        On the index of `areas`. Agencies of one level may overlap: shared edges are then still
        simplified once, and an agency that comes out invalid is simplified on its own.

    Notes
    -----
    Visvalingam's rule as in `shapely.coverage_simplify`; about a second per 200,000 vertices.
    """
    result = areas.array.copy()
    drawn = ~(areas.isna() | areas.is_empty).to_numpy()
    for name in sorted(level[drawn].unique()):
        rows = np.flatnonzero(drawn & (level == name).to_numpy())
        repaired = np.array([_polygonal(area) for area in result[rows]])
        together = shapely.coverage_simplify(repaired, tolerance_m)
        for at in np.flatnonzero(~shapely.is_valid(together) | shapely.is_empty(together)):
            together[at] = shapely.simplify(repaired[at], tolerance_m / 2, preserve_topology=True)
        result[rows] = together
    return gpd.GeoSeries(result, index=areas.index, crs=areas.crs)


def to_topology(areas: gpd.GeoSeries) -> Topology:
    """Cut polygons into the arcs that they share.

    Parameters
    ----------
    areas
        Polygons or multipolygons in degrees; missing ones have no polygons.

    Returns
    -------
    Topology
        Coordinates rounded to 1e-5 degree. Rings that collapse by rounding are left out.

    Notes
    -----
    A ring is cut where the vertices before and after differ from those of another ring there
    (Bostock's rule for TopoJSON). Linear in the number of vertices, sorting apart.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from adjoin.maps.topology import to_topology
    >>> two = gpd.GeoSeries([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs=4326)
    >>> len(to_topology(two).arcs)  # left, right, and the border once
    3
    """
    shapes = [_rings(area) for area in areas.to_numpy()]
    flat = [ring for shape in shapes for polygon in shape for ring in polygon]
    if not flat:
        return Topology([], [[] for _ in shapes])
    junctions = _junctions(flat)
    numbers: dict[bytes, int] = {}
    arcs: list[list[int]] = []

    def number(arc: Ints) -> int:
        """Signed number of an arc, new or known."""
        forward, back = arc.tobytes(), arc[::-1].tobytes()
        canonical = min(forward, back)
        if canonical not in numbers:
            numbers[canonical] = len(arcs)
            vertices = arc if canonical == forward else arc[::-1]
            steps = np.diff(vertices, axis=0, prepend=np.zeros((1, 2), np.int64))
            arcs.append([int(value) for value in steps.ravel()])
        return numbers[canonical] if canonical == forward else ~numbers[canonical]

    polygons = [
        [[[number(arc) for arc in _cut(ring, junctions)] for ring in polygon] for polygon in shape]
        for shape in shapes
    ]
    return Topology(arcs, polygons)


def _polygonal(area: shapely.Geometry) -> shapely.Geometry:
    """The valid polygons of a geometry; loose lines and points of a repair are not drawn."""
    valid = shapely.make_valid(area, method="structure")
    if isinstance(valid, shapely.Polygon | shapely.MultiPolygon):
        return valid
    parts = [part for part in shapely.get_parts(valid) if part.area > 0]
    return shapely.union_all(parts) if parts else shapely.MultiPolygon()


def _rings(area: object) -> list[list[Ints]]:
    """Rings of each polygon in page units, open, shells turning one way and holes the other."""
    if not isinstance(area, shapely.Polygon | shapely.MultiPolygon) or area.is_empty:
        return []
    shape = []
    for part in shapely.get_parts(shapely.normalize(area)):
        rings = [
            _open_ring(shapely.get_coordinates(ring)) for ring in (part.exterior, *part.interiors)
        ]
        if len(rings[0]) >= 3:
            shape.append([ring for ring in rings if len(ring) >= 3])
    return shape


def _open_ring(coordinates: npt.NDArray[np.float64]) -> Ints:
    """Ring in page units without its closing vertex and without repeated vertices."""
    ring = np.rint(coordinates[:-1] * UNITS_PER_DEGREE).astype(np.int64)
    return ring[np.any(ring != np.roll(ring, 1, axis=0), axis=1)]


def _codes(ring: Ints) -> Ints:
    """One integer for each vertex."""
    codes: Ints = ring[:, 0] * (1 << 32) + ring[:, 1]
    return codes


def _junctions(rings: list[Ints]) -> frozenset[int]:
    """Codes of the vertices at which rings part."""
    here = np.concatenate([_codes(ring) for ring in rings])
    before = np.concatenate([np.roll(_codes(ring), 1) for ring in rings])
    after = np.concatenate([np.roll(_codes(ring), -1) for ring in rings])
    low, high = np.minimum(before, after), np.maximum(before, after)
    order = np.lexsort((high, low, here))
    here, low, high = here[order], low[order], high[order]
    same_vertex = here[1:] == here[:-1]
    other_way = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return frozenset(here[1:][same_vertex & other_way].tolist())


def _cut(ring: Ints, junctions: frozenset[int]) -> list[Ints]:
    """Cut a ring at its junctions; without any it is one closed arc from its smallest vertex."""
    codes = _codes(ring)
    cuts = [at for at, code in enumerate(codes.tolist()) if code in junctions]
    start = cuts[0] if cuts else int(np.argmin(codes))
    turned = np.roll(ring, -start, axis=0)
    closed = np.concatenate([turned, turned[:1]])
    ends = [at - start for at in cuts[1:]] + [len(ring)]
    begins = [0, *ends[:-1]]
    return [closed[a : b + 1] for a, b in zip(begins, ends, strict=True)]
