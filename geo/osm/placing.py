"""Where objects of an OpenStreetMap file are: points, lines, and areas with exclaves and holes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely

from ..crs import LONLAT
from ..findings import Finding
from .assembling import AREA_TYPES, Ground, assembled, is_cut_off, outline_ways
from .objects import Thing, node_places, tagged_things, things_by_id
from .opening import opened_osm

CUT_OFF: Final = "cut-off"
UNASSEMBLED: Final = "unassembled"
NO_AREA: Final = "no-area"
PLACELESS: Final = "placeless"

#: A closed way with one of these keys is a line that comes back, unless it says `area=yes`.
_LINES: Final = ("highway", "barrier", "railway", "aerialway", "route")

_SHOWN: Final = 5


def read_tagged(
    path: Path, *, selectors: Collection[str], source: str
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Read every node, way and area whose tags match any of some selectors.

    The objects may stand in any order and have negative ids. Of several versions the newest counts,
    and what is deleted is none.

    Parameters
    ----------
    path
        PBF, or XML as it is or packed with gzip or bzip2.
    selectors
        As `key=value`, or `key=*` for any value.
    source
        What messages call the file.

    Returns
    -------
    geopandas.GeoDataFrame
        Nodes, ways, relations, each by id; the index counts from 1. Columns `osm_id` (such as
        `way/17`); `tags`, a mapping; `fault`, missing where the shape is whole, else `cut-off`
        (ways or nodes are not in the file), `unassembled` (its ways make no area), `no-area` (a
        relation of another kind), `placeless` (a node without valid place); `geometry` in degrees:
        a point, a line, a polygon or a multipolygon. Of a way that is cut off it is what is there;
        a relation with a fault has none.
    findings
        A warning for relations that are cut off or make no area, with their ids; notes with the
        numbers of the rest.

    Raises
    ------
    DataError
        The file is missing, broken or something else.
    """
    with opened_osm(path, source=source) as file:
        things = tagged_things(file, selectors)
        frame, findings = placed_things(file, list(things.held.values()), source=source)
    return frame, [*things.findings(source), *findings, *fault_findings(frame, source=source)]


def placed_things(
    file: osmium.io.File, things: Sequence[Thing], *, source: str
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Where objects are; the frame of `read_tagged`.

    Parameters
    ----------
    file
        Of `adjoin.geo.osm.opening.opened_osm`.
    things
        Of `adjoin.geo.osm.objects.tagged_things`.
    source
        What messages call the file.
    """
    things = sorted(things, key=lambda thing: thing.order)
    relations = [thing for thing in things if _bounds_area(thing)]
    own = {thing.id: thing for thing in things if thing.kind == "way"}
    others = {number for relation in relations for number in outline_ways(relation)} - set(own)
    found = things_by_id(file, [("way", number) for number in others])
    ways = own | {thing.id: thing for thing in found.held.values()}
    places, nodes = node_places(file, {n for way in ways.values() for n in way.nodes})
    ground = Ground(ways, places)
    cut = {relation.id for relation in relations if is_cut_off(relation, ground)}
    areas = assembled([r for r in relations if r.id not in cut], ground)
    shapes = np.full(len(things), None, dtype=object)
    faults: list[str | None] = [None] * len(things)
    for k, thing in enumerate(things):
        if thing.kind == "node":
            shapes[k] = None if thing.lonlat is None else shapely.Point(thing.lonlat)
            faults[k] = PLACELESS if thing.lonlat is None else None
        elif thing.kind == "way":
            shapes[k], faults[k] = _way_shape(thing, ground)
        else:
            shapes[k] = areas.get(thing.id)
            whole = UNASSEMBLED if _bounds_area(thing) else NO_AREA
            faults[k] = CUT_OFF if thing.id in cut else whole if shapes[k] is None else None
    frame = gpd.GeoDataFrame(
        {
            "osm_id": pd.Series([thing.osm_id for thing in things], dtype="str"),
            "tags": pd.Series([thing.tags for thing in things], dtype=object),
            "fault": pd.Series(faults, dtype="str"),
        },
        geometry=gpd.GeoSeries(shapes, crs=LONLAT),
    )
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    both = found._replace(older=found.older + nodes.older, deleted=found.deleted + nodes.deleted)
    return frame, both.findings(source)


def fault_findings(frame: gpd.GeoDataFrame, *, source: str) -> list[Finding]:
    """What is told of objects that are not whole.

    Parameters
    ----------
    frame
        Of `read_tagged`.
    source
        What messages call the file.
    """
    findings = []
    is_relation = frame["osm_id"].str.startswith("relation/")
    told = (
        (
            CUT_OFF, is_relation, "warning", "osm-cut-off",
            "the extract cuts {} off, so that their areas are not known ({}); give a larger extract",
        ),
        (
            UNASSEMBLED, is_relation, "warning", "osm-unassembled",
            "the ways of {} make no area ({}); mend them in OpenStreetMap, or give their areas in another file",
        ),
        (
            CUT_OFF, ~is_relation, "note", "osm-clipped",
            "the extract cuts {} off; the part that is there counts ({})",
        ),
        (
            NO_AREA, is_relation, "note", "osm-relations",
            "{} bound no area by their type, and are left out ({})",
        ),
        (
            PLACELESS, ~is_relation, "warning", "osm-placeless",
            "{} have no valid place, and are left out ({})",
        ),
    )  # fmt: skip
    for fault, of, severity, rule, words in told:
        some = frame[(frame["fault"] == fault).fillna(False) & of]
        if len(some):
            kind = "relations" if of is is_relation else "objects"
            message = words.format(f"{len(some)} {kind}", listed(some["osm_id"], some["tags"]))
            item = str(some["osm_id"].iloc[0]) if len(some) == 1 else ""
            findings.append(Finding(severity, source, item, rule, message))  # type: ignore[arg-type]
    return findings


def listed(osm_ids: Iterable[str], tags: Iterable[Any], *, shown: int = _SHOWN) -> str:
    """The first of some objects with their names, and how many more there are.

    Examples
    --------
    >>> from adjoin.geo.osm.placing import listed
    >>> listed(["way/1", "way/2"], [{"name": "Pont"}, {}], shown=1)
    'way/1 Pont and 1 more'
    """
    named = [
        f"{osm_id} {held.get('name', '')[:60]}".strip()
        for osm_id, held in zip(osm_ids, tags, strict=True)
    ]
    more = f" and {len(named) - shown} more" if len(named) > shown else ""
    return ", ".join(named[:shown]) + more


def _bounds_area(thing: Thing) -> bool:
    """Whether it is a relation whose ways bound an area."""
    return thing.kind == "relation" and thing.tags.get("type") in AREA_TYPES


def _way_shape(way: Thing, ground: Ground) -> tuple[Any, str | None]:
    """The line or area of a way, of those of its nodes that are there."""
    xy = [ground.lonlat[node] for node in way.nodes if node in ground.lonlat]
    whole = len(xy) == len(way.nodes)
    fault = None if whole and xy else CUT_OFF
    if whole and is_area(way):
        return shapely.Polygon(xy), fault
    if len(set(xy)) > 1:
        return shapely.LineString(xy), fault
    return (shapely.Point(xy[0]) if xy else None), fault


def is_area(way: Thing) -> bool:
    """Whether a way bounds an area: it is closed, and its tags say nothing else."""
    closed = len(way.nodes) > 3 and way.nodes[0] == way.nodes[-1]
    said = way.tags.get("area")
    if not closed or said == "no":
        return False
    return said == "yes" or not any(key in way.tags for key in _LINES)
