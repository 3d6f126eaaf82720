"""What region.toml says of a source of territories, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from pydantic import Field, model_validator

from ..boundaries.deciding import ACCEPT
from ..geo.files.columns import text_columns
from ..geo.files.described import DescribedFile, Table, Text
from ..geo.files.sources import Source, read_and_check
from ..geo.findings import Finding
from ..geo.rowfindings import row_findings
from ..geo.validity import repair_polygons, written_alike
from .by_name import agencies_in_tables
from .service import Service
from .taxonomy import match_service

_TEXT = ("service", "agency_text", "source")


class TerritoryColumns(Table):
    """Which column of a source of territories holds what."""

    agency: Text | None = Field(default=None, description="Id or name of the agency that serves.")
    service: Text | None = Field(
        default=None, description="Blank in a row: all services that the agency delivers."
    )


class Territories(DescribedFile):
    """Areas that agencies serve, in place of the service's rule."""

    columns: TerritoryColumns = TerritoryColumns()
    agency: Text | None = Field(default=None, description="Of every row; or columns.agency.")
    service: Text | None = Field(
        default=None,
        description="Of every row; or columns.service. When left out: all services that the agency "
        "delivers.",
    )

    @model_validator(mode="after")
    def _named(self) -> Self:
        """Each key once, and an agency for every row."""
        if (self.agency is None) == (self.columns.agency is None):
            raise ValueError("give either agency or columns.agency")
        if self.service is not None and self.columns.service is not None:
            raise ValueError("give either service or columns.service, not both")
        return self


def read_territories(
    territories: Territories, *, base: Path, taxonomy: Mapping[str, Service]
) -> Source:
    """Read one source of territories.

    Parameters
    ----------
    territories
        As region.toml describes it.
    base
        The folder that paths are relative to.
    taxonomy
        All services by id.
    """
    columns = territories.columns.given()
    interpret = partial(
        territory_rows,
        source=territories.label,
        columns=columns,
        match=partial(match_service, services=taxonomy),
        service=territories.service,
        agency=territories.agency,
    )
    return read_and_check(
        base / territories.path,
        path=territories.label,
        columns=columns,
        interpret=interpret,
        **territories.reading(base),
    )


def territory_rows(
    frame: pd.DataFrame,
    *,
    source: str,
    columns: Mapping[str, str],
    match: Callable[[str], str | None],
    service: str | None = None,
    agency: str | None = None,
) -> tuple[pd.DataFrame, list[Finding]]:
    """Interpret one source of territories.

    Parameters
    ----------
    frame
        As `adjoin.geo.files.reading.read_source` returns it, with areas.
    source
        What messages call the file.
    columns
        Which column is `agency`, `service`.
    match
        Gives the id of the service that a text names, None where it is no service.
    service, agency
        Of every row, where no column says it.

    Returns
    -------
    rows
        service (missing: all that the agency delivers), agency_text, source, row, geometry (in the
        CRS of `frame`). Rows without an agency or an area are left out.
    findings
        What was left out. Unknown services are errors, and so is a table without areas.

    Raises
    ------
    DataError
        A column that `columns` names is not there.
    """
    texts, findings = text_columns(
        frame, columns, codes=("service",), names=("agency",), source=source
    )
    if not isinstance(frame, gpd.GeoDataFrame):
        message = "the table has no areas; give a file with polygons"
        findings.append(Finding("error", source, "", "place-missing", message))
        return pd.DataFrame(), findings
    if "service" not in columns and service is not None:
        texts["service"] = pd.Series(service, index=frame.index, dtype="str")
    if "agency" not in columns and agency is not None:
        texts["agency"] = pd.Series(agency, index=frame.index, dtype="str")
    given = texts["service"]
    known = {text: match(str(text)) for text in sorted(set(given.dropna()))}
    for text in (text for text, found in known.items() if found is None):
        message = (
            f"{text!r} ({int((given == text).sum())} rows) is no service; `adjoin services` lists them, "
            "and [[services]] adds your own"
        )
        findings.append(Finding("error", source, "service", "service-unknown", message))
    shapes = np.asarray(frame.geometry, dtype=object)
    areal = shapely.get_dimensions(shapes) == 2
    areal &= ~shapely.is_empty(shapes)
    nameless = texts["agency"].isna().to_numpy()
    numbers = frame.index.to_numpy()
    for mask, rule, message in (
        (nameless, "agency-missing", "the territory names no agency; the row is left out"),
        (~areal & ~nameless, "geometry-not-areal", "the territory is no area; the row is left out"),
    ):
        findings += row_findings(numbers[mask], message, source=source, rule=rule)
    rows = pd.DataFrame(
        {
            "service": given.map(known),
            "agency_text": texts["agency"],
            "source": source,
            "row": frame.index,
            "geometry": shapes,
        },
        index=frame.index,
    ).astype(dict.fromkeys(_TEXT, "str"))
    sound = areal & ~nameless & ~(given.notna() & rows["service"].isna()).to_numpy()
    return rows[sound].reset_index(drop=True), findings


def no_territory_rows(*, plane: pyproj.CRS) -> gpd.GeoDataFrame:
    """The rows of a region that has no source of territories: none, with their columns."""
    text = pd.Series([], dtype="str")
    table = {"service": text, "agency_text": text, "source": text}
    row = pd.Series([], dtype="int64")
    return gpd.GeoDataFrame({**table, "row": row}, geometry=gpd.GeoSeries([], crs=plane))


def named_layers(
    rows: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    *,
    decisions: Mapping[str, str] | None = None,
    accept: float = ACCEPT,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, list[Finding]]:
    """The territories of all sources, each tied to the agency that its row names.

    Parameters
    ----------
    rows
        Of `territory_rows`, of all sources together, in the plane.
    agencies, decisions, accept
        As for `adjoin.services.by_name.agency_by_name`.

    Returns
    -------
    layers
        As `territory_layers` returns them; a row of no agency here is left out, which is told.
    undecided
        Names that a person must decide (`adjoin.services.by_name.ByName`).
    findings
        What was noticed.
    """
    agency_of, named = agencies_in_tables(
        rows, ("agency_text",), agencies, decisions=decisions, accept=accept
    )
    here = set(agencies["agency_id"])
    layers, told = territory_layers(rows, {t: a for t, a in agency_of.items() if a in here})
    # That a name is no agency's is told with what follows from it: its territory is left out.
    kept = [f for f in named.findings if f.rule != "agency-unknown"]
    return layers, named.undecided, [*kept, *told]


def territory_layers(
    rows: gpd.GeoDataFrame, agency_of: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Make one area for each service and agency out of the rows of all sources.

    Parameters
    ----------
    rows
        Of `territory_rows`, of all sources together, in the plane.
    agency_of
        The agency id of each text that names one.

    Returns
    -------
    layers
        Columns service (missing: all that the agency delivers), agency_id, geometry (valid
        polygons); sorted, each service and agency once.
    findings
        Warnings: agencies that are not known, whose rows are left out, and shapes that were
        repaired, with their area before and after.
    """
    agency_id = rows["agency_text"].map(dict(agency_of)).astype("str")
    findings = []
    unknown = rows[agency_id.isna()]
    for source, group in unknown.groupby("source", sort=True):
        messages = [
            f"{text!r} is no agency of the region, or the name of several; its territory is left out: "
            "mend the name, or use an id"
            for text in group["agency_text"]
        ]
        findings += row_findings(
            group["row"], messages, source=str(source), rule="territory-agency-unknown"
        )
    known = rows.assign(agency_id=agency_id)[agency_id.notna()].reset_index(drop=True)
    repaired = repair_polygons(np.asarray(known.geometry, dtype=object))
    for at, reason, before, after in zip(
        repaired.changed, repaired.reasons, repaired.area_before, repaired.area_after, strict=True
    ):
        row = known.iloc[at]
        message = (
            f"the territory of {row['agency_text']!r} is not valid ({reason.split('[')[0].strip()}); it was "
            f"repaired: {before / 1e6:.6f} km2 before, {after / 1e6:.6f} km2 after"
        )
        findings.append(
            Finding("warning", row["source"], f"row {row['row']}", "geometry-repaired", message)
        )
    # Of a repair that left no area, the row says nothing more.
    parts: dict[tuple[str, str], list[shapely.Geometry]] = {}
    for service, agency, shape in zip(
        known["service"], known["agency_id"], repaired.shapes, strict=True
    ):
        if shape is not None:
            parts.setdefault(("" if pd.isna(service) else service, agency), []).append(shape)
    keys = sorted(parts)
    united = [
        held[0] if len(held) == 1 else shapely.union_all(sorted(held, key=shapely.to_wkb))
        for held in (parts[key] for key in keys)
    ]
    shapes = np.full(len(keys), None, dtype=object)
    shapes[:] = united
    layers = gpd.GeoDataFrame(
        {
            "service": pd.Series([service or None for service, _ in keys], dtype="str"),
            "agency_id": pd.Series([agency for _, agency in keys], dtype="str"),
        },
        geometry=gpd.GeoSeries(written_alike(repair_polygons(shapes).shapes), crs=rows.crs),
        crs=rows.crs,
    )
    return layers, findings
