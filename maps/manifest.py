"""Where results come from: files with their digests, settings, versions, projection, counts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pyproj
import shapely

from ..geo.files.folder import PROGRAM
from ..services.taxonomy import Service

#: Libraries whose version can change a number.
SETTINGS = ("taxonomy", "presets", "aliases", "review")
"""Roles of inputs that hold a person's settings and decisions, and no data of the region."""

LIBRARIES = ("geopandas", "numpy", "pandas", "pyarrow", "pyogrio", "pyproj", "scipy", "shapely")


def input_record(
    role: str,
    path: str,
    file: Path,
    *,
    date: str | None,
    attribution: str | None,
    operation: str | None,
) -> dict[str, Any]:
    """What is known of one input file.

    Parameters
    ----------
    role
        What it was read as: agencies, facilities, streets, nodes.
    path
        As region.toml names it.
    file
        Where it is; the other files of an unzipped Shapefile are digested with it.
    date, attribution
        What region.toml says of it.
    operation
        The PROJ operation that took it into the region's plane.
    """
    files = [file]
    if file.suffix.lower() == ".shp":
        files = sorted(part for part in file.parent.glob(file.stem + ".*") if part.is_file())
    return {
        "role": role,
        "path": path,
        "bytes": sum(part.stat().st_size for part in files),
        "sha256": {part.name: _digest(part) for part in files},
        "date": date,
        "attribution": attribution,
        "operation": operation,
    }


def manifest(
    *,
    name: str,
    units: str,
    fictional: bool,
    inputs: Sequence[Mapping[str, Any]],
    settings: Mapping[str, Any],
    plane: pyproj.CRS,
    services: Mapping[str, Service],
    standards: Mapping[str, float | None],
    modes: Mapping[str, str],
    only_services: Sequence[str],
    tables: Mapping[str, pd.DataFrame],
) -> dict[str, Any]:
    """Everything that someone needs to know to run the same again, and to trust it.

    Parameters
    ----------
    name, units, fictional, settings
        From region.toml.
    inputs
        Of `input_record`.
    plane
        The region's plane.
    services, standards, modes
        The taxonomy, the minutes by service and the mode of travel by service; only services that
        facilities or the inventory have are listed.
    only_services
        The services that the run was limited to; empty when it was not.
    tables
        The results, for their counts.
    """
    delivered = {*tables["facilities"]["service"], *tables["matrix"]["service"]}
    present = [service for service in services if service in delivered]
    severities = tables["findings"]["severity"]
    return {
        "program": PROGRAM,  # by which the folder is known to be one that a run may replace
        "name": name,
        "fictional": fictional,
        "units": units,
        "version": version("adjoin"),
        "libraries": {library: version(library) for library in LIBRARIES}
        | {
            "GDAL": ".".join(map(str, pyogrio.__gdal_version__)),
            "GEOS": shapely.geos_version_string,
            "PROJ": pyproj.proj_version_str,
        },
        "projection": plane.to_wkt("WKT2_2019", pretty=False),
        "inputs": list(inputs),
        "settings": dict(settings),
        "only_services": list(only_services),
        "services": {
            service: {
                "name": services[service].name,
                "family": services[service].family,
                "mode": services[service].primary_mode,
                "minutes": standards[service],
                "travel": modes.get(service),
                "standard": services[service].standard,
            }
            for service in present
        },
        "counts": {table: len(rows) for table, rows in tables.items()}
        | {
            severity: int((severities == severity).sum())
            for severity in ("error", "warning", "note")
        },
    }


def _digest(file: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
