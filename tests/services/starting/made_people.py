"""Made-up files of people, and of what looks like people."""

from __future__ import annotations

from making import (
    TOWNS,
    Made,
    areas,
    chance,
    layer,
    lonlat,
    none,
    people,
    points,
    street,
    table,
)  # fmt: skip


def _t(i: int) -> str:
    return TOWNS[i % len(TOWNS)]


def _some(name: str, low: int, high: int, n: int) -> list[int]:
    dice = chance(name)
    return [dice.randint(low, high) for _ in range(n)]


def files() -> list[Made]:
    """People, and what looks like people."""
    counts = _some("people", 300, 6000, 20)
    return [
        layer(
            "tracts_2020.shp.zip",
            "GEOID20|NAMELSAD20|ALAND20|HU20|POP20|POPDENS|POP18PLUS",
            [
                (f"06999{150100 + i}", f"Census Tract {1501 + i}", 10**6 + i, p // 2, p,
                 round(p / 2.59, 1), int(p * 0.8))
                for i, p in enumerate(counts)
            ],
            areas(20, 0.02),
            people({
                "weight": ["POP20"], "id": ["GEOID20"],
                "never": ["HU20", "POPDENS", "POP18PLUS", "ALAND20"],
            }),
            crs=4269,
        ),
        layer(
            "tl_2020_06999_tabblock20.gpkg",
            "STATEFP20|COUNTYFP20|TRACTCE20|BLOCKCE20|GEOID20|NAME20|MTFCC20|UR20|ALAND20|INTPTLAT20|"
            "INTPTLON20|HOUSING20|POP20",
            [
                ("06", "999", "150100", f"{1000 + i}", f"06999150100{1000 + i}", f"Block {1000 + i}", "G5040",
                 "U", 4000 + i, f"+{lonlat(i)[1]}", str(lonlat(i)[0]), p // 90, p // 40)
                for i, p in enumerate(counts)
            ],
            areas(20, 0.005),
            people({"weight": ["POP20"], "id": ["GEOID20"], "never": ["HOUSING20", "BLOCKCE20"]}),
            crs=4269,
        ),
        table(
            "block_points_2020.csv",
            "GEOID|SUMLEV|POP100|HU100|AREALAND|INTPTLAT|INTPTLON",
            [
                (f"06999150200{1000 + i}", 101, p // 40, p // 90, 3000 + i, f"+{lonlat(i)[1]:.7f}",
                 f"{lonlat(i)[0]:.7f}")
                for i, p in enumerate(counts)
            ],
            people({
                "weight": ["POP100"], "id": ["GEOID"], "x": ["INTPTLON"], "y": ["INTPTLAT"],
                "never": ["HU100", "SUMLEV", "AREALAND"],
            }),
        ),
        table(
            "ACSDT5Y2021.B01003-Data.csv",  # two rows of header, and no places
            "GEO_ID|NAME|B01003_001E|B01003_001M",
            [("Geography", "Geographic Area Name", "Estimate!!Total", "Margin of Error!!Total")]
            + [
                (f"1400000US06999{160100 + i}", f"Census Tract {1601 + i}, Alder County, California", p, p // 9)
                for i, p in enumerate(counts)
            ],
            none("join", why="no places; its second header row stands among the rows"),
        ),
        layer(
            "block_groups_acs.geojson",  # estimates and margins of error
            "GEOID|NAMELSAD|B01003e1|B01003m1|B11001e1",
            [
                (f"06999{170100 + i}1", "Block Group 1", p, p // 7, p // 3)
                for i, p in enumerate(counts)
            ],
            areas(20, 0.01),
            people({"weight": ["B01003e1"], "id": ["GEOID"], "never": ["B01003m1", "B11001e1"]}),
        ),
        layer(
            "taz_model.geojson",
            "OBJECTID|TAZ_ID|HH_2020|POP_2020|EMP_2020|POP_2050|SHAPE_Area",
            [(i + 1, 4000 + i, p // 3, p, p // 2, p * 2, 0.1) for i, p in enumerate(counts)],
            areas(20, 0.02),
            people({
                "weight": ["POP_2020"], "id": ["TAZ_ID"],
                "never": ["POP_2050", "HH_2020", "EMP_2020", "OBJECTID"],
            }),
        ),
        layer(
            "zones_only.gpkg",
            "ZONE_NO|DISTRICT",
            [(700 + i, 1 + i // 10) for i in range(20)],
            areas(20, 0.02),
            people(
                {"weight": ["TOT_POP"], "id": ["ZONE_NO"], "never": ["TOT_HH", "DISTRICT"]},
                join=[{"path": "zone_totals.csv", "on": "ZONE_NO", "equals": "ZONE"}],
                alone={"role": ["none", "people"], "join": [], "columns": {"weight": []}},
            ),
        ),
        table(
            "zone_totals.csv",
            "ZONE|TOT_HH|TOT_POP|TOT_EMP|MED_INCOME",
            [(700 + i, p // 3, p, p // 2, 50000 + i) for i, p in enumerate(counts)],
            {"role": ["join"], "alone": {"role": ["none", "join"]}},
        ),
        table(
            "worldpop_grid_1km.csv",
            "X|Y|Z",
            [(*lonlat(i), round(p / 7.3, 4)) for i, p in enumerate(counts)],
            people({"weight": ["Z"], "x": ["X"], "y": ["Y"], "id": []}),
        ),
        table(
            "ca_wac_S000_JT00_2019.csv",
            "w_geocode|C000|CA01|CA02|CA03|createdate",
            [(f"0699915010{i:05}", p, p // 4, p // 2, p // 4, 20211018) for i, p in enumerate(counts)],
            none("join", why="jobs, not people; no places"),
        ),
        layer(
            "address_points.geojson",
            "ADDR_ID|FULLADDR|UNIT|ZIP|STATUS",
            [(i, street(i), "", "95400", "Current") for i in range(30)],
            points(30),
            none("people", why="addresses without a number of people") | {"columns": {"weight": []}},
        ),
    ]  # fmt: skip
