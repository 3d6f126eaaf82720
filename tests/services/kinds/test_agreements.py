"""Agreements and joint use as lines, worked out by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from adjoin.geo.crs import region_plane
from adjoin.services.counting import Counting
from adjoin.services.kinds.agreements import COLUMNS, agreements
from adjoin.services.links import COLUMNS as LINK_COLUMNS

PLANE = region_plane((-122.1, 37.9, -121.9, 38.1))
ROOTS = pd.Series({"A": "A", "B": "B", "C": "C", "D": "A", "J": "J"}, dtype="str")  # D is A's
ALONE = Counting(ROOTS, {}, frozenset(), frozenset())
AGENCIES = gpd.GeoDataFrame(
    {"agency_id": ["A", "B", "C", "D", "J"]},
    geometry=[
        shapely.box(0, 0, 2, 2), shapely.box(10, 0, 12, 4), shapely.box(0, 0, 2, 2),
        shapely.box(5, 5, 6, 6), None,
    ],
    crs=PLANE,
)  # fmt: skip


def _links(*rows):
    """Service, two agencies, instrument and whether it is shared."""
    table = pd.DataFrame(
        rows, columns=["service", "agency_a", "agency_b", "instrument", "shared"]
    ).reindex(columns=list(LINK_COLUMNS))
    texts = dict.fromkeys([name for name in LINK_COLUMNS if name != "shared"], "str")
    return table.astype({**texts, "shared": bool})


def _near(*rows):
    """Service, two facilities, their agencies, and whether they stand at one spot."""
    names = ["service", "facility_a", "facility_b", "agency_a", "agency_b", "joint_use"]
    table = pd.DataFrame(rows, columns=names)
    return table.astype({**dict.fromkeys(names[:-1], "str"), "joint_use": bool})


def _plain(table, *columns):
    chosen = table[list(columns)].astype(object)
    return [tuple(row) for row in chosen.where(chosen.notna(), None).to_numpy()]


NEAR = _near(
    ("fire", "f2", "f1", "B", "D", True), ("fire", "f3", "f1", "B", "A", True),
    ("fire", "f4", "f5", "A", "B", False), ("fire", "f6", "f7", "A", "D", True),
    ("clerk", "c1", "c2", "A", "C", True),
)  # fmt: skip


def test_agreements_and_spots_used_together():
    links = _links(("fire", "A", "B", "contract", True), ("fire", "B", "J", "JPA", True))
    table = agreements(links, NEAR, AGENCIES, ALONE)
    assert tuple(table.columns) == COLUMNS
    columns = ["service", "agency_a", "agency_b", "instrument", "shared", "facilities"]
    # D counts as A, so that its spot with B is A's too, and the one with A is none.
    assert _plain(table, *columns) == [
        ("clerk", "A", "C", "joint use", False, "c1;c2"),
        ("fire", "A", "B", "contract", True, None),
        ("fire", "A", "B", "joint use", False, "f1;f2;f3"),
        ("fire", "B", "J", "JPA", True, None),
    ]
    assert table.crs == PLANE
    a, b = (shapely.point_on_surface(AGENCIES.geometry.iloc[k]) for k in (0, 1))
    for line in table.geometry.iloc[1:3]:
        assert line.equals(shapely.LineString([a, b]))
    # A and C have one and the same ground, J has none.
    assert table.geometry.isna().tolist() == [True, False, False, True]
    assert table.dtypes.astype(str).tolist()[:-1] == ["str"] * 9 + ["bool", "str"]


def test_whom_one_body_serves_has_no_joint_use_with_it():
    whole = Counting(ROOTS, {("fire", "B"): "A"}, frozenset(), frozenset())
    table = agreements(_links(), NEAR, AGENCIES, whole)
    assert _plain(table, "service", "agency_a", "agency_b") == [("clerk", "A", "C")]


def test_no_agreements_and_agencies_that_are_not_there():
    table = agreements(_links(), NEAR.iloc[:0], AGENCIES, ALONE)
    assert (len(table), tuple(table.columns), table.crs) == (0, COLUMNS, PLANE)
    table = agreements(_links(("fire", "A", "X", "MOU", False)), NEAR.iloc[:0], AGENCIES, ALONE)
    assert table.geometry.isna().tolist() == [True]


def test_the_order_of_rows_is_nothing():
    links = _links(("fire", "B", "J", "JPA", True), ("fire", "A", "B", "contract", True))
    usual = agreements(links, NEAR, AGENCIES, ALONE)
    for seed in range(3):
        mixed = agreements(
            links.sample(frac=1, random_state=seed),
            NEAR.sample(frac=1, random_state=seed),
            AGENCIES.sample(frac=1, random_state=seed),
            ALONE,
        )
        assert mixed.drop(columns="geometry").equals(usual.drop(columns="geometry"))
        assert np.array_equal(mixed.geometry.to_wkb(), usual.geometry.to_wkb())
