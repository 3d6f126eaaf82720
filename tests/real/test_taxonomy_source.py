"""The shipped services against the table of the service areas that they were made from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from adjoin.services.service import name_key
from adjoin.services.service_text import service_record
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
        "visibility": ours["visibility"].fillna(""),
        "local_control": ours["local_control"].fillna(""),
        "labour": ours["labour"].fillna(""),
        "evidence_grade": ours["evidence_grade"].fillna("n/a"),
    }
    assert set(ours["id"]) == set(load_services())
    for column, values in as_text.items():
        assert values.tolist() == source[column].tolist(), column
    for row in source.itertuples():
        named = {text for text in row.see_also.split(", ") if text}
        assert named <= set(load_services()[row.id].see_also), row.id
    numbered = source["seed"] == "1"
    assert ours["number"][numbered].tolist() == source["no"][numbered].astype(int).tolist()


def test_every_number_of_the_source_is_there(shared_data: Path) -> None:
    """Thresholds, codes, years, percents: nothing that the source says in figures was lost."""
    source = pd.read_csv(shared_data / "service_areas.csv", dtype=str, keep_default_na=False)
    services = load_services()
    prose = ("threshold", "threshold_source", "osm", "census", "scale_evidence", "efficient_people")
    lost = {}
    for row in source.to_dict("records"):
        ours = _figures(json.dumps(service_record(services[row["id"]]), ensure_ascii=False))
        for column in prose:
            missing = _figures(row[column]) - ours
            if missing:
                lost[row["id"], column] = missing
    assert lost == {}


def _figures(text: str) -> set[float]:
    """The numbers in a text; 22k and 22,000 are one, and so are 0.5 and 0.50."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"(\d)k\b", r"\g<1>000", text)
    return {float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}


def test_every_tag_of_the_source_is_used_or_said_why_not(shared_data: Path) -> None:
    source = pd.read_csv(shared_data / "service_areas.csv", dtype=str, keep_default_na=False)
    services = load_services()
    lost = {}
    for ident, cell in zip(source["id"], source["osm"], strict=True):
        service = services[ident]
        ours = " ".join((*service.osm, *service.osm_exclude, service.osm_note or ""))
        tags = re.findall(r"([a-z_]+)=([a-z_*]+(?:/[a-z_]+)*)", cell)
        values = {value for _, listed in tags for value in listed.split("/")}
        missing = {value for value in values if value not in ours}
        if missing:
            lost[ident] = missing
    assert lost == {}


def test_census_codes_are_those_of_the_source(shared_data: Path) -> None:
    """Codes that stand first in the source stand first here; the others only say what is elsewhere."""
    source = pd.read_csv(shared_data / "service_areas.csv", dtype=str, keep_default_na=False)
    services = load_services()
    for ident, cell in zip(source["id"], source["census"], strict=True):
        first = re.match(r"\d+(?: ?/ ?\d+)*", re.sub(r" electric| gas", "", cell))
        assert first is not None
        codes = re.split(r" ?/ ?", first[0])
        assert list(services[ident].census[: len(codes)]) == codes, ident


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


def test_names_of_real_bodies_tell_their_service(shared_data: Path) -> None:
    """All of California's library agencies and the Bay Area's school districts; none of them fire."""
    bay = shared_data / "bayarea"
    libraries = pd.read_csv(bay / "library_agencies_pls_fy2022_CA.csv", dtype=str)["name"]
    schools = pyogrio.read_dataframe(
        bay / "bayarea_school_districts_2012.gpkg", read_geometry=False
    )["District"]
    assert (len(libraries), schools.nunique()) == (220, 161)
    assert set(map(_told, libraries)) == {("library_services",)}
    assert set(map(_told, schools)) == {("schools",)}


def _told(name: str) -> tuple[str, ...]:
    """The services whose words stand in a name."""
    key = f" {name_key(name)} "
    services = load_services().values()
    return tuple(s.id for s in services if any(f" {word} " in key for word in s.agency_words))
