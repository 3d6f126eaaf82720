"""What region.toml says of an inventory, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from pydantic import Field

from ..geo.files.described import DescribedFile, Table, Text
from ..geo.files.sources import Source, read_and_check
from .inventory_words import Role
from .provision import provision_rows
from .service import Service
from .taxonomy import match_service

#: The sheet of the template that holds the inventory; its other sheets explain it.
SHEET = "inventory"


class ProvisionColumns(Table):
    """Which column of an inventory holds what; without one, the column of that very name."""

    agency: Text | None = Field(default=None, description="Id or name; else agency or agency_id.")
    service: Text | None = None
    role: Text | None = Field(default=None, description="provides, produces, owns, funds or buys.")
    counterparty: Text | None = Field(
        default=None, description="Id or name of the other agency; else counterparty(_id)."
    )
    instrument: Text | None = Field(
        default=None,
        description="handshake, MOU, mutual aid, automatic aid, contract, JPA, special district, none.",
    )
    annual_cost: Text | None = None
    fte: Text | None = Field(default=None, description="Staff in full-time equivalents.")
    start: Text | None = Field(default=None, description="YYYY, YYYY-MM or YYYY-MM-DD.")
    end: Text | None = None
    source: Text | None = Field(default=None, description="Where a row's figures are from.")


class Provision(DescribedFile):
    """An inventory: which agency has which service done, by whom, under what agreement."""

    columns: ProvisionColumns = ProvisionColumns()
    service: Text | None = Field(default=None, description="Of every row; or columns.service.")
    role: Role | None = Field(default=None, description="Of every row; or columns.role.")


def read_provision(provision: Provision, *, base: Path, taxonomy: Mapping[str, Service]) -> Source:
    """Read one inventory.

    Parameters
    ----------
    provision
        As region.toml describes it. Of a workbook with a sheet `inventory`, as the template has
        one, that sheet is read where no other is named.
    base
        The folder that paths are relative to.
    taxonomy
        All services by id.
    """
    columns = provision.columns.given()
    interpret = partial(
        provision_rows,
        source=provision.label,
        columns=columns,
        match=partial(match_service, services=taxonomy),
        known=[name for service in taxonomy.values() for name in (service.id, service.name)],
        service=provision.service,
        role=provision.role,
        date=provision.date,
    )
    read = partial(
        read_and_check,
        base / provision.path,
        path=provision.label,
        columns=columns,
        interpret=interpret,
    )
    reading = provision.reading(base)
    result = read(**reading)
    if provision.layer is None and _lacks_layer(result):
        sheet = read(**(reading | {"layer": SHEET}))
        return result if _lacks_layer(sheet) else sheet
    return result


def _lacks_layer(source: Source) -> bool:
    """Whether a file has several layers and it is not clear which is meant."""
    return any(finding.rule == "layer-missing" for finding in source.findings)
