"""Names of 32 regions, labelled by someone who had not seen how names are matched.

`tuned` was looked at while matching was written; `first` and `second` were each scored once before
anyone looked at their misses, and mended after (docs/decisions/010-names.md has the first scores).
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from adjoin.boundaries.deciding import decided

HERE = Path(__file__).parent / "names"
ANYTHING_BUT_MERGED = ("own", "undecided", "own_or_undecided")


def _taken(cases, agencies):
    """What each name of one region was taken for."""
    places = shapely.points(agencies["x"].astype(float) * 1000, agencies["y"].astype(float) * 1000)
    areas = gpd.GeoDataFrame(
        agencies[["agency_id", "name", "level"]], geometry=shapely.buffer(places, 4000), crs=32610
    )
    given = cases["text_x"].notna().to_numpy()
    points = np.full(len(cases), None, dtype=object)
    where = cases.loc[given, ["text_x", "text_y"]].to_numpy(dtype=float) * 1000
    points[given] = shapely.points(where)
    found = decided(cases["text"], areas, points=points)
    ids = np.r_[areas["agency_id"].to_numpy(dtype=object), None][found.agency]
    return np.where(found.agency >= 0, ids, np.where(found.own, "own", "undecided"))


@pytest.fixture(scope="module")
def scored():
    cases = pd.read_csv(HERE / "cases.csv", dtype="str")
    agencies = pd.read_csv(HERE / "agencies.csv", dtype="str")
    parts = []
    for group, some in cases.groupby("case_group", sort=True):
        own = agencies[agencies["case_group"] == group].reset_index(drop=True)
        parts.append(some.assign(taken=_taken(some.reset_index(drop=True), own)))
    return pd.concat(parts)


def test_what_is_an_agency_of_its_own_is_never_another(scored):
    own = scored[scored["expected"] == "own"]
    assert len(own) > 250
    merged = own[~own["taken"].isin(["own", "undecided"])]
    assert merged["text"].tolist() == []


def test_of_names_that_mean_an_agency_none_but_one_is_taken_for_another(scored):
    meant = scored[~scored["expected"].isin(ANYTHING_BUT_MERGED)]
    assert len(meant) > 650
    other = meant[
        (meant["taken"] != meant["expected"]) & ~meant["taken"].isin(["own", "undecided"])
    ]
    # Its district stands only as initials behind the dash.
    assert other["text"].tolist() == ["MAGNOLIA VFD - MCESD 10"]


def test_what_cannot_be_told_is_seldom_merged(scored):
    open_ones = scored[scored["expected"].isin(["undecided", "own_or_undecided"])]
    merged = open_ones[~open_ones["taken"].isin(["own", "undecided"])]
    assert len(open_ones) > 100
    # All but one of these take a department that bears a city's name for the city's.
    assert len(merged) <= 12


@pytest.mark.parametrize(("split", "share"), [("tuned", 0.84), ("first", 0.86), ("second", 0.81)])
def test_most_names_find_their_agency(scored, split, share):
    meant = scored[(scored["split"] == split) & ~scored["expected"].isin(ANYTHING_BUT_MERGED)]
    assert (meant["taken"] == meant["expected"]).mean() >= share
