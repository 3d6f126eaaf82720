"""The networks of both modes out of one table of streets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from adjoin.geo.findings import UseError
from adjoin.geo.streets.streetrows import StreetRows, driving, on_foot

NAN = np.nan


def streets() -> StreetRows:
    """A two-way street, a one-way one, a path, a motorway: 100 m each, in a row."""
    node_xy = np.array([(100.0 * k, 0.0) for k in range(5)])
    return StreetRows(
        lines=shapely.linestrings(np.stack([node_xy[:-1], node_xy[1:]], axis=1)),
        tail=np.arange(4),
        head=np.arange(1, 5),
        node_xy=node_xy,
        along_ms=np.array([10_000.5, NAN, NAN, 4000.0]),
        against_ms=np.array([12_001.5, 9000.0, NAN, NAN]),
        length_mm=np.array([100_000.0, 100_000.4, 100_000.0, 100_000.0]),
        walk=np.array([True, True, True, False]),
    )


def test_each_direction_has_its_own_time_and_halves_round_to_even():
    network = driving(streets())
    assert network.arc_from.tolist() == [0, 1, 2, 3]
    assert network.arc_to.tolist() == [1, 0, 1, 4]
    assert network.arc_ms.tolist() == [10_000, 12_002, 9000, 4000]
    assert network.arc_street.tolist() == [0, 0, 1, 3]
    assert network.arc_forward.tolist() == [True, False, False, True]
    assert set(network.arc_mm.tolist()) == {100_000}


def test_on_foot_every_open_street_both_ways():
    network = on_foot(streets())
    assert network.arc_street.tolist() == [0, 0, 1, 1, 2, 2]
    assert network.arc_from.tolist() == [0, 1, 1, 2, 2, 3]
    # 100 m at 4.8 km/h
    assert set(network.arc_ms.tolist()) == {75_000}
    assert set(on_foot(streets(), speed_factor=2).arc_ms.tolist()) == {37_500}


def test_a_factor_must_be_positive():
    with pytest.raises(UseError, match="speed_factor"):
        on_foot(streets(), speed_factor=0)


def test_no_streets_are_an_empty_network():
    rows = StreetRows(*(column[:0] for column in streets()))
    assert len(driving(rows).arc_ms) == len(on_foot(rows).arc_ms) == 0
