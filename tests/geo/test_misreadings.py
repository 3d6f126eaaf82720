"""The ways to read coordinates undo the mistakes they are named after."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from adjoin.geo.misreadings import misreadings

BOX = np.array([[1.0, 2.0, 3.0, 5.0]])


def readings(crs):
    return list(misreadings(pyproj.CRS(crs)))


def test_degrees_may_be_exchanged_or_have_lost_a_sign():
    first, west, south = readings(4326)
    assert [r.rule for r in (first, west, south)] == [
        "axes-swapped",
        "sign-missing",
        "sign-missing",
    ]
    assert first.moved(BOX).tolist() == [[2, 1, 5, 3]]
    assert west.moved(BOX).tolist() == [[-3, 2, -1, 5]]
    assert south.moved(BOX).tolist() == [[1, -5, 3, -2]]
    assert BOX.tolist() == [[1, 2, 3, 5]]


@pytest.mark.parametrize(
    ("crs", "factor"), [(26942, 0.3048), (2226, 1 / 0.3048), (2222, 1 / 0.3048), (3435, 1 / 0.3048)]
)
def test_metres_may_be_feet_and_feet_metres(crs, factor):
    swapped, unit, *rest = readings(crs)
    assert (swapped.rule, rest) == ("axes-swapped", [])
    assert unit.moved(BOX)[0].tolist() == pytest.approx(
        [factor, 2 * factor, 3 * factor, 5 * factor]
    )
    assert unit.crs == pyproj.CRS(crs)


def test_other_units_are_not_mistaken():
    assert [r.rule for r in readings("+proj=tmerc +lon_0=9 +units=km")] == ["axes-swapped"]


@pytest.mark.parametrize(
    ("crs", "codes"), [(26910, [26909, 26911]), (32660, [32659, 32601]), (25828, [25829])]
)
def test_the_zones_beside_a_zone_of_utm_are_those_that_there_are(crs, codes):
    zones = [r for r in readings(crs) if r.rule == "elsewhere"]
    assert [r.crs.to_epsg() for r in zones] == codes
    assert all(np.array_equal(r.moved(BOX), BOX) for r in zones)
    assert f"EPSG:{codes[0]} (" in zones[0].fact
