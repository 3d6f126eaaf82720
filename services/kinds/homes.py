"""Whose people are whose: the agency on whose ground for a service each of them lives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...geo.findings import UseError
from ...geo.ranges import positions_of
from ..counting import Counting, counted_as
from ..territories import Grounds

Array = NDArray[Any]


def homes(
    grounds: Grounds, whole: Counting, service: str, *, owners: Sequence[str], points: int
) -> NDArray[np.int64]:
    """The agency whose effective territory for a service holds each point.

    Where several hold it, the territory with the smallest area counts; of equal areas that of the
    owner that comes first.

    Parameters
    ----------
    grounds
        Of `adjoin.services.territories.territories`, for these people.
    whole
        As whom agencies count.
    service
        Its id.
    owners
        Sorted ids of agencies as counted for the service; all that have a territory for it.
    points
        How many people points there are.

    Returns
    -------
    numpy.ndarray
        Shape (points,), positions in `owners`; -1 where the point lies in no known territory, so
        everywhere for a service without any.

    Raises
    ------
    UseError
        `owners` lacks an agency that has a territory.

    Examples
    --------
    >>> import geopandas as gpd, numpy as np, pandas as pd
    >>> from adjoin.services.counting import counting
    >>> from adjoin.services.kinds.homes import homes
    >>> from adjoin.services.territories import Grounds
    >>> table = gpd.GeoDataFrame(
    ...     {"service": "fire", "agency_id": ["county", "town"], "area_km2": [80.0, 20.0]},
    ...     geometry=[None, None])
    >>> grounds = Grounds(table, [np.array([0, 1]), np.array([1])], [])
    >>> whole = counting(pd.Series({"county": "county", "town": "town"}))
    >>> homes(grounds, whole, "fire", owners=["county", "town"], points=3).tolist()
    [0, 1, -1]
    """
    rows = np.flatnonzero((grounds.table["service"] == service).to_numpy())
    own = grounds.table.iloc[rows]
    counted = counted_as(whole, own["service"], own["agency_id"]).to_numpy(dtype=object)
    owner = positions_of(counted, np.array(owners, dtype=object))
    if (owner < 0).any():
        first = min(counted[owner < 0])
        raise UseError(f"owners lacks {first!r}, which has a territory for {service}; add it")
    area = own["area_km2"].to_numpy(dtype=float)
    result = np.full(points, -1, dtype=np.int64)
    # From the largest on: what is written last stays.
    for k in np.lexsort((owner, area))[::-1].tolist():
        result[grounds.points[rows[k]]] = owner[k]
    return result
