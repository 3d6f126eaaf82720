"""The ground of agencies that have no boundary: that of their members, or of a layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..geo.findings import Finding
from ..geo.rowfindings import row_findings
from ..geo.validity import repair_polygons, written_alike
from .naming import agency_named, agency_names, nearest_name

#: How many names a message lists.
SHOWN: Final = 5

Members = Mapping[str, Sequence[str]]


def resolved_members(rows: pd.DataFrame) -> tuple[dict[str, list[str]], list[Finding]]:
    """The members of each agency as ids.

    Parameters
    ----------
    rows
        With agency_id, name, id_prefix, members (ids or names parted by `;`, as the source has
        them; missing where it names none), source, row. Members of several rows of one agency
        count together.

    Returns
    -------
    members
        Sorted ids by agency; only agencies that have a member in the region.
    findings
        Warnings: members that no agency is called, that several are called, and circles.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.boundaries.members import resolved_members
    >>> rows = pd.DataFrame({
    ...     "agency_id": ["c1", "c2", "jpa"], "name": ["Ukiah", "Willits", "Libraries"],
    ...     "members": [None, None, "willits; c1"], "id_prefix": "", "source": "a.csv", "row": [1, 2, 3]})
    >>> resolved_members(rows)
    ({'jpa': ['c1', 'c2']}, [])
    """
    names = agency_names(rows)
    found: dict[str, set[str]] = {}
    told: dict[tuple[str, str], list[tuple[int, str]]] = {}
    with_some = rows[rows["members"].notna()]
    for agency_id, text, prefix, source, row in zip(
        with_some["agency_id"], with_some["members"], with_some["id_prefix"],
        with_some["source"], with_some["row"], strict=True,
    ):  # fmt: skip
        for name in sorted({part.strip() for part in text.split(";")} - {""}):
            ids = agency_named(name, names, id_prefix=prefix)
            if len(ids) == 1:
                found.setdefault(agency_id, set()).add(ids[0])
                continue
            rule = "member-ambiguous" if ids else "member-unknown"
            if ids:
                message = (
                    f"the member {name!r} of {agency_id} is the name of {len(ids)} agencies "
                    f"({_listed(ids)}); use an id"
                )
            else:
                near = nearest_name(name, names)
                hint = "" if near is None else f", the nearest is {near!r}"
                message = (
                    f"the member {name!r} of {agency_id} is no agency here{hint}; "
                    "it is passed over: mend it, or add it to [[agencies]]"
                )
            told.setdefault((source, rule), []).append((row, message))
    findings = []
    for (source, rule), each in sorted(told.items()):
        numbers, messages = zip(*sorted(each), strict=True)
        findings += row_findings(numbers, messages, source=source, rule=rule)
    members = {agency_id: sorted(ids) for agency_id, ids in sorted(found.items())}
    return members, findings + _circles(members)


def with_member_areas(
    agencies: gpd.GeoDataFrame, members: Members
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Give each agency without boundary the union of its members' shapes.

    A member without boundary stands for its own members. Of members that have no ground at all
    nothing is added, which is told.

    Parameters
    ----------
    agencies
        With agency_id, name, geometry (missing without boundary), in a plane in metres.
    members
        Of `resolved_members`.

    Returns
    -------
    agencies
        With boundary (`own`, or `members` where the shape is that of the members; missing without
        shape), members (ids joined by `;`, missing without any), area_km2 and geometry.
    findings
        A note that counts who got the ground of its members; warnings of members without any.
    """
    ids = agencies["agency_id"].to_numpy(dtype=object)
    shapes = np.array(agencies.geometry, dtype=object)
    own = ~shapely.is_missing(shapes)
    at = {agency_id: k for k, agency_id in enumerate(ids)}
    leaves = _leaves(members, {agency_id for agency_id, has in zip(ids, own, strict=True) if has})
    boundary = np.full(len(ids), None, dtype=object)
    boundary[own] = "own"
    united: dict[tuple[str, ...], Any] = {}
    findings = []
    for agency_id in sorted(set(leaves) & set(at)):
        if own[at[agency_id]]:
            continue
        held = leaves[agency_id]
        findings += _unbounded(agency_id, members[agency_id], leaves, held)
        if not held:
            continue
        if held not in united:
            united[held] = shapely.union_all(shapes[[at[leaf] for leaf in held]])
        shapes[at[agency_id]] = united[held]
        boundary[at[agency_id]] = "members"
    by_members = boundary == "members"
    if by_members.any():
        message = (
            f"{by_members.sum()} agencies without boundary have the ground of their members "
            f"({_listed(sorted(agencies['name'][by_members]))})"
        )
        findings.append(Finding("note", "agencies", "", "members-ground", message))
        # The union alone: an agency's own shape keeps every vertex.
        shapes[by_members] = written_alike(repair_polygons(shapes[by_members]).shapes)
    joined = [";".join(members[agency_id]) if agency_id in members else None for agency_id in ids]
    return _with_shapes(agencies, shapes, boundary, joined), findings


def with_layer_areas(
    agencies: gpd.GeoDataFrame, layers: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Give each agency that has neither boundary nor members the union of its territories' layers.

    Parameters
    ----------
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it.
    layers
        With agency_id and geometry (valid areas, in the same plane), one row for each service.

    Returns
    -------
    agencies
        The same table; boundary is `layer` for those that got a shape.
    findings
        A note that counts them.
    """
    shapes = np.array(agencies.geometry, dtype=object)
    without = shapely.is_missing(shapes)
    given = layers[layers["agency_id"].isin(set(agencies["agency_id"][without]))]
    if len(given) == 0:
        return agencies, []
    at = pd.Index(agencies["agency_id"])
    boundary = agencies["boundary"].to_numpy(dtype=object, na_value=None).copy()
    for agency_id, group in given.groupby("agency_id", sort=True):
        parts = sorted(group["geometry"], key=shapely.to_wkb)
        k = at.get_loc(agency_id)
        shapes[k] = written_alike(np.array([shapely.union_all(parts)], dtype=object))[0]
        boundary[k] = "layer"
    got = without & ~shapely.is_missing(shapes)
    message = (
        f"{got.sum()} agencies without boundary have the ground of their layers in [[territories]] "
        f"({_listed(sorted(agencies['name'][got]))})"
    )
    table = _with_shapes(agencies, shapes, boundary, agencies["members"])
    return table, [Finding("note", "agencies", "", "layer-ground", message)]


def bounded_members(agencies: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The agencies with a boundary that the ground of each agency without one is made of.

    Parameters
    ----------
    agencies
        As `adjoin.boundaries.agencies.agencies_table` returns it.

    Returns
    -------
    dict of str to tuple of str
        Sorted ids by agency whose boundary is `members`; members of members followed.
    """
    listed = agencies[agencies["members"].notna()]
    members = {
        agency_id: text.split(";")
        for agency_id, text in zip(listed["agency_id"], listed["members"], strict=True)
    }
    leaves = _leaves(members, set(agencies.loc[agencies["boundary"] == "own", "agency_id"]))
    by_members = agencies.loc[agencies["boundary"] == "members", "agency_id"]
    return {agency_id: leaves[agency_id] for agency_id in by_members}


def _with_shapes(
    agencies: gpd.GeoDataFrame, shapes: Any, boundary: Any, members: Any
) -> gpd.GeoDataFrame:
    """The agencies with other shapes, and their areas."""
    geometry = gpd.GeoSeries(shapes, index=agencies.index, crs=agencies.crs)
    return agencies.assign(
        area_km2=geometry.area / 1e6,
        boundary=pd.Series(boundary, index=agencies.index, dtype="str"),
        members=pd.Series(members, index=agencies.index, dtype="str"),
        geometry=geometry,
    )


def _leaves(members: Members, bounded: set[str]) -> dict[str, tuple[str, ...]]:
    """The bounded agencies that each agency's members come down to, sorted."""
    leaves = {}
    for agency_id in members:
        held: set[str] = set()
        seen = {agency_id}
        ahead = list(members[agency_id])
        while ahead:
            member = ahead.pop()
            if member in seen:
                continue
            seen.add(member)
            if member in bounded:
                held.add(member)
            else:
                ahead.extend(members.get(member, ()))
        leaves[agency_id] = tuple(sorted(held))
    return leaves


def _unbounded(
    agency_id: str, members: Sequence[str], leaves: Mapping[str, tuple[str, ...]],
    held: tuple[str, ...],
) -> list[Finding]:  # fmt: skip
    """Tell the members that add no ground."""
    lost = [m for m in members if m not in held and not leaves.get(m) and m != agency_id]
    if not lost and held:
        return []
    if held:
        message = (
            f"{len(lost)} of its {len(members)} members have no boundary ({_listed(lost)}); "
            "its ground is that of the others"
        )
    else:
        message = f"none of its {len(members)} members has a boundary ({_listed(members)}), so it has none"
    return [Finding("warning", "agencies", agency_id, "members-unbounded", message)]


def _circles(members: Members) -> list[Finding]:
    """Tell agencies that are, over others, members of themselves."""
    findings = []
    for agency_id in members:
        seen: set[str] = set()
        ahead = list(members[agency_id])
        while ahead and agency_id not in seen:
            member = ahead.pop()
            if member not in seen:
                seen.add(member)
                ahead.extend(members.get(member, ()))
        if agency_id in seen:
            message = (
                f"its members ({_listed(members[agency_id])}) lead back to itself; mend one of them"
            )
            findings.append(Finding("warning", "agencies", agency_id, "members-circle", message))
    return findings


def _listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
