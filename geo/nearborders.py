"""Borders that two shapes share but for gaps, slivers and vertices of different offices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .beside import Beside, beside, on_line, within
from .borders import PER_METRE_SUMMED, Matches
from .openborders import OpenBorders
from .outlines import PER_METRE, Outlines
from .ranges import positions_of
from .runs import Rings, Seen, Stretches, drawn_lines, over_the_start, rings_of, stretches_of
from .segmentpairs import near_segments

Array = NDArray[Any]

#: Two outlines run along one line when they lie within this: what projecting leaves of a vertex
#: that only one of them has.
SAME_LINE_M: Final = 0.0002

#: A shorter stretch on one line is the point of a sharp corner.
LEAST_ON_LINE_M: Final = 0.1

#: Cosine of the largest angle at which outlines still run beside one another: 60 degrees.
_BESIDE: Final = 0.5


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
        (k,) the stretches of the outline of a on one line, and within the first tolerance; missing
        where there is none.
    """

    a: Array
    b: Array
    on_line_m: Array
    beside_m: Array
    lines: Array


def near_borders(
    lines: Outlines,
    matches: Matches,
    overlapping: Array,
    *,
    tolerances_m: Sequence[float],
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
        Above 0; the stretches within the first are drawn.

    Returns
    -------
    NearBorders
        Only pairs with a length. Cost: O(n log n) in the segments without a match, times the
        neighbours that each has within the largest tolerance.
    """
    count = int(lines.owner.max(initial=-1)) + 1
    open_ = OpenBorders(lines, matches, overlapping)
    rings = rings_of(lines, apart_m=4 * max(tolerances_m))
    on: list[Stretches] = []
    near: list[list[Stretches]] = [[] for _ in tolerances_m]
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
        where = Seen(
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
    return _paired(sides, count, drawn_lines(lines, rings, [*on, *near[0]], count))


def _measured(lines: Outlines, seen: Array, by: Array) -> Beside:
    """How segments lie to others, in metres."""
    # One complex number a vertex is fetched faster than two floats.
    vertex = lines.grid.view(np.complex128).ravel()
    ends = (vertex[lines.first[which] + end] for which in (seen, by) for end in (0, 1))
    return beside(*(each.view(np.float64).reshape(-1, 2) / PER_METRE for each in ends))


def _counting(
    where: Seen, near: Array, abreast: Array, rings: Rings, *, least_m: float
) -> Stretches:
    """The stretches that are longer than the least that counts."""
    found = over_the_start(*stretches_of(where, near, abreast), rings)
    counts = found.stop - found.start > least_m
    return Stretches(*(values[counts] for values in found))


def _summed(stretches: Sequence[Stretches]) -> tuple[Array, Array]:
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
    return np.append(values, 0.0)[positions_of(wanted, codes)]
