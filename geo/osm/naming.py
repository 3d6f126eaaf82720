"""What objects of OpenStreetMap are called, in any script."""

from __future__ import annotations

import unicodedata
from typing import Final

from .selecting import Tags

NAMES: Final = ("name", "name:en", "official_name", "ref")
"""Tags that name an object, the first that is there."""

_OTHERS: Final = ("alt_name", "int_name", "loc_name", "nat_name", "official_name", "short_name")


def called(tags: Tags) -> str | None:
    """The name that tags give; None without one.

    Examples
    --------
    >>> from adjoin.geo.osm.naming import called
    >>> called({"name": "دوالا", "name:en": "Douala"}), called({"ref": "7"}), called({})
    ('دوالا', '7', None)
    """
    return next((tags[key].strip() for key in NAMES if tags.get(key, "").strip()), None)


def is_called(tags: Tags, name: str) -> bool:
    """Whether tags give a name, in any language; upper and lower case do not count.

    Examples
    --------
    >>> from adjoin.geo.osm.naming import is_called
    >>> is_called({"name": "Ελσίνκι", "name:fi": "Helsinki"}, "helsinki")
    True
    """
    wanted = _plain(name)
    return any(
        wanted == _plain(part)
        for key, value in tags.items()
        if key == "name" or key.startswith("name:") or key in _OTHERS
        for part in value.split(";")
    )


def _plain(text: str) -> str:
    """Text without case and without differences in how its letters are coded."""
    return unicodedata.normalize("NFKC", text).strip().casefold()
