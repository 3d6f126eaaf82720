"""Which segments of outlines lie near one another, without looking at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .outlines import PER_METRE, Outlines
from .ranges import joined_ranges, reduced_ranges

Array = NDArray[Any]

#: So many segments in a row are boxed together, the coarsest first; each divides the one before.
_SIZES: Final = (64, 16, 4, 1)

#: So many pairs of the coarsest boxes are looked at together, but all of two owners.
_AT_ONCE: Final = 2000


class _Level(NamedTuple):
    """Boxes of segments in a row.

    Parameters
    ----------
    low, high
        (k, 2) corners, in metres.
    inner
        (k + 1,) where the boxes of the next level begin that each is made of.
    """

    low: Array
    high: Array
    inner: Array


def near_segments(
    lines: Outlines, segments: Array, *, distance_m: float
) -> Iterator[tuple[Array, Array]]:
    """Pairs of segments of different owners whose boxes lie within a distance.

    Boxes of 64, 16 and 4 segments in a row come first, so that of the segments only those are
    looked at whose boxes lie near.

    Parameters
    ----------
    lines
        Of `adjoin.geo.outlines.outlines`.
    segments
        Which segments take part, sorted.
    distance_m
        Inclusive.

    Yields
    ------
    s, t
        Segments, s < t; every pair once, and all pairs of two owners in one piece.
    """
    levels, first = _levels(lines, segments)
    low, high, _ = levels[0]
    boxes: Array = np.asarray(shapely.box(*low.T, *high.T))
    tree = shapely.STRtree(boxes)
    i, j = tree.query(shapely.box(*(low - distance_m).T, *(high + distance_m).T))
    owner = lines.owner[segments[first]]
    kept = (i < j) & (owner[i] != owner[j])
    i, j = i[kept], j[kept]
    code = owner[i] * (int(owner.max(initial=0)) + 1) + owner[j]
    order = np.argsort(code, kind="stable")
    i, j, code = i[order], j[order], code[order]
    begins = np.flatnonzero(np.diff(code, prepend=-1))
    # Cut before the owners that begin beyond each further `_AT_ONCE`.
    cuts = begins[np.flatnonzero(np.diff(begins // _AT_ONCE, prepend=-1))]
    for start, stop in pairwise([*cuts.tolist(), len(i)]):
        s, t = i[start:stop], j[start:stop]
        for above, below in pairwise(levels):
            s, t = _within(below, *_inner_pairs(above.inner, s, t), distance_m)
        yield segments[s], segments[t]


def _levels(lines: Outlines, segments: Array) -> tuple[list[_Level], Array]:
    """The boxes of every size, the coarsest first, and the first segment of each of the coarsest."""
    ends = np.stack([lines.grid[lines.first[segments] + k] for k in (0, 1)]) / PER_METRE
    low, high = ends.min(axis=0), ends.max(axis=0)
    ring = lines.ring[segments]
    begins = np.flatnonzero((np.diff(segments, prepend=-2) != 1) | (np.diff(ring, prepend=-1) != 0))
    place = np.arange(len(segments)) - np.repeat(begins, np.diff(begins, append=len(segments)))
    starts = [np.flatnonzero(place % size == 0) for size in _SIZES]
    levels = []
    for k, start in enumerate(starts):
        finer = starts[min(k + 1, len(starts) - 1)]
        inner = np.append(np.searchsorted(finer, start), len(finer))
        levels.append(
            _Level(
                reduced_ranges(np.minimum, low, start),
                reduced_ranges(np.maximum, high, start),
                inner,
            )
        )
    return levels, starts[0]


def _inner_pairs(inner: Array, i: Array, j: Array) -> tuple[Array, Array]:
    """All pairs of the boxes within the boxes of each pair."""
    pair, s = joined_ranges(inner[i], inner[i + 1])
    again, t = joined_ranges(inner[j[pair]], inner[j[pair] + 1])
    return s[again], t


def _within(level: _Level, i: Array, j: Array, distance_m: float) -> tuple[Array, Array]:
    """The pairs of boxes that lie within a distance."""
    apart = np.maximum(level.low[i] - level.high[j], level.low[j] - level.high[i])
    np.maximum(apart, 0, out=apart)
    near = apart[:, 0] ** 2 + apart[:, 1] ** 2 <= distance_m**2
    return i[near], j[near]
