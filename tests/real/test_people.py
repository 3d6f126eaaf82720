"""People on real data: the zones of the Bay Area, joined to their land use of 2020."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.agencies import agencies_table, agency_rows
from adjoin.boundaries.people import people_rows, people_table
from adjoin.boundaries.relations import agency_pairs
from adjoin.boundaries.residents import (
    agency_people,
    people_findings,
    summed_to_agencies,
    summed_to_pairs,
)
from adjoin.geo.crs import region_plane
from adjoin.geo.files.reading import read_source
from adjoin.geo.files.sources import common_bounds, in_plane, read_and_check
from adjoin.geo.findings import Finding
from adjoin.geo.membership import Membership

pytestmark = pytest.mark.real

ALL_PEOPLE = 7_685_885
TAZ = "bayarea_taz1454.shp.zip"
LAND_USE = "bayarea_taz1454_landuse_2020.csv"

#: One for each zone of at most 4 km2, about one for each square kilometre of the others.
POINTS = 17_784


class Bay(NamedTuple):
    """The region as far as people need it."""

    folder: Path
    joined: gpd.GeoDataFrame
    rows: gpd.GeoDataFrame
    people: gpd.GeoDataFrame
    agencies: gpd.GeoDataFrame
    members: Membership
    findings: list[Finding]


def _joined(folder: Path) -> gpd.GeoDataFrame:
    """Zones with their people, as a join of the two files gives them."""
    zones, _ = read_source(folder / TAZ)
    table = pd.read_csv(folder / LAND_USE)
    people = table.set_index("ZONE")["TOTPOP"]
    assert sorted(zones["TAZ1454"]) == sorted(people.index)
    return zones.assign(TOTPOP=zones["TAZ1454"].map(people))


@pytest.fixture(scope="module")
def bay(shared_data: Path) -> Bay:
    folder = shared_data / "bayarea"
    columns = {"id": "GEOID", "name": "jurisdicti"}
    name = "bayarea_jurisdictions_2020.shp.zip"
    interpret = partial(agency_rows, source=name, columns=columns, level="city")
    jurisdictions = read_and_check(folder / name, path=name, columns=columns, interpret=interpret)
    bounds = common_bounds([jurisdictions])
    plane = region_plane(bounds)
    agencies, _ = agencies_table(in_plane([jurisdictions], plane, bounds), plane=plane)
    joined = _joined(folder)
    rows, told = people_rows(joined, source=TAZ, columns={"weight": "TOTPOP", "id": "TAZ1454"})
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=joined.crs).to_crs(plane)
    people, more = people_table(frame, plane=plane)
    members = agency_people(people, agencies)
    findings = [*told, *more, *people_findings(people, members, agencies)]
    return Bay(folder, joined, frame, people, agencies, members, findings)


def test_all_people_are_accounted_for_zone_by_zone(bay: Bay):
    assert len(bay.rows) == 1454
    assert math.fsum(bay.people["people"]) == pytest.approx(ALL_PEOPLE, rel=1e-15)
    placed = bay.people.groupby("zone")["people"].apply(math.fsum)
    given = bay.joined.set_index(bay.joined["TAZ1454"].astype(str))["TOTPOP"].sort_index()
    assert placed.index.tolist() == given.index.tolist()  # also the 8 where nobody lives
    np.testing.assert_allclose(placed, given, rtol=1e-15)
    assert bay.people["people_id"].is_unique
    assert bay.people["people_id"].is_monotonic_increasing


def test_every_point_lies_in_its_zone_and_large_ones_are_on_the_grid(bay: Bay):
    shapes = bay.rows.set_index("zone_id").geometry.make_valid()
    own = shapes.loc[bay.people["zone"]].to_numpy()
    assert shapely.covers(own, bay.people.geometry.to_numpy()).all()
    count = bay.people.groupby("zone").size()
    area_km2 = (shapes.area / 1e6).loc[count.index]
    several = count[count > 1].index
    assert (area_km2.loc[several] > 4).all()
    xy = shapely.get_coordinates(bay.people.geometry[bay.people["zone"].isin(several)].to_numpy())
    assert (xy % 1000 == 500).all()
    # as many points as square kilometres, all in all
    assert count.loc[several].sum() == pytest.approx(area_km2.loc[several].sum(), rel=0.01)
    assert len(bay.people) == POINTS


def test_what_is_told(bay: Bay):
    told = {finding.rule: finding for finding in bay.findings}
    assert len(told) == len(bay.findings)
    assert told["people-placed"].message == (
        f"1454 rows with {ALL_PEOPLE} people count at {POINTS} points"
    )
    repaired = told["geometry-repaired"]
    (invalid,) = bay.joined[~bay.joined.is_valid].itertuples()
    assert repaired.item == f"row {invalid.Index}"
    assert f"zone '{invalid.TAZ1454}'" in repaired.message
    assert sorted(told) == ["geometry-repaired", "people-in-nobodys-area", "people-placed"]
    assert {finding.source for finding in bay.findings} == {TAZ, "people"}


def test_79_zones_without_ids_are_told_and_kept(bay: Bay):
    columns = {"weight": "TOTPOP", "id": "FIPSSTCO"}
    rows, told = people_rows(bay.joined, source=TAZ, columns=columns)
    assert len(rows) == 1454
    missing = {finding.rule: finding for finding in told}["id-missing"]
    assert (missing.severity, missing.item.split(" from ")[0]) == ("note", "79 rows")
    theirs = bay.joined.loc[bay.joined["FIPSSTCO"].isna(), "TOTPOP"].sum()
    assert f"({theirs} people)" in missing.message
    # The other rows have the code of their county: nine ids that stand in many rows.
    repeated = {finding.rule: finding for finding in told}["id-repeated"]
    assert repeated.message.startswith("9 ids stand in several rows")
    people, _ = people_table(
        bay.rows.assign(zone_id=rows["zone_id"].to_numpy()), plane=bay.rows.crs
    )
    assert people["people_id"].is_unique
    assert math.fsum(people["people"]) == pytest.approx(ALL_PEOPLE, rel=1e-15)
    assert people["zone"].isna().sum() >= 79


def test_the_jurisdictions_and_nobodys_area_hold_everyone_once(bay: Bay):
    by_agency = summed_to_agencies(bay.people, bay.members, bay.agencies)
    assert len(by_agency) == 109
    assert by_agency.notna().all()
    # Jurisdictions do not overlap but for slivers, in which no point lies.
    assert len(np.unique(bay.members.point)) == len(bay.members.point)
    outside = np.ones(len(bay.people), dtype=bool)
    outside[bay.members.point] = False
    lost = math.fsum(bay.people["people"][outside])
    assert math.fsum(by_agency) + lost == pytest.approx(ALL_PEOPLE, abs=1e-4)
    told = {finding.rule: finding for finding in bay.findings}["people-in-nobodys-area"]
    assert told.message.startswith(f"25 points ({lost:.3f} people) lie in none of the 109 agencies")
    assert lost == pytest.approx(8884.445, abs=1e-3)
    named = by_agency.set_axis(bay.agencies["name"])
    # The land use's own figure of San Francisco, whose zones end at the county line.
    table = pd.read_csv(bay.folder / LAND_USE)
    city = table.loc[table["COUNTY"] == 1, "TOTPOP"].sum()
    assert named["San Francisco"] == pytest.approx(city, abs=1)


def test_a_spatial_join_gives_the_same_members(bay: Bay):
    joined = bay.people[["geometry"]].sjoin(bay.agencies[["geometry"]], predicate="within")
    expected = sorted(zip(joined["index_right"], joined.index, strict=True))
    assert list(zip(bay.members.area, bay.members.point, strict=True)) == expected
    assert len(bay.members.on_border) == 0


def test_people_of_school_districts_in_each_other(bay: Bay):
    """The pairs' sums are those of the agencies where one holds the other; brute force says so, too."""
    path = "sonoma_school_districts_2022_23.geojson.gz"
    columns = {"id": "CDCode", "name": "DistrictName"}
    interpret = partial(agency_rows, source=path, columns=columns, level="school_district")
    source = read_and_check(bay.folder / path, path=path, columns=columns, interpret=interpret)
    plane = bay.rows.crs
    bounds = common_bounds([source])
    districts, _ = agencies_table(in_plane([source], plane, bounds), plane=plane)
    members = agency_people(bay.people, districts)
    pairs = agency_pairs(districts)
    a, b = (districts["agency_id"].searchsorted(pairs[k]) for k in ("agency_a", "agency_b"))
    found = summed_to_pairs(bay.people, members, a, b)
    weight = bay.people["people"].to_numpy()
    sets = [set(members.point[members.area == k].tolist()) for k in range(len(districts))]
    expected = [math.fsum(weight[list(sets[i] & sets[j])]) for i, j in zip(a, b, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)
    areal = pairs["relation"].isin(["contains", "within", "overlap"]).to_numpy()
    assert areal.sum() == 29
    assert (found[areal] > 0).all()
    by_district = summed_to_agencies(bay.people, members, districts).to_numpy()
    smaller = np.where(pairs["relation"] == "contains", by_district[b], by_district[a])[areal]
    # Two hundredths of the smaller area may lie outside the larger.
    assert (found[areal] > 0.9 * smaller).all()


def test_shuffled_zones_give_the_same_table_and_the_same_sums(bay: Bay):
    mixed = bay.rows.sample(frac=1, random_state=3).reset_index(drop=True)
    people, _ = people_table(mixed, plane=bay.rows.crs)
    pd.testing.assert_frame_equal(people, bay.people)
    order = np.random.default_rng(4).permutation(len(people))
    turned = people.iloc[order].reset_index(drop=True)
    sums = summed_to_agencies(turned, agency_people(turned, bay.agencies), bay.agencies)
    assert sums.equals(summed_to_agencies(bay.people, bay.members, bay.agencies))
