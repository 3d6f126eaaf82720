"""Which column is most likely the one: by its usual names, and by what is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ...geo.files.guesses import SURE, Guess
from ...geo.files.profiles import Profile

#: A second column this close to the first makes the choice a person's.
_CLOSE: Final = 0.93

#: Below this a column is no choice worth a line.
_WORTH: Final = 0.3

#: So many further columns are offered.
_CHOICES: Final = 4


class Rated(NamedTuple):
    """A column, and how likely it is the one."""

    profile: Profile
    score: float


def rated(
    profiles: Iterable[Profile],
    *,
    names: Mapping[str, float],
    fits: Callable[[Profile], float],
) -> list[Rated]:
    """The columns that may be the one, likely ones first; equal ones in the order of the file.

    Parameters
    ----------
    profiles
        Of the columns.
    names
        How much a name speaks for a column, 0 to 1, by regular expressions for the whole of
        `Profile.key`; the highest that fits counts.
    fits
        How well the contents fit, 0 to 1: it is multiplied with the former.
    """
    patterns = [(re.compile(pattern), weight) for pattern, weight in names.items()]
    found = []
    for profile in profiles:
        named = max((w for p, w in patterns if p.fullmatch(profile.key)), default=0.0)
        score = named * fits(profile) if named else 0.0
        if score >= _WORTH:
            found.append(Rated(profile, round(score, 2)))
    return sorted(found, key=lambda each: -each.score)


def chosen(key: str, found: Sequence[Rated], *, why: str) -> Guess | None:
    """The likeliest column as a guess; None where there is none.

    Where a second one is as likely, the guess is not sure.

    Parameters
    ----------
    key
        Of the guess.
    found
        Of `rated`.
    why
        What it was seen from.
    """
    if not found:
        return None
    best, *others = found
    close = [
        each
        for each in others
        if each.score >= _CLOSE * best.score and not _says_the_same(best.profile, each.profile)
    ]
    score = min(best.score, round(SURE - 0.15, 2)) if close else best.score
    return Guess(
        key,
        best.profile.name,
        score,
        why if not close else f"{why}; {close[0].profile.name} may be it as well",
        tuple(each.profile.name for each in others[:_CHOICES]),
    )


def _says_the_same(one: Profile, other: Profile) -> bool:
    """Whether two columns hold the same row by row, but for what stands around it: Alder, Alder city."""
    if len(one.values) != len(other.values):
        return False
    alike = sum(are_alike(a, b) for a, b in zip(one.values, other.values, strict=True))
    return alike >= 0.8 * len(one.values)


def are_alike(one: str, other: str) -> bool:
    """Whether two names are one but for what stands around it.

    Examples
    --------
    >>> from adjoin.services.starting.ranking import are_alike
    >>> are_alike("Alder", "City of ALDER"), are_alike("Alder", "Birch")
    (True, False)
    """
    a, b = one.casefold(), other.casefold()
    return a.startswith(b) or b.startswith(a) or a.endswith(b) or b.endswith(a)
