"""What agencies share already: who does a service for whom, and who has agreed on what with whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..geo.findings import Finding
from .links import SHARING, links_of

#: Roles of those that do the work with their own people.
DELIVERING: Final = frozenset({"provides", "produces"})

#: Instruments under which each keeps its own people and helps the other: never one producer.
AID: Final = frozenset({"mutual aid", "automatic aid"})

_AUTHORITY: Final = frozenset({"JPA", "special district"})

PRODUCERS: Final = ("service", "agency_id", "producer_id")

_Node = tuple[str, str]


class Sharing(NamedTuple):
    """What agencies share already.

    Parameters
    ----------
    producers
        service, agency_id, producer_id: the root agency that really does it, for each agency that
        has it done by another and does not do it itself. Sorted.
    links
        As `adjoin.services.links.links_of` returns it.
    findings
        Circles, several producers for one, and rows that do not say who does the work.
    """

    producers: pd.DataFrame
    links: pd.DataFrame
    findings: list[Finding]


def existing_sharing(
    provision: pd.DataFrame, agencies: pd.DataFrame, roots: pd.Series[str]
) -> Sharing:
    """Who does a service for whom, and who has agreed on it with whom.

    An agency counts as another when it has no row that says it provides or produces the service,
    and one that it `buys` it (not as mutual or automatic aid), or funds or buys it through a joint
    powers authority or a special district, or that another `produces` it for it under a contract,
    such an authority, or no named instrument. Chains are followed to their end. Where they lead to several
    agencies or in a circle, the agency counts as itself, which is told. Agreements that have ended
    count no more.

    Parameters
    ----------
    provision
        As `adjoin.services.provision.provision_table` returns it.
    agencies
        With agency_id; dependent ones count as their root, unless another does their service.
    roots
        Root agency by agency id.
    """
    current = provision[~provision["ended"].to_numpy(dtype=bool)]
    own = current[current["role"].isin(DELIVERING)]
    delivering: set[_Node] = set(zip(own["service"], own["agency_id"], strict=True))
    root = {str(agency): str(above) for agency, above in roots.items()}
    targets: dict[_Node, set[str]] = {}
    for service, agency, producer in sorted(set(_done_by_another(current))):
        if root.get(agency, agency) != root.get(producer, producer):
            targets.setdefault((service, agency), set()).add(producer)
    findings = _both(targets, delivering)
    served = {node: to for node, to in targets.items() if node not in delivering}
    final, told = _resolved(served, delivering, root)
    children: dict[str, list[str]] = {}
    for agency in agencies["agency_id"]:
        if root.get(agency, agency) != agency:
            children.setdefault(root[agency], []).append(agency)
    producers = {
        node: producer
        for node, producer in _with_children(final, delivering, children).items()
        if producer != root.get(node[1], node[1])
    }
    table = pd.DataFrame(
        [(*node, producer) for node, producer in sorted(producers.items())],
        columns=list(PRODUCERS),
        dtype="str",
    )
    findings += told + _unclear(current)
    return Sharing(table, links_of(provision, roots, producers), findings)


def _done_by_another(rows: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Service, agency and who does it for the agency, by each row that says so."""
    known = rows[rows["counterparty_id"].notna()]
    columns = ["service", "agency_id", "role", "counterparty_id", "instrument"]
    for service, agency, role, other, instrument in known[columns].astype(object).to_numpy():
        if (role == "buys" and instrument not in AID) or (
            role == "funds" and instrument in _AUTHORITY
        ):
            yield service, agency, other
        elif role == "produces" and (instrument in SHARING or pd.isna(instrument)):
            yield service, other, agency


def _resolved(
    served: Mapping[_Node, set[str]], delivering: set[_Node], root: Mapping[str, str]
) -> tuple[dict[_Node, str], list[Finding]]:
    """The agency at the end of each chain of producers, and those that have no one end."""
    graph: dict[_Node, list[_Node]] = {}
    waiting = list(served)
    while waiting:
        node = waiting.pop()
        if node in graph:
            continue
        service, agency = node
        above = root.get(agency, agency)
        if node in served:
            graph[node] = [(service, other) for other in sorted(served[node])]
        elif above != agency and node not in delivering:
            graph[node] = [(service, above)]
        else:
            graph[node] = []
        waiting += graph[node]
    circles = _circles(graph)
    findings = [_circle_finding(circle) for circle in circles]
    stuck = {node for circle in circles for node in circle}
    final: dict[_Node, str] = {}
    cut = {node: [] if node in stuck else to for node, to in graph.items()}
    for node in TopologicalSorter(cut).static_order():
        service, agency = node
        ends = sorted({final[to] for to in cut[node]})
        final[node] = ends[0] if len(ends) == 1 else root.get(agency, agency)
        if len(ends) > 1:
            message = (
                f"{agency} has {service} done by {len(ends)} agencies ({', '.join(ends)}) and by none alone; "
                "it counts as itself: split the service, or say which does most of it"
            )
            item = f"{service}:{agency}"
            findings.append(Finding("warning", "provision", item, "several-producers", message))
    return {node: final[node] for node in served}, findings


def _circles(graph: Mapping[_Node, Iterable[_Node]]) -> list[list[_Node]]:
    """The groups of nodes that lead to each other, sorted."""
    nodes = sorted(graph)
    at = {node: k for k, node in enumerate(nodes)}
    ends = [(at[node], at[to]) for node in nodes for to in graph[node]]
    if not ends:
        return []
    tail, head = np.array(ends).T
    matrix = coo_array((np.ones(len(ends)), (tail, head)), shape=(len(nodes),) * 2)
    _, label = connected_components(matrix.tocsr(), connection="strong")
    groups: dict[int, list[_Node]] = {}
    for node, number in zip(nodes, label.tolist(), strict=True):
        groups.setdefault(number, []).append(node)
    return sorted(group for group in groups.values() if len(group) > 1)


def _circle_finding(circle: list[_Node]) -> Finding:
    service = circle[0][0]
    agencies = ", ".join(agency for _, agency in circle)
    message = (
        f"each has {service} done by another in a circle ({agencies}), so each counts as itself; "
        "say which of them produces it"
    )
    return Finding("warning", "provision", f"{service}:{circle[0][1]}", "producer-circle", message)


def _with_children(
    final: Mapping[_Node, str], delivering: set[_Node], children: Mapping[str, list[str]]
) -> dict[_Node, str]:
    """What a parent has done by another is done by that one for its dependent agencies as well."""
    whole = dict(final)
    for (service, agency), producer in final.items():
        for child in children.get(agency, []):
            if (service, child) not in delivering:
                whole.setdefault((service, child), producer)
    return whole


def _both(targets: Mapping[_Node, set[str]], delivering: set[_Node]) -> list[Finding]:
    """Tell agencies that do a service themselves and have it done by another."""
    return [
        Finding(
            "note", "provision", f"{service}:{agency}", "provides-and-buys",
            f"{agency} does {service} itself and has it done by {', '.join(sorted(to))}; it counts as itself, "
            "and the two as sharing: leave `provides` out where it only answers for the service",
        )
        for (service, agency), to in sorted(targets.items())
        if (service, agency) in delivering
    ]  # fmt: skip


def _unclear(rows: pd.DataFrame) -> list[Finding]:
    """Tell rows of which it is not clear who does the work."""
    findings = []
    silent = rows[
        (rows["role"] == "provides")
        & rows["counterparty_id"].notna()
        & rows["instrument"].isin(SHARING)
    ]
    for service, agency, other, instrument in sorted(
        set(
            silent[["service", "agency_id", "counterparty_id", "instrument"]]
            .astype(object)
            .itertuples(index=False, name=None)
        )
    ):
        message = (
            f"{agency} provides {service} under {instrument} with {other}, which does not say who does the "
            f"work; it counts as {agency}'s own: write produces (for {other}), buys (from it) or funds"
        )
        item = f"{service}:{agency}"
        findings.append(Finding("note", "provision", item, "producer-unclear", message))
    nobody = rows[(rows["role"] == "buys") & rows["counterparty_id"].isna()]
    for service, agency in sorted(set(zip(nobody["service"], nobody["agency_id"], strict=True))):
        message = f"{agency} buys {service}, but it is not known from whom; name the counterparty"
        item = f"{service}:{agency}"
        findings.append(Finding("note", "provision", item, "seller-missing", message))
    return findings
