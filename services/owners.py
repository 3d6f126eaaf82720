"""Whose facility it is: the level of agency that an owner stands for, and what no agency owns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..geo.files.columns import NOT_KNOWN, text_column
from ..geo.findings import Finding
from ..geo.rowfindings import rows_item

#: What `owners` says of an owner that is no public agency.
NO_AGENCY: Final = "none"

_SHOWN: Final = 6


def owner_levels(
    frame: pd.DataFrame,
    column: str | Sequence[str],
    *,
    owners: Mapping[str, str | Sequence[str]],
    source: str,
) -> tuple[pd.Series[str], NDArray[np.bool_], list[Finding]]:
    """The level of agency that each row's owner is of.

    Parameters
    ----------
    frame
        Rows of one source.
    column
        Holds the owners.
    owners
        Level by owner, or several levels where either may be meant, or `none` for an owner that is
        no public agency. Upper and lower case do not count.
    source
        What messages call the file.

    Returns
    -------
    level
        Missing where the owner is blank, unknown, or no agency; several joined by `;`.
    private
        Rows of owners that are no agency.
    findings
        One note on `private`, with its owners and their numbers; a warning for owners that
        `owners` does not have.

    Raises
    ------
    DataError
        The column is not there.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.owners import owner_levels
    >>> frame = pd.DataFrame({"OWNER": ["District", "Private"]}, index=[1, 2])
    >>> level, private, findings = owner_levels(
    ...     frame, "OWNER", owners={"district": "special_district", "private": "none"}, source="f"
    ... )
    >>> level.dropna().tolist(), private.tolist(), findings[0].rule
    (['special_district'], [False, True], 'owner-private')
    """
    given = text_column(frame, column, key="columns.owner", source=source)
    key = given.str.casefold()
    meaning = {
        owner.strip().casefold(): level if isinstance(level, str) else ";".join(level)
        for owner, level in owners.items()
    }
    level = key.map(meaning).astype("str")
    private = (level == NO_AGENCY).fillna(False).to_numpy(dtype=bool)
    findings = []
    if private.any():
        message = (
            f"{private.sum()} of {len(frame)} rows are of owners that are no public agency "
            f"({_counted(given[private])}); they are left out"
        )
        findings.append(Finding("note", source, "columns.owner", "owner-private", message))
    strange = (key.notna() & level.isna() & ~key.isin(NOT_KNOWN)).to_numpy(dtype=bool)
    if strange.any():
        message = (
            f"owners does not say what these are: {_counted(given[strange])}; the rows are kept "
            "without a level of owner: add them to owners"
        )
        item = rows_item(given.index[strange])
        findings.append(Finding("warning", source, item, "owner-unknown", message))
    return level.where(~private), private, findings


def _counted(owners: pd.Series[str]) -> str:
    """Owners with their numbers, the commonest first, then by code point."""
    counts = sorted(owners.value_counts().items(), key=lambda pair: (-pair[1], str(pair[0])))
    told = ", ".join(f"{owner} {count}" for owner, count in counts[:_SHOWN])
    return told + (f" and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else "")
