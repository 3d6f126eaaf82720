"""Travel minutes between facilities beside networkx, on a seeded grid of streets.

python benchmarks/travel.py [SIDE]
"""

from __future__ import annotations

import sys
import time

import networkx as nx
import numpy as np
from adjoin.geo.streets.edgetable import network_from_edges
from adjoin.geo.streets.network import Network
from adjoin.geo.streets.snapping import Snapped, snap
from adjoin.geo.travel.pairs import pairs_within

SPACING_M = 200.0
FACILITIES = 200
MINUTES = 10


def grid_network(side: int, *, seed: int = 7) -> Network:
    """SIDE x SIDE crossings with streets both ways, 30 to 70 km/h."""
    random = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    east = np.column_stack([number[:-1].ravel(), number[1:].ravel()])
    north = np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()])
    streets = np.vstack([east, north])
    arcs = np.vstack([streets, streets[:, ::-1]])
    xy = np.stack(np.meshgrid(*[np.arange(side) * SPACING_M] * 2, indexing="ij"), axis=2).reshape(
        -1, 2
    )
    speed = np.tile(random.uniform(30, 70, len(streets)), 2)
    network, _ = network_from_edges(
        arcs[:, 0].astype(str),
        arcs[:, 1].astype(str),
        np.full(len(arcs), SPACING_M),
        node_id=number.ravel().astype(str),
        node_xy=xy,
        speed_kmh=speed,
    )
    return network


def by_networkx(network: Network, snapped: Snapped, limit_ms: int) -> int:
    """Ordered pairs within the limit, from the same snapped points, one search a facility."""
    graph = nx.DiGraph()
    for tail, head, ms in zip(network.arc_from, network.arc_to, network.arc_ms, strict=True):
        graph.add_edge(int(tail), int(head), weight=int(ms))
    for point, arc, in_ms, out_ms in zip(
        snapped.point, snapped.arc, snapped.in_ms, snapped.out_ms, strict=True
    ):
        access = int(snapped.access_ms[point])
        graph.add_edge(("from", int(point)), int(network.arc_to[arc]), weight=int(out_ms) + access)
        graph.add_edge(int(network.arc_from[arc]), ("to", int(point)), weight=int(in_ms) + access)
    found = 0
    for point in range(len(snapped.snapped)):
        reached = nx.single_source_dijkstra_path_length(graph, ("from", point), cutoff=limit_ms)
        found += sum(
            1
            for node in reached
            if isinstance(node, tuple) and node[0] == "to" and node[1] != point
        )
    return found


def main() -> None:
    """Print one line for each engine."""
    side = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    network = grid_network(side)
    random = np.random.default_rng(11)
    snapped = snap(network, random.uniform(0, (side - 1) * SPACING_M, (FACILITIES, 2)))
    limit_ms = MINUTES * 60_000
    start = time.perf_counter()
    owner = np.arange(FACILITIES)
    pairs = pairs_within(network, snapped, group=owner * 0, owner=owner, limit_ms=limit_ms)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    count = by_networkx(network, snapped, limit_ms)
    theirs = time.perf_counter() - start
    print(
        f"{side * side} crossings, {len(network.arc_ms)} arcs, {FACILITIES} facilities, {MINUTES} minutes"
    )
    print(f"adjoin pairs_within {ours:8.3f} s   1.0x   {len(pairs.i)} ordered pairs")
    print(
        f"networkx            {theirs:8.3f} s {theirs / ours:5.1f}x   {count} (without the ways along one street)"
    )


if __name__ == "__main__":
    main()
