"""Which admin_level of an OpenStreetMap file is which level of government, guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from ..geo.files.guesses import Guess
from ..geo.osm.glance import values_of
from ..geo.osm.naming import called
from ..geo.osm.objects import Thing
from ..geo.osm.opening import opened_osm
from ..geo.osm.placing import placed_things
from .levels import Level
from .osm_agencies import osm_boundaries

USUAL: Final[Mapping[str, Level]] = {"6": "county", "8": "city"}
"""What most countries have between the state and the ward."""

#: Countries that have it otherwise (OpenStreetMap wiki, "Tag:boundary=administrative", the table
#: of admin_level by country), and those that are known to have the usual.
_COUNTRIES: Final[Mapping[str, Mapping[str, Level]]] = {
    **dict.fromkeys(("AT", "BE", "CA", "CH", "CZ", "DE", "ES", "FI", "FR", "GB", "HU", "IT", "US"), USUAL),
    **{code: {"4": "county", "7": "city"} for code in ("DK", "NO", "SE")},
    **{code: {"6": "county", "7": "city"} for code in ("GR", "PL", "PT")},
    "AU": {"6": "city"},
    "BR": {"8": "city"},
    "IE": {"6": "county"},
    "JP": {"7": "city"},
    "MC": {"8": "city"},
    "NL": {"4": "county", "8": "city"},
    "SK": {"8": "county", "9": "city"},
}  # fmt: skip

#: Keys that only one country has on its boundaries.
_TELLING: Final = (
    (re.compile(r"nist:|gnis:|tiger:"), "US"),
    (re.compile(r"de:"), "DE"),
    (re.compile(r"ref:INSEE$|ref:FR:"), "FR"),
    (re.compile(r"ref:at:"), "AT"),
    (re.compile(r"ref:ISTAT$"), "IT"),
    (re.compile(r"ref:ine$|ine:"), "ES"),
    (re.compile(r"ref:gss$"), "GB"),
    (re.compile(r"swisstopo:"), "CH"),
    (re.compile(r"teryt:"), "PL"),
    (re.compile(r"ref:IMSE$"), "MC"),
)
_CODE: Final = re.compile(r"([A-Z]{2})(?:[-:].*)?")
_CODED: Final = (
    "ISO3166-1:alpha2", "ISO3166-1", "ISO3166-2", "is_in:country_code", "is_in:iso_3166_2",
    "addr:country", "country_code",
)  # fmt: skip

#: So many addresses, and this share of them, tell the country where no boundary does.
_ADDRESSES, _MOST = 5, 0.95

_KNOWN, _UNKNOWN, _CONTRARY = 0.9, 0.6, 0.4
_SHOWN: Final = 4


class LevelSeen(NamedTuple):
    """The boundaries of one admin_level.

    Parameters
    ----------
    admin_level
        As it is tagged; `none` where it is not.
    areas, whole
        How many there are, and how many of them have an area.
    names
        Of some, whole ones first.
    kinds
        What `border_type`, `designation` and `place` say of them, the commonest first.
    """

    admin_level: str
    areas: int
    whole: int
    names: tuple[str, ...]
    kinds: tuple[str, ...]

    def in_words(self) -> str:
        """As in `8: 12 areas, 4 whole (Monaco, Beausoleil, ...)`."""
        shown = ", ".join(self.names[:_SHOWN]) + (", ..." if len(self.names) > _SHOWN else "")
        said = f"; {', '.join(self.kinds)}" if self.kinds else ""
        areas = "1 area" if self.areas == 1 else f"{self.areas} areas"
        whole = "whole" if self.whole == self.areas else f"{self.whole} whole"
        return f"{self.admin_level}: {areas}, {whole} ({shown}{said})"


def guessed_levels(path: Path, *, source: str | None = None) -> tuple[Guess, list[LevelSeen]]:
    """Which levels of government the administrative boundaries of a file are of.

    Parameters
    ----------
    path
        The file.
    source
        What messages call it; its name when not given.

    Returns
    -------
    guess
        Of `levels`: a mapping of admin_level to level, with those that the file has; empty, and
        not sure at all, where it has none. Its choices are the other levels in words.
    seen
        What boundaries there are of each level, from the state down.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    source = path.name if source is None else source
    with opened_osm(path, source=source) as file:
        things = osm_boundaries(file, source=source).things
        frame, _ = placed_things(file, things, source=source)
        countries = countries_of(things)
        if things and not set(countries) & set(_COUNTRIES):
            countries = _addressed(values_of(file, "addr:country"))
    whole = set(frame.loc[frame.geometry.notna() & frame["fault"].isna(), "osm_id"])
    seen = _seen(things, whole)
    return _guess(seen, countries), seen


def countries_of(things: Iterable[Thing]) -> list[str]:
    """The countries that tags of boundaries tell, by their codes of two letters.

    Parameters
    ----------
    things
        Of `adjoin.boundaries.osm_agencies.osm_boundaries`.
    """
    codes: set[str] = set()
    for thing in things:
        for key in _CODED:
            found = _CODE.fullmatch(thing.tags.get(key, ""))
            if found is not None and found[1] != "FX":
                codes.add(found[1])
        codes |= {code for key in thing.tags for form, code in _TELLING if form.match(key)}
    return sorted(codes)


def _addressed(counts: Mapping[str, int]) -> list[str]:
    """The country of nearly all addresses that name one; none where they are few."""
    codes = Counter[str]()
    for value, count in counts.items():
        codes[value.strip().upper()] += count
    return [
        code for code, count in codes.items() if count >= max(_ADDRESSES, _MOST * codes.total())
    ]


def _seen(things: Sequence[Thing], whole: set[str]) -> list[LevelSeen]:
    """What boundaries there are of each level."""
    levels: dict[str, list[Thing]] = {}
    for thing in things:
        levels.setdefault(thing.tags.get("admin_level", "none"), []).append(thing)
    seen = []
    for level in sorted(levels, key=lambda level: (len(level), level)):
        some = sorted(levels[level], key=lambda t: (t.osm_id not in whole, t.order))
        names = dict.fromkeys(name for t in some if (name := called(t.tags)) is not None)
        kinds = Counter(
            t.tags[key] for t in some for key in ("border_type", "designation", "place") if key in t.tags
        )  # fmt: skip
        common = sorted(kinds, key=lambda kind: (-kinds[kind], kind))[:_SHOWN]
        count = sum(t.osm_id in whole for t in some)
        seen.append(LevelSeen(level, len(some), count, tuple(names), tuple(common)))
    return seen


def _guess(seen: Sequence[LevelSeen], countries: Sequence[str]) -> Guess:
    """The levels that countries have, of those that are there."""
    there = {level.admin_level: level for level in seen}
    if not there:
        return Guess("levels", {}, 0.0, "the file holds no administrative boundary")
    known = [_COUNTRIES[code] for code in countries if code in _COUNTRIES]
    merged: dict[str, Level] = dict(USUAL)
    confidence, why = _UNKNOWN, "the usual levels; no tag tells a country that is known"
    if known:
        merged, confidence = {}, _KNOWN
        for levels in known:
            for admin_level, level in levels.items():
                if merged.setdefault(admin_level, level) != level:
                    confidence = _CONTRARY
        if len(set(merged.values())) < len(merged):
            confidence = _CONTRARY  # two levels of one country would be cities
        why = f"the levels of {', '.join(code for code in countries if code in _COUNTRIES)}"
    value = {admin_level: level for admin_level, level in merged.items() if admin_level in there}
    others = tuple(level.in_words() for level in seen if level.admin_level not in value)
    if not value:
        return Guess("levels", {}, 0.0, f"{why}, of which the file has none", others)
    cut = sum(there[k].areas - there[k].whole for k in value)
    if cut:
        why += f"; {cut} of {sum(there[k].areas for k in value)} areas are cut off by the extract"
    return Guess("levels", dict(sorted(value.items())), confidence, why, others)
