"""Agreements between agencies: each two of them, with the instrument and whether it is sharing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from .inventory_words import ROLES

#: One does for the other, or one body for all: not a duplication any more.
SHARING: Final = frozenset({"contract", "JPA", "special district"})

#: Roles that say by themselves that one does the work and another has it.
_TELLING: Final = frozenset({"buys", "funds", "produces"})

COLUMNS: Final = (
    "service", "agency_a", "agency_b", "instrument", "via", "role_a", "role_b", "start", "end",
    "shared",
)  # fmt: skip

#: Sets of roles as text, by the sum of their bits.
_ROLE_SETS: Final[Mapping[int, str | None]] = {
    bits: ";".join(sorted(role for bit, role in enumerate(ROLES) if bits >> bit & 1)) or None
    for bits in range(2 ** len(ROLES))
}

_TEXT: Final = COLUMNS[:-1]
_KEYS: Final = ["service", "agency_a", "agency_b", "instrument", "via"]


def links_of(
    provision: pd.DataFrame,
    roots: pd.Series[str],
    producers: Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    """Every agreement between two root agencies, and between the members of an authority.

    Parameters
    ----------
    provision
        As `adjoin.services.provision.provision_table` returns it.
    roots
        Root agency by agency id.
    producers
        By service and agency id, the root agency that does it, where that is another.

    Returns
    -------
    pandas.DataFrame
        service, agency_a < agency_b, instrument, via (the joint powers authority of which both are
        members; missing where the two agree with each other), role_a and role_b (roles that rows
        of each side name, joined by `;`), start (the earliest), end (the latest), shared. An agreement is
        shared when it is a contract, a joint powers authority or a special district, when one
        buys from, funds or produces for the other under no named instrument, or when one counts
        as the other; other instruments are precedent, under which both still do the work. What has
        ended is not shared. Sorted.
    """
    known = provision[provision["counterparty_id"].notna()]
    pairs = pd.concat([_agreed(known, roots), _members(known, roots)], ignore_index=True)
    one = {(s, *sorted((roots.get(a, a), p))) for (s, a), p in producers.items()}
    keys = zip(pairs["service"], pairs["agency_a"], pairs["agency_b"], strict=True)
    same = np.array([key in one for key in keys], dtype=bool)
    pairs = pairs.assign(shared=pairs["shared"] | (same & ~pairs["ended"]))
    table = pairs.astype({**dict.fromkeys(_TEXT, "str"), "shared": bool})
    return table.sort_values(_KEYS, kind="stable")[list(COLUMNS)].reset_index(drop=True)


def _agreed(known: pd.DataFrame, roots: pd.Series[str]) -> pd.DataFrame:
    """The rows with a counterparty, each between root agencies a < b."""
    one, other = known["agency_id"].map(roots), known["counterparty_id"].map(roots)
    forward = (one < other).to_numpy(dtype=bool)
    role = known["role"]
    telling = known["instrument"].isna() & role.isin(_TELLING)
    rows = pd.DataFrame(
        {
            "service": known["service"],
            "agency_a": one.where(forward, other),
            "agency_b": other.where(forward, one),
            "instrument": known["instrument"],
            "role_a": role.where(forward, None),
            "role_b": role.where(~forward, None),
            "start": known["start"],
            "end": known["end"],
            "shared": (known["instrument"].isin(SHARING) | telling) & ~known["ended"],
            "ended": known["ended"],
        }
    )
    rows = rows[rows["agency_a"] != rows["agency_b"]]
    return _grouped(rows, ["service", "agency_a", "agency_b", "instrument"], ("role_a", "role_b"))


def _members(known: pd.DataFrame, roots: pd.Series[str]) -> pd.DataFrame:
    """Every two members of one joint powers authority for a service."""
    joint = known[known["instrument"] == "JPA"]
    producing = (joint["role"] == "produces").to_numpy(dtype=bool)
    one, other = joint["agency_id"].map(roots), joint["counterparty_id"].map(roots)
    members = pd.DataFrame(
        {
            "service": joint["service"],
            # An authority produces for its members; everyone else names the authority.
            "via": other.where(~producing, one),
            "member": one.where(~producing, other),
            "role": joint["role"].where(~producing, None),
            "start": joint["start"],
            "end": joint["end"],
            "ended": joint["ended"],
        }
    )
    members = members[members["via"] != members["member"]].assign(shared=False)
    each = _grouped(members, ["service", "via", "member"], ("role",)).drop(columns="shared")
    both = each.merge(each, on=["service", "via"], suffixes=("_a", "_b"))
    both = both[both["member_a"] < both["member_b"]]
    ended = (both["ended_a"] | both["ended_b"]).astype(bool)
    # Both are members from the later start to the earlier end.
    start = both["start_a"].where(
        both["start_b"].isna() | (both["start_a"] >= both["start_b"]), both["start_b"]
    )
    end = both["end_a"].where(
        both["end_b"].isna() | (both["end_a"] <= both["end_b"]), both["end_b"]
    )
    return both.rename(columns={"member_a": "agency_a", "member_b": "agency_b"}).assign(
        instrument="JPA", start=start, end=end, shared=~ended, ended=ended
    )


def _grouped(rows: pd.DataFrame, keys: list[str], roles: Sequence[str]) -> pd.DataFrame:
    """One row for each key: all roles, the earliest start, the latest end; over when all are."""
    groups: Any = rows.groupby(keys, dropna=False, sort=True)
    table = pd.DataFrame(
        {
            "start": groups["start"].min(),
            "end": groups["end"].max(),
            "shared": groups["shared"].any(),
            "ended": groups["ended"].all(),
            # As a number, one bit a role, so that no group needs a turn of its own.
            **{
                name: sum(
                    (rows[name] == role).groupby([rows[key] for key in keys], dropna=False).any()
                    * 2**bit
                    for bit, role in enumerate(ROLES)
                )
                for name in roles
            },
        }
    ).reset_index()
    for name in roles:
        table[name] = table[name].map(_ROLE_SETS).astype("str")
    return table
