"""Agencies: rows of several sources made into one table, each agency once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from ..geo.files.columns import number_column, text_columns
from ..geo.findings import Finding
from ..geo.rowfindings import first_rows, places_of, row_findings, rows_item
from ..geo.validity import validity_faults
from .agency_shapes import repaired_shapes, shapeless_findings
from .dissolving import Dissolved, dissolved, repeated_shapes
from .labels import shared_names
from .levels import LEVELS
from .members import resolved_members, with_member_areas
from .parents import parent_findings, resolved_parents

#: How many rows or names a message lists.
SHOWN = 5

#: Rows that have nothing but their name in common are doubted from this far apart.
APART_KM = 10.0

#: Words of names that say what kind of agency it is, not which.
_KIND_WORDS = frozenset((
    "and", "authority", "board", "city", "consolidated", "county", "department", "district",
    "elementary", "fire", "high", "joint", "library", "of", "park", "protection", "public",
    "recreation", "sanitary", "sanitation", "school", "special", "system", "the", "town",
    "township", "unified", "unincorporated", "union", "village", "water",
))  # fmt: skip

COLUMNS = (
    "agency_id", "name", "level", "parent_id", "population", "area_km2", "boundary", "members", "geometry",
)  # fmt: skip


def agency_rows(
    frame: pd.DataFrame,
    *,
    source: str,
    columns: Mapping[str, str | Sequence[str]],
    level: str | None = None,
    id_prefix: str = "",
    shapeless: bool = False,
) -> tuple[pd.DataFrame, list[Finding]]:
    """Interpret one source of agencies.

    Parameters
    ----------
    frame
        As `adjoin.geo.files.reading.read_source` returns it; without geometry for agencies that have
        no boundary.
    source
        What messages call the file.
    columns
        Which column is `id`, `name`, `level`, `parent`, `members`, `population`; an id may be
        several, joined by `-`. Without `id` the name is the id.
    level
        The level of every row, where no column says it.
    id_prefix
        Put before each id, to keep sources apart. A parent may be named with or without it.
    shapeless
        Rows without a shape are kept, as agencies without boundary; why they have none has been
        told.

    Returns
    -------
    rows
        agency_id, name, level, parent_id, members (ids or names parted by `;`), id_prefix,
        population, source, row, fault (why the shape is not valid as it is written, missing where
        it is), geometry (in the CRS of `frame`, missing where there is none). Rows without an id
        are left out, and so are those with an empty shape that name no members.
    findings
        What was left out or filled.

    Raises
    ------
    DataError
        A column that `columns` names is not there.
    """
    texts, findings = text_columns(
        frame, columns, codes=("id", "level"), names=("name", "parent", "members"), source=source
    )
    names = texts["name"]
    ids = texts["id"] if "id" in columns else names
    population = pd.Series(np.nan, index=frame.index)
    if "population" in columns:
        population, told = number_column(
            frame, str(columns["population"]), key="columns.population", source=source, least=0
        )
        findings += told
    has_shapes = isinstance(frame, gpd.GeoDataFrame)
    shapes = np.asarray(frame.geometry) if has_shapes else np.full(len(frame), None, dtype=object)
    rows = pd.DataFrame(
        {
            "agency_id": id_prefix + ids,
            "name": names.where(names.notna(), ids),
            "level": texts["level"].str.lower() if "level" in columns else level,
            "parent_id": texts["parent"],
            "members": texts["members"],
            "id_prefix": id_prefix,
            "population": population,
            "source": source,
            "row": frame.index,
            "fault": pd.Series(validity_faults(shapes), index=frame.index, dtype="str"),
            "geometry": shapes,
        },
        index=frame.index,
    )
    if "name" not in columns:
        message = "no column gives the names; the ids are shown instead"
        findings.append(Finding("note", source, "columns.name", "name-missing", message))
        names = ids
    id_key = "columns.id" if "id" in columns else "columns.name"
    must = has_shapes and not shapeless
    findings += _row_findings(rows, names, source, id_key=id_key, has_shapes=must)
    usable = rows["agency_id"].notna()
    if must:
        usable &= ~_empty(rows)
    return rows[usable].reset_index(drop=True), findings


def agencies_table(
    rows: gpd.GeoDataFrame, *, plane: pyproj.CRS
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Make one table of agencies out of the rows of all sources.

    Invalid shapes are repaired, and an id that stands in several rows becomes one agency with
    the union of their shapes; both are told, and so are rows with the shape of another row. The
    same id at different levels, or under clearly different names, is an error: two names are taken
    for one when they have a word in common that is more than a kind of agency.

    Parameters
    ----------
    rows
        The rows of `agency_rows`, of all sources together, projected to `plane`.
    plane
        The region's equal-area plane, in metres.

    Returns
    -------
    agencies
        Columns agency_id, name, level, parent_id, population, area_km2, boundary, members,
        geometry; one row per agency, by code point of the id. An agency without boundary has the
        ground of its members, and `boundary` then says `members`; without either it has no geometry
        and no area. `members` are ids joined by `;`.
    findings
        Repairs, repeated shapes, repeated ids, ids that stand for different agencies, names that
        several agencies have, and what `adjoin.boundaries.members` tells.
    """
    shapes, findings = repaired_shapes(rows)
    findings += repeated_shapes(rows)
    rows = rows.assign(geometry=shapes, parent_id=resolved_parents(rows))
    whole = dissolved(rows)
    # Not by row: which of an agency's rows comes first in the file says nothing.
    rows = rows.sort_values(
        ["agency_id", "source", "name", "parent_id", "population"], kind="stable"
    )
    first = rows.drop(columns=["geometry", "source", "row", "id_prefix", "members", "fault"])
    first = first.groupby("agency_id", sort=True).first()
    for agency_id, group in rows[rows["agency_id"].duplicated(keep=False)].groupby("agency_id"):
        findings.append(_repeated(str(agency_id), group, whole))
    table = gpd.GeoDataFrame(
        first, geometry=whole.shapes.reindex(first.index), crs=plane
    ).reset_index()
    members, told = resolved_members(rows)
    table, more = with_member_areas(table, members)
    findings += [*parent_findings(table), *shared_names(table), *told, *more]
    return table[list(COLUMNS)], findings


def _empty(rows: pd.DataFrame) -> pd.Series[bool]:
    """Where there is no shape, or one without any point, and no members whose ground could stand for it."""
    shapes = np.asarray(rows["geometry"], dtype=object)
    nothing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    return pd.Series(nothing, index=rows.index) & rows["members"].isna()


def _row_findings(
    rows: pd.DataFrame, names: pd.Series[str], source: str, *, id_key: str, has_shapes: bool
) -> list[Finding]:
    """Tell rows without id, shape, name or known level."""
    without_id = rows["agency_id"].isna()
    checks: list[tuple[pd.Series[bool], str, str]] = [
        (without_id, "id-missing", "the agency has no id; the row is left out"),
        (
            ~without_id & names.isna(),
            "name-missing",
            "the agency has no name; its id is shown instead",
        ),
    ]
    findings = []
    if len(rows) and without_id.all():
        del checks[:2]
        message = f"no row has an id ({len(rows)} rows are empty there); name another column"
        findings.append(Finding("error", source, id_key, "id-column-empty", message))
    for mask, rule, message in checks:
        findings += row_findings(rows.loc[mask, "row"], message, source=source, rule=rule)
    if has_shapes:
        findings += shapeless_findings(rows, _empty(rows), source=source)
    # Lists of ids are joined by `;`, so no id may hold one.
    split = rows.loc[rows["agency_id"].str.contains(";", regex=False, na=False)]
    findings += row_findings(
        split["row"],
        [f"the id {id_!r} holds a ';'; mend it, or name other columns" for id_ in split["agency_id"]],
        source=source, rule="id-unusable", severity="error",
    )  # fmt: skip
    return findings + _level_findings(rows, source)


def _level_findings(rows: pd.DataFrame, source: str) -> list[Finding]:
    """One error for each level that is none."""
    unknown = rows[~rows["level"].isin(LEVELS)]
    return [
        Finding(
            "error", source, rows_item(group["row"]), "level-unknown",
            f"{None if pd.isna(level) else level!r} is no level (rows: {first_rows(group['row'])}); "
            f"known are {', '.join(LEVELS)}",
        )
        for level, group in unknown.groupby("level", dropna=False, sort=True)
    ]  # fmt: skip


def _repeated(agency_id: str, group: pd.DataFrame, whole: Dissolved) -> Finding:
    """Tell an id that stands in several rows: one agency, or clearly different ones."""
    names = sorted(set(group["name"]))
    places = places_of(group["source"], group["row"])
    words = [set(name.casefold().split()) for name in names]
    telling = [some - _KIND_WORDS or some for some in words]
    if set.intersection(*telling) and len(set(group["level"])) == 1:
        message = f"the agency stands in {len(group)} rows ({places}); they were dissolved into one"
        twice_km2 = whole.twice_km2.get(agency_id, 0.0)
        if twice_km2 >= 1e-6:
            message += f" ({twice_km2:.6f} km2 that several have count once)"
        differing = [
            column
            for column in ("name", "parent_id", "population")
            if len(set(group[column].dropna())) > 1
        ]
        if differing:
            message += f", with the {' and '.join(differing)} of the first"
        apart_km = whole.apart_km.get(agency_id, 0.0)
        if apart_km >= APART_KM and (group["id_prefix"] + group["name"] == agency_id).all():
            message += (
                f"; they lie {apart_km:.1f} km apart: if these are different agencies of one name, name a "
                "column for columns.id that tells them apart"
            )
        return Finding("warning", group["source"].iloc[0], agency_id, "agency-repeated", message)
    different = sorted(set(zip(group["name"], group["level"], strict=True)))
    shown = ", ".join(f"{name!r} ({level})" for name, level in different[:SHOWN])
    message = (
        f"one id stands for different agencies ({shown}: {places}); set id_prefix or mend the ids"
    )
    return Finding("error", group["source"].iloc[0], agency_id, "agency-id-clash", message)


def with_unlisted(agencies: gpd.GeoDataFrame, more: pd.DataFrame) -> gpd.GeoDataFrame:
    """The agencies, and further ones of which only the name and level are known.

    Parameters
    ----------
    agencies
        As `agencies_table` returns it.
    more
        agency_id, name and level of agencies that are not in it; each has no boundary.
    """
    more = more[~more["agency_id"].isin(agencies["agency_id"])]
    if not len(more):
        return agencies
    texts = dict.fromkeys(("parent_id", "boundary", "members"), "str")
    blank = gpd.GeoDataFrame(
        more.assign(
            parent_id=None, population=np.nan, area_km2=np.nan, boundary=None, members=None
        ).astype(texts),
        geometry=gpd.GeoSeries([None] * len(more), crs=agencies.crs),
    )
    both = pd.concat([agencies, blank[list(COLUMNS)]], ignore_index=True)
    return both.sort_values("agency_id", kind="stable").reset_index(drop=True)
