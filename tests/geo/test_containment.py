"""Which area holds a point: one answer for every point."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from adjoin.geo.containment import ON_BORDER_M, smallest_holder
from hypothesis import given
from hypothesis import strategies as st

AREAS = st.lists(
    st.tuples(*[st.integers(0, 9)] * 2, *[st.integers(1, 6)] * 2), max_size=7, unique=True
)
POINTS = st.lists(st.tuples(*[st.integers(0, 60).map(lambda n: n / 4)] * 2), max_size=12)


def array(*shapes):
    result = np.empty(len(shapes), dtype=object)
    result[:] = shapes
    return result


def answer(points, shapes) -> list[tuple[int, bool]]:
    found = smallest_holder(
        array(*(None if p is None else shapely.Point(*p) for p in points)), array(*shapes)
    )
    return list(zip(found.holder.tolist(), found.on_border.tolist(), strict=True))


def expected(point, areas) -> tuple[int, bool]:
    """Oracle for boxes: the smallest closed box decides, on its border the first that touches."""
    x, y = point
    closed = [
        (w * h, k) for k, (u, v, w, h) in enumerate(areas) if u <= x <= u + w and v <= y <= v + h
    ]
    if not closed:
        return -1, False

    def touches(k: int) -> bool:
        u, v, w, h = areas[k]
        return x in (u, u + w) or y in (v, v + h)

    _, smallest = min(closed)
    if not touches(smallest):
        return smallest, False
    return min(k for _, k in closed if touches(k)), True


@given(AREAS, POINTS)
def test_boxes_by_arithmetic(areas, points):
    shapes = [shapely.box(x, y, x + w, y + h) for x, y, w, h in areas]
    assert answer(points, shapes) == [expected(point, areas) for point in points]


@given(AREAS, POINTS, st.randoms())
def test_the_answer_for_a_point_does_not_depend_on_the_others(areas, points, random):
    shapes = [shapely.box(x, y, x + w, y + h) for x, y, w, h in areas]
    whole = dict(zip(points, answer(points, shapes), strict=True))
    mixed = list(points)
    random.shuffle(mixed)
    assert answer(mixed, shapes) == [whole[point] for point in mixed]
    for point in points[:2]:
        assert answer([point], shapes) == [whole[point]]


def test_away_from_borders_it_is_what_a_spatial_join_gives():
    random = np.random.default_rng(5)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(random.random((50, 2)) * 1000),
            extend_to=shapely.box(0, 0, 1000, 1000),
        )
    )
    points = shapely.points(random.random((2000, 2)) * 5000 - 2000)
    joined = gpd.GeoDataFrame(geometry=points).sjoin(
        gpd.GeoDataFrame(geometry=cells), predicate="within", how="left"
    )["index_right"]
    found = smallest_holder(points, cells)
    assert not found.on_border.any()
    np.testing.assert_array_equal(found.holder, joined.fillna(-1).astype(int))
    assert 0 < (found.holder == -1).sum() < 1900


def test_the_smaller_of_nested_areas_wins_whatever_the_order():
    county, town, district = (
        shapely.box(0, 0, 9, 9),
        shapely.box(1, 1, 5, 5),
        shapely.box(2, 2, 3, 3),
    )
    points = [(8, 8), (4, 4), (2.5, 2.5), (20, 1), None]
    assert answer(points, [county, town, district]) == [
        (0, False), (1, False), (2, False), (-1, False), (-1, False),
    ]  # fmt: skip
    assert answer(points, [district, county, town]) == [
        (1, False), (2, False), (0, False), (-1, False), (-1, False),
    ]  # fmt: skip


def test_on_a_common_border_the_first_area_wins_and_is_flagged():
    a, b, c = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 1, 2, 2)
    assert answer([(1, 0.5), (1, 1), (1.5, 1)], [a, b, c]) == [(0, True), (0, True), (1, True)]
    assert answer([(1, 0.5), (1, 1), (1.5, 1)], [c, b, a]) == [(1, True), (0, True), (0, True)]


def test_on_the_border_of_a_town_inside_its_county_the_town_holds_it():
    county, town = shapely.box(0, 0, 9, 9), shapely.box(1, 1, 5, 5)
    assert answer([(1, 2)], [county, town]) == [(1, True)]
    # Where the border of the town runs along that of the county, both touch.
    edge = shapely.box(0, 0, 5, 5)
    assert answer([(0, 2)], [county, edge]) == [(0, True)]


@pytest.mark.parametrize("side", [-1, 1])
def test_a_millimetre_counts_as_on_the_border(side):
    a, b = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    near, beyond = 1 + side * ON_BORDER_M * 0.9, 1 + side * ON_BORDER_M * 1.1
    inside = 1 if side > 0 else 0
    assert answer([(near, 0.5), (beyond, 0.5)], [a, b]) == [(0, True), (inside, False)]


def test_holes_missing_areas_and_nothing_at_all():
    ring = shapely.Polygon(shapely.box(0, 0, 9, 9).exterior, [shapely.box(3, 3, 6, 6).exterior])
    assert answer([(4, 4), (1, 1), (3, 4)], [None, ring]) == [(-1, False), (1, False), (1, True)]
    assert answer([(4, 4)], []) == [(-1, False)]
    assert answer([], [ring]) == []
    assert answer([], []) == []
    assert answer([None], [ring, None]) == [(-1, False)]
