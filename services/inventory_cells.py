"""Cells of an inventory read: words of a list, amounts as people type them, dates."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Final

import pandas as pd

from ..geo.files.columns import NOT_KNOWN, number_column, text_column
from ..geo.findings import Finding, Severity
from ..geo.rowfindings import first_rows, row_findings, rows_item
from .service import name_key

#: "$1,200,000": a sign, spaces, and groups of three. Of "1,2" nobody can say what it is.
_AMOUNT: Final = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")

_DATE: Final = re.compile(r"\d{4}(-\d{2}){0,2}")

# What `csv_text` puts before a text that a spreadsheet would take for a formula.
_SHIELD: Final = re.compile(r"^'(?=[=+\-@])")


def inventory_text(
    frame: pd.DataFrame, name: str | None, *, key: str, source: str
) -> pd.Series[str]:
    """One column as text, without the apostrophe that keeps a spreadsheet from computing it.

    Parameters
    ----------
    frame, key, source
        As for `adjoin.geo.files.columns.column`.
    name
        The column; None gives text that is missing everywhere.

    Raises
    ------
    DataError
        The column is not there.
    """
    if name is None:
        return pd.Series(None, index=frame.index, dtype="str")
    text = text_column(frame, name, key=f"columns.{key}", source=source)
    return text.str.replace(_SHIELD, "", regex=True)


def known_words(
    text: pd.Series[str],
    match: Callable[[str], str | None],
    unknown: Callable[[str], str],
    *,
    key: str,
    source: str,
    severity: Severity = "error",
) -> tuple[pd.Series[str], list[Finding]]:
    """Texts as words of a list; what is none of them is told with its rows, and missing.

    Parameters
    ----------
    text
        By row number; missing stays missing.
    match
        The word that a text means; None where it means none. Asked once for each text.
    unknown
        What to say of a text that means none.
    key, source
        What messages call the column and the file.
    severity
        Of a text that means none.

    Returns
    -------
    words
        By row number.
    findings
        `<key>-unknown` for each text that is none, and one note `<key>-words` on how others were
        read, unless they are the word but for case and punctuation.
    """
    rows = {str(value): where for value, where in text.groupby(text).groups.items()}
    meaning = {value: match(value) for value in sorted(rows)}
    findings = [
        Finding(severity, source, rows_item(rows[value]), f"{key}-unknown",
                f"{unknown(value)} (rows: {first_rows(rows[value])})")
        for value, word in meaning.items() if word is None
    ]  # fmt: skip
    read = [
        f"{value!r} = {word} ({len(rows[value])})"
        for value, word in meaning.items()
        if word is not None and name_key(value) != name_key(word)
    ]
    if read:
        message = f"words of the file were read as: {'; '.join(read)}"
        findings.append(Finding("note", source, key, f"{key}-words", message))
    return text.map(meaning).astype("str"), findings


def without_unknown(
    text: pd.Series[str], *, key: str, source: str, keep: str = ""
) -> tuple[pd.Series[str], list[Finding]]:
    """Texts without those that stand for "not known", which are told.

    Parameters
    ----------
    text
        By row number.
    key, source
        What messages call the column and the file.
    keep
        A text that is a word here, as "none" is an instrument.
    """
    coded = text.str.casefold().isin(NOT_KNOWN - {keep}) & text.notna()
    messages = [f"{key} is {value!r}; taken as missing" for value in text[coded]]
    rows = text.index[coded]
    return text.where(~coded, None), row_findings(rows, messages, source=source, rule="sentinel")


def amounts(
    frame: pd.DataFrame, name: str | None, *, key: str, source: str
) -> tuple[pd.Series[float], list[Finding]]:
    """A column of amounts, 0 or more; "$1,200,000" is one as well.

    An empty cell is missing, never 0; negative numbers are codes for "not known" and become
    missing, which is told.

    Parameters
    ----------
    frame, key, source
        As for `adjoin.geo.files.columns.column`.
    name
        The column; None gives amounts that are missing everywhere.

    Raises
    ------
    DataError
        The column is not there.
    """
    if name is None:
        return pd.Series(float("nan"), index=frame.index, dtype=float), []
    key = f"columns.{key}"
    text = text_column(frame, name, key=key, source=source)
    plain = text.map(_plain_amount, na_action="ignore").astype("str")
    return number_column(plain.to_frame(name), name, key=key, source=source, least=0)


def _plain_amount(text: str) -> str:
    found = _AMOUNT.fullmatch(text)
    return text if found is None else found[1].replace(",", "") + (found[2] or "")


def dates(text: pd.Series[str], *, key: str, source: str) -> tuple[pd.Series[str], list[Finding]]:
    """Dates as YYYY, YYYY-MM or YYYY-MM-DD; anything else becomes missing and is told.

    Parameters
    ----------
    text
        By row number.
    key, source
        What messages call the column and the file.
    """
    good = {str(value) for value in set(text.dropna()) if _is_date(str(value))}
    bad = text.notna() & ~text.isin(good)
    messages = [
        f"{key} {value!r} is no date and taken as missing; write YYYY, YYYY-MM or YYYY-MM-DD"
        for value in text[bad]
    ]
    rows = text.index[bad]
    told = row_findings(rows, messages, source=source, rule="date-unreadable")
    return text.where(~bad, None), told


def _is_date(text: str) -> bool:
    """Whether the calendar has such a date."""
    if _DATE.fullmatch(text) is None:
        return False
    try:
        datetime.date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def ends_before(end: pd.Series[str], other: pd.Series[str]) -> pd.Series[bool]:
    """Whether one date is over before another begins, however exact the two are.

    Parameters
    ----------
    end, other
        Dates as `dates` returns them; where one is missing, or the less exact one leaves it open,
        the answer is no.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.inventory_cells import ends_before
    >>> ends_before(pd.Series(["2019", "2019", None]), pd.Series(["2020-07", "2019-07", "2020"])).tolist()
    [True, False, False]
    """
    answers = [
        isinstance(a, str) and isinstance(b, str) and a[: min(len(a), len(b))] < b[: min(len(a), len(b))]
        for a, b in zip(end, other, strict=True)
    ]  # fmt: skip
    return pd.Series(answers, index=end.index, dtype=bool)
