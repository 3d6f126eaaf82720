"""A service as text: for its own file, for programs and for people."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from .service import Service
from .service_parts import Record, cited_evidence, cited_standard

_WIDTH = 100


def service_toml(service: Service) -> str:
    """The `[[services]]` table of a service, as region.toml and `read_services` take it.

    Parameters
    ----------
    service
        The fields that were set are written; those that follow from others are not.

    Returns
    -------
    str
        Ends in a line break.

    Examples
    --------
    >>> from adjoin.services.service import Service
    >>> from adjoin.services.service_text import service_toml
    >>> print(service_toml(Service(id="night_bus", aliases=["owl"], travel="walk")), end="")
    [[services]]
    id = "night_bus"
    travel = "walk"
    aliases = ["owl"]
    """
    lines = ["[[services]]"]
    for field, value in _set_fields(service):
        if isinstance(value, tuple):
            lines += _list_lines(field, [_toml(part) for part in value], value)
        else:
            lines.append(f"{field} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def _set_fields(record: Record) -> list[tuple[str, Any]]:
    """The fields that were set, in their order; TOML has no word for None, so it is left out."""
    values = {name: getattr(record, name) for name in type(record).model_fields}
    written = record.model_fields_set
    return [(name, v) for name, v in values.items() if name in written and v is not None]


def _list_lines(field: str, parts: list[str], value: tuple[Any, ...]) -> list[str]:
    """A list: on one line where it fits, records one in a line, texts as many as fit."""
    records = any(isinstance(part, Record) for part in value)
    flat = f"{field} = [{', '.join(parts)}]"
    if len(flat) <= _WIDTH and not records:
        return [flat]
    lines = [f"    {part}," for part in parts[:1]]
    for part in parts[1:]:
        if records or len(lines[-1]) + len(part) + 2 > _WIDTH:
            lines.append(f"    {part},")
        else:
            lines[-1] += f" {part},"
    return [f"{field} = [", *lines, "]"]


def _toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, Record):
        inner = ", ".join(f"{name} = {_toml(part)}" for name, part in _set_fields(value))
        return f"{{ {inner} }}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return str(value)
    # The escapes of JSON are also those of TOML, which moreover wants one for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def service_record(service: Service) -> dict[str, Any]:
    """All that is known of a service as plain values, ready for JSON.

    Parameters
    ----------
    service
        Every field is in it; missing is None, lists are lists, standards and evidence are
        records in lists.

    Examples
    --------
    >>> from adjoin.services.service_text import service_record
    >>> from adjoin.services.taxonomy import load_services
    >>> fire = service_record(load_services()["fire_services"])
    >>> fire["osm"], fire["standards"][0]["value"]
    (['amenity=fire_station', 'building=fire_station'], 4.0)
    """
    return service.model_dump(mode="json")


def service_lines(service: Service) -> pd.DataFrame:
    """All that is known of a service, line by line, for people.

    Parameters
    ----------
    service
        Fields without a value are left out, and so are words that only repeat its `standards`.

    Returns
    -------
    pandas.DataFrame
        Text columns field and value, in the order of the fields; one row for each standard and
        each finding, other lists in one row.

    Examples
    --------
    >>> from adjoin.services.service_text import service_lines
    >>> from adjoin.services.taxonomy import load_services
    >>> lines = service_lines(load_services()["fire_services"])
    >>> lines.loc[lines["field"] == "standards", "value"].iloc[0]
    '4 min 1st engine, travel (standard: NFPA 1710)'
    """
    rows: list[tuple[str, str]] = []
    for field in Service.model_fields:
        value = getattr(service, field)
        if field in ("standard", "standard_source") and field not in service.model_fields_set:
            continue
        if field == "standards":
            rows += [(field, cited_standard(standard)) for standard in value]
        elif field == "evidence":
            rows += [(field, cited_evidence(finding)) for finding in value]
        elif isinstance(value, tuple):
            rows += [(field, "; ".join(value))] if value else []
        elif isinstance(value, bool):
            rows.append((field, "yes" if value else "no"))
        elif value is not None:
            rows.append((field, f"{value:.10g}" if isinstance(value, float) else str(value)))
    return pd.DataFrame(rows, columns=["field", "value"], dtype="str")
