"""The findings of a county's files as they come: `adjoin check tests/real/bayarea_raw.toml`."""

from __future__ import annotations

from pathlib import Path

import pytest
from adjoin.geo.findings import DataError, findings_table
from adjoin.geo.grouping import findings_text, grouped
from adjoin.maps.findings_page import findings_page
from adjoin.pipeline import read_region
from adjoin.region import Region

pytestmark = pytest.mark.real

REGION = Path(__file__).with_name("bayarea_raw.toml")


@pytest.fixture(scope="module")
def table(shared_data):
    assert shared_data.is_dir()
    with pytest.raises(DataError) as caught:
        read_region(Region.load(REGION))
    return findings_table(caught.value.findings)


def test_one_error_and_all_warnings_are_told_at_once(table):
    errors = table[table["severity"] == "error"]
    assert errors["rule"].tolist() == ["facility-id-repeated"]
    assert "transit_stops" in errors["source"].iloc[0]
    told = set(table["rule"])
    assert {"geometry-repaired", "agency-repeated", "agency-unknown", "far-outside"} <= told
    assert {"sentinel", "name-missing", "id-from-row", "dates-differ"} <= told


def test_alike_findings_are_one_piece_of_work(table):
    groups = grouped(table)
    assert len(table) > 250
    assert len(groups) < 40
    assert groups["count"].sum() == len(table)
    assert len(findings_text(table).splitlines()) < 150


def test_the_page_is_small_and_holds_every_finding(table):
    page = findings_page(table, name="Raw files")
    assert len(page.encode()) < 400_000
    assert "1 error stops the run" in page
    assert "<script" not in page
