"""Which way a street may be travelled, from the usual codings of a one-way column."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..findings import Finding, UseError
from ..rowfindings import rows_item
from .arccosts import rows_of

_ALONG: Final = frozenset({"yes", "y", "true", "1", "1.0", "f", "ft"})
_AGAINST: Final = frozenset({"-1", "-1.0", "reverse", "t", "tf"})
_BOTH: Final = frozenset({"no", "n", "false", "0", "0.0", "b", "both", ""})


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
        Shape (rows,). yes, Y, true, 1, F, FT: along only; -1, reverse, T, TF: against only; no, N,
        false, 0, B, both, empty and missing: both. Upper or lower case, text, numbers or booleans.
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
    missing = np.asarray(pd.isna(pd.Series(given, dtype=object)), dtype=bool)
    codes = np.array(
        [
            "" if gap else str(value).strip().lower()
            for value, gap in zip(given, missing, strict=True)
        ],
        dtype=object,
    )
    along_only = np.array([code in _ALONG for code in codes], dtype=bool)
    against_only = np.array([code in _AGAINST for code in codes], dtype=bool)
    strange = np.array(
        [code not in _ALONG and code not in _AGAINST and code not in _BOTH for code in codes],
        dtype=bool,
    )
    return ~against_only, ~along_only, _strange_codes(codes, strange, source, row_numbers)


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
