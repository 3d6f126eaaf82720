"""Made-up files of fire, police, dispatch and ambulances, as American publishers lay them out."""

from __future__ import annotations

from making import (
    TOWNS,
    Made,
    chance,
    guid,
    layer,
    lonlat,
    moved,
    phone,
    points,
    sites,
    street,
    table,
    zipcode,
)  # fmt: skip

LON, LAT = 0, 1
TABLE_CRS = ["", "EPSG:4326", "EPSG:4269"]


def _t(i: int) -> str:
    return TOWNS[i % len(TOWNS)]


def _unsure(path: str, low: int, high: int, n: int) -> list[int]:
    dice = chance(path)
    return [dice.randint(low, high) for _ in range(n)]


def files() -> list[Made]:
    """Fire, police, dispatch, ambulances."""
    return [
        table(
            "Fire_Stations.csv",  # ArcGIS Hub; numbers of stations repeat between departments
            "X|Y|OBJECTID|STATION_NO|STATION_NAME|DEPARTMENT|ADDRESS|CITY|ZIP|PHONE|GlobalID",
            [
                (*lonlat(i), i + 1, i % 3 + 1, f"Station {i % 3 + 1}", f"{_t(i // 3)} Fire Department",
                 street(i), _t(i // 3), zipcode(i), phone(i), guid(i))
                for i in range(18)
            ],
            sites(["fire_services"], ["column", "operator"], {
                "id": ["GlobalID", "OBJECTID", ["DEPARTMENT", "STATION_NO"]],
                "name": ["STATION_NAME"], "agency": ["DEPARTMENT", ""],
                "operator": ["", "DEPARTMENT"], "x": ["X"], "y": ["Y"],
                "address": ["ADDRESS", ""], "never": ["STATION_NO", "CITY"],
            }, crs=TABLE_CRS),
        ),
        table(
            "fire_stations_2226.csv",  # feet; AGENCY is who publishes; the file does not say its CRS
            "FACILITYID|NAME|AGENCY|POINT_X|POINT_Y|LASTEDIT",
            [
                (f"FS-{i:03}", f"{_t(i)} Volunteer Fire Station", "Alder County GIS", *moved(i, 2226),
                 f"2021-0{i % 9 + 1}-12")
                for i in range(14)
            ],
            sites(["fire_services"], ["contains"], {
                "id": ["FACILITYID"], "name": ["NAME"], "agency": [], "operator": [],
                "x": ["POINT_X"], "y": ["POINT_Y"], "never": ["AGENCY"],
            }, crs=["EPSG:2226"]),
        ),
        table(
            "hifld_firestations.csv",
            "X|Y|OBJECTID|ID|NAME|ADDRESS|CITY|STATE|ZIPCODE|TYPE|COUNTRY|COUNTY|FIPS|LATITUDE|LONGITUDE|"
            "LEVEL_|DIRECTIONS|NAICSCODE|SOURCE|WEBSITE|FDID",
            [
                (*moved(i, 3857), i + 900, f"{10432000 + i * 31}",
                 f"{_t(i).upper()} FIRE PROTECTION DISTRICT STATION {i % 4 + 1}", street(i).upper(),
                 _t(i).upper(), "CA", zipcode(i), "FIRE STATION", "USA", "ALDER", "06999",
                 lonlat(i)[LAT], lonlat(i)[LON], "BLOCKFACE", "NOT AVAILABLE", 922160, "TGS",
                 "NOT AVAILABLE", f"{49000 + i // 2}")
                for i in range(16)
            ],
            sites(["fire_services"], ["operator", "contains"], {
                "id": ["ID", "OBJECTID"], "name": ["NAME"], "operator": ["NAME", ""],
                "x": ["LONGITUDE"], "y": ["LATITUDE"], "never": ["X", "Y", "SOURCE", "FDID"],
                "county": ["COUNTY", ""], "state": ["STATE", ""], "address": ["ADDRESS", ""],
            }, preset=["hifld_fire_stations"], crs=TABLE_CRS),
        ),
        table(
            "police_facilities.csv",  # two pairs of coordinates
            "FID|FacilityName|FacilityType|Jurisdiction|StreetAddress|x_coord|y_coord|Latitude|Longitude",
            [
                (i, f"{_t(i)} Police {'Headquarters' if i % 2 else 'Substation'}",
                 "Headquarters" if i % 2 else "Substation", f"City of {_t(i)}", street(i),
                 *moved(i, 2226), *lonlat(i)[::-1])
                for i in range(15)
            ],
            sites(["law_enforcement"], ["column", "operator"], {
                "id": ["FID"], "name": ["FacilityName"], "agency": ["Jurisdiction", ""],
                "operator": ["", "Jurisdiction"], "x": ["Longitude"], "y": ["Latitude"],
                "address": ["StreetAddress", ""], "never": ["x_coord", "y_coord", "FacilityType"],
            }, crs=TABLE_CRS),
        ),
        layer(
            "Structures_LawEnforcement.gpkg",
            "permanent_identifier|source_featureid|source_datadesc|ftype|fcode|name|address|city|state|"
            "zipcode|admintype|loaddate|globalid",
            [
                (guid(i + 40), f"{1007 + i}", "TNM Corps", 740, 74034, f"{_t(i)} Police Department",
                 street(i), _t(i), "CA", zipcode(i), 0, "2019-04-11T00:00:00", guid(i + 90))
                for i in range(12)
            ],
            points(12),
            sites(["law_enforcement"], ["operator", "contains"], {
                "id": ["permanent_identifier", "globalid"], "name": ["name"],
                "operator": ["name", ""], "state": ["state", ""], "address": ["address", ""],
                "never": ["source_datadesc"],
            }, preset=["usgs_structures_police"]),
            crs=4269,
        ),
        table(
            "psap_locations.csv",
            "OBJECTID|PSAP_ID|PSAP_NAME|OPERATED_BY|POSITIONS|CALLS_2021|LONG|LAT",
            [
                (i + 1, 7300 + i, f"{_t(i)} Emergency Communications", f"{_t(i)} Police Department",
                 3 + i % 5, calls, *lonlat(i))
                for i, calls in enumerate(_unsure("psap", 4000, 90000, 9))
            ],
            sites(["public_safety_dispatch"], ["operator", "column"], {
                "id": ["PSAP_ID", "OBJECTID"], "name": ["PSAP_NAME"], "operator": ["OPERATED_BY", ""],
                "agency": ["", "OPERATED_BY"], "x": ["LONG"], "y": ["LAT"],
                "capacity": ["POSITIONS", ""], "never": ["CALLS_2021"],
            }, crs=TABLE_CRS),
        ),
        layer(
            "ambulance_posts.geojson",
            "POST_ID|POSTNAME|PROVIDER|SHIFT_HOURS|PHONE",
            [
                (f"M-{i + 1}", f"Medic {i + 1}", f"{_t(i // 2)} Ambulance District", 24, phone(i))
                for i in range(10)
            ],
            points(10),
            sites(["ems_ambulance"], ["operator", "column"], {
                "id": ["POST_ID"], "name": ["POSTNAME"], "operator": ["PROVIDER", ""],
                "agency": ["", "PROVIDER"],
            }),
        ),
    ]  # fmt: skip
