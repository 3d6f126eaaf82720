"""Lengths on the ground: what is a metre on the ellipsoid, where the region is wider than its plane."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray

from .extent import GEOD, Bounds, reach_m

Array = NDArray[Any]

#: A region reaches this far from its middle, and lengths in its plane are still true to 0.2 %; in
#: one that is wider, more than about 1,500 km across, they are measured on the ellipsoid.
WIDE_M: Final = 750_000.0


def wide(bounds: Bounds) -> bool:
    """Whether a region is so wide that lengths are to be measured on the ellipsoid.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees.

    Examples
    --------
    >>> from adjoin.geo.ground import wide
    >>> wide((-123.6, 36.9, -121.2, 38.9)), wide((-124.7, 24.5, -66.9, 49.4))
    (False, True)
    """
    return reach_m(bounds) > WIDE_M


def ground_m(p: ArrayLike, q: ArrayLike, plane: pyproj.CRS) -> NDArray[np.float64]:
    """Lengths of the geodesics between places of a plane, on the ellipsoid of WGS 84.

    Parameters
    ----------
    p, q
        Shape (n, 2), places in the plane, in metres.
    plane
        Of `adjoin.geo.crs.region_plane`.

    Returns
    -------
    numpy.ndarray
        Shape (n,), metres; NaN where a coordinate is missing. C. F. F. Karney, Algorithms for
        geodesics (2013), as PROJ has it; about a microsecond and a half for each pair.

    Examples
    --------
    >>> from adjoin.geo.crs import region_plane
    >>> from adjoin.geo.ground import ground_m
    >>> plane = region_plane((-10, -10, 10, 10))
    >>> ground_m([(0, 0)], [(0, 1000)], plane).round(3).tolist()
    [1000.0]
    """
    start = _lonlat(np.asarray(p, dtype=float), plane)
    end = _lonlat(np.asarray(q, dtype=float), plane)
    known = np.isfinite(start).all(axis=1) & np.isfinite(end).all(axis=1)
    result = np.full(len(start), np.nan)
    x, y, u, v = (np.ascontiguousarray(c) for c in (*start[known].T, *end[known].T))
    result[known] = GEOD.inv(x, y, u, v)[2]
    return result


def line_lengths_m(lines: ArrayLike, plane: pyproj.CRS) -> NDArray[np.float64]:
    """Lengths on the ground of lines, or outlines of polygons, in a plane.

    Parameters
    ----------
    lines
        Array of geometries; missing and empty ones have the length 0.
    plane
        Of `adjoin.geo.crs.region_plane`.

    Returns
    -------
    numpy.ndarray
        Metres; each is the sum of the geodesics between its vertices.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.crs import region_plane
    >>> from adjoin.geo.ground import line_lengths_m
    >>> line = shapely.LineString([(0, 0), (0, 300), (400, 300)])
    >>> line_lengths_m(np.array([line, None]), region_plane((-10, -10, 10, 10))).round(3).tolist()
    [700.0, 0.0]
    """
    shapes = np.asarray(lines, dtype=object)
    areal = shapely.get_dimensions(shapes) == 2
    shapes = shapes.copy()
    shapes[areal] = shapely.boundary(shapes[areal])
    parts, whose = shapely.get_parts(shapes, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    joined = part[1:] == part[:-1]
    length = ground_m(xy[:-1][joined], xy[1:][joined], plane)
    return np.bincount(whose[part[1:][joined]], length, len(shapes)).astype(float)


def stretch(xy: ArrayLike, plane: pyproj.CRS) -> NDArray[np.float64]:
    """How many times longer than on the ground a short line near each place of a plane can be.

    An equal-area plane shortens lines across by as much, so that near a place a line of the plane
    is between 1 / stretch and stretch times as long as on the ground. At the angle c from the
    middle it is about 1 / cos(c / 2) (J. P. Snyder, Map Projections, 1987, p. 182): 1.002 at
    750 km, 1.09 at 5,000 km.

    Parameters
    ----------
    xy
        Shape (n, 2), places in the plane, in metres.
    plane
        Of `adjoin.geo.crs.region_plane`.

    Returns
    -------
    numpy.ndarray
        Shape (n,), 1 or more; NaN where a coordinate is missing.

    Examples
    --------
    >>> from adjoin.geo.crs import region_plane
    >>> from adjoin.geo.ground import stretch
    >>> stretch([(0, 0), (0, 5e6)], region_plane((-10, -10, 10, 10))).round(3).tolist()
    [1.0, 1.088]
    """
    lonlat = _lonlat(np.asarray(xy, dtype=float), plane)
    known = np.isfinite(lonlat).all(axis=1)
    result = np.full(len(lonlat), np.nan)
    if not known.any():
        return result
    lon, lat = np.ascontiguousarray(lonlat[known].T)
    factors = pyproj.Proj(plane).get_factors(lon, lat)
    result[known] = np.maximum(factors.tissot_semimajor, 1.0)
    return result


def _lonlat(xy: Array, plane: pyproj.CRS) -> Array:
    """Places of a plane in degrees of its own datum."""
    back = pyproj.Transformer.from_crs(plane, plane.geodetic_crs, always_xy=True)
    return np.column_stack(back.transform(xy[:, 0], xy[:, 1]))
