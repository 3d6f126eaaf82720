"""How well what is in a column fits what it may be."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from ...geo.files.profiles import Profile
from .usualnames import ROW_NUMBERS

_ADDRESS: Final = re.compile(r"https?:|www\.|@|\.(json|shp|csv|pdf)$", re.IGNORECASE)
_DATE: Final = re.compile(r"\d{4}[-/]\d\d?[-/]\d\d?|\d\d?/\d\d?/\d{2,4}")
_PHONE: Final = re.compile(r"\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}")
_COMMA: Final = re.compile(r"^-?\d+,\d+$")
_STREET: Final = re.compile(r"^\d+\w?\s+\S+")


# Words in names of columns whose values may differ from row to row, and that are no ids.
_NO_IDS: Final = frozenset((
    "zip", "postal", "postcode", "plz", "phone", "telephone", "fax", "year", "date",
    "latitude", "longitude", "lat", "lon",
    "x", "y", "elevation", "count", "total", "population", "cost", "address", "ext", "users", "male", "female",
))  # fmt: skip


def as_id(profile: Profile) -> float:
    """How well a column fits as an id: every row its own, short, nothing missing."""
    if (
        profile.kind in ("empty", "truth")
        or profile.rows == 0
        or _NO_IDS & set(profile.key.split())
    ):
        return 0.0
    if profile.kind == "number" or _looks_like_prose(profile):
        return 0.2
    counter = 0.5 if profile.key in ROW_NUMBERS else 1.0
    filled, own = profile.filled / profile.rows, profile.distinct / max(profile.filled, 1)
    if own < 1:
        # The parts of one agency may stand in several rows.
        own = 0.85 * own if own > 0.4 else 0.3 * own
    return counter * own * (1.0 if filled == 1 else 0.6 if filled > 0.97 else 0.3 * filled)


def as_unique_id(profile: Profile) -> float:
    """As `as_id`, where no two rows may have the same."""
    fit = as_id(profile)
    return fit if profile.unique else 0.3 * fit


def as_name(profile: Profile) -> float:
    """How well a column fits as the names of bodies or places: words, mostly different ones."""
    if profile.kind != "text":
        return 0.0
    values = profile.values[:300]
    letters = sum(any(c.isalpha() for c in value) for value in values) / len(values)
    length = sorted(map(len, values))[len(values) // 2]
    if letters < 0.9 or length < 2 or length > 90:
        return 0.0
    if (
        _share(values, _ADDRESS) > 0.2
        or _share(values, _DATE) > 0.5
        or _share(values, _PHONE) > 0.3
    ):
        return 0.0
    street = 0.3 if _share(values, _STREET) > 0.5 else 1.0
    own = profile.distinct / max(profile.filled, 1)
    filled = profile.filled / profile.rows
    return (
        street * min(1.0, 0.6 + own) * min(1.0, 0.5 + filled / 2)
        if own > 0.2 or profile.rows < 3
        else 0.3 * own
    )


def as_count(profile: Profile) -> float:
    """How well a column fits as numbers of people or places: whole, 0 or more, not all the same."""
    if profile.kind not in ("whole", "number") or profile.filled == 0:
        return 0.0
    values = [number for number in profile.numbers.tolist() if math.isfinite(number)]
    below = sum(number < 0 for number in values) / max(len(values), 1)
    if below > 0.2 or profile.most <= 1 or profile.lead_zeros:
        return 0.0
    years = all(1900 <= number <= 2100 for number in values)
    whole = 1.0 if profile.kind == "whole" else 0.85
    return (
        0.0
        if years and profile.distinct < 5
        else whole * (1.0 if profile.distinct > 1 or profile.rows == 1 else 0.3)
    )


def has_decimal_commas(profile: Profile) -> bool:
    """Whether the cells of a column are numbers with a comma for the point."""
    return profile.kind == "text" and _share(profile.values[:300], _COMMA) >= 0.9


def _share(values: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(pattern.search(value) is not None for value in values) / max(len(values), 1)


def _looks_like_prose(profile: Profile) -> bool:
    lengths = sorted(map(len, profile.values))
    return bool(lengths) and lengths[len(lengths) // 2] > 40
