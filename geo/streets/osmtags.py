"""What the tags of one OpenStreetMap way or node say: who may use it, which way and how fast."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from .maxspeed import read_maxspeed
from .roadclass import RoadClass, ferry_kmh, opened_kmh, road_classes

CLOSED: Final = math.nan
"""Speed of a direction in which cars may not go."""

_BY_CAR: Final = ("motorcar", "motor_vehicle", "vehicle")
_ONEWAY: Final = ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway")
_ZONES: Final = ("maxspeed:type", "zone:maxspeed", "source:maxspeed")

#: The tags that matter; whatever else a way carries is not looked at.
KEYS: Final = frozenset({
    "highway", "route", "area", "junction", "service", "motorroad", "duration", "foot", "access", "maxspeed",
    "maxspeed:forward", "maxspeed:backward", *_ONEWAY, *_ZONES, *_BY_CAR,
    *(f"{key}:{way}" for key in _BY_CAR for way in ("forward", "backward")),
})  # fmt: skip

_MAY: Final = frozenset({
    "yes", "true", "1", "permissive", "designated", "official", "destination", "customers", "delivery",
    "public", "hov", "discouraged",
})  # fmt: skip
_MAY_NOT: Final = frozenset({
    "no", "false", "0", "private", "agricultural", "forestry", "emergency", "military", "psv", "bus", "permit",
    "residents", "employees", "staff", "restricted", "use_sidepath",
})  # fmt: skip

_ALONG: Final = frozenset({"yes", "true", "1"})
_AGAINST: Final = frozenset({"-1", "reverse"})
_BOTH: Final = frozenset({"no", "false", "0"})

# Barriers that cars get through when no tag says otherwise: after OSRM's car profile
# (`barrier_whitelist`, the commit in roadclasses.toml), and gates of every make.
_PASSED: Final = frozenset({
    "cattle_grid", "border_control", "toll_booth", "sally_port", "gate", "lift_gate", "swing_gate", "sliding_gate",
    "no", "entrance", "height_restrictor", "kerb", "coupure",
})  # fmt: skip

_CLOCK: Final = re.compile(r"(\d+):([0-5]?\d)(?::([0-5]?\d))?")
_MINUTES: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:min|mins|minutes|)")
_ISO: Final = re.compile(r"p(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?)?")


class WayUse(NamedTuple):
    """What a way is to cars and walkers.

    Parameters
    ----------
    along_kmh, against_kmh
        Speed of cars in the direction of the way's nodes and against it; NaN: closed to them.
    minutes
        Time over the whole way, for a ferry that says so, which goes before the speeds; else NaN.
    walk
        Whether it is open on foot.
    told
        Rule and value of everything worth a finding.
    """

    along_kmh: float
    against_kmh: float
    minutes: float
    walk: bool
    told: tuple[tuple[str, str], ...]

    @property
    def used(self) -> bool:
        """Whether anybody may use it."""
        return self.walk or self.driven

    @property
    def driven(self) -> bool:
        """Whether cars may use it in either direction."""
        return not (math.isnan(self.along_kmh) and math.isnan(self.against_kmh))


def judge_way(tags: Mapping[str, str]) -> WayUse | None:
    """What the tags of a way say of it.

    Special tags go before general ones: `motorcar` before `motor_vehicle`, `vehicle` and
    `access`; `foot` before `access`. `private` is closed: who lives or works there gets on at the
    nearest public street. A driveway without such a tag is open, and so is what is open to
    customers, to deliveries, or to those who have a destination there. Ferries carry cars that
    their tags let on board, and nobody on foot, for a walk does not wait for a boat.

    Parameters
    ----------
    tags
        At least those of `KEYS`.

    Returns
    -------
    WayUse or None
        None for a way that is neither a highway nor a ferry.

    Examples
    --------
    >>> from adjoin.geo.streets.osmtags import judge_way
    >>> judge_way({"highway": "residential", "oneway": "yes", "maxspeed": "20 mph"})
    WayUse(along_kmh=32.18688, against_kmh=nan, minutes=nan, walk=True, told=())
    """
    if "highway" not in tags:
        return _ferry(tags) if "ferry" in _values(tags.get("route", "")) else None
    name = tags["highway"].strip().lower()
    known = road_classes().get(name)
    if known is None:
        return _shut("osm-class-unknown", name)
    if tags.get("area") == "yes":
        return _shut("osm-areas", name)
    if known.closed:
        return _shut("osm-not-built", name)
    told: list[tuple[str, str]] = []
    along, against = _open_ways(tags, name, told) if _cars_may(tags, known) else (False, False)
    filled = False
    speeds = []
    for is_open, key in ((along, "maxspeed:forward"), (against, "maxspeed:backward")):
        limit = _limit(tags, key, name, told) if is_open else None
        usual = opened_kmh() if known.drive_kmh is None else known.drive_kmh
        filled |= is_open and limit is None
        # what a tag opens to cars is no road, whatever its limit
        slow = limit is not None and known.drive_kmh is None
        speeds.append(
            CLOSED if not is_open else min(limit or usual, usual) if slow else limit or usual
        )
    if filled:
        told.append(("speed-filled", name))
    walk = _walkers_may(tags, known)
    if not (along or against or walk):
        told.append(("osm-closed", name))
    return WayUse(speeds[0], speeds[1], math.nan, walk, tuple(dict.fromkeys(told)))


def stops_cars(tags: Mapping[str, str]) -> bool:
    """Whether a node is a barrier that no car gets through.

    Parameters
    ----------
    tags
        At least barrier, bollard, access and those of `KEYS` for vehicles. Tags that let vehicles
        through, or not, go before the kind of barrier;
        gates let through, and so does a bollard that sinks.

    Examples
    --------
    >>> from adjoin.geo.streets.osmtags import stops_cars
    >>> stops_cars({"barrier": "bollard"}), stops_cars({"barrier": "gate"})
    (True, False)
    >>> stops_cars({"barrier": "gate", "access": "private"})
    True
    """
    barrier = tags.get("barrier", "").strip().lower()
    if not barrier:
        return False
    may = _first_known(tags, (*_BY_CAR, "access"))
    if may is not None:
        return not may
    return barrier not in _PASSED and tags.get("bollard") != "rising"


def read_duration(text: str | None) -> float | None:
    """Minutes of a duration: `hh:mm`, `hh:mm:ss`, minutes, or ISO 8601.

    None for anything else, and for more than a week.

    Parameters
    ----------
    text
        The tag as it stands.

    Examples
    --------
    >>> from adjoin.geo.streets.osmtags import read_duration
    >>> [read_duration(t) for t in ("01:30", "00:02:30", "45", "PT1H20M", "soon")]
    [90.0, 2.5, 45.0, 80.0, None]
    """
    given = (text or "").strip().lower()
    clock, plain, iso = (p.fullmatch(given) for p in (_CLOCK, _MINUTES, _ISO))
    minutes = 0.0
    if clock:
        minutes = int(clock[1]) * 60 + int(clock[2]) + int(clock[3] or 0) / 60
    elif plain:
        minutes = float(plain[1])
    elif iso:
        days, hours, whole, seconds = (int(part or 0) for part in iso.groups())
        minutes = days * 1440 + hours * 60 + whole + seconds / 60
    return minutes if 0 < minutes <= 7 * 1440 else None


def _shut(rule: str, value: str) -> WayUse:
    """A way that nobody uses, and why."""
    return WayUse(CLOSED, CLOSED, math.nan, False, ((rule, value),))


def _values(text: str) -> list[str]:
    """The values of a tag that may have several."""
    return [value.strip().lower() for value in text.split(";")]


def _may(text: str | None) -> bool | None:
    """Whether an access value lets in; None for one that says nothing. Any of several will do."""
    if text is None:
        return None
    values = _values(text)
    if not _MAY.isdisjoint(values):
        return True
    return None if _MAY_NOT.isdisjoint(values) else False


def _first_known(tags: Mapping[str, str], keys: Sequence[str]) -> bool | None:
    """What the first of some keys says that says anything."""
    return next((may for key in keys if (may := _may(tags.get(key))) is not None), None)


def _cars_may(tags: Mapping[str, str], known: RoadClass) -> bool:
    """Whether cars are let on in either direction."""
    special = _first_known(tags, _BY_CAR)
    if special is not None:
        return special
    if known.drive_kmh is None or tags.get("service") == "emergency_access":
        return False
    return _may(tags.get("access")) is not False


def _walkers_may(tags: Mapping[str, str], known: RoadClass) -> bool:
    """Whether it is open on foot."""
    on_foot = _may(tags.get("foot"))
    if on_foot is not None:
        return on_foot
    return known.walk and tags.get("motorroad") != "yes" and _may(tags.get("access")) is not False


def _open_ways(
    tags: Mapping[str, str], name: str, told: list[tuple[str, str]]
) -> tuple[bool, bool]:
    """Whether cars may go along the nodes, and against them."""
    code = next((tags[key].strip().lower() for key in _ONEWAY if key in tags), "")
    along = against = True
    if code in _ALONG:
        against = False
    elif code in _AGAINST:
        along = False
    elif code == "reversible":
        told.append(("osm-reversible", code))
        along = against = False
    elif code == "alternating":
        told.append(("osm-alternating", code))
    elif code not in _BOTH:
        # not given, or not to be made out: what the road is decides
        if code:
            told.append(("oneway-unknown", code))
        against = not (name == "motorway" or tags.get("junction") in ("roundabout", "circular"))
    for key in reversed(_BY_CAR):
        ahead, back = (_may(tags.get(f"{key}:{way}")) for way in ("forward", "backward"))
        along, against = along and ahead is not False, against and back is not False
    return along, against


def _limit(
    tags: Mapping[str, str], directed: str, name: str, told: list[tuple[str, str]]
) -> float | None:
    """The speed limit in one direction; None where there is none that can be used."""
    unlimited = name in ("motorway", "trunk")
    for key in (directed, "maxspeed"):
        limit = read_maxspeed(tags.get(key), unlimited=unlimited)
        if not limit.readable:
            told.append(("maxspeed-unreadable", tags[key]))
        if limit.kmh is not None:
            return limit.kmh
    if "maxspeed" in tags:
        return None
    # `source:maxspeed` often holds other texts: only what can be read counts
    zones = (read_maxspeed(tags.get(key), unlimited=unlimited).kmh for key in _ZONES)
    return next((kmh for kmh in zones if kmh is not None), None)


def _ferry(tags: Mapping[str, str]) -> WayUse:
    """A ferry: for the cars that its tags let on board."""
    if not _first_known(tags, _BY_CAR):
        return _shut("osm-ferries-without-cars", "ferry")
    told: list[tuple[str, str]] = [("osm-ferries", "ferry")]
    along, against = _open_ways(tags, "ferry", told)
    minutes = read_duration(tags.get("duration"))
    if minutes is None:
        told.append(("ferry-speed", tags.get("duration", "")))
    ahead, back = (ferry_kmh() if is_open else CLOSED for is_open in (along, against))
    return WayUse(ahead, back, math.nan if minutes is None else minutes, False, tuple(told))
