"""Streets as places of work: the middle of each, with its length."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ..streets.network import Network
from ..streets.snapping import Snapped, on_arcs

Array = NDArray[Any]


class StreetWork(NamedTuple):
    """Shape (w,): the middle of each street on the network, and how long it is."""

    middle: Snapped
    km: NDArray[np.float64]


def street_work(network: Network) -> StreetWork:
    """Every street once, whatever its directions.

    Streets between the same two nodes of the same length and with the same middle are one, as
    both directions of a street in an edge table are.

    Parameters
    ----------
    network
        Without the parts that are not used; lines without an arc do not count.
    """
    ends = np.sort(np.stack([network.arc_from, network.arc_to]), axis=0)
    middle = shapely.line_interpolate_point(network.lines, 0.5, normalized=True)
    place = np.rint(shapely.get_coordinates(middle) * 1000).astype(np.int64)[network.arc_street]
    keys = (network.arc_mm, place[:, 1], place[:, 0], ends[1], ends[0])
    order = np.lexsort((np.arange(len(network.arc_mm)), *keys))
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    street = np.cumsum(new) - 1
    km = network.arc_mm[order[new]] / 1e6
    return StreetWork(on_arcs(network, street, order, points=len(km)), km)
