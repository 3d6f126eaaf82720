"""Shapes at 180 degrees of longitude: how they are read, joined for the plane, and cut for files."""

from __future__ import annotations

import enum
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .extent import POLE, single_parts, walked

Array = NDArray[Any]

#: A shape written around more than half the globe is read as lying across 180 degrees when it is
#: narrower than this on that side: a jump from one longitude to the next is then over three times
#: wider as it is written. A longitude that lost its sign makes a jump of less, but beyond 135 degrees.
ACROSS_DEGREES: Final = 90.0


#: A vertex this near to 180 degrees lies on it: the way into a plane and back leaves less.
ON_LINE: Final = 1e-9


class Reading(enum.IntEnum):
    """How longitudes that span more than half the globe are read; the worst is the greatest."""

    AS_WRITTEN = 0
    ACROSS = 1
    AROUND = 2
    FAULTY = 3


class Joined(NamedTuple):
    """Shapes without a seam along 180 degrees.

    Parameters
    ----------
    shapes
        Array of the same length as the input.
    changed
        Positions of those that had one.
    """

    shapes: Array
    changed: NDArray[np.intp]


def reading(xy: Array) -> Reading:
    """How a line or ring whose longitudes span more than half the globe is read.

    Parameters
    ----------
    xy
        Shape (n, 2), its longitudes and latitudes; a ring is closed.

    Returns
    -------
    Reading
        `ACROSS` 180 degrees, when it is less than 90 degrees wide on that side. `AROUND` the pole of
        its half of the globe, when it goes round once. `AS_WRITTEN`, when no step is wider than
        half the globe, or one runs along a pole. The latter two only on one side of the equator.
        Else `FAULTY`: also a step of 360 degrees, which would be nothing the short way.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.antimeridian import reading
    >>> reading(np.array([(179, 1), (-179, 1), (-179, 2), (179, 1)])).name
    'ACROSS'
    """
    if len(xy) == 0 or np.ptp(xy[:, 0]) <= 180:
        return Reading.AS_WRITTEN
    one_side = xy[:, 1].min() >= 0 or xy[:, 1].max() <= 0
    walk = walked(xy)
    if walk.round:
        if not one_side:
            return Reading.FAULTY
        if (np.abs(xy[:, 1]) >= POLE).any():
            return Reading.AS_WRITTEN
        all_round = bool((np.abs(np.diff(xy[:, 0])) == 360).any())
        return Reading.FAULTY if all_round else Reading.AROUND
    if not walk.turns.any():
        return Reading.AS_WRITTEN if one_side else Reading.FAULTY
    return Reading.ACROSS if 0 < np.ptp(walk.xy[:, 0]) < ACROSS_DEGREES else Reading.FAULTY


def joined(shapes: Array) -> Joined:
    """Join the parts of each shape that meet along 180 degrees, so that no seam is left.

    Vertices stay as they are written, so that the ring of a joined part jumps from 180 to -180:
    in a plane both are one place. Shapes with an invalid part there are left as they are.

    Parameters
    ----------
    shapes
        Array of geometries in degrees; None allowed.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.antimeridian import joined
    >>> split = shapely.MultiPolygon([shapely.box(179, 1, 180, 2), shapely.box(-180, 1, -179, 2)])
    >>> joined(np.array([split])).shapes[0].geom_type
    'Polygon'
    """
    shapes = np.asarray(shapes, dtype=object)
    bounds = shapely.bounds(shapes)
    split = (bounds[:, 0] == -180) & (bounds[:, 2] == 180)
    result, changed = shapes.copy(), []
    for at in np.flatnonzero(split).tolist():
        whole = _without_seam(shapes[at])
        if whole is not None:
            result[at] = whole
            changed.append(at)
    return Joined(result, np.array(changed, dtype=np.intp))


def cut(shapes: Array) -> Array:
    """Cut shapes at 180 degrees, as files in longitude and latitude want them (RFC 7946, 3.1.9).

    Parameters
    ----------
    shapes
        Array of geometries in degrees, each step of which goes the short way; None allowed.

    Returns
    -------
    numpy.ndarray
        Lines and areas across 180 degrees as multipart ones on both sides of it; around a pole
        they run along it. Every other shape is the same object.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.antimeridian import cut
    >>> across = shapely.LineString([(179, 0), (-179, 2)])
    >>> cut(np.array([across]))[0].wkt
    'MULTILINESTRING ((179 0, 180 1), (-180 1, -179 2))'
    """
    result = np.array(shapes, dtype=object)
    bounds = shapely.bounds(result)
    wide = (bounds[:, 2] - bounds[:, 0] > 180) | (np.abs(bounds[:, [1, 3]]) >= POLE).any(axis=1)
    for at in np.flatnonzero(wide).tolist():
        parts, _ = single_parts(result[at : at + 1])
        if any(_to_cut(shapely.get_coordinates(ring)) for ring in _rings(parts)):
            pieces = [piece for part in parts for piece in _cut_part(part)]
            result[at] = _together(pieces)
    return result


def _without_seam(shape: shapely.Geometry) -> shapely.Geometry | None:
    """One shape, its parts that touch 180 degrees united; None where none meet there."""
    parts, _ = single_parts(np.array([shape], dtype=object))
    areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    if not areas.all() or not shapely.is_valid(shape):
        return None
    bounds = shapely.bounds(parts)
    west, east = bounds[:, 2] == 180, bounds[:, 0] == -180
    # A part on both sides goes round a pole, or is drawn across already.
    if (west & east).any():
        return None
    beyond = shapely.transform(parts[east], lambda xy: xy + np.array([360, 0]))
    whole = shapely.get_parts(shapely.union_all([*parts[west], *beyond]))
    if len(whole) == (west | east).sum():
        return None
    written = shapely.get_coordinates(parts[east])[:, 0]

    def back(xy: Array) -> Array:
        return np.where(xy[:, :1] > 180, _turned_back(xy, written, 1), xy)

    return _together([*parts[~(west | east)], *shapely.transform(whole, back)])


def _cut_part(part: shapely.Geometry) -> list[shapely.Geometry]:
    """The pieces of a line or polygon between -180 and 180 degrees; a point as it is."""
    dimensions = shapely.get_dimensions(part)
    if dimensions == 0:
        return [part]
    if dimensions == 1:
        line = shapely.LineString(_run_on(shapely.get_coordinates(part))[0])
        return _windows(line, part)
    outer, *holes = (_ring_area(ring) for ring in shapely.get_rings(part))
    pieces = shapely.get_parts(shapely.difference(outer, shapely.union_all(holes)))
    return list(pieces[shapely.get_dimensions(pieces) == 2])


def _ring_area(ring: shapely.Geometry) -> shapely.Geometry:
    """What a ring goes round, in pieces between -180 and 180 degrees."""
    xy, turns = _run_on(shapely.get_coordinates(ring))
    if turns:
        # Up to the pole, along it, and back down to where it began.
        pole = 90.0 if xy[:, 1].mean() > 0 else -90.0
        xy = np.concatenate([xy, [(xy[-1, 0], pole), (xy[0, 0], pole)]])
    if len(xy) < 4:
        return shapely.Polygon()
    return shapely.union_all(_windows(shapely.make_valid(shapely.Polygon(xy)), ring))


def _run_on(xy: Array) -> tuple[Array, int]:
    """Vertices of a line or ring with longitudes that run on, and how often it goes round.

    Those that 180 degrees came out as, give or take the last digits, are on it; one at a pole
    becomes two, with the longitudes of those before and after it.
    """
    polar = np.abs(xy[:, 1]) >= POLE
    if polar.all():
        return xy[:0], 0
    if polar[0] and (xy[0] == xy[-1]).all():
        first = int(np.argmin(polar))
        xy = np.concatenate([xy[first:-1], xy[: first + 1]])
        polar = np.abs(xy[:, 1]) >= POLE
    walk = walked(xy[~polar])
    line = walk.xy.copy()
    turn = np.round((line[:, 0] - 180) / 360)
    on = np.abs(line[:, 0] - 180 - 360 * turn) < ON_LINE
    line[on, 0] = 180 + 360 * turn[on]
    if not polar.any():
        return line, walk.round
    before = np.cumsum(~polar) - 1
    at = np.column_stack([np.maximum(before, 0), np.minimum(before + polar, len(line) - 1)])
    twice = np.column_stack([line[at.ravel(), 0], np.repeat(xy[:, 1], 2)])
    keep = np.column_stack([np.ones(len(xy), dtype=bool), polar]).ravel()
    return twice[keep], walk.round


def _windows(shape: shapely.Geometry, written: shapely.Geometry) -> list[shapely.Geometry]:
    """A shape whose longitudes run on, turn by turn, each back between -180 and 180 degrees."""
    west, _, east, _ = shapely.bounds(shape)
    if np.isnan(west):
        return []
    lon = shapely.get_coordinates(written)[:, 0]
    pieces: list[shapely.Geometry] = []
    for turn in range(int(np.floor((west + 180) / 360)), int(np.ceil((east - 180) / 360)) + 1):
        window = shapely.box(360 * turn - 180, -90, 360 * turn + 180, 90)
        inside = shapely.get_parts(shapely.intersection(shape, window))
        # What only touches the window is no piece.
        inside = inside[shapely.get_dimensions(inside) == shapely.get_dimensions(shape)]
        xy = shapely.get_coordinates(inside)
        pieces += shapely.set_coordinates(inside, _turned_back(xy, lon, turn)).tolist()
    return pieces


def _turned_back(xy: Array, written: Array, turn: int) -> Array:
    """Vertices before some turns: as they were written, to the last bit, and new ones computed."""
    if turn == 0:
        return xy
    known = np.unique(written)
    moved = known + 360 * turn
    at = np.clip(np.searchsorted(moved, xy[:, 0]), 0, len(known) - 1)
    lon = np.where(moved[at] == xy[:, 0], known[at], xy[:, 0] - 360 * turn)
    return np.column_stack([lon, xy[:, 1]])


def _rings(parts: Array) -> list[shapely.Geometry]:
    """The rings of areas, and the lines."""
    kinds = shapely.get_type_id(parts)
    areas = parts[kinds == shapely.GeometryType.POLYGON]
    lines = parts[(kinds != shapely.GeometryType.POLYGON) & (kinds != shapely.GeometryType.POINT)]
    return [*shapely.get_rings(areas).tolist(), *lines.tolist()]


def _to_cut(xy: Array) -> bool:
    """Whether a line or ring crosses 180 degrees, or has a vertex at a pole."""
    return bool(walked(xy).turns.any() or (np.abs(xy[:, 1]) >= POLE).any())


def _together(pieces: list[Any]) -> shapely.Geometry:
    """One geometry of some parts: of one kind, or a collection."""
    if len(pieces) == 1:
        single: shapely.Geometry = pieces[0]
        return single
    kinds = set(shapely.get_type_id(pieces).tolist())
    if kinds == {shapely.GeometryType.POLYGON}:
        return shapely.MultiPolygon(pieces)
    if kinds <= {shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING}:
        return shapely.MultiLineString(pieces)
    return shapely.GeometryCollection(pieces)
