"""What region.toml says of a source of facilities, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from pydantic import AfterValidator, BeforeValidator, Field

from ..boundaries.levels import Level
from ..geo.files.alternatives import (
    NamedDifferently,
    chosen_columns,
    chosen_places,
    counted_where,
)
from ..geo.files.columns import text_column
from ..geo.files.conditions import rows_where
from ..geo.files.described import Columns, PlacedColumns, Text
from ..geo.files.sources import Source, read_and_check
from ..geo.findings import Finding
from ..geo.osm.opening import is_osm
from .facilities import facility_rows
from .hiding import hidden_rows, telling_cells, without_keys, without_traces
from .osm_places import osm_facility_frame
from .osm_source import COLUMNS_OF_OSM, hidden_whole, public_by_place, wanted_services
from .service import Service
from .taxonomy import match_service

AgencyBy = Literal["column", "contains", "operator"]


def _agency_by(given: dict[str, Any]) -> AgencyBy:
    """Read the agency from its column where one is named, else from where the point lies."""
    columns = given.get("columns")
    if columns is not None and columns.agency is not None:
        return "column"
    if is_osm(given.get("path", "")):
        return "operator"
    return "contains" if columns is None or columns.operator is None else "operator"


def _with_group(pattern: str) -> str:
    """The pattern, when it is a regular expression with a group."""
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"is no regular expression ({error})") from error
    if not groups:
        raise ValueError(r"has no group; put the key in round brackets, as in ^(\d{7})")
    return pattern


def _as_levels(value: Any) -> Any:
    """One level as a list of one; anything else is for the type to judge."""
    return (value,) if isinstance(value, str) else value


Pattern = Annotated[Text, AfterValidator(_with_group)]
Owner = Annotated[
    tuple[Level | Literal["none"], ...],
    BeforeValidator(_as_levels, json_schema_input_type=Level | Literal["none"] | tuple[Level, ...]),
    Field(min_length=1, strict=False),
]


class Hidden(NamedTuple):
    """What a source keeps out of every output.

    Parameters
    ----------
    keys
        Service and facility_id of each hidden row.
    cells
        Texts of hidden rows, in lower case: what no other file may repeat.
    """

    keys: frozenset[tuple[str, str]] = frozenset()
    cells: frozenset[str] = frozenset()


class FacilityColumns(PlacedColumns):
    """Which column of a source of facilities holds what."""

    id: Columns | None = Field(default=None, description="One or several, joined by '-'.")
    name: Text | None = None
    agency: Columns | None = Field(
        default=None, description="Id or name of the agency; an id may be several columns."
    )
    agency_also: Columns | None = Field(
        default=None, description="Another id of the agency, tried where agency is not known."
    )
    operator: Text | None = Field(default=None, description="Who runs it, in words.")
    owner: Text | None = Field(default=None, description="Who owns it, or what kind of owner.")
    county: Text | None = None
    state: Text | None = None
    address: Text | None = None
    service: Text | None = None
    capacity: Text | None = Field(default=None, description="Of one kind within a service.")
    annual_cost: Text | None = None
    turnout_minutes: Text | None = Field(
        default=None, description="From the alarm until the crew leaves; response standards add it."
    )
    hide: Text | None = Field(
        default=None, description="Where it says 1, true, yes, y, x or t, no output has the row."
    )


class Facilities(NamedDifferently):
    """A source of facilities."""

    columns: FacilityColumns = FacilityColumns()
    service: Text | None = Field(default=None, description="Of every row; or columns.service.")
    agency_by: AgencyBy = Field(
        default_factory=_agency_by,
        description="From columns.agency, from columns.operator, or the agency that the point lies "
        "in. When left out: column where columns.agency stands, operator where columns.operator "
        "stands and for OpenStreetMap, else contains.",
    )
    agency_part: Pattern | None = Field(
        default=None,
        description="Regular expression; its first group is the key within columns.agency.",
    )
    owners: dict[Text, Owner] | None = Field(
        default=None,
        description="Level of agency by value of columns.owner, or 'none' for no public agency.",
    )


def read_facilities(
    facilities: Facilities,
    *,
    base: Path,
    taxonomy: Mapping[str, Service],
    hide: Collection[tuple[str, str]] = (),
) -> tuple[Source, Hidden]:
    """Read one source of facilities.

    Parameters
    ----------
    facilities
        As region.toml describes it.
    base
        The folder that paths are relative to.
    taxonomy
        All services by id.
    hide
        Service and facility_id of sites that are to be kept out of every output, besides those of
        `columns.hide`.

    Returns
    -------
    source
        Its rows, without those that are hidden.
    hidden
        What was left out.
    """
    met: list[Hidden] = []
    columns: dict[str, Any] = facilities.columns.given()
    reader = None
    if is_osm(facilities.path):
        tags = [tag for named in columns.values() for tag in _parts(named)]
        reader = partial(
            osm_facility_frame,
            services=wanted_services(facilities.service, taxonomy),
            owners=facilities.owners is not None,
            tags=tags,
        )
        columns = COLUMNS_OF_OSM | columns
    reading = facilities.reading(base)
    source = read_and_check(
        base / facilities.path,
        path=facilities.label,
        columns={},
        interpret=partial(_interpreted, facilities, columns, taxonomy),
        **{**reading, "where": None},
        prepare=partial(_prepared, facilities, columns, taxonomy, frozenset(hide), met),
        reader=reader,
    )
    if facilities.columns.hide is not None or hide:
        source = replace(source, findings=without_keys(source.findings))
    return source, met[0] if met else Hidden()


def _parts(named: Any) -> tuple[str, ...]:
    """One column, or several, as several."""
    return (named,) if isinstance(named, str) else tuple(named)


def _chosen(
    facilities: Facilities, columns: Mapping[str, Any], frame: Any
) -> tuple[dict[str, Any], list[Finding]]:
    """The columns that the file has; places are chosen by themselves."""
    others = {key: named for key, named in columns.items() if key not in ("x", "y")}
    if not facilities.alternatives:
        others = dict(columns)
    return chosen_columns(
        [str(name) for name in frame.columns],
        others,
        alternatives=facilities.alternatives,
        optional=facilities.optional,
        source=facilities.label,
    )


def _interpreted(
    facilities: Facilities,
    columns: Mapping[str, Any],
    taxonomy: Mapping[str, Service],
    frame: pd.DataFrame,
) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows and findings of the frame that was read."""
    chosen, told = _chosen(facilities, columns, frame)
    agency_by = facilities.agency_by
    needed = "agency" if agency_by == "column" else agency_by
    if needed in columns and needed not in chosen:
        agency_by = "contains"  # the column is optional, and its absence has been told
    rows, findings = facility_rows(
        frame,
        source=facilities.label,
        columns=chosen,
        match=partial(match_service, services=taxonomy),
        service=None if is_osm(facilities.path) else facilities.service,
        agency_by=agency_by,
        agency_part=facilities.agency_part,
        owners=facilities.owners,
    )
    if is_osm(facilities.path) and agency_by == "operator":
        rows = public_by_place(rows, frame)
    return rows, [*told, *findings]


def _prepared(
    facilities: Facilities,
    columns: Mapping[str, Any],
    taxonomy: Mapping[str, Service],
    hide: Collection[tuple[str, str]],
    met: list[Hidden],
    frame: Any,
    findings: list[Finding],
) -> tuple[Any, tuple[str, str] | None, list[Finding]]:
    """Leave hidden rows out before anything is said of rows, then those that where leaves out.

    What was hidden is added to `met`.
    """
    source = facilities.label
    chosen, _ = _chosen(facilities, columns, frame)
    if "hide" in chosen or hide:
        keys = _keys(facilities, chosen, taxonomy, frame)
        if "osm_also" in frame:
            hide = hidden_whole(hide, keys, frame["osm_also"])
        hidden, told = hidden_rows(
            frame, source=source, column=chosen.get("hide"), keys=keys, hide=hide
        )
        left_out = frozenset(key for key, gone in zip(keys, hidden, strict=True) if gone)
        met.append(Hidden(left_out, frozenset(telling_cells(frame[hidden]))))
        findings = [*without_traces(findings, frame[hidden]), *told]
        frame = frame[~hidden]
    if facilities.preset is not None:
        frame, told = counted_where(frame, facilities.where, source=source)
        findings = [*findings, *told]
    elif facilities.where is not None:
        frame = rows_where(frame, facilities.where, source=source)
    places = chosen_places(frame, columns, alternatives=facilities.alternatives, source=source)
    return frame, places, findings


def _keys(
    facilities: Facilities,
    chosen: Mapping[str, Any],
    taxonomy: Mapping[str, Service],
    frame: pd.DataFrame,
) -> Sequence[tuple[Any, Any]]:
    """Service and facility_id of each row, before it is interpreted."""
    source = facilities.label
    ids: Any = frame.index.astype("str")
    if "id" in chosen:
        ids = text_column(frame, chosen["id"], key="columns.id", source=source)
    services = np.full(len(frame), facilities.service, dtype=object)
    if "service" in chosen:
        services = np.asarray(
            text_column(frame, chosen["service"], key="columns.service", source=source),
            dtype=object,
        )
    known = {
        name: match_service(str(name), taxonomy) for name in {*services} if name == name and name
    }
    return [(known.get(name), ident) for name, ident in zip(services, ids, strict=True)]
