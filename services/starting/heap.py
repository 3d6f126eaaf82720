"""The user's files, layer by layer, as far as they can be read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from ...geo.crs import LONLAT, Bounds, to_crs
from ...geo.files.layernames import SeveralLayersError
from ...geo.files.profiles import Profile, name_words, profiled
from ...geo.files.reading import TABLE_CRS, read_source
from ...geo.findings import DataError, Finding, UseError

Shapes = Literal["point", "line", "polygon"]

_SHAPES: dict[int, Shapes] = {
    0: "point",
    4: "point",
    1: "line",
    2: "line",
    5: "line",
    3: "polygon",
    6: "polygon",
}


class Layer(NamedTuple):
    """One layer, sheet or table of a file.

    Parameters
    ----------
    path
        As region.toml will name it.
    layer
        Its name, where the file has several.
    rows
        How many there are.
    shapes
        What most of its shapes are; None for a table without.
    crs
        What the file says; None where it does not, and for tables.
    degrees
        Whether shapes without a system lie where degrees would.
    bounds
        Of the shapes, in degrees; None without.
    profiles
        Of its columns.
    table
        Its attributes, every row.
    lines
        Of a layer of lines, the rows with their shapes; None for others.
    """

    path: str
    layer: str | None
    rows: int
    shapes: Shapes | None
    crs: pyproj.CRS | None
    degrees: bool
    bounds: Bounds | None
    profiles: list[Profile]
    table: pd.DataFrame
    lines: gpd.GeoDataFrame | None = None

    @property
    def label(self) -> str:
        """What messages call it."""
        return self.path if self.layer is None else f"{self.path}[{self.layer}]"

    @property
    def words(self) -> str:
        """The words of the names of the file and the layer."""
        stem = Path(self.path).name.split(".")[0]
        return name_words(f"{stem} {self.layer or ''}")

    def named(self, column: str) -> Profile:
        """The profile of a column by its name."""
        return next(profile for profile in self.profiles if profile.name == column)


class Heap(NamedTuple):
    """Files that were looked at.

    Parameters
    ----------
    layers
        Those that can be read, in the order of the paths and of their files.
    unreadable
        Why others cannot.
    """

    layers: list[Layer]
    unreadable: list[Finding]


def read_heap(files: Iterable[tuple[Path, str]]) -> Heap:
    """Look into files, each of their layers.

    Parameters
    ----------
    files
        Where each is, and what region.toml will call it.
    """
    layers: list[Layer] = []
    unreadable: list[Finding] = []
    for file, path in files:
        try:
            layers += _layers(file, path)
        except DataError as error:
            unreadable += [f for f in error.findings if f.severity == "error"]
    return Heap(layers, unreadable)


def _layers(file: Path, path: str) -> list[Layer]:
    """Every layer of a file that holds data."""
    try:
        return [_layer(file, path, None)]
    except SeveralLayersError as several:
        if not several.layers:
            raise
        return [_layer(file, path, layer) for layer in several.layers]


def _layer(file: Path, path: str, layer: str | None) -> Layer:
    label = path if layer is None else f"{path}[{layer}]"
    degrees = False
    try:
        frame, _ = read_source(file, source=label, layer=layer)
        crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    except DataError as error:
        if any(finding.rule != "crs-missing" for finding in error.findings):
            raise
        # Read as if in degrees, which is then looked at.
        frame, _ = read_source(file, source=label, layer=layer, crs=TABLE_CRS)
        crs, degrees = None, _in_degrees(frame)
    shapes = _most_shapes(frame)
    table = pd.DataFrame(frame).drop(columns="geometry", errors="ignore")
    return Layer(
        path=path,
        layer=layer,
        rows=len(frame),
        shapes=shapes,
        crs=crs,
        degrees=degrees,
        bounds=_bounds(frame) if shapes is not None and (crs is not None or degrees) else None,
        profiles=profiled(table),
        table=table,
        lines=frame if shapes == "line" and crs is not None else None,
    )


def _in_degrees(frame: gpd.GeoDataFrame) -> bool:
    """Whether shapes lie where degrees would, and are not all within one of 0, 0."""
    west, south, east, north = frame.total_bounds
    inside = west >= -180 and east <= 180 and south >= -90 and north <= 90
    return bool(inside and max(abs(west), abs(south), abs(east), abs(north)) > 1)


def _most_shapes(frame: Any) -> Shapes | None:
    """What most of the shapes are."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return None
    kinds = shapely.get_type_id(np.asarray(frame.geometry, dtype=object))
    kinds = kinds[kinds >= 0]
    if len(kinds) == 0:
        return None
    return _SHAPES.get(int(np.bincount(kinds).argmax()))


def _bounds(frame: gpd.GeoDataFrame) -> Bounds | None:
    """West, south, east, north in degrees."""
    west, south, east, north = frame.total_bounds
    if not np.isfinite(west):
        return None
    # The edges of the box bend on the way; all places may be one, or on one line.
    grid = np.meshgrid(np.linspace(west, east, 17), np.linspace(south, north, 17))
    places = np.array([shapely.multipoints(np.column_stack([part.ravel() for part in grid]))])
    try:
        west, south, east, north = shapely.total_bounds(to_crs(places, frame.crs, LONLAT).shapes)
    except UseError:
        return None
    return float(west), float(south), float(east), float(north)
