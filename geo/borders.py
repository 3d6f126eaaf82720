"""Borders that two shapes share exactly: the same segments, vertex for vertex."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .outlines import PER_METRE, Outlines, outlines
from .ranges import joined_ranges

Array = NDArray[Any]

#: Lengths are summed in whole micrometres, so that no order of rows changes the last bit.
PER_METRE_SUMMED: Final = 1e6

# Odd numbers that scatter the bits of coordinates (Steele and others, SplitMix64, 2014).
_SCATTER: Final = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)


class Matches(NamedTuple):
    """Segments that two shapes have in common.

    Parameters
    ----------
    s, t
        Segments of an `Outlines`: the owner of s comes before that of t.
    opposite
        The two owners lie on either side of it, not on the same.
    """

    s: Array
    t: Array
    opposite: Array


class SharedBorders(NamedTuple):
    """Pairs of shapes with a common border.

    Parameters
    ----------
    a, b
        Positions of the two shapes, a < b, sorted; one row per pair.
    shared_m
        Length of all their common segments, in plane units.
    lines
        The common border, joined end to end where it runs on.
    outside
        Along all of it the two lie on either side.
    """

    a: Array
    b: Array
    shared_m: Array
    lines: Array
    outside: Array


def shared_borders(shapes: Array) -> SharedBorders:
    """Find every pair of polygons that share boundary segments, and how long the share is.

    A segment is shared when both of its end points are the same (to a tenth of a millimetre), in
    either direction. Polygons that were projected vertex by vertex from one source keep this
    property, while the intersection of two projected borders loses it. A segment that one shape
    runs along twice counts once.

    Parameters
    ----------
    shapes
        Array of polygons in a plane; missing ones share nothing.

    Returns
    -------
    SharedBorders
        Empty arrays when no two shapes share a segment. Cost O(n log n) in the vertices.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.borders import shared_borders
    >>> shared_borders(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])).shared_m.tolist()
    [1.0]
    """
    lines = outlines(shapes)
    return borders_of(lines, matched_segments(lines))


def matched_segments(lines: Outlines) -> Matches:
    """Find the segments that two owners have in common, each once for two owners.

    Parameters
    ----------
    lines
        Of `outlines`.

    Returns
    -------
    Matches
        Sorted by s.
    """
    hashed = _hashes(lines)
    order = np.argsort(hashed)
    begins = np.flatnonzero(np.diff(hashed[order], prepend=hashed[order[:1]] + np.uint64(1)))
    size = np.diff(begins, append=len(order))
    twice = begins[size == 2]
    several = _among_several(lines.owner, order, begins[size > 2], size[size > 2])
    one, other = np.r_[order[twice], several[0]], np.r_[order[twice + 1], several[1]]
    turned = lines.owner[one] > lines.owner[other]
    s, t = one.copy(), other.copy()
    s[turned], t[turned] = other[turned], one[turned]
    # Equal hashes are no proof. One complex number a vertex compares faster than two floats.
    vertex = np.ascontiguousarray(lines.grid).view(np.complex128).ravel()
    start, end, begun, done = (
        vertex[lines.first[which] + far] for which in (s, t) for far in (0, 1)
    )
    opposite = (start == done) & (end == begun)
    along = (start == begun) & (end == done)
    real = (along | opposite) & (lines.owner[s] != lines.owner[t])
    s, t = s[real], t[real]
    opposite = opposite[real] ^ lines.turned[lines.ring[s]] ^ lines.turned[lines.ring[t]]
    by_segment = np.argsort(s)
    return Matches(s[by_segment], t[by_segment], opposite[by_segment])


def borders_of(lines: Outlines, matches: Matches) -> SharedBorders:
    """The pairs of owners of matched segments, with the length and the line of each.

    Parameters
    ----------
    lines
        Of `outlines`.
    matches
        Of `matched_segments`.
    """
    count = int(lines.owner.max(initial=-1)) + 1
    code = lines.owner[matches.s] * count + lines.owner[matches.t]
    # Stable: within a pair the segments stay in the order of the first one's rings.
    order = np.argsort(code, kind="stable")
    pair, of_pair = np.unique(code[order], return_inverse=True)
    s = matches.s[order]
    length = np.rint(lines.segment_m(s) * PER_METRE_SUMMED)
    # Without a pair, bincount gives whole numbers whatever the weights.
    shared = np.bincount(of_pair, length, len(pair)).astype(float) / PER_METRE_SUMMED
    same_side = np.bincount(of_pair, ~matches.opposite[order], len(pair))
    joined = _joined(lines, s, of_pair)
    return SharedBorders(pair // count, pair % count, shared, joined, same_side == 0)


def _hashes(lines: Outlines) -> Array:
    """A number for each segment, equal for equal segments in either direction."""
    x, y = (lines.grid[:, k].astype(np.int64).view(np.uint64) for k in (0, 1))
    x *= _SCATTER[0]
    y *= _SCATTER[1]
    x += y
    # Every bit of the result shall depend on every bit of both.
    for shift, factor in ((30, _SCATTER[1]), (27, _SCATTER[2]), (31, _SCATTER[0])):
        x ^= np.right_shift(x, np.uint64(shift), out=y)
        x *= factor
    hashed: Array = x[lines.first]
    hashed += x[lines.first + 1]
    return hashed


def _among_several(owner: Array, order: Array, begins: Array, size: Array) -> tuple[Array, Array]:
    """All pairs of segments of groups of three and more, one for each owner."""
    group, at = joined_ranges(begins, begins + size)
    segment = order[at]
    by_owner = np.lexsort((segment, owner[segment], group))
    group, segment = group[by_owner], segment[by_owner]
    again = (np.diff(group, prepend=-1) == 0) & (np.diff(owner[segment], prepend=-1) == 0)
    group, segment = group[~again], segment[~again]
    s, t = [segment[:0]], [segment[:0]]
    for step in range(1, int(size.max(initial=0))):
        same = np.flatnonzero(group[step:] == group[:-step])
        s.append(segment[same])
        t.append(segment[same + step])
    return np.concatenate(s), np.concatenate(t)


def _joined(lines: Outlines, s: Array, of_pair: Array) -> Array:
    """The line of each pair, out of its segments in the order of pair and ring."""
    if len(s) == 0:
        return np.zeros(0, dtype=object)
    runs_on = (np.diff(of_pair) == 0) & (np.diff(s) == 1) & (np.diff(lines.ring[s]) == 0)
    begins = np.flatnonzero(np.r_[True, ~runs_on])
    ends = np.r_[begins[1:], len(s)] - 1
    run, vertex = joined_ranges(lines.first[s[begins]], lines.first[s[ends]] + 2)
    runs: Array = np.asarray(shapely.linestrings(lines.grid[vertex] / PER_METRE, indices=run))
    joined: Array = np.asarray(shapely.multilinestrings(runs, indices=of_pair[begins]))
    several = np.bincount(of_pair[begins]) > 1
    merged: Array = np.asarray(shapely.get_geometry(joined, 0), dtype=object)
    merged[several] = shapely.line_merge(joined[several])
    return merged
