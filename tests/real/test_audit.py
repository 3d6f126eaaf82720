"""The audit of real layers against what is known of them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from adjoin.boundaries.agencies import agencies_table, agency_rows
from adjoin.boundaries.audit import audit
from adjoin.geo.crs import LONLAT, region_plane, to_crs
from adjoin.geo.files.reading import read_source

pytestmark = pytest.mark.real


def tier(
    path: Path,
    level: str,
    *,
    plane: pyproj.CRS | None = None,
    states_only: bool = False,
    **columns: str,
):
    """The agencies of one file."""
    frame, _ = read_source(path, source=path.name)
    if states_only:
        outside = ["02", "15", "60", "66", "69", "72", "78"]
        frame = frame[~frame["STATEFP"].isin(outside)]
    rows, _ = agency_rows(frame, source=path.name, columns=columns, level=level)
    shapes = np.asarray(rows["geometry"], dtype=object)
    bounds = tuple(shapely.total_bounds(to_crs(shapes, frame.crs, LONLAT).shapes).tolist())
    plane = plane or region_plane(bounds)
    moved = to_crs(shapes, frame.crs, plane, region=bounds).shapes
    table = gpd.GeoDataFrame(rows.drop(columns="geometry"), geometry=moved, crs=plane)
    return agencies_table(table, plane=plane)[0]


def test_the_109_jurisdictions_tile_the_ground_and_have_exclaves(shared_data: Path):
    agencies = tier(
        shared_data / "bayarea" / "bayarea_jurisdictions_2020.shp.zip",
        "city",
        id="jurisdicti",
        name="jurisdicti",
    )
    table, findings = audit(agencies)
    assert set(table["kind"]) == {"exclave", "exclave_sliver", "gap_sliver"}
    assert {finding.severity for finding in findings} == {"note"}
    # Inlets of the Bay where two of them meet.
    assert table.loc[table["kind"] == "gap_sliver", "area_km2"].sum() < 0.01
    exclaves = table[table["kind"] == "exclave"]
    shapes = agencies.set_index("agency_id").geometry
    assert shapely.get_num_geometries(shapes[exclaves["owner_id"]].to_numpy()).min() > 1
    # Roseland and its like: what Santa Rosa, San Jose and Walnut Creek surround.
    inside = exclaves[exclaves["inside_id"].notna()]
    assert len(inside) > 100
    pairs = set(zip(inside["owner_id"], inside["inside_id"], strict=True))
    assert {
        ("Unincorporated Sonoma", "Santa Rosa"),
        ("Unincorporated Santa Clara", "San Jose"),
    } <= pairs
    # Oracle: each outline is covered by what it lies in, up to 2 %.
    for _, row in inside.iterrows():
        outline = shapely.union_all(
            [shapely.Polygon(part.exterior) for part in shapely.get_parts(row.geometry)]
        ).boundary
        holder = shapes[row["inside_id"]]
        assert outline.difference(holder.buffer(15.1)).length <= 0.03 * outline.length
    # San Francisco: a tip of the island of Alameda and rocks at the shore of Marin are exclaves, Treasure
    # Island (2.3 km2), beside nobody, is none.
    own = exclaves[exclaves["owner_id"] == "San Francisco"]
    assert "Alameda;San Francisco" in set(own["agency_ids"])
    assert np.sort(shapely.area(shapely.get_parts(shapes["San Francisco"])))[-2] > 2e6
    assert own["area_km2"].max() < 1


def test_school_districts_lie_one_over_another_by_design(shared_data: Path):
    schools = tier(
        shared_data / "bayarea" / "sonoma_school_districts_2022_23.geojson.gz",
        "school_district",
        id="CDCode",
        name="DistrictName",
    )
    table, findings = audit(schools)
    assert {finding.severity for finding in findings} == {"note"}
    assert len(findings) == 3
    (layered,) = [finding for finding in findings if finding.rule == "tier-layered"]
    assert layered.message.startswith("29 overlaps between agencies of this level, 2,140 km2")
    assert (table["kind"] == "nested").sum() == 29
    older = tier(
        shared_data / "bayarea" / "bayarea_school_districts_2012.gpkg",
        "school_district",
        id="District",
    )
    table, findings = audit(older)
    assert {finding.severity for finding in findings} == {"note"}
    assert (table["kind"] == "duplicate").sum() == 1
    # What an overlap leaves out is what an overlay finds, pair by pair.
    both = table[table["kind"].isin(["nested", "duplicate", "overlap"])]
    shapes = older.set_index("agency_id").geometry
    area = both.groupby("agency_ids")["area_km2"].sum()
    expected = [
        shapes[first].intersection(shapes[second]).area / 1e6
        for first, second in area.index.str.split(";")
    ]
    np.testing.assert_allclose(area, expected, rtol=1e-6)


def test_places_leave_ground_open_which_is_no_fault(shared_data: Path):
    places = tier(
        shared_data / "bayarea" / "bayarea_census_places_2019.gpkg", "city", id="GEOID", name="NAME"
    )
    table, findings = audit(places)
    assert {finding.severity for finding in findings} == {"note"}
    assert set(table["kind"]) == {"exclave", "gap", "gap_sliver", "hole"}
    enclosed = table[table["kind"].isin(["gap", "hole"])]
    # Oracle: the holes of the union by GEOS, less the islands in them.
    union = shapely.union_all(places.geometry.to_numpy())
    rings = [ring for part in shapely.get_parts(union) for ring in part.interiors]
    expected = shapely.union_all(shapely.polygons(rings)).difference(union).area / 1e6
    assert enclosed["area_km2"].sum() == pytest.approx(expected, rel=1e-3)


def test_gaps_and_an_overlap_between_zones(shared_data: Path):
    zones = tier(shared_data / "bayarea" / "bayarea_taz1454.shp.zip", "other", id="TAZ1454")
    table, findings = audit(zones)
    count = table.groupby("kind").size().to_dict()
    assert {kind: count[kind] for kind in ("gap", "hole", "overlap_sliver")} == {
        "gap": 4, "hole": 5, "overlap_sliver": 1,
    }  # fmt: skip
    assert [f.rule for f in findings if f.severity == "warning"] == ["tier-gap"]


def test_the_counties_of_the_nation_are_clean(shared_data: Path):
    counties = tier(
        shared_data / "national" / "us_counties_2016_500k.parquet",
        "county",
        plane=pyproj.CRS.from_epsg(5070),
        states_only=True,
        id="GEOID",
        name="NAME",
    )
    assert len(counties) == 3108
    table, findings = audit(counties)
    assert table["kind"].value_counts().to_dict() == {"exclave": 91, "exclave_sliver": 1}
    assert {finding.severity for finding in findings} == {"note"}
    # Glendale and Holly Hills: Arapahoe's ground inside Denver.
    denver = table[table["inside_id"] == "08031"]
    assert (denver["owner_id"] == "08005").sum() >= 2
