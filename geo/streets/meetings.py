"""Where lines meet inside: at a common vertex, at the end of another line, or by crossing it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ..ranges import joined_ranges
from .levels import Levels
from .segments import (
    Segments,
    Vertices,
    crossing_pairs,
    crossing_places,
    numbered,
    segments_of,
)

Crossings = Literal["join", "keep"]


class Cuts(NamedTuple):
    """Places inside lines where they are cut; each once, in no order of meaning.

    Parameters
    ----------
    segment
        Shape (c,), the vertex of `Vertices` that the cut segment starts at.
    xy
        Shape (c, 2), the place; that of the vertex itself where the line has one there.
    """

    segment: NDArray[np.int64]
    xy: NDArray[np.float64]


class Met(NamedTuple):
    """How many places lines meet at inside: joined, and left apart."""

    vertices: int
    """Common vertices."""
    ends: int
    """Ends of lines inside another line."""
    crossings: int
    """Crossings without a common vertex that became nodes."""
    kept: int
    """Crossings without a common vertex that stay unconnected, nothing being said of levels."""
    over: int
    """Crossings and common vertices that stay unconnected by level, bridge or tunnel."""


def meetings(
    vertices: Vertices, levels: Levels, *, join_m: float, crossings: Crossings
) -> tuple[Cuts, Met]:
    """Where to cut lines so that they meet at ends only, as far as they meet at all.

    Three kinds of meeting: an inner vertex that several lines share (or one twice) and where more
    than two ways lead on; an end within `join_m` of the inside of a line; and a crossing of two
    insides without a common vertex, which is joined only on request, and only of lines that keep
    one and the same level. The first two need levels that can meet.

    Parameters
    ----------
    vertices
        Of the lines.
    levels
        Of the lines.
    join_m
        Metres (inclusive) from an end to the inside of another line.
    crossings
        What becomes of crossings without a common vertex, where levels are the same.

    Returns
    -------
    Cuts
        Places, each once on its line.
    Met
        Counts of places.
    """
    nothing = Cuts(np.zeros(0, dtype=np.int64), np.zeros((0, 2)))
    if not len(vertices.xy):
        return nothing, Met(0, 0, 0, 0, 0)
    place, _ = numbered(vertices.xy)
    segments = segments_of(vertices, place)
    if not len(segments.vertex):
        return nothing, Met(0, 0, 0, 0, 0)
    shapes = np.asarray(
        shapely.linestrings(np.stack([segments.low, segments.high], axis=1)), dtype=object
    )
    tree = shapely.STRtree(shapes)
    at_vertices, shared, over_vertices = _common_vertices(vertices, segments, place, levels)
    at_ends, ends = _ends_inside(vertices, segments, tree, levels, join_m)
    at_crossings, near_shared, joined, kept, over = _crossings(
        vertices, segments, tree, shapes, levels, join_m, crossings
    )
    segment = np.concatenate([cuts.segment for cuts in (at_vertices, at_ends, at_crossings)])
    xy = np.concatenate([cuts.xy for cuts in (at_vertices, at_ends, at_crossings)])
    met = Met(shared + near_shared, ends, joined, kept, over + over_vertices)
    return _each_once(vertices, segment, xy), met


def _inner(vertices: Vertices) -> NDArray[np.bool_]:
    """Which vertices are not an end of their line."""
    inner = np.ones(len(vertices.xy), dtype=bool)
    inner[vertices.first] = inner[vertices.last] = False
    return inner


def _common_vertices(
    vertices: Vertices, segments: Segments, place: NDArray[np.int64], levels: Levels
) -> tuple[Cuts, int, int]:
    """Inner vertices to cut at, the number of their places, and of those apart by level."""
    places = int(place.max()) + 1
    a, b = segments.place.T
    ways = np.sort(np.concatenate([a * places + b, b * places + a]))
    distinct = ways[np.diff(ways, prepend=-1) != 0]
    branching = np.bincount(distinct // places, minlength=places) > 2
    inner = np.flatnonzero(_inner(vertices) & branching[place])
    inner = inner[np.argsort(place[inner], kind="stable")]
    # each with the others at its place
    at = place[inner]
    one, other = joined_ranges(
        np.searchsorted(at, at, side="left"), np.searchsorted(at, at, side="right")
    )
    one, other = one[one != other], other[one != other]
    inside = levels.inside[vertices.line[inner]]
    meet = _overlap(inside[one], inside[other])
    cut = np.zeros(len(inner), dtype=bool)
    cut[one[meet]] = True
    apart = np.setdiff1d(at[one[~meet]], at[one[meet]])
    chosen = inner[cut]
    return Cuts(chosen, vertices.xy[chosen]), len(np.unique(place[chosen])), len(apart)


def _ends_inside(
    vertices: Vertices,
    segments: Segments,
    tree: shapely.STRtree,
    levels: Levels,
    join_m: float,
) -> tuple[Cuts, int]:
    """Where ends of lines lie at the inside of a line of their level, and how many places."""
    at = np.concatenate([vertices.first, vertices.last])
    rows = np.column_stack([vertices.xy[at], np.concatenate([levels.start, levels.end])])
    ends = rows[numbered(rows)[1]]
    xy, level = ends[:, :2], ends[:, 2:]
    boxes = shapely.box(*(xy - join_m).T, *(xy + join_m).T)
    end, k = tree.query(boxes)
    low, way = segments.low[k], segments.high[k] - segments.low[k]
    t = np.clip(((xy[end] - low) * way).sum(axis=1) / (way * way).sum(axis=1), 0.0, 1.0)
    foot = np.where((t == 1.0)[:, None], segments.high[k], low + t[:, None] * way)
    off = np.hypot(*(xy[end] - foot).T)
    near = off <= join_m
    end, k, foot, off = end[near], k[near], foot[near], off[near]
    vertex = segments.vertex[k]
    line = vertices.line[vertex]
    along = vertices.along_m[vertex] + np.hypot(*(foot - vertices.xy[vertex]).T)
    # an end that meets an end of the line right there needs no cut
    to_last = vertices.along_m[vertices.last[line]] - along
    inside = np.ones(len(end), dtype=bool)
    for which, metres in ((vertices.first, along), (vertices.last, to_last)):
        gap = np.hypot(*(xy[end] - vertices.xy[which[line]]).T)
        inside &= (gap > join_m) | (metres > 2 * join_m)
    keep = inside & _overlap(level[end], levels.inside[line])
    end, line, vertex, foot, off, along = (
        column[keep] for column in (end, line, vertex, foot, off, along)
    )
    # the nearest place of each stretch of the line that passes the end
    order = np.lexsort((along, line, end))
    new = np.ones(len(order), dtype=np.int64)
    new[1:] = (
        (end[order][1:] != end[order][:-1])
        | (line[order][1:] != line[order][:-1])
        | (np.diff(along[order]) > 4 * join_m)
    )
    stretch = np.empty(len(order), dtype=np.int64)
    stretch[order] = np.cumsum(new)
    best = np.lexsort((foot[:, 1], foot[:, 0], off, stretch))
    _, at_first = np.unique(stretch[best], return_index=True)
    chosen = best[at_first]
    places = len(numbered(xy[end[chosen]])[1])
    return Cuts(vertex[chosen], foot[chosen]), places


def _crossings(
    vertices: Vertices,
    segments: Segments,
    tree: shapely.STRtree,
    shapes: NDArray[Any],
    levels: Levels,
    join_m: float,
    crossings: Crossings,
) -> tuple[Cuts, int, int, int, int]:
    """Where insides cross: cuts; places at a vertex of both, joined, kept, apart by level."""
    a, b = crossing_pairs(segments, tree, shapes)
    xy, common = crossing_places(segments, a, b)
    line_a, line_b = (vertices.line[segments.vertex[side]] for side in (a, b))
    # at an end of either line it is a matter of ends
    inside = np.ones(len(a), dtype=bool)
    for line in (line_a, line_b):
        for which in (vertices.first, vertices.last):
            inside &= np.hypot(*(xy - vertices.xy[which[line]]).T) > join_m
    a, b, line_a, line_b = (column[inside] for column in (a, b, line_a, line_b))
    xy, common = xy[inside], common[inside]
    inside_a, inside_b = levels.inside[line_a], levels.inside[line_b]
    # a ramp crosses at a height that nobody knows
    level = (inside_a == inside_b).all(axis=1) & (inside_a[:, 0] == inside_a[:, 1])
    same = np.where(common, _overlap(inside_a, inside_b), level)
    join = same & (common | (crossings == "join"))
    near_shared, joined, kept, over = (
        len(numbered(xy[these])[1])
        for these in (join & common, join & ~common, same & ~join, ~same)
    )
    segment = np.concatenate([segments.vertex[a[join]], segments.vertex[b[join]]])
    return Cuts(segment, np.concatenate([xy[join], xy[join]])), near_shared, joined, kept, over


def _each_once(vertices: Vertices, segment: NDArray[np.int64], xy: NDArray[np.float64]) -> Cuts:
    """Cuts without repetition; one at the far end of its segment is that vertex."""
    segment = segment + (vertices.xy[np.minimum(segment + 1, len(vertices.xy) - 1)] == xy).all(
        axis=1
    )
    inner = _inner(vertices)[segment] | (vertices.xy[segment] != xy).any(axis=1)
    segment, xy = segment[inner], xy[inner]
    _, first = numbered(np.column_stack([segment, xy]))
    return Cuts(segment[first], xy[first])


def _overlap(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether two ranges of levels have one in common."""
    return np.asarray((one[:, 0] <= other[:, 1]) & (other[:, 0] <= one[:, 1]), dtype=bool)
