"""Which way a street may be travelled, from the usual codings of a one-way column."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..findings import Finding, UseError
from ..rowfindings import rows_item
from .arccosts import rows_of

_ALONG: Final = frozenset({
    "yes", "y", "true", "1", "1.0", "f", "ft", "ab", "along", "with", "forward", "forwards", "positive",
    "one way", "from to", "in direction", "sens direct",
})  # fmt: skip
_AGAINST: Final = frozenset({
    "-1", "-1.0", "reverse", "t", "tf", "ba", "against", "backward", "backwards", "negative", "to from",
    "in opposite direction", "sens inverse",
})  # fmt: skip
_BOTH: Final = frozenset({
    "no", "n", "false", "0", "0.0", "3", "3.0", "b", "both", "both ways", "both directions",
    "two way", "double sens", "",
})  # fmt: skip

# 0/1/2 and 1/2/3 are both, along, against; but 1/2 alone may as well be one way and two ways
_TWO: Final = frozenset({"2", "2.0"})
_BESIDE_TWO: Final = frozenset({"0", "0.0", "3", "3.0"})

# words that are also written together or with a hyphen
_SPACED: Final = {code.replace(" ", ""): code for code in _ALONG | _AGAINST | _BOTH if " " in code}


def open_directions(
    oneway: ArrayLike | None,
    rows: int,
    *,
    source: str = "streets",
    row_numbers: ArrayLike | None = None,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[Finding, ...]]:
    """Whether each street is open along its line and against it.

    Parameters
    ----------
    oneway
        Shape (rows,). yes, Y, true, 1, F, FT, AB, One Way, along, with, forward, positive: along
        only; -1, reverse, T, TF, BA, against, backward, negative: against only; no, N, false, 0, 3,
        B, both, Two Way, empty and missing: both; so are the words of Ordnance Survey
        (`inOppositeDirection`) and IGN (`Sens inverse`). 2 is against where the column also has 0 or 3.
        Upper or lower case, with spaces, hyphens, underscores or none; text, numbers or booleans.
        None: every street both ways.
    rows
        Number of streets.
    source, row_numbers
        For the findings, as in `rows_finding`.

    Returns
    -------
    along, against
        Shape (rows,).
    findings
        A warning with the codes that are none of these and how often they stand; such streets are
        taken as open both ways.

    Raises
    ------
    UseError
        When the column has another length.

    Examples
    --------
    >>> from adjoin.geo.streets.oneway import open_directions
    >>> along, against, findings = open_directions(["yes", "-1", None, "maybe"], 4)
    >>> along.tolist(), against.tolist()
    ([True, False, True, True], [False, True, True, True])
    >>> findings[0].rule
    'oneway-unknown'
    """
    if oneway is None:
        return np.ones(rows, dtype=bool), np.ones(rows, dtype=bool), ()
    given = np.asarray(oneway, dtype=object)
    if given.shape != (rows,):
        raise UseError(f"oneway has the shape {given.shape} beside {rows} rows; give one a row")
    column = pd.Series(given, dtype=object)
    codes = np.asarray(column.where(column.notna(), "").map(_code), dtype=object)
    held = set(codes.tolist())
    against_codes = _AGAINST | _TWO if held & _BESIDE_TWO else _AGAINST
    along_only = np.isin(codes, list(_ALONG & held))
    against_only = np.isin(codes, list(against_codes & held))
    strange = np.isin(codes, list(held - _ALONG - against_codes - _BOTH))
    return ~against_only, ~along_only, _strange_codes(codes, strange, source, row_numbers)


def _code(value: object) -> str:
    """A code as the lists above write it."""
    text = str(value).strip().lower()
    return _SPACED.get(re.sub(r"[\s_-]+", "", text), text)


def _strange_codes(
    given: NDArray[np.object_],
    strange: NDArray[np.bool_],
    source: str,
    row_numbers: ArrayLike | None,
) -> tuple[Finding, ...]:
    """A warning that lists unknown codes with their counts, commonest first."""
    codes, rows = given[strange].tolist(), rows_of(strange, row_numbers)
    if not codes:
        return ()
    counts = sorted((-count, code) for code, count in Counter(codes).items())
    shown = ", ".join(f"{code!r} ({-count})" for count, code in counts[:5])
    message = (
        f"unknown one-way codes in {rows_item(rows)} are taken as open both ways: {shown}; "
        "use yes, -1 or no"
    )
    return (Finding("warning", source, rows_item(rows), "oneway-unknown", message),)
