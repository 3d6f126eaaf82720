"""What level of government the agencies of a file are of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from ...boundaries.levels import LEVELS, Level
from ...geo.files.guesses import Guess
from ...geo.files.profiles import Profile, name_words
from .ranking import rated
from .usualnames import LEVEL

#: Words for kinds of agencies, whole words, the first that fits counts.
_KINDS: Final[Sequence[tuple[str, Level]]] = (
    (r"local (government|authorit(y|ies)|municipalit(y|ies)|councils?)( areas?| districts?)?", "city"),
    (
        r"(school|unified|elementary|union high|high school|isd|usd|lea|education|schulbezirk)s?( districts?)?",
        "school_district",
    ),
    (
        r"(special|fire|water|sanitary|sanitation|sewer|library|park|parks|recreation|hospital|health ?care|"
        r"cemetery|mosquito|vector|flood|reclamation|irrigation|utility|lighting|ambulance|protection|drainage|"
        r"conservation|port|harbor|airport|transit|community services|county service|improvement) "
        r"(and \w+ )?(control |protection |services? |care |supply |abatement )*(districts?|dist|areas?|authority|"
        r"authorities|agency|agencies|systems?|zones?)",
        "special_district",
    ),
    (r"(jpa|joint powers( authority| agency)?|csa|csd|pud|mud|fpd|cfd|esd|authority|districts?)", "special_district"),
    (r"(count(y|ies)|parish|parishes|kreis|kreise|landkreis|landkreise|co)", "county"),
    (
        r"(cit(y|ies)|towns?|villages?|township|townships|boroughs?|municipalit(y|ies)|municipals?|places?|"
        r"incorporated|city limits|gemeinden?|communes?|municipios?|comuni|stadt|muni|hamlet)",
        "city",
    ),
    (r"(tribe|tribal|tribes|rancheria|reservation|indian|pueblo)s?( \w+)?", "tribal"),
    (r"(cog|mpo|council of governments|regional|region|association of governments)", "regional"),
    (r"(nonprofit|non profit|ngo|charity)s?", "nonprofit"),
    (r"(states?|state agency|province)", "state"),
)  # fmt: skip

_PATTERNS: Final = tuple((re.compile(rf"\b({pattern})\b"), level) for pattern, level in _KINDS)


def level_named(text: str) -> Level | None:
    """The level of government that words within a text name; None where none does.

    Parameters
    ----------
    text
        A cell, the name of a file or of an agency.

    Examples
    --------
    >>> from adjoin.services.starting.whatlevel import level_named
    >>> level_named("fire_protection_districts"), level_named("Town of Alder"), level_named("Alder")
    ('special_district', 'city', None)
    """
    words = name_words(text)
    if words.replace(" ", "_") in LEVELS:
        return words.replace(" ", "_")  # type: ignore[return-value]
    return next((level for pattern, level in _PATTERNS if pattern.search(words)), None)


def level_of(words: str, names: Sequence[str], profiles: Sequence[Profile]) -> list[Guess]:
    """The level of the agencies of a file, or the column that says it.

    Parameters
    ----------
    words
        Of the names of the file and its layer.
    names
        Of the agencies.
    profiles
        Of the columns.

    Returns
    -------
    list of Guess
        `level`; or `columns.level`, with `levels` where its cells are other words than ours.
        Nothing where nothing speaks of one.
    """
    column = _column(profiles)
    named = level_named(words)
    said = Counter(level for name in names if (level := level_named(name)) is not None)
    most, count = min(said.items(), key=lambda item: (-item[1], item[0])) if said else (None, 0)
    share = count / len(names) if names else 0.0
    if (
        column
        and column[0].is_sure
        and column[0].key == "columns.level"
        and (share < 0.9 or named is None)
    ):
        return column
    if named is not None and (named == most or share < 0.5):
        why = "the file's name says so" + (f", and so do {share:.0%} of the names" if share else "")
        agreed = 0.96 if named == most and share >= 0.5 else 0.86
        return [Guess("level", named, agreed, why, (most,) if most not in (None, named) else ())]
    if most is not None and share >= 0.5:
        why = f"{share:.0%} of the names say so"
        others = sum(said.values()) - count
        if others > 0.05 * len(names):
            why = f"{why}, and {others} of {len(names)} say another"
            return column or [Guess("level", most, 0.5, why, tuple(sorted(set(said) - {most})))]
        if named is not None:
            return [Guess("level", most, 0.6, f"{why}; the file's name says {named}", (named,))]
        return [Guess("level", most, round(min(0.95, 0.45 + 0.5 * share), 2), why)]
    if column:
        return column
    if most is not None:
        return [
            Guess(
                "level", most, round(0.3 + 0.4 * share, 2), f"only {share:.0%} of the names say so"
            )
        ]
    return []


def _column(profiles: Sequence[Profile]) -> list[Guess]:
    """The column whose cells name levels."""
    found = rated(
        [p for p in profiles if p.kind == "text" and 1 < p.distinct <= 40],
        names={**LEVEL, r".*": 0.5},
        fits=_told_share,
    )
    if not found:
        return []
    best = found[0].profile
    share = _told_share(best)
    if set(best.values) <= set(LEVELS):
        return [Guess("columns.level", best.name, 0.97, "every value is a level of government")]
    mapping = _mapping(best)
    if share >= 0.999 and len(set(mapping.values())) == 1:
        only = next(iter(mapping.values()))
        return [Guess("level", only, 0.88, f"every value of {best.name} says so")]
    shown = ", ".join(f"{value!r}" for value in best.values[:4])
    score = round(min(0.9, found[0].score + 0.1), 2) if share >= 0.999 else round(0.6 * share, 2)
    why = f"{share:.0%} of the rows say a kind of government ({shown})"
    return [
        Guess("columns.level", best.name, score, why),
        Guess("levels", mapping, score, "by the words of its values"),
    ]


def _mapping(profile: Profile) -> Mapping[str, Level]:
    return {
        value: level
        for value in sorted(profile.values)
        if (level := level_named(value)) is not None
    }


def _told_share(profile: Profile) -> float:
    """The share of rows whose cell names a level."""
    told = [level_named(value) is not None for value in profile.values]
    return sum(share for share, is_told in zip(profile.shares, told, strict=True) if is_told)
