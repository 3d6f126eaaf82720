"""Travel times between snapped points: exact, direction obeyed, in whole milliseconds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from ..findings import UseError
from ..pairs import Pairs, pair_codes
from ..ranges import positions_of
from ..streets.network import Network
from ..streets.snapping import Snapped
from .costs import LIMIT_MS
from .denseways import Ways, origins_at_once, ways_by_scipy
from .questions import Asked, questions
from .roads import Roads, as_roads
from .ways import Choice, pieces, ways_between


def pairs_within(
    network: Network | Roads,
    snapped: Snapped,
    *,
    group: ArrayLike,
    owner: ArrayLike,
    limit_ms: ArrayLike,
    sources: ArrayLike | None = None,
    engine: Choice = "auto",
) -> Pairs:
    """All ordered pairs of points of one group and two owners within the group's time limit.

    The time from i to j is the access leg of i, the rest of its first arc, the quickest path, the
    part of the last arc up to j, and the access leg of j. Points on one arc also go along it where
    its direction allows, in the order of their fractions; the quicker way counts. Of equally quick
    ways the shorter one counts. Points never join streets: nothing travels through one.

    Parameters
    ----------
    network
        The one that `snapped` was made for; as `Roads` it is made ready once for many questions.
    snapped
        From `snap`, p points; those that are not snapped have no pairs.
    group
        Shape (p,), code of the service of each point, 0 or more.
    owner
        Shape (p,), code of the root agency of each point.
    limit_ms
        One number, or one for each group code; inclusive.
    sources
        Indices of the points to travel from; all when not given.
    engine
        What to search with: `scipy`, `buckets`, `hierarchy`, or `auto`, which chooses what is
        expected to be soonest. The answers are the same.

    Returns
    -------
    Pairs
        24 bytes a pair and a little. `pairs_in_pieces` needs less where there are very many.

    Raises
    ------
    UseError
        When `snapped` belongs to another network, lengths differ, or a limit is missing or
        negative.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.streets.snapping import snap
    >>> from adjoin.geo.travel.pairs import pairs_within
    >>> network, _ = network_from_edges(
    ...     ["a", "b"], ["b", "a"], [600, 600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)],
    ...     speed_kmh=36,
    ... )
    >>> points = snap(network, [(100.0, 0.0), (500.0, 25.0)])
    >>> pairs = pairs_within(network, points, group=[0, 0], owner=[0, 1], limit_ms=43_000)
    >>> list(zip(pairs.i.tolist(), pairs.j.tolist(), pairs.ms.tolist(), pairs.mm.tolist()))
    [(0, 1, 43000, 425000), (1, 0, 43000, 425000)]
    """
    found = list(
        pairs_in_pieces(
            network, snapped, group=group, owner=owner, limit_ms=limit_ms, sources=sources,
            engine=engine,
        )
    )  # fmt: skip
    empty = np.zeros(0, dtype=np.int64)
    i, j, ms, mm = (
        np.concatenate(columns)
        for columns in zip(Pairs(empty, empty, empty, empty), *found, strict=True)
    )
    order = np.argsort(i * len(snapped.snapped) + j)
    return Pairs(i[order], j[order], ms[order], mm[order])


def pairs_in_pieces(
    network: Network | Roads,
    snapped: Snapped,
    *,
    group: ArrayLike,
    owner: ArrayLike,
    limit_ms: ArrayLike,
    sources: ArrayLike | None = None,
    engine: Choice = "auto",
) -> Iterator[Pairs]:
    """As `pairs_within`, a piece at a time, so that not all pairs are in memory at once.

    Yields
    ------
    Pairs
        In no particular order; of one group, with all pairs from each of its points. At most some
        4 million, unless a single point has more.
    """
    roads = as_roads(network)
    check_same_network(roads.network, snapped)
    groups, owners, limits = pair_codes(len(snapped.snapped), group, owner, limit_ms)
    everyone = np.ones(len(groups), dtype=bool)
    searched = everyone
    if sources is not None:
        searched = np.zeros(len(groups), dtype=bool)
        searched[np.asarray(sources, dtype=np.int64)] = True
    # owners may be any numbers, but below 0 means nobody's own in what follows
    owners = owners - owners.min(initial=0)
    for piece in ways_between(
        roads,
        Asked(snapped, groups, owners, searched),
        Asked(snapped, groups, owners, everyone),
        limit_ms=limits[groups],
        engine=engine,
    ):
        yield Pairs(*piece)


def times_for(
    network: Network | Roads,
    snapped: Snapped,
    i: ArrayLike,
    j: ArrayLike,
    *,
    first_limit_ms: int | None = None,
    engine: Choice = "auto",
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Exact time and length of given ordered pairs, however long they take.

    Parameters
    ----------
    network, snapped, engine
        As in `pairs_within`.
    i, j
        Shape (q,), indices of points.
    first_limit_ms
        Where most pairs are expected to be within this time, look so far first, then four times
        as far, and without limit only for the rest: saves time, changes no number.

    Returns
    -------
    ms, mm
        Shape (q,); -1 where a point is not snapped or no way leads there. A point to itself: 0.

    Raises
    ------
    UseError
        When `snapped` belongs to another network, or i and j differ in length.

    Examples
    --------
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.streets.snapping import snap
    >>> from adjoin.geo.travel.pairs import times_for
    >>> network, _ = network_from_edges(
    ...     ["a"], ["b"], [600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)], speed_kmh=36
    ... )
    >>> oneway = snap(network, [(100.0, 0.0), (500.0, 0.0)])
    >>> times_for(network, oneway, [0, 1], [1, 0])[0].tolist()
    [40000, -1]
    """
    roads = as_roads(network)
    check_same_network(roads.network, snapped)
    from_, to = np.asarray(i, dtype=np.int64), np.asarray(j, dtype=np.int64)
    if from_.shape != to.shape or from_.ndim != 1:
        raise UseError(f"i has the shape {from_.shape} and j {to.shape}; give one of each a pair")
    points = len(snapped.snapped)
    ms, mm = np.full(from_.shape, -1, dtype=np.int64), np.full(from_.shape, -1, dtype=np.int64)
    itself = (from_ == to) & snapped.snapped[from_]
    ms[itself] = mm[itself] = 0
    part = _parts(roads.network, snapped)
    possible = (from_ != to) & (part[from_] >= 0) & (part[from_] == part[to])
    near = () if first_limit_ms is None else (first_limit_ms, 4 * first_limit_ms)
    for limit in (*(value for value in near if value < LIMIT_MS), None):
        open_ = np.flatnonzero(possible & (ms < 0))
        if not open_.size:
            break
        code, at = np.unique(from_[open_] * points + to[open_], return_inverse=True)
        code_ms, code_mm = np.full(len(code), -1), np.full(len(code), -1)
        sides = [np.isin(np.arange(points), side[open_]) for side in (from_, to)]
        for piece in _all_between(roads, snapped, *sides, limit_ms=limit, engine=engine):
            where = positions_of(piece.origin * points + piece.target, code)
            hit = where >= 0
            code_ms[where[hit]], code_mm[where[hit]] = piece.ms[hit], piece.mm[hit]
        ms[open_], mm[open_] = code_ms[at], code_mm[at]
    return ms, mm


def check_same_network(network: Network, snapped: Snapped) -> None:
    """Refuse points that were snapped to another network.

    Raises
    ------
    UseError
        When they do not fit.
    """
    arc = snapped.arc
    fits = not arc.size or int(arc.max()) < len(network.arc_ms)
    if not fits or not (
        np.array_equal(snapped.in_ms + snapped.out_ms, network.arc_ms[arc])
        and np.array_equal(snapped.in_mm + snapped.out_mm, network.arc_mm[arc])
    ):
        raise UseError("the points were snapped to another network; snap them to this one")


def _all_between(
    roads: Roads,
    snapped: Snapped,
    origins: NDArray[np.bool_],
    targets: NDArray[np.bool_],
    *,
    limit_ms: int | None,
    engine: Choice,
) -> Iterator[Ways]:
    """Ways from all origins to all targets within a limit, or however long."""
    zero = np.zeros(len(snapped.snapped), dtype=np.int64)
    from_, to = (Asked(snapped, zero, zero - 1, chosen) for chosen in (origins, targets))
    if limit_ms is not None:
        yield from ways_between(roads, from_, to, limit_ms=zero + limit_ms, engine=engine)
        return
    asked = questions(roads.network, from_, to, limit_ms=zero)
    for group, begin, end in pieces(
        asked, lambda group: origins_at_once(roads.graph, asked, group)
    ):
        found = ways_by_scipy(roads.graph, asked, group, begin, end, unlimited=True)
        yield Ways(
            asked.origins.point[found.origin], asked.targets.point[found.target], found.ms, found.mm
        )


def _parts(network: Network, snapped: Snapped) -> NDArray[np.int64]:
    """Which part of the streets each point is on, whatever the direction; -1 on none.

    Parts that one point lies on both are one: it may be left by either.
    """
    part = np.full(len(snapped.snapped), -1, dtype=np.int64)
    size = len(network.node_xy)
    if size:
        node = network.arc_from[snapped.arc]
        first = np.searchsorted(snapped.point, snapped.point)
        tail = np.concatenate([network.arc_from, node])
        head = np.concatenate([network.arc_to, node[first]])
        ends = csr_array((np.ones(len(tail)), (tail, head)), shape=(size, size))
        part[snapped.point] = connected_components(ends, directed=False)[1][node]
    return part
