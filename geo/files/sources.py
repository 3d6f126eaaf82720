"""One file as a source: read, interpreted, its coordinates checked, and put into the plane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from ..antimeridian import joined
from ..coordinates import check_coordinates
from ..crs import LONLAT, Bounds, to_crs
from ..extent import box_around, part_boxes
from ..findings import DataError, Finding
from ..rowfindings import rows_item
from .columns import column
from .joining import Join
from .reading import Prepare, Reader, read_source

Array = NDArray[Any]

Interpret = Callable[[pd.DataFrame], tuple[pd.DataFrame, list[Finding]]]


@dataclass(frozen=True)
class Source:
    """One file, read.

    Parameters
    ----------
    path
        As region.toml names it.
    rows
        Its interpreted rows, with `row` (in the file, from 1; the index where they are taken as
        they are) and, where it gives places, `geometry`; no rows when it cannot be read.
    crs
        The system of the places; None without.
    findings
        What was noticed, and why it cannot be read.
    """

    path: str
    rows: pd.DataFrame
    crs: pyproj.CRS | None
    findings: Sequence[Finding]


def as_it_is(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The frame itself, for what is interpreted later as a whole; its index numbers the rows."""
    return frame, []


def read_and_check(
    file: Path,
    *,
    path: str,
    columns: Mapping[str, str | Sequence[str]],
    interpret: Interpret = as_it_is,
    layer: str | None = None,
    where: str | None = None,
    crs: str | None = None,
    xy: tuple[str, str] | None = None,
    join: Join | None = None,
    prepare: Prepare | None = None,
    reader: Reader | None = None,
) -> Source:
    """Read one file and interpret its rows; whatever is wrong with it becomes findings.

    Parameters
    ----------
    file
        Where it is.
    path
        What messages call it.
    columns
        The columns that the user named, by key; all that are not there are told together.
    interpret
        Makes rows and findings of the frame that was read.
    layer, where, crs, xy, join, prepare, reader
        As for `adjoin.geo.files.reading.read_source`.
    """
    try:
        frame, told = read_source(
            file,
            source=path,
            layer=layer,
            where=where,
            crs=crs,
            xy=xy,
            join=join,
            prepare=prepare,
            reader=reader,
        )
        _check_columns(frame, columns, path)
        # Numbers and places beyond all bounds are told as findings; NumPy need not warn of them.
        with np.errstate(over="ignore", invalid="ignore"):
            rows, more = interpret(frame)
    except DataError as error:
        return Source(path, pd.DataFrame(), None, error.findings)
    system = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    findings = [*told, *more]
    if system is not None and len(rows):
        shapes = np.asarray(rows["geometry"], dtype=object)
        numbers = rows.index if rows is frame else rows["row"]
        findings += check_coordinates(shapes, numbers.to_numpy(), system, source=path)
        if system.is_geographic and all(finding.severity != "error" for finding in findings):
            rows, told = _joined(rows, numbers.to_numpy(), path)
            findings += told
    if len(rows) == 0 and all(finding.severity != "error" for finding in findings):
        message = "no row is left to use; mend `where`, or leave the source out"
        findings.append(Finding("warning", path, "", "no-rows", message))
    return Source(path, rows, system, findings)


def common_bounds(sources: Sequence[Source]) -> Bounds | None:
    """West, south, east, north of all places of some sources, in degrees; None without any.

    The narrowest box that holds them: east is beyond 180 where it crosses that line.
    """
    lonlat = [
        to_crs(np.asarray(source.rows["geometry"]), source.crs, LONLAT).shapes
        for source in sources
        if source.crs is not None and len(source.rows)
    ]
    total = np.array([shapely.total_bounds(shapes) for shapes in lonlat]).reshape(-1, 4)
    known = total[np.isfinite(total).all(axis=1)]
    if len(known) == 0:
        return None
    if known[:, 2].max() - known[:, 0].min() > 180:
        # Perhaps narrower across 180 degrees.
        known = np.concatenate([part_boxes(shapes)[0] for shapes in lonlat])
    west, south, east, north = box_around(known).tolist()
    return west, south, east, north


def in_plane(sources: Sequence[Source], plane: pyproj.CRS, bounds: Bounds) -> gpd.GeoDataFrame:
    """The rows of several sources together, their places in one plane.

    Raises
    ------
    UseError
        No operation without a grid leads into the plane.
    """
    parts = []
    for source in sources:
        shapes: Any = np.asarray(source.rows["geometry"], dtype=object)
        if source.crs is not None:
            shapes = to_crs(shapes, source.crs, plane, region=bounds).shapes
        plain = pd.DataFrame(source.rows)  # a GeoDataFrame would keep the system it was in
        parts.append(plain.assign(geometry=pd.Series(shapes, index=plain.index)))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=plane)


def operation_of(source: Source, plane: pyproj.CRS, bounds: Bounds) -> str | None:
    """The PROJ operation that takes a source into the plane; None for a table without places.

    Raises
    ------
    UseError
        No operation without a grid leads into the plane.
    """
    if source.crs is None:
        return None
    return to_crs(np.array([], dtype=object), source.crs, plane, region=bounds).operation


def _joined(rows: pd.DataFrame, numbers: Array, path: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows with the parts joined that a file splits at 180 degrees, and a note of them."""
    shapes, changed = joined(np.asarray(rows["geometry"], dtype=object))
    if len(changed) == 0:
        return rows, []
    message = "parts that meet along 180 degrees of longitude are joined there into one"
    note = Finding("note", path, rows_item(numbers[changed]), "joined-at-antimeridian", message)
    crs = rows.crs if isinstance(rows, gpd.GeoDataFrame) else None
    return rows.assign(geometry=gpd.GeoSeries(shapes, index=rows.index, crs=crs)), [note]


def _check_columns(
    frame: pd.DataFrame, columns: Mapping[str, str | Sequence[str]], source: str
) -> None:
    """Refuse a frame that lacks columns that are named; the error tells all of them."""
    missing: list[Finding] = []
    for key, names in columns.items():
        for name in [names] if isinstance(names, str) else names:
            try:
                column(frame, name, key=f"columns.{key}", source=source)
            except DataError as error:
                missing += error.findings
    if missing:
        raise DataError(missing)
