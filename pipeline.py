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

import pandas as pd
import pyproj

from .boundaries.contiguity_table import contiguity_table
from .boundaries.crossings import with_crossings
from .boundaries.labels import told_apart
from .boundaries.relations import agency_pairs
from .boundaries.residents import people_snaps, snapped_people, with_border_flag, with_people
from .geo.crs import region_plane
from .geo.dates import dates_finding
from .geo.files.folder import check_replaceable
from .geo.files.sources import operation_of
from .geo.files.writing import published
from .geo.findings import Finding, UseError, findings_table, stop_on_errors
from .geo.streets.building import main_roads
from .geo.streets.network import Network
from .geo.streets.snapping import Snapped
from .geo.streets.source import built_networks
from .geo.travel.hierarchycache import cache_folder
from .geo.travel.roads import Roads
from .geo.travel.telling import Tell, silent
from .geo.travel.workers import cores
from .maps.manifest import input_record, manifest
from .maps.output import write_results
from .region import Region
from .services.aliases import Decisions, aliases_sheet, read_decisions
from .services.catchments import Travel, widest
from .services.detection import Given, detected
from .services.kinds.proximity import MAX_SNAP_M, facility_pairs, snapped_facilities
from .services.matrix import matrix, matrix_wide
from .services.opportunities import opportunities
from .services.region_files import bounds_of, independent_findings, read_files, sound_files
from .services.region_tables import RegionTables, region_tables
from .services.results import Results
from .services.review import (
    Review,
    no_review,
    reviewed_out,
    with_known_services,
    with_review,
    without_hushed,
)
from .services.review_sheet import review_sheet
from .services.review_source import read_review
from .services.routes import quickest_routes
from .services.service import Service
from .services.taxonomy import all_standards, travel_modes

Stage = Callable[[str], contextlib.AbstractContextManager[Any]]


@dataclass(frozen=True)
class Inputs:
    """What was read, all in one plane, and everything that was noticed on the way.

    Parameters
    ----------
    plane
        The region's equal-area plane, in metres.
    tables
        Agencies, facilities, people, inventory and the rest, projected, repaired and tied together.
    review, decisions
        What a person decided, and of which names.
    hush
        Texts of hidden facilities, which nothing may repeat.
    networks, snaps, people_snaps
        Streets by mode of travel, and where facilities and people are on them; empty for straight
        lines.
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
    tables: RegionTables
    review: Review
    decisions: Decisions
    hush: frozenset[str]
    networks: Mapping[str, Network]
    snaps: Mapping[str, Snapped]
    people_snaps: Mapping[str, Snapped]
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
    workers: int | None = None,
    tell: Tell | None = None,
) -> Results:
    """Analyse a region and leave the results in a folder.

    Parameters
    ----------
    region
        As `Region.load` returns it.
    out
        The folder; results of an earlier run in it are replaced when the new ones are whole.
    services, strict, workers, tell
        As for `analyse`.

    Raises
    ------
    DataError, UseError
        As `analyse`; also when `out` holds something that is not ours to replace, or files of the
        region.
    """
    check_place(region, out)
    results = analyse(region, services=services, strict=strict, workers=workers, tell=tell)
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
    workers: int | None = None,
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
    workers
        Threads for travel times; all cores when not given. The results are the same.
    tell
        Is given the name of each stage as it begins, and a line now and then about what takes
        longer than two seconds.

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
    tables, mode = given.tables, "drive" if region.streets is None else region.streets.mode
    facilities, whole = tables.facilities, tables.inventory.whole
    roads = {
        name: Roads(network, cache=cache_folder(), workers=workers, tell=tell or silent)
        for name, network in given.networks.items()
    }
    with stage("relate agencies"):
        beside = agency_pairs(
            tables.agencies, tolerance_m=region.analysis.tolerance_m, near_m=region.analysis.near_m
        )
        beside = with_crossings(beside, tables.agencies, roads.get(mode))
        agencies, beside = with_people(tables.agencies, beside, tables.people, tables.members)
    clocks = given.modes if given.networks else dict.fromkeys(given.services, "straight")
    with stage("travel between facilities"):
        pairs = facility_pairs(
            facilities,
            tables.agencies,
            beside,
            networks=roads,
            snaps=given.snaps,
            modes=given.modes,
            standards=widest(given.standards),
            roots=whole.roots,
            whole=whole,
        )
    with stage("find duplications"):
        found, told = detected(
            Given(
                agencies=agencies,
                agency_pairs=beside,
                facilities=facilities,
                pairs=pairs,
                people=tables.people,
                people_snaps=given.people_snaps,
                members=tables.members,
                layers=tables.layers,
                listed=tables.inventory,
                services=given.services,
                standards=given.standards,
                travel=Travel(roads, given.snaps, clocks),
                workers=cores(workers),
                tolerance_m=region.analysis.tolerance_m,
                max_snap_m=MAX_SNAP_M if region.streets is None else region.streets.max_snap_m,
            )
        )
        duplications, near = found["duplications"], found["facility_pairs"]
        shown = quickest_routes(facilities, near, networks=roads, snaps=given.snaps)
    with stage("rank"):
        ranked = opportunities(
            reviewed_out(duplications, given.review),
            near,
            facilities,
            whole.roots,
            given.standards,
            names={str(k): v for k, v in told_apart(tables.agencies).items()},
            whole=whole,
        )
    with stage("who does what"):
        provision, sharing = tables.inventory.provision, tables.inventory.sharing
        done = matrix(facilities, provision, sharing, tables.agencies)
    with stage("publish"):
        findings = findings_table([*given.findings, *told])
        review = without_hushed(given.review, given.hush, duplications, findings)
        duplications, ranked, findings = with_review(
            duplications, ranked, findings, review, services=services
        )
        results = {
            **found,
            "agencies": agencies,
            "facilities": facilities.drop(columns=["source", "row"]),
            "people": with_border_flag(tables.people, tables.members),
            "agency_pairs": beside,
            "boundary_audit": tables.audit,
            "contiguity": contiguity_table(agencies, beside),
            "duplications": duplications,
            "opportunities": ranked,
            "provision": provision,
            "matrix": done,
            "findings": findings,
        }
        public = {name: published(table) for name, table in results.items()}
        sheets = {
            "matrix": matrix_wide(done, tables.agencies, given.services),
            "aliases": aliases_sheet(
                tables.undecided, given.decisions, tables.agencies, hush=given.hush
            ),
            "review": review_sheet(
                public["duplications"], public["findings"], review, agencies=public["agencies"]
            ),
        }
        return Results(
            **public,
            roads=published(main_roads(given.networks, crs=given.plane)),
            routes=published(shown),
            manifest=_manifest(region, given, public, only_services=sorted(services)),
            sheets=sheets,
            timings=timings,
        )


def _manifest(
    region: Region,
    given: Inputs,
    tables: Mapping[str, pd.DataFrame],
    *,
    only_services: Sequence[str],
) -> dict[str, Any]:
    """Where the results come from."""
    inputs = [
        input_record(
            file.role,
            file.path,
            region.at(file.path),
            date=file.date,
            attribution=file.attribution,
            operation=given.operations.get(file.label),
        )
        for file in sorted(region.files(), key=lambda file: (file.role, file.label))
    ]
    return manifest(
        name=region.name,
        units=region.units,
        fictional=region.fictional,
        inputs=inputs,
        settings=region.given(),
        plane=given.plane,
        services=given.services,
        standards=given.standards,
        modes=given.modes if given.networks else {},
        only_services=only_services,
        tables=tables,
    )


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
    taxonomy = region.known_services()
    for name in services:
        if name not in taxonomy:
            raise UseError(f"{name!r} is no service; `adjoin services` lists them")
    modes = travel_modes(taxonomy, "drive" if region.streets is None else region.streets.mode)
    analysis = region.analysis
    standards = all_standards(taxonomy, analysis.minutes, analysis.default_minutes)
    with stage("read"):
        decisions, findings = read_decisions(region.aliases, base=region.base)
        review, told = region_review(region)
        files, more, hush = read_files(
            agencies=region.agencies,
            facilities=region.facilities,
            people=region.people,
            streets=region.streets,
            territories=region.territories,
            provision=region.provision,
            base=region.base,
            taxonomy=taxonomy,
            review=review,
        )
        findings += [*told, *more]
        described = [f for f in region.files() if f.is_data and f.role not in ("join", "nodes")]
        findings += dates_finding([(file.label, file.date) for file in described])
        failed = any(finding.severity == "error" for finding in findings)
        # What could be read is looked through all the same, so that its errors are told, too.
        sound = sound_files(files, findings) if failed else files
        bounds = bounds_of(sound, findings, failed=failed)
    with stage("project, repair, attribute"):
        plane = region_plane(bounds)
        tables = region_tables(
            sound,
            plane,
            bounds,
            taxonomy=taxonomy,
            services=services,
            decisions=decisions,
            accept=analysis.match_confidence,
            tolerance_m=analysis.tolerance_m,
        )
        told = tables.findings
        findings += told if not failed else independent_findings(told, files, sound)
    with stage("build and snap to streets"):
        travelled = {modes[service] for service in tables.facilities["service"]}
        mode = "drive" if region.streets is None else region.streets.mode
        if region.streets is not None:
            travelled.add(mode)
        whole = len(sound.streets) == len(files.streets)
        networks, told = built_networks(
            region.streets if whole else None, sound.streets, travelled, plane=plane, bounds=bounds
        )
        findings += told
        stop_on_errors(findings)
        cap_m = {} if region.streets is None else {"max_snap_m": region.streets.max_snap_m}
        facilities, snaps, told = snapped_facilities(
            tables.facilities, networks, modes, standards, **cap_m
        )
        by_mode = people_snaps(tables.people, networks)
        people, more = snapped_people(tables.people, by_mode.get(mode))
        findings += [*told, *more]
    return Inputs(
        plane=plane,
        tables=tables._replace(facilities=facilities, people=people),
        review=review,
        decisions=decisions,
        hush=hush,
        networks=networks,
        snaps=snaps,
        people_snaps=by_mode,
        modes=modes,
        services=taxonomy,
        standards=standards,
        operations={source.path: operation_of(source, plane, bounds) for source in files.all},
        findings=findings,
    )


def region_review(region: Region) -> tuple[Review, list[Finding]]:
    """What a person decided, of the file that a region names, and what is wrong with it."""
    if region.review is None:
        return no_review(), []
    review, findings = read_review(region.at(region.review), label=region.review)
    review, more = with_known_services(review, region.known_services())
    return review, [*findings, *more]


@contextlib.contextmanager
def _stage(name: str, *, timings: dict[str, float], tell: Tell | None) -> Iterator[None]:
    """Tell that a stage begins, and keep how long it took."""
    if tell is not None:
        tell(name)
    start = time.perf_counter()
    yield
    timings[name] = round(time.perf_counter() - start, 3)
