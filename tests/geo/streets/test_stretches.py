"""Which stretches of streets lie in which areas: hand-made cases, and GEOS."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.streets.stretches import stretches_in
from hypothesis import given, settings
from hypothesis import strategies as st

BOX = shapely.box(0, 0, 100, 100)
PLACE = st.tuples(st.integers(0, 12), st.integers(0, 12))


def rows(lines, shapes):
    found = stretches_in(np.array(lines, dtype=object), np.array(shapes, dtype=object))
    table = zip(*(column.tolist() for column in found), strict=True)
    return [(a, s, round(f, 9), round(g, 9), inner) for a, s, f, g, inner in table]


def line(*places):
    return shapely.LineString(places)


@pytest.mark.parametrize(
    ("street", "expected"),
    [
        (line((10, 10), (90, 90)), [(0, 1, True)]),
        (line((10, 10), (50, 100)), [(0, 1, False)]),  # ends on the border
        (line((-100, 50), (300, 50)), [(0.25, 0.5, False)]),
        (line((50, 50), (250, 50)), [(0, 0.25, False)]),
        (line((-100, 100), (300, 100)), [(0.25, 0.5, False)]),  # along the border
        (line((-100, 0), (100, 200)), [(0.5, 0.5, False)]),  # touches a corner
        (line((100, 50), (300, 50)), [(0, 0, False)]),  # touches with its end
        (line((100.0009, 50), (300, 50)), [(0, 0, False)]),  # within 1 mm
        (line((100.0011, 50), (300, 50)), []),
        (line((-100, 100.0009), (300, 100.0009)), [(0.25, 0.5, False)]),
        (line((-100, 100.0011), (300, 100.0011)), []),
        (line((200, 0), (300, 0)), []),
        (line((-50, 50), (50, 50), (50, 150), (80, 150), (80, 130)), [(0.2, 0.6, False)]),
        (line((50, 50), (150, 50), (150, 80), (80, 80)), [(0, 0.25, False), (0.9, 1, False)]),
        (line((50, 50), (50, 50)), [(0, 1, True)]),  # no length
        (line((150, 50), (50, 50), (150, 50)), [(0.25, 0.75, False)]),  # there and back
    ],
)
def test_where_a_street_lies_in_a_square(street, expected):
    found = rows([street], [BOX])
    assert [(f, g, inner) for _, _, f, g, inner in found] == expected


def test_holes_parts_and_missing_shapes():
    ring = shapely.box(0, 0, 100, 100) - shapely.box(40, 40, 60, 60)
    parts = shapely.MultiPolygon([shapely.box(40, 40, 60, 60), shapely.box(90, 0, 200, 100)])
    street, hidden = line((0, 50), (100, 50)), line((45, 45), (55, 55))
    assert rows([None, street, hidden], [None, ring, shapely.Polygon(), parts]) == [
        (1, 1, 0, 0.4, False),
        (1, 1, 0.6, 1, False),
        (3, 1, 0.4, 0.6, False),
        (3, 1, 0.9, 1, False),
        (3, 2, 0, 1, True),
    ]
    assert rows([], [BOX]) == rows([street], []) == rows([], []) == rows([None], [None]) == []


def test_a_street_along_a_border_that_rounding_left_beside_it():
    """The border turned with the street, each by itself: neither lies exactly on the other."""
    for degrees in range(1, 360, 7):
        turn = np.radians(degrees)
        matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])

        def turned(shape, matrix=matrix):
            return shapely.transform(shape, lambda xy: (xy + 123_456.7) @ matrix)

        streets = [line((0, 100), (50, 100)), line((30, 100), (230, 100)), line((30, 0), (80, 50))]
        other = shapely.box(0, 100, 100, 200)
        assert rows([turned(s) for s in streets], [turned(BOX), turned(other)]) == [
            (0, 0, 0, 1, False),
            (0, 1, 0, 0.35, False),
            (0, 2, 0, 1, False),
            (1, 0, 0, 1, False),
            (1, 1, 0, 0.35, False),
        ]


@given(
    st.lists(st.lists(PLACE, min_size=2, max_size=5), min_size=1, max_size=5),
    st.lists(st.lists(PLACE, min_size=3, max_size=7, unique=True), min_size=1, max_size=4),
)
@settings(max_examples=150)
def test_the_length_in_each_area_is_that_of_geos(streets, corners):
    """Also of streets that cross themselves, where fractions tell which time is meant."""
    lines = [shapely.transform(line(*places), lambda xy: xy * 100.0) for places in streets]
    shapes = [
        shapely.transform(shapely.convex_hull(shapely.MultiPoint(places)), lambda xy: xy * 100.0)
        for places in corners
    ]
    shapes = [shape if shape.geom_type == "Polygon" else None for shape in shapes]
    lengths = {}
    for area, street, first, last, _ in rows(lines, shapes):
        length_m = (last - first) * lines[street].length
        lengths[area, street] = lengths.get((area, street), 0) + length_m
    for area, shape in enumerate(shapes):
        for street, whole in enumerate(lines):
            xy = shapely.get_coordinates(whole)
            segments = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))
            expected = np.nansum(shapely.length(shapely.intersection(segments, shape)))
            assert lengths.get((area, street), 0) == pytest.approx(expected, abs=0.01)
            assert ((area, street) in lengths) == bool(shapely.intersects(whole, shape))
