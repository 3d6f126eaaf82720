"""A second set of made-up files that nobody described: streets and inventories.

Written with the first set and what region.toml says in sight, and nothing of how `adjoin init`
guesses. The others are in the files that begin with `second_`.
"""

from __future__ import annotations

import second_abroad
import second_agencies
import second_people
import second_sites
from making import TOWNS, Made, inventory, layer, lines, lonlat, none, roads, table


def _t(i: int) -> str:
    return TOWNS[i % len(TOWNS)]


def streets() -> list[Made]:
    """Streets of national publishers and of models of traffic."""
    return [
        layer(
            "RoadCenterLine_NG911.gpkg",
            "NGUID|FromAddr_L|ToAddr_L|FromAddr_R|ToAddr_R|St_Name|St_PosTyp|MSAGComm_L|OneWay|RoadClass|"
            "SpeedLimit",
            [
                (f"RCL{i}@example.org", 100 * i, 100 * i + 98, 100 * i + 1, 100 * i + 99, _t(i), "Rd",
                 "ASHFORD", ("B", "B", "FT", "TF")[i % 4], "Local", (25, 35, 55)[i % 3])
                for i in range(20)
            ],
            lines(20),
            roads({
                "speed_mph": ["SpeedLimit"], "oneway": ["OneWay"],
                "never": ["FromAddr_L", "ToAddr_L", "RoadClass", "NGUID"],
            }),
        ),
        layer(
            "SP_RoadLink.shp.zip",  # of a national mapping office: lengths in metres, no speeds
            "identifier|class|roadNumber|name1|formOfWay|length|primary|trunkRoad|startNode|endNode|function",
            [
                (f"4C5E{i:04}-77", ("B Road", "Unclassified")[i % 2], f"B{1100 + i}", _t(i),
                 "Single Carriageway", 4210 + i, "false", "false", f"N{i:06}", f"N{i + 1:06}", "Local Road")
                for i in range(20)
            ],
            lines(20),
            roads({
                "length_m": ["length", ""], "from": ["", "startNode"], "to": ["", "endNode"],
                "never": ["class", "primary", "function"],
            }),
            crs=4326,
        ),
        layer(
            "lrnf000r21a_e.shp.zip",
            "NGD_UID|NAME|TYPE|DIR|AFL_VAL|ATL_VAL|CSDUID_L|CSDNAME_L|PRUID_L|RANK|CLASS",
            [
                (f"{500 + i}", _t(i), "RD", "E", f"{i * 10}", f"{i * 10 + 8}", "3510000", "Ashford", "35",
                 "5", "23")
                for i in range(18)
            ],
            lines(18),
            roads({"never": ["CLASS", "RANK", "AFL_VAL", "DIR"]}),
            crs=3347,
        ),
        layer(
            "TxDOT_Roadway_Inventory.geojson",
            "GID|RIA_RTE_ID|FRM_DFO|TO_DFO|F_SYSTEM|NUM_LANES|SPD_MAX|ADT_CUR|LEN_SEC",
            [
                (900 + i, f"FM{1100 + i}-KG", 1.5 * i, 1.5 * i + 2.6, 5, 2, (55, 60, 70)[i % 3], 1200 + i, 2.6)
                for i in range(20)
            ],
            lines(20),
            roads({
                "speed_mph": ["SPD_MAX"], "length_mi": ["LEN_SEC", ""],
                "never": ["FRM_DFO", "TO_DFO", "ADT_CUR", "NUM_LANES"],
            }),
        ),
        layer(
            "Streets_navdata.gpkg",  # speed of a limit in each direction, in km/h
            "LINK_ID|ST_NAME|REF_IN_ID|NREF_IN_ID|FUNC_CLASS|SPEED_CAT|FR_SPD_LIM|TO_SPD_LIM|DIR_TRAVEL|"
            "BRIDGE|TUNNEL",
            [
                (70000 + i, _t(i), 800 + i, 801 + i, "5", "6", 50, 50, ("B", "F", "T")[i % 3],
                 "Y" if i == 4 else "N", "N")
                for i in range(20)
            ],
            lines(20),
            roads({
                "speed_kmh": ["FR_SPD_LIM", ""], "speed_mph": ["", "FR_SPD_LIM"],
                "back_speed_kmh": ["", "TO_SPD_LIM"], "back_speed_mph": ["", "TO_SPD_LIM"],
                "oneway": ["DIR_TRAVEL", ""], "from": ["", "REF_IN_ID"], "to": ["", "NREF_IN_ID"],
                "bridge": ["BRIDGE", ""], "tunnel": ["TUNNEL", ""],
                "never": ["SPEED_CAT", "FUNC_CLASS"],
            }),
        ),
        table(
            "matsim_links.csv",  # metres a second; each direction has a row of its own
            "link_id|from|to|length|freespeed|capacity|permlanes|modes",
            [(f"l{i}", f"n{i}", f"n{i + 1}", 4100.5 + i, 13.89, 1000.0, 1.0, "car") for i in range(20)]
            + [(f"b{i}", f"n{i + 1}", f"n{i}", 4100.5 + i, 8.33, 600.0, 1.0, "car") for i in range(20)],
            roads(
                {
                    "from": ["from"], "to": ["to"], "length_m": ["length"],
                    "speed_ms": ["freespeed", ""], "never": ["capacity", "permlanes"],
                },
                nodes=["matsim_nodes.csv"],
                alone={
                    "role": ["streets", "none"], "nodes": [],
                    "columns": {
                        "from": ["from", ""], "to": ["to", ""], "length_m": ["length", ""],
                        "speed_ms": ["freespeed", ""],
                    },
                },
            ),
        ),
        table(
            "matsim_nodes.csv",
            "node_id|x|y",
            [(f"n{i}", *lonlat(i)) for i in range(21)],
            {
                "role": ["nodes"], "columns": {"id": ["node_id"], "x": ["x"], "y": ["y"]},
                "alone": {"role": ["nodes", "none"]},
            },
        ),
    ]  # fmt: skip


def inventories() -> list[Made]:
    """Who provides what to whom."""
    services = ("Law Enforcement", "Animal Control", "Building Inspection", "Library Services")
    return [
        table(
            "interlocal_agreements.csv",
            "Agreement ID|Receiving Entity|Service Area|Providing Entity|Instrument Type|Effective|Expires|"
            "Annual Payment ($)",
            [
                (f"ILA-{i:03}", f"City of {_t(i)}", services[i % 4], "Alder County",
                 ("Contract", "MOU", "JPA")[i % 3], f"20{15 + i % 6}-07-01", "2026-06-30",
                 f"{45000 + 1250 * i:,}")
                for i in range(16)
            ],
            inventory(
                {
                    "agency": ["Receiving Entity"], "service": ["Service Area"],
                    "counterparty": ["Providing Entity"], "instrument": ["Instrument Type", ""],
                    "annual_cost": ["Annual Payment ($)"], "start": ["Effective"],
                    "end": ["Expires"], "role": [], "fte": [], "never": ["Agreement ID"],
                },
                provision_role=["buys"],
            ),
        ),
        table(
            "cost_allocation_FY22.csv",
            "Member Agency|Program|Share Pct|Allocated Cost|Basis",
            [
                (f"City of {_t(i // 4)}", services[i % 4], f"{3.5 + i / 2}%", 21000 + 900 * i, "Calls")
                for i in range(20)
            ],
            inventory(
                {
                    "agency": ["Member Agency"], "service": ["Program"],
                    "annual_cost": ["Allocated Cost"], "role": [], "counterparty": [],
                    "instrument": [], "fte": [], "start": [], "end": [], "never": ["Share Pct"],
                },
                provision_role=["funds", "buys", ""],
            ),
        ),
        table(
            "staffing_by_city.xlsx",
            "City|Function|Sworn/Professional|Budgeted FTE|Year",
            [
                (_t(i // 4), services[i % 4], "P", round(1.5 + i * 0.75, 2), 2022) for i in range(20)
            ],
            inventory(
                {
                    "agency": ["City"], "service": ["Function"], "fte": ["Budgeted FTE"],
                    "annual_cost": [], "role": [], "counterparty": [], "start": ["", "Year"],
                    "never": ["Sworn/Professional"],
                },
                provision_role=["provides", ""],
            ),
        ),
        table(
            "procurement_contracts.csv",
            "Contract Number|Vendor Name|Description|Department|Award Date|Award Amount",
            [
                (f"C22-{i:04}", f"{_t(i)} Supply Inc", "Copier lease", services[i % 4], "2022-02-02", 9000 + i)
                for i in range(18)
            ],
            none(why="one agency's purchases of goods from firms"),
        ),
    ]  # fmt: skip


def files() -> list[Made]:
    """The whole second set."""
    return [
        *second_sites.files(),
        *second_abroad.files(),
        *second_agencies.files(),
        *second_people.files(),
        *streets(),
        *inventories(),
    ]
