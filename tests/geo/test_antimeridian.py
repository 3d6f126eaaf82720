"""Shapes at 180 degrees: joined where a file splits them, cut where it is written."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.antimeridian import cut, joined
from adjoin.geo.crs import LONLAT, region_plane, to_crs
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

FIJI = (177.0, -19.0, 181.5, -16.0)


def one(shape):
    return np.array([shape], dtype=object)


def through_the_plane(shape, bounds=FIJI):
    plane = region_plane(bounds)
    there = to_crs(one(shape), LONLAT, plane, region=bounds).shapes
    return cut(to_crs(there, plane, LONLAT, region=bounds).shapes)[0], there[0]


def test_parts_that_meet_along_the_line_become_one_whose_vertices_are_as_written():
    east = Polygon([(-180, 1), (-178.1, 1), (-178.1, 2.3), (-180, 2.3)])
    west = Polygon([(178.7, 1), (180, 1), (180, 1.7), (180, 3), (178.7, 3)])
    island = box(170, 1, 171, 2)
    shapes, changed = joined(np.array([None, MultiPolygon([east, island, west]), west]))
    assert changed.tolist() == [1]
    assert shapes[2] is west
    assert shapes[0] is None
    whole = shapes[1]
    assert len(whole.geoms) == 2
    (ring,) = (part for part in whole.geoms if part.bounds[2] == 180)
    # The seam is gone but for its ends; 2.3 is where the eastern part ends.
    assert {tuple(xy) for xy in shapely.get_coordinates(ring)} == {
        (-178.1, 1), (-178.1, 2.3), (180, 2.3), (180, 3), (178.7, 3), (178.7, 1), (180, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    "shape",
    [
        MultiPolygon([box(179, 1, 180, 2), box(-180, 2, -179, 3)]),  # a corner touch
        MultiPolygon([box(179, 1, 180, 2), box(-180, 5, -179, 6)]),
        MultiPolygon([box(179, 1, 179.9, 2), box(-180, 1, -179, 2)]),
        box(-180, -90, 180, -60),
        shapely.MultiLineString([[(179, 1), (180, 1)], [(-180, 1), (-179, 1)]]),
        # Invalid ones are repaired in the plane.
        MultiPolygon([Polygon([(179, 1), (180, 2), (180, 1), (179, 2)]), box(-180, 1, -179, 2)]),
    ],
)
def test_what_does_not_meet_along_the_line_is_left_as_it_is(shape):
    shapes, changed = joined(one(shape))
    assert len(changed) == 0
    assert shapes[0] is shape


def test_an_area_split_at_the_line_is_seamless_in_the_plane_and_split_again_in_a_file():
    # The two sides have different vertices along the line.
    parts = [box(179, -18, 180, -17), box(-180, -17.6, -179, -17.2)]
    back, plain = through_the_plane(joined(one(MultiPolygon(parts))).shapes[0])
    assert plain.geom_type == "Polygon"
    assert plain.is_valid
    assert len(back.geoms) == 2
    for part, was in zip(sorted(back.geoms, key=lambda p: p.bounds[0]), parts[::-1], strict=True):
        # PROJ comes back to 1.5 mm.
        assert part.bounds == pytest.approx(was.bounds, abs=2e-8)
        assert part.symmetric_difference(was).area < 1e-7
        # On the line to the last bit, however it came back from the plane.
        assert 180 in (-part.bounds[0], part.bounds[2])


def test_a_part_on_one_side_gets_no_sliver_on_the_other():
    for side in (box(-180, -18, -179, -17), box(179, -18, 180, -17)):
        back, _ = through_the_plane(side)
        assert back.geom_type == "Polygon"
        assert back.bounds == pytest.approx(side.bounds, abs=2e-8)


def test_a_hole_across_the_line_stays_one():
    ring = [(179, -18), (-179, -18), (-179, -17), (179, -17)]
    hole = [(179.8, -17.6), (-179.5, -17.6), (-179.5, -17.4), (179.8, -17.4)]
    pieces = cut(one(Polygon(ring, [hole])))[0]
    assert pieces.is_valid
    assert pieces.area == pytest.approx(2 - 0.7 * 0.2)
    assert [p.bounds for p in pieces.geoms] == [(-180, -18, -179, -17), (179, -18, 180, -17)]
    inner = Polygon(ring, [[(179.2, -17.6), (179.4, -17.6), (179.4, -17.4), (179.2, -17.4)]])
    assert cut(one(inner))[0].area == pytest.approx(2 - 0.04)


def test_lines_are_cut_and_points_are_not():
    line = shapely.LineString([(179, 0), (-179, 2), (-178, 2), (179.5, 2)])
    assert cut(one(line))[0].equals(
        shapely.MultiLineString(
            [[(179, 0), (180, 1)], [(-180, 1), (-179, 2), (-178, 2), (-180, 2)], [(180, 2), (179.5, 2)]]
        )
    )  # fmt: skip
    for shape in (shapely.MultiPoint([(-179, 0), (179, 0)]), shapely.Point(180, 0), None, box(0, 0, 1, 1)):  # fmt: skip
        assert cut(one(shape))[0] is shape
    mixed = shapely.GeometryCollection([shapely.Point(0, 0), shapely.LineString([(179, 0), (-179, 0)])])  # fmt: skip
    assert [part.geom_type for part in cut(one(mixed))[0].geoms] == ["Point", "LineString", "LineString"]  # fmt: skip


@pytest.mark.parametrize("side", [1, -1])
def test_what_holds_a_pole_runs_along_it_in_a_file(side):
    cap = Polygon([(x, side * 70) for x in range(-175, 180, 10)])
    bounds = (-180.0, 70.0, 180.0, 90.0) if side > 0 else (-180.0, -90.0, 180.0, -70.0)
    back, _ = through_the_plane(cap, bounds)
    assert back.is_valid
    assert back.bounds == pytest.approx(bounds, abs=1e-9)
    assert back.area == pytest.approx(360 * 20)
    # With a hole around the pole it is a band.
    hole = [(x, side * 80) for x in range(-175, 180, 10)]
    band, _ = through_the_plane(Polygon(shapely.get_coordinates(cap), [hole]), bounds)
    assert band.area == pytest.approx(360 * 10)
    # And one with a corner at the pole reaches it between its own longitudes.
    corners = [(170, 70), (-170, 70), (-170, 80), (0, 90), (170, 80)]
    sector = Polygon([(x, side * y) for x, y in corners])
    wedge, _ = through_the_plane(sector, bounds)
    assert wedge.area == pytest.approx(20 * 20)
    assert wedge.bounds == pytest.approx((-180, bounds[1], 180, bounds[3]), abs=1e-9)


@settings(max_examples=40)
@given(
    st.integers(-17000, 17000),
    st.lists(st.tuples(st.floats(0.5, 3), st.floats(-1, 1)), min_size=4, max_size=9),
)
def test_cutting_keeps_every_vertex_and_the_area(start, steps):
    """A star around a place anywhere, against the same star where nothing is to be cut."""
    angle = np.linspace(0, 2 * np.pi, len(steps), endpoint=False)
    radius = np.array([r for r, _ in steps])
    at = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    for lon in (start / 100, 179.25, -179.5):
        moved = at + np.array([lon, 10])
        written = moved - np.array([360, 0]) * np.round(moved[:, :1] / 360)
        shape = Polygon(written)
        pieces = cut(one(shape))[0]
        assert pieces.area == pytest.approx(Polygon(moved).area, rel=1e-9)
        assert pieces.bounds[0] >= -180
        assert pieces.bounds[2] <= 180
        kept = {tuple(xy) for xy in shapely.get_coordinates(pieces).tolist()}
        assert {tuple(xy) for xy in written.tolist()} <= kept
