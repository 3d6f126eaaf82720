"""The second set: people, and layers and lists that are of no use."""

from __future__ import annotations

from making import (  # fmt: skip
    TOWNS,
    Made,
    areas,
    chance,
    guid,
    layer,
    lonlat,
    none,
    people,
    phone,
    points,
    table,
)


def _t(i: int) -> str:
    return TOWNS[i % len(TOWNS)]


def _some(name: str, low: int, high: int, n: int) -> list[int]:
    dice = chance(name)
    return [dice.randint(low, high) for _ in range(n)]


def populations() -> list[Made]:
    """People, as other offices count them."""
    counts = _some("second people", 40, 5200, 20)
    return [
        table(
            "pl94171_blocks.csv",
            "GEOCODE|SUMLEV|BASENAME|INTPTLAT|INTPTLON|P0010001|P0010003|P0020002|H0010001",
            [
                (f"06999150300{1000 + i}", 750, 1000 + i, f"+{lonlat(i)[1]:.7f}", f"{lonlat(i)[0]:.7f}", p,
                 p // 2, p // 5, p // 3)
                for i, p in enumerate(counts)
            ],
            people({
                "weight": ["P0010001"], "id": ["GEOCODE"], "x": ["INTPTLON"], "y": ["INTPTLAT"],
                "never": ["P0010003", "P0020002", "H0010001"],
            }),
        ),
        layer(
            "TAZ_SE_2045.shp.zip",
            "TAZ|COUNTY|HH15|TOTPOP15|HH45|TOTPOP45|TOTEMP15|TOTEMP45|ACRES",
            [
                (100 + i, 1, p // 3, p, p // 2, int(p * 1.4), p // 2, p, 64.0 + i)
                for i, p in enumerate(counts)
            ],
            areas(20, 0.02),
            people({"weight": ["TOTPOP15"], "id": ["TAZ"], "never": ["TOTPOP45", "HH15", "TOTEMP15"]}),
            crs=2226,
        ),
        layer(
            "MB_2021_VIC_counts.gpkg",
            "MB_CODE_2021|MB_CATEGORY_2021|SA1_CODE_2021|AREA_ALBERS_SQKM|Dwelling|Person",
            [
                (f"2{i:010}", "Residential", f"2010110010{i // 5}", 0.04, p // 30, p // 12)
                for i, p in enumerate(counts)
            ],
            areas(20, 0.004),
            people({
                "weight": ["Person"], "id": ["MB_CODE_2021"], "never": ["Dwelling", "SA1_CODE_2021"],
            }),
        ),
        table(
            "2021_92-151_X.csv",  # dissemination blocks, with places in degrees and in Lambert's plane
            "DBUID2021_IDIDU2021|DBPOP2021_IDPOP2021|DBTDWELL2021_IDTLOG2021|DAUID2021_ADIDU2021|"
            "DARPLAMX2021_ADLAMX2021|DARPLAMY2021_ADLAMY2021|DARPLAT2021_ADLAT2021|DARPLONG2021_ADLONG2021",
            [
                (f"3510{i:07}", p // 10, p // 25, f"3510{i // 4:04}", 7400000.5 + i, 1100000.5 + i,
                 *lonlat(i)[::-1])
                for i, p in enumerate(counts)
            ],
            people({
                "weight": ["DBPOP2021_IDPOP2021"], "id": ["DBUID2021_IDIDU2021"],
                "x": ["DARPLONG2021_ADLONG2021"], "y": ["DARPLAT2021_ADLAT2021"],
                "never": ["DBTDWELL2021_IDTLOG2021", "DAUID2021_ADIDU2021"],
            }),
        ),
        layer(
            "Output_Areas_Dec_2021.geojson",
            "FID|OA21CD|LSOA21CD|LSOA21NM|GlobalID",
            [(i + 1, f"E00{70000 + i}", f"E01{3000 + i // 4:06}", f"{_t(i // 4)} 001A", guid(i))
             for i in range(20)],
            areas(20, 0.01),
            people(
                {
                    "weight": ["Residence type: Total; measures: Value"], "id": ["OA21CD"],
                    "never": ["Residence type: Lives in a communal establishment; measures: Value"],
                },
                join=[
                    {"path": "census2021-ts001-oa.csv", "on": "OA21CD", "equals": "geography code"},
                ],
                alone={"role": ["none", "people"], "join": [], "columns": {"weight": []}},
            ),
        ),
        table(
            "census2021-ts001-oa.csv",
            "date|geography|geography code|Residence type: Total; measures: Value|"
            "Residence type: Lives in a household; measures: Value|"
            "Residence type: Lives in a communal establishment; measures: Value",
            [
                (2021, f"E00{70000 + i}", f"E00{70000 + i}", p // 10, p // 10 - 3, 3)
                for i, p in enumerate(counts)
            ],
            {"role": ["join"], "alone": {"role": ["none", "join"]}},
        ),
        layer(
            "vaestoruutu_1km_2021.gpkg",  # -1 stands for what is kept secret
            "id_nro|grd_id|kunta|vaesto|miehet|naiset|ika_0_14|ika_15_64|ika_65_",
            [
                (2000 + i, f"1kmN{6670 + i}E{385 + i}", "091", p, p // 2, p - p // 2, -1 if i % 3 else p // 6,
                 p // 2, p // 5)
                for i, p in enumerate(counts)
            ],
            areas(20, 0.009),
            people({
                "weight": ["vaesto"], "id": ["grd_id", "id_nro"],
                "never": ["miehet", "naiset", "kunta"],
            }),
        ),
        table(
            "ACSDP5Y2021.DP05-Column-Metadata.csv",
            "Column Name|Label",
            [(f"DP05_{i:04}E", f"Estimate!!SEX AND AGE!!Total population!!Group {i}") for i in range(14)],
            none(why="it tells of columns"),
        ),
    ]  # fmt: skip


def lying_about() -> list[Made]:
    """Layers and lists that have no part in a region."""
    return [
        layer(
            "Hydrants.geojson",
            "FACILITYID|HYDRANTTYPE|FLOW_GPM|MAKE|OWNEDBY|INSTALLDATE|FIRE_DIST",
            [
                (f"HYD{i:04}", "Dry Barrel", 900 + 20 * i, "Mueller", "Our Agency", "2001-05-01", _t(i // 9))
                for i in range(28)
            ],
            points(28),
            none(why="hydrants, not stations"),
        ),
        layer(
            "tax_rate_areas.gpkg",
            "TRA|TRA_NAME|BASE_RATE|ROLL_YEAR",
            [(f"{1 + i // 4:03}-{i:03}", f"{_t(i // 4)} TRA {i}", 1.0432, 2022) for i in range(20)],
            areas(20),
            none(why="where rates differ; no agency levies in one alone"),
            crs=2226,
        ),
        layer(
            "Voting_Precincts.geojson",
            "PREC_NO|PRECINCTID|POLL_PLACE|REG_VOTERS|SUPDIST",
            [(1000 + i, f"P-{1000 + i}", f"{_t(i)} Grange Hall", 400 + 31 * i, 1 + i % 5) for i in range(18)],
            areas(18),
            none("people", why="voters, not people") | {"columns": {"weight": []}},
        ),
        layer(
            "Trash_Collection_Zones.shp.zip",
            "ROUTE_ID|COLL_DAY|HAULER|RECYCLE_WK|SHAPE_Area",
            [
                (f"R{i:02}", ("MON", "TUE", "WED", "THU", "FRI")[i % 5], "City Solid Waste", "AB"[i % 2], 0.1 + i)
                for i in range(12)
            ],
            areas(12),
            none(why="days of one hauler"),
        ),
        table(
            "gtfs_routes.csv",
            "route_id|agency_id|route_short_name|route_long_name|route_type|route_color",
            [(f"R{i}", "ACT", f"{10 + i}", f"{_t(i)} - {_t(i + 3)}", 3, "005DAA") for i in range(15)],
            none(why="lines of buses"),
        ),
        table(
            "LAFCO_district_directory.xlsx",  # a title and a blank row stand above the header
            "Alder County LAFCO - Directory of Special Districts|Unnamed: 1|Unnamed: 2|Unnamed: 3",
            [("Revised March 2022", None, None, None), (None, None, None, None),
             ("District", "Principal Act", "Manager", "Telephone")]
            + [(f"{_t(i)} Cemetery District", "H&S 9000", "Pat Doe", phone(i)) for i in range(15)],
            none(why="no boundaries, and the header stands in the fourth row"),
        ),
    ]  # fmt: skip


def files() -> list[Made]:
    """All of them."""
    return [*populations(), *lying_about()]
