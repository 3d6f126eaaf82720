"""What region.toml says of a source of agencies, and how it is read."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pydantic import Field

from ..geo.files.described import Columns, DescribedFile, Table, Text
from ..geo.files.sources import Source, read_and_check
from .agencies import agency_rows
from .levels import Level


class AgencyColumns(Table):
    """Which column of a source of agencies holds what."""

    id: Columns | None = Field(default=None, description="One or several, joined by '-'.")
    name: Text | None = None
    level: Text | None = None
    parent: Text | None = Field(default=None, description="Id of the agency that governs this one.")
    members: Text | None = Field(
        default=None,
        description="Ids or names of member agencies, parted by ';', whose ground an agency without "
        "boundary has.",
    )
    population: Text | None = None


class Agencies(DescribedFile):
    """A source of agencies."""

    columns: AgencyColumns
    level: Level | None = Field(default=None, description="Of every row; or columns.level.")
    id_prefix: str = Field(default="", description="Put before every id.")


def read_agencies(agencies: Agencies, *, base: Path) -> Source:
    """Read one source of agencies.

    Parameters
    ----------
    agencies
        As region.toml describes it.
    base
        The folder that paths are relative to.
    """
    columns = agencies.columns.given()
    interpret = partial(
        agency_rows,
        source=agencies.label,
        columns=columns,
        level=agencies.level,
        id_prefix=agencies.id_prefix,
    )
    return read_and_check(
        base / agencies.path,
        path=agencies.label,
        columns=columns,
        interpret=interpret,
        **agencies.reading(base),
    )
