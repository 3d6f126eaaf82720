"""Made-up names for the regions that are larger than the demonstration."""

from __future__ import annotations

import unicodedata

import numpy as np

_PLACE_FIRST = (
    *("Ald", "Amber", "Ash", "Badger", "Bell", "Birch", "Brack", "Bright", "Cedar", "Cinder"),
    *("Clover", "Cold", "Copper", "Crane", "Dapple", "Dun", "Elk", "Ember", "Fair", "Falcon"),
    *("Fern", "Flint", "Fox", "Gold", "Granite", "Hare", "Hazel", "Heron", "Hollow", "Iron"),
    *("Juniper", "Kettle", "Lark", "Linden", "Lorn", "Mallow", "Maple", "Meadow", "Mist", "Moss"),
    *("North", "Otter", "Pebble", "Plover", "Quarry", "Raven", "Reed", "Rook", "Saffron", "Salt"),
    *("Shale", "Silver", "Sorrel", "Stone", "Swan", "Tarn", "Thistle", "Umber", "Willow", "Wren"),
)
_PLACE_LAST = (
    *("bank", "barrow", "bourne", "bridge", "brook", "burn", "bury", "cliff", "combe", "croft"),
    *("dale", "den", "fall", "field", "ford", "garth", "gate", "grove", "ham", "haven"),
    *("hurst", "ings", "lea", "mead", "mere", "mill", "moor", "ness", "port", "ridge"),
    *("rock", "side", "stead", "stow", "thorpe", "ton", "vale", "water", "wick", "worth"),
)
_COUNTY_FIRST = (
    *("Aldan", "Belcar", "Corvin", "Darrow", "Elmar", "Farran", "Galen", "Harlan", "Istren"),
    *("Jorran", "Kelvar", "Lorren", "Marden", "Norvel", "Orlan", "Perran", "Quillan", "Rowan"),
    *("Selvan", "Torran", "Ulmer", "Varden", "Westran", "Yarran", "Zellan"),
)
_COUNTY_LAST = ("", " Bay", " Fork", " Hills", " Lake", " Plains", " River", " Sound", " Vale")
_ACCENTED = {"Lorn": "Lörn", "Elmar": "Élmar", "Pebble": "Peñable", "Mallow": "Mâllow"}


def place_names(count: int, *, rng: np.random.Generator) -> tuple[str, ...]:
    """Different names of towns and hamlets, a few of them with accents.

    Parameters
    ----------
    count
        How many; the syllables give 2,400, after which names get a "New", "Upper" or "Lower".
    rng
        Chooses their order.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.services.demo.names import place_names
    >>> len(set(place_names(3_000, rng=np.random.default_rng(7))))
    3000
    """
    return _drawn(_PLACE_FIRST, _PLACE_LAST, count, rng)


def county_names(count: int, *, rng: np.random.Generator) -> tuple[str, ...]:
    """Different names of counties, without the word County; as `place_names`."""
    return _drawn(_COUNTY_FIRST, _COUNTY_LAST, count, rng)


def slug(name: str) -> str:
    """A name as an id: ASCII letters and digits in lower case, joined by hyphens.

    Examples
    --------
    >>> from adjoin.services.demo.names import slug
    >>> slug("Peña Blanca")
    'pena-blanca'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


def _drawn(
    first: tuple[str, ...], last: tuple[str, ...], count: int, rng: np.random.Generator
) -> tuple[str, ...]:
    """Combinations in an order of their own; then the same ones again behind a word."""
    plain = [_ACCENTED.get(a, a) + b for a in first for b in last]
    names: list[str] = []
    for word in ("", "New ", "Upper ", "Lower ", "East ", "West "):
        if len(names) >= count:
            break
        names += [word + plain[i] for i in rng.permutation(len(plain)).tolist()]
    return tuple(names[:count])
