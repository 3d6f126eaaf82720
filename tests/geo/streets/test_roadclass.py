"""Highway classes: usual speeds, who may use them, and the ways they are written."""

from __future__ import annotations

import numpy as np
import pytest
from adjoin.geo.streets.roadclass import (
    class_names,
    drivable,
    opened_kmh,
    road_classes,
    usual_kmh,
    walkable,
)


def test_speeds_fall_from_class_to_class_and_links_are_slower():
    speeds = usual_kmh(["motorway", "trunk", "primary", "secondary", "tertiary", "residential"])
    assert speeds.tolist() == [90, 85, 65, 55, 40, 25]
    for name in ("motorway", "trunk", "primary", "secondary", "tertiary"):
        whole, link = usual_kmh([name, f"{name}_link"])
        assert link < whole


@pytest.mark.parametrize(
    "written", ["motorway_link", "Motorway Link", " MOTORWAY_LINK ", "motorway-link"]
)
def test_case_and_spaces_do_not_matter(written: str):
    assert usual_kmh([written]).tolist() == [45]


def test_a_list_takes_the_fastest_whatever_its_order():
    given = ["['footway', 'service', 'primary']", ["primary", "service"], ("service", "primary")]
    assert usual_kmh(given).tolist() == [65, 65, 65]
    assert drivable(["['footway', 'service']", "['footway', 'path']"]).tolist() == [True, False]
    assert walkable(["['motorway', 'trunk']", "['motorway', 'busway']"]).tolist() == [True, False]


def test_an_unknown_class_is_a_street_without_a_usual_speed():
    given = np.array(["Local Road", None, np.nan, "", "[broken"], dtype=object)
    assert np.isnan(usual_kmh(given)).all()
    assert drivable(given).all()
    assert walkable(given).all()


def test_what_is_not_built_is_closed_to_all():
    given = ["construction", "proposed", "abandoned", "razed"]
    assert not drivable(given).any()
    assert not walkable(given).any()


def test_cars_and_walkers_have_classes_of_their_own():
    given = ["motorway", "residential", "footway", "busway"]
    assert drivable(given).tolist() == [True, True, False, False]
    assert walkable(given).tolist() == [False, True, True, False]


def test_no_classes_give_empty_arrays():
    assert usual_kmh([]).shape == drivable([]).shape == (0,)


def test_every_class_of_the_table_is_written_as_it_is_looked_up():
    assert all(class_names(name) == [name] for name in road_classes())
    assert (
        0
        < opened_kmh()
        <= min(k.drive_kmh for k in road_classes().values() if k.drive_kmh is not None)
    )
