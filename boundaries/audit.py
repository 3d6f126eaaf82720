"""What is wrong with the layer of a tier: gaps, overlaps, slivers, parts that lie apart."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..geo.apart import parts_apart
from ..geo.breadth import measured
from ..geo.coverage import alongside, common_ground, ground_of, unheld_ground
from ..geo.findings import Finding, UseError
from .audit_findings import tier_findings
from .audit_table import place_row, place_table
from .pair_measures import CONTAINED_SHARE
from .relations import LEAST_M, LEAST_TIMES

Array = NDArray[Any]

#: A level holds layers one over another, and does not tile the ground, when more than this share
#: of its ground belongs to several agencies: 0.13 % and less in layers that were meant to tile, 28 %
#: and 53 % among school districts.
LAYERED_SHARE: Final = 0.05

#: A level is not meant to cover the ground when it encloses more than this share of its own ground
#: in holes that are no gaps: 0.06 % in zones that cover it, 1.4 % among
#: water districts, 4.6 % among cities without what lies between.
OPEN_SHARE: Final = 0.005

#: Enclosed ground up to so many times the tolerance broad is a gap, and beyond it a hole. The
#: same number of tolerances makes a border (docs/definitions.md).
GAP_TOLERANCES: Final = LEAST_TIMES

#: A part lies inside another agency that has this share of its outline, and beside one with this.
INSIDE_SHARE: Final = 0.98
BESIDE_SHARE: Final = 0.05


class _Tier(NamedTuple):
    """The agencies of one level that have a boundary of their own, by id."""

    level: str
    ids: Array
    shapes: Array


def audit(
    agencies: gpd.GeoDataFrame, *, tolerance_m: float = 15
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Find what is wrong within each level of agencies.

    Agencies of one level that tile the ground should neither overlap nor leave gaps. Where a level
    holds layers one over another (school districts; more than 5 % of its ground belongs to several
    agencies, duplicates counted once), overlaps are taken as meant: they are in the table, and the
    findings only count them. Where a level leaves ground between its agencies open (cities; holes of
    more than 0.5 % of its ground), so are gaps.

    Many places include the water of a bay or river, and others end at the shore. Islands are parts
    that lie beside no other agency, and no exclaves; a narrow inlet between two agencies shows as a
    sliver.

    Parameters
    ----------
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it, in a plane in metres. Only those
        whose `boundary` is `own` are looked at, each level by itself.
    tolerance_m
        What is no broader is a sliver. Above 0.

    Returns
    -------
    table
        One row a place, by kind, level, agency_ids and then place; slivers of the same
        agencies are one row. `kind` is

        - `overlap`: ground of two agencies, broader than the tolerance (`overlap_sliver`: no broader);
        - `nested`: the same, and it is at least 0.98 of the smaller agency; `duplicate`: of both;
        - `gap`: ground of none, enclosed, at most 5 times the tolerance broad (`hole`: broader);
        - `gap_sliver`: ground of none no broader than the tolerance, enclosed, or as a strip
          between agencies of more than 5 times the tolerance and 50 m length, open at an end;
        - `exclave`: a part farther than the tolerance from its agency's main part, along another
          agency (`exclave_sliver`: no broader than the tolerance, such as a shore drawn twice).

        Then `severity` (`warning` where ground counts twice or for nobody by mistake, else `note`);
        `agency_ids`, sorted and joined by `;`: the two of an overlap, those around a gap, the owner
        of an exclave and those beside it; `owner_id` of an exclave, and `inside_id`, the agency along
        at least 0.98 of its outline (missing where there is none, or for other kinds);
        area_km2; breadth_m of the broadest place; length_m, area / breadth of each, summed; `places`,
        how many; geometry. What is nowhere broader than 1 mm is rounding and left out.
        An agency with no other of its level within the tolerance brings nothing.
    findings
        For each level one of each kind at most, with the largest places.

    Raises
    ------
    UseError
        `tolerance_m` is not above 0.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from adjoin.boundaries.audit import audit
    >>> towns = gpd.GeoDataFrame(
    ...     {"agency_id": ["a", "b"], "name": ["A", "B"], "level": "city", "boundary": "own"},
    ...     geometry=[shapely.box(0, 0, 900, 900), shapely.box(880, 0, 1800, 900)])
    >>> table, findings = audit(towns)
    >>> table[["kind", "agency_ids", "area_km2", "breadth_m"]].values.tolist()
    [['overlap', 'a;b', 0.018, 20.0]]
    >>> [(finding.severity, finding.rule) for finding in findings]
    [('warning', 'tier-overlap')]
    """
    if not (math.isfinite(tolerance_m) and tolerance_m > 0):
        raise UseError(f"tolerance_m is {tolerance_m}; give a breadth above 0")
    own = agencies[(agencies["boundary"] == "own") & agencies.geometry.notna()]
    own = own.sort_values("agency_id", kind="stable")
    names = dict(zip(own["agency_id"], own["name"], strict=True))
    tables, findings = [place_table([], "")], []
    for level, rows in own.groupby("level", sort=True):
        tier = _Tier(
            str(level), rows["agency_id"].to_numpy(dtype=object), np.asarray(rows.geometry)
        )
        table, shared_share = _audited(tier, tolerance_m)
        tables.append(table)
        findings += tier_findings(
            table,
            names,
            level=tier.level,
            tolerance_m=tolerance_m,
            gap_m=GAP_TOLERANCES * tolerance_m,
            layered_share=shared_share if shared_share > LAYERED_SHARE else None,
        )
    told = pd.concat(tables, ignore_index=True).sort_values(
        ["kind", "level"], kind="stable", ignore_index=True
    )
    return gpd.GeoDataFrame(told, geometry="geometry", crs=agencies.crs), findings


def _audited(tier: _Tier, tolerance_m: float) -> tuple[pd.DataFrame, float]:
    """The places of one level, and the share of its ground that several agencies hold."""
    if len(tier.ids) < 2:
        return place_table([], tier.level), 0.0
    rows = _overlaps(tier, tolerance_m)
    ground = ground_of(tier.shapes)
    again = np.isin(tier.ids, [row["agency_ids"][1] for row in rows if row["kind"] == "duplicate"])
    shared_share = float(shapely.area(tier.shapes[~again]).sum() / ground.area - 1)
    rows += _unheld(tier, ground, tolerance_m)
    rows += _exclaves(tier, tolerance_m)
    open_m2 = sum(row["area_m2"] for row in rows if row["kind"] == "hole")
    faults = set()
    if shared_share <= LAYERED_SHARE:
        faults |= {"overlap", "nested", "duplicate"}
    if open_m2 <= OPEN_SHARE * ground.area:
        faults |= {"gap"}
    for row in rows:
        row["severity"] = "warning" if row["kind"] in faults else "note"
    return place_table(rows, tier.level), shared_share


def _overlaps(tier: _Tier, tolerance_m: float) -> list[dict[str, Any]]:
    """Ground of two agencies: whole where one lies in the other, else place by place."""
    common = common_ground(tier.shapes)
    size = measured(common.polygons)
    area = shapely.area(tier.shapes)
    rows = []
    starts = np.flatnonzero(np.diff(common.a * len(area) + common.b, prepend=-1))
    for at in np.split(np.arange(len(common.a)), starts[1:]) if len(starts) else []:
        a, b = int(common.a[at[0]]), int(common.b[at[0]])
        share = size.area_m2[at].sum() / np.array([area[a], area[b]])
        ids = (tier.ids[a], tier.ids[b])
        if share.max() >= CONTAINED_SHARE:
            kind = "duplicate" if share.min() >= CONTAINED_SHARE else "nested"
            rows.append(place_row(kind, ids, common.polygons, size, at.tolist()))
            continue
        broad = size.breadth_m[at] > tolerance_m
        places = [("overlap", [k]) for k in at[broad].tolist()]
        if not broad.all():
            places.append(("overlap_sliver", at[~broad].tolist()))
        rows += [place_row(kind, ids, common.polygons, size, some) for kind, some in places]
    return rows


def _unheld(tier: _Tier, ground: Any, tolerance_m: float) -> list[dict[str, Any]]:
    """Ground of none: slivers by the agencies around them, the rest place by place."""
    found = unheld_ground(
        tier.shapes,
        ground,
        narrow_m=tolerance_m,
        least_m=max(LEAST_TIMES * tolerance_m, LEAST_M),
    )
    size = measured(found.polygons)
    around = _each(len(found.polygons), found.polygon, found.shape)
    enclosing = np.unique([shapes[0] for shapes in around if len(shapes) == 1]).astype(np.int64)
    alone = set(_alone(tier.shapes, enclosing, tolerance_m).tolist())
    places: dict[tuple[str, tuple[str, ...], int], list[int]] = {}
    for at, shapes in enumerate(around):
        if alone.issuperset(shapes.tolist()):
            continue
        ids = tuple(tier.ids[shapes].tolist())
        breadth = size.breadth_m[at]
        if breadth <= tolerance_m:
            places.setdefault(("gap_sliver", ids, 0), []).append(at)
        else:
            kind = "gap" if breadth <= GAP_TOLERANCES * tolerance_m else "hole"
            places[kind, ids, at] = [at]
    return [
        place_row(kind, ids, found.polygons, size, some) for (kind, ids, _), some in places.items()
    ]


def _exclaves(tier: _Tier, tolerance_m: float) -> list[dict[str, Any]]:
    """Parts apart from their agency's main part that lie along another agency."""
    apart = parts_apart(tier.shapes, within_m=tolerance_m)
    # The outline alone: an agency inside the exclave is not what it lies in.
    filled = [
        shapely.union_all(shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(part))))
        for part in apart.parts
    ]
    outline = shapely.length(filled)
    part, shape, along_m = alongside(
        np.array([*filled, None])[:-1], tier.shapes, within_m=tolerance_m
    )
    share = along_m / outline[part]
    beside = (share >= BESIDE_SHARE) & (shape != apart.shape[part])
    # Not what holds the exclave itself, such as the high school district over an elementary one.
    inner = np.asarray(shapely.point_on_surface(apart.parts))
    beside &= ~shapely.intersects(inner[part], tier.shapes[shape])
    part, shape, share = part[beside], shape[beside], share[beside]
    pieces, piece_of = shapely.get_parts(apart.parts, return_index=True)
    size = measured(pieces)
    of = _each(len(filled), piece_of, np.arange(len(pieces)))
    rows, slivers = [], dict[tuple[str, tuple[str, ...]], list[int]]()
    for at, others in enumerate(_each(len(filled), part, np.arange(len(part)))):
        if not len(others):
            continue
        owner = tier.ids[apart.shape[at]]
        around = np.sort(np.r_[apart.shape[at], shape[others]])
        ids = tuple(tier.ids[around].tolist())
        if size.breadth_m[of[at]].max() <= tolerance_m:
            slivers.setdefault((owner, ids), []).extend(of[at].tolist())
            continue
        inside = shape[others][share[others] >= INSIDE_SHARE]
        row = place_row("exclave", ids, pieces, size, of[at].tolist())
        row["owner_id"] = owner
        row["inside_id"] = tier.ids[inside[0]] if len(inside) else None
        rows.append(row)
    for (owner, ids), some in slivers.items():
        row = place_row("exclave_sliver", ids, pieces, size, some)
        rows.append(row | {"owner_id": owner})
    return rows


def _alone(shapes: Array, of: Array, tolerance_m: float) -> Array:
    """Those of some shapes that have no other within the tolerance."""
    tree = shapely.STRtree(shapes)
    a, b = tree.query(shapes[of], predicate="dwithin", distance=tolerance_m)
    return np.setdiff1d(of, of[a[of[a] != b]])


def _each(count: int, key: Array, values: Array) -> list[Array]:
    """The values of each key 0 ... count - 1; keys are sorted."""
    return np.split(values, np.searchsorted(key, np.arange(1, count))) if count else []
