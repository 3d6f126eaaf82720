"""The ground of all that agencies deliver, and which of it is published."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from adjoin.boundaries.members import with_member_areas
from adjoin.geo.crs import region_plane
from adjoin.services.delivery import delivered_grounds, published_territories
from adjoin.services.inventory import inventory
from adjoin.services.service import Service

PLANE = region_plane((-123, 38, -122, 39))
SERVICES = {
    "ideas": Service(id="ideas", territory_rule=None),
    "payroll": Service(id="payroll", territory_rule="corporate"),
    "police": Service(id="police", territory_rule="unincorporated_only"),
}


def test_what_each_does_for_itself_has_ground_and_people_but_is_not_published():
    shapes = {"county": shapely.box(0, 0, 9000, 9000), "town": shapely.box(0, 0, 3000, 3000)}
    agencies = gpd.GeoDataFrame(
        {
            "agency_id": pd.Series(list(shapes), dtype="str"),
            "name": pd.Series(["County", "Town"], dtype="str"),
            "level": pd.Series(["county", "city"], dtype="str"),
            "parent_id": pd.Series([None, None], dtype="str"),
        },
        geometry=list(shapes.values()),
        crs=PLANE,
    )
    agencies, _ = with_member_areas(agencies, {})
    people = gpd.GeoDataFrame(
        {"people": [1.0, 2.0]}, geometry=shapely.points([(100, 100), (8000, 8000)]), crs=PLANE
    )
    facilities = pd.DataFrame(
        [(s, k) for s in SERVICES for k in shapes] * 2 + [("police", None)],
        columns=["service", "agency_id"],
    ).astype("str")
    layers = gpd.GeoDataFrame({"service": [], "agency_id": []}, geometry=[], crs=PLANE)
    found = delivered_grounds(
        facilities, agencies, inventory([], agencies), SERVICES, layers=layers, people=people
    )
    assert [points.tolist() for points in found.points] == [[0, 1], [0], [0, 1], [0], [1], [0]]
    assert found.table["people"].tolist() == [3, 1, 3, 1, 2, 1]
    assert found.table["area_km2"].tolist() == [81, 9, 81, 9, 72, 9]
    shown = published_territories(found.table)
    assert shown["service"].tolist() == ["ideas", "ideas", "police", "police"]
    assert shown.index.tolist() == [0, 1, 2, 3]
    assert found.findings == []
    without = delivered_grounds(
        facilities, agencies, inventory([], agencies), SERVICES, layers=layers
    )
    assert [len(points) for points in without.points] == [0] * 6
    assert np.isnan(without.table["people"]).all()
