"""Made-up files of streets, inventories, and what is lying about beside them."""

from __future__ import annotations

from making import TOWNS, Made, inventory, layer, lines, lonlat, none, phone, roads, street, table

SERVICES = ("Fire", "Police", "Library", "Animal Control", "Fleet Maintenance", "Dispatch")


def _t(i: int) -> str:
    return TOWNS[i % len(TOWNS)]


def streets() -> list[Made]:
    """Centrelines and edge tables."""
    return [
        layer(
            "Road_Centerlines.shp.zip",  # lengths in feet
            "OBJECTID|FULLNAME|L_ADD_FROM|L_ADD_TO|ONEWAY|SPEED_LIM|F_ZLEV|T_ZLEV|FUNC_CLASS|SHAPE_Leng",
            [
                (i + 1, STREET, 100 * i, 100 * i + 98, ("B", "FT", "TF")[i % 3], (25, 35, 45, 55)[i % 4],
                 0, 0, ("Local", "Collector", "Arterial")[i % 3], 5000.25 + i)
                for i, STREET in enumerate(f"{i}th St" for i in range(24))
            ],
            lines(24),
            roads({
                "speed_mph": ["SPEED_LIM"], "oneway": ["ONEWAY"], "level_from": ["F_ZLEV", ""],
                "level_to": ["T_ZLEV", ""], "never": ["SHAPE_Leng", "FUNC_CLASS", "OBJECTID"],
            }),
            crs=2226,
        ),
        layer(
            "tl_2022_06999_roads.shp.zip",
            "LINEARID|FULLNAME|RTTYP|MTFCC",
            [(f"11010{i:07}", f"{_t(i)} Rd", "M", "S1400") for i in range(20)],
            lines(20),
            roads({"never": ["MTFCC", "RTTYP"]}),
            crs=4269,
        ),
        layer(
            "osmnx_edges.gpkg",
            "u|v|key|osmid|highway|lanes|maxspeed|name|oneway|reversed|length",
            [
                (6000 + i, 6001 + i, 0, f"{77000 + i}", ("residential", "primary")[i % 2], "2",
                 "35 mph" if i % 2 else None, f"{_t(i)} Road", bool(i % 3 == 0), False, 4100.5 + i)
                for i in range(20)
            ],
            lines(20),
            roads({
                "length_m": ["length"], "class": ["highway"], "oneway": ["oneway", ""],
                "speed_mph": ["maxspeed", ""], "speed_kmh": ["", "maxspeed"], "never": ["key", "lanes"],
            }),
        ),
        table(
            "network_links.csv",
            "LINK_ID|FROM_NODE|TO_NODE|LENGTH_M|FREE_KPH|LANES|CAPACITY",
            [(i, 100 + i, 101 + i, 4000 + i, 50 + 10 * (i % 4), 2, 1800) for i in range(20)]
            + [(40 + i, 101 + i, 100 + i, 4000 + i, 50, 2, 1800) for i in range(20)],
            roads(
                {
                    "from": ["FROM_NODE"], "to": ["TO_NODE"], "length_m": ["LENGTH_M"],
                    "speed_kmh": ["FREE_KPH"], "never": ["CAPACITY", "LANES"],
                },
                nodes=["network_nodes.csv"],
                alone={
                    "role": ["streets", "none"], "nodes": [],
                    "columns": {
                        "from": ["FROM_NODE", ""], "to": ["TO_NODE", ""], "length_m": ["LENGTH_M", ""],
                        "speed_kmh": ["FREE_KPH", ""],
                    },
                },
            ),
        ),
        table(
            "network_nodes.csv",
            "NODE|LON|LAT|IS_SIGNAL",
            [(100 + i, *lonlat(i), i % 2) for i in range(21)],
            {
                "role": ["nodes"], "columns": {"id": ["NODE"], "x": ["LON"], "y": ["LAT"]},
                "alone": {"role": ["nodes", "none"]},
            },
        ),
        layer(
            "strassennetz.geojson",
            "gid|strassenname|vmax_kmh|einbahn|laenge_m|belag",
            [
                (i, f"Dorfstraße {i}", (30, 50, 100)[i % 3], "ja" if i % 4 == 0 else "nein", 3900.0 + i,
                 "Asphalt")
                for i in range(20)
            ],
            lines(20),
            roads({
                "length_m": ["laenge_m", ""], "speed_kmh": ["vmax_kmh"], "oneway": ["einbahn", ""],
                "never": ["gid"],
            }),
            crs=4326,
        ),
        layer(
            "segments_timed.gpkg",  # minutes of travel, and feet
            "SEG_ID|ST_NAME|ONE_WAY|LEN_FT|DRIVE_MIN|RD_CLASS",
            [(i, f"{_t(i)} Way", "N", 12000.5, 3.2, "Minor") for i in range(20)],
            lines(20),
            roads({
                "minutes": ["DRIVE_MIN"], "oneway": ["ONE_WAY", ""], "never": ["LEN_FT", "RD_CLASS"],
            }),
            crs=2226,
        ),
    ]  # fmt: skip


def inventories() -> list[Made]:
    """Who provides what, in long and in wide form."""
    return [
        table(
            "service_inventory.csv",
            "Agency|Service|Role|Provided By|Agreement|Annual Cost|FTE|Notes",
            [
                (f"City of {_t(i // 6)}", name, "buys" if i % 3 == 0 else "provides",
                 "Alder County" if i % 3 == 0 else "", "contract" if i % 3 == 0 else "",
                 100000 + 2500 * i, 2.5 + i, "")
                for i, name in enumerate(SERVICES * 4)
            ],
            inventory({
                "agency": ["Agency"], "service": ["Service"], "role": ["Role"],
                "counterparty": ["Provided By"], "instrument": ["Agreement"],
                "annual_cost": ["Annual Cost"], "fte": ["FTE"], "source": ["", "Notes"],
            }),
        ),
        table(
            "inventory_template.csv",  # the very names: nothing need be said
            "agency|service|role|counterparty|instrument|annual_cost|fte|start|end|source",
            [
                (f"Town of {_t(i)}", name, "provides", "", "", 5000 * (i + 1), "", "", "", "budget")
                for i, name in enumerate(SERVICES * 2)
            ],
            inventory({
                key: ["", key]
                for key in ("agency", "service", "role", "counterparty", "instrument", "annual_cost",
                            "fte", "start", "end", "source")
            }),
        ),
        table(
            "shared_service_contracts.xlsx",
            "Contract No|Buying Agency|Service|Selling Agency|Begin Date|End Date|Amount per Year",
            [
                (f"2021-{i:03}", f"City of {_t(i)}", name, "Alder County", "2021-07-01", "2026-06-30",
                 120000 + 1000 * i)
                for i, name in enumerate(SERVICES * 2)
            ],
            inventory(
                {
                    "agency": ["Buying Agency"], "service": ["Service"],
                    "counterparty": ["Selling Agency"], "annual_cost": ["Amount per Year"],
                    "start": ["Begin Date"], "end": ["End Date"], "role": [], "fte": [],
                    "never": ["Contract No"],
                },
                provision_role=["buys"],
            ),
        ),
        table(
            "service_matrix.csv",  # one column for each service, which is no inventory as it is read
            "Jurisdiction|" + "|".join(SERVICES),
            [
                (f"City of {_t(i)}", *("X" if (i + j) % 3 else "Contract" for j in range(len(SERVICES))))
                for i in range(10)
            ],
            none("provision", why="wide: it has to be turned into one row for each service"),
        ),
        table(
            "who_does_what.csv",
            "jurisdiction|function|delivery_method|provider|budget_fy23|staff_fte",
            [
                (f"{_t(i // 4)}", name, ("in-house", "contract", "JPA")[i % 3],
                 _t(i // 4) if i % 3 == 0 else "Alder County", 90000 + 700 * i, 1 + i / 2)
                for i, name in enumerate(SERVICES * 3)
            ],
            inventory({
                "agency": ["jurisdiction"], "service": ["function"], "counterparty": ["provider", ""],
                "instrument": ["delivery_method", ""], "role": ["", "delivery_method"],
                "annual_cost": ["budget_fy23"], "fte": ["staff_fte"],
            }),
        ),
    ]  # fmt: skip


def lying_about() -> list[Made]:
    """Files that have no part in a region."""
    return [
        table(
            "meeting_calendar.csv",
            "Date|Time|Body|Location|Agenda URL",
            [(f"2022-0{i % 9 + 1}-14", "18:30", "City Council", "City Hall", "https://x") for i in range(12)],
            none(why="dates of meetings"),
        ),
        table(
            "building_permits.csv",  # with places
            "PermitNum|PermitType|Description|IssuedDate|Status|Address|Valuation|Contractor|Latitude|Longitude",
            [
                (f"BLD22-{i:04}", "Residential Remodel", "Kitchen", "2022-03-04", "Finaled", street(i),
                 15000 + i, "Acme Inc", *lonlat(i)[::-1])
                for i in range(25)
            ],
            none(why="permits, not places of service"),
        ),
        table(
            "crime_incidents_2022.csv",  # with an agency and places
            "Incident Number|Agency|Offense|Reported|Block Address|X|Y",
            [
                (f"22-{i:05}", f"{_t(i % 3)} PD", "Burglary", "2022-05-05T10:00", f"{i}00 block Main",
                 *lonlat(i))
                for i in range(30)
            ],
            none(why="events, not places of service"),
        ),
        table(
            "data_dictionary.csv",
            "Field|Alias|Type|Length|Description",
            [
                (name, name.title(), "Text", 50, "Name of the station")
                for name in ("STATION_NAME", "AGENCY", "ADDRESS", "ID", "LATITUDE", "LONGITUDE")
            ],
            none(why="it tells of columns"),
        ),
        table(
            "fee_schedule.csv",
            "Fee Code|Service|Unit|Fee FY22|Fee FY23",
            [(f"F{i:02}", name, "each", 50 + i, 55 + i) for i, name in enumerate(SERVICES * 2)],
            none(why="prices of one agency, to the public"),
        ),
        table(
            "adopted_budget_fy23.csv",
            "Fund|Department|Object Code|Account|FY22 Actual|FY23 Adopted",
            [
                ("General Fund", name, 5100 + i, "Salaries", 900000 + i, 950000 + i)
                for i, name in enumerate(SERVICES * 3)
            ],
            none("provision", why="one agency's money, by its own departments"),
        ),
        table(
            "staff_directory.csv",
            "Employee|Title|Department|Phone|Email|Hire Date",
            [(f"Person {i}", "Clerk II", SERVICES[i % 6], phone(i), "x@example.org", "2015-01-01")
             for i in range(20)],
            none(why="people who work there, not people served"),
        ),
        layer(
            "bike_lanes.geojson",
            "FACILITYID|FACILITY|CLASS|INSTALLED|MILES",
            [(i, f"{_t(i)} Lane", ("I", "II", "III")[i % 3], 2010 + i % 9, 1.2) for i in range(12)],
            lines(12),
            none("streets", why="some streets only; class is that of a bicycle lane"),
        ),
    ]  # fmt: skip


def files() -> list[Made]:
    """All of them."""
    return [*streets(), *inventories(), *lying_about()]
