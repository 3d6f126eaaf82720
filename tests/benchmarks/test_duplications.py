"""The metro of the benchmark of duplications, and the plain way by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely


@pytest.fixture(autouse=True)
def _benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))


def test_a_size_is_a_share_of_every_number():
    from duplications_metro import Metro

    assert Metro().times(Fraction("1/8")) == (62, 2_500, 31_250, 12_500)


def test_the_same_metro_every_time(tmp_path):
    from adjoin.region import Region
    from duplications_metro import Metro, write_metro

    metro = Metro(agencies=8, facilities=60, street_nodes=600, people=250)
    for name in ("one", "other"):
        region = Region.load(write_metro(tmp_path / name, metro))
    one, other = (gpd.read_parquet(tmp_path / n / "blocks.parquet") for n in ("one", "other"))
    assert one.equals(other)
    assert [file.path for file in region.people] == ["blocks.parquet"]
    assert len(one) == one["block"].nunique() == 250
    assert (one["people"] >= 1).all()
    zones = gpd.read_file(tmp_path / "one" / "zones.gpkg", layer="zones")
    boxes = shapely.union_all(shapely.envelope(zones.geometry))
    assert shapely.dwithin(boxes, one.geometry, 1e-6).all()


# Three sites: the first two share point 1, all reach point 2, and point 3 is the last one's.
REACH = pd.DataFrame(
    {
        "site": [0, 0, 0, 1, 1, 2, 2],
        "point": [0, 1, 2, 1, 2, 2, 3],
        "s": [60.0, 120.0, 300.0, 60.0, 120.0, 60.0, 240.0],
    }
)
PEOPLE = np.array([10.0, 20.0, 40.0, 80.0, 7.0])


def test_people_whom_two_reach():
    from duplications_people import lost, shared

    table = shared(REACH, "site", PEOPLE)
    assert table[["site_x", "site_y", "both"]].to_numpy().tolist() == [
        [0, 1, 60],
        [0, 2, 40],
        [1, 2, 40],
    ]
    assert table["share"].tolist() == [1, 40 / 70, 40 / 60]
    assert table["jaccard"].tolist() == [60 / 70, 40 / 150, 40 / 140]
    agency = REACH.assign(agency=np.array(["a", "b", "b"])[REACH["site"]])
    assert shared(agency, "agency", PEOPLE)["both"].tolist() == [60]
    assert lost(REACH, PEOPLE).to_numpy().tolist() == [[0, 10], [2, 80]]


def test_minutes_with_and_without_a_facility():
    from duplications_people import without

    quickest = pd.DataFrame(
        {
            "first": [0.0, 1.0, 2.0, 2.0, np.nan],
            "second": [1.0, 0.0, 1.0, 0.0, np.nan],
            "s1": [60.0, 60.0, 60.0, 240.0, np.nan],
            "s2": [600.0, 120.0, 120.0, 900.0, np.nan],
        }
    )
    table = without(REACH, quickest, PEOPLE)
    assert table["before"].tolist() == [1, 1, 4]
    assert table["max"].tolist() == [10, 2, 15]
    assert table["p90_before"].tolist() == [1, 1, 4]
    # of 70 whom the first reaches, 60 have another within two minutes
    assert table["p90_after"].tolist() == [10, 2, 15]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pulp")
@pytest.mark.filterwarnings("ignore:.*PuLP 4.0.*:DeprecationWarning")
def test_sites_by_trying_all():
    pytest.importorskip("spopt")
    from duplications_sites import covering

    rng = np.random.default_rng(3)
    reached = rng.random((40, 7)) < 0.25
    weights = rng.integers(1, 50, 40).astype(float)
    point, site = np.nonzero(reached)
    fewest, curve = covering(pd.DataFrame({"site": site, "point": point}), weights, 7)
    best = [
        max(
            float(weights[reached[:, list(some)].any(axis=1)].sum())
            for some in combinations(range(7), k)
        )
        for k in range(1, 8)
    ]
    assert fewest == 1 + best.index(best[-1])
    assert curve == pytest.approx(best[:fewest], rel=0.005)


def test_ground_and_borders_of_two():
    from duplications_ground import borders, double_provision

    boxes = [shapely.box(0, 0, 2000, 1000), shapely.box(1000, 0, 5000, 1000)]
    grounds = gpd.GeoDataFrame(
        {"service": "water", "counted": ["city", "district"], "doubles": True},
        geometry=boxes,
        crs="EPSG:5070",
    )
    people = gpd.GeoDataFrame(
        {"people": [300.0, 100.0]}, geometry=shapely.points([[500, 500], [1500, 500]]), crs=5070
    )
    found = double_provision(grounds, people, set())
    assert found[["km2", "people", "share_a", "share_b"]].to_numpy().tolist() == [
        [1, 100, 0.5, 0.25]
    ]
    done = {("water", "city", "district")}
    assert double_provision(grounds, people, done).empty
    beside = gpd.GeoDataFrame(
        {"agency_id": ["a", "b"]},
        geometry=[shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)],
        crs="EPSG:5070",
    )
    table = borders(beside, 5.0)
    assert table[["a", "b"]].to_numpy().tolist() == [["a", "b"]]
    assert table["shared_m"].item() == pytest.approx(1010, abs=1)


def test_tables_say_who_did_not_end():
    from duplications import figures_table, sizes_table, stages_table

    ours = {
        "seconds": 2.0,
        "written_s": 1.0,
        "peak_mb": 500.0,
        "cpu_s": 3.5,
        "stages": {"read": 0.5},
        "figures": {"lost": 200.0, "none": 0.0},
    }
    plain = {
        "seconds": 100.0,
        "peak_mb": 900.0,
        "cpu_s": 120.0,
        "stages": {"people_lost": 9.0},
        "figures": {"lost": 210.0, "none": 0.0},
    }
    found = {
        Fraction(1, 16): {"ours": ours, "plain": plain},
        Fraction(1, 2): {"ours": ours, "plain": {"failed": "no answer after 900 s"}},
        Fraction(1): {"ours": ours},
    }
    first, last, whole = sizes_table(found)[2:5]
    assert first == (
        "| 1/16 | 31 | 1,250 | 15,625 | 6,250 | 2.0 | 3.0 | 3.5 | 500 | 100.0 | 120.0 | 900 | 50.0x |"
    )
    assert last.endswith("| 2.0 | 3.0 | 3.5 | 500 | no answer after 900 s |  |  |  |")
    assert whole.startswith("| 1 | 500 | 20,000 | 250,000 | 100,000 |")
    assert stages_table(found, "plain")[2:] == ["| people lost | 9.00 |", ""]
    assert figures_table(Fraction(1, 16), found[Fraction(1, 16)])[2:4] == [
        "| lost | 200.0 | 210.0 | +5.0% |",
        "| none | 0.0 | 0.0 | as many |",
    ]
