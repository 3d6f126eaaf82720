"""What the page tells of the kinds of each duplication: their measures, and what they hang on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..services.kinds.confidence import PARTS
from ..services.kinds.standing import VARIED, column_of
from ..services.sensitivity import KINDS
from .columns import column_or_none, numbers, table_or_empty
from .roads import line_steps

#: Name on the page, column of the table, decimals.
_MEASURES: Final = (
    ("both_people", "overlap_people", 0),
    ("both_share", "overlap_share", 3),
    ("both_share_a", "share_a", 3),
    ("both_share_b", "share_b", 3),
    ("both_road_km", "overlap_road_km", 1),
    ("ground_people", "territory_people", 0),
    ("ground_km2", "territory_km2", 2),
    ("ground_share_a", "territory_share_a", 3),
    ("ground_share_b", "territory_share_b", 3),
    ("border_m", "shared_m", 0),
    ("border_share", "border_share", 3),
    ("border_people_a", "border_people_a", 0),
    ("border_people_b", "border_people_b", 0),
    ("served_a", "served_people_a", 0),
    ("served_b", "served_people_b", 0),
    ("efficient", "efficient_people", 0),
)
_FLAGS: Final = ("near_threshold", "survives", "censored")


def kind_columns(found: pd.DataFrame, *, degrees: str) -> dict[str, list[Any]]:
    """Columns of the duplications that say what each kind measures.

    Parameters
    ----------
    found
        The duplications.
    degrees
        Longitude and latitude as the page has them.

    Returns
    -------
    dict
        Lists of equal length: the measures, missing as None; flags as 1 or 0, None where the table
        has no such column; `line`, in steps of page units, of those that a straight line stands
        for because they have no pair of facilities and no border, else None.
    """
    measures = {name: column_or_none(found, column, digits) for name, column, digits in _MEASURES}
    return {
        **measures,
        **{name: _flag(found, name) for name in _FLAGS},
        "line": _lines(found, degrees),
    }


def evidence_columns(tables: Mapping[str, pd.DataFrame]) -> dict[str, list[Any]]:
    """How sure each kind of each duplication is, part by part, and where it is not found.

    Parameters
    ----------
    tables
        duplications and evidence by name; without evidence there are no rows.

    Returns
    -------
    dict
        Lists of equal length: `case` (row of the duplications, each after the first as a step from
        the one before), `kind` (position in `kinds`),
        `confidence`, `parts` (numbers from 0 to 1 in the order of `part_names`), `near` (1 where the
        kind is not found at 0.8), and `fails` (positions in `scenarios` of those in which it is not
        found). With them `kinds`, `part_names` and `scenarios`, once each.
    """
    cases = table_or_empty(tables, "duplications", ("duplication_id",))
    found = table_or_empty(tables, "evidence", ("duplication_id", "kind"))
    at = {key: row for row, key in enumerate(cases["duplication_id"])}
    names = [column_of(scenario) for scenario in VARIED]
    found = found[found["duplication_id"].isin(set(at))].reset_index(drop=True)
    parts = [column_or_none(found, f"confidence_{name}", 3) for name in PARTS]
    fails = [_missed(found, name) for name in names]
    kinds = list(KINDS)
    return {
        "case": np.diff([at[key] for key in found["duplication_id"]], prepend=0)
        .astype(int)
        .tolist(),
        "kind": [kinds.index(kind) for kind in found["kind"]],
        "confidence": column_or_none(found, "confidence", 3),
        "parts": [list(row) for row in zip(*parts, strict=True)],
        "near": _flag(found, "near_threshold"),
        "fails": [
            [position for position, missed in enumerate(row) if missed]
            for row in zip(*fails, strict=True)
        ],
        "kinds": kinds,
        "part_names": list(PARTS),
        "scenarios": names,
    }


def _flag(table: pd.DataFrame, name: str) -> list[int | None]:
    """A column of truth values as 1 and 0."""
    if name not in table:
        return [None] * len(table)
    return [None if pd.isna(value) else int(bool(value)) for value in table[name]]


def _missed(table: pd.DataFrame, name: str) -> list[bool]:
    """Where a finding is known not to be found in a scenario."""
    return [value == 0 for value in _flag(table, name)]


def _lines(found: pd.DataFrame, degrees: str) -> list[list[int] | None]:
    """Straight lines of those that have no minutes; a border is drawn from the agencies' own shapes."""
    lines: list[list[int] | None] = [None] * len(found)
    if not isinstance(found, gpd.GeoDataFrame) or found.empty:
        return lines
    shapes = found.geometry.to_crs(degrees).to_numpy()
    timed = np.array([value is not None for value in numbers(_minutes(found), 3)], dtype=bool)
    straight = (shapely.get_type_id(shapes) == 1) & (shapely.get_num_points(shapes) == 2)
    for row in np.flatnonzero(straight & ~timed):
        lines[row] = line_steps(shapes[row])
    return lines


def _minutes(found: pd.DataFrame) -> pd.Series[Any]:
    """Minutes, missing where there is no such column."""
    return found["minutes"] if "minutes" in found else pd.Series(np.nan, index=found.index)
