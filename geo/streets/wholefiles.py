"""Files of streets that say themselves what is what: OpenStreetMap and GraphML, as sources."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from ..coordinates import check_coordinates
from ..files.sources import Source
from ..findings import DataError, Finding
from .graphml import graph_columns as graph_columns
from .graphml import read_graphml
from .osmfile import is_osm, read_osm


def is_graphml(path: str | Path) -> bool:
    """Whether a file is GraphML, by its name.

    Examples
    --------
    >>> from adjoin.geo.streets.wholefiles import is_graphml
    >>> is_graphml("Town.GraphML")
    True
    """
    return str(path).lower().endswith(".graphml")


def read_whole(
    file: Path, *, source: str, crs: str | None = None, idle: list[str] | None = None
) -> list[Source]:
    """Read a file of streets; whatever is wrong with it becomes findings.

    Parameters
    ----------
    file
        Where it is.
    source
        What messages call it.
    crs
        The system of a graph's places, where it does not say.
    idle
        Settings that were given and mean nothing to such a file, which is an error.

    Returns
    -------
    list of Source
        The ways of OpenStreetMap (`adjoin.geo.streets.osmfile.read_osm`), or the edges and the
        nodes of a graph; one source without rows when the file cannot be read.
    """
    if idle:
        message = (
            f"{', '.join(idle)} cannot be used with {file.suffix or file.name} files, which say "
            "themselves what is what; leave out what is named here"
        )
        finding = Finding("error", source, idle[0], "setting-idle", message)
        return [Source(source, pd.DataFrame(), None, [finding])]
    try:
        if is_osm(file):
            ways, told = read_osm(file, source=source)
            return [_checked(source, ways, told)]
        tables, told = read_graphml(file, source=source, crs=crs)
    except DataError as error:
        return [Source(source, pd.DataFrame(), None, error.findings)]
    return [_checked(source, tables.edges, told), _checked(source, tables.nodes, [])]


def _checked(source: str, frame: gpd.GeoDataFrame, findings: list[Finding]) -> Source:
    """A frame as a source, its coordinates looked through."""
    shapes = np.asarray(frame.geometry, dtype=object)
    told = check_coordinates(shapes, frame.index.to_numpy(), frame.crs, source=source)
    return Source(source, frame, frame.crs, [*findings, *told])
