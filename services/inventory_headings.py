"""The columns of an inventory: which there may be, and how they are found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from ..geo.findings import DataError, Finding
from .service import name_key

#: Columns that region.toml can name, and the headings that stand for each when it does not.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "agency": ("agency", "agency_id"),
    "service": ("service", "service_id"),
    "role": ("role",),
    "counterparty": ("counterparty", "counterparty_id"),
    "instrument": ("instrument",),
    "annual_cost": ("annual_cost",),
    "fte": ("fte",),
    "start": ("start",),
    "end": ("end",),
    "source": ("source",),
}

#: Further columns that an inventory may have, carried as they are where it does: amounts, and texts.
CARRIED_NUMBERS: Final = (
    "notice_months", "fte_sworn", "fte_other", "operating_budget", "capital", "revenue_offset",
    "output", "top_step_pay", "reserves_ratio",
)  # fmt: skip
CARRIED_TEXTS: Final = (
    "unit_of_output", "service_level", "facility_ids", "unit", "vacancy_or_retirement_date",
    "system", "contract_expiry", "asset_age", "asset_condition", "champion", "legal_power", "as_of",
    "note",
)  # fmt: skip


def headings(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    constants: Mapping[str, str | None],
    source: str,
) -> tuple[dict[str, str], list[Finding]]:
    """The column of each key of an inventory, named or found by its heading.

    Parameters
    ----------
    frame
        The table.
    columns
        The columns that are named, by key.
    constants
        What is given for the whole file, by key; no heading is looked for where it is.
    source
        What messages call the file.

    Returns
    -------
    found
        Column by key, for those of `HEADINGS` and the carried ones that are there.
    findings
        A note on columns that no key has.

    Raises
    ------
    DataError
        Nothing says which agency, which service or which role.
    """
    by_heading: dict[str, list[str]] = {}
    for name in map(str, frame.columns):
        by_heading.setdefault(name_key(name).replace(" ", "_"), []).append(name)
    found = dict(columns)
    wanted = {**HEADINGS, **{name: (name,) for name in (*CARRIED_NUMBERS, *CARRIED_TEXTS)}}
    for key, headings in wanted.items():
        if key in found or constants.get(key) is not None:
            continue
        for heading in headings:
            names = by_heading.get(heading, [])
            if heading in names or len(names) == 1:
                found[key] = heading if heading in names else names[0]
                break
    missing = [
        key
        for key in ("agency", "service", "role")
        if key not in found and constants.get(key) is None
    ]
    held = ", ".join(map(str, frame.columns)) or "none"
    if missing:
        ways = "name it as columns.{0}" + ", or give {0} for the whole file"
        raise DataError(
            Finding("error", source, f"columns.{key}", "column-missing",
                    f"no column says the {key} (the file has {held}); "
                    + (ways.format(key) if key != "agency" else "name it as columns.agency"))
            for key in missing
        )  # fmt: skip
    passed = [str(name) for name in frame.columns if str(name) not in set(found.values())]
    if passed:
        message = (
            f"columns that an inventory does not have are not read ({', '.join(map(repr, passed))})"
        )
        return found, [Finding("note", source, "columns", "columns-passed-over", message)]
    return found, []


def numeric_columns(table: pd.DataFrame) -> list[str]:
    """The columns of an inventory that hold amounts.

    Parameters
    ----------
    table
        Rows or table of provision.
    """
    return [name for name in ("annual_cost", "fte", *CARRIED_NUMBERS) if name in table]
