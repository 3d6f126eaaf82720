"""How much of a segment lies near another, and how much of it runs beside it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

#: A slope below this is none: over 1,000 km it makes a tenth of a millimetre.
_LEVEL: Final = 1e-10


class Beside(NamedTuple):
    """The segments x seen from segments y: lengths in units of the plane.

    Parameters
    ----------
    length, other_length
        (k,) of x and of y.
    cosine
        (k,) of the angle between their directions.
    along
        (k, 2) from where to where on x its points lie abreast of y, not before its start or
        beyond its end; empty where the first is above the second.
    along_start, across_start, sine
        (k,) where x starts, measured along y and across it, and how fast it moves across.
    """

    length: Array
    other_length: Array
    cosine: Array
    along: Array
    along_start: Array
    across_start: Array
    sine: Array


def beside(start: Array, end: Array, other_start: Array, other_end: Array) -> Beside:
    """Measure how segments lie to others; all (k, 2).

    Parameters
    ----------
    start, end
        Of the segments x, of some length.
    other_start, other_end
        Of the segments y, of some length.
    """
    way, other_way = end - start, other_end - other_start
    length, other_length = np.hypot(*way.T), np.hypot(*other_way.T)
    way /= length[:, None]
    other_way /= other_length[:, None]
    offset = start - other_start
    cosine = (way * other_way).sum(axis=1)
    sine = other_way[:, 0] * way[:, 1] - other_way[:, 1] * way[:, 0]
    along_start = (offset * other_way).sum(axis=1)
    across_start = other_way[:, 0] * offset[:, 1] - other_way[:, 1] * offset[:, 0]
    low, high = _between(along_start, cosine, 0.0, other_length)
    along = np.column_stack([np.maximum(low, 0), np.minimum(high, length)])
    return Beside(length, other_length, cosine, along, along_start, across_start, sine)


def within(found: Beside, distance: float) -> tuple[Array, Array]:
    """From where to where on the segments x they lie within a distance of y.

    Parameters
    ----------
    found
        Of `beside`.
    distance
        Inclusive.

    Returns
    -------
    near, abreast
        (k, 2) the stretch within the distance, and the part of it that lies abreast of y; empty
        where the first is above the second. The points near a segment are convex, so there is one
        stretch.
    """
    low, high = _between(found.across_start, found.sine, -distance, distance)
    abreast = np.column_stack(
        [np.maximum(found.along[:, 0], low), np.minimum(found.along[:, 1], high)]
    )
    first, last = abreast.T.copy()
    none = first > last
    first[none], last[none] = np.inf, -np.inf
    for end in (0.0, found.other_length):
        # The circle round either end of y.
        back = (found.along_start - end) * found.cosine + found.across_start * found.sine
        aside = (found.along_start - end) * found.sine - found.across_start * found.cosine
        square = distance**2 - aside**2
        half = np.sqrt(np.maximum(square, 0))
        reach = [np.maximum(-back - half, 0), np.minimum(-back + half, found.length)]
        met = (square >= 0) & (reach[0] <= reach[1])
        first = np.where(met, np.minimum(first, reach[0]), first)
        last = np.where(met, np.maximum(last, reach[1]), last)
    return np.column_stack([first, last]), abreast


def on_line(found: Beside, distance: float) -> Array:
    """From where to where on the segments x they lie on one line with y.

    Where segments only cross at a sharp angle some of either lies within any distance, too; so all
    of x that lies abreast of y must.

    Parameters
    ----------
    found
        Of `beside`.
    distance
        What still counts as on the line.

    Returns
    -------
    numpy.ndarray
        (k, 2), empty where the first is above the second.
    """
    across = found.across_start[:, None] + found.sine[:, None] * found.along
    on = (np.abs(across) <= distance).all(axis=1) & (found.along[:, 0] < found.along[:, 1])
    return np.where(on[:, None], found.along, [np.inf, -np.inf])


def _between(
    start: Array, slope: Array, low: float | Array, high: float | Array
) -> tuple[Array, Array]:
    """Where start + slope x lies between two values: from which x to which; all or nothing if level."""
    level = np.abs(slope) < _LEVEL
    steep = np.where(level, 1.0, slope)
    one, two = (low - start) / steep, (high - start) / steep
    first, last = np.minimum(one, two), np.maximum(one, two)
    inside = (start >= low) & (start <= high)
    first = np.where(level, np.where(inside, -np.inf, np.inf), first)
    last = np.where(level, np.where(inside, np.inf, -np.inf), last)
    return first, last
