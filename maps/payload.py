"""What the page needs to know, and nothing more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..boundaries.labels import told_apart
from ..geo.antimeridian import joined
from ..geo.extent import box_around, part_boxes
from ..geo.findings import SEVERITIES
from .agreements import agreement_columns
from .case_kinds import evidence_columns
from .cases import case_columns
from .columns import column_or_none, numbers, rows_of, table_or_empty
from .matrix import matrix_columns, sharing_known
from .roads import drawn_roads
from .service_facts import facility_reach, service_facts
from .topology import (
    UNITS_PER_DEGREE,
    drawing_tolerance_m,
    local_crs,
    page_degrees,
    simplify_by_level,
    to_topology,
)

FORMAT = 1


def map_payload(tables: Mapping[str, pd.DataFrame], *, about: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the page draws or tells, ready for JSON.

    Parameters
    ----------
    tables
        The result tables by name (agencies, facilities, agency_pairs, facility_pairs,
        duplications, evidence, coverage, joint_coverage, transfers, fragmentation, tests,
        sensitivity, agreements, opportunities, matrix, findings, roads, routes); a table that is
        absent counts as empty. What `coverage` does not hold, as in results for the public, the
        page does not tell.
        Geometry in EPSG:4326.
    about
        Region name, units (`metric` or `us`), fictional, version, services, sources, counts, and
        `public` where it is for everybody.

    Returns
    -------
    dict
        Tables as lists of columns, rows of other tables by their number, coordinates as whole
        numbers of 1e-5 degree, missing as None. Of the facility pairs only the quickest of each
        duplication is kept: a page shows who is how far from whom, not every pair.
    """
    agencies = table_or_empty(tables, "agencies", ("agency_id", "name"))
    facilities = table_or_empty(tables, "facilities", ("facility_id", "service"))
    agency_at = {key: at for at, key in enumerate(agencies["agency_id"])}
    bounds = _bounds(agencies, facilities)
    degrees = page_degrees(bounds)
    simple = _simplified(agencies, crs=local_crs(bounds))
    topology = to_topology(simple.to_crs(degrees))
    labels = _labels(simple, degrees=degrees)
    boundaries = {"arcs": topology.arcs, "polygons": topology.polygons, "label": labels}
    duplications = case_columns(tables, degrees=degrees)
    opportunities = _opportunities(tables, agency_at)
    agreements = agreement_columns(tables, agency_at=agency_at, degrees=degrees)
    of_map = (facilities, duplications, opportunities, agreements)
    mapped = {service for table in of_map for service in table["service"]} - {None}
    used = sorted(mapped | set(table_or_empty(tables, "matrix", ("service",))["service"].dropna()))
    return {
        "format": FORMAT,
        "units_per_degree": UNITS_PER_DEGREE,
        "about": {
            "name": about["name"],
            "units": about["units"],
            "fictional": bool(about["fictional"]),
            "public": bool(about.get("public", False)),
            "version": about["version"],
            "sources": [_source(source) for source in about["sources"]],
        },
        "services": _services(about["services"], used, mapped),
        "agencies": {**_agencies(agencies, agency_at), **boundaries},
        "facilities": {
            **_facilities(facilities, agency_at, degrees=degrees),
            **facility_reach(tables, facilities),
        },
        "duplications": duplications,
        "evidence": evidence_columns(tables),
        "service_facts": service_facts(tables, agency_at=agency_at),
        "agreements": agreements,
        "opportunities": opportunities,
        "matrix": matrix_columns(tables, agencies=list(agencies["agency_id"]), services=used),
        "findings": _finding_groups(
            table_or_empty(tables, "findings", ("severity", "source", "rule", "message"))
        ),
        "clocks": sorted(
            set(table_or_empty(tables, "facility_pairs", ("clock",))["clock"].dropna())
        ),
        "not_known": _not_known(tables),
        "sharing_known": sharing_known(tables),
        "roads": _roads(tables, simple, degrees=degrees),
    }


def _bounds(*frames: pd.DataFrame) -> np.ndarray:
    """Bounds of all geometry in degrees; those of nothing are around 0. East may be beyond 180."""
    shapes = [frame.geometry.to_numpy() for frame in frames if isinstance(frame, gpd.GeoDataFrame)]
    boxes, _ = part_boxes(np.concatenate([[None], *shapes]))
    return box_around(boxes) if len(boxes) else np.zeros(4)


def _source(source: Mapping[str, Any]) -> dict[str, str | None]:
    """Role, file name, date and attribution of one input as text."""
    keys = ("role", "path", "date", "attribution")
    told = {k: None if source.get(k) is None else str(source[k]) for k in keys}
    return {**told, "path": None if told["path"] is None else _file_name(told["path"])}


def _file_name(path: str) -> str:
    """Last part of a path; where it lay on the analyst's machine is nobody else's business."""
    return PurePosixPath(path.replace("\\", "/")).name or path


def _services(
    known: Mapping[str, Mapping[str, Any]], used: Sequence[str], mapped: Collection[str]
) -> list[dict[str, Any]]:
    """The services that occur, with the words of the taxonomy; an unknown one keeps its id.

    Those of the matrix alone have nothing on the map to choose.
    """
    keys = ("name", "family", "mode", "minutes", "travel", "standard")
    return [
        {"id": key, **{k: known.get(key, {}).get(k) for k in keys}, "mapped": key in mapped}
        for key in used
    ]


def _agencies(agencies: pd.DataFrame, at: Mapping[str, int]) -> dict[str, Any]:
    """Columns of the agencies, their boundaries apart."""
    return {
        "id": column_or_none(agencies, "agency_id"),
        "name": told_apart(agencies).tolist(),
        "level": column_or_none(agencies, "level"),
        "parent": rows_of(agencies, "parent_id", at),
        "population": _population(agencies),
        "area_km2": column_or_none(agencies, "area_km2", 2),
    }


def _population(agencies: pd.DataFrame) -> list[Any]:
    """Residents as the source of an agency says, or else as the people in its area were counted."""
    said, counted = (column_or_none(agencies, name, 0) for name in ("population", "people"))
    return [
        first if first is not None else second for first, second in zip(said, counted, strict=True)
    ]


def _simplified(agencies: pd.DataFrame, *, crs: str) -> gpd.GeoSeries:
    """Boundaries in the region's projection, as coarse as a screen allows."""
    if not isinstance(agencies, gpd.GeoDataFrame) or agencies.geometry.isna().all():
        return gpd.GeoSeries([None] * len(agencies), crs=crs)
    # Published shapes are cut at 180 degrees, and drawn whole.
    whole = joined(agencies.geometry.to_numpy()).shapes
    metric = gpd.GeoSeries(whole, index=agencies.index, crs=agencies.crs).to_crs(crs)
    tolerance_m = drawing_tolerance_m(metric.total_bounds)
    return simplify_by_level(metric, agencies["level"], tolerance_m=tolerance_m)


def _roads(
    tables: Mapping[str, pd.DataFrame], areas: gpd.GeoSeries, *, degrees: str
) -> list[list[int]]:
    """The background's roads inside the agencies; none where no roads are given."""
    roads = tables.get("roads")
    if not isinstance(roads, gpd.GeoDataFrame):
        return []
    region = shapely.make_valid(areas.to_numpy())
    within = shapely.union_all(region)
    return drawn_roads(roads, crs=str(areas.crs.to_wkt()), degrees=degrees, within=within)


def _labels(areas: gpd.GeoSeries, *, degrees: str) -> list[list[int] | None]:
    """Middle of the largest circle inside each area (page units) and its radius in metres."""
    labels: list[list[int] | None] = [None] * len(areas)
    polygonal = areas.geom_type.isin(["Polygon", "MultiPolygon"]) & ~areas.is_empty
    rows = np.flatnonzero(polygonal.to_numpy())
    largest = [max(shapely.get_parts(areas.iloc[row]), key=lambda part: part.area) for row in rows]
    if not largest:
        return labels
    tolerance = np.sqrt(shapely.area(largest)) / 50
    circles = shapely.maximum_inscribed_circle(largest, tolerance)
    middles = gpd.GeoSeries(shapely.get_point(circles, 0), crs=areas.crs).to_crs(degrees)
    units = np.rint(shapely.get_coordinates(middles) * UNITS_PER_DEGREE).astype(int)
    for row, (x, y), radius in zip(rows, units, shapely.length(circles), strict=True):
        labels[row] = [int(x), int(y), round(float(radius))]
    return labels


def _facilities(facilities: pd.DataFrame, at: Mapping[str, int], *, degrees: str) -> dict[str, Any]:
    """Columns of the facilities; one without a place has no coordinates."""
    place = pd.DataFrame({"x": [None] * len(facilities), "y": [None] * len(facilities)})
    if isinstance(facilities, gpd.GeoDataFrame):
        points = facilities.geometry.to_crs(degrees).to_numpy()
        place = pd.DataFrame({"x": shapely.get_x(points), "y": shapely.get_y(points)})
        place *= UNITS_PER_DEGREE
    return {
        "id": column_or_none(facilities, "facility_id"),
        "service": column_or_none(facilities, "service"),
        "agency": rows_of(facilities, "agency_id", at),
        "attribution": column_or_none(facilities, "attribution"),
        "confidence": column_or_none(facilities, "attribution_confidence", 2),
        "name": column_or_none(facilities, "name"),
        "x": numbers(place["x"], 0),
        "y": numbers(place["y"], 0),
    }


def _opportunities(tables: Mapping[str, pd.DataFrame], at: Mapping[str, int]) -> dict[str, Any]:
    """Columns of the opportunities in rank order."""
    needed = ("opportunity_id", "rank", "service", "agencies")
    found = table_or_empty(tables, "opportunities", needed).sort_values("rank", kind="stable")
    members = [str(ids).split(";") for ids in found["agencies"]]
    return {
        "id": column_or_none(found, "opportunity_id"),
        "rank": column_or_none(found, "rank", 0),
        "score": column_or_none(found, "score", 4),
        "service": column_or_none(found, "service"),
        "agencies": [[at[key] for key in keys if key in at] for keys in members],
        "reasons": column_or_none(found, "reasons"),
        "review": column_or_none(found, "review"),
        "review_note": column_or_none(found, "review_note"),
    }


def _finding_groups(findings: pd.DataFrame) -> list[dict[str, Any]]:
    """Findings counted by severity, rule and source, errors first, with the first message."""
    if findings.empty:
        return []
    grouped = findings.groupby(["severity", "rule", "source"], sort=True, dropna=False)
    groups = [
        {
            "severity": s,
            "rule": r,
            "source": _file_name(str(src)),
            "count": len(rows),
            "example": rows["message"].iloc[0],
        }
        for (s, r, src), rows in grouped
    ]
    return sorted(groups, key=lambda group: SEVERITIES.index(group["severity"]))


def _not_known(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """What this run does not carry, so that the page can say so."""
    people = _has_values(tables.get("duplications"), "overlap_people")
    cost = "savings_low" in tables.get("opportunities", pd.DataFrame())
    return [word for word, known in (("people", people), ("cost", cost)) if not known]


def _has_values(table: pd.DataFrame | None, name: str) -> bool:
    """Whether a column is there and not missing throughout."""
    return table is not None and name in table and bool(table[name].notna().any())
