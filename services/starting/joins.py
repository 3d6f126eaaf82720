"""Which tables give attributes to the rows of which layer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ...geo.files.guesses import Guess
from ...geo.files.profiles import Profile
from .heap import Layer

#: Keys of fewer rows are found among others by chance.
_LEAST: Final = 8

#: So many keys of the one must be among those of the other.
_MOST: Final = 0.9


class Match(NamedTuple):
    """A table whose rows belong to those of a layer.

    Parameters
    ----------
    layer
        That gets attributes.
    table
        That gives them.
    on, equals
        The columns of both.
    share
        Of the layer's rows that have one of the table's.
    """

    layer: Layer
    table: Layer
    on: str
    equals: str
    share: float


def matching(layer: Layer, table: Layer) -> Match | None:
    """The pair of columns by which a table belongs to a layer, row by row; None without.

    Parameters
    ----------
    layer, table
        Of a heap; the table has no shapes.
    """
    found: list[tuple[float, int, Match]] = []
    for key in table.profiles:
        if not _is_key(key):
            continue
        values = set(key.values)
        for own in layer.profiles:
            if not _is_key(own):
                continue
            among = len(values.intersection(own.values))
            share = among / len(own.values)
            if share >= _MOST and among >= 0.5 * len(values):
                alike = own.key == key.key
                found.append(
                    (
                        share + alike,
                        -layer.profiles.index(own),
                        Match(layer, table, own.name, key.name, share),
                    )
                )
    if not found:
        return None
    return max(found, key=lambda each: each[:2])[2]


_KEYS: Final = re.compile(
    r"(.* )?(id|ident|geo ?id|code|key|no|nr|num|number|zone|taz|tract|block|"
    r"fips|fid|name|cd|uid|gisjoin|\w+id)( ?\d+)?"
)


def _is_key(profile: Profile) -> bool:
    """Whether a column tells the rows of a table apart, and does not merely count something."""
    return (
        profile.kind in ("whole", "text")
        and _KEYS.fullmatch(profile.key) is not None
        and profile.filled >= _LEAST
        and profile.distinct >= 0.97 * profile.filled
        and profile.filled >= 0.9 * profile.rows
        and len(profile.values) >= 0.9 * min(profile.rows, 5000)
    )


def better_weight(own: Sequence[Guess], joined: Sequence[Guess]) -> Guess | None:
    """The column of people of a second table, where it is a better one than the layer's own.

    Parameters
    ----------
    own, joined
        Guesses of columns of people, of both.
    """
    ours = next((guess for guess in own if guess.key == "columns.weight"), None)
    theirs = next((guess for guess in joined if guess.key == "columns.weight"), None)
    if theirs is None or not theirs.is_sure:
        return None
    if ours is not None and ours.confidence > theirs.confidence:
        return None
    why = f"{theirs.why}; of the second table"
    others = () if ours is None else (ours.value,)
    return theirs._replace(why=why, choices=(*others, *theirs.choices))
