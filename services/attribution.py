"""Which agency a facility belongs to, and how that is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from ..boundaries.agencies import with_unlisted
from ..geo.containment import smallest_holder
from ..geo.findings import Finding
from ..geo.rowfindings import row_findings
from .facilities import facilities_table
from .service import Service


class Attributed(NamedTuple):
    """The agency of each facility.

    Parameters
    ----------
    agency_id
        By facility, missing where no agency is known.
    unlisted
        Names of agencies that facilities name and no source of agencies has, sorted.
    findings
        Unknown and ambiguous names, points in nobody's area and on borders.
    """

    agency_id: pd.Series[str]
    unlisted: list[str]
    findings: list[Finding]


def attributed(
    facilities: gpd.GeoDataFrame, agencies: gpd.GeoDataFrame, levels: Mapping[str, Sequence[str]]
) -> tuple[gpd.GeoDataFrame, Attributed]:
    """Tie every facility to an agency, in the way that its source asks for.

    Parameters
    ----------
    facilities
        With service, name, agency_text, agency_by (`column` or `contains`), source, row, geometry.
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it, in the same plane.
    levels
        The levels of agency that may provide each service; an empty one allows every level.

    Returns
    -------
    facilities
        With agency_id and attribution instead of agency_text and agency_by.
    told
        Agencies that only facilities name, and what was noticed.
    """
    named = facilities["agency_by"] == "column"
    by_column = agency_by_column(facilities[named], agencies)
    by_place = agency_by_containment(facilities[~named], agencies, levels)
    table = facilities.assign(
        agency_id=pd.concat([by_column.agency_id, by_place.agency_id]).reindex(facilities.index),
        attribution=facilities["agency_by"],
    )
    told = Attributed(
        table["agency_id"], by_column.unlisted, by_column.findings + by_place.findings
    )
    return table.drop(columns=["agency_text", "agency_by"]), told


def tied_facilities(
    rows: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    *,
    taxonomy: Mapping[str, Service],
    services: Collection[str] = (),
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, list[Finding]]:
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

    Returns
    -------
    facilities
        As `attributed` returns them.
    agencies
        With those that only facilities name.
    findings
        What was noticed.
    """
    rows = rows[rows["service"].isin(list(services))] if services else rows
    extent = agencies.geometry if agencies.geometry.notna().any() else rows.geometry
    table, findings = facilities_table(rows, area=tuple(extent.total_bounds), plane=agencies.crs)
    levels = {service.id: service.levels for service in taxonomy.values()}
    table, told = attributed(table, agencies, levels)
    message = "no facility delivers it, so nothing is found for it; name another service"
    findings += told.findings
    findings += [
        Finding("warning", "facilities", service, "no-facilities", message)
        for service in sorted(set(services) - set(table["service"]))
    ]
    return table, with_unlisted(agencies, told.unlisted), findings


def agency_by_column(facilities: pd.DataFrame, agencies: pd.DataFrame) -> Attributed:
    """Tie facilities to the agency that a column names.

    The text is an agency's id, or else its name (upper and lower case and white space do not
    count). A name that no source of agencies has becomes an agency of its own, without boundary;
    a name that several agencies bear ties the facility to none. Both are told. Ways of writing one
    name that differ in case and white space only are one agency, called by the first of them.

    Parameters
    ----------
    facilities
        With agency_text, source, row.
    agencies
        With agency_id and name.
    """
    by_id = set(agencies["agency_id"])
    by_name: dict[str, list[str]] = {}
    for agency_id, name in zip(agencies["agency_id"], agencies["name"], strict=True):
        by_name.setdefault(_folded(name), []).append(agency_id)
    findings: list[Finding] = []
    meaning: dict[str, str | None] = {}
    kept: dict[str, str] = {}
    for text, group in facilities.groupby("agency_text", sort=True):
        source, item = group["source"].iloc[0], f"row {group['row'].iloc[0]}"
        namesakes = sorted(by_name.get(_folded(str(text)), []))
        if text in by_id:
            meaning[str(text)] = str(text)
        elif len(namesakes) == 1:
            meaning[str(text)] = namesakes[0]
        elif namesakes:
            meaning[str(text)] = None
            message = f"{text!r} is the name of {len(namesakes)} agencies ({', '.join(namesakes)}); use an id"
            findings.append(Finding("warning", source, item, "agency-ambiguous", message))
        else:
            # Lists of ids are joined by `;`, so no id may hold one.
            meaning[str(text)] = kept.setdefault(_folded(str(text)), str(text).replace(";", ","))
            message = (
                f"{text!r} (facilities: {len(group)}) is no agency of the region; it is kept as an agency "
                "without boundary: add it to [[agencies]], or mend the name"
            )
            findings.append(Finding("warning", source, item, "agency-unknown", message))
    unlisted = sorted(set(kept.values()) - by_id)
    nameless = facilities[facilities["agency_text"].isna()]
    for source, group in nameless.groupby("source", sort=True):
        message = "the facility names no agency; it is in no pair"
        findings += row_findings(group["row"], message, source=str(source), rule="agency-missing")
    agency_id = facilities["agency_text"].map(meaning).astype("str")
    return Attributed(agency_id, unlisted, findings)


def agency_by_containment(
    facilities: gpd.GeoDataFrame, agencies: gpd.GeoDataFrame, levels: Mapping[str, Sequence[str]]
) -> Attributed:
    """Tie facilities to the smallest agency whose area holds them.

    Parameters
    ----------
    facilities
        Points with service, source, row, in the plane of `agencies`.
    agencies
        Areas with agency_id and level, by code point of the id.
    levels
        The levels of agency that may provide each service; an empty one allows every level.
    """
    agency_id = pd.Series(None, index=facilities.index, dtype="str")
    findings: list[Finding] = []
    for service, group in facilities.groupby("service", sort=True):
        allowed = levels[str(service)] or tuple(sorted(set(agencies["level"])))
        able = agencies[agencies["level"].isin(allowed) & agencies.geometry.notna()]
        found = smallest_holder(np.asarray(group.geometry), np.asarray(able.geometry))
        ids = np.r_[able["agency_id"].to_numpy(dtype=object), None][found.holder]
        agency_id[group.index] = ids
        outside = [
            f"{name!r} lies in the area of no agency that may provide {service} "
            f"({', '.join(allowed)}); it is in no pair"
            for name in group["name"]
        ]
        findings += _told(group, found.holder < 0, "in-nobodys-area", outside)
        between = [
            f"{name!r} lies on a border; it counts for {agency}"
            for name, agency in zip(group["name"], ids, strict=True)
        ]
        findings += _told(group, found.on_border, "on-border", between)
    return Attributed(agency_id, [], findings)


def _folded(name: str) -> str:
    """A name without upper case and with single spaces."""
    return " ".join(name.casefold().split())


def _told(
    group: pd.DataFrame, chosen: np.ndarray, rule: str, messages: Sequence[str]
) -> list[Finding]:
    """Warnings about chosen facilities, source by source."""
    told = group.assign(message=list(messages))[np.asarray(chosen, dtype=bool)]
    return [
        finding
        for source, rows in told.groupby("source", sort=True)
        for finding in row_findings(
            rows["row"], rows["message"].tolist(), source=str(source), rule=rule
        )
    ]
