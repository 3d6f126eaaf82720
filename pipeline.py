"""The run: a region's files in, its results out.

`analyse` finds the pairs and ranks them, `run` also leaves the results in a folder.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

from .boundaries.agencies import root_agencies
from .boundaries.relations import agency_pairs
from .geo.findings import UseError, findings_table, stop_on_errors
from .geo.folder import check_replaceable
from .geo.streets import main_roads
from .geo.writing import published
from .inputs import input_files, input_records, read_region
from .maps.manifest import manifest
from .maps.output import write_results
from .region import Region
from .services.duplications import duplications
from .services.opportunities import opportunities
from .services.proximity import facility_pairs
from .services.results import Results
from .services.taxonomy import ADJACENT_MODES

Tell = Callable[[str], None]


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

    Parameters
    ----------
    region
        As `Region.load` returns it.
    out
        The folder.

    Raises
    ------
    UseError
        It holds something that is not ours to replace, or files of the region.
    """
    folder = Path(out).resolve()
    check_replaceable(folder)
    paths = [path for _, path, _ in input_files(region)]
    for file in (region.base.resolve(), *(region.at(path).resolve() for path in paths)):
        if file.is_relative_to(folder):
            raise UseError(
                f"{str(out)!r} is replaced by each run, and {str(file)!r} of the region lies in it; "
                "name another folder for the results"
            )


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
            given.facilities, near, beside, given.agencies, roots, adjacent_services=adjacent
        )
        ranked = opportunities(found, near, given.facilities, roots, given.standards)
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
            inputs=input_records(region, given.operations),
            settings=region.given(),
            plane=given.plane,
            services=given.services,
            standards=given.standards,
            modes=given.modes if given.networks else {},
            tables=tables,
        )
    return Results(**tables, roads=roads, manifest=origin, timings=timings)


@contextlib.contextmanager
def _stage(name: str, *, timings: dict[str, float], tell: Tell | None) -> Iterator[None]:
    """Tell that a stage begins, and keep how long it took."""
    if tell is not None:
        tell(name)
    start = time.perf_counter()
    yield
    timings[name] = round(time.perf_counter() - start, 3)
