"""What a service is: its names, how it meets the ground, its standard and the evidence."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..boundaries.levels import Level

PrimaryMode = Literal["RESP", "SITE", "DEPOT", "NET", "DESK", "VIRT", "AREA"]
Grade = Literal["A", "A-neutral", "A-conflict", "B", "B-conflict", "C", "D"]
Sensitivity = Literal["L", "M", "H"]

PROXIMITY_MODES: frozenset[str] = frozenset({"RESP", "SITE", "DEPOT", "DESK"})
"""Primary modes whose facilities are compared by travel time."""

ADJACENT_MODES: frozenset[str] = frozenset({"RESP", "SITE", "NET", "AREA"})
"""Primary modes where provision on both sides of one border is a finding."""


def _name_from_id(given: dict[str, Any]) -> str:
    return str(given.get("id", "")).replace("_", " ").capitalize()


def _primary_mode(given: dict[str, Any]) -> str:
    return str(given.get("primary_mode", ""))


class Service(BaseModel):
    """One service: its names, how it meets the ground, its standard, and what sharing saved.

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
        Standard travel time; None where there is none, and always for VIRT, NET and AREA.
    travel
        `drive` or `walk`; None leaves it to the region's streets.
    standard, standard_source, standard_kind
        The threshold in words, where it is from, and whether `minutes` follow a `standard` (of a
        standards body), a `practice` (guide, survey, contract norm) or are a `judgement`.
    levels
        Agency levels whose area may stand for the provider of a facility that names none; empty
        means any level. A level does not tell a library district from a fire district: where both
        have boundaries, facilities should name their agency.
    territory_rule
        Who serves which ground, in words.
    aliases
        Other names met in data, each for one service only.
    osm, census
        Tags and government function codes, in words.
    host_candidate
        The county already provides it for others and could take more.
    visibility, local_control, labour
        Sensitivity L, M or H; judgements.
    evidence, evidence_grade
        What is known on savings with its source; A causal or panel study (`A-neutral` no effect,
        `A-conflict` studies disagree), B cost function or foreign panel, C cases, D none found.
    savings_low_pct, savings_high_pct
        Percent of addressable spend, a reading of the evidence and not a published figure; both
        None where there is none.
    efficient_people
        Served population below which unit costs are known to be high.
    see_also
        Ids of services that overlap this one, not to be counted twice.
    core
        True for the 35.
    status
        `historic` for a service that no longer exists as such.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    number: int | None = Field(default=None, ge=1, le=35)
    name: str = Field(default_factory=_name_from_id, min_length=1)
    family: str | None = Field(default=None, pattern=r"^[A-Z] \S.*$")
    front_back: Literal["front", "back"] | None = None
    primary_mode: PrimaryMode = "SITE"
    mode: str = Field(default_factory=_primary_mode)
    minutes: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    travel: Literal["drive", "walk"] | None = None
    standard: str | None = None
    standard_source: str | None = None
    standard_kind: Literal["standard", "practice", "judgement"] | None = None
    levels: tuple[Level, ...] = Field(default=(), strict=False)
    territory_rule: str | None = None
    aliases: tuple[str, ...] = Field(default=(), strict=False)
    osm: str | None = None
    census: str | None = None
    host_candidate: bool = False
    visibility: Sensitivity | None = None
    local_control: Sensitivity | None = None
    labour: Sensitivity | None = None
    evidence: str | None = None
    evidence_grade: Grade | None = None
    savings_low_pct: float | None = Field(default=None, ge=-100, le=100)
    savings_high_pct: float | None = Field(default=None, ge=-100, le=100)
    efficient_people: int | None = Field(default=None, gt=0)
    see_also: tuple[str, ...] = Field(default=(), strict=False)
    core: bool = False
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
        if self.core != (self.number is not None):
            raise ValueError("number stands exactly for the core services")
        low, high = self.savings_low_pct, self.savings_high_pct
        if (low is None) != (high is None) or (low is not None and high is not None and low > high):
            raise ValueError(f"savings from {low} to {high} percent is not a range")
        if not all(name_key(alias) for alias in self.aliases):
            raise ValueError("an alias needs a letter or a digit")
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
