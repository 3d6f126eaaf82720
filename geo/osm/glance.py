"""What a glance at an OpenStreetMap file shows: where it lies, and how many streets it has."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import osmium
from osmium.osm import NODE, WAY

from ..crs import Bounds
from .opening import opened_osm


class Glance(NamedTuple):
    """What is in a file.

    Parameters
    ----------
    highways
        Ways that are tagged highway.
    bounds
        West, south, east, north as its header says, in degrees; None where it does not.
    """

    highways: int
    bounds: Bounds | None


def glance(path: Path, *, source: str) -> Glance:
    """Look at a file, once through its ways.

    Parameters
    ----------
    path
        The file.
    source
        What messages call it.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    with opened_osm(path, source=source) as file, osmium.io.Reader(file, WAY) as reader:
        box = reader.header().box()
        bounds = None
        if box.valid():
            low, high = box.bottom_left, box.top_right
            bounds = (low.lon, low.lat, high.lon, high.lat)
        streets = osmium.filter.KeyFilter("highway")
        count = sum(1 for _ in osmium.OsmFileIterator(reader, streets))
    return Glance(count, bounds)


def values_of(file: Any, key: str) -> Counter[str]:
    """How often each value of a key stands on the nodes and ways of a file.

    Parameters
    ----------
    file
        Of `adjoin.geo.osm.opening.opened_osm`.
    key
        Such as `addr:country`.
    """
    keyed = osmium.filter.KeyFilter(key)
    with osmium.io.Reader(file, NODE | WAY) as reader:
        return Counter(found.tags[key] for found in osmium.OsmFileIterator(reader, keyed))
