"""Which segments of an outline are still open: whose neighbour is not known from an exact match."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .borders import Matches
from .outlines import Outlines
from .ranges import positions_of

Array = NDArray[Any]


class OpenBorders:
    """What exact matches say of who may run beside whom.

    A segment between a and c is closed for b: no third shape is a's neighbour there, unless b and c
    overlap, as layers of different levels do. For a segment that a and b have in common there is
    nothing left to find.

    Parameters
    ----------
    lines
        Of `adjoin.geo.outlines.outlines`.
    matches
        Of `adjoin.geo.borders.matched_segments`.
    overlapping
        (o, 2) positions of shapes with more than a sliver in common.

    Attributes
    ----------
    segments
        The segments that anything may run beside, sorted.
    """

    def __init__(self, lines: Outlines, matches: Matches, overlapping: Array) -> None:
        self._owner = owner = lines.owner
        self._count = int(owner.max(initial=-1)) + 1
        pairs = np.sort(np.asarray(overlapping, dtype=np.int64).reshape(-1, 2), axis=1)
        self._overlapping = np.unique(pairs[:, 0] * self._count + pairs[:, 1])
        layered = np.zeros(self._count, dtype=bool)
        layered[pairs.ravel()] = True
        self.segments = _open_segments(owner, matches, layered)
        # Of the matches only those of open segments are asked for again, by segment.
        held = np.zeros(len(owner), dtype=bool)
        held[self.segments] = True
        one, other = held[matches.s], held[matches.t]
        segment = np.r_[matches.s[one], matches.t[other]]
        order = np.argsort(segment, kind="stable")
        self._segment = segment[order]
        self._with = owner[np.r_[matches.t[one], matches.s[other]][order]]
        self._opposite = np.r_[matches.opposite[one], matches.opposite[other]][order]

    def overlap(self, a: Array, b: Array) -> Array:
        """Whether shapes overlap by more than a sliver."""
        code = np.minimum(a, b) * self._count + np.maximum(a, b)
        found: Array = positions_of(code, self._overlapping) >= 0
        return found

    def allows(self, s: Array, t: Array, *, overlap: Array) -> Array:
        """Whether segments may run beside one another as a border of their owners.

        Parameters
        ----------
        s, t
            Segments of different owners.
        overlap
            Whether the owners overlap.
        """
        allowed = np.ones(len(s), dtype=bool)
        for one, other in ((s, t), (t, s)):
            first = np.searchsorted(self._segment, one)
            size = np.searchsorted(self._segment, one, side="right") - first
            neighbour = self._owner[other]
            for k in range(int(size.max(initial=0))):
                some = np.flatnonzero(size > k)
                match = first[some] + k
                third = self._with[match]
                closed = self._opposite[match] & ~overlap[some]
                closed &= ~self.overlap(third, neighbour[some])
                allowed[some] &= ~(closed | (third == neighbour[some]))
        return allowed


def _open_segments(owner: Array, matches: Matches, layered: Array) -> Array:
    """The segments that no match closes for every other shape."""
    closed = np.zeros(len(owner), dtype=bool)
    for one, other in ((matches.s, matches.t), (matches.t, matches.s)):
        closed[one[matches.opposite & ~layered[owner[other]]]] = True
    return np.flatnonzero(~closed | layered[owner])
