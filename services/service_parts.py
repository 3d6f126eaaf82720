"""The parts of a service's record that are records themselves: standards and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Grade = Literal["A", "A-neutral", "A-conflict", "B", "B-conflict", "C", "D"]
StandardKind = Literal["standard", "practice", "judgement"]
StandardUnit = Literal["minutes", "road_miles", "walk_miles", "miles", "seconds"]

UNIT_WORDS: dict[StandardUnit, str] = {
    "minutes": "min",
    "road_miles": "road mi",
    "walk_miles": "mi walk",
    "miles": "mi",
    "seconds": "s",
}


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; write it, or leave the key out")
    return text


def _selector(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_:-]*=(\*|[^\s=;*]([^=;*]*[^\s=;*])?)", text):
        raise ValueError("is no OpenStreetMap selector; write key=value, or key=* for any value")
    return text


Filled = Annotated[str, AfterValidator(_filled)]
"""Text with something in it."""

Selector = Annotated[str, AfterValidator(_selector)]
"""An OpenStreetMap tag as `key=value`, or `key=*` for any value."""


class Record(BaseModel):
    """An immutable record: no other keys, no guessing of types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Standard(Record):
    """One number by which the reach of a service is judged.

    Parameters
    ----------
    value, unit
        The number, above 0, and what it counts: `minutes`, `seconds`, miles by road
        (`road_miles`), on foot (`walk_miles`) or as the crow flies (`miles`).
    what
        What is measured, such as `1st engine, travel`.
    kind
        A `standard` of a standards body, a `practice` (guide, survey, contract norm), or a
        `judgement`.
    source
        Who says so.
    """

    value: float = Field(gt=0, allow_inf_nan=False)
    unit: StandardUnit
    what: Filled
    kind: StandardKind
    source: Filled


class Evidence(Record):
    """One finding on the cost of a service or of sharing it.

    Parameters
    ----------
    finding
        What was found, in words.
    source
        Author and year, or where it stands.
    grade
        How strong the one finding is; None where it was not judged.
    """

    finding: Filled
    source: Filled
    grade: Grade | None = None


def standard_words(standard: Standard) -> str:
    """A standard in a few words.

    Examples
    --------
    >>> from adjoin.services.service_parts import Standard, standard_words
    >>> engine = Standard(
    ...     value=1.5, unit="road_miles", what="engine", kind="standard", source="ISO FSRS"
    ... )
    >>> standard_words(engine)
    '1.5 road mi engine'
    """
    return f"{standard.value:.10g} {UNIT_WORDS[standard.unit]} {standard.what}"


def cited_standard(standard: Standard) -> str:
    """A standard in a few words, with its kind and source."""
    return f"{standard_words(standard)} ({standard.kind}: {standard.source})"


def cited_evidence(evidence: Evidence) -> str:
    """A finding with its source and grade."""
    grade = "" if evidence.grade is None else f"; grade {evidence.grade}"
    return f"{evidence.finding} ({evidence.source}{grade})"


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, in the order of first sight."""
    return tuple(dict.fromkeys(texts))


def minutes_of(standards: Iterable[Standard]) -> tuple[float, ...]:
    """The minutes among standards, in their order."""
    return tuple(standard.value for standard in standards if standard.unit == "minutes")
