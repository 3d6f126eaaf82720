"""How long it takes from a border to the people on either side of it, or from them to it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from ..findings import UseError
from ..ranges import positions_of
from ..streets.arccosts import travel_ms
from ..streets.network import Network
from ..streets.snapping import Snapped, snap
from .nearest import nearest_owners
from .roads import Roads, as_roads
from .straight import STRAIGHT_KMH

Array = NDArray[Any]

#: Crossings within a square of this side are one: both directions of a street meet a border there.
SAME_PLACE_M: Final = 0.001

#: Far enough for rounding to leave a crossing on its street, and for no other street.
_ON_STREET_M: Final = 0.01

#: A border is looked at in pieces of so many segments: their boxes hold few streets.
_PIECE: Final = 4


class Places(NamedTuple):
    """Where streets meet borders, sorted by border, then x and y.

    Parameters
    ----------
    border
        Shape (k,), positions.
    xy
        Shape (k, 2), metres.
    """

    border: NDArray[np.int64]
    xy: NDArray[np.float64]


def crossing_places(network: Network, borders: Array) -> Places:
    """Where streets that are used meet borders.

    Parameters
    ----------
    network
        In a plane in metres; lines without an arc meet nothing.
    borders
        Shape (n,), lines in the same plane; missing ones are met nowhere.

    Returns
    -------
    Places
        Each once. Where a street runs along a border: the corners of that stretch.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.travel.bordertimes import crossing_places
    >>> network, _ = network_from_edges(
    ...     ["a"], ["b"], [600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)], speed_kmh=36
    ... )
    >>> crossing_places(network, np.array([shapely.LineString([(200, -9), (200, 9)])])).xy.tolist()
    [[200.0, 0.0]]
    """
    used = np.flatnonzero(np.bincount(network.arc_street, minlength=len(network.lines)))
    pieces, of = _pieces(np.asarray(borders, dtype=object))
    lines = network.lines[used]
    piece, street = shapely.STRtree(lines).query(pieces, predicate="intersects")
    xy, which = shapely.get_coordinates(
        shapely.intersection(lines[street], pieces[piece]), return_index=True
    )
    border = of[piece][which]
    order = np.lexsort((xy[:, 1], xy[:, 0], border))
    border, xy = border[order], xy[order]
    cells = np.column_stack([border, np.floor(xy / SAME_PLACE_M).astype(np.int64)])
    _, first = np.unique(cells, axis=0, return_index=True)
    return Places(border[first], xy[first])


def _pieces(borders: Array) -> tuple[Array, NDArray[np.int64]]:
    """Lines in short pieces, and whose each is."""
    parts, of = shapely.get_parts(borders, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    # One segment after the other, in runs that end with their part or after a few.
    begin = np.flatnonzero(part[:-1] == part[1:])
    start = np.searchsorted(part, np.arange(len(parts)))
    run = (begin - start[part[begin]]) // _PIECE
    first = np.flatnonzero(
        (np.diff(part[begin], prepend=-1) != 0) | (np.diff(run, prepend=-1) != 0)
    )
    size = np.diff(np.append(first, len(begin)))
    # A run of s segments has s + 1 points.
    index = np.repeat(np.arange(len(first)), size + 1)
    within = np.arange(len(index)) - np.repeat(np.cumsum(size + 1) - (size + 1), size + 1)
    pieces = shapely.linestrings(xy[begin[first][index] + within], indices=index)
    return np.asarray(pieces, dtype=object), of[part[begin[first]]].astype(np.int64)


def border_ms(
    network: Network | Roads,
    places: Places,
    people: Snapped,
    *,
    border: ArrayLike,
    point: ArrayLike,
    limit_ms: ArrayLike,
    reverse: bool = False,
) -> NDArray[np.int64]:
    """The quickest way from any crossing of a border to given people, or from them to it.

    Parameters
    ----------
    network
        The one that `people` were snapped to.
    places
        Of `crossing_places`, on this network.
    people
        Points on the network.
    border, point
        Shape (k,), what is asked: positions of a border and of a point.
    limit_ms
        Shape (n,), for each border; inclusive.
    reverse
        Ways lead from the people to the border.

    Returns
    -------
    numpy.ndarray
        Shape (k,), milliseconds with the access leg of the people; -1 beyond the limit, and where no
        street meets the border.

    Raises
    ------
    UseError
        `border` and `point` differ in length.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.streets.edgetable import network_from_edges
    >>> from adjoin.geo.streets.snapping import snap
    >>> from adjoin.geo.travel.bordertimes import border_ms, crossing_places
    >>> network, _ = network_from_edges(
    ...     ["a"], ["b"], [600], node_id=["a", "b"], node_xy=[(0, 0), (600, 0)], speed_kmh=36
    ... )
    >>> places = crossing_places(network, np.array([shapely.LineString([(200, -9), (200, 9)])]))
    >>> homes = snap(network, [(0, 0), (500, 0)])
    >>> border_ms(
    ...     network, places, homes, border=[0, 0], point=[0, 1], limit_ms=[60_000]).tolist()
    [-1, 30000]
    """
    of, asked = np.asarray(border, dtype=np.int64), np.asarray(point, dtype=np.int64)
    if of.shape != asked.shape:
        raise UseError(f"{len(of)} borders beside {len(asked)} points; give pairs")
    roads = as_roads(network)
    result = np.full(len(of), -1, dtype=np.int64)
    wanted = np.isin(places.border, of)
    on_streets = snap(roads.network, places.xy[wanted], max_snap_m=_ON_STREET_M)
    targets, at = np.unique(asked, return_inverse=True)
    order = np.argsort(of, kind="stable")
    for found in nearest_owners(
        roads, on_streets, _chosen(people, targets), group=places.border[wanted],
        owner=np.zeros(int(wanted.sum()), dtype=np.int64), k=1, limit_ms=limit_ms,
        reverse=reverse,
    ):  # fmt: skip
        mine = order[slice(*np.searchsorted(of, [found.group, found.group + 1], sorter=order))]
        result[mine] = found.ms[at[mine], 0]
    return result


def _chosen(snapped: Snapped, points: NDArray[np.int64]) -> Snapped:
    """Some of the points, sorted, numbered anew."""
    number = positions_of(snapped.point, points)
    kept = number >= 0
    return Snapped(
        point=number[kept],
        **{
            name: getattr(snapped, name)[kept]
            for name in ("arc", "fraction", "in_ms", "in_mm", "out_ms", "out_mm")
        },
        **{
            name: getattr(snapped, name)[points]
            for name in ("access_ms", "access_mm", "snap_m", "snapped")
        },
    )


def straight_border_ms(
    borders: Array,
    xy: ArrayLike,
    *,
    border: ArrayLike,
    point: ArrayLike,
    speed_kmh: float = STRAIGHT_KMH,
) -> NDArray[np.int64]:
    """The time on the straight line between borders and people, without streets.

    Parameters
    ----------
    borders
        Shape (n,), lines in a plane in metres.
    xy
        Shape (p, 2), of the people, in the same plane.
    border, point
        Shape (k,), what is asked.
    speed_kmh
        Kilometres an hour.

    Returns
    -------
    numpy.ndarray
        Shape (k,), milliseconds; -1 where the border is missing.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.travel.bordertimes import straight_border_ms
    >>> line = np.array([shapely.LineString([(0, 0), (0, 100)])])
    >>> straight_border_ms(line, [(2000, 50)], border=[0], point=[0]).tolist()
    [180000]
    """
    lines = np.asarray(borders, dtype=object)
    shapely.prepare(lines)
    places = np.asarray(xy, dtype=np.float64).reshape(-1, 2)[np.asarray(point, dtype=np.int64)]
    metres = shapely.distance(lines[np.asarray(border, dtype=np.int64)], shapely.points(places))
    known = np.isfinite(metres)
    return np.where(known, travel_ms(np.where(known, metres, 0.0), speed_kmh), -1)
