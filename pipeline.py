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
import pandas as pd
import pyproj

from .boundaries.agencies import agencies_table
from .boundaries.members import with_layer_areas
from .boundaries.people import no_people_rows, people_table
from .boundaries.relations import agency_pairs
from .boundaries.residents import agency_people, people_findings, snapped_people, with_people
from .geo.crs import plane_finding, region_plane
from .geo.dates import dates_finding
from .geo.files.folder import check_replaceable
from .geo.files.sources import in_plane, operation_of
from .geo.files.writing import published
from .geo.findings import Finding, UseError, findings_table, stop_on_errors
from .geo.membership import Membership
from .geo.streets.building import main_roads
from .geo.streets.network import Network
from .geo.streets.snapping import Snapped
from .geo.streets.source import built_networks
from .maps.manifest import input_record, manifest
from .maps.output import write_results
from .region import Region
from .services.aliases import Decisions, aliases_sheet, meant, read_decisions, unmatched
from .services.attribution import tied_facilities
from .services.delivery import delivered_territories
from .services.duplications import duplications
from .services.facilities import no_facility_rows
from .services.inventory import Inventory, inventory
from .services.matrix import matrix, matrix_wide
from .services.opportunities import opportunities
from .services.proximity import facility_pairs, snapped_facilities
from .services.region_files import (
    bounds_of,
    independent_findings,
    names_in,
    read_files,
    sound_files,
)
from .services.results import Results
from .services.review import (
    Review,
    no_review,
    review_sheet,
    reviewed_out,
    with_known_services,
    with_review,
    without_hushed,
)
from .services.review_source import read_review
from .services.service import Service
from .services.taxonomy import ADJACENT_MODES, all_standards, travel_modes
from .services.territory_source import named_layers, no_territory_rows

Tell = Callable[[str], None]
Stage = Callable[[str], contextlib.AbstractContextManager[Any]]

_NO_FACILITIES = (
    "there are no facilities, so nothing is found by travel time, only by how agencies lie to each other and "
    "by what an inventory says; add [[facilities]]"
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
    layers
        Areas that agencies serve, where a source draws them: service, agency_id.
    inventory
        Who provides, buys and funds what, and as whom agencies count.
    review, decisions
        What a person decided, and of which names.
    undecided
        Names that a person must decide.
    hush
        Texts of hidden facilities, which nothing may repeat.
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
    layers: gpd.GeoDataFrame
    inventory: Inventory
    review: Review
    decisions: Decisions
    undecided: pd.DataFrame
    hush: frozenset[str]
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
    whole, names = given.inventory.whole, given.agencies.set_index("agency_id")["name"]
    with stage("relate agencies"):
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
            roots=whole.roots,
            whole=whole,
        )
    with stage("find and rank duplications"):
        adjacent = [s.id for s in given.services.values() if s.primary_mode in ADJACENT_MODES]
        found = duplications(
            given.facilities,
            near,
            beside,
            given.agencies,
            whole.roots,
            adjacent_services=adjacent,
            clocks=given.modes if given.networks else dict.fromkeys(given.services, "straight"),
            whole=whole,
        )
        ranked = opportunities(
            reviewed_out(found, given.review),
            near,
            given.facilities,
            whole.roots,
            given.standards,
            names=names.to_dict(),
            whole=whole,
        )
    with stage("who does what, and where"):
        done = matrix(
            given.facilities, given.inventory.provision, given.inventory.sharing, given.agencies
        )
        grounds, told = delivered_territories(
            given.facilities,
            given.agencies,
            given.inventory,
            given.services,
            layers=given.layers,
        )
    with stage("publish"):
        findings = findings_table([*given.findings, *told])
        review = without_hushed(given.review, given.hush, found, findings)
        found, ranked, findings = with_review(found, ranked, findings, review, services=services)
        kept = given.facilities.drop(columns=["source", "row"])
        parts = {
            "agencies": agencies,
            "facilities": kept,
            "people": given.people,
            "agency_pairs": beside,
            "facility_pairs": near,
            "duplications": found,
            "opportunities": ranked,
            "provision": given.inventory.provision,
            "matrix": done,
            "territories": grounds,
            "findings": findings,
        }
        tables = {name: published(table) for name, table in parts.items()}
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
                    date=file.date,
                    attribution=file.attribution,
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
    sheets = {
        "matrix": matrix_wide(done, given.agencies, given.services),
        "aliases": aliases_sheet(given.undecided, given.decisions, given.agencies, hush=given.hush),
        "review": review_sheet(
            tables["duplications"], tables["findings"], review, agencies=tables["agencies"]
        ),
    }
    return Results(**tables, roads=roads, manifest=origin, sheets=sheets, timings=timings)


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
        agencies, told = agencies_table(in_plane(sound.agencies, plane, bounds), plane=plane)
        told.append(plane_finding(plane))
        said, more = meant(decisions, agencies)
        told += [*more, *unmatched(decisions, names_in(sound))]
        tying: dict[str, Any] = {"decisions": said, "accept": analysis.match_confidence}
        layers, open_names, more = named_layers(
            in_plane(sound.territories, plane, bounds)
            if sound.territories
            else no_territory_rows(plane=plane),
            agencies,
            **tying,
        )
        agencies, areas = with_layer_areas(agencies, layers)
        told += [*more, *areas]
        if sound.facilities:
            rows = in_plane(sound.facilities, plane, bounds)
        else:
            rows = no_facility_rows(plane=plane)
            told.append(Finding("note", "facilities", "", "no-facilities", _NO_FACILITIES))
        tied = tied_facilities(rows, agencies, taxonomy=taxonomy, services=services, **tying)
        listed = inventory(sound.provision, tied.agencies, services=services, **tying)
        facilities, agencies = tied.facilities, listed.agencies
        people, more = people_table(
            in_plane(sound.people, plane, bounds) if sound.people else no_people_rows(plane=plane),
            plane=plane,
        )
        members = agency_people(people, agencies)
        told += [*tied.findings, *listed.findings, *more]
        told += people_findings(people, members, agencies)
        findings += told if not failed else independent_findings(told, files, sound)
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
        layers=layers,
        inventory=listed,
        review=review,
        decisions=decisions,
        undecided=pd.concat([open_names, tied.undecided, listed.undecided], ignore_index=True),
        hush=hush,
        members=members,
        networks=networks,
        snaps=snaps,
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
