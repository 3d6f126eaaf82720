"""What the audit of a level comes to, in a few sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import pandas as pd

from ..geo.findings import Finding, Severity

#: How many places a message names, the largest.
SHOWN: Final = 3


class _Wording(NamedTuple):
    """How places of some kinds are told together."""

    rule: str
    kinds: tuple[str, ...]
    one: str
    many: str
    way_out: str


_LAYERED: Final = _Wording(
    "tier-layered",
    ("duplicate", "nested", "overlap"),
    "overlap between agencies of this level",
    "overlaps between agencies of this level",
    "{shared:.0f} % of the level's ground belongs to several agencies, so it holds layers one over "
    "another, and this is taken as meant",
)

_OVERLAPS: Final = (
    _Wording(
        "tier-duplicate",
        ("duplicate",),
        "pair of agencies of this level has the same ground",
        "pairs of agencies of this level have the same ground",
        "people there count for both; keep one of the two, or give them different levels",
    ),
    _Wording(
        "tier-nested",
        ("nested",),
        "agency of this level lies in another",
        "times an agency of this level lies in another",
        "people there count for both; cut the inner out of the outer, or give them different levels",
    ),
    _Wording(
        "tier-overlap",
        ("overlap",),
        "overlap between agencies of this level is broader than {tolerance:g} m",
        "overlaps between agencies of this level are broader than {tolerance:g} m",
        "people there count for both; mend the boundaries, or leave it where both do govern",
    ),
)

_OTHERS: Final = (
    _Wording(
        "tier-gap",
        ("gap",),
        "gap between agencies of this level is {tolerance:g} to {gap:g} m broad",
        "gaps between agencies of this level are {tolerance:g} to {gap:g} m broad",
        "people there count for none of them; mend the boundaries, or leave it where none governs",
    ),
    _Wording(
        "tier-hole",
        ("hole",),
        "enclosed area broader than {gap:g} m belongs to no agency of this level",
        "enclosed areas broader than {gap:g} m belong to no agency of this level",
        "fine where it is water or another level governs; else an agency is missing",
    ),
    _Wording(
        "tier-exclave",
        ("exclave",),
        "part of an agency lies apart from the rest of it, along another agency",
        "parts of agencies lie apart from the rest of them, along another agency",
        "an exchange of ground would join up what lies inside another agency ({inside} of {count})",
    ),
    _Wording(
        "tier-sliver",
        ("exclave_sliver", "gap_sliver", "overlap_sliver"),
        "sliver along borders of this level is no broader than {tolerance:g} m",
        "slivers along borders of this level are no broader than {tolerance:g} m",
        "nothing needs doing; snapping the layer to one set of vertices would remove them",
    ),
)


def tier_findings(
    table: pd.DataFrame,
    names: Mapping[str, str],
    *,
    level: str,
    tolerance_m: float,
    gap_m: float,
    layered_share: float | None,
) -> list[Finding]:
    """Tell the places of one level, those of one kind together.

    Parameters
    ----------
    table
        The rows of one level, as `adjoin.boundaries.audit.audit` returns them.
    names
        Of agencies by id.
    level
        What it is called.
    tolerance_m, gap_m
        Up to which breadth it is a sliver, and a gap.
    layered_share
        The share of the ground that belongs to several agencies, where that is taken as meant.

    Returns
    -------
    list of Finding
        At most seven.
    """
    wordings = [_LAYERED] if layered_share is not None else list(_OVERLAPS)
    inside = int((table["kind"].eq("exclave") & table["inside_id"].notna()).sum())
    values = {
        "tolerance": tolerance_m,
        "gap": gap_m,
        "shared": 100 * (layered_share or 0),
        "inside": inside,
        "count": int(table["kind"].eq("exclave").sum()),
    }
    findings = []
    for wording in [*wordings, *_OTHERS]:
        rows = table[table["kind"].isin(wording.kinds)]
        if not len(rows):
            continue
        count = int(rows["places"].sum()) if wording.rule == "tier-sliver" else len(rows)
        what = (wording.one if count == 1 else wording.many).format(**values)
        message = (
            f"{count:,} {what}, {_km2(rows['area_km2'].sum())} in all ({_largest(rows, names)}); "
            f"{wording.way_out.format(**values)}"
        )
        worst: Severity = "warning" if rows["severity"].eq("warning").any() else "note"
        findings.append(Finding(worst, "agencies", f"level {level}", wording.rule, message))
    return findings


def _largest(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The largest places by the names of their agencies, each with its area; what is inside first."""
    first = rows.assign(beside=rows["inside_id"].isna())
    first = first.sort_values(["beside", "area_km2"], ascending=[True, False], kind="stable")
    told = [
        f"{_agencies(ids, owner, inside, names)} {_km2(area)}"
        for ids, owner, inside, area in first[["agency_ids", "owner_id", "inside_id", "area_km2"]]
        .head(SHOWN)
        .itertuples(index=False)
    ]
    return ("" if len(rows) <= SHOWN else "such as ") + "; ".join(told)


def _agencies(ids: str, owner: str | float, inside: str | float, names: Mapping[str, str]) -> str:
    """Agencies of one place by name."""
    known = [names[agency_id] for agency_id in ids.split(";")]
    if isinstance(owner, str):
        others = [names[agency_id] for agency_id in ids.split(";") if agency_id != owner]
        if isinstance(inside, str):
            return f"{names[owner]!r} inside {names[inside]!r}"
        return f"{names[owner]!r} beside {_listed(others)}"
    return _listed(known)


def _listed(names: list[str]) -> str:
    """Some names in quotes, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(map(repr, names[:SHOWN])) + more


def _km2(area: float) -> str:
    """An area with three digits that say something."""
    if area >= 100:
        return f"{area:,.0f} km2"
    return f"{area:.3g} km2" if area >= 0.001 else f"{area * 1e6:.3g} m2"
