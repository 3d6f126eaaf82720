"""At which level lines run and end: layers, grades at both ends, bridges and tunnels."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..findings import Finding, UseError
from .arccosts import read_numbers, rows_finding

HIGHEST: Final = 99
"""Above every level that is written down: how high a bridge without a level may be."""

_NO: Final = frozenset({"no", "n", "false", "f", "0", "0.0", "none", "", "culvert"})
# a passage through a building is at the level of the street
_AT_GRADE: Final = frozenset({"building_passage", "at grade", "at-grade"})
_BELOW: Final = ("tunnel", "underpass")


class Levels(NamedTuple):
    """Lowest and highest level (whole numbers, 0 the ground) where each of s lines may meet others.

    Parameters
    ----------
    start, end
        Shape (s, 2), at its ends. Of a line known by its layer or as a bridge: from the ground to
        that level, since bridges come down at their ends.
    inside
        Shape (s, 2), between its ends.
    given
        Whether anything was said of levels.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    inside: NDArray[np.int64]
    given: bool

    def of(self, rows: NDArray[np.int64]) -> Levels:
        """The levels of some lines."""
        return Levels(self.start[rows], self.end[rows], self.inside[rows], self.given)


def on_the_ground(lines: int) -> Levels:
    """Levels of lines of which nothing is said.

    Parameters
    ----------
    lines
        Their number.
    """
    ground = np.zeros((lines, 2), dtype=np.int64)
    return Levels(ground, ground, ground, False)


def read_levels(
    rows: int,
    *,
    level: ArrayLike | None = None,
    level_from: ArrayLike | None = None,
    level_to: ArrayLike | None = None,
    bridge: ArrayLike | None = None,
    tunnel: ArrayLike | None = None,
    source: str = "streets",
    row_numbers: ArrayLike | None = None,
) -> tuple[Levels, tuple[Finding, ...]]:
    """Levels of lines out of the columns that a file has of them.

    Parameters
    ----------
    rows
        Number of lines.
    level
        Shape (rows,), the level of the line between its ends (OSM: layer), whole numbers; missing
        is 0, the ground.
    level_from, level_to
        Shape (rows,), the level of its start and of its end, as counties write grade separation.
        Exact: ends of different levels do not meet. Missing is 0.
    bridge, tunnel
        Shape (rows,). no, N, false, F, 0, none, culvert, empty and missing: it is none. Everything
        else is one: a bridge is at any level from 1 up, a tunnel at any from -1 down, where the
        level says nothing, so that two bridges that cross are no junction. Values of `bridge` with
        "tunnel" or "underpass" in them are tunnels; building_passage is at grade.
    source, row_numbers
        For the findings, as in `rows_finding`.

    Returns
    -------
    Levels
        Of each line.
    findings
        Levels that are no number and are taken as 0.

    Raises
    ------
    UseError
        When a column has another length.

    Examples
    --------
    >>> from adjoin.geo.streets.levels import read_levels
    >>> levels, _ = read_levels(3, bridge=["yes", None, "no"])
    >>> levels.inside.tolist(), levels.end.tolist()
    ([[1, 99], [0, 0], [0, 0]], [[0, 99], [0, 0], [0, 0]])
    """
    findings: list[Finding] = []

    def whole(values: ArrayLike | None, name: str) -> NDArray[np.int64]:
        read = read_numbers(values, rows)
        findings.extend(
            rows_finding(
                read.unreadable,
                read.as_given,
                source=source,
                rule="level-unreadable",
                fact=f"taken at level 0: {name} is no number",
                way_out="give whole numbers, 0 for the ground",
                row_numbers=row_numbers,
            )
        )
        return np.rint(np.nan_to_num(read.numbers, nan=0.0)).astype(np.int64)

    line = whole(level, "the level")
    up, down = _structures(bridge, rows), _structures(tunnel, rows)
    structure = np.where(up != 0, up, -np.abs(down))
    # a level on the other side of the ground is none for a bridge or a tunnel
    unknown = (structure != 0) & (np.sign(line) != structure)
    line = np.where(unknown, structure, line)
    inside = np.column_stack([line, line])
    inside[unknown & (structure > 0), 1] = HIGHEST
    inside[unknown & (structure < 0), 0] = -HIGHEST
    start = end = np.column_stack([inside[:, 0].clip(max=0), inside[:, 1].clip(min=0)])
    if level_from is not None or level_to is not None:
        first = whole(level_from, "the level at the start")
        last = whole(level_to, "the level at the end")
        start, end = np.column_stack([first, first]), np.column_stack([last, last])
        ramp = np.column_stack([np.minimum(first, last), np.maximum(first, last)])
        inside = np.where((line == 0)[:, None], ramp, inside)
    columns = (level, level_from, level_to, bridge, tunnel)
    given = any(column is not None for column in columns)
    return Levels(start, end, inside, given), tuple(findings)


def _structures(values: ArrayLike | None, rows: int) -> NDArray[np.int64]:
    """1 for a structure above the ground, -1 for one below by its own words, 0 for none."""
    if values is None:
        return np.zeros(rows, dtype=np.int64)
    given = np.asarray(values, dtype=object)
    if given.shape != (rows,):
        raise UseError(f"a column has the shape {given.shape} beside {rows} rows; give one a row")
    column = pd.Series(given, dtype=object)
    text = column.where(column.notna(), "").map(lambda value: str(value).strip().lower())
    kinds = {str(word): _structure(str(word)) for word in text.unique()}
    return np.asarray(text.map(kinds), dtype=np.int64)


def _structure(word: str) -> int:
    """The level that a word for a structure stands for."""
    if word in _NO or word in _AT_GRADE:
        return 0
    return -1 if any(part in word for part in _BELOW) else 1
