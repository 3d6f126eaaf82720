"""Where two agencies deliver the same service: every kind of it, put together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ..boundaries.relations import ADJACENT, relation_of
from .counting import Counting, counted_as
from .evidence import Evidence
from .kinds.confidence import confidence
from .kinds.lines import lines_between
from .kinds.standing import KEYS, VARIED, column_of

COLUMNS: Final = (
    "duplication_id", "service", "agency_a", "agency_b", "relation", "kinds", "facility_pairs",
    "minutes", "overlap_people", "overlap_share", "overlap_jaccard", "share_a", "share_b",
    "overlap_road_km", "territory_people", "territory_km2", "territory_share_a",
    "territory_share_b", "shared_m", "border_share", "border_people_a", "border_people_b",
    "served_people_a", "served_people_b", "efficient_people", "clock", "confidence",
    "near_threshold", "survives", "censored", "geometry",
)  # fmt: skip

EVIDENCE_COLUMNS: Final = (
    "duplication_id", *KEYS, "kind", "confidence", "confidence_attribution",
    "confidence_snapping", "confidence_clock", "confidence_stability", "confidence_threshold",
    "near_threshold", "survives", *map(column_of, VARIED),
)  # fmt: skip

_TEXT: Final = ("duplication_id", *KEYS, "relation", "kinds", "clock")
_FLAGS: Final = ("near_threshold", "survives", "censored")

#: Scenarios in which a finding near its threshold is not found any more.
_SHORTER: Final = ("minutes_0.8", "speed_0.8")


def kinds_of_duplication(
    found: Evidence,
    facilities: pd.DataFrame,
    whole: Counting,
    *,
    clocks: Mapping[str, str],
    max_snap_m: float,
) -> pd.DataFrame:
    """One row for each duplication and kind: how sure it is, and what it hangs on.

    Parameters
    ----------
    found
        Of `adjoin.services.evidence.evidence`.
    facilities, whole, clocks, max_snap_m
        As for `adjoin.services.kinds.confidence.confidence`.

    Returns
    -------
    pandas.DataFrame
        `EVIDENCE_COLUMNS`: the confidence with its parts, near_threshold (not found any more at
        0.8 of the standard or of the speed), survives (found whatever is varied), and in which
        scenario it is found. Sorted by duplication, then kind.
    """
    stands = found.stands[found.stands["as_run"].to_numpy(dtype=bool)].reset_index(drop=True)
    parts = confidence(stands, facilities, whole, clocks=clocks, max_snap_m=max_snap_m)
    held = stands[list(_SHORTER)].all(axis=1) if len(stands) else stands["as_run"]
    table = stands.assign(duplication_id=_ids(stands), near_threshold=~held.astype(bool))
    table = pd.concat([table, parts], axis=1)
    return table[list(EVIDENCE_COLUMNS)].astype({"duplication_id": "str"})


def duplications(
    found: Evidence,
    kinds: pd.DataFrame,
    facilities: gpd.GeoDataFrame,
    agency_pairs: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    whole: Counting,
    *,
    clocks: Mapping[str, str],
    reaching: Collection[tuple[str, str]],
    working: Collection[tuple[str, str]],
    grounded: Collection[tuple[str, str]],
    people: bool,
    censored: pd.Series[bool],
) -> gpd.GeoDataFrame:
    """Every service and two root agencies for which there is at least one kind of duplication.

    An agency for which another does the service counts as that one, with its facilities and its
    borders; two that have it done together already are no duplication, and facilities that two
    agencies have at one spot are none either.

    Parameters
    ----------
    found
        Of `adjoin.services.evidence.evidence`.
    kinds
        Of `kinds_of_duplication`.
    facilities
        service, facility_id, agency_id, and points.
    agency_pairs, agencies
        As the functions of `adjoin.boundaries` return them.
    whole
        As whom agencies count.
    clocks
        `drive`, `walk` or `straight` by service, for those without any pair of facilities.
    reaching, working
        Services with agencies, as counted, whose catchments of people, and of streets, were
        measured: two that have nothing in common have 0.
    grounded
        Services with agencies, as counted, whose ground for it is known, likewise.
    people
        Whether the region has any.
    censored
        On the index of `facilities`: its catchment may go on beyond the region.

    Returns
    -------
    geopandas.GeoDataFrame
        `COLUMNS`: kinds sorted and joined by `;`; facility_pairs (how many within the standard), minutes of the
        quickest; what each kind measures, missing where it does not apply or is not computable;
        the confidence of its surest kind; near_threshold: no kind is found at 0.8 of standard or
        speed; survives: found, by some kind, whatever is varied; censored: a facility of either
        is. The line is the quickest pair, else the shared border, else from one's facility to the
        nearest of the other, else from area to area. Sorted by service, agency_a, agency_b.
    """
    table = _named(kinds)
    for part, columns in (
        (found.near, ["facility_pairs", "minutes", "clock", "line"]),
        (found.people.rename(columns={"overlap": "overlap_people"}), _OVERLAP),
        (found.streets.rename(columns={"overlap": "overlap_road_km"}), ["overlap_road_km"]),
        (pd.DataFrame(found.double).rename(columns={"stable": "_"}), _GROUND),
        (_with_line(found.beside), ["border", "relation_beside"]),
        (pd.DataFrame(found.adjacent), _BORDER),
        (found.sub_scale, _SCALE),
    ):
        table = table.merge(part[[*KEYS, *columns]], on=KEYS, how="left", validate="one_to_one")
    table["facility_pairs"] = table["facility_pairs"].fillna(0).astype("int64")
    table = _with_nothing(table, reaching, working, grounded, people=people)
    table["relation"] = _relations(table, agency_pairs, agencies)
    table["clock"] = table["clock"].where(
        table["clock"].notna(), table["service"].map(dict(clocks))
    )
    counted = counted_as(whole, facilities["service"], facilities["agency_id"])
    at_edge = pd.Series(censored.to_numpy(dtype=bool)).groupby(
        [facilities["service"].to_numpy(), counted.to_numpy()]
    )
    edge = at_edge.any()
    table["censored"] = [
        bool(edge.get((service, a), False) or edge.get((service, b), False))
        for service, a, b in table[KEYS].itertuples(index=False, name=None)
    ]
    lines = np.array(table["line"].where(table["line"].notna(), table["border"]), dtype=object)
    open_ = np.flatnonzero(pd.isna(lines))
    lines[open_] = lines_between(table.iloc[open_], facilities, counted, agencies)
    result = gpd.GeoDataFrame(table, geometry=lines, crs=agency_pairs.crs)
    # A column without rows has no type of its own.
    types = {**dict.fromkeys(_TEXT, "str"), **dict.fromkeys(_FLAGS, "bool")}
    return result[list(COLUMNS)].astype(types)


_OVERLAP: Final = ["overlap_people", "overlap_share", "overlap_jaccard", "share_a", "share_b"]
_GROUND: Final = ["territory_people", "territory_km2", "territory_share_a", "territory_share_b"]
_BORDER: Final = ["shared_m", "border_share", "border_people_a", "border_people_b"]
_SCALE: Final = ["served_people_a", "served_people_b", "efficient_people"]


def _ids(table: pd.DataFrame) -> pd.Series[str]:
    """`service:a:b`."""
    return table["service"] + ":" + table["agency_a"] + ":" + table["agency_b"]


def _named(kinds: pd.DataFrame) -> pd.DataFrame:
    """The duplications, with their kinds and what all of them say."""
    groups = kinds.groupby(KEYS, sort=True)
    table = groups.agg(
        kinds=("kind", ";".join),
        confidence=("confidence", "max"),
        near_threshold=("near_threshold", "all"),
        **{column_of(scenario): (column_of(scenario), "any") for scenario in VARIED},
    ).reset_index()
    stands = table[[column_of(scenario) for scenario in VARIED]].astype(bool).all(axis=1)
    return table.assign(duplication_id=_ids(table), survives=stands)


def _with_line(beside: gpd.GeoDataFrame) -> pd.DataFrame:
    """Pairs side by side with their border as a column like any other."""
    plain = pd.DataFrame(beside.drop(columns="geometry"))
    return plain.rename(columns={"relation": "relation_beside"}).assign(
        border=np.asarray(beside.geometry, dtype=object)
    )


def _with_nothing(
    table: pd.DataFrame,
    reaching: Collection[tuple[str, str]],
    working: Collection[tuple[str, str]],
    grounded: Collection[tuple[str, str]],
    *,
    people: bool,
) -> pd.DataFrame:
    """0 where it was looked for, and the two have nothing in common."""
    keys = table[KEYS].itertuples(index=False, name=None)
    known = set(reaching), set(working), set(grounded)
    both = np.array(
        [
            [(service, a) in held and (service, b) in held for held in known]
            for service, a, b in keys
        ],
        dtype=bool,
    ).reshape(-1, 3)
    ground = [name for name in _GROUND if people or name != "territory_people"]
    return table.assign(
        **{
            name: table[name].where(table[name].notna() | ~both[:, at], 0.0)
            for at, names in enumerate((_OVERLAP, ["overlap_road_km"], ground))
            for name in names
        }
    )


def _relations(
    table: pd.DataFrame, agency_pairs: gpd.GeoDataFrame, agencies: gpd.GeoDataFrame
) -> Any:
    """How the two lie to each other.

    Where only dependent agencies, or those that are served, lie side by side, it is theirs that
    speaks for the two; how an agency without boundary lies to another is not known.
    """
    own = relation_of(
        agency_pairs, agencies, table["agency_a"].to_numpy(), table["agency_b"].to_numpy()
    )
    theirs = table["relation_beside"].notna() & ~np.isin(own, [*sorted(ADJACENT), "unknown"])
    return np.where(theirs, table["relation_beside"], own)
