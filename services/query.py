"""Planners' questions: the rows of a result table that answer them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..boundaries.relations import ADJACENT
from ..geo.findings import UseError
from .sensitivity import KINDS

#: Columns of two agencies that a row is about, and those of their names for people.
_PAIRS = (("agency_a", "agency_b"), ("home_agency", "other_agency"))
_NAMES = {
    "agency_a": "name_a", "agency_b": "name_b", "agency_id": "agency",
    "home_agency": "home_name", "other_agency": "other_name", "counterparty_id": "counterparty",
}  # fmt: skip


def query(
    tables: Mapping[str, pd.DataFrame],
    standards: Mapping[str, float | None],
    *,
    table: str = "duplications",
    service: str | None = None,
    agencies: Sequence[str] = (),
    adjacent_to: str | None = None,
    within_minutes: float | None = None,
    relation: str | None = None,
    kind: str | None = None,
    sort: str | None = None,
    descending: bool = False,
    limit: int | None = None,
) -> pd.DataFrame:
    """The rows of one table that meet every condition.

    Parameters
    ----------
    tables
        The tables of a run, by name.
    standards
        The minutes that were run, by service.
    table
        The table to look in.
    service
        A service id.
    agencies
        Ids or names. In a table of pairs the row must be about all of them, so that two name one
        pair; in a table of single agencies it must be about one of them.
    adjacent_to
        Id or name of an agency: rows about the agencies whose areas border, overlap, hold or lie
        within its own; in a table of pairs, rows about it and one of those.
    within_minutes
        At most this many minutes apart (inclusive).
    relation
        How the two agencies lie to each other.
    kind
        A kind of duplication: rows that have it, be it with others.
    sort, descending
        A column to sort by, the largest first when `descending` or with `-` before its name; what
        is missing comes last, and equal rows stay in the order of the table.
    limit
        Of the rows that are left, the first so many.

    Returns
    -------
    pandas.DataFrame
        The rows, in the order of the table unless sorted; a GeoDataFrame where the table is one.

    Raises
    ------
    UseError
        Unknown table, service, agency, relation or kind; a condition that the table has no column
        for; minutes that are no number from 0, or more than were run: the answer would not be
        whole; a limit below 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.query import query
    >>> agencies = pd.DataFrame({"agency_id": ["a", "b"], "name": ["Alder", "Birch"]})
    >>> query({"agencies": agencies}, {}, table="agencies", agencies=["birch"])["agency_id"].tolist()
    ['b']
    """
    if table not in tables:
        raise UseError(_no_table(tables, table))
    rows = tables[table]
    if service is not None:
        if service not in standards:
            held = ", ".join(sorted(standards)) or "none"
            raise UseError(f"{service!r} is no service of this run; there are {held}")
        rows = rows[_needed(rows, table, "service", "--service") == service]
    if agencies:
        wanted = {agency_id(tables, name) for name in agencies}
        ends = _ends(rows, table, "--agency")
        together = _pair(rows) is not None or "agencies" in rows.columns
        rows = _kept(rows, [wanted <= end if together else bool(wanted & end) for end in ends])
    if adjacent_to is not None:
        rows = _adjacent(tables, rows, table, agency_id(tables, adjacent_to))
    if relation is not None:
        rows = _of_relation(rows, table, relation)
    if within_minutes is not None:
        minutes = _needed(rows, table, "minutes", "--within")
        _check_minutes(standards, service, within_minutes)
        rows = rows[minutes <= within_minutes]
    if kind is not None:
        rows = _of_kind(rows, table, kind)
    if sort is not None or descending:
        rows = _sorted(rows, table, sort, descending=descending)
    return rows if limit is None else _first(rows, limit)


def with_names(rows: pd.DataFrame, agencies: pd.DataFrame) -> pd.DataFrame:
    """Rows with the names of their agencies behind the ids, for people.

    Parameters
    ----------
    rows
        Of any result table; columns agency_a, agency_b, agency_id, home_agency, other_agency and
        counterparty_id get a column of names, unless the rows have names of their own.
    agencies
        The agencies of the run.
    """
    names = agencies.set_index("agency_id")["name"]
    shown = rows
    for column, name in _NAMES.items():
        if column in rows.columns and not ("name" in rows.columns and "level" in rows.columns):
            at = list(shown.columns).index(column) + 1
            left, right = shown.iloc[:, :at], shown.iloc[:, at:]
            shown = pd.concat([left, rows[column].map(names).rename(name), right], axis=1)
    return shown


def agency_id(tables: Mapping[str, pd.DataFrame], text: str) -> str:
    """The id of an agency given by id or name (upper and lower case do not count in names).

    Raises
    ------
    UseError
        Nobody, or more than one agency, is called so.
    """
    agencies = tables["agencies"]
    if text in set(agencies["agency_id"]):
        return text
    named = agencies.loc[agencies["name"].str.casefold() == text.casefold(), "agency_id"].tolist()
    if len(named) == 1:
        return str(named[0])
    if named:
        raise UseError(
            f"{text!r} is the name of {len(named)} agencies; use an id: {', '.join(named)}"
        )
    part = agencies.loc[agencies["name"].str.contains(text, case=False, regex=False), "name"]
    near = part.head(5).tolist() or difflib.get_close_matches(text, agencies["name"], n=5)
    way_out = f"did you mean {', '.join(near)}?" if near else "the table agencies lists them"
    raise UseError(f"{text!r} is no agency of this run; {way_out}")


def _needed(rows: pd.DataFrame, table: str, column: str, option: str) -> pd.Series[Any]:
    """A column that an option needs."""
    if column not in rows.columns:
        raise UseError(f"{option} does not go with the table {table}: it has no column {column!r}")
    return rows[column]


def _ends(rows: pd.DataFrame, table: str, option: str) -> list[set[str]]:
    """The agencies that each row is about."""
    pair = _pair(rows)
    if pair is not None:
        return [{a, b} for a, b in zip(rows[pair[0]], rows[pair[1]], strict=True)]
    if "agencies" in rows.columns:
        return [set(ids.split(";")) for ids in rows["agencies"]]
    return [{agency} for agency in _needed(rows, table, "agency_id", option)]


def _pair(rows: pd.DataFrame) -> tuple[str, str] | None:
    """The columns of the two agencies that each row is about; None in a table of single ones."""
    return next((pair for pair in _PAIRS if pair[0] in rows.columns), None)


def _no_table(tables: Mapping[str, pd.DataFrame], table: str) -> str:
    """Message for a name that is no table."""
    near = difflib.get_close_matches(table, tables, n=1, cutoff=0.7)
    advice = f"did you mean {near[0]!r}? There" if near else "there"
    return f"there is no table {table!r}; {advice} are {', '.join(sorted(tables))}"


def _of_relation(rows: pd.DataFrame, table: str, relation: str) -> pd.DataFrame:
    """Rows about two agencies that lie so to each other."""
    column = _needed(rows, table, "relation", "--relation")
    known = sorted({*ADJACENT, "apart", "near", "point", "unknown"})
    if relation not in known:
        raise UseError(f"{relation!r} is no relation; there are {', '.join(known)}")
    return rows[column == relation]


def _of_kind(rows: pd.DataFrame, table: str, kind: str) -> pd.DataFrame:
    """Rows that have a kind of duplication."""
    column = "kind" if table == "evidence" else "kinds"
    held = _needed(rows, table, column, "--kind")
    if kind not in KINDS:
        raise UseError(f"{kind!r} is no kind of duplication; there are {', '.join(KINDS)}")
    return _kept(rows, [kind in str(kinds).split(";") for kinds in held])


def _sorted(rows: pd.DataFrame, table: str, sort: str | None, *, descending: bool) -> pd.DataFrame:
    """Rows sorted by one column, missing ones last."""
    if sort is None:
        raise UseError("--descending says how to sort; name a column with --sort")
    turned = sort.startswith("-")
    column = sort.removeprefix("-")
    if column not in rows.columns or column == "geometry":
        held = ", ".join(name for name in rows.columns if name != "geometry")
        raise UseError(f"the table {table} has no column {column!r} to sort by; it has {held}")
    return rows.sort_values(
        column, ascending=not (descending or turned), kind="stable", na_position="last"
    )


def _first(rows: pd.DataFrame, limit: int) -> pd.DataFrame:
    """The first rows."""
    if limit < 1:
        raise UseError(f"--limit is {limit}; give 1 or more rows")
    return rows.head(limit)


def _adjacent(
    tables: Mapping[str, pd.DataFrame], rows: pd.DataFrame, table: str, agency: str
) -> pd.DataFrame:
    """Rows about the neighbours of an agency."""
    pairs = tables["agency_pairs"]
    beside = pairs[pairs["relation"].isin(ADJACENT)]
    neighbours = set(beside.loc[beside["agency_a"] == agency, "agency_b"])
    neighbours |= set(beside.loc[beside["agency_b"] == agency, "agency_a"])
    ends = _ends(rows, table, "--adjacent-to")
    if "agency_id" in rows.columns:
        return _kept(rows, [bool(end & neighbours) for end in ends])
    return _kept(rows, [agency in end and bool(end & neighbours) for end in ends])


def _kept(rows: pd.DataFrame, mask: Sequence[bool]) -> pd.DataFrame:
    """The rows for which the mask is true; an empty list alone would stand for no columns."""
    return rows[np.asarray(mask, dtype=bool)]


def _check_minutes(
    standards: Mapping[str, float | None], service: str | None, within_minutes: float
) -> None:
    """Refuse more minutes than were run: pairs beyond the standard are not in the tables.

    The rows at hand do not tell which services are asked for: one whose pairs all lie beyond its
    standard has none.
    """
    if not within_minutes >= 0:
        raise UseError(f"--within is {within_minutes:g}; give 0 or more minutes")
    asked = standards if service is None else {service: standards[service]}
    short = sorted(
        f"{name} ({minutes:g})"
        for name, minutes in asked.items()
        if minutes is not None and minutes < within_minutes
    )
    if short:
        raise UseError(
            f"--within {within_minutes:g} is above the minutes that were run for {', '.join(short)}; "
            "name one --service, ask for fewer minutes, or run again with more"
        )
