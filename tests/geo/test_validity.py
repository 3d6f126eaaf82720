"""Polygons made valid, and what that changed."""

from __future__ import annotations

import time

import numpy as np
import pytest
import shapely
from adjoin.geo.scribbles import CROSSINGS
from adjoin.geo.validity import fault_in_words, repair_polygons, validity_faults
from hypothesis import given
from hypothesis import strategies as st

KM = 1000.0
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


@pytest.mark.parametrize(
    ("shape", "before", "after"),
    [
        # Ground that stands twice counts once, and is no hole.
        (shapely.MultiPolygon([SQUARE, shapely.box(2, 0, 6, 4)]), 32, 24),
        (shapely.MultiPolygon([SQUARE, shapely.box(1, 1, 2, 2)]), 17, 16),
        (shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)] * 2), 32, 16),
        # A hole that reaches out of its shell is none of the ground there.
        (shapely.Polygon(SQUARE.exterior, [shapely.box(3, 1, 6, 2).exterior]), 13, 15),
        # Holes that overlap are holes.
        (
            shapely.Polygon(
                shapely.box(0, 0, 9, 9).exterior,
                [shapely.box(1, 1, 4, 4).exterior, shapely.box(3, 3, 6, 6).exterior],
            ),
            63,
            64,
        ),
        # The hole takes the whole shell.
        (shapely.Polygon(SQUARE.exterior, [SQUARE.exterior]), 0, 0),
        # A hole that is drawn in one line with its shell, from a corner of it.
        (
            shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4), (0, 0), (1, 2), (2, 2), (2, 1)]),
            14,
            14,
        ),
    ],
)
def test_the_ground_of_every_fault_is_what_is_surrounded(shape, before, after):
    repaired = repair_polygons(array(shape))
    assert repaired.area_before.tolist() == [before]
    assert repaired.area_after.tolist() == [after]


def test_what_is_dropped_of_a_shape_is_counted():
    flat = shapely.Polygon([(9, 9), (10, 10), (11, 11)])
    shapes = array(
        shapely.GeometryCollection([SQUARE, shapely.Point(9, 9), shapely.LineString([(0, 0), (9, 9)])]),
        shapely.MultiPolygon([SQUARE, flat, flat]),
        shapely.GeometryCollection([SQUARE, flat, shapely.MultiPoint([(1, 1), (2, 2)])]),
        flat,
        shapely.MultiPolygon([shapely.box(9, 9, 10, 10), BOWTIE]),
        SQUARE,
    )  # fmt: skip
    assert repair_polygons(shapes).dropped == {
        0: "1 point and 1 line",
        1: "2 flat parts",
        2: "2 points and 1 flat part",
    }


def scribble(corners: int, *, pieces: int = 1) -> shapely.Polygon:
    ends = np.random.default_rng(7).uniform(-1e4, 1e4, (corners, 2))
    steps = np.arange(pieces)[None, :, None] / pieces
    lines = ends[:, None] * (1 - steps) + np.roll(ends, -1, axis=0)[:, None] * steps
    return shapely.Polygon(lines.reshape(-1, 2))


@pytest.mark.parametrize("pieces", [1, 40])
def test_lines_that_cross_too_often_are_no_outline_and_are_not_repaired(pieces):
    shape = scribble(1600, pieces=pieces)
    repaired = repair_polygons(array(SQUARE, shape))
    assert repaired.shapes.tolist() == [SQUARE, None]
    assert repaired.changed.tolist() == [1]
    assert repaired.area_after.tolist() == [0]
    (reason,) = repaired.reasons
    assert reason.startswith("its lines cross or cover each other about ")
    # Two random chords of a square cross in 23 of 100 cases.
    told = float(reason.split("about ")[1].split(" times")[0].replace(",", ""))
    assert told == pytest.approx(0.23 * 1600**2 / 2, rel=0.2)
    assert told > CROSSINGS


def test_a_line_that_goes_there_and_back_without_end_is_not_repaired():
    there_and_back = np.tile([[0, 0], [KM, 0]], (50_000, 1))
    there_and_back[0] = (0, KM)
    started = time.process_time()
    repaired = repair_polygons(array(shapely.Polygon(there_and_back)))
    assert repaired.shapes.tolist() == [None]
    assert repaired.reasons == ["its 100,001 vertices stand in 3 places"]
    assert validity_faults(array(shapely.Polygon(there_and_back))) == repaired.reasons
    assert time.process_time() - started < 5


def test_a_long_ring_that_crosses_itself_once_keeps_its_other_vertices():
    turn = np.linspace(0, 2 * np.pi, 60_000, endpoint=False)
    xy = np.column_stack([np.cos(turn), np.sin(turn)]) * 1e4
    whole = shapely.Polygon(xy)
    xy[[1000, 1003]] = xy[[1003, 1000]]
    repaired = repair_polygons(array(shapely.Polygon(xy)))
    assert repaired.area_after[0] == pytest.approx(whole.area, rel=1e-6)
    kept = set(map(tuple, shapely.get_coordinates(repaired.shapes[0])))
    assert len(set(map(tuple, xy)) - kept) == 0


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_a_shape_that_lies_nowhere_is_not_repaired(odd):
    with np.errstate(invalid="ignore"):
        shape = shapely.Polygon([(0, 0), (4, 0), (odd, 4), (0, 0)])
    repaired = repair_polygons(array(SQUARE, shape))
    assert repaired.shapes.tolist() == [SQUARE, None]
    assert repaired.reasons == ["a coordinate is infinite or no number in the region's plane"]
    assert np.isfinite(repaired.area_before).all()


def test_faults_are_told_with_their_place():
    faults = validity_faults(array(SQUARE, BOWTIE, None, shapely.Point(0, 0), shapely.Polygon()))
    assert faults == [None, "Self-intersection[1 1]", None, None, None]
    assert fault_in_words("Self-intersection[1 1]") == "Self-intersection at 1, 1"
    assert fault_in_words("Too few points") == "Too few points"


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
