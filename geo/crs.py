"""One equal-area plane for the whole region, in metres, and the way there and back."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.aoi import AreaOfInterest
from pyproj.transformer import TransformerGroup

from .findings import Finding, UseError

Array = NDArray[Any]

#: West, south, east, north, in degrees.
Bounds = tuple[float, float, float, float]

LONLAT = pyproj.CRS.from_epsg(4326)


class Projected(NamedTuple):
    """Shapes in another system.

    Parameters
    ----------
    shapes
        Array of the same length as the input; missing stays missing.
    operation
        The PROJ operation that was used, for the manifest.
    """

    shapes: Array
    operation: str


def region_plane(bounds: Bounds) -> pyproj.CRS:
    """The plane of a region: Lambert azimuthal equal-area, centred on its bounds.

    Areas are true everywhere in it; over nine counties lengths err by less than 0.001 %.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees.

    Raises
    ------
    UseError
        The bounds are not finite: nothing in the region has a place.

    Examples
    --------
    >>> from adjoin.geo.crs import region_plane
    >>> plane = region_plane((-123.0, 37.0, -121.0, 39.0))
    >>> [param.value for param in plane.coordinate_operation.params[:2]]
    [38.0, -122.0]
    """
    west, south, east, north = bounds
    if not np.isfinite(bounds).all():
        raise UseError(
            f"the region has no bounds ({bounds}); give at least one agency with a boundary"
        )
    lon, lat = round((west + east) / 2, 2), round((south + north) / 2, 2)
    return pyproj.CRS.from_dict(
        {
            "proj": "laea",
            "lat_0": lat,
            "lon_0": lon,
            "datum": "WGS84",
            "units": "m",
            "no_defs": True,
        }
    )


def plane_finding(plane: pyproj.CRS) -> Finding:
    """The note that says which plane was chosen.

    Parameters
    ----------
    plane
        Of `region_plane`.
    """
    latitude, longitude = plane.to_json_dict()["conversion"]["parameters"][:2]
    centre = f"{latitude['value']:g}, {longitude['value']:g}"
    message = f"the region's plane is equal-area, centred on {centre}"
    return Finding("note", "region", "", "projection", message)


def to_crs(
    shapes: Array,
    source: pyproj.CRS,
    target: pyproj.CRS,
    *,
    region: Bounds | None = None,
) -> Projected:
    """Shapes in another coordinate reference system, vertex by vertex.

    Equal vertices stay equal to the last bit, so that borders shared in the source are shared in
    the result. Datum shifts use no grids and no network, so that every machine gives the same.

    Parameters
    ----------
    shapes
        Array of geometries (None allowed) in `source`, x before y whatever the authority says.
    region
        West, south, east, north in degrees: chooses the datum operation made for that place.

    Raises
    ------
    UseError
        There is no operation without a grid between the two systems.
    """
    transformer = _transformer(source, target, region)

    def moved(xy: Array) -> Array:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    return Projected(shapely.transform(shapes, moved), _described(transformer))


def _transformer(
    source: pyproj.CRS,
    target: pyproj.CRS,
    region: Bounds | None,
) -> pyproj.Transformer:
    """The best operation that needs no grid."""
    area = None if region is None else AreaOfInterest(*region)
    with warnings.catch_warnings():
        # That a better operation would need a grid is no news: grids are left out on purpose.
        warnings.filterwarnings("ignore", "Best transformation is not available")
        group = TransformerGroup(source, target, always_xy=True, area_of_interest=area)  # type: ignore[arg-type]
    for transformer in group.transformers:
        if "grids=" not in transformer.definition:
            return transformer
    raise UseError(f"no operation without a grid leads from {source.name} to {target.name}")


def _described(transformer: pyproj.Transformer) -> str:
    """Name and accuracy of an operation, on one line."""
    accuracy = transformer.accuracy
    shown = f" (accuracy {accuracy:g} m)" if accuracy is not None and accuracy >= 0 else ""
    return f"{transformer.description}{shown}"


def check_coordinates(shapes: Array, rows: Array, crs: pyproj.CRS, *, source: str) -> list[Finding]:
    """Tell coordinates that cannot be what their system says they are.

    Parameters
    ----------
    shapes
        Array of geometries, as read; missing ones are passed over.
    rows
        The row number of each.
    crs
        The system they are said to be in.
    source
        What messages call the file.

    Returns
    -------
    list of Finding
        Errors: degrees out of range (and swapped axes, where swapping mends them), degrees
        said to be metres, coordinates that are not finite.
    """
    bounds = shapely.bounds(shapes)
    known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not known.any():
        return []
    bounds, rows = bounds[known], np.asarray(rows)[known]
    if not np.isfinite(bounds).all():
        bad = rows[~np.isfinite(bounds).all(axis=1)]
        return [
            _error(source, bad, "coordinates-not-finite", "the coordinates are not finite numbers")
        ]
    if crs.is_geographic:
        return _check_degrees(bounds, rows, source)
    # A plane region smaller than this around the origin of its grid is degrees under a wrong name.
    if (np.abs(bounds[:, [0, 2]]) <= 180).all() and (np.abs(bounds[:, [1, 3]]) <= 90).all():
        message = (
            f'the coordinates look like degrees, but the CRS is {crs.name}; state crs = "EPSG:4326"'
        )
        return [_error(source, rows, "degrees-as-metres", message)]
    return []


def _check_degrees(bounds: Array, rows: Array, source: str) -> list[Finding]:
    """Tell longitudes beyond 180 and latitudes beyond 90."""
    x, y = np.abs(bounds[:, [0, 2]]).max(axis=1), np.abs(bounds[:, [1, 3]]).max(axis=1)
    bad = (x > 180) | (y > 90)
    if not bad.any():
        return []
    if ((y[bad] <= 180) & (x[bad] <= 90)).mean() > 0.5:
        message = "x and y are swapped: the second coordinate is beyond 90 degrees; exchange columns.x and columns.y"
        return [_error(source, rows[bad], "axes-swapped", message)]
    worst = bounds[bad][0].round(6).tolist()
    message = f"coordinates {worst[:2]} are no degrees; if they are metres or feet, state their crs"
    return [_error(source, rows[bad], "coordinates-outside-crs", message)]


def _error(source: str, rows: Array, rule: str, message: str) -> Finding:
    """One error for one or many rows."""
    item = f"row {rows[0]}" if len(rows) == 1 else f"{len(rows)} rows from row {rows[0]}"
    return Finding("error", source, item, rule, message)
