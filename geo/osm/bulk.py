"""Places of all nodes and nodes of all ways, many at a time.

An object of Python costs microseconds, for each node of a file. osmium therefore writes them out as
XML itself, and that is taken apart in blocks.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm import NODE, WAY

from .objects import in_sets

_BLOCK: Final = 1 << 23
_FORM: Final = "osm,add_metadata=none"
_NODE: Final = re.compile(rb'<node id="(-?\d+)"[^>]* lat="([-+.\deE]+)" lon="([-+.\deE]+)"')
_WAY: Final = re.compile(rb'<way id="(-?\d+)"')
_REF: Final = re.compile(rb'<nd ref="(-?\d+)"')

#: So many stretches of ids a filter covers, at 4 MiB each; and how long a stretch is.
_STRETCHES: Final = 64
_STRETCH: Final = 25


class WayNodes(NamedTuple):
    """Some ways.

    Parameters
    ----------
    way_id
        Shape (w,).
    keyed
        Whether a way has one of the keys that were asked for, shape (w,).
    way
        Position of the way of each node, shape (n,).
    node_id
        Shape (n,).
    """

    way_id: NDArray[np.int64]
    keyed: NDArray[np.bool_]
    way: NDArray[np.int64]
    node_id: NDArray[np.int64]


def node_tables(file: Any) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Ids and degrees of the nodes of a file that have a place, some thousands at a time.

    Parameters
    ----------
    file
        Of `adjoin.geo.osm.opening.opened_osm`.
    """
    for block in _blocks(file, NODE, b"<node "):
        found = _NODE.findall(block)
        if found:
            ids, lat, lon = (np.array(column) for column in zip(*found, strict=True))
            yield ids.astype(np.int64), np.column_stack([lon, lat]).astype(np.float64)


def way_tables(file: Any, keys: Collection[str]) -> Iterator[WayNodes]:
    """The ways of a file with their nodes, some thousands at a time.

    Parameters
    ----------
    file
        Of `adjoin.geo.osm.opening.opened_osm`.
    keys
        Tags of which `keyed` tells whether a way has one.
    """
    wanted = re.compile(b'<tag k="(?:' + b"|".join(re.escape(k).encode() for k in keys) + b')"')
    for block in _blocks(file, WAY, b"<way "):
        ids, keyed, size, refs = [], [], [], list[bytes]()
        for way in block.split(b"</way>"):
            head = _WAY.search(way)
            if head is None:
                continue
            own = _REF.findall(way)
            ids.append(int(head[1]))
            keyed.append(wanted.search(way) is not None)
            size.append(len(own))
            refs += own
        yield WayNodes(
            np.array(ids, dtype=np.int64),
            np.array(keyed, dtype=bool),
            np.repeat(np.arange(len(ids)), np.array(size, dtype=np.int64)),
            np.array(refs).astype(np.int64) if refs else np.zeros(0, dtype=np.int64),
        )


def write_by_id(writer: Any, file: Any, kind: Any, ids: Collection[int]) -> int:
    """Write the objects of one kind that have some ids; how many were written.

    Parameters
    ----------
    writer
        Of osmium.
    file
        Of `adjoin.geo.osm.opening.opened_osm`.
    kind
        Of osmium's kinds.
    ids
        In the file they stand in their order, or are written in about it.
    """
    order = np.array(sorted(ids), dtype=np.int64)
    if len(order) == 0:
        return 0
    if not in_sets((int(order[0]), int(order[-1]))):
        held = set(order.tolist())
        with osmium.io.Reader(file, kind) as reader:
            for found in osmium.OsmFileIterator(reader):
                if found.id in held:
                    writer.add(found)
        return len(order)
    stretch = order >> _STRETCH
    places = np.unique(stretch)
    for start in range(0, len(places), _STRETCHES):
        part = order[np.isin(stretch, places[start : start + _STRETCHES])]
        chosen = osmium.filter.IdFilter(part.tolist())
        with osmium.io.Reader(file, kind) as reader:
            osmium.apply(reader, chosen, writer)
    return len(order)


def _blocks(file: Any, kind: Any, begins: bytes) -> Iterator[bytes]:
    """The objects of one kind as XML, cut before objects."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "all.osm"
        with (
            osmium.SimpleWriter(osmium.io.File(str(path), _FORM)) as writer,
            osmium.io.Reader(file, kind) as reader,
        ):
            osmium.apply(reader, writer)
        rest = b""
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                text = rest + block
                at = max(text.rfind(begins), 0)
                rest = text[at:]
                if at:
                    yield text[:at]
        if rest:
            yield rest
