"""What region.toml says of a source of agencies, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import Field

from ..geo.files.alternatives import NamedDifferently, chosen_columns, counted_where
from ..geo.files.described import Columns, Table, Text
from ..geo.files.sources import Source, read_and_check
from ..geo.findings import Finding
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


class Agencies(NamedDifferently):
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
    reading = agencies.reading(base)
    known = agencies.preset is not None
    return read_and_check(
        base / agencies.path,
        path=agencies.label,
        columns={},
        interpret=partial(_interpreted, agencies, columns),
        **{**reading, "where": None if known else agencies.where},
        prepare=partial(_counted, agencies) if known else None,
    )


def _interpreted(
    agencies: Agencies, columns: Mapping[str, Any], frame: pd.DataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows and findings of the frame that was read."""
    chosen, told = chosen_columns(
        [str(name) for name in frame.columns],
        columns,
        alternatives=agencies.alternatives,
        optional=agencies.optional,
        source=agencies.label,
    )
    rows, findings = agency_rows(
        frame,
        source=agencies.label,
        columns=chosen,
        level=agencies.level,
        id_prefix=agencies.id_prefix,
    )
    return rows, [*told, *findings]


def _counted(
    agencies: Agencies, frame: Any, findings: list[Finding]
) -> tuple[Any, None, list[Finding]]:
    """Tell how many rows the condition of a preset leaves out."""
    frame, told = counted_where(frame, agencies.where, source=agencies.label)
    return frame, None, [*findings, *told]
