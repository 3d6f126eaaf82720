"""What a service is: its names, how it meets the ground, its standards and the evidence."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from ..boundaries.levels import Level
from .service_parts import Evidence as Evidence
from .service_parts import (
    Filled,
    Grade,
    Record,
    Selector,
    StandardKind,
    distinct,
    minutes_of,
    standard_words,
)
from .service_parts import Standard as Standard

PrimaryMode = Literal["RESP", "SITE", "DEPOT", "NET", "DESK", "VIRT", "AREA"]
Sensitivity = Literal["L", "M", "H"]
TerritoryRule = Literal[
    "unincorporated_only", "countywide", "corporate", "district", "detached", "contract_areas"
]

PROXIMITY_MODES: frozenset[str] = frozenset({"RESP", "SITE", "DEPOT", "DESK"})
"""Primary modes whose facilities are compared by travel time."""

ADJACENT_MODES: frozenset[str] = frozenset({"RESP", "SITE", "NET", "AREA"})
"""Primary modes where provision on both sides of one border is a finding."""

TERRITORY_MODES: frozenset[str] = frozenset({"RESP", "SITE", "NET", "AREA"})
"""Primary modes where two that serve one ground is a finding."""


def _name_from_id(given: dict[str, Any]) -> str:
    return str(given.get("id", "")).replace("_", " ").capitalize()


def _primary_mode(given: dict[str, Any]) -> str:
    return str(given.get("primary_mode", ""))


def _numbered(given: dict[str, Any]) -> bool:
    return given.get("number") is not None


def _words(given: dict[str, Any]) -> str | None:
    return "; ".join(map(standard_words, given.get("standards", ()))) or None


def _sources(given: dict[str, Any]) -> str | None:
    return "; ".join(distinct(standard.source for standard in given.get("standards", ()))) or None


def _kind(given: dict[str, Any]) -> StandardKind | None:
    """The kind of the standard that the minutes are; of the first one where there are none."""
    standards: tuple[Standard, ...] = given.get("standards", ())
    tested = [s for s in standards if s.unit == "minutes" and s.value == given.get("minutes")]
    return next((standard.kind for standard in (*tested, *standards)), None)


class Service(Record):
    """One service: its names, how it meets the ground, its standards, and what sharing saved.

    Only `id` is required, so that a region can add a service, or change a part of one, with few
    words (see `with_services`).

    Parameters
    ----------
    id
        Lower-case letters, digits and `_`; stable.
    number
        1 to 35 in the programme's list; None for extensions and a user's own.
    name
        As people write it; made from the id when it is not given.
    family
        Letter and name of the group of like services, such as `A Public safety`.
    front_back
        `front` (the public meets it) or `back` (it serves the agency itself).
    primary_mode, mode
        How the service meets the ground; a composite such as `SITE+RESP` starts with the primary
        mode, which alone decides the tests.
    minutes
        The travel time of the test; None where there is none, and always for VIRT, NET and AREA.
        One of the minutes among `standards`, where there are any.
    full_alarm_minutes
        Within which all crews of a full alarm must be there, where a first crew is not enough.
    travel
        `drive` or `walk`; None leaves it to the region's streets.
    standards
        Every number by which the service's reach is judged, each with its unit, kind and source.
    standard, standard_source, standard_kind
        The same in words, made from `standards` when not given: what they are, where they are
        from, and whether `minutes` are a `standard` (of a standards body), a `practice` (guide,
        survey, contract norm) or a `judgement`.
    levels
        Agency levels whose area may stand for the provider of a facility that names none; empty
        means any level. A level does not tell a library district from a fire district: see
        `agency_words`.
    agency_words
        Words that, standing whole in the name of a special body, mark it as one that delivers
        this service: lower case, without accents and punctuation (see `name_key`). Where words of
        several services stand in one name, the longest says most ("water pollution control").
    territory_rule, territory_note
        Who serves which ground. `unincorporated_only`: cities serve their own area, the county
        what is outside cities. `countywide`: the county serves everything, cities too.
        `corporate`: each agency serves itself, within its own boundary. `district`: special
        districts of the service come first, then cities, and the county serves the rest.
        `detached`: cities that deliver it come first, then districts, and the county the rest.
        `contract_areas`: as `unincorporated_only`, with the areas of those that buy from a
        provider added to the provider's. The note says the rest in words.
    aliases
        Other names met in data, each for one service only.
    osm, osm_exclude, osm_note
        OpenStreetMap tags, `key=value` or `key=*`: any of `osm` finds a delivery point, any of
        `osm_exclude` says that a place is none. Empty `osm`: no tag finds them reliably.
    census, census_note
        Function codes of the Census of Governments under which it is met, the usual one first.
    naics
        NAICS 2022 codes of establishments that deliver it; empty where none is its own.
    host_candidate
        The county already provides it for others and could take more.
    visibility, local_control, labour
        Sensitivity L, M or H; judgements.
    evidence, evidence_grade
        What is known on savings; empty when no study was found. The grade of the whole: A causal
        or panel study (`A-neutral` no effect, `A-conflict` studies disagree), B cost function or
        foreign panel, C cases, D none found.
    savings_low_pct, savings_high_pct, savings_note
        Percent of addressable spend, a reading of the evidence and not a published figure; both
        None where there is none. The note says what the band is of.
    efficient_people
        Served population below which unit costs are known to be high.
    see_also
        Ids of services that overlap this one, not to be counted twice; the other names this one.
    note
        Anything else to know.
    core
        True for the 35; follows from `number`.
    status
        `historic` for a service that no longer exists as such.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    number: int | None = Field(default=None, ge=1, le=35)
    name: str = Field(default_factory=_name_from_id, min_length=1)
    family: str | None = Field(default=None, pattern=r"^[A-Z] \S.*$")
    front_back: Literal["front", "back"] | None = None
    primary_mode: PrimaryMode = "SITE"
    mode: str = Field(default_factory=_primary_mode)
    minutes: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    full_alarm_minutes: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    travel: Literal["drive", "walk"] | None = None
    standards: tuple[Standard, ...] = Field(default=(), strict=False)
    standard: str | None = Field(default_factory=_words)
    standard_source: str | None = Field(default_factory=_sources)
    standard_kind: StandardKind | None = Field(default_factory=_kind)
    levels: tuple[Level, ...] = Field(default=(), strict=False)
    agency_words: tuple[str, ...] = Field(default=(), strict=False)
    territory_rule: TerritoryRule | None = None
    territory_note: str | None = None
    aliases: tuple[str, ...] = Field(default=(), strict=False)
    osm: tuple[Selector, ...] = Field(default=(), strict=False)
    osm_exclude: tuple[Selector, ...] = Field(default=(), strict=False)
    osm_note: str | None = None
    census: tuple[Annotated[str, Field(pattern=r"^[0-9]{2,3}$")], ...] = Field(
        default=(), strict=False
    )
    census_note: str | None = None
    naics: tuple[Annotated[str, Field(pattern=r"^[0-9]{2,6}$")], ...] = Field(
        default=(), strict=False
    )
    host_candidate: bool = False
    visibility: Sensitivity | None = None
    local_control: Sensitivity | None = None
    labour: Sensitivity | None = None
    evidence: tuple[Evidence, ...] = Field(default=(), strict=False)
    evidence_grade: Grade | None = None
    savings_low_pct: float | None = Field(default=None, ge=-100, le=100)
    savings_high_pct: float | None = Field(default=None, ge=-100, le=100)
    savings_note: str | None = None
    efficient_people: int | None = Field(default=None, gt=0)
    see_also: tuple[Filled, ...] = Field(default=(), strict=False)
    note: str | None = None
    core: bool = Field(default_factory=_numbered)
    status: Literal["active", "historic"] = "active"

    @model_validator(mode="after")
    def _agree(self) -> Service:
        """Fields that must agree with one another."""
        if re.split(r"[+(]", self.mode)[0] != self.primary_mode:
            raise ValueError(f"mode {self.mode!r} must start with {self.primary_mode!r}")
        if self.minutes is not None and self.primary_mode not in PROXIMITY_MODES:
            raise ValueError(
                f"mode {self.primary_mode} has no distance test, so minutes cannot be set"
            )
        among = minutes_of(self.standards)
        if self.minutes is not None and among and self.minutes not in among:
            listed = ", ".join(f"{number:.10g}" for number in among)
            raise ValueError(
                f"minutes {self.minutes:.10g} are none of the standards ({listed}); "
                "set minutes to one of them, or add a standard"
            )
        if self.core != (self.number is not None):
            raise ValueError("number stands exactly for the core services")
        low, high = self.savings_low_pct, self.savings_high_pct
        if (low is None) != (high is None) or (low is not None and high is not None and low > high):
            raise ValueError(f"savings from {low} to {high} percent is not a range")
        if not all(name_key(alias) for alias in self.aliases):
            raise ValueError("an alias needs a letter or a digit")
        for word in self.agency_words:
            if not word or name_key(word) != word:
                raise ValueError(
                    f"agency word {word!r} should be lower case, without accents and punctuation"
                )
        both = [selector for selector in self.osm if selector in self.osm_exclude]
        if both:
            raise ValueError(f"{both[0]!r} stands in osm and in osm_exclude; keep one of them")
        if self.id in self.see_also:
            raise ValueError("see_also names the service itself; name others")
        return self


def name_key(text: str) -> str:
    """Text without case, accents and punctuation, words parted by one space.

    `&` is read as "and" and apostrophes vanish, so that "Sheriff's" is "sheriffs". Empty when the
    text has no letter and no digit.

    Examples
    --------
    >>> from adjoin.services.service import name_key
    >>> name_key("Fire & Rescue (Doña Ana)")
    'fire and rescue dona ana'
    """
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’`")
    return " ".join(re.findall(r"[^\W_]+", plain))
