"""The shipped services against the table of the service areas that they were made from."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from adjoin.services.taxonomy import load_services, match_service, services_table

pytestmark = pytest.mark.real


def test_the_facts_are_those_of_the_source(shared_data: Path) -> None:
    source = pd.read_csv(shared_data / "service_areas.csv", dtype=str, keep_default_na=False)
    ours = services_table(load_services()).set_index("id").loc[source["id"]].reset_index()
    as_text = {
        "name": ours["name"],
        "family": ours["family"],
        "front_back": ours["front_back"],
        "mode": ours["mode"],
        "primary_mode": ours["primary_mode"],
        "minutes": ours["minutes"].map(lambda m: "" if pd.isna(m) else f"{m:g}"),
        "travel": ours["travel"].fillna(""),
        "efficient_people": ours["efficient_people"].astype("string").fillna(""),
        "seed_bold": ours["host_candidate"].astype(int).astype(str),
        "seed": ours["core"].astype(int).astype(str),
        "see_also": ours["see_also"].str.replace(";", ", "),
        "visibility": ours["visibility"].fillna(""),
        "local_control": ours["local_control"].fillna(""),
        "labour": ours["labour"].fillna(""),
        "evidence_grade": ours["evidence_grade"].fillna("n/a"),
    }
    assert set(ours["id"]) == set(load_services())
    for column, values in as_text.items():
        assert values.tolist() == source[column].tolist(), column
    numbered = source["seed"] == "1"
    assert ours["number"][numbered].tolist() == source["no"][numbered].astype(int).tolist()


def test_the_savings_bands_are_those_of_the_source(shared_data: Path) -> None:
    source = pd.read_csv(shared_data / "service_areas.csv", dtype=str, keep_default_na=False)
    bands = source.set_index("id")["savings_band_pct"].str.extract(r"^(-?\d+)\.\.\+(\d+)")
    ours = services_table(load_services()).set_index("id").loc[source["id"]]
    mixed = "transportation_transit"  # two bands in one cell: the wider of both ends is kept
    assert ours.loc[mixed, ["savings_low_pct", "savings_high_pct"]].tolist() == [-10, 15]
    for column, field in enumerate(["savings_low_pct", "savings_high_pct"]):
        expected = bands[column].astype(float).drop(mixed)
        pd.testing.assert_series_equal(
            ours[field].drop(mixed), expected, check_names=False, check_index_type=False
        )


def test_names_met_in_the_source_lead_to_their_service(shared_data: Path) -> None:
    """Aliases of the source without a slash, bracket or comma still match, unless settled."""
    source = pd.read_csv(shared_data / "service_areas.csv", dtype=str, keep_default_na=False)
    services = load_services()
    wrong = {}
    for ident, cell in zip(source["id"], source["aliases"], strict=True):
        for alias in (part.strip() for part in cell.split(";")):
            if not set(alias) & set("/(,") and match_service(alias, services) != ident:
                wrong[ident, alias] = match_service(alias, services)
    assert wrong == {
        ("accounting_payroll", "treasury"): "financial_analysis",
        ("building_inspection", "community development"): None,
        ("clerk", "elections"): "elections",
        ("facilities", "corporation yard"): "roads",
        ("planning_zoning", "community development"): None,
        ("animal_control", "shelter"): None,
    }
