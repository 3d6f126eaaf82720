"""Plans: the drawn one and those of any size."""

import math
import re

import numpy as np
import pytest
from adjoin.geo.findings import UseError
from adjoin.services.demo.large import asked_size, check_asked, large_plan
from adjoin.services.demo.names import county_names, place_names, slug
from adjoin.services.demo.plan import AGENCIES_PER_COUNTY, Size, agencies_of, demo_plan
from adjoin.services.demo.terrain import shore_km


def test_the_demonstration_has_the_people_it_says():
    plan = demo_plan()
    cities = [place for place in plan.places if place.kind == "city"]

    assert len(cities) == 9
    assert sum(c.population for c in cities) + plan.counties[0].population == 140_000
    assert "fictional" in plan.name


def test_another_seed_changes_no_drawn_place():
    assert demo_plan(seed=1).places == demo_plan(seed=2).places


@pytest.mark.parametrize("plan", [demo_plan(), large_plan(Size(310, 1, 3_000), seed=3)])
def test_places_lie_on_land_and_bridges_end_there(plan):
    places = np.array([place[3:5] for place in plan.places], dtype=float)
    ends = np.array(plan.bridges).reshape(-1, 2)

    assert (shore_km(plan, places) > 0).all()
    assert (shore_km(plan, ends) > 0).all()


@pytest.mark.parametrize("plan", [demo_plan(), large_plan(Size(310, 1, 3_000), seed=3)])
def test_each_bridge_crosses_its_lake_once(plan):
    for start, end in plan.bridges:
        share = np.linspace(0, 1, 401)[:, None]
        wet = shore_km(plan, np.array(start) + share * np.subtract(end, start)) < 0
        assert np.flatnonzero(np.diff(wet.astype(int))).size == 2


def test_islands_lie_in_the_sea():
    plan = demo_plan()
    island = next(place for place in plan.places if place.kind == "island")
    angle = np.linspace(0, 2 * np.pi, 90)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) * 1.5
    middle = np.array([island.east_km, island.north_km])

    assert (shore_km(plan, middle + ring) < 0).all()


def test_a_large_plan_has_the_same_bytes_for_the_same_seed():
    size = Size(200, 10, 2_000)

    assert repr(large_plan(size, seed=5)) == repr(large_plan(size, seed=5))
    assert large_plan(size, seed=5) != large_plan(size, seed=6)


@pytest.mark.parametrize("agencies", [1, 9, 31, 100, 5_000])
def test_agencies_are_dealt_out_without_rest(agencies):
    counties = len(large_plan(Size(agencies, 1, 100_000)).counties)
    dealt = [agencies_of(agencies, counties, index) for index in range(counties)]

    assert counties == math.ceil(agencies / AGENCIES_PER_COUNTY)
    assert sum(dealt) == agencies
    assert max(dealt) - min(dealt) <= 1


@pytest.mark.parametrize(
    ("size", "message"),
    [
        (Size(0, 1, 200), "--agencies is 0; give 1 to 5,000"),
        (Size(-3, -18, -999), "--agencies is -3; give 1 to 5,000"),
        (Size(5_001, 1, 200), "--agencies is 5,001; give 1 to 5,000"),
        (Size(3, -1, 200), "--facilities is -1; give 0 to 100,000"),
        (Size(3, 10**11, 200), "--facilities is 100,000,000,000; give 0 to 100,000"),
        (Size(3, 1, 1), "--street-nodes is 1; give 200 to 1,000,000 for 3 agencies"),
        (Size(30, 1, 199), "--street-nodes is 199; give 200 to 1,000,000 for 30 agencies"),
        (Size(31, 1, 399), "--street-nodes is 399; give 400 to 1,000,000 for 31 agencies"),
        (Size(5_000, 1, 33_399), "give 33,400 to 1,000,000 for 5,000 agencies"),
        (Size(3, 1, 1_000_001), "--street-nodes is 1,000,001; give 200"),
    ],
)
def test_an_impossible_size_is_told_in_the_words_of_the_options(size, message):
    with pytest.raises(UseError, match=re.escape(message)):
        large_plan(size)


def test_an_impossible_seed_is_told_with_and_without_a_size():
    for size in (None, Size(3, 1, 200)):
        with pytest.raises(UseError, match=r"--seed is -1; give 0 or more"):
            check_asked(size, seed=-1)
    check_asked(None, seed=0)


@pytest.mark.parametrize("agencies", [1, 31, 5_000])
def test_what_is_left_open_can_be_made(agencies):
    size = asked_size(agencies=agencies, facilities=None, street_nodes=None)
    check_asked(size, seed=0)
    assert size == Size(agencies, agencies * 6, min(agencies * 1_000 // 3, 1_000_000))


def test_nothing_asked_for_is_the_demonstration():
    assert asked_size(agencies=None, facilities=None, street_nodes=None) is None


def test_names_and_ids_are_all_different():
    rng = np.random.default_rng(1)
    places, counties = place_names(5_000, rng=rng), county_names(200, rng=rng)

    assert len({slug(name) for name in places}) == 5_000
    assert len({slug(name) for name in counties}) == 200
    assert any(not name.isascii() for name in places)
