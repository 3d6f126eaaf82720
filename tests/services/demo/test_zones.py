"""People by zone: all of them, on land, each zone in one city or county."""

import numpy as np
import pytest
import shapely
from adjoin.services.demo.areas import areas
from adjoin.services.demo.large import large_plan
from adjoin.services.demo.plan import Size, demo_plan
from adjoin.services.demo.zones import zones

KM2 = 111.0 * 85.4  # per square degree, about


@pytest.fixture(scope="module")
def made():
    return areas(demo_plan())


@pytest.fixture(scope="module")
def found(made):
    return zones(demo_plan(), made)


def test_zones_cover_the_land_without_overlap(made, found):
    land = shapely.coverage_union_all(made.cells.pieces[made.cells.dry])

    assert shapely.coverage_is_valid(found.shapes)
    assert shapely.coverage_union_all(found.shapes).equals(land)


def test_every_person_is_in_a_zone(found):
    assert np.nansum(found.people) == 140_000
    assert (np.nan_to_num(found.people) % 1 == 0).all()
    assert np.nanmin(found.people) == 0


def test_every_city_has_the_people_it_says(made, found):
    spots = shapely.get_coordinates(shapely.point_on_surface(found.shapes))
    for agency, shape in zip(made.agencies, made.shapes, strict=True):
        if agency.level in ("city", "county"):
            inside = shapely.contains_xy(shape, spots)
            assert np.nansum(found.people[inside]) == agency.population, agency.name


def test_zones_are_small_in_towns_and_large_in_the_hills(found):
    km2 = shapely.area(found.shapes) * KM2

    assert 300 < len(found.ids) < 400
    assert np.median(km2) < 2
    assert (km2 > 4).sum() > 50


def test_some_zones_have_nobody_some_no_number_and_one_no_id(found):
    assert (found.people == 0).sum() >= 5
    assert np.isnan(found.people).sum() == 5
    assert found.ids.count("") == 1
    assert np.isnan(found.people[found.ids.index("")])


def test_ids_are_different_and_begin_with_a_zero(found):
    known = [ident for ident in found.ids if ident]

    assert len(set(known)) == len(found.ids) - 1
    assert all(ident.startswith("0") and ident.isdigit() for ident in known)
    assert known == sorted(known)


def test_the_same_seed_gives_the_same_bytes(made, found):
    again = zones(demo_plan(), made)

    assert again.ids == found.ids
    assert again.people.tobytes() == found.people.tobytes()
    assert (shapely.to_wkb(again.shapes) == shapely.to_wkb(found.shapes)).all()


def test_a_larger_region_has_all_its_people_and_no_blanks():
    plan = large_plan(Size(40, 1, 400))
    found = zones(plan, areas(plan))
    cities = sum(place.population for place in plan.places if place.kind == "city")

    assert found.people.sum() == cities + sum(county.population for county in plan.counties)
    assert len(set(found.ids)) == len(found.ids)
