"""People: rows of several sources made into one table of weighted demand points."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from ..geo.coordinates import stands_for_no_place
from ..geo.files.columns import number_column, text_column
from ..geo.files.printing import clipped
from ..geo.findings import Finding
from ..geo.placing import dealt_out, placed_points
from ..geo.rowfindings import rows_item
from ..geo.validity import repair_polygons

Array = NDArray[Any]

#: Beyond so many alike findings in one source there is one that counts them; so many values it names.
SHOWN: Final = 5

#: More than ever live in one zone, or on Earth; such a number is none of people.
MOST_PEOPLE: Final = 1e10

#: A third of a continent; its grid would have millions of points.
LARGEST_KM2: Final = 2e6

COLUMNS = ("people_id", "zone", "source", "people", "geometry")


def no_people_rows(*, plane: pyproj.CRS) -> gpd.GeoDataFrame:
    """The rows of a region that has no source of people: none, with their columns."""
    empty = {
        "zone_id": pd.Series([], dtype="str"),
        "people": pd.Series([], dtype="float64"),
        "source": pd.Series([], dtype="str"),
        "row": pd.Series([], dtype="int64"),
    }
    return gpd.GeoDataFrame(empty, geometry=gpd.GeoSeries([], crs=plane))


def people_rows(
    frame: pd.DataFrame, *, source: str, columns: Mapping[str, str | Sequence[str]]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Interpret one source of people.

    Parameters
    ----------
    frame
        As `adjoin.geo.files.reading.read_source` returns it, with geometry.
    source
        What messages call the file.
    columns
        Which column is the `weight`, and which the `id` of the zone; an id may be several
        columns, joined by `-`, or not given.

    Returns
    -------
    rows
        zone_id (missing where there is none), people, source, row, geometry (in the CRS of
        `frame`). Rows whose people or place are not known are left out: they never count as 0.
    findings
        What was left out, with the people lost, and what ids are missing or repeated.

    Raises
    ------
    DataError
        A column that `columns` names is not there.
    """
    weight = str(columns["weight"])
    people, _ = number_column(frame, weight, key="columns.weight", source=source)
    text = text_column(frame, weight, key="columns.weight", source=source)
    zones = pd.Series(None, index=frame.index, dtype="str")
    if "id" in columns:
        zones = text_column(frame, columns["id"], key="columns.id", source=source)
    if not isinstance(frame, gpd.GeoDataFrame):
        message = (
            "the table has no places; name its coordinates as columns.x and columns.y, or name "
            "the zones as path and this table as join.path"
        )
        return pd.DataFrame(), [Finding("error", source, "columns.x", "place-missing", message)]
    shapes = np.asarray(frame.geometry, dtype=object)
    nowhere = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    placed = ~(nowhere | stands_for_no_place(shapes))
    rows = pd.DataFrame(
        {
            "zone_id": zones,
            "people": people + 0.0,  # no -0.0
            "source": pd.Series(source, index=frame.index, dtype="str"),
            "row": frame.index,
            "geometry": shapes,
        },
        index=frame.index,
    )
    findings = _weight_findings(rows, text, weight, source)
    known = (people >= 0) & (people <= MOST_PEOPLE)
    homeless = rows[known & ~placed]
    if len(homeless):
        lost = _sum(homeless["people"])
        message = (
            f"{lost} people have no place (an empty shape, or coordinates such as 0, 0) and are "
            "left out; mend the shapes"
        )
        findings.append(
            Finding("warning", source, rows_item(homeless["row"]), "geometry-empty", message)
        )
    rows = rows[known & placed].reset_index(drop=True)
    return rows, findings + _id_findings(rows, source, named="id" in columns)


def people_table(
    rows: gpd.GeoDataFrame, *, plane: pyproj.CRS
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Make one table of demand points out of the rows of all sources.

    Each row counts by itself: zones that overlap, or stand twice, are no one's mistake to mend
    here. Polygons that are not valid are repaired, which is told; one without any area counts on
    its outline.

    Parameters
    ----------
    rows
        The rows of `people_rows`, of all sources together, projected to `plane`.
    plane
        The region's equal-area plane, in metres.

    Returns
    -------
    people
        Columns people_id (text, unique), zone (its id, missing where it has none), source, people
        (float, in whole thousandths that sum to the row's), geometry (Point); sorted by people_id. What is placed how:
        `adjoin.geo.placing.placed_points`. A row of 0 people has one point with 0 people.
    findings
        Repairs, rows that the plane has no place for, ids in several sources, and a note with
        the number of rows, people and points.

    Notes
    -----
    A people_id is the zone's id, or else the row's number. Where several points share it (a large
    zone, a repeated id, a zone 7 and a row 7 without id, two sources) they are numbered together,
    from 1, in the order of x, then y in the plane: `7-1`, `7-2`, so that it does not depend on the
    order of rows or files. Should such an id be another zone's own, all of them get one more hyphen.
    """
    shapes, findings = _mended(rows)
    people = rows["people"].to_numpy(dtype=float)
    placed = placed_points(shapes, people)
    own = rows.iloc[placed.shape].reset_index(drop=True)
    number = own["row"].astype("str")
    table = gpd.GeoDataFrame(
        {
            "people_id": own["zone_id"].where(own["zone_id"].notna(), number).astype("str"),
            "zone": own["zone_id"].astype("str"),
            "source": own["source"].astype("str"),
            "people": dealt_out(people, placed.shape),
        },
        geometry=placed.points,
        crs=plane,
    )
    table["people_id"] = _numbered(table)
    table = table.sort_values("people_id", kind="stable").reset_index(drop=True)
    findings += _shared_ids(rows)
    held = np.isin(np.arange(len(rows)), placed.shape)
    message = (
        f"{held.sum()} rows with {_sum(rows['people'][held])} people count at {len(table)} points"
    )
    if len(rows):
        findings.append(Finding("note", "people", "", "people-placed", message))
    return table[list(COLUMNS)], findings


def _sum(people: pd.Series[float]) -> str:
    """How many people, as text; the same whatever the order of the rows."""
    return f"{round(math.fsum(people), 3):.15g}"


def _shown(values: Iterable[str]) -> str:
    """The first different values, in the order of the rows."""
    different = [clipped(value, longest=60) for value in dict.fromkeys(values)]
    return ", ".join(different[:SHOWN]) + (" ..." if len(different) > SHOWN else "")


def _weight_findings(
    rows: pd.DataFrame, text: pd.Series[str], weight: str, source: str
) -> list[Finding]:
    """Tell weights that are no number, missing or negative."""
    people = rows["people"]
    words = people.isna() & text.notna()
    negative, crowded = people < 0, people > MOST_PEOPLE
    way_out = "left out, not counted as 0; mend the cells, or leave the rows out with `where`"
    checks = [
        (words, "not-a-number", f"{weight} is no number ({_shown(text[words].map(repr))}): {way_out}"),
        (people.isna() & ~words, "weight-missing", f"{weight} is empty: {way_out}"),
        (crowded, "weight-too-large", f"{weight} is above {MOST_PEOPLE:g} ({_shown(text[crowded])}): {way_out}"),
        (negative, "weight-negative", f"{weight} is below 0 ({_shown(text[negative])}), taken as missing: {way_out}"),
    ]  # fmt: skip
    return [
        Finding("warning", source, rows_item(rows.loc[mask, "row"]), rule, message)
        for mask, rule, message in checks
        if mask.any()
    ]


def _id_findings(rows: pd.DataFrame, source: str, *, named: bool) -> list[Finding]:
    """Tell rows without id and ids that stand in several rows."""
    if not named:
        message = "no id column is named; the row number is the id, so a changed order changes ids"
        return [Finding("note", source, "columns.id", "id-from-row", message)]
    findings = []
    nameless = rows[rows["zone_id"].isna()]
    if len(nameless):
        message = (
            f"without an id; kept, with the row number as id ({_sum(nameless['people'])} people)"
        )
        findings.append(Finding("note", source, rows_item(nameless["row"]), "id-missing", message))
    repeated = rows[rows["zone_id"].notna() & rows.duplicated("zone_id", keep=False)]
    if len(repeated):
        ids = repeated["zone_id"]
        message = (
            f"{ids.nunique()} ids stand in several rows ({_shown(sorted(set(ids)))}); each row counts by itself "
            f"({_sum(repeated['people'])} people together)"
        )
        findings.append(Finding("note", source, rows_item(repeated["row"]), "id-repeated", message))
    return findings


def _shared_ids(rows: gpd.GeoDataFrame) -> list[Finding]:
    """Tell ids that stand in several sources: the same people may be there twice."""
    known = rows[rows["zone_id"].notna()]
    sources = known.groupby("zone_id")["source"].nunique()
    shared = sources[sources > 1].index
    if len(shared) == 0:
        return []
    theirs = known[known["zone_id"].isin(shared)]
    message = (
        f"{len(shared)} ids stand in several sources ({_shown(sorted(shared))}; in all "
        f"{_sum(theirs['people'])} people in {', '.join(sorted(set(theirs['source'])))}); "
        "each counts, so leave one out if they are the same people"
    )
    return [Finding("note", "people", "", "id-in-several-sources", message)]


def _mended(rows: gpd.GeoDataFrame) -> tuple[Array, list[Finding]]:
    """Valid shapes, missing where the plane has no place for one; what was repaired or left out."""
    shapes = np.asarray(rows.geometry, dtype=object).copy()
    outside = ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
    shapes[outside] = None
    findings = []
    for source, group in rows[outside].groupby("source"):
        message = (
            f"the region's plane has no place so far away: {_sum(group['people'])} "
            "people are left out; check the coordinates"
        )
        item = rows_item(group["row"])
        findings.append(Finding("warning", str(source), item, "far-outside", message))
    huge = shapely.area(shapes) > LARGEST_KM2 * 1e6
    for source, group in rows[huge].groupby("source"):
        message = (
            f"the shape is larger than {LARGEST_KM2:,.0f} km2, which no zone is; check its coordinates, or "
            "leave it out with where"
        )
        item = rows_item(group["row"])
        findings.append(Finding("error", str(source), item, "zone-too-large", message))
    shapes[huge] = None
    areal = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    repaired = repair_polygons(shapes[areal])
    kept = ~shapely.is_missing(repaired.shapes)
    shapes[areal[kept]] = repaired.shapes[kept]  # of a collection, its polygons
    changed = areal[repaired.changed]
    mended = repaired.shapes[repaired.changed]
    flat = shapely.is_missing(mended)
    mended[flat] = shapely.convex_hull(shapes[changed[flat]])
    shapes[changed] = mended
    told = rows.iloc[changed][["source", "row", "zone_id"]].assign(
        reason=[reason.split("[")[0].strip() for reason in repaired.reasons],
        before=repaired.area_before / 1e6,
        after=repaired.area_after / 1e6,
    )
    for source, group in told.sort_values(["source", "row"]).groupby("source"):
        several = len(group) > SHOWN
        for part in [group] if several else [group.iloc[[k]] for k in range(len(group))]:
            zones = part["zone_id"].dropna()
            which = f"zone {zones.iloc[0]!r}" if len(part) == len(zones) == 1 else "the zone"
            message = (
                f"{'the shapes are' if several else f'the shape of {which} is'} not valid ({_shown(part['reason'])}); "
                f"repaired: {part['before'].sum():.6f} km2 before, {part['after'].sum():.6f} km2 after"
            )
            findings.append(
                Finding(
                    "warning", str(source), rows_item(part["row"]), "geometry-repaired", message
                )
            )
    return shapes, findings


def _numbered(table: gpd.GeoDataFrame) -> pd.Series[str]:
    """The ids, with a number behind those that several points share."""
    base = table["people_id"]
    keys = pd.DataFrame(shapely.get_coordinates(np.asarray(table.geometry)), columns=["x", "y"])
    keys = keys.assign(base=base, people=table["people"], source=table["source"])
    keys["unnamed"] = table["zone"].isna()
    ordered = keys.sort_values(["base", "x", "y", "people", "source", "unnamed"], kind="stable")
    number = (ordered.groupby("base").cumcount() + 1).reindex(table.index).astype("str")
    shared = base.duplicated(keep=False)
    hyphens = "-"
    ids: pd.Series[str] = base.where(~shared, base + hyphens + number)
    while ids.duplicated().any():
        hyphens += "-"
        ids = base.where(~shared, base + hyphens + number)
    return ids
