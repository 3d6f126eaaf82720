"""Facilities: service delivery points of several sources made into one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from ..geo.antimeridian import cut
from ..geo.coordinates import stands_for_no_place
from ..geo.elsewhere import FAR_KM
from ..geo.files.columns import NOT_KNOWN, number_column, text_columns
from ..geo.findings import Finding
from ..geo.rowfindings import EACH, places_of, row_findings
from .agencykeys import agency_part as part_of_key
from .hiding import hidden_rows
from .owners import owner_levels

#: One id for so many rows or more is no slip: the column holds no ids.
FEW = 3

#: Who is behind a facility and where it is, as its source words it; missing where it does not.
WORDED = ("agency", "agency_also", "operator", "owner", "county", "state", "address")

#: Numbers that a source may give of a facility, each 0 or more.
NUMBERS = ("capacity", "annual_cost", "turnout_minutes")

_TEXT = (
    "service", "facility_id", "name", "agency_by", *(f"{key}_text" for key in WORDED), "owner_level",
)  # fmt: skip


def no_facility_rows(*, plane: pyproj.CRS) -> gpd.GeoDataFrame:
    """The rows of a region that has no source of facilities: none, with their columns."""
    kinds = {
        **dict.fromkeys(_TEXT, "str"), **dict.fromkeys(NUMBERS, "float64"), "source": "str", "row": "int64",
    }  # fmt: skip
    empty = {name: pd.Series([], dtype=kind) for name, kind in kinds.items()}
    return gpd.GeoDataFrame(empty, geometry=gpd.GeoSeries([], crs=plane))


def facility_rows(
    frame: pd.DataFrame,
    *,
    source: str,
    columns: Mapping[str, str | Sequence[str]],
    match: Callable[[str], str | None],
    service: str | None = None,
    agency_by: str = "contains",
    agency_part: str | None = None,
    owners: Mapping[str, str | Sequence[str]] | None = None,
) -> tuple[pd.DataFrame, list[Finding]]:
    """Interpret one source of facilities.

    Parameters
    ----------
    frame
        As `adjoin.geo.files.reading.read_source` returns it, with geometry.
    source
        What messages call the file.
    columns
        Which column is `id`, `name`, `service`, one of `WORDED` or of `NUMBERS`, or `hide`; an id
        and a key of an agency may be several columns, joined by `-`. Without `id` the row number
        is the id, which is told.
    match
        Gives the service id for an id, a name or an alias; None where there is none.
    service
        The service of every row, where no column says it.
    agency_by
        How facilities are tied to agencies: `column`, `contains` or `operator`.
    agency_part
        A regular expression whose first group is the key of the agency within `columns.agency`.
    owners
        As for `adjoin.services.owners.owner_levels`, of `columns.owner`.

    Returns
    -------
    rows
        service, facility_id, name, agency_by, source, row; agency_text and the other `WORDED`, each
        missing where it is blank or a text for "not known"; owner_level; `NUMBERS`; geometry
        (points in the CRS of `frame`; a line or an area counts at a point inside it). Rows without
        an id or a place are left out, and so are those at 0, 0 or another code for no place, those
        whose owner is no agency, and, before anything else is looked at, hidden ones.
    findings
        What was left out or filled. Unknown services are errors, and so is an id column that is
        empty, or the same in every row.

    Raises
    ------
    DataError
        A column that `columns` names is not there.
    """
    frame, owner_level, findings = _public_rows(frame, columns, owners, source)
    texts, told = text_columns(
        frame, columns, codes=("id", "service"), names=("name", *WORDED), source=source
    )
    numbers, more = _numbers(frame, columns, source)
    findings += [*told, *more]
    ids, names = texts["id"], texts["name"]
    if "id" not in columns:
        ids = pd.Series(frame.index.astype("str"), index=frame.index, dtype="str")
        message = "no id column is named; the row number is the id, so a changed order changes ids"
        findings.append(Finding("note", source, "columns.id", "id-from-row", message))
    if agency_part is not None:
        texts["agency"], told = part_of_key(texts["agency"], agency_part, source=source)
        findings += told
    given, known = _services(frame, texts["service"], "service" in columns, service, match)
    if not isinstance(frame, gpd.GeoDataFrame):
        message = "the table has no places; name its coordinates as columns.x and columns.y"
        findings.append(Finding("error", source, "columns.x", "place-missing", message))
        return pd.DataFrame(), findings
    shapes = np.asarray(frame.geometry)
    point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    degrees = frame.crs is not None and frame.crs.is_geographic
    inner: np.ndarray = np.asarray(shapely.point_on_surface(cut(shapes) if degrees else shapes))
    # A shape without any ground is nothing once it is cut.
    flat = shapely.is_missing(inner) | shapely.is_empty(inner)
    inner[flat] = shapely.point_on_surface(shapes[flat])
    rows = pd.DataFrame(
        {
            "service": given.map(known),
            "facility_id": ids,
            "name": names.where(names.notna(), ids),
            "agency_by": agency_by,
            **{f"{key}_text": texts[key] for key in WORDED},
            "owner_level": owner_level,
            **numbers,
            "source": source,
            "row": frame.index,
            "geometry": np.where(point, shapes, inner),
        },
        index=frame.index,
    ).astype(dict.fromkeys((*_TEXT, "source"), "str"))
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    nowhere = stands_for_no_place(shapes)
    findings += _service_findings(given, known, source)
    findings += _id_findings(rows, source)
    findings += _place_findings(rows["row"], shapes, ~placed, nowhere, source)
    placed &= ~nowhere
    return rows[ids.notna() & rows["service"].notna() & placed].reset_index(drop=True), findings


def _public_rows(
    frame: Any,
    columns: Mapping[str, str | Sequence[str]],
    owners: Mapping[str, str | Sequence[str]] | None,
    source: str,
) -> tuple[Any, pd.Series[str], list[Finding]]:
    """The rows without hidden ones, and then without those of owners that are no agency."""
    findings: list[Finding] = []
    if "hide" in columns:
        hidden, told = hidden_rows(frame, source=source, column=columns["hide"])
        findings += told
        frame = frame[~hidden]
    if not owners or "owner" not in columns:
        return frame, pd.Series(None, index=frame.index, dtype="str"), findings
    level, private, told = owner_levels(frame, columns["owner"], owners=owners, source=source)
    return frame[~private], level[~private], [*findings, *told]


def _numbers(
    frame: pd.DataFrame, columns: Mapping[str, str | Sequence[str]], source: str
) -> tuple[dict[str, pd.Series[float]], list[Finding]]:
    """Each of `NUMBERS`; all missing where no column is named."""
    numbers = {key: pd.Series(np.nan, index=frame.index) for key in NUMBERS}
    findings: list[Finding] = []
    for key in NUMBERS:
        if key in columns:
            name = str(columns[key])
            numbers[key], told = number_column(
                frame, name, key=f"columns.{key}", source=source, least=0
            )
            findings += told
    return numbers, findings


def _services(
    frame: pd.DataFrame,
    column: pd.Series[str],
    by_column: bool,
    service: str | None,
    match: Callable[[str], str | None],
) -> tuple[pd.Series[str], dict[str, str | None]]:
    """The service as it is given, by row, and the id that each text stands for."""
    given = column if by_column else pd.Series(service, index=frame.index)
    return given, {name: match(str(name)) for name in sorted(set(given.dropna()))}


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
        Facilities left out; an id repeated within a service is an error.
    """
    away_km = _away_km(np.asarray(rows.geometry), shapely.box(*area))
    near = gpd.GeoDataFrame(rows[away_km <= FAR_KM], geometry="geometry", crs=plane)
    table = near.sort_values(["service", "facility_id", "source", "row"], kind="stable")
    findings = [*_far_findings(rows, away_km), *_repeated(table)]
    repeated = table.duplicated(["service", "facility_id"], keep="first")
    return table[~repeated].reset_index(drop=True), findings


def _away_km(points: np.ndarray, box: shapely.Polygon) -> np.ndarray:
    """How far points lie outside a box; endlessly far where the plane has no place for them."""
    away_km = np.full(len(points), np.inf)
    placed = np.isfinite(shapely.get_coordinates(points)).all(axis=1)
    away_km[placed] = shapely.distance(points[placed], box) / 1000
    return away_km


def _far_findings(rows: gpd.GeoDataFrame, away_km: np.ndarray) -> list[Finding]:
    """Tell facilities far outside the region, source by source."""
    findings = []
    far = rows[["source", "row", "name"]].assign(away_km=away_km)[away_km > FAR_KM]
    for source, group in far.groupby("source", sort=True):
        messages = [
            f"{name!r} lies {f'{away:.0f} km' if np.isfinite(away) else 'endlessly far'} outside the "
            "region; the row is left out: check its coordinates"
            for name, away in zip(group["name"], group["away_km"], strict=True)
        ]
        findings += row_findings(group["row"], messages, source=str(source), rule="far-outside")
    return findings


def _repeated(table: gpd.GeoDataFrame) -> list[Finding]:
    """Tell ids that stand more than once in a service."""
    findings = []
    again = table[table.duplicated(["service", "facility_id"], keep=False)]
    for (service, facility_id), group in again.groupby(["service", "facility_id"], sort=True):
        places = places_of(group["source"], group["row"])
        way_out = "make ids unique, e.g. of two columns, and leave repeated rows out with where"
        if str(facility_id).casefold() in NOT_KNOWN:
            way_out = "it looks like a code for a missing id: leave such rows out with where"
        message = f"the id stands {len(group)} times in {service} ({places}); {way_out}"
        source = group["source"].iloc[0]
        findings.append(Finding("error", source, str(facility_id), "facility-id-repeated", message))
    if len(findings) > EACH:
        # The wrong column, most likely: one fault, not hundreds.
        message = f"{findings[0].message} ({len(findings)} ids like this)"
        return [findings[0]._replace(item=f"{len(findings)} ids", message=message)]
    return findings


def _id_findings(rows: pd.DataFrame, source: str) -> list[Finding]:
    """Tell rows without an id, and a column that is none of ids."""
    ids = rows["facility_id"]
    if len(rows) and ids.isna().all():
        message = f"no row has an id ({len(rows)} rows are empty there); name another column"
        return [Finding("error", source, "columns.id", "id-column-empty", message)]
    repeated = rows.duplicated(["service", "facility_id"]).any()
    if len(rows) >= FEW and (ids == ids.iloc[0]).all() and repeated:
        message = (
            f"all {len(rows)} rows have the id {ids.iloc[0]!r}; name a column that tells them apart"
        )
        return [Finding("error", source, "columns.id", "id-column-constant", message)]
    message = "the facility has no id; the row is left out"
    return row_findings(rows.loc[ids.isna(), "row"], message, source=source, rule="id-missing")


def _place_findings(
    row: pd.Series[int], shapes: np.ndarray, empty: np.ndarray, nowhere: np.ndarray, source: str
) -> list[Finding]:
    """Tell rows without a place, with a code for one, and with several."""
    several = shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT
    several &= (shapely.get_num_geometries(shapes) > 1) & ~empty
    missing = "the facility has no place; the row is left out"
    coded = [
        f"the facility stands at {x:g}, {x:g}, which stands for no place; the row is left out"
        for x in shapely.get_x(shapes[nowhere])
    ]
    message = (
        "the facility stands at several points and counts at one of them; give each its own row"
    )
    return [
        *row_findings(row[empty], missing, source=source, rule="geometry-empty"),
        *row_findings(row[nowhere], coded, source=source, rule="null-island"),
        *row_findings(row[several], message, source=source, rule="several-places"),
    ]


def _service_findings(
    given: pd.Series[str], known: Mapping[str, str | None], source: str
) -> list[Finding]:
    """Tell rows without a service, and services that are not known."""
    message = "the facility has no service; the row is left out"
    findings = row_findings(
        given.index[given.isna()], message, source=source, rule="service-missing"
    )
    for name in sorted(name for name, service in known.items() if service is None):
        count = int((given == name).sum())
        message = f"{name!r} ({count} rows) is no service; `adjoin services` lists them, and [[services]] adds your own"
        findings.append(Finding("error", source, "service", "service-unknown", message))
    return findings
