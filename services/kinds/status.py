"""Which tests were run for each service, and why the others were not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from ..service import Service
from .applies import ALL_TESTS, BY_STREETS, applies

COLUMNS: Final = ("service", "test", "status", "reason")

#: What a status may be.
RUN, NOT_APPLICABLE, NOT_COMPUTABLE = "run", "not applicable", "not computable"

#: Why a test says nothing of services of a mode.
_NEVER: Final = {
    "SITE": "people come to it",
    "RESP": "crews drive out: there is no capacity to be visited",
    "DEPOT": "crews work along streets: neither people nor the ground of residents measure it",
    "NET": "it is delivered by pipes: no road leads to it",
    "AREA": "it covers a watershed or a permit's area: no road leads to it",
    "DESK": "counters are visited seldom: where they stand says little of whether one is enough",
    "VIRT": "it works at any distance",
}


class Known(NamedTuple):
    """What a region has for the tests of a service.

    Parameters
    ----------
    people, streets, inventory
        Whether it has any.
    minutes
        By service, the standard; None without one.
    facilities, snapped
        By service, of how many agencies as counted there are facilities, and facilities on streets.
    capacity
        Services with a capacity for any facility.
    providers
        By service, how many agencies, as counted, deliver it.
    grounds, areas
        By service, of how many of them the ground for it, and any area of their own, is known.
    """

    people: bool
    streets: bool
    inventory: bool
    minutes: Mapping[str, float | None]
    facilities: Mapping[str, int]
    snapped: Mapping[str, int]
    capacity: Collection[str]
    providers: Mapping[str, int]
    grounds: Mapping[str, int]
    areas: Mapping[str, int]


def told_tests(services: Iterable[Service], known: Known) -> pd.DataFrame:
    """One row for each service and test: run, not applicable or not computable, and why.

    Parameters
    ----------
    services
        Those that anybody delivers, or that have a facility.
    known
        What there is to test them with.

    Returns
    -------
    pandas.DataFrame
        service, test, status, reason: of a test that was run what it could not see, else missing.
        Sorted by service, then in the order of `adjoin.services.kinds.applies.ALL_TESTS`.
    """
    rows: list[tuple[str, str, str, str | None]] = []
    for service in sorted(services, key=lambda service: service.id):
        for test in ALL_TESTS:
            if not applies(test, service.primary_mode, service.territory_rule):
                never = _NEVER[service.primary_mode]
                if applies(test, service.primary_mode):
                    never = "each agency does it for itself: there are no residents to be served"
                rows.append((service.id, test, NOT_APPLICABLE, never))
                continue
            lacking = _lacking(test, service, known)
            status = NOT_COMPUTABLE if lacking else RUN
            rows.append((service.id, test, status, lacking or _unseen(test, service, known)))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")


def _lacking(test: str, service: Service, known: Known) -> str | None:
    """What is not there that a test needs; None where all is."""
    name = service.id
    travel = test in ("proximity", "catchment_overlap", "redundancy", "capacity", "transfers")
    wanted = [
        (travel and known.minutes.get(name) is None, "the service has no standard in minutes"),
        (travel and not known.facilities.get(name), "no facility of a known agency"),
        (
            travel and known.streets and not known.snapped.get(name),
            "no facility is on the streets",
        ),
        (
            test in ("catchment_overlap", "redundancy")
            and service.primary_mode in BY_STREETS
            and not known.streets,
            "the region names no streets, along which crews work",
        ),
        (
            test in ("catchment_overlap", "redundancy", "capacity", "transfers")
            and service.primary_mode not in BY_STREETS
            and not known.people,
            "the region names no people",
        ),
        (test == "capacity" and name not in known.capacity, "no facility has a capacity"),
        (
            test in ("double_provision", "transfers") and not known.grounds.get(name),
            "the ground of no agency that delivers it is known",
        ),
        (
            test == "sub_scale" and service.efficient_people is None,
            "there is no evidence of an efficient size",
        ),
        (
            test == "adjacent_provision" and not known.areas.get(name),
            "no agency that delivers it has a boundary",
        ),
        (test == "sharing" and not known.inventory, "the region names no inventory"),
    ]
    return next((reason for missing, reason in wanted if missing), None)


def _unseen(test: str, service: Service, known: Known) -> str | None:
    """What a test that was run could not see."""
    providers, grounds = known.providers.get(service.id, 0), known.grounds.get(service.id, 0)
    if test in ("double_provision", "transfers") and grounds < providers:
        return f"the ground of {providers - grounds} of {providers} agencies is not known"
    areas = known.areas.get(service.id, 0)
    if test == "adjacent_provision" and areas < providers:
        return f"{providers - areas} of {providers} agencies have no boundary"
    if test == "proximity" and known.facilities.get(service.id, 0) < 2:
        return "only one agency has facilities"
    if test == "proximity" and not known.streets:
        return "straight lines: the region names no streets"
    return None


def counts_by_service(table: pd.DataFrame, agency: str) -> dict[str, int]:
    """How many different agencies each service has in a table."""
    known = table[table[agency].notna()]
    return {
        str(service): int(count)
        for service, count in known.groupby("service", sort=True)[agency].nunique().items()
        if np.isfinite(count)
    }
