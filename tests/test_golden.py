"""The demonstration's results, compared with those that someone looked at (tests/golden/README.md)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from adjoin.geo.files.writing import csv_text
from adjoin.pipeline import analyse
from adjoin.region import Region
from adjoin.services.demo.files import write_demo
from adjoin.services.results import Results

GOLDEN = Path(__file__).parent / "golden"
TABLES = sorted(path.stem for path in GOLDEN.glob("*.csv"))

#: Another GEOS or PROJ may round the last published digit the other way.
ATOL = {
    "m": 0.05, "share": 1e-5, "metres": 0.05, "km2": 1e-5, "km": 0.001, "people": 0.01,
    "minutes": 1e-4, "before": 1e-4, "after": 1e-4, "balance": 1e-5, "jaccard": 1e-5,
    "confidence": 1e-5,
}  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return analyse(Region.load(write_demo(tmp_path_factory.mktemp("golden"))))


def _read(text: Path) -> pd.DataFrame:
    return pd.read_csv(text, dtype="str", keep_default_na=False)


def _atol(column: str) -> float | None:
    words = [word for word in reversed(column.split("_")) if word in ATOL]
    return ATOL[words[0]] if words else None


def test_there_are_golden_tables() -> None:
    assert len(TABLES) == 16


@pytest.mark.parametrize("name", TABLES)
def test_the_demonstration_gives_what_it_gave(results: Results, name: str, tmp_path: Path) -> None:
    made = tmp_path / "made.csv"
    made.write_text(csv_text(results.tables()[name]), encoding="utf-8")
    table, golden = _read(made), _read(GOLDEN / f"{name}.csv")
    assert table.columns.tolist() == golden.columns.tolist()
    assert len(table) == len(golden)
    for column in golden:
        atol = _atol(column)
        if atol is None or name == "findings":
            pd.testing.assert_series_equal(table[column], golden[column])
            continue
        new, old = pd.to_numeric(table[column]), pd.to_numeric(golden[column])
        pd.testing.assert_series_equal(new, old, check_dtype=False, rtol=0, atol=atol)


def test_all_people_are_counted_once(results: Results) -> None:
    people, agencies = results.people, results.agencies.set_index("agency_id")
    assert people["people"].sum().round(3) == 140_000
    assert len(people) == 1_260
    general = agencies["level"].isin(["city", "county"])
    assert agencies.loc[general, "people"].sum().round(3) == 140_000
    parts = agencies.loc[["alder-union-esd", "quarry-hill-esd"], "people"].sum()
    assert parts.round(3) == agencies.loc["alder-valley-hsd", "people"]


def test_the_bridge_makes_neighbours_far(results: Results) -> None:
    pairs = results.facility_pairs.set_index(["facility_a", "facility_b"])
    crossing = pairs.loc[("PD-6", "SO-5")]
    straight = results.facilities.to_crs(results.agencies.estimate_utm_crs()).set_index(
        "facility_id"
    )
    apart = straight.geometry["PD-6"].distance(straight.geometry["SO-5"])
    assert apart < 4_000
    assert crossing["metres"] > 1.5 * apart
