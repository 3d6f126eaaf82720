"""The facilities of the demonstration: what, whose, and about where, hard cases among them.

Each table becomes a file; its rows are named by agency and place, and `places` puts them beside a
street. What real files get wrong is wrong in some of these on purpose; `HARD_CASES` lists it.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Site(NamedTuple):
    """A facility of the demonstration.

    Parameters
    ----------
    id
        As it stands in the file.
    name
        As it stands in the file.
    agency
        Whose it is: an id, or any text that a file may hold.
    near
        A place; two cities joined by `|` for the middle of their border; a lake; `highway end`; or
        the id of another site of the demonstration, for the same spot.
    east_km, north_km
        How far from there.
    kind
        What the file calls the service, where its column says it.
    on
        The agency on whose land it stands, where that is not its own (`-`: any).
    written
        Longitude and latitude as text where the file does not have the true ones.
    """

    id: str
    name: str
    agency: str
    near: str
    east_km: float = 0.0
    north_km: float = 0.0
    kind: str = ""
    on: str = ""
    written: tuple[str, str] | None = None


_FIRE = (
    Site("001", "Alder City Fire Station 1", "alder-city", "alder-city", 0.2, -0.3),
    Site("002", "Alder City Fire Station 2", "alder-city", "alder-city", 1.5, 1.7),
    Site("003", "Alder City Fire Station 3", "alder-city", "alder-city|west-alder"),
    Site("004", "Alder City Fire Station 4", "alder-city", "alder-city|millbrook", -0.2, -0.9),
    Site("005", "Millbrook Fire Station 1", "millbrook", "alder-city|millbrook", 0.7, -0.5),
    Site("006", "Millbrook Fire Station 2", "millbrook", "millbrook", 1.2, 0.8),
    Site("007", "Port Lorne Fire Station", "port-lorne", "port-lorne", 0.2, 0.1),
    Site("008", "Fennel Creek Volunteer Fire Company", "fennel-creek", "fennel-creek", 0.1, 0.2),
    Site("009", "San Nicolás Fire Station 1", "san-nicolas", "san-nicolas", 0.1, 0.0),
    Site("010", "San Nicolás Fire Station 2", "san-nicolas", "san-nicolas", 1.0, -0.9),
    Site("011", "Valley Station 10", "alder-valley-fpd", "alder-city|west-alder"),
    Site("012", "Valley Station 11", "alder-valley-fpd", "west-alder", -0.7, 0.2),
    Site("013", "Valley Station 12", "Alder Vly Fire Dist", "fennel-creek", -2.6, 2.4, on="-"),
    Site("014", "North Fork Station 21", "north-fork-fpd", "cedar-landing", -0.6, -0.4),
    Site("015", "North Fork Station 22", "north-fork-fpd", "heron-point", 0.3, 0.2),
    Site("016", "North Fork Station 23", "north-fork-fpd", "millbrook", -0.6, 3.1, on="-"),
    Site("017", "Lorne Coast Station 31", "lorne-coast-fpd", "pena-blanca", 0.1, 0.1),
    Site("018", "Lorne Coast Station 32", "lorne-coast-fpd", "port-lorne", 1.9, -1.9),
    Site("019", "Lorne Coast Station 33", "lorne-coast-fpd", "port-lorne", 0.5, 3.4),
    Site("020", "County Fire, Quarry Hill", "alder-county", "quarry-hill", 0.1, 0.1),
    Site("021", "County Fire, Sand Point", "alder-county", "sand-point", 0.1, 0.1),
    Site("022", "County Fire, Saint-Élie", "alder-county", "saint-elie", 0.0, 0.1),
    Site("023", "Gull Island Volunteers", "alder-county", "gull-island", 0.0, 0.0),
    Site("024", "Saltmarsh Station 4", "Saltmarsh County Fire", "highway end", 0.0, 1.8, on="-"),
)
_POLICE = (
    Site("PD-1", "Alder City Police Department", "Alder City", "alder-city", -0.3, 0.2),
    Site("PD-2", "Millbrook Police Department", "City of Millbrook", "millbrook", -0.4, 0.3),
    Site("PD-3", "Port Lorne Police Department", "City of Port Lorne", "port-lorne", -0.2, -0.3),
    Site("PD-4", "San Nicolás Police Department", "City of San Nicolás", "san-nicolas", 0.3, 0.3),
    Site("PD-5", "NOT AVAILABLE", "Town of Fennel Creek", "fennel-creek", -0.3, 0.1),
    Site("PD-6", "Cedar Landing Police", "Town of Cedar Landing", "Lake Heron", -1.5, 1.3),
    Site("PD-7", "Heron Point Police", "Town of Heron Point", "heron-point", 0.3, -0.2),
    Site("PD-8", "Policía de Peña Blanca", "Town of Peña Blanca", "pena-blanca", -0.2, 0.0),
    Site("SO-1", "Sheriff, Main Office", "Alder County", "alder-city", 0.9, -1.1, on="alder-city"),
    Site("SO-2", "Sheriff, West Alder (contract)", "Alder County", "west-alder", on="west-alder"),
    Site("SO-3", "Sheriff, Quarry Hill Substation", "Alder County", "quarry-hill", -0.2, 0.0),
    Site("SO-4", "Sheriff, Sand Point Substation", "Alder County", "sand-point", 0.2, -0.1),
    Site("SO-5", "Sheriff, Heron Shore Substation", "Alder County", "Lake Heron", 1.9, 1.5, on="-"),
    Site("SO-6", "Sheriff, Lake Substation", "alder county", "PD-7", on="-"),
)
_LIBRARY = "Alder Free Library District"
_LIBRARIES = (
    Site("C01-001", "Alder City Main Library", "Alder City", "alder-city", 0.4, 0.4),
    Site("C01-002", "Alder City East Branch", "Alder City", "alder-city|millbrook", -0.2, 0.2),
    Site("C02-001", "Millbrook West Branch", _LIBRARY, "alder-city|millbrook", 0.3, 0.2),
    Site("C02-002", "Millbrook Library", _LIBRARY, "millbrook", 0.4, -0.2),
    Site("C02-003", "West Alder Library", _LIBRARY, "west-alder", 0.1, 0.2),
    Site("C02-004", "Cedar Landing Library", _LIBRARY, "cedar-landing", 0.3, 0.1),
    Site("C02-005", "Heron Point Library", _LIBRARY, "heron-point", -0.2, 0.1),
    Site("C02-006", "Fennel Creek Library", _LIBRARY, "fennel-creek", -0.2, 0.0),
    Site("C02-007", "Biblioteca de Peña Blanca", _LIBRARY, "pena-blanca", 0.1, -0.1),
    Site("C03-001", "Port Lorne Library", "City of Port Lorne", "port-lorne", 0.3, -0.3),
    Site("C04-001", "San Nicolás Library", "City of San Nicolás", "san-nicolas", -0.2, 0.2),
    Site("C05-001", "Millbrook Book Depot",
         "Friends of <img src=x onerror=alert(1)> Libraries", "millbrook", 0.1, 0.3, on="-"),
)  # fmt: skip
_PARKS = (
    Site("P01", "Alder Commons", "alder-city", "alder-city", -0.6, -0.6),
    Site("P02", "Riverside Pool", "alder-city", "alder-city|millbrook", -0.3, -0.2),
    Site("P03", "Eastside Community Center", "alder-city", "alder-city", 1.2, -0.8),
    Site("P04", "<img src=x onerror=alert(1)>", "alder-city", "alder-city", -1.2, 0.9),
    Site("P05", "Millbrook Sports Park", "millbrook", "alder-city|millbrook", 0.3, -0.3),
    Site("P06", "Millbrook Community Center", "millbrook", "millbrook", 0.6, 0.4),
    Site("P07", "{{7*7}} Skate Park", "millbrook", "millbrook", -0.7, 1.0),
    Site("P08", "Lighthouse Park", "port-lorne", "port-lorne", -0.6, 0.5),
    Site("P09", "O'Leary's \"Old Mill\" Pool", "port-lorne", "port-lorne", 0.7, -0.5),
    Site("P10", "=cmd|'/C calc'!A0", "san-nicolas", "san-nicolas", 0.5, -0.3),
    Site("P11", "Parque San Nicolás", "san-nicolas", "san-nicolas", -0.5, 0.5),
    Site("P12", "Fennel Creek Pool", "fennel-creek-rpd", "fennel-creek", 0.4, 0.3),
    Site("P13", "Willow Field", "fennel-creek", "fennel-creek", 0.6, 0.1),
    Site("P14", "מרכז קהילתי Community Center", "west-alder", "west-alder", 0.3, -0.2),
    Site("P15", "Cedar Landing Beach", "cedar-landing", "cedar-landing", 0.7, -0.2),
    Site("P16", "Heron Point Marina Park", "heron-point", "heron-point", -0.7, 0.3),
    Site("P17", "Alder Greenway Trailhead", "alder-county", "alder-city", -0.5, -0.5,
         on="alder-city"),
    Site("P18", "Sand Point Regional Beach", "alder-county", "sand-point", -0.2, -0.2),
    Site("P19", "Lake Heron Regional Park", "alder-county", "heron-point", -0.5, 0.4, on="-"),
    Site("P20", "The Friendship Garden " + "and the longest name of any park in the county " * 10
         + "(so far)", "parks-foundation", "millbrook", 0.7, 0.5, on="-"),
    Site("P21", "Old Fairground", "alder-city", "alder-city", 1.0, 1.0, kind="closed"),
    Site("P22", "Cannery Row Playground", "port-lorne", "port-lorne", 0.2, 0.9, kind="closed"),
    Site("P23", "Quarry Hill Ball Field", "alder-county", "quarry-hill", 0.2, -0.3),
    Site("P24", "Millbrook Sports Park Annex", "millbrook", "millbrook",
         written=("-118.243700", "34.052200")),
)  # fmt: skip
_PAYROLL, _CLERK, _PERMITS = "Accounts payable", "City Clerk", "Building permits"
_HALL, _HOUSING, _STORE = "City hall", "Housing", "Records management"
_COUNTERS = (
    Site("K01", "Alder City Clerk", "alder-city", "alder-city", -0.2, 0.0, _CLERK),
    Site("K02", "Millbrook City Clerk", "millbrook", "millbrook", 0.3, 0.2, _CLERK),
    Site("K03", "Port Lorne City Clerk", "port-lorne", "port-lorne", 0.0, -0.1, _CLERK),
    Site("K04", "West Alder City Clerk", "west-alder", "west-alder", -0.1, 0.0, _CLERK),
    Site("K05", "San Nicolás City Clerk", "san-nicolas", "san-nicolas", 0.1, -0.1, _CLERK),
    Site("K06", "Fennel Creek Town Clerk", "fennel-creek", "fennel-creek", 0.2, -0.1, "Town clerk"),
    Site("K07", "Cedar Landing Town Clerk", "cedar-landing", "cedar-landing", 0.0, 0.2,
         "Town clerk"),
    Site("K08", "Heron Point Town Clerk", "heron-point", "heron-point", 0.0, 0.2, "Town clerk"),
    Site("K09", "Peña Blanca Town Clerk", "pena-blanca", "pena-blanca", kind="Town clerk"),
    Site("K10", "County Clerk-Recorder", "alder-county", "alder-city", 0.5, 0.1, "Clerk-Recorder",
         "alder-city"),
    Site("K11", "Alder City Permit Center", "alder-city", "K01", kind=_PERMITS),
    Site("K12", "Millbrook Building Division", "millbrook", "millbrook", 0.4, 0.1, _PERMITS),
    Site("K13", "Port Lorne Building Counter", "port-lorne", "port-lorne", 0.1, -0.1, _PERMITS),
    Site("K14", "San Nicolás Building Counter", "san-nicolas", "K05", kind=_PERMITS),
    Site("K15", "County Permit Center (PRMD)", "alder-county", "alder-city", 1.3, -0.6, _PERMITS,
         "alder-city"),
    Site("K16", "Fennel Creek Plan Check", "fennel-creek", "K06", kind="Plan check"),
    Site("K17", "Alder City Payroll", "alder-city", "K01", kind=_PAYROLL),
    Site("K18", "Millbrook Finance", "millbrook", "K02", kind=_PAYROLL),
    Site("K19", "Auditor-Controller", "alder-county", "K10", kind="Auditor-Controller", on="-"),
    Site("K20", "Alder City Housing Office", "alder-city", "alder-city", 0.3, -0.1, _HOUSING),
    Site("K21", "Housing Authority of Alder County", "alder-county", "alder-city", 0.6, 0.0,
         "Housing authority", "alder-city"),
    Site("K22", "Millbrook Housing Desk", "millbrook", "K02", kind=_HOUSING),
    Site("K23", "Alder City Records Store", "alder-city", "alder-city", 1.4, -0.2, _STORE),
    Site("K24", "County Archives", "alder-county", "alder-city", 1.6, -0.3, "Archives",
         "alder-city"),
    Site("K25", "Port Lorne Records", "port-lorne", "K03", kind=_STORE),
    Site("K26", "Alder City Hall", "alder-city", "K01", kind=_HALL),
    Site("K27", "County Administration Center", "alder-county", "K10", kind="Civic center", on="-"),
    Site("K28", "Millbrook City Hall", "millbrook", "K02", kind=_HALL),
    Site("K29", "Valley Water District Office", "alder-valley-water", "west-alder", 0.0, 0.1,
         "Civic center", "-"),
    Site("K30", "West Alder City Hall", "west-alder", "K04", kind=_HALL),
    Site("K31", "Alder City Mailroom", "alder-city", "K01", kind="Mailroom"),
    Site("K32", "County Print & Mail", "alder-county", "K15", kind="Print & mail", on="-"),
    Site("K33", "Regional 911 Center", "alder-comms", "millbrook", 0.9, -0.4, "911 center", "-"),
    Site("K34", "Port Lorne Dispatch", "port-lorne", "PD-3", kind="Dispatch"),
    Site("K35", "Alder City Economic Development", "alder-city", "K11",
         kind="Business retention"),
    Site("K36", "Tourism Office", "alder-county", "port-lorne", 0.1, 0.2, "Tourism", "port-lorne"),
)  # fmt: skip
_GARAGE, _YARD, _GROUNDS = "Vehicle maintenance", "Corporation yard", "Parks maintenance"
_YARDS = (
    Site("Y01", "Alder City Garage", "alder-city", "alder-city", 1.2, -1.6, _GARAGE),
    Site("Y02", "Millbrook Garage", "millbrook", "millbrook", -0.8, -0.9, _GARAGE),
    Site("Y03", "Port Lorne Shop", "port-lorne", "port-lorne", 0.8, 0.6, _GARAGE),
    Site("Y04", "San Nicolás Shop", "san-nicolas", "san-nicolas", -0.7, -0.7, _GARAGE),
    Site("Y05", "County Equipment Yard", "alder-county", "alder-city", 1.0, -3.6, _GARAGE),
    Site("Y06", "Alder City Corporation Yard", "alder-city", "alder-city", 1.3, -1.7, _YARD),
    Site("Y07", "Millbrook Corp Yard", "millbrook", "millbrook", -0.9, -1.0, _YARD),
    Site("Y08", "Port Lorne Public Works", "port-lorne", "port-lorne", 0.9, 0.6, _YARD),
    Site("Y09", "County Road Yard, Central", "alder-county", "alder-city", 1.2, -3.7, "Road maintenance"),
    Site("Y10", "County Road Yard, Quarry Hill", "alder-county", "quarry-hill", 0.4, 0.2,
         "Road maintenance"),
    Site("Y11", "Cedar Landing Town Yard", "cedar-landing", "cedar-landing", -0.5, 0.5, _YARD),
    Site("Y12", "Heron Point Town Yard", "heron-point", "heron-point", 0.6, 0.5, _YARD),
    Site("Y13", "Fennel Creek Town Yard", "fennel-creek", "fennel-creek", -0.5, -0.5, _YARD),
    Site("Y14", "Alder City Grounds Depot", "alder-city", "alder-city", -0.5, -0.7, _GROUNDS),
    Site("Y15", "Millbrook Grounds Depot", "millbrook", "millbrook", -1.0, -0.2, _GROUNDS),
    Site("Y16", "County Grounds Depot", "alder-county", "alder-city", -0.6, -3.5, _GROUNDS),
    Site("Y17", "Alder City Trades Shop", "alder-city", "alder-city", 1.1, -1.4, "HVAC"),
    Site("Y18", "County Facility Maintenance", "alder-county", "alder-city", 1.1, -3.5,
         "Facility maintenance"),
    Site("Y19", "Transfer Station", "alder-county", "millbrook", 1.8, -3.2, "Transfer station"),
    Site("Y20", "Millbrook Recycling Yard", "millbrook", "millbrook", 0.8, -1.2, "Recycling"),
    Site("Y21", "Gravel Store (no address)", "alder-county", "alder-city", kind=_YARD,
         written=("", "")),
)  # fmt: skip
_CARE = (
    Site("H1", "County Clinic, Alder City", "alder-county", "alder-city", 0.8, 0.7, "Clinic",
         "alder-city"),
    Site("H2", "County Clinic, Port Lorne", "alder-county", "port-lorne", 0.4, 0.2, "Clinic",
         "port-lorne"),
    Site("H3", "Alder City Health Services", "alder-city", "alder-city", 0.5, 0.8,
         "Health services"),
    Site("H4", "County Animal Shelter", "alder-county", "alder-city", -1.3, -3.4,
         "Animal shelter"),
    Site("H5", "Millbrook Pound", "millbrook", "millbrook", 0.5, -0.8, "Pound"),
    Site("H6", "Alder City Senior Services", "alder-city", "alder-city", 0.1, 0.6, "Senior services"),
    Site("H7", "Millbrook Elder Services", "millbrook", "millbrook", 0.2, 0.5, "Elder services"),
    Site("H8", "County Human Services", "alder-county", "alder-city", 0.7, 0.3, "Human services",
         "alder-city"),
    Site("H9", "Alder City Paramedics", "alder-city", "001", kind="Ambulance station"),
    Site("H10", "Millbrook Ambulance", "millbrook", "millbrook", -1.1, -0.2, "Ambulance station"),
    Site("H11", "North Fork Medic 21", "north-fork-fpd", "014", kind="Paramedic", on="-"),
    Site("H12", "Alder City Training Tower", "alder-city", "alder-city", 1.5, -1.2,
         "Training academy"),
    Site("H13", "Sheriff's Academy", "alder-county", "alder-city", 0.6, -3.9, "Training academy"),
    Site("H14", "Valley Fire Training Ground", "alder-valley-fpd", "west-alder", 0.8, -1.9,
         "Fire training tower"),
    Site("H15", "Alder Transit Center", "alder-transit", "alder-city", 0.1, 0.1, "Transit", "-"),
    Site("H16", "Port Lorne Dial-a-Ride", "port-lorne", "port-lorne", 0.1, 0.2, "Dial-a-ride"),
    Site("H17", "Alder Transit, Port Lorne", "alder-transit", "port-lorne", 0.2, 0.2, "Transit",
         "-"),
    Site("H18", "Alder City Shuttle", "alder-city", "alder-city", 0.2, 0.15, "Bus"),
)  # fmt: skip


class SiteTable(NamedTuple):
    """A file of facilities: its name without suffix, and its rows."""

    name: str
    sites: tuple[Site, ...]


TABLES: Final = (
    SiteTable("fire_stations", _FIRE),
    SiteTable("police_stations", _POLICE),
    SiteTable("libraries", _LIBRARIES),
    SiteTable("parks", _PARKS),
    SiteTable("counters", _COUNTERS),
    SiteTable("yards", _YARDS),
    SiteTable("health_and_more", _CARE),
)

HARD_CASES: Final = {
    "face to face across a border": ("003", "011"),
    "branches a minute apart": ("C01-002", "C02-001"),
    "one building, two agencies": ("PD-7", "SO-6"),
    "across the lake": ("PD-6", "SO-5"),
    "cut off on an island": ("023",),
    "beyond the county's border": ("024",),
    "an agency that nobody knows": ("024",),
    "an agency in other words": ("013",),
    "geocoded elsewhere": ("P24",),
    "without a place": ("Y21",),
    "sentinel for a name": ("PD-5",),
    "agency in other letters": ("SO-6",),
    "hostile name": ("P04", "P07", "P09", "P10", "P14", "P20", "C05-001"),
    "on another agency's land": ("SO-1", "SO-2", "K10", "P17"),
    "closed": ("P21", "P22"),
}
"""What each of the hard cases is, and the ids of the facilities that are such."""
