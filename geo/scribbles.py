"""Shapes that outline nothing: their lines cross so often that GEOS would take minutes over them."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[Any]

#: Lines that cross or cover each other more often than this are no outline of anything: making
#: valid ground of them takes 10 s and 0.6 GB, and grows with the square of the lines.
CROSSINGS: Final = 250_000

#: Pairs of segments that may cross, by their boxes: looking at more takes as long.
_PAIRS: Final = 20 * CROSSINGS

#: So many vertices cannot cross each other more often; shapes with more are asked how often their
#: lines cross, by so many segments drawn by lot; of the first few only the boxes.
_LONG: Final = 700
_DRAWN: Final = (20, 200)

#: Shapes of so many vertices are asked how many places these stand in. An outline comes by each
#: place once; GEOS takes 9 s to find 100,000 vertices in three places not valid, and eight times as
#: long for twice as many.
_MANY: Final = 20_000
_PLACES: Final = 0.1


def scribbled(shapes: Array) -> dict[int, str]:
    """Which shapes come by the same few places over and over, by position, with the reason.

    Parameters
    ----------
    shapes
        Array of geometries; None allowed. Those of up to 20,000 vertices are none of these.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.scribbles import scribbled
    >>> shape = shapely.Polygon([(0, 0), (0, 1), (1, 0)] * 10_000)
    >>> scribbled(np.array([shapely.box(0, 0, 1, 1), shape]))
    {1: 'its 30,001 vertices stand in 3 places'}
    """
    found = {}
    counts = shapely.get_num_coordinates(shapes)
    for position in np.flatnonzero(counts > _MANY).tolist():
        xy = shapely.get_coordinates(shapes[position])
        places = len(np.unique(xy[:, 0] + 1j * xy[:, 1]))
        if places < _PLACES * len(xy):
            found[position] = f"its {len(xy):,} vertices stand in {places:,} places"
    return found


def too_crossed(shape: shapely.Geometry) -> str | None:
    """Why the lines of a shape are no outline: about how often they cross or cover each other.

    Parameters
    ----------
    shape
        With polygons.

    Returns
    -------
    str or None
        None where that is not more often than `CROSSINGS`.
    """
    if shapely.get_num_coordinates(shape) <= _LONG:
        return None
    often = _crossings(shape)
    if often <= CROSSINGS:
        return None
    return (
        f"its lines cross or cover each other about {float(f'{often:.2g}'):,.0f} times, more than the "
        f"{CROSSINGS:,} that are repaired"
    )


def _crossings(shape: shapely.Geometry) -> float:
    """About how often the lines of a shape cross or cover each other, by a sample of its segments."""
    polygons = shapely.get_parts(shape)
    while (shapely.get_type_id(polygons) == shapely.GeometryType.GEOMETRYCOLLECTION).any():
        polygons = shapely.get_parts(polygons)
    polygons = shapely.get_parts(polygons)
    xy, owner = shapely.get_coordinates(shapely.get_rings(polygons), return_index=True)
    usable = (owner[1:] == owner[:-1]) & (xy[1:] != xy[:-1]).any(axis=1)
    usable &= np.isfinite(xy[1:]).all(axis=1) & np.isfinite(xy[:-1]).all(axis=1)
    ends = np.stack([xy[:-1][usable], xy[1:][usable]], axis=1)
    segments: Array = np.asarray(shapely.linestrings(ends))
    order = np.random.default_rng(0).permutation(len(segments))
    tree = shapely.STRtree(segments)
    often = 0.0
    for most, by_boxes in zip(_DRAWN, (True, False), strict=True):
        drawn = order[:most]
        predicate: Literal["intersects"] | None = None if by_boxes else "intersects"
        found = tree.query(segments[drawn], predicate=predicate).shape[1]
        # Each touches itself and its two neighbours.
        often = max(found - 3 * len(drawn), 0) * len(segments) / max(len(drawn), 1) / 2
        if often > _PAIRS:
            break
    return float(often)
