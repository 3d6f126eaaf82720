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

from .extent import Bounds as Bounds
from .extent import middle, reach_m
from .findings import Finding, UseError
from .ground import WIDE_M

Array = NDArray[Any]

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

    Areas are true everywhere in it; over nine counties lengths err by less than 0.001 %. A region
    more than 180 degrees wide lies around a pole, and its plane is centred there.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees; east is beyond 180 where the region crosses that line.

    Raises
    ------
    UseError
        The bounds are not finite: nothing in the region has a place. Or they are more than 180
        degrees wide, on both sides of the equator: no plane shows so much of the globe.

    Examples
    --------
    >>> from adjoin.geo.crs import region_plane
    >>> plane = region_plane((-123.0, 37.0, -121.0, 39.0))
    >>> [param.value for param in plane.coordinate_operation.params[:2]]
    [38.0, -122.0]
    """
    if not np.isfinite(bounds).all():
        raise UseError(
            f"the region has no bounds ({bounds}); give at least one agency with a boundary"
        )
    centre = middle(bounds)
    if centre is None:
        raise UseError(
            f"no plane holds a region {bounds[2] - bounds[0]:.6g} degrees wide on both sides of the equator; "
            "give bounds up to 180 degrees wide"
        )
    lon, lat = centre
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


def plane_finding(plane: pyproj.CRS, *, bounds: Bounds | None = None) -> Finding:
    """The note that says which plane was chosen, and how true lengths are in it.

    Parameters
    ----------
    plane
        Of `region_plane`.
    bounds
        Of the region, in degrees. In a wide one (`adjoin.geo.ground.wide`) the note says what is
        measured on the ellipsoid, and what error distances in the plane keep.
    """
    latitude, longitude = plane.to_json_dict()["conversion"]["parameters"][:2]
    centre = f"{latitude['value']:g}, {longitude['value']:g}"
    message = f"the region's plane is equal-area, centred on {centre}"
    away_m = 0.0 if bounds is None else reach_m(bounds)
    if away_m > WIDE_M:
        # The sphere will do for a figure of two digits; a quarter of the way round is 10,002 km.
        most = 1 / np.cos(away_m / 10_002_000 * np.pi / 4) - 1
        message += (
            f"; the region reaches {away_m / 1000:,.0f} km from there, so the lengths of borders and gaps are "
            "measured on the ellipsoid; areas are true, other distances in the plane are wrong by up to "
            f"{most:.1%} at its edge"
        )
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
        West, south, east, north in degrees: chooses the datum operation made for that place. East
        is beyond 180 where the region crosses that line; in a plane both its sides are one.

    Raises
    ------
    UseError
        There is no operation without a grid between the two systems.
    """
    # Heights play no part, whatever their unit.
    source, target = _flat(source), _flat(target)
    transformer = _transformer(source, target, region)
    half_turn = _half_turn(source) if target.is_projected else None

    def moved(xy: Array) -> Array:
        x = xy[:, 0]
        if half_turn is not None:
            # One meridian, written in two ways, whose last bits would differ.
            x = np.where(x == -half_turn, half_turn, x)
        return np.column_stack(transformer.transform(x, xy[:, 1]))

    return Projected(shapely.transform(shapes, moved), _described(transformer))


def _transformer(
    source: pyproj.CRS,
    target: pyproj.CRS,
    region: Bounds | None,
) -> pyproj.Transformer:
    """The best operation that needs no grid."""
    area = None if region is None else _area_of(region)
    with warnings.catch_warnings():
        # That a better operation would need a grid is no news: grids are left out on purpose.
        warnings.filterwarnings("ignore", "Best transformation is not available")
        group = TransformerGroup(source, target, always_xy=True, area_of_interest=area)  # type: ignore[arg-type]
    for transformer in group.transformers:
        if "grids=" not in transformer.definition:
            return transformer
    raise UseError(f"no operation without a grid leads from {source.name} to {target.name}")


def _area_of(region: Bounds) -> AreaOfInterest:
    """A region as PROJ writes it: across 180 degrees its west is greater than its east."""
    west, south, east, north = region
    return AreaOfInterest(west, south, east if east <= 180 else east - 360, north)


def _flat(crs: pyproj.CRS) -> pyproj.CRS:
    """A system without its height, the same one where it has none."""
    return crs.to_2d() if len(crs.axis_info) > 2 else crs


def _half_turn(crs: pyproj.CRS) -> float | None:
    """180 degrees in the unit of a geographic system; None for others."""
    if not crs.is_geographic:
        return None
    # Whole numbers in degrees and grads.
    return round(np.pi / crs.axis_info[0].unit_conversion_factor, 9)


def _described(transformer: pyproj.Transformer) -> str:
    """Name and accuracy of an operation, on one line."""
    accuracy = transformer.accuracy
    shown = f" (accuracy {accuracy:g} m)" if accuracy is not None and accuracy >= 0 else ""
    return f"{transformer.description}{shown}"
