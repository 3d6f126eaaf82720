"""The facilities of a generated region: as many as wanted, of the services that agencies have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import shapely

from .areas import Areas
from .bodies import Agency
from .places import BUILT_AT, lots
from .plan import Plan
from .streets import StreetNet
from .terrain import Array, generator

MOST_LOTS: Final = 250_000
"""Generated facilities are dealt out over at most so many lots."""

_SHAKE_KM = 0.01


class Work(NamedTuple):
    """What agencies of a kind do: a service, and how many facilities it takes beside others."""

    service: str
    share: float
    name: str


_CITY = (
    Work("fire_services", 2.0, "Fire Station"),
    Work("law_enforcement", 1.0, "Police Station"),
    Work("parks_recreation", 4.0, "Park"),
    Work("library_services", 0.7, "Library"),
    Work("clerk", 0.6, "Clerk"),
    Work("building_inspection", 0.5, "Permit Counter"),
    Work("roads", 0.6, "Corporation Yard"),
    Work("fleet", 0.4, "Garage"),
    Work("grounds", 0.5, "Grounds Depot"),
    Work("senior_human_services", 0.4, "Senior Center"),
)
_COUNTY = (
    Work("law_enforcement", 5.0, "Sheriff's Station"),
    Work("roads", 4.0, "Road Yard"),
    Work("parks_recreation", 4.0, "Regional Park"),
    Work("public_health", 3.0, "Clinic"),
    Work("fire_services", 2.0, "County Fire Station"),
    Work("fleet", 1.5, "Equipment Yard"),
    Work("clerk", 1.0, "Clerk-Recorder"),
    Work("building_inspection", 1.0, "Permit Center"),
    Work("animal_control", 1.0, "Animal Shelter"),
    Work("records", 0.5, "Archives"),
)
_SCHOOLS = (Work("schools", 6.0, "School"),)
WORK: Final[Mapping[str, tuple[Work, ...]]] = {
    "city": _CITY,
    "county": _COUNTY,
    "fire": (Work("fire_services", 4.0, "Station"), Work("ems_ambulance", 1.0, "Medic Station")),
    "library": (Work("library_services", 8.0, "Branch"),),
    "recreation": (Work("parks_recreation", 3.0, "Park"), Work("grounds", 0.5, "Grounds Depot")),
    "school_elementary": _SCHOOLS,
    "school_high": _SCHOOLS,
    "school_unified": _SCHOOLS,
    "csa": (Work("fire_services", 1.0, "Volunteer Station"),),
    "water": (Work("water_wastewater", 2.0, "Pump Station"),),
    "sanitation": (Work("sewer", 1.0, "Treatment Plant"),),
    "cemetery": (Work("single_purpose_districts", 1.0, "Cemetery"),),
    "transit": (Work("transportation_transit", 4.0, "Transit Center"),),
    "jpa": (Work("public_safety_dispatch", 1.0, "Dispatch Center"),),
}
"""What agencies of each kind do in a generated region; kinds that are not named do nothing."""


class Facility(NamedTuple):
    """A generated facility."""

    id: str
    name: str
    service: str
    agency_id: str
    lon: float
    lat: float


def generated_facilities(plan: Plan, net: StreetNet, areas: Areas) -> list[Facility]:
    """Facilities of a generated region: as many as its size says, dealt out by what agencies do.

    Parameters
    ----------
    plan, net, areas
        Of the region; agencies without boundary build in their county's first city.

    Returns
    -------
    list of Facility
        By agency and service; a larger agency has more, a small one may have none. Without any
        agency that does something, none.
    """
    rng = generator(plan, "facilities")
    jobs = [
        (position, work)
        for position, agency in enumerate(areas.agencies)
        for work in _work(agency, plan)
    ]
    weight = np.array([work.share * _size(areas.agencies[at]) for at, work in jobs])
    count = _dealt(weight, plan.size.facilities)
    lonlat = _dealt_lots(plan, net, areas, np.repeat([at for at, _ in jobs], count), rng)
    facilities: list[Facility] = []
    for (at, work), many in zip(jobs, count, strict=True):
        agency = areas.agencies[at]
        for number in range(1, int(many) + 1):
            row = len(facilities)
            facilities.append(
                Facility(
                    f"{row + 1:06d}",
                    f"{agency.name}, {work.name} {number}",
                    work.service,
                    agency.id,
                    float(lonlat[row, 0]),
                    float(lonlat[row, 1]),
                )
            )
    return facilities


def _work(agency: Agency, plan: Plan) -> tuple[Work, ...]:
    """What one agency does itself."""
    works = WORK.get(agency.kind, ())
    if agency.id in plan.contract_cities:
        return tuple(w for w in works if w.service not in ("fire_services", "law_enforcement"))
    return works


def _size(agency: Agency) -> float:
    """How large an agency is beside others: cities by their people."""
    return 1.0 if agency.kind != "city" else ((agency.population or 0) / 10_000) ** 0.7


def _dealt(weight: Array, total: int) -> Array:
    """Whole numbers in proportion to weights, with exactly this sum, by largest remainder."""
    exact = weight / weight.sum() * total
    count: Array = np.floor(exact).astype(np.int64)
    order = np.argsort(count - exact, kind="stable")
    count[order[: total - count.sum()]] += 1
    return count


def _dealt_lots(
    plan: Plan, net: StreetNet, areas: Areas, agency: Array, rng: np.random.Generator
) -> Array:
    """A place for each facility, (n, 2) degrees, given the position of its agency."""
    built = lots(plan, net, BUILT_AT)
    built = built[rng.permutation(len(built))[:MOST_LOTS]]
    home = _homes(areas)
    land = areas.shapes[home]
    tree = shapely.STRtree(np.asarray(shapely.points(built)))
    owner, lot = tree.query(land, predicate="contains")
    order = np.lexsort((lot, owner))
    owner, lot = owner[order], lot[order]
    first = np.searchsorted(owner, np.arange(len(land)))
    many = np.searchsorted(owner, np.arange(len(land)), side="right") - first
    turn = np.zeros(len(agency), dtype=np.int64)
    by_agency = np.argsort(agency, kind="stable")
    starts = np.searchsorted(agency[by_agency], np.arange(len(land)))
    turn[by_agency] = np.arange(len(agency)) - starts[agency[by_agency]]
    place = np.empty((len(agency), 2))
    on_street = many[agency] > 0
    at = agency[on_street]
    place[on_street] = built[lot[first[at] + turn[on_street] % many[at]]]
    inner = shapely.point_on_surface(land[agency[~on_street]])
    place[~on_street] = shapely.get_coordinates(inner).reshape(-1, 2)
    shake = rng.uniform(-_SHAKE_KM, _SHAKE_KM, place.shape) / 111
    shaken: Array = np.round(place + shake, 6)
    return shaken


def _homes(areas: Areas) -> Array:
    """The position of the agency on whose land each one builds: its own, or its county's seat."""
    bounded = np.array([shape is not None and not shape.is_empty for shape in areas.shapes])
    county = np.array([agency.county for agency in areas.agencies])
    kind = np.array([agency.kind for agency in areas.agencies])
    home = np.arange(len(county))
    starts = np.searchsorted(county, county)
    seat = starts + (
        (starts + 1 < len(county)) & (kind[np.minimum(starts + 1, len(kind) - 1)] == "city")
    )
    home[~bounded] = seat[~bounded]
    return home
