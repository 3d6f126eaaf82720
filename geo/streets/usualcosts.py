"""Which columns of a street file hold lengths, speeds and times, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ..files.guesses import SURE, Guess
from ..files.placecolumns import squeezed
from ..files.profiles import Profile
from . import usualnames as names
from .namedcolumns import NUMBERS, Columns, middle, mostly
from .unitguesses import METRES, Unit, speed_unit

#: Units of speeds, and what no limit is above in each (judgement).
_FASTEST: Final = {"mph": 100.0, "kmh": 250.0, "ms": 60.0}
_SPEED_UNITS: Final = tuple(_FASTEST)

_OTHER_LENGTH: Final = "the name says the unit, but the lines beside it are not so long"


def length_guesses(
    table: Columns, measured: Mapping[str, Unit] | None, *, metric: bool
) -> list[Guess]:
    """The length: by the lines (None: not looked at), else by a name that says its unit.

    Parameters
    ----------
    table
        The columns.
    measured
        As of `length_units`; None where the lines were not looked at.
    metric
        Whether it is an edge table whose lengths are metres by the custom of its maker.
    """
    drawn, measured = measured is not None, measured or {}
    usual = [p for p in table.one(*names.LENGTHS) if p.kind in NUMBERS and mostly(p)]
    stated = [
        (unit, p)
        for unit, called in names.LENGTH_UNITS.items()
        for p in table.one(*called)
        if p.kind in NUMBERS and mostly(p)
    ]
    for _, p in [*stated, *((None, p) for p in usual)]:
        if p.name in measured:
            unit, sure, why = measured[p.name]
            return [Guess(f"columns.length_{unit}", p.name, sure, why)]
    for p in table.profiles:
        if p.name in measured and squeezed(p.name) not in names.DRAWN_LENGTHS:
            unit, _, why = measured[p.name]
            return [Guess(f"columns.length_{unit}", p.name, 0.8, why)]
    for unit, p in stated:
        if p.least >= 0 and p.most * METRES[unit] <= 5e6:
            if drawn:
                return [Guess(f"columns.length_{unit}", p.name, 0.5, _OTHER_LENGTH)]
            why = "the name says the unit, and streets may be so long"
            return [Guess(f"columns.length_{unit}", p.name, 0.85, why)]
    for p in usual:
        if p.least < 0 or drawn:
            continue
        if metric and 5 <= middle(p) <= 2_000:
            why = "as OpenStreetMap's tools write edge tables it is in metres, and these may be"
            return [Guess("columns.length_m", p.name, 0.8, why)]
        keys = tuple(f"columns.length_{unit}" for unit in METRES)
        why = "a length whose unit is unclear; without it the lines are measured"
        return [Guess(keys[0], p.name, 0.5, why, keys[1:])]
    return []


def speed_guesses(table: Columns) -> list[Guess]:
    """The speed, and that against the line where it has a column of its own.

    Parameters
    ----------
    table
        The columns.
    """
    for along, back in table.two(names.SPEED_PAIRS):
        ahead, against = _speed(along, stated=None), _speed(back, stated=None)
        if ahead is not None and against is not None:
            # both are in one unit: that of the surer one
            best = max(ahead, against, key=lambda unit: unit.confidence)
            differ = min(ahead, against, key=lambda unit: unit.confidence)
            sure = best.confidence
            if differ.confidence >= SURE and differ.name != best.name:
                sure = 0.5
            return [
                _speed_guess(along, best._replace(confidence=sure)),
                _speed_guess(back, best._replace(confidence=sure), back="back_"),
            ]
    candidates: list[tuple[str | None, Profile]] = []
    for name, called in names.SPEED_UNITS.items():
        candidates += [(name, p) for p in table.one(*called)]
    candidates += [(None, p) for p in table.one(*names.SPEEDS)]
    guesses = [
        _speed_guess(p, unit)
        for stated, p in candidates
        if (unit := _speed(p, stated=stated)) is not None
    ]
    # the first that is sure, else the surest
    sure_ones = [guess for guess in guesses if guess.is_sure]
    return sure_ones[:1] or sorted(guesses, key=lambda guess: -guess.confidence)[:1]


def _speed_guess(p: Profile, unit: Unit, *, back: str = "") -> Guess:
    """A guess of a speed; of one that is not sure, the units that it may be in."""
    keys = [f"columns.{back}speed_{name}" for name in _SPEED_UNITS if name != unit.name]
    choices = () if unit.confidence >= SURE else tuple(keys)
    return Guess(f"columns.{back}speed_{unit.name}", p.name, unit.confidence, unit.why, choices)


def _speed(p: Profile, *, stated: str | None) -> Unit | None:
    """The likeliest unit of a column of speeds; None: it holds none. A speed of 0 is never sure."""
    unit = _likely_unit(p, stated)
    zeros = sum(
        share
        for value, share in zip(p.values, p.shares, strict=True)
        if re.fullmatch(r"0+(\.0*)?", value)
    )
    if unit is None or not zeros:
        return unit
    why = f"{zeros:.1%} are 0, and a street of speed 0 is left out; leave out such speeds, or the column"
    return unit._replace(confidence=min(unit.confidence, 0.6), why=why)


def _likely_unit(p: Profile, stated: str | None) -> Unit | None:
    """The likeliest unit by the name (`stated`) and the numbers."""
    seen = speed_unit(p)
    osm = squeezed(p.name).startswith("maxspeed")
    if p.kind in NUMBERS and not (p.least >= 0 and 2.5 < p.most <= 250):
        return None
    if p.kind not in NUMBERS and seen.confidence == 0 and not osm:
        return None
    if stated is not None:
        fits = p.kind in NUMBERS and 5 <= p.most <= _FASTEST[stated]
        # mph and km/h that are averages look like nothing; metres a second are told by themselves
        other = seen.confidence >= SURE and seen.name != stated
        if fits and not (other and "ms" in (seen.name, stated)):
            return Unit(stated, 0.9, "the name says the unit, and the numbers may be so")
        return Unit(stated, 0.6, "the name says the unit, but the numbers look otherwise")
    if osm and p.kind in NUMBERS and seen.name == "mph":
        why = "maxspeed is km/h where it says no unit, but the numbers look like mph"
        return Unit("mph", 0.6, why)
    if osm and seen.name is None:
        return Unit("kmh", 0.8, "maxspeed of OpenStreetMap is km/h where it says no unit")
    if seen.name is None:
        return Unit("kmh", min(seen.confidence, 0.5), seen.why)
    return seen


def time_guesses(table: Columns) -> list[Guess]:
    """The time; seconds where the name says so, or beside a speed as OSMnx writes it.

    Parameters
    ----------
    table
        The columns.
    """
    for along, back in table.two(names.MINUTE_PAIRS):
        if all(p.kind in NUMBERS for p in (along, back)):
            why = "usual names of minutes each way"
            return [
                Guess(f"columns.{k}minutes", p.name, 0.85, why)
                for k, p in (("", along), ("back_", back))
            ]
    for key, called in (("minutes", names.MINUTES), ("seconds", names.SECONDS)):
        for p in table.one(*called):
            if p.kind in NUMBERS and p.least >= 0 and mostly(p):
                return [Guess(f"columns.{key}", p.name, 0.85, "the name says the unit")]
    osmnx = any(True for _ in table.one("speedkph"))
    for p in table.one(*names.TIMES):
        if p.kind in NUMBERS and p.least >= 0 and mostly(p):
            if osmnx and squeezed(p.name) == "traveltime":
                why = "travel_time beside speed_kph is seconds, as OSMnx writes it"
                return [Guess("columns.seconds", p.name, 0.85, why)]
            why = "a time whose unit is unclear; leave it out where there are speeds"
            return [Guess("columns.seconds", p.name, 0.4, why, ("columns.minutes",))]
    return []
