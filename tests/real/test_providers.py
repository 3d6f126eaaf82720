"""Who provides what, on real files: by name, by key and by place, and nothing guessed in silence."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from adjoin import Region
from adjoin.boundaries.deciding import decided
from adjoin.pipeline import read_region

pytestmark = pytest.mark.real

HERE = Path(__file__).parent
REGION = HERE / "bayarea_who.toml"


@pytest.fixture(scope="module")
def given(shared_data):
    """The nine counties, every source by its preset."""
    assert shared_data.is_dir()
    return read_region(Region.load(REGION))


@pytest.fixture(scope="module")
def police(given):
    """Every police site with the agency that it is tied to, beside whose it is."""
    table = given.tables.facilities[given.tables.facilities["service"] == "law_enforcement"]
    names = given.tables.agencies.set_index("agency_id")["name"]
    labels = pd.read_csv(HERE / "police_providers.csv", dtype="str").set_index("ID")
    joined = table.set_index("facility_id").join(labels)
    assert len(joined) == len(labels) == 207
    return joined.assign(tied=joined["agency_id"].map(names))


def test_police_sites_of_cities_and_counties_are_tied_to_them(police):
    meant = police[police["kind"] != "own"]
    right = meant["tied"] == meant["agency"]
    assert right.mean() >= 0.95
    # None is wrong: what is not tied rightly is left to a person, or an agency of its own.
    local = meant["tied"].isin(set(meant["agency"]))
    assert not (local & ~right).any()
    undecided = set(meant.loc[meant["agency_id"].isna(), "name"])
    assert undecided == {
        "MAIN JAIL COMPLEX", "MARSH CREEK DETENTION FACILITY", "MARTINEZ DETENTION FACILITY",
        "WEST COUNTY DETENTION FACILITY", "WOMENS CORRECTIONAL CENTER",
    }  # fmt: skip


def test_no_site_of_the_state_a_campus_or_a_railway_is_tied_to_a_city(police, given):
    own = police[police["kind"] == "own"]
    level = given.tables.agencies.set_index("agency_id")["level"]
    bounded = given.tables.agencies.loc[given.tables.agencies.geometry.notna(), "agency_id"]
    assert len(own) == 62
    assert not own["agency_id"].isin(bounded).any()
    assert level["CALIFORNIA HIGHWAY PATROL"] == level["UNIVERSITY OF CALIFORNIA"] == "state"
    assert (own["agency_id"] == "BART POLICE DEPARTMENT").sum() == 11
    assert {"LOS GATOS-MONTE SERENO POLICE DEPARTMENT", "TWIN CITIES POLICE AUTHORITY"} <= set(
        own["agency_id"]
    )


def test_jails_that_name_nobody_come_with_the_county_that_they_stand_in(given):
    choices = given.tables.undecided.set_index("text")["choices"]
    assert choices["MAIN JAIL COMPLEX"] == (("06085UNINC", 0.6),)
    assert choices["MARTINEZ DETENTION FACILITY"] == (("06013UNINC", 0.6),)


def test_libraries_by_key(given):
    outlets = given.tables.facilities[given.tables.facilities["service"] == "library_services"]
    systems = given.tables.agencies.loc[
        given.tables.agencies["agency_id"].str.startswith("CA-"), "agency_id"
    ]
    assert len(outlets) == 224
    assert outlets["agency_id"].isin(systems).mean() >= 0.99
    assert set(outlets["attribution"]) == {"column"}


def test_schools_by_key_where_there_are_districts_and_the_far_four(given):
    schools = given.tables.facilities[given.tables.facilities["service"] == "schools"]
    sonoma = schools[schools["facility_id"].str.startswith("49")]
    districts = given.tables.agencies[given.tables.agencies["level"] == "school_district"]
    keyed = sonoma["agency_id"].isin(districts.loc[districts.geometry.notna(), "agency_id"])
    without = set(sonoma.loc[~keyed, "agency_id"])
    assert without == {"Sonoma County Office of Education", "Sonoma County ROP"}
    assert sonoma.loc[~sonoma["agency_id"].isin(without), "agency_id"].notna().all()
    assert len(sonoma) == 184
    assert schools["agency_id"].notna().mean() >= 0.99
    far = [f.message for f in given.findings if f.rule == "far-outside"]
    assert len(far) == 4
    for name in ("Virtual Academy San Mateo", "KIPP Valiant", "Academy @ Sonoma", "STEAM Sonoma"):
        assert any(name in message for message in far)


def test_fire_stations_are_guessed_and_it_is_said_aloud(given):
    stations = given.tables.facilities[given.tables.facilities["service"] == "fire_services"]
    assert (len(stations), set(stations["attribution"])) == (561, {"guessed"})
    assert (stations["agency_id"] == "06097UNINC").sum() == 59
    (told,) = [
        f for f in given.findings if f.rule == "provider-guessed" and f.item == "fire_services"
    ]
    assert told.severity == "warning"
    assert "of 561 of 561 facilities" in told.message
    assert "59 to Unincorporated Sonoma" in told.message
    assert "no special_district that may deliver fire_services has an area here" in told.message


def test_hospitals_by_their_owners(given):
    hospitals = given.tables.facilities[given.tables.facilities["service"] == "hospitals"]
    level = given.tables.agencies.set_index("agency_id")["level"][hospitals["agency_id"]].to_numpy()
    assert len(hospitals) == 25
    assert (hospitals["attribution"] == "guessed").sum() == 9
    assert sorted(set(level)) == ["city", "county", "other", "special_district", "state"]
    (private,) = [f for f in given.findings if f.rule == "owner-private"]
    assert private.message.startswith("82 of 107 rows are of owners that are no public agency")


def test_every_stop_once(given):
    stops = given.tables.facilities[given.tables.facilities["service"] == "transportation_transit"]
    assert len(stops) == 3_381
    (told,) = [f for f in given.findings if f.rule == "place-repeated"]
    assert "5929 of 9310 rows repeat a place" in told.message


# --- the nation: 3,233 counties, without those across 180 degrees and the far Pacific

NATION = """
name = "The nation"
[[agencies]]
path = "national/us_counties_2016_500k.parquet"
preset = "census_counties"
where = "GEOID <> '02016' AND STATEFP NOT IN ('60', '66', '69')"
"""
SYSTEMS = """
[[agencies]]
path = "national/us_library_agencies_pls_fy2022.csv.gz"
preset = "imls_systems"
"""


@pytest.mark.parametrize(
    ("path", "preset", "more", "rows"),
    [
        ("us_law_enforcement_hifld.csv.gz", "hifld_police", "", 23_598),
        ("us_hospitals_hifld.csv.gz", "hifld_hospitals", "", 1_519),
        ("us_library_outlets_pls_fy2017.csv.gz", "imls_outlets", SYSTEMS, 16_804),
    ],
)
def test_the_nations_files_are_read_and_matched(shared_data, tmp_path, path, preset, more, rows):
    text = f'{NATION}{more}\n[[facilities]]\npath = "national/{path}"\npreset = "{preset}"\n'
    (tmp_path / "region.toml").write_text(text.replace('"national/', f'"{shared_data}/national/'))
    given = read_region(Region.load(tmp_path / "region.toml"))
    assert len(given.tables.facilities) == rows
    assert given.tables.facilities["agency_id"].notna().mean() > 0.95


def test_a_sample_of_the_nations_police(shared_data):
    counties = gpd.read_parquet(shared_data / "national/us_counties_2016_500k.parquet")
    counties = counties.to_crs(5070)
    agencies = gpd.GeoDataFrame(
        {"agency_id": counties["GEOID"], "name": counties["NAME"], "level": "county"},
        geometry=counties.geometry,
    )
    sites = pd.read_csv(shared_data / "national/us_law_enforcement_hifld.csv.gz", dtype="str")
    labels = pd.read_csv(HERE / "national_providers.csv", dtype="str")
    sites = sites.merge(labels, on="ID")
    points = gpd.GeoSeries(gpd.points_from_xy(sites["X"], sites["Y"]), crs=4326).to_crs(5070)
    found = decided(sites["NAME"], agencies, points=points.to_numpy())
    taken = [
        f"county:{agencies['agency_id'][at]}" if at >= 0 else "own" if own else "undecided"
        for at, own in zip(found.agency, found.own, strict=True)
    ]
    assert len(taken) == 150
    wrong = [
        name for name, got, meant in zip(sites["NAME"], taken, sites["truth"], strict=True)
        if got != meant
    ]  # fmt: skip
    assert wrong == []
