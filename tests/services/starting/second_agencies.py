"""The second set: agencies of many kinds."""

from __future__ import annotations

from making import (  # fmt: skip
    TOWNS,
    Made,
    areas,
    bodies,
    chance,
    guid,
    layer,
    lonlat,
    street,
    table,
)


def _t(i: int) -> str:
    return TOWNS[i % len(TOWNS)]


def _some(name: str, low: int, high: int, n: int) -> list[int]:
    dice = chance(name)
    return [dice.randint(low, high) for _ in range(n)]


def files() -> list[Made]:
    """Agencies."""
    heads = _some("second agencies", 400, 60000, 20)
    kinds = ("City", "County", "Special District", "School District")
    return [
        layer(
            "esb_fire.gpkg",  # of next-generation 911
            "DiscrpAgID|DateUpdate|State|Agency_ID|NGUID|ServiceURI|ServiceURN|DsplayName|ServiceNum",
            [
                ("alder.example.org", "2021-09-01T00:00:00", "CA", f"fd{i}.example.org",
                 f"FIRE{i}@alder.example.org", f"sip:fd{i}@psap.example.org", "urn:nena:service:sos.fire",
                 f"{_t(i)} Fire Protection District", "911")
                for i in range(11)
            ],
            areas(11),
            bodies(["special_district", ""], {
                "id": ["Agency_ID", "NGUID", "ServiceURI"], "name": ["DsplayName"],
                "never": ["DiscrpAgID", "ServiceURN", "ServiceNum"],
            }),
        ),
        layer(
            "MunicipalBoundary.shp.zip",  # the local government model, names cut at ten letters
            "NAME|MUNICIPALT|LEGALDESC|LASTUPDATE|LASTEDITOR|Shape_Leng",
            [(f"City of {_t(i)}", f"M{i + 1:02}", "Incorporated", "2020-01-01", "gis", 1.5 + i)
             for i in range(10)],
            areas(10),
            bodies(["city"], {
                "id": ["MUNICIPALT"], "name": ["NAME"], "never": ["LEGALDESC", "LASTEDITOR"],
            }),
            crs=2226,
        ),
        layer(
            "CCN_WATER.geojson",
            "OBJECTID|CCN_NO|UTILITY|DBA_NAME|COUNTY|CCN_TYPE|STATUS",
            [
                (i + 1, f"{10200 + 3 * i}", f"{_t(i)} Special Utility District", "", "Alder",
                 "Bounded Service Area", "Active")
                for i in range(14)
            ],
            areas(14),
            bodies(["special_district"], {
                "id": ["CCN_NO"], "name": ["UTILITY"], "never": ["OBJECTID", "CCN_TYPE", "COUNTY"],
            }),
        ),
        layer(
            "LAU_RG_01M_2021_3035.geojson",
            "GISCO_ID|CNTR_CODE|LAU_ID|LAU_NAME|POP_2021|POP_DENS_2021|AREA_KM2|YEAR",
            [
                (f"AT_{30101 + i}", "AT", f"{30101 + i}", _t(i), p, round(p / 21.5, 2), 21.5, 2021)
                for i, p in enumerate(heads[:12])
            ],
            areas(12),
            bodies(["city"], {
                "id": ["GISCO_ID", "LAU_ID"], "name": ["LAU_NAME"], "population": ["POP_2021"],
                "never": ["POP_DENS_2021", "AREA_KM2", "CNTR_CODE"],
            }),
        ),
        layer(
            "swissBOUNDARIES3D_HOHEITSGEBIET.gpkg",
            "uuid|herkunft|objektart|bfs_nummer|name|kantonsnummer|see_flaeche|gem_flaeche|einwohnerzahl",
            [
                (guid(i), "swisstopo", "Gemeindegebiet", 261 + 7 * i, _t(i), 1, 0, 1200 + i, p)
                for i, p in enumerate(heads[:12])
            ],
            areas(12),
            bodies(["city"], {
                "id": ["bfs_nummer", "uuid"], "name": ["name"], "population": ["einwohnerzahl"],
                "never": ["kantonsnummer", "gem_flaeche", "herkunft"],
            }),
            crs=4326,
        ),
        layer(
            "Local_Authority_Districts_December_2021_GB_BFC.shp.zip",
            "OBJECTID|LAD21CD|LAD21NM|LAD21NMW|BNG_E|BNG_N|LONG|LAT|GlobalID",
            [
                (i + 1, f"E07{i + 4:06}", _t(i), " ", 420000 + i, 260000 + i, *lonlat(i), guid(i))
                for i in range(10)
            ],
            areas(10),
            bodies(["city", "county", "other", ""], {
                "id": ["LAD21CD", "GlobalID"], "name": ["LAD21NM"],
                "never": ["LAD21NMW", "BNG_E", "OBJECTID"],
            }),
        ),
        layer(
            "lcsd000b21a_e.shp.zip",
            "CSDUID|DGUID|CSDNAME|CSDTYPE|LANDAREA|PRUID",
            [(f"35{10000 + i}", f"2021A000535{10000 + i}", _t(i), ("T", "TP", "CY")[i % 3], 100.5 + i, "35")
             for i in range(12)],
            areas(12),
            bodies(["city"], {
                "id": ["CSDUID", "DGUID"], "name": ["CSDNAME"], "level": ["", "CSDTYPE"],
                "parent": [""], "never": ["PRUID", "LANDAREA"],
            }),
            crs=3347,
        ),
        layer(
            "MDB_Local_Municipal_Boundary_2018.geojson",
            "PROVINCE|CATEGORY|CAT2|CAT_B|MUNICNAME|NAMECODE|DISTRICT|DISTRICT_N|AREA",
            [
                ("EC", "B", "Local Municipality", f"EC{101 + i}", f"{_t(i)} Local Municipality",
                 f"{_t(i)} Local Municipality (EC{101 + i})", f"DC{10 + i // 5}", f"{_t(i // 5)} East", 900 + i)
                for i in range(11)
            ],
            areas(11),
            bodies(["city"], {
                "id": ["CAT_B"], "name": ["MUNICNAME", "NAMECODE"], "parent": ["", "DISTRICT"],
                "never": ["CATEGORY", "AREA", "PROVINCE"],
            }),
        ),
        table(
            "Govt_Units_2022.csv",  # no boundaries; kinds in a column
            "CENSUS_ID_PID6|CENSUS_ID_GIDID|UNIT_NAME|UNIT_TYPE|FIPS_STATE|FIPS_COUNTY|ADDRESS1|CITY|STATE|"
            "ZIP|POPULATION|IS_ACTIVE",
            [
                (f"{100300 + i}", f"06{2 + i % 2}{40000 + i}", f"{('CITY', 'TOWN')[i % 2]} OF {_t(i).upper()}",
                 ("2 - MUNICIPAL", "3 - TOWNSHIP")[i % 2], "06", "999", street(i), _t(i), "CA", "95400", p, "Y")
                for i, p in enumerate(heads[:16])
            ],
            bodies(["", "city"], {
                "id": ["CENSUS_ID_PID6", "CENSUS_ID_GIDID"], "name": ["UNIT_NAME"],
                "level": ["UNIT_TYPE", ""], "population": ["POPULATION"],
                "never": ["FIPS_COUNTY", "CITY"],
            }, role=["agencies", "none"]),
        ),
        layer(
            "Jurisdictions_All.gpkg",
            "JURIS_ID|JURIS_NAME|JURIS_TYPE|EFFECTIVE|SQMI",
            [(300 + i, f"{_t(i)} {kind}", kind, "2019-07-01", 10.5 + i) for i, kind in enumerate(kinds * 4)],
            areas(16),
            bodies([], {
                "id": ["JURIS_ID"], "name": ["JURIS_NAME"], "level": ["JURIS_TYPE"],
                "never": ["SQMI"],
            }),
        ),
        layer(
            "Current_Districts_2022.geojson",
            "FID|NAME20|DISTRICT_N|DISTRICT|DISTRICT_C|NCES_DISTR|COLOR",
            [
                (i + 1, f"{_t(i)} ISD", 101900 + i, f"{101900 + i}", f"0{101900 + i}", f"48{7000 + 30 * i:05}", i % 5)
                for i in range(12)
            ],
            areas(12),
            bodies(["school_district"], {
                "id": ["DISTRICT_C", "DISTRICT_N", "DISTRICT", "NCES_DISTR"], "name": ["NAME20"],
                "never": ["FID", "COLOR"],
            }),
        ),
        layer(
            "Minor_Civil_Divisions_v17a.geojson",
            "OBJECTID|FIPSCODE|FIPSNUM|NAME|LABEL|TYPE|SQKM|LAYOUT",
            [
                (i + 1, f"{5200 + 20 * i:05}", 5200 + 20 * i, _t(i), f"{_t(i)} Twp", "Township", 93.2 + i,
                 "landscape")
                for i in range(12)
            ],
            areas(12),
            bodies(["city"], {
                "id": ["FIPSCODE", "FIPSNUM"], "name": ["NAME", "LABEL"],
                "never": ["OBJECTID", "SQKM", "LAYOUT"],
            }),
        ),
    ]  # fmt: skip
