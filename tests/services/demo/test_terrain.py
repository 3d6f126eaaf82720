"""Water, hills and the way to longitude and latitude."""

import numpy as np
import pyproj
import pytest
from adjoin.services.demo.plan import demo_plan
from adjoin.services.demo.terrain import generator, ground, roughness, shore_km, to_lonlat, water

PLAN = demo_plan()


def grid(step_km=0.5):
    east, north = np.meshgrid(np.arange(0, 45, step_km), np.arange(0, 36, step_km), indexing="ij")
    return np.stack([east, north], axis=-1)


def test_the_sea_is_in_the_west_and_the_lake_is_not_part_of_it():
    lake = PLAN.lakes[0]
    at = np.array([lake.east_km, lake.north_km])

    assert water(PLAN, grid())[0, :40].all()
    assert not water(PLAN, grid())[-1].any()
    assert shore_km(PLAN, at) < 0 < shore_km(PLAN, at, lakes=False)


def test_the_coast_has_bays():
    # A straight coast would be 36 km long; a step from sea to land counts on any of both axes.
    wet = water(PLAN, grid(0.1)) & (grid(0.1)[..., 0] < 20)
    sides = np.abs(np.diff(wet.astype(int), axis=1)).sum() * 0.1

    assert sides > 15


def test_hills_are_in_the_east():
    hills = roughness(PLAN, grid())

    assert hills.min() >= 0
    assert hills.max() <= 1
    assert hills[80:].mean() > 3 * hills[35:55, 20:45].mean()


def test_bending_keeps_neighbours_apart_and_in_order():
    bent = ground(PLAN, grid(0.375))
    across, up = np.diff(bent, axis=0)[:, :-1], np.diff(bent, axis=1)[:-1]

    assert (across[..., 0] * up[..., 1] - across[..., 1] * up[..., 0] > 0).all()
    assert np.abs(bent - grid(0.375)).max() < 2.5


def test_kilometres_are_kilometres_on_the_globe():
    geod = pyproj.Geod(ellps="GRS80")
    corners = to_lonlat(PLAN, np.array([[10.0, 5.0], [11.0, 5.0], [30.0, 35.0], [30.0, 34.0]]))
    _, _, metres = geod.inv(*corners[[0, 2]].T, *corners[[1, 3]].T)

    assert metres == pytest.approx([1_000, 1_000], rel=0.005)


def test_parts_have_random_numbers_of_their_own():
    first, again, other = (generator(PLAN, part).random() for part in ("a", "a", "b"))

    assert first == again != other
