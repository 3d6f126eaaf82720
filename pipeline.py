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
from typing import Any, NamedTuple

import geopandas as gpd
import pyproj

from .boundaries.agencies import agencies_table
from .boundaries.agency_source import read_agencies
from .boundaries.parents import root_agencies
from .boundaries.people import no_people_rows, people_table
from .boundaries.people_source import read_people
from .boundaries.relations import agency_pairs
from .boundaries.residents import agency_people, people_findings, snapped_people, with_people
from .geo.crs import Bounds, plane_finding, region_plane
from .geo.dates import dates_finding
from .geo.elsewhere import elsewhere_findings
from .geo.files.folder import check_replaceable
from .geo.files.sources import Source, common_bounds, in_plane, operation_of
from .geo.files.writing import published
from .geo.findings import DataError, Finding, UseError, findings_table, stop_on_errors
from .geo.membership import Membership
from .geo.streets.building import main_roads
from .geo.streets.network import Network
from .geo.streets.snapping import Snapped
from .geo.streets.source import built_networks, read_streets
from .maps.manifest import input_record, manifest
from .maps.output import write_results
from .region import Region
from .services.attribution import tied_facilities
from .services.duplications import duplications
from .services.facilities import no_facility_rows
from .services.facility_source import read_facilities
from .services.opportunities import opportunities
from .services.proximity import facility_pairs, snapped_facilities
from .services.results import Results
from .services.taxonomy import ADJACENT_MODES, Service, all_standards, travel_modes

Tell = Callable[[str], None]
Stage = Callable[[str], contextlib.AbstractContextManager[Any]]

#: Bounds wider than this belong to coordinates that are wrong, or to a region across 180 degrees.
WIDEST_DEGREES = 180

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
    agencies, facilities, people
        One row each; facilities are tied to a service and, where it is known, to an agency; people
        are placed.
    members
        Which people live in which agencies.
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
    people: gpd.GeoDataFrame
    members: Membership
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
    files = [region.at(file.path) for file in region.files()]
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
        agencies, beside = with_people(given.agencies, beside, given.people, given.members)
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
            "agencies": agencies,
            "facilities": given.facilities.drop(columns=["source", "row"]),
            "people": given.people,
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
                    file.role,
                    file.path,
                    region.at(file.path),
                    date=file.described.date,
                    attribution=file.described.attribution,
                    operation=given.operations.get(file.label),
                )
                for file in sorted(region.files(), key=lambda file: (file.role, file.label))
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
        files = _files_of(region, taxonomy)
        findings = [*files.findings, *elsewhere_findings(files.others, reference=files.agencies)]
        findings += dates_finding(
            [(f.label, f.described.date) for f in region.files() if f.role not in ("join", "nodes")]
        )
        failed = any(finding.severity == "error" for finding in findings)
        # What could be read is looked through all the same, so that its errors are told, too.
        sound = _sound(files, findings) if failed else files
        bounds = _bounds_of(sound, findings, failed=failed)
    with stage("project, repair, attribute"):
        plane = region_plane(bounds)
        agencies, told = agencies_table(in_plane(sound.agencies, plane, bounds), plane=plane)
        if sound.facilities:
            rows = in_plane(sound.facilities, plane, bounds)
        else:
            rows = no_facility_rows(plane=plane)
            told.append(Finding("note", "facilities", "", "no-facilities", _NO_FACILITIES))
        facilities, agencies, more = tied_facilities(
            rows, agencies, taxonomy=taxonomy, services=services
        )
        told += [plane_finding(plane), *more]
        people, more = people_table(
            in_plane(sound.people, plane, bounds) if sound.people else no_people_rows(plane=plane),
            plane=plane,
        )
        members = agency_people(people, agencies)
        told += [*more, *people_findings(people, members, agencies)]
        findings += told if not failed else _independent(told, files, sound)
    with stage("build and snap to streets"):
        travelled = {modes[service] for service in facilities["service"]}
        if region.streets is not None and len(people):
            travelled.add(region.streets.mode)
        whole = len(sound.streets) == len(files.streets)
        networks, told = built_networks(
            region.streets if whole else None,
            sound.streets,
            travelled,
            plane=plane,
            bounds=bounds,
        )
        findings += told
        stop_on_errors(findings)
        cap_m = {} if region.streets is None else {"max_snap_m": region.streets.max_snap_m}
        facilities, snaps, told = snapped_facilities(
            facilities, networks, modes, standards, **cap_m
        )
        findings += told
        mode = "drive" if region.streets is None else region.streets.mode
        people, told = snapped_people(people, networks.get(mode))
        findings += told
    return Inputs(
        plane=plane,
        agencies=agencies,
        facilities=facilities,
        people=people,
        members=members,
        networks=networks,
        snaps=snaps,
        modes=modes,
        services=taxonomy,
        standards=standards,
        operations={source.path: operation_of(source, plane, bounds) for source in files.all},
        findings=findings,
    )


class _Files(NamedTuple):
    """The files of a region, read."""

    agencies: list[Source]
    facilities: list[Source]
    people: list[Source]
    streets: list[Source]

    @property
    def others(self) -> list[Source]:
        """All but the agencies."""
        return [*self.facilities, *self.people, *self.streets]

    @property
    def all(self) -> list[Source]:
        return [*self.agencies, *self.others]

    @property
    def findings(self) -> list[Finding]:
        return [finding for source in self.all for finding in source.findings]


def _files_of(region: Region, taxonomy: Mapping[str, Service]) -> _Files:
    """Read every file that a region names."""
    base = region.base
    return _Files(
        [read_agencies(source, base=base) for source in region.agencies],
        [read_facilities(source, base=base, taxonomy=taxonomy) for source in region.facilities],
        [read_people(source, base=base) for source in region.people],
        read_streets(region.streets, base=base),
    )


def _sound(files: _Files, findings: Sequence[Finding]) -> _Files:
    """The sources that hold rows and no error."""
    faulty = {finding.source for finding in findings if finding.severity == "error"}

    def kept(sources: Sequence[Source]) -> list[Source]:
        return [
            source
            for source in sources
            if len(source.rows)
            and source.path not in faulty
            and all(finding.severity != "error" for finding in source.findings)
        ]

    return _Files(*(kept(sources) for sources in files))


def _independent(told: Sequence[Finding], files: _Files, sound: _Files) -> list[Finding]:
    """What was found in sound sources, without what only follows from those that were left out."""
    follows = {"projection", "no-facilities", "people-placed"}
    if len(sound.agencies) < len(files.agencies):
        follows |= {
            *("agency-unknown", "agency-ambiguous", "parent-unknown", "in-nobodys-area"),
            *("far-outside", "people-in-nobodys-area"),
        }
    return [f for f in told if f.severity == "error" or f.rule not in follows]


def _bounds_of(files: _Files, findings: Sequence[Finding], *, failed: bool) -> Bounds:
    """The bounds of the region in degrees: of its agencies, else of its facilities.

    Raises
    ------
    DataError
        There are none, or they are too wide for one plane.
    """
    bounds = common_bounds(files.agencies) or common_bounds(files.facilities)
    if failed and (bounds is None or not files.agencies):
        raise DataError(findings)
    if bounds is None:
        raise DataError([*findings, Finding("error", "region", "", "region-empty", _EMPTY)])
    if bounds[2] - bounds[0] > WIDEST_DEGREES:
        raise DataError([*findings, Finding("error", "region", "", "region-too-wide", _WIDE)])
    return bounds


@contextlib.contextmanager
def _stage(name: str, *, timings: dict[str, float], tell: Tell | None) -> Iterator[None]:
    """Tell that a stage begins, and keep how long it took."""
    if tell is not None:
        tell(name)
    start = time.perf_counter()
    yield
    timings[name] = round(time.perf_counter() - start, 3)
