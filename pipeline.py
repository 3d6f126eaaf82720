"""The run: a region's files in, its results out.

`read_region` takes the files in and tells everything that is wrong with them, `analyse` finds the
pairs and ranks them, `run` also leaves the results in a folder.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyproj

from .boundaries.agencies import agencies_table, agency_rows
from .boundaries.parents import root_agencies
from .boundaries.relations import agency_pairs
from .geo.crs import Bounds, plane_finding, region_plane
from .geo.findings import DataError, Finding, UseError, findings_table, stop_on_errors
from .geo.folder import check_replaceable
from .geo.network import Network
from .geo.snapping import Snapped
from .geo.sources import Source, common_bounds, in_plane, operation_of, read_and_check
from .geo.streets import main_roads, mode_networks, street_network
from .geo.writing import published
from .maps.manifest import input_record, manifest
from .maps.output import write_results
from .region import Agencies, Facilities, Region
from .services.attribution import tied_facilities
from .services.duplications import duplications
from .services.facilities import facility_rows, no_facility_rows
from .services.opportunities import opportunities
from .services.proximity import facility_pairs, snapped_facilities
from .services.results import Results
from .services.taxonomy import (
    ADJACENT_MODES,
    Service,
    all_standards,
    match_service,
    travel_modes,
)

Tell = Callable[[str], None]
Stage = Callable[[str], contextlib.AbstractContextManager[Any]]

#: Bounds wider than this belong to coordinates that are wrong, or to a region across 180 degrees.
WIDEST_DEGREES = 180

_READING = {"layer", "where", "crs"}
_EMPTY = (
    "no agency has a boundary and no facility a place, so there is nothing to compare; give one"
)
_WIDE = (
    "the places span more than half the globe from west to east; one plane cannot hold a region that wide, "
    "nor one across 180 degrees: check the coordinates, or leave out what lies beyond with where"
)
_NO_FACILITIES = (
    "there are no facilities, so only how agencies lie to each other is found; add [[facilities]]"
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


def run(
    region: Region,
    out: str | Path,
    *,
    services: Collection[str] = (),
    strict: bool = False,
    tell: Tell | None = None,
) -> Results:
    """Analyse a region and leave the results in a folder.

    Parameters
    ----------
    region
        As `Region.load` returns it.
    out
        The folder; results of an earlier run in it are replaced when the new ones are whole.
    services, strict, tell
        As for `analyse`.

    Raises
    ------
    DataError, UseError
        As `analyse`; also when `out` holds something that is not ours to replace, or files of the
        region.
    """
    check_place(region, out)
    results = analyse(region, services=services, strict=strict, tell=tell)
    write_results(results, out)
    return results


def check_place(region: Region, out: str | Path) -> None:
    """Refuse a folder for the results that a run may not replace, before the work and not after.

    Raises
    ------
    UseError
        It holds something that is not ours to replace, or files of the region.
    """
    files = [region.at(path) for _, path, _ in region.files()]
    check_replaceable(Path(out), keep=[region.base, *files])


def analyse(
    region: Region,
    *,
    services: Collection[str] = (),
    strict: bool = False,
    tell: Tell | None = None,
) -> Results:
    """Find where agencies of a region deliver the same service twice.

    Parameters
    ----------
    region
        As `Region.load` returns it.
    services
        Ids of the services to look at; all when empty.
    strict
        Warnings stop the run, too.
    tell
        Is given the name of each stage as it begins, for showing progress.

    Returns
    -------
    Results
        Tables in EPSG:4326, rounded as they are published.

    Raises
    ------
    DataError
        Something in the data cannot be used; carries all findings.
    UseError
        A service that does not exist.
    """
    timings: dict[str, float] = {}
    stage = partial(_stage, timings=timings, tell=tell)
    given = read_region(region, services=services, stage=stage)
    stop_on_errors(given.findings, strict=strict)
    with stage("relate agencies"):
        roots = root_agencies(given.agencies)
        beside = agency_pairs(
            given.agencies, tolerance_m=region.analysis.tolerance_m, near_m=region.analysis.near_m
        )
    with stage("travel between facilities"):
        near = facility_pairs(
            given.facilities,
            given.agencies,
            beside,
            networks=given.networks,
            snaps=given.snaps,
            modes=given.modes,
            standards=given.standards,
            roots=roots,
        )
    with stage("find and rank duplications"):
        adjacent = [s.id for s in given.services.values() if s.primary_mode in ADJACENT_MODES]
        found = duplications(
            given.facilities,
            near,
            beside,
            given.agencies,
            roots,
            adjacent_services=adjacent,
            clocks=given.modes if given.networks else dict.fromkeys(given.services, "straight"),
        )
        names = dict(zip(given.agencies["agency_id"], given.agencies["name"], strict=True))
        ranked = opportunities(found, near, given.facilities, roots, given.standards, names=names)
    with stage("publish"):
        whole = {
            "agencies": given.agencies,
            "facilities": given.facilities.drop(columns=["source", "row"]),
            "agency_pairs": beside,
            "facility_pairs": near,
            "duplications": found,
            "opportunities": ranked,
            "findings": findings_table(given.findings),
        }
        tables = {name: published(table) for name, table in whole.items()}
        roads = published(main_roads(given.networks, crs=given.plane))
        origin = manifest(
            name=region.name,
            units=region.units,
            fictional=region.fictional,
            inputs=[
                input_record(
                    role,
                    path,
                    region.at(path),
                    date=source.date,
                    attribution=source.attribution,
                    operation=given.operations[source.label if path == source.path else path],
                )
                for role, path, source in region.files()
            ],
            settings=region.given(),
            plane=given.plane,
            services=given.services,
            standards=given.standards,
            modes=given.modes if given.networks else {},
            only_services=sorted(services),
            tables=tables,
        )
    return Results(**tables, roads=roads, manifest=origin, timings=timings)


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
    modes = travel_modes(taxonomy, "drive" if region.streets is None else region.streets.mode)
    analysis = region.analysis
    standards = all_standards(taxonomy, analysis.minutes, analysis.default_minutes)
    with stage("read"):
        agency_sources = [_agencies_of(region, source) for source in region.agencies]
        facility_sources = [
            _facilities_of(region, source, taxonomy) for source in region.facilities
        ]
        street_sources = _streets_of(region)
        sources = [*agency_sources, *facility_sources, *street_sources]
        findings = [finding for source in sources for finding in source.findings]
        failed = any(finding.severity == "error" for finding in findings)
        if failed:
            # What could be read is looked through all the same, so that its errors are told, too.
            agency_sources, facility_sources = _sound(agency_sources), _sound(facility_sources)
        bounds = common_bounds(agency_sources) or common_bounds(facility_sources)
        if failed and (bounds is None or not agency_sources):
            raise DataError(findings)
        if bounds is None:
            raise DataError([*findings, Finding("error", "region", "", "region-empty", _EMPTY)])
        if bounds[2] - bounds[0] > WIDEST_DEGREES:
            raise DataError([*findings, Finding("error", "region", "", "region-too-wide", _WIDE)])
    with stage("project, repair, attribute"):
        plane = region_plane(bounds)
        agencies, told = agencies_table(in_plane(agency_sources, plane, bounds), plane=plane)
        if facility_sources:
            rows = in_plane(facility_sources, plane, bounds)
        else:
            rows = no_facility_rows(plane=plane)
            told.append(Finding("note", "facilities", "", "no-facilities", _NO_FACILITIES))
        facilities, agencies, more = tied_facilities(
            rows, agencies, taxonomy=taxonomy, services=services
        )
        told += [plane_finding(plane), *more]
        if failed:
            raise DataError([*findings, *(f for f in told if f.severity == "error")])
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
        source=source.label,
        columns=columns,
        level=source.level,
        id_prefix=source.id_prefix,
    )
    options = source.model_dump(include=_READING)
    file = region.at(source.path)
    return read_and_check(file, path=source.label, columns=columns, interpret=interpret, **options)


def _facilities_of(region: Region, source: Facilities, taxonomy: Mapping[str, Service]) -> Source:
    """Read one source of facilities."""
    columns = source.columns.given()
    interpret = partial(
        facility_rows,
        source=source.label,
        columns=columns,
        match=partial(match_service, services=taxonomy),
        service=source.service,
        agency_by=source.agency_by,
    )
    options = source.model_dump(include=_READING) | {"xy": source.columns.xy()}
    file = region.at(source.path)
    return read_and_check(file, path=source.label, columns=columns, interpret=interpret, **options)


def _streets_of(region: Region) -> list[Source]:
    """Read the streets, and their nodes where they are an edge table; nothing without streets."""
    streets = region.streets
    if streets is None:
        return []
    options = streets.model_dump(include=_READING)
    columns, file = streets.columns.given(), region.at(streets.path)
    sources = [read_and_check(file, path=streets.label, columns=columns, **options)]
    nodes = streets.node_columns
    if streets.nodes is not None and nodes is not None:
        columns, file, xy = {"id": nodes.id}, region.at(streets.nodes), (nodes.x, nodes.y)
        sources.append(
            read_and_check(file, path=streets.nodes, columns=columns, crs=streets.crs, xy=xy)
        )
    return sources


def _sound(sources: Sequence[Source]) -> list[Source]:
    """The sources that were read without an error and hold rows."""
    return [
        source
        for source in sources
        if len(source.rows) and all(finding.severity != "error" for finding in source.findings)
    ]


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
            source=streets.label,
            plane=plane,
            bounds=bounds,
            nodes=sources[1].rows if len(sources) > 1 else None,
            node_source=streets.nodes,
            node_id=None if streets.node_columns is None else streets.node_columns.id,
            speed_factor=streets.speed_factor,
        )
    except DataError as error:
        return {}, list(error.findings)
    networks, told = mode_networks(
        network, modes, source=streets.label, speed_factor=streets.speed_factor
    )
    return networks, [*findings, *told]


@contextlib.contextmanager
def _stage(name: str, *, timings: dict[str, float], tell: Tell | None) -> Iterator[None]:
    """Tell that a stage begins, and keep how long it took."""
    if tell is not None:
        tell(name)
    start = time.perf_counter()
    yield
    timings[name] = round(time.perf_counter() - start, 3)
