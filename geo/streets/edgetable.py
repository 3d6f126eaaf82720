"""Streets from a table of edges and a table of nodes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from ..findings import Finding, UseError
from .arccosts import DEFAULT_KMH, read_numbers, rows_finding
from .network import Network
from .oneway import open_directions
from .streetrows import StreetRows, driving
from .streettimes import street_times

LINE_ELSEWHERE_M: Final = 50.0
"""A line whose end is farther than this from its node hardly is the line of that row (judgement):
digitized ends and merged crossings lie within some 10 to 30 m."""


def streets_from_edges(
    from_id: ArrayLike,
    to_id: ArrayLike,
    length_m: ArrayLike | None,
    *,
    node_id: ArrayLike,
    node_xy: ArrayLike,
    speed_kmh: ArrayLike | None = None,
    minutes: ArrayLike | None = None,
    back_speed_kmh: ArrayLike | None = None,
    back_minutes: ArrayLike | None = None,
    road_class: ArrayLike | None = None,
    oneway: ArrayLike | None = None,
    lines: ArrayLike | None = None,
    default_kmh: float = DEFAULT_KMH,
    speed_factor: float = 1.0,
    source: str = "streets",
    node_source: str | None = None,
    row_numbers: ArrayLike | None = None,
) -> tuple[StreetRows, tuple[Finding, ...]]:
    """Streets of an edge table: one row is one direction, unless a one-way column says more.

    Parameters
    ----------
    from_id, to_id
        Shape (m,), ids of the nodes at both ends, compared as text.
    length_m
        Shape (m,), metres, >= 0; 0 and loops are kept. None: the length of the lines, told in a
        note.
    node_id
        Shape (n,), ids as text, each once.
    node_xy
        Shape (n, 2), plane metres.
    speed_kmh
        Shape (m,) or one number; missing ones are filled by class or `default_kmh`, and counted.
    minutes
        Shape (m,), travel time of the whole arc; goes before the speed.
    back_speed_kmh, back_minutes
        Shape (m,), those from the second node to the first, where they differ.
    road_class
        Shape (m,), class as OpenStreetMap has it (see `street_times`).
    oneway
        Shape (m,), usual codings (see `open_directions`), along meaning from the first node to the
        second. Without it each row is one arc; with it a row that is open both ways gives two.
    lines
        Shape (m,), lines between the two nodes; one whose ends lie nearer to them the other way
        round is reversed (exports of undirected graphs give both rows the same line). Without
        them the straight line between the nodes; also, told in a note, where one is missing,
        empty or in several parts.
    default_kmh
        Speed where there is neither minutes nor a speed nor a class.
    speed_factor
        Multiplies all street speeds.
    source, node_source
        For the findings: the file of the edges and that of the nodes, if it is another.
    row_numbers
        Shape (m,), what findings call the rows; 1, 2, 3, … when not given.

    Returns
    -------
    StreetRows
        In the order of the rows, nodes in the order of the node table. On foot every row is open
        both ways; a street that is two rows is there twice, which changes no travel time.
    findings
        One per rule: rows left out (unknown node, wrong length, speed or minutes, longer than a
        day), nodes without a place or repeated, lines more than 50 m away from their nodes, filled
        speeds, unknown one-way codes.

    Raises
    ------
    UseError
        When columns differ in length, or `default_kmh` or `speed_factor` is not positive.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import streets_from_edges
    >>> streets, findings = streets_from_edges(
    ...     ["a", "b", "b"], ["b", "a", "x"], [500, 500, 10],
    ...     node_id=["a", "b"], node_xy=[(0, 0), (500, 0)], speed_kmh=[30, 50, 30],
    ... )
    >>> streets.along_ms.tolist(), [finding.rule for finding in findings]
    ([60000.0, 36000.0], ['node-unknown'])
    """
    places, node_findings = _node_places(node_id, node_xy, node_source or source)
    tails, heads = _texts(from_id), _texts(to_id)
    rows = len(tails)
    if len(heads) != rows:
        raise UseError(f"{rows} from-nodes beside {len(heads)} to-nodes; give one of each a row")
    tail, head = (places.index.get_indexer(pd.Index(ids)) for ids in (tails, heads))
    unknown = (tail < 0) | (head < 0)
    xy = places.to_numpy(dtype=np.float64)
    known = np.flatnonzero(~unknown)
    naming: dict[str, Any] = {"source": source, "row_numbers": row_numbers}
    drawn, line_findings = _edge_lines(
        lines, rows, known, xy[tail[known]], xy[head[known]], **naming
    )
    length = read_numbers(shapely.length(drawn) if length_m is None else length_m, rows)
    length_wrong = ~unknown & ~(length.numbers >= 0)
    usable_m = np.where(unknown | length_wrong, np.nan, length.numbers)
    along, against = np.ones(rows, dtype=bool), np.zeros(rows, dtype=bool)
    oneway_findings: tuple[Finding, ...] = ()
    if oneway is not None:
        along, against, oneway_findings = open_directions(oneway, rows, **naming)
    times = street_times(
        usable_m,
        along=along,
        against=against,
        speed_kmh=speed_kmh,
        minutes=minutes,
        back_speed_kmh=back_speed_kmh,
        back_minutes=back_minutes,
        road_class=road_class,
        default_kmh=default_kmh,
        speed_factor=speed_factor,
        **naming,
    )
    row = np.flatnonzero(times.somebody())
    streets = StreetRows(
        lines=drawn[row],
        tail=tail[row].astype(np.int64),
        head=head[row].astype(np.int64),
        node_xy=xy,
        along_ms=times.along_ms[row],
        against_ms=times.against_ms[row],
        length_mm=length.numbers[row] * 1000,
        walk=times.walk[row],
    )
    findings = (
        *node_findings,
        *_left_out(unknown, np.where(tail < 0, tails, heads), "node", **naming),
        *_left_out(length_wrong, length.as_given, "length", **naming),
        *line_findings,
        *_measured_finding(length_m is None, rows, source),
        *times.findings,
        *oneway_findings,
    )
    return streets, findings


def network_from_edges(
    from_id: ArrayLike, to_id: ArrayLike, length_m: ArrayLike | None, **options: Any
) -> tuple[Network, tuple[Finding, ...]]:
    """Driving network of an edge table.

    Parameters
    ----------
    from_id, to_id, length_m, **options
        As for `streets_from_edges`, which see.

    Returns
    -------
    Network
        The streets by car; nodes in the order of the node table.
    findings
        As of `streets_from_edges`.

    Raises
    ------
    UseError
        As `streets_from_edges` does.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> network, _ = network_from_edges(
    ...     ["a", "b"], ["b", "a"], [500, 500],
    ...     node_id=["a", "b"], node_xy=[(0, 0), (500, 0)], speed_kmh=[30, 50],
    ... )
    >>> network.arc_ms.tolist()
    [60000, 36000]
    """
    streets, findings = streets_from_edges(from_id, to_id, length_m, **options)
    return driving(streets), findings


def _left_out(
    rows: NDArray[np.bool_], values: NDArray[Any], column: str, **naming: Any
) -> list[Finding]:
    """A warning for the rows with an unknown node or a wrong length."""
    rule, fact, way_out = {
        "node": (
            "node-unknown",
            "left out: a node is not in the node table",
            "add the node, or compare how both tables write ids",
        ),
        "length": (
            "length-wrong",
            "left out: the length is missing, negative or not a number",
            "give metres, 0 or more",
        ),
    }[column]
    return rows_finding(rows, values, rule=rule, fact=fact, way_out=way_out, **naming)


def _texts(ids: ArrayLike) -> NDArray[Any]:
    """Ids as an array of text; a missing id is the empty text, which no node has."""
    given = pd.Series(np.asarray(ids, dtype=object).reshape(-1), dtype=object)
    return np.asarray(given.where(given.notna(), "").map(str), dtype=object)


def _node_places(
    node_id: ArrayLike, node_xy: ArrayLike, source: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Columns x and y by node id, each id once; nodes that cannot be used are told."""
    ids = _texts(node_id)
    xy = np.asarray(node_xy, dtype=np.float64).reshape(-1, 2)
    if len(ids) != len(xy):
        raise UseError(f"{len(ids)} node ids beside {len(xy)} places; give one of each a row")
    lost = ~np.isfinite(xy).all(axis=1) | (ids == "")
    table = pd.DataFrame({"x": xy[:, 0], "y": xy[:, 1]}, index=pd.Index(ids, dtype=object))
    places = table.loc[~lost]
    # the smallest place of a repeated id, whatever the order of the rows
    repeated = ~lost & np.isin(ids, places.index[places.index.duplicated()])
    if repeated.any():
        first = places.sort_values(["x", "y"], kind="stable")
        first = first.loc[~first.index.duplicated()]
        order = places.index[~places.index.duplicated()]
        places = first.loc[order]
    findings = [
        *rows_finding(
            lost,
            ids,
            source=source,
            rule="node-without-place",
            fact="of the node table left out: no id or no coordinates",
            way_out="give every node an id and a place",
        ),
        *rows_finding(
            repeated,
            ids,
            source=source,
            rule="node-repeated",
            fact="of the node table share their id; the place with the smallest x, then y, is used",
            way_out="give every node once",
        ),
    ]
    return places, findings


def _edge_lines(
    lines: ArrayLike | None,
    rows: int,
    known: NDArray[np.int64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    **naming: Any,
) -> tuple[NDArray[Any], list[Finding]]:
    """The line of each row, None where its nodes are not known; straight where none is given."""
    drawn = np.full(rows, None, dtype=object)
    drawn[known] = shapely.linestrings(np.stack([start, end], axis=1))
    if lines is None:
        return drawn, []
    given = np.asarray(lines, dtype=object)
    if given.shape != (rows,):
        raise UseError(f"lines have the shape {given.shape} beside {rows} rows; give one a row")
    # files often hold single lines as multi-part geometry of one part
    single = np.full(rows, None, dtype=object)
    one = shapely.get_num_geometries(given) == 1
    single[one] = shapely.get_geometry(given[one], 0)
    is_line = (shapely.get_type_id(single) == 1) & ~shapely.is_empty(single)
    with np.errstate(invalid="ignore"):
        is_line &= np.isfinite(shapely.length(single))  # NaN with any NaN among the coordinates
    usable = is_line[known]
    chosen = known[usable]
    off_m = np.zeros(rows)
    drawn[chosen], off_m[chosen] = _turned(
        shapely.force_2d(single[chosen]), start[usable], end[usable]
    )
    straight = np.zeros(rows, dtype=bool)
    straight[known] = ~usable
    return drawn, [
        *rows_finding(
            off_m > LINE_ELSEWHERE_M,
            np.rint(off_m).astype(np.int64),
            rule="line-elsewhere",
            fact=f"used though an end of the line is more than {LINE_ELSEWHERE_M:g} m "
            "from its node (metres shown)",
            way_out="compare the node ids of both tables, and their coordinate systems",
            **naming,
        ),
        *rows_finding(
            straight,
            np.array([getattr(shape, "geom_type", None) for shape in given], dtype=object),
            rule="line-straight",
            fact="get a straight line: the geometry is missing, empty or not one line",
            way_out="give one LineString a row",
            severity="note",
            **naming,
        ),
    ]


def _turned(
    lines: NDArray[Any], start: NDArray[np.float64], end: NDArray[np.float64]
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Lines in the direction from start to end, and how far the worse of their ends is off."""
    first, last = (shapely.get_coordinates(shapely.get_point(lines, which)) for which in (0, -1))

    def off(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.hypot(*(a - b).T))

    as_given = np.column_stack([off(first, start), off(last, end)])
    reversed_ = np.column_stack([off(first, end), off(last, start)])
    # a loop is as near either way and stays as it is
    turn = reversed_.sum(axis=1) < as_given.sum(axis=1)
    turned = lines.copy()
    turned[turn] = shapely.reverse(lines[turn])
    return turned, np.where(turn, reversed_.max(axis=1), as_given.max(axis=1))


def _measured_finding(measured: bool, rows: int, source: str) -> tuple[Finding, ...]:
    """A note when there is no column of lengths."""
    if not measured:
        return ()
    message = f"{rows} lengths are measured on the lines; name a column of lengths if there is one"
    return (Finding("note", source, "", "length-measured", message),)
