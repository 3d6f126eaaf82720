"""Which columns of a file hold how many people live where, by usual names and by what is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ..geo.files.guesses import Guess
from ..geo.files.placecolumns import place_columns, place_pairs, squeezed
from ..geo.files.profiles import Profile

_NUMBERS: Final = ("whole", "number")

#: All people of a zone, letters and digits of the name only; likely ones first. Tables of the US
#: Census (P1, P0010001, B01003, B01001, DP05, S0101), GEOSTAT, INSEE, CBS, INEGI, Esri, Kontur.
_TOTALS: Final = (
    r"p(1001na?|0010001n?|001001)",
    r"b01003(001e?|e1)",
    r"b01001(001e?|e1)",
    r"dp050*1e",
    r"s0101c01001e",
    r"totpop|totalpop|totalpopulation|poptotal|populationtotal|poptot|totpopcy|tpop|totp",
    r"totpop\d{2,4}|totp\d{2,4}|obsvaluet|pobtot|pobtotal|ptot\d*|aantinw|aantalinwoners",
    r"pop|popn|population|people|persons|residents|inhabitants|einwohner|einwohnerzahl|ew",
    r"bevoelkerung|bevölkerung|poblacion|población|habitantes|populacao|população|popolazione",
    r"befolkning|folkmangd|folkmängd|invanare|invånare|inwoners|vaesto|väestö|ind|pmun|popmun|personas",
    # of two digits those of censuses and of late: POP65 and POP18 are of an age
    r"(pop|population|pobtot|poblacion|einwohner|pmun|popmun)((19|20)\d\d|00|10|2\d|90|100)",
    r"(pop|population)(est|estimate|cy|current)((19|20)\d\d)?",
    r"worldpop|ghspop|landscan|ppp",
)

#: People, but not all of them; or all, if nothing else is there.
_PARTS: Final = r"hhpop|householdpopulation|pophh|popinhouseholds|daypop|nightpop|poplsa"

#: Households and dwellings: where people live, not how many.
_HOUSEHOLDS: Final = (
    r"(tot|total|totest)?(hh|hhs|hhlds|households|household|hogares|haushalte|menages|ménages)\d{0,4}"
    r"|housing\d{0,4}|housingunits|hu\d{2,4}|totalhh|occupiedunits|hogar"
)

#: A name of words that has `pop` in it is none of all people where one of these is, too.
_SOME: Final = frozenset(
    (
        "adult", "affected", "age", "aged", "asian", "average", "avg", "black", "born",
        "category", "change", "chg", "child", "citizen", "city", "class", "cnty", "code",
        "college", "county", "day", "den", "dens", "density", "disabled", "elderly", "emp",
        "employed", "error", "exposed", "f", "female", "forecast", "foreign", "future", "gq",
        "group", "growth", "h", "hh", "hispanic", "household", "id", "income", "index", "inst",
        "km", "km2", "latino", "lsa", "m", "male", "mean", "median", "men", "minority", "moe",
        "name", "native", "night", "over", "pct", "pctl", "per", "percent", "plus", "poverty",
        "proj", "projected", "projection", "rank", "rate", "registered", "risk", "rural",
        "school", "score", "senior", "served", "server", "service", "share", "source", "sq",
        "sqmi", "state", "student", "students", "target", "under", "urban", "v", "vet", "vote",
        "voting", "white", "women", "work", "working", "year", "youth",
    )
)  # fmt: skip

#: Ids of zones, likely ones first.
_IDS: Final = (
    r"geoid(20|10)?",
    r"blockid(20|10)?|blkid",
    r"geoidfq\d*|affgeoid\d*|gisjoin",
    r"geocode|geoid\w*",
    r"grdid|gridid|cellid|cellcode",
    r"h3|h3index|hexid",
    r"idinspire|idcar\w*",
    r"zoneid|zone|zoneno|zonenumber|zonenr",
    r"taz|tazid|tazno|taz\d+|tazce\d*|maz|mazid",
    r"tract|tractid|tractce\d*|bg|bgid|stfid",
    r"sa[12]\w*|lsoa\w*|oa\d*(cd)?|iris|codeiris|codgeo|codeinsee|insee",
    r"cvegeo|ags|ars|rs|gemeindeschluessel|buurtcode|bucode",
    r"id|uid|code|key",
    r"gid|objectid\d?|fid\d?|ogcfid|pointid",
)
_ANY_TABLE: Final = _IDS[-2]
_ROW_NUMBERS: Final = _IDS[-1]

#: What a grid written as points calls its third column.
_CELLS: Final = r"z|value|val|v|band1|gridcode|gridvalue|rastervalue"

#: Words in names of columns of agencies and facilities, which may have people as an attribute.
_OTHERS: Final = frozenset(
    ("address", "addr", "street", "phone", "telephone", "website", "url", "owner", "zip", "hours", "beds", "email",
     "agency", "operator", "status", "staff", "enroll")
)  # fmt: skip

#: More than this in one zone is rather an area or an income (judgement: Shanghai has 25 million).
_MOST: Final = 5e7


def people_columns(
    profiles: Sequence[Profile], *, shapes: str | None, called: str = ""
) -> list[Guess]:
    """Which columns of a file of people hold what.

    Parameters
    ----------
    profiles
        Of its columns, as `adjoin.geo.files.profiles.profiled` returns them.
    shapes
        `point`, `polygon`, `line`; None for a table without.
    called
        The name of the file, which tells of a grid's nameless values whether they are people.

    Returns
    -------
    list
        `columns.weight`, `columns.id`, and of a table `columns.x`, `columns.y`; each at most once.
        Margins of error, shares, jobs and densities are never a weight. Below `SURE` stay people of
        several years, part of the people (`HHPOP`), and households, which are no people.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.boundaries.people_columns import people_columns
    >>> from adjoin.geo.files.profiles import profiled
    >>> table = pd.DataFrame(
    ...     {"GEOID20": ["060971", "060972"], "HOUSING20": [9, 30], "POP20": [20, 81]}
    ... )
    >>> [(guess.key, guess.value) for guess in people_columns(profiled(table), shapes="polygon")]
    [('columns.weight', 'POP20'), ('columns.id', 'GEOID20')]
    """
    weight = _weight(profiles, shapes, called)
    places = place_columns(profiles) if shapes is None else []
    used = {guess.value for guess in [*weight, *places]}
    return [*weight, *_id([p for p in profiles if p.name not in used]), *places]


def looks_like_people(
    profiles: Sequence[Profile], *, shapes: str | None, called: str = ""
) -> float:
    """How sure it is, 0 to 1, that a file says how many people live where.

    Parameters
    ----------
    profiles, shapes, called
        As for `people_columns`.

    Returns
    -------
    float
        0 without a weight. Names and addresses speak against it: cities and hospitals may have a
        column of people, too.
    """
    weight = _weight(profiles, shapes, called)
    if not weight or shapes == "line":
        return 0.0
    score = 0.9 * weight[0].confidence
    words = {word for p in profiles for word in p.key.split()}
    if words & _OTHERS:
        score -= 0.45
    named = [
        p
        for p in profiles
        if p.kind == "text" and "name" in p.key.split() and p.distinct > 0.8 * p.rows
    ]
    if named and not any(word in words for word in ("tract", "taz", "block", "zone", "grid")):
        score -= 0.25
    return max(0.0, min(score, 0.97))


def _weight(profiles: Sequence[Profile], shapes: str | None, called: str) -> list[Guess]:
    """How many people a row stands for."""
    totals = [p for p in _in_order(profiles, _TOTALS) if _counts(p)]
    worded = [
        p
        for p in profiles
        if p not in totals and _counts(p) and _says_people(p) and not _is(p, _PARTS)
    ]
    parts = [p for p in profiles if _is(p, _PARTS) and _counts(p)]
    households = [p for p in profiles if _is(p, _HOUSEHOLDS) and _counts(p)]
    others = [p.name for p in [*parts, *households]]
    if totals:
        best = totals[0]
        years = [p for p in totals if _year(p) is not None]
        if best in years and len(years) > 1:
            latest = max(years, key=lambda p: _year(p) or 0)
            rest = tuple(p.name for p in totals if p is not latest)
            why = "people of several years; this is the latest"
            return [Guess("columns.weight", latest.name, 0.7, why, rest)]
        rest = (*(p.name for p in totals[1:]), *others)
        sure = 0.8 if squeezed(best.name) in ("ind", "ew", "people", "ppp") else 0.9
        why = "a usual name of all people, and counts"
        return [Guess("columns.weight", best.name, sure, why, rest)]
    if worded:
        plain = not re.search(r"\d", re.sub(r"(19|20)\d\d", "", worded[0].name))
        sure = 0.75 if len(worded) == 1 and not parts and plain else 0.6
        why = "the name says people, and these are counts"
        rest = (*(p.name for p in worded[1:]), *others)
        return [Guess("columns.weight", worded[0].name, sure, why, rest)]
    if parts:
        why = "the people of households only: those in homes and dormitories are not among them"
        return [Guess("columns.weight", parts[0].name, 0.6, why, tuple(others[1:]))]
    cells = _cells(profiles, shapes, called)
    if cells:
        return cells
    if households:
        why = "households are not people; use them only if shares are all that is asked for"
        return [Guess("columns.weight", households[0].name, 0.4, why, tuple(others[1:]))]
    return []


def _cells(profiles: Sequence[Profile], shapes: str | None, called: str) -> list[Guess]:
    """The value of a grid that is written as points."""
    values = [p for p in profiles if _is(p, _CELLS) and p.kind in _NUMBERS and p.distinct > 1]
    placed = shapes == "point" or (shapes is None and bool(place_pairs(profiles)))
    if len(values) != 1 or not placed or len(profiles) > 5 or values[0].most < 0:
        return []
    if re.search(r"pop|ppp|people|landscan|hrsl|einwohner|residents", called.casefold()):
        why = "the value of a grid, of people by the name of the file"
        return [Guess("columns.weight", values[0].name, 0.85, why)]
    why = "the value of a grid, which may be people or anything else"
    return [Guess("columns.weight", values[0].name, 0.5, why)]


def _id(profiles: Sequence[Profile]) -> list[Guess]:
    """What a zone is called: a usual name, and no value twice."""
    ids = [
        p
        for p in _in_order(profiles, _IDS)
        if p.unique and p.kind in ("whole", "text", "number") and p.rows > 1
    ]
    if not ids:
        return []
    rest = tuple(p.name for p in ids[1:])
    if _is(ids[0], _ROW_NUMBERS):
        why = "numbers that a map program gives to rows, and may give anew"
        return [Guess("columns.id", ids[0].name, 0.6, why, rest)]
    sure = 0.8 if _is(ids[0], _ANY_TABLE) else 0.9
    return [Guess("columns.id", ids[0].name, sure, "a usual name, and every row has its own", rest)]


def _in_order(profiles: Sequence[Profile], patterns: Sequence[str]) -> list[Profile]:
    """The columns with one of these names, in the order of the names."""
    found = [p for pattern in patterns for p in profiles if _is(p, pattern)]
    return list({p.name: p for p in found}.values())


def _is(p: Profile, pattern: str) -> bool:
    """Whether the letters and digits of a name are of a pattern."""
    return re.fullmatch(pattern, squeezed(p.name)) is not None


def _says_people(p: Profile) -> bool:
    """Whether a name of several words says all people."""
    words = set(p.key.split())
    said = words & {
        "pop",
        "population",
        "people",
        "poblacion",
        "población",
        "einwohner",
        "inhabitants",
    }
    return bool(said) and not words & _SOME and not re.search(r"_?\d*m$", p.name.casefold())


def _counts(p: Profile) -> bool:
    """Whether these may be counts of people: not all the same, none a share, codes for unknown aside."""
    if p.kind not in _NUMBERS or p.filled < 0.3 * p.rows or p.lead_zeros:
        return False
    if p.rows > 3 and p.distinct < 2:
        return False
    below = sum(s for v, s in zip(p.values, p.shares, strict=True) if v.startswith("-"))
    return 1 < p.most <= _MOST and (p.least >= 0 or below < 0.5)


def _year(p: Profile) -> int | None:
    """The year that a name ends in; `POP100` is all people (100 %), in no year."""
    found = re.search(r"(?<!\d)(\d{2}|(?:19|20)\d{2})$", p.name)
    if found is None:
        return None
    year = int(found[1])
    return year if year > 99 else (1900 if year > 60 else 2000) + year
