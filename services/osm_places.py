"""Facilities out of the tags of an OpenStreetMap file: one row for each service of a place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd

from ..geo.findings import DataError, Finding
from ..geo.osm.naming import called
from ..geo.osm.objects import Thing, tagged_things
from ..geo.osm.opening import opened_osm
from ..geo.osm.placing import fault_findings, placed_things
from ..geo.osm.selecting import Tags, parted, selectors_of
from .osm_once import places_once
from .service import Service

KIND_OF_OPERATOR: Final = "operator:type"

#: Values of `operator:type` that are no public agency.
PRIVATE: Final = frozenset((
    "business", "church", "commercial", "company", "private", "private_for_profit", "private_non_profit",
    "religion", "religious",
))  # fmt: skip

#: Values of `operator:type` that are a public agency, if not which.
PUBLIC: Final = frozenset(("government", "municipal", "public", "state"))

#: Keys that, unless they say no, take a place out of use whatever else its tags are.
_GONE: Final = (
    "abandoned", "closed", "construction", "demolished", "destroyed", "disused", "planned", "proposed",
    "razed", "removed", "ruins",
)  # fmt: skip

_CAPACITY: Final = re.compile(r"\d+(\.\d+)?")


class _Matched(NamedTuple):
    """The services of objects.

    Parameters
    ----------
    services
        By object, those that its tags find.
    gone
        How many would be, were they not closed.
    private
        How many rows have an operator that is no public agency, by the kind of operator.
    """

    services: dict[str, list[str]]
    gone: int
    private: Counter[str]


def osm_facility_frame(
    path: Path,
    source: str,
    *,
    services: Mapping[str, Service],
    owners: bool = False,
    tags: Collection[str] = (),
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """The places of some services, as rows of a source of facilities.

    Parameters
    ----------
    path
        The file.
    source
        What messages call it.
    services
        Those that are wanted, by id; each is found by any of its `osm` tags, unless one of its
        `osm_exclude` stands beside. What is disused, abandoned or not built is no place.
    owners
        Whose operators are public agencies is said elsewhere; else places whose `operator:type`
        is private are left out, but for services that ask for that tag.
    tags
        Further tags that become columns.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each place and service, by kind and id, then service; the index counts from 1. Columns
        osm_id, service, name, operator, `operator:type`, owner, capacity, access, the keys of the
        services' tags, each of `tags`, osm_also (ids of further objects that are the same place,
        joined by `;`), and geometry in degrees.
    findings
        What was left out or put together, with counts.

    Raises
    ------
    DataError
        The file cannot be read, or no wanted service has tags.
    """
    known = {name: service for name, service in services.items() if service.osm}
    if not known:
        raise DataError([_untagged(services, source)])
    wanted = {selector for service in known.values() for selector in service.osm}
    with opened_osm(path, source=source) as file:
        found = tagged_things(file, wanted)
        matched = _matched(list(found.held.values()), known, owners=owners)
        things = [thing for thing in found.held.values() if thing.osm_id in matched.services]
        frame, told = placed_things(file, things, source=source)
    findings = [*found.findings(source), *told, *fault_findings(frame, source=source)]
    findings += _told(matched, source)
    frame = frame[frame.geometry.notna()]
    keys = sorted({parted(s)[0] for s in wanted} | {*tags, "owner", "access"})
    rows = _rows(frame, matched.services, keys)
    once, told = places_once(rows, source=source)
    once.index = pd.RangeIndex(1, len(once) + 1, name="row")
    return once, [*findings, *told]


def tagged_services(tags: Tags, services: Mapping[str, Service]) -> list[str]:
    """The services that the tags of an object find, by id.

    Parameters
    ----------
    tags
        Values by key.
    services
        By id.

    Examples
    --------
    >>> from adjoin.services.osm_places import tagged_services
    >>> from adjoin.services.taxonomy import load_services
    >>> tagged_services({"amenity": "fire_station"}, load_services())
    ['fire_services']
    """
    held = selectors_of(tags)
    return sorted(
        name
        for name, service in services.items()
        if not held.isdisjoint(service.osm) and held.isdisjoint(service.osm_exclude)
    )


def is_gone(tags: Tags) -> bool:
    """Whether tags say that a place is not, or not yet, in use.

    Examples
    --------
    >>> from adjoin.services.osm_places import is_gone
    >>> is_gone({"disused": "yes"}), is_gone({"disused": "no"})
    (True, False)
    """
    return any(tags.get(key, "no") != "no" for key in _GONE) or tags.get("opening_hours") in (
        "closed",
        "off",
    )


def _matched(things: list[Thing], services: Mapping[str, Service], *, owners: bool) -> _Matched:
    """The services of each object, without those of places that are gone or of private operators."""
    found: dict[str, list[str]] = {}
    gone, private = 0, Counter[str]()
    for thing in things:
        names = tagged_services(thing.tags, services)
        if not names:
            continue
        if is_gone(thing.tags):
            gone += 1
            continue
        kind = thing.tags.get(KIND_OF_OPERATOR, "").strip().casefold()
        if kind in PRIVATE and not owners:
            public = [n for n in names if _asks_for_kind(services[n])]
            private[kind] += len(names) - len(public)
            names = public
        if names:
            found[thing.osm_id] = names
    return _Matched(found, gone, private)


def _asks_for_kind(service: Service) -> bool:
    """Whether the tags of a service say themselves which kinds of operator it has."""
    return any(parted(selector)[0] == KIND_OF_OPERATOR for selector in service.osm)


def _rows(
    frame: gpd.GeoDataFrame, services: Mapping[str, list[str]], keys: Collection[str]
) -> gpd.GeoDataFrame:
    """A row for each object and service."""
    at = [k for k, osm_id in enumerate(frame["osm_id"]) for _ in services[osm_id]]
    held: list[Mapping[str, str]] = [frame["tags"].iloc[k] for k in at]
    ids = frame["osm_id"].iloc[at].tolist()
    names = [name for osm_id in frame["osm_id"] for name in services[osm_id]]
    columns: dict[str, Any] = {
        "osm_id": ids,
        "service": names,
        "name": [called(tags) for tags in held],
        "operator": [_text(tags.get("operator")) for tags in held],
        KIND_OF_OPERATOR: [_text(tags.get(KIND_OF_OPERATOR)) for tags in held],
        "capacity": [_capacity(tags.get("capacity")) for tags in held],
    }
    columns |= {key: [_text(tags.get(key)) for tags in held] for key in keys if key not in columns}
    columns["osm_also"] = [None] * len(ids)
    kinds = {key: "float64" if key == "capacity" else "str" for key in columns}
    table = pd.DataFrame(columns).astype(kinds)
    return gpd.GeoDataFrame(table, geometry=frame.geometry.iloc[at].to_numpy(), crs=frame.crs)


def _text(value: str | None) -> str | None:
    """A value, missing where it is blank."""
    return (value or "").strip() or None


def _capacity(value: str | None) -> float:
    """A number, missing where it is none."""
    text = (value or "").strip()
    return float(text) if _CAPACITY.fullmatch(text) else float("nan")


def _untagged(services: Mapping[str, Service], source: str) -> Finding:
    """The error where no service has tags."""
    notes = "; ".join(s.osm_note for s in services.values() if s.osm_note)
    message = (
        f"no OpenStreetMap tag finds {', '.join(sorted(services)) or 'any service'}"
        f"{f' ({notes})' if notes else ''}; give its places in another file, or set osm in [[services]]"
    )
    return Finding("error", source, "service", "osm-no-tags", message)


def _told(matched: _Matched, source: str) -> list[Finding]:
    """What was left out."""
    findings = []
    if matched.gone:
        message = (
            f"{matched.gone} places are disused, closed or not yet built by their tags, and are left out; "
            "correct them in OpenStreetMap where they are open"
        )
        findings.append(Finding("note", source, "", "osm-gone", message))
    if matched.private:
        counts = sorted(matched.private.items(), key=lambda pair: (-pair[1], pair[0]))
        shown = ", ".join(f"{kind} {count}" for kind, count in counts if count)
        message = (
            f"{sum(matched.private.values())} rows have an operator that is no public agency "
            f"({KIND_OF_OPERATOR}: {shown}); they are left out: set columns.owner and owners to judge otherwise"
        )
        if shown:
            findings.append(Finding("note", source, KIND_OF_OPERATOR, "owner-private", message))
    return findings
