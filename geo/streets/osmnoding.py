"""Streets out of the ways of OpenStreetMap, cut where they meet."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from ..crs import LONLAT, Bounds, to_crs
from ..findings import Finding
from .arccosts import MAX_ARC_MS, rows_finding, street_factor
from .osmfile import read_osm
from .streetrows import StreetRows


class _Vertices(NamedTuple):
    """Every vertex of every way: its row, its node, whether that stops cars, and its place."""

    row: NDArray[np.int64]
    node: NDArray[np.int64]  # 0, 1, …, by id
    stops: NDArray[np.bool_]
    xy: NDArray[np.float64]


def osm_streets(
    path: Path,
    *,
    plane: pyproj.CRS,
    bounds: Bounds,
    speed_factor: float = 1.0,
    source: str,
    only_cars: bool = False,
) -> tuple[StreetRows, list[Finding]]:
    """The streets of an OpenStreetMap file, in the plane.

    Parameters
    ----------
    path
        PBF or XML, as for `adjoin.geo.streets.osmfile.read_osm`.
    plane, bounds
        The region's plane, and its bounds in degrees.
    speed_factor
        Multiplies the speeds, and divides the minutes of ferries.
    source
        What messages call the file.
    only_cars
        As for `read_osm`.

    Returns
    -------
    StreetRows
        As `streets_of_ways` returns them.
    findings
        As `read_osm` and `streets_of_ways` return them.

    Raises
    ------
    DataError
        The file is missing, broken or something else, or holds no street.
    UseError
        When `speed_factor` is not a positive number.
    """
    ways, findings = read_osm(path, source=source, only_cars=only_cars)
    rows, told = streets_of_ways(
        ways, plane=plane, bounds=bounds, speed_factor=speed_factor, source=source
    )
    return rows, [*findings, *told]


def streets_of_ways(
    ways: gpd.GeoDataFrame,
    *,
    plane: pyproj.CRS,
    bounds: Bounds,
    speed_factor: float = 1.0,
    source: str = "streets",
) -> tuple[StreetRows, list[Finding]]:
    """Ways cut at their ends, where two of them share a node, and where one comes back to its own.

    Where a barrier stops cars, each street that meets there ends at a node of its own, and rows
    without length, open on foot only, join them: cars reach the barrier from every side, and only
    walkers pass it.

    Parameters
    ----------
    ways
        As `adjoin.geo.streets.osmfile.read_osm` returns them.
    plane, bounds
        The region's plane, and its bounds in degrees.
    speed_factor
        Multiplies the speeds, and divides the minutes of ferries.
    source
        What messages call the file.

    Returns
    -------
    StreetRows
        In the order of the ways and of their nodes, the joints of barriers behind them. Nodes by
        their id, those of barriers behind them. A ferry's minutes are shared by length.
    findings
        Streets on which cars take more than a day, which are closed to them.

    Raises
    ------
    UseError
        When `speed_factor` is not a positive number.
    """
    factor = street_factor(speed_factor)
    vertices = _vertices(ways, plane, bounds)
    first, last = _cuts(vertices)
    row = vertices.row[first]
    lines, metres = _lines(vertices, first, last)
    node, tail, head, twins = _nodes(vertices, first, last)
    node_xy = np.zeros((len(node), 2))
    node_xy[tail], node_xy[head] = vertices.xy[first], vertices.xy[last]
    way_m = np.bincount(row, weights=metres, minlength=len(ways))[row]
    share = np.divide(metres, way_m, out=np.zeros(len(row)), where=way_m > 0)
    timed = ways["minutes"].to_numpy()[row] * 60_000 * share
    times, slow = [], np.zeros(len(row), dtype=bool)
    for column in ("along_kmh", "against_kmh"):
        kmh = ways[column].to_numpy()[row]
        ms = np.where(np.isnan(timed), metres * 3600 / kmh, timed) / factor
        ms[np.isnan(kmh)] = np.nan
        slow |= ms > MAX_ARC_MS
        times.append(np.where(ms > MAX_ARC_MS, np.nan, ms))
    points = np.repeat(node_xy[twins[:, :1].ravel()][:, None, :], 2, axis=1)
    joints = len(twins)
    shut = np.full(joints, np.nan)
    rows = StreetRows(
        lines=np.concatenate([lines, shapely.linestrings(points) if joints else lines[:0]]),
        tail=np.concatenate([tail, twins[:, 0]]),
        head=np.concatenate([head, twins[:, 1]]),
        node_xy=node_xy,
        along_ms=np.concatenate([times[0], shut]),
        against_ms=np.concatenate([times[1], shut]),
        length_mm=np.concatenate([metres * 1000, np.zeros(joints)]),
        walk=np.concatenate([ways["walk"].to_numpy(dtype=bool)[row], np.ones(joints, dtype=bool)]),
    )
    return rows, rows_finding(
        slow,
        np.round(metres / 1000, 1),
        source=source,
        rule="arc-over-24-hours",
        fact="closed to cars: they would take more than 24 hours (kilometres shown)",
        way_out="look at speed_factor, and at the duration of a ferry",
        row_numbers=ways.index.to_numpy()[row],
    )


def _vertices(ways: gpd.GeoDataFrame, plane: pyproj.CRS, bounds: Bounds) -> _Vertices:
    """The vertices of all ways in the plane, one after the other."""
    if not len(ways):
        none = np.zeros(0, dtype=np.int64)
        return _Vertices(none, none, none.astype(bool), np.zeros((0, 2)))
    lonlat, row = shapely.get_coordinates(ways.geometry.to_numpy(), return_index=True)
    # as one line: a new one for every way would take longer than to move their vertices
    moved = to_crs(
        np.array([shapely.linestrings(lonlat)]), ways.crs or LONLAT, plane, region=bounds
    )
    xy = shapely.get_coordinates(moved.shapes)
    _, node = np.unique(np.concatenate(ways["nodes"].tolist()), return_inverse=True)
    stops = np.concatenate(ways["blocked"].tolist())
    # a barrier on a footpath alone stops no car
    cars = (ways["along_kmh"].notna() | ways["against_kmh"].notna()).to_numpy()
    reached = np.isin(node, node[stops & cars[row]])
    return _Vertices(row.astype(np.int64), node.astype(np.int64), stops & reached, xy)


def _cuts(vertices: _Vertices) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of the first and last vertex of each street."""
    row, node = vertices.row, vertices.node
    cut = vertices.stops | (np.bincount(node)[node] > 1) if len(node) else vertices.stops.copy()
    cut[:1] = cut[-1:] = True
    change = row[1:] != row[:-1]
    cut[1:] |= change
    cut[:-1] |= change
    at = np.flatnonzero(cut)
    same = row[at[1:]] == row[at[:-1]]
    return at[:-1][same], at[1:][same]


def _lines(
    vertices: _Vertices, first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """The line of each street, and its length in metres."""
    if not len(first):
        return np.zeros(0, dtype=object), np.zeros(0)
    size = last - first + 1
    before = np.cumsum(size) - size
    at = np.arange(int(size.sum())) + np.repeat(first - before, size)
    lines = shapely.linestrings(vertices.xy[at], indices=np.repeat(np.arange(len(size)), size))
    return np.asarray(lines, dtype=object), np.asarray(shapely.length(lines))


def _nodes(
    vertices: _Vertices, first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The nodes of the network, the two of each street, and those that only walkers pass between.

    At a barrier the first street end keeps the node, and every other one gets a new node; the
    last array, shape (j, 2), holds the old node and the new one.
    """
    end = np.concatenate([first, last])
    node, number = np.unique(vertices.node[end], return_inverse=True)
    stops = np.flatnonzero(vertices.stops[end])
    # the ends at each barrier in the order of the streets
    street = stops % max(len(first), 1)
    stops = stops[np.lexsort((stops, street, number[stops]))]
    other = np.zeros(len(stops), dtype=bool)
    other[1:] = number[stops][1:] == number[stops][:-1]
    twin = stops[other]
    old = number[twin].copy()
    new = len(node) + np.arange(len(twin))
    number[twin] = new
    return (
        np.concatenate([node, vertices.node[end][twin]]),
        number[: len(first)].astype(np.int64),
        number[len(first) :].astype(np.int64),
        np.column_stack([old, new]).astype(np.int64).reshape(-1, 2),
    )
