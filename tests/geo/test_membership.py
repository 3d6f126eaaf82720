"""Which areas hold which points, and sums that depend on no order."""

from __future__ import annotations

import itertools
import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.membership import (
    even_weights,
    points_in_areas,
    summed_to_areas,
    summed_to_both,
)
from hypothesis import given
from hypothesis import strategies as st

# Boxes and points on quarters of whole numbers, so that many points lie on borders.
AREAS = st.lists(
    st.tuples(*[st.integers(0, 9)] * 2, *[st.integers(1, 6)] * 2, st.sampled_from("xyz")),
    max_size=7,
)
POINTS = st.lists(st.tuples(*[st.integers(0, 60).map(lambda n: n / 4)] * 2), max_size=12)
WEIGHTS = st.floats(0, 1e9, allow_subnormal=False)


def array(*shapes):
    result = np.empty(len(shapes), dtype=object)
    result[:] = shapes
    return result


def boxes(areas):
    return array(*(shapely.box(x, y, x + w, y + h) for x, y, w, h, _ in areas))


def layers(areas):
    return np.array([area[-1] for area in areas], dtype=object)


def at(points):
    return array(*(shapely.Point(*point) for point in points))


def listed(members):
    return list(zip(members.area.tolist(), members.point.tolist(), strict=True))


def expected(points, areas):
    """Oracle for boxes: a point on a border is in the quarters around it that are the box's."""
    pairs, on_border = set(), set()
    tiny = 1 / 1024
    for p, (x, y) in enumerate(points):
        quarters = {
            k: {
                (i, j)
                for i, j in itertools.product((-tiny, tiny), repeat=2)
                if u < x + i < u + w and v < y + j < v + h
            }
            for k, (u, v, w, h, _) in enumerate(areas)
        }
        for layer in sorted({area[-1] for area in areas}):
            ahead: list[int] = []
            for k, area in enumerate(areas):
                if area[-1] != layer or not quarters[k]:
                    continue
                if len(quarters[k]) == 4:
                    pairs.add((k, p))
                    continue
                on_border.add(p)
                if all(quarters[k] & quarters[other] for other in ahead):
                    ahead.append(k)
                    pairs.add((k, p))
    return sorted(pairs), sorted(on_border)


@given(AREAS, POINTS)
def test_boxes_by_arithmetic(areas, points):
    members = points_in_areas(at(points), boxes(areas), layers(areas))
    assert (listed(members), members.on_border.tolist()) == expected(points, areas)
    assert members.bounded.tolist() == [True] * len(areas)


def test_a_border_between_neighbours_counts_once_in_each_layer():
    shapes = array(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 0, 2, 1), None)
    level = np.array(["city", "city", "county", "city"], dtype=object)
    #              the common side, a corner of the county, inside the second, outside
    points = at([(1, 0.5), (0, 0), (1.5, 0.5), (3, 3)])
    members = points_in_areas(points, shapes, level)
    assert listed(members) == [(0, 0), (0, 1), (1, 2), (2, 0), (2, 1), (2, 2)]
    assert members.on_border.tolist() == [0, 1]
    assert members.bounded.tolist() == [True, True, True, False]


def test_areas_of_a_layer_that_overlap_have_a_border_point_both():
    """Two elementary districts, and the high school district that both lie in."""
    shapes = array(shapely.box(0, 0, 1, 1), shapely.box(0, 0, 2, 1), shapely.box(1, 0, 2, 1))
    #           the side between the small ones, the far corners of both, inside the first
    points = at([(1, 0.5), (0, 0), (2, 0.5), (0.75, 0.5)])
    members = points_in_areas(points, shapes, np.array(["a"] * 3))
    assert listed(members) == [(0, 0), (0, 1), (0, 3), (1, 0), (1, 1), (1, 2), (1, 3), (2, 2)]
    assert members.on_border.tolist() == [0, 1, 2]


def test_holes_exclaves_and_missing_points():
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 6, 6))
    town = shapely.union(ring, shapely.box(4, 4, 5, 5))
    points = array(shapely.Point(4.5, 4.5), None, shapely.Point(3.5, 3.5), shapely.Point())
    assert listed(points_in_areas(points, array(town), np.array(["a"]))) == [(0, 0)]


def test_nothing_gives_nothing():
    members = points_in_areas(array(), array(), np.array([]))
    assert listed(members) == []
    assert summed_to_areas(np.array([]), members).tolist() == []
    none = np.array([], dtype=np.int64)
    assert summed_to_both(np.array([]), members, none, none).tolist() == []
    alone = points_in_areas(array(), array(shapely.box(0, 0, 1, 1), None), np.array(["a", "a"]))
    np.testing.assert_array_equal(summed_to_areas(np.array([]), alone), [0, np.nan])


def test_away_from_borders_it_is_what_a_spatial_join_gives():
    random = np.random.default_rng(5)
    frame = shapely.box(0, 0, 1000, 1000)
    cells = [
        shapely.get_parts(
            shapely.voronoi_polygons(
                shapely.multipoints(random.random((n, 2)) * 1000), extend_to=frame
            )
        )
        for n in (60, 40)
    ]
    shapes, layer = np.concatenate(cells), np.repeat([1, 2], [60, 40])
    points = shapely.points(random.random((3000, 2)) * 1400 - 200)
    joined = gpd.GeoDataFrame(geometry=points).sjoin(
        gpd.GeoDataFrame(geometry=shapes), predicate="within"
    )
    members = points_in_areas(points, shapes, layer)
    assert listed(members) == sorted(zip(joined["index_right"], joined.index, strict=True))
    assert len(members.on_border) == 0


def test_vertices_of_areas_that_tile_the_ground_count_once():
    """Where a join `within` drops every point, and one that `intersects` repeats it."""
    random = np.random.default_rng(6)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(random.random((80, 2)) * 1000),
            extend_to=shapely.box(0, 0, 1000, 1000),
        )
    )
    corners = shapely.points(np.unique(shapely.get_coordinates(cells), axis=0))
    members = points_in_areas(corners, cells, np.zeros(len(cells)))
    assert sorted(members.point.tolist()) == list(range(len(corners)))
    np.testing.assert_array_equal(members.on_border, np.arange(len(corners)))
    joined = gpd.GeoDataFrame(geometry=corners).sjoin(
        gpd.GeoDataFrame(geometry=cells), predicate="intersects"
    )
    first = joined.groupby(level=0)["index_right"].min()
    np.testing.assert_array_equal(members.area[np.argsort(members.point)], first)


@given(AREAS, st.lists(st.tuples(st.tuples(*[st.integers(0, 15)] * 2), WEIGHTS), max_size=12))
def test_sums_are_those_of_brute_force_for_every_pair(areas, people):
    members = points_in_areas(at([p for p, _ in people]), boxes(areas), layers(areas))
    weights = np.array([w for _, w in people], dtype=float)
    sets = [set(members.point[members.area == k].tolist()) for k in range(len(areas))]
    tiny = 1e-15 * math.fsum(weights) * (len(weights) + 1)
    sums = summed_to_areas(weights, members)
    assert sums.tolist() == pytest.approx([math.fsum(weights[list(s)]) for s in sets], abs=tiny)
    pairs = list(itertools.product(range(len(areas)), repeat=2))
    a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    both = summed_to_both(weights, members, a, b)
    brute = [math.fsum(weights[list(sets[i] & sets[j])]) for i, j in pairs]
    assert both.tolist() == pytest.approx(brute, abs=tiny)
    # an area and itself: all of it, to the last bit
    assert both[a == b].tolist() == sums.tolist()


@given(
    AREAS,
    st.lists(st.tuples(st.tuples(*[st.integers(0, 15)] * 2), WEIGHTS), max_size=12),
    st.randoms(),
)
def test_another_order_of_points_gives_the_same_bits(areas, people, random):
    def summed(people):
        members = points_in_areas(at([p for p, _ in people]), boxes(areas), layers(areas))
        weights = np.array([w for _, w in people], dtype=float)
        a, b = np.triu_indices(len(areas))
        return (
            summed_to_areas(weights, members).tobytes(),
            summed_to_both(weights, members, a, b).tobytes(),
        )

    mixed = list(people)
    random.shuffle(mixed)
    assert summed(mixed) == summed(people)


@given(st.lists(WEIGHTS, min_size=1, max_size=40), st.randoms())
def test_even_weights_sum_exactly_in_any_order(weights, random):
    even = even_weights(np.array(weights))
    mixed = even.tolist()
    random.shuffle(mixed)
    running = 0.0
    for weight in mixed:
        running += weight
    assert running == math.fsum(even)
    total = math.fsum(weights)
    assert np.abs(even - weights).max() <= total * 2**-50


def test_whole_numbers_of_people_stay_whole():
    people = np.array([0.0, 1.0, 7_685_885.0, 8.2e9])
    assert even_weights(people).tolist() == people.tolist()
    assert even_weights(np.zeros(2)).tolist() == [0, 0]
    assert even_weights(np.array([5e-324, 0.0])).tolist() == [0, 0]


def test_pairs_with_an_area_without_shape_are_missing():
    shapes = array(shapely.box(0, 0, 2, 2), None, shapely.box(1, 0, 3, 2), shapely.box(8, 8, 9, 9))
    members = points_in_areas(at([(1.5, 1)]), shapes, np.array(["a"] * 4))
    a, b = np.array([0, 0, 1, 3, 0]), np.array([2, 1, 1, 3, 3])
    found = summed_to_both(np.array([12.5]), members, a, b)
    np.testing.assert_array_equal(found, [12.5, np.nan, np.nan, 0, 0])


def test_what_is_no_point_is_refused():
    mixed = array(shapely.Point(0, 0), None, shapely.box(0, 0, 1, 1))
    with pytest.raises(UseError, match="1 of 3 are no points, the first is Polygon"):
        points_in_areas(mixed, boxes([(0, 0, 1, 1, "a")]), np.array(["a"]))


CUTS = st.lists(st.integers(1, 11), max_size=3, unique=True).map(sorted)


@given(CUTS, CUTS, st.lists(st.tuples(*[st.integers(0, 24)] * 2, WEIGHTS), max_size=30), st.data())
def test_the_sum_over_a_tier_that_tiles_is_the_whole_to_the_last_bit(xs, ys, people, data):
    """Any tiling of 12 x 12 by full cuts, people on halves of it, and areas of its layer across it."""
    tiles = [
        (west, south, east, north)
        for west, east in itertools.pairwise([0, *xs, 12])
        for south, north in itertools.pairwise([0, *ys, 12])
    ]
    tiles = data.draw(st.permutations(tiles))
    across = data.draw(st.lists(st.tuples(*[st.integers(0, 6)] * 2, *[st.integers(7, 12)] * 2)))
    shapes = array(*(shapely.box(*box) for box in [*across, *tiles, (0, 0, 12, 12)]))
    weights = np.array([w for *_, w in people], dtype=float)
    points = at([(x / 2, y / 2) for x, y, _ in people])
    members = points_in_areas(points, shapes, np.zeros(len(shapes)))
    sums = summed_to_areas(weights, members)
    tier = sums[len(across) : -1]
    assert math.fsum(tier) == sum(tier.tolist()) == math.fsum(even_weights(weights)) == sums[-1]


@given(
    st.lists(st.tuples(*[st.integers(0, 6)] * 2, *[st.integers(1, 6)] * 2), min_size=2, max_size=2),
    st.lists(st.tuples(*[st.integers(0, 24)] * 2, WEIGHTS), max_size=30),
)
def test_what_two_hold_less_what_both_hold_is_what_either_holds(pair, people):
    (x, y, w, h), (u, v, b, c) = pair
    first, second = shapely.box(x, y, x + w, y + h), shapely.box(u, v, u + b, v + c)
    # Of two that only touch, the second leaves the common border to the first.
    shapes = array(first, second, shapely.union(first, second))
    weights = even_weights(np.array([w for *_, w in people], dtype=float))
    points = at([(x / 2, y / 2) for x, y, _ in people])
    members = points_in_areas(points, shapes, np.array([0, 0, 1]))
    one, other, either = summed_to_areas(weights, members)
    (both,) = summed_to_both(weights, members, np.array([0]), np.array([1]))
    assert one + other - both == either
