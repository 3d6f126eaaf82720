"""What the page tells of a service as a whole: who is reached, by how many, and by none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from .columns import column_or_none, numbers, roughly, rows_of, table_or_empty

#: So many transfers of a service are told, the largest first.
MOST_TRANSFERS: Final = 6

#: Columns of `joint_coverage` that the page tells, with decimals.
_JOINT: Final = {
    "facilities": 0, "people_covered": 0, "people_covered_twice": 0, "people_shared": 0,
    "people_unreached": 0, "road_km_covered": 1, "road_km_covered_twice": 1, "fewest_needed": 0,
    "gap": 4, "full_alarm_minutes": 1, "full_alarm_people": 0, "fewest_with_full_alarm": 0,
    "gap_with_full_alarm": 4,
}  # fmt: skip


def service_facts(
    tables: Mapping[str, pd.DataFrame], *, agency_at: Mapping[str, int]
) -> dict[str, dict[str, Any]]:
    """Figures of each service, by its id.

    Parameters
    ----------
    tables
        joint_coverage, transfers, fragmentation, tests, sensitivity by name; one that is absent
        counts as empty.
    agency_at
        The row of each agency.

    Returns
    -------
    dict
        By service, only what is known of it: `joint` (its row of joint_coverage, whether it is
        proved among it), `transfers` (columns of the largest), `transfers_all` (how many there are,
        and their people), `sentence` (of fragmentation), `tests` (those that were run, and the
        others with their status and reason) and `sensitivity` (number of duplications by
        parameter at each factor).
    """
    facts: dict[str, dict[str, Any]] = {}
    for name, told in (
        ("joint", _joint(tables)),
        ("transfers", _transfers(tables, agency_at)),
        ("sentence", _sentences(tables)),
        ("tests", _tests(tables)),
        ("sensitivity", _sensitivity(tables)),
    ):
        for service, value in told.items():
            facts.setdefault(service, {})[name] = value
    return {service: facts[service] for service in sorted(facts)}


def facility_reach(tables: Mapping[str, pd.DataFrame], facilities: pd.DataFrame) -> dict[str, Any]:
    """Columns of the facilities: people that each reaches, and whom nobody else does.

    Parameters
    ----------
    tables
        `coverage` by name. What it does not hold (as in results for the public) is not told.
    facilities
        service, facility_id; their order is kept.

    Returns
    -------
    dict
        `reached`; `alone` (reached by no other facility), both to two leading digits, as the page
        tells them; `second` (share of those reached who have a second within the standard). Only
        the columns that the table has.
    """
    found = table_or_empty(tables, "coverage", ("service", "facility_id"))
    names = {"reached": "people_reached", "alone": "people_lost", "second": "second_due_share"}
    held = {name: column for name, column in names.items() if column in found}
    keys = ["service", "facility_id"]
    if not held or not set(keys) <= set(facilities.columns):
        return {}
    joined = facilities[keys].merge(
        pd.DataFrame(found)[[*keys, *held.values()]], how="left", on=keys, validate="many_to_one"
    )
    return {
        name: numbers(joined[column], 2) if name == "second" else roughly(joined[column])
        for name, column in held.items()
    }


def _joint(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, Any]]:
    """What all facilities of a service do together."""
    found = table_or_empty(tables, "joint_coverage", ("service",))
    columns = {name: column_or_none(found, name, digits) for name, digits in _JOINT.items()}
    columns["keeps"] = column_or_none(found, "keeps")
    for name in ("optimal", "optimal_with_full_alarm"):
        values = found[name] if name in found else [None] * len(found)
        columns[name] = [None if pd.isna(value) else bool(value) for value in values]
    return {
        service: {name: values[row] for name, values in columns.items() if values[row] is not None}
        for row, service in enumerate(found["service"])
    }


def _transfers(
    tables: Mapping[str, pd.DataFrame], agency_at: Mapping[str, int]
) -> dict[str, dict[str, Any]]:
    """The largest transfers of each service."""
    found = table_or_empty(tables, "transfers", ("service", "home_agency", "other_agency"))
    told = {}
    for service, group in pd.DataFrame(found).groupby("service", sort=True):
        largest = group.sort_values(
            ["people", "home_agency", "other_agency"], ascending=[False, True, True]
        ).head(MOST_TRANSFERS)
        told[str(service)] = {
            "home": rows_of(largest, "home_agency", agency_at),
            "other": rows_of(largest, "other_agency", agency_at),
            "people": column_or_none(largest, "people", 0),
            "minutes": column_or_none(largest, "minutes_saved", 1),
            "balance": column_or_none(largest, "balance", 2),
            "shared": [int(bool(value)) for value in largest["shared_already"]],
            "all": len(group),
            "all_people": round(float(group["people"].sum())),
        }
    return told


def _sentences(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """How a service is split, in words."""
    found = table_or_empty(tables, "fragmentation", ("service", "sentence"))
    return dict(zip(found["service"], found["sentence"], strict=True))


def _tests(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, list[Any]]]:
    """Which tests were run, and why the others were not."""
    found = table_or_empty(tables, "tests", ("service", "test", "status", "reason"))
    told: dict[str, dict[str, list[Any]]] = {}
    for row in range(len(found)):
        service, test, status = (found[name].iloc[row] for name in ("service", "test", "status"))
        reason = found["reason"].iloc[row]
        line = [test, None if pd.isna(reason) else reason]
        both = told.setdefault(service, {"run": [], "not": []})
        both["run" if status == "run" else "not"].append(line)
    return told


def _sensitivity(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, list[Any]]]:
    """How many duplications there are when one thing is varied."""
    found = table_or_empty(tables, "sensitivity", ("service", "parameter"))
    if "factor" not in found:
        return {}
    told: dict[str, dict[str, list[int]]] = {}
    columns = ["service", "parameter", "factor", "duplications"]
    ordered = pd.DataFrame(found)[columns].sort_values(columns[:3], kind="stable")
    as_run = {row[0]: row for row in ordered.itertuples(index=False) if row[1] == "none"}
    for key, group in ordered.groupby(["service", "parameter"], sort=True):
        service, parameter = map(str, key)
        if parameter == "none" or service not in as_run:
            continue
        rows = [*group.itertuples(index=False), as_run[service]]
        rows.sort(key=lambda row: float(row[2]))
        told.setdefault(service, {})[parameter] = [int(row[3]) for row in rows]
    return told
