"""Reads the inputs that it is told to, one line of JSON each, within a limit of memory.

A process of its own, so that a crash, a hang or a hunger for memory is seen and not suffered.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import resource
import sys
import time
import traceback
import warnings
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from adjoin.boundaries.agencies import agencies_table, agency_rows
from adjoin.boundaries.people import people_rows, people_table
from adjoin.geo.crs import region_plane
from adjoin.geo.files.sources import common_bounds, in_plane, read_and_check
from adjoin.geo.findings import DataError, UseError
from adjoin.pipeline import read_region
from adjoin.region import Region
from adjoin.services.facilities import facilities_table, facility_rows
from adjoin.services.taxonomy import load_services, match_service

COLUMNS = {"id": "id", "name": "name"}
GIBIBYTES = 3.5


def main() -> None:
    """Answer each line with one line."""
    resource.setrlimit(resource.RLIMIT_AS, (int(GIBIBYTES * 1024**3),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints is no answer
    print("{}", file=answers, flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        reset_peak()
        start = time.process_time()  # whatever else the machine does
        answer = tried(task)
        answer["seconds"] = round(time.process_time() - start, 3)
        answer["peak_mb"] = peak_mb()
        print(json.dumps(answer), file=answers, flush=True)


def reset_peak() -> None:
    """Forget how much memory was used before (Linux only)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> int:
    """The most memory used since, in MB; 0 where the system does not say."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    return 0


def tried(task: dict) -> dict:
    """What became of one input."""
    with warnings.catch_warnings(record=True) as leaks:
        warnings.simplefilter("always")
        try:
            answer = region_read(task) if task["kind"] == "region" else file_read(task)
        except DataError as error:
            answer = {"outcome": "refused", "findings": error.findings}
        except UseError as error:
            answer = {"outcome": "misused", "error": str(error), "findings": []}
        except (Exception, SystemExit) as error:  # what must never happen, and is to be seen
            where = "".join(traceback.format_exc(limit=-4))
            answer = {
                "outcome": "crashed",
                "error": f"{type(error).__name__}: {str(error)[:300]}\n{where}",
                "findings": [],
            }
    answer["leaks"] = sorted({f"{leak.category.__name__}: {leak.message}" for leak in leaks})
    return answer


def region_read(task: dict) -> dict:
    """Read a region as `adjoin check` does."""
    given = read_region(Region.load(task["path"]))
    return {"outcome": "read", "findings": list(given.findings), "rows": len(given.tables.agencies)}


def file_read(task: dict) -> dict:
    """Read a file as agencies, as facilities and as people, and put it into the plane."""
    services = load_services()
    source = task["source"]
    facilities = partial(
        facility_rows,
        source=source,
        columns=COLUMNS,
        match=partial(match_service, services=services),
        service="fire_services",
    )
    kept = []
    more = []

    def interpret(frame: pd.DataFrame) -> tuple[pd.DataFrame, list]:
        kept.append(frame)
        for rows, told in (
            agency_rows(frame, source=source, columns=COLUMNS, level="city"),
            people_rows(frame, source=source, columns={"id": "id", "weight": "pop"}),
        ):
            kept.append(rows)
            more.extend(told)
        return facilities(frame)

    xy = tuple(task["xy"]) if task.get("xy") else None
    path = task["path"]
    read = read_and_check(
        path if task.get("raw") else Path(path),
        path=source,
        columns={**COLUMNS, "weight": "pop"},
        interpret=interpret,
        layer=task.get("layer"),
        where=task.get("where"),
        crs=task.get("crs"),
        xy=xy,
    )
    findings = [*read.findings, *more]
    if any(finding.severity == "error" for finding in findings):
        return {"outcome": "refused", "findings": findings}
    bounds = common_bounds([read])
    if bounds is not None and bounds[2] - bounds[0] <= 180:
        plane = region_plane(bounds)
        area = tuple(np.asarray(in_plane([read], plane, bounds).total_bounds))
        findings += facilities_table(in_plane([read], plane, bounds), area=area, plane=plane)[1]
        for rows, table in ((kept[1], agencies_table), (kept[2], people_table)):
            if len(rows) and "geometry" in rows:
                other = type(read)(read.path, rows, read.crs, ())
                findings += table(in_plane([other], plane, bounds), plane=plane)[1]
    if any(finding.severity == "error" for finding in findings):
        return {"outcome": "refused", "findings": findings}
    return {
        "outcome": "read",
        "findings": findings,
        "rows": len(kept[0]),
        "used": len(read.rows),
        "digest": digest(kept[0]),
    }


def digest(frame: pd.DataFrame) -> str:
    """The values of a frame that matter, in short."""
    if len(frame) > 1000:  # no whole data set has so many rows
        return f"{len(frame)} rows"
    wanted = [name for name in ("id", "name", "pop", "lon", "lat") if name in frame.columns]
    places = ["" for _ in range(len(frame))]
    if "geometry" in frame.columns:
        shapes = shapely.normalize(np.asarray(frame["geometry"], dtype=object))
        places = [
            "-" if shape is None else shapely.to_wkt(shape, rounding_precision=6)
            for shape in shapes
        ]
    rows = frame[wanted].itertuples(index=False, name=None)
    # FlatGeobuf orders its rows by place.
    lines = sorted(
        repr([short(cell) for cell in row]) + place for row, place in zip(rows, places, strict=True)
    )
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:16]


def short(value: object) -> object:
    """A number as a float where it is one, whatever its type."""
    try:
        return float(f"{float(value):.6f}")  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)


if __name__ == "__main__":
    main()
