"""The demonstration's facilities: enough of them, and every hard thing among them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from adjoin.pipeline import analyse
from adjoin.region import Region
from adjoin.services.demo.areas import areas
from adjoin.services.demo.files import write_demo
from adjoin.services.demo.generated import generated_facilities
from adjoin.services.demo.large import large_plan
from adjoin.services.demo.plan import Size
from adjoin.services.demo.sites import HARD_CASES, TABLES, Site
from adjoin.services.demo.streets import demo_streets
from adjoin.services.results import Results

SITES = {site.id: site for table in TABLES for site in table.sites}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return analyse(Region.load(write_demo(tmp_path_factory.mktemp("demo"))))


@pytest.fixture(scope="module")
def facilities(results: Results) -> pd.DataFrame:
    return results.facilities.set_index("facility_id")


@pytest.fixture(scope="module")
def findings(results: Results) -> pd.DataFrame:
    return results.findings


def pair(results: Results, one: str, other: str) -> pd.Series:
    pairs = results.facility_pairs
    both = pairs[pairs["facility_a"].isin([one, other]) & pairs["facility_b"].isin([one, other])]
    assert len(both) == 1
    return both.iloc[0]


def km_apart(facilities: pd.DataFrame, one: str, other: str) -> float:
    a, b = (facilities.loc[ident, "geometry"] for ident in (one, other))
    return float(np.hypot((a.x - b.x) * 86.0, (a.y - b.y) * 111.0))


def test_ids_are_unique_and_every_hard_case_is_a_site() -> None:
    assert len(SITES) == sum(len(table.sites) for table in TABLES)
    named = [ident for ids in HARD_CASES.values() for ident in ids]
    assert set(named) <= set(SITES)


def test_there_are_many_services_and_believable_numbers(facilities: pd.DataFrame) -> None:
    services = facilities["service"].value_counts()
    assert len(services) >= 20
    assert 120 <= services.sum() <= 180
    assert services.index[0] == "fire_services"
    by_agency = facilities["agency_id"].value_counts()
    assert by_agency.head(3).index.tolist() == ["alder-county", "alder-city", "millbrook"]
    assert by_agency.max() < 45


def test_there_is_something_to_find(results: Results) -> None:
    assert 100 <= len(results.duplications) <= 250
    assert 50 <= len(results.facility_pairs) <= 150
    assert results.duplications["service"].nunique() >= 12


def test_no_error_is_in_the_data_and_everything_else_is_told(findings: pd.DataFrame) -> None:
    assert set(findings["severity"]) == {"warning", "note"}
    told = set(findings.loc[findings["severity"] == "warning", "rule"])
    assert {"agency-unknown", "not-on-streets", "far-outside", "geometry-empty"} <= told
    assert {"geometry-repaired", "weight-missing", "join-unmatched"} <= told


def test_attribution_is_by_column_and_by_containment(facilities: pd.DataFrame) -> None:
    assert set(facilities["attribution"]) == {"column", "contains"}
    for ident, site in SITES.items():
        if ident.startswith("Y") and ident in facilities.index:
            assert facilities.loc[ident, "agency_id"] == site.agency, ident
    assert facilities.loc["PD-1", "agency_id"] == "alder-city"
    assert facilities["agency_id"].notna().all()


def test_two_fire_stations_face_each_other_across_a_border(
    results: Results, facilities: pd.DataFrame
) -> None:
    one, other = HARD_CASES["face to face across a border"]
    assert km_apart(facilities, one, other) < 0.5
    assert pair(results, one, other)["minutes"] < 1.5
    assert facilities.loc[one, "agency_id"] != facilities.loc[other, "agency_id"]


def test_two_library_branches_are_a_minute_apart(results: Results) -> None:
    assert pair(results, *HARD_CASES["branches a minute apart"])["minutes"] < 2


def test_two_agencies_share_one_building(results: Results) -> None:
    shared = pair(results, *HARD_CASES["one building, two agencies"])
    assert bool(shared["joint_use"])
    assert shared["minutes"] == 0
    assert shared["agency_a"] != shared["agency_b"]


def test_two_stations_are_near_across_the_lake_and_far_by_road(
    results: Results, facilities: pd.DataFrame
) -> None:
    one, other = HARD_CASES["across the lake"]
    by_road = pair(results, one, other)["metres"] / 1000
    assert km_apart(facilities, one, other) < 4
    assert by_road > 1.7 * km_apart(facilities, one, other)


def test_the_island_s_station_is_cut_off_and_told(
    facilities: pd.DataFrame, findings: pd.DataFrame
) -> None:
    (ident,) = HARD_CASES["cut off on an island"]
    assert not facilities.loc[ident, "snapped"]
    assert ident in set(findings.loc[findings["rule"] == "not-on-streets", "item"])
    unsnapped = facilities.index[~facilities["snapped"].astype(bool)]
    assert unsnapped.tolist() == [ident]


def test_a_neighbour_s_station_lies_beyond_the_border_and_is_kept(
    results: Results, facilities: pd.DataFrame
) -> None:
    (ident,) = HARD_CASES["beyond the county's border"]
    point = facilities.loc[ident, "geometry"]
    county = results.agencies.set_index("agency_id").loc["alder-county", "geometry"]
    assert not county.covers(point)
    assert 1 < county.distance(point) * 111 < 4
    assert facilities.loc[ident, "snapped"]


def test_agencies_that_nobody_knows_are_kept_and_told(
    facilities: pd.DataFrame, findings: pd.DataFrame
) -> None:
    (ident,) = HARD_CASES["an agency that nobody knows"]
    assert facilities.loc[ident, "agency_id"] == SITES[ident].agency
    (told,) = findings.loc[findings["rule"] == "agency-unknown", "message"]
    assert SITES[ident].agency in told


def test_a_name_in_other_words_is_known_and_told(
    facilities: pd.DataFrame, findings: pd.DataFrame
) -> None:
    (ident,) = HARD_CASES["an agency in other words"]
    assert facilities.loc[ident, "agency_id"] == "alder-valley-fpd"
    told = findings.loc[findings["rule"] == "names-matched", "message"]
    assert any(f"{SITES[ident].agency!r} is" in message for message in told)


def test_what_was_geocoded_elsewhere_or_has_no_place_is_left_out(
    facilities: pd.DataFrame, findings: pd.DataFrame
) -> None:
    (elsewhere,), (nowhere,) = HARD_CASES["geocoded elsewhere"], HARD_CASES["without a place"]
    assert elsewhere not in facilities.index
    assert nowhere not in facilities.index
    far = findings[findings["rule"] == "far-outside"]
    assert SITES[elsewhere].name in far["message"].iloc[0]
    assert "yards.csv" in set(findings.loc[findings["rule"] == "geometry-empty", "source"])


def test_a_sentinel_stands_for_a_name() -> None:
    assert [SITES[i].name for i in HARD_CASES["sentinel for a name"]] == ["NOT AVAILABLE"]


def test_closed_sites_are_not_there(facilities: pd.DataFrame) -> None:
    assert not set(HARD_CASES["closed"]) & set(facilities.index)


def test_an_agency_is_found_whatever_its_letters(facilities: pd.DataFrame) -> None:
    (ident,) = HARD_CASES["agency in other letters"]
    assert facilities.loc[ident, "agency_id"] == "alder-county"


def test_names_are_hostile_and_stay_as_they_are(facilities: pd.DataFrame) -> None:
    hostile = [SITES[ident] for ident in HARD_CASES["hostile name"]]
    for site in hostile:
        assert facilities.loc[site.id, "name"] == site.name
    names = " ".join(site.name + site.agency for site in hostile)
    for part in ("<img src=x onerror=alert(1)>", "{{7*7}}", '"', "'", "=cmd|", "מרכז"):
        assert part in names
    assert max(len(site.name) for site in hostile) >= 500
    assert any(ord(c) > 127 for site in SITES.values() for c in site.name)


def test_ids_keep_their_zeros_and_their_parts(facilities: pd.DataFrame) -> None:
    assert {"001", "024", "C01-001", "C04-001"} <= set(facilities.index)


def test_sites_stand_on_their_agency_s_land(results: Results, facilities: pd.DataFrame) -> None:
    land = results.agencies.set_index("agency_id").geometry
    away = []
    for ident, row in facilities.iterrows():
        site: Site = SITES[str(ident)]
        if not site.on and "|" not in site.near and site.near not in SITES:
            shape = land.get(row["agency_id"])
            if shape is not None and not shape.covers(row["geometry"]):
                away.append(ident)
    assert not away


def test_generated_facilities_are_as_many_as_wanted_and_lie_apart() -> None:
    plan = large_plan(Size(agencies=70, facilities=900, street_nodes=6_000))
    made = generated_facilities(plan, demo_streets(plan), areas(plan))
    assert len(made) == 900
    assert len({facility.id for facility in made}) == 900
    assert len({facility.service for facility in made}) >= 12
    places = np.array([(facility.lon, facility.lat) for facility in made])
    assert len(np.unique(places, axis=0)) == 900
    contract = set(plan.contract_cities)
    assert not any(f.agency_id in contract and f.service == "fire_services" for f in made)
