"""The ground of the fictional example region: its outline, towns and districts.

The land is a warped chessboard of cells about 500 m wide whose corners and edge middles are
shaken once, so neighbours share every vertex. A town is the cells around its centre, a district
likewise, and the county is what is left. Positions are in km east and north of `ORIGIN`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

ORIGIN = (-123.45, 39.25)
"""Longitude and latitude of the south-west corner; nothing that is built on it is real."""

WIDTH_KM, HEIGHT_KM = 40.0, 32.0
CELLS_EAST, CELLS_NORTH = 80, 64

Array = NDArray[Any]


class Place(NamedTuple):
    """A town, hamlet or district: where it lies and how far it reaches.

    Parameters
    ----------
    id, name
        Of the agency; a hamlet is no agency and has no id.
    east, north
        Centre, as a share of the region's width and height.
    radius_km
        Mean reach from the centre.
    population
        0 for a district.
    """

    id: str
    name: str
    east: float
    north: float
    radius_km: float
    population: int = 0


TOWNS = (
    Place("alder-city", "Alder City", 0.50, 0.50, 3.6, 48_200),
    Place("cedar-landing", "Town of Cedar Landing", 0.40, 0.81, 1.9, 5_400),
    Place("fennel-creek", "Town of Fennel Creek", 0.60, 0.20, 1.9, 6_900),
    Place("millbrook", "City of Millbrook", 0.63, 0.555, 2.7, 17_600),
    Place("port-lorne", "City of Port Lorne", 0.085, 0.5625, 2.3, 11_300),
    Place("west-alder", "City of West Alder", 0.37, 0.4375, 2.0, 9_100),
)
HAMLETS = (
    Place("", "Quarry Hill", 0.85, 0.75, 1.1),
    Place("", "Sand Point", 0.15, 0.25, 0.9),
)
DISTRICTS = (
    Place("north-fork-fpd", "North Fork Fire Protection District", 0.45, 0.83, 7.0),
    Place("valley-fpd", "Alder Valley Fire Protection District", 0.34, 0.40, 5.6),
)
COUNTY = Place("alder-county", "Alder County", 0.5, 0.5, 0.0, 31_500)


class Land(NamedTuple):
    """Who governs what: shapes in longitude and latitude, in the order of the places.

    Parameters
    ----------
    towns
        One polygon per town.
    county
        All land outside the towns, which it meets vertex by vertex.
    districts
        Fire districts: over land of the county, some towns, and the edge of another.
    """

    towns: Array
    county: BaseGeometry
    districts: Array


def ground(east: ArrayLike, north: ArrayLike) -> Array:
    """Positions in km of points given as shares of the width and height.

    A coast of bays in the west, a river in the south, hills in the east; shape (..., 2).
    """
    east, north = np.asarray(east, dtype=float), np.asarray(north, dtype=float)
    wave = 2 * np.pi
    coast = 2.2 * np.sin(wave * (1.1 * north + 0.12)) + 0.9 * np.sin(wave * (2.7 * north + 0.3))
    coast = coast + 0.35 * np.sin(wave * (6.3 * north + 0.7))
    hills = 2.6 * np.sin(wave * (0.7 * north + 0.55)) + 0.8 * np.sin(wave * 2.3 * north)
    river = 0.8 * np.sin(wave * (1.6 * east + 0.2)) + 0.25 * np.sin(wave * 5.3 * east)
    bend = np.sin(np.pi * east) * np.sin(np.pi * north)
    x = east * WIDTH_KM + coast * (1 - east) + hills * east + 1.1 * bend * np.sin(wave * north)
    y = north * HEIGHT_KM + river * (1 - north) + 0.9 * bend * np.sin(wave * 0.8 * east)
    return np.stack([x, y], axis=-1)


def to_lonlat(km: Array) -> Array:
    """Longitude and latitude of positions in km, to 1e-6 degree (0.1 m); shape (..., 2)."""
    lon = ORIGIN[0] + km[..., 0] / (111.32 * np.cos(np.radians(ORIGIN[1])))
    lat = ORIGIN[1] + km[..., 1] / 111.0
    return np.round(np.stack([lon, lat], axis=-1), 6)


def centre(place: Place) -> Array:
    """Position in km of the middle of a place; shape (2,)."""
    return ground(place.east, place.north)


def example_land(rng: np.random.Generator) -> Land:
    """Build the agencies' areas.

    Parameters
    ----------
    rng
        Shakes the borders; the layout itself is fixed.
    """
    corners, rings = _cells(rng)
    middles = corners.mean(axis=-2)
    reach = np.stack([_reach(place, middles, rng) for place in TOWNS])
    owner = np.where(reach.min(axis=0) < 1, reach.argmin(axis=0), -1)
    wide = np.stack([_reach(place, middles, rng) for place in DISTRICTS])
    district = np.where(wide.min(axis=0) < 1, wide.argmin(axis=0), -1)
    # A district keeps the two towns without a fire department, and land at the edge of Alder City
    # that was annexed without being detached.
    names = [place.id for place in TOWNS]
    kept = np.isin(owner, [-1, names.index("cedar-landing"), names.index("west-alder")])
    kept |= (owner == names.index("alder-city")) & (reach[names.index("alder-city")] > 0.72)
    cells = np.asarray(shapely.polygons(rings))

    shapes = [_joined(cells[owner == index]) for index in range(-1, len(TOWNS))]
    wholes = [_joined(cells[kept & (district == index)]) for index in range(len(DISTRICTS))]
    return Land(
        towns=np.array(shapes[1:]),
        county=shapes[0],
        districts=np.array([_largest_part(whole) for whole in wholes]),
    )


def _joined(cells: Array) -> BaseGeometry:
    """One shape of cells that share their vertices, written the same way every time."""
    return shapely.orient_polygons(shapely.coverage_union_all(cells).normalize())


def _largest_part(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shape)
    largest: BaseGeometry = parts[shapely.area(parts).argmax()]
    return largest


def _cells(rng: np.random.Generator) -> tuple[Array, Array]:
    """Corners of every cell in km, (n, 4, 2), and its ring with edge middles, (n, 9, 2) degrees."""
    east = np.linspace(0, 1, CELLS_EAST + 1)[:, None]
    north = np.linspace(0, 1, CELLS_NORTH + 1)[None, :]
    at = ground(*np.broadcast_arrays(east, north))
    at = at + rng.uniform(-0.13, 0.13, at.shape)
    flat = (at[1:] + at[:-1]) / 2 + rng.uniform(-0.06, 0.06, (CELLS_EAST, CELLS_NORTH + 1, 2))
    steep = (at[:, 1:] + at[:, :-1]) / 2 + rng.uniform(
        -0.06, 0.06, (CELLS_EAST + 1, CELLS_NORTH, 2)
    )
    around = [
        at[:-1, :-1],
        flat[:, :-1],
        at[1:, :-1],
        steep[1:],
        at[1:, 1:],
        flat[:, 1:],
        at[:-1, 1:],
        steep[:-1],
        at[:-1, :-1],
    ]
    rings = np.stack(around, axis=2).reshape(-1, 9, 2)
    return rings[:, [0, 2, 4, 6]], to_lonlat(rings)


def _reach(place: Place, km: Array, rng: np.random.Generator) -> Array:
    """Distance from a place as a share of its reach in that direction; below 1 is inside."""
    away = km - centre(place)
    angle = np.arctan2(away[:, 1], away[:, 0])
    phase = rng.uniform(0, 2 * np.pi, 4)
    order = np.arange(2, 6)
    lobes = (np.cos(order * angle[:, None] + phase) / order).sum(axis=1)
    share: Array = np.hypot(away[:, 0], away[:, 1]) / (place.radius_km * (1 + 0.22 * lobes))
    return share
