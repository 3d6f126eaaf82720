"""Which tests apply to a service: its spatial mode decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..territories import ITSELF

#: The tests by primary mode (docs/definitions.md, Kinds). What is never meant is not there: no
#: travel time for pipes and back offices, no claim of coverage for a counter.
TESTS: Final[Mapping[str, tuple[str, ...]]] = {
    "RESP": (
        "proximity", "double_provision", "adjacent_provision", "catchment_overlap", "redundancy",
        "transfers", "sub_scale", "sharing",
    ),
    "SITE": (
        "proximity", "double_provision", "adjacent_provision", "catchment_overlap", "redundancy",
        "capacity", "transfers", "sub_scale", "sharing",
    ),
    "DEPOT": ("proximity", "catchment_overlap", "redundancy", "sub_scale", "sharing"),
    "NET": ("double_provision", "adjacent_provision", "sub_scale", "sharing"),
    "AREA": ("double_provision", "adjacent_provision", "sub_scale", "sharing"),
    "DESK": ("proximity", "sub_scale", "sharing"),
    "VIRT": ("sub_scale", "sharing"),
}  # fmt: skip

ALL_TESTS: Final = TESTS["SITE"]
"""Every test, in the order in which they are told."""

#: Modes whose facilities work along streets: those are what they cover, and not people.
BY_STREETS: Final = frozenset({"DEPOT"})


#: Tests of the ground that agencies serve for others.
OF_GROUND: Final = frozenset({"double_provision", "transfers"})


def applies(test: str, mode: str, rule: str | None = None) -> bool:
    """Whether a test says something of services of a mode.

    Parameters
    ----------
    test
        One of `ALL_TESTS`.
    mode
        The primary mode.
    rule
        The territory rule: what each agency does for itself (`corporate`) has no residents who
        could be served by another, and no ground that two could serve.

    Examples
    --------
    >>> from adjoin.services.kinds.applies import applies
    >>> applies("transfers", "RESP"), applies("proximity", "VIRT")
    (True, False)
    """
    return test in TESTS[mode] and not (rule == ITSELF and test in OF_GROUND)
