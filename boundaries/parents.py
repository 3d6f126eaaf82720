"""Who counts as whom: dependent agencies and their parents."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..geo.findings import Finding


def root_agencies(agencies: pd.DataFrame) -> pd.Series[str]:
    """The agency that each agency counts as: itself, or the top of its chain of parents.

    Parameters
    ----------
    agencies
        As `agencies_table` returns it. A parent that is not in the table is passed over; in a
        circle of parents everyone counts as its smallest id.

    Returns
    -------
    pandas.Series
        Root id by agency id.
    """
    ids = set(agencies["agency_id"])
    parent = {
        child: above
        for child, above in zip(agencies["agency_id"], agencies["parent_id"], strict=True)
        if above in ids
    }
    roots = {}
    for agency_id in agencies["agency_id"]:
        chain = [agency_id]
        while chain[-1] in parent and parent[chain[-1]] not in chain:
            chain.append(parent[chain[-1]])
        circle = parent.get(chain[-1])
        roots[agency_id] = chain[-1] if circle is None else min(chain[chain.index(circle) :])
    return pd.Series(roots, dtype="str", name="root_id")


def resolved_parents(rows: pd.DataFrame) -> pd.Series[str]:
    """The parent of each row as an id: with the prefix of its source where that is an agency.

    Parameters
    ----------
    rows
        With agency_id, parent_id (as the source names it) and id_prefix.
    """
    prefixed = rows["id_prefix"] + rows["parent_id"]
    return prefixed.where(prefixed.isin(set(rows["agency_id"])), rows["parent_id"])


def parent_findings(agencies: pd.DataFrame) -> list[Finding]:
    """Tell parents that are no agency of the region, and circles of parents.

    Parameters
    ----------
    agencies
        With agency_id and parent_id.
    """
    parents: dict[str, Any] = dict(zip(agencies["agency_id"], agencies["parent_id"], strict=True))
    findings: list[Finding] = []
    for agency_id, parent in parents.items():
        if pd.isna(parent):
            continue
        above, seen = parent, set[Any]()
        while above in parents and above not in seen and above != agency_id:
            seen.add(above)
            above = parents[above]
        if parent not in parents:
            rule = "parent-unknown"
            message = f"the parent {parent!r} is no agency here; the agency counts as itself"
        elif above == agency_id:
            rule = "parent-circle"
            message = f"its parents lead back to itself (first {parent!r}); mend one of them"
        else:
            continue
        findings.append(Finding("warning", "agencies", agency_id, rule, message))
    return findings
