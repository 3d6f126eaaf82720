"""Borders that two shapes share but for gaps, slivers and vertices of different offices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .beside import Beside, beside, on_line, within
from .borders import PER_METRE_SUMMED, Matches
from .openborders import OpenBorders
from .outlines import PER_METRE, Outlines, along_m
from .ranges import joined_ranges
from .segmentpairs import near_segments

Array = NDArray[Any]

#: Two outlines run along one line when they lie within this: what projecting leaves of a vertex
#: that only one of them has.
SAME_LINE_M: Final = 0.001

#: A shorter stretch on one line is the point of a sharp corner.
LEAST_ON_LINE_M: Final = 0.1

#: Cosine of the largest angle at which outlines still run beside one another: 60 degrees.
_BESIDE: Final = 0.5

#: Stretches that lie so close on an outline are one.
_JOINED_M: Final = 0.001


class NearBorders(NamedTuple):
    """Pairs of shapes whose outlines run beside one another.

    Parameters
    ----------
    a, b
        Positions of the two shapes, a < b, sorted; one row per pair.
    on_line_m
        (k,) length that they share but for vertices that only one of them has.
    beside_m
        (k, n) length within each tolerance; what they share on one line is a part of it. Of the
        two sides the shorter.
    lines
        (k,) the stretches of the outline of a on one line, and within the tolerance that is
        drawn; missing where there is none.
    """

    a: Array
    b: Array
    on_line_m: Array
    beside_m: Array
    lines: Array


class _Rings(NamedTuple):
    """Where the vertices lie along all rings, one after the other, and each ring begins and ends."""

    along: Array
    start: Array
    stop: Array


class _Stretches(NamedTuple):
    """Stretches of outlines beside others: of which ring, and from where to where along all rings.

    `code` says of which owner and beside which. A stretch over the start of a ring stops beyond its
    end.
    """

    code: Array
    ring: Array
    start: Array
    stop: Array


class _Where(NamedTuple):
    """Segments seen from others: where each starts, its ring, of and beside whom, and if they face."""

    place: Array
    ring: Array
    code: Array
    runs: Array


def near_borders(
    lines: Outlines,
    matches: Matches,
    overlapping: Array,
    *,
    tolerances_m: Sequence[float],
    drawn: int = 0,
) -> NearBorders:
    """Find where outlines run beside one another without common segments, and how far.

    A stretch is what lies within the tolerance of the other outline, less what at its ends does not
    run beside it: round a corner an outline stays near for a while. It counts where it is longer
    than twice the tolerance; shorter ones are corners. Stretches are unions, so that nothing counts
    twice at a bend. (docs/decisions/011-borders-within-a-tolerance.md)

    Segments that two shapes share exactly are no part of it, and no more is a segment between a shape
    and a third one that does not overlap the second: there, nobody else is its neighbour.

    Parameters
    ----------
    lines
        Of `adjoin.geo.outlines.outlines`.
    matches
        Of `adjoin.geo.borders.matched_segments`.
    overlapping
        (o, 2) positions of shapes that have more than a sliver in common; such may also run
        beside one another on the same side.
    tolerances_m
        Above 0.
    drawn
        Position of the tolerance whose stretches are drawn.

    Returns
    -------
    NearBorders
        Only pairs with a length. Cost: O(n log n) in the segments without a match, times the
        neighbours that each has within the largest tolerance.
    """
    count = int(lines.owner.max(initial=-1)) + 1
    open_ = OpenBorders(lines, matches, overlapping)
    rings = _rings(lines, apart_m=4 * max(tolerances_m))
    on: list[_Stretches] = []
    near: list[list[_Stretches]] = [[] for _ in tolerances_m]
    for s, t in near_segments(lines, open_.segments, distance_m=max(tolerances_m)):
        overlap = open_.overlap(lines.owner[s], lines.owner[t])
        allowed = open_.allows(s, t, overlap=overlap)
        s, t, overlap = s[allowed], t[allowed], overlap[allowed]
        # Each seen from the other.
        seen, by = np.r_[s, t], np.r_[t, s]
        found = _measured(lines, seen, by)
        turned = lines.turned[lines.ring[seen]] ^ lines.turned[lines.ring[by]]
        cosine = np.where(turned, -found.cosine, found.cosine)
        runs = (cosine <= -_BESIDE) | (np.r_[overlap, overlap] & (cosine >= _BESIDE))
        where = _Where(
            rings.along[lines.first[seen]],
            lines.ring[seen],
            lines.owner[seen] * count + lines.owner[by],
            runs,
        )
        line = on_line(found, SAME_LINE_M)
        on.append(_counting(where, line, line, rings, least_m=LEAST_ON_LINE_M))
        for stretches, tolerance in zip(near, tolerances_m, strict=True):
            reach, abreast = within(found, tolerance)
            stretches.append(_counting(where, reach, abreast, rings, least_m=2 * tolerance))
    sides = [_summed(stretches) for stretches in (on, *near)]
    return _paired(sides, count, _drawn(lines, rings, [*on, *near[drawn]], count))


def _measured(lines: Outlines, seen: Array, by: Array) -> Beside:
    """How segments lie to others, in metres."""
    # One complex number a vertex is fetched faster than two floats.
    vertex = lines.grid.view(np.complex128).ravel()
    ends = (vertex[lines.first[which] + end] for which in (seen, by) for end in (0, 1))
    return beside(*(each.view(np.float64).reshape(-1, 2) / PER_METRE for each in ends))


def _rings(lines: Outlines, *, apart_m: float) -> _Rings:
    """The rings one after the other."""
    along = along_m(lines, apart_m=apart_m)
    begins = np.flatnonzero(np.diff(lines.ring_of_vertex, prepend=-1))
    ends = np.append(begins[1:], len(along)) - 1
    return _Rings(along, along[begins], along[ends[: len(begins)]])


def _counting(
    where: _Where, near: Array, abreast: Array, rings: _Rings, *, least_m: float
) -> _Stretches:
    """The stretches that are longer than the least that counts."""
    found = _over_the_start(*_stretches(where, near, abreast), rings)
    counts = found.stop - found.start > least_m
    return _Stretches(*(values[counts] for values in found))


def _stretches(where: _Where, near: Array, abreast: Array) -> tuple[_Stretches, _Stretches]:
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
    union = _Stretches(code, ring, near[begins, 0], _reduced(np.maximum, near[:, 1], begins))
    first, last = (
        _reduced(np.minimum, abreast[:, 0], begins),
        _reduced(np.maximum, abreast[:, 1], begins),
    )
    return union, _Stretches(code, ring, first, last)


def _over_the_start(union: _Stretches, runs: _Stretches, rings: _Rings) -> _Stretches:
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
    return _Stretches(code[kept], ring[kept], start[kept], stop[kept])


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


def _reduced(which: np.ufunc, values: Array, begins: Array) -> Array:
    """The smallest or largest of the values from each begin to the next."""
    if len(begins) == 0:
        return values[:0]
    reduced: Array = which.reduceat(values, begins)
    return reduced


def _summed(stretches: Sequence[_Stretches]) -> tuple[Array, Array]:
    """The codes, sorted, and the length of all stretches of each, the same in any order."""
    code = np.concatenate([np.zeros(0, dtype=np.int64), *(part.code for part in stretches)])
    length = np.concatenate([np.zeros(0), *(part.stop - part.start for part in stretches)])
    codes, which = np.unique(code, return_inverse=True)
    summed = np.bincount(which, np.rint(length * PER_METRE_SUMMED), len(codes)).astype(float)
    return codes, summed / PER_METRE_SUMMED


def _paired(
    sides: Sequence[tuple[Array, Array]], count: int, drawn: tuple[Array, Array]
) -> NearBorders:
    """Of the two sides of each pair the shorter."""
    codes = np.unique(np.concatenate([codes for codes, _ in sides]))
    a, b = codes // count, codes % count
    codes, a, b = codes[a < b], a[a < b], b[a < b]
    shorter = np.column_stack(
        [np.minimum(_at(*side, codes), _at(*side, b * count + a)) for side in sides]
    )
    some = (shorter > 0).any(axis=1)
    codes, a, b, shorter = codes[some], a[some], b[some], shorter[some]
    lines = np.full(len(codes), None, dtype=object)
    drawn_codes, drawn_lines = drawn
    held = np.isin(drawn_codes, codes)
    lines[np.searchsorted(codes, drawn_codes[held])] = drawn_lines[held]
    return NearBorders(a, b, shorter[:, 0], shorter[:, 1:], lines)


def _at(codes: Array, values: Array, wanted: Array) -> Array:
    """The values of the codes that are wanted, 0 where there is none."""
    if len(codes) == 0:
        return np.zeros(len(wanted))
    at = np.searchsorted(codes, wanted).clip(max=len(codes) - 1)
    found: Array = np.where(codes[at] == wanted, values[at], 0.0)
    return found


def _drawn(
    lines: Outlines, rings: _Rings, stretches: Sequence[_Stretches], count: int
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
