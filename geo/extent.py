"""Where on the globe do shapes lie: boxes that may cross 180 degrees, their middle, their reach.

A box is west, south, east, north in degrees. It runs from west eastward: west lies from -180 to 180
and east from west on, beyond 180 where the box crosses that line. -180 to 180 is all the way round.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

Array = NDArray[Any]

#: West, south, east, north, in degrees; east is beyond 180 where the region crosses that line.
Bounds = tuple[float, float, float, float]

#: The ellipsoid on which lengths of the ground are measured.
GEOD: Final = pyproj.Geod(ellps="WGS84")

#: Latitudes from here on are a pole, where a longitude says nothing: 0.1 mm away from it.
POLE: Final = 90 - 1e-9

_WITH_PARTS = (
    shapely.GeometryType.MULTIPOINT,
    shapely.GeometryType.MULTILINESTRING,
    shapely.GeometryType.MULTIPOLYGON,
    shapely.GeometryType.GEOMETRYCOLLECTION,
)


class Walk(NamedTuple):
    """A line or ring followed on the globe, each step the short way.

    Parameters
    ----------
    xy
        Its vertices but those at a pole; longitudes go on beyond 180 and -180.
    turns
        By vertex, how many turns were added to the longitude as it was written.
    round
        How often a ring goes round the globe eastward: 0, or 1 or -1 around a pole.
    """

    xy: Array
    turns: NDArray[np.int64]
    round: int


def walked(xy: Array) -> Walk:
    """Follow a line or a closed ring the short way: a step of more than 180 degrees goes across.

    Parameters
    ----------
    xy
        Shape (n, 2), longitudes and latitudes.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.extent import walked
    >>> ring = np.array([(179, 1), (-179, 1), (-179, 2), (179, 1)])
    >>> walked(ring).xy[:, 0].tolist(), walked(ring).round
    ([179.0, 181.0, 181.0, 179.0], 0)
    """
    xy = np.asarray(xy, dtype=float)
    closed = len(xy) > 1 and bool((xy[0] == xy[-1]).all())
    xy = xy[np.abs(xy[:, 1]) < POLE]
    if closed and len(xy) and (xy[0] != xy[-1]).any():
        xy = np.concatenate([xy, xy[:1]])  # the first vertex was at the pole
    steps = np.diff(xy[:, 0])
    turns = np.concatenate([[0], -np.cumsum(np.round(steps / 360).astype(np.int64))])
    turns = turns[: len(xy)]
    lon = np.where(turns == 0, xy[:, 0], xy[:, 0] + 360 * turns)
    return Walk(
        np.column_stack([lon, xy[:, 1]]), turns, int(turns[-1]) if closed and len(xy) else 0
    )


def single_parts(shapes: Array) -> tuple[Array, NDArray[np.intp]]:
    """The points, lines and polygons of shapes, however deep they stand, and whose they are.

    Parameters
    ----------
    shapes
        Array of geometries; missing ones have no parts.
    """
    parts, owner = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    while np.isin(shapely.get_type_id(parts), _WITH_PARTS).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    return parts, owner


def outline(part: shapely.Geometry) -> shapely.Geometry:
    """The outer ring of an area; a line or point itself.

    Parameters
    ----------
    part
        Of `single_parts`.
    """
    ring = shapely.get_exterior_ring(part)
    return part if ring is None else ring


def part_boxes(shapes: Array) -> tuple[Array, NDArray[np.intp]]:
    """The box of each part of shapes, and whose part it is.

    Parts up to 180 degrees wide are taken as they are written; wider ones are followed the short
    way, and reach to the pole when they go round it.

    Parameters
    ----------
    shapes
        Array of geometries in degrees; missing and empty ones have no boxes.
    """
    parts, owner = single_parts(shapes)
    boxes = shapely.bounds(parts)
    known = np.isfinite(boxes).all(axis=1)
    parts, owner, boxes = parts[known], owner[known], boxes[known]
    for k in np.flatnonzero(boxes[:, 2] - boxes[:, 0] > 180).tolist():
        boxes[k] = _box_of_walk(parts[k], boxes[k])
    return boxes, owner


def boxes_around(shapes: Array) -> Array:
    """The box of each shape, the narrowest that holds all its parts.

    Parameters
    ----------
    shapes
        Array of geometries in degrees.

    Returns
    -------
    numpy.ndarray
        Shape (n, 4); NaN for missing and empty shapes.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.extent import boxes_around
    >>> islands = shapely.MultiPolygon([shapely.box(179, 51, 180, 52), shapely.box(-178, 51, -177, 53)])
    >>> boxes_around(np.array([islands])).tolist()
    [[179.0, 51.0, 183.0, 53.0]]
    """
    boxes = shapely.bounds(np.asarray(shapes, dtype=object))
    # What is no wider than half the globe has no narrower box across 180 degrees.
    wide = np.flatnonzero(boxes[:, 2] - boxes[:, 0] > 180)
    parts, owner = part_boxes(np.asarray(shapes, dtype=object)[wide])
    for k, at in enumerate(wide.tolist()):
        boxes[at] = box_around(parts[owner == k])
    return boxes


def box_around(boxes: Array) -> Array:
    """The narrowest box that holds boxes; as it is written where it need not cross 180 degrees.

    Parameters
    ----------
    boxes
        Shape (n, 4), at least one.

    Returns
    -------
    numpy.ndarray
        Shape (4,).

    Examples
    --------
    >>> from adjoin.geo.extent import box_around
    >>> box_around([(-122, 37, -121, 38), (144, 13, 145, 14)]).tolist()
    [144.0, 13.0, 239.0, 38.0]
    """
    boxes = np.asarray(boxes, dtype=float)
    south, north = boxes[:, 1].min(), boxes[:, 3].max()
    west = np.where(boxes[:, 0] < -180, boxes[:, 0] + 360, boxes[:, 0])
    east = np.where(boxes[:, 0] < -180, boxes[:, 2] + 360, boxes[:, 2])
    order = np.lexsort((east, west))
    west, east = west[order], east[order]
    # How far the boxes before each one reach; before the first, those of the turn before.
    reached = np.maximum.accumulate(np.concatenate([[east.max() - 360], east]))[:-1]
    free = west - reached
    widest = int(np.argmax(free))
    if free[widest] <= 0:
        return np.array([-180.0, south, 180.0, north])
    end = east.max() if widest == 0 else reached[widest] + 360
    return np.array([west[widest], south, end, north])


def middle(bounds: Bounds) -> tuple[float, float] | None:
    """Longitude and latitude of the middle of a region, to 0.01 degree.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees.

    Returns
    -------
    (float, float) or None
        The middle of the bounds up to 180 degrees wide. A wider region lies around a pole when it
        is all on one side of the equator, and the pole is its middle; on both sides it has none.

    Examples
    --------
    >>> from adjoin.geo.extent import middle
    >>> middle((144, 13, 239, 38)), middle((-180, -90, 180, -60)), middle((-120, -5, 120, 5))
    ((-168.5, 25.5), (0.0, -90.0), None)
    """
    west, south, east, north = bounds
    if east - west > 180:
        return None if south < 0 < north else (0.0, 90.0 if south >= 0 else -90.0)
    lon, lat = round((west + east) / 2, 2), round((south + north) / 2, 2)
    return (lon if lon <= 180 else round(lon - 360, 2)), lat


def reach_m(bounds: Bounds) -> float:
    """How far the farthest corner of a region is from its middle on the ellipsoid; NaN without one.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees.

    Examples
    --------
    >>> from adjoin.geo.extent import reach_m
    >>> round(reach_m((0, -1, 0, 1)))  # a degree of latitude
    110574
    """
    centre = middle(bounds)
    if centre is None:
        return float("nan")
    west, south, east, north = bounds
    lon, lat = np.array([west, west, east, east]), np.array([south, north, south, north])
    away = GEOD.inv(np.full(4, centre[0]), np.full(4, centre[1]), lon, lat)[2]
    return float(np.max(away))


def _box_of_walk(part: shapely.Geometry, box: Array) -> Array:
    """The box of a part whose written longitudes span more than half the globe."""
    walk = walked(shapely.get_coordinates(outline(part)))
    if len(walk.xy) < 2:
        return box
    south, north = box[1], box[3]
    if walk.round:
        pole = 90.0 if south + north >= 0 else -90.0
        return np.array([-180.0, min(south, pole), 180.0, max(north, pole)])
    west, east = walk.xy[:, 0].min(), walk.xy[:, 0].max()
    if east - west >= 360:
        return np.array([-180.0, south, 180.0, north])
    turn = 360 * np.floor((west + 180) / 360)
    return np.array([west - turn, south, east - turn, north])
