"""Which agency a facility belongs to, how that is known, and how sure it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from ..boundaries.agencies import with_unlisted
from ..boundaries.deciding import ACCEPT
from ..geo.findings import Finding
from .agencykeys import agreed_keys
from .by_name import UNDECIDED_COLUMNS, agency_by_name
from .by_place import agency_by_place
from .facilities import facilities_table
from .places import same_place_once
from .service import Service
from .strays import stray_findings

#: Levels of which an owner is the county or city that the place lies in.
_LOCAL = frozenset(("county", "city"))

# What rows carry to be tied by, and what later work will use; published tables hold none of it.
_SAID = (
    "agency_text", "agency_also_text", "operator_text", "owner_text", "county_text", "state_text",
    "address_text", "owner_level", "agency_by", "annual_cost", "turnout_minutes",
)  # fmt: skip


class Tied(NamedTuple):
    """Facilities with their agencies.

    Parameters
    ----------
    facilities
        Each once, with agency_id, attribution (`column`, `operator`, `contains`, `guessed`) and
        attribution_confidence (0 to 1, missing without an agency).
    agencies
        With those that only facilities name.
    undecided
        Names that a person must decide (`adjoin.services.by_name.ByName`).
    findings
        What was noticed.
    """

    facilities: gpd.GeoDataFrame
    agencies: gpd.GeoDataFrame
    undecided: pd.DataFrame
    findings: list[Finding]


def tied_facilities(
    rows: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    *,
    taxonomy: Mapping[str, Service],
    services: Collection[str] = (),
    decisions: Mapping[str, str] | None = None,
    accept: float = ACCEPT,
) -> Tied:
    """The facilities of a region, each once and tied to its agency.

    Parameters
    ----------
    rows
        Of `adjoin.services.facilities.facility_rows`, of all sources together, in the plane.
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it, in the same plane.
    taxonomy
        All services by id.
    services
        Ids of the services to look at; all when empty. One that no facility delivers is told.
    decisions
        What a person decided of names: agency id or `own`.
    accept
        How sure a match of names must be.
    """
    rows = rows[rows["service"].isin(list(services))] if services else rows
    extent = agencies.geometry if agencies.geometry.notna().any() else rows.geometry
    keyed = rows.assign(agency_text=agreed_keys(rows, set(agencies["agency_id"])))
    once, repeated = same_place_once(keyed)
    table, findings = facilities_table(once, area=tuple(extent.total_bounds), plane=agencies.crs)
    tied = attributed(table, agencies, taxonomy, decisions=decisions, accept=accept)
    strays = stray_findings(tied.facilities, agencies)
    message = "no facility delivers it, so nothing is found for it by places; name another service"
    absent = [
        Finding("warning", "facilities", service, "no-facilities", message)
        for service in sorted(set(services) - set(table["service"]))
    ]
    return tied._replace(findings=[*repeated, *findings, *tied.findings, *strays, *absent])


def attributed(
    facilities: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    services: Mapping[str, Service],
    *,
    decisions: Mapping[str, str] | None = None,
    accept: float = ACCEPT,
) -> Tied:
    """Tie every facility to an agency, in the way that its source asks for.

    `column`: the agency that the row names. `operator`: the operator that it names, else the place.
    `contains`: the place. A row whose owner is a county or a city, and that names no agency here,
    is tied by its place; one of another owner becomes an agency of that level.

    Parameters
    ----------
    facilities
        With service, name, agency_text, operator_text, owner_level, county_text, state_text,
        agency_by, source, row, geometry.
    agencies
        In the same plane.
    services
        By id.
    decisions, accept
        As for `tied_facilities`.
    """
    by = facilities["agency_by"]
    texts = facilities["agency_text"].where(by == "column", facilities["operator_text"])
    texts = texts.where(by != "contains")
    operated = (by == "operator") & texts.isna()
    owner = facilities["owner_level"].fillna("").str.split(";")
    local = pd.Series([set(each) <= _LOCAL for each in owner], index=facilities.index, dtype=bool)
    named = (by == "column") | (by == "operator") & ~operated
    byname = agency_by_name(
        facilities[named & ~local], texts[named & ~local], agencies,
        decisions=decisions, accept=accept,
    )  # fmt: skip
    owned = agency_by_name(
        facilities[named & local], texts[named & local], _of_levels(agencies, _LOCAL),
        decisions=decisions, accept=accept,
    )  # fmt: skip
    # What a county's or city's own facility is called names no agency: its place says whose it is.
    known = owned.agency_id.isin(set(agencies["agency_id"]))
    left = facilities[
        operated | (named & local & ~known.reindex(facilities.index, fill_value=False))
    ]
    guessed = agency_by_place(left, agencies, services, guess=True)
    placed = agency_by_place(facilities[by == "contains"], agencies, services)
    table = facilities.assign(
        agency_id=_together(
            facilities, byname.agency_id, owned.agency_id[known], guessed.agency_id, placed.agency_id
        ).astype("str"),
        attribution=_together(
            facilities, by[named & ~local], by[known[known].index], guessed.attribution,
            placed.attribution,
        ).astype("str"),
        attribution_confidence=_together(
            facilities, byname.confidence, owned.confidence[known], guessed.confidence,
            placed.confidence,
        ).astype("float64"),
    )  # fmt: skip
    told = [f for f in owned.findings if f.rule == "names-matched"]
    return Tied(
        table.drop(columns=list(_SAID)),
        with_unlisted(agencies, byname.own),
        byname.undecided[list(UNDECIDED_COLUMNS)],
        [*byname.findings, *told, *guessed.findings, *placed.findings],
    )


def _of_levels(agencies: gpd.GeoDataFrame, levels: Collection[str]) -> gpd.GeoDataFrame:
    """The agencies of some levels."""
    return agencies[agencies["level"].isin(levels)].reset_index(drop=True)


def _together(facilities: pd.DataFrame, *parts: pd.Series) -> pd.Series:
    """Parts of a column, each about other facilities, as the whole column."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.Series(None, index=facilities.index, dtype=object)
    whole: pd.Series = pd.concat(filled).reindex(facilities.index)
    return whole
