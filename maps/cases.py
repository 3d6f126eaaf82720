"""What the page tells of each duplication: how the two lie, and their quickest facility pair."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from ..boundaries.parents import root_agencies
from .case_kinds import kind_columns
from .columns import column_or_none, numbers, rows_of, table_or_empty
from .roads import line_steps

_KEY = ["agency_a", "agency_b"]


def case_columns(
    tables: Mapping[str, pd.DataFrame], *, degrees: str = "EPSG:4326"
) -> dict[str, list[Any]]:
    """Columns of the duplications.

    Parameters
    ----------
    tables
        The result tables by name: agencies, facilities, agency_pairs, facility_pairs,
        duplications and routes; one that is absent counts as empty.
    degrees
        Longitude and latitude as the page has them.

    Returns
    -------
    dict
        Lists of equal length. `a` and `b` are rows of `agencies`; `pair` is None or the quickest
        pair of facilities with the rows `a` and `b` of `facilities`, minutes `ab` and `ba`,
        `metres`, `joint`, `shared` (already, as far as is known; None where nobody looked) and
        `clock`, turned so that its `a` belongs to the duplication's `a`, and its `way` along the
        streets in steps of page units (None: not known). What each kind measures is as
        `adjoin.maps.case_kinds.kind_columns` tells it. `sites` are the facilities
        of both, `placed` those of them whose agency is taken from where they stand, `guessed` those
        for which that is a guess.
    """
    agencies = table_or_empty(tables, "agencies", ("agency_id",))
    found = table_or_empty(tables, "duplications", ("duplication_id", "service", *_KEY))
    lie = table_or_empty(tables, "agency_pairs", _KEY)
    told = [name for name in ("shared_m", "overlap_km2", "overlap_people", "gap_m") if name in lie]
    # How their whole areas lie: the duplications have columns of the same names for the service.
    lying = pd.DataFrame(lie[[*_KEY, *told]]).rename(columns={name: f"lie_{name}" for name in told})
    joined = found.merge(lying, how="left", on=_KEY, validate="many_to_one")
    known = agencies if "parent_id" in agencies else agencies.assign(parent_id=None)
    roots: dict[Any, str] = root_agencies(known).to_dict()
    facilities = table_or_empty(tables, "facilities", ("facility_id", "service"))
    quickest = _quickest_pairs(
        table_or_empty(tables, "facility_pairs", ("service",)),
        facilities,
        roots,
        _ways(tables.get("routes"), degrees),
    )
    at = {key: row for row, key in enumerate(agencies["agency_id"])}
    keys = zip(joined["service"], joined["agency_a"], joined["agency_b"], strict=True)
    return {
        "id": column_or_none(joined, "duplication_id"),
        "service": column_or_none(joined, "service"),
        "a": rows_of(joined, "agency_a", at),
        "b": rows_of(joined, "agency_b", at),
        "relation": column_or_none(joined, "relation"),
        "kinds": column_or_none(joined, "kinds"),
        "facility_pairs": column_or_none(joined, "facility_pairs", 0),
        "minutes": column_or_none(joined, "minutes", 3),
        "confidence": column_or_none(joined, "confidence", 3),
        "shared_m": column_or_none(joined, "lie_shared_m", 0),
        "overlap_km2": column_or_none(joined, "lie_overlap_km2", 2),
        "overlap_people": column_or_none(joined, "lie_overlap_people", 0),
        "gap_m": column_or_none(joined, "lie_gap_m", 0),
        "pair": [quickest.get(key) for key in keys],
        "review": column_or_none(joined, "review"),
        "review_note": column_or_none(joined, "review_note"),
        **kind_columns(joined, degrees=degrees),
        **_ties(joined, facilities, roots),
    }


def _ties(
    cases: pd.DataFrame, facilities: pd.DataFrame, roots: Mapping[str, str]
) -> dict[str, list[int]]:
    """How many facilities the two agencies of each case have, and how they are tied to them."""
    columns = ["service", "agency_id", "attribution"]
    known = facilities.reindex(columns=columns).astype(dict.fromkeys(columns, "object"))
    keys = [known["service"], known["agency_id"].map(lambda one: roots.get(one, one))]
    counts = {
        name: chosen.groupby(keys).sum().to_dict()
        for name, chosen in (
            ("sites", known["agency_id"].notna()),
            ("placed", known["attribution"].eq("contains")),
            ("guessed", known["attribution"].eq("guessed")),
        )
    }
    lines = list(zip(cases["service"], cases["agency_a"], cases["agency_b"], strict=True))
    return {
        name: [int(found.get((s, a), 0) + found.get((s, b), 0)) for s, a, b in lines]
        for name, found in counts.items()
    }


def _ways(found: pd.DataFrame | None, degrees: str) -> dict[tuple[str, str, str], list[int]]:
    """Lines of routes by service and facilities."""
    if not isinstance(found, gpd.GeoDataFrame) or found.empty:
        return {}
    keys = zip(found["service"], found["facility_a"], found["facility_b"], strict=True)
    lines = found.geometry.to_crs(degrees)
    return {key: line_steps(line) for key, line in zip(keys, lines, strict=True)}


def _quickest_pairs(
    pairs: pd.DataFrame,
    facilities: pd.DataFrame,
    roots: Mapping[str, str],
    ways: Mapping[tuple[str, str, str], list[int]],
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The quickest facility pair of each service and two root agencies, the smaller id first."""
    if pairs.empty:
        return {}
    keys = zip(facilities["service"], facilities["facility_id"], strict=True)
    at = {key: row for row, key in enumerate(keys)}
    quickest: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in pairs.sort_values(["minutes", "facility_a", "facility_b"]).to_dict("records"):
        root_a, root_b = (roots.get(row[name], row[name]) for name in _KEY)
        low, high = sorted((root_a, root_b))
        key = (row["service"], low, high)
        if key in quickest:
            continue
        first, second = ("a", "b") if root_a == low else ("b", "a")
        shared = row.get("shared_already")
        figures = [row[f"minutes_{first}{second}"], row[f"minutes_{second}{first}"], row["metres"]]
        quickest[key] = {
            "a": at.get((row["service"], row[f"facility_{first}"])),
            "b": at.get((row["service"], row[f"facility_{second}"])),
            **dict(zip(("ab", "ba", "metres"), numbers(pd.Series(figures), 3), strict=True)),
            "joint": bool(row["joint_use"]),
            "shared": None if pd.isna(shared) else bool(shared),
            "clock": row["clock"],
            "way": ways.get((row["service"], row["facility_a"], row["facility_b"])),
        }
    return quickest
