"""A file, in any of the formats, as one plain frame: every attribute, and the geometry."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pyogrio
import pyogrio.errors
import pyproj
import pyproj.exceptions
import shapely.errors

from .columns import number_column
from .contents import Kind
from .findings import DataError, Finding
from .opening import Opened, open_source

#: Tables with x and y columns cannot say what these are; degrees are by far the most usual.
TABLE_CRS = "EPSG:4326"

# The readers of GDAL that may take each format; whichever other one takes a file is refused.
_DRIVERS: dict[Kind, frozenset[str]] = {
    "gpkg": frozenset({"GPKG"}),
    "geojson": frozenset({"ESRIJSON", "GeoJSON", "JSONFG", "TopoJSON"}),
    "shapefile": frozenset({"ESRI Shapefile"}),
}

# Where QGIS keeps styles and projects in a GeoPackage, beside the data.
_QGIS_TABLES = frozenset({"layer_styles", "qgis_projects"})


def read_source(
    path: str | Path,
    *,
    source: str | None = None,
    layer: str | None = None,
    where: str | None = None,
    crs: str | None = None,
    xy: tuple[str, str] | None = None,
) -> tuple[gpd.GeoDataFrame | pd.DataFrame, list[Finding]]:
    """Read one source: GeoPackage, GeoJSON, Shapefile, GeoParquet or CSV, also in `.zip` or `.gz`.

    Parameters
    ----------
    path
        A file on this disk.
    source
        What messages call it; the path itself when not given.
    layer
        The layer to read, needed where a file has several.
    where
        An SQL condition on the attributes; rows for which it is not true are left out.
    crs
        The coordinate reference system, only where the file does not say.
    xy
        Names of the columns that hold x and y, for tables without geometry.

    Returns
    -------
    frame
        Every attribute as it was read; the index is the row number in the file, from 1.
        With a two-dimensional `geometry` (missing where it is empty) and a CRS where the file or
        `xy` gives places, else a plain DataFrame. CSV columns are all text.
    findings
        What was noticed and does not stop the run.

    Raises
    ------
    DataError
        The file, layer, column, condition or CRS is missing or cannot be read.
    """
    name = str(path) if source is None else source
    opened = open_source(path, source=name)
    findings: list[Finding] = []
    if opened.kind == "csv":
        frame = _read_csv(opened, name, findings)
    elif opened.kind == "parquet":
        frame = _read_parquet(opened, name)
    else:
        frame = _read_ogr(opened, layer, name, findings)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    if where is not None:
        frame = _filtered(frame, where, name)
    if xy is not None:
        frame = _placed(frame, xy, crs or TABLE_CRS, name, findings)
    elif isinstance(frame, gpd.GeoDataFrame):
        frame = _with_crs(frame, crs, name)
    return frame, findings


def _bad(source: str, item: str, rule: str, message: str) -> DataError:
    """Build the error for a source that cannot be read."""
    return DataError([Finding("error", source, item, rule, message)])


def _read_csv(opened: Opened, source: str, findings: list[Finding]) -> pd.DataFrame:
    """Read a CSV as text, UTF-8 or else Latin-1, which is told."""
    content = opened.path.read_bytes() if opened.content is None else opened.content
    encoding = "utf-8-sig"
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        encoding = "latin-1"
        findings.append(
            Finding(
                "note", source, f"byte {error.start}", "encoding",
                "the file is not UTF-8; it was read as Latin-1, so check names with accents",
            )
        )  # fmt: skip
    try:
        with warnings.catch_warnings():
            # Rows longer than the header would otherwise lose cells, or shift them by a column.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return pd.read_csv(
                io.BytesIO(content),
                dtype="str",
                keep_default_na=False,
                na_values=[""],
                encoding=encoding,
                index_col=False,
            )
    except pd.errors.ParserWarning as error:
        message = "rows have more cells than the header has names; name every column"
        raise _bad(source, "", "file-unreadable", message) from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _bad(source, "", "file-unreadable", f"the table cannot be read: {error}") from error


def _read_parquet(opened: Opened, source: str) -> gpd.GeoDataFrame | pd.DataFrame:
    """Read a GeoParquet file, or a plain Parquet table."""
    data = opened.path if opened.content is None else io.BytesIO(opened.content)
    try:
        if b"geo" in (pa.parquet.read_schema(data).metadata or {}):
            frame = gpd.read_parquet(data)
            frame = (
                frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame
            )
            return frame.set_geometry(frame.geometry.force_2d())
        return pd.read_parquet(data)
    except (
        pa.ArrowException, shapely.errors.ShapelyError, ValueError, KeyError, TypeError, OSError,
    ) as error:  # fmt: skip
        raise _bad(
            source, "", "file-unreadable", f"the Parquet file cannot be read: {error}"
        ) from error


def _read_ogr(
    opened: Opened, layer: str | None, source: str, findings: list[Finding]
) -> gpd.GeoDataFrame | pd.DataFrame:
    """Read a GeoPackage, GeoJSON or Shapefile through GDAL, and tell what GDAL warns of."""
    # An absolute path: nothing at its beginning is taken for the name of a driver.
    data = opened.path.absolute() if opened.content is None else opened.content
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            layers = [(str(name), kind is not None) for name, kind in pyogrio.list_layers(data)]
            chosen = _chosen_layer(layers, layer, source)
            driver = pyogrio.read_info(data, layer=chosen)["driver"]
            if driver not in _DRIVERS[opened.kind]:
                message = (
                    f"GDAL takes the file for {driver}, not for {opened.kind}; export it again"
                )
                raise _bad(source, "", "content-unexpected", message)
            frame = pyogrio.read_dataframe(data, layer=chosen, force_2d=True, on_invalid="ignore")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        message = f"the file cannot be read: {_reader_text(error, opened, source)}"
        raise _bad(source, "", "file-unreadable", message) from error
    texts = {_reader_text(warning.message, opened, source) for warning in told}
    findings.extend(
        Finding("note", source, "", "reader-note", text)
        for text in sorted(texts)
        # Bytes have no suffix; `open_source` compared the one of the file.
        if "non conformant file extension" not in text
    )
    return frame


def _reader_text(told: Exception | str, opened: Opened, source: str) -> str:
    """What GDAL says, with the file called as the user wrote it, not by where it happens to be."""
    text = str(told).replace(str(opened.path.absolute()), source)
    return re.sub(r"(/vsizip/)?/vsimem/[\w./]*\w", lambda _: source, text)


def _chosen_layer(layers: list[tuple[str, bool]], wanted: str | None, source: str) -> int:
    """Pick the layer: the one that was named, or the only one that holds data.

    By its position: a layer without a name gets another one each time that bytes are opened.
    """
    names = [name for name, _ in layers]
    data = [
        position
        for position, (name, has_geometry) in enumerate(layers)
        if has_geometry or name.lower() not in _QGIS_TABLES
    ]
    if wanted is None and len(data) == 1:
        return data[0]
    held = ", ".join(names[position] for position in data) or "none"
    if wanted is None:
        raise _bad(
            source,
            "layer",
            "layer-missing",
            f"the file has {len(data)} layers ({held}); name one as layer",
        )
    if wanted not in names:
        raise _bad(
            source, "layer", "layer-missing", f"there is no layer {wanted!r}; the file has {held}"
        )
    return names.index(wanted)


def _filtered(frame: Any, where: str, source: str) -> Any:
    """Keep the rows for which an SQL condition on the attributes is true."""
    attributes = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    with duckdb.connect(
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "threads": "1",
        }
    ) as connection:
        connection.execute("SET lock_configuration = true")
        try:
            table = pa.Table.from_pandas(
                attributes.assign(_adjoin_row=np.arange(len(frame))), preserve_index=False
            )
            # Parsed as one expression, and the connection can reach neither files nor settings.
            kept = connection.from_arrow(table).filter(where).project('"_adjoin_row"').fetchall()
        except (duckdb.Error, pa.ArrowException) as error:
            first = str(error).splitlines()[0]
            held = ", ".join(map(str, attributes.columns))
            message = (
                f"{where!r} cannot be evaluated ({first}); text stands in single quotes, as in "
                f"NAME = 'x', and the columns are {held}"
            )
            raise _bad(source, "where", "where-unreadable", message) from error
    return frame.iloc[np.sort(np.array([row for (row,) in kept], dtype=np.int64))]


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
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise _bad(
            source, "crs", "crs-unknown", f'{text!r} is no known CRS; write it as "EPSG:<number>"'
        ) from error
