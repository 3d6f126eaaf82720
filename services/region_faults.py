"""The faults of a region.toml: keys and types one by one, and what keys mean together.

The checks read the document as TOML gave it, and each skips what has not the shape it needs, so
that one fault does not hide the others.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from ..geo.findings import UseError
from ..geo.osm.opening import is_osm
from ..geo.streets.cellunits import LENGTHS, SPEEDS, TIMES
from .service import Service, name_key
from .taxonomy import match_service, with_services

Fault = tuple[str, str, str]
"""Key in the file (`facilities[1].columns.id`; tables count from 0), rule, message."""


def type_faults(error: ValidationError, schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Unknown and missing keys and wrong values, as pydantic found them.

    Parameters
    ----------
    error
        Of validating a document.
    schema
        The JSON schema of the document: the keys that may stand where one is unknown.

    Yields
    ------
    Fault
        Key in the file, rule, message.
    """
    for fault in error.errors(include_url=False):
        kind, where = fault["type"], fault["loc"]
        if kind == "default_factory_not_called" or (kind == "too_short" and fault["input"]):
            continue  # follows from another fault, which is told by itself
        if kind == "extra_forbidden":
            rule, message = "unknown-key", _unknown(str(where[-1]), _keys_at(schema, where[:-1]))
        elif kind == "missing":
            rule, message = "missing-key", f"{where[-1]!r} is missing; add it"
        else:
            rule, message = "wrong-value", _refused(kind, fault["msg"], fault["input"], where)
        yield _dotted(where), rule, message


def _refused(kind: str, reason: str, value: Any, where: tuple[int | str, ...]) -> str:
    """Message for a value of the wrong type or out of range."""
    shown = repr(value)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    if kind == "tuple_type":
        way_out = f"tables headed [[{where[-1]}]]" if isinstance(value, dict) else "a list"
        return f"{shown} should be {way_out}"
    if kind in {"model_type", "dict_type"}:
        return f"{shown} should be a table, as in {where[-1]} = {{ ... }}"
    reason = reason.removeprefix("Value error, ").replace("Input should", "should")
    return f"{shown} {reason[0].lower()}{reason[1:]}"


def _dotted(where: tuple[int | str, ...]) -> str:
    """A place in the document as in `facilities[1].columns.id`; tables count from 0."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return text.removeprefix(".")


def _keys_at(schema: Mapping[str, Any], where: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys that may stand at a place of the document."""
    node: Any = schema
    for part in (*where, None):
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        if part is not None:
            # One table may stand for a list of one.
            choices = [choice for choice in node.get("anyOf", []) if "items" in choice]
            node = choices[0] if choices else node
            node = node["items"] if isinstance(part, int) else node["properties"][part]
    return tuple(sorted(node["properties"]))


def _unknown(key: str, known: tuple[str, ...]) -> str:
    """Message for a key, or another name, that is not known here."""
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.65)
    if near:
        return f"{key!r} is not known here; did you mean {near[0]!r}?"
    listed = f"; known are {', '.join(known)}" if known else "; leave it out"
    return f"{key!r} is not known here{listed}"


def _tables(document: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The tables `[[key]]`, or `[key]`, that have the shape of one, with their place."""
    value = document.get(key)
    if isinstance(value, dict):
        yield key, value
    elif isinstance(value, list):
        yield from ((f"{key}[{i}]", item) for i, item in enumerate(value) if isinstance(item, dict))


def _table(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def meanings(document: Mapping[str, Any], known: Mapping[str, Service]) -> Iterator[Fault]:
    """Faults of keys that are right each by itself.

    Parameters
    ----------
    document
        As TOML gave it, with what presets say.
    known
        The services that those of the document are laid over.

    Yields
    ------
    Fault
        Key in the file, rule, message.
    """
    yield from _osm_faults(document)
    for place, table in _tables(document, "agencies"):
        columns = _table(table, "columns")
        if _is_osm(table):
            continue
        yield from _either(place, table, columns, "level")
        if "levels" in table and "level" not in columns:
            yield f"{place}.columns.level", "missing-key", "'levels' needs the column; add it"
        if "columns" not in table:
            yield f"{place}.columns", "missing-key", "'columns' is missing; add it"
        elif not {"id", "name"} & set(columns):
            yield f"{place}.columns", "missing-key", "names neither id nor name; add one of them"
    for place, table in _tables(document, "facilities"):
        columns = _table(table, "columns")
        if _is_osm(table):
            yield from _owners_faults(place, table, columns)
            continue
        yield from _either(place, table, columns, "service")
        by = table.get("agency_by")
        needed = "agency" if by == "column" else by
        if by in ("column", "operator") and needed not in columns:
            way_out = f"add columns.{needed}, or agency_by = 'contains'"
            yield f"{place}.agency_by", "missing-key", f"{by!r} needs the column: {way_out}"
        yield from _together(f"{place}.columns", columns, "x", "y")
        yield from _owners_faults(place, table, columns)
    for place, table in _tables(document, "people"):
        yield from _together(f"{place}.columns", _table(table, "columns"), "x", "y")
    for place, table in _tables(document, "streets"):
        yield from _street_faults(place, table)
    yield from _service_faults(document, known)


def _is_osm(table: Mapping[str, Any]) -> bool:
    """Whether a table is about a file of OpenStreetMap."""
    return isinstance(table.get("path"), str) and is_osm(table["path"])


def _osm_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """OpenStreetMap files where none can be read, and settings that mean nothing to them."""
    way_out = "OpenStreetMap gives agencies, facilities and streets; give another file here"
    for key in ("people", "provision", "territories"):
        for place, table in _tables(document, key):
            if _is_osm(table):
                yield f"{place}.path", "osm-unfit", f"{table['path']!r} holds no {key}: {way_out}"
    for key in ("agencies", "facilities", "people", "provision", "territories", "streets"):
        for place, table in _tables(document, key):
            if _is_osm(_table(table, "join")):
                message = f"{table['join']['path']!r} is no table: {way_out}"
                yield f"{place}.join.path", "osm-unfit", message
    for place, table in _tables(document, "agencies"):
        if _is_osm(table):
            yield from _idle(place, table, "layer", "crs", "preset", "level")
            if not table.get("levels"):
                message = (
                    "an OpenStreetMap file needs it: which admin_level is which level, as in "
                    'levels = { "6" = "county", "8" = "city" }'
                )
                yield f"{place}.levels", "missing-key", message
    for place, table in _tables(document, "facilities"):
        if _is_osm(table):
            yield from _idle(place, table, "layer", "crs", "preset")


def _idle(place: str, table: Mapping[str, Any], *keys: str) -> Iterator[Fault]:
    """Settings that mean nothing to a file of OpenStreetMap."""
    for key in keys:
        if key in table:
            message = "means nothing to an OpenStreetMap file; leave it out"
            yield f"{place}.{key}", "setting-idle", message


def _owners_faults(
    place: str, table: Mapping[str, Any], columns: Mapping[str, Any]
) -> Iterator[Fault]:
    """What owners mean, and the column that holds them."""
    if ("owners" in table) != ("owner" in columns):
        there, absent = ("owners", "columns.owner")
        if "owner" in columns:
            there, absent = absent, there
        yield f"{place}.{absent}", "missing-key", f"{there!r} stands without {absent!r}; add it"


def _either(
    place: str, table: Mapping[str, Any], columns: Mapping[str, Any], key: str
) -> Iterator[Fault]:
    """A constant or a column, and not both."""
    if key not in table and key not in columns:
        yield f"{place}.{key}", "missing-key", f"add {key} = '...', or columns.{key}"
    if key in table and key in columns:
        yield f"{place}.{key}", "contradiction", f"stands beside columns.{key}; keep one of them"


def _together(place: str, table: Mapping[str, Any], one: str, other: str) -> Iterator[Fault]:
    """Both keys or neither."""
    if (one in table) != (other in table):
        there, absent = (one, other) if one in table else (other, one)
        yield f"{place}.{absent}", "missing-key", f"{there!r} stands without {absent!r}; add it"


def _street_faults(place: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """An edge table needs its nodes, ends, and one kind of length, of speed, or classes."""
    columns = _table(table, "columns")
    yield from _together(place, table, "nodes", "node_columns")
    yield from _together(f"{place}.node_columns", _table(table, "node_columns"), "x", "y")
    if "nodes_layer" in table and "nodes" not in table:
        yield f"{place}.nodes", "missing-key", "'nodes_layer' stands without 'nodes'; add it"
    speed_keys = [*SPEEDS, *TIMES]
    if {"nodes", "node_columns"} & set(table) or {"from", "to"} & set(columns):
        if not {"nodes", "node_columns"} & set(table):
            yield f"{place}.nodes", "missing-key", "columns.from and columns.to need a node table"
        for key in ("from", "to"):
            if key not in columns:
                yield f"{place}.columns.{key}", "missing-key", "an edge table needs it; add it"
        if not set(LENGTHS) & set(columns):
            message = f"an edge table needs it, or one of {', '.join(list(LENGTHS)[1:])}"
            yield f"{place}.columns.length_m", "missing-key", message
        if not {*speed_keys, "class"} & set(columns):
            message = f"an edge table needs one of {', '.join(speed_keys)}, or class"
            yield f"{place}.columns", "missing-key", message
    back = ([f"back_{key}" for key in SPEEDS], [f"back_{key}" for key in TIMES])
    for group in (list(LENGTHS), speed_keys, *back):
        given = [key for key in group if key in columns]
        if len(given) > 1:
            message = f"{' and '.join(given)} stand beside each other; keep one of them"
            yield f"{place}.columns", "contradiction", message


def _service_faults(document: Mapping[str, Any], base: Mapping[str, Service]) -> Iterator[Fault]:
    """The region's own services must fit the known ones; services named elsewhere must exist."""
    own: dict[str, Service] = {}
    for place, table in _tables(document, "services"):
        try:
            record = Service.model_validate(table)
        except ValidationError:  # told with its keys when the region is validated
            continue
        if record.id in own:
            yield f"{place}.id", "repeated-id", f"{record.id!r} stands twice; keep one of them"
        own[record.id] = record
    known = dict(base)
    try:
        known = with_services(base, own.values())
    except UseError as error:
        yield "services", "wrong-value", str(error)
    declared = (table.get("id") for _, table in _tables(document, "services"))
    names = {*known, *(ident for ident in declared if isinstance(ident, str))}
    for key in _table(_table(document, "analysis"), "minutes"):
        if key not in names and key != "default":
            item = f"analysis.minutes.{key}"
            yield item, "unknown-service", _service_unknown(key, known)
    for place, table in _tables(document, "facilities"):
        name = table.get("service")
        if isinstance(name, str) and name not in names and match_service(name, known) is None:
            yield f"{place}.service", "unknown-service", _service_unknown(name, known)


def _service_unknown(name: str, known: Mapping[str, Service]) -> str:
    """Message for a name that is no service: the one that is meant, or where to look."""
    owners = {
        name_key(text): service.id
        for service in known.values()
        for text in (*service.aliases, service.name, service.id)
    }
    near = difflib.get_close_matches(name_key(name), [*owners, "default"], n=1, cutoff=0.7)
    way_out = "see `adjoin services`, or add [[services]]"
    advice = f"did you mean {owners.get(near[0], near[0])!r}?" if near else way_out
    return f"{name!r} is no known service; {advice}"
