"""What the rules of an Overture segment mean: who may use which part of it, and how fast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from .cellunits import KMH_PER_MPH

_CARS: Final = frozenset(("vehicle", "motor_vehicle", "car"))

#: Who is let in by these gets on everybody's way as with OpenStreetMap's destination and permissive.
_LETS_IN: Final = frozenset(("as_customer", "at_destination", "to_deliver", "as_permitted"))

#: A rule under one of these is of some times, some loads or some people only.
_SPECIAL: Final = ("during", "using", "recognized", "vehicle")

_LINKED: Final = frozenset(("motorway", "trunk", "primary", "secondary", "tertiary"))
_CLOSED: Final = frozenset(("is_under_construction", "is_abandoned"))
_UNITS: Final = {"mph": KMH_PER_MPH, "km/h": 1.0}


class Rules(NamedTuple):
    """What is said of one segment.

    Parameters
    ----------
    connectors
        Share of the line and id, in the order along the line.
    road_class
        As OpenStreetMap has it; None where it is unknown.
    access
        In the order of the file: whether it opens or closes, the part, the heading (None: both),
        whether it is of cars, whether it is of walkers.
    limits
        km/h, the part, the heading.
    closed
        Whether it is under construction or abandoned.
    unreadable
        Whether any of it is not as the schema has it.
    """

    connectors: list[tuple[float, str]]
    road_class: str | None
    access: list[tuple[bool, tuple[float, float], str | None, bool, bool]]
    limits: list[tuple[float, tuple[float, float], str | None]]
    closed: bool
    unreadable: bool

    def opened(self, who: str, start: float, end: float) -> bool:
        """Whether a part is open to cars `along` or `against` the line, or on `foot`.

        Of the rules that touch the part the last one counts: what closes any of it closes all,
        and what opens only some of it opens nothing.
        """
        heading = {"along": "forward", "against": "backward"}.get(who)
        open_ = True
        for opens, (first, last), way, cars, walkers in self.access:
            concerned = cars and way in (None, heading) if heading else walkers and way is None
            covers = first <= start and end <= last if opens else first < end and start < last
            if concerned and covers:
                open_ = opens
        return open_

    def limit(self, heading: str, start: float, end: float) -> float:
        """The smallest limit at the middle of a part, km/h; NaN without."""
        middle = (start + end) / 2
        found = [
            kmh
            for kmh, (first, last), way in self.limits
            if first <= middle <= last and way in (None, heading)
        ]
        return min(found, default=float("nan"))


def read_rules(row: Mapping[str, Any]) -> Rules:
    """The rules of one segment.

    Parameters
    ----------
    row
        `class`, `subclass`, and as lists of records `connectors`, `access_restrictions`,
        `speed_limits`, `road_flags`; any may be missing.

    Returns
    -------
    Rules
        Closed to cars is what is denied to `vehicle`, `motor_vehicle` or `car`, or to all; in one
        heading only, it is a one-way street, for cars. Rules of times, weights and of some people
        are passed over, but for those that let in customers, deliveries, who goes there, and who is
        permitted. `designated` lets in. A limit is one of cars at all times.

    Examples
    --------
    >>> from adjoin.geo.streets.overturerules import read_rules
    >>> rules = read_rules({
    ...     "class": "primary", "subclass": "link",
    ...     "access_restrictions": [{"access_type": "denied", "when": {"heading": "backward"}}],
    ...     "speed_limits": [{"max_speed": {"value": 50, "unit": "km/h"}}],
    ... })
    >>> rules.road_class, rules.limit("forward", 0, 1)
    ('primary_link', 50.0)
    >>> [rules.opened(who, 0, 1) for who in ("along", "against", "foot")]
    [True, False, True]
    """
    faults: list[bool] = []
    connectors = [
        (min(max(at, 0.0), 1.0), str(record["connector_id"]))
        for record in _list(row.get("connectors"), faults)
        if (at := _number(record.get("at", 0.0))) is not None and record.get("connector_id")
    ]
    access = []
    for record in _list(row.get("access_restrictions"), faults):
        when = _when(record)
        kind = record.get("access_type")
        modes = set(when.get("mode") or ())
        cars, walkers = not modes or bool(modes & _CARS), not modes or "foot" in modes
        opens = kind in ("allowed", "designated")
        reasons = {*(when.get("using") or ()), *(when.get("recognized") or ())}
        special = any(when.get(key) for key in _SPECIAL)
        lets_in = opens and bool(reasons & _LETS_IN) and not when.get("during")
        if kind not in ("allowed", "designated", "denied") or (special and not lets_in):
            continue
        access.append((opens, _part(record), when.get("heading"), cars, walkers))
    limits = []
    for record in _list(row.get("speed_limits"), faults):
        when, most = _when(record), record.get("max_speed")
        modes = set(when.get("mode") or ())
        if not isinstance(most, Mapping) or (modes and not modes & _CARS):
            continue
        value, unit = _number(most.get("value")), _UNITS.get(str(most.get("unit")))
        if value is None or unit is None or value <= 0 or any(when.get(key) for key in _SPECIAL):
            continue
        limits.append((value * unit, _part(record), when.get("heading")))
    flags = {
        str(flag)
        for record in _list(row.get("road_flags"), faults)
        for flag in record.get("values") or ()
    }
    return Rules(
        sorted(connectors),
        _class(row.get("class"), row.get("subclass")),
        access,
        limits,
        bool(flags & _CLOSED),
        bool(faults),
    )


def _list(value: Any, faults: list[bool]) -> list[Mapping[str, Any]]:
    """A list of records; what is anything else is a fault."""
    if value is None:
        return []
    if not isinstance(value, list):
        faults.append(True)
        return []
    records = [record for record in value if isinstance(record, Mapping)]
    if len(records) < len(value):
        faults.append(True)
    return records


def _when(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The conditions of a rule; none where it has none."""
    when = record.get("when")
    return when if isinstance(when, Mapping) else {}


def _part(record: Mapping[str, Any]) -> tuple[float, float]:
    """The part of the line that a rule is of, as shares; the whole where it says none."""
    between = record.get("between")
    if not isinstance(between, list) or len(between) != 2:
        return 0.0, 1.0
    first, last = _number(between[0]), _number(between[1])
    return (0.0 if first is None else first), (1.0 if last is None else last)


def _number(value: Any) -> float | None:
    """A number; None where it is none."""
    return float(value) if isinstance(value, int | float) and value == value else None


def _class(name: Any, subclass: Any) -> str | None:
    """The road class as OpenStreetMap has it: links are classes of their own there."""
    if not isinstance(name, str) or name == "unknown":
        return None
    return f"{name}_link" if subclass == "link" and name in _LINKED else name
