"""As whom an agency counts for a service: itself, its parent, or whoever does it for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .sharing import DELIVERING, Sharing

Array = NDArray[Any]


class Counting(NamedTuple):
    """As whom agencies count, and who shares already.

    Parameters
    ----------
    roots
        Root agency by agency id.
    producers
        By service and agency id, the agency that it counts as, where that is not its root.
    shared
        Service and two root agencies a < b that have it done together.
    providers
        Service and agency id of those that deliver it by the inventory, with or without a
        facility, and of those for whom another does.
    joint
        Two agencies, in both orders, of which one is a member of the other: what the joint body
        delivers it delivers for its member.
    """

    roots: pd.Series[str]
    producers: Mapping[tuple[str, str], str]
    shared: frozenset[tuple[str, str, str]]
    providers: frozenset[tuple[str, str]]
    joint: frozenset[tuple[str, str]] = frozenset()


def counting(
    roots: pd.Series[str],
    *,
    provision: pd.DataFrame | None = None,
    sharing: Sharing | None = None,
    members: pd.DataFrame | None = None,
) -> Counting:
    """As whom agencies count, by their parents and by what the inventory says.

    Parameters
    ----------
    roots
        Root agency by agency id.
    provision
        As `adjoin.services.provision.provision_table` returns it; None without an inventory.
    sharing
        What `adjoin.services.sharing.existing_sharing` made of it.
    members
        Agencies with their `members` (ids joined by `;`).

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.counting import counted_as, counting
    >>> whole = counting(pd.Series({"A": "A", "D": "A"}, dtype="str"))
    >>> counted_as(whole, pd.Series(["fire", "fire"]), pd.Series(["A", "D"])).tolist()
    ['A', 'A']
    """
    producers: dict[tuple[str, str], str] = {}
    shared: frozenset[tuple[str, str, str]] = frozenset()
    providers: set[tuple[str, str]] = set()
    if sharing is not None:
        told = sharing.producers
        producers = dict(
            zip(
                zip(told["service"], told["agency_id"], strict=True),
                told["producer_id"],
                strict=True,
            )
        )
        links = sharing.links[sharing.links["shared"].to_numpy(dtype=bool)]
        shared = frozenset(zip(links["service"], links["agency_a"], links["agency_b"], strict=True))
        # Whoever is served has the service on its ground, and so has who serves it.
        providers |= set(producers)
        providers |= {(service, producer) for (service, _), producer in producers.items()}
    if provision is not None:
        own = provision[provision["role"].isin(DELIVERING) & ~provision["ended"]]
        providers |= set(zip(own["service"], own["agency_id"], strict=True))
    return Counting(roots, producers, shared, frozenset(providers), _joint(members, roots))


def _joint(agencies: pd.DataFrame | None, roots: pd.Series[str]) -> frozenset[tuple[str, str]]:
    """Joint bodies with their members, as their roots, in both orders."""
    if agencies is None:
        return frozenset()
    listed = agencies[agencies["members"].notna()]
    members = {
        body: [member for member in text.split(";") if member in roots.index]
        for body, text in zip(listed["agency_id"], listed["members"], strict=True)
    }
    pairs = {
        (roots[body], roots[member]) for body in members for member in _all_members(body, members)
    }
    return frozenset(pairs | {(member, body) for body, member in pairs})


def _all_members(body: str, members: Mapping[str, list[str]]) -> set[str]:
    """The members of a body, and theirs."""
    held: set[str] = set()
    ahead = list(members[body])
    while ahead:
        member = ahead.pop()
        if member not in held and member != body:
            held.add(member)
            ahead += members.get(member, ())
    return held


def counted_as(
    whole: Counting, service: pd.Series[str], agency_id: pd.Series[str]
) -> pd.Series[str]:
    """The agency that each agency counts as for a service.

    Parameters
    ----------
    whole
        As `counting` returns it.
    service, agency_id
        Of equal length; a missing agency stays missing.

    Returns
    -------
    pandas.Series
        With the index of `agency_id`.
    """
    counted = agency_id.map(whole.roots).astype("str")
    if not whole.producers:
        return counted
    known = pd.MultiIndex.from_tuples(list(whole.producers))
    producers = np.array([*whole.producers.values(), None], dtype=object)
    at = known.get_indexer(pd.MultiIndex.from_arrays([service, agency_id]))
    producer = pd.Series(producers[at], index=agency_id.index, dtype="str")
    return producer.where(producer.notna(), counted)


def already_shared(
    whole: Counting, service: pd.Series[str], agency_a: pd.Series[str], agency_b: pd.Series[str]
) -> Array:
    """Whether two agencies, or those that they count as, have a service done together already.

    So do two that count as one for it, and a joint body and its member.

    Parameters
    ----------
    whole
        As `counting` returns it.
    service, agency_a, agency_b
        Of equal length.

    Returns
    -------
    numpy.ndarray
        True or False by row.
    """
    answer = np.zeros(len(service), dtype=bool)
    if not (whole.shared or whole.joint or whole.producers):
        return answer
    for a, b in (
        (agency_a.map(whole.roots), agency_b.map(whole.roots)),
        (counted_as(whole, service, agency_a), counted_as(whole, service, agency_b)),
    ):
        answer |= np.array(
            [
                x == y or (s, *sorted((x, y))) in whole.shared or (x, y) in whole.joint
                for s, x, y in zip(service, a.astype(object), b.astype(object), strict=True)
            ],
            dtype=bool,
        )
    return answer


def not_shared(facility_pairs: Any) -> Any:
    """The pairs of facilities whose agencies do not share the service already.

    Parameters
    ----------
    facility_pairs
        As `adjoin.services.kinds.proximity.facility_pairs` returns it; all of them where it does not
        say who shares.
    """
    if "shared_already" not in facility_pairs:
        return facility_pairs
    return facility_pairs[~facility_pairs["shared_already"].to_numpy(dtype=bool)]
