"""The ways of an OpenStreetMap file that cars or walkers use, as a frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..crs import LONLAT
from ..findings import DataError, Finding
from .osmfindings import tag_findings
from .osmpasses import Passes, read_passes
from .pbfblobs import pbf_trouble

SUFFIXES: Final = (".osm.pbf", ".pbf", ".osm", ".osm.xml", ".osm.gz", ".osm.bz2")
"""Endings of the files that are read, in lower case."""


def is_osm(path: str | Path) -> bool:
    """Whether a file is one of OpenStreetMap, by its name.

    Examples
    --------
    >>> from adjoin.geo.streets.osmfile import is_osm
    >>> is_osm("county.osm.pbf"), is_osm("county.gpkg")
    (True, False)
    """
    return str(path).lower().endswith(SUFFIXES)


def read_osm(
    path: Path, *, source: str, only_cars: bool = False
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Read the ways that cars or walkers use.

    Parameters
    ----------
    path
        PBF, or XML as it is or packed with gzip or bzip2. Its objects may stand in any order and
        have negative ids; what an extract cuts off may be missing.
    source
        What messages call the file.
    only_cars
        Ways that no car uses are left out; the minutes of cars are the same, from fewer streets.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a way, or a run of its nodes where some in between are missing; index `row`, the
        way's id; by id. Columns `along_kmh`, `against_kmh`, `minutes`, `walk` as in
        `adjoin.geo.streets.osmtags.WayUse`; `nodes`, the id of each vertex; `blocked`, whether no
        car gets through there; `geometry` in degrees.
    findings
        What was left out, filled, or not obeyed, with counts.

    Raises
    ------
    DataError
        The file is missing, broken or something else, or holds no street.
    """
    if not path.is_file():
        message = f"there is no file {str(path)!r}; paths are relative to region.toml"
        raise DataError([Finding("error", source, "", "file-missing", message)])
    with _reading(source):
        trouble = pbf_trouble(path) if path.name.lower().endswith(".pbf") else None
        if trouble is not None:
            raise ValueError(trouble)
        read = read_passes(path, only_cars=only_cars)
    newest = _newest(read)
    frame, cut = _frame(read, newest)
    told: Counter[tuple[str, str]] = Counter()
    for use, count in Counter(read.use[newest].tolist()).items():
        told.update(dict.fromkeys(read.uses[use].told, count))
    findings = [
        *tag_findings(told, ways=len(newest), source=source),
        *_file_findings(read, len(read.use) - len(newest), cut, _stopped(frame), source),
    ]
    if not len(frame):
        message = (
            "no street is left to travel on; give a file with ways tagged highway and their nodes"
        )
        raise DataError([*findings, Finding("error", source, "", "osm-no-streets", message)])
    return frame, findings


@contextmanager
def _reading(source: str) -> Iterator[None]:
    """What osmium raises on files it cannot read, told as an error of the file."""
    try:
        yield
    except (RuntimeError, ValueError, IndexError, OSError, osmium.InvalidLocationError) as error:
        message = f"the file cannot be read ({error}); export or download it again"
        raise DataError([Finding("error", source, "", "file-unreadable", message)]) from error


def _newest(read: Passes) -> NDArray[np.int64]:
    """Position of the newest version of each way, by id."""
    order = np.lexsort((read.version, read.way_id))
    ids = read.way_id[order]
    last = np.flatnonzero(np.append(ids[1:] != ids[:-1], [True] * (len(ids) > 0)))
    newest: NDArray[np.int64] = order[last]
    return newest


def _ranges(start: NDArray[np.int64], size: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of several ranges, one after the other."""
    before = np.cumsum(size) - size
    at: NDArray[np.int64] = np.arange(int(size.sum())) + np.repeat(start - before, size)
    return at


def _frame(read: Passes, newest: NDArray[np.int64]) -> tuple[gpd.GeoDataFrame, tuple[int, int]]:
    """One row for each run of nodes that are there; how many ways lack some, and how many nodes."""
    size = read.size[newest]
    at = _ranges((np.cumsum(read.size) - read.size)[newest], size)
    refs, lonlat, way = read.nodes[at], read.lonlat[at], np.repeat(np.arange(len(size)), size)
    here = (np.abs(lonlat[:, 0]) <= 180) & (np.abs(lonlat[:, 1]) <= 90)
    cut = (len(np.unique(way[~here])), len(np.unique(refs[~here])))
    # a node given twice in a row is one
    again = np.zeros(len(refs), dtype=bool)
    again[1:] = (refs[1:] == refs[:-1]) & (way[1:] == way[:-1])
    begins = np.ones(len(refs), dtype=bool)
    begins[1:] = (way[1:] != way[:-1]) | ~here[:-1]
    run = np.cumsum(begins)
    keep = here & ~again
    # a run of one node is no line
    keep &= np.bincount(run, weights=keep)[run] > 1 if len(run) else keep
    refs, lonlat = refs[keep], lonlat[keep]
    _, first, run = np.unique(run[keep], return_index=True, return_inverse=True)
    blocked = np.isin(refs, read.barriers)
    row = newest[way[keep][first]]
    uses = [read.uses[k] for k in read.use[row].tolist()]
    columns = {
        "along_kmh": np.array([use.along_kmh for use in uses], dtype=np.float64),
        "against_kmh": np.array([use.against_kmh for use in uses], dtype=np.float64),
        "minutes": np.array([use.minutes for use in uses], dtype=np.float64),
        "walk": np.array([use.walk for use in uses], dtype=bool),
        "nodes": _parted(refs, first),
        "blocked": _parted(blocked, first),
    }
    ids = pd.Index(read.way_id[row], name="row")
    lines: Any = shapely.linestrings(lonlat, indices=run) if len(run) else []
    return gpd.GeoDataFrame(columns, geometry=lines, index=ids, crs=LONLAT), cut


def _parted(values: NDArray[Any], first: NDArray[np.int64]) -> NDArray[Any]:
    """An array of arrays, each from one of the first positions to the next."""
    parts = np.empty(len(first), dtype=object)
    ends = [*first.tolist(), len(values)]
    for k in range(len(first)):
        parts[k] = values[ends[k] : ends[k + 1]]
    return parts


def _stopped(frame: gpd.GeoDataFrame) -> int:
    """How many barriers stand on the ways that cars use."""
    cars = frame.loc[frame["along_kmh"].notna() | frame["against_kmh"].notna()]
    pairs = zip(cars["nodes"], cars["blocked"], strict=True)
    return len({node for nodes, blocked in pairs for node in nodes[blocked].tolist()})


def _file_findings(
    read: Passes, older: int, cut: tuple[int, int], barriers: int, source: str
) -> list[Finding]:
    """What the file as a whole gives to tell."""
    told: list[Finding] = []
    if older or read.deleted:
        message = (
            f"the file holds deleted ways ({read.deleted}) or older versions ({older}); the newest ways are "
            "used, but their nodes may be of another time: give a file of one date"
        )
        told.append(Finding("warning", source, "", "osm-versions", message))
    if cut[0]:
        message = (
            f"{cut[0]} ways lack {cut[1]} nodes (the extract cuts them off, or they have no valid place); "
            "the runs of nodes that are there are used"
        )
        told.append(Finding("note", source, "", "osm-clipped", message))
    if barriers:
        message = f"{barriers} barriers stop cars, and let walkers pass; correct them in the data if they are open"
        told.append(Finding("note", source, "", "osm-barriers", message))
    if read.restrictions:
        message = (
            f"{read.restrictions} turn restrictions are not obeyed: cars turn wherever streets meet, so some "
            "minutes are a little short"
        )
        told.append(Finding("note", source, "", "turn-restrictions", message))
    return told
