"""Areas out of relations: rings, holes and exclaves put together by osmium."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import osmium
import shapely
from osmium.osm import AREA
from osmium.osm.mutable import Node, Relation, Way

from .objects import Thing

AREA_TYPES: Final = frozenset(("multipolygon", "boundary"))
"""Types of relations whose ways bound an area."""


class Ground(NamedTuple):
    """What the areas are made of, by id.

    Parameters
    ----------
    ways
        Those that are there.
    lonlat
        Degrees of each node that has a place.
    """

    ways: Mapping[int, Thing]
    lonlat: Mapping[int, tuple[float, float]]


def outline_ways(relation: Thing) -> list[int]:
    """The ways that bound the area of a relation, each once, in its order."""
    return list(dict.fromkeys(number for kind, number, _ in relation.members if kind == "way"))


def is_cut_off(relation: Thing, ground: Ground) -> bool:
    """Whether ways of a relation are missing, or nodes of those, or its outline has a gap.

    Some programs that cut extracts also take the ways that they leave out off the relations.

    Parameters
    ----------
    relation
        Of one of `AREA_TYPES`.
    ground
        What is there.
    """
    ends: Counter[int] = Counter()
    for number in outline_ways(relation):
        way = ground.ways.get(number)
        if way is None or not way.nodes or any(node not in ground.lonlat for node in way.nodes):
            return True
        ends.update((way.nodes[0], way.nodes[-1]))
    return any(count % 2 for count in ends.values())


def assembled(relations: Iterable[Thing], ground: Ground) -> dict[int, Any]:
    """The areas of relations that are whole, by id; none for one that makes no area.

    osmium takes ids above 0 and objects in their order only, and puts areas together out of a
    file. The relations are therefore written to one, numbered anew.

    Parameters
    ----------
    relations
        Of `AREA_TYPES`, with all their ways and nodes.
    ground
        Their ways and nodes.

    Returns
    -------
    dict
        Polygons and multipolygons in degrees. Rings that touch or cross otherwise than areas may
        give none.
    """
    wanted = sorted(relations, key=lambda thing: thing.id)
    if not wanted:
        return {}
    ways = sorted({number for relation in wanted for number in outline_ways(relation)})
    nodes = sorted({node for number in ways for node in ground.ways[number].nodes})
    node_at = {node: k for k, node in enumerate(nodes, start=1)}
    way_at = {number: k for k, number in enumerate(ways, start=1)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "areas.osm.pbf"
        with osmium.SimpleWriter(str(path)) as writer:
            for node, k in node_at.items():
                writer.add_node(Node(id=k, location=ground.lonlat[node]))
            for number, k in way_at.items():
                refs = [node_at[node] for node in ground.ways[number].nodes]
                writer.add_way(Way(id=k, nodes=refs))
            for k, relation in enumerate(wanted, start=1):
                members = [
                    ("w", way_at[number], role)
                    for kind, number, role in relation.members
                    if kind == "way"
                ]
                tags = {"type": "multipolygon", "adjoin": "area"}
                writer.add_relation(Relation(id=k, members=members, tags=tags))
        found = _areas(path)
    return {relation.id: found[k] for k, relation in enumerate(wanted, 1) if k in found}


def _areas(path: Path) -> dict[int, Any]:
    """The areas of the relations of a file, by the relations' ids."""
    areas: dict[int, Any] = {}
    make = osmium.geom.WKBFactory()
    only = osmium.filter.EntityFilter(AREA)
    for area in osmium.FileProcessor(str(path)).with_areas().with_filter(only):
        if isinstance(area, osmium.osm.Area) and not area.from_way() and area.num_rings()[0]:
            areas[area.orig_id()] = shapely.from_wkb(make.create_multipolygon(area))
    return {number: _plain(shape) for number, shape in areas.items()}


def _plain(shape: Any) -> Any:
    """A multipolygon of one part as a polygon."""
    return shape.geoms[0] if len(shape.geoms) == 1 else shape
