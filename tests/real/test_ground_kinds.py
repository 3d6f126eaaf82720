"""Whose people are whose, double and adjacent provision in the Bay Area."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from adjoin.boundaries.relations import agency_pairs
from adjoin.geo.streets.snapping import snap
from adjoin.pipeline import Inputs, read_region
from adjoin.region import Region
from adjoin.services.delivery import delivered_grounds
from adjoin.services.kinds.adjacent_provision import adjacent_provision
from adjoin.services.kinds.double_provision import double_provision
from adjoin.services.kinds.homes import homes
from adjoin.services.kinds.united import known_grounds
from adjoin.services.territories import Grounds

pytestmark = pytest.mark.real

SERVICES = ["hospitals", "law_enforcement", "library_services"]


@pytest.fixture(scope="module")
def bay(shared_data: Path) -> Inputs:
    return read_region(Region.load(Path(__file__).with_name("bayarea.toml")))


@pytest.fixture(scope="module")
def grounds(bay: Inputs) -> Grounds:
    tables = bay.tables
    return delivered_grounds(
        tables.facilities, tables.agencies, tables.inventory, bay.services, layers=tables.layers,
        people=tables.people,
    )  # fmt: skip


def test_libraries_without_ground_are_not_computable(bay: Inputs, grounds: Grounds):
    known = known_grounds(grounds, services=SERVICES).set_index("service")
    # Of police, those of campuses, parks and trains are named only by their stations.
    assert 80 < known.loc["law_enforcement", "known"] < known.loc["law_enforcement", "agencies"]
    assert known.loc["library_services", "known"] == 0 < known.loc["library_services", "agencies"]
    owners = bay.tables.agencies["agency_id"].tolist()
    whole, points = bay.tables.inventory.whole, len(bay.tables.people)
    home = homes(grounds, whole, "library_services", owners=owners, points=points)
    assert (home == -1).all()


def test_homes_are_the_territories_where_they_tile_the_ground(bay: Inputs, grounds: Grounds):
    """Against the sums of the table; cities and remainders of counties hold everyone once."""
    owners = bay.tables.agencies["agency_id"].tolist()
    people = bay.tables.people["people"].to_numpy()
    home = homes(
        grounds, bay.tables.inventory.whole, "law_enforcement", owners=owners, points=len(people)
    )
    own = grounds.table[grounds.table["service"] == "law_enforcement"].dropna(subset="origin")
    sums = np.bincount(home[home >= 0], people[home >= 0], len(owners))
    at = [owners.index(agency_id) for agency_id in own["agency_id"]]
    np.testing.assert_allclose(sums[at], own["people"], rtol=1e-9)
    assert sums.sum() == pytest.approx(own["people"].sum())


def test_cities_and_remainders_serve_nothing_twice(bay: Inputs, grounds: Grounds):
    found = double_provision(
        grounds, bay.tables.inventory.whole, bay.services,
        people=bay.tables.people["people"].to_numpy(),
    )  # fmt: skip
    assert len(found) == 0


def test_people_near_borders_that_a_street_crosses(bay: Inputs):
    tables = bay.tables
    pairs = agency_pairs(tables.agencies, tolerance_m=15, near_m=1000)
    xy = shapely.get_coordinates(np.asarray(tables.people.geometry))
    found = adjacent_provision(
        tables.facilities, pairs, tables.agencies, tables.inventory.whole, bay.services,
        standards=bay.standards, modes=bay.modes, networks=bay.networks, people=tables.people,
        people_snaps={k: snap(n, xy, max_snap_m=5000) for k, n in bay.networks.items()},
        members=tables.members,
    ).set_index(["service", "agency_a", "agency_b"])  # fmt: skip
    assert set(found.index.get_level_values(0)) == {"hospitals", "law_enforcement"}
    # Half an hour from the middle of the Golden Gate is all of San Francisco, and part of Marin.
    gate = found.loc["hospitals", "06041UNINC", "0667000"]
    assert gate["border_people_b"] == pytest.approx(851_035)
    assert 50_000 < gate["border_people_a"] < 90_000
    # In the middle of the bay no street crosses.
    bay_middle = found.loc["hospitals", "06001UNINC", "0667000"]
    assert bay_middle[["border_people_a", "border_people_b"]].tolist() == [0, 0]
    # Berkeley and Oakland share a third of Berkeley's outline, and Berkeley is all within ten minutes.
    city = found.loc["law_enforcement", "0606000", "0653000"]
    assert city["border_share"] == pytest.approx(0.324, abs=0.001)
    assert 110_000 < city["border_people_a"] < 121_000
