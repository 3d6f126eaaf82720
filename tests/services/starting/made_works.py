"""Made-up files of water, waste, yards and buildings, as American publishers lay them out."""

from __future__ import annotations

from making import (
    TOWNS,
    Made,
    chance,
    layer,
    lonlat,
    moved,
    points,
    sites,
    street,
    table,
)  # fmt: skip

LON, LAT = 0, 1
TABLE_CRS = ["", "EPSG:4326", "EPSG:4269"]


def _t(i: int) -> str:
    return TOWNS[i % len(TOWNS)]


def _unsure(path: str, low: int, high: int, n: int) -> list[int]:
    dice = chance(path)
    return [dice.randint(low, high) for _ in range(n)]


def files() -> list[Made]:
    """Water, waste, yards, animals, buildings."""
    return [
        table(
            "landfills_lmop.csv",
            "GHGRP ID|Landfill ID|Landfill Name|State|Physical Address|City|County|Latitude|Longitude|"
            "Ownership Type|Landfill Owner Organization(s)|Year Landfill Opened|Current Landfill Status|"
            "Waste in Place (tons)",
            [
                ("", 1400 + i, f"{_t(i)} Sanitary Landfill", "CA", street(i), _t(i), "Alder",
                 *lonlat(i)[::-1], "Public" if i % 3 else "Private", f"{_t(i // 2)} County, CA", 1971 + i,
                 "Closed" if i == 2 else "Open", 900000 + 1000 * i)
                for i in range(7)
            ],
            sites(["solid_waste"], ["column", "operator"], {
                "id": ["Landfill ID"], "name": ["Landfill Name"],
                "agency": ["Landfill Owner Organization(s)", ""],
                "operator": ["", "Landfill Owner Organization(s)"],
                "owner": ["", "Ownership Type", "Landfill Owner Organization(s)"],
                "x": ["Longitude"], "y": ["Latitude"], "county": ["County", ""], "state": ["State", ""],
                "address": ["Physical Address", ""], "capacity": ["", "Waste in Place (tons)"],
                "never": ["GHGRP ID", "Ownership Type", "Year Landfill Opened"],
            }, crs=TABLE_CRS),
        ),
        table(
            "transfer_stations.xlsx",
            "SWIS Number|Site Name|Operator Name|Activity|Operational Status|Latitude|Longitude",
            [
                (f"49-AA-0{140 + i}", f"{_t(i)} Transfer Station", f"{_t(i)} Public Works Department",
                 "Large Volume Transfer/Proc Facility", "Active", *lonlat(i)[::-1])
                for i in range(6)
            ],
            sites(["solid_waste"], ["operator", "column"], {
                "id": ["SWIS Number"], "name": ["Site Name"], "operator": ["Operator Name", ""],
                "agency": ["", "Operator Name"], "x": ["Longitude"], "y": ["Latitude"],
                "never": ["Activity"],
            }, crs=TABLE_CRS),
        ),
        table(
            "animal_shelters.csv",  # the names of the coordinates are the wrong way round
            "SHELTER_ID|SHELTER|CONTRACTOR|KENNELS|X_COORD|Y_COORD",
            [
                (20 + i, f"{_t(i)} Animal Shelter", f"{_t(i)} Humane Society", 20 + 3 * i, *lonlat(i)[::-1])
                for i in range(6)
            ],
            sites(["animal_control"], ["operator", "column"], {
                "id": ["SHELTER_ID"], "name": ["SHELTER"], "operator": ["CONTRACTOR", ""],
                "agency": ["", "CONTRACTOR"], "x": ["Y_COORD"], "y": ["X_COORD"],
                "capacity": ["KENNELS", ""],
            }, crs=TABLE_CRS),
        ),
        table(
            "fleet_shops.csv",  # UTM without saying so
            "SHOP_NO|SHOP_DESC|DEPT|BAYS|EASTING|NORTHING",
            [
                (f"S{i:02}", f"{_t(i)} Vehicle Maintenance Shop", f"City of {_t(i)} Public Works", 2 + i,
                 *moved(i, 26910))
                for i in range(8)
            ],
            sites(["fleet"], ["column", "operator"], {
                "id": ["SHOP_NO"], "name": ["SHOP_DESC"], "agency": ["DEPT", ""],
                "operator": ["", "DEPT"], "x": ["EASTING"], "y": ["NORTHING"], "capacity": ["BAYS", ""],
            }, crs=["EPSG:26910", "EPSG:32610", "EPSG:6339", "EPSG:3740"]),
        ),
        table(
            "sdwis_treatment_plants.csv",
            "PWSID|PWS_NAME|FACILITY_ID|FACILITY_NAME|FACILITY_TYPE_CODE|OWNER_TYPE_CODE|LATITUDE_MEASURE|"
            "LONGITUDE_MEASURE|POPULATION_SERVED_COUNT",
            [
                (f"CA49100{i // 2 + 10}", f"{_t(i // 2)} WATER DISTRICT", 101 + i % 2,
                 f"{_t(i)} WTP {i % 2 + 1}", "TP", "L", *lonlat(i)[::-1], 1200 + 55 * (i // 2))
                for i in range(10)
            ],
            sites(["water_wastewater"], ["column", "operator"], {
                "id": [["PWSID", "FACILITY_ID"]], "name": ["FACILITY_NAME"],
                "agency": ["PWSID", "PWS_NAME", ""], "operator": ["", "PWS_NAME"],
                "owner": ["", "OWNER_TYPE_CODE"], "x": ["LONGITUDE_MEASURE"], "y": ["LATITUDE_MEASURE"],
                "capacity": [""], "never": ["FACILITY_ID", "POPULATION_SERVED_COUNT"],
            }, crs=TABLE_CRS),
        ),
        table(
            "npdes_wastewater_plants.csv",
            "REGISTRY_ID|PRIMARY_NAME|LOCATION_ADDRESS|CITY_NAME|COUNTY_NAME|STATE_CODE|PGM_SYS_ACRNMS|"
            "LATITUDE83|LONGITUDE83|ACCURACY_VALUE",
            [
                (f"1100{10930000 + i * 77}", f"{_t(i).upper()} WASTEWATER TREATMENT PLANT", street(i), _t(i),
                 "ALDER", "CA", "NPDES", *lonlat(i)[::-1], 30)
                for i in range(9)
            ],
            sites(["sewer", "water_wastewater"], ["contains", "operator"], {
                "id": ["REGISTRY_ID"], "name": ["PRIMARY_NAME"], "agency": [],
                "operator": ["", "PRIMARY_NAME"], "x": ["LONGITUDE83"], "y": ["LATITUDE83"],
                "county": ["COUNTY_NAME", ""], "state": ["STATE_CODE", ""],
                "address": ["LOCATION_ADDRESS", ""], "never": ["ACCURACY_VALUE", "CITY_NAME"],
            }, crs=TABLE_CRS),
        ),
        layer(
            "corporation_yards.shp.zip",
            "OBJECTID|YARD_ID|YARD_NM|AGCY|STATUS",
            [
                (i + 1, f"Y-{i + 1}", f"{_t(i)} Corp Yard", f"{_t(i // 2)} DPW", "Active")
                for i in range(9)
            ],
            points(9),
            sites(["roads", "fleet", "building_maintenance"], ["column", "operator"], {
                "id": ["YARD_ID", "OBJECTID"], "name": ["YARD_NM"], "agency": ["AGCY", ""],
                "operator": ["", "AGCY"],
            }),
            crs=2226,
        ),
        table(
            "county_buildings.csv",  # which service is in a column
            "BLDG_ID|BLDG_NAME|USE_TYPE|OWNED_BY|YR_BUILT|SQFT|LAT_DD|LON_DD",
            [
                (f"B{i:03}", f"{_t(i)} {use}", use, f"City of {_t(i // 3)}", 1955 + i, 5000 + 90 * i,
                 *lonlat(i)[::-1])
                for i, use in enumerate(("Fire Station", "Library", "Police Station", "Animal Shelter") * 4)
            ],
            sites([], ["column", "operator"], {
                "id": ["BLDG_ID"], "name": ["BLDG_NAME"], "service": ["USE_TYPE"],
                "agency": ["OWNED_BY", ""], "operator": ["", "OWNED_BY"], "owner": ["", "OWNED_BY"],
                "x": ["LON_DD"], "y": ["LAT_DD"], "capacity": ["", "SQFT"], "never": ["YR_BUILT"],
            }, crs=TABLE_CRS),
        ),
        table(
            "public_housing_developments.csv",
            "OBJECTID|PARTICIPANT_CODE|FORMAL_PARTICIPANT_NAME|DEVELOPMENT_CODE|PROJECT_NAME|TOTAL_UNITS|"
            "STD_ADDR|LAT|LON",
            [
                (i + 1, f"CA{i // 3 + 85:03}", f"Housing Authority of {_t(i // 3)}",
                 f"CA{i // 3 + 85:03}{i:06}", f"{_t(i)} Terrace", 20 + 4 * i, street(i), *lonlat(i)[::-1])
                for i in range(12)
            ],
            sites(["housing_community_development"], ["column", "operator"], {
                "id": ["DEVELOPMENT_CODE", "OBJECTID"], "name": ["PROJECT_NAME"],
                "agency": ["FORMAL_PARTICIPANT_NAME", "PARTICIPANT_CODE", ""],
                "operator": ["", "FORMAL_PARTICIPANT_NAME"], "x": ["LON"], "y": ["LAT"],
                "capacity": ["TOTAL_UNITS", ""], "address": ["STD_ADDR", ""],
            }, crs=TABLE_CRS),
        ),
        layer(
            "cemeteries.geojson",  # id is the software's, not unique; no owner
            "id|CEM_NAME|CEM_CLASS|EST|NOTES",
            [(i % 4, f"{_t(i)} Cemetery", "Public", 1880 + i, "") for i in range(9)],
            points(9),
            sites(["single_purpose_districts"], ["contains"], {
                "id": ["", "CEM_NAME"], "name": ["CEM_NAME"], "never": ["id", "EST"],
            }),
        ),
    ]  # fmt: skip
