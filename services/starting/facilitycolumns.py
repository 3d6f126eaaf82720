"""Which columns of a layer of facilities hold what."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from ...geo.crs import Bounds
from ...geo.files.conditions import sql_name
from ...geo.files.guesses import SURE, Guess
from ...geo.files.profiles import Profile
from ..service import Service, name_key
from .agencycolumns import Known
from .contents import as_count, as_name, as_unique_id
from .coordinates import place_guesses
from .heap import Layer
from .ranking import Rated, chosen, rated
from .usualnames import (
    ADDRESS,
    CAPACITY,
    COUNTY,
    FACILITY_ID,
    FACILITY_NAME,
    NOT_OF_THE_PLACE,
    OF_THE_OPERATOR,
    OPERATOR,
    OTHER_NAMES,
    STATE,
    STATUS,
)
from .whatservice import service_of

# Words in names of columns that say where a place is.
_WHERE: Final = frozenset((
    "city", "county", "town", "state", "cnty", "municipality", "municipio", "mun", "commune", "insee", "fips", "geoid",
    "ags", "ort", "locality", "community", "place", "region",
))  # fmt: skip

# Words in names of columns of repeated words that are no bodies.
_ELSE: Final = frozenset((
    "address", "street", "road", "date", "time", "hours", "schedule", "category", "use", "grade", "grades", "material",
    "source", "method", "note", "notes", "comment", "comments", "region", "zone", "area", "country", "website", "url",
))  # fmt: skip

_DEPARTMENT: Final = re.compile(
    r"\b(department|dept|police|sheriff\w*|district|dist|authority|office|bureau|agency|fd|vfd|fpd|pd|marshal|constable)\b",
    re.IGNORECASE,
)

# Columns that count the places of one body, and ids of the body.
_COUNTS_ON: Final = re.compile(
    r"(.* )?(seq|sequence|suffix|sub id|branch no|outlet no|branch num(ber)?)"
)
_ID_OF_A_BODY: Final[Mapping[str, float]] = {
    r"(.* )?(id|key|code|no|number|num|cd)|\w+(id|key)": 0.9
}

#: Of so many values that an agency is known by, it is a column of agencies.
_KNOWN: Final = 0.6

# Cells of a column of status that say that a place is not in use, in lower case.
_CLOSED: Final = frozenset((
    "closed", "inactive", "demolished", "abandoned", "decommissioned", "retired", "former", "proposed",
    "planned", "permanently closed", "not in service", "out of service", "temporarily closed",
))  # fmt: skip


def facility_guesses(
    layer: Layer, *, known: Known, region: Sequence[Bounds], services: Mapping[str, Service]
) -> list[Guess]:
    """The columns of a layer of facilities, and its service.

    Parameters
    ----------
    layer
        Of a heap.
    known
        What the agencies are called.
    region
        Where other files of the region lie, in degrees.
    services
        By id.
    """
    profiles = layer.profiles
    name = chosen(
        "columns.name",
        rated(profiles, names=FACILITY_NAME, fits=_as_own_name),
        why="its name and its words",
    )
    named = None if name is None else layer.named(str(name.value))
    ident = chosen(
        "columns.id",
        rated([p for p in profiles if p is not named], names=FACILITY_ID, fits=as_unique_id),
        why="its name, and every row its own",
    )
    if ident is None or not ident.is_sure:
        ident = _joined_id(layer) or ident
    guesses = [guess for guess in (ident, name) if guess is not None]
    if layer.shapes is None:
        guesses += place_guesses(layer, region=region)
    names = () if named is None else named.values
    service = service_of(layer.words, names, [p for p in profiles if p is not named], services)
    taken = {str(guess.value) for guess in (*guesses, service) if guess is not None}
    free = [p for p in profiles if p.name not in taken]
    guesses += [] if service is None else [service]
    guesses += _provider(free, named, known)
    for key, usual, fits in _PLAIN:
        found = chosen(f"columns.{key}", rated(free, names=usual, fits=fits), why="its name")
        guesses += [] if found is None else [found]
    return guesses + _in_use(layer)


def _joined_id(layer: Layer) -> Guess | None:
    """An id of two columns: one of the body, and one that counts its places."""
    counts = [p for p in layer.profiles if _COUNTS_ON.fullmatch(p.key) and not p.unique]
    bodies = rated(
        [p for p in layer.profiles if p not in counts and 1 < p.distinct < p.rows],
        names=_ID_OF_A_BODY,
        fits=lambda p: float(p.kind in ("whole", "text") and p.filled == p.rows),
    )
    for body in bodies:
        for count in counts:
            both = [body.profile.name, count.name]
            if (
                not layer.table[both].isna().any(axis=None)
                and not layer.table.duplicated(both).any()
            ):
                why = "neither tells every row apart, but both together do"
                return Guess("columns.id", tuple(both), 0.8, why)
    return None


def _as_own_name(profile: Profile) -> float:
    """How well a column fits as names of places, and not of who runs them, or where they are."""
    words = set(profile.key.split())
    if words & NOT_OF_THE_PLACE or re.fullmatch(OTHER_NAMES, profile.key):
        return 0.3 * as_name(profile)
    return as_name(profile)


def _words(profile: Profile) -> float:
    return 1.0 if profile.kind == "text" else 0.0


def _some(profile: Profile) -> float:
    return 1.0 if profile.kind != "empty" else 0.0


_PLAIN: Final[tuple[tuple[str, Mapping[str, float], Callable[[Profile], float]], ...]] = (
    ("capacity", CAPACITY, as_count),
    ("county", COUNTY, _words),
    ("state", STATE, _some),
    ("address", ADDRESS, _words),
)


def _provider(profiles: Sequence[Profile], named: Profile | None, known: Known) -> list[Guess]:
    """Who runs each facility: a column of agencies, an operator in words, or where it lies."""
    found = rated(profiles, names={**OPERATOR, r".*": 0.4}, fits=lambda p: _as_agencies(p, known))
    usual = rated(profiles, names=OPERATOR, fits=_as_operator)
    if found and found[0].score >= 0.6:
        return [_agency(found, known)]
    if usual and usual[0].score >= SURE:
        best = usual[0]
        choices = tuple(each.profile.name for each in usual[1:4])
        if _told_share(best.profile, known) > 0 or not known.every:
            why = "its name; the names in it are looked up among the agencies"
            return [Guess("columns.operator", best.profile.name, best.score, why, choices)]
        why = "its name; but no agency of these files is called as in it"
        return [Guess("columns.operator", best.profile.name, min(best.score, 0.78), why, choices)]
    if named is not None and known.every and _departments(named) >= 0.5:
        share = _told_share(named, known)
        if share >= 0.5:
            why = f"{share:.0%} of the names begin as an agency is called"
            return [Guess("columns.operator", named.name, round(0.5 + 0.45 * share, 2), why)]
    choices = tuple(each.profile.name for each in (found or usual)[:3])
    bodies = [each.profile.name for each in usual if each.score >= 0.6]
    bodies += [p.name for p in profiles if p is not named and _may_name_bodies(p)]
    if bodies:
        why = f"it may be that {bodies[0]} says who runs them; else by the place"
        return [Guess("agency_by", "contains", 0.7, why, tuple(dict.fromkeys((*choices, *bodies))))]
    why = "no column names an agency; who serves the place where it lies is a guess"
    return [Guess("agency_by", "contains", 0.8 if not choices else 0.76, why, choices)]


def _may_name_bodies(profile: Profile) -> bool:
    """Whether a column may hold names of bodies: words of some length that come back."""
    if profile.kind != "text" or not 1 < profile.distinct <= 0.7 * profile.filled:
        return False
    if (_WHERE | OF_THE_OPERATOR | _ELSE) & set(profile.key.split()):
        return False
    lengths = sorted(map(len, profile.values))
    return lengths[len(lengths) // 2] >= 8


def _agency(found: Sequence[Rated], known: Known) -> Guess:
    """The column of agencies."""
    best = found[0]
    share = _known_share(best.profile, known)
    labels = [
        label for table in (known.ids, known.names) for label, values in table.items()
        if _share_in(best.profile, values) >= _KNOWN
    ]  # fmt: skip
    where = f" of {labels[0]}" if labels else ""
    why = f"{share:.0%} of its values are agencies{where}"
    choices = tuple(each.profile.name for each in found[1:4])
    return Guess(
        "columns.agency", best.profile.name, round(min(0.97, 0.6 + 0.4 * share), 2), why, choices
    )


def _as_agencies(profile: Profile, known: Known) -> float:
    """How well a column fits as names or ids of the agencies that are known."""
    if profile.kind not in ("text", "whole") or profile.distinct < 1:
        return 0.0
    share = _known_share(profile, known)
    if share < _KNOWN:
        return 0.0
    # Small numbers are found among ids of any kind.
    if profile.kind == "whole" and not profile.lead_zeros and profile.most < 1000:
        share *= 0.6
    # What says where it lies says nothing of the provider.
    return 0.0 if _WHERE & set(profile.key.split()) else 1.5 * share


def _known_share(profile: Profile, known: Known) -> float:
    """The share of cells that are ids, or names, of agencies: one column names those of all sources."""
    ids = frozenset[str]().union(*known.ids.values())
    names = frozenset[str]().union(*known.names.values())
    return max(_share_in(profile, ids), _share_in(profile, names))


def _share_in(profile: Profile, values: frozenset[str]) -> float:
    """The share of different cells that are among some texts."""
    looked = profile.values[:1000]
    return sum(value.casefold() in values for value in looked) / max(len(looked), 1)


def _told_share(profile: Profile, known: Known) -> float:
    """The share of names that begin as an agency is called, kinds of agencies apart."""
    stems = {stem for name in known.every if len(stem := _stem(name)) > 3}
    looked = profile.values[:300]
    told = 0
    for value in looked:
        words = _stem(value).split()
        told += any(" ".join(words[:count]) in stems for count in range(1, min(5, len(words) + 1)))
    return told / max(len(looked), 1)


_CODES: Final = frozenset(("agency code", "dept code", "district code", "lea code"))

_KIND_WORDS: Final = frozenset(("city", "town", "county", "village", "of", "the", "unincorporated"))


def _stem(name: str) -> str:
    return " ".join(word for word in name_key(name).split() if word not in _KIND_WORDS)


def _departments(profile: Profile) -> float:
    """The share of names that are those of a part of an agency, and not of a place."""
    looked = profile.values[:300]
    return sum(_DEPARTMENT.search(value) is not None for value in looked) / max(len(looked), 1)


def _as_operator(profile: Profile) -> float:
    """How well a column fits as operators in words: several, each for several places or one."""
    if profile.kind != "text" or profile.filled < 0.5 * profile.rows:
        return 0.0
    if OF_THE_OPERATOR & set(profile.key.split()) and profile.key not in _CODES:
        return 0.0
    letters = sum(any(c.isalpha() for c in value) for value in profile.values) / len(profile.values)
    # One value in every row is the publisher, or says what the file's name says.
    several = 1.0 if profile.distinct > 1 or profile.rows == 1 else 0.4
    long = sorted(map(len, profile.values))[len(profile.values) // 2] > 3
    return letters * several * (1.0 if long else 0.7)


def _in_use(layer: Layer) -> list[Guess]:
    """The condition that leaves out places that are not in use."""
    for profile in layer.profiles:
        if not rated([profile], names=STATUS, fits=_words):
            continue
        # Of every row, and as they are written: a condition compares the cells themselves.
        cells = layer.table[profile.name].dropna().astype("str").unique()
        closed = sorted(cell for cell in cells if cell.strip().casefold() in _CLOSED)
        if closed and len(closed) < len(cells):
            quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in closed)
            column = sql_name(profile.name)
            where = f"{column} IS NULL OR {column} NOT IN ({quoted})"
            return [Guess("where", where, 0.82, "places that are not in use are left out")]
    return []
