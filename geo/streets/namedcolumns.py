"""The columns of a street file, looked up by name, and what is asked of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..files.placecolumns import squeezed
from ..files.profiles import Profile

#: Kinds of columns that hold numbers.
NUMBERS: Final = ("whole", "number")


class Columns:
    """The columns by the letters and digits of their names."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = list(profiles)
        self._by: dict[str, Profile] = {}
        for profile in profiles:
            self._by.setdefault(squeezed(profile.name), profile)

    def one(self, *wanted: str) -> Iterator[Profile]:
        """The columns with one of these names that hold anything, in the order of the names."""
        for name in wanted:
            profile = self._by.get(name)
            if profile is not None and profile.filled:
                yield profile

    def two(self, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[Profile, Profile]]:
        """The pairs of columns with these names that hold anything."""
        for first, second in pairs:
            for one in self.one(first):
                for other in self.one(second):
                    yield one, other


def mostly(p: Profile) -> bool:
    """Whether half of the rows have a value.

    Parameters
    ----------
    p
        Of one column.
    """
    return p.filled >= 0.5 * p.rows


def middle(p: Profile) -> float:
    """The median of the values that were looked at; NaN without numbers.

    Parameters
    ----------
    p
        Of one column.
    """
    numbers = sorted(
        (float(v), s)
        for v, s in zip(p.values, p.shares, strict=True)
        if v.replace(".", "", 1).isdigit()
    )
    total = sum(s for _, s in numbers)
    run = 0.0
    for number, s in numbers:
        run += s
        if run >= total / 2:
            return number
    return float("nan")
