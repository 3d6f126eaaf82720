"""The ground of each agency as it counts for a service: its own, and that of whoever counts as it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ...geo.validity import repair_polygons, written_alike
from ..counting import Counting, counted_as
from ..territories import Grounds

Array = NDArray[Any]


class United(NamedTuple):
    """The ground of counted agencies, sorted by service, then agency.

    Parameters
    ----------
    service, agency
        Ids, shape (n,).
    shapes
        Shape (n,), polygons; equal ones are one object. Missing where there is no ground.
    points
        For each the sorted positions of the people who live there.
    """

    service: Array
    agency: Array
    shapes: Array
    points: list[Array]


def known_grounds(grounds: Grounds, *, services: Sequence[str]) -> pd.DataFrame:
    """Of how many agencies the ground is known, by service.

    Where it is known of none, whose people live where and who serves the same ground is not computable, which
    is something else than nobody and nothing.

    Parameters
    ----------
    grounds
        Of `adjoin.services.territories.territories`.
    services
        Ids.

    Returns
    -------
    pandas.DataFrame
        service, agencies (that deliver it), known (whose ground is known), sorted by service; 0 of 0
        for a service that nobody delivers.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from adjoin.services.kinds.united import known_grounds
    >>> from adjoin.services.territories import Grounds
    >>> table = gpd.GeoDataFrame(
    ...     {"service": ["fire", "fire"], "agency_id": ["a", "b"], "origin": ["boundary", None]},
    ...     geometry=[None, None])
    >>> known_grounds(Grounds(table, [], []), services=["fire", "library"]).to_dict("list")
    {'service': ['fire', 'library'], 'agencies': [2, 0], 'known': [1, 0]}
    """
    by_service = grounds.table["origin"].groupby(grounds.table["service"])
    names = pd.Series(sorted(services), dtype="str")
    size, known = (names.map(count).fillna(0) for count in (by_service.size(), by_service.count()))
    return pd.DataFrame(
        {"service": names, "agencies": size.astype("int64"), "known": known.astype("int64")}
    )


def united_grounds(grounds: Grounds, whole: Counting, *, services: Sequence[str]) -> United:
    """Unite the territories of agencies that count as one, for some services.

    Parameters
    ----------
    grounds
        Of `adjoin.services.territories.territories`.
    whole
        As whom agencies count.
    services
        Ids.

    Returns
    -------
    United
        See there. What is of one agency alone stays as it is.
    """
    at = np.flatnonzero(grounds.table["service"].isin(list(services)).to_numpy())
    own = grounds.table.iloc[at]
    keys = pd.DataFrame(
        {
            "service": own["service"].to_numpy(dtype=object),
            "agency": counted_as(whole, own["service"], own["agency_id"]).to_numpy(dtype=object),
            "agency_id": own["agency_id"].to_numpy(dtype=object),
            "at": at,
        }
    ).sort_values(["service", "agency", "agency_id"])
    shapes = np.asarray(grounds.table.geometry, dtype=object)
    service, agency, ground, points = [], [], [], []
    # Services of one rule share their territories: what is the same is united once.
    unions: dict[tuple[int, ...], Any] = {}
    joined: dict[tuple[int, ...], Array] = {}
    for (each_service, each_agency), rows in keys.groupby(["service", "agency"], sort=True)["at"]:
        parts = [shapes[k] for k in rows if shapes[k] is not None]
        held = [grounds.points[k] for k in rows]
        same = tuple(sorted({id(part) for part in parts}))
        if same not in unions:
            unions[same] = _union(parts)
        shared = tuple(sorted({id(part) for part in held}))
        if shared not in joined:
            joined[shared] = held[0] if len(shared) == 1 else np.unique(np.concatenate(held))
        service.append(each_service)
        agency.append(each_agency)
        ground.append(unions[same])
        points.append(joined[shared])
    united = np.full(len(ground), None, dtype=object)
    united[:] = ground
    return United(np.array(service, dtype=object), np.array(agency, dtype=object), united, points)


def _union(parts: Sequence[Any]) -> Any:
    """Shapes as one; none of none."""
    if len({id(part) for part in parts}) < 2:
        return parts[0] if parts else None
    return written_alike(repair_polygons(np.array([shapely.union_all(parts)])).shapes)[0]
