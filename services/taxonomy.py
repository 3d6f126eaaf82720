"""Which services there are, what they are called, and how near is near for each.

The list is the 35 areas of sharing of a county's shared-services programme (`core`), plus some
extensions that are marked as such. The records are in `taxonomy.csv` beside this file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd
from pydantic import ValidationError

from ..geo.findings import UseError
from .service import ADJACENT_MODES as ADJACENT_MODES
from .service import PROXIMITY_MODES as PROXIMITY_MODES
from .service import Service as Service
from .service import name_key

_OURS = ("number", "core")  # fields that a user's record may not set
_LISTS = ("levels", "aliases", "see_also")
_NUMBERS = {
    "number": int,
    "minutes": float,
    "savings_low_pct": float,
    "savings_high_pct": float,
    "efficient_people": int,
}
_FLAGS = ("host_candidate", "core")


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
    """The records of taxonomy.csv, validated and sorted."""
    text = (resources.files(__package__) / "taxonomy.csv").read_text(encoding="utf-8")
    return _in_order(Service(**_record(row)) for row in csv.DictReader(text.splitlines()))


def _record(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of text as fields; a blank cell is left out, never 0."""
    record: dict[str, Any] = {}
    for field, cell in row.items():
        if not cell:
            continue
        if field in _NUMBERS:
            record[field] = _NUMBERS[field](cell)
        elif field in _FLAGS:
            record[field] = {"true": True, "false": False}[cell]
        else:
            record[field] = tuple(cell.split(";")) if field in _LISTS else cell
    return record


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
        is added.

    Returns
    -------
    dict of str to Service
        In the order of `load_services`.

    Raises
    ------
    UseError
        When a record sets `number` or `core`, does not fit the service it changes, or names an
        unknown service in `see_also`.

    Examples
    --------
    >>> from adjoin.services.taxonomy import Service, load_services, with_services
    >>> ours = with_services(load_services(), [Service(id="library_services", minutes=15.0)])
    >>> ours["library_services"].minutes, ours["library_services"].name
    (15.0, 'Library Services')
    """
    result = dict(services)
    for record in extra:
        given = {field: getattr(record, field) for field in sorted(record.model_fields_set)}
        for field in _OURS:
            if field in given:
                raise UseError(f"service {record.id!r}: {field} cannot be set; leave it out")
        result[record.id] = _laid_over(result.get(record.id), given)
    for service in result.values():
        for other in service.see_also:
            if other not in result:
                raise UseError(f"service {service.id!r}: see_also names unknown {other!r}")
    return {service.id: service for service in _in_order(result.values())}


def _laid_over(base: Service | None, given: Mapping[str, Any]) -> Service:
    """`base` with the given fields changed; a new service when there is no base."""
    fields = {} if base is None else base.model_dump()
    if "primary_mode" in given and "mode" not in given:
        fields["mode"] = given["primary_mode"]
    try:
        return Service.model_validate(fields | dict(given))
    except ValidationError as error:
        reasons = "; ".join(fault["msg"].removeprefix("Value error, ") for fault in error.errors())
        raise UseError(f"service {given['id']!r}: {reasons}") from error


def match_service(text: str, services: Mapping[str, Service]) -> str | None:
    """The id of the service that a text names: by id, else by name, else by alias.

    Case, accents and punctuation do not count, and `&` is read as "and".

    Parameters
    ----------
    text
        As found in data.
    services
        By id. The cost is one pass over all their names, so match each distinct text once.

    Returns
    -------
    str or None
        None when nothing matches, or when the first kind of name that matches fits several
        services.

    Examples
    --------
    >>> from adjoin.services.taxonomy import load_services, match_service
    >>> match_service("POLICE DEPT.", load_services()), match_service("Fire-Station", load_services())
    (None, 'fire_services')
    """
    wanted = name_key(text)
    if not wanted:
        return None
    for names in (_id_names, _full_names, _alias_names):
        found = [s.id for s in services.values() if wanted in map(name_key, names(s))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _id_names(service: Service) -> tuple[str, ...]:
    return (service.id,)


def _full_names(service: Service) -> tuple[str, ...]:
    return (service.name,)


def _alias_names(service: Service) -> tuple[str, ...]:
    return service.aliases


def services_table(services: Mapping[str, Service]) -> pd.DataFrame:
    """The services as a table, one row each, in the order of `load_services`.

    Parameters
    ----------
    services
        By id.

    Returns
    -------
    pandas.DataFrame
        One column per field of `Service`; lists joined by `;`, missing numbers stay missing.

    Examples
    --------
    >>> from adjoin.services.taxonomy import load_services, services_table
    >>> services_table(load_services()).loc[11, "id"]
    'fire_services'
    """
    rows = [service.model_dump() for service in _in_order(services.values())]
    table = pd.DataFrame(rows, columns=list(Service.model_fields))
    return table.assign(
        **{field: table[field].map(";".join) for field in _LISTS},
        **{f: table[f].astype("Int64" if t is int else "float64") for f, t in _NUMBERS.items()},
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
