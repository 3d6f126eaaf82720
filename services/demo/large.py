"""Plans of fictional regions of the same kind as the demonstration, at any size."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from ...geo.findings import UseError
from .names import county_names, place_names, slug
from .plan import (
    AGENCIES_PER_COUNTY,
    CITIES_PER_COUNTY,
    COUNTY_KM,
    Coast,
    County,
    Lake,
    Place,
    Plan,
    Point,
    Size,
    agencies_of,
)

MOST: Final = Size(agencies=5_000, facilities=100_000, street_nodes=1_000_000)
"""The largest region that is made."""

NODES_PER_COUNTY: Final = 200
"""At least: of 50 in a county none may be left for the roads between its towns."""


def asked_size(
    *, agencies: int | None, facilities: int | None, street_nodes: int | None
) -> Size | None:
    """The size of a region of which only some numbers are asked for.

    Parameters
    ----------
    agencies, facilities, street_nodes
        None where it is left open: then in proportion to the agencies, as in the demonstration,
        but no more than the largest region has.

    Returns
    -------
    Size or None
        None when nothing is asked for: the demonstration itself.

    Examples
    --------
    >>> from adjoin.services.demo.large import asked_size
    >>> asked_size(agencies=300, facilities=None, street_nodes=50_000)
    Size(agencies=300, facilities=1800, street_nodes=50000)
    """
    if agencies is None and facilities is None and street_nodes is None:
        return None
    usual = Size()
    agencies = usual.agencies if agencies is None else agencies
    if facilities is None:
        facilities = min(agencies * usual.facilities // usual.agencies, MOST.facilities)
    if street_nodes is None:
        street_nodes = min(agencies * usual.street_nodes // usual.agencies, MOST.street_nodes)
    return Size(agencies, facilities, street_nodes)


def check_asked(size: Size | None, *, seed: int) -> None:
    """Refuse a size or seed of which no region can be made.

    Parameters
    ----------
    size
        None for the demonstration itself.
    seed
        0 or more.

    Raises
    ------
    UseError
        The first one that is out of its limits, in the words of the command's options.
    """
    if seed < 0:
        raise UseError(f"--seed is {seed}; give 0 or more")
    if size is None:
        return
    least = Size(1, 0, NODES_PER_COUNTY * _counties(size))
    for name, number, low, high in zip(Size._fields, size, least, MOST, strict=True):
        if not low <= number <= high:
            more = f" for {size.agencies:,} agencies" if name == "street_nodes" else ""
            raise UseError(
                f"--{name.replace('_', '-')} is {number:,}; give {low:,} to {high:,}{more}"
            )


def large_plan(size: Size, *, seed: int = 7) -> Plan:
    """A region of the same kind as the demonstration, at any size.

    Counties stand in a grid about as wide as high; agencies are dealt out evenly over them. The
    lattice cells are 0.375 km wide up to 12 counties and 0.75 km above.

    Parameters
    ----------
    size
        Agencies from 1, facilities from 0, street nodes from 200 for each county of up to 30 agencies,
        to the numbers of `MOST`.
    seed
        0 or more; the same seed gives the same plan.

    Raises
    ------
    UseError
        A number out of these limits.

    Examples
    --------
    >>> from adjoin.services.demo.large import large_plan
    >>> from adjoin.services.demo.plan import Size
    >>> len(large_plan(Size(agencies=300, facilities=5_000, street_nodes=50_000)).counties)
    10
    """
    check_asked(size, seed=seed)
    count = _counties(size)
    columns = max(1, round(math.sqrt(count * COUNTY_KM[1] / COUNTY_KM[0])))
    rows = math.ceil(count / columns)
    rng = np.random.default_rng([seed, 1])
    names = place_names(count * len(_SLOTS), rng=rng)
    coast = _coast(rows * COUNTY_KM[1], rng)
    counties: list[County] = []
    places: list[Place] = []
    lakes: list[Lake] = []
    for index, name in enumerate(county_names(count, rng=rng)):
        row, column = divmod(index, columns)
        corner = (column * COUNTY_KM[0], row * COUNTY_KM[1])
        cities = min(agencies_of(size.agencies, count, index) - 1, CITIES_PER_COUNTY)
        own = list(names[index * len(_SLOTS) : (index + 1) * len(_SLOTS)])
        here, lake = _county_places(index, corner, cities, own, rng)
        if not column:
            here = _beside(coast, here)
        places += here
        lakes += lake
        people = int(rng.integers(15_000, 40_000))
        counties.append(County(f"{slug(name)}-county", f"{name} County", *corner, people))
    return Plan(
        seed=seed,
        size=size,
        name=f"{count} counties (fictional)",
        named=False,
        columns=columns,
        rows=rows,
        cut_km=(0.0, 0.0),
        cell_km=0.375 if count <= 12 else 0.75,
        counties=tuple(counties),
        places=tuple(places),
        lakes=tuple(lakes),
        bridges=tuple(_bridge(lake) for lake in lakes),
        coast=coast,
        contract_cities=tuple(
            city.id
            for index in range(count)
            for city in [p for p in places if p.county == index and p.kind == "city"][3:4]
        ),
    )


def _counties(size: Size) -> int:
    """How many counties a region has."""
    return -(-size.agencies // AGENCIES_PER_COUNTY)


# Where places go in a county, in km from its corner, with their mean reach and usual population,
# in the order of the demonstration's: the seat, its neighbour, the port, the contract city, two in
# the south, two on the shores of the lake, one in the north-west; then three hamlets.
_SLOTS = (
    *((21.5, 16.5, 3.4, 46_000), (27.5, 18.1, 2.8, 18_000), (9.5, 20.0, 2.3, 11_000)),
    *((16.5, 14.4, 1.9, 9_000), (14.5, 6.2, 2.0, 8_500), (28.0, 7.2, 1.8, 6_500)),
    *((26.4, 28.0, 1.9, 5_500), (31.2, 28.2, 1.9, 4_500), (12.5, 29.5, 1.5, 3_200)),
    *((38.0, 21.5, 0.9, 900), (7.5, 12.0, 0.8, 700), (37.5, 8.5, 0.8, 1_100)),
)
_LAKE_SLOTS = [6, 7]


def _county_places(
    index: int, corner: Point, cities: int, names: list[str], rng: np.random.Generator
) -> tuple[list[Place], list[Lake]]:
    """The places of one county and its lake, the layout mirrored at random and shaken."""
    mirrored = rng.random(2) < 0.5
    mirrored[0] &= corner[0] > 0  # the coast stays in the west
    width, height = COUNTY_KM
    shake = rng.uniform(-0.7, 0.7, (len(_SLOTS), 2))
    size = np.exp(rng.normal(0, 0.25, len(_SLOTS)))
    shake[_LAKE_SLOTS] = shake[6]  # pairs of neighbours move together
    shake[1] = shake[0]
    at = np.array(_SLOTS)[:, :2] + shake
    lake_at = at[_LAKE_SLOTS].mean(axis=0)
    at, lake_at = (np.where(mirrored, (width, height) - p, p) + corner for p in (at, lake_at))
    places = []
    for slot, (name, spot) in enumerate(zip(names, at, strict=True)):
        radius, people = _SLOTS[slot][2], int(_SLOTS[slot][3] * size[slot])
        city = slot < CITIES_PER_COUNTY
        if city and slot >= cities:
            continue
        kind = "City of" if people > 7_000 else "Town of"
        places.append(
            Place(
                id=slug(name),
                name=f"{kind} {name}" if city and slot else name + " City" * city,
                kind="city" if city else "hamlet",
                east_km=round(float(spot[0]), 3),
                north_km=round(float(spot[1]), 3),
                radius_km=round(radius * float(size[slot]) ** 0.4, 3),
                population=people,
                county=index,
            )
        )
    if cities <= max(_LAKE_SLOTS):
        return places, []
    east, north = (round(float(x), 3) for x in lake_at)
    half_east, half_north = rng.uniform((0.9, 1.8), (1.3, 3.0)).round(3).tolist()
    return places, [Lake(f"{names[6]} Lake", east, north, half_east, half_north, index)]


def _beside(coast: Coast, places: list[Place]) -> list[Place]:
    """The same with places that would lie in the sea moved to its shore, and an island in it."""
    moved = []
    for place in places:
        shore = coast.reach_km(place.north_km) + 0.6 * place.radius_km + 0.4  # ripples
        moved.append(place._replace(east_km=round(max(place.east_km, shore), 3)))
    hamlet = moved[-2]._replace(kind="island", radius_km=0.75, population=60)
    north = round(hamlet.north_km + 4.0, 3)
    east = round(coast.reach_km(north) - 4.0, 3)
    island = hamlet._replace(
        id=f"{hamlet.id}-island", name=f"{hamlet.name} Island", east_km=east, north_km=north
    )
    return [*moved, island] if east > 1.2 else moved


def _coast(height_km: float, rng: np.random.Generator) -> Coast:
    """A shore with swings, and a bay or headland every 12 km or so."""
    waves = tuple(
        (amplitude, wavelength, round(float(rng.uniform(0, 6.28)), 3))
        for amplitude, wavelength in ((1.0, 47.0), (0.55, 11.3), (0.22, 3.9))
    )
    number = math.ceil(height_km / 12)
    norths = (np.arange(number) + rng.random(number)) * 12
    depths = rng.uniform(0.8, 2.2, number) * rng.choice([-1, 1], number)
    spans = rng.uniform(1.1, 2.4, number)
    bays = np.stack([norths, depths, spans], axis=1).round(3).tolist()
    return Coast(east_km=6.2, waves=waves, bays=tuple((a, b, c) for a, b, c in bays))


def _bridge(lake: Lake) -> tuple[Point, Point]:
    """Ends about half a kilometre inland of both shores, on the line through the middle."""
    reach = lake.half_east_km + 0.9
    west, east = round(lake.east_km - reach, 3), round(lake.east_km + reach, 3)
    return (west, lake.north_km), (east, lake.north_km)
