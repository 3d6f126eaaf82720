"""Areas: a tessellation before the faults, and each fault where it is said to be."""

import hashlib

import numpy as np
import pytest
import shapely
from adjoin.services.demo.areas import areas
from adjoin.services.demo.dirt import soiled
from adjoin.services.demo.large import large_plan
from adjoin.services.demo.plan import Size, demo_plan
from adjoin.services.demo.terrain import to_lonlat, water

METRES = 111_000.0  # per degree of latitude


@pytest.fixture(scope="module")
def plan():
    return demo_plan()


@pytest.fixture(scope="module")
def made(plan):
    return areas(plan)


@pytest.fixture(scope="module")
def clean(made):
    return {agency.id: s for agency, s in zip(made.agencies, made.shapes, strict=True)}


@pytest.fixture(scope="module")
def dirty(plan, made):
    shapes = soiled(plan, made.agencies, made.shapes)
    return {agency.id: s for agency, s in zip(made.agencies, shapes, strict=True)}


def digest(plan):
    made = areas(plan)
    shapes = soiled(plan, made.agencies, made.shapes)
    known = [shapely.to_wkb(shape) if shape is not None else b"" for shape in shapes]
    return hashlib.sha256(repr(made.agencies).encode() + b"".join(known)).hexdigest()


def governing(made):
    return [
        shape
        for agency, shape in zip(made.agencies, made.shapes, strict=True)
        if agency.level in ("county", "city")
    ]


def vertices(shape):
    return {tuple(at) for at in shapely.get_coordinates(shape).tolist()}


def shared_m(a, b):
    return shapely.intersection(a.boundary, b.boundary).length * METRES


def test_the_same_seed_gives_the_same_bytes(plan):
    assert digest(plan) == digest(plan) != digest(demo_plan(seed=8))


def test_county_and_cities_cover_the_land_exactly(made):
    shapes = governing(made)

    assert shapely.coverage_is_valid(shapes)
    whole = shapely.coverage_union_all(made.cells.pieces)
    assert sum(s.area for s in shapes) == pytest.approx(whole.area, rel=1e-12)
    assert shapely.coverage_union_all(shapes).equals(whole)


def test_all_clean_areas_are_valid_and_none_is_empty(made):
    bounded = [shape for shape in made.shapes if shape is not None]

    assert shapely.is_valid(bounded).all()
    assert not shapely.is_empty(bounded).any()


def test_the_sea_is_nobodys_and_the_lake_somebodys(plan, made, clean):
    rng = np.random.default_rng(4)
    km = rng.uniform((1, 1), (44, 30), (4_000, 2))
    km = km[np.abs(km[:, 0] - 40) > 0]
    lonlat = to_lonlat(plan, km)
    held = np.any([shapely.contains_xy(s, lonlat) for s in governing(made)], axis=0)
    sea = water(plan, km) & (km[:, 0] < 20)
    lake = water(plan, km) & (km[:, 0] > 20)

    # The shore is drawn with straight pieces of some 100 m, so a few points lie between.
    assert held[sea].mean() < 0.01
    assert held[lake].all()


def test_cities_lie_around_their_places_on_land(plan, made, clean):
    for place in plan.places:
        if place.kind == "city":
            middle = to_lonlat(plan, np.array([place.east_km, place.north_km]))
            assert shapely.contains_xy(clean[place.id], *middle), place.name


def test_alder_city_and_millbrook_share_a_long_border(clean):
    assert shared_m(clean["alder-city"], clean["millbrook"]) > 3_000


def test_the_airport_of_alder_city_is_an_exclave_inside_millbrook(clean):
    main, airport = sorted(shapely.get_parts(clean["alder-city"]), key=lambda part: -part.area)

    assert shapely.Polygon(clean["millbrook"].exterior).contains_properly(airport)
    assert airport.area < 0.1 * main.area


def test_alder_city_surrounds_land_that_it_never_annexed(clean):
    main = max(shapely.get_parts(clean["alder-city"]), key=lambda part: part.area)

    assert len(main.interiors) == 1
    assert clean["alder-county"].covers(shapely.Polygon(main.interiors[0]))


def test_the_limits_of_two_towns_meet_in_the_lake(plan, made, clean):
    lake = shapely.union_all(made.cells.pieces[~made.cells.dry])
    border = shapely.intersection(clean["cedar-landing"].boundary, clean["heron-point"].boundary)

    assert border.length * METRES > 1_000
    assert border.intersection(lake).length > 0.99 * border.length


@pytest.mark.parametrize(
    ("district", "city"),
    [
        ("alder-valley-fpd", "alder-city"),
        ("north-fork-fpd", "millbrook"),
        ("lorne-coast-fpd", "port-lorne"),
    ],
)
def test_each_fire_district_kept_land_at_the_edge_of_a_city(clean, district, city):
    kept = clean[district].intersection(clean[city]).area / clean[city].area

    assert 0.02 < kept < 0.4


def test_the_contract_city_lies_in_the_fire_district(plan, clean):
    assert plan.contract_cities == ("west-alder",)
    assert clean["alder-valley-fpd"].covers(clean["west-alder"])


def test_high_school_district_is_its_elementary_ones_and_with_the_unified_all(made, clean):
    elementary = [clean["alder-union-esd"], clean["quarry-hill-esd"]]
    unified = [clean["lorne-coast-usd"], clean["san-nicolas-usd"]]

    assert shapely.coverage_union_all(elementary).equals(clean["alder-valley-hsd"])
    assert shapely.coverage_is_valid([*elementary, *unified])
    whole = shapely.coverage_union_all(made.cells.pieces)
    assert shapely.coverage_union_all([*elementary, *unified]).equals(whole)


def test_bodies_without_boundary_parents_and_members(made):
    records = {agency.id: agency for agency in made.agencies}
    without = {a.id for a, s in zip(made.agencies, made.shapes, strict=True) if s is None}

    assert without == {"alder-comms", "alder-transit", "library-friends", "parks-foundation"}
    assert records["csa-7"].parent_id == "alder-county"
    assert set(records["alder-comms"].members) <= set(records)
    assert len(records["alder-comms"].members) >= 3
    assert "<img src=x onerror=alert(1)>" in records["library-friends"].name
    assert "{{7*7}}" in records["parks-foundation"].name
    assert '"' in records["parks-foundation"].name


def test_west_alder_leaves_gaps_of_centimetres_and_overlaps_of_metres(dirty):
    city, seat, county = (dirty[i] for i in ("west-alder", "alder-city", "alder-county"))
    overlap_m2 = city.intersection(county).area * METRES**2 * 0.77
    border_m = city.length * METRES

    assert shared_m(city, seat) == 0
    assert 0 < shapely.distance(city, seat) * METRES < 0.1
    assert 0.02 < overlap_m2 / border_m < 1.5
    assert city.is_valid


def test_slivers_of_metres_lie_between_two_fire_districts(clean, dirty):
    pair = ("alder-valley-fpd", "lorne-coast-fpd")
    border_m = shared_m(*(clean[i] for i in pair))
    lost = clean[pair[0]].difference(dirty[pair[0]]).area * METRES**2 * 0.77

    assert border_m > 3_000
    assert 1 < lost / border_m < 5
    assert not dirty[pair[0]].overlaps(dirty[pair[1]])


def test_a_fire_district_has_vertices_that_no_neighbour_has(clean, dirty):
    more = vertices(dirty["north-fork-fpd"]) - vertices(clean["north-fork-fpd"])
    spots = shapely.points(list(more))

    assert len(more) > 50
    assert not more & vertices(dirty["alder-county"])
    assert shapely.distance(spots, clean["north-fork-fpd"].boundary).max() * METRES < 0.012


def test_one_ring_crosses_itself_and_one_area_is_empty(dirty):
    bounded = {i: shape for i, shape in dirty.items() if shape is not None}

    assert [i for i, s in bounded.items() if not s.is_valid] == ["millbrook-heron-sd"]
    assert [i for i, s in bounded.items() if s.is_empty] == ["quarry-hill-cemetery"]


def test_only_the_named_areas_have_faults(clean, dirty):
    changed = {i for i in clean if clean[i] is not dirty[i]}

    assert changed == {
        "west-alder",
        "alder-valley-fpd",
        "north-fork-fpd",
        "millbrook-heron-sd",
        "quarry-hill-cemetery",
    }


@pytest.mark.parametrize("agencies", [1, 11, 47])
def test_a_region_of_any_size_has_the_agencies_asked_for(agencies):
    plan = large_plan(Size(agencies, 1, 100_000))
    made = areas(plan)

    assert len({agency.id for agency in made.agencies}) == agencies
    assert len({agency.name for agency in made.agencies}) == agencies
    assert len(made.shapes) == agencies
    bounded = [shape for shape in made.shapes if shape is not None]
    assert not shapely.is_empty(bounded).any()
    assert shapely.coverage_is_valid(governing(made))


def test_a_larger_region_has_the_same_bytes_for_the_same_seed():
    plan = large_plan(Size(11, 1, 200))

    assert digest(plan) == digest(plan)
