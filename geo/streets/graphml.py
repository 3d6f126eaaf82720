"""The nodes and edges of a GraphML file as OSMnx writes it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.parsers import expat

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from ..findings import DataError, Finding
from .maxspeed import read_maxspeed

_NODE_KEYS: Final = ("x", "y")
_EDGE_KEYS: Final = (
    "length",
    "highway",
    "oneway",
    "maxspeed",
    "speed_kph",
    "travel_time",
    "geometry",
)


class GraphTables(NamedTuple):
    """An edge table and its nodes, as `adjoin.geo.streets.building` takes them.

    Parameters
    ----------
    edges
        One row an edge; index `row`, its number in the file from 1. Columns `from`, `to`, `length`
        (metres), `minutes`, `speed_kmh`, `class`, of an undirected graph `oneway`, and `geometry`;
        missing stays missing.
    nodes
        Columns `id` and `geometry`.
    """

    edges: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame


class _Parsed:
    """What the parser has come across, and how it takes elements in."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}  # of the attributes, by the key that stands for them
        self.graph: dict[str, str] = {}
        self.nodes: list[tuple[str, dict[str, str]]] = []
        self.edges: list[tuple[str, str, dict[str, str]]] = []
        self.directed = True
        self.doctype = False
        self._held: dict[str, str] = self.graph
        self._wanted: tuple[str, ...] = ()
        self._key: str | None = None
        self._text: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in an element as it begins."""
        name = tag.rpartition(":")[2]
        if name == "key":
            self.names[attributes.get("id", "")] = attributes.get("attr.name", "")
        elif name == "graph":
            self.directed = attributes.get("edgedefault") != "undirected"
            self._held, self._wanted = self.graph, ("crs",)
        elif name == "node":
            self._held, self._wanted = {}, _NODE_KEYS
            self.nodes.append((attributes.get("id", ""), self._held))
        elif name == "edge":
            self._held, self._wanted = {}, _EDGE_KEYS
            ends = attributes.get("source", ""), attributes.get("target", "")
            self.edges.append((*ends, self._held))
        elif name == "data":
            key = self.names.get(attributes.get("key", ""), "")
            self._key, self._text = (key if key in self._wanted else None), []

    def text(self, part: str) -> None:
        """Take in a piece of text."""
        if self._key is not None:
            self._text.append(part)

    def end(self, tag: str) -> None:
        """Keep the text of an attribute; what follows a node or an edge belongs to the graph."""
        name = tag.rpartition(":")[2]
        if name == "data" and self._key is not None:
            self._held[self._key] = "".join(self._text).strip()
            self._key = None
        elif name in ("node", "edge"):
            self._held, self._wanted = self.graph, ("crs",)


def read_graphml(
    path: Path, *, source: str, crs: str | None = None
) -> tuple[GraphTables, list[Finding]]:
    """Read a street graph that OSMnx saved.

    Parameters
    ----------
    path
        The file. An edge of a directed graph is one direction of a street, so that a two-way
        street is two edges; one of an undirected graph is open both ways unless it says `oneway`.
    source
        What messages call the file.
    crs
        The system of its places, where the file does not say.

    Returns
    -------
    GraphTables
        Minutes are the edge's `travel_time` (seconds), speeds its `speed_kph` or else its
        `maxspeed`, of several the smallest. An edge without geometry is a straight line.
    findings
        Lines that cannot be read.

    Raises
    ------
    DataError
        The file is missing or broken, is no graph of streets, defines a document type (which
        could unfold to gigabytes), or does not say in which system its places are.
    """
    if not path.is_file():
        message = f"there is no file {str(path)!r}; paths are relative to region.toml"
        raise _refused(source, "file-missing", message)
    parsed = _parsed(path, source)
    if not parsed.nodes or not parsed.edges:
        message = f"the graph has {len(parsed.nodes)} nodes and {len(parsed.edges)} edges; save one of streets"
        raise _refused(source, "graphml-no-streets", message)
    system = _system(parsed.graph.get("crs", crs), source)
    ids = np.array([node for node, _ in parsed.nodes], dtype=object)
    xy = np.array([_place(held) for _, held in parsed.nodes], dtype=np.float64)
    placed = np.asarray(np.isfinite(xy).all(axis=1), dtype=bool)
    if not placed.any():
        message = "no node has x and y; save the graph with OSMnx (save_graphml)"
        raise _refused(source, "graphml-no-streets", message)
    edges, findings = _edges(
        parsed, dict(zip(ids[placed].tolist(), xy[placed].tolist(), strict=True)), source
    )
    places = np.full(len(xy), None, dtype=object)
    places[placed] = shapely.points(xy[placed])
    return GraphTables(
        gpd.GeoDataFrame(edges, geometry="geometry", crs=system),
        gpd.GeoDataFrame({"id": ids}, geometry=places, crs=system),
    ), findings


def graph_columns(edges: pd.DataFrame) -> dict[str, str]:
    """Which columns of the edges hold what; those without any value are left out.

    Parameters
    ----------
    edges
        Of `GraphTables`.
    """
    held = {"length_m": "length", "minutes": "minutes", "speed_kmh": "speed_kmh", "class": "class"}
    known = {key: name for key, name in held.items() if edges[name].notna().any()}
    oneway = {"oneway": "oneway"} if "oneway" in edges else {}
    return {"from": "from", "to": "to", **known, **oneway}


def _refused(source: str, rule: str, message: str) -> DataError:
    """The error that says why a file is not read."""
    return DataError([Finding("error", source, "", rule, message)])


def _parsed(path: Path, source: str) -> _Parsed:
    """Parse a file, up to a document type."""
    parsed, parser = _Parsed(), expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise _refused(
            source,
            "content-unexpected",
            "the file defines a document type, as OSMnx does not; save it again with save_graphml",
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = parsed.start
    parser.EndElementHandler = parsed.end
    parser.CharacterDataHandler = parsed.text
    try:
        with path.open("rb") as stream:
            parser.ParseFile(stream)
    except DataError:
        raise
    except (expat.ExpatError, OSError, ValueError, LookupError) as error:
        message = f"the file cannot be read ({error}); save it again with OSMnx (save_graphml)"
        raise _refused(source, "file-unreadable", message) from error
    return parsed


def _system(text: str | None, source: str) -> pyproj.CRS:
    """The system of the places."""
    if not text:
        message = "the graph does not say in which system its places are; add crs to [streets]"
        raise _refused(source, "crs-missing", message)
    try:
        with warnings.catch_warnings():
            # of the old way to write it, `+init=epsg:4326`, which has the same meaning here
            warnings.simplefilter("ignore", FutureWarning)
            return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        message = f"the graph's crs {text[:80]!r} is not known; save it in EPSG:4326"
        raise _refused(source, "crs-unknown", message) from error


def _place(held: Mapping[str, str]) -> tuple[float, float]:
    """The place of a node; NaN where there is none."""
    x, y = (_number(held.get(key)) for key in _NODE_KEYS)
    return (x, y) if isinstance(x, float) and isinstance(y, float) else (np.nan, np.nan)


def _edges(
    parsed: _Parsed, places: Mapping[str, list[float]], source: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """The edges as a table, and the lines that cannot be read."""
    helds = [held for _, _, held in parsed.edges]
    given = [held.get("geometry") for held in helds]
    lines = shapely.from_wkt(given, on_invalid="ignore")
    lost = [k for k, text in enumerate(given) if text is not None and lines[k] is None]
    for k, (tail, head, _) in enumerate(parsed.edges):
        if given[k] is None and tail in places and head in places:
            lines[k] = shapely.LineString([places[tail], places[head]])
    columns: dict[str, list[Any]] = {
        "from": [tail for tail, _, _ in parsed.edges],
        "to": [head for _, head, _ in parsed.edges],
        "length": [_number(held.get("length")) for held in helds],
        "minutes": [_minutes(held.get("travel_time")) for held in helds],
        "speed_kmh": [_speed(held) for held in helds],
        "class": [held.get("highway") for held in helds],
    }
    if not parsed.directed:
        columns["oneway"] = [held.get("oneway") for held in helds]
    row = pd.RangeIndex(1, len(helds) + 1, name="row")
    table = pd.DataFrame(
        {name: pd.Series(values, dtype=object, index=row) for name, values in columns.items()}
    )
    findings = []
    if lost:
        message = (
            f"{len(lost)} edges have a geometry that cannot be read, the first is edge {lost[0] + 1}; "
            "they are straight lines between their nodes"
        )
        findings.append(
            Finding("warning", source, f"row {lost[0] + 1}", "geometry-unreadable", message)
        )
    return table.assign(geometry=lines), findings


def _number(text: str | None) -> float | str | None:
    """A number (None for nan), or the text as it is, to be told where it is used."""
    if text is None or not text.strip():
        return None
    try:
        number = float(text)
    except ValueError:
        return text
    return None if np.isnan(number) else number


def _minutes(text: str | None) -> float | str | None:
    """Seconds as minutes."""
    seconds = _number(text)
    return seconds / 60 if isinstance(seconds, float) else seconds


def _speed(held: Mapping[str, str]) -> float | str | None:
    """Speed in km/h: OSMnx's own figure, else the limit; the text where that cannot be read."""
    if held.get("speed_kph"):
        return _number(held["speed_kph"])
    text = held.get("maxspeed")
    if not text:
        return None
    listed = text
    if text.startswith("["):
        try:
            listed = ";".join(str(part) for part in ast.literal_eval(text))
        except (ValueError, SyntaxError, TypeError):
            return text
    limit = read_maxspeed(listed, unlimited=held.get("highway") in ("motorway", "trunk"))
    return limit.kmh if limit.readable else text
