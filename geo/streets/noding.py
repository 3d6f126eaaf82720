"""Lines into streets between nodes: cut where they meet inside, ends that meet joined."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ..findings import UseError
from .levels import Levels, on_the_ground
from .meetings import Crossings, Cuts, Met, meetings
from .segments import Vertices, numbered, vertices_of


class Noded(NamedTuple):
    """Streets between nodes: p pieces of s lines, by line, then along it; n nodes.

    Parameters
    ----------
    lines
        Shape (p,), LineStrings in the direction of the line they are of.
    of
        Shape (p,), index of that line.
    share
        Shape (p,), of the line's length; the shares of a line add up to 1.
    tail, head
        Shape (p,), node at the start and at the end.
    node_xy
        Shape (n, 2), by x, then y, of their smallest end; nodes of several levels may share a place.
    met
        Where lines met inside, counted.
    """

    lines: NDArray[Any]
    of: NDArray[np.int64]
    share: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    node_xy: NDArray[np.float64]
    met: Met


def noded(
    lines: NDArray[Any],
    *,
    join_m: float = 0.5,
    levels: Levels | None = None,
    crossings: Crossings = "keep",
) -> Noded:
    """Streets of lines that meet at ends, at common vertices, or at the inside of one another.

    Ends within `join_m` are one node, in chains (a with b, b with c), when their levels can meet.
    An end within `join_m` of the inside of a line cuts it; so does a vertex that lines share (as
    OpenStreetMap joins ways). Insides that cross without a common vertex stay unconnected, as of a
    bridge, or are cut with `crossings="join"` where their level is one and the same.

    Parameters
    ----------
    lines
        Shape (s,), LineStrings in plane metres, none empty.
    join_m
        Metres, inclusive.
    levels
        Of each line; all on the ground when not given.
    crossings
        `join` or `keep`.

    Returns
    -------
    Noded
        The same whatever the order of the lines, but for the order of the pieces; a line that is
        not cut is returned as it is. A piece shorter than `join_m` is a harmless loop.

    Raises
    ------
    UseError
        When `join_m` is negative or not finite, or `crossings` is another word.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.streets.noding import noded
    >>> tee = [shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(40, 0.2), (40, 50)])]
    >>> found = noded(np.array(tee, dtype=object))
    >>> list(zip(found.of.tolist(), found.share.tolist(), found.tail.tolist(), found.head.tolist()))
    [(0, 0.4, 0, 1), (0, 0.6, 1, 3), (1, 1.0, 1, 2)]
    """
    if not (np.isfinite(join_m) and join_m >= 0):
        raise UseError(f"join_m is {join_m}; give 0 or more metres")
    if crossings not in ("join", "keep"):
        raise UseError(f"crossings is {crossings!r}; give 'join' or 'keep'")
    levels = on_the_ground(len(lines)) if levels is None else levels
    vertices = vertices_of(lines)
    cuts, met = meetings(vertices, levels, join_m=join_m, crossings=crossings)
    pieces, of = _pieces(lines, vertices, cuts)
    metres = shapely.length(pieces)
    whole = np.bincount(of, weights=metres, minlength=len(lines))[of]
    share = np.ones(len(pieces))
    np.divide(metres, whole, out=share, where=whole > 0)
    tail, head, node_xy = _joined_ends(pieces, _end_levels(of, levels), join_m)
    return Noded(pieces, of, share, tail, head, node_xy, met)


def _pieces(
    lines: NDArray[Any], vertices: Vertices, cuts: Cuts
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The lines, cut; and the line of each piece."""
    line_of_cut = vertices.line[cuts.segment]
    several = np.zeros(len(lines), dtype=bool)
    several[line_of_cut] = True
    chosen = several[vertices.line]
    vertex = np.flatnonzero(chosen)
    offset = np.hypot(*(cuts.xy - vertices.xy[cuts.segment]).T)
    at_vertex = offset == 0
    # vertices and the new points between them, in the order of the line
    segment = np.concatenate([vertex, cuts.segment[~at_vertex]])
    xy = np.concatenate([vertices.xy[vertex], cuts.xy[~at_vertex]])
    cut = np.isin(vertex, cuts.segment[at_vertex])
    cut = np.concatenate([cut, np.ones((~at_vertex).sum(), dtype=bool)])
    order = np.lexsort((np.concatenate([np.zeros(len(vertex)), offset[~at_vertex]]), segment))
    segment, xy, cut = segment[order], xy[order], cut[order]
    # a cut is the last point of one piece and the first of the next
    twice = np.repeat(np.arange(len(cut)), 1 + cut)
    starts = np.ones(len(twice), dtype=bool)
    line = vertices.line[segment[twice]]
    starts[1:] = (twice[1:] == twice[:-1]) | (line[1:] != line[:-1])
    made = shapely.linestrings(xy[twice], indices=np.cumsum(starts) - 1)
    of_made = line[starts]
    kept = np.flatnonzero(~several)
    of = np.concatenate([kept, of_made]).astype(np.int64)
    order = np.argsort(of, kind="stable")
    shapes = np.concatenate([np.asarray(lines, dtype=object)[kept], made])
    return shapes[order], of[order]


def _joined_ends(
    lines: NDArray[Any], levels: tuple[NDArray[np.int64], NDArray[np.int64]], join_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Node at the start and the end of each line, and the places of the nodes."""
    if not len(lines):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros((0, 2))
    coordinates, line = shapely.get_coordinates(lines, return_index=True)
    first, last = np.ones(len(line), dtype=bool), np.ones(len(line), dtype=bool)
    first[1:] = last[:-1] = line[1:] != line[:-1]
    xy = np.concatenate([coordinates[first], coordinates[last]])
    # in the order of x, then y: what follows does not depend on the order of the rows
    rows = np.column_stack([xy + 0.0, np.concatenate(levels)])
    at, distinct = numbered(rows)
    ends = rows[distinct]
    place, low, high = ends[:, :2], ends[:, 2], ends[:, 3]
    near = cKDTree(place, balanced_tree=False).query_pairs(join_m, output_type="ndarray")
    a, b = near.T
    meet = (low[a] <= high[b]) & (low[b] <= high[a])
    a, b = a[meet], b[meet]
    graph = csr_array((np.ones(len(a)), (a, b)), shape=(len(place), len(place)))
    _, cluster = connected_components(graph, directed=False)
    _, start, node = np.unique(cluster, return_index=True, return_inverse=True)
    # number the clusters by their first place
    rank = np.empty(len(start), dtype=np.int64)
    rank[np.argsort(start)] = np.arange(len(start))
    ids = rank[node][at]
    return ids[: len(lines)], ids[len(lines) :], place[np.sort(start)]


def _end_levels(
    of: NDArray[np.int64], levels: Levels
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Levels at the start and at the end of each piece: at a cut those of the inside."""
    first = np.ones(len(of), dtype=bool)
    first[1:] = of[1:] != of[:-1]
    last = np.ones(len(of), dtype=bool)
    last[:-1] = first[1:]
    return (
        np.where(first[:, None], levels.start[of], levels.inside[of]),
        np.where(last[:, None], levels.end[of], levels.inside[of]),
    )
