"""A file, in any of the formats, as one plain frame: every attribute, and the geometry."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pyproj.exceptions

from ..findings import DataError, Finding
from .columns import number_column
from .conditions import rows_where
from .flattening import flattened, lost_digits
from .geoparquet import read_parquet
from .joining import Join, joined
from .layers import read_layer
from .opening import open_source
from .rings import without_curves
from .tables import read_csv, refuse_repeated
from .workbooks import read_workbook

#: Takes the frame as it was read (second tables joined) and the findings so far; gives the rows to
#: go on with, the columns of x and y (None without), and the findings in place of those.
Prepare = Callable[[Any, list[Finding]], tuple[Any, tuple[str, str] | None, list[Finding]]]

#: Gives the frame and the findings of a file of another kind: of its path, and what messages call it.
Reader = Callable[[Path, str], tuple[Any, list[Finding]]]

#: Tables with x and y columns cannot say what these are; degrees are by far the most usual.
TABLE_CRS = "EPSG:4326"


def read_source(
    path: str | Path,
    *,
    source: str | None = None,
    layer: str | None = None,
    where: str | None = None,
    crs: str | None = None,
    xy: tuple[str, str] | None = None,
    join: Join | None = None,
    prepare: Prepare | None = None,
    reader: Reader | None = None,
) -> tuple[gpd.GeoDataFrame | pd.DataFrame, list[Finding]]:
    """Read one source, in any format that `adjoin.geo.files.opening` knows, also in `.zip` or `.gz`.

    Parameters
    ----------
    path
        A file on this disk.
    source
        What messages call it; the path itself when not given.
    layer
        The layer, sheet or object to read, needed where a file has several.
    where
        An SQL condition on the attributes, joined ones too; rows for which it is not true are left
        out.
    crs
        The coordinate reference system, only where the file does not say.
    xy
        Names of the columns that hold x and y, for tables without geometry.
    join
        A second table whose attributes are put beside those of the file.
    prepare
        What to do before `where` and the places: which rows to go on with, and which columns hold
        x and y, instead of `xy`.
    reader
        Reads the file instead, where what it gives depends on what it is read for.

    Returns
    -------
    frame
        Every attribute as it was read; the index is the row number in the file, from 1.
        With a two-dimensional `geometry` (missing where it is empty), x before y, and a CRS where
        the file or `xy` gives places, else a plain DataFrame. Columns of CSV and workbooks are all
        text; whole numbers beside missing ones are nullable and exact; lists and records are JSON
        text.
    findings
        What was noticed and does not stop the run.

    Raises
    ------
    DataError
        The file, layer, column, condition or CRS is missing or cannot be read.
    """
    name = str(path) if source is None else source
    frame, findings = _read(path, name, layer) if reader is None else reader(Path(path), name)
    if join is not None:
        table, told = _read(join.file, join.path, join.layer)
        frame, more = joined(frame, table, join, source=name)
        findings += [*told, *more]
    if prepare is not None:
        frame, xy, findings = prepare(frame, findings)
    if where is not None:
        frame = rows_where(frame, where, source=name)
    if xy is not None:
        frame = _placed(frame, xy, crs or TABLE_CRS, name, findings)
    elif isinstance(frame, gpd.GeoDataFrame):
        frame = _with_crs(frame, crs, name)
    return frame, findings


def _read(path: str | Path, source: str, layer: str | None) -> tuple[Any, list[Finding]]:
    """Read a file by its format, whole, its rows numbered."""
    opened = open_source(path, source=source)
    frame: Any
    if opened.kind == "csv":
        frame, findings = read_csv(opened, source=source)
    elif opened.kind == "xlsx":
        frame, findings = read_workbook(opened, layer=layer, source=source)
    elif opened.kind == "parquet":
        frame, findings = read_parquet(opened, source=source)
    else:
        frame, findings = read_layer(opened, layer=layer, source=source)
    refuse_repeated(list(frame.columns), source=source)
    frame = flattened(frame)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    frame, told = without_curves(frame, source=source)
    return frame, [*findings, *told, *lost_digits(frame, source=source)]


def _bad(source: str, item: str, rule: str, message: str) -> DataError:
    """Build the error for a source that cannot be read."""
    return DataError([Finding("error", source, item, rule, message)])


def _placed(
    frame: pd.DataFrame, xy: tuple[str, str], crs: str, source: str, findings: list[Finding]
) -> gpd.GeoDataFrame:
    """Make points of two columns of a table; a row without both has no geometry."""
    coordinates = []
    for name, key in zip(xy, ("columns.x", "columns.y"), strict=True):
        numbers, told = number_column(frame, name, key=key, source=source)
        findings.extend(told)
        coordinates.append(numbers.to_numpy())
    x, y = coordinates
    points = gpd.points_from_xy(x, y)
    known = np.isfinite(x) & np.isfinite(y)
    points[~known] = None
    if isinstance(frame, gpd.GeoDataFrame) and frame.geometry.notna().any():
        message = (
            f"the places are those of {xy[0]} and {xy[1]}; the file's own shapes are not used: leave "
            "columns.x and columns.y out to use them"
        )
        findings.append(Finding("note", source, "columns.x", "places-replaced", message))
    attributes = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    return gpd.GeoDataFrame(attributes, geometry=points, crs=_crs(crs, source))


def _with_crs(frame: gpd.GeoDataFrame, crs: str | None, source: str) -> gpd.GeoDataFrame:
    """Give a layer its CRS: the file's own, or else the one that region.toml states."""
    if frame.crs is None:
        if crs is None:
            raise _bad(
                source, "crs", "crs-missing",
                'the file does not say its coordinate reference system; state it, e.g. crs = "EPSG:4326"',
            )  # fmt: skip
        return frame.set_crs(_crs(crs, source))
    if crs is not None and not frame.crs.equals(_crs(crs, source), ignore_axis_order=True):
        raise _bad(
            source, "crs", "crs-conflict",
            f"the file says {frame.crs.to_string()}, region.toml says {crs}; leave crs out, or mend the file",
        )  # fmt: skip
    return frame


def _crs(text: str, source: str) -> pyproj.CRS:
    """Understand a coordinate reference system."""
    try:
        with warnings.catch_warnings():
            # Of the old way to write it, `+init=epsg:4326`, which has the same meaning here.
            warnings.simplefilter("ignore", FutureWarning)
            return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise _bad(
            source, "crs", "crs-unknown", f'{text!r} is no known CRS; write it as "EPSG:<number>"'
        ) from error
