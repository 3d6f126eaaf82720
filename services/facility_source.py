"""What region.toml says of a source of facilities, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ..geo.files.described import Columns, DescribedFile, PlacedColumns, Text
from ..geo.files.sources import Source, read_and_check
from .facilities import facility_rows
from .service import Service
from .taxonomy import match_service


def _agency_by(given: dict[str, Any]) -> Literal["column", "contains"]:
    """Read the agency from its column where one is named, else from where the point lies."""
    columns = given.get("columns")
    return "contains" if columns is None or columns.agency is None else "column"


class FacilityColumns(PlacedColumns):
    """Which column of a source of facilities holds what."""

    id: Columns | None = Field(default=None, description="One or several, joined by '-'.")
    name: Text | None = None
    agency: Text | None = Field(default=None, description="Id or name of the agency.")
    service: Text | None = None


class Facilities(DescribedFile):
    """A source of facilities."""

    columns: FacilityColumns = FacilityColumns()
    service: Text | None = Field(default=None, description="Of every row; or columns.service.")
    agency_by: Literal["column", "contains"] = Field(
        default_factory=_agency_by,
        description="From columns.agency, or the agency that the point lies in. "
        "When left out: column where columns.agency stands, else contains.",
    )


def read_facilities(
    facilities: Facilities, *, base: Path, taxonomy: Mapping[str, Service]
) -> Source:
    """Read one source of facilities.

    Parameters
    ----------
    facilities
        As region.toml describes it.
    base
        The folder that paths are relative to.
    taxonomy
        All services by id.
    """
    columns = facilities.columns.given()
    interpret = partial(
        facility_rows,
        source=facilities.label,
        columns=columns,
        match=partial(match_service, services=taxonomy),
        service=facilities.service,
        agency_by=facilities.agency_by,
    )
    return read_and_check(
        base / facilities.path,
        path=facilities.label,
        columns=columns,
        interpret=interpret,
        xy=facilities.columns.xy(),
        **facilities.reading(base),
    )
