"""Can coordinates be what their system says they are? What readers let pass without a word."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from .antimeridian import Reading, reading
from .crs import LONLAT, to_crs
from .extent import outline, single_parts
from .findings import Finding, UseError
from .rowfindings import rows_item

Array = NDArray[Any]

#: What stands in both coordinates of a place that is not known, in degrees as in metres: 0, 0 lies
#: in the sea off Africa, and so do the usual codes; no grid has a region at its very origin.
NO_PLACE: Final = (0.0, -1.0, -9.0, -99.0, -999.0, -9999.0, -99999.0)

#: There and back, a place that a projected system can hold returns to within this. Places that it
#: holds return to the millimetre, even in the zone of a neighbour's neighbour; those that it does not
#: come out elsewhere on Earth.
RETURN_M: Final = 1000.0

#: Counted in units longer than this (kilometres), a real region may well be within 180 of the origin.
LONG_UNIT_M: Final = 100.0


_ACROSS: Final = (
    "a shape is written from longitude {west:.6g} to {east:.6g}: it is read as lying across 180 degrees, the "
    "short way round; if it does not, mend its longitudes, or leave it out with where"
)
_AROUND: Final = (
    "a shape goes once round the globe: it is read as holding the {pole} pole; if it does not, mend its "
    "longitudes, or leave it out with where"
)
_FAULTY: Final = (
    "a shape reaches from longitude {west:.6g} to {east:.6g}, around more than half the globe, and is no shape "
    "across 180 degrees or around a pole either; mend its longitudes, split it at 180 degrees into parts of one "
    "multipart shape, give it a vertex for every degree around a pole, or leave it out with where"
)


class _Rows(NamedTuple):
    """Bounds (x and y, each its smallest and largest) and numbers of the rows that have a shape."""

    bounds: Array
    numbers: Array
    source: str

    def error(self, at: Array, rule: str, message: str) -> Finding:
        """One error for the rows of a mask."""
        return Finding("error", self.source, rows_item(self.numbers[at]), rule, message)

    def first(self, at: Array) -> str:
        """The first coordinates of the rows of a mask, as a message shows them."""
        box = self.bounds[np.flatnonzero(at)[0]]
        return f"{box[0]:.9g}, {box[1]:.9g}"


def check_coordinates(shapes: Array, rows: Array, crs: pyproj.CRS, *, source: str) -> list[Finding]:
    """Tell coordinates that cannot be what their system says they are.

    Each source by itself; what only other sources can show, `adjoin.geo.elsewhere` tells.

    Parameters
    ----------
    shapes
        Array of geometries, as read; missing and empty ones are passed over.
    rows
        The row number of each.
    crs
        The system they are said to be in.
    source
        What messages call the file.

    Returns
    -------
    list of Finding
        Errors, one for each rule: coordinates that are not finite; in degrees, longitudes and
        latitudes out of range (and swapped axes, where swapping mends them) and shapes around more
        than half the globe; in metres or feet, degrees, and places that the system does not hold;
        a system that has no places on Earth. Warnings: shapes that are read as lying across 180
        degrees, or as holding a pole (`adjoin.geo.antimeridian.reading`).

    Examples
    --------
    >>> import numpy as np, pyproj, shapely
    >>> from adjoin.geo.coordinates import check_coordinates
    >>> points = np.array([shapely.Point(38.4, -122.7)])
    >>> check_coordinates(points, np.array([1]), pyproj.CRS(4326), source="f.csv")[0].rule
    'axes-swapped'
    """
    known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not known.any():
        return []
    shapes, numbers = shapes[known], np.asarray(rows)[known]
    finite = _all_finite(shapes)
    findings = []
    if not finite.all():
        given = _Rows(shapely.bounds(shapes), numbers, source)
        message = (
            "a coordinate is infinite or no number; mend the rows, or leave them out with where"
        )
        findings.append(given.error(~finite, "coordinates-not-finite", message))
        shapes, numbers = shapes[finite], numbers[finite]
    if not _on_earth(crs):
        message = (
            f"no way leads from the CRS {crs.name!r} to longitude and latitude; "
            "export the file in another one, such as EPSG:4326"
        )
        return [*findings, Finding("error", source, "crs", "crs-unusable", message)]
    given = _Rows(shapely.bounds(shapes), numbers, source)
    if len(shapes) == 0:
        return findings
    if crs.is_geographic:
        # Some systems count in grads; limits are those of degrees.
        unit = math.degrees(crs.axis_info[0].unit_conversion_factor)
        with np.errstate(over="ignore"):
            given = given._replace(bounds=given.bounds * unit)
        return [*findings, *_check_degrees(given), *_check_antimeridian(given, shapes, unit)]
    return [*findings, *_check_plane(given, shapes, crs)]


def stands_for_no_place(shapes: Array) -> NDArray[np.bool_]:
    """Points whose coordinates stand for "not known": 0, 0 ("null island"), or twice the same code.

    Parameters
    ----------
    shapes
        Array of geometries, in degrees or in a plane; only points can stand for no place.

    Returns
    -------
    numpy.ndarray
        By shape.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.coordinates import stands_for_no_place
    >>> stands_for_no_place(shapely.points([(0, 0), (-999, -999), (0, 51.5)])).tolist()
    [True, True, False]
    """
    # Of the bounds, as an empty point has no x that could be asked for.
    x, y = shapely.bounds(shapes)[:, :2].T
    point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    return np.asarray(point & (x == y) & np.isin(x, NO_PLACE))


def _all_finite(shapes: Array) -> NDArray[np.bool_]:
    """Shapes of which every coordinate is a finite number; bounds do not show one that is not."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owner[~np.isfinite(xy).all(axis=1)]] = False
    return finite


def _on_earth(crs: pyproj.CRS) -> bool:
    """Whether a system is geographic or projected, and longitude and latitude follow from it."""
    if not (crs.is_geographic or crs.is_projected):
        return False
    try:
        to_crs(np.array([], dtype=object), crs, LONLAT)
    except UseError:
        return False
    return True


def _check_degrees(given: _Rows) -> list[Finding]:
    """Tell longitudes beyond 180 and latitudes beyond 90."""
    x = np.abs(given.bounds[:, [0, 2]]).max(axis=1)
    y = np.abs(given.bounds[:, [1, 3]]).max(axis=1)
    bad = (x > 180) | (y > 90)
    swapped = bad & (y <= 180) & (x <= 90)
    round_the_globe = bad & ~swapped & (x <= 360) & (y <= 90)
    beyond = bad & ~swapped & ~round_the_globe
    metres = beyond & ((x > 360) | (y > 360))
    findings = []
    if swapped.any():
        way_out = "exchange columns.x and columns.y, or write the longitude first"
        if 2 * swapped.sum() <= len(swapped):
            way_out = "exchange them in these rows"
        message = (
            f"x and y are swapped: {given.first(swapped)} has its second coordinate beyond 90 degrees, "
            f"where the latitude stands; {way_out}"
        )
        findings.append(given.error(swapped, "axes-swapped", message))
    if metres.any():
        message = (
            f"coordinates {given.first(metres)} are no degrees, as the CRS says; if they are metres or feet, "
            'state their crs, such as crs = "EPSG:3857" for web maps, or export the file with its own system'
        )
        findings.append(given.error(metres, "coordinates-outside-crs", message))
    if (beyond & ~metres).any():
        message = (
            f"coordinates {given.first(beyond & ~metres)} are no longitude and latitude: these end at 180 "
            "and 90 degrees; mend the rows, or leave them out with where"
        )
        findings.append(given.error(beyond & ~metres, "coordinates-outside-crs", message))
    if round_the_globe.any():
        message = (
            f"coordinates {given.first(round_the_globe)} pass 180 degrees of longitude; where longitudes run "
            "from 0 to 360, take 360 from those beyond 180"
        )
        findings.append(given.error(round_the_globe, "coordinates-outside-crs", message))
    return findings


def _check_antimeridian(given: _Rows, shapes: Array, unit: float) -> list[Finding]:
    """Tell lines and areas written around more than half the globe, and how they are read."""
    # One that is out of range has been told.
    in_range = (np.abs(given.bounds[:, [0, 2]]) <= 180).all(axis=1)
    wide = np.flatnonzero(in_range & (given.bounds[:, 2] - given.bounds[:, 0] > 180))
    read = np.full(len(shapes), Reading.AS_WRITTEN.value)
    for part, owner in zip(*single_parts(shapes[wide]), strict=True):
        at = wide[owner]
        read[at] = max(read[at], reading(shapely.get_coordinates(outline(part)) * unit).value)
    findings = []
    for rule, how, message in (
        ("crosses-antimeridian", Reading.ACROSS, _ACROSS),
        ("around-pole", Reading.AROUND, _AROUND),
        ("crosses-antimeridian", Reading.FAULTY, _FAULTY),
    ):
        at = read == how.value
        if at.any():
            west, _, east, north = given.bounds[np.flatnonzero(at)[0]]
            pole = "north" if north > 0 else "south"
            told = given.error(at, rule, message.format(west=west, east=east, pole=pole))
            findings.append(told if how is Reading.FAULTY else told._replace(severity="warning"))
    return findings


def _check_plane(given: _Rows, shapes: Array, crs: pyproj.CRS) -> list[Finding]:
    """Tell degrees said to be metres or feet, and places that a projected system does not hold."""
    # A plane region smaller than this around the origin of its grid is degrees under a wrong name.
    unit_m = crs.axis_info[0].unit_conversion_factor
    if unit_m <= LONG_UNIT_M and (np.abs(given.bounds) <= 180).all():
        message = (
            f"coordinates {given.first(np.ones(len(shapes), dtype=bool))} look like degrees, but the CRS is "
            f'{crs.name}; state crs = "EPSG:4326" if the file does not say, or export it with its own system'
        )
        return [given.error(np.ones(len(shapes), dtype=bool), "degrees-as-metres", message)]
    outside = ~_returns(given.bounds[:, :2], crs)
    extended = np.flatnonzero((given.bounds[:, :2] != given.bounds[:, 2:]).any(axis=1))
    outside[extended] |= ~_returns(given.bounds[extended, 2:], crs)
    # The corners of a shape's box may lie where the shape does not.
    suspects = np.flatnonzero(outside)
    xy, owner = shapely.get_coordinates(shapes[suspects], return_index=True)
    outside[:] = False
    outside[suspects[owner[~_returns(xy, crs)]]] = True
    if not outside.any():
        return []
    message = (
        f"coordinates {given.first(outside)} are nowhere in {crs.name}, as the CRS says; "
        "state or mend the crs, or leave the rows out with where"
    )
    return [given.error(outside, "coordinates-outside-crs", message)]


def _returns(xy: Array, crs: pyproj.CRS) -> NDArray[np.bool_]:
    """Which coordinates of a projected system come back from longitude and latitude."""
    there = to_crs(np.asarray(shapely.points(xy), dtype=object), crs, LONLAT).shapes
    back = shapely.get_coordinates(to_crs(there, LONLAT, crs).shapes)
    with np.errstate(over="ignore", invalid="ignore"):
        off_m = np.abs(back - xy) * crs.axis_info[0].unit_conversion_factor
        return np.asarray((off_m <= RETURN_M).all(axis=1))
