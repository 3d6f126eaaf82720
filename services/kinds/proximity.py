"""Facilities of different agencies that deliver one service within its standard of each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ...boundaries.relations import relation_of
from ...geo.crs import LONLAT, to_crs
from ...geo.findings import Finding
from ...geo.ranges import positions_of
from ...geo.samespot import SAME_SPOT_M, same_spot
from ...geo.streets.arccosts import WALK_KMH
from ...geo.streets.network import Network
from ...geo.streets.snapping import DRIVE_ACCESS_KMH, Snapped, snap, unsnapped_findings
from ...geo.travel.pairs import pairs_within, times_for
from ...geo.travel.roads import Roads
from ...geo.travel.straight import straight_pairs
from ..counting import Counting, already_shared, counting

Array = NDArray[Any]

COLUMNS = (
    "service",
    "facility_a",
    "facility_b",
    "agency_a",
    "agency_b",
    "minutes_ab",
    "minutes_ba",
    "minutes",
    "metres",
    "relation",
    "shared_already",
    "joint_use",
    "clock",
    "geometry",
)

#: A facility farther than this from every street has no travel times, where a region says nothing else.
MAX_SNAP_M: Final = 1000.0

_TEXT = ("service", "facility_a", "facility_b", "agency_a", "agency_b", "relation", "clock")


class _Pairs(NamedTuple):
    """Pairs of facility positions i < j, with time and length each way."""

    i: Array
    j: Array
    ms_ij: Array
    ms_ji: Array
    mm: Array


def snapped_facilities(
    facilities: gpd.GeoDataFrame,
    networks: Mapping[str, Network],
    modes: Mapping[str, str],
    standards: Mapping[str, float | None],
    *,
    max_snap_m: float = MAX_SNAP_M,
) -> tuple[gpd.GeoDataFrame, dict[str, Snapped], list[Finding]]:
    """Put facilities on the streets of their mode of travel.

    Parameters
    ----------
    facilities
        Points in the plane of the networks, with service, facility_id, source.
    networks
        Streets by mode of travel; empty without streets.
    modes, standards
        Mode of travel and minutes by service.
    max_snap_m
        Facilities further than this from every street are not snapped.

    Returns
    -------
    facilities
        With snapped and snap_m (metres to the nearest street; missing without streets).
    snaps
        All facilities on the streets of each mode.
    findings
        One for each facility that distance matters for and that is on no street.
    """
    xy = shapely.get_coordinates(np.asarray(facilities.geometry))
    mode = facilities["service"].map(modes).to_numpy(dtype=object)
    measured = facilities["service"].map(standards).notna().to_numpy()
    snapped = np.zeros(len(facilities), dtype=bool)
    snap_m = np.full(len(facilities), np.nan)
    snaps: dict[str, Snapped] = {}
    findings: list[Finding] = []
    for name in sorted(networks):
        access_kmh = WALK_KMH if name == "walk" else DRIVE_ACCESS_KMH
        snaps[name] = snap(networks[name], xy, max_snap_m=max_snap_m, access_kmh=access_kmh)
        own = mode == name
        snapped[own], snap_m[own] = snaps[name].snapped[own], snaps[name].snap_m[own]
        for source in sorted(set(facilities["source"])):
            findings += unsnapped_findings(
                snaps[name],
                facilities["facility_id"].tolist(),
                max_snap_m=max_snap_m,
                source=source,
                chosen=own & measured & (facilities["source"] == source).to_numpy(),
            )
    return facilities.assign(snapped=snapped, snap_m=snap_m), snaps, findings


def facility_pairs(
    facilities: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    agency_pairs: gpd.GeoDataFrame,
    *,
    networks: Mapping[str, Network | Roads],
    snaps: Mapping[str, Snapped],
    modes: Mapping[str, str],
    standards: Mapping[str, float | None],
    roots: pd.Series[str],
    whole: Counting | None = None,
) -> gpd.GeoDataFrame:
    """Every two facilities of one service and different root agencies within the standard.

    A pair counts when the quicker direction takes at most the standard; both directions are
    given. Facilities at one spot (within 1 m) are 0 minutes apart and in joint use. Without
    streets the minutes are those of a straight line.

    Parameters
    ----------
    facilities
        As `snapped_facilities` returns them, sorted by service and facility_id. Those without a
        known agency, or not snapped, are in no pair.
    agencies, agency_pairs
        As the functions of `adjoin.boundaries` return them.
    networks, snaps, modes
        Streets and snapped facilities by mode, and the mode of each service.
    standards
        Minutes by service; services with None have no pairs.
    roots
        Root agency by agency id.
    whole
        As whom agencies count for each service, and who shares it already; without it, as their
        roots, and nobody.

    Returns
    -------
    geopandas.GeoDataFrame
        facility_a < facility_b by code point; minutes_ab and minutes_ba (missing where there is no
        way), minutes (the smaller), metres of the quicker way, relation of the two agencies,
        shared_already (they have it done together: one of them by the other, or in a joint body), joint_use,
        clock (`drive`, `walk` or `straight`), and a line between the two. Sorted by service,
        facility_a, facility_b.
    """
    limit = facilities["service"].map(standards).astype(float) * 60_000
    able = facilities["agency_id"].notna() & limit.notna()
    whole = counting(roots) if whole is None else whole
    owners = facilities["agency_id"].map(roots)
    tables = []
    if networks:
        mode = facilities["service"].map(modes)
        for name in sorted(networks):
            chosen = np.flatnonzero(able & (mode == name) & snaps[name].snapped)
            pairs = _street_pairs(facilities, chosen, limit, owners, networks[name], snaps[name])
            tables.append(_table(facilities, pairs, name))
    else:
        pairs = _straight_pairs(facilities, np.flatnonzero(able), limit, owners)
        tables.append(_table(facilities, pairs, "straight"))
    table = pd.concat(tables, ignore_index=True)
    table["relation"] = relation_of(
        agency_pairs, agencies, table["agency_a"].to_numpy(), table["agency_b"].to_numpy()
    )
    table["shared_already"] = already_shared(
        whole, table["service"], table["agency_a"], table["agency_b"]
    )
    table = table.sort_values(["service", "facility_a", "facility_b"], kind="stable")
    # A column without rows has no type of its own.
    table = table.astype(dict.fromkeys(_TEXT, "str"))
    return gpd.GeoDataFrame(table, geometry="geometry", crs=facilities.crs)[
        list(COLUMNS)
    ].reset_index(drop=True)


def _codes(
    facilities: gpd.GeoDataFrame, chosen: Array, limit: pd.Series[float], owners: pd.Series[str]
) -> dict[str, Array]:
    """Service, owner and limit as numbers, for all facilities or those chosen."""
    service, _ = pd.factorize(facilities["service"].iloc[chosen], sort=True)
    owner, _ = pd.factorize(owners.iloc[chosen], sort=True)
    limits = np.zeros(int(service.max(initial=-1)) + 1, dtype=np.int64)
    limits[service] = np.rint(limit.iloc[chosen]).astype(np.int64)
    return {"group": service.astype(np.int64), "owner": owner.astype(np.int64), "limit_ms": limits}


def _street_pairs(
    facilities: gpd.GeoDataFrame,
    chosen: Array,
    limit: pd.Series[float],
    owners: pd.Series[str],
    network: Network | Roads,
    snapped: Snapped,
) -> _Pairs:
    """Pairs on the streets of one mode, exact in both directions."""
    codes = _codes(facilities, chosen, limit, owners)
    everyone = np.arange(len(facilities))
    group, owner = np.zeros(len(everyone), np.int64), np.zeros(len(everyone), np.int64)
    group[chosen], owner[chosen] = codes["group"], codes["owner"]
    outside = np.setdiff1d(everyone, chosen)
    # Facilities that take no part get a group of their own, in which all have one owner.
    group[outside] = len(codes["limit_ms"])
    found = pairs_within(
        network,
        snapped,
        group=group,
        owner=owner,
        limit_ms=np.r_[codes["limit_ms"], 0],
        sources=chosen,
    )
    spot_i, spot_j = _one_spot(facilities, chosen, codes)
    low, high = np.minimum(found.i, found.j), np.maximum(found.i, found.j)
    size = len(facilities)
    i, j = np.divmod(np.unique(np.r_[low, spot_i] * size + np.r_[high, spot_j]), size)
    known = found.i * size + found.j
    there = _looked_up(known, found.ms, found.mm, i * size + j)
    back = _looked_up(known, found.ms, found.mm, j * size + i)
    ways = []
    for (ms, mm), start, end in ((there, i, j), (back, j, i)):
        open_ = np.flatnonzero(ms < 0)
        if len(open_):
            far = int(codes["limit_ms"].max())
            ms[open_], mm[open_] = times_for(
                network, snapped, start[open_], end[open_], first_limit_ms=far
            )
        ways.append((ms, mm))
    return _joined(i, j, ways[0], ways[1], spot_i, spot_j, len(facilities))


def _straight_pairs(
    facilities: gpd.GeoDataFrame, chosen: Array, limit: pd.Series[float], owners: pd.Series[str]
) -> _Pairs:
    """Pairs as the crow flies."""
    codes = _codes(facilities, chosen, limit, owners)
    shapes = np.asarray(facilities.geometry)[chosen]
    lonlat = shapely.get_coordinates(to_crs(shapes, facilities.crs, LONLAT).shapes)
    found = straight_pairs(
        lonlat, group=codes["group"], owner=codes["owner"], limit_ms=codes["limit_ms"]
    )
    forward = found.i < found.j
    i, j = chosen[found.i[forward]], chosen[found.j[forward]]
    way = found.ms[forward], found.mm[forward]
    spot_i, spot_j = _one_spot(facilities, chosen, codes)
    return _joined(i, j, way, way, spot_i, spot_j, len(facilities))


def _one_spot(
    facilities: gpd.GeoDataFrame, chosen: Array, codes: Mapping[str, Array]
) -> tuple[Array, Array]:
    """Positions i < j of facilities of one service and two owners that stand at one spot."""
    xy = shapely.get_coordinates(np.asarray(facilities.geometry)[chosen])
    a, b = same_spot(xy, codes["group"])
    apart = codes["owner"][a] != codes["owner"][b]
    return chosen[a[apart]], chosen[b[apart]]


def _looked_up(known: Array, ms: Array, mm: Array, wanted: Array) -> tuple[Array, Array]:
    """Time and length of ordered pairs among those found (by code, sorted), -1 where not."""
    at = positions_of(wanted, known)
    return np.where(at >= 0, np.r_[ms, 0][at], -1), np.where(at >= 0, np.r_[mm, 0][at], -1)


def _joined(
    i: Array,
    j: Array,
    there: tuple[Array, Array],
    back: tuple[Array, Array],
    spot_i: Array,
    spot_j: Array,
    size: int,
) -> _Pairs:
    """Both ways as one row; 0 where the two stand at one spot; metres of the quicker way."""
    spot = np.isin(i * size + j, spot_i * size + spot_j)
    (ms_ij, mm_ij), (ms_ji, mm_ji) = (
        (np.where(spot, 0, ms), np.where(spot, 0, mm)) for ms, mm in (there, back)
    )
    back_quicker = (ms_ij < 0) | ((ms_ji >= 0) & (ms_ji < ms_ij))
    shorter = (ms_ij == ms_ji) & (mm_ji < mm_ij)
    return _Pairs(i, j, ms_ij, ms_ji, np.where(back_quicker | shorter, mm_ji, mm_ij))


def _table(facilities: gpd.GeoDataFrame, pairs: _Pairs, clock: str) -> pd.DataFrame:
    """The pairs as rows, without the relation of their agencies."""
    a, b = facilities.iloc[pairs.i], facilities.iloc[pairs.j]
    points = np.asarray(facilities.geometry)
    ends = np.stack([shapely.get_coordinates(points[end]) for end in (pairs.i, pairs.j)], axis=1)
    minutes_ab, minutes_ba = (
        np.where(ms < 0, np.nan, ms / 60_000) for ms in (pairs.ms_ij, pairs.ms_ji)
    )
    apart = shapely.distance(points[pairs.i], points[pairs.j])
    return pd.DataFrame(
        {
            "service": a["service"].to_numpy(),
            "facility_a": a["facility_id"].to_numpy(),
            "facility_b": b["facility_id"].to_numpy(),
            "agency_a": a["agency_id"].to_numpy(),
            "agency_b": b["agency_id"].to_numpy(),
            "minutes_ab": minutes_ab,
            "minutes_ba": minutes_ba,
            "minutes": np.fmin(minutes_ab, minutes_ba),
            "metres": pairs.mm / 1000,
            "joint_use": apart <= SAME_SPOT_M,
            "clock": clock,
            "geometry": shapely.linestrings(ends),
        }
    )
