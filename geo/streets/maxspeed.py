"""A speed limit in any of the spellings of OpenStreetMap, as kilometres an hour."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .roadclass import unlimited_kmh, walk_pace_kmh, zone_kmh

_UNITS: Final = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots|)")
_ZONE: Final = re.compile(r"(?:([a-z]{2}(?:-[a-z]{2,3})?):)?([a-z_]*?):?(\d+)?")
_BESIDE: Final = re.compile(r"[;,|]")

#: Not a number and no mistake: the limit changes, or is not to be had.
_OPEN: Final = frozenset(
    {"signals", "variable", "implicit", "unposted", "unknown", "sign", "national"}
)
_UNLIMITED: Final = frozenset({"none", "unlimited", "no"})

#: Beyond it, a limit is a slip of the keyboard.
MAX_KMH: Final = 200.0


class Limit(NamedTuple):
    """A limit in km/h (None: not given, or it changes), and whether the text could be read."""

    kmh: float | None
    readable: bool


def read_maxspeed(text: str | None, *, unlimited: bool = False) -> Limit:
    """A speed limit as km/h.

    Parameters
    ----------
    text
        `50`, `30 mph`, `50 km/h`, `walk`, `none`, `DE:rural`, `DE:zone:30`, `signals`; of several
        beside each other (`50;30`, `50|30`) the smallest counts. None and empty: not given.
    unlimited
        Whether no limit (`none`) is believed: on motorways and trunk roads. Elsewhere it tells
        nothing of how fast people drive, and counts as not given.

    Returns
    -------
    Limit
        Not readable is a text that is none of these, 0, and more than 200 km/h.

    Examples
    --------
    >>> from adjoin.geo.streets.maxspeed import read_maxspeed
    >>> [read_maxspeed(t).kmh for t in ("50", "20 knots", "RU:urban", "80;60", "signals", None)]
    [50.0, 37.04, 60.0, 60.0, None, None]
    >>> read_maxspeed("fast")
    Limit(kmh=None, readable=False)
    """
    if text is None or not text.strip():
        return Limit(None, True)
    found = [_one(part.strip().lower(), unlimited) for part in _BESIDE.split(text) if part.strip()]
    known = [limit.kmh for limit in found if limit.kmh is not None]
    if known:
        return Limit(min(known), True)
    return Limit(None, bool(found) and all(limit.readable for limit in found))


def _one(text: str, unlimited: bool) -> Limit:
    """A single limit, in lower case."""
    if text in _OPEN:
        return Limit(None, True)
    if text in _UNLIMITED:
        return Limit(unlimited_kmh() if unlimited else None, True)
    number = _NUMBER.fullmatch(text)
    if number:
        kmh = float(number[1]) * _UNITS[number[2]]
        return Limit(kmh, True) if 0 < kmh <= MAX_KMH else Limit(None, False)
    zone = _ZONE.fullmatch(text)
    if zone is None:
        return Limit(None, False)
    country, name, digits = zone[1] or "", zone[2], zone[3]
    if digits is not None:
        known = name in ("", "zone", "urban", "rural") and 0 < float(digits) <= MAX_KMH
        return Limit(float(digits), True) if known else Limit(None, False)
    if name in ("walk", "walking_pace", "foot"):
        return Limit(walk_pace_kmh(), True)
    kmh_or_none = zone_kmh(country, name)
    return Limit(kmh_or_none and float(kmh_or_none), kmh_or_none is not None)
