"""Which two columns of a table hold its places, by their names and by what is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from .guesses import Guess
from .profiles import Profile

_BEFORE: Final = (
    "point|pt|coords?|pos|node|centroid|center|centre|cent|poi|geo|utm|map|gps|dec|intpt|stop|gk|wgs|site|"
    "fac|addr"
)
_BEHIND: Final = "coords?|coordinate|cord|dd|deg|wgs|utm|centroid|center|centre|mp"

# Words for the two axes in the names of columns, with what may be written to them without a gap;
# degrees first, then those of any plane.
_AXES: Final = tuple(
    tuple(re.compile(f"(?P<before>{_BEFORE})?(?:{axis})(?P<behind>{_BEHIND})?") for axis in pair)
    for pair in (
        (
            "longitude|longitud|longitudine|lon|long|lng|xlon|xlong|l\u00e4ngengrad|laengengrad|l\u00e4nge|laenge|"
            "\u7d4c\u5ea6|\u7ecf\u5ea6|\uacbd\ub3c4|\u0434\u043e\u043b\u0433\u043e\u0442\u0430",
            "latitude|latitud|latitudine|lat|ylat|breitengrad|breite|"
            "\u7def\u5ea6|\u7eac\u5ea6|\uc704\ub3c4|\u0448\u0438\u0440\u043e\u0442\u0430",
        ),
        ("x|e|easting|east|rechtswert|ostwert", "y|n|northing|north|hochwert|nordwert"),
    )
)


# Words for the directions themselves, which differ between the two names.
_DIRECTIONS: Final = frozenset((
    "east", "north", "ost", "nord", "est", "este", "norte", "wschod", "wschód", "polnoc", "północ", "oost", "noord",
))  # fmt: skip


class Pair(NamedTuple):
    """Two columns that go together.

    Parameters
    ----------
    x, y
        What is in them.
    degrees
        Whether they hold what may be degrees.
    swapped
        Whether each is called as the other should be: that called y is no latitude.
    """

    x: Profile
    y: Profile
    degrees: bool
    swapped: bool


class _Axis(NamedTuple):
    """A column that is called as an axis, and the rest of its name."""

    profile: Profile
    rest: tuple[str, ...]


def squeezed(name: str) -> str:
    """The letters and digits of a name, in lower case.

    Examples
    --------
    >>> from adjoin.geo.files.placecolumns import squeezed
    >>> squeezed("FROM_NODE_ID"), squeezed("Shape.STLength()")
    ('fromnodeid', 'shapestlength')
    """
    return re.sub(r"[\W_]+", "", name.casefold())


def place_columns(profiles: Sequence[Profile], *, table: str = "columns") -> list[Guess]:
    """The columns of x and y.

    Parameters
    ----------
    profiles
        Of a table without shapes.
    table
        What the settings stand in: `columns`, `node_columns`.

    Returns
    -------
    list
        A guess for x and one for y, or nothing. Sure in degrees only: of metres and feet nobody
        can say which grid they are of. Numbers that cannot be degrees are no longitude, whatever
        the name.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.geo.files.placecolumns import place_columns
    >>> from adjoin.geo.files.profiles import profiled
    >>> table = pd.DataFrame({"LAT": ["38.4", "38.5"], "LON": ["-122.7", "-122.8"]})
    >>> [(guess.key, guess.value, guess.is_sure) for guess in place_columns(profiled(table))]
    [('columns.x', 'LON', True), ('columns.y', 'LAT', True)]
    """
    pairs = place_pairs(profiles)
    if not pairs:
        return []
    best = pairs[0]
    if best.swapped:
        sure, why = 0.8, "the names are swapped: what is called y is no latitude"
    elif best.degrees:
        sure, why = 0.9, "usual names, and numbers that can be degrees"
    else:
        sure, why = 0.6, "usual names, but these are no degrees; name their system as crs, too"
    return [
        Guess(
            f"{table}.{axis}",
            getattr(best, axis).name,
            sure,
            why,
            tuple(getattr(pair, axis).name for pair in pairs[1:]),
        )
        for axis in ("x", "y")
    ]


def place_pairs(profiles: Sequence[Profile]) -> list[Pair]:
    """All pairs of columns with usual names of x and y and numbers in them, likely ones first.

    Two go together when their names differ in the words for the axes only: LAT_83 and LON_83,
    `start_x` and `start_y`. Degrees come first, then names that say longitude, then short names.

    Parameters
    ----------
    profiles
        Of a table.
    """
    found: list[tuple[tuple[bool, int, int], Pair]] = []
    for rank, (x_axis, y_axis) in enumerate(_AXES):
        for x in _called(profiles, x_axis):
            for y in _called(profiles, y_axis):
                if x.rest != y.rest or x.profile is y.profile:
                    continue
                pair = _pair(x.profile, y.profile)
                if pair.degrees or rank:
                    found.append(((not pair.degrees, rank, len(x.rest)), pair))
    return [pair for _, pair in sorted(found, key=lambda each: each[0])]


def _pair(x: Profile, y: Profile) -> Pair:
    """Two columns, the other way round where only that makes degrees of them."""
    if _within(x, 180) and _within(y, 90):
        return Pair(x, y, degrees=True, swapped=False)
    if _within(y, 180) and _within(x, 90):
        return Pair(y, x, degrees=True, swapped=True)
    return Pair(x, y, degrees=False, swapped=False)


def _within(profile: Profile, most: float) -> bool:
    """Whether numbers may be degrees; a few that are none stand for no place."""
    return bool((np.abs(profile.numbers[:500]) <= most).mean() >= 0.9)


def _called(profiles: Sequence[Profile], axis: re.Pattern[str]) -> list[_Axis]:
    """Columns of numbers whose name has a word for an axis, with the rest of the name."""
    found = []
    for profile in profiles:
        if profile.kind not in ("whole", "number") or profile.distinct <= (profile.rows > 2):
            continue
        words = profile.key.split()
        for at, word in enumerate(words):
            match = axis.fullmatch(word)
            if match is not None:
                ends = (match["before"] or "", match["behind"] or "")
                rest = (*words[:at], *words[at + 1 :], *ends)
                kept = (part for part in rest if part and part not in _DIRECTIONS)
                found.append(_Axis(profile, tuple(kept)))
                break
    return found
