"""A region's own file of services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from ..geo.files.toml_text import read_toml
from ..geo.findings import DataError, Finding
from .region_faults import Fault, type_faults
from .service import Service
from .service_parts import Record
from .taxonomy import load_services, misfits


class _ServiceFile(Record):
    """What the file may say."""

    services: tuple[Service, ...] = Field(min_length=1, strict=False)


def read_services(path: str | Path, *, label: str) -> tuple[Service, ...]:
    r"""Read a TOML file of `[[services]]`, in the form in which a region.toml holds them.

    Parameters
    ----------
    path
        The file. What `service_toml` prints of a service can stand in it, as it is.
    label
        What findings call it, such as the path as it is written.

    Returns
    -------
    tuple of Service
        In the order of the file, to be laid over the known services with `with_services`.
        `number` and `core` may only repeat what the known service has.

    Raises
    ------
    DataError
        The file is missing, is not TOML, or has faults: all of them, each with its key and the
        id of its service.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from adjoin.services.service_file import read_services
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "ours.toml"
    ...     _ = path.write_text('[[services]]\nid = "library_services"\nminutes = 15\n')
    ...     [service] = read_services(path, label="ours.toml")
    >>> service.id, service.minutes
    ('library_services', 15.0)
    """
    document = read_toml(Path(path), label=label, wanted="a TOML file of [[services]]")
    faults = list(_meanings(document))
    read = None
    try:
        read = _ServiceFile.model_validate(document)
    except ValidationError as error:
        faults += type_faults(error, _ServiceFile.model_json_schema())
    if read is None or faults:
        raise DataError(
            Finding("error", label, item, rule, _about(document, item) + message)
            for item, rule, message in sorted(set(faults))
        )
    return read.services


def _meanings(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Ids that stand twice, and records that do not fit the known services."""
    tables = document.get("services")
    if not isinstance(tables, list):
        return
    places: dict[str, int] = {}
    records: dict[int, Service] = {}
    for place, table in enumerate(tables):
        ident = table.get("id") if isinstance(table, dict) else None
        if isinstance(ident, str) and places.setdefault(ident, place) != place:
            message = f"{ident!r} stands twice; keep one of them"
            yield f"services[{place}].id", "repeated-id", message
            continue
        try:
            records[place] = Service.model_validate(table)
        except ValidationError:  # told with its keys when the file is validated
            continue
    numbers = list(records)
    for misfit in misfits(load_services(), records.values(), also=places):
        item = f"services[{numbers[misfit.record]}].{misfit.field}".rstrip(".")
        yield item, "wrong-value", misfit.reason


def _about(document: Mapping[str, Any], item: str) -> str:
    """The beginning of a message that names the service of a place in the file."""
    head, _, _ = item.removeprefix("services[").partition("]")
    if not item.startswith("services[") or not head.isdecimal():
        return ""
    table = document["services"][int(head)]
    ident = table.get("id") if isinstance(table, dict) else None
    return f"service {ident!r}: " if isinstance(ident, str) else ""
