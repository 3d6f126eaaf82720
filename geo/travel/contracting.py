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
from .heap import popped, pushed, with_room

LOOK_WHEN_RANKING: Final = 8
LOOK_WHEN_CONTRACTING: Final = 40
"""Nodes that one search for another way may settle (measured: 5 and 15 take six times as long)."""

# columns of `link`: the node at the other end, the next arc of the list, original arcs within
_END, _NEXT, _HOPS = 0, 1, 2


@compiled
def linked(
    first: NDArray[np.int32], arc: NDArray[np.int64], room: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """Arcs as lists that can grow: the first of each node, their links, and their costs."""
    nodes = len(first) - 1
    begin = np.full(nodes, -1, np.int32)
    link = np.empty((room, 3), np.int32)
    cost = np.empty(room, np.int64)
    for node in range(nodes):
        for k in range(first[node], first[node + 1]):
            cost[k] = arc[k, 0]
            link[k, _END], link[k, _NEXT], link[k, _HOPS] = arc[k, 1], begin[node], 1
            begin[node] = k
    return begin, link, cost


@compiled
def _add(
    begin: NDArray[np.int32],
    link: NDArray[np.int32],
    cost: NDArray[np.int64],
    used: int,
    node: int,
    end: int,
    new_cost: int,
    hops: int,
) -> int:
    """Put an arc into the list of a node, or lower the cost of the one that is there."""
    k = begin[node]
    while k >= 0:
        if link[k, _END] == end:
            if new_cost < cost[k]:
                cost[k] = new_cost
                link[k, _HOPS] = hops
            return used
        k = link[k, _NEXT]
    cost[used] = new_cost
    link[used, _END], link[used, _NEXT], link[used, _HOPS] = end, begin[node], hops
    begin[node] = used
    return used + 1


@compiled
def _drop(begin: NDArray[np.int32], link: NDArray[np.int32], node: int, end: int) -> None:
    """Take the arc to a node out of a list."""
    k, before = begin[node], -1
    while k >= 0:
        if link[k, _END] == end:
            if before < 0:
                begin[node] = link[k, _NEXT]
            else:
                link[before, _NEXT] = link[k, _NEXT]
            return
        before = k
        k = link[k, _NEXT]


@compiled
def _other_ways(
    begin: NDArray[np.int32],
    link: NDArray[np.int32],
    cost: NDArray[np.int64],
    start: int,
    without: int,
    limit: int,
    look: int,
    wanted: NDArray[np.bool_],
    open_: int,
    best: NDArray[np.int64],
    touched: NDArray[np.int32],
    heap: NDArray[np.int64],
) -> tuple[int, NDArray[np.int64]]:
    """Costs of ways from a node that leave another out, until all wanted nodes are settled."""
    touched[0] = start
    best[start] = 0
    reached, settled = 1, 0
    size = pushed(heap, 0, np.int64(start))
    while size > 0:
        ms, node = heap[0] >> 32, heap[0] & 0xFFFFFFFF
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
            to = link[k, _END]
            if to != without:
                then = here + cost[k]
                if then <= limit and then < best[to]:
                    if best[to] == UNREACHED:
                        touched[reached] = to
                        reached += 1
                    best[to] = then
                    if size == len(heap):
                        heap = with_room(heap)
                    size = pushed(heap, size, ((then >> MM_BITS) << 32) | np.int64(to))
            k = link[k, _NEXT]
    return reached, heap


@compiled
def _shortcuts(
    node: int,
    out: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]],
    into: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]],
    look: int,
    most: int,
    best: NDArray[np.int64],
    touched: NDArray[np.int32],
    wanted: NDArray[np.bool_],
    heap: NDArray[np.int64],
    ends: NDArray[np.int32],
    costs: NDArray[np.int64],
) -> tuple[int, int, NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Shortcuts that take a node's place, how much its going simplifies, and the arrays used.

    `ends` gets tail, head and hops of each, `costs` their costs; both grow where they must.
    """
    out_begin, out_link, out_cost = out
    into_begin, into_link, into_cost = into
    arcs, hops, farthest, heads = 0, 0, 0, 0
    k = out_begin[node]
    while k >= 0:
        arcs += 1
        heads += 1
        hops += out_link[k, _HOPS]
        farthest = max(farthest, out_cost[k])
        wanted[out_link[k, _END]] = True
        k = out_link[k, _NEXT]
    found, found_hops = 0, 0
    j = into_begin[node]
    while j >= 0:
        arcs += 1
        hops += into_link[j, _HOPS]
        tail, before = into_link[j, _END], into_cost[j]
        if heads > 0:
            limit = min(before + farthest, most)
            reached, heap = _other_ways(
                out_begin, out_link, out_cost, tail, node, limit, look, wanted, heads,
                best, touched, heap,
            )  # fmt: skip
            k = out_begin[node]
            while k >= 0:
                head, through = out_link[k, _END], before + out_cost[k]
                if head != tail and through <= most and best[head] > through:
                    if found == len(costs):
                        ends, costs = _more_shortcuts(ends, costs)
                    ends[found, 0], ends[found, 1] = tail, head
                    ends[found, 2] = into_link[j, _HOPS] + out_link[k, _HOPS]
                    found_hops += ends[found, 2]
                    costs[found] = through
                    found += 1
                k = out_link[k, _NEXT]
            for i in range(reached):
                best[touched[i]] = UNREACHED
        j = into_link[j, _NEXT]
    k = out_begin[node]
    while k >= 0:
        wanted[out_link[k, _END]] = False
        k = out_link[k, _NEXT]
    # how much more there would be than before, in thousandths, by arcs and by what they stand for
    burden = 1 + (1000 * found) // (arcs + 1) + (1000 * found_hops) // (hops + 1)
    return found, burden, heap, ends, costs


@compiled
def _more_shortcuts(
    ends: NDArray[np.int32], costs: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The same shortcuts with room for twice as many."""
    more_ends = np.empty((2 * len(ends), 3), np.int32)
    more_costs = np.empty(2 * len(costs), np.int64)
    more_ends[: len(ends)] = ends
    more_costs[: len(costs)] = costs
    return more_ends, more_costs


@compiled
def burdens(
    out: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]],
    into: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]],
    begin: int,
    end: int,
    most: int,
) -> NDArray[np.int64]:
    """How much the graph would grow without each of some nodes, before any is taken out."""
    nodes = len(out[0])
    best = np.full(nodes, UNREACHED, np.int64)
    touched = np.empty(nodes, np.int32)
    wanted = np.zeros(nodes, np.bool_)
    heap = np.empty(1024, np.int64)
    ends, costs = np.empty((1024, 3), np.int32), np.empty(1024, np.int64)
    burden = np.empty(end - begin, np.int64)
    for node in range(begin, end):
        _, burden[node - begin], heap, ends, costs = _shortcuts(
            node, out, into, LOOK_WHEN_RANKING, most, best, touched, wanted, heap, ends, costs
        )
    return burden


@compiled
def contract(
    out: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]],
    into: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]],
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
    out_begin, out_link, out_cost = out
    into_begin, into_link, into_cost = into
    nodes = len(out_begin)
    best = np.full(nodes, UNREACHED, np.int64)
    touched = np.empty(nodes, np.int32)
    wanted = np.zeros(nodes, np.bool_)
    heap = np.empty(1024, np.int64)
    ends, costs = np.empty((1024, 3), np.int32), np.empty(1024, np.int64)
    level = np.zeros(nodes, np.int64)
    priority = burden.copy()
    queue = np.empty(2 * nodes + 1024, np.int64)
    waiting = 0
    for node in range(nodes):
        waiting = pushed(queue, waiting, (priority[node] << 32) | np.int64(node))
    rank = np.full(nodes, -1, np.int32)
    gone = 0
    up, down = np.zeros(nodes + 1, np.int64), np.zeros(nodes + 1, np.int64)
    up_arc = np.empty((2 * used_out + 1024, 2), np.int64)
    down_arc = np.empty((2 * used_into + 1024, 2), np.int64)
    while waiting > 0:
        node = queue[0] & 0xFFFFFFFF
        waiting = popped(queue, waiting)
        found, now, heap, ends, costs = _shortcuts(
            node,
            (out_begin, out_link, out_cost),
            (into_begin, into_link, into_cost),
            LOOK_WHEN_CONTRACTING, most, best, touched, wanted, heap, ends, costs,
        )  # fmt: skip
        now += 1000 * level[node]
        # its surroundings may have changed since it was ranked: then it waits for its new turn
        if waiting > 0 and now > queue[0] >> 32 and now > priority[node]:
            priority[node] = now
            waiting = pushed(queue, waiting, (now << 32) | np.int64(node))
            continue
        rank[node] = gone
        used_up, used_down = up[gone], down[gone]
        k = out_begin[node]
        while k >= 0:
            if used_up == len(up_arc):
                up_arc = _more_arcs(up_arc)
            up_arc[used_up, 0], up_arc[used_up, 1] = out_cost[k], out_link[k, _END]
            used_up += 1
            _drop(into_begin, into_link, out_link[k, _END], node)
            level[out_link[k, _END]] = max(level[out_link[k, _END]], level[node] + 1)
            k = out_link[k, _NEXT]
        k = into_begin[node]
        while k >= 0:
            if used_down == len(down_arc):
                down_arc = _more_arcs(down_arc)
            down_arc[used_down, 0], down_arc[used_down, 1] = into_cost[k], into_link[k, _END]
            used_down += 1
            _drop(out_begin, out_link, into_link[k, _END], node)
            level[into_link[k, _END]] = max(level[into_link[k, _END]], level[node] + 1)
            k = into_link[k, _NEXT]
        gone += 1
        up[gone], down[gone] = used_up, used_down
        if used_out + found > len(out_cost):
            out_link, out_cost = _more_room(out_link, out_cost)
        if used_into + found > len(into_cost):
            into_link, into_cost = _more_room(into_link, into_cost)
        for i in range(found):
            tail, head, hops = ends[i, 0], ends[i, 1], ends[i, 2]
            used_out = _add(out_begin, out_link, out_cost, used_out, tail, head, costs[i], hops)
            used_into = _add(
                into_begin, into_link, into_cost, used_into, head, tail, costs[i], hops
            )
    return rank, up, up_arc[: up[gone]], down, down_arc[: down[gone]]


@compiled
def _more_room(
    link: NDArray[np.int32], cost: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The same lists with room for twice as many arcs."""
    more_link = np.empty((2 * len(link) + 1024, 3), np.int32)
    more_cost = np.empty(2 * len(cost) + 1024, np.int64)
    more_link[: len(link)] = link
    more_cost[: len(cost)] = cost
    return more_link, more_cost


@compiled
def _more_arcs(arc: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same arcs with room for twice as many."""
    more = np.empty((2 * len(arc), 2), np.int64)
    more[: len(arc)] = arc
    return more
