"""Streets out of the segments of Overture Maps, which meet at their connectors and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from ..crs import Bounds, to_crs
from ..findings import Finding, Severity
from ..rowfindings import rows_item
from .overturerules import Rules, read_rules
from .streetrows import StreetRows
from .streettimes import street_times

#: The columns that make a table one of segments, as the schema names them.
COLUMNS: Final = ("id", "subtype", "class", "connectors")

#: Connectors nearer to each other than this share of a line are one cut; places are written with
#: nine decimals.
_SAME: Final = 1e-8


class _Pieces(NamedTuple):
    """Pieces of segments between two connectors: line, position of the segment, part, nodes."""

    lines: NDArray[Any]
    of: NDArray[np.int64]
    part: NDArray[np.float64]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    node_xy: NDArray[np.float64]


def are_segments(names: Collection[str], connectors: Collection[str]) -> bool:
    """Whether columns are those of Overture's transportation segments.

    Parameters
    ----------
    names
        Of all columns.
    connectors
        Some cells of the column `connectors`, as JSON.

    Examples
    --------
    >>> from adjoin.geo.streets.overture import are_segments
    >>> are_segments(["id", "subtype", "class", "connectors"], ['[{"connector_id": "a", "at": 0}]'])
    True
    """
    return set(COLUMNS) <= set(names) and any('"connector_id"' in cell for cell in connectors)


def holds_segments(frame: pd.DataFrame) -> bool:
    """Whether a table is of Overture's segments: its columns, and the first connectors in it.

    Parameters
    ----------
    frame
        As `adjoin.geo.files.reading.read_source` returns it.
    """
    if not isinstance(frame, gpd.GeoDataFrame) or "connectors" not in frame.columns:
        return False
    first = frame["connectors"].dropna().head(5).astype("str")
    return are_segments([str(name) for name in frame.columns], first.tolist())


def overture_streets(
    frame: gpd.GeoDataFrame,
    *,
    plane: pyproj.CRS,
    bounds: Bounds,
    speed_factor: float = 1.0,
    source: str,
) -> tuple[StreetRows, list[Finding]]:
    """The streets of Overture's segments, cut at their connectors.

    Parameters
    ----------
    frame
        Segments, lists and records as JSON text; of them those of the subtype `road` count that are
        neither under construction nor abandoned. What is used: `class`, `subclass`, `connectors`,
        `access_restrictions`, `speed_limits`, `road_flags`.
    plane, bounds
        The region's plane, and its bounds in degrees.
    speed_factor
        Multiplies the speeds.
    source
        What messages call the file.

    Returns
    -------
    StreetRows
        By row, then along the line. Two segments meet where they name the same connector. An end
        without a connector is a node of its own. Nodes by connector, then those.
    findings
        What is left out, cells that are no JSON, missing speeds.

    Raises
    ------
    UseError
        When `speed_factor` is not a positive number.

    Notes
    -----
    Columns as in the schema of Overture's transportation theme (version 1.18). Access and speeds:
    `adjoin.geo.streets.overturerules`.
    """
    roads = (frame["subtype"].astype("str") == "road").to_numpy()
    shapes = to_crs(
        np.asarray(frame.geometry, dtype=object), frame.crs, plane, region=bounds
    ).shapes
    with np.errstate(invalid="ignore"):
        drawn = (shapely.get_type_id(shapes) == 1) & np.isfinite(shapely.length(shapes))
    drawn &= ~shapely.is_empty(shapes)
    rules = [read_rules(row) for row in _records(frame)]
    closed = np.array([rule.closed for rule in rules], dtype=bool)
    used = np.flatnonzero(roads & drawn & ~closed)
    pieces = _pieces(shapely.force_2d(shapes), rules, used)
    own = [rules[k] for k in pieces.of]
    parts = pieces.part.tolist()
    along, against, foot = (
        np.array(
            [rule.opened(who, *part) for rule, part in zip(own, parts, strict=True)], dtype=bool
        )
        for who in ("along", "against", "foot")
    )
    speeds = [
        np.array(
            [rule.limit(way, *part) for rule, part in zip(own, parts, strict=True)], dtype=float
        )
        for way in ("forward", "backward")
    ]
    metres = shapely.length(pieces.lines)
    times = street_times(
        metres,
        along=along,
        against=against,
        speed_kmh=speeds[0],
        back_speed_kmh=speeds[1],
        road_class=np.array([rule.road_class for rule in own], dtype=object),
        speed_factor=speed_factor,
        source=source,
        row_numbers=frame.index.to_numpy()[pieces.of],
    )
    streets = StreetRows(
        lines=pieces.lines,
        tail=pieces.tail,
        head=pieces.head,
        node_xy=pieces.node_xy,
        along_ms=times.along_ms,
        against_ms=times.against_ms,
        length_mm=metres * 1000,
        walk=times.walk & foot,
    )
    numbers = frame.index.to_numpy()
    unread = roads & np.array([rule.unreadable for rule in rules], dtype=bool)
    told: list[tuple[NDArray[np.bool_], Severity, str, str]] = [
        (~roads, "note", "overture-no-roads", "left out: no roads, but railways and waterways"),
        (roads & ~drawn, "warning", "not-a-line", "left out: the geometry is missing or no line"),
        (roads & drawn & closed, "note", "overture-not-built", "left out: under construction or abandoned"),
        (unread, "warning", "overture-unreadable", "used without rules that cannot be read; save the file again"),
    ]  # fmt: skip
    findings = [
        Finding(severity, source, rows_item(numbers[rows]), rule, f"{rows.sum()} segments {fact}")
        for rows, severity, rule, fact in told
        if rows.any()
    ]
    message = (
        f"{len(used)} road segments of Overture Maps, cut at their connectors into "
        f"{len(metres)} streets; they meet nowhere else"
    )
    findings.append(Finding("note", source, "", "overture-segments", message))
    return streets, [*findings, *times.findings]


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows, their JSON read; what cannot be read is the text itself."""
    nested = [
        name
        for name in ("connectors", "access_restrictions", "speed_limits", "road_flags")
        if name in frame.columns
    ]
    plain = [name for name in ("class", "subclass") if name in frame.columns]
    cells = {name: [None if v is True else t for v, t in zip(frame[name].isna(), frame[name], strict=True)]
             for name in [*nested, *plain]}  # fmt: skip
    for k in range(len(frame)):
        row = {name: cells[name][k] for name in plain}
        for name in nested:
            row[name] = _read(cells[name][k])
        yield row


def _read(cell: Any) -> Any:
    """JSON as lists and records; a text that is none stays text."""
    if not isinstance(cell, str):
        return cell
    try:
        return json.loads(cell)
    except ValueError:
        return cell


def _pieces(shapes: NDArray[Any], rules: list[Rules], used: NDArray[np.int64]) -> _Pieces:
    """The lines between connectors, and the nodes at both ends."""
    cuts = [(row, *cut) for row in used.tolist() for cut in _cuts(rules[row].connectors, row)]
    of = np.array([row for row, _, _ in cuts], dtype=np.int64)
    at = np.array([share for _, share, _ in cuts], dtype=np.float64)
    points = shapely.line_interpolate_point(shapes[of], at, normalized=True)
    names = sorted({node for _, _, node in cuts})
    order = {node: number for number, node in enumerate(names)}
    number = np.array([order[node] for _, _, node in cuts], dtype=np.int64)
    xy = shapely.get_coordinates(points)
    # the same place of a connector whichever of its segments comes first
    first = np.lexsort((xy[:, 1], xy[:, 0], number))
    _, smallest = np.unique(number[first], return_index=True)
    same = of[1:] == of[:-1]
    return _Pieces(
        _parts(shapes, used, of, at, xy),
        of[:-1][same],
        np.column_stack([at[:-1][same], at[1:][same]]),
        number[:-1][same],
        number[1:][same],
        xy[first][smallest],
    )


def _parts(
    shapes: NDArray[Any],
    used: NDArray[np.int64],
    cut_of: NDArray[np.int64],
    cut_at: NDArray[np.float64],
    cut_xy: NDArray[np.float64],
) -> NDArray[Any]:
    """The lines between each two cuts of a line, the first at its start and the last at its end."""
    if not len(used):
        return np.zeros(0, dtype=object)
    xy, own = shapely.get_coordinates(shapes[used], return_index=True)
    step = np.append(0.0, np.hypot(*np.diff(xy, axis=0).T))
    step[np.append(True, own[1:] != own[:-1])] = 0.0
    run = np.cumsum(step)
    start = np.searchsorted(own, np.arange(len(used)))
    length = np.bincount(own, weights=step, minlength=len(used))[own]
    share = np.divide(run - run[start][own], length, out=np.zeros(len(own)), where=length > 0)
    # vertices and cuts together, along each line; vertices at a cut are the cut
    line = np.concatenate([used[own], cut_of])
    at = np.concatenate([share, cut_at])
    is_cut = np.concatenate([np.zeros(len(own), dtype=bool), np.ones(len(cut_of), dtype=bool)])
    places = np.concatenate([xy, cut_xy])
    sequence = np.lexsort((is_cut, at, line))
    line, at, is_cut, places = line[sequence], at[sequence], is_cut[sequence], places[sequence]
    ahead = np.flatnonzero(is_cut)[np.cumsum(is_cut).clip(1) - 1]
    behind = np.flatnonzero(is_cut)[(np.cumsum(is_cut) - is_cut).clip(0, is_cut.sum() - 1)]
    near = np.zeros(len(at), dtype=bool)
    for cut in (ahead, behind):
        near |= (line[cut] == line) & (np.abs(at[cut] - at) <= _SAME)
    kept = is_cut | ~near
    line, is_cut, places = line[kept], is_cut[kept], places[kept]
    ends = np.flatnonzero(is_cut)
    pairs = line[ends[1:]] == line[ends[:-1]]
    first, last = ends[:-1][pairs], ends[1:][pairs]
    size = last - first + 1
    before = np.cumsum(size) - size
    vertices = np.arange(int(size.sum())) + np.repeat(first - before, size)
    lines = shapely.linestrings(places[vertices], indices=np.repeat(np.arange(len(size)), size))
    return np.asarray(lines, dtype=object)


def _cuts(connectors: list[tuple[float, str]], row: int) -> list[tuple[float, tuple[int, str]]]:
    """Where a line is cut, and the node there; an end without connector is a node of its own."""
    cuts: list[tuple[float, tuple[int, str]]] = []
    for at, name in connectors:
        if cuts and at - cuts[-1][0] <= _SAME:
            continue
        cuts.append((at, (0, name)))
    if not cuts or cuts[0][0] > _SAME:
        cuts.insert(0, (0.0, (1, f"{row:012d} start")))
    if cuts[-1][0] < 1 - _SAME:
        cuts.append((1.0, (1, f"{row:012d} to end")))
    cuts[0] = (0.0, cuts[0][1])
    cuts[-1] = (1.0, cuts[-1][1])
    return cuts
