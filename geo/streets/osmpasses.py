"""Two passes over an OpenStreetMap file: the ways that may be streets, and what is said of them."""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import osmium
import pyarrow as pa
from numpy.typing import NDArray
from osmium.osm import NODE, RELATION, WAY
from pyarrow import csv

from .osmtags import KEYS, WayUse, judge_way, stops_cars

NOWHERE: Final = 999.0
"""Longitude and latitude of a node that is not in the file, or has no valid place."""

_HEAD: Final = re.compile(rb'\s*<way id="(-?\d+)"(?: version="(\d+)")?')
_TAGS: Final = re.compile(
    b'<tag k="(' + b"|".join(re.escape(key).encode() for key in sorted(KEYS)) + b')" v="([^"]*)"'
)
_WAY_ENDS: Final = b"</way>"
_BLOCK: Final = 1 << 23

# `<nd ref="1" lat="2" lon="3"/>` as `,1,,2,,3,`
_COMMAS: Final = bytes.maketrans(b'"', b",")
_LETTERS: Final = b"<nd ref=lat=lon=/>\r\t"
_PLACELESS: Final = re.compile(rb'(<nd ref="-?\d+")/>')


class Passes(NamedTuple):
    """What is in a file; w ways, v vertices of those that are used, one way after the other.

    Parameters
    ----------
    way_id, version, use, size
        Shape (w,), `use` being a position in `uses`, `size` the vertices of the way.
    nodes, lonlat
        Shapes (v,) and (v, 2), degrees, `NOWHERE` where a node is missing.
    uses
        What ways are to cars and walkers, each distinct judgement at least once.
    barriers
        Ids of the nodes that stop cars.
    restrictions, deleted
        Turn restrictions; ways that are marked as deleted.
    """

    way_id: NDArray[np.int64]
    version: NDArray[np.int64]
    use: NDArray[np.int64]
    size: NDArray[np.int64]
    nodes: NDArray[np.int64]
    lonlat: NDArray[np.float64]
    uses: list[WayUse]
    barriers: NDArray[np.int64]
    restrictions: int
    deleted: int


_Tags = tuple[tuple[bytes, bytes], ...]


class _Ways(NamedTuple):
    """The ways of a file as they are read."""

    columns: list[tuple[int, int, int, int]]  # id, version, use, vertices
    nodes: list[bytes]  # of each used way, the lines of its nodes
    uses: list[WayUse]


def read_passes(path: Path, *, only_cars: bool = False) -> Passes:
    """Read nodes and relations first, then ways, so that the order of the file does not matter.

    osmium hands its objects to Python one by one, at a microsecond and more for every node of a
    way. Ways are therefore written out by osmium itself as XML, places and all, and that is taken
    apart in bulk. (Its other text, OPL, is shorter, but text that is not UTF-8 ends the program.)

    Parameters
    ----------
    path
        PBF or XML.
    only_cars
        The vertices of ways that no car uses are left out.

    Raises
    ------
    RuntimeError, osmium.InvalidLocationError
        The file cannot be read.
    """
    file = osm_file(path)
    locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    locations.ignore_errors()
    # osmium does not keep its filters alive: they need names as long as they are used
    pointed = osmium.filter.KeyFilter(
        "barrier", "restriction", "restriction:motorcar", "restriction:conditional"
    )
    barriers, restrictions = [], 0
    with osmium.io.Reader(file, NODE | RELATION) as reader:
        for found in _objects(reader, locations, pointed):
            if found.deleted:
                continue
            if found.is_relation():
                restrictions += found.tags.get("type", "").startswith("restriction")
            elif stops_cars(dict(found.tags)):
                barriers.append(found.id)
    ways, deleted = _Ways([], [], []), 0
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "ways.osm"
        _write_ways(file, text, locations)
        judged: dict[_Tags, int | None] = {}
        parts = []
        for written in _written(text):
            for way in written:
                deleted += not _take(way, judged, ways, only_cars)
            parts.append(_vertices(ways.nodes))
            ways.nodes.clear()
    nodes, lonlat = (np.concatenate(column) for column in zip(*parts, strict=True))
    if (nodes < 0).any():
        _place_negative(file, nodes, lonlat)
    way_id, version, use, size = np.array(ways.columns, dtype=np.int64).reshape(-1, 4).T
    return Passes(
        way_id=way_id,
        version=version,
        use=use,
        size=size,
        nodes=nodes,
        lonlat=lonlat,
        uses=ways.uses,
        barriers=np.array(barriers, dtype=np.int64),
        restrictions=restrictions,
        deleted=deleted,
    )


def osm_file(path: Path) -> osmium.io.File:
    """The file as osmium takes it, whatever its folder is called.

    Parameters
    ----------
    path
        PBF, or XML as it is or packed with gzip or bzip2.
    """
    # an absolute path: a name with a colon would be taken for an address
    name, low = str(path.absolute()), path.name.lower()
    packed = next((ending for ending in (".gz", ".bz2") if low.endswith(ending)), "")
    return osmium.io.File(name, "pbf" if low.endswith(".pbf") else f"osm{packed}")


def _objects(reader: osmium.io.Reader, *handlers: Any) -> Iterator[Any]:
    """What is in a file, as objects that are good until the next one is asked for."""
    yield from osmium.OsmFileIterator(reader, *handlers)


def _write_ways(file: osmium.io.File, text: Path, locations: osmium.NodeLocationsForWays) -> None:
    """Write the ways that may be streets as XML, with the places of their nodes."""
    streets = osmium.filter.KeyFilter("highway", "route")
    form = "osm,locations_on_ways=true,add_metadata=version,force_visible_flag=true"
    out = osmium.io.File(str(text), form)
    with osmium.SimpleWriter(out) as writer, osmium.io.Reader(file, WAY) as reader:
        osmium.apply(reader, locations, streets, writer)


def _written(text: Path) -> Iterator[list[bytes]]:
    """The ways of a written file, some thousands at a time."""
    rest = b""
    with text.open("rb") as stream:
        while block := stream.read(_BLOCK):
            *ways, rest = (rest + block).split(_WAY_ENDS)
            yield ways


def _take(way: bytes, judged: dict[_Tags, int | None], ways: _Ways, only_cars: bool) -> bool:
    """Judge a way by its tags, each set of them once, and keep its nodes where it is used.

    Whether it is there: false for a way that is marked as deleted.
    """
    begin = way.index(b"<way ")
    head = way[begin : way.index(b">", begin)]
    if b' visible="false"' in head:
        return False
    tags = tuple(_TAGS.findall(way))
    if tags not in judged:
        found = judge_way(_as_text(tags))
        judged[tags] = None if found is None else len(ways.uses)
        if found is not None:
            ways.uses.append(found)
    position = judged[tags]
    known = _HEAD.match(head)
    if position is None or known is None:
        return True
    size, use = 0, ways.uses[position]
    if use.driven if only_cars else use.used:
        size = way.count(b"<nd ")
        if size:
            last = way.index(b">", way.rindex(b"<nd "))
            ways.nodes.append(way[way.index(b"<nd ") : last + 1])
    ways.columns.append((int(known[1]), int(known[2] or 0), position, size))
    return True


def _as_text(tags: _Tags) -> dict[str, str]:
    """Tags out of XML."""
    return {key.decode(): html.unescape(value.decode("utf-8", "replace")) for key, value in tags}


def _vertices(nodes: list[bytes]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Ids and places of nodes: three numbers a line, or the id alone where one has no place."""
    if not nodes:
        return np.zeros(0, dtype=np.int64), np.zeros((0, 2))
    text = b"\n".join(nodes)
    if text.count(b"lat=") < text.count(b"<nd "):
        text = _PLACELESS.sub(rb'\1 lat="" lon=""/>', text)
    names = ["a", "node", "b", "lat", "c", "lon", "d"]
    kinds = {"node": pa.int64(), "lat": pa.float64(), "lon": pa.float64()}
    table = csv.read_csv(
        pa.BufferReader(text.translate(_COMMAS, _LETTERS)),
        read_options=csv.ReadOptions(column_names=names),
        convert_options=csv.ConvertOptions(column_types=kinds, include_columns=list(kinds)),
    )
    lonlat = np.column_stack([table["lon"].to_numpy(), table["lat"].to_numpy()])
    return table["node"].to_numpy().copy(), np.where(np.isnan(lonlat), NOWHERE, lonlat)


def _place_negative(
    file: osmium.io.File, nodes: NDArray[np.int64], lonlat: NDArray[np.float64]
) -> None:
    """Put in the places of nodes with negative ids, which osmium's index does not hold."""
    places = {}
    with osmium.io.Reader(file, NODE) as reader:
        for node in _objects(reader):
            if node.id < 0 and not node.deleted and node.location.valid():
                places[node.id] = (node.location.lon, node.location.lat)
    for k in np.flatnonzero(nodes < 0).tolist():
        lonlat[k] = places.get(int(nodes[k]), (NOWHERE, NOWHERE))
