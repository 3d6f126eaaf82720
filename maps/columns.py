"""How a column of a table becomes JSON: missing as null, rows of other tables by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd


def table_or_empty(
    tables: Mapping[str, pd.DataFrame], name: str, needed: Sequence[str]
) -> pd.DataFrame:
    """Table by name, rows numbered from 0.

    Parameters
    ----------
    tables
        By name; a table may be absent.
    needed
        Columns that an absent table, or one without rows and columns, gets.
    """
    found = tables.get(name)
    if found is None or (found.empty and not set(needed) <= set(found.columns)):
        return pd.DataFrame({column: pd.Series(dtype="str") for column in needed})
    return found.reset_index(drop=True)


def texts(column: pd.Series) -> list[str | None]:
    """Text values, missing as None.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.maps.columns import texts
    >>> texts(pd.Series(["a", None]))
    ['a', None]
    """
    return [None if pd.isna(value) else str(value) for value in column]


def numbers(column: pd.Series, digits: int) -> list[float | int | None]:
    """Values rounded to some digits, whole ones as int (shorter in JSON), missing as None.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.maps.columns import numbers
    >>> numbers(pd.Series([1.26, 2.0, None]), 1)
    [1.3, 2, None]
    """
    rounded = (round(float(value), digits) if pd.notna(value) else None for value in column)
    return [int(v) if v is not None and v.is_integer() else v for v in rounded]


def roughly(column: pd.Series) -> list[int | None]:
    """Counts to two leading digits, as a page tells them; missing as None.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.maps.columns import roughly
    >>> roughly(pd.Series([12345.6, 87.4, 0.0, None]))
    [12000, 87, 0, None]
    """
    whole = (None if pd.isna(value) else round(float(value)) for value in column)
    return [None if v is None else round(v, -max(0, len(str(abs(v))) - 2)) for v in whole]


def column_or_none(table: pd.DataFrame, name: str, digits: int | None = None) -> list[Any]:
    """One column as text, or as numbers when `digits` are given; all None when it is not there."""
    if name not in table:
        return [None] * len(table)
    return texts(table[name]) if digits is None else numbers(table[name], digits)


def rows_of(table: pd.DataFrame, name: str, at: Mapping[str, int]) -> list[int | None]:
    """Row numbers of the ids in a column; None for a missing or unknown id.

    Parameters
    ----------
    at
        The row of each id in the other table.
    """
    if name not in table:
        return [None] * len(table)
    return [at.get(value) if pd.notna(value) else None for value in table[name]]
