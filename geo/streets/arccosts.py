"""What travel along a street costs: whole milliseconds and millimetres out of table columns."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..findings import Finding, Severity, UseError
from ..rowfindings import rows_item

WALK_KMH: Final = 4.8
"""Walking, on streets and on the way to them (docs/definitions.md)."""

DEFAULT_KMH: Final = 40.0
"""Stands in for a missing speed; the same as on the straight line without streets."""

MAX_ARC_MS: Final = 24 * 3600 * 1000
"""No street takes longer than a day: beyond it, a unit is wrong."""

_SHOWN: Final = 5


class Column(NamedTuple):
    """A column as numbers (NaN: missing or unreadable), which are unreadable, and as it came."""

    numbers: NDArray[np.float64]
    unreadable: NDArray[np.bool_]
    as_given: NDArray[Any]


def travel_ms(length_m: ArrayLike, speed_kmh: ArrayLike) -> NDArray[np.int64]:
    """Travel time in whole milliseconds, halves to the even number.

    Parameters
    ----------
    length_m
        Metres, >= 0, finite.
    speed_kmh
        Kilometres an hour, > 0.

    Examples
    --------
    >>> from adjoin.geo.streets.arccosts import travel_ms
    >>> travel_ms([1000.0, 0.0], 30.0).tolist()
    [120000, 0]
    """
    length = np.asarray(length_m, dtype=np.float64)
    return np.rint(length * 3600 / np.asarray(speed_kmh, dtype=np.float64)).astype(np.int64)


def street_factor(speed_factor: float) -> float:
    """The factor itself, refused unless it is a positive number.

    Raises
    ------
    UseError
        When it is zero, negative, infinite or NaN.
    """
    if not (np.isfinite(speed_factor) and speed_factor > 0):
        raise UseError(f"speed_factor is {speed_factor}; give a positive number, 1.0 for as is")
    return float(speed_factor)


def read_numbers(values: ArrayLike | None, rows: int) -> Column:
    """Numbers out of a column that may hold text and gaps.

    Parameters
    ----------
    values
        Shape (rows,), or one value for all rows. Numbers, text, None, NaN or NA. None: all missing.
    rows
        Length of the answer.

    Returns
    -------
    Column
        Three arrays of shape (rows,); unreadable is something that is not a finite number.

    Raises
    ------
    UseError
        When the column has another length.

    Examples
    --------
    >>> from adjoin.geo.streets.arccosts import read_numbers
    >>> numbers, unreadable, _ = read_numbers(["30", None, "fast"], 3)
    >>> numbers.tolist(), unreadable.tolist()
    ([30.0, nan, nan], [False, False, True])
    """
    plain = np.asarray(values)
    if plain.dtype.kind in "fiu" and plain.shape == (rows,):
        numbers = plain.astype(np.float64)
        unreadable = np.isinf(numbers)
        numbers[unreadable] = np.nan
        return Column(numbers, unreadable, plain)
    given = np.asarray(values, dtype=object)
    if given.ndim == 0:
        one = read_numbers([given.item()], 1)
        return Column(*(np.repeat(column, rows) for column in one))
    if given.shape != (rows,):
        raise UseError(f"a column has the shape {given.shape} beside {rows} rows; give one a row")
    column = pd.Series(given, dtype=object)
    missing = np.asarray(column.isna(), dtype=bool) | np.array(
        [isinstance(v, str) and not v.strip() for v in given], dtype=bool
    )
    numbers = np.array(pd.to_numeric(column, errors="coerce"), dtype=np.float64)
    unreadable = ~np.isfinite(numbers) & ~missing
    numbers[~np.isfinite(numbers)] = np.nan
    return Column(numbers, unreadable, given)


def rows_finding(
    rows: NDArray[np.bool_],
    values: NDArray[Any],
    *,
    source: str,
    rule: str,
    fact: str,
    way_out: str,
    severity: Severity = "warning",
    row_numbers: ArrayLike | None = None,
) -> list[Finding]:
    """One finding for all rows with the same fault; none when there is no such row.

    Parameters
    ----------
    rows
        Shape (n,), the rows it is about.
    values
        Shape (n,), the value to show for a row.
    source, rule, severity
        As in `Finding`.
    fact, way_out
        Parts of the message: "N rows <fact>: row 3 ('x'), …; <way out>".
    row_numbers
        Shape (n,), what the rows are called; 1, 2, 3, … when not given.

    Raises
    ------
    UseError
        When there are more or fewer numbers than rows.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.streets.arccosts import rows_finding
    >>> rows_finding(
    ...     np.array([False, True]), np.array([1.0, -2.0]), source="edges.csv",
    ...     rule="length-negative", fact="left out: negative length", way_out="correct the length",
    ... )[0].message
    '1 row left out: negative length: row 2 (-2.0); correct the length'
    """
    numbers = rows_of(rows, row_numbers)
    if not numbers.size:
        return []
    told = zip(numbers[:_SHOWN], values[np.flatnonzero(rows)[:_SHOWN]], strict=True)
    shown = ", ".join(f"row {number} ({_shown(value)})" for number, value in told)
    more = f" and {numbers.size - _SHOWN} more" if numbers.size > _SHOWN else ""
    count = "1 row" if numbers.size == 1 else f"{numbers.size} rows"
    message = f"{count} {fact}: {shown}{more}; {way_out}"
    return [Finding(severity, source, rows_item(numbers), rule, message)]


def rows_of(rows: NDArray[np.bool_], row_numbers: ArrayLike | None) -> NDArray[Any]:
    """What the chosen rows are called.

    Parameters
    ----------
    rows
        Shape (n,), which rows are chosen.
    row_numbers
        Shape (n,), what the rows are called; 1, 2, 3, … when not given.

    Raises
    ------
    UseError
        When there are more or fewer numbers than rows.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.streets.arccosts import rows_of
    >>> rows_of(np.array([False, True]), [4, 7]).tolist()
    [7]
    """
    if row_numbers is None:
        return np.flatnonzero(rows) + 1
    numbers = np.asarray(row_numbers)
    if numbers.shape != rows.shape:
        raise UseError(
            f"row_numbers has the shape {numbers.shape} beside {len(rows)} rows; give one a row"
        )
    return numbers[rows]


def _shown(value: object) -> str:
    """A value as it stands in a message: text in quotes, numbers plain."""
    return repr(value.item() if isinstance(value, np.generic) else value)
