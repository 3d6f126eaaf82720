"""The facilities of the fictional example region: what, whose, and about where."""

from __future__ import annotations

from typing import NamedTuple

LIBRARY_DISTRICT = ("alder-library", "Alder Free Library District")


class Site(NamedTuple):
    """A facility: its name, whose it is, and where, in km from the middle of a place.

    It is put on the land of its agency, or of `on`.
    """

    name: str
    agency: str
    near: str
    east_km: float = 0.0
    north_km: float = 0.0
    on: str = ""


_FIRE = (
    Site("Alder City Station 1", "alder-city", "alder-city", 0.2, -0.3),
    Site("Alder City Station 2", "alder-city", "alder-city", 1.9, 1.85),
    Site("Alder City Station 3", "alder-city", "alder-city", -2.0, -0.9),
    Site("Millbrook Station 1", "millbrook", "millbrook", -1.7, -0.3),
    Site("Millbrook Station 2", "millbrook", "millbrook", 1.1, 0.8),
    Site("Port Lorne Station", "port-lorne", "port-lorne", 0.2, 0.1),
    Site("Fennel Creek Volunteer Station", "fennel-creek", "fennel-creek", 0.1, 0.2),
    Site("Valley Station 10", "valley-fpd", "west-alder", 1.3, 0.5),
    Site("Valley Station 11", "valley-fpd", "west-alder", -3.2, -2.4),
    Site("North Fork Station 21", "north-fork-fpd", "cedar-landing", 0.1, -0.2),
    Site("North Fork Station 22", "north-fork-fpd", "alder-city", 0.6, 4.3),
    Site("County Station 31", "alder-county", "Quarry Hill", 0.1, 0.1),
    Site("County Station 32", "alder-county", "Sand Point", 0.0, 0.1),
)
_POLICE = (
    Site("Alder City Police Department", "alder-city", "alder-city", -0.3, 0.2),
    Site("Millbrook Police Department", "millbrook", "millbrook", -0.4, 0.3),
    Site("Port Lorne Police Department", "port-lorne", "port-lorne", -0.2, -0.3),
    Site("West Alder Police Department", "west-alder", "west-alder", 0.2, -0.3),
    Site("Sheriff, Main Office", "alder-county", "alder-city", 1.5, -4.3),
    Site("Sheriff, Quarry Hill Substation", "alder-county", "Quarry Hill", -0.2, 0.0),
    Site("Sheriff, Sand Point Substation", "alder-county", "Sand Point", 0.2, -0.1),
)
_LIBRARIES = (
    Site("Alder City Main Library", "alder-city", "alder-city", 0.4, 0.4),
    Site("Alder City East Branch", "alder-city", "alder-city", 1.9, 0.2),
    Site("Millbrook Library", LIBRARY_DISTRICT[0], "millbrook", 0.1, -0.2),
    Site("West Alder Library", LIBRARY_DISTRICT[0], "west-alder", 0.1, 0.2),
    Site("Cedar Landing Library", LIBRARY_DISTRICT[0], "cedar-landing", 0.3, 0.1),
    Site("Fennel Creek Library", LIBRARY_DISTRICT[0], "fennel-creek", -0.2, 0.0),
    Site("Port Lorne Library", "port-lorne", "port-lorne", 0.3, -0.3),
)
_PARKS = (
    Site("Alder Commons", "alder-city", "alder-city", -0.6, -0.6),
    Site("Riverside Pool", "alder-city", "alder-city", 3.0, 0.5),
    Site("Millbrook Sports Park", "millbrook", "millbrook", -2.1, -1.2),
    Site("Lighthouse Park", "port-lorne", "port-lorne", -0.6, 0.5),
    Site("Alder Greenway Trailhead", "alder-county", "alder-city", 2.9, -0.4),
    Site("Sand Point Regional Beach", "alder-county", "Sand Point", -0.3, -0.2),
)
_CLERKS = (
    Site("Alder City Clerk", "alder-city", "alder-city", -0.2, 0.0),
    Site("County Clerk-Recorder", "alder-county", "alder-city", 0.5, 0.1, "alder-city"),
    Site("Cedar Landing Town Clerk", "cedar-landing", "cedar-landing", 0.0, 0.2),
    Site("Fennel Creek Town Clerk", "fennel-creek", "fennel-creek", 0.2, -0.1),
    Site("Millbrook City Clerk", "millbrook", "millbrook", 0.3, 0.2),
    Site("Port Lorne City Clerk", "port-lorne", "port-lorne", 0.0, -0.1),
    Site("West Alder City Clerk", "west-alder", "west-alder", -0.1, 0.0),
)
_YARDS = (
    Site("Alder City Garage", "alder-city", "alder-city", 1.2, -1.6),
    Site("Millbrook Garage", "millbrook", "millbrook", 0.8, -0.9),
    Site("Port Lorne Shop", "port-lorne", "port-lorne", 0.8, 0.6),
    Site("County Equipment Yard", "alder-county", "alder-city", -0.8, -4.4),
)


# File, prefix of its ids, sites, and its extra column: `agency` holds ids, `AGENCY` names.
TABLES = (
    ("fire_stations.csv", "FS", _FIRE, "agency"),
    ("police_stations.csv", "PS", _POLICE, ""),
    ("libraries.csv", "LB", _LIBRARIES, "AGENCY"),
    ("parks.csv", "PK", _PARKS, "agency"),
    ("clerks.csv", "CC", _CLERKS, "agency"),
    ("yards.csv", "FY", _YARDS, "type"),
)
