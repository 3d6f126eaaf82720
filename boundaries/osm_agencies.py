"""Agencies out of the administrative boundaries of an OpenStreetMap file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..geo.findings import DataError, Finding
from ..geo.osm.assembling import AREA_TYPES, outline_ways
from ..geo.osm.named import ADMINISTRATIVE
from ..geo.osm.naming import called
from ..geo.osm.objects import Thing, tagged_things
from ..geo.osm.opening import opened_osm
from ..geo.osm.placing import CUT_OFF, UNASSEMBLED, is_area, listed, placed_things

#: Areas are one when their common ground is this share of both together.
_SAME_SHARE: Final = 0.98

_NUMBER: Final = re.compile(r"\d+|\d{1,3}(?:[ ,.'\u2009\u202f\u00a0]\d{3})+")


class Boundaries(NamedTuple):
    """What may be an agency: relations that bound an area, and closed ways.

    Parameters
    ----------
    things
        By kind and id.
    findings
        Of versions in the file.
    """

    things: list[Thing]
    findings: list[Finding]


def osm_boundaries(file: Any, *, source: str) -> Boundaries:
    """The administrative boundaries of a file, without their shapes.

    Closed ways that are part of a boundary and have no name of their own are none.

    Parameters
    ----------
    file
        Of `adjoin.geo.osm.opening.opened_osm`.
    source
        What messages call it.
    """
    found = tagged_things(file, [ADMINISTRATIVE])
    relations = [
        thing
        for thing in found.held.values()
        if thing.kind == "relation" and thing.tags.get("type") in AREA_TYPES
    ]
    parts = {number for relation in relations for number in outline_ways(relation)}
    ways = [
        thing
        for thing in found.held.values()
        if thing.kind == "way"
        and is_area(thing)
        and (thing.id not in parts or called(thing.tags) is not None)
    ]
    things = sorted([*ways, *relations], key=lambda thing: thing.order)
    return Boundaries(things, found.findings(source))


def osm_agency_frame(
    path: Path, source: str, *, levels: Collection[str], tags: Collection[str] = ()
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """The administrative boundaries of some levels, as rows of a source of agencies.

    Parameters
    ----------
    path
        The file.
    source
        What messages call it.
    levels
        Values of `admin_level` that are wanted; others are counted in a note.
    tags
        Further tags that become columns.

    Returns
    -------
    geopandas.GeoDataFrame
        One row an area, by kind and id; the index counts from 1. Columns osm_id, name, admin_level,
        population, each of `tags`, and geometry in degrees: missing where the extract cuts the
        boundary off, or its ways make no area.
    findings
        What has no boundary or no name, and which levels are left out.

    Raises
    ------
    DataError
        The file cannot be read, or has none of the levels.
    """
    with opened_osm(path, source=source) as file:
        found = osm_boundaries(file, source=source)
        wanted = [t for t in found.things if t.tags.get("admin_level") in set(levels)]
        frame, told = placed_things(file, wanted, source=source)
    findings = [*found.findings, *told, *_left_out(found.things, wanted, source)]
    if not wanted:
        raise DataError([*findings, _none(found.things, levels, source)])
    held = [dict(some) for some in frame["tags"]]
    names = pd.Series([called(some) for some in held], index=frame.index, dtype="str")
    population = [_number(some.get("population")) for some in held]
    columns: dict[str, Any] = {
        "osm_id": frame["osm_id"],
        "name": names,
        "admin_level": pd.Series(
            [some["admin_level"] for some in held], index=frame.index, dtype="str"
        ),
        "population": pd.Series(population, index=frame.index, dtype="float64"),
    }
    for tag in sorted(set(tags) - set(columns)):
        columns[tag] = pd.Series([some.get(tag) for some in held], index=frame.index, dtype="str")
    table = gpd.GeoDataFrame(columns, geometry=frame.geometry, crs=frame.crs)
    # A way with a gap is no area, and what is there of it is no agency's ground.
    table.loc[frame["fault"].notna(), "geometry"] = None
    findings += _boundless(frame, names, source)
    unread = [k for k, some in enumerate(held) if "population" in some and population[k] is None]
    if unread:
        shown = ", ".join(repr(held[k]["population"][:40]) for k in unread[:3])
        message = (
            f"the population of {len(unread)} boundaries is no number ({shown}); it is not known"
        )
        findings.append(Finding("note", source, "population", "not-a-number", message))
    return table, findings


def areas_once(rows: pd.DataFrame, *, source: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows of agencies with each area once, for one may be drawn as a way and as a relation.

    Rows are one agency when name and level are the same, and their common ground is 98 % of the
    ground of both. The relation stays, and of two the one with the first id.

    Parameters
    ----------
    rows
        Of `adjoin.boundaries.agencies.agency_rows`, in degrees.
    source
        What messages call the file.
    """
    again: dict[int, int] = {}
    for _, group in rows[rows["geometry"].notna()].groupby(["name", "level"], sort=True):
        if len(group) < 2:
            continue
        # Relations stand last; their ids are what others refer to.
        is_way = ~group["agency_id"].str.contains("relation/", regex=False)
        order = [*group.index[~is_way], *group.index[is_way]]
        shapes = shapely.make_valid(np.asarray(rows.loc[order, "geometry"], dtype=object))
        for j in range(1, len(order)):
            first = next(
                (i for i in range(j) if order[i] not in again and _same(shapes[i], shapes[j])), None
            )
            if first is not None:
                again[order[j]] = order[first]
    if not again:
        return rows, []
    ids = rows["agency_id"]
    pairs = [(ids[k], ids[of]) for k, of in sorted(again.items())]
    shown = ", ".join(f"{one} is {other}" for one, other in pairs[:5])
    message = (
        f"{len(pairs)} areas are drawn twice, with one name and level ({shown}"
        f"{' ...' if len(pairs) > 5 else ''}); each is one agency"
    )
    note = Finding("note", source, pairs[0][0] if len(pairs) == 1 else "", "area-repeated", message)
    return rows.drop(index=list(again)).reset_index(drop=True), [note]


def _same(one: Any, other: Any) -> bool:
    """Whether two areas are practically one; in degrees, where shares are those of the ground."""
    common = shapely.intersection(one, other).area
    return bool(common >= _SAME_SHARE * (one.area + other.area - common) > 0)


def _number(text: str | None) -> float | None:
    """A count of people; None where it is none, and for a number with a fraction."""
    text = (text or "").strip()
    return float(re.sub(r"\D", "", text)) if _NUMBER.fullmatch(text) else None


def _boundless(frame: gpd.GeoDataFrame, names: pd.Series[str], source: str) -> list[Finding]:
    """Tell agencies whose boundary is not known, one by one."""
    findings = []
    for osm_id, name, fault in zip(frame["osm_id"], names, frame["fault"], strict=True):
        who = f"{osm_id}" if pd.isna(name) else f"{name!r}"
        if fault == CUT_OFF:
            message = (
                f"the extract cuts the boundary of {who} off; the agency is kept without boundary, and how it "
                "lies to others is unknown: give a larger extract, or its boundary in another file"
            )
            findings.append(Finding("warning", source, osm_id, "boundary-cut-off", message))
        elif fault == UNASSEMBLED:
            message = (
                f"the ways of the boundary of {who} make no area; the agency is kept without boundary: mend them "
                "in OpenStreetMap, or give its boundary in another file"
            )
            findings.append(Finding("warning", source, osm_id, "boundary-unassembled", message))
    return findings


def _left_out(things: Sequence[Thing], wanted: Iterable[Thing], source: str) -> list[Finding]:
    """How many boundaries are of levels that are not wanted."""
    kept = {thing.osm_id for thing in wanted}
    others = [thing for thing in things if thing.osm_id not in kept]
    if not others:
        return []
    message = (
        f"{len(others)} of {len(things)} boundaries are of levels that `levels` does not name, and are left out: "
        f"{levels_in_words(others)}"
    )
    return [Finding("note", source, "levels", "levels-left-out", message)]


def levels_in_words(things: Iterable[Thing]) -> str:
    """How many boundaries there are of each admin_level."""
    counts = Counter(thing.tags.get("admin_level", "none") for thing in things)
    order = sorted(counts, key=lambda level: (len(level), level))
    return ", ".join(f"admin_level {level} {counts[level]}" for level in order)


def _none(things: Sequence[Thing], levels: Collection[str], source: str) -> Finding:
    """The error for a file without any boundary of the levels."""
    if not things:
        message = "the file holds no boundary=administrative; give the agencies in another file"
        return Finding("error", source, "levels", "osm-no-boundaries", message)
    held = listed([t.osm_id for t in things], [t.tags for t in things], shown=3)
    message = (
        f"no administrative boundary is of admin_level {', '.join(sorted(levels))}; there are "
        f"{levels_in_words(things)} ({held}): name one of these in levels"
    )
    return Finding("error", source, "levels", "osm-no-boundaries", message)
