"""A layer of a GeoPackage, GeoJSON, TopoJSON, Shapefile or FlatGeobuf, read through GDAL."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyogrio.errors
import pyproj.exceptions

from ..findings import DataError, Finding
from ..rowfindings import first_rows, rows_item
from .contents import Kind
from .dimensions import in_two_dimensions
from .flattening import NULLABLE
from .layernames import chosen_layer
from .opening import Opened
from .passedover import honest_numbers, members_passed_over
from .printing import clipped
from .rings import built_shapes
from .shapefiles import BYTE_FOR_BYTE, decoded, shapefile_encoding
from .tables import refuse_repeated
from .topojson import unfolded

# The readers of GDAL that may take each format; whichever other one takes a file is refused.
_DRIVERS: dict[Kind, frozenset[str]] = {
    "gpkg": frozenset({"GPKG"}),
    "geojson": frozenset({"ESRIJSON", "GeoJSON", "JSONFG", "TopoJSON"}),
    "shapefile": frozenset({"ESRI Shapefile"}),
    "flatgeobuf": frozenset({"FlatGeobuf"}),
}

# Where QGIS keeps styles and projects in a GeoPackage, beside the data.
_QGIS_TABLES = frozenset({"layer_styles", "qgis_projects"})

# Formats that know curves.
_CURVED: frozenset[Kind] = frozenset({"gpkg", "flatgeobuf"})

# What pyogrio warns of and is told in our own words, or is of no concern.
_TOLD_OTHERWISE = (
    "non conformant file extension",
    "Could not parse column",
    "Measured (M)",
    "Non closed ring",
    # NumPy, of coordinates that are no numbers.
    "encountered in",
)

_ERRORS = (
    pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.CRSError,
    pyogrio.errors.FeatureError, pyogrio.errors.FieldError, pyogrio.errors.GeometryError,
    pyproj.exceptions.CRSError, NotImplementedError, OverflowError, ValueError, UnboundLocalError,
)  # fmt: skip


class _Asked(NamedTuple):
    """What is read: a path or bytes, the position of the layer, its description by GDAL."""

    data: Any
    layer: int
    encoding: str | None
    info: dict[str, Any]


def read_layer(
    opened: Opened, *, layer: str | None, source: str
) -> tuple[gpd.GeoDataFrame | pd.DataFrame, list[Finding]]:
    """Read one layer: all attributes and the geometry, in two dimensions and without curves.

    Whole numbers stay exact beside missing ones (nullable columns). A ring that is not closed is
    closed, and a geometry that cannot be built is missing; both are told.

    Parameters
    ----------
    opened
        The file.
    layer
        The layer, needed where there are several that hold data.
    source
        What messages call the file.

    Returns
    -------
    frame
        A plain DataFrame where the layer has no geometry; no CRS where the file does not say it.
    findings
        What was left out, made straight, or guessed.

    Raises
    ------
    DataError
        The file or the layer cannot be read.
    """
    if opened.kind == "topojson":
        return _read_topojson(opened, layer, source)
    encoding: str | None = None
    findings: list[Finding] = []
    if opened.kind == "shapefile":
        encoding, findings = shapefile_encoding(opened, source=source)
    file = opened.path if opened.content is None else opened.content
    data = opened.for_reader()
    byte_for_byte = None if encoding is None else BYTE_FOR_BYTE
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            asked = _asked(data, layer, byte_for_byte, source)
            driver = asked.info["driver"]
            if driver not in _DRIVERS[opened.kind]:
                message = (
                    f"GDAL takes the file for {driver}, not for {opened.kind}; export it again"
                )
                raise _bad(source, "content-unexpected", message)
            if driver == "TopoJSON":
                return _read_topojson(opened, layer, source)
            frame, more = _read(asked, source, curved=opened.kind in _CURVED)
            if driver in {"GeoJSON", "ESRIJSON"}:
                more += members_passed_over(file, len(frame), source=source)
            if driver == "GPKG":
                frame, doubtful = _checked_numbers(asked, file, frame, source)
                more += doubtful
            if driver == "FlatGeobuf" and len(frame) < asked.info["features"]:
                message = f"the file is cut off: {len(frame)} rows of {asked.info['features']}; copy it again"
                raise _bad(source, "content-unexpected", message)
    except _ERRORS as error:
        if isinstance(error, DataError):
            raise
        reason = _reader_text(error, opened, source)
        if isinstance(error, UnboundLocalError):
            # What pyogrio does with a CRS that is no text.
            reason = "its coordinate reference system makes no sense; mend or remove its .prj"
        message = f"the file cannot be read: {reason}"
        raise _bad(source, "file-unreadable", message) from error
    if encoding is not None:
        frame, garbled = decoded(frame, encoding, source=source)
        more += garbled
    texts = {_reader_text(warning.message, opened, source) for warning in told}
    measured = any("Measured (M)" in text for text in texts)
    frame, flat = in_two_dimensions(frame, measured=measured, source=source)
    return frame, [
        *findings,
        *more,
        *flat,
        *(
            Finding("note", source, "", "reader-note", text)
            for text in sorted(texts)
            # Bytes have no suffix; `open_source` compared the one of the file.
            if not any(part in text for part in _TOLD_OTHERWISE)
        ),
    ]


def _bad(source: str, rule: str, message: str) -> DataError:
    """Build the error for a file that cannot be read."""
    return DataError([Finding("error", source, "", rule, message)])


def _read_topojson(
    opened: Opened, layer: str | None, source: str
) -> tuple[gpd.GeoDataFrame | pd.DataFrame, list[Finding]]:
    """Read a topology as the GeoJSON that it stands for; it has no CRS."""
    content = opened.path.read_bytes() if opened.content is None else opened.content
    plain, flat = unfolded(content, layer=layer, source=source)
    frame, told = read_layer(
        Opened("geojson", opened.path, opened.member, plain), layer=None, source=source
    )
    # Every member was made a feature here, so that none needs to be counted.
    findings = [*flat, *(finding for finding in told if finding.rule != "rows-uncounted")]
    if isinstance(frame, gpd.GeoDataFrame):
        # GDAL gives GeoJSON its CRS; a topology has none of its own.
        shapes = np.asarray(frame.geometry, dtype=object)
        frame = gpd.GeoDataFrame(pd.DataFrame(frame.drop(columns="geometry")), geometry=shapes)
    return frame, findings


def _asked(data: Any, layer: str | None, encoding: str | None, source: str) -> _Asked:
    """Choose the layer, and ask GDAL about it."""
    layers = [(str(name), kind is not None) for name, kind in pyogrio.list_layers(data)]
    holding = [
        position
        for position, (name, has_geometry) in enumerate(layers)
        if has_geometry or name.lower() not in _QGIS_TABLES
    ]
    chosen = chosen_layer([name for name, _ in layers], layer, data=holding, source=source)
    options = {} if encoding is None else {"encoding": encoding}
    return _Asked(data, chosen, encoding, pyogrio.read_info(data, layer=chosen, **options))


def _read(asked: _Asked, source: str, *, curved: bool) -> tuple[Any, list[Finding]]:
    """Read the layer; what GDAL or pandas would change on the way is read in another way."""
    options: dict[str, Any] = {"layer": asked.layer, "encoding": asked.encoding}
    frame = pyogrio.read_dataframe(asked.data, on_invalid="ignore", **options)
    info = asked.info
    names = [str(name) for name in info["fields"]]
    refuse_repeated(names, source=source)
    # pandas has floats for whole numbers beside missing ones.
    exact = [
        name
        for name, kind in zip(names, info["dtypes"], strict=True)
        if str(kind).startswith(("int", "uint", "bool"))
        and pd.api.types.is_float_dtype(frame[name].dtype)
    ]
    if exact:
        again = pyogrio.read_dataframe(
            asked.data, columns=exact, read_geometry=False, use_arrow=True,
            arrow_to_pandas_kwargs={"types_mapper": NULLABLE.get}, **options,
        )  # fmt: skip
        frame = frame.assign(**{name: again[name].to_numpy(dtype=object) for name in exact})
        frame = frame.astype({name: again[name].dtype for name in exact})
    # Text that happens to be JSON stays the text that it is.
    nested = [
        name for name, kind in zip(names, info["ogr_subtypes"], strict=True) if kind == "OFSTJSON"
    ]
    if nested:
        meta, _, _, fields = pyogrio.raw.read(
            asked.data, columns=nested, read_geometry=False, **options
        )
        texts = dict(zip(map(str, meta["fields"]), fields, strict=True))
        frame = frame.assign(
            **{name: pd.Series(texts[name], index=frame.index, dtype="str") for name in nested}
        )
    findings: list[Finding] = []
    if isinstance(frame, gpd.GeoDataFrame):
        frame, findings = _built(asked, frame, source)
        if curved:
            findings += _curves(asked, source)
    return frame, findings


def _checked_numbers(
    asked: _Asked, file: Path | bytes, frame: Any, source: str
) -> tuple[Any, list[Finding]]:
    """A layer of a GeoPackage without the numbers that GDAL makes of text."""
    numeric = [
        str(name)
        for name, kind in zip(asked.info["fields"], asked.info["dtypes"], strict=True)
        if str(kind).startswith(("int", "uint", "float", "bool"))
    ]
    layer = str(asked.info["layer_name"])
    return honest_numbers(frame, file, layer=layer, columns=numeric, source=source)


def _built(asked: _Asked, frame: gpd.GeoDataFrame, source: str) -> tuple[Any, list[Finding]]:
    """The frame with the shapes that are in the file but could not be built, where they can be."""
    missing = np.flatnonzero(frame.geometry.isna())
    if len(missing) == 0:
        return frame, []
    _, _, given, _ = pyogrio.raw.read(
        asked.data, layer=asked.layer, encoding=asked.encoding, columns=[]
    )
    shapes = np.array(frame.geometry, dtype=object)
    shapes[missing], findings = built_shapes(given[missing], missing + 1, source=source)
    geometry = gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs, name=frame.geometry.name)
    return frame.set_geometry(geometry), findings


def _curves(asked: _Asked, source: str) -> list[Finding]:
    """Tell which rows hold curves, which were made of straight pieces, and of which kinds."""
    name = str(asked.info["layer_name"])
    if not asked.info["geometry_type"] or '"' in name or "\\" in name:
        return []
    kinds = pyogrio.read_dataframe(
        asked.data, sql=f'SELECT OGR_GEOMETRY FROM "{name}"',  # noqa: S608 - a name in quotes
        sql_dialect="OGRSQL", read_geometry=False,
    )["OGR_GEOMETRY"].fillna("").astype("str")  # fmt: skip
    curved = kinds.str.contains("CURVE|CIRCULAR|MULTISURFACE", regex=True).to_numpy()
    if not curved.any():
        return []
    rows = np.flatnonzero(curved) + 1
    message = (
        f"{len(rows)} shapes hold curves ({', '.join(sorted(set(kinds[curved])))}: rows {first_rows(rows)}); "
        "they were read as straight pieces"
    )
    return [Finding("note", source, rows_item(rows), "curves", message)]


def _reader_text(told: Exception | str, opened: Opened, source: str) -> str:
    """What GDAL says, with the file called as the user wrote it, not by where it happens to be."""
    path = opened.path.absolute()
    text = str(told).replace(str(path), source).replace(f"{path.parent}/", "")
    return clipped(re.sub(r"(/vsizip/)?/vsimem/[\w./]*\w", lambda _: source, text), longest=1000)
