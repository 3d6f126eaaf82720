"""Facilities: service delivery points of several sources made into one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from ..geo.columns import text_column
from ..geo.crs import LONLAT, to_crs
from ..geo.findings import Finding

#: A facility further than this from the box around all agencies belongs to another region, or its
#: coordinates are wrong; neighbours' facilities just beyond the line are wanted and stay.
FAR_KM = 50

_TEXT = ("service", "facility_id", "name", "agency_text", "agency_by", "source")


def no_facility_rows(*, plane: pyproj.CRS) -> gpd.GeoDataFrame:
    """The rows of a region that has no source of facilities: none, with their columns."""
    empty = {name: pd.Series([], dtype="str") for name in _TEXT}
    row = pd.Series([], dtype="int64")
    return gpd.GeoDataFrame({**empty, "row": row}, geometry=gpd.GeoSeries([], crs=plane))


def facility_rows(
    frame: pd.DataFrame,
    *,
    source: str,
    columns: Mapping[str, str | Sequence[str]],
    match: Callable[[str], str | None],
    service: str | None = None,
    agency_by: str = "contains",
) -> tuple[pd.DataFrame, list[Finding]]:
    """Interpret one source of facilities.

    Parameters
    ----------
    frame
        As `adjoin.geo.reading.read_source` returns it, with geometry.
    source
        What messages call the file.
    columns
        Which column is `id`, `name`, `agency`, `service`; an id may be several columns, joined by
        `-`. Without `id` the row number is the id, which is told.
    match
        Gives the service id for an id, a name or an alias; None where there is none.
    service
        The service of every row, where no column says it.
    agency_by
        How facilities are tied to agencies: `column` or `contains`.

    Returns
    -------
    rows
        service, facility_id, name, agency_text, agency_by, source, row, geometry (points in the CRS of
        `frame`; a line or an area counts at a point inside it). Rows without an id or a place are
        left out.
    findings
        What was left out or filled; unknown services are errors.

    Raises
    ------
    DataError
        A column that `columns` names is not there.
    """
    findings: list[Finding] = []

    def text(key: str) -> pd.Series[str]:
        if key not in columns:
            return pd.Series(None, index=frame.index, dtype="str")
        return text_column(frame, columns[key], key=f"columns.{key}", source=source)

    ids, names = text("id"), text("name")
    if "id" not in columns:
        ids = pd.Series(frame.index.astype("str"), index=frame.index, dtype="str")
        message = "no id column is named; the row number is the id, so a changed order changes ids"
        findings.append(Finding("note", source, "columns.id", "id-from-row", message))
    given = text("service") if "service" in columns else pd.Series(service, index=frame.index)
    known = {name: match(str(name)) for name in sorted(set(given.dropna()))}
    if not isinstance(frame, gpd.GeoDataFrame):
        message = "the table has no places; name its coordinates as columns.x and columns.y"
        findings.append(Finding("error", source, "columns.x", "place-missing", message))
        return pd.DataFrame(), findings
    shapes = np.asarray(frame.geometry)
    point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    rows = pd.DataFrame(
        {
            "service": given.map(known),
            "facility_id": ids,
            "name": names.where(names.notna(), ids),
            "agency_text": text("agency"),
            "agency_by": agency_by,
            "source": source,
            "row": frame.index,
            "geometry": np.where(point, shapes, shapely.point_on_surface(shapes)),
        },
        index=frame.index,
    ).astype(dict.fromkeys(_TEXT, "str"))
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    findings += _row_findings(rows, given, known, placed)
    several = shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT
    several &= shapely.get_num_geometries(shapes) > 1
    message = (
        "the facility stands at several points and counts at one of them; give each its own row"
    )
    findings += [
        Finding("warning", source, f"row {row}", "several-places", message)
        for row in rows.loc[several & placed, "row"]
    ]
    return rows[ids.notna() & rows["service"].notna() & placed].reset_index(drop=True), findings


def facilities_table(
    rows: gpd.GeoDataFrame, *, area: tuple[float, float, float, float], plane: pyproj.CRS
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Make one table of facilities out of the rows of all sources.

    Parameters
    ----------
    rows
        The rows of `facility_rows`, of all sources together, projected to `plane`.
    area
        Bounds of all agencies in the plane; facilities more than 50 km outside are left out.
    plane
        The region's plane, in metres.

    Returns
    -------
    facilities
        Columns of `rows`; sorted by service and facility_id, which together are unique.
    findings
        Facilities left out; an id repeated within a service is an error, and so is a source of
        which most places would lie in the region were x and y exchanged.
    """
    box = shapely.box(*area)
    away_km = _away_km(np.asarray(rows.geometry), box)
    findings = _swapped(rows, away_km, box, plane)
    told = {finding.source for finding in findings}
    for position in np.flatnonzero((away_km > FAR_KM) & ~rows["source"].isin(told).to_numpy()):
        row = rows.iloc[position]
        message = (
            f"{row['name']!r} lies {away_km[position]:.0f} km outside the region; the row is left "
            "out: check its coordinates"
        )
        findings.append(
            Finding("warning", row["source"], f"row {row['row']}", "far-outside", message)
        )
    near = gpd.GeoDataFrame(rows[away_km <= FAR_KM], geometry="geometry", crs=plane)
    table = near.sort_values(["service", "facility_id", "source", "row"], kind="stable")
    repeated = table.duplicated(["service", "facility_id"], keep="first")
    for (service, facility_id), group in table[
        table.duplicated(["service", "facility_id"], keep=False)
    ].groupby(["service", "facility_id"]):
        places = ", ".join(
            f"{s} row {r}" for s, r in zip(group["source"], group["row"], strict=True)
        )
        message = f"the id stands {len(group)} times in {service} ({places}); make ids unique, e.g. of two columns"
        findings.append(
            Finding(
                "error", group["source"].iloc[0], str(facility_id), "facility-id-repeated", message
            )
        )
    return table[~repeated].reset_index(drop=True), findings


def _away_km(points: np.ndarray, box: shapely.Polygon) -> np.ndarray:
    """How far points lie outside a box; endlessly far where the plane has no place for them."""
    away_km = np.full(len(points), np.inf)
    placed = np.isfinite(shapely.get_coordinates(points)).all(axis=1)
    away_km[placed] = shapely.distance(points[placed], box) / 1000
    return away_km


def _swapped(
    rows: gpd.GeoDataFrame, away_km: np.ndarray, box: shapely.Polygon, plane: pyproj.CRS
) -> list[Finding]:
    """Tell sources of which most rows lie in the region only when x and y are exchanged."""
    findings = []
    for source, positions in sorted(rows.groupby("source").indices.items()):
        far = positions[away_km[positions] > FAR_KM]
        if 2 * len(far) <= len(positions):
            continue
        lonlat = to_crs(np.asarray(rows.geometry)[far], plane, LONLAT).shapes
        turned = shapely.transform(lonlat, lambda xy: xy[:, ::-1])
        back_km = _away_km(to_crs(turned, LONLAT, plane).shapes, box)
        count = int((back_km <= FAR_KM).sum())
        if 2 * count > len(positions):
            message = (
                f"{count} of {len(positions)} facilities lie in the region only when x and y are "
                "exchanged; exchange columns.x and columns.y, or write the longitude first"
            )
            findings.append(Finding("error", str(source), "", "axes-swapped", message))
    return findings


def _row_findings(
    rows: pd.DataFrame,
    given: pd.Series[str],
    known: Mapping[str, str | None],
    placed: np.ndarray,
) -> list[Finding]:
    """Tell rows without id, place or service, and services that are not known."""
    source = rows["source"].iloc[0] if len(rows) else ""
    missing = [
        (rows["facility_id"].isna(), "id-missing", "the facility has no id; the row is left out"),
        (
            pd.Series(~placed, index=rows.index),
            "geometry-empty",
            "the facility has no place; the row is left out",
        ),
        (given.isna(), "service-missing", "the facility has no service; the row is left out"),
    ]
    findings = [
        Finding("warning", source, f"row {row}", rule, message)
        for mask, rule, message in missing
        for row in rows.loc[mask, "row"]
    ]
    for name in sorted(name for name, service in known.items() if service is None):
        count = int((given == name).sum())
        message = f"{name!r} ({count} rows) is no service; `adjoin services` lists them, and [[services]] adds your own"
        findings.append(Finding("error", source, "service", "service-unknown", message))
    return findings
