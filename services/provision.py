"""The inventory: which agency has which service done, by whom, under what agreement, at what cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from ..geo.findings import Finding
from ..geo.rowfindings import first_rows, places_of, row_findings, rows_item
from .inventory_cells import (
    amounts,
    dates,
    ends_before,
    inventory_text,
    known_words,
    without_unknown,
)
from .inventory_headings import (
    CARRIED_NUMBERS,
    CARRIED_TEXTS,
    HEADINGS,
    headings,
    numeric_columns,
)
from .inventory_words import INSTRUMENTS, ROLES, match_instrument, match_role, nearest_word

COLUMNS: Final = (
    "agency_id", "service", "role", "counterparty_id", "instrument", "annual_cost", "fte",
    "start", "end", "source", "instrument_text", "ended",
)  # fmt: skip

_ROW_TEXT: Final = (
    "agency_text", "service", "role", "counterparty_text", "instrument", "start", "end",
    "source_note", "instrument_text", "source",
)  # fmt: skip


def no_provision_rows() -> pd.DataFrame:
    """The rows of a region that has no inventory: none, with their columns."""
    texts = {name: pd.Series([], dtype="str") for name in _ROW_TEXT}
    numbers = {name: pd.Series([], dtype=float) for name in ("annual_cost", "fte")}
    ended, row = pd.Series([], dtype=bool), pd.Series([], dtype="int64")
    return pd.DataFrame({**texts, **numbers, "ended": ended, "row": row})


def provision_rows(
    frame: pd.DataFrame,
    *,
    source: str,
    columns: Mapping[str, str],
    match: Callable[[str], str | None],
    known: Collection[str] = (),
    service: str | None = None,
    role: str | None = None,
    date: str | None = None,
) -> tuple[pd.DataFrame, list[Finding]]:
    """Interpret one inventory.

    Parameters
    ----------
    frame
        As `adjoin.geo.files.reading.read_source` returns it, a table without places.
    source
        What messages call the file.
    columns
        Which column is which of `HEADINGS`; for those not named, the column of that very name is
        used where there is one (case and spaces do not count).
    match
        Gives the service id for an id, a name or an alias; None where there is none.
    known
        Names of services, to tell the nearest one to an unknown.
    service, role
        Of every row, where `columns` names no column for it.
    date
        What day the inventory describes. Without it nothing is known to have ended.

    Returns
    -------
    rows
        agency_text, service, role, counterparty_text, instrument, annual_cost, fte, start, end,
        source_note (the inventory's own column `source`), instrument_text (as written, where that
        is not the instrument), ended, source, row, and those of `CARRIED_NUMBERS` and
        `CARRIED_TEXTS` that the file has. Blank stays missing. Rows without agency, service or
        role are left out; rows that say the same stand once.
    findings
        What was left out, and how words were read. An unknown role or service is an error, an
        unknown instrument a warning.

    Raises
    ------
    DataError
        A column that `columns` names is not there, or none for agency, service or role.
    """
    if isinstance(frame, gpd.GeoDataFrame):
        message = "an inventory is a table of agencies and services, but the file holds places; give a CSV or XLSX"
        return pd.DataFrame(), [Finding("error", source, "", "places-given", message)]
    given, findings = headings(frame, columns, {"service": service, "role": role}, source)
    texts: dict[str, pd.Series[str]] = {}
    for key in HEADINGS:
        if key not in ("annual_cost", "fte"):
            texts[key] = inventory_text(frame, given.get(key), key=key, source=source)
    for key in ("agency", "counterparty", "instrument", "start", "end"):
        keep = "none" if key == "instrument" else ""
        texts[key], told = without_unknown(texts[key], key=key, source=source, keep=keep)
        findings += told
    for key, constant in (("service", service), ("role", role)):
        if key not in given:
            texts[key] = pd.Series(constant, index=frame.index, dtype="str")
    numbers: dict[str, pd.Series[float]] = {}
    carried = [name for name in (*CARRIED_NUMBERS, *CARRIED_TEXTS) if name in given]
    for key in ("annual_cost", "fte", *(name for name in carried if name in CARRIED_NUMBERS)):
        numbers[key], told = amounts(frame, given.get(key), key=key, source=source)
        findings += told
    words, told = _words(texts, match, known, source)
    findings += told
    for key in ("start", "end"):
        texts[key], told = dates(texts[key], key=key, source=source)
        findings += told
    cells: dict[str, Any] = {
        "agency_text": texts["agency"],
        "service": words["service"],
        "role": words["role"],
        "counterparty_text": texts["counterparty"],
        "instrument": words["instrument"],
        "annual_cost": numbers["annual_cost"],
        "fte": numbers["fte"],
        "start": texts["start"],
        "end": texts["end"],
        "source_note": texts["source"],
        "instrument_text": _as_written(texts["instrument"], words["instrument"]),
        "ended": ends_before(texts["end"], pd.Series(date, index=frame.index, dtype="str")),
        **{name: numbers[name] for name in carried if name in numbers},
        **{
            name: inventory_text(frame, given[name], key=name, source=source)
            for name in carried
            if name not in numbers
        },
        "source": source,
        "row": frame.index,
    }
    rows = pd.DataFrame(cells, index=frame.index).astype(dict.fromkeys(_ROW_TEXT, "str"))
    findings += _date_findings(rows, date, source)
    findings += _gaps(rows, texts, source)
    named = texts["agency"].notna() & words["service"].notna() & words["role"].notna()
    rows, told = _once(rows[named].reset_index(drop=True))
    return rows, findings + told


def provision_table(
    rows: pd.DataFrame, agency_of: Mapping[str, str | None]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Make one table of provision out of the rows of all inventories.

    Parameters
    ----------
    rows
        The rows of `provision_rows`, of all sources together.
    agency_of
        The agency id of each text of agency_text and counterparty_text; None, or no entry, where
        it is not decided which agency is meant.

    Returns
    -------
    provision
        Columns `COLUMNS` and those carried that hold anything; sorted by them. A row whose agency
        is not decided is left out; a counterparty that is not decided is missing.
    findings
        What was left out.
    """
    agency = rows["agency_text"].map(agency_of).astype("str")
    other = rows["counterparty_text"].map(agency_of).astype("str")
    undecided = agency.isna()
    unknown = ~undecided & other.isna() & rows["counterparty_text"].notna()
    itself = (agency == other) & other.notna()
    findings = [
        *_told(rows, undecided, "agency-undecided",
               "{!r} is not tied to an agency; the row is left out: decide which one it is",
               "agency_text"),
        *_told(rows, unknown, "counterparty-undecided",
               "the counterparty {!r} is not tied to an agency and taken as missing: decide which one it is",
               "counterparty_text"),
        *_told(rows, itself, "counterparty-itself",
               "{!r} is its own counterparty, which is taken as missing; name the other agency",
               "agency_text"),
    ]  # fmt: skip
    table = rows.assign(agency_id=agency, counterparty_id=other.where(~itself, None))
    table, told = _once(table[~undecided].drop(columns=["agency_text", "counterparty_text"]))
    findings += told
    filled = [
        name
        for name in (*CARRIED_NUMBERS, *CARRIED_TEXTS)
        if name in table and table[name].notna().any()
    ]
    table = table.drop(columns="source").rename(columns={"source_note": "source"})
    table = table[[*COLUMNS, *filled]]
    order = ["agency_id", "service", "role", "counterparty_id", "instrument", "start", "end"]
    order += [name for name in table.columns if name not in order]
    texts = [name for name in (*COLUMNS, *filled) if name not in ("ended", *numeric_columns(table))]
    table = table.astype(dict.fromkeys(texts, "str")).sort_values(order, kind="stable")
    return table.reset_index(drop=True), findings


def _words(
    texts: Mapping[str, pd.Series[str]],
    match: Callable[[str], str | None],
    known: Collection[str],
    source: str,
) -> tuple[dict[str, pd.Series[str]], list[Finding]]:
    """Service, role and instrument as the words that they mean."""

    def no_service(text: str) -> str:
        near = nearest_word(text, known)
        hint = "" if near is None else f"; the nearest is {near!r}"
        return f"{text!r} is no service{hint}: `adjoin services` lists them, and [[services]] adds your own"

    def no_role(text: str) -> str:
        near = nearest_word(text, ROLES)
        hint = "" if near is None else f"; the nearest is {near!r}"
        return f"{text!r} is no role{hint}: write {', '.join(ROLES)}"

    def no_instrument(text: str) -> str:
        return f"{text!r} is no instrument and taken as missing; write {', '.join(INSTRUMENTS)}"

    service, told = known_words(texts["service"], match, no_service, key="service", source=source)
    role, more = known_words(texts["role"], match_role, no_role, key="role", source=source)
    instrument, most = known_words(
        texts["instrument"], match_instrument, no_instrument, key="instrument", source=source,
        severity="warning",
    )  # fmt: skip
    return {"service": service, "role": role, "instrument": instrument}, told + more + most


def _as_written(text: pd.Series[str], word: pd.Series[str]) -> pd.Series[str]:
    """The text of an instrument, where it says more than the word."""
    return text.where(text != word, None)


def _date_findings(rows: pd.DataFrame, date: str | None, source: str) -> list[Finding]:
    """Tell agreements that end before they start, and those that are over."""
    turned = rows[ends_before(rows["end"], rows["start"])]
    messages = [
        f"it ends ({end}) before it starts ({start}); both are kept: mend one of them"
        for start, end in zip(turned["start"], turned["end"], strict=True)
    ]
    over = rows[rows["ended"]]
    ended = [
        f"it ended ({end}) before the date of the inventory ({date}); it is kept, but counts no more"
        for end in over["end"]
    ]
    return [
        *row_findings(turned["row"], messages, source=source, rule="end-before-start"),
        *row_findings(over["row"], ended, source=source, rule="agreement-ended", severity="note"),
    ]


def _gaps(rows: pd.DataFrame, texts: Mapping[str, pd.Series[str]], source: str) -> list[Finding]:
    """Tell rows that do not say who, what or as what."""
    findings = []
    silent = texts["role"].isna()
    says = rows.drop(columns=["agency_text", "service", "role", "ended", "source", "row"])
    # A row of a template that nobody has filled in is no fault.
    unanswered = silent & says.isna().all(axis=1)
    if unanswered.any():
        numbers = rows.loc[unanswered, "row"]
        message = f"no role and nothing else is filled in (rows: {first_rows(numbers)}); they are left out"
        findings.append(Finding("note", source, rows_item(numbers), "row-unanswered", message))
    for key, missing in (
        ("agency", texts["agency"].isna() & ~unanswered),
        ("service", texts["service"].isna() & ~unanswered),
        ("role", silent & ~unanswered),
    ):
        message = f"the row has no {key}; it is left out"
        findings += row_findings(
            rows.loc[missing, "row"], message, source=source, rule=f"{key}-missing"
        )
    return findings


def _once(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows that say the same, once, the first by source and number."""
    says = [name for name in rows.columns if name not in ("source", "row")]
    rows = rows.sort_values(["source", "row"], kind="stable")
    again = rows.duplicated(says, keep=False)
    findings = []
    if again.any():
        groups: Any = rows[again].groupby(says, dropna=False, sort=False)
        for _, group in groups:
            places = places_of(group["source"], group["row"])
            message = f"the row stands {len(group)} times ({places}); it counts once"
            source, item = group["source"].iloc[0], f"row {group['row'].iloc[0]}"
            findings.append(Finding("warning", source, item, "row-repeated", message))
    return rows[~rows.duplicated(says, keep="first")].reset_index(drop=True), findings


def _told(
    rows: pd.DataFrame, chosen: pd.Series[bool], rule: str, message: str, column: str
) -> list[Finding]:
    """Warnings about chosen rows, source by source."""
    findings: list[Finding] = []
    for source, group in rows[chosen].groupby("source", sort=True):
        messages: Sequence[str] = [message.format(text) for text in group[column]]
        findings += row_findings(group["row"], messages, source=str(source), rule=rule)
    return findings
