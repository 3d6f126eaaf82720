"""Made-up files of libraries, parks, clinics and schools, as American publishers lay them out."""

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
    """Libraries, parks, seniors, health, schools."""
    return [
        table(
            "Library_Branches.csv",  # Socrata: the place is a text
            "Library Branch|Library System|Street Address|City|ZIP Code|Hours|Location",
            [
                (f"{_t(i)} Branch", "Alder County Free Library" if i % 4 else f"{_t(i)} Public Library",
                 street(i), _t(i), zipcode(i), "10-6", f"POINT ({lonlat(i)[LON]} {lonlat(i)[LAT]})")
                for i in range(12)
            ],
            sites(["library_services"], ["column", "operator"], {
                "id": ["", "Library Branch"], "name": ["Library Branch"],
                "agency": ["Library System", ""], "operator": ["", "Library System"],
                "address": ["Street Address", ""], "never": ["City", "Location", "ZIP Code"],
            }, role=["facilities", "none"]),
        ),
        table(
            "PLS_FY22_Outlet_pud22i.csv",
            "STABR|FSCSKEY|FSCS_SEQ|C_FSCS|LIBID|LIBNAME|ADDRESS|CITY|ZIP|ZIP4|CNTY|PHONE|C_OUT_TY|SQ_FEET|"
            "HOURS|WKS_OPEN|YR_SUB|LONGITUD|LATITUDE|INCITSST|CNTYPOP|CENTRACT",
            [
                ("CA", f"CA0{200 + i // 4}", f"{i % 4 + 2:03}", "Y", f"M{600 + i // 4}",
                 f"{_t(i).upper()} LIBRARY", street(i).upper(), _t(i).upper(), zipcode(i), "M", "ALDER",
                 f"7075550{100 + i}", "BR" if i % 4 else "CE", 4000 + 731 * i, 1800 + 9 * i, 52, 2022,
                 *lonlat(i), "06", 88221, "1401.02")
                for i in range(20)
            ],
            sites(["library_services"], ["column"], {
                "id": [["FSCSKEY", "FSCS_SEQ"]], "name": ["LIBNAME"],
                "agency": [["STABR", "LIBID"], "LIBID", "FSCSKEY"], "x": ["LONGITUD"],
                "y": ["LATITUDE"], "capacity": ["", "SQ_FEET"], "county": ["CNTY", ""],
                "state": ["STABR", ""], "address": ["ADDRESS", ""], "never": ["C_OUT_TY", "CNTYPOP"],
            }, preset=["imls_outlets"], crs=TABLE_CRS),
        ),
        table(
            "parks.csv",
            "PARK_ID|PARKNAME|PARK_TYPE|ACRES|OWNER|STATUS|YR_OPEN|LAT|LON",
            [
                (f"P{i:04}", f"{_t(i)} Memorial Park", ("Mini", "Neighborhood", "Regional")[i % 3],
                 round(1.3 + i * 2.7, 1), f"{_t(i // 3)} Park & Recreation District",
                 "CLOSED" if i in (4, 9) else "OPEN", 1950 + 3 * i, *lonlat(i)[::-1])
                for i in range(20)
            ],
            sites(["parks_recreation"], ["column", "operator"], {
                "id": ["PARK_ID"], "name": ["PARKNAME"], "agency": ["OWNER", ""],
                "operator": ["", "OWNER"], "owner": ["", "OWNER"], "x": ["LON"], "y": ["LAT"],
                "capacity": ["", "ACRES"], "never": ["PARK_TYPE", "YR_OPEN"],
            }, crs=TABLE_CRS),
        ),
        layer(
            "Park_Sites.geojson",  # NAME, FULLNAME and LABEL; GlobalID beside OBJECTID
            "OBJECTID|GlobalID|NAME|FULLNAME|LABEL|MANAGED_BY|LABEL_ANGLE|SHAPE_Area|SHAPE_Length",
            [
                (i + 1, guid(i), _t(i), f"{_t(i)} Community Park", f"{_t(i)[:6]}. Pk.",
                 f"City of {_t(i // 2)}", 0, 0.00091 + i, 0.2 * i)
                for i in range(14)
            ],
            points(14),
            sites(["parks_recreation"], ["column", "operator"], {
                "id": ["GlobalID", "OBJECTID"], "name": ["FULLNAME", "NAME"],
                "agency": ["MANAGED_BY", ""], "operator": ["", "MANAGED_BY"],
                "never": ["LABEL", "SHAPE_Area"],
            }),
        ),
        table(
            "Recreation_Facilities.csv",  # Socrata export
            "Facility ID|Facility Name|Facility Type|Operating Agency|Max Occupancy|Latitude|Longitude",
            [
                (f"RC{i + 10}", f"{_t(i)} {kind}", kind, f"{_t(i)} Recreation & Park District",
                 80 + 10 * i, *lonlat(i)[::-1])
                for i, kind in enumerate(("Swimming Pool", "Gymnasium", "Community Center") * 4)
            ],
            sites(["parks_recreation"], ["column", "operator"], {
                "id": ["Facility ID"], "name": ["Facility Name"], "agency": ["Operating Agency", ""],
                "operator": ["", "Operating Agency"], "x": ["Longitude"], "y": ["Latitude"],
                "capacity": ["Max Occupancy", ""],
            }, crs=TABLE_CRS),
        ),
        table(
            "senior_centers.csv",
            "Site Name|Operated By|Street|Town|Meals Served|Daily Capacity|Long|Lat",
            [
                (f"{_t(i)} Senior Center", f"City of {_t(i)}", street(i), _t(i), 4000 + 100 * i,
                 40 + i, *lonlat(i))
                for i in range(11)
            ],
            sites(["senior_human_services"], ["column", "operator"], {
                "id": ["", "Site Name"], "name": ["Site Name"], "agency": ["Operated By", ""],
                "operator": ["", "Operated By"], "x": ["Long"], "y": ["Lat"],
                "capacity": ["Daily Capacity", ""], "address": ["Street", ""],
                "never": ["Town", "Meals Served"],
            }, crs=TABLE_CRS),
        ),
        table(
            "Health_Center_Service_Delivery_Sites.csv",
            "Health Center Name|BHCMIS Organization Identification Number|Site Name|Site Address|Site City|"
            "Site Postal Code|Site Status Description|Operating Hours per Week|"
            "Geocoding Artifact Address Primary X Coordinate|Geocoding Artifact Address Primary Y Coordinate|"
            "County Name",
            [
                (f"{_t(i // 3)} Community Health, Inc.", f"09E0{300 + i // 3}", f"{_t(i)} Clinic", street(i),
                 _t(i), zipcode(i), "Active", 40.0, *lonlat(i), "Alder")
                for i in range(12)
            ],
            sites(["public_health"], ["column", "operator"], {
                "id": ["", "Site Name"], "name": ["Site Name"],
                "agency": ["Health Center Name", "BHCMIS Organization Identification Number", ""],
                "operator": ["", "Health Center Name"],
                "x": ["Geocoding Artifact Address Primary X Coordinate"],
                "y": ["Geocoding Artifact Address Primary Y Coordinate"],
                "county": ["County Name", ""], "address": ["Site Address", ""],
            }, crs=TABLE_CRS),
        ),
        table(
            "Hospitals_2023.csv",
            "X|Y|OBJECTID|ID|NAME|ADDRESS|CITY|STATE|ZIP|TELEPHONE|TYPE|STATUS|POPULATION|COUNTY|COUNTYFIPS|"
            "LATITUDE|LONGITUDE|NAICS_CODE|SOURCE|OWNER|TTL_STAFF|BEDS|TRAUMA|HELIPAD",
            [
                (*moved(i, 3857), i, f"{5700 + i}9541", f"{_t(i).upper()} DISTRICT HOSPITAL", street(i), _t(i),
                 "CA", zipcode(i), "NOT AVAILABLE", "GENERAL ACUTE CARE", "OPEN", 30 + i, "ALDER", "06999",
                 *lonlat(i)[::-1], 622110, "http://www.example.gov",
                 "GOVERNMENT - DISTRICT/AUTHORITY" if i % 2 else "NON-PROFIT", -999, 30 + i,
                 "NOT AVAILABLE", "N")
                for i in range(8)
            ],
            sites(["hospitals"], ["column", "contains"], {
                "id": ["ID", "OBJECTID"], "name": ["NAME"], "agency": ["NAME", ""],
                "owner": ["OWNER", ""], "x": ["LONGITUDE"], "y": ["LATITUDE"], "capacity": ["BEDS"],
                "county": ["COUNTY", ""], "state": ["STATE", ""], "address": ["ADDRESS", ""],
                "never": ["X", "POPULATION", "SOURCE"],
            }, preset=["hifld_hospitals"], crs=TABLE_CRS),
        ),
        table(
            "EDGE_GEOCODE_PUBLICSCH_2122.csv",
            "NCESSCH|LEAID|NAME|OPSTFIPS|STREET|CITY|STATE|ZIP|STFIP|CNTY|NMCNTY|LOCALE|LAT|LON|CBSA|NMCBSA|"
            "CD|SLDL|SLDU|SCHOOLYEAR",
            [
                (f"06{(i // 4) * 30 + 10010:05}{i + 1200:05}", f"06{(i // 4) * 30 + 10010:05}",
                 f"{_t(i)} Elementary", "06", street(i), _t(i), "CA", zipcode(i), "06", "06999",
                 "Alder County", 41, *lonlat(i)[::-1], "N", "N", "0602", "06002", "06003", "2021-2022")
                for i in range(16)
            ],
            sites(["schools"], ["column"], {
                "id": ["NCESSCH"], "name": ["NAME"], "agency": ["LEAID"], "x": ["LON"], "y": ["LAT"],
                "county": ["NMCNTY", ""], "state": ["STATE", ""], "address": ["STREET", ""],
                "never": ["CNTY", "CD"],
            }, preset=["nces_schools"], crs=TABLE_CRS),
        ),
        table(
            "pubschls.csv",
            "CDSCode|NCESDist|NCESSchool|StatusType|County|District|School|Street|City|Zip|Phone|OpenDate|"
            "Charter|DOCType|SOCType|Latitude|Longitude|AdmFName1|LastUpDate",
            [
                (f"4970{(i // 5) * 8 + 599:03}{6051700 + i}", f"06{(i // 5) * 60 + 1890:05}", f"{i + 700:05}",
                 "Active" if i % 6 else "Closed", "Alder", f"{_t(i // 5)} Union Elementary", f"{_t(i)} School",
                 street(i), _t(i), zipcode(i), phone(i), "1980-07-01", "N", "Elementary School District",
                 "Elementary Schools (Public)", *lonlat(i)[::-1], "Alex", "2022-03-01")
                for i in range(20)
            ],
            sites(["schools"], ["column", "operator"], {
                "id": ["CDSCode"], "name": ["School"], "agency": ["CDSCode", "District", "NCESDist", ""],
                "operator": ["", "District"], "x": ["Longitude"], "y": ["Latitude"],
                "county": ["County", ""], "address": ["Street", ""], "never": ["DOCType", "NCESSchool"],
            }, preset=["cde_schools"], crs=TABLE_CRS),
        ),
        table(
            "gtfs_stops.csv",
            "stop_id|stop_code|stop_name|stop_desc|stop_lat|stop_lon|zone_id|stop_url|location_type|"
            "parent_station|wheelchair_boarding",
            [
                (f"{8000 + i}", f"{i + 1}", f"{_t(i)} & {STREET}", "", *lonlat(i)[::-1], "1", "", "0", "", 1)
                for i, STREET in enumerate(["Main St", "Oak Ave"] * 10)
            ],
            sites(["transportation_transit"], ["contains"], {
                "id": ["stop_id"], "name": ["stop_name"], "x": ["stop_lon"], "y": ["stop_lat"],
                "never": ["stop_code", "zone_id"],
            }, preset=["gtfs_stops"], crs=TABLE_CRS),
        ),
    ]  # fmt: skip
