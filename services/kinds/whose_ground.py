"""Whose ground the two facilities of a pair stand on, and what borders lie between them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..counting import Counting, counted_as
from .positions import pair_ends
from .united import United

Array = NDArray[Any]


def with_borders(
    pairs: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    agencies: gpd.GeoDataFrame,
    ground: United,
    whole: Counting,
) -> gpd.GeoDataFrame:
    """Facility pairs with the borders between the two, and whose ground each stands on.

    Parameters
    ----------
    pairs
        Of `adjoin.services.kinds.proximity.facility_pairs`.
    facilities
        service, facility_id and points, in the plane.
    agencies
        With their areas, in the same plane.
    ground
        Of `adjoin.services.kinds.united.united_grounds`, of the services of the pairs.
    whole
        As whom agencies count.

    Returns
    -------
    geopandas.GeoDataFrame
        With crosses_border: an agency's area holds one of the two and not the other, so that every
        way between them leads over its border; a_in_b and b_in_a: the one stands on ground that the
        other's agency serves; missing where that ground is not known.
    """
    a, b = pair_ends(facilities, pairs)
    points = np.asarray(facilities.geometry, dtype=object)
    areas = _held(points, np.asarray(agencies.geometry, dtype=object))
    served = _on(points, facilities, ground)
    known = {
        (service, agency)
        for service, agency, shape in zip(*ground[:3], strict=True)
        if shape is not None
    }
    sides = {}
    for name, site, end in (("a_in_b", a, "agency_b"), ("b_in_a", b, "agency_a")):
        agency = counted_as(whole, pairs["service"], pairs[end])
        keys = list(zip(pairs["service"], agency, strict=True))
        sides[name] = pd.array(
            [
                (k, owner) in served if (service, owner) in known else pd.NA
                for k, (service, owner) in zip(site.tolist(), keys, strict=True)
            ],
            dtype="boolean",
        )
    crosses = np.array([areas[x] != areas[y] for x, y in zip(a.tolist(), b.tolist(), strict=True)])
    return pairs.assign(crosses_border=crosses.astype(bool), **sides)


def _held(points: Array, shapes: Array) -> list[frozenset[int]]:
    """The areas that hold each point, borders included."""
    point, area = shapely.STRtree(shapes).query(points, predicate="intersects")
    held: list[set[int]] = [set() for _ in points]
    for k, one in zip(point.tolist(), area.tolist(), strict=True):
        held[k].add(one)
    return [frozenset(areas) for areas in held]


def _on(points: Array, facilities: pd.DataFrame, ground: United) -> set[tuple[int, str]]:
    """Facilities with each agency on whose ground for their own service they stand."""
    service = facilities["service"].to_numpy(dtype=object)
    point, row = shapely.STRtree(ground.shapes).query(points, predicate="intersects")
    own = service[point] == ground.service[row]
    agencies = ground.agency[row[own]].tolist()
    return set(zip(point[own].tolist(), agencies, strict=True))
