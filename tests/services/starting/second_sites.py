"""The second set: places of service, as American publishers lay them out."""

from __future__ import annotations

from making import (
    TOWNS,
    Made,
    chance,
    layer,
    lonlat,
    moved,
    none,
    phone,
    points,
    sites,
    street,
    table,
    zipcode,
)  # fmt: skip

CRS = ["", "EPSG:4326", "EPSG:4269"]
RUN_BY = ["column", "operator"]


def _t(i: int) -> str:
    return TOWNS[i % len(TOWNS)]


def _run_by(column: str) -> dict[str, list[str]]:
    """Who runs it stands in one column, which may be set as either."""
    return {"agency": [column, ""], "operator": ["", column]}


def files() -> list[Made]:
    """Places of service; two lists name departments or branches without places."""
    dice = chance("second sites")
    return [
        table(
            "FireStation_0.csv",  # the local government model of ArcGIS
            "X|Y|OBJECTID|FACILITYID|NAME|FULLADDR|PHONE|AGENCY|BLDGVALUE|LASTUPDATE|LASTEDITOR",
            [
                (*lonlat(i), i + 1, f"F{100 + i}", f"Fire Station {i + 1}", street(i), phone(i),
                 f"{_t(i // 3)} Fire Rescue", 0, "2020/03/04 00:00:00+00", "gisadmin")
                for i in range(16)
            ],
            sites(["fire_services"], RUN_BY, {
                "id": ["FACILITYID", "OBJECTID"], "name": ["NAME"], **_run_by("AGENCY"), "x": ["X"],
                "y": ["Y"], "address": ["FULLADDR", ""], "never": ["BLDGVALUE", "LASTEDITOR"],
            }, crs=CRS),
        ),
        table(
            "Police_Stations_-_Map.csv",  # Socrata; one city's own districts, which are no agencies
            "DISTRICT|DISTRICT NAME|ADDRESS|CITY|STATE|ZIP|WEBSITE|X COORDINATE|Y COORDINATE|LATITUDE|"
            "LONGITUDE|LOCATION",
            [
                (i + 1, _t(i), street(i), "Ashford", "CA", zipcode(i), "http://example.org",
                 *moved(i, 2226), *lonlat(i)[::-1], f"({lonlat(i)[1]}, {lonlat(i)[0]})")
                for i in range(12)
            ],
            sites(["law_enforcement"], ["contains"], {
                "id": ["DISTRICT"], "name": ["DISTRICT NAME"], "x": ["LONGITUDE"], "y": ["LATITUDE"],
                "address": ["ADDRESS", ""], "state": ["STATE", ""], "never": ["CITY", "LOCATION"],
            }, crs=CRS),
        ),
        table(
            "Branch_Libraries_rows.csv",  # its places are text in one column, which is not read
            "the_geom|Branch|System|Sq Ft|Location 1",
            [
                (f"POINT ({lonlat(i)[0]} {lonlat(i)[1]})", f"{_t(i)} Branch", "Alder County Library",
                 4000 + 210 * i, f"{street(i)}\n{_t(i)}, CA\n({lonlat(i)[1]}, {lonlat(i)[0]})")
                for i in range(11)
            ],
            none(why="its places are in one column of text, without which no site is read"),
        ),
        table(
            "EMS_Licensed_Bases.xlsx",
            "Base ID|Base Name|Licensee|License Type|Units ALS|Units BLS|Lat_DD|Long_DD|Exp Date",
            [
                (f"B-{40 + i}", f"Base {i + 1} {_t(i)}", f"{_t(i // 2)} Ambulance Service District",
                 "Ground", 1 + i % 3, i % 2, *lonlat(i)[::-1], "2023-06-30")
                for i in range(12)
            ],
            sites(["ems_ambulance"], RUN_BY, {
                "id": ["Base ID"], "name": ["Base Name"], **_run_by("Licensee"), "x": ["Long_DD"],
                "y": ["Lat_DD"], "capacity": ["", "Units ALS"], "never": ["License Type"],
            }, crs=CRS),
        ),
        table(
            "vfd_roster.csv",
            "FDID|Department|Chief|Mailing Address|City|Zip|Phone|Members",
            [
                (f"{49100 + i}", f"{_t(i)} VFD", "Pat Doe", f"PO Box {10 + i}", _t(i), zipcode(i),
                 phone(i), 12 + i)
                for i in range(17)
            ],
            none("agencies", why="no places but post boxes; departments without areas") | {
                "level": ["special_district", "nonprofit", "city", ""],
                "columns": {"id": ["FDID"], "name": ["Department"], "population": [], "parent": []},
            },
        ),
        layer(
            "state_school_directory.geojson",
            "ENTITY_ID|SCHOOL_NM|ENTITY_TYPE|LEA_NM|LEA_CODE|GRADES|ENRL_K12|STATUS",
            [
                (f"{7001 + 3 * i}", f"{_t(i)} Elementary", "Public School", f"{_t(i // 3)} Community USD",
                 f"D{20 + i // 3}", "K-5", dice.randint(90, 700), "Open")
                for i in range(18)
            ],
            points(18),
            sites(["schools"], RUN_BY, {
                "id": ["ENTITY_ID"], "name": ["SCHOOL_NM"], "agency": ["LEA_CODE", "LEA_NM"],
                "operator": ["", "LEA_NM"], "capacity": ["ENRL_K12", ""],
                "never": ["ENTITY_TYPE", "GRADES"],
            }),
        ),
        table(
            "senior_centers_spft.csv",  # feet, and who publishes beside who runs it
            "CenterNo|CenterName|ManagedBy|DataSteward|Meals_Day|XCOORD_FT|YCOORD_FT",
            [
                (f"SC{i:02}", f"{_t(i)} Senior Center", f"City of {_t(i)}", "Alder County GIS",
                 40 + 5 * i, *moved(i, 2226))
                for i in range(12)
            ],
            sites(["senior_human_services"], RUN_BY, {
                "id": ["CenterNo"], "name": ["CenterName"], **_run_by("ManagedBy"),
                "x": ["XCOORD_FT"], "y": ["YCOORD_FT"], "capacity": ["", "Meals_Day"],
                "never": ["DataSteward"],
            }, crs=["EPSG:2226"]),
        ),
        table(
            "wic_clinics.csv",
            "Site|Local Agency|Parent Org Type|Addr1|Town|Hours|Caseload|lng|lat",
            [
                (f"WIC {_t(i)}", f"{_t(i // 4)} County Health Department", "County", street(i), _t(i),
                 "M-F 8-5", 150 + 10 * i, *lonlat(i))
                for i in range(13)
            ],
            sites(["public_health"], RUN_BY, {
                "id": ["", "Site"], "name": ["Site"], **_run_by("Local Agency"), "x": ["lng"],
                "y": ["lat"], "owner": ["", "Parent Org Type"], "address": ["Addr1", ""],
                "capacity": ["", "Caseload"], "never": ["Town", "Hours"],
            }, crs=CRS),
        ),
        table(
            "FRS_WWTP_extract.csv",  # the name is all that tells who runs a plant
            "REGISTRY_ID|PRIMARY_NAME|LOCATION_ADDRESS|CITY_NAME|COUNTY_NAME|STATE_CODE|PGM_SYS_ACRNM|"
            "NAICS_CODE|LATITUDE83|LONGITUDE83|ACCURACY_VALUE",
            [
                (f"{110000400000 + 977 * i}", f"{_t(i).upper()} WASTEWATER TREATMENT PLANT",
                 street(i).upper(), _t(i).upper(), "ALDER", "CA", "NPDES", 221320, *lonlat(i)[::-1], 30)
                for i in range(15)
            ],
            sites(["sewer", "water_wastewater"], ["contains", "operator"], {
                "id": ["REGISTRY_ID"], "name": ["PRIMARY_NAME"], "operator": ["", "PRIMARY_NAME"],
                "x": ["LONGITUDE83"], "y": ["LATITUDE83"], "county": ["COUNTY_NAME", ""],
                "state": ["STATE_CODE", ""], "address": ["LOCATION_ADDRESS", ""],
                "never": ["PGM_SYS_ACRNM", "ACCURACY_VALUE"],
            }, crs=CRS),
        ),
        table(
            "airport_master.csv",  # degrees as text, and in decimals
            "Loc Id|Facility Name|Facility Use|Ownership|Owner|ARP Latitude|ARP Longitude|Lat_Dec|Lon_Dec|"
            "Based Aircraft",
            [
                (f"O{20 + i}", f"{_t(i).upper()} MUNI", "PU", "PU", f"CITY OF {_t(i).upper()}",
                 f"38-1{i % 10}-22.{i:04}N", f"122-4{i % 10}-11.{i:04}W", *lonlat(i)[::-1], 14 + i)
                for i in range(10)
            ],
            sites(["single_purpose_districts", ""], RUN_BY, {
                "id": ["Loc Id"], "name": ["Facility Name"], **_run_by("Owner"),
                "owner": ["", "Owner"], "x": ["Lon_Dec"], "y": ["Lat_Dec"],
                "never": ["ARP Latitude", "ARP Longitude", "Facility Use"],
            }, crs=CRS),
        ),
        table(
            "SWIS_transfer_stations.csv",
            "SWISNO|SITENAME|SITE_OPERATOR|LAND_OWNER|ACTIVITY|THROUGHPUT_TPD|LAT_NAD83|LONG_NAD83",
            [
                (f"49-AA-{i:04}", f"{_t(i)} Transfer Station", f"Alder County Public Works {i % 2 + 1}",
                 f"{_t(i)} Ranch LLC", "Transfer/Processing", 100 + i, *lonlat(i)[::-1])
                for i in range(10)
            ],
            sites(["solid_waste"], RUN_BY, {
                "id": ["SWISNO"], "name": ["SITENAME"], **_run_by("SITE_OPERATOR"),
                "owner": ["", "LAND_OWNER"], "x": ["LONG_NAD83"], "y": ["LAT_NAD83"],
                "capacity": ["THROUGHPUT_TPD", ""],
            }, crs=CRS),
        ),
        layer(
            "PublicFacilities.gpkg",  # services of every kind, by a column
            "fid_src|ASSET_NO|FAC_NAME|FAC_USE|MANAGED_BY|YR_BUILT|GSF",
            [
                (i, f"A-{900 + i}", f"{_t(i)} {use}", use, f"City of {_t(i // 4)}", 1950 + i, 5000 + i)
                for i, use in enumerate(("Fire Station", "Library", "Police Station", "Park") * 5)
            ],
            points(20),
            sites([], RUN_BY, {
                "id": ["ASSET_NO", "fid_src"], "name": ["FAC_NAME"], "service": ["FAC_USE"],
                **_run_by("MANAGED_BY"), "never": ["YR_BUILT"],
            }),
            crs=2226,
        ),
        layer(
            "gis_osm_pois_free_1.shp.zip",  # Geofabrik's: kinds mixed, and no word of who runs them
            "osm_id|code|fclass|name",
            [
                (f"{4400000 + i}", code, kind, _t(i) if i % 3 else None)
                for i, (code, kind) in enumerate(
                    ((2001, "police"), (2002, "fire_station"), (2014, "library"), (2082, "school")) * 6
                )
            ],
            points(24),
            sites([], ["contains"], {
                "id": ["osm_id"], "name": ["name"], "service": ["fclass"], "never": ["code"],
            }),
        ),
    ]  # fmt: skip
