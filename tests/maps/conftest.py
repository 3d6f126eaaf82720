"""A region of four squares that can be checked by hand, and a browser to open its page in."""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from adjoin.maps.page import map_page
from shapely.geometry import LineString, Point, box

Tables = dict[str, pd.DataFrame]

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _frame(columns: str, rows: list[tuple[Any, ...]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, columns=columns.split(), geometry="geometry", crs=4326)


@pytest.fixture
def tables() -> Tables:
    """Ash, Birch and Cedar side by side in Wood County; Lib is a library system without boundary."""
    agencies = _frame(
        "agency_id name level parent_id population area_km2 geometry",
        [
            ("ash", "Ash", "city", None, 1000.0, 98.0, box(-122.0, 38.0, -121.9, 38.1)),
            ("birch", "Birch", "city", None, 2000.0, 98.0, box(-121.9, 38.0, -121.8, 38.1)),
            ("cedar", "Cedar", "city", None, None, 98.0, box(-121.8, 38.0, -121.7, 38.1)),
            ("lib", "Lib", "special_district", "birch", None, None, None),
            ("wood", "Wood County", "county", None, 9000.0, 300.0, box(-122.0, 37.9, -121.7, 38.1)),
        ],
    )
    facilities = _frame(
        "facility_id service agency_id attribution name snapped snap_m geometry",
        [
            ("f1", "fire", "ash", "contains", "Station One", True, 5.0, Point(-121.91, 38.05)),
            ("f2", "fire", "birch", "column", None, True, 5.0, Point(-121.89, 38.05)),
            ("f3", "fire", None, "contains", "Lone House", False, None, Point(-121.5, 38.05)),
            ("l1", "library", "ash", "column", "Ash Library", True, 5.0, Point(-121.95, 38.02)),
            ("l2", "library", "lib", "column", "Lib Branch", True, 5.0, Point(-121.88, 38.02)),
        ],
    )
    border = LineString([(-121.9, 38.0), (-121.9, 38.1)])
    agency_pairs = _frame(
        "agency_a agency_b relation shared_m overlap_km2 gap_m geometry",
        [
            ("ash", "birch", "border", 11100.0, 0.0, 0.0, border),
            ("birch", "cedar", "border", 11100.0, 0.0, 0.0, border),
        ],
    )
    facility_pairs = _frame(
        "service facility_a facility_b agency_a agency_b minutes_ab minutes_ba minutes metres "
        "relation joint_use clock geometry",
        [
            (
                "fire",
                "f1",
                "f2",
                "ash",
                "birch",
                3.25,
                3.0,
                3.0,
                1755.0,
                "border",
                False,
                "drive",
                border,
            ),
            (
                "library",
                "l2",
                "l1",
                "lib",
                "ash",
                8.0,
                9.0,
                8.0,
                7000.0,
                "border",
                False,
                "drive",
                border,
            ),
        ],
    )
    duplications = _frame(
        "duplication_id service agency_a agency_b relation kinds facility_pairs minutes confidence geometry",
        [
            (
                "fire:ash:birch",
                "fire",
                "ash",
                "birch",
                "border",
                "adjacent_provision;proximity",
                1,
                3.0,
                0.9,
                border,
            ),
            (
                "fire:birch:cedar",
                "fire",
                "birch",
                "cedar",
                "border",
                "adjacent_provision",
                0,
                None,
                0.5,
                border,
            ),
            (
                "library:ash:birch",
                "library",
                "ash",
                "birch",
                "border",
                "proximity",
                1,
                8.0,
                0.7,
                border,
            ),
        ],
    )
    opportunities = pd.DataFrame(
        [
            ("fire:ash:birch", 1, 0.9, "fire", "ash;birch", "Stations three minutes apart."),
            ("library:ash:birch", 2, 0.7, "library", "ash;birch", "Two branches."),
            ("fire:birch:cedar", 3, 0.5, "fire", "birch;cedar", "They share a border."),
        ],
        columns=["opportunity_id", "rank", "score", "service", "agencies", "reasons"],
    )
    findings = pd.DataFrame(
        [
            ("warning", "fire.csv", "f3", "nobodys-area", "f3 lies in no agency."),
            ("warning", "fire.csv", "f4", "nobodys-area", "f4 lies in no agency."),
            ("note", "region.toml", "", "projection", "LAEA."),
        ],
        columns=["severity", "source", "item", "rule", "message"],
    )
    roads = gpd.GeoDataFrame(
        {"speed_kmh": [100.0, 100.0, None]},
        geometry=[
            LineString([(-122.0, 38.05), (-121.7, 38.05)]),
            LineString([(-121.7, 38.05), (-122.0, 38.05)]),
            LineString([(-121.95, 38.0), (-121.95, 38.1)]),
        ],
        crs=4326,
    )
    matrix = pd.DataFrame(
        [
            ("ash", "fire", "provides", None, None, 1.0, "facilities"),
            ("birch", "fire", "provides", None, None, 1.0, "facilities;inventory"),
            ("birch", "fire", "serves", "cedar", "contract", None, "inventory"),
            ("cedar", "fire", "buys", "birch", "contract", None, "inventory"),
            ("ash", "library", "provides", None, None, 1.0, "facilities"),
            ("lib", "library", "provides", None, None, 1.0, "facilities"),
            ("birch", "library", "joint", "lib", "jpa", None, "inventory"),
            ("cedar", "library", "joint", "lib", "jpa", None, "inventory"),
            ("ash", "payroll", "buys", "wood", "mou", None, "inventory"),
            ("wood", "payroll", "serves", "ash", "mou", None, "inventory"),
            ("wood", "fire", "aid", "ash", "mutual aid", None, "inventory"),
        ],
        columns=[
            *("agency_id", "service", "how", "counterparty_id", "instrument"),
            *("facilities", "evidence"),
        ],
    )
    return {
        "agencies": agencies,
        "matrix": matrix,
        "facilities": facilities,
        "agency_pairs": agency_pairs,
        "facility_pairs": facility_pairs,
        "duplications": duplications,
        "opportunities": opportunities,
        "findings": findings,
        "roads": roads,
    }


@pytest.fixture
def measured(tables: Tables) -> Tables:
    """The same with what every kind measures, and what all sites of fire services do together.

    Birch and Cedar also run payroll, where nobody drives anywhere, on either side of their border.
    """
    both = tables["duplications"]
    payroll = both.iloc[[1]].assign(
        duplication_id="payroll:birch:cedar", service="payroll", kinds="sub_scale", confidence=1.0
    )
    found = pd.concat([both, payroll], ignore_index=True).assign(
        overlap_people=[1234.0, 0.0, 0.4, None], overlap_share=[0.5, 0.0, 0.001, None],
        share_a=[0.25, 0.0, 0.1, None], share_b=[0.5, 0.0, 0.1, None],
        territory_people=None, territory_km2=[0.0, 0.0, 0.0, None],
        shared_m=[9000.0, 0.0, None, None], border_share=[0.3, 0.0, None, None],
        border_people_a=[120.0, 0.0, None, None], border_people_b=[340.0, 0.0, None, None],
        served_people_a=[None, None, None, 2000.0], served_people_b=[None, None, None, None],
        efficient_people=[None, None, None, 60000.0],
        near_threshold=[False, True, False, False], survives=[True, False, False, True],
        censored=[True, False, False, False],
    )  # fmt: skip
    found.loc[0, "kinds"] = "adjacent_provision;catchment_overlap;proximity"
    found = gpd.GeoDataFrame(found, geometry="geometry", crs=4326)
    parts = ["attribution", "snapping", "clock", "stability", "threshold"]
    flags = ["minutes_0.8", "minutes_1.2", "speed_0.8", "speed_1.2", "tolerance_0.5", "tolerance_2"]
    evidence = pd.DataFrame(
        [
            ("fire:ash:birch", "adjacent_provision", 0.9, 0.9, 1, 1, 1, 1, False, *[True] * 6),
            (
                *("fire:ash:birch", "proximity", 0.45, 0.9, 1, 1, 1, 0.5, True),
                *(False, True, False, True, True, True),
            ),
            ("payroll:birch:cedar", "sub_scale", 1, 1, 1, 1, 1, 1, False, *[True] * 6),
            ("gone:a:b", "proximity", 1, 1, 1, 1, 1, 1, False, *[True] * 6),
        ],
        columns=[
            *("duplication_id", "kind", "confidence", *(f"confidence_{name}" for name in parts)),
            *("near_threshold", *flags),
        ],
    )
    opportunities = pd.concat(
        [
            tables["opportunities"],
            pd.DataFrame(
                {"opportunity_id": ["payroll:birch:cedar"], "rank": 4, "score": 0.4,
                 "service": "payroll", "agencies": "birch;cedar", "reasons": "Small offices."}
            ),
        ],
        ignore_index=True,
    )  # fmt: skip
    coverage = pd.DataFrame(
        {
            "service": ["fire", "fire"], "facility_id": ["f1", "f2"],
            "people_reached": [1000.0, 2500.0], "people_lost": [100.0, None],
            "second_due_share": [0.9, None],
        }
    )  # fmt: skip
    joint = pd.DataFrame(
        {
            "service": ["fire"], "facilities": [3], "people_covered": [3000.0],
            "people_covered_twice": [2000.0], "people_shared": [1000.0],
            "people_unreached": [1000.0], "road_km_covered": [None],
            "road_km_covered_twice": [None], "keeps": ["people"], "fewest_needed": [2],
            "optimal": [True], "gap": [0.0], "full_alarm_minutes": [8.0],
            "full_alarm_people": [2500.0], "fewest_with_full_alarm": [3],
            "optimal_with_full_alarm": [False], "gap_with_full_alarm": [0.25],
        }
    )  # fmt: skip
    transfers = pd.DataFrame(
        [("fire", "ash", "birch", 5.0, None, 0.0, True)]
        + [("fire", "birch", "ash", 700.0, 1.26, 0.6, False)]
        + [("fire", "cedar", f"x{at}", 1.0, 1.0, 0.0, False) for at in range(6)],
        columns=[
            *("service", "home_agency", "other_agency", "people", "minutes_saved", "balance"),
            "shared_already",
        ],
    )
    tests = pd.DataFrame(
        [
            ("fire", "proximity", "run", None),
            ("fire", "double_provision", "run", "the ground of 1 of 3 agencies is not known"),
            ("fire", "capacity", "not applicable", "crews drive out"),
        ],
        columns=["service", "test", "status", "reason"],
    )
    sensitivity = pd.DataFrame(
        [("fire", "none", 1.0, 2), ("fire", "minutes", 0.8, 1), ("fire", "minutes", 1.2, 5)],
        columns=["service", "parameter", "factor", "duplications"],
    )
    ends = LineString([(-121.95, 38.05), (-121.85, 38.05)])
    agreements = _frame(
        "service agency_a agency_b instrument via start end shared geometry",
        [
            ("fire", "ash", "birch", "mutual aid", None, "2008-05-01", None, False, ends),
            ("fire", "birch", "cedar", "contract", "wood", None, "2029-06-30", True, ends),
            ("payroll", "ash", "birch", None, "ghost", None, None, True, None),
        ],
    )
    sentence = "2 agencies produce Fire services for 4,000 people."
    return {
        **tables, "duplications": found, "evidence": evidence, "opportunities": opportunities,
        "coverage": coverage, "joint_coverage": joint, "transfers": transfers, "tests": tests,
        "sensitivity": sensitivity, "agreements": agreements,
        "fragmentation": pd.DataFrame({"service": ["fire"], "sentence": [sentence]}),
    }  # fmt: skip


@pytest.fixture
def about() -> dict[str, Any]:
    """What a run says of itself."""
    fire = {"name": "Fire services", "family": "A Public safety", "mode": "RESP", "minutes": 4.0}
    library = {"name": "Libraries", "family": "B Community", "mode": "SITE", "minutes": 10.0}
    payroll = {"name": "Payroll", "family": "G Finance", "mode": "VIRT", "minutes": None}
    extra = {"travel": "drive", "standard": "a made-up source"}
    return copy.deepcopy(
        {
            "name": "Wood",
            "units": "metric",
            "fictional": True,
            "version": "0.1.0",
            "services": {"fire": fire | extra, "library": library | extra, "payroll": payroll},
            "sources": [
                {"role": "agencies", "path": "a.gpkg", "date": "2020-01-01", "attribution": None},
                {
                    "role": "streets",
                    "path": "s.pbf",
                    "date": None,
                    "attribution": "© OpenStreetMap contributors",
                },
            ],
            "counts": {},
        }
    )


@pytest.fixture
def empty_tables(tables: Tables) -> Callable[..., Tables]:
    """The tables with some of them emptied."""

    def emptied(*names: str) -> Tables:
        return {name: table.iloc[:0] if name in names else table for name, table in tables.items()}

    return emptied


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium without any network; the test is skipped where there is none, but not in CI."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = [path for path in map(shutil.which, names) if path]
    if not found:
        message = f"no browser on PATH ({', '.join(names)})"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found[0], args=_FLAGS)
        yield chromium
        chromium.close()


class Opened:
    """A page with everything that it asked for and complained of."""

    def __init__(self, page):
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))


@pytest.fixture
def open_page(browser, tmp_path, about):
    """Write a page and open it by file://."""
    contexts = []

    def opened(tables, *, hash_="", **context):
        path = tmp_path / "map.html"
        path.write_text(map_page(tables, about=about), encoding="utf-8", newline="\n")
        options = {"viewport": {"width": 1280, "height": 800}, "offline": True, **context}
        contexts.append(browser.new_context(**options))
        result = Opened(contexts[-1].new_page())
        result.page.goto(path.as_uri() + hash_)
        result.page.wait_for_selector("html[data-ready]", state="attached")
        return result

    yield opened
    for context in contexts:
        context.close()
