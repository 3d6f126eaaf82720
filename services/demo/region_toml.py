"""The region.toml of the fictional regions, written for people who read one for the first time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

_HEAD: Final = """\
# A fictional region, made by adjoin: no place, agency, person or figure in it is real.
# `adjoin check region.toml` tells what is wrong with its files (some things are, on purpose);
# `adjoin run region.toml -o OUT` makes the tables and the map.
name = "{name}"
units = "us"                            # miles on map and report; the tables stay metric
fictional = true                        # said on every output

"""

_DEMO_SOURCES: Final = """\
# ---- Agencies: who governs or serves an area ------------------------------------------------

[[agencies]]                            # cities, and the county for all land outside them
path = "jurisdictions.gpkg"             # a file with several layers: name one
layer = "cities_and_county"
columns = { id = "id", name = "name", level = "level", population = "population" }
date = "2024-01-01"                     # what the data describe

[[agencies]]                            # water, sanitation, library, recreation and more
path = "jurisdictions.gpkg"
layer = "special_districts"
columns = { id = "id", name = "name", parent = "parent" }   # a parent: part of its government
level = "special_district"
date = "2023-07-01"

[[agencies]]                            # a Shapefile in a .zip, as counties publish them
path = "fire_districts.zip"
columns = { id = "DIST_ID", name = "DIST_NAME" }
level = "special_district"
date = "2022"

[[agencies]]
path = "school_districts.geojson"
columns = { id = "id", name = "name" }
level = "school_district"
date = "2023-07-01"

[[agencies]]                            # agencies without a boundary
path = "other_agencies.csv"
columns = { id = "id", name = "name", level = "level" }

# ---- Facilities: where a service is delivered from ------------------------------------------

[[facilities]]                          # a column holds the agency's id
path = "fire_stations.csv"
service = "fire_services"
columns = { id = "id", name = "name", agency = "agency", x = "lon", y = "lat" }
date = "2024-03-15"

[[facilities]]                          # ... or its name
path = "police_stations.geojson"
service = "law_enforcement"
columns = { id = "id", name = "name", agency = "operator" }

[[facilities]]                          # an id of two columns, and a file in Latin-1
path = "libraries.csv"
service = "library_services"
columns = { id = ["FSCSKEY", "FSCS_SEQ"], name = "LIBNAME", agency = "SYSTEM", x = "LONGITUD", y = "LATITUDE" }
date = "2022"

[[facilities]]                          # only the rows that meet a condition
path = "parks.csv"
service = "parks_recreation"
where = "STATUS = 'open'"
columns = { id = "PARK_ID", name = "PARK_NAME", agency = "OWNER", x = "X", y = "Y" }

[[facilities]]                          # a column says which service, in the file's own words
path = "counters.csv"
columns = { id = "id", name = "name", agency = "agency", service = "type", x = "lon", y = "lat" }

[[facilities]]                          # no column says whose they are: by where they lie
path = "yards.csv"
columns = { id = "id", name = "name", service = "type", x = "lon", y = "lat" }
agency_by = "contains"

[[facilities]]
path = "health_and_more.csv"
columns = { id = "id", name = "name", agency = "agency", service = "type", x = "lon", y = "lat" }

"""

_LARGE_AGENCIES: Final = {
    "cities_and_counties": """\
[[agencies]]                            # cities, and counties for all land outside them
path = "jurisdictions.gpkg"
layer = "cities_and_counties"
columns = { id = "id", name = "name", level = "level", population = "population" }

""",
    "districts": """\
[[agencies]]                            # districts of all kinds, which lie over them
path = "jurisdictions.gpkg"
layer = "districts"
columns = { id = "id", name = "name", level = "level", parent = "parent" }

""",
    "other_agencies": """\
[[agencies]]                            # agencies without a boundary
path = "other_agencies.csv"
columns = { id = "id", name = "name", level = "level" }

""",
}

_LARGE_FACILITIES: Final = """\
[[facilities]]
path = "facilities.csv"
columns = { id = "id", name = "name", agency = "agency", service = "service", x = "lon", y = "lat" }

"""

_PEOPLE: Final = """\
# ---- People: by zones, their number in a second file ----------------------------------------

[[people]]
path = "zones.gpkg"
columns = { weight = "population", id = "zone" }
join = { path = "population.csv", on = "zone" }
date = "2023"

"""

_STREETS: Final = """\
# ---- Streets: a directed edge table, one row for each direction -----------------------------

[streets]
path = "street_edges.parquet"
columns = { from = "from", to = "to", length_m = "length_m", speed_mph = "speed_mph" }
nodes = "street_nodes.parquet"
node_columns = { id = "id", x = "lon", y = "lat" }
date = "2024-02"

"""

_INVENTORY: Final = """\
# ---- Inventory: who provides, buys or funds which service, and what it costs ----------------

[[provision]]                           # columns are found by their names
path = "inventory.csv"

"""

_ANALYSIS: Final = """\
# ---- Analysis: how near is near, where `adjoin services` has another number or none ----------

[analysis.minutes]                      # between two facilities of one service
building_inspection = 10
clerk = 8
courier_mail = 12
fleet = 12
grounds = 12
housing_community_development = 10
records = 10
roads = 12
default = 10
"""


def demo_toml(name: str) -> str:
    """The region.toml of the demonstration.

    Parameters
    ----------
    name
        Of the region, without quotes in it.
    """
    return _HEAD.format(name=name) + _DEMO_SOURCES + _PEOPLE + _STREETS + _INVENTORY + _ANALYSIS


def large_toml(name: str, *, agencies: Collection[str]) -> str:
    """The region.toml of a generated region.

    Parameters
    ----------
    name
        Of the region, without quotes in it.
    agencies
        Which of `cities_and_counties`, `districts` and `other_agencies` there are.
    """
    sources = "".join(text for source, text in _LARGE_AGENCIES.items() if source in agencies)
    body = sources + _LARGE_FACILITIES + _PEOPLE + _STREETS + _INVENTORY + _ANALYSIS
    return _HEAD.format(name=name) + body
