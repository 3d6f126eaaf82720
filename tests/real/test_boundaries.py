"""Boundaries of the Bay Area against what is known of them, libpysal, GEOS and a spatial join."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.agencies import agencies_table, agency_rows
from adjoin.boundaries.relations import agency_pairs, relation_of
from adjoin.geo.containment import smallest_holder
from adjoin.geo.coordinates import check_coordinates
from adjoin.geo.crs import LONLAT, region_plane, to_crs
from adjoin.geo.files.reading import read_source
from adjoin.geo.findings import Finding
from libpysal.weights import Rook

pytestmark = pytest.mark.real

AREAL = {"overlap", "contains", "within"}


class Tier(NamedTuple):
    """One file from reading to relations."""

    frame: gpd.GeoDataFrame
    agencies: gpd.GeoDataFrame
    pairs: gpd.GeoDataFrame
    findings: list[Finding]


def tier(path: Path, level: str, **columns: str) -> Tier:
    frame, findings = read_source(path, source=path.name)
    shapes, rows = np.asarray(frame.geometry), np.asarray(frame.index)
    assert check_coordinates(shapes, rows, frame.crs, source=path.name) == []
    found, told = agency_rows(frame, source=path.name, columns=columns, level=level)
    findings += told
    degrees = to_crs(np.asarray(found["geometry"], dtype=object), frame.crs, LONLAT).shapes
    bounds = tuple(shapely.total_bounds(degrees).tolist())
    plane = region_plane(bounds)
    moved = to_crs(np.asarray(found["geometry"], dtype=object), frame.crs, plane, region=bounds)
    table = gpd.GeoDataFrame(found.drop(columns="geometry"), geometry=moved.shapes, crs=plane)
    agencies, told = agencies_table(table, plane=plane)
    return Tier(frame, agencies, agency_pairs(agencies), findings + told)


@pytest.fixture(scope="module")
def jurisdictions(shared_data: Path) -> Tier:
    path = shared_data / "bayarea" / "bayarea_jurisdictions_2020.shp.zip"
    return tier(path, "city", id="jurisdicti", name="jurisdicti")


def test_the_109_jurisdictions_have_235_borders_and_no_overlap(jurisdictions: Tier):
    assert len(jurisdictions.agencies) == 109
    assert set(jurisdictions.pairs["relation"]) == {"border", "near"}
    borders = jurisdictions.pairs[jurisdictions.pairs["relation"] == "border"]
    assert len(borders) == 235
    assert borders["shared_m"].min() > 0
    assert jurisdictions.pairs["overlap_km2"].max() < 1e-6
    assert borders["stable"].all()
    np.testing.assert_allclose(borders.geometry.length, borders["shared_m"], rtol=1e-3)


def test_the_borders_are_the_rooks_of_libpysal_in_the_source_crs(jurisdictions: Tier):
    frame = jurisdictions.frame.sort_values("jurisdicti").reset_index(drop=True)
    frame = frame.set_geometry(frame.geometry.make_valid())
    rook = Rook.from_dataframe(frame, use_index=False, silence_warnings=True)
    names = frame["jurisdicti"].tolist()
    expected = {
        (names[a], names[b]) for a, others in rook.neighbors.items() for b in others if a < b
    }
    borders = jurisdictions.pairs[jurisdictions.pairs["relation"] == "border"]
    assert set(zip(borders["agency_a"], borders["agency_b"], strict=True)) == expected


def test_the_length_of_each_border_is_that_of_geos_in_the_source_crs(jurisdictions: Tier):
    """In the grid of the file, whose scale differs from the truth by less than 0.1 % here.

    Borders of the repaired remainders of counties differ where the repair put a vertex. One border of
    two cities goes on for 62 m where they lie within the tolerance, but share no segment.
    """
    shapes = jurisdictions.frame.set_index("jurisdicti").geometry.make_valid()
    borders = jurisdictions.pairs[jurisdictions.pairs["relation"] == "border"]
    a, b = (shapes.loc[borders[name]].to_numpy() for name in ("agency_a", "agency_b"))
    common = shapely.intersection(shapely.boundary(a), shapely.boundary(b))
    length = shapely.length(common)
    remainder = borders[["agency_a", "agency_b"]].apply(
        lambda names: names.str.startswith("Unincorporated")
    )
    cities = ~remainder.any(axis=1).to_numpy()
    assert cities.sum() > 80
    longer = borders["shared_m"][cities] - length[cities]
    assert (longer > 0.001 * length[cities]).sum() == 1
    assert longer.max() == pytest.approx(65, abs=1)
    np.testing.assert_array_less(-0.001 * length[cities], longer)
    error = np.abs(borders["shared_m"] / length - 1)
    assert (error < 1e-3).sum() >= 219
    assert borders["shared_m"].sum() == pytest.approx(length.sum(), rel=0.01)


def test_repairs_are_told_and_keep_the_area(jurisdictions: Tier):
    repairs = [f for f in jurisdictions.findings if f.rule == "geometry-repaired"]
    assert any("Unincorporated San Mateo" in f.message for f in repairs)
    assert {f.rule for f in jurisdictions.findings} == {"geometry-repaired", "parts-dropped"}
    total = shapely.union_all(jurisdictions.agencies.geometry.to_numpy()).area / 1e6
    assert jurisdictions.agencies["area_km2"].sum() == pytest.approx(total, rel=1e-9)


def test_two_files_of_the_counties_in_two_systems_give_the_same(shared_data: Path):
    folder = shared_data / "bayarea"
    one = tier(folder / "bayarea_region_county.shp.zip", "county", id="fipco")
    two = tier(folder / "bayarea_region_county_localprojection.shp.zip", "county", id="fipco")
    assert one.frame.crs != two.frame.crs
    assert one.agencies["agency_id"].tolist() == two.agencies["agency_id"].tolist()
    assert len(one.agencies) == 9
    assert one.agencies["name"].tolist() == one.agencies["agency_id"].tolist()
    assert [f.rule for f in one.findings] == ["name-missing"]
    keys = ["agency_a", "agency_b", "relation"]
    assert one.pairs[keys].values.tolist() == two.pairs[keys].values.tolist()
    assert set(one.pairs["relation"]) >= {"border"}
    np.testing.assert_allclose(one.pairs["shared_m"], two.pairs["shared_m"], rtol=1e-3)
    np.testing.assert_allclose(one.agencies["area_km2"], two.agencies["area_km2"], rtol=1e-3)
    ends = [shapely.get_coordinates(found.agencies.geometry.to_numpy()) for found in (one, two)]
    assert np.hypot(*(ends[0] - ends[1]).T).max() < 1.5
    assert one.pairs["shared_m"].max() > 1e4


def test_the_school_districts_overlap_29_times_and_never_within_a_type(shared_data: Path):
    path = shared_data / "bayarea" / "sonoma_school_districts_2022_23.geojson.gz"
    schools = tier(path, "school_district", id="CDCode", name="DistrictName")
    assert len(schools.agencies) == 40
    kind = schools.frame.set_index("CDCode")["DistrictType"]
    areal = schools.pairs[schools.pairs["relation"].isin(AREAL)]
    types = {
        frozenset((kind[a], kind[b]))
        for a, b in zip(areal["agency_a"], areal["agency_b"], strict=True)
    }
    assert len(areal) == 29
    # Healdsburg Unified serves as the high school district of two elementary ones.
    assert types == {frozenset(("Elementary", "High")), frozenset(("Elementary", "Unified"))}
    # Seen from the higher district, it holds the elementary one each time.
    first = areal["agency_a"].map(kind).to_numpy() == "Elementary"
    low = np.where(first, areal["agency_a"], areal["agency_b"])
    high = np.where(first, areal["agency_b"], areal["agency_a"])
    assert set(relation_of(schools.pairs, schools.agencies, high, low)) == {"contains"}
    # Oracle: an overlay in another equal-area system, California Albers.
    albers = schools.frame.set_index("CDCode").geometry.to_crs(3310)
    both = shapely.intersection(albers.loc[high].to_numpy(), albers.loc[low].to_numpy())
    np.testing.assert_allclose(areal["overlap_km2"], shapely.area(both) / 1e6, rtol=1e-4)


def test_rows_of_one_water_district_are_dissolved(shared_data: Path):
    path = shared_data / "bayarea" / "bayarea_water_districts_usbr2012.gpkg"
    water = tier(path, "special_district", name="WDNAME")
    assert (len(water.frame), len(water.agencies)) == (37, 16)
    repeated = [f for f in water.findings if f.rule == "agency-repeated"]
    counts = water.frame["WDNAME"].str.strip().value_counts()
    assert {f.item for f in repeated} == set(counts[counts > 1].index)
    dissolved = water.frame.set_geometry(water.frame.geometry.make_valid()).dissolve("WDNAME")
    expected = dissolved.geometry.area.rename(index=str.strip).sort_index() / 1e6
    # UTM errs in area by up to 0.1 %.
    got = water.agencies.set_index("agency_id")["area_km2"].sort_index()
    np.testing.assert_allclose(got, expected, rtol=2e-3)


def test_each_police_station_lies_where_a_spatial_join_puts_it(
    shared_data: Path, jurisdictions: Tier
):
    frame, findings = read_source(
        shared_data / "bayarea" / "law_enforcement_hifld.csv", xy=("X", "Y")
    )
    assert (len(frame), findings) == (207, [])
    agencies = jurisdictions.agencies
    plane = agencies.crs
    points = to_crs(np.asarray(frame.geometry), frame.crs, plane).shapes
    found = smallest_holder(points, np.asarray(agencies.geometry))
    assert not found.on_border.any()
    joined = gpd.GeoDataFrame(geometry=points, crs=plane).sjoin(
        agencies[["geometry"]], predicate="within", how="left"
    )["index_right"]
    np.testing.assert_array_equal(found.holder, joined.fillna(-1).astype(int))
    held = pd.Series(agencies["agency_id"].to_numpy()[found.holder[found.holder >= 0]])
    assert (held == "Santa Rosa").sum() > 0
    assert (found.holder >= 0).mean() > 0.95
