"""Runs of outlines beside others: the unions of what lies near, and their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .outlines import PER_METRE, Outlines, along_m
from .ranges import joined_ranges, reduced_ranges

Array = NDArray[Any]

#: Stretches that lie so close on an outline are one.
_JOINED_M: Final = 0.001


class Rings(NamedTuple):
    """Where the vertices lie along all rings, one after the other, and each ring begins and ends."""

    along: Array
    start: Array
    stop: Array


class Stretches(NamedTuple):
    """Stretches of outlines beside others: of which ring, and from where to where along all rings.

    `code` says of which owner and beside which. A stretch over the start of a ring stops beyond its
    end.
    """

    code: Array
    ring: Array
    start: Array
    stop: Array


class Seen(NamedTuple):
    """Segments seen from others: where each starts, its ring, of and beside whom, and if they face."""

    place: Array
    ring: Array
    code: Array
    runs: Array


def rings_of(lines: Outlines, *, apart_m: float) -> Rings:
    """The rings one after the other."""
    along = along_m(lines, apart_m=apart_m)
    begins = np.flatnonzero(np.diff(lines.ring_of_vertex, prepend=-1))
    ends = np.append(begins[1:], len(along)) - 1
    return Rings(along, along[begins], along[ends[: len(begins)]])


def stretches_of(where: Seen, near: Array, abreast: Array) -> tuple[Stretches, Stretches]:
    """The unions of what is near, and what of each runs beside the other.

    Sorted by code, ring and start.
    """
    hit = near[:, 0] <= near[:, 1]
    place, ring, code, runs = (values[hit] for values in where)
    near, abreast = near[hit] + place[:, None], abreast[hit] + place[:, None]
    abreast[~runs | (abreast[:, 0] > abreast[:, 1])] = np.inf, -np.inf
    # Along all rings, so that every ring stays together.
    order = np.lexsort((near[:, 0], code))
    near, abreast, ring, code = near[order], abreast[order], ring[order], code[order]
    other = (np.diff(code, prepend=-1) != 0) | (np.diff(ring, prepend=-1) != 0)
    fresh = other.copy()
    fresh[1:] |= near[1:, 0] > _largest_so_far(near[:, 1], other)[:-1] + _JOINED_M
    begins = np.flatnonzero(fresh)
    ring, code = ring[begins], code[begins]
    union = Stretches(code, ring, near[begins, 0], reduced_ranges(np.maximum, near[:, 1], begins))
    first, last = (
        reduced_ranges(np.minimum, abreast[:, 0], begins),
        reduced_ranges(np.maximum, abreast[:, 1], begins),
    )
    return union, Stretches(code, ring, first, last)


def over_the_start(union: Stretches, runs: Stretches, rings: Rings) -> Stretches:
    """What runs beside, with a stretch at the end of a ring joined to that at its start."""
    code, ring, start, stop = runs
    group = (np.diff(code, prepend=-1) != 0) | (np.diff(ring, prepend=-1) != 0)
    first = np.flatnonzero(group)
    last = np.append(first[1:], len(code))[: len(first)] - 1
    closes = (
        (first < last)
        & (union.start[first] <= rings.start[ring[first]] + _JOINED_M)
        & (union.stop[last] >= rings.stop[ring[last]] - _JOINED_M)
    )
    first, last = first[closes], last[closes]
    # Where nothing runs beside on one side of the start, the other stays as it is.
    both = (start[first] <= stop[first]) & (start[last] <= stop[last])
    first, last = first[both], last[both]
    stop = stop.copy()
    stop[last] = rings.stop[ring[last]] + stop[first] - rings.start[ring[first]]
    kept = start <= stop
    kept[first] = False
    return Stretches(code[kept], ring[kept], start[kept], stop[kept])


def _largest_so_far(values: Array, other: Array) -> Array:
    """The largest value up to each place of its group; `other` is true where a group begins."""
    begins = np.flatnonzero(other)
    if len(begins) == 0:
        return values
    group = np.cumsum(other) - 1
    offset = values - np.minimum.reduceat(values, begins)[group]
    step = group * (offset.max() + 1)
    largest: Array = np.maximum.accumulate(offset + step) - step + (values - offset)
    return largest


def drawn_lines(
    lines: Outlines, rings: Rings, stretches: Sequence[Stretches], count: int
) -> tuple[Array, Array]:
    """The stretches of the first of each two owners as lines, by code."""
    columns = [np.concatenate(column) for column in zip(*stretches, strict=True)]
    if not columns:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=object)
    code, ring, start, stop = columns
    ordered = code // count < code % count
    code, ring, start, stop = code[ordered], ring[ordered], start[ordered], stop[ordered]
    # Over the start of a ring: two lines.
    over = stop > rings.stop[ring]
    rest = rings.start[ring[over]] + stop[over] - rings.stop[ring[over]]
    start = np.r_[start, rings.start[ring[over]]]
    stop = np.r_[np.minimum(stop, rings.stop[ring]), rest]
    code = np.r_[code, code[over]]
    order = np.lexsort((start, code))
    code, start, stop = code[order], start[order], stop[order]
    pieces = _cut(lines, rings.along, start, stop)
    codes, which = np.unique(code, return_inverse=True)
    # A stretch on one line lies within one beside the other.
    together = np.asarray(shapely.multilinestrings(pieces, indices=which))
    united = shapely.union_all(together[:, None], axis=1)
    joined = np.asarray(shapely.line_merge(united))
    return codes, joined


def _cut(lines: Outlines, along: Array, start: Array, stop: Array) -> Array:
    """Pieces of outlines from places to places along all rings."""
    first = np.searchsorted(along, start, side="right")
    last = np.searchsorted(along, stop, side="left")
    piece, vertex = joined_ranges(first, np.maximum(first, last))
    every = np.arange(len(start))
    place = np.r_[start, along[vertex], stop]
    piece = np.r_[every, piece, every]
    rank = np.r_[np.zeros(len(start)), np.ones(len(vertex)), np.full(len(stop), 2)]
    order = np.lexsort((place, rank, piece))
    xy = np.column_stack([np.interp(place[order], along, lines.grid[:, k]) for k in (0, 1)])
    pieces: Array = np.asarray(shapely.linestrings(xy / PER_METRE, indices=piece[order]))
    return pieces
