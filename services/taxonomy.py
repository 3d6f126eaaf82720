"""Which services there are, what they are called, and how near is near for each.

The list is the 35 areas of sharing of a county's shared-services programme (`core`), plus some
extensions that are marked as such. The records are in `taxonomy.toml` beside this file, in the form
in which a region writes its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import pandas as pd
from pydantic import ValidationError

from ..geo.findings import UseError
from .service import ADJACENT_MODES as ADJACENT_MODES
from .service import PROXIMITY_MODES as PROXIMITY_MODES
from .service import Service as Service
from .service import Standard
from .service_names import match_service as match_service
from .service_parts import StandardKind, cited_evidence, cited_standard, minutes_of

_OURS = ("number", "core")  # fields that a user's record may not change
_WORDS = ("standard", "standard_source", "standard_kind")  # made from `standards` when not set
_OWN = "set by the region"  # what a number is that a region laid over ours
_NUMBERS = {
    "number": "Int64",
    "minutes": "float64",
    "savings_low_pct": "float64",
    "savings_high_pct": "float64",
    "efficient_people": "Int64",
}
_LISTS = ("levels", "agency_words", "aliases", "osm", "osm_exclude", "census", "naics", "see_also")


class Misfit(NamedTuple):
    """Why a record cannot be added to the services, or laid over the one that it changes.

    Parameters
    ----------
    record
        Its place among the records, counted from 0.
    service
        Its id.
    field
        The field that does not fit; empty when it is how several go together.
    reason
        The fact, the value, the way out.
    """

    record: int
    service: str
    field: str
    reason: str


def load_services() -> dict[str, Service]:
    """The services that adjoin knows, by id, in the order of their numbers, then ids.

    Returns
    -------
    dict of str to Service
        A new mapping on every call; the records are immutable.

    Examples
    --------
    >>> from adjoin.services.taxonomy import load_services
    >>> services = load_services()
    >>> services["fire_services"].minutes, len([s for s in services.values() if s.core])
    (4.0, 35)
    """
    return {service.id: service for service in _shipped()}


@cache
def _shipped() -> tuple[Service, ...]:
    """The records of taxonomy.toml, validated and sorted."""
    text = (resources.files(__package__) / "taxonomy.toml").read_text(encoding="utf-8")
    return _in_order(Service(**record) for record in tomllib.loads(text)["services"])


def _in_order(services: Iterable[Service]) -> tuple[Service, ...]:
    """By number, those without one after them, then by id."""
    return tuple(sorted(services, key=lambda s: (s.number is None, s.number or 0, s.id)))


def with_services(services: Mapping[str, Service], extra: Iterable[Service]) -> dict[str, Service]:
    """The services with those of a region added, or laid over the known ones field by field.

    Parameters
    ----------
    services
        By id; not changed.
    extra
        A record with a known id changes only the fields that were set in it; one with a new id
        is added. Three things follow along. `minutes` that are none of the known `standards`
        join them, marked as set by the region. A primary mode without a distance test has no
        minutes. Where a record sets `see_also`, the services that it names, or no longer names,
        are changed likewise, so that overlap stays mutual.

    Returns
    -------
    dict of str to Service
        In the order of `load_services`.

    Raises
    ------
    UseError
        When a record changes `number` or `core`, does not fit the service it changes, or names an
        unknown service in `see_also`: all of these at once.

    Examples
    --------
    >>> from adjoin.services.taxonomy import Service, load_services, with_services
    >>> ours = with_services(load_services(), [Service(id="library_services", minutes=12.0)])
    >>> ours["library_services"].minutes, ours["library_services"].name
    (12.0, 'Library Services')
    """
    result, misfits = _merged(services, extra)
    if misfits:
        raise UseError("; ".join(f"service {m.service!r}: {m.reason}" for m in misfits))
    return result


def misfits(
    services: Mapping[str, Service], extra: Iterable[Service], *, also: Collection[str] = ()
) -> list[Misfit]:
    """Everything for which `with_services` would refuse the records.

    Parameters
    ----------
    services, extra
        As for `with_services`.
    also
        Further ids that `see_also` may name.
    """
    return _merged(services, extra, also=also)[1]


def _merged(
    services: Mapping[str, Service], extra: Iterable[Service], *, also: Collection[str] = ()
) -> tuple[dict[str, Service], list[Misfit]]:
    """The services with the records that fit, and what does not fit of the others."""
    result, found = dict(services), list[Misfit]()
    records = list(extra)
    for place, record in enumerate(records):
        given = {field: getattr(record, field) for field in sorted(record.model_fields_set)}
        base = result.get(record.id)
        refused = [field for field in _OURS if field in given and not _same(base, record, field)]
        found += [
            Misfit(place, record.id, field, f"{field} cannot be set; leave it out")
            for field in refused
        ]
        try:
            changed = _laid_over(base, {f: v for f, v in given.items() if f not in refused})
        except ValidationError as error:
            for fault in error.errors():
                field = str(fault["loc"][0]) if fault["loc"] else ""
                reason = fault["msg"].removeprefix("Value error, ")
                found.append(Misfit(place, record.id, field, reason))
        else:
            result[record.id] = changed
    known = {*result, *also, *(record.id for record in records)}
    for place, record in enumerate(records):
        for other in record.see_also:
            if other not in known:
                reason = f"see_also names unknown {other!r}"
                found.append(Misfit(place, record.id, "see_also", reason))
    return {s.id: s for s in _in_order(_mutual(result, records).values())}, found


def _same(base: Service | None, record: Service, field: str) -> bool:
    """Whether a field of a record says what is known anyway."""
    return base is not None and bool(getattr(base, field) == getattr(record, field))


def _laid_over(base: Service | None, given: Mapping[str, Any]) -> Service:
    """`base` with the given fields changed; a new service when there is no base."""
    if base is None:
        return Service.model_validate(dict(given))
    # Fields that were not set follow from others, and are made anew.
    fields = {field: getattr(base, field) for field in base.model_fields_set}
    if "primary_mode" in given:
        fields.pop("mode", None)
        if given["primary_mode"] not in PROXIMITY_MODES:
            fields.pop("minutes", None)
    if {"minutes", "standards"} & given.keys():
        for field in _WORDS:
            fields.pop(field, None)
    minutes = given.get("minutes")
    if minutes is not None and "standards" not in given:
        fields["standards"] = _with_own(base, minutes, given)
    return Service.model_validate(fields | dict(given))


def _with_own(base: Service, minutes: float, given: Mapping[str, Any]) -> tuple[Standard, ...]:
    """The standards of a service with the minutes that a region sets among them."""
    kept = tuple(standard for standard in base.standards if standard.what != _OWN)
    if minutes in minutes_of(kept):
        return kept
    kind: StandardKind = given.get("standard_kind") or "judgement"
    source = given.get("standard_source") or "the region's own"
    return (*kept, Standard(value=minutes, unit="minutes", what=_OWN, kind=kind, source=source))


def _mutual(services: Mapping[str, Service], records: Iterable[Service]) -> dict[str, Service]:
    """The services with `see_also` both ways, as the records that set it say.

    Two of which one or both set it overlap when one of those that set it names the other.
    """
    setting = {record.id for record in records if "see_also" in record.model_fields_set}
    telling = {ident: services[ident] for ident in setting & services.keys()}
    result = dict(services)
    for ident, service in services.items():
        named = [
            other
            for other in service.see_also
            if ident in telling or other not in telling or ident in telling[other].see_also
        ]
        named += [o for o in sorted(telling) if ident in telling[o].see_also and o not in named]
        if tuple(named) != service.see_also:
            result[ident] = service.model_copy(update={"see_also": tuple(named)})
    return result


def services_table(services: Mapping[str, Service]) -> pd.DataFrame:
    """The services as a table, one row each, in the order of `load_services`.

    Parameters
    ----------
    services
        By id.

    Returns
    -------
    pandas.DataFrame
        One column per field of `Service`; lists joined by `;`, standards and evidence in words
        with their sources, missing numbers stay missing.

    Examples
    --------
    >>> from adjoin.services.taxonomy import load_services, services_table
    >>> services_table(load_services()).loc[11, "id"]
    'fire_services'
    """
    rows = [
        {
            **{field: getattr(service, field) for field in Service.model_fields},
            "standards": "; ".join(map(cited_standard, service.standards)),
            "evidence": "; ".join(map(cited_evidence, service.evidence)),
        }
        for service in _in_order(services.values())
    ]
    table = pd.DataFrame(rows, columns=list(Service.model_fields))
    return table.assign(
        **{field: table[field].map(";".join) for field in _LISTS},
        **{field: table[field].astype(kind) for field, kind in _NUMBERS.items()},  # type: ignore[call-overload]
    )


def standard_minutes(
    service: Service, minutes: Mapping[str, float], default: float
) -> float | None:
    """The travel time within which two facilities of a service count as near.

    Parameters
    ----------
    service
        Its primary mode and own standard are used.
    minutes
        A region's numbers by service id; other keys, such as `default`, are ignored.
    default
        Minutes for a service that has neither.

    Returns
    -------
    float or None
        The region's number, else the service's, else `default`; None for VIRT, NET and AREA,
        whatever the region says: there is no distance test.

    Examples
    --------
    >>> from adjoin.services.taxonomy import load_services, standard_minutes
    >>> services = load_services()
    >>> standard_minutes(services["fire_services"], {"fire_services": 5.0}, 10.0)
    5.0
    >>> standard_minutes(services["accounting_payroll"], {}, 10.0) is None
    True
    """
    if service.primary_mode not in PROXIMITY_MODES:
        return None
    if service.id in minutes:
        return float(minutes[service.id])
    return float(default) if service.minutes is None else service.minutes


def all_standards(
    services: Mapping[str, Service], minutes: Mapping[str, float], default: float
) -> dict[str, float | None]:
    """The `standard_minutes` of every service, by id.

    Parameters
    ----------
    services
        By id.
    minutes, default
        As for `standard_minutes`.
    """
    return {name: standard_minutes(service, minutes, default) for name, service in services.items()}


def travel_modes(services: Mapping[str, Service], usual: str) -> dict[str, str]:
    """The mode of travel of every service, by id: its own, or else the usual one.

    Parameters
    ----------
    services
        By id.
    usual
        `drive` or `walk`.
    """
    return {name: service.travel or usual for name, service in services.items()}
