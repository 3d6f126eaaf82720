"""Made-up files of agencies, and of areas that are none."""

from __future__ import annotations

from making import (
    TOWNS,
    Made,
    areas,
    bodies,
    chance,
    layer,
    lonlat,
    none,
    phone,
    street,
    table,
)  # fmt: skip


def _t(i: int) -> str:
    return TOWNS[i % len(TOWNS)]


def _some(name: str, low: int, high: int, n: int) -> list[int]:
    dice = chance(name)
    return [dice.randint(low, high) for _ in range(n)]


def bounded() -> list[Made]:
    """Agencies with boundaries."""
    return [
        layer(
            "City_Boundaries.geojson",
            "OBJECTID|CITY_NAME|CITY_CODE|COUNTY|ACRES|LAST_ANNEX|SHAPE_Area|SHAPE_Length",
            [
                (i + 1, _t(i), f"{_t(i)[:3].upper()}", "Alder", 900.5 + i, "2015-06-01", 0.01 + i, 0.4)
                for i in range(9)
            ],
            areas(9),
            bodies(["city"], {
                "id": ["CITY_CODE"], "name": ["CITY_NAME"],
                "never": ["OBJECTID", "COUNTY", "ACRES", "SHAPE_Area"],
            }),
        ),
        layer(
            "county_boundaries.shp.zip",
            "COUNTY_NAM|COUNTY_ABB|COUNTY_NUM|COUNTY_FIP|Shape_Leng",
            [(f"{_t(i)}", _t(i)[:3].upper(), i + 40, f"{79 + 2 * i:03}", 100.5 + i) for i in range(7)],
            areas(7),
            bodies(["county"], {
                "id": ["COUNTY_FIP", "COUNTY_NUM", "COUNTY_ABB"], "name": ["COUNTY_NAM"],
            }),
            crs=3310,
        ),
        layer(
            "special_districts.geojson",  # kinds of districts in one file: all are special districts
            "FID|DIST_ID|DIST_NAME|DIST_TYPE|MANAGER|PHONE|URL|Shape__Area",
            [
                (i, f"SD{i:03}", f"{_t(i)} {kind} District", kind, "Pat Doe", phone(i),
                 "https://example.org", 1e6 + i)
                for i, kind in enumerate(("Fire Protection", "Water", "Cemetery", "Sanitation") * 4)
            ],
            areas(16),
            bodies(["special_district"], {
                "id": ["DIST_ID"], "name": ["DIST_NAME"], "never": ["DIST_TYPE", "FID", "MANAGER"],
            }),
        ),
        layer(
            "tl_2022_06_place.shp.zip",
            "STATEFP|PLACEFP|PLACENS|GEOID|NAME|NAMELSAD|LSAD|CLASSFP|PCICBSA|MTFCC|FUNCSTAT|ALAND|AWATER|"
            "INTPTLAT|INTPTLON",
            [
                ("06", f"{10000 + 6 * i}", f"0{2410000 + i}", f"06{10000 + 6 * i}", _t(i),
                 f"{_t(i)} {'city' if i % 3 else 'CDP'}", "25" if i % 3 else "57", "C1" if i % 3 else "U1",
                 "N", "G4110" if i % 3 else "G4210", "A" if i % 3 else "S", 5100200 + i, 3000 * i,
                 f"+{lonlat(i)[1]:.7f}", f"{lonlat(i)[0]:.7f}")
                for i in range(12)
            ],
            areas(12),
            bodies(["city"], {
                "id": ["GEOID"], "name": ["NAME", "NAMELSAD"], "never": ["PLACEFP", "CLASSFP", "ALAND"],
            }, preset=["census_places"]),
            crs=4269,
        ),
        layer(
            "cb_2021_us_county_5m.shp.zip",
            "STATEFP|COUNTYFP|COUNTYNS|AFFGEOID|GEOID|NAME|NAMELSAD|STUSPS|STATE_NAME|LSAD|ALAND|AWATER",
            [
                ("06", f"{i * 2 + 1:03}", f"0{167000 + i}", f"0500000US06{i * 2 + 1:03}", f"06{i * 2 + 1:03}",
                 _t(i), f"{_t(i)} County", "CA", "California", "06", 10**9 + i, 10**6 + i)
                for i in range(8)
            ],
            areas(8),
            bodies(["county"], {
                "id": ["GEOID", "AFFGEOID"], "name": ["NAMELSAD", "NAME"],
                "never": ["COUNTYFP", "STATE_NAME", "ALAND"],
            }, preset=["census_counties"]),
            crs=4269,
        ),
        layer(
            "tl_2021_06_unsd.shp.zip",
            "STATEFP|UNSDLEA|GEOID|NAME|LSAD|LOGRADE|HIGRADE|MTFCC|SDTYP|FUNCSTAT|ALAND|AWATER",
            [
                ("06", f"{7000 + 30 * i:05}", f"06{7000 + 30 * i:05}", f"{_t(i)} Unified School District",
                 "00", "KG", "12", "G5420", "", "E", 10**8 + i, 10**5)
                for i in range(7)
            ],
            areas(7),
            bodies(["school_district"], {
                "id": ["GEOID", "UNSDLEA"], "name": ["NAME"], "never": ["LSAD", "ALAND"],
            }, preset=["census_school_districts_unified"]),
            crs=4269,
        ),
        layer(
            "fire_districts.gpkg",
            "fid_1|FIREDIST|DISTNUM|CHIEF|CHIEF_PHONE|ISO_CLASS",
            [(i * 7 % 3, f"{_t(i)} FPD", 12 + i, "Chief Doe", phone(i), 4) for i in range(8)],
            areas(8),
            bodies(["special_district"], {
                "id": ["DISTNUM"], "name": ["FIREDIST"], "never": ["fid_1", "CHIEF", "ISO_CLASS"],
            }),
            crs=2226,
        ),
        layer(
            "water_agencies.parquet",
            "AGENCYNAME|AGENCYUNIQUEID|LASTMODIFIEDDATE|MODIFIEDBY|GLOBALID",
            [
                (f"{_t(i)} Irrigation District", 600 + i, "2019-02-02", "DWR", f"{{{i}-AA}}")
                for i in range(10)
            ],
            areas(10),
            bodies(["special_district"], {
                "id": ["AGENCYUNIQUEID", "GLOBALID"], "name": ["AGENCYNAME"], "never": ["MODIFIEDBY"],
            }),
            crs=3857,
        ),
        layer(
            "school_districts_county.geojson",
            "DIST_CODE|SCHOOL_DIST|DISTTYPE|SUPERINTENDENT|STUDENTS|STAFF",
            [
                (f"49{70600 + i}", f"{_t(i)} School District", ("Elementary", "Union High")[i % 2], "R. Roe",
                 400 + 13 * i, 30 + i)
                for i in range(9)
            ],
            areas(9),
            bodies(["school_district"], {
                "id": ["DIST_CODE"], "name": ["SCHOOL_DIST"], "population": [],
                "never": ["STUDENTS", "DISTTYPE", "SUPERINTENDENT"],
            }),
        ),
        layer(
            "municipalities_pop.gpkg",  # two censuses and a density
            "MUNI_ID|MUNICIPALITY|POP2010|POP2020|POP_DENS|HOUSING_UNITS|SQMI",
            [
                (f"{340 + i}", f"City of {_t(i)}", p, p + 120 + i, round((p + 120 + i) / 3.1, 1), p // 3, 3.1)
                for i, p in enumerate(_some("muni", 900, 60000, 10))
            ],
            areas(10),
            bodies(["city"], {
                "id": ["MUNI_ID"], "name": ["MUNICIPALITY"], "population": ["POP2020"],
                "never": ["POP2010", "POP_DENS", "HOUSING_UNITS"],
            }),
        ),
        layer(
            "aiannh_tribal_areas.geojson",
            "AIANNHCE|AIANNHNS|GEOID|NAME|NAMELSAD|CLASSFP|COMPTYP|ALAND",
            [
                (f"{1000 + 15 * i}", f"0{2418000 + i}", f"{1000 + 15 * i}R", f"{_t(i)} Rancheria",
                 f"{_t(i)} Rancheria", "D1", "R", 10**5 + i)
                for i in range(5)
            ],
            areas(5),
            bodies(["tribal"], {
                "id": ["GEOID", "AIANNHCE"], "name": ["NAME", "NAMELSAD"], "never": ["CLASSFP", "ALAND"],
            }),
            crs=4326,
        ),
        layer(
            "agencies_all_levels.gpkg",  # the level is in a column, in the very words
            "agency_id|agency|level|parent_agency|population",
            [
                (f"A{i:02}", name, level, "", p)
                for i, (name, level, p) in enumerate(
                    [("Alder County", "county", 60200), ("City of Ashford", "city", 21000),
                     ("City of Bellmont", "city", 9100), ("Alder Water District", "special_district", None),
                     ("Ashford Unified", "school_district", None), ("Harlow Fire", "special_district", 3200)]
                )
            ],
            areas(6),
            bodies([], {
                "id": ["agency_id"], "name": ["agency"], "level": ["level"], "population": ["population"],
                "parent": ["parent_agency", ""],
            }),
        ),
        layer(
            "basemap.gpkg",  # two layers: one of agencies, one of water
            "TOWN_ID|TOWN|MAYOR",
            [(60 + i, f"Town of {_t(i)}", "M. Moe") for i in range(6)],
            areas(6),
            bodies(["city"], {"id": ["TOWN_ID"], "name": ["TOWN"], "never": ["MAYOR"]}),
            name="town_limits",
        ),
        layer(
            "basemap.gpkg",
            "GNIS_ID|GNIS_NAME|AREASQKM|FTYPE",
            [(f"00{i}", f"{_t(i)} Lake", 0.4, 390) for i in range(6)],
            areas(6, 0.01),
            none(why="lakes"),
            name="lakes",
        ),
    ]  # fmt: skip


def unbounded() -> list[Made]:
    """Agencies without boundaries, and areas that are no agencies."""
    return [
        table(
            "lafco_special_districts.csv",
            "Agency Name|Agency Type|Principal Act|Formation Date|Population Served|Website|General Manager",
            [
                (f"{_t(i)} Community Services District", "Independent Special District",
                 "Gov Code 61000", f"{1950 + i}-03-01", 400 + 90 * i, "https://example.org", "Lee Poe")
                for i in range(14)
            ],
            bodies(["special_district"], {
                "id": ["", "Agency Name"], "name": ["Agency Name"],
                "population": ["Population Served", ""], "never": ["Principal Act", "Formation Date"],
            }),
        ),
        table(
            # Several types of government, in the words of the Census, which `levels` translates.
            "census_governments.csv",
            "CENSUS_ID_PID6|UNIT_NAME|UNIT_TYPE|FIPS_STATE|FIPS_COUNTY|POPULATION|POPULATION_YEAR|ADDRESS1|ZIP",
            [
                (f"{160100 + 7 * i}", f"{kind} OF {_t(i).upper()}", f"{n} - {word}", "06", "999",
                 900 + 77 * i, 2021, street(i), "95400")
                for i, (kind, n, word) in enumerate(
                    [("COUNTY", 1, "COUNTY"), ("CITY", 2, "MUNICIPAL"), ("CITY", 2, "MUNICIPAL"),
                     ("TOWN", 3, "TOWNSHIP")] * 4
                )
            ],
            bodies([], {
                "id": ["CENSUS_ID_PID6"], "name": ["UNIT_NAME"], "level": ["UNIT_TYPE", ""],
                "population": ["POPULATION"], "never": ["POPULATION_YEAR", "FIPS_COUNTY"],
            }),
        ),
        layer(
            "council_districts.geojson",
            "DISTRICT|COUNCILMEMBER|PHONE|EMAIL|POP",
            [(i + 1, f"Person {i}", phone(i), "a@example.org", 9000 + i) for i in range(5)],
            areas(5),
            none("people", why="parts of one city that elect somebody, not agencies"),
        ),
        layer(
            "zoning.geojson",
            "OBJECTID|ZONE_CODE|ZONE_DESC|ORDINANCE|SHAPE_Area",
            [(i, ("R-1", "C-2", "M-1")[i % 3], "Residential", f"{1000 + i}", 5.0 * i) for i in range(15)],
            areas(15, 0.004),
            none(why="zones of land use"),
        ),
        table(
            "parcels.csv",
            "APN|SITUS_ADDR|OWNER_NAME|LAND_VALUE|IMPR_VALUE|USE_CODE|LOT_SQFT|CENT_X|CENT_Y",
            [
                (f"012-{i:03}-00", street(i), f"Private {i}", 90000 + i, 210000, "0110", 7000, *lonlat(i))
                for i in range(20)
            ],
            none(why="land and its owners"),
        ),
    ]  # fmt: skip


def files() -> list[Made]:
    """All of them."""
    return [*bounded(), *unbounded()]
