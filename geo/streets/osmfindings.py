"""What the tags of ways gave to tell, counted, as findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from ..findings import Finding, Severity

_SHOWN: Final = 5


class _Words(NamedTuple):
    """How a rule is told: the fact behind the count, and the way out."""

    severity: Severity
    fact: str
    way_out: str


_RULES: Final[dict[str, _Words]] = {
    "speed-filled": _Words(
        "note", "have no speed limit and get the usual speed of their class", "tag maxspeed for better travel times"
    ),
    "maxspeed-unreadable": _Words(
        "warning", "have a speed limit that cannot be read and get the usual speed of their class",
        "write it as 50, or 30 mph",
    ),
    "oneway-unknown": _Words(
        "warning", "have an unknown one-way code and are open both ways, unless their kind is one-way",
        "use yes, -1 or no",
    ),
    "osm-reversible": _Words(
        "note", "are open one way at a time and are closed to cars here", "tag the direction that matters"
    ),
    "osm-alternating": _Words(
        "note", "let cars through in turns and are open both ways here, without waiting", "nothing to mend"
    ),
    "osm-closed": _Words(
        "note", "are closed to cars and walkers by their class or access tags, and left out",
        "correct access, motor_vehicle or foot where they are open",
    ),
    "osm-not-built": _Words(
        "note", "are not built, or no streets, and left out", "nothing to mend"
    ),
    "osm-areas": _Words("note", "are areas, not lines, and left out", "nothing to mend"),
    "osm-class-unknown": _Words(
        "note", "have a highway class that is no street, and are left out", "use a class of the OpenStreetMap wiki"
    ),
    "osm-ferries": _Words(
        "note", "are ferries that carry cars, without waiting; nobody boards them on foot", "nothing to mend"
    ),
    "osm-ferries-without-cars": _Words(
        "note", "are ferries without cars, and left out", "tag motor_vehicle=yes where they carry cars"
    ),
    "ferry-speed": _Words(
        "warning", "are ferries without a duration that can be read, and go at 5 km/h", "tag duration as 00:20"
    ),
}  # fmt: skip


def tag_findings(told: Mapping[tuple[str, str], int], *, ways: int, source: str) -> list[Finding]:
    """One finding a rule, with how many ways it is about and their commonest values.

    Parameters
    ----------
    told
        How many ways gave a rule and a value to tell.
    ways
        How many ways there are.
    source
        What messages call the file.

    Examples
    --------
    >>> from adjoin.geo.streets.osmfindings import tag_findings
    >>> tag_findings({("oneway-unknown", "maybe"): 2}, ways=9, source="a.osm")[0].message[:45]
    '2 of 9 ways have an unknown one-way code and '
    """
    findings = []
    for rule, words in _RULES.items():
        counts = sorted((-count, value) for (name, value), count in told.items() if name == rule)
        if not counts:
            continue
        total = -sum(count for count, _ in counts)
        shown = ", ".join(f"{_short(value)} ({-count})" for count, value in counts[:_SHOWN])
        more = f" and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else ""
        message = f"{total} of {ways} ways {words.fact}: {shown}{more}; {words.way_out}"
        findings.append(Finding(words.severity, source, "", rule, message))
    return findings


def _short(value: str) -> str:
    """A value as it stands in a message."""
    return repr(value if len(value) <= 40 else value[:40] + "…")
