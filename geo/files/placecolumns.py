"""Which two columns of a table hold its places, by their names and by what is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from .guesses import Guess
from .profiles import Profile

#: Names of x beside those of y, letters and digits only; the likely ones first.
_DEGREES: Final = (
    ("longitude", "latitude"),
    ("lon", "lat"),
    ("long", "lat"),
    ("lng", "lat"),
    ("longitud", "latitud"),
    ("longitud", "latitude"),
    ("intptlon", "intptlat"),
    ("loncentroid", "latcentroid"),
    ("centlon", "centlat"),
    ("xlon", "ylat"),
    ("stoplon", "stoplat"),
)
_EITHER: Final = (
    ("x", "y"),
    ("xcoord", "ycoord"),
    ("xcoordinate", "ycoordinate"),
    ("coordx", "coordy"),
    ("pointx", "pointy"),
    ("nodex", "nodey"),
    ("posx", "posy"),
    ("xcentroid", "ycentroid"),
    ("centroidx", "centroidy"),
    ("xcenter", "ycenter"),
    ("easting", "northing"),
    ("rechtswert", "hochwert"),
    ("ostwert", "nordwert"),
    ("xmp", "ymp"),
)


class Pair(NamedTuple):
    """Two columns that go together, and whether they hold degrees."""

    x: Profile
    y: Profile
    degrees: bool


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
    if best.degrees:
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
    """All pairs of columns with usual names of x and y and numbers in them, degrees first.

    Parameters
    ----------
    profiles
        Of a table.
    """
    found: list[Pair] = []
    for profile_names in (_DEGREES, _EITHER):
        for x_name, y_name in profile_names:
            for x in _called(profiles, x_name):
                for y in _called(profiles, y_name):
                    degrees = abs(x.least) <= 180 >= abs(x.most) and abs(y.least) <= 90 >= abs(
                        y.most
                    )
                    if (degrees or profile_names is _EITHER) and _ending(x) == _ending(y):
                        found.append(Pair(x, y, degrees))
    return sorted(found, key=lambda pair: not pair.degrees)


def _called(profiles: Sequence[Profile], name: str) -> list[Profile]:
    """Columns of numbers with a name, or with a year behind it (INTPTLON20)."""
    return [
        profile
        for profile in profiles
        if re.sub(r"\d+$", "", squeezed(profile.name)) == name
        and profile.kind in ("whole", "number")
        and profile.distinct > 1 - (profile.rows < 3)
    ]


def _ending(profile: Profile) -> str:
    """The digits that a name ends in."""
    found = re.search(r"\d+$", profile.name)
    return found[0] if found else ""
