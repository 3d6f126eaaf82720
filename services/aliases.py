"""What a person decided of names: read on the next run, and written with what is still open."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from ..boundaries.deciding import OWN
from ..boundaries.naming import agency_named, agency_names, folded
from ..geo.files.columns import text_column
from ..geo.files.reading import read_source
from ..geo.files.writing import as_written
from ..geo.findings import DataError, Finding
from ..geo.rowfindings import first_rows, rows_item

COLUMNS: Final = ("text", "agency_id", "note", "facilities", "service", "source", "choices")


class Decision(NamedTuple):
    """What a person decided of a name.

    Parameters
    ----------
    text
        The name as it is written in the file.
    agency
        Id or name of the agency, or `own`.
    row
        Of the file.
    note
        The person's own; None without.
    """

    text: str
    agency: str
    row: int
    note: str | None = None


class Decisions(NamedTuple):
    """What a person decided of names.

    Parameters
    ----------
    said
        By name without upper case and with single spaces; empty where the region names no file.
    label
        What messages call the file.
    """

    said: Mapping[str, Decision]
    label: str


def read_decisions(path: str | None, *, base: Path) -> tuple[Decisions, list[Finding]]:
    """The decisions of the file that a region names; none where it names none.

    Parameters
    ----------
    path
        As region.toml names it.
    base
        The folder that it is relative to.
    """
    if path is None:
        return Decisions({}, ""), []
    said, findings = read_aliases(base / path, label=path)
    return Decisions(said, path), findings


def read_aliases(path: Path, *, label: str) -> tuple[dict[str, Decision], list[Finding]]:
    """Read decisions on names: a table with `text`, `agency_id` and, if it has one, `note`.

    Parameters
    ----------
    path
        A CSV or XLSX file, such as the aliases.csv of a run; a row without `agency_id` is not
        decided yet, and other columns are for people.
    label
        What messages call it.

    Returns
    -------
    decisions
        By name without upper case and with single spaces.
    findings
        Errors: a file that cannot be read, a name that two rows decide differently.
    """
    try:
        frame, findings = read_source(path, source=label)
        texts = _cells(frame, "text", label)
        agencies = _cells(frame, "agency_id", label)
        notes = (
            _cells(frame, "note", label) if "note" in frame.columns else texts.where(texts == "")
        )
    except DataError as error:
        return {}, list(error.findings)
    decisions: dict[str, Decision] = {}
    given = texts.notna() & agencies.notna()
    rows = zip(frame.index[given], texts[given], agencies[given], notes[given], strict=True)
    for row, text, agency, note in rows:
        now = Decision(text, agency, int(row), note if isinstance(note, str) else None)
        earlier = decisions.setdefault(folded(text), now)
        if earlier.agency != agency:
            message = f"{text!r} is {earlier.agency!r} in row {earlier.row} and {agency!r} here; keep one of them"
            findings.append(Finding("error", label, f"row {row}", "alias-twice", message))
    return decisions, findings


def _cells(frame: pd.DataFrame, name: str, label: str) -> pd.Series[str]:
    """One column as it was before a run wrote it for a spreadsheet.

    Raises
    ------
    DataError
        There is no such column.
    """
    return as_written(text_column(frame, name, key=f"aliases.{name}", source=label))


def meant(decisions: Decisions, agencies: pd.DataFrame) -> tuple[dict[str, str], list[Finding]]:
    """Decisions with the ids of the agencies that they mean.

    Parameters
    ----------
    decisions
        Of `read_decisions`.
    agencies
        With agency_id and name; a decision may give either.

    Returns
    -------
    decisions
        Agency id or `own` by name, as `adjoin.boundaries.deciding.decided` takes them.
    findings
        A warning for each decision whose agency is not there, or is a name of several; it is left
        out.
    """
    names = agency_names(agencies)
    result: dict[str, str] = {}
    findings: list[Finding] = []
    for text, decision in sorted(decisions.said.items()):
        said = decision.agency
        ids = [OWN] if folded(said) == OWN else agency_named(said, names)
        if len(ids) == 1:
            result[text] = ids[0]
        else:
            why = f"is the name of {len(ids)} agencies" if ids else "is no agency of [[agencies]]"
            message = (
                f"{said!r} {why}, so the decision is left out; give the id of one, add it to "
                f"[[agencies]], or write '{OWN}' for an agency of its own"
            )
            item = f"row {decision.row}"
            findings.append(Finding("warning", decisions.label, item, "alias-unknown", message))
    return result, findings


def unmatched(decisions: Decisions, texts: Collection[str]) -> list[Finding]:
    """Tell decisions on names that stand in no file this time, by their rows only.

    Parameters
    ----------
    decisions
        Of `read_decisions`.
    texts
        Every name that some row gives.
    """
    there = {folded(text) for text in texts}
    rows = sorted(decision.row for text, decision in decisions.said.items() if text not in there)
    if not rows:
        return []
    message = (
        f"no row of any file has the names of rows {first_rows(rows)}; check how they are written"
    )
    return [Finding("note", decisions.label, rows_item(rows), "alias-unmatched", message)]


def aliases_sheet(
    undecided: pd.DataFrame,
    decisions: Decisions,
    agencies: pd.DataFrame,
    *,
    hush: Collection[str] = (),
) -> pd.DataFrame:
    """The names that are still to decide, and the decisions made: what a person fills in.

    Parameters
    ----------
    undecided
        Of `adjoin.services.attribution.tied_facilities`.
    decisions
        Of `read_decisions`; kept, so that the sheet can take the place of the old file.
    agencies
        For the names of the choices.
    hush
        Texts of hidden facilities, in lower case: decisions on them are not repeated.

    Returns
    -------
    pandas.DataFrame
        text, agency_id (missing where it is open), note, facilities, service, source, choices; open ones
        first, then those decided, each sorted by text.
    """
    names = dict(zip(agencies["agency_id"], agencies["name"], strict=True))
    rows = []
    for text, group in undecided.groupby("text", sort=True):
        choices = group["choices"].iloc[0]
        rows.append(
            {
                "text": text,
                "agency_id": None,
                "facilities": int(group["facilities"].sum()),
                "service": ";".join(sorted(set(group["service"].dropna()))) or None,
                "source": ";".join(sorted(set(group["source"]))),
                "choices": "; ".join(f"{a} = {names[a]} ({score:.2f})" for a, score in choices)
                or None,
            }
        )
    rows += [
        {"text": decision.text, "agency_id": decision.agency, "note": decision.note}
        for text, decision in sorted(decisions.said.items())
        if text not in {folded(cell) for cell in hush}
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    kinds = {name: "str" for name in COLUMNS if name != "facilities"}
    return table.astype({**kinds, "facilities": "Int64"})
