"""The faults of real data, put into the areas of a fictional region on purpose.

===============================  ==========================================================
where                            what
===============================  ==========================================================
contract city (West Alder)       drawn by another office: its eastern half lies 2 to 8 cm
                                 too far west, which leaves gaps towards the seat, its
                                 western half 0.3 to 1.5 m, which overlaps the county
first fire district (Alder       drawn 2 to 5 m short of the third one (Lorne Coast): slivers
Valley)                          that are nobody's
second fire district (North      a vertex more on every second segment, which no neighbour
Fork)                            has; on the line but for 1 cm
first sanitary district          two vertices of its ring in the wrong order: the ring
(Millbrook-Heron)                crosses itself; only in the demonstration
cemetery district (Quarry Hill)  an empty area; only in the demonstration
===============================  ==========================================================

An exclave, land inside a city that it never annexed, and districts that kept land at the edges of
cities are no faults; `territory` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .bodies import BODIES, Agency
from .plan import CITIES_PER_COUNTY, Plan
from .terrain import Array, generator

_CONTRACT_CITY = 4  # its place among the agencies of its county
_FIRST_BODY = 1 + CITIES_PER_COUNTY
_METRES_PER_DEGREE = 111_000.0
_DIGITS = 7  # as `terrain.to_lonlat` rounds


def soiled(plan: Plan, agencies: Sequence[Agency], shapes: Array) -> Array:
    """Areas with the faults of the table above, county by county.

    Parameters
    ----------
    agencies
        In the order of `areas`.
    shapes
        Their areas in longitude and latitude; not changed.
    """
    rng = generator(plan, "dirt")
    dirty = shapes.copy()
    county = np.array([agency.county for agency in agencies])
    starts = np.searchsorted(county, np.arange(len(plan.counties)))
    for start, end in zip(starts, np.append(starts[1:], len(agencies)), strict=True):
        here = dirty[start:end]  # a view
        for position, fault in _faults(here, named=plan.named, rng=rng).items():
            here[position] = fault(here[position])
    return dirty


def _faults(
    shapes: Array, *, named: bool, rng: np.random.Generator
) -> dict[int, Callable[[BaseGeometry], BaseGeometry]]:
    """What to do to which of a county's areas, as far as it has so many."""
    place = {body.id: _FIRST_BODY + number for number, body in enumerate(BODIES)}
    coast = place["lorne-coast-fpd"]
    faults: dict[int, Callable[[BaseGeometry], BaseGeometry]] = {
        _CONTRACT_CITY: partial(redrawn, rng=rng),
        place["north-fork-fpd"]: with_more_vertices,
    }
    if coast < len(shapes):
        faults[place["alder-valley-fpd"]] = partial(drawn_short, neighbour=shapes[coast], rng=rng)
    if named:
        faults[place["millbrook-heron-sd"]] = with_crossing
        faults[place["quarry-hill-cemetery"]] = _emptied
    return {position: fault for position, fault in faults.items() if position < len(shapes)}


def _emptied(shape: BaseGeometry) -> BaseGeometry:
    """An area without any point."""
    return shapely.difference(shape, shape)


def redrawn(shape: BaseGeometry, *, rng: np.random.Generator) -> BaseGeometry:
    """A shape moved west: its eastern half by 2 to 8 cm, its western half by 0.3 to 1.5 m."""
    west, _, east, _ = shape.bounds

    def moved(vertices: Array) -> Array:
        eastern = vertices[:, 0] > (west + east) / 2
        metres = np.where(
            eastern,
            rng.uniform(0.02, 0.08, len(vertices)),
            rng.uniform(0.3, 1.5, len(vertices)),
        )
        return _shifted(vertices, -metres, np.zeros(len(vertices)))

    return _changed(shape, moved)


def drawn_short(
    shape: BaseGeometry, *, neighbour: BaseGeometry, rng: np.random.Generator
) -> BaseGeometry:
    """A shape whose vertices on a neighbour's border lie 2 to 5 m back, towards its own middle."""
    theirs = np.unique(shapely.get_coordinates(neighbour), axis=0)
    a, b = (shapely.get_coordinates(s.centroid)[0] for s in (neighbour, shape))
    away = (b - a) * (np.cos(np.radians(a[1])), 1.0)
    away = away / np.hypot(*away)

    def moved(vertices: Array) -> Array:
        both = np.concatenate([theirs, vertices])
        _, index, count = np.unique(both, axis=0, return_inverse=True, return_counts=True)
        shared = count[index[len(theirs) :]] > 1
        metres = np.where(shared, rng.uniform(2, 5, len(vertices)), 0.0)
        return _shifted(vertices, metres * away[0], metres * away[1])

    return _changed(shape, moved)


def with_more_vertices(shape: BaseGeometry) -> BaseGeometry:
    """A shape with one more vertex in the middle of every second segment of each ring."""
    return _with_rings(shape, _divided)


def with_crossing(shape: BaseGeometry) -> BaseGeometry:
    """A shape with two vertices of its first ring exchanged, so that the ring crosses itself.

    The first two neighbours are taken that change the area by less than a hundredth; a shape that
    has none stays as it is.
    """
    ring = shapely.get_coordinates(shape)
    first = shapely.get_num_coordinates(shapely.get_exterior_ring(shapely.get_parts(shape)[0]))
    for index in range(1, int(first) - 2):
        order = np.arange(len(ring))
        order[[index, index + 1]] = index + 1, index
        crossed: BaseGeometry = shapely.set_coordinates(
            np.array([shape], dtype=object), ring[order]
        )[0]
        if not crossed.is_valid and abs(crossed.area / shape.area - 1) < 0.01:
            return crossed
    return shape


def _divided(ring: Array) -> Array:
    middles = np.round((ring[:-1:2] + ring[1::2]) / 2, _DIGITS)
    return np.insert(ring, np.arange(1, len(ring), 2), middles, axis=0)


def _shifted(vertices: Array, east_m: Array, north_m: Array) -> Array:
    """Vertices moved by metres, rounded as all are."""
    lon = east_m / (_METRES_PER_DEGREE * np.cos(np.radians(vertices[:, 1])))
    moved = vertices + np.stack([lon, north_m / _METRES_PER_DEGREE], axis=1)
    still = (east_m == 0) & (north_m == 0)
    return np.where(still[:, None], vertices, np.round(moved, _DIGITS))


def _changed(shape: BaseGeometry, moved: Callable[[Array], Array]) -> BaseGeometry:
    """A shape with its vertices moved, the same vertex the same way wherever it stands."""
    vertices = shapely.get_coordinates(shape)
    different, index = np.unique(vertices, axis=0, return_inverse=True)
    changed: BaseGeometry = shapely.set_coordinates(
        np.array([shape], dtype=object), moved(different)[index]
    )[0]
    return changed


def _with_rings(shape: BaseGeometry, changed: Callable[[Array], Array]) -> BaseGeometry:
    """A shape of polygons with every ring changed."""
    polygons = [
        shapely.Polygon(
            changed(shapely.get_coordinates(part.exterior)),
            [changed(shapely.get_coordinates(hole)) for hole in part.interiors],
        )
        for part in shapely.get_parts(shape)
    ]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
