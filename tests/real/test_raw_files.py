"""The findings of a county's files as they come: `adjoin check tests/real/bayarea_raw.toml`."""

from __future__ import annotations

from pathlib import Path

import pytest
from adjoin.geo.findings import findings_table
from adjoin.geo.grouping import findings_text, grouped
from adjoin.maps.findings_page import findings_page
from adjoin.pipeline import read_region
from adjoin.region import Region
from adjoin.services.review import no_review, with_decisions

pytestmark = pytest.mark.real

REGION = Path(__file__).with_name("bayarea_raw.toml")


@pytest.fixture(scope="module")
def table(shared_data):
    assert shared_data.is_dir()
    return with_decisions(findings_table(read_region(Region.load(REGION)).findings), no_review())


def test_all_that_a_person_must_look_at_is_told_at_once(table):
    assert not (table["severity"] == "error").any()
    stops = table.loc[table["rule"] == "place-repeated", "message"].iloc[0]
    assert stops.startswith("5929 of 9310 rows repeat a place")
    told = set(table["rule"])
    assert {"geometry-repaired", "agency-repeated", "agency-unknown", "far-outside"} <= told
    assert {"sentinel", "name-missing", "id-from-row", "dates-differ"} <= told


def test_alike_findings_are_one_piece_of_work(table):
    groups = grouped(table)
    assert len(table) > 200
    assert len(groups) < 40
    assert groups["count"].sum() == len(table)
    assert len(findings_text(table).splitlines()) < 200


def test_the_page_is_small_and_holds_every_finding(table):
    page = findings_page(table, name="Raw files")
    assert len(page.encode()) < 400_000
    assert "warnings" in page
    assert "<script" not in page
