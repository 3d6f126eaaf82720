"""Who delivers a service side by side, worked out by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from adjoin.geo.crs import region_plane
from adjoin.services.counting import Counting, counting
from adjoin.services.kinds.beside import COLUMNS, beside, beside_rows, provided

PLANE = region_plane((-122.1, 37.9, -121.9, 38.1))
ROOTS = pd.Series({"A": "A", "B": "B", "C": "C", "D": "A", "E": "C"}, dtype="str")


def _pairs(*rows):
    """Rows of two agencies, their relation, the length of their line, and whether it is stable."""
    table = pd.DataFrame(
        [row[:3] for row in rows], columns=["agency_a", "agency_b", "relation"], dtype="str"
    ).assign(stable=[row[4] for row in rows], shared_m=[row[3] for row in rows])
    lines = [shapely.LineString([(0, 0), (row[3], 0)]) for row in rows]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(lines, crs=PLANE))


def _delivered(agencies, service="fire"):
    return pd.DataFrame({"service": service, "agency_id": list(agencies)}, dtype="str")


PAIRS = _pairs(
    ("A", "B", "border", 5.0, True), ("A", "C", "near", 9.0, True),
    ("B", "D", "contains", 7.0, False), ("D", "E", "gap", 2.0, True),
)  # fmt: skip


def _plain(table):
    return table.drop(columns=["geometry", "shared_already"]).to_numpy(dtype=object).tolist()


def test_the_longest_line_of_all_that_count_as_two_agencies_stands_for_them():
    found = beside(_delivered("ABCDE"), PAIRS, counting(ROOTS))
    assert tuple(found.columns) == COLUMNS
    # B holds A's district D along the longer line, so that A lies in B; A and C meet by D and E alone.
    assert _plain(found) == [
        ["fire", "A", "B", "within", False, 7.0], ["fire", "A", "C", "gap", True, 2.0],
    ]  # fmt: skip
    assert found.geometry.length.tolist() == [7.0, 2.0]
    assert found.crs == PLANE
    # The row of the shorter line is still there.
    rows = beside_rows(_delivered("ABCDE"), PAIRS, counting(ROOTS))
    assert rows["relation"].tolist() == ["within", "border", "gap"]


def test_both_must_deliver_the_same_service():
    both = pd.concat([_delivered("A"), _delivered("B", "sewer"), _delivered("D", "sewer")])
    assert _plain(beside(both, PAIRS, counting(ROOTS))) == [
        ["sewer", "A", "B", "within", False, 7.0]
    ]


def test_who_shares_already_stands_in_the_rows_only():
    whole = Counting(ROOTS, {}, frozenset({("fire", "A", "B")}), frozenset())
    assert _plain(beside(_delivered("ABCDE"), PAIRS, whole)) == [
        ["fire", "A", "C", "gap", True, 2.0]
    ]
    rows = beside_rows(_delivered("ABCDE"), PAIRS, whole)
    assert rows["shared_already"].tolist() == [True, True, False]


def test_a_buyer_lies_beside_others_as_its_seller():
    whole = Counting(ROOTS, {("fire", "B"): "C"}, frozenset(), frozenset())
    assert _plain(beside(_delivered("ABC"), PAIRS, whole)) == [
        ["fire", "A", "C", "border", True, 5.0]
    ]


def test_without_measures_of_pairs_they_are_missing():
    found = beside(_delivered("AB"), PAIRS.drop(columns=["stable", "shared_m"]), counting(ROOTS))
    assert found["stable"].isna().tolist() == [True]
    assert np.isnan(found["shared_m"]).tolist() == [True]


def test_no_rows_have_their_columns_all_the_same():
    found = beside(_delivered("A"), PAIRS, counting(ROOTS))
    assert (len(found), tuple(found.columns)) == (0, COLUMNS)
    assert found.dtypes.astype(str).tolist()[:6] == ["str"] * 4 + ["boolean", "float64"]


def test_delivered_by_facilities_and_by_the_inventory():
    whole = Counting(ROOTS, {}, frozenset(), frozenset({("fire", "B"), ("clerk", "A")}))
    sites = _delivered(["B", None, "A", "A"])
    assert provided(sites, whole).to_numpy().tolist() == [
        ["clerk", "A"], ["fire", "A"], ["fire", "B"],
    ]  # fmt: skip


def test_the_order_of_rows_is_nothing():
    delivered = pd.concat([_delivered("ABCDE"), _delivered("EBA", "sewer")])
    # Two lines of one length: the ids decide.
    pairs = pd.concat(
        [PAIRS, _pairs(("B", "E", "gap", 3.0, True), ("B", "C", "border", 3.0, True))]
    )
    usual = beside_rows(delivered, pairs, counting(ROOTS))
    for seed in range(5):
        shuffled = beside_rows(
            delivered.sample(frac=1, random_state=seed),
            pairs.sample(frac=1, random_state=seed),
            counting(ROOTS),
        )
        pd.testing.assert_frame_equal(pd.DataFrame(usual), pd.DataFrame(shuffled))
    assert usual["relation"].tolist()[3:5] == ["border", "gap"]
