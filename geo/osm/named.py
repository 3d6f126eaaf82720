"""The administrative boundary that somebody names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import shapely

from ..findings import UseError
from .naming import called, is_called
from .objects import tagged_things
from .opening import opened_osm
from .placing import placed_things

ADMINISTRATIVE: Final = "boundary=administrative"

#: Areas are one when their common ground is this share of both together.
_SAME_SHARE: Final = 0.98

_LISTED: Final = 8


class Named(NamedTuple):
    """A boundary that has a name that was asked for.

    Parameters
    ----------
    osm_id, name, admin_level
        As tagged; the level is empty where there is none.
    geometry
        In degrees; None where the extract cuts it off.
    """

    osm_id: str
    name: str
    admin_level: str
    geometry: Any


def boundary_by_name(path: Path, name: str, *, source: str | None = None) -> list[Named]:
    """The administrative boundaries that bear a name, in any language, or an id.

    Parameters
    ----------
    path
        The file.
    name
        Such as `Monaco`, or `relation/2220322`.
    source
        What messages call the file; its name when not given.

    Returns
    -------
    list of Named
        From the widest level down, then by id; none where nothing is called so.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    source = path.name if source is None else source
    with opened_osm(path, source=source) as file:
        things = [
            thing
            for thing in tagged_things(file, [ADMINISTRATIVE]).held.values()
            if thing.kind != "node" and (thing.osm_id == name or is_called(thing.tags, name))
        ]
        frame, _ = placed_things(file, things, source=source)
    areal = shapely.get_dimensions(np.asarray(frame.geometry, dtype=object)) == 2
    held = [
        Named(
            osm_id,
            called(tags) or osm_id,
            tags.get("admin_level", ""),
            shape if is_areal else None,
        )
        for osm_id, tags, shape, is_areal in zip(
            frame["osm_id"], frame["tags"], frame.geometry, areal, strict=True
        )
        # Lines along a border are often called after what they part.
        if is_areal or osm_id.startswith("relation/")
    ]
    return sorted(held, key=lambda n: (len(n.admin_level), n.admin_level, n.osm_id))


def area_by_name(path: Path, name: str, *, source: str | None = None) -> Any:
    """The area of the one boundary that bears a name.

    Boundaries with one and the same area, as of a state that is a city, count as one.

    Parameters
    ----------
    path, name, source
        As for `boundary_by_name`.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        In degrees.

    Raises
    ------
    UseError
        There is none, several, or one that the extract cuts off; with what may be named instead.
    DataError
        The file cannot be read.
    """
    found = boundary_by_name(path, name, source=source)
    if not found:
        raise UseError(
            f"no administrative boundary of {path.name} is called {name!r}; name one that it has"
        )
    whole = [one for one in found if one.geometry is not None]
    listed = "; ".join(
        f"{one.osm_id} {one.name}, admin_level {one.admin_level or 'none'}"
        f"{'' if one.geometry is not None else ', cut off'}"
        for one in found[:_LISTED]
    )
    if not whole:
        raise UseError(
            f"the extract cuts {name!r} off ({listed}); name another, or give a larger extract"
        )
    first = whole[0].geometry
    if any(not _alike(first, one.geometry) for one in whole[1:]):
        raise UseError(
            f"{len(found)} boundaries are called {name!r}: {listed}; give the id of one of them"
        )
    return first


def _alike(one: Any, other: Any) -> bool:
    """Whether two areas are practically one."""
    one, other = shapely.make_valid(one), shapely.make_valid(other)
    common = shapely.intersection(one, other).area
    return bool(common >= _SAME_SHARE * (one.area + other.area - common))
