"""The lattice: no gap, no overlap, no fold, and its new edges on the shores."""

import numpy as np
import pytest
import shapely
from adjoin.services.demo.cells import lattice
from adjoin.services.demo.large import large_plan
from adjoin.services.demo.plan import Size, demo_plan
from adjoin.services.demo.terrain import shore_km, to_lonlat


@pytest.mark.parametrize("plan", [demo_plan(), demo_plan(seed=11), large_plan(Size(32, 1, 400))])
def test_pieces_are_a_coverage_without_folds(plan):
    cells = lattice(plan)

    assert shapely.is_valid(cells.pieces).all()
    assert shapely.coverage_is_valid(cells.pieces)
    assert (cells.area_km2 > 0).all()


def test_areas_are_those_of_the_globe():
    cells = lattice(demo_plan())
    degrees = shapely.area(cells.pieces)
    lat = shapely.get_y(shapely.centroid(cells.pieces))

    expected = degrees * 111.0 * 111.32 * np.cos(np.radians(lat))
    assert cells.area_km2 == pytest.approx(expected, rel=0.01, abs=1e-3)


def test_the_shore_is_where_the_water_begins():
    plan = demo_plan()
    cells = lattice(plan)
    lake = shapely.coverage_union_all(cells.pieces[~cells.dry])
    ring = np.unique(shapely.get_coordinates(lake.exterior), axis=0)
    east, north = np.meshgrid(np.linspace(25, 33, 801), np.linspace(24, 33, 901), indexing="ij")
    km = np.stack([east, north], axis=-1).reshape(-1, 2)
    wet = shore_km(plan, km) < 0
    inside = shapely.contains_xy(lake, to_lonlat(plan, km))

    assert len(ring) > 80
    assert (wet != inside).mean() < 0.003
    assert wet.sum() == pytest.approx(inside.sum(), rel=0.02)


def test_the_cut_corner_belongs_to_no_county():
    plan = demo_plan()
    county = lattice(plan).county

    assert (county[-20:, -8:] == -1).all()
    assert (county[:90] == 0).all()
