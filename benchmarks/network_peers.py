"""Many-to-many travel times by other libraries, each as its documentation would have it.

A peer prepares what it needs from a graph in which the points are nodes, and then answers for some
sources: the pairs within the limit, whole milliseconds. Those that cannot stop at a limit compute
all of a service and drop what is beyond.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from splitgraph import SplitGraph

Array = NDArray[Any]
THREADS = 2


class Question(NamedTuple):
    """Which pairs are asked for: from the sources to all of the same service and other agencies."""

    graph: SplitGraph
    service: NDArray[np.int64]
    agency: NDArray[np.int64]
    limit_ms: int
    sources: NDArray[np.int64]


class Found(NamedTuple):
    """Ordered pairs, in any order."""

    i: NDArray[np.int64]
    j: NDArray[np.int64]
    ms: NDArray[np.float64]


class Peer(NamedTuple):
    """How a library is asked, of how many sources, and what is to be said about it."""

    prepare: Callable[[SplitGraph], Any]
    answer: Callable[[Any, Question], Found]
    sample: int | None
    note: str


def by_service(question: Question, size: int) -> Iterator[tuple[Array, Array]]:
    """Sources of one service, at most so many, and all points of that service."""
    graph = question.graph
    usable = graph.leave >= 0
    for code in np.unique(question.service[question.sources]):
        members = np.flatnonzero((question.service == code) & usable)
        sources = question.sources[question.service[question.sources] == code]
        sources = sources[usable[sources]]
        for k in range(0, len(sources), size):
            yield sources[k : k + size], members


def kept(question: Question, blocks: list[tuple[Array, Array, Array]]) -> Found:
    """The pairs of matrices (sources, members, ms) that are within the limit, by other agencies."""
    i, j, ms = [], [], []
    for sources, members, times in blocks:
        times = np.asarray(times, dtype=np.float64)
        other = question.agency[sources][:, None] != question.agency[members][None, :]
        # half a millisecond, for libraries that count in fractions
        row, column = np.nonzero(other & (times <= question.limit_ms + 0.5))
        i.append(sources[row])
        j.append(members[column])
        ms.append(times[row, column])
    return Found(*(np.concatenate([np.zeros(0), *part]) for part in (i, j, ms)))


def _pandana(graph: SplitGraph) -> Any:
    import pandana
    import pandas as pd

    # It counts in whole thousandths of the unit, cut off, up to 2**32: with seconds for the unit and
    # a quarter of a millisecond on top nothing is lost, except that it takes 0 for 1.
    seconds = pd.DataFrame({"s": (graph.ms + 0.25) / 1000})
    x, y = graph.node_xy.T
    return pandana.Network(
        pd.Series(x), pd.Series(y), pd.Series(graph.tail), pd.Series(graph.head), seconds,
        twoway=False,
    )  # fmt: skip


def _pandana_answer(network: Any, question: Question) -> Found:
    i, j = [], []
    for sources, members in by_service(question, 10**9):
        other = question.agency[sources][:, None] != question.agency[members][None, :]
        row, column = np.nonzero(other)
        i.append(sources[row])
        j.append(members[column])
    i, j = np.concatenate(i), np.concatenate(j)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it lists all pairs without a way
        lengths = network.shortest_path_lengths(question.graph.leave[i], question.graph.enter[j])
    ms = np.asarray(lengths, dtype=np.float64) * 1000
    near = ms <= question.limit_ms + 0.5
    return Found(i[near], j[near], ms[near])


def _scipy(graph: SplitGraph) -> Any:
    from scipy.sparse import csr_array

    size = len(graph.node_xy)
    first = np.concatenate([[0], np.cumsum(np.bincount(graph.tail, minlength=size))])
    return csr_array(
        (graph.ms.astype(float), graph.head.astype(np.int32), first.astype(np.int32)),
        shape=(size, size),
    )


def _scipy_answer(matrix: Any, question: Question) -> Found:
    from scipy.sparse.csgraph import dijkstra

    blocks = []
    for sources, members in by_service(question, 32):
        leave, enter = question.graph.leave[sources], question.graph.enter[members]
        times = dijkstra(matrix, indices=leave, limit=float(question.limit_ms))
        blocks.append((sources, members, times[:, enter]))
    return kept(question, blocks)


def _networkx(graph: SplitGraph) -> Any:
    import networkx as nx

    made = nx.DiGraph()
    made.add_nodes_from(range(len(graph.node_xy)))
    arcs = zip(graph.tail.tolist(), graph.head.tolist(), graph.ms.tolist(), strict=True)
    made.add_weighted_edges_from(arcs)
    return made


def _networkx_answer(made: Any, question: Question) -> Found:
    import networkx as nx

    blocks = []
    for sources, members in by_service(question, 1):
        start = int(question.graph.leave[sources[0]])
        reached = nx.single_source_dijkstra_path_length(made, start, cutoff=question.limit_ms)
        times = [reached.get(node, np.inf) for node in question.graph.enter[members].tolist()]
        blocks.append((sources, members, np.array([times])))
    return kept(question, blocks)


def _igraph(graph: SplitGraph) -> Any:
    import igraph

    made = igraph.Graph(
        n=len(graph.node_xy), edges=np.column_stack([graph.tail, graph.head]), directed=True
    )
    made.es["ms"] = graph.ms
    return made


def _igraph_answer(made: Any, question: Question) -> Found:
    blocks = []
    for sources, members in by_service(question, 1000):
        leave, enter = question.graph.leave[sources], question.graph.enter[members]
        times = made.distances(leave.tolist(), enter.tolist(), weights="ms", mode="out")
        blocks.append((sources, members, np.array(times)))
    return kept(question, blocks)


def _rustworkx(graph: SplitGraph) -> Any:
    import rustworkx as rx

    made = rx.PyDiGraph(multigraph=False)
    made.add_nodes_from(range(len(graph.node_xy)))
    arcs = zip(graph.tail.tolist(), graph.head.tolist(), graph.ms.tolist(), strict=True)
    made.add_edges_from(list(arcs))
    return made


def _rustworkx_answer(made: Any, question: Question) -> Found:
    import rustworkx as rx

    blocks = []
    for sources, members in by_service(question, 1):
        start = int(question.graph.leave[sources[0]])
        reached = dict(rx.dijkstra_shortest_path_lengths(made, start, edge_cost_fn=float))
        reached[start] = 0.0  # it leaves the start out
        times = [reached.get(node, np.inf) for node in question.graph.enter[members].tolist()]
        blocks.append((sources, members, np.array([times])))
    return kept(question, blocks)


def _networkit(graph: SplitGraph) -> Any:
    import networkit as nk

    nk.setNumberOfThreads(THREADS)
    arcs = graph.ms.astype(float), (graph.tail.astype(np.uint64), graph.head.astype(np.uint64))
    return nk.GraphFromCoo(arcs, n=len(graph.node_xy), weighted=True, directed=True)


def _networkit_answer(made: Any, question: Question) -> Found:
    import networkit as nk

    blocks = []
    for sources, members in by_service(question, 1000):
        leave, enter = question.graph.leave[sources], question.graph.enter[members]
        # it answers for each node once
        start, row = np.unique(leave, return_inverse=True)
        end, column = np.unique(enter, return_inverse=True)
        search = nk.distance.SPSP(made, start.tolist())
        search.setTargets(end.tolist())
        search.run()
        times = np.array(search.getDistances())
        times = times[:, end] if times.shape[1] == len(question.graph.node_xy) else times
        blocks.append((sources, members, times[row][:, column]))
    return kept(question, blocks)


def _unsigned(graph: SplitGraph) -> tuple[Array, Array, Array]:
    return tuple(x.astype(np.uint32) for x in (graph.tail, graph.head, graph.ms))  # type: ignore[return-value]


def _degrees(graph: SplitGraph) -> tuple[Array, Array]:
    """Something like latitudes and longitudes; only an order is made from them."""
    x, y = (graph.node_xy - graph.node_xy.mean(axis=0)).T / 111_000
    return y.astype(np.float32), x.astype(np.float32)


def _ch_router(graph: SplitGraph) -> Any:
    from ch_router import ContractionHierarchy

    return ContractionHierarchy.build(len(graph.node_xy), *_unsigned(graph))


def _ch_router_answer(hierarchy: Any, question: Question) -> Found:
    from ch_router import CHQuery

    query, blocks = CHQuery(hierarchy), []
    for sources, members in by_service(question, 1):
        start = int(question.graph.leave[sources[0]])
        times = [
            query.reset().add_source(start).add_target(end).run().get_distance()
            for end in question.graph.enter[members].tolist()
        ]
        blocks.append((sources, members, np.array([times])))
    return kept(question, blocks)


def _routingkit_cch(graph: SplitGraph) -> Any:
    from routingkit_cch import CCH, CCHMetric, compute_order_inertial

    tail, head, ms = (x.tolist() for x in _unsigned(graph))
    places = (x.tolist() for x in _degrees(graph))
    order = compute_order_inertial(len(graph.node_xy), tail, head, *places)
    return CCHMetric(CCH(order, tail, head, False), ms)


def _routingkit_cch_answer(metric: Any, question: Question) -> Found:
    from routingkit_cch import CCHOneToMany

    def one(task: tuple[Array, Array]) -> tuple[Array, Array, Array]:
        sources, members = task
        search = CCHOneToMany(metric, question.graph.enter[members].tolist())
        leave = question.graph.leave[sources].tolist()
        times = np.array([search.distances_from(start) for start in leave], dtype=np.float64)
        return sources, members, np.where(np.isnan(times), np.inf, times)

    with ThreadPoolExecutor(THREADS) as pool:
        return kept(question, list(pool.map(one, by_service(question, 10**9))))


def _pyroutingkit(graph: SplitGraph) -> Any:
    from pyroutingkit import CCHMetric, CCHTopology

    tail, head, ms = _unsigned(graph)
    topology = CCHTopology()
    topology.build(tail, head, *_degrees(graph), len(graph.node_xy))
    metric = CCHMetric(topology)
    metric.customize(ms, THREADS)
    return metric


def _pyroutingkit_answer(metric: Any, question: Question) -> Found:
    blocks = []
    for sources, members in by_service(question, 10**9):
        leave, enter = question.graph.leave[sources], question.graph.enter[members]
        # one thread: two that ask the same metric end the process
        times = metric.distances_many_to_many(leave.astype(np.uint32), enter.astype(np.uint32))
        blocks.append((sources, members, times))
    return kept(question, blocks)


PEERS = {
    "pandana": Peer(_pandana, _pandana_answer, None, "contraction hierarchy; counts in whole ms"),
    "routingkit_cch": Peer(_routingkit_cch, _routingkit_cch_answer, None, "one-to-many"),
    "pyroutingkit": Peer(_pyroutingkit, _pyroutingkit_answer, None, "many-to-many"),
    "ch_router": Peer(_ch_router, _ch_router_answer, 100, "pair by pair, no many-to-many"),
    "scipy": Peer(_scipy, _scipy_answer, 500, "dijkstra(limit)"),
    "networkit": Peer(_networkit, _networkit_answer, 100, "SPSP; no limit"),
    "igraph": Peer(_igraph, _igraph_answer, 100, "no limit"),
    "rustworkx": Peer(_rustworkx, _rustworkx_answer, 20, "no limit"),
    "networkx": Peer(_networkx, _networkx_answer, 50, "cutoff"),
}
