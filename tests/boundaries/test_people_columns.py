"""The weight, the zones and the places of files of people, as their makers call them."""

from __future__ import annotations

import pandas as pd
import pytest
from adjoin.boundaries.people_columns import looks_like_people, people_columns
from adjoin.boundaries.people_source import PeopleColumns
from adjoin.geo.files.profiles import profiled
from adjoin.geo.files.reading import read_source

ROWS = 40
LON = [f"{-122.9 + 0.01 * k:.5f}" for k in range(ROWS)]
LAT = [f"+{38.1 + 0.01 * k:.5f}" for k in range(ROWS)]
PEOPLE = [str(7 * k % 113 + 3) for k in range(ROWS)]
FEWER = [str(3 * k % 53 + 1) for k in range(ROWS)]
GEOID = [f"06097{k:06d}" for k in range(ROWS)]
IDS = [str(k + 1) for k in range(ROWS)]

MAKERS = {
    "census blocks with shapes": (
        {"STATEFP20": ["06"] * ROWS, "BLOCKCE20": ["1000"] * ROWS, "GEOID20": GEOID, "ALAND20": PEOPLE,
         "INTPTLAT20": LAT, "INTPTLON20": LON, "HOUSING20": FEWER, "POP20": PEOPLE},
        "polygon", {"weight": "POP20", "id": "GEOID20"},
    ),
    "census block points": (
        {"GEOID20": GEOID, "HOUSING20": FEWER, "POP20": PEOPLE, "INTPTLAT20": LAT, "INTPTLON20": LON},
        None, {"weight": "POP20", "id": "GEOID20", "x": "INTPTLON20", "y": "INTPTLAT20"},
    ),
    "redistricting file": (
        {"GEOCODE": GEOID, "P0010001": PEOPLE, "P0010003": FEWER, "P0020002": FEWER, "H0010001": FEWER,
         "INTPTLAT": LAT, "INTPTLON": LON},
        None, {"weight": "P0010001", "id": "GEOCODE", "x": "INTPTLON", "y": "INTPTLAT"},
    ),
    "decennial census by API": (
        {"GEO_ID": GEOID, "NAME": [f"Block {k}" for k in IDS], "P1_001N": PEOPLE, "P1_003N": FEWER},
        None, {"weight": "P1_001N", "id": "GEO_ID"},
    ),
    "ACS with margins": (
        {"GEOID": GEOID, "B01003_001M": PEOPLE, "B01003_001E": PEOPLE, "B01001_001E": PEOPLE,
         "B01001_002E": FEWER, "B25001_001E": FEWER},
        "polygon", {"weight": "B01003_001E", "id": "GEOID"},
    ),
    "margins only": (
        {"GEOID": GEOID, "B01003_001M": PEOPLE, "pop_moe": FEWER},
        "polygon", {"id": "GEOID"},
    ),
    "land use of zones": (
        {"ZONE": IDS, "COUNTY": ["1", "2"] * 20, "TOTHH": FEWER, "HHPOP": FEWER, "TOTPOP": PEOPLE,
         "TOTEMP": PEOPLE, "SHPOP62P": ["0.2", "0.3"] * 20, "gqpop": FEWER},
        None, {"weight": "TOTPOP", "id": "ZONE"},
    ),
    "Kontur": (
        {"h3": [f"88283082{k:x}fffff" for k in range(ROWS)], "population": PEOPLE},
        "polygon", {"weight": "population", "id": "h3"},
    ),
    "GEOSTAT 2018": (
        {"GRD_ID": [f"CRS3035RES1000mN{2_000_000 + k}E3" for k in range(ROWS)], "TOT_P_2018": PEOPLE},
        "polygon", {"weight": "TOT_P_2018", "id": "GRD_ID"},
    ),
    "GEOSTAT 2021": (
        {"GRD_ID": [f"CRS3035RES1000mN{2_000_000 + k}E3" for k in range(ROWS)], "OBS_VALUE_T": PEOPLE,
         "OBS_VALUE_M": FEWER, "OBS_VALUE_F": FEWER},
        "polygon", {"weight": "OBS_VALUE_T", "id": "GRD_ID"},
    ),
    "INSEE": (
        {"idcar_200m": [f"CRS3035RES200mN{k}E1" for k in range(ROWS)], "ind": PEOPLE, "men": FEWER},
        "polygon", {"weight": "ind", "id": "idcar_200m"},
    ),
    "German": (
        {"AGS": GEOID, "Einwohner": PEOPLE, "Haushalte": FEWER},
        "polygon", {"weight": "Einwohner", "id": "AGS"},
    ),
    "Mexican": (
        {"CVEGEO": GEOID, "POBTOT": PEOPLE, "POBFEM": FEWER, "POBMAS": FEWER, "VIVTOT": FEWER},
        "polygon", {"weight": "POBTOT", "id": "CVEGEO"},
    ),
    "high resolution settlement": (
        {"latitude": [v.lstrip("+") for v in LAT], "longitude": LON, "population_2020": PEOPLE},
        None, {"weight": "population_2020", "x": "longitude", "y": "latitude"},
    ),
    "zones by another name": (
        {"zone_id": IDS, "Total_Pop_Est": PEOPLE, "Pop_Density": ["3.2", "8.1"] * 20},
        "polygon", {"weight": "Total_Pop_Est", "id": "zone_id"},
    ),
}  # fmt: skip


def guesses(columns: dict[str, object], shapes: str | None, called: str = ""):
    """All guesses by key without `columns.`, each once."""
    found = people_columns(profiled(pd.DataFrame(columns)), shapes=shapes, called=called)
    by_key = {guess.key.removeprefix("columns."): guess for guess in found}
    assert len(by_key) == len(found)
    assert set(by_key) <= set(PeopleColumns.model_fields)
    return by_key


@pytest.mark.parametrize("maker", MAKERS)
def test_columns_as_their_makers_call_them(maker: str) -> None:
    columns, shapes, expected = MAKERS[maker]
    found = guesses(columns, shapes)
    assert {key: guess.value for key, guess in found.items() if guess.is_sure} == expected
    turned = dict(reversed(columns.items()))
    assert guesses(turned, shapes) == found


@pytest.mark.parametrize("maker", MAKERS)
def test_files_of_people_look_like_it(maker: str) -> None:
    columns, shapes, expected = MAKERS[maker]
    looks = looks_like_people(profiled(pd.DataFrame(columns)), shapes=shapes)
    assert (looks >= 0.5) == ("weight" in expected)


@pytest.mark.parametrize(
    ("columns", "weight", "choices"),
    [
        # people of several years: the latest, but somebody decides
        ({"POP10": FEWER, "POP20": PEOPLE}, "POP20", ("POP10",)),
        ({"pop_2020": PEOPLE, "pop_2015": FEWER, "pop_2010": FEWER}, "pop_2020", ("pop_2015", "pop_2010")),
        # part of the people, and households, which are none
        ({"HHPOP": PEOPLE, "TOTHH": FEWER}, "HHPOP", ("TOTHH",)),
        ({"Households": PEOPLE, "JOBS": FEWER}, "Households", ()),
        ({"HOUSING20": PEOPLE}, "HOUSING20", ()),
        ({"POP65": FEWER}, "POP65", ()),  # of an age, or of a year
    ],
)  # fmt: skip
def test_what_is_unclear_is_left_open(columns, weight, choices) -> None:
    guess = guesses({"GEOID": GEOID, **columns}, "polygon")["weight"]
    assert (guess.value, guess.choices, guess.is_sure) == (weight, choices, False)


@pytest.mark.parametrize(
    "columns",
    [
        {"TOTEMP": PEOPLE, "JOBS": FEWER},
        {"POP_DENSITY": PEOPLE, "PCT_POP": FEWER},
        {"POPULATION": ["0.2", "0.7"] * 20},  # a share
        {"POPULATION": ["5"] * ROWS},  # nothing is the same everywhere
        {"POPULATION": ["many", "few"] * 20},
        {"POP_65_PLUS": FEWER, "service_pop": PEOPLE, "pop_projected": PEOPLE},
        {"POP_YEAR": ["2019", "2020"] * 20, "Popular_Name": ["A", "B"] * 20},
        {"STATEFP": ["06"] * ROWS, "ALAND": PEOPLE, "AWATER": FEWER},
    ],
)
def test_no_column_of_people_no_weight(columns) -> None:
    found = guesses({"GEOID": GEOID, **columns}, "polygon")
    assert set(found) == {"id"}
    assert looks_like_people(profiled(pd.DataFrame(columns)), shapes="polygon") == 0


def test_cells_of_a_grid_are_people_by_the_name_of_the_file() -> None:
    cells = {
        "X": LON,
        "Y": [v.lstrip("+") for v in LAT],
        "Z": [f"{k * 0.37:.4f}" for k in range(ROWS)],
    }
    unnamed = guesses(cells, None)["weight"]
    assert (unnamed.value, unnamed.is_sure) == ("Z", False)  # may be heights
    named = guesses(cells, None, "usa_ppp_2020_1km_ASCII_XYZ.csv")
    assert {key: guess.value for key, guess in named.items() if guess.is_sure} == {
        "weight": "Z", "x": "X", "y": "Y"}  # fmt: skip
    assert (
        looks_like_people(profiled(pd.DataFrame(cells)), shapes=None, called="worldpop.csv") >= 0.75
    )
    assert looks_like_people(profiled(pd.DataFrame(cells)), shapes=None) < 0.5
    # codes for unknown are no reason against it
    coded = {**cells, "Z": ["-200", "-9999", *cells["Z"][2:]]}
    assert guesses(coded, None, "GHS_POP.csv")["weight"].is_sure


def test_places_in_metres_are_not_sure() -> None:
    table = {"population": PEOPLE, "x": [str(500_000 + k) for k in range(ROWS)],
             "y": [str(4_200_000 + k) for k in range(ROWS)]}  # fmt: skip
    found = guesses(table, None)
    assert (found["x"].value, found["x"].is_sure, found["y"].is_sure) == ("x", False, False)


def test_cities_and_hospitals_have_people_as_an_attribute() -> None:
    city = {"NAME": [f"City {k}" for k in IDS], "POPULATION": PEOPLE}
    assert looks_like_people(profiled(pd.DataFrame(city)), shapes="polygon") < 0.6
    site = {**city, "ADDRESS": [f"{k} Main" for k in IDS], "BEDS": FEWER}
    assert looks_like_people(profiled(pd.DataFrame(site)), shapes="point") < 0.3


def test_an_id_stands_once() -> None:
    table = {"GEOID": ["06097"] * ROWS, "OBJECTID": IDS, "POP": PEOPLE}
    left_open = guesses(table, "polygon")["id"]
    assert (left_open.value, left_open.is_sure) == ("OBJECTID", False)
    assert "id" not in guesses({"GEOID": ["06097"] * ROWS, "POP": PEOPLE}, "polygon")


@pytest.mark.real
@pytest.mark.parametrize(
    ("path", "shapes", "expected"),
    [
        ("bayarea/bayarea_taz1454.shp.zip", "polygon", {"weight": "POP100", "id": "TAZ1454"}),
        ("bayarea/bayarea_taz1454_landuse_2020.csv", None, {"weight": "TOTPOP", "id": "ZONE"}),
        ("networks/coquimbo_zones.parquet", "polygon", {"weight": "population", "id": "zone_id"}),
        ("bayarea/sonoma_tracts_households.shp.zip", "polygon", {"id": "GEOID"}),
        ("national/us_counties_2016_500k.parquet", "polygon", {"id": "GEOID"}),
    ],
)
def test_real_files(shared_data, path, shapes, expected) -> None:
    profiles = profiled(read_source(shared_data / path)[0])
    found = people_columns(profiles, shapes=shapes)
    assert {g.key.removeprefix("columns."): g.value for g in found if g.is_sure} == expected
    assert (looks_like_people(profiles, shapes=shapes) >= 0.75) == ("weight" in expected)


@pytest.mark.real
@pytest.mark.parametrize(
    ("path", "shapes"),
    [
        ("bayarea/hospitals_hifld.csv", None),
        ("bayarea/library_agencies_pls_fy2022_CA.csv", None),
        ("bayarea/bayarea_jurisdictions_2020.shp.zip", "polygon"),
        ("bayarea/sonoma_school_districts_2022_23.geojson.gz", "polygon"),
        ("bayarea/bayarea_osm_tertiary_nodes.csv.gz", None),
    ],
)
def test_other_real_files_do_not_look_like_people(shared_data, path, shapes) -> None:
    profiles = profiled(read_source(shared_data / path)[0])
    assert looks_like_people(profiles, shapes=shapes) < 0.3
