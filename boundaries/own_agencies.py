"""Agencies that only their facilities name: what each is called, and of which level it is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from .agency_names import Kind, Reading, own_reading, tokens_of
from .levels import Level
from .name_words import BARE, PHRASES, STATES, Word

_BODY_LEVELS: tuple[tuple[str, Level], ...] = (
    ("tribal", "tribal"),
    ("federal", "other"),
    ("state", "state"),
    ("rail", "other"),
    ("private", "other"),
    ("company", "other"),
    ("education", "school_district"),
)


_TELLS = Word("place", "")
_NAMELESS = frozenset(("empty", "site", "govt", "function"))


class Named(NamedTuple):
    """What a text calls an agency of its own.

    Parameters
    ----------
    key
        The same for all texts that mean this agency.
    name
        The part of the text that names it.
    level
        As its words tell; `other` where they tell nothing.
    """

    key: tuple[str, ...]
    name: str
    level: Level


def named(text: str) -> Named:
    """What a text calls an agency of its own, without the name of a site behind it.

    Examples
    --------
    >>> from adjoin.boundaries.own_agencies import named
    >>> named("NAPA VALLEY COLLEGE POLICE - NORTH CAMPUS").name
    'NAPA VALLEY COLLEGE'
    >>> named("CALIFORNIA HIGHWAY PATROL - NAPA").level
    'state'
    """
    tokens = tokens_of(text)
    reading = own_reading(tokens)
    if reading is None:
        whole = " ".join(text.split())
        return Named((whole.casefold(),), whole, "other")
    kind = reading.kind
    end = max(reading.end, kind.body_end) if kind.bodies else kind.end
    words = [token.word for token in tokens if token.end <= end]
    key = tuple(word for word in words if PHRASES.get((word,), _TELLS).role != "empty")
    return Named(key, " ".join(text[:end].split()), _level(reading))


def names_no_agency(text: str) -> bool:
    """Whether a text names a building of some agency and not whose it is.

    So does a jail without a county, and a name of nothing but directions, numbers and words for a
    kind: "North Fire Station", "School District 6".

    Examples
    --------
    >>> from adjoin.boundaries.own_agencies import names_no_agency
    >>> names_no_agency("MAIN JAIL COMPLEX"), names_no_agency("NAPA COUNTY JAIL")
    (True, False)
    """
    tokens = tokens_of(text)
    reading = own_reading(tokens)
    if reading is None:
        return all(_says_no_place(t.word) or (t.word,) in PHRASES for t in tokens)
    kind, words = reading.kind, reading.place.split()
    nowhere = all(map(_says_no_place, words))
    nowhere |= bool(kind.numbers) and all((word,) in PHRASES for word in words)
    if kind.functions == ("corrections",) and not kind.bodies and reading.place not in STATES:
        return nowhere or not kind.governments
    plain = kind.bodies <= {"district", "authority", "company"}
    return nowhere and plain and not kind.governments


def _says_no_place(word: str) -> bool:
    """Whether a word alone names no place: a number, a direction, a word that says nothing."""
    known = PHRASES.get((word,))
    if word.isdigit() or word in BARE:
        return True
    # Union is a place, too: Union Elementary.
    return known is not None and known.role in _NAMELESS and known.tag != "school"


def own_agencies(texts: pd.Series[str], apart: pd.Series[str]) -> pd.DataFrame:
    """Agencies of their own, each once, out of the texts of facilities.

    Parameters
    ----------
    texts
        By facility, none missing.
    apart
        By facility, what keeps agencies of one name apart, such as the state; missing where it is
        not known. It stands in the id only where one name occurs in several.

    Returns
    -------
    pandas.DataFrame
        By facility: own_id and own_level. The id is the shortest of the texts that mean the agency,
        and its name; ids hold no `;`, which parts lists of ids.
    """
    if not len(texts):
        nothing = pd.Series([], index=texts.index, dtype="str")
        return pd.DataFrame({"own_id": nothing, "own_level": nothing})
    known = {text: named(text) for text in sorted(set(texts))}
    frame = pd.DataFrame(
        {
            "key": [known[text].key for text in texts],
            "name": [known[text].name for text in texts],
            "level": [known[text].level for text in texts],
            "apart": apart.astype(object).where(apart.notna(), None),
        },
        index=texts.index,
    )
    frame["length"] = frame["name"].str.len()
    shortest = (
        frame.sort_values(["length", "name"], kind="stable").groupby("key", sort=False).first()
    )
    several = (
        frame.drop_duplicates(["key", "apart"]).dropna(subset="apart").groupby("key").size() > 1
    )
    names = frame["key"].map(shortest["name"]).astype("str").str.replace(";", ",", regex=False)
    told = frame["key"].isin(several.index[several]) & frame["apart"].notna()
    ids = np.where(told, names + " (" + frame["apart"].fillna("").astype(str) + ")", names)
    return pd.DataFrame(
        {
            "own_id": pd.Series(ids, index=texts.index, dtype="str"),
            "own_level": frame["key"].map(shortest["level"]).astype("str"),
        }
    )


def _level(reading: Reading) -> Level:
    """The level that the words of a name tell."""
    kind = reading.kind
    bodies, functions = kind.bodies, set(kind.functions)
    if "campus" in bodies:
        if "district" in bodies:
            return "school_district"
        stately = any(reading.place.startswith(state) for state in STATES) or "state" in bodies
        return "state" if stately else "other"
    for tag, level in _BODY_LEVELS:
        if tag in bodies:
            return level
    if bodies:
        return "school_district" if "school" in functions else "special_district"
    return _general(kind, reading.place)


def _general(kind: Kind, place: str) -> Level:
    """The level of an agency that is no body of its own kind."""
    if kind.governments and " of " not in place:
        return "county" if "county" in kind.governments else "city"
    if place in STATES and kind.functions:
        return "state"
    return "regional" if "transit" in kind.functions else "other"
