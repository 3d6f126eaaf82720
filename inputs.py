"""The files of a region, read into one plane, and everything that is wrong with them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd
import pyproj

from .boundaries.agencies import agencies_table, agency_rows, with_unlisted
from .geo.columns import column
from .geo.crs import Bounds, region_plane
from .geo.findings import DataError, Finding, UseError, stop_on_errors
from .geo.network import Network
from .geo.snapping import Snapped
from .geo.sources import (
    Interpret,
    Source,
    as_it_is,
    common_bounds,
    in_plane,
    operation_of,
    read_and_check,
)
from .geo.streets import mode_networks, street_network
from .maps.manifest import input_record
from .region import Agencies, Facilities, Region, Streets
from .services.attribution import attributed
from .services.facilities import facilities_table, facility_rows, no_facility_rows
from .services.proximity import snapped_facilities
from .services.taxonomy import Service, match_service, standard_minutes

Stage = Callable[[str], contextlib.AbstractContextManager[Any]]

_NOTHING = Finding(
    "error",
    "agencies",
    "",
    "region-empty",
    "no agency has a boundary and no facility a place, so there is nothing to compare; give one of them",
)


@dataclass(frozen=True)
class Inputs:
    """What was read, all in one plane, and everything that was noticed on the way.

    Parameters
    ----------
    plane
        The region's equal-area plane, in metres.
    agencies, facilities
        One row each; facilities are tied to a service and, where it is known, to an agency.
    networks, snaps
        Streets by mode of travel, and where facilities stand on them; empty for straight lines.
    modes
        Mode of travel by service.
    services, standards
        The taxonomy with the region's own services, and the minutes of each.
    operations
        The PROJ operation by path.
    findings
        Everything that was found in the data.
    """

    plane: pyproj.CRS
    agencies: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    networks: Mapping[str, Network]
    snaps: Mapping[str, Snapped]
    modes: Mapping[str, str]
    services: Mapping[str, Service]
    standards: Mapping[str, float | None]
    operations: Mapping[str, str | None]
    findings: Sequence[Finding]


def read_region(
    region: Region, *, services: Collection[str] = (), stage: Stage | None = None
) -> Inputs:
    """Read everything that a region names, and tell everything that is wrong with it.

    Parameters
    ----------
    region
        As `Region.load` returns it.
    services
        Ids of the services to look at; all when empty.
    stage
        Makes a context for each stage out of its name, for timing it.

    Raises
    ------
    DataError
        Something cannot be used; carries all findings, not only the first.
    UseError
        A service that does not exist.
    """
    stage = stage or contextlib.nullcontext
    taxonomy = region.taxonomy()
    for name in services:
        if name not in taxonomy:
            raise UseError(f"{name!r} is no service; `adjoin services` lists them")
    modes, standards = _modes(region, taxonomy), _standards(region, taxonomy)
    with stage("read"):
        agency_sources = [_agencies_of(region, source) for source in region.agencies]
        facility_sources = [
            _facilities_of(region, source, taxonomy) for source in region.facilities
        ]
        street_sources = _streets_of(region)
        sources = [*agency_sources, *facility_sources, *street_sources]
        findings = [finding for source in sources for finding in source.findings]
        stop_on_errors(findings)
        findings += _without_rows(region, sources)
        bounds = common_bounds(agency_sources) or common_bounds(facility_sources)
        if bounds is None:
            raise DataError([*findings, _NOTHING])
    with stage("project, repair, attribute"):
        plane = region_plane(bounds)
        projection = f"the region's plane is equal-area, centred on {_centre(plane)}"
        findings.append(Finding("note", "agencies", "", "projection", projection))
        agencies, told = agencies_table(in_plane(agency_sources, plane, bounds), plane=plane)
        findings += told
        rows = no_facility_rows(plane=plane)
        if facility_sources:
            rows = in_plane(facility_sources, plane, bounds)
        facilities, agencies, told = _facilities(rows, agencies, taxonomy, services)
        findings += told
    with stage("build and snap to streets"):
        travelled = sorted({modes[service] for service in facilities["service"]})
        networks, told = _networks(region, street_sources, travelled, plane, bounds)
        findings += told
        stop_on_errors(findings)
        cap_m = {} if region.streets is None else {"max_snap_m": region.streets.max_snap_m}
        facilities, snaps, told = snapped_facilities(
            facilities, networks, modes, standards, **cap_m
        )
        findings += told
    return Inputs(
        plane=plane,
        agencies=agencies,
        facilities=facilities,
        networks=networks,
        snaps=snaps,
        modes=modes,
        services=taxonomy,
        standards=standards,
        operations={source.path: operation_of(source, plane, bounds) for source in sources},
        findings=findings,
    )


def _agencies_of(region: Region, source: Agencies) -> Source:
    """Read one source of agencies."""
    columns = source.columns.given()
    interpret = partial(
        agency_rows,
        source=source.path,
        columns=columns,
        level=source.level,
        id_prefix=source.id_prefix,
    )
    return _read(region, source, columns, interpret)


def _facilities_of(region: Region, source: Facilities, taxonomy: Mapping[str, Service]) -> Source:
    """Read one source of facilities."""
    columns = source.columns.given()
    interpret = partial(
        facility_rows,
        source=source.path,
        columns=columns,
        match=partial(match_service, services=taxonomy),
        service=source.service,
        agency_by=source.agency_by,
    )
    x, y = source.columns.x, source.columns.y
    xy = None if x is None or y is None else (x, y)
    return _read(region, source, columns, interpret, xy=xy)


def _streets_of(region: Region) -> list[Source]:
    """Read the streets, and their nodes where they are an edge table; nothing without streets."""
    streets = region.streets
    if streets is None:
        return []
    sources = [_read(region, streets, streets.columns.given(), as_it_is)]
    if streets.nodes is not None and streets.node_columns is not None:
        held = {"id": streets.node_columns.id}
        interpret = partial(_checked, interpret=as_it_is, columns=held, source=streets.nodes)
        xy = (streets.node_columns.x, streets.node_columns.y)
        file, crs = region.at(streets.nodes), streets.crs
        sources.append(
            read_and_check(file, path=streets.nodes, interpret=interpret, crs=crs, xy=xy)
        )
    return sources


def _read(
    region: Region,
    source: Agencies | Facilities | Streets,
    columns: Mapping[str, str | Sequence[str]],
    interpret: Interpret,
    *,
    xy: tuple[str, str] | None = None,
) -> Source:
    """Read one source as region.toml describes it."""
    return read_and_check(
        region.at(source.path),
        path=source.path,
        interpret=partial(_checked, interpret=interpret, columns=columns, source=source.path),
        layer=source.layer,
        where=source.where,
        crs=source.crs,
        xy=xy,
    )


def _checked(
    frame: pd.DataFrame,
    *,
    interpret: Interpret,
    columns: Mapping[str, str | Sequence[str]],
    source: str,
) -> tuple[pd.DataFrame, list[Finding]]:
    """Interpret rows when every column that is named is there; else tell all that are not."""
    missing: list[Finding] = []
    for key, names in columns.items():
        for name in [names] if isinstance(names, str) else names:
            try:
                column(frame, name, key=f"columns.{key}", source=source)
            except DataError as error:
                missing += error.findings
    if missing:
        raise DataError(missing)
    return interpret(frame)


def _without_rows(region: Region, sources: Sequence[Source]) -> list[Finding]:
    """Tell sources that give nothing, and a region without facilities."""
    message = "no row is left to use; mend `where`, or leave the source out"
    findings = [
        Finding("warning", source.path, "", "no-rows", message)
        for source in sources
        if len(source.rows) == 0
    ]
    if not region.facilities:
        message = "there are no facilities, so only how agencies lie to each other is found; add [[facilities]]"
        findings.append(Finding("note", "facilities", "", "no-facilities", message))
    return findings


def _facilities(
    rows: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    taxonomy: Mapping[str, Service],
    services: Collection[str],
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, list[Finding]]:
    """Facilities of the services asked for, tied to agencies, and those that only they name."""
    rows = rows[rows["service"].isin(list(services))] if services else rows
    extent = agencies.geometry if agencies.geometry.notna().any() else rows.geometry
    table, findings = facilities_table(rows, area=tuple(extent.total_bounds), plane=agencies.crs)
    levels = {service.id: service.levels for service in taxonomy.values()}
    table, attribution = attributed(table, agencies, levels)
    findings += attribution.findings
    findings += [
        Finding(
            "warning",
            "facilities",
            service,
            "no-facilities",
            "no facility delivers it, so nothing is found for it; name another service",
        )
        for service in sorted(set(services) - set(table["service"]))
    ]
    return table, with_unlisted(agencies, attribution.unlisted), findings


def _networks(
    region: Region,
    sources: Sequence[Source],
    modes: Sequence[str],
    plane: pyproj.CRS,
    bounds: Bounds,
) -> tuple[dict[str, Network], list[Finding]]:
    """The streets of each mode that facilities travel by; none without streets."""
    streets = region.streets
    if streets is None:
        return {}, []
    try:
        network, findings = street_network(
            sources[0].rows,
            columns=streets.columns.given(),
            source=streets.path,
            plane=plane,
            bounds=bounds,
            nodes=sources[1].rows if len(sources) > 1 else None,
            node_id=None if streets.node_columns is None else streets.node_columns.id,
            speed_factor=streets.speed_factor,
        )
    except DataError as error:
        return {}, list(error.findings)
    networks, told = mode_networks(
        network, modes, source=streets.path, speed_factor=streets.speed_factor
    )
    return networks, [*findings, *told]


def _modes(region: Region, taxonomy: Mapping[str, Service]) -> dict[str, str]:
    """Mode of travel by service: the taxonomy's, else that of the region's streets."""
    usual = "drive" if region.streets is None else region.streets.mode
    return {service.id: service.travel or usual for service in taxonomy.values()}


def _standards(region: Region, taxonomy: Mapping[str, Service]) -> dict[str, float | None]:
    """Minutes by service: the region's, else the taxonomy's, else the default."""
    given = region.analysis.minutes
    return {
        service.id: standard_minutes(service, given, region.analysis.default_minutes)
        for service in taxonomy.values()
    }


def _centre(plane: pyproj.CRS) -> str:
    """The centre of a plane, for people."""
    latitude, longitude = plane.to_json_dict()["conversion"]["parameters"][:2]
    return f"{latitude['value']:g}, {longitude['value']:g}"


def input_records(region: Region, operations: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """What the manifest says of each file."""
    return [
        input_record(
            role,
            path,
            region.at(path),
            date=source.date,
            attribution=source.attribution,
            operation=operations.get(path),
        )
        for role, path, source in input_files(region)
    ]


def input_files(region: Region) -> list[tuple[str, str, Agencies | Facilities | Streets]]:
    """Every file of a region: what it is read as, its path, and who names it."""
    files: list[tuple[str, str, Agencies | Facilities | Streets]] = [
        ("agencies", source.path, source) for source in region.agencies
    ]
    files += [("facilities", source.path, source) for source in region.facilities]
    if region.streets is not None:
        files.append(("streets", region.streets.path, region.streets))
        if region.streets.nodes is not None:
            files.append(("nodes", region.streets.nodes, region.streets))
    return files
