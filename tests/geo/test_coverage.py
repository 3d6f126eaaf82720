"""What several shapes hold, what none of them does, and who lies along it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.coverage import alongside, common_ground, ground_of, unheld_ground
from adjoin.geo.findings import UseError
from adjoin.geo.validity import written_alike
from hypothesis import given
from hypothesis import strategies as st

# On a grid of 10 m, so that there are corridors of 10 m between some.
BOXES = st.lists(
    st.tuples(*[st.integers(0, 20)] * 2, *[st.integers(1, 9)] * 2), min_size=0, max_size=9
).map(
    lambda rows: array(
        *(shapely.box(10 * x, 10 * y, 10 * (x + w), 10 * (y + h)) for x, y, w, h in rows)
    )
)


def array(*shapes):
    result = np.empty(len(shapes), dtype=object)
    result[:] = shapes
    return result


def unheld(*shapes, narrow_m=15.0, least_m=75.0):
    return unheld_ground(
        array(*shapes), ground_of(array(*shapes)), narrow_m=narrow_m, least_m=least_m
    )


def as_bytes(shapes):
    return sorted(shapely.to_wkb(written_alike(shapes)).tolist())


@given(BOXES)
def test_common_ground_is_that_of_geos_pair_by_pair(boxes):
    found = common_ground(boxes)
    expected = {
        (a, b): shapely.intersection(boxes[a], boxes[b]).area
        for a in range(len(boxes))
        for b in range(a + 1, len(boxes))
    }
    assert dict(
        zip(
            zip(found.a.tolist(), found.b.tolist(), strict=True),
            shapely.area(found.polygons),
            strict=True,
        )
    ) == {pair: area for pair, area in expected.items() if area > 0}
    assert found.a.tolist() == sorted(found.a.tolist())


@given(BOXES)
def test_ground_and_enclosed_ground_fill_the_outer_outline(boxes):
    ground = ground_of(boxes)
    assert ground.area == pytest.approx(shapely.union_all(boxes).area)
    found = unheld_ground(boxes, ground, narrow_m=15, least_m=75)
    outlines = shapely.get_exterior_ring(shapely.get_parts(ground))
    filled = shapely.union_all(shapely.polygons(outlines) if len(outlines) else [])
    enclosed = found.polygons[found.enclosed]
    assert shapely.area(enclosed).sum() == pytest.approx(filled.area - ground.area, abs=1e-6)
    assert shapely.union_all(enclosed).area == pytest.approx(shapely.area(enclosed).sum(), abs=1e-6)
    for polygon in found.polygons:
        assert shapely.intersection(polygon, ground).area == pytest.approx(0, abs=1e-6)
    for polygon in found.polygons[~found.enclosed]:
        assert shapely.intersection(polygon, filled).area == pytest.approx(0, abs=1e-6)


@given(BOXES, st.randoms())
def test_the_order_of_shapes_changes_nothing(boxes, random):
    order = list(range(len(boxes)))
    random.shuffle(order)
    first, other = (
        unheld_ground(some, ground_of(some), narrow_m=15, least_m=75)
        for some in (boxes, boxes[order])
    )
    assert as_bytes(first.polygons) == as_bytes(other.polygons)
    assert as_bytes(common_ground(boxes).polygons) == as_bytes(common_ground(boxes[order]).polygons)


def test_a_corridor_that_is_open_at_both_ends():
    found = unheld(shapely.box(0, 0, 500, 1000), shapely.box(510, 0, 1000, 1000))
    assert found.enclosed.tolist() == [False]
    # 10 x 1,000 m, less what the disc gets into at both ends.
    assert found.polygons[0].area == pytest.approx(10_000, rel=0.01)
    assert found.shape.tolist() == [0, 1]
    np.testing.assert_allclose(found.along_m, 1000, rtol=0.01)


@pytest.mark.parametrize(
    ("right", "why"),
    [
        (shapely.box(516, 0, 1000, 1000), "broader than 15 m"),
        (shapely.box(510, 950, 1000, 2000), "50 m long"),
        (shapely.box(500, 0, 1000, 1000), "nothing between"),
        (shapely.box(500, 1000, 1000, 2000), "a corner"),
        (shapely.Polygon([(500, 0), (900, 0), (900, 400)]), "a wide angle"),
    ],
)
def test_what_is_no_strip(right, why):
    assert len(unheld(shapely.box(0, 0, 500, 1000), right).polygons) == 0, why


def test_an_inlet_of_one_shape_is_no_strip():
    left = shapely.box(0, 0, 500, 1000) - shapely.box(200, 200, 210, 1000)
    assert len(unheld(left, shapely.box(500, 0, 900, 1000)).polygons) == 0


def test_a_wedge_is_a_strip_as_far_as_it_is_narrow():
    """From 0 to 60 m broad over 1,000 m: 15 m at 250 m."""
    left = shapely.box(0, 0, 500, 1000)
    found = unheld(left, shapely.Polygon([(500, 0), (1000, 0), (1000, 1000), (560, 1000)]))
    (strip,) = found.polygons
    assert strip.bounds[3] == pytest.approx(250, rel=0.05)
    assert strip.area == pytest.approx(250 * 15 / 2, rel=0.05)


def test_islands_in_a_hole_and_holes_in_an_island():
    ring = shapely.box(0, 0, 1000, 1000) - shapely.box(100, 100, 900, 900)
    island = shapely.box(300, 300, 700, 700) - shapely.box(400, 400, 600, 600)
    found = unheld(ring, island, shapely.box(450, 450, 550, 550))
    assert sorted(shapely.area(found.polygons)) == [200**2 - 100**2, 800**2 - 400**2]
    assert found.enclosed.all()
    by_area = np.argsort(shapely.area(found.polygons))
    assert found.shape[found.polygon == by_area[0]].tolist() == [1, 2]
    assert found.shape[found.polygon == by_area[1]].tolist() == [0, 1]


def test_an_island_in_a_narrow_hole():
    slit, island = shapely.box(494, 300, 506, 700), shapely.box(498, 310, 502, 690)
    left, right = shapely.box(0, 0, 500, 1000) - slit, shapely.box(500, 0, 1000, 1000) - slit
    found = unheld(left, right, island)
    assert found.enclosed.tolist() == [True]
    assert found.polygons[0].equals(slit - island)
    assert found.shape.tolist() == [0, 1, 2]


def test_a_strip_that_runs_out_of_a_hole_is_a_piece_of_its_own():
    """A lake of 300 m, and from it a corridor of 10 m between the left and the right."""
    whole = shapely.box(0, 0, 1000, 1000)
    lake, corridor = shapely.box(350, 300, 650, 600), shapely.box(495, 600, 505, 900)
    left = shapely.box(0, 0, 500, 1000) - lake - corridor
    right = whole - shapely.box(0, 0, 500, 1000) - lake - corridor
    found = unheld(left, right)
    assert found.enclosed.tolist() == [True, True]
    narrow, broad = sorted(found.polygons, key=lambda polygon: polygon.area)
    assert narrow.area == pytest.approx(3000, rel=0.01)
    assert narrow.area + broad.area == pytest.approx(300**2 + 3000)


def test_rounding_is_nothing():
    left = shapely.box(0, 0, 500, 1000)
    right = shapely.Polygon([(500, 0), (1000, 0), (1000, 1000), (500, 1000), (500.0009, 500)])
    assert len(unheld(left, right).polygons) == 0
    over = shapely.Polygon([(500, 0), (1000, 0), (1000, 1000), (500, 1000), (499.9991, 500)])
    assert len(common_ground(array(left, over)).a) == 0
    more = shapely.Polygon([(500, 0), (1000, 0), (1000, 1000), (500, 1000), (499.99, 500)])
    assert common_ground(array(left, more)).a.tolist() == [0]


def test_missing_and_no_shapes():
    for shapes in (array(), array(None), array(None, shapely.box(0, 0, 9, 9))):
        assert len(common_ground(shapes).a) == 0
        found = unheld_ground(shapes, ground_of(shapes), narrow_m=15, least_m=75)
        assert [len(column) for column in found] == [0, 0, 0, 0, 0]
    assert ground_of(array(None)).is_empty


def test_a_breadth_of_nothing_is_refused():
    for breadth in (0, -1, float("nan")):
        with pytest.raises(UseError, match="narrow_m"):
            unheld(shapely.box(0, 0, 1, 1), narrow_m=breadth)


def test_who_lies_along_an_outline():
    square = shapely.box(0, 0, 100, 100)
    left, below = shapely.box(-50, 0, 0, 100), shapely.box(0, -90, 60, -8)
    corner = shapely.box(100, 100, 200, 200)
    polygon, shape, along = alongside(
        array(square, None), array(left, None, below, corner), within_m=10
    )
    assert (polygon.tolist(), shape.tolist()) == ([0, 0], [0, 2])
    # Left: 100 m, and 10 m round each corner. Below: 60 m and what lies within 10 m of its corner.
    np.testing.assert_allclose(along, [120, 66 + 6], atol=6.1)
