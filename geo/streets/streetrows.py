"""Streets between two nodes before a mode of travel is chosen, and the network of each mode."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arccosts import WALK_KMH, street_factor, travel_ms
from .network import Network, network_of_directions


class StreetRows(NamedTuple):
    """Streets between two nodes, one row each: what every reader of streets fills.

    Parameters
    ----------
    lines
        Shape (s,), LineStrings in plane metres.
    tail, head
        Shape (s,), node at the start and at the end of each line.
    node_xy
        Shape (n, 2), metres.
    along_ms, against_ms
        Shape (s,), time by car over the whole street along its line and against it, in
        milliseconds, not rounded, the factor of speeds applied; NaN: closed to cars that way.
    length_mm
        Shape (s,), millimetres, >= 0.
    walk
        Shape (s,), whether it is open on foot, which is always both ways.
    """

    lines: NDArray[Any]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    node_xy: NDArray[np.float64]
    along_ms: NDArray[np.float64]
    against_ms: NDArray[np.float64]
    length_mm: NDArray[np.float64]
    walk: NDArray[np.bool_]


def driving(rows: StreetRows) -> Network:
    """The streets by car.

    Parameters
    ----------
    rows
        Of any reader.

    Returns
    -------
    Network
        An arc for each open direction, in the order of the rows, the one along the line first;
        times and lengths rounded, halves to the even number.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.streets.streetrows import StreetRows, driving
    >>> rows = StreetRows(
    ...     lines=np.array([shapely.LineString([(0, 0), (100, 0)])], dtype=object),
    ...     tail=np.array([0]), head=np.array([1]), node_xy=np.array([(0.0, 0.0), (100.0, 0.0)]),
    ...     along_ms=np.array([7200.4]), against_ms=np.array([np.nan]),
    ...     length_mm=np.array([100_000.0]), walk=np.array([True]),
    ... )
    >>> network = driving(rows)
    >>> network.arc_from.tolist(), network.arc_to.tolist(), network.arc_ms.tolist()
    ([0], [1], [7200])
    """
    return network_of_directions(
        rows.lines,
        rows.tail,
        rows.head,
        node_xy=rows.node_xy,
        along_ms=rows.along_ms,
        against_ms=rows.against_ms,
        arc_mm=rows.length_mm,
    )


def on_foot(rows: StreetRows, *, speed_factor: float = 1.0) -> Network:
    """The streets on foot: those that are open to walkers, both ways at 4.8 km/h.

    Parameters
    ----------
    rows
        Of any reader.
    speed_factor
        Multiplies the 4.8 km/h.

    Returns
    -------
    Network
        Two arcs for each row with `walk`, in the order of the rows.

    Raises
    ------
    UseError
        When `speed_factor` is not a positive number.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> from adjoin.geo.streets.streetrows import StreetRows, on_foot
    >>> rows = StreetRows(
    ...     lines=np.array([shapely.LineString([(0, 0), (100, 0)])], dtype=object),
    ...     tail=np.array([0]), head=np.array([1]), node_xy=np.array([(0.0, 0.0), (100.0, 0.0)]),
    ...     along_ms=np.array([7200.4]), against_ms=np.array([np.nan]),
    ...     length_mm=np.array([100_000.0]), walk=np.array([True]),
    ... )
    >>> on_foot(rows).arc_ms.tolist()
    [75000, 75000]
    """
    # of whole millimetres, so that the time follows from the length that is told
    metres = np.rint(rows.length_mm) / 1000
    ms = travel_ms(metres, WALK_KMH * street_factor(speed_factor)).astype(np.float64)
    ms[~rows.walk] = np.nan
    return network_of_directions(
        rows.lines,
        rows.tail,
        rows.head,
        node_xy=rows.node_xy,
        along_ms=ms,
        against_ms=ms,
        arc_mm=rows.length_mm,
    )
