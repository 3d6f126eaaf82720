"""What a person decided of names: read on the next run, and written with what is still open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from ..boundaries.deciding import OWN
from ..boundaries.naming import agency_named, agency_names, folded
from ..geo.files.columns import text_column
from ..geo.files.reading import read_source
from ..geo.findings import DataError, Finding

COLUMNS: Final = ("text", "agency_id", "facilities", "service", "source", "choices")


class Decisions(NamedTuple):
    """What a person decided of names.

    Parameters
    ----------
    said
        Of `read_aliases`; empty where the region names no file.
    label
        What messages call the file.
    """

    said: Mapping[str, tuple[str, int]]
    label: str

    def meant(self, agencies: pd.DataFrame) -> tuple[dict[str, str], list[Finding]]:
        """The decisions with the ids of the agencies that they mean, as `meant`."""
        return meant(self.said, agencies, label=self.label)


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


def read_aliases(path: Path, *, label: str) -> tuple[dict[str, tuple[str, int]], list[Finding]]:
    """Read decisions on names: a table with `text` and `agency_id`; other columns are for people.

    Parameters
    ----------
    path
        A CSV or XLSX file; a row without `agency_id` is not decided yet.
    label
        What messages call it.

    Returns
    -------
    decisions
        Id or name of the agency, or `own` for an agency of its own, and the row, by name without
        upper case and with single spaces.
    findings
        Errors: a file that cannot be read, a name that two rows decide differently.
    """
    try:
        frame, findings = read_source(path, source=label)
        texts = text_column(frame, "text", key="aliases.text", source=label)
        agencies = text_column(frame, "agency_id", key="aliases.agency_id", source=label)
    except DataError as error:
        return {}, list(error.findings)
    decisions: dict[str, tuple[str, int]] = {}
    given = texts.notna() & agencies.notna()
    rows = zip(frame.index[given], texts[given], agencies[given], strict=True)
    for row, text, agency in rows:
        earlier = decisions.setdefault(folded(text), (agency, int(row)))
        if earlier[0] != agency:
            message = f"{text!r} is {earlier[0]!r} in row {earlier[1]} and {agency!r} here; keep one of them"
            findings.append(Finding("error", label, f"row {row}", "alias-twice", message))
    return decisions, findings


def meant(
    decisions: Mapping[str, tuple[str, int]], agencies: pd.DataFrame, *, label: str
) -> tuple[dict[str, str], list[Finding]]:
    """Decisions with the ids of the agencies that they mean.

    Parameters
    ----------
    decisions
        Of `read_aliases`.
    agencies
        With agency_id and name; a decision may give either.
    label
        What messages call the file.

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
    for text, (said, row) in sorted(decisions.items()):
        ids = [OWN] if said == OWN else agency_named(said, names)
        if len(ids) == 1:
            result[text] = ids[0]
        else:
            why = f"is the name of {len(ids)} agencies" if ids else "is no agency here"
            message = f"{said!r} {why}; give the id of one, or '{OWN}' for an agency of its own"
            findings.append(Finding("warning", label, f"row {row}", "alias-unknown", message))
    return result, findings


def aliases_sheet(
    undecided: pd.DataFrame, decisions: Mapping[str, tuple[str, int]], agencies: pd.DataFrame
) -> pd.DataFrame:
    """The names that are still to decide, and the decisions made: what a person fills in.

    Parameters
    ----------
    undecided
        Of `adjoin.services.attribution.tied_facilities`.
    decisions
        Of `read_aliases`; kept, so that the sheet can take the place of the old file.
    agencies
        For the names of the choices.

    Returns
    -------
    pandas.DataFrame
        text, agency_id (missing where it is open), facilities, service, source, choices; open ones
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
    rows += [{"text": text, "agency_id": said} for text, (said, _) in sorted(decisions.items())]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    kinds = {name: "str" for name in COLUMNS if name != "facilities"}
    return table.astype({**kinds, "facilities": "Int64"})
