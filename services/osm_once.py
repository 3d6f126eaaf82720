"""One place once: a station drawn as grounds, as a building within them and as a point."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..geo.findings import Finding
from .service import name_key

#: An area of which this share lies within another is within it; outlines rarely fit exactly.
_WITHIN_SHARE: Final = 0.95

#: What the row that stays takes from the others, where it has none.
_FILLED: Final = ("name", "operator", "operator:type", "owner", "capacity", "access")


def places_once(rows: gpd.GeoDataFrame, *, source: str) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Rows with each place of a service once.

    An object that lies within an area of the same service is the same place when their names are
    alike (`adjoin.services.service.name_key`), or one of them has none. An area without name that
    holds several names is none of them. The largest area stays, and takes what it does not say
    from the others.

    Parameters
    ----------
    rows
        osm_id, service, name, operator, `operator:type`, owner, capacity, access, osm_also and
        geometry in degrees.
    source
        What messages call the file.

    Returns
    -------
    rows
        In their order, `osm_also` the ids of the others, joined by `;`.
    findings
        A note with the number of objects that were put into others.
    """
    part = np.arange(len(rows))
    for _, at in rows.reset_index(drop=True).groupby("service", sort=True).groups.items():
        where = np.asarray(at, dtype=np.int64)
        part[where] = where[_places(rows.iloc[where])]
    again = part != np.arange(len(rows))
    if not again.any():
        return rows, []
    filled = pd.DataFrame(rows.drop(columns="geometry")).reset_index(drop=True)
    columns = [name for name in _FILLED if name in filled]
    values = {name: filled[name].tolist() for name in (*columns, "osm_id", "osm_also")}
    also: dict[int, list[str]] = {}
    for k in np.flatnonzero(again).tolist():
        into = int(part[k])
        also.setdefault(into, []).append(values["osm_id"][k])
        for name in columns:
            if pd.isna(values[name][into]):
                values[name][into] = values[name][k]
    for into, ids in also.items():
        values["osm_also"][into] = ";".join(ids)
    filled = filled.assign(
        **{name: pd.Series(values[name]).astype(filled[name].dtype) for name in values}
    )
    once = gpd.GeoDataFrame(filled, geometry=rows.geometry.to_numpy(), crs=rows.crs)[~again]
    message = (
        f"{int(again.sum())} of {len(rows)} rows are objects within the area of another of the same service and "
        "name, or without name, and are one place with it"
    )
    return once, [Finding("note", source, "", "osm-place-once", message)]


def _places(rows: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """The position of the row that stays, for each row of one service."""
    shapes = np.asarray(rows.geometry, dtype=object)
    names = ["" if pd.isna(name) else name_key(str(name)) for name in rows["name"]]
    areal = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    into = np.arange(len(rows))
    if len(areal) == 0:
        return into
    shapes = shapely.make_valid(shapes)
    size = shapely.area(shapes)
    at, near = shapely.STRtree(shapes).query(shapes[areal], predicate="intersects")
    meeting: dict[int, list[int]] = {}
    for k, other in zip(areal[at].tolist(), near.tolist(), strict=True):
        meeting.setdefault(k, []).append(other)
    # From the smallest area up, so that a building has its name before its grounds are looked at.
    for container in areal[np.argsort(size[areal], kind="stable")].tolist():
        _take_in(container, _held(container, meeting[container], shapes, size), into, names)
    return into


def _held(
    container: int, meeting: list[int], shapes: NDArray[Any], size: NDArray[np.float64]
) -> list[int]:
    """Positions of the shapes that lie within an area, the first ones first, of those that meet it."""
    area = shapes[container]
    near = np.array(sorted(meeting), dtype=np.int64)
    near = near[(near != container) & (size[near] <= size[container])]
    # Of two equal areas the first holds the second.
    near = near[(size[near] < size[container]) | (near > container)]
    common = shapely.intersection(area, shapes[near])
    areal = size[near] > 0
    whole = shapely.covers(area, shapes[near])
    within = np.where(areal, shapely.area(common) >= _WITHIN_SHARE * size[near], whole)
    held: list[int] = near[within].tolist()
    return held


def _take_in(container: int, held: list[int], into: NDArray[np.int64], names: list[str]) -> None:
    """Make what an area holds one place with it, where their names allow that."""
    tops = sorted({int(into[k]) for k in held} - {container})
    if not tops:
        return
    own = names[container]
    several = {names[k] for k in tops if names[k]}
    if not own and len(several) == 1:
        own = names[container] = min(several)
    for top in tops:
        if names[top] in ("", own):
            into[into == top] = container
