"""What a run found: its tables, and how they come back from disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from ..geo.files.folder import MARK, restore
from ..geo.findings import UseError
from .service import name_key

#: The tables of a run, in the order of their layers.
TABLES = (
    "agencies",
    "facilities",
    "people",
    "agency_pairs",
    "boundary_audit",
    "contiguity",
    "facility_pairs",
    "duplications",
    "evidence",
    "coverage",
    "joint_coverage",
    "coverage_curve",
    "transfers",
    "scale",
    "fragmentation",
    "capacity",
    "agreements",
    "sensitivity",
    "tests",
    "opportunities",
    "provision",
    "matrix",
    "territories",
    "findings",
)

_STATE = ("roads", "routes")

_PLAIN = frozenset(
    {
        "contiguity", "evidence", "joint_coverage", "coverage_curve", "scale", "fragmentation",
        "capacity", "sensitivity", "tests", "opportunities", "provision", "matrix", "findings",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Results:
    """What a run found.

    Parameters
    ----------
    agencies, facilities, people, agency_pairs, boundary_audit, facility_pairs, duplications,
    coverage, transfers, agreements, territories
        GeoDataFrames in EPSG:4326, sorted by their ids; people have no rows where the region
        names none.
    contiguity, evidence, joint_coverage, coverage_curve, scale, fragmentation, capacity,
    sensitivity, tests, opportunities, provision, matrix, findings
        DataFrames; provision has no rows where the region has no inventory.
    roads, routes
        The main streets, and the ways of the quickest facility pairs, for the map; no rows where
        the run had no streets.
    manifest
        Inputs with their sha256, settings, projection, services and counts.
    sheets
        What a run also leaves as CSV for people: matrix, aliases, review. Not read back.
    timings
        Seconds by stage; the only part that differs between two runs of the same files.
    """

    agencies: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    people: gpd.GeoDataFrame
    agency_pairs: gpd.GeoDataFrame
    boundary_audit: gpd.GeoDataFrame
    contiguity: pd.DataFrame
    facility_pairs: gpd.GeoDataFrame
    duplications: gpd.GeoDataFrame
    evidence: pd.DataFrame
    coverage: gpd.GeoDataFrame
    joint_coverage: pd.DataFrame
    coverage_curve: pd.DataFrame
    transfers: gpd.GeoDataFrame
    scale: pd.DataFrame
    fragmentation: pd.DataFrame
    capacity: pd.DataFrame
    agreements: gpd.GeoDataFrame
    sensitivity: pd.DataFrame
    tests: pd.DataFrame
    opportunities: pd.DataFrame
    provision: pd.DataFrame
    matrix: pd.DataFrame
    territories: gpd.GeoDataFrame
    findings: pd.DataFrame
    roads: gpd.GeoDataFrame
    routes: gpd.GeoDataFrame
    manifest: Mapping[str, Any]
    sheets: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, in the order of their layers."""
        return {name: getattr(self, name) for name in TABLES}

    @property
    def label(self) -> str:
        """The name of the region, which says so where it is fictional."""
        name = str(self.manifest["name"])
        told = "fictional" in name.casefold() or not self.manifest["fictional"]
        return name if told else f"{name} (fictional)"

    def service_id(self, text: str) -> str:
        """The id of a service of this run by its id or name; the text itself where there is none."""
        named = {
            name_key(record["name"]): name for name, record in self.manifest["services"].items()
        }
        return text if text in self.manifest["services"] else named.get(name_key(text), text)

    def standards(self) -> dict[str, float | None]:
        """The minutes that were run, by service; None where distance means nothing."""
        return {name: service["minutes"] for name, service in self.manifest["services"].items()}


def read_results(out: str | Path) -> Results:
    """The results that a run left in a folder.

    Parameters
    ----------
    out
        The folder; old results that an interrupted run left beside it are put back first.

    Raises
    ------
    UseError
        There are no whole results in the folder, or they are damaged.
    """
    out = Path(out)
    restore(out)
    missing = [
        name
        for name in (
            MARK,
            *(f"tables/{t}.parquet" for t in TABLES),
            *(f"state/{t}.parquet" for t in _STATE),
        )
        if not (out / name).is_file()
    ]
    if missing:
        raise UseError(
            f"{str(out)!r} holds no results of adjoin ({missing[0]} is missing); `adjoin run` makes them"
        )
    try:
        return _read(out)
    except (ValueError, KeyError, OSError, pa.ArrowException) as error:
        message = f"{str(out)!r} holds damaged results ({error}); run again with `adjoin run`"
        raise UseError(message) from error


def _read(out: Path) -> Results:
    """The results of a folder that has every file."""
    tables = {name: _table(out / f"tables/{name}.parquet") for name in TABLES}
    return Results(
        **tables,
        **{name: _table(out / f"state/{name}.parquet") for name in _STATE},
        manifest=json.loads((out / MARK).read_text(encoding="utf-8")),
    )


def _table(path: Path) -> Any:
    """One table, with its geometry where it has one."""
    # Through an open file: Arrow does not take every path that the locale allows.
    with path.open("rb") as stream:
        return (pd.read_parquet if path.stem in _PLAIN else gpd.read_parquet)(stream)
