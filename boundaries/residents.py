"""Which people live in which agency, how many in each and in two at once, and who is left out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..geo.findings import Finding
from ..geo.membership import Membership, points_in_areas, summed_to_areas, summed_to_both
from ..geo.streets.arccosts import WALK_KMH
from ..geo.streets.network import Network
from ..geo.streets.snapping import DRIVE_ACCESS_KMH, Snapped, snap
from .members import bounded_members

Array = NDArray[Any]

MAX_SNAP_M: Final = 5000.0
"""People farther than this from every street are not snapped (docs/definitions.md)."""

#: How many agencies a message names.
SHOWN: Final = 5


def agency_people(people: gpd.GeoDataFrame, agencies: gpd.GeoDataFrame) -> Membership:
    """Find which demand points lie in which agencies.

    A point in the interior of an agency counts for it. A point on borders counts, in each level, for
    the agency with the smallest id of those that only touch there; those that overlap there have it
    both. So a county and a city both count it, two neighbouring cities never, and agencies that
    tile the ground count each of their people once, whatever others of their level lie across them
    (`adjoin.geo.ties.beaten`). An agency that has the ground of its members has their people, each once, and
    takes none from others of its level; nor does one that has the ground of a layer.

    Parameters
    ----------
    people
        As `adjoin.boundaries.people.people_table` returns it.
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it, in the same plane and sorted by
        id. Those without ground have no people.

    Returns
    -------
    Membership
        Positions of agencies (`area`) and people (`point`), sorted.
    """
    points, shapes = np.asarray(people.geometry), np.array(agencies.geometry, dtype=object)
    bounded = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    joint = (agencies["boundary"] == "members").to_numpy()
    shapes[joint] = None
    # A layer by itself; "level" and "layer" keep the two kinds of key apart.
    layered = (agencies["boundary"] == "layer").to_numpy()
    keys = np.where(layered, "layer " + agencies["agency_id"], "level " + agencies["level"])
    held = points_in_areas(points, shapes, keys.astype(object))
    return _with_joint(held, agencies, bounded) if joint.any() else held


def _with_joint(held: Membership, agencies: pd.DataFrame, bounded: Array) -> Membership:
    """The membership with the agencies that hold what their members hold."""
    at = pd.Index(agencies["agency_id"])
    points = np.split(held.point, np.searchsorted(held.area, np.arange(1, len(agencies))))
    area, point = [held.area], [held.point]
    for agency_id, members in bounded_members(agencies).items():
        whole = np.unique(np.concatenate([points[k] for k in at.get_indexer(members)]))
        area.append(np.full(len(whole), at.get_loc(agency_id), dtype=np.int64))
        point.append(whole)
    areas, whole = np.concatenate(area), np.concatenate(point)
    order = np.lexsort((whole, areas))
    return Membership(areas[order], whole[order], held.on_border, bounded)


def summed_to_agencies(
    people: pd.DataFrame, members: Membership, agencies: pd.DataFrame
) -> pd.Series[float]:
    """The people who live in each agency.

    Parameters
    ----------
    people, agencies
        The tables that `members` was made of.
    members
        Of `agency_people`.

    Returns
    -------
    pandas.Series
        On the index of `agencies`; 0 where nobody lives, missing without boundary. The same to
        the last bit whatever the order of the people.
    """
    sums = summed_to_areas(people["people"].to_numpy(dtype=float), members)
    return pd.Series(sums, index=agencies.index, name="people")


def summed_to_pairs(people: pd.DataFrame, members: Membership, a: Array, b: Array) -> Array:
    """The people who live in both agencies of each pair.

    Parameters
    ----------
    people
        The table that `members` was made of.
    members
        Of `agency_people`.
    a, b
        Positions of agencies, of equal length.

    Returns
    -------
    numpy.ndarray
        0 where nobody lives in both, missing where one has no boundary. The same to the last bit
        whatever the order of the people.
    """
    return summed_to_both(people["people"].to_numpy(dtype=float), members, a, b)


def with_people(
    agencies: gpd.GeoDataFrame, pairs: gpd.GeoDataFrame, people: pd.DataFrame, members: Membership
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Agencies with the people who live in them, and pairs with those who live in both.

    Parameters
    ----------
    agencies, people
        The tables that `members` was made of.
    pairs
        As `adjoin.boundaries.relations.agency_pairs` returns it.
    members
        Of `agency_people`.

    Returns
    -------
    agencies
        With people: of `summed_to_agencies`.
    pairs
        With overlap_people: of `summed_to_pairs`. Both are missing throughout when there are no
        people: that nobody was counted does not mean that nobody lives there.
    """
    if len(people) == 0:
        counted, both = np.full(len(agencies), np.nan), np.full(len(pairs), np.nan)
    else:
        counted = summed_to_agencies(people, members, agencies).to_numpy()
        at = pd.Index(agencies["agency_id"])
        a, b = (at.get_indexer(pairs[name]) for name in ("agency_a", "agency_b"))
        both = summed_to_pairs(people, members, a, b)
    agencies = agencies.assign(people=counted)
    pairs = pairs.assign(overlap_people=both)
    return _ordered(agencies, "people", after="area_km2"), _ordered(
        pairs, "overlap_people", after="overlap_km2"
    )


def with_border_flag(people: gpd.GeoDataFrame, members: Membership) -> gpd.GeoDataFrame:
    """People with a flag of the points that lie on the border of an agency.

    Parameters
    ----------
    people
        The table that `members` was made of.
    members
        Of `agency_people`.

    Returns
    -------
    geopandas.GeoDataFrame
        With on_border, a boolean, behind people: the coordinates put the point exactly on a border,
        so that a neighbour could claim it too. False for all when no agency has a boundary.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from adjoin.boundaries.residents import agency_people, with_border_flag
    >>> agencies = gpd.GeoDataFrame(
    ...     {"agency_id": ["east", "west"], "level": "city", "boundary": "own"},
    ...     geometry=[shapely.box(5, 0, 9, 5), shapely.box(0, 0, 5, 5)])
    >>> people = gpd.GeoDataFrame({"people": [7.0, 1.0]}, geometry=shapely.points([[5, 1], [1, 1]]))
    >>> with_border_flag(people, agency_people(people, agencies))["on_border"].tolist()
    [True, False]
    """
    on_border = np.zeros(len(people), dtype=bool)
    on_border[members.on_border] = True
    return _ordered(people.assign(on_border=on_border), "on_border", after="people")


def _ordered(table: gpd.GeoDataFrame, name: str, *, after: str) -> gpd.GeoDataFrame:
    """The table with one column moved behind another."""
    rest = [column for column in table.columns if column != name]
    at = rest.index(after) + 1
    return table[[*rest[:at], name, *rest[at:]]]


def people_findings(
    people: pd.DataFrame, members: Membership, agencies: pd.DataFrame
) -> list[Finding]:
    """Tell the people who live in no agency, and points that a border put where they are.

    Parameters
    ----------
    people, agencies
        The tables that `members` was made of.
    members
        Of `agency_people`.

    Returns
    -------
    list of Finding
        At most one warning and one note. No warning when no agency has a boundary: then nobody
        can live outside.
    """
    findings = []
    source = _source_of(people)
    weight = people["people"].to_numpy(dtype=float)
    outside = weight > 0
    outside[members.point] = False
    bounded = int(members.bounded.sum())
    if outside.any() and bounded:
        message = (
            f"{_told(weight, outside)} lie in none of the {bounded} agencies with a boundary; "
            "they count for nobody"
        )
        findings.append(
            Finding("warning", source, _first(people, outside), "people-in-nobodys-area", message)
        )
    if len(members.on_border):
        border = np.zeros(len(people), dtype=bool)
        border[members.on_border] = True
        held = np.unique(members.area[border[members.point]])
        # An agency of members has its people from them, whatever the border.
        held = held[(agencies["boundary"].iloc[held] != "members").to_numpy()]
        ids = agencies["agency_id"].iloc[held].sort_values().tolist()
        named = ", ".join(ids[:SHOWN]) + (" ..." if len(ids) > SHOWN else "")
        message = (
            f"{_told(weight, border)} lie on a border; in each level they count for the smallest id "
            f"of the agencies that only touch there ({named})"
        )
        findings.append(
            Finding("note", source, _first(people, border), "people-on-border", message)
        )
    return findings


def people_snaps(
    people: gpd.GeoDataFrame, networks: Mapping[str, Network], *, max_snap_m: float = MAX_SNAP_M
) -> dict[str, Snapped]:
    """Put people on the streets of every mode of travel.

    Parameters
    ----------
    people
        As `adjoin.boundaries.people.people_table` returns it, in the plane of the networks.
    networks
        Streets by mode, without the parts that are not used.
    max_snap_m
        Points farther than this from every street are not snapped (inclusive).

    Raises
    ------
    UseError
        When `max_snap_m` is negative or NaN.
    """
    xy = shapely.get_coordinates(np.asarray(people.geometry))
    return {
        mode: snap(
            networks[mode], xy, max_snap_m=max_snap_m,
            access_kmh=WALK_KMH if mode == "walk" else DRIVE_ACCESS_KMH,
        )
        for mode in sorted(networks)
    }  # fmt: skip


def snapped_people(
    people: gpd.GeoDataFrame, snaps: Snapped | None, *, max_snap_m: float = MAX_SNAP_M
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """People with what became of them on the streets.

    Parameters
    ----------
    people
        As `adjoin.boundaries.people.people_table` returns it.
    snaps
        Of `people_snaps`, on the usual mode of travel; None without streets.
    max_snap_m
        As for `people_snaps`.

    Returns
    -------
    people
        With snapped and snap_m (metres to the nearest street, also where that is too far; missing
        without streets).
    findings
        One warning that counts the points, and people, that are on no street.
    """
    if snaps is None:
        return people.assign(snapped=False, snap_m=np.nan), []
    table = people.assign(snapped=snaps.snapped, snap_m=snaps.snap_m)
    weight = people["people"].to_numpy(dtype=float)
    lost = ~snaps.snapped & (weight > 0)
    if not lost.any():
        return table, []
    if np.isfinite(snaps.snap_m[lost]).any():
        reason = (
            f"no used street within {max_snap_m:g} m (farthest: {snaps.snap_m[lost].max():.0f} m)"
        )
    else:
        reason = "there is no used street"
    message = (
        f"{_told(weight, lost)} have no travel times: {reason}; check their places or add streets"
    )
    item = _first(people, lost)
    return table, [Finding("warning", _source_of(people), item, "people-unsnapped", message)]


def _source_of(people: pd.DataFrame) -> str:
    """The source of the people, or all of them together."""
    sources = sorted(set(people["source"]))
    return sources[0] if len(sources) == 1 else "people"


def _told(weight: Array, chosen: Array) -> str:
    """How many points and people are chosen."""
    return f"{chosen.sum()} points ({round(math.fsum(weight[chosen]), 3):.15g} people)"


def _first(people: pd.DataFrame, chosen: Array) -> str:
    """Which points a finding is about."""
    first = people["people_id"].iloc[int(np.flatnonzero(chosen)[0])]
    return first if chosen.sum() == 1 else f"{chosen.sum()} points from {first}"
