"""Every rule by which the tags of a way or a node are judged."""

from __future__ import annotations

import math

import pytest
from adjoin.geo.streets.osmtags import judge_way, read_duration, stops_cars


def judged(**tags: str) -> tuple[float | None, float | None, bool]:
    """Speed along, speed against (None: closed), and whether it is open on foot."""
    use = judge_way({key.replace("__", ":"): value for key, value in tags.items()})
    assert use is not None
    along, against = (None if math.isnan(kmh) else kmh for kmh in (use.along_kmh, use.against_kmh))
    return along, against, use.walk


def told(**tags: str) -> list[tuple[str, str]]:
    """What the way gives to tell."""
    use = judge_way({key.replace("__", ":"): value for key, value in tags.items()})
    assert use is not None
    return list(use.told)


def test_a_street_without_more_tags_has_the_speed_of_its_class():
    assert judged(highway="residential") == (25, 25, True)
    assert told(highway="residential") == [("speed-filled", "residential")]


@pytest.mark.parametrize(
    ("code", "along", "against"),
    [
        ("yes", 50, None),
        ("true", 50, None),
        ("1", 50, None),
        ("-1", None, 50),
        ("reverse", None, 50),
        ("no", 50, 50),
        ("0", 50, 50),
        ("alternating", 50, 50),
        ("reversible", None, None),
    ],
)
def test_one_way_codes(code: str, along: float | None, against: float | None):
    assert judged(highway="primary", maxspeed="50", oneway=code) == (along, against, True)


def test_an_unknown_code_is_told_and_open_both_ways():
    assert judged(highway="primary", maxspeed="50", oneway="maybe") == (50, 50, True)
    assert told(highway="primary", maxspeed="50", oneway="maybe") == [("oneway-unknown", "maybe")]
    # on a motorway its kind decides
    assert judged(highway="motorway", oneway="maybe")[1] is None


def test_motorways_and_roundabouts_are_one_way_unless_they_say_no():
    assert judged(highway="motorway") == (90, None, False)
    assert judged(highway="motorway", oneway="no") == (90, 90, False)
    assert judged(highway="motorway_link") == (45, 45, False)
    assert judged(highway="tertiary", junction="roundabout") == (40, None, True)
    assert judged(highway="tertiary", junction="circular") == (40, None, True)
    assert judged(highway="tertiary", junction="roundabout", oneway="-1") == (None, 40, True)


def test_a_special_one_way_tag_goes_before_the_general_one():
    assert judged(highway="service", oneway="yes", oneway__motor_vehicle="no") == (15, 15, True)
    assert judged(highway="service", oneway__motorcar="yes") == (15, None, True)


def test_a_direction_may_have_its_own_limit_and_its_own_access():
    way = {"highway": "secondary", "maxspeed": "50", "maxspeed__forward": "30"}
    assert judged(**way) == (30, 50, True)
    assert judged(**way, maxspeed__backward="20 mph") == (30, 32.18688, True)
    assert judged(**way, motor_vehicle__backward="no") == (30, None, True)
    assert judged(**way, vehicle__forward="private") == (None, 50, True)


def test_the_limit_of_a_closed_direction_does_not_matter():
    assert judged(highway="primary", oneway="yes", maxspeed="80", maxspeed__backward="x") == (
        80,
        None,
        True,
    )
    assert told(highway="primary", oneway="yes", maxspeed="80", maxspeed__backward="x") == []


def test_a_limit_that_cannot_be_read_is_told_and_filled():
    assert judged(highway="primary", maxspeed="fast") == (65, 65, True)
    assert told(highway="primary", maxspeed="fast") == [
        ("maxspeed-unreadable", "fast"),
        ("speed-filled", "primary"),
    ]


def test_a_zone_stands_in_for_a_missing_limit_only():
    assert judged(highway="primary", source__maxspeed="DE:urban")[0] == 50
    assert judged(highway="primary", source__maxspeed="sign")[0] == 65
    assert judged(highway="primary", source__maxspeed="DE:urban", maxspeed="70")[0] == 70
    assert judged(highway="primary", source__maxspeed="DE:urban", maxspeed="signals")[0] == 65


def test_no_limit_is_believed_on_motorways():
    assert judged(highway="motorway", maxspeed="none")[0] == 120
    assert judged(highway="motorway_link", maxspeed="none")[0] == 45


@pytest.mark.parametrize("value", ["no", "private", "agricultural;forestry", "emergency"])
def test_what_closes_a_street_to_all(value: str):
    assert judged(highway="service", access=value) == (None, None, False)
    assert told(highway="service", access=value) == [("osm-closed", "service")]


@pytest.mark.parametrize(
    "value", ["yes", "permissive", "destination", "customers", "no;destination", "unknown"]
)
def test_what_leaves_a_street_open(value: str):
    assert judged(highway="service", access=value) == (15, 15, True)


def test_special_access_tags_go_before_general_ones():
    assert judged(highway="service", access="no", motor_vehicle="yes") == (15, 15, False)
    assert judged(highway="service", motor_vehicle="no", motorcar="yes") == (15, 15, True)
    assert judged(highway="service", vehicle="no") == (None, None, True)
    assert judged(highway="service", access="private", foot="yes") == (None, None, True)
    assert judged(highway="service", foot="no") == (15, 15, False)
    assert judged(highway="service", vehicle="no", motor_vehicle="destination") == (15, 15, True)


def test_a_driveway_is_open_unless_it_is_private():
    assert judged(highway="service", service="driveway") == (15, 15, True)
    assert judged(highway="service", service="driveway", access="private") == (None, None, False)
    assert judged(highway="service", service="emergency_access") == (None, None, True)


@pytest.mark.parametrize("name", ["footway", "path", "steps", "pedestrian", "cycleway", "track"])
def test_ways_for_walkers(name: str):
    assert judged(highway=name) == (None, None, True)


def test_a_tag_for_cars_opens_a_way_at_a_crawl_and_a_general_one_does_not():
    assert judged(highway="track", motor_vehicle="yes") == (10, 10, True)
    assert judged(highway="track", motor_vehicle="yes", maxspeed="80") == (10, 10, True)
    assert judged(highway="pedestrian", motorcar="destination", maxspeed="7") == (7, 7, True)
    assert judged(highway="track", access="yes") == (None, None, True)


def test_walkers_keep_off_motorways_and_motorroads_unless_a_tag_lets_them_on():
    assert judged(highway="motorway")[2] is False
    assert judged(highway="trunk", motorroad="yes") == (85, 85, False)
    assert judged(highway="trunk", motorroad="yes", foot="yes") == (85, 85, True)
    assert judged(highway="busway", foot="designated") == (None, None, True)


@pytest.mark.parametrize(
    ("tags", "rule"),
    [
        ({"highway": "construction", "foot": "yes"}, "osm-not-built"),
        ({"highway": "raceway", "motor_vehicle": "yes"}, "osm-not-built"),
        ({"highway": "pedestrian", "area": "yes"}, "osm-areas"),
        ({"highway": "rest_area"}, "osm-class-unknown"),
        ({"route": "ferry"}, "osm-ferries-without-cars"),
    ],
)
def test_what_is_no_street_is_left_out_and_told(tags: dict[str, str], rule: str):
    assert judged(**tags) == (None, None, False)
    assert [name for name, _ in told(**tags)] == [rule]


def test_other_ways_are_not_looked_at():
    assert judge_way({"route": "bus"}) is None
    assert judge_way({"building": "yes"}) is None


def test_a_ferry_carries_the_cars_it_lets_on_board():
    use = judge_way({"route": "ferry", "motor_vehicle": "yes", "duration": "00:20"})
    assert use is not None
    assert (use.along_kmh, use.against_kmh, use.minutes, use.walk) == (5, 5, 20, False)
    assert use.told == (("osm-ferries", "ferry"),)
    slow = judge_way({"route": "ferry", "motorcar": "yes", "oneway": "yes"})
    assert slow is not None
    assert math.isnan(slow.minutes)
    assert math.isnan(slow.against_kmh)
    assert ("ferry-speed", "") in slow.told


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("01:30", 90),
        ("1:05", 65),
        ("00:02:30", 2.5),
        ("45", 45),
        ("20 min", 20),
        ("PT20M", 20),
        ("PT1H20M30S", 80.5),
        ("P1DT1H", 1500),
        ("00:00", None),
        ("P", None),
        ("", None),
        (None, None),
        ("soon", None),
        ("9999:00", None),
    ],
)
def test_durations(text: str | None, minutes: float | None):
    assert read_duration(text) == minutes


@pytest.mark.parametrize(
    ("tags", "stops"),
    [
        ({}, False),
        ({"access": "no"}, False),
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "bollard": "rising"}, False),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "cycle_barrier"}, True),
        ({"barrier": "gate"}, False),
        ({"barrier": "lift_gate"}, False),
        ({"barrier": "gate", "access": "no"}, True),
        ({"barrier": "gate", "access": "private", "motorcar": "yes"}, False),
        ({"barrier": "block", "access": "unknown"}, True),
        ({"barrier": "kerb"}, False),
        ({"barrier": "toll_booth"}, False),
    ],
)
def test_barriers(tags: dict[str, str], stops: bool):
    assert stops_cars(tags) is stops
