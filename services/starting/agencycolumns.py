"""Which columns of a layer of agencies hold what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ...geo.files.guesses import Guess
from ...geo.files.profiles import Profile
from .contents import as_count, as_id, as_name
from .heap import Layer
from .ranking import Rated, chosen, rated
from .usualnames import AGENCY_ID, AGENCY_NAME, PARENT, POPULATION, ROW_NUMBERS
from .whatlevel import level_of

#: Words of file names that say that areas are agencies, and that they are not.
AGENCY_WORDS: Final = (
    r"\b(agenc(y|ies)|jurisdictions?|districts?|dists?|count(y|ies)|cit(y|ies)|towns?|townships?|places?|municipal\w*|"
    r"boundar(y|ies)|governments?|communes?|gemeinden?|municipios?|city limits|parish(es)?|boroughs?|villages?|"
    r"authorit(y|ies)|civil divisions|lau|hoheitsgebiete?|census subdivisions|"
    r"systems|organi[sz]ations|entities|kreise?|departments|sphere)\b"
)
OTHER_AREAS: Final = (
    r"\b(tracts?|blocks?|block ?groups?|bg|taz\d*|zones?|zoning|parcels?|precincts?|grid|cells?|"
    r"hex\w*|zip|zcta\d*|land ?use|"
    r"neighbou?rhoods?|council districts?|supervisor\w*|wards?|buildings?|footprints?|flood ?plain|"
    r"flood ?zones?|soils?|"
    r"hydro\w*|lakes?|water ?bod\w+|service areas?|catchments?|cdp|puma|msa|cbsa|congress\w*|senate|assembly|"
    r"easements?|permits?|hazard\w*|beats?|(?<!census )subdivisions?)\b"
)

_PER: Final = (
    "density",
    "pct",
    "percent",
    "per",
    "rate",
    "change",
    "growth",
    "rank",
    "moe",
    "margin",
    "median",
    "prison",
)


#: Numbers of people of later years are forecasts.
_NOW: Final = 2026


class Known(NamedTuple):
    """What the agencies of the files are called.

    Parameters
    ----------
    ids, names
        By the label of their layer, in lower case.
    """

    ids: Mapping[str, frozenset[str]]
    names: Mapping[str, frozenset[str]]

    @property
    def every(self) -> frozenset[str]:
        """All of them."""
        return frozenset[str]().union(*self.ids.values(), *self.names.values())


def agency_guesses(layer: Layer) -> list[Guess]:
    """The columns of a layer of agencies.

    Parameters
    ----------
    layer
        Of a heap.

    Returns
    -------
    list of Guess
        For `columns.id`, `columns.name`, `columns.population`, `columns.parent`, and `level`,
        `columns.level` or `levels`: those for which anything speaks.
    """
    profiles = layer.profiles
    name = chosen(
        "columns.name",
        rated(profiles, names=AGENCY_NAME, fits=as_name),
        why="its name and its words",
    )
    others = [p for p in profiles if name is None or p.name != name.value]
    ident = chosen(
        "columns.id",
        rated(others, names=AGENCY_ID, fits=as_id),
        why="its name, and every row its own",
    )
    if ident is not None and name is not None and not _told_by(layer, ident.value, name.value):
        ident = ident._replace(confidence=0.5, why=f"one {name.value} has several values of it")
    guesses = [guess for guess in (ident, name) if guess is not None]
    if name is None:
        guesses += _by_contents([p for p in profiles if ident is None or p.name != ident.value])
    named = next((g.value for g in guesses if g.key == "columns.name"), None)
    names = () if named is None else layer.named(named).values
    guesses += level_of(layer.words, names, [p for p in profiles if p.name != named])
    population = chosen(
        "columns.population",
        _latest(
            rated(
                [p for p in profiles if not set(_PER) & set(p.key.split())],
                names=POPULATION,
                fits=as_count,
            )
        ),
        why="its name and its numbers",
    )
    parent = chosen(
        "columns.parent", rated(profiles, names=PARENT, fits=lambda p: 1.0), why="its name"
    )
    return guesses + [guess for guess in (population, parent) if guess is not None]


def _told_by(layer: Layer, ident: str, name: str) -> bool:
    """Whether ids are as many as names, or more: the id of a larger body tells none apart."""
    ids, names = layer.named(ident), layer.named(name)
    if ids.distinct < 0.9 * names.distinct:
        return False
    # Rows that share a name are one agency's parts, which an id of each row would take apart.
    return names.distinct >= 0.7 * ids.distinct or not _only_rows(ids)


def _only_rows(profile: Profile) -> bool:
    """Whether a column counts rows."""
    return profile.kind == "whole" and (profile.key in ROW_NUMBERS or profile.key == "id")


def _latest(found: list[Rated]) -> list[Rated]:
    """Numbers of people of several years: those of the latest that is no forecast."""
    dated = [
        (int(year[1]), each)
        for each in found
        if (year := re.search(r" ((?:19|20)\d\d)$", each.profile.key))
    ]
    past = [pair for pair in dated if pair[0] <= _NOW]
    if len(dated) < max(2, len(found)) or not past:
        return found
    return [max(past, key=lambda pair: pair[0])[1]]


def _by_contents(profiles: Sequence[Profile]) -> list[Guess]:
    """Names by what is in a column alone, where no usual name is among them."""
    best = max(profiles, key=as_name, default=None)
    if best is None or as_name(best) < 0.9:
        return []
    return [Guess("columns.name", best.name, 0.55, "its words; its name says nothing")]
