"""The plan of a fictional region: where its counties, towns, coast and lakes lie.

Positions are in km east and north of the south-west corner. The demonstration is one county,
drawn by hand; `large` makes grids of counties of the same size, each with nine cities or less.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

COUNTY_KM = (45.0, 36.0)
"""Width and height of a county, before its borders are bent."""

AGENCIES_PER_COUNTY = 30
"""At most: the county, nine cities, and the districts and other bodies of `areas`."""

CITIES_PER_COUNTY = 9

Point = tuple[float, float]


class Size(NamedTuple):
    """How large a region is asked for.

    Parameters
    ----------
    agencies, facilities
        Met exactly.
    street_nodes
        Met within 10 %; within 25 % where there are only some hundreds per county.
    """

    agencies: int = 30
    facilities: int = 180
    street_nodes: int = 10_000


class Place(NamedTuple):
    """A city, hamlet or island.

    Parameters
    ----------
    id
        Of the agency, for a city; hamlets and islands are no agencies.
    kind
        `island` is a hamlet in the sea, away from the road network.
    east_km, north_km
        Its middle.
    radius_km
        Mean reach from the middle; an island's is that of its land.
    population
        Of a hamlet or island: a part of its county's.
    county
        Index into the plan's counties.
    """

    id: str
    name: str
    kind: Literal["city", "hamlet", "island"]
    east_km: float
    north_km: float
    radius_km: float
    population: int
    county: int


class County(NamedTuple):
    """A county: its corner in the grid, before borders are bent, and its people outside cities."""

    id: str
    name: str
    west_km: float
    south_km: float
    population: int


class Lake(NamedTuple):
    """A lake: its middle and half its width and height; it lies well inside its county."""

    name: str
    east_km: float
    north_km: float
    half_east_km: float
    half_north_km: float
    county: int


class Coast(NamedTuple):
    """The western shore.

    Parameters
    ----------
    east_km
        Its mean distance from the western edge.
    waves
        Amplitude and wavelength in km, and phase, of its swings along the north.
    bays
        Position north, depth in km (negative: a headland) and half width in km.
    """

    east_km: float
    waves: tuple[tuple[float, float, float], ...]
    bays: tuple[tuple[float, float, float], ...]

    def reach_km(self, north_km: float) -> float:
        """How far east the sea comes at a position north, but for ripples."""
        return (
            self.east_km
            + sum(a * math.sin(2 * math.pi * north_km / w + p) for a, w, p in self.waves)
            + sum(d * math.exp(-(((north_km - n) / s) ** 2)) for n, d, s in self.bays)
        )


class Plan(NamedTuple):
    """A fictional region, as far as it can be written on one sheet.

    Parameters
    ----------
    seed
        Of everything random that is made of the plan.
    size
        What was asked for.
    name
        Of the region, with the word fictional.
    named
        Whether the bodies beside cities bear the demonstration's own names.
    columns, rows
        Of the grid of counties.
    cell_km
        Width of the lattice cells that areas are made of.
    cut_km
        Width and height of what the north-eastern corner of the grid lacks.
    counties
        From the south-west, row by row.
    places
        Cities, hamlets and islands of all counties; within a county the seat is first.
    lakes
        At most one per county, each between two cities.
    bridges
        Both ends of the one bridge over each lake, in the order of the lakes, on dry land.
    coast
        The sea in the west.
    contract_cities
        Ids of cities that buy police from the sheriff and fire from a district.
    """

    seed: int
    size: Size
    name: str
    named: bool
    columns: int
    rows: int
    cell_km: float
    cut_km: Point
    counties: tuple[County, ...]
    places: tuple[Place, ...]
    lakes: tuple[Lake, ...]
    bridges: tuple[tuple[Point, Point], ...]
    coast: Coast
    contract_cities: tuple[str, ...]

    @property
    def width_km(self) -> float:
        """From west to east, before borders are bent."""
        return self.columns * COUNTY_KM[0]

    @property
    def height_km(self) -> float:
        """From south to north, before borders are bent."""
        return self.rows * COUNTY_KM[1]


def demo_plan(*, seed: int = 7) -> Plan:
    """The fictional Alder County: a coast in the west, hills in the east, a lake in the north.

    Parameters
    ----------
    seed
        0 or more. Shakes what is made of the plan; the plan itself is fixed.

    Examples
    --------
    >>> from adjoin.services.demo.plan import demo_plan
    >>> plan = demo_plan()
    >>> plan.counties[0].name, sum(place.kind == "city" for place in plan.places)
    ('Alder County', 9)
    """
    return Plan(
        seed=seed,
        size=Size(),
        name="Alder County (fictional)",
        named=True,
        columns=1,
        rows=1,
        cell_km=0.375,
        cut_km=(8.6, 4.1),
        counties=(County("alder-county", "Alder County", 0.0, 0.0, 25_300),),
        places=(
            Place("alder-city", "Alder City", "city", 22.0, 17.2, 3.5, 48_200, 0),
            Place("millbrook", "City of Millbrook", "city", 28.0, 18.9, 2.8, 17_600, 0),
            Place("port-lorne", "City of Port Lorne", "city", 9.3, 20.3, 2.3, 11_300, 0),
            Place("west-alder", "City of West Alder", "city", 17.1, 15.1, 1.9, 9_100, 0),
            Place("san-nicolas", "City of San Nicolás", "city", 14.2, 6.0, 2.0, 8_800, 0),
            Place("fennel-creek", "Town of Fennel Creek", "city", 26.8, 7.4, 1.8, 6_900, 0),
            Place("cedar-landing", "Town of Cedar Landing", "city", 26.4, 28.2, 1.9, 5_400, 0),
            Place("heron-point", "Town of Heron Point", "city", 31.2, 28.7, 1.9, 4_300, 0),
            Place("pena-blanca", "Town of Peña Blanca", "city", 9.6, 29.9, 1.4, 3_100, 0),
            Place("quarry-hill", "Quarry Hill", "hamlet", 38.4, 22.3, 0.9, 900, 0),
            Place("sand-point", "Sand Point", "hamlet", 6.4, 9.8, 0.8, 650, 0),
            Place("saint-elie", "Saint-Élie", "hamlet", 36.6, 9.0, 0.9, 1_200, 0),
            Place("gull-island", "Gull Island", "island", 2.4, 26.3, 0.75, 60, 0),
        ),
        lakes=(Lake("Lake Heron", 28.8, 28.4, 1.15, 2.9, 0),),
        bridges=(((26.9, 28.2), (30.7, 28.5)),),
        coast=Coast(
            east_km=6.2,
            waves=((1.5, 38.0, 0.4), (0.55, 9.7, 2.1), (0.22, 3.9, 0.8)),
            bays=(
                *((5.3, 4.2, 0.75), (9.6, -2.0, 1.1), (13.9, 1.4, 1.3), (20.9, 2.4, 1.5)),
                *((23.6, -1.6, 1.1), (31.0, 1.8, 2.0), (34.0, -1.0, 0.9)),
            ),
        ),
        contract_cities=("west-alder",),
    )


def agencies_of(agencies: int, counties: int, index: int) -> int:
    """How many of the agencies belong to one county: dealt out evenly, the first get one more."""
    return agencies // counties + (index < agencies % counties)
