"""Agencies by services: who has which service done, how, and with whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

import pandas as pd

from ..boundaries.labels import told_apart
from .service import Service
from .sharing import AID, DELIVERING, Sharing

HOWS: Final = ("provides", "serves", "buys", "joint", "funds", "owns", "aid")
"""How an agency has to do with a service, in the order of a cell: it does it with its own people or
sites; for another; buys it; has it done by an authority that it is a member of; pays for it; owns
what it needs; helps and is helped."""

COLUMNS: Final = (
    "agency_id", "service", "how", "counterparty_id", "instrument", "facilities", "evidence",
)  # fmt: skip

_TEXT: Final = ("agency_id", "service", "how", "counterparty_id", "instrument", "evidence")

# How each begins in a cell, before the other agency's name and without one.
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "serves": ("serves", "serves others"),
    "buys": ("buys from", "buys"),
    "joint": ("joint through", "joint"),
    "funds": ("funds", "funds"),
    "owns": ("owns for", "owns"),
    "aid": ("aid with", "aid"),
}


class _Entry(NamedTuple):
    """One thing that a row of the inventory or a facility says."""

    agency_id: str
    service: str
    how: str
    counterparty_id: str
    instrument: str
    evidence: str


def matrix(
    facilities: pd.DataFrame,
    provision: pd.DataFrame,
    sharing: Sharing,
    agencies: pd.DataFrame,
) -> pd.DataFrame:
    """Who has which service done, how, and with whom.

    Both sides of an agreement have it, whichever of them names it. What has ended is left out.

    Parameters
    ----------
    facilities
        service and agency_id of each; those without agency do not count.
    provision
        As `adjoin.services.provision.provision_table` returns it.
    sharing
        What `adjoin.services.sharing.existing_sharing` made of it.
    agencies
        With agency_id; others are left out.

    Returns
    -------
    pandas.DataFrame
        agency_id, service, how (one of `HOWS`), counterparty_id and instrument (missing without one;
        several joined by `;`), facilities (how many of its own it has for the service, missing
        where none is known), evidence (`inventory`, `facilities` or `facilities;inventory`). One
        row for each agency, service, how and counterparty; sorted by them.
    """
    ids = set(agencies["agency_id"])
    count: dict[tuple[str, str], int] = {}
    for service, agency in zip(facilities["service"], facilities["agency_id"], strict=True):
        if agency in ids:
            count[agency, service] = count.get((agency, service), 0) + 1
    served = set(zip(sharing.producers["agency_id"], sharing.producers["service"], strict=True))
    entries = set(_said(provision[~provision["ended"].to_numpy(dtype=bool)]))
    for agency, service in count:
        if (agency, service) not in served:
            entries.add(_Entry(agency, service, "provides", "", "", "facilities"))
    cells: dict[tuple[str, str, str, str], tuple[set[str], set[str]]] = {}
    for entry in entries:
        if entry.agency_id in ids:
            instruments, evidence = cells.setdefault(entry[:4], (set(), set()))
            instruments |= {entry.instrument} - {""}
            evidence.add(entry.evidence)
    rows = [
        (
            agency, service, how, other or None, ";".join(sorted(instruments)) or None,
            count.get((agency, service)), ";".join(sorted(evidence)),
        )
        for (agency, service, how, other), (instruments, evidence) in sorted(cells.items())
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.astype({**dict.fromkeys(_TEXT, "str"), "facilities": "Int64"})
    return table.sort_values(list(COLUMNS[:4]), kind="stable", na_position="first").reset_index(
        drop=True
    )


def _said(rows: pd.DataFrame) -> Iterator[_Entry]:
    """What each row of an inventory says of its agency, and of the other."""
    columns = ["agency_id", "service", "role", "counterparty_id", "instrument"]
    plain = rows[columns].astype(object).where(rows[columns].notna(), "")
    for agency, service, role, other, instrument in plain.itertuples(index=False, name=None):
        this, that = _both_sides(role, other, instrument)
        for side, here, there in ((this, agency, other), (that, other, agency)):
            for how in side:
                # What it does itself, it does whatever has been agreed on with others.
                with_other = how != "provides"
                yield _Entry(
                    here, service, how, there if with_other else "",
                    instrument if with_other or not other else "", "inventory",
                )  # fmt: skip


def _both_sides(role: str, other: str, instrument: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How an agency and its counterparty have to do with a service, by one row of the first."""
    if instrument in AID:
        return ("aid",), ("aid",) if other else ()
    if role in DELIVERING and not other:
        return ("provides",), ()
    if instrument == "JPA" and other:
        if role == "produces":
            return ("provides",), ("joint",)
        own = ("provides", "joint") if role == "provides" else ("joint",)
        return own, ("provides",)
    sides: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        "provides": (("provides",), ()),
        "produces": (("serves",), ("buys",)),
        "buys": (("buys",), ("serves",) if other else ()),
        "funds": (("funds",), ()),
        "owns": (("owns",), ()),
    }
    return sides[role]


def matrix_wide(
    table: pd.DataFrame, agencies: pd.DataFrame, services: Mapping[str, Service] | Collection[str]
) -> pd.DataFrame:
    """The matrix with one row for each agency and one column for each service, for people to read.

    Parameters
    ----------
    table
        As `matrix` returns it.
    agencies
        agency_id, name, level; each is a row.
    services
        Ids of the services, in the order of the columns.

    Returns
    -------
    pandas.DataFrame
        agency_id, name, level and a column for each service with cells such as `provides (3)` or
        `buys from Alder County; funds Alder Library`, missing where nothing is known. Sorted by agency_id.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.matrix import matrix_wide
    >>> agencies = pd.DataFrame({"agency_id": ["A", "B"], "name": ["Alder", "Birch"], "level": "city"})
    >>> table = pd.DataFrame({"agency_id": ["A", "B"], "service": "fire", "how": ["buys", "provides"],
    ...                       "counterparty_id": ["B", None], "facilities": [None, 2]})
    >>> matrix_wide(table, agencies, ["fire"])["fire"].tolist()
    ['buys from Birch', 'provides (2)']
    """
    names = dict(told_apart(agencies).items())
    columns = ["agency_id", "service", "how", "counterparty_id", "facilities"]
    cells: dict[tuple[str, str], dict[str, list[str]]] = {}
    count: dict[tuple[str, str], int] = {}
    for agency, service, how, other, number in table[columns].itertuples(index=False, name=None):
        others = cells.setdefault((agency, service), {}).setdefault(how, [])
        others += [] if pd.isna(other) else [names.get(other, other)]
        if not pd.isna(number):
            count[agency, service] = int(number)
    wide = agencies[["agency_id", "name", "level"]].sort_values("agency_id", kind="stable")
    made = {
        service: pd.Series(
            [
                _cell(cells.get((agency, service), {}), count.get((agency, service), 0))
                for agency in wide["agency_id"]
            ],
            index=wide.index,
            dtype="str",
        )
        for service in services
    }
    return pd.concat(
        [pd.DataFrame(wide), pd.DataFrame(made, index=wide.index)], axis=1
    ).reset_index(drop=True)


def _cell(hows: Mapping[str, list[str]], facilities: int) -> str | None:
    """One cell: what an agency has to do with a service; None where nothing is known."""
    parts = []
    sites = f" ({facilities})" if facilities else ""
    for how in HOWS:
        if how not in hows:
            continue
        others = sorted(set(hows[how]))
        if how == "provides":
            parts.append(f"provides{sites}")
            sites = ""
        elif others:
            parts.append(f"{_WORDS[how][0]} {', '.join(others)}")
        else:
            parts.append(_WORDS[how][1])
    if sites and parts:
        parts.append(f"{facilities} site{'s' if facilities > 1 else ''}")
    return "; ".join(parts) or None
