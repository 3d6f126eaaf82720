"""What is shared already, for the page: who, of what, by which instrument, and a line to draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from .columns import column_or_none, rows_of, table_or_empty
from .roads import line_steps


def agreement_columns(
    tables: Mapping[str, pd.DataFrame], *, agency_at: Mapping[str, int], degrees: str = "EPSG:4326"
) -> dict[str, list[Any]]:
    """Columns of the existing agreements, and of sites that two use together.

    Parameters
    ----------
    tables
        `agreements` by name; absent counts as empty.
    agency_at
        The row of each agency.
    degrees
        Longitude and latitude as the page has them.

    Returns
    -------
    dict
        Lists of equal length: service, `a`, `b` and `via` (rows of agencies, None for one that is
        not among them; `via_id` its id then), instrument, start, end, `shared` (1: the service is
        done together, or by one for the other), `line` in steps of page units, None without one.
    """
    found = table_or_empty(tables, "agreements", ("service", "agency_a", "agency_b"))
    lines: list[list[int] | None] = [None] * len(found)
    if isinstance(found, gpd.GeoDataFrame):
        shapes = found.geometry.to_crs(degrees)
        lines = [None if shape is None or shape.is_empty else line_steps(shape) for shape in shapes]
    via = rows_of(found, "via", agency_at)
    names = column_or_none(found, "via")
    shared = found["shared"] if "shared" in found else [False] * len(found)
    return {
        "service": column_or_none(found, "service"),
        "a": rows_of(found, "agency_a", agency_at),
        "b": rows_of(found, "agency_b", agency_at),
        "via": via,
        "via_id": [name if row is None else None for name, row in zip(names, via, strict=True)],
        "instrument": column_or_none(found, "instrument"),
        "start": column_or_none(found, "start"),
        "end": column_or_none(found, "end"),
        "shared": [int(bool(value)) for value in shared],
        "line": lines,
    }
