"""Homes that at least K agencies reach, and the nearest facilities, beside one search per point.

python benchmarks/network_reach.py [--nodes 50000] [--points 10000] [--minutes 30] [--agencies 3]

A home counts for a service when points of at least K agencies are within so many minutes of it; the
answer is a set of services and homes, compared in full, or for some services where it says so.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from adjoin.geo.pairs import Pairs
from adjoin.geo.streets.snapping import Snapped
from adjoin.geo.travel.nearest import nearest_owners, nearest_pairs
from adjoin.geo.travel.pairs import pairs_within
from adjoin.geo.travel.roads import Roads
from network_peers import _networkx, _scipy
from numpy.typing import NDArray
from splitgraph import SplitGraph, split_graph
from streetnets import Case, service_points, synthetic_case
from timing import best_of

Array = NDArray[Any]
FEW_SERVICES = 2
"""How many services one search per point is made for, and multiplied."""
FEW_POINTS = {"scipy": 200, "networkx": 10}
NEAREST = 3


def joined(one: Snapped, other: Snapped) -> Snapped:
    """Both, the points of the second numbered after those of the first."""
    both = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in vars(one)}
    point = np.concatenate([one.point, other.point + len(one.snapped)])
    return replace(one, **(both | {"point": point}))


def by_labels(roads: Roads, case: Case, homes: Snapped, agencies: int, limit_ms: int) -> Array:
    """Services and homes, by one search for each service."""
    answers = [
        np.flatnonzero(found.owner[:, -1] >= 0) + found.group * len(homes.snapped)
        for found in nearest_owners(
            roads, case.snapped, homes, group=case.service, owner=case.agency, k=agencies,
            limit_ms=limit_ms, engine="labels",
        )
    ]  # fmt: skip
    return np.concatenate(answers)


def by_points(
    roads: Roads, case: Case, homes: Snapped, agencies: int, limit_ms: int, services: Array
) -> Array:
    """The same for some services, by our own bounded search from each point, and NumPy."""
    points, answers = len(case.service), []
    both = joined(case.snapped, homes)
    owner = np.concatenate([case.agency, np.full(len(homes.snapped), case.agency.max() + 1)])
    for service in services.tolist():
        sources = np.flatnonzero(case.service == service)
        # all homes stand in the service of the points, and nothing is asked from them
        group = np.concatenate([case.service != service, np.zeros(len(homes.snapped), bool)])
        pairs = pairs_within(
            roads, both, group=group.astype(int), owner=owner, limit_ms=limit_ms,
            sources=sources, engine="buckets",
        )  # fmt: skip
        to_home = pairs.j >= points
        answers.append(
            reached_by(owner[pairs.i[to_home]], pairs.j[to_home] - points, agencies)
            + service * len(homes.snapped)
        )
    return np.concatenate(answers)


def reached_by(agency: Array, home: Array, agencies: int) -> Array:
    """The homes that stand with at least so many different agencies."""
    pair = np.unique(home * 10_000 + agency)
    homes, count = np.unique(pair // 10_000, return_counts=True)
    return homes[count >= agencies]


def searched_by(name: str, graph: SplitGraph, case: Case, limit_ms: int) -> Callable[[], Any]:
    """A search from each of a few points by another library, without what follows from it."""
    few = np.random.default_rng(5).choice(len(case.service), FEW_POINTS[name], replace=False)
    starts = graph.leave[few].tolist()
    if name == "scipy":
        from scipy.sparse.csgraph import dijkstra

        matrix = _scipy(graph)
        return lambda: dijkstra(matrix, indices=starts, limit=float(limit_ms))
    import networkx as nx

    made = _networkx(graph)
    return lambda: [
        nx.single_source_dijkstra_path_length(made, start, cutoff=limit_ms) for start in starts
    ]


def reach_table(case: Case, homes: Snapped, agencies: int, minutes: float) -> list[str]:
    """Seconds of each way to the homes that enough agencies reach."""
    limit_ms, points = int(minutes * 60_000), len(case.service)
    roads = Roads(case.network)
    by_labels(roads, case, homes, agencies, 1000)
    (ours, _), found = best_of(lambda: by_labels(roads, case, homes, agencies, limit_ms))
    services = np.unique(case.service)[:FEW_SERVICES]
    by_points(roads, case, homes, agencies, 1000, services)
    (took, _), checked = best_of(
        lambda: by_points(roads, case, homes, agencies, limit_ms, services), most=1
    )
    took *= len(np.unique(case.service)) / len(services)
    among = found[np.isin(found // len(homes.snapped), services)]
    exact = "yes" if np.array_equal(np.sort(among), np.sort(checked)) else "no"
    rows = [
        f"| homes that {agencies} agencies reach | s | beside ours | the same |",
        "|---|---:|---:|---|",
        f"| adjoin, one search per service | {ours:.2f} | 1.0x | {len(found):,} homes |",
        f"| adjoin, one search per point (~, {len(services)} services) | {took:.2f} "
        f"| {took / ours:.1f}x | {exact} |",
    ]
    graph = split_graph(case.network, joined(case.snapped, homes))
    for name, size in FEW_POINTS.items():
        (seconds, _), _ = best_of(searched_by(name, graph, case, limit_ms), most=1)
        seconds *= points / size
        rows.append(
            f"| {name}, searches alone (~, {size} of {points:,}) | {seconds:.1f} "
            f"| {seconds / ours:.1f}x | |"
        )
    return rows


def nearest_table(case: Case, minutes: float) -> list[str]:
    """Seconds to the nearest facilities of the service from each point, beside pandana."""
    limit_ms = int(minutes * 60_000)
    roads = Roads(case.network)
    # every point has an owner of its own: pandana can leave none out
    own = np.arange(len(case.service))

    def asked(limit: int) -> Any:
        return nearest_pairs(
            roads, case.snapped, group=case.service, owner=own, k=NEAREST, limit_ms=limit,
            engine="hierarchy",
        )  # fmt: skip

    (prepare, _), _ = best_of(lambda: asked(1000), most=1)
    (ours, _), found = best_of(lambda: asked(limit_ms))
    rows = [
        f"| nearest {NEAREST} of the service | prepare s | s | beside ours | |",
        "|---|---:|---:|---:|---|",
        f"| adjoin | {prepare:.2f} | {ours:.2f} | 1.0x | {len(found.i):,} answers |",
    ]
    if find_spec("pandana") is None:
        return rows
    graph = split_graph(case.network, case.snapped)
    with silenced():
        prepare, query, differ = _pandana_nearest(graph, case, limit_ms, found)
    rows.append(
        f"| pandana nearest_pois | {prepare:.2f} | {query:.2f} | {query / ours:.1f}x | {differ} |"
    )
    return rows


@contextmanager
def silenced() -> Iterator[None]:
    """Nothing on the standard output: compiled code writes its progress among our tables."""
    sys.stdout.flush()
    kept = os.dup(1)
    with Path(os.devnull).open("w", encoding="ascii") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)


def _pandana_nearest(
    graph: SplitGraph, case: Case, limit_ms: int, ours: Pairs
) -> tuple[float, float, str]:
    """Its preparation and query, and how far its sum of times is from ours."""
    import pandana
    import pandas as pd

    # several nodes may share a place, and facilities go to the nearest node: each has one of its own
    x = np.arange(len(graph.node_xy), dtype=float)
    y = np.zeros(len(x))
    start = time.perf_counter()
    network = pandana.Network(
        pd.Series(x), pd.Series(y), pd.Series(graph.tail), pd.Series(graph.head),
        pd.DataFrame({"s": (graph.ms + 0.25) / 1000}), twoway=False,
    )  # fmt: skip
    prepared = time.perf_counter()
    times = np.full((len(case.service), NEAREST + 1), np.nan)
    for service in np.unique(case.service).tolist():
        here = np.flatnonzero(case.service == service)
        places = (pd.Series(axis[graph.enter[here]]) for axis in (x, y))
        network.set_pois(str(service), limit_ms / 1000, NEAREST + 1, *places)
        near = network.nearest_pois(limit_ms / 1000, str(service), NEAREST + 1, max_distance=-1)
        times[here] = near.to_numpy()[graph.leave[here]]
    took = time.perf_counter() - prepared
    # the point itself is among them, at 0; what it does not find is -1
    theirs_ms = np.where(times < 0, 0, times).sum() * 1000
    difference = f"{int((times >= 0).sum() - len(times)):,} answers, sum of times"
    return prepared - start, took, f"{difference} {theirs_ms / ours.ms.sum() - 1:+.3%}"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--nodes", type=int, nargs="*", default=[50_000, 250_000])
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--agencies", type=int, default=3)
    parser.add_argument("--homes", type=int, default=10_000)
    given = parser.parse_args()
    for nodes in given.nodes:
        case = synthetic_case(nodes, given.points)
        homes, _, _ = service_points(case.network, given.homes, seed=13)
        print(
            f"### {nodes:,} nodes, {given.points:,} points, {given.homes:,} homes, "
            f"{given.minutes:g} minutes\n",
        )
        rows = reach_table(case, homes, given.agencies, given.minutes)
        rows += ["", *nearest_table(case, given.minutes), ""]
        print("\n".join(rows), file=sys.stdout, flush=True)


if __name__ == "__main__":
    main()
