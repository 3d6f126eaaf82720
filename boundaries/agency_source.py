"""What region.toml says of a source of agencies, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import Field

from ..geo.files.alternatives import NamedDifferently, chosen_columns, counted_where
from ..geo.files.columns import text_column
from ..geo.files.described import Columns, Table, Text
from ..geo.files.sources import Source, read_and_check
from ..geo.findings import Finding
from ..geo.osm.opening import is_osm
from .agencies import agency_rows
from .levels import Level
from .osm_agencies import areas_once, osm_agency_frame

_SHOWN = 6

_OF_OSM = {"id": "osm_id", "name": "name", "population": "population", "level": "admin_level"}


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

    columns: AgencyColumns = Field(
        default=AgencyColumns(),
        description="Not needed for OpenStreetMap, whose tags they name there.",
    )
    level: Level | None = Field(default=None, description="Of every row; or columns.level.")
    levels: dict[Text, Level] | None = Field(
        default=None,
        description="Level by value of columns.level, or by admin_level of OpenStreetMap; rows of "
        "other values are left out.",
    )
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
    columns: dict[str, Any] = agencies.columns.given()
    reading = agencies.reading(base)
    known = agencies.preset is not None
    reader = None
    if is_osm(agencies.path):
        tags = [name for named in columns.values() for name in _parts(named)]
        reader = partial(osm_agency_frame, levels=tuple(agencies.levels or ()), tags=tags)
        columns = _OF_OSM | columns
    return read_and_check(
        base / agencies.path,
        path=agencies.label,
        columns={},
        interpret=partial(_interpreted, agencies, columns),
        **{**reading, "where": None if known else agencies.where},
        prepare=partial(_counted, agencies) if known else None,
        reader=reader,
    )


def _parts(named: Any) -> tuple[str, ...]:
    """One column, or several, as several."""
    return (named,) if isinstance(named, str) else tuple(named)


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
    if agencies.levels is not None and "level" in chosen:
        frame, more = _levelled(agencies, str(chosen["level"]), frame)
        told = [*told, *more]
    rows, findings = agency_rows(
        frame,
        source=agencies.label,
        columns=chosen,
        level=agencies.level,
        id_prefix=agencies.id_prefix,
        shapeless=is_osm(agencies.path),
    )
    if is_osm(agencies.path):
        rows, more = areas_once(rows, source=agencies.label)
        findings = [*findings, *more]
    return rows, [*told, *findings]


def _levelled(
    agencies: Agencies, column: str, frame: pd.DataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows whose value `levels` names, with the level in place of it, and a note on the others."""
    given = text_column(frame, column, key="columns.level", source=agencies.label)
    level = given.map(dict(agencies.levels or {})).astype("str")
    gone = given[level.isna()]
    findings = []
    if len(gone):
        counts = gone.fillna("(blank)").value_counts()
        order = sorted(counts.index, key=lambda value: (-counts[value], value))
        shown = ", ".join(f"{value!r} {counts[value]}" for value in order[:_SHOWN])
        message = (
            f"{len(gone)} of {len(frame)} rows are of levels that `levels` does not name, and are left out: "
            f"{shown}{' ...' if len(order) > _SHOWN else ''}"
        )
        findings = [Finding("note", agencies.label, "levels", "levels-left-out", message)]
    return frame.assign(**{column: level})[level.notna()], findings


def _counted(
    agencies: Agencies, frame: Any, findings: list[Finding]
) -> tuple[Any, None, list[Finding]]:
    """Tell how many rows the condition of a preset leaves out."""
    frame, told = counted_where(frame, agencies.where, source=agencies.label)
    return frame, None, [*findings, *told]
