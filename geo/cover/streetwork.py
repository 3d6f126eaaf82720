"""Streets as places of work: the middle of each, with its length."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ..streets.network import Network

Array = NDArray[Any]


class StreetWork(NamedTuple):
    """Shape (w,): where the middle of each street is, and how long it is."""

    middle: NDArray[np.object_]
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
    used, arc = np.unique(network.arc_street, return_index=True)
    middle = shapely.line_interpolate_point(network.lines[used], 0.5, normalized=True)
    place = np.rint(shapely.get_coordinates(middle) * 1000).astype(np.int64)
    key = np.column_stack([ends[0][arc], ends[1][arc], network.arc_mm[arc], place])
    _, one = np.unique(key, axis=0, return_index=True)
    return StreetWork(middle[one], network.arc_mm[arc[one]] / 1e6)
