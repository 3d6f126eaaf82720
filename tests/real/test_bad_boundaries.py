"""Layers of other offices with their faults: repaired, told and counted exactly."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.agencies import agencies_table, agency_rows
from adjoin.boundaries.labels import told_apart
from adjoin.geo.crs import LONLAT, region_plane, to_crs
from adjoin.geo.files.reading import read_source
from adjoin.geo.findings import Finding

pytestmark = pytest.mark.real

AREAS = re.compile(r"([\d.]+) km2 before, ([\d.]+) km2 after")


class Layer(NamedTuple):
    """One file from reading to agencies."""

    frame: gpd.GeoDataFrame
    agencies: gpd.GeoDataFrame
    findings: list[Finding]

    def told(self, rule: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.rule == rule]

    def rows(self, rule: str) -> set[int]:
        return {int(finding.item.removeprefix("row ")) for finding in self.told(rule)}


def layer(path: Path, level: str, *, crs: str | None = None, **columns: str) -> Layer:
    frame, findings = read_source(path, source=path.name, crs=crs)
    rows, told = agency_rows(frame, source=path.name, columns=columns, level=level)
    shapes = np.asarray(rows["geometry"], dtype=object)
    degrees = to_crs(shapes, frame.crs, LONLAT).shapes
    plane = region_plane(tuple(shapely.total_bounds(degrees).tolist()))
    table = gpd.GeoDataFrame(
        rows.assign(geometry=to_crs(shapes, frame.crs, plane).shapes),
        geometry="geometry",
        crs=plane,
    )
    agencies, more = agencies_table(table, plane=plane)
    return Layer(frame, agencies, [*findings, *told, *more])


@pytest.fixture(scope="module")
def schools(shared_data: Path) -> Layer:
    path = shared_data / "bayarea" / "bayarea_school_districts_2012.gpkg"
    return layer(path, "school_district", name="District")


def test_each_of_the_72_invalid_shapes_is_told_with_its_areas(schools: Layer):
    invalid = np.flatnonzero(~schools.frame.geometry.is_valid.to_numpy()) + 1
    assert len(invalid) == 72
    assert schools.rows("geometry-repaired") == set(invalid)
    # Oracle of the area before: the rings as they are, in California Albers.
    albers = schools.frame.geometry.to_crs(3310)
    for finding in schools.told("geometry-repaired"):
        before, after = map(float, AREAS.search(finding.message).groups())
        row = int(finding.item.removeprefix("row "))
        assert before == pytest.approx(albers[row].area / 1e6, rel=1e-4)
        assert after == pytest.approx(before, rel=1e-3)
    (total,) = schools.told("repairs")
    assert total.message.startswith("72 shapes are not valid")
    before, after = map(float, AREAS.search(total.message).groups())
    assert after == pytest.approx(before, rel=1e-5)
    assert schools.told("repair-changed-area") == []
    assert shapely.is_valid(schools.agencies.geometry.to_numpy()).all()


def test_the_52_repeated_shapes_are_one_finding_with_the_one_under_another_name(schools: Layer):
    equal = pd.Series(shapely.to_wkb(schools.frame.geometry.to_numpy())).duplicated()
    assert equal.sum() == 52
    (finding,) = schools.told("geometry-duplicate")
    assert finding.severity == "warning"
    assert finding.message.startswith(
        "52 rows have the same shape as another row; 51 under the same id, which are one agency; 1 "
        "under another id"
    )
    assert "'Mountain House Elementary School District'" in finding.message
    assert (
        len(schools.told("agency-repeated")) == 51 == schools.frame["District"].duplicated().sum()
    )
    assert len(schools.agencies) == 212 - 51


def test_the_faults_of_a_topology_are_counted(shared_data: Path):
    path = shared_data / "bayarea" / "ca_school_districts_2012.topojson"
    districts = layer(path, "school_district", crs="EPSG:4326", name="District")
    assert len(districts.frame) == 1322
    # 293 as GDAL reads them, and one whose only fault is a flat hole, which GDAL leaves out.
    assert len(districts.rows("geometry-repaired")) == 294
    (finding,) = districts.told("geometry-duplicate")
    assert finding.message.startswith("354 rows have the same shape as another row; 337 under")
    # Districts of one name in different counties; only the distance between them shows it.
    doubted = {f.item for f in districts.told("agency-repeated") if "km apart" in f.message}
    assert {"Jefferson Elementary School District", "Liberty Elementary School District"} <= doubted
    assert len(doubted) == 13
    names = districts.frame["District"].str.strip()
    assert len(districts.agencies) == names.nunique()


def test_water_districts_in_several_rows_are_dissolved_and_their_two_repairs_told(
    shared_data: Path,
):
    path = shared_data / "bayarea" / "bayarea_water_districts_usbr2012.gpkg"
    water = layer(path, "special_district", name="WDNAME")
    assert (len(water.frame), len(water.agencies)) == (37, 16)
    assert len(water.rows("geometry-repaired")) == 2
    assert water.told("geometry-duplicate") == []
    assert not any("km apart" in f.message for f in water.told("agency-repeated"))


def test_counties_of_one_name_are_told_apart(shared_data: Path):
    path = shared_data / "national" / "us_counties_2016_500k.parquet"
    frame, _ = read_source(path)
    # The Aleutians reach across 180 degrees.
    frame = frame[~frame["STATEFP"].isin(["02"])]
    rows, _ = agency_rows(
        frame, source="c", columns={"id": "GEOID", "name": "NAME"}, level="county"
    )
    labels = told_apart(rows)
    assert labels.is_unique
    washington = labels[rows["name"].to_numpy() == "Washington"]
    assert len(washington) == 31
    assert washington["41067"] == "Washington (41067)"
    # With states as parents, it is the state that tells them apart.
    states = pd.DataFrame(
        {
            "agency_id": ["41", "23"],
            "name": ["Oregon", "Maine"],
            "level": "state",
            "parent_id": None,
        }
    )
    more = pd.concat([rows.assign(parent_id=rows["agency_id"].str[:2]), states], ignore_index=True)
    labels = told_apart(more)
    assert labels["41067"] == "Washington (Oregon)"
    assert labels["23029"] == "Washington (Maine)"
    assert labels.is_unique
