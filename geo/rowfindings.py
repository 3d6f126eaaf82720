"""Findings about rows: each one told, or many that are alike told as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from .findings import Finding, Severity

EACH: Final = 20
"""So many rows with one fault get a finding each: a list that a person can still work through."""

_SHOWN: Final = 5


def row_findings(
    rows: ArrayLike,
    messages: str | Sequence[str],
    *,
    source: str,
    rule: str,
    severity: Severity = "warning",
    each: int = EACH,
) -> list[Finding]:
    """Tell rows with one fault: each by itself, or many of them as one finding with their count.

    Parameters
    ----------
    rows
        Shape (n,), the numbers of the rows, in any order.
    messages
        What to say of a row: the same of all, or one a row.
    source, rule, severity
        As in `Finding`.
    each
        More rows than this are told as one finding: the message of the first row, how many are
        like it and which, the first of them by number.

    Examples
    --------
    >>> from adjoin.geo.rowfindings import row_findings
    >>> [f.item for f in row_findings([7, 3], "no id", source="a.csv", rule="id-missing")]
    ['row 3', 'row 7']
    >>> many = row_findings(range(1, 401), "no id", source="a.csv", rule="id-missing")
    >>> many[0].item, many[0].message
    ('400 rows from row 1', 'no id (400 rows like this: 1, 2, 3, 4, 5 and 395 more)')
    """
    numbers = np.asarray(rows).reshape(-1)
    order = np.argsort(numbers, kind="stable").tolist()
    told = [messages if isinstance(messages, str) else messages[k] for k in order]
    if len(order) <= each:
        return [
            Finding(severity, source, f"row {numbers[k]}", rule, message)
            for k, message in zip(order, told, strict=True)
        ]
    message = f"{told[0]} ({len(order)} rows like this: {first_rows(numbers)})"
    return [Finding(severity, source, rows_item(numbers), rule, message)]


def rows_item(rows: ArrayLike) -> str:
    """What a finding about some rows calls them.

    Parameters
    ----------
    rows
        Shape (n,), the numbers of the rows, at least one.

    Examples
    --------
    >>> from adjoin.geo.rowfindings import rows_item
    >>> rows_item([4]), rows_item([9, 4])
    ('row 4', '2 rows from row 4')
    """
    numbers = np.sort(np.asarray(rows).reshape(-1))
    return (
        f"row {numbers[0]}" if len(numbers) == 1 else f"{len(numbers)} rows from row {numbers[0]}"
    )


def first_rows(rows: ArrayLike) -> str:
    """The first rows by number, and how many more there are.

    Parameters
    ----------
    rows
        Shape (n,), the numbers of the rows.

    Examples
    --------
    >>> from adjoin.geo.rowfindings import first_rows
    >>> first_rows([9, 4]), first_rows(range(1, 8))
    ('4, 9', '1, 2, 3, 4, 5 and 2 more')
    """
    numbers = np.sort(np.asarray(rows).reshape(-1))
    more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    return ", ".join(map(str, numbers[:_SHOWN])) + more


def places_of(sources: ArrayLike, rows: ArrayLike) -> str:
    """Where rows of several sources stand: each source once, with its first rows.

    Parameters
    ----------
    sources, rows
        Shape (n,), the source and the number of each row, in any order.

    Examples
    --------
    >>> from adjoin.geo.rowfindings import places_of
    >>> places_of(["b.csv", "a.csv", "a.csv"], [1, 3, 2])
    'a.csv rows 2, 3; b.csv row 1'
    """
    owner, numbers = np.asarray(sources, dtype=object), np.asarray(rows)
    parts = []
    for source in sorted(set(owner.tolist())):
        own = numbers[owner == source]
        parts.append(f"{source} row{'' if len(own) == 1 else 's'} {first_rows(own)}")
    return "; ".join(parts)
