"""What is in each column of a table that nobody described."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Rows that are looked at closely, spread evenly over a longer table.
_LOOKED_AT: Final = 5_000

#: Floating-point numbers from here on do not fit into whole ones of 64 bits.
_WHOLE: Final = 2.0**63

Kind = Literal["whole", "number", "text", "truth", "empty"]

_TRUTH: Final = frozenset(("true", "false", "yes", "no", "y", "n", "t", "f"))


class Profile(NamedTuple):
    """What is in one column.

    Parameters
    ----------
    name
        Of the column.
    kind
        `whole` numbers, `number`s, `truth` values, `text`, or `empty`; by what the cells are as
        text, so that a table of text and a layer with types are alike.
    rows, filled, distinct
        How many rows, rows with a value, and different values there are.
    least, most
        Of numbers; NaN for others.
    values
        Different values as text, in order of appearance, of the rows that were looked at (all of
        them up to 5,000, else so many spread evenly).
    shares
        How often each of `values` stands in those rows, as a share of the filled ones.
    lead_zeros
        Whether a value of digits begins with 0 and is longer than that: a code, and no number.
    """

    name: str
    kind: Kind
    rows: int
    filled: int
    distinct: int
    least: float
    most: float
    values: tuple[str, ...]
    shares: tuple[float, ...]
    lead_zeros: bool

    @property
    def unique(self) -> bool:
        """Whether every row has a value of its own."""
        return self.rows > 0 and self.distinct == self.rows

    @property
    def key(self) -> str:
        """The name in lower case, words parted by one space: `POP_2020`, `Pop2020` as `pop 2020`."""
        return name_words(self.name)

    @property
    def numbers(self) -> NDArray[np.float64]:
        """`values` as numbers; NaN for text, of which a little may stand among numbers."""
        texts = pd.Series(self.values, dtype="str")
        found: NDArray[np.float64] = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64)
        return found


def name_words(name: str) -> str:
    """The name of a column in lower-case words parted by spaces.

    Examples
    --------
    >>> from adjoin.geo.files.profiles import name_words
    >>> name_words("AgencyName"), name_words("POP_2020"), name_words("speed-mph")
    ('agency name', 'pop 2020', 'speed mph')
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    parted = re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", parted)
    return " ".join(re.findall(r"[^\W_]+", parted.casefold()))


def profiled(frame: Any) -> list[Profile]:
    """The profile of every column but the geometry.

    Parameters
    ----------
    frame
        As `adjoin.geo.files.reading.read_source` returns it.

    Returns
    -------
    list
        One for each column, in their order.
    """
    names = [str(name) for name in frame.columns if name != "geometry"]
    return [_profile(name, frame[name]) for name in names]


def _profile(name: str, column: pd.Series[Any]) -> Profile:
    filled = column.dropna()
    if len(filled) > _LOOKED_AT:
        at = np.linspace(0, len(filled) - 1, _LOOKED_AT).astype(int)
        looked = filled.iloc[at]
    else:
        looked = filled
    texts = as_texts(looked)
    counts = texts.value_counts(sort=False)
    values = [str(value) for value in counts.index]
    kind = _kind(values)
    numbers = (
        pd.to_numeric(pd.Series(values, dtype="str"), errors="coerce")
        if kind in ("whole", "number")
        else pd.Series([], dtype="float64")
    )
    return Profile(
        name=name,
        kind=kind,
        rows=len(column),
        filled=len(filled),
        distinct=int(filled.nunique()),
        least=float(numbers.min()) if len(numbers) else float("nan"),
        most=float(numbers.max()) if len(numbers) else float("nan"),
        values=tuple(values),
        shares=tuple(float(count) / max(len(texts), 1) for count in counts),
        lead_zeros=any(re.fullmatch(r"0\d+", value) for value in values),
    )


def as_texts(column: pd.Series[Any]) -> pd.Series[str]:
    """Values as text, whole numbers without a decimal point; blank ones are left out.

    Parameters
    ----------
    column
        Without missing values.
    """
    is_float = pd.api.types.is_float_dtype(column.dtype)
    if is_float and bool(((column % 1 == 0) & (column.abs() < _WHOLE)).all()):
        column = column.astype("int64")
    texts = column.astype("str").str.strip()
    return texts[texts != ""]


def _kind(values: Sequence[str]) -> Kind:
    """What the cells of a column are; a few that are not (1 in 50) may stand among numbers."""
    if not values:
        return "empty"
    if {value.casefold() for value in values} <= _TRUTH:
        return "truth"
    whole = sum(re.fullmatch(r"[-+]?\d+", value) is not None for value in values)
    if whole >= 0.98 * len(values):
        return "whole"
    number = sum(
        re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", value) is not None
        for value in values
    )
    return "number" if number >= 0.98 * len(values) else "text"
