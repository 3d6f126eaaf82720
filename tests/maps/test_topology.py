"""Shared borders stay shared, and decoding gives the polygons back."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from adjoin.maps.topology import UNITS_PER_DEGREE, simplify_by_level, to_topology
from hypothesis import given
from hypothesis import strategies as st


def decoded(topology, at):
    """Independent decoder: the polygon of one geometry."""
    arcs = [np.cumsum(np.reshape(arc, (-1, 2)), axis=0) / UNITS_PER_DEGREE for arc in topology.arcs]
    polygons = []
    for rings in topology.polygons[at]:
        loops = []
        for numbers in rings:
            parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
            loops.append(np.concatenate([parts[0], *[part[1:] for part in parts[1:]]]))
        polygons.append(shapely.Polygon(loops[0], loops[1:]))
    return shapely.MultiPolygon(polygons)


def test_a_shared_border_is_one_arc_used_in_both_directions():
    two = gpd.GeoSeries([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs=4326)
    topology = to_topology(two)
    (left,), (right,) = topology.polygons[0][0], topology.polygons[1][0]
    shared = set(left) & {~n for n in right}
    assert len(shared) == 1
    assert len(topology.arcs) == 3
    arc = topology.arcs[next(n if n >= 0 else ~n for n in shared)]
    assert arc in ([100000, 0, 0, 100000], [100000, 100000, 0, -100000])


def test_an_enclave_shares_its_whole_ring():
    outer = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    topology = to_topology(gpd.GeoSeries([outer, shapely.box(1, 1, 2, 2)], crs=4326))
    assert len(topology.arcs) == 2
    assert decoded(topology, 0).equals(outer)


def test_missing_and_collapsed_shapes_have_no_polygons():
    tiny = shapely.box(0, 0, 1e-7, 1e-7)
    topology = to_topology(
        gpd.GeoSeries([None, shapely.Polygon(), tiny, shapely.Point(1, 1)], crs=4326)
    )
    assert topology.polygons == [[], [], [], []]
    assert topology.arcs == []


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 4), st.integers(1, 4)),
        min_size=1,
        max_size=6,
    )
)
def test_decoding_gives_back_what_was_encoded_even_where_areas_overlap(boxes):
    areas = [shapely.box(x, y, x + w, y + h) for x, y, w, h in boxes]
    topology = to_topology(gpd.GeoSeries(areas, crs=4326))
    for at, area in enumerate(areas):
        assert decoded(topology, at).equals(area)


def wavy(x0: float, x1: float) -> shapely.Polygon:
    """A strip whose long sides wave by 5 m."""
    y = np.arange(0.0, 10_000.0, 100.0)
    wave = 5 * np.sin(y)
    return shapely.Polygon(np.r_[np.c_[x0 + wave, y], np.c_[x1 + wave, y][::-1]])


def test_neighbours_of_a_level_stay_neighbours_after_simplifying():
    areas = gpd.GeoSeries([wavy(0, 5000), wavy(5000, 9000)], crs=32610)
    simple = simplify_by_level(areas, pd.Series(["city", "city"]), tolerance_m=100)
    assert shapely.get_num_coordinates(simple.to_numpy()).sum() < 60  # of 400
    assert shapely.coverage_is_valid(simple.to_numpy())
    assert simple.iloc[0].intersection(simple.iloc[1]).length > 9_000


def test_overlapping_agencies_of_a_level_are_simplified_and_stay_valid():
    areas = gpd.GeoSeries([wavy(0, 5000), wavy(2500, 9000), None], crs=32610)
    simple = simplify_by_level(areas, pd.Series(["school_district"] * 3), tolerance_m=100)
    assert simple.iloc[:2].is_valid.all()
    assert simple.iloc[2] is None
    overlap = simple.iloc[0].intersection(simple.iloc[1]).area
    assert abs(overlap / areas.iloc[0].intersection(areas.iloc[1]).area - 1) < 0.01


def test_a_self_crossing_boundary_is_repaired_first():
    bow = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    simple = simplify_by_level(gpd.GeoSeries([bow], crs=32610), pd.Series(["city"]), tolerance_m=10)
    assert simple.iloc[0].is_valid
    assert simple.iloc[0].area == 500_000
