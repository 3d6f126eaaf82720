"""Nodes taken out of a graph one by one, the least important first, with shortcuts in their place.

Contraction hierarchies (Geisberger, Sanders, Schultes, Delling 2008): when a node goes, a shortcut
between two of its neighbours takes its place unless another way is as good. A search for such a
way is cut short after a few nodes; then the shortcut is added though it may not be needed, which
costs a little time and changes no answer.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .costs import MM_BITS, UNREACHED
from .heap import popped, pushed

LOOK_WHEN_RANKING: Final = 8
LOOK_WHEN_CONTRACTING: Final = 60
LOOK_AT_THE_TOP: Final = 500
"""Nodes that one search for another way may settle. Looking far costs time, and not looking far
enough leaves shortcuts that nobody needs: at the top, where nodes have many arcs, those slow down
all that follows (250,000 nodes of a network without main roads: 12.8 s with 40 throughout, 4.5 s
so)."""

TOP: Final = 0.02
"""The share of the nodes that is the top."""

_HEAP: Final = 65_536  # more than 500 settled nodes fill; what does not fit is not looked at

# An arc in a list is its cost, and in one number the node at its other end and the next arc of the
# list: what is read together lies together. What it stands for, in original arcs, lies apart.
Lists = tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]
Work = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_]]

_LOW: Final = 0xFFFFFFFF


@compiled
def linked(first: NDArray[np.int32], arc: NDArray[np.int64], room: int) -> Lists:
    """Arcs as lists that can grow: the first arc of each node, the arcs, and how many they are for.

    Parameters
    ----------
    first, arc
        As in `adjoin.geo.travel.adjacency.Arcs`.
    room
        For how many arcs there is to be space, at least as many as there are.
    """
    nodes = len(first) - 1
    begin = np.full(nodes, -1, np.int32)
    link = np.empty((room, 2), np.int64)
    hops = np.ones(room, np.int32)
    for node in range(nodes):
        for k in range(first[node], first[node + 1]):
            link[k, 0], link[k, 1] = arc[k, 0], (arc[k, 1] << 32) | np.int64(np.uint32(begin[node]))
            begin[node] = k
    return begin, link, hops


@compiled
def _end(link: NDArray[np.int64], k: int) -> int:
    """The node at the other end of an arc."""
    return int(link[k, 1] >> 32)


@compiled
def _next(link: NDArray[np.int64], k: int) -> int:
    """The arc behind another in its list; -1 for none."""
    return int(np.int32(link[k, 1] & _LOW))


@compiled
def _add(
    begin: NDArray[np.int32],
    link: NDArray[np.int64],
    hops: NDArray[np.int32],
    used: int,
    node: int,
    end: int,
    cost: int,
    steps: int,
) -> int:
    """Put an arc into the list of a node, or lower the cost of the one that is there."""
    k = begin[node]
    while k >= 0:
        if _end(link, k) == end:
            if cost < link[k, 0]:
                link[k, 0], hops[k] = cost, steps
            return used
        k = _next(link, k)
    link[used, 0] = cost
    link[used, 1] = (np.int64(end) << 32) | np.int64(np.uint32(begin[node]))
    hops[used] = steps
    begin[node] = used
    return used + 1


@compiled
def _drop(begin: NDArray[np.int32], link: NDArray[np.int64], node: int, end: int) -> None:
    """Take the arc to a node out of a list."""
    k, before = begin[node], -1
    while k >= 0:
        if _end(link, k) == end:
            if before < 0:
                begin[node] = _next(link, k)
            else:
                link[before, 1] = (link[before, 1] & ~_LOW) | (link[k, 1] & _LOW)
            return
        before = k
        k = _next(link, k)


@compiled
def _other_ways(
    begin: NDArray[np.int32],
    link: NDArray[np.int64],
    start: int,
    without: int,
    limit: int,
    look: int,
    open_: int,
    best: NDArray[np.int64],
    touched: NDArray[np.int32],
    wanted: NDArray[np.bool_],
    heap: NDArray[np.int64],
) -> int:
    """Costs of ways from a node that leave another out, until all wanted nodes are settled.

    How many nodes were reached. No more than fit the heap are looked at.
    """
    touched[0] = start
    best[start] = 0
    reached, settled = 1, 0
    size = pushed(heap, 0, start)
    while size > 0:
        ms, node = heap[0] >> 32, heap[0] & _LOW
        size = popped(heap, size)
        here = best[node]
        # by whole milliseconds only: what is equal there is looked at again when it improves
        if ms > here >> MM_BITS:
            continue
        if here > limit:
            break
        if wanted[node]:
            open_ -= 1
            if open_ <= 0:
                break
        settled += 1
        if settled > look:
            break
        k = begin[node]
        while k >= 0:
            to = _end(link, k)
            if to != without:
                then = here + link[k, 0]
                if then <= limit and then < best[to]:
                    if best[to] == UNREACHED:
                        touched[reached] = to
                        reached += 1
                    best[to] = then
                    if size < len(heap):
                        size = pushed(heap, size, ((then >> MM_BITS) << 32) | to)
            k = _next(link, k)
    return reached


@compiled
def _shortcuts(
    node: int,
    out: Lists,
    into: Lists,
    look: int,
    most: int,
    work: Work,
    heap: NDArray[np.int64],
    ends: NDArray[np.int32],
    costs: NDArray[np.int64],
) -> tuple[int, int]:
    """How many shortcuts take a node's place, and how much its going burdens the graph.

    `ends` gets tail, head and hops of each, `costs` their costs, as far as they have room.
    """
    out_begin, out_link, out_hops = out
    into_begin, into_link, into_hops = into
    best, touched, wanted = work
    arcs, hops, heads, head = 0, 0, 0, -1
    farthest = np.int64(0)
    k = out_begin[node]
    while k >= 0:
        arcs += 1
        heads += 1
        hops += out_hops[k]
        farthest = max(farthest, out_link[k, 0])
        head = _end(out_link, k)
        wanted[head] = True
        k = _next(out_link, k)
    found, found_hops = 0, 0
    j = into_begin[node]
    while j >= 0:
        arcs += 1
        hops += into_hops[j]
        tail, before = _end(into_link, j), into_link[j, 0]
        if heads > 1 or (heads == 1 and head != tail):
            limit = min(before + farthest, most)
            reached = _other_ways(
                out_begin, out_link, tail, node, limit, look, heads, best, touched, wanted, heap
            )
            k = out_begin[node]
            while k >= 0:
                to, through = _end(out_link, k), before + out_link[k, 0]
                if to != tail and through <= most and best[to] > through:
                    if found < len(costs):
                        ends[found, 0], ends[found, 1] = tail, to
                        ends[found, 2] = into_hops[j] + out_hops[k]
                        costs[found] = through
                    found_hops += into_hops[j] + out_hops[k]
                    found += 1
                k = _next(out_link, k)
            for i in range(reached):
                best[touched[i]] = UNREACHED
        j = _next(into_link, j)
    k = out_begin[node]
    while k >= 0:
        wanted[_end(out_link, k)] = False
        k = _next(out_link, k)
    # how much more there would be than before, in thousandths, by arcs and by what they stand for
    return found, 1 + (1000 * found) // (arcs + 1) + (1000 * found_hops) // (hops + 1)


@compiled
def _workplace(nodes: int) -> Work:
    """Arrays for searches: best costs, nodes touched, nodes wanted."""
    return np.full(nodes, UNREACHED, np.int64), np.empty(nodes, np.int32), np.zeros(nodes, np.bool_)


@compiled
def burdens(out: Lists, into: Lists, begin: int, end: int, most: int) -> NDArray[np.int64]:
    """How much the graph would grow without each of some nodes, before any is taken out."""
    work = _workplace(len(out[0]))
    heap = np.empty(_HEAP, np.int64)
    ends, costs = np.empty((0, 3), np.int32), np.empty(0, np.int64)
    burden = np.empty(end - begin, np.int64)
    for node in range(begin, end):
        _, burden[node - begin] = _shortcuts(
            node, out, into, LOOK_WHEN_RANKING, most, work, heap, ends, costs
        )
    return burden


@compiled
def contract(
    out: Lists,
    into: Lists,
    used_out: int,
    used_into: int,
    burden: NDArray[np.int64],
    most: int,
) -> tuple[
    NDArray[np.int32],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
]:
    """Take out all nodes, the one that is least needed first.

    Parameters
    ----------
    out, into
        From `linked`, the arcs as they run and reversed; they are changed.
    used_out, used_into
        How many arcs each holds.
    burden
        Shape (n,), from `burdens`.
    most
        Shortcuts that cost more are not made: nobody travels that far.

    Returns
    -------
    rank
        Shape (n,), the place of each node in the order in which they went.
    up, up_arc
        Shape (n + 1,) by rank and (u, 2), cost and node: arcs to nodes that went later.
    down, down_arc
        The same of arcs from nodes that went later.
    """
    out_begin, out_link, out_hops = out
    into_begin, into_link, into_hops = into
    nodes = len(out_begin)
    work = _workplace(nodes)
    heap = np.empty(_HEAP, np.int64)
    ends, costs = np.empty((1024, 3), np.int32), np.empty(1024, np.int64)
    level = np.zeros(nodes, np.int64)
    priority = burden.copy()
    queue = np.empty(nodes + 1, np.int64)
    waiting = 0
    for node in range(nodes):
        waiting = pushed(queue, waiting, (priority[node] << 32) | np.int64(node))
    rank = np.full(nodes, -1, np.int32)
    gone = 0
    up, down = np.zeros(nodes + 1, np.int64), np.zeros(nodes + 1, np.int64)
    up_arc = np.empty((2 * used_out + 1024, 2), np.int64)
    down_arc = np.empty((2 * used_into + 1024, 2), np.int64)
    while waiting > 0:
        look = LOOK_WHEN_CONTRACTING if gone < (1 - TOP) * nodes else LOOK_AT_THE_TOP
        node = queue[0] & _LOW
        waiting = popped(queue, waiting)
        found, now = _shortcuts(
            node,
            (out_begin, out_link, out_hops),
            (into_begin, into_link, into_hops),
            look, most, work, heap, ends, costs,
        )  # fmt: skip
        now += 1000 * level[node]
        # its surroundings may have changed since it was ranked: then it waits for its new turn
        if waiting > 0 and now > queue[0] >> 32 and now > priority[node]:
            priority[node] = now
            waiting = pushed(queue, waiting, (now << 32) | node)
            continue
        if found > len(costs):  # the same once more, with room for all of them
            ends, costs = np.empty((2 * found, 3), np.int32), np.empty(2 * found, np.int64)
            found, now = _shortcuts(
                node,
                (out_begin, out_link, out_hops),
                (into_begin, into_link, into_hops),
                look, most, work, heap, ends, costs,
            )  # fmt: skip
        rank[node] = gone
        used_up, used_down = up[gone], down[gone]
        k = out_begin[node]
        while k >= 0:
            if used_up == len(up_arc):
                up_arc = _more_arcs(up_arc)
            to = _end(out_link, k)
            up_arc[used_up, 0], up_arc[used_up, 1] = out_link[k, 0], to
            used_up += 1
            _drop(into_begin, into_link, to, node)
            level[to] = max(level[to], level[node] + 1)
            k = _next(out_link, k)
        k = into_begin[node]
        while k >= 0:
            if used_down == len(down_arc):
                down_arc = _more_arcs(down_arc)
            to = _end(into_link, k)
            down_arc[used_down, 0], down_arc[used_down, 1] = into_link[k, 0], to
            used_down += 1
            _drop(out_begin, out_link, to, node)
            level[to] = max(level[to], level[node] + 1)
            k = _next(into_link, k)
        gone += 1
        up[gone], down[gone] = used_up, used_down
        if used_out + found > len(out_link):
            out_link, out_hops = _more_room(out_link, out_hops)
        if used_into + found > len(into_link):
            into_link, into_hops = _more_room(into_link, into_hops)
        for i in range(found):
            tail, head, steps = ends[i, 0], ends[i, 1], ends[i, 2]
            used_out = _add(out_begin, out_link, out_hops, used_out, tail, head, costs[i], steps)
            used_into = _add(
                into_begin, into_link, into_hops, used_into, head, tail, costs[i], steps
            )
    return rank, up, up_arc[: up[gone]], down, down_arc[: down[gone]]


@compiled
def _more_room(
    link: NDArray[np.int64], hops: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The same lists with room for twice as many arcs."""
    more_hops = np.empty(2 * len(hops) + 1024, np.int32)
    more_hops[: len(hops)] = hops
    more_link = np.empty((2 * len(link) + 1024, 2), np.int64)
    more_link[: len(link)] = link
    return more_link, more_hops


@compiled
def _more_arcs(arc: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same arcs with room for twice as many."""
    more = np.empty((2 * len(arc), 2), np.int64)
    more[: len(arc)] = arc
    return more
