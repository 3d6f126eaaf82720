"""A street network from centrelines that meet at their end points."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ..findings import Finding, UseError
from .arccosts import DEFAULT_KMH, arc_times, read_numbers, rows_finding
from .network import Network, network_of_streets
from .oneway import open_directions

_LINE, _MULTILINE = 1, 5


class _Pieces(NamedTuple):
    """Single lines out of the input: the line, its row, its share of the row's length."""

    lines: NDArray[Any]
    row: NDArray[np.int64]
    share: NDArray[np.float64]


def network_from_lines(
    lines: ArrayLike,
    *,
    speed_kmh: ArrayLike | None = None,
    minutes: ArrayLike | None = None,
    oneway: ArrayLike | None = None,
    length_m: ArrayLike | None = None,
    join_m: float = 0.5,
    default_kmh: float = DEFAULT_KMH,
    speed_factor: float = 1.0,
    source: str = "streets",
    row_numbers: ArrayLike | None = None,
) -> tuple[Network, tuple[Finding, ...]]:
    """Network of centrelines that meet where their end points lie within `join_m`.

    Lines that cross, or that end in the middle of another, are **not** joined there: only end
    points meet. End points are joined in chains (a with b, b with c), so the answer does not
    depend on the order of the rows; a street shorter than `join_m` becomes a harmless loop.

    Parameters
    ----------
    lines
        Shape (s,), LineStrings and MultiLineStrings in plane metres. The parts of a
        MultiLineString become streets of their own and share its length and minutes in
        proportion. None, empty geometry and other types are left out and told; Z is dropped.
    speed_kmh
        Shape (s,) or one number; missing ones are filled by `default_kmh`, counted in a note.
    minutes
        Shape (s,), travel time of the whole line; goes before the speed.
    oneway
        Shape (s,), usual codings (see `open_directions`). Without it all streets are two-way.
    length_m
        Shape (s,), metres; where missing, the length of the geometry.
    join_m
        Metres (inclusive) between end points that are one node.
    default_kmh
        Speed where there is neither minutes nor a speed.
    speed_factor
        Multiplies all street speeds.
    source, row_numbers
        For the findings: the file, and shape (s,) what its rows are called; 1, 2, 3, … when not
        given.

    Returns
    -------
    Network
        Nodes by x, then y, of their smallest end point.
    findings
        One per rule: rows left out (no line, wrong length, speed or minutes, longer than a day),
        filled speeds, unknown one-way codes.

    Raises
    ------
    UseError
        When columns differ in length, `join_m` is negative, or `default_kmh` or `speed_factor`
        is not positive.

    Examples
    --------
    >>> import shapely
    >>> from adjoin.geo.streets.centrelines import network_from_lines
    >>> network, findings = network_from_lines(
    ...     [shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(100.3, 0), (200.3, 0)])],
    ...     oneway=["no", "yes"], speed_kmh=36,
    ... )
    >>> list(zip(network.arc_from.tolist(), network.arc_to.tolist(), network.arc_ms.tolist()))
    [(0, 1, 10000), (1, 0, 10000), (1, 2, 10000)]
    """
    if not (np.isfinite(join_m) and join_m >= 0):
        raise UseError(f"join_m is {join_m}; give 0 or more metres")
    given = np.asarray(lines, dtype=object)
    rows = len(given)
    is_line = _usable_lines(given)
    pieces = _pieces(given, is_line)
    length = read_numbers(length_m, rows)
    length_wrong = is_line & (length.unreadable | (length.numbers < 0))
    drawn_m = np.bincount(pieces.row, weights=shapely.length(pieces.lines), minlength=rows)
    row_m = np.where(np.isnan(length.numbers), drawn_m, length.numbers)
    row_ms, usable, time_findings = arc_times(
        np.where(is_line & ~length_wrong, row_m, np.nan),
        speed_kmh=speed_kmh,
        minutes=minutes,
        default_kmh=default_kmh,
        speed_factor=speed_factor,
        source=source,
        row_numbers=row_numbers,
    )
    along, against, oneway_findings = open_directions(
        oneway, rows, source=source, row_numbers=row_numbers
    )
    streets, row, share = (part[usable[pieces.row]] for part in pieces)
    tail, head, node_xy = _joined_ends(streets, join_m)
    network = network_of_streets(
        streets,
        tail,
        head,
        node_xy=node_xy,
        arc_ms=row_ms[row] * share,
        arc_mm=row_m[row] * share * 1000,
        along=along[row],
        against=against[row],
    )
    findings = (
        *rows_finding(
            ~is_line,
            _kinds(given),
            source=source,
            rule="not-a-line",
            fact="left out: the geometry is missing, empty, without finite coordinates or no line",
            way_out="give LineStrings or MultiLineStrings",
            row_numbers=row_numbers,
        ),
        *rows_finding(
            length_wrong,
            length.as_given,
            source=source,
            rule="length-wrong",
            fact="left out: the length is negative or not a number",
            way_out="give metres, 0 or more, or leave the cell empty to have the line measured",
            row_numbers=row_numbers,
        ),
        *_measured_finding(int((is_line & np.isnan(length.numbers)).sum()), length_m, source),
        *time_findings,
        *oneway_findings,
    )
    return network, findings


def _usable_lines(given: NDArray[Any]) -> NDArray[np.bool_]:
    """Which geometries are lines with finite coordinates."""
    kind = np.isin(shapely.get_type_id(given), [_LINE, _MULTILINE]) & ~shapely.is_empty(given)
    with np.errstate(invalid="ignore"):
        measurable = np.isfinite(shapely.length(given))  # NaN with any NaN among the coordinates
    return np.asarray(kind & measurable, dtype=bool)


def _kinds(given: NDArray[Any]) -> NDArray[Any]:
    """What stands in place of a line, for messages."""
    return np.array(
        ["None" if shape is None else f"{shape.geom_type}" for shape in given], dtype=object
    )


def _pieces(given: NDArray[Any], is_line: NDArray[np.bool_]) -> _Pieces:
    """The single lines of all usable rows."""
    row = np.flatnonzero(is_line)
    lines, at = shapely.get_parts(shapely.force_2d(given[row]), return_index=True)
    full = ~shapely.is_empty(lines)
    lines, at = lines[full], at[full]
    metres = shapely.length(lines)
    total = np.bincount(at, weights=metres, minlength=len(row))[at]
    parts = np.bincount(at, minlength=len(row))[at]
    share = np.where(parts == 1, 1.0, 1 / parts)
    np.divide(metres, total, out=share, where=(parts > 1) & (total > 0))
    return _Pieces(np.asarray(lines, dtype=object), row[at].astype(np.int64), share)


def _joined_ends(
    lines: NDArray[Any], join_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Node at the start and the end of each line, and the places of the nodes."""
    if not len(lines):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros((0, 2))
    ends = np.concatenate(
        [shapely.get_coordinates(shapely.get_point(lines, which)) for which in (0, -1)]
    )
    # np.unique sorts by x, then y: what follows does not depend on the order of the rows
    place, at = np.unique(ends + 0.0, axis=0, return_inverse=True)
    near = cKDTree(place).query_pairs(join_m, output_type="ndarray")
    graph = csr_array(
        (np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(len(place), len(place))
    )
    _, cluster = connected_components(graph, directed=False)
    _, first, node = np.unique(cluster, return_index=True, return_inverse=True)
    # number the clusters by their first place
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    ids = rank[node][at.reshape(-1)]
    return ids[: len(lines)], ids[len(lines) :], place[np.sort(first)]


def _measured_finding(
    measured: int, length_m: ArrayLike | None, source: str
) -> tuple[Finding, ...]:
    """A note when a length column has gaps that the geometry fills."""
    if length_m is None or not measured:
        return ()
    message = (
        f"{measured} lengths are missing and measured on the line; fill them in if they differ"
    )
    return (Finding("note", source, "", "length-measured", message),)
