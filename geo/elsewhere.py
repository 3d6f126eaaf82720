"""Does a source lie where the others do, and if not, which mistake would explain it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from .crs import LONLAT, to_crs
from .extent import box_around, boxes_around
from .files.sources import Source
from .findings import Finding
from .misreadings import misreadings
from .rowfindings import row_findings
from .travel.straight import EARTH_RADIUS_M

Array = NDArray[Any]

FAR_KM: Final = 50.0
"""Places further than this from the box around the agencies belong to another region, or their
coordinates are wrong; neighbours' facilities just beyond the line are wanted and stay."""

STRAY_KM: Final = 500.0
"""An agency nearer than this to the middle of its source is never called stray, nor is a source of
agencies nearer than this to the others an error: islands, or a state in a file for each county."""

STRAY_TIMES: Final = 20.0
"""Nor one nearer than so many times the median distance: a whole country is no stray."""

SHOWN: Final = 3
"""So many files are named in a message."""

MANY: Final = 10_000
"""Rows of larger sources count at the centres of their boxes; such are streets and small zones."""


class _Places(NamedTuple):
    """Boxes of the rows that have a place: which rows, in their own system, and in degrees.

    Those in degrees are as in `adjoin.geo.extent`: from west eastward, across 180 where need be.
    """

    source: Source
    crs: pyproj.CRS
    position: NDArray[np.intp]
    boxes: Array
    lonlat: Array


def elsewhere_findings(
    sources: Sequence[Source], *, reference: Sequence[Source] = (), far_km: float = FAR_KM
) -> list[Finding]:
    """Tell sources that lie elsewhere than the others, and why when a usual mistake explains it.

    Parameters
    ----------
    sources
        Facilities, people, streets, as read. Sources without places, or with an error already,
        are passed over.
    reference
        The sources that say where the region is: the agencies. Without any place in them,
        `sources` are compared with one another.
    far_km
        Kilometres from the box around the reference.

    Returns
    -------
    list of Finding
        One error for each source of which most rows lie further than `far_km` outside, where
        another reading puts most of them inside: x and y exchanged (`axes-swapped`), a missing
        minus sign (`sign-missing`), the other unit (`feet-as-metres`, `metres-as-feet`), the next
        UTM zone (`elsewhere`). Without such a reading it is an error (`elsewhere`) only when
        no row lies inside: a source of a whole state or country reaches into the region and may
        well have most of its rows outside. Sources of agencies that lie apart are told in the
        same way, the larger number of sources says which ones are right; but where no other
        reading puts them beside the others and their median distance is no more than `STRAY_KM`,
        they may well lie so: then it is a warning (`elsewhere`), and they belong to the reference.
        A warning for each agency that strays from its own source (`far-from-others`); it does not
        shape the box.
    """
    anchors = _placed(reference)
    apart_km = STRAY_KM if anchors else 0.0
    findings = [finding for places in anchors for finding in _stray_findings(places)]
    others = _placed(sources)
    if not anchors:
        anchors, others = others, []
    if not anchors:
        return findings
    groups, tied = _groups(anchors, others, far_km)
    right = groups[: tied + 1]
    for k, group in enumerate(groups[1:], start=1):
        doubt = (
            "; or the other way round: as many files speak for either place" if k <= tied else ""
        )
        told = [
            finding
            for places in group
            for finding in _told(places, groups[:1], far_km, doubt=doubt, apart_km=apart_km)
        ]
        findings += told
        if k > tied and all(finding.severity != "error" for finding in told):
            right.append(group)
    for places in others:
        findings += _told(places, right, far_km)
    return findings


def _placed(sources: Sequence[Source]) -> list[_Places]:
    """The sources that have places and no error yet, by path."""
    found = []
    for source in sorted(sources, key=lambda source: source.path):
        faulty = any(finding.severity == "error" for finding in source.findings)
        if faulty or source.crs is None or not len(source.rows):
            continue
        shapes = np.asarray(source.rows["geometry"], dtype=object)
        in_degrees = source.crs.is_geographic and _unit_degrees(source.crs) == 1
        boxes = boxes_around(shapes) if in_degrees else shapely.bounds(shapes)
        lonlat = _lonlat(boxes, source.crs)
        known = np.isfinite(lonlat).all(axis=1)
        if known.any():
            found.append(
                _Places(source, source.crs, np.flatnonzero(known), boxes[known], lonlat[known])
            )
    return found


def _lonlat(boxes: Array, crs: pyproj.CRS) -> Array:
    """Boxes in degrees around the corners of boxes in a system; NaN where there is no place."""
    if len(boxes) > MANY or (boxes[:, :2] == boxes[:, 2:]).all():
        corners = ((boxes[:, :2] + boxes[:, 2:]) / 2)[:, None, :]
    else:
        corners = boxes[:, [[0, 1], [0, 3], [2, 1], [2, 3]]]
    written = np.zeros(corners.shape[:2])
    if crs.is_geographic:
        # What is no longitude and latitude has no place, whatever a datum shift makes of it.
        degrees = corners * _unit_degrees(crs)
        known = (np.abs(degrees) <= [360, 90]).all(axis=2, keepdims=True)
        corners = np.where(known, corners, np.nan)
        written = degrees[:, :, 0] - degrees[:, :1, 0]
    finite = np.isfinite(corners).all(axis=2)
    moved = np.full(corners.shape, np.nan)
    moved[finite] = _degrees(corners[finite], crs)
    moved[~np.isfinite(moved).all(axis=(1, 2))] = np.nan
    # Corners stand as far apart as they are written, or else the short way.
    turns = np.round((moved[:, :, 0] - moved[:, :1, 0] - written) / 360)
    moved[:, :, 0] -= 360 * turns
    lonlat = np.concatenate([moved.min(axis=1), moved.max(axis=1)], axis=1)
    return lonlat if crs.is_geographic else _to_poles(lonlat, boxes, crs)


def _unit_degrees(crs: pyproj.CRS) -> float:
    """How many degrees the unit of a geographic system has: some count in grads."""
    return round(float(np.degrees(crs.axis_info[0].unit_conversion_factor)), 12)


def _to_poles(lonlat: Array, boxes: Array, crs: pyproj.CRS) -> Array:
    """Boxes in degrees that reach all round to a pole where the box in a projected system holds it."""
    reaching = lonlat.copy()
    for latitude in (90, -90):
        pole = np.asarray(shapely.points([(0, latitude)]), dtype=object)
        x, y = shapely.get_coordinates(to_crs(pole, LONLAT, crs).shapes)[0]
        holds = (boxes[:, 0] < x) & (x < boxes[:, 2]) & (boxes[:, 1] < y) & (y < boxes[:, 3])
        reaching[holds, 0], reaching[holds, 2] = -180, 180
        reaching[holds, 3 if latitude > 0 else 1] = latitude
    return reaching


def _degrees(xy: Array, crs: pyproj.CRS) -> Array:
    """Longitudes and latitudes of places in a system."""
    if crs == LONLAT:
        return xy
    points = np.asarray(shapely.points(xy), dtype=object)
    return shapely.get_coordinates(to_crs(points, crs, LONLAT).shapes)


def _km(boxes: Array, area: Array) -> NDArray[np.float64]:
    """Shortest way on the globe from each box to another one, about; 0 where they meet."""
    low, high = np.maximum(boxes[:, 1], area[1]), np.minimum(boxes[:, 3], area[3])
    # Beside each other, the way is the shortest where the meridians are closest.
    beside = np.where(np.abs(low) > np.abs(high), low, high)
    south, north = np.where(low > high, high, beside), np.where(low > high, low, beside)
    turns = np.array([-360.0, 0.0, 360.0])[:, None]
    east = np.maximum(boxes[:, 0] + turns - area[2], area[0] - boxes[:, 2] - turns)
    lon = np.radians(np.clip(east, 0, None).min(axis=0))
    south, north = np.radians(south), np.radians(north)
    half = np.sin((north - south) / 2) ** 2
    half += np.cos(south) * np.cos(north) * np.sin(lon / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M / 1000 * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def _from_middle_km(places: _Places) -> NDArray[np.float64]:
    """How far each row lies from the median middle of its source."""
    middle = _median_middle(places.lonlat)
    return _km(places.lonlat, np.concatenate([middle, middle]))


def _median_middle(lonlat: Array) -> Array:
    """Median longitude and latitude of the middles of boxes."""
    middles = (lonlat[:, :2] + lonlat[:, 2:]) / 2
    # Counted from the west of them all, those on both sides of 180 degrees lie together.
    west = box_around(lonlat)[0]
    middles[:, 0] = np.where(middles[:, 0] < west, middles[:, 0] + 360, middles[:, 0])
    return np.asarray(np.median(middles, axis=0))


def _strays(places: _Places) -> NDArray[np.bool_]:
    """Rows that lie far from where the source is."""
    km = _from_middle_km(places)
    return km > max(STRAY_KM, STRAY_TIMES * float(np.median(km)))


def _stray_findings(places: _Places) -> list[Finding]:
    """Warn of agencies that lie far from the others of their source."""
    strays = np.flatnonzero(_strays(places))
    rows = places.source.rows.iloc[places.position[strays]]
    km = _from_middle_km(places)[strays]
    messages = [
        f"{name!r} lies {away:,.0f} km from the middle of its source, and the map reaches to it; "
        "mend its coordinates, or leave the row out with where"
        for name, away in zip(rows["name"], km, strict=True)
    ]
    return row_findings(rows["row"], messages, source=places.source.path, rule="far-from-others")


def _groups(
    anchors: Sequence[_Places], others: Sequence[_Places], far_km: float
) -> tuple[list[list[_Places]], int]:
    """Anchors that lie together, the best supported first, and how many more are as well supported.

    A group is supported by its own sources and by those that reach into it.
    """
    boxes = np.array([_box(places) for places in anchors])
    near = np.array([_km(boxes, box) <= far_km for box in boxes])
    count, label = connected_components(near, directed=False)
    groups = [
        [anchors[k] for k in np.flatnonzero(label == group).tolist()] for group in range(count)
    ]
    if count == 1:
        return groups, 0
    support = [
        len(group) + sum(bool((_away_km(at.lonlat, [group]) <= far_km).any()) for at in others)
        for group in groups
    ]
    order = sorted(range(count), key=lambda k: (-support[k], groups[k][0].source.path))
    return [groups[k] for k in order], support.count(max(support)) - 1


def _box(places: _Places) -> Array:
    """The box around a source, but for its strays."""
    return box_around(places.lonlat[~_strays(places)])


def _away_km(lonlat: Array, groups: Sequence[Sequence[_Places]]) -> NDArray[np.float64]:
    """How far boxes lie from the nearest of some groups."""
    areas = [box_around(np.array([_box(places) for places in group])) for group in groups]
    away: NDArray[np.float64] = np.min([_km(lonlat, area) for area in areas], axis=0)
    return away


def _told(
    places: _Places,
    right: Sequence[Sequence[_Places]],
    far_km: float,
    *,
    doubt: str = "",
    apart_km: float = 0.0,
) -> list[Finding]:
    """One finding when most rows lie elsewhere, with the mistake that explains it.

    Without such a mistake it is a warning up to `apart_km`.
    """
    away_km = _away_km(places.lonlat, right)
    far, rows = away_km > far_km, len(away_km)
    if 2 * far.sum() <= rows:
        return []
    paths = [at.source.path for group in right for at in group]
    names = ", ".join(paths[:SHOWN]) + (" ..." if len(paths) > SHOWN else "")
    x, y = _median_middle(places.lonlat[far])
    x = x if x <= 180 else x - 360
    head = (
        f"{far.sum()} of {rows} places lie around latitude {y:.2f}, longitude {x:.2f}, "
        f"{np.median(away_km[far]):,.0f} km from {names}"
    )
    for reading in misreadings(places.crs):
        there = _lonlat(reading.moved(places.boxes), reading.crs)
        near = int((_away_km(there, right) <= far_km).sum())
        if 2 * near > rows:
            message = f"{head}; {reading.fact} {near} lie there{doubt}: {reading.way_out}"
            return [Finding("error", places.source.path, "", reading.rule, message)]
    if not far.all():
        return []
    check = f"check its crs ({places.crs.name}) and its coordinates{doubt}"
    if np.median(away_km) <= apart_km:
        message = f"{head}; agencies may lie so far apart, and they are taken as they are: {check}"
        return [Finding("warning", places.source.path, "", "elsewhere", message)]
    message = f"{head}; {check}, or leave the source out if it is of another region"
    return [Finding("error", places.source.path, "", "elsewhere", message)]
