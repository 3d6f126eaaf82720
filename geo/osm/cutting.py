"""A smaller file out of a large extract: what lies within an area, and the streets around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from osmium.osm import NODE, RELATION, WAY

from ..crs import LONLAT, region_plane, to_crs
from ..findings import UseError
from .assembling import AREA_TYPES, outline_ways
from .bulk import WayNodes, node_tables, way_tables, write_by_id
from .named import ADMINISTRATIVE
from .named import area_by_name as area_by_name
from .named import boundary_by_name as boundary_by_name
from .objects import Thing, is_sorted, tagged_things, things_by_id
from .opening import opened_osm
from .placing import placed_things

#: Boundaries with at least this share of their area within are kept, whole.
_HALF: Final = 0.5

#: Corners of the area's own boundary lie within it.
_EDGE_M: Final = 1.0

#: Ways that people travel on.
_TRAVELLED: Final = ("highway", "route")


class Cut(NamedTuple):
    """What is kept: how many of each; nodes and ways that the file does not have count, too."""

    nodes: int
    ways: int
    relations: int


def cut_extract(
    path: Path, out: Path, *, within: Any, margin_m: float = 2000.0, source: str | None = None
) -> Cut:
    """Write what lies within an area to a file of its own.

    Kept are tagged nodes within, ways with a node within, highways and ferries with a node within
    the area widened by the margin (so that paths that leave it and come back are there), all of
    them with all of their nodes; areas of relations with such a way, complete; administrative
    boundaries, complete, with at least half of their area within, and no others; and other
    relations of what is kept, as they are.

    Parameters
    ----------
    path
        PBF, or XML as it is or packed with gzip or bzip2.
    out
        A PBF, which must not exist. The same input gives the same bytes.
    within
        A polygon or multipolygon in degrees.
    margin_m
        How far around it streets are kept, in metres.
    source
        What messages call the file; its name when not given.

    Raises
    ------
    UseError
        The area is empty, or `out` is no PBF or exists.
    DataError
        The file cannot be read.
    """
    if not out.name.lower().endswith(".pbf") or out.exists():
        raise UseError(f"{str(out)!r} should be a new file that ends in .osm.pbf; name another")
    if shapely.is_empty(within) or shapely.get_dimensions(within) != 2:
        raise UseError("the area to cut to is no area; give a polygon")
    with opened_osm(path, source=path.name if source is None else source) as file:
        wanted = _Wanted.of(file, within, margin_m=margin_m, source=path.name)
        return _written(file, out, wanted)


class _Wanted(NamedTuple):
    """Ids of what is kept."""

    nodes: set[int]
    ways: set[int]
    relations: set[int]

    @classmethod
    def of(cls, file: Any, within: Any, *, margin_m: float, source: str) -> _Wanted:
        """What is kept of a file."""
        area, wide = (_widened(within, metres) for metres in (_EDGE_M, max(margin_m, _EDGE_M)))
        near, lonlat = _nodes_in_box(file, wide.bounds)
        inside = np.sort(near[_inside(area, lonlat)])
        around = np.sort(near[_inside(wide, lonlat)])
        local: set[int] = set()
        ways: set[int] = set()
        nodes: set[int] = set()
        for table in way_tables(file, _TRAVELLED):
            here = _any_of(table, inside)
            kept = here | (table.keyed & _any_of(table, around))
            local |= set(table.way_id[here].tolist())
            ways |= set(table.way_id[kept].tolist())
            nodes |= set(table.node_id[kept[table.way]].tolist())
        relations, outlines = _relations(file, area, local, ways, set(inside.tolist()), source)
        outlines -= ways
        more = things_by_id(file, [("way", number) for number in outlines]).held.values()
        nodes.update(node for way in more for node in way.nodes)
        nodes |= {node.id for node in _each(file, NODE, osmium.filter.EmptyTagFilter())} & set(
            inside.tolist()
        )
        return cls(nodes, ways | outlines, relations)


def _any_of(table: WayNodes, nodes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a way has any of some nodes, which are sorted."""
    found = np.zeros(len(table.way_id), dtype=bool)
    found[table.way[np.isin(table.node_id, nodes)]] = True
    return found


def _each(file: Any, kinds: Any, *filters: Any) -> Iterator[Any]:
    """The objects of some kinds, each good until the next is asked for."""
    with osmium.io.Reader(file, kinds) as reader:
        yield from osmium.OsmFileIterator(reader, *filters)


def _widened(area: Any, metres: float) -> Any:
    """An area with what lies around it, in degrees."""
    west, south, east, north = area.bounds
    bounds = (west, south, east, north)
    plane = region_plane(bounds)
    flat = to_crs(np.array([area], dtype=object), LONLAT, plane, region=bounds).shapes
    wide = shapely.buffer(shapely.make_valid(flat), metres)
    return to_crs(wide, plane, LONLAT, region=bounds).shapes[0]


def _nodes_in_box(
    file: Any, box: tuple[float, float, float, float]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Ids and degrees of the nodes within a box."""
    west, south, east, north = box
    ids, places = [np.zeros(0, dtype=np.int64)], [np.zeros((0, 2))]
    for found, lonlat in node_tables(file):
        near = (lonlat >= (west, south)).all(axis=1) & (lonlat <= (east, north)).all(axis=1)
        ids.append(found[near])
        places.append(lonlat[near])
    return np.concatenate(ids), np.concatenate(places)


def _inside(area: Any, lonlat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which places lie in an area."""
    shapely.prepare(area)
    found: NDArray[np.bool_] = shapely.contains_xy(area, lonlat)
    return found


def _relations(
    file: Any, area: Any, local: set[int], ways: set[int], nodes: set[int], source: str
) -> tuple[set[int], set[int]]:
    """The relations that are kept, and the ways that make their areas complete."""
    boundaries = {
        thing.id: thing
        for thing in tagged_things(file, [ADMINISTRATIVE]).held.values()
        if thing.kind == "relation" and thing.tags.get("type") in AREA_TYPES
    }
    touched = [t for t in boundaries.values() if not local.isdisjoint(outline_ways(t))]
    kept = {thing.id for thing in _half_within(file, touched, area, source)}
    outlines = {number for k in kept for number in outline_ways(boundaries[k])}
    for relation in _each(file, RELATION):
        if relation.id in boundaries:
            continue
        members = [(member.type, member.ref) for member in relation.members]
        own = {ref for kind, ref in members if kind == "w"}
        if relation.tags.get("type") in AREA_TYPES:
            if not own.isdisjoint(local):
                kept.add(relation.id)
                outlines |= own
        elif not own.isdisjoint(ways) or any(k == "n" and ref in nodes for k, ref in members):
            kept.add(relation.id)
    return kept, outlines


def _half_within(file: Any, boundaries: Iterable[Thing], area: Any, source: str) -> list[Thing]:
    """The boundaries with at least half of their area within another."""
    things = sorted(boundaries, key=lambda thing: thing.order)
    frame, _ = placed_things(file, things, source=source)
    kept = []
    for thing, shape in zip(things, frame.geometry, strict=True):
        if shape is None or shape.is_empty:
            continue
        shape = shapely.make_valid(shape)
        # Within one area shares in square degrees are those of the ground, nearly.
        if shapely.intersection(shape, area).area >= _HALF * shape.area:
            kept.append(thing)
    return kept


def _written(file: Any, out: Path, wanted: _Wanted) -> Cut:
    """Write what is wanted, nodes first, each kind in its order in the file."""
    header = osmium.io.Header()
    header.set("generator", "adjoin")
    if is_sorted(file):
        header.set("sorting", "Type_then_ID")
    target = osmium.io.File(str(out.absolute()), "pbf")
    with osmium.SimpleWriter(target, header=header) as writer:
        return Cut(
            write_by_id(writer, file, NODE, wanted.nodes),
            write_by_id(writer, file, WAY, wanted.ways),
            write_by_id(writer, file, RELATION, wanted.relations),
        )
