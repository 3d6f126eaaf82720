"""The review file that a run leaves: what can be decided, with what has been."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..boundaries.labels import told_apart
from .review import DECISION, Review, as_cell, finding_ids

#: The columns of review.csv: the decision, and what it is about in words.
SHEET = (
    "table", *DECISION,
    "service", "agencies", "relation", "kinds", "minutes", "confidence",
    "source", "item", "rule", "message",
)  # fmt: skip


def review_sheet(
    duplications: pd.DataFrame, findings: pd.DataFrame, review: Review, *, agencies: pd.DataFrame
) -> pd.DataFrame:
    """What can be decided, with what has been: the table that a run leaves as review.csv.

    Parameters
    ----------
    duplications, findings
        Tables of the run, with or without the columns of `with_review`.
    review
        The decisions so far.
    agencies
        agency_id and name.

    Returns
    -------
    pandas.DataFrame
        Columns `SHEET`: every duplication, every warning, every other finding that is decided, and
        last the decisions whose id is not there this time. Hidden facilities never. Sorted by table
        and id, so the order of rows changes nothing.
    """
    names: Mapping[Any, Any] = dict(told_apart(agencies).items())
    told = findings.assign(id=finding_ids(findings))
    told = told[(told["severity"] == "warning") | told["id"].isin(set(review.findings["id"]))]
    parts = []
    for table, known, decided in (
        ("duplications", _case_lines(duplications, names), review.duplications),
        ("findings", _finding_lines(told), review.findings),
    ):
        lines = known.merge(decided, on="id", how="outer", sort=True, indicator="met")
        parts.append(lines.assign(table=table, last=lines["met"] == "right_only"))
    sheet = pd.concat(parts, ignore_index=True).sort_values(["last", "table", "id"], kind="stable")
    sheet = sheet.reindex(columns=list(SHEET)).reset_index(drop=True)
    text = [name for name in SHEET if name not in ("minutes", "confidence")]
    return sheet.astype(dict.fromkeys(text, "str")).astype({"minutes": float, "confidence": float})


def _case_lines(duplications: pd.DataFrame, names: Mapping[Any, Any]) -> pd.DataFrame:
    """Duplications as a person reads them."""
    both = duplications[["agency_a", "agency_b"]].to_numpy()
    lines = pd.DataFrame(
        duplications.reindex(columns=["service", "relation", "kinds", "minutes", "confidence"])
    )
    return lines.assign(
        id=duplications["duplication_id"].map(as_cell).astype("str"),
        agencies=pd.Series(
            [" + ".join(_name(names, agency) for agency in pair) for pair in both],
            index=duplications.index,
            dtype="str",
        ),
    )


def _name(names: Mapping[Any, Any], agency: str) -> str:
    """What an agency is called: its name, or else its id."""
    name = names.get(agency)
    return agency if pd.isna(name) else str(name)


def _finding_lines(told: pd.DataFrame) -> pd.DataFrame:
    """Findings as a person reads them, those that share an id in one row."""
    groups = told.groupby("id", sort=True)
    first = groups[["source", "item", "rule"]].first()
    messages = groups["message"].agg(lambda texts: " / ".join(sorted(set(texts))))
    return first.assign(message=messages.astype("str")).reset_index()
