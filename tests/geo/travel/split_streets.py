"""The answer that travel times are compared with: networkx on edges split at the points."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx

_MM = 10**15  # time above, length below; Python's whole numbers have no end


def split_graph(network, snapped, access_kmh=30):
    """The network with a node wherever a point lies on an arc, and way in and out for each point.

    Whole arcs stay as they are; a split arc is a chain whose k-th node is rint(arc * fraction) from
    its start. A point is two nodes, ("from", p) with arcs that only leave and ("to", p) with arcs
    that only arrive, so that nothing travels through it.
    """
    graph = nx.MultiDiGraph()
    on_arc = {}
    for point, arc, fraction in zip(
        snapped.point.tolist(), snapped.arc.tolist(), snapped.fraction.tolist(), strict=True
    ):
        on_arc.setdefault(arc, {}).setdefault(fraction, []).append(point)
    rows = zip(
        network.arc_from.tolist(), network.arc_to.tolist(), network.arc_ms.tolist(),
        network.arc_mm.tolist(), strict=True,
    )  # fmt: skip
    for arc, (tail, head, ms, mm) in enumerate(rows):
        before = (("node", tail), 0, 0)
        for fraction, points in sorted(on_arc.get(arc, {}).items()):
            here = ("on", arc, fraction)
            at_ms, at_mm = _rint(ms * fraction), _rint(mm * fraction)
            graph.add_edge(before[0], here, w=(at_ms - before[1]) * _MM + at_mm - before[2])
            for point in points:
                leg = _rint(snapped.snap_m[point] * 3.6 / access_kmh * 1000) * _MM
                leg += _rint(snapped.snap_m[point] * 1000)
                graph.add_edge(("from", point), here, w=leg)
                graph.add_edge(here, ("to", point), w=leg)
            before = (here, at_ms, at_mm)
        graph.add_edge(before[0], ("node", head), w=(ms - before[1]) * _MM + mm - before[2])
    return graph


def split_times(graph, point):
    """(ms, mm) from a point to every other it reaches."""
    if ("from", point) not in graph:
        return {}
    cost = nx.single_source_dijkstra_path_length(graph, ("from", point), weight="w")
    return {
        node[1]: divmod(w, _MM) for node, w in cost.items() if node[0] == "to" and node[1] != point
    }


def _rint(value):
    """Round half to even."""
    return round(Fraction(value))
