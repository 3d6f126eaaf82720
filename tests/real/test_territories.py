"""Territories of the Bay Area: counties less their cities, from two offices' layers."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.agencies import agencies_table
from adjoin.boundaries.agency_source import Agencies, read_agencies
from adjoin.boundaries.parents import root_agencies
from adjoin.boundaries.relations import agency_pairs
from adjoin.geo.crs import region_plane
from adjoin.geo.files.sources import common_bounds, in_plane
from adjoin.services.service import Service
from adjoin.services.territories import territories

pytestmark = pytest.mark.real

POLICE = {"police": Service(id="police", territory_rule="unincorporated_only")}


def table(*described: dict[str, object], base: Path) -> gpd.GeoDataFrame:
    sources = [read_agencies(Agencies.model_validate(d), base=base) for d in described]
    bounds = common_bounds(sources)
    plane = region_plane(bounds)
    rows = in_plane(sources, plane, bounds)
    remainder = rows["name"].str.startswith("Unincorporated")
    return agencies_table(
        rows.assign(level=rows["level"].where(~remainder, "county")), plane=plane
    )[0]


def police(agencies: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    delivered = pd.DataFrame({"service": "police", "agency_id": agencies["agency_id"]})
    found, _, findings = territories(agencies, delivered, POLICE, roots=root_agencies(agencies))
    assert findings == []
    return found


@pytest.fixture(scope="module")
def jurisdictions(shared_data: Path) -> gpd.GeoDataFrame:
    described = {
        "path": "bayarea_jurisdictions_2020.shp.zip",
        "columns": {"id": "jurisdicti", "name": "jurisdicti"},
        "level": "city",
    }
    return table(described, base=shared_data / "bayarea")


@pytest.fixture(scope="module")
def nested(shared_data: Path) -> gpd.GeoDataFrame:
    counties = {
        "path": "bayarea_region_county.shp.zip",
        "columns": {"id": "fipco", "name": "fipco"},
        "level": "county",
        "id_prefix": "county-",
    }
    cities = {
        "path": "bayarea_census_places_2019.gpkg",
        "columns": {"id": "GEOID", "name": "NAME"},
        "where": "CLASSFP = 'C1'",
        "level": "city",
    }
    return table(counties, cities, base=shared_data / "bayarea")


def test_remainders_of_counties_are_left_as_they_are(jurisdictions: gpd.GeoDataFrame):
    assert (jurisdictions["level"] == "county").sum() == 8
    found = police(jurisdictions)
    assert found["agency_id"].tolist() == jurisdictions["agency_id"].tolist()
    assert found.geometry.to_wkb().tolist() == jurisdictions.geometry.to_wkb().tolist()


def test_nine_counties_less_their_cities_keep_the_area(nested: gpd.GeoDataFrame):
    """Against one overlay of each county with all cities."""
    found = police(nested).set_index("agency_id")
    counties = nested[nested["level"] == "county"].set_index("agency_id")
    cities = shapely.union_all(nested.loc[nested["level"] == "city", "geometry"].to_numpy())
    assert len(counties) == 9
    left = found.loc[counties.index]
    inside = shapely.area(shapely.intersection(counties.geometry.to_numpy(), cities)) / 1e6
    np.testing.assert_allclose(left["area_km2"] + inside, counties["area_km2"], rtol=1e-9)
    assert left.geometry.is_valid.all()
    assert shapely.area(shapely.intersection(left.geometry.to_numpy(), cities)).max() < 1e-3


def test_counties_less_their_cities_are_the_remainders_where_both_end_at_the_shore(
    nested: gpd.GeoDataFrame, jurisdictions: gpd.GeoDataFrame
):
    """The county layer holds bay and ocean, the jurisdictions hold none; four agree within 2 %."""
    left = police(nested).set_index("agency_id")["area_km2"]
    remainder = jurisdictions.set_index("agency_id")["area_km2"]
    for fips, name in {
        "001": "Alameda",
        "013": "Contra Costa",
        "055": "Napa",
        "085": "Santa Clara",
    }.items():
        expected = remainder[f"Unincorporated {name}"]
        assert left[f"county-{fips}"] == pytest.approx(expected, rel=0.02), name
    # San Francisco is a city and a county: the layers differ by a sliver.
    assert left["county-075"] < 1


def test_a_joint_agency_of_cities_borders_what_its_members_border(
    shared_data: Path, tmp_path: Path
):
    """Rohnert Park and Cotati as one: no boundary of its own, and the neighbours of both."""
    base = shared_data / "bayarea"
    (tmp_path / "joint.csv").write_text("id,who\njpa,rohnert  park;COTATI\n", encoding="utf-8")
    cities = {
        "path": str(base / "bayarea_jurisdictions_2020.shp.zip"),
        "columns": {"id": "jurisdicti", "name": "jurisdicti"},
        "level": "city",
    }
    joint = {
        "path": "joint.csv", "columns": {"id": "id", "name": "id", "members": "who"}, "level": "regional",
    }  # fmt: skip
    agencies = table(cities, joint, base=tmp_path)
    jpa = agencies.set_index("agency_id").loc["jpa"]
    assert (jpa["boundary"], jpa["members"]) == ("members", "Cotati;Rohnert Park")
    pairs = agency_pairs(agencies)
    beside = {
        name: set(
            pairs.loc[(pairs["agency_a"] == name) & (pairs["relation"] == "border"), "agency_b"]
        )
        | set(pairs.loc[(pairs["agency_b"] == name) & (pairs["relation"] == "border"), "agency_a"])
        for name in ("jpa", "Cotati", "Rohnert Park")
    }
    members = {"Cotati", "Rohnert Park"}
    assert beside["jpa"] == (beside["Cotati"] | beside["Rohnert Park"]) - members - {"jpa"}
    assert "Unincorporated Sonoma" in beside["jpa"]
    held = pairs[(pairs["agency_a"].isin(members)) & (pairs["agency_b"] == "jpa")]
    assert held["relation"].tolist() == ["within", "within"]
