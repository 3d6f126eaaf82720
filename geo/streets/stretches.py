"""Which stretches of streets lie in which areas, cut where a border crosses the street."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ..containment import ON_BORDER_M
from ..ranges import joined_ranges, positions_of

Array = NDArray[Any]

# Borders and streets are compared in pieces of so many segments: the box of a whole one meets far
# too many others. So many pairs of pieces at a time: at most 16 pairs of segments each.
_PIECE: Final = 4
_BLOCK: Final = 200_000


class Stretches(NamedTuple):
    """Stretches of streets in areas: one row each, by area, street, place on the street.

    Parameters
    ----------
    area, street
        Positions in the shapes and in the lines.
    first, last
        Where the stretch begins and ends: fractions (0..1) of the line's length, in the line's
        direction. Equal where the street only touches the area.
    inner
        The whole street lies in the area, and nowhere near its border.
    """

    area: NDArray[np.int64]
    street: NDArray[np.int64]
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    inner: NDArray[np.bool_]


def stretches_in(lines: Array, shapes: Array) -> Stretches:
    """Find the stretches of every street in every area.

    Areas are closed: a street along a border, or one that ends on it, is in the areas on both
    sides. Within 1 mm is on the border. Areas may overlap; each is cut for itself.

    Parameters
    ----------
    lines
        Shape (s,), LineStrings in a plane in metres; missing ones are nowhere.
    shapes
        Shape (n,), valid polygons in the same plane; missing and empty ones hold nothing.

    Returns
    -------
    Stretches
        The cost grows with the vertices of the borders and the streets near them; a street that no
        border comes near costs one point in polygon.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.streets.stretches import stretches_in
    >>> road = np.array([shapely.LineString([(0, 5), (40, 5)])])
    >>> towns = np.array([shapely.box(-9, 0, 10, 10), shapely.box(20, 0, 30, 10)])
    >>> found = stretches_in(road, towns)
    >>> found.area.tolist(), found.first.tolist(), found.last.tolist()
    ([0, 1], [0.0, 0.5], [0.25, 0.75])
    """
    lines, shapes = np.asarray(lines, dtype=object), np.asarray(shapes, dtype=object)
    shapely.prepare(shapes)
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    borders, streets = _chains(rings), _chains(lines)
    met = _meetings(borders, streets)
    area = of_part[of_ring[met.border]].astype(np.int64)
    near, row = np.unique(area * len(lines) + met.street, return_inverse=True)
    cut = _cut(streets, shapes, near, met, row)
    inner = _inner(lines, shapes, near)
    both = [np.concatenate(columns) for columns in zip(cut, inner, strict=True)]
    order = np.lexsort((both[3], both[2], both[1], both[0]))
    return Stretches(*(column[order] for column in both))


class _Chains(NamedTuple):
    """Lines as segments, each from a vertex to the next one; the last vertex begins none."""

    xy: NDArray[np.float64]
    chain: NDArray[np.int64]  # the line of each vertex
    start: NDArray[np.int64]  # the first vertex of each line
    stop: NDArray[np.int64]  # the last one, not counted
    fraction: NDArray[np.float64]  # of the line's length, at each vertex


def _chains(lines: Array) -> _Chains:
    """The vertices of lines, and how far along each lies."""
    xy, chain = shapely.get_coordinates(lines, return_index=True)
    chain = chain.astype(np.int64)
    vertices = np.bincount(chain, minlength=len(lines))
    stop = np.cumsum(vertices)
    step = np.zeros(len(xy))
    step[1:] = np.where(chain[1:] == chain[:-1], np.hypot(*np.diff(xy, axis=0).T), 0.0)
    along = np.cumsum(step)
    some = vertices > 0
    begin, total = np.zeros(len(lines)), np.zeros(len(lines))
    begin[some] = along[(stop - vertices)[some]]
    total[some] = along[stop[some] - 1] - begin[some]
    fraction = (along - begin[chain]) / np.where(total > 0, total, 1.0)[chain]
    fraction[stop[some] - 1] = 1.0
    return _Chains(xy, chain, stop - vertices, stop, fraction)


def _pieces(chains: _Chains) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Lines in short pieces: the first segment, the last one (not counted), and the shape."""
    segments = np.maximum(chains.stop - chains.start - 1, 0)
    at, number = joined_ranges(np.zeros(len(segments), np.int64), -(-segments // _PIECE))
    first = chains.start[at] + number * _PIECE
    stop = np.minimum(first + _PIECE, chains.stop[at] - 1)
    piece, vertex = joined_ranges(first, stop + 1)
    if not len(piece):
        return first, stop, np.zeros(0, dtype=object)
    shapes = shapely.linestrings(chains.xy[vertex], indices=piece)
    return first, stop, np.asarray(shapes, dtype=object)


class _Meetings(NamedTuple):
    """Where streets meet borders: both lines, and the place on the street."""

    border: NDArray[np.int64]
    street: NDArray[np.int64]
    fraction: NDArray[np.float64]
    xy: NDArray[np.float64]


def _meetings(borders: _Chains, streets: _Chains) -> _Meetings:
    """Every place where a street meets a border, some of them more than once."""
    border_first, border_stop, border_shapes = _pieces(borders)
    street_first, street_stop, street_shapes = _pieces(streets)
    low_x, low_y, high_x, high_y = shapely.bounds(border_shapes).reshape(-1, 4).T
    around = shapely.box(
        low_x - ON_BORDER_M, low_y - ON_BORDER_M, high_x + ON_BORDER_M, high_y + ON_BORDER_M
    )
    near, other = shapely.STRtree(street_shapes).query(around)
    none = np.zeros(0, dtype=np.int64)
    found = [_Meetings(none, none, np.zeros(0), np.zeros((0, 2)))]
    for begin in range(0, len(near), _BLOCK):
        some, of_street = near[begin : begin + _BLOCK], other[begin : begin + _BLOCK]
        # every segment of the one piece against every segment of the other
        pair, border = joined_ranges(border_first[some], border_stop[some])
        at, street = joined_ranges(street_first[of_street][pair], street_stop[of_street][pair])
        found.append(_segment_meetings(borders, streets, border[at], street))
    return _Meetings(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _segment_meetings(
    borders: _Chains, streets: _Chains, border: NDArray[np.int64], street: NDArray[np.int64]
) -> _Meetings:
    """Where segments meet: they cross, or an end of one lies within 1 mm of the other.

    The ends make it safe against rounding: a street that runs along a border, or through a vertex
    of it, is cut there even where no crossing is computed.
    """
    beside = _boxes_meet(streets, street, borders, border)
    border, street = border[beside], street[beside]
    p, q = streets.xy[street], borders.xy[border]
    along, side = streets.xy[street + 1] - p, borders.xy[border + 1] - q
    turn = _cross(along, side)
    slanted = np.where(turn != 0, turn, 1.0)
    share, other = _cross(q - p, side) / slanted, _cross(q - p, along) / slanted
    crosses = (turn != 0) & (share >= 0) & (share <= 1) & (other >= 0) & (other <= 1)
    foot, beside = _foot(q, p, along)  # a border is closed: each of its vertices begins a segment
    hits, shares = [crosses, beside], [share, foot]
    for end, share in ((p, np.zeros(len(p))), (p + along, np.ones(len(p)))):
        hits.append(_foot(end, q, side)[1])
        shares.append(share)
    row = np.concatenate([np.flatnonzero(hit) for hit in hits])
    share = np.concatenate([values[hit] for values, hit in zip(shares, hits, strict=True)])
    tail = street[row]
    fraction = streets.fraction[tail]
    fraction = fraction + share * (streets.fraction[tail + 1] - fraction)
    return _Meetings(
        borders.chain[border[row]],
        streets.chain[tail],
        fraction,
        p[row] + share[:, None] * along[row],
    )


def _boxes_meet(
    streets: _Chains, street: NDArray[np.int64], borders: _Chains, border: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether the boxes of two segments meet, or nearly."""
    meet = np.ones(len(street), dtype=bool)
    for axis in (0, 1):
        one, other = streets.xy[:, axis], borders.xy[:, axis]
        low = np.maximum(
            np.minimum(one[street], one[street + 1]), np.minimum(other[border], other[border + 1])
        )
        high = np.minimum(
            np.maximum(one[street], one[street + 1]), np.maximum(other[border], other[border + 1])
        )
        meet &= low <= high + ON_BORDER_M
    return meet


def _foot(
    place: NDArray[np.float64], start: NDArray[np.float64], along: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The place of a segment nearest to another place, and whether it is within 1 mm."""
    length2 = (along**2).sum(axis=1)
    inner = ((place - start) * along).sum(axis=1)
    share = np.clip(inner / np.where(length2 > 0, length2, 1.0), 0, 1)
    off = place - start - share[:, None] * along
    return share, (off**2).sum(axis=1) <= ON_BORDER_M**2


def _cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """The area that two vectors span, with its sign."""
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], dtype=np.float64)


def _inner(lines: Array, shapes: Array, near: NDArray[np.int64]) -> Stretches:
    """Streets that no border of the area meets, and that begin in it."""
    begin = shapely.get_point(lines, 0)
    area, street = shapely.STRtree(begin).query(shapes, predicate="intersects")
    away = positions_of(area * len(lines) + street, near) < 0
    area, street = area[away].astype(np.int64), street[away].astype(np.int64)
    count = len(area)
    return Stretches(area, street, np.zeros(count), np.ones(count), np.ones(count, dtype=bool))


def _cut(
    streets: _Chains,
    shapes: Array,
    near: NDArray[np.int64],
    met: _Meetings,
    met_row: NDArray[np.int64],
) -> Stretches:
    """Streets that meet a border of the area: cut there, and each part asked whether it is inside.

    A row of `near` is an area and a street; between two of its places, which are the vertices of
    the street and the meetings, the street is straight.
    """
    area, street = np.divmod(near, max(len(streets.start), 1))
    row, vertex = joined_ranges(streets.start[street], streets.stop[street])
    row = np.concatenate([row, met_row])
    fraction = np.concatenate([streets.fraction[vertex], met.fraction])
    order = np.lexsort((fraction, row))
    on_border = np.repeat([False, True], [len(vertex), len(met_row)])[order]
    xy = np.concatenate([streets.xy[vertex], met.xy])[order]
    row, fraction = row[order], fraction[order]
    here = np.flatnonzero(row[1:] == row[:-1])
    middle = shapely.points((xy[here] + xy[here + 1]) / 2)
    # whether the street is inside from each place to the next, and from the one before
    onward = np.zeros(len(row), dtype=bool)
    onward[here] = shapely.dwithin(shapes[area[row[here]]], middle, ON_BORDER_M)
    before = np.zeros(len(row), dtype=bool)
    before[1:] = onward[:-1]
    inside = on_border | onward | before
    begins, ends = inside & ~before, inside & ~onward
    at = row[begins]
    return Stretches(
        area[at], street[at], fraction[begins], fraction[ends], np.zeros(len(at), dtype=bool)
    )
