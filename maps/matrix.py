"""Who does what: the matrix of agencies and services as the page is told it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from .columns import numbers, table_or_empty, texts

#: How an agency has to do with a service; the page's signs, the weightiest first.
HOWS = ("provides", "serves", "joint", "buys", "aid", "funds", "owns")

#: Where it is known from.
EVIDENCE = ("facilities", "inventory", "facilities;inventory")

_NEEDED = ("agency_id", "service", "how")


def matrix_columns(
    tables: Mapping[str, pd.DataFrame], *, agencies: Sequence[str], services: Sequence[str]
) -> dict[str, list[Any]]:
    """Columns of the matrix, as small whole numbers.

    Parameters
    ----------
    tables
        The result tables by name; without a `matrix` every column is empty.
    agencies
        Ids in the order of the page's agencies.
    services
        Ids in the order of the page's services; those of the matrix are all among them.

    Returns
    -------
    dict
        `agency`, `counterparty` (None where there is none), `service`, `how`, `instrument`, `evidence`
        (numbers of the row in the lists below) and `sites` (how many, None where none is known), all of
        one length and sorted; then the lists: `others`, ids that are no agency of the run and are
        numbered after them, `hows`, `instruments` and `evidences`.
    """
    table = table_or_empty(tables, "matrix", _NEEDED)
    table = table.reindex(
        columns=[*_NEEDED, "counterparty_id", "instrument", "facilities", "evidence"]
    )
    named = pd.concat([table["agency_id"], table["counterparty_id"]]).dropna()
    others = sorted(set(named) - set(agencies))
    hows = [*HOWS, *sorted(set(table["how"].dropna()) - set(HOWS))]
    evidences = [*EVIDENCE, *sorted(set(table["evidence"].dropna()) - set(EVIDENCE))]
    instruments = sorted(set(table["instrument"].dropna()))
    columns = pd.DataFrame(
        {
            "agency": _places(table["agency_id"], [*agencies, *others]),
            "service": _places(table["service"], services),
            "how": _places(table["how"], hows),
            "counterparty": _places(table["counterparty_id"], [*agencies, *others]),
            "instrument": _places(table["instrument"], instruments),
            "sites": table["facilities"].astype(float),
            "evidence": _places(table["evidence"], evidences),
        }
    )
    columns = columns.sort_values(list(columns.columns), kind="stable")
    return {
        **{name: numbers(columns[name], 0) for name in columns.columns.astype(str)},
        "others": others,
        "hows": hows,
        "instruments": instruments,
        "evidences": evidences,
    }


def sharing_known(tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether an inventory says anything of who shares what already."""
    evidence = table_or_empty(tables, "matrix", ("evidence",)).get("evidence")
    return evidence is not None and any("inventory" in (text or "") for text in texts(evidence))


def _places(column: pd.Series, among: Sequence[str]) -> pd.Series:
    """The place of each text in a list, missing where it is missing."""
    return column.map(dict(zip(among, range(len(among)), strict=True))).astype(float)
