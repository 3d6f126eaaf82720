"""Agencies: rows of several sources made into one table, each agency once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from ..geo.columns import number_column, text_column
from ..geo.findings import Finding
from ..geo.validity import repair_polygons
from .parents import parent_findings, resolved_parents

LEVELS = (
    "county",
    "city",
    "special_district",
    "school_district",
    "regional",
    "state",
    "tribal",
    "nonprofit",
    "other",
)

#: How many rows or names a message lists.
SHOWN = 5

#: Words of names that say what kind of agency it is, not which.
_KIND_WORDS = frozenset((
    "and", "authority", "board", "city", "consolidated", "county", "department", "district",
    "elementary", "fire", "high", "joint", "library", "of", "park", "protection", "public",
    "recreation", "sanitary", "sanitation", "school", "special", "system", "the", "town",
    "township", "unified", "unincorporated", "union", "village", "water",
))  # fmt: skip

COLUMNS = ("agency_id", "name", "level", "parent_id", "population", "area_km2", "geometry")


def agency_rows(
    frame: pd.DataFrame,
    *,
    source: str,
    columns: Mapping[str, str | Sequence[str]],
    level: str | None = None,
    id_prefix: str = "",
) -> tuple[pd.DataFrame, list[Finding]]:
    """Interpret one source of agencies.

    Parameters
    ----------
    frame
        As `adjoin.geo.reading.read_source` returns it; without geometry for agencies that have
        no boundary.
    source
        What messages call the file.
    columns
        Which column is `id`, `name`, `level`, `parent`, `population`; an id may be several, joined
        by `-`. Without `id` the name is the id.
    level
        The level of every row, where no column says it.
    id_prefix
        Put before each id, to keep sources apart. A parent may be named with or without it.

    Returns
    -------
    rows
        agency_id, name, level, parent_id, id_prefix, population, source, row, geometry (in the CRS
        of `frame`, missing where there is none). Rows without an id, or with an empty shape, are left out.
    findings
        What was left out or filled.

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
    ids = ids if "id" in columns else names
    parents = text("parent")
    population = pd.Series(np.nan, index=frame.index)
    if "population" in columns:
        population, told = number_column(
            frame, str(columns["population"]), key="columns.population", source=source
        )
        findings += told
    has_shapes = isinstance(frame, gpd.GeoDataFrame)
    rows = pd.DataFrame(
        {
            "agency_id": id_prefix + ids,
            "name": names.where(names.notna(), ids),
            "level": text("level").str.lower() if "level" in columns else level,
            "parent_id": parents,
            "id_prefix": id_prefix,
            "population": population,
            "source": source,
            "row": frame.index,
            "geometry": np.asarray(frame.geometry) if has_shapes else None,
        },
        index=frame.index,
    )
    if "name" not in columns:
        message = "no column gives the names; the ids are shown instead"
        findings.append(Finding("note", source, "columns.name", "name-missing", message))
        names = ids
    findings += _row_findings(rows, names, source, has_shapes=has_shapes)
    usable = rows["agency_id"].notna()
    if has_shapes:
        usable &= ~_empty(rows["geometry"])
    return rows[usable].reset_index(drop=True), findings


def agencies_table(
    rows: gpd.GeoDataFrame, *, plane: pyproj.CRS
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Make one table of agencies out of the rows of all sources.

    Invalid shapes are repaired, and an id that stands in several rows becomes one agency with
    the union of their shapes; both are told. The same id at different levels, or under clearly
    different names, is an error: two names are taken for one when they have a word in common that
    is more than a kind of agency.

    Parameters
    ----------
    rows
        The rows of `agency_rows`, of all sources together, projected to `plane`.
    plane
        The region's equal-area plane, in metres.

    Returns
    -------
    agencies
        Columns agency_id, name, level, parent_id, population, area_km2, geometry; one row per
        agency, by code point of the id. An agency without boundary has no geometry and no area.
    findings
        Repairs, repeated ids, and ids that stand for different agencies.
    """
    shapes, findings = _repaired(rows)
    rows = rows.assign(geometry=shapes, parent_id=resolved_parents(rows)).sort_values(
        ["agency_id", "source", "row"], kind="stable"
    )
    groups = rows.groupby("agency_id", sort=True)
    first = groups.first()
    whole = {}
    for agency_id, group in groups:
        if len(group) > 1:
            findings.append(_repeated(str(agency_id), group))
        present = [shape for shape in group["geometry"] if shape is not None]
        whole[agency_id] = (
            shapely.union_all(present) if len(present) > 1 else (present or [None])[0]
        )
    geometry = gpd.GeoSeries(whole, crs=plane).reindex(first.index)
    table = gpd.GeoDataFrame(
        first.assign(area_km2=geometry.area / 1e6).drop(
            columns=["geometry", "source", "row", "id_prefix"]
        ),
        geometry=geometry,
        crs=plane,
    ).reset_index()
    findings += parent_findings(table)
    return table[list(COLUMNS)], findings


def _empty(shapes: pd.Series[Any]) -> pd.Series[bool]:
    """Where there is no shape, or one without any point."""
    array = np.asarray(shapes, dtype=object)
    return pd.Series(shapely.is_missing(array) | shapely.is_empty(array), index=shapes.index)


def _row_findings(
    rows: pd.DataFrame, names: pd.Series[str], source: str, *, has_shapes: bool
) -> list[Finding]:
    """Tell rows without id, shape, name or known level."""
    findings = []
    checks: list[tuple[pd.Series[bool], str, str]] = [
        (rows["agency_id"].isna(), "id-missing", "the agency has no id; the row is left out"),
        (
            rows["agency_id"].notna() & names.isna(),
            "name-missing",
            "the agency has no name; its id is shown instead",
        ),
    ]
    if has_shapes:
        empty = _empty(rows["geometry"])
        checks.append(
            (empty, "geometry-empty", "the agency has an empty shape; the row is left out")
        )
        areal = shapely.get_dimensions(np.asarray(rows["geometry"], dtype=object)) == 2
        message = "the shape is no area; the agency is kept without boundary"
        checks.append((pd.Series(~areal, index=rows.index) & ~empty, "geometry-not-areal", message))
    for mask, rule, message in checks:
        findings += [
            Finding("warning", source, f"row {row}", rule, message) for row in rows.loc[mask, "row"]
        ]
    # Lists of ids are joined by `;`, so no id may hold one.
    split = rows["agency_id"].str.contains(";", regex=False, na=False)
    findings += [
        Finding(
            "error",
            source,
            f"row {row}",
            "id-unusable",
            f"the id {id_!r} holds a ';'; mend it, or name other columns",
        )
        for row, id_ in rows.loc[split, ["row", "agency_id"]].to_numpy()
    ]
    unknown = rows[~rows["level"].isin(LEVELS)]
    findings += [
        Finding(
            "error", source, f"row {row}", "level-unknown",
            f"{level!r} is no level; known are {', '.join(LEVELS)}",
        )
        for row, level in zip(unknown["row"], unknown["level"], strict=True)
    ]  # fmt: skip
    return findings


def _repaired(rows: gpd.GeoDataFrame) -> tuple[Any, list[Finding]]:
    """Repair the shapes, and tell each with its area before and after."""
    repaired = repair_polygons(np.asarray(rows.geometry))
    findings = []
    for position, reason, before, after in zip(
        repaired.changed, repaired.reasons, repaired.area_before, repaired.area_after, strict=True
    ):
        row = rows.iloc[position]
        message = (
            f"the shape of {row['name']!r} is not valid ({reason.split('[')[0].strip()}); it was repaired: "
            f"{before / 1e6:.6f} km2 before, {after / 1e6:.6f} km2 after"
        )
        findings.append(
            Finding("warning", row["source"], f"row {row['row']}", "geometry-repaired", message)
        )
    return repaired.shapes, findings


def _repeated(agency_id: str, group: pd.DataFrame) -> Finding:
    """Tell an id that stands in several rows: one agency, or clearly different ones."""
    names = sorted(set(group["name"]))
    where = [f"{s} row {r}" for s, r in zip(group["source"], group["row"], strict=True)]
    places = ", ".join(where[:SHOWN]) + (" ..." if len(where) > SHOWN else "")
    words = [set(name.casefold().split()) for name in names]
    telling = [some - _KIND_WORDS or some for some in words]
    if set.intersection(*telling) and len(set(group["level"])) == 1:
        message = f"the agency stands in {len(group)} rows ({places}); they were dissolved into one"
        differing = [
            column
            for column in ("name", "parent_id", "population")
            if len(set(group[column].dropna())) > 1
        ]
        if differing:
            message += f", with the {' and '.join(differing)} of the first"
        return Finding("warning", group["source"].iloc[0], agency_id, "agency-repeated", message)
    different = sorted(set(zip(group["name"], group["level"], strict=True)))
    shown = ", ".join(f"{name!r} ({level})" for name, level in different[:SHOWN])
    message = (
        f"one id stands for different agencies ({shown}: {places}); set id_prefix or mend the ids"
    )
    return Finding("error", group["source"].iloc[0], agency_id, "agency-id-clash", message)


def with_unlisted(agencies: gpd.GeoDataFrame, ids: Sequence[str]) -> gpd.GeoDataFrame:
    """The agencies, and further ones of which only the id is known.

    Parameters
    ----------
    agencies
        As `agencies_table` returns it.
    ids
        Ids that are not in it; each becomes an agency of level `other` without boundary.
    """
    if not ids:
        return agencies
    more = pd.DataFrame({"agency_id": list(ids), "name": list(ids), "level": "other"})
    blank = gpd.GeoDataFrame(
        more.assign(parent_id=None, population=np.nan, area_km2=np.nan).astype(
            {"parent_id": "str"}
        ),
        geometry=gpd.GeoSeries([None] * len(more), crs=agencies.crs),
    )
    both = pd.concat([agencies, blank[list(COLUMNS)]], ignore_index=True)
    return both.sort_values("agency_id", kind="stable").reset_index(drop=True)
