"""Streets from centrelines that meet at their ends, at common vertices, or inside one another."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from ..findings import Finding, Severity
from .arccosts import DEFAULT_KMH, read_numbers, rows_finding
from .levels import read_levels
from .meetings import Crossings
from .network import Network
from .noding import Noded, noded
from .oneway import open_directions
from .streetrows import StreetRows, driving
from .streettimes import street_times

UNBROKEN_SHARE: Final = 0.1
"""More unconnected crossings than this share of the nodes are a warning (judgement): of streets
broken where they meet, some 0.05 % to 5 % are over- and underpasses (Douala, Wuhan)."""

_LINE, _MULTILINE = 1, 5


class _Pieces(NamedTuple):
    """Single lines out of the input: the line, its row, its share of the row's length."""

    lines: NDArray[Any]
    row: NDArray[np.int64]
    share: NDArray[np.float64]


def streets_from_lines(
    lines: ArrayLike,
    *,
    speed_kmh: ArrayLike | None = None,
    minutes: ArrayLike | None = None,
    back_speed_kmh: ArrayLike | None = None,
    back_minutes: ArrayLike | None = None,
    oneway: ArrayLike | None = None,
    length_m: ArrayLike | None = None,
    road_class: ArrayLike | None = None,
    level: ArrayLike | None = None,
    level_from: ArrayLike | None = None,
    level_to: ArrayLike | None = None,
    bridge: ArrayLike | None = None,
    tunnel: ArrayLike | None = None,
    crossings: Crossings | None = None,
    join_m: float = 0.5,
    default_kmh: float = DEFAULT_KMH,
    speed_factor: float = 1.0,
    source: str = "streets",
    row_numbers: ArrayLike | None = None,
) -> tuple[StreetRows, tuple[Finding, ...]]:
    """Streets of centrelines: cut where they meet, with time, length and who may use them.

    Lines meet where their ends lie within `join_m` of each other or of the inside of a line, and
    at vertices that they share, as far as their levels allow (`noded`). A street shorter than
    `join_m` becomes a harmless loop.

    Parameters
    ----------
    lines
        Shape (s,), LineStrings and MultiLineStrings in plane metres. The parts of a
        MultiLineString become streets of their own, and so do the pieces of a line that is cut;
        they share its length and minutes in proportion. None, empty geometry and other types are
        left out and told; Z is dropped.
    speed_kmh
        Shape (s,) or one number; missing ones are filled by class or `default_kmh`, and counted.
    minutes
        Shape (s,), travel time of the whole line; goes before the speed.
    back_speed_kmh, back_minutes
        Shape (s,), those against the line, where they differ.
    oneway
        Shape (s,), usual codings (see `open_directions`). Without it all streets are two-way.
    length_m
        Shape (s,), metres; where missing, the length of the geometry.
    road_class
        Shape (s,), class as OpenStreetMap has it (see `street_times`).
    level, level_from, level_to, bridge, tunnel
        Shape (s,), at which level lines run (see `read_levels`).
    crossings
        Lines that cross without a common vertex, and not by level: `join` makes a node there,
        `keep` leaves them unconnected. When not given, `join` where a column of levels, bridges or
        tunnels is, since the file then says which crossings are none; else `keep`: centrelines
        are broken where they meet as a rule, so that an unbroken crossing mostly is an overpass.
    join_m
        Metres (inclusive) between ends that are one node.
    default_kmh
        Speed where there is neither minutes nor a speed nor a class.
    speed_factor
        Multiplies all street speeds.
    source, row_numbers
        For the findings: the file, and shape (s,) what its rows are called; 1, 2, 3, … when not
        given.

    Returns
    -------
    StreetRows
        By row, then along the line. Nodes by x, then y, of their smallest end point.
    findings
        One per rule: rows left out (no line, wrong length, speed or minutes, longer than a day),
        filled speeds, unknown one-way codes, crossings joined and kept.

    Raises
    ------
    UseError
        When columns differ in length, `join_m` is negative, `default_kmh` or `speed_factor` is
        not positive, or `crossings` is another word.

    Examples
    --------
    >>> import shapely
    >>> from adjoin.geo.streets.centrelines import streets_from_lines
    >>> streets, findings = streets_from_lines(
    ...     [shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(40, 0), (40, 70)])],
    ...     speed_kmh=36, oneway=["yes", "no"],
    ... )
    >>> list(zip(streets.tail.tolist(), streets.head.tolist(), streets.along_ms.tolist()))
    [(0, 1, 4000.0), (1, 3, 6000.0), (1, 2, 7000.0)]
    """
    given = np.asarray(lines, dtype=object)
    rows = len(given)
    is_line = _usable_lines(given)
    pieces = _pieces(given, is_line)
    length = read_numbers(length_m, rows)
    length_wrong = is_line & (length.unreadable | (length.numbers < 0))
    drawn_m = np.bincount(pieces.row, weights=shapely.length(pieces.lines), minlength=rows)
    row_m = np.where(np.isnan(length.numbers), drawn_m, length.numbers)
    naming: dict[str, Any] = {"source": source, "row_numbers": row_numbers}
    along, against, oneway_findings = open_directions(oneway, rows, **naming)
    times = street_times(
        np.where(is_line & ~length_wrong, row_m, np.nan),
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
    levels, level_findings = read_levels(
        rows,
        level=level,
        level_from=level_from,
        level_to=level_to,
        bridge=bridge,
        tunnel=tunnel,
        **naming,
    )
    used = times.somebody()[pieces.row]
    single, row, share = pieces.lines[used], pieces.row[used], pieces.share[used]
    if crossings is None:
        crossings = "join" if levels.given else "keep"
    found = noded(single, join_m=join_m, levels=levels.of(row), crossings=crossings)
    row, share = row[found.of], share[found.of] * found.share
    streets = StreetRows(
        lines=found.lines,
        tail=found.tail,
        head=found.head,
        node_xy=found.node_xy,
        along_ms=times.along_ms[row] * share,
        against_ms=times.against_ms[row] * share,
        length_mm=row_m[row] * share * 1000,
        walk=times.walk[row],
    )
    findings = (
        *rows_finding(
            ~is_line,
            _kinds(given),
            rule="not-a-line",
            fact="left out: the geometry is missing, empty, without finite coordinates or no line",
            way_out="give LineStrings or MultiLineStrings",
            **naming,
        ),
        *rows_finding(
            length_wrong,
            length.as_given,
            rule="length-wrong",
            fact="left out: the length is negative or not a number",
            way_out="give metres, 0 or more, or leave the cell empty to have the line measured",
            **naming,
        ),
        *_measured_finding(int((is_line & np.isnan(length.numbers)).sum()), length_m, source),
        *times.findings,
        *oneway_findings,
        *level_findings,
        *_crossing_findings(found, source),
    )
    return streets, findings


def network_from_lines(lines: ArrayLike, **options: Any) -> tuple[Network, tuple[Finding, ...]]:
    """Driving network of centrelines.

    Parameters
    ----------
    lines, **options
        As for `streets_from_lines`, which see.

    Returns
    -------
    Network
        The streets by car.
    findings
        As of `streets_from_lines`.

    Raises
    ------
    UseError
        As `streets_from_lines` does.

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
    streets, findings = streets_from_lines(lines, **options)
    return driving(streets), findings


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


def _crossing_findings(found: Noded, source: str) -> tuple[Finding, ...]:
    """What became of lines that meet inside; a warning where much of the file may be unbroken."""
    met = found.met
    findings = []
    if met.ends or met.vertices:
        message = (
            f"lines are cut at {_count(met.ends, 'end')} of others and at "
            f"{_count(met.vertices, 'common vertex', 'common vertices')}"
        )
        findings.append(Finding("note", source, "", "lines-cut", message))
    if met.crossings:
        message = (
            f"{_count(met.crossings, 'crossing')} without a common vertex made junctions; set crossings = "
            '"keep" if they are over- and underpasses'
        )
        findings.append(Finding("note", source, "", "crossings-joined", message))
    if met.over:
        message = f"{_count(met.over, 'crossing')} left unconnected by level, bridge or tunnel"
        findings.append(Finding("note", source, "", "crossings-by-level", message))
    if met.kept:
        many = met.kept > UNBROKEN_SHARE * len(found.node_xy)
        message = (
            f"{_count(met.kept, 'crossing')} without a common vertex left unconnected, beside "
            f"{len(found.node_xy)} nodes, as of over- and underpasses; name the columns "
            'of level, bridge or tunnel, or set crossings = "join" for junctions'
        )
        severity: Severity = "warning" if many else "note"
        findings.append(Finding(severity, source, "", "crossings-kept", message))
    return tuple(findings)


def _count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"
