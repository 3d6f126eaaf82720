"""Polygons made valid, and what that changed."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.validity import repair_polygons
from hypothesis import given
from hypothesis import strategies as st

SQUARE = shapely.box(0, 0, 4, 4)
BOWTIE = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
HOLE_OUTSIDE = shapely.Polygon(
    [(0, 0), (4, 0), (4, 4), (0, 4)], [[(10, 10), (12, 10), (12, 11), (10, 11)]]
)


def array(*shapes):
    result = np.empty(len(shapes), dtype=object)
    result[:] = shapes
    return result


def test_valid_shapes_come_back_as_the_same_objects():
    shapes = array(SQUARE, None, shapely.MultiPolygon([SQUARE]))
    repaired = repair_polygons(shapes)
    assert all(a is b for a, b in zip(repaired.shapes, shapes, strict=True))
    assert repaired.changed.tolist() == []
    assert repaired.reasons == []


def test_a_bow_tie_gets_its_two_triangles():
    repaired = repair_polygons(array(SQUARE, BOWTIE))
    assert repaired.changed.tolist() == [1]
    assert repaired.reasons[0].startswith("Self-intersection")
    assert repaired.area_before.tolist() == [0]  # the two turns cancel each other out
    assert repaired.area_after.tolist() == [2]
    assert repaired.shapes[1].equals(
        shapely.MultiPolygon(
            [shapely.Polygon([(0, 0), (0, 2), (1, 1)]), shapely.Polygon([(2, 0), (2, 2), (1, 1)])]
        )
    )


def test_a_hole_outside_its_shell_becomes_a_part():
    repaired = repair_polygons(array(HOLE_OUTSIDE))
    assert repaired.reasons[0].startswith("Hole lies outside shell")
    assert (repaired.area_before.tolist(), repaired.area_after.tolist()) == ([14], [18])


def test_a_spike_is_dropped_and_a_shape_without_area_is_missing():
    spike = shapely.Polygon([(0, 0), (4, 0), (9, 0), (4, 0), (4, 4), (0, 4)])
    flat = shapely.Polygon([(0, 0), (4, 0), (8, 0)])
    repaired = repair_polygons(array(spike, flat))
    assert repaired.shapes[0].equals(SQUARE)
    assert repaired.shapes[0].geom_type in {"Polygon", "MultiPolygon"}
    assert repaired.shapes[1] is None
    assert repaired.area_after.tolist() == [16, 0]


@pytest.mark.parametrize(
    "shape", [shapely.Point(1, 1), shapely.LineString([(0, 0), (1, 1)]), shapely.Polygon()]
)
def test_what_has_no_area_is_missing(shape):
    assert repair_polygons(array(shape)).shapes.tolist() == [None]


def test_the_polygons_of_a_collection_are_kept():
    mixed = shapely.GeometryCollection(
        [SQUARE, shapely.Point(9, 9), shapely.MultiPolygon([shapely.box(6, 0, 7, 1)])]
    )
    assert repair_polygons(array(mixed)).shapes[0].area == 17


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_polygons_of_a_collection_that_overlap_are_united_and_told(depth):
    mixed = shapely.GeometryCollection([SQUARE, shapely.box(2, 0, 6, 4), shapely.Point(9, 9)])
    for _ in range(depth - 1):
        mixed = shapely.GeometryCollection([mixed, shapely.Point(8, 8)])
    assert mixed.is_valid
    repaired = repair_polygons(array(SQUARE, mixed, BOWTIE))
    assert repaired.shapes[1].is_valid
    assert repaired.shapes[1].equals(shapely.box(0, 0, 6, 4))
    assert repaired.changed.tolist() == [1, 2]
    assert repaired.reasons[0].startswith("Self-intersection")
    assert repaired.area_before.tolist() == [32, 0]
    assert repaired.area_after.tolist() == [24, 2]


def test_a_collection_that_is_not_valid_is_repaired_and_united():
    mixed = shapely.GeometryCollection([SQUARE, BOWTIE, shapely.Point(9, 9)])
    repaired = repair_polygons(array(mixed))
    assert repaired.changed.tolist() == [0]
    assert repaired.shapes[0].equals(SQUARE)
    assert repaired.shapes[0].is_valid


def test_nothing_in_nothing_out():
    assert repair_polygons(np.zeros(0, dtype=object)).shapes.tolist() == []


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=9),
        min_size=1,
        max_size=4,
    )
)
def test_every_result_is_valid_and_areal_and_repairing_again_changes_nothing(rings):
    shapes = array(*(shapely.Polygon(ring) for ring in rings))
    before = shapely.to_wkb(shapes)
    once = repair_polygons(shapes)
    present = [shape for shape in once.shapes if shape is not None]
    assert all(shape.is_valid and shape.area > 0 for shape in present)
    assert {shape.geom_type for shape in present} <= {"Polygon", "MultiPolygon"}
    twice = repair_polygons(once.shapes)
    assert len(twice.changed) == 0
    assert np.array_equal(shapely.to_wkb(shapes), before)
