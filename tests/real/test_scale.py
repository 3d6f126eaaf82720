"""The payroll offices of the Bay Area's counties and cities, if each has its own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from adjoin.boundaries.relations import ADJACENT, agency_pairs
from adjoin.pipeline import read_region
from adjoin.region import Region
from adjoin.services.kinds.beside import beside, beside_rows
from adjoin.services.kinds.fragmentation import fragmentation_table
from adjoin.services.kinds.own_people import own_people, people_once
from adjoin.services.kinds.scale import scale_table, sub_scale_pairs

pytestmark = pytest.mark.real

SERVICE = "accounting_payroll"


def test_payroll_of_109_governments(shared_data: Path) -> None:
    given = read_region(Region.load(Path(__file__).with_name("bayarea.toml")))
    agencies, whole = given.tables.agencies, given.tables.inventory.whole
    governments = agencies[agencies["level"].isin(["city", "county"]) & agencies.geometry.notna()]
    delivered = pd.DataFrame({"service": SERVICE, "agency_id": governments["agency_id"]})
    pairs = agency_pairs(agencies)
    counted = {
        "people": given.tables.people["people"].to_numpy(dtype=float),
        "members": given.tables.members,
    }
    own = own_people(delivered, agencies, pairs, whole, **counted)
    scale = scale_table(
        own,
        beside_rows(delivered, pairs, whole),
        served=own.iloc[:0],
        agencies=agencies,
        services=given.services,
    )
    assert set(scale["served_by"]) == {"area"}
    # They tile the ground, so that nobody counts twice, and nearly nobody not at all.
    once = people_once(delivered, agencies, **counted)
    assert scale["served_people"].sum() == pytest.approx(once[SERVICE], rel=1e-12)
    assert 0.99 < once[SERVICE] / counted["people"].sum() <= 1
    row = fragmentation_table(scale, services=given.services, people=once).iloc[0]
    assert row["sentence"] == (
        "109 agencies produce Accounting/Payroll for 7,677,001 people; 74 serve fewer than 60,000."
    )
    # San Jose and San Francisco are large; hardly any pair taken at random is of one office.
    assert row["largest_share"] == pytest.approx(0.126, abs=0.001)
    assert row["fragmentation"] == pytest.approx(0.958, abs=0.001)
    hosts = scale.set_index("agency_id")["possible_hosts"]
    names = agencies.set_index("agency_id")["name"]
    # Piedmont lies within Oakland's ring, Cotati in the county's ground.
    listed = {names[agency]: hosts[agency] for agency in hosts.index}
    assert names[listed["Piedmont"]] == "Oakland"
    assert names[listed["Cotati"]] == "Unincorporated Sonoma"
    found = sub_scale_pairs(scale, beside(delivered, pairs, whole))
    assert len(found) == 176
    assert set(found["relation"]) <= ADJACENT
    assert (found["below_a"] | found["below_b"]).all()
