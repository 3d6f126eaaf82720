"""Double provision: two agencies that serve one ground, both producing the service there."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ...boundaries.served import sums_of_points
from ...geo.breadth import broadest_m
from ...geo.findings import UseError
from ...geo.overlay import common_shapes
from ...geo.validity import repair_polygons, written_alike
from ..counting import Counting, already_shared
from ..service import TERRITORY_MODES, Service
from ..territories import ITSELF, Grounds
from .united import United, united_grounds

Array = NDArray[Any]

COLUMNS: Final = (
    "service", "agency_a", "agency_b", "territory_km2", "territory_people", "territory_share_a",
    "territory_share_b", "people_share_a", "people_share_b", "stable", "geometry",
)  # fmt: skip

#: What is double at the tolerance is so at half of it; it is stable when it is at twice it, too.
TWICE: Final = 2.0


def double_provision(
    grounds: Grounds,
    whole: Counting,
    services: Mapping[str, Service],
    *,
    people: Array | None = None,
    tolerance_m: float = 15,
) -> gpd.GeoDataFrame:
    """Every service and two agencies as counted whose effective territories overlap.

    Both deliver the service there. Where the law gives both the ground but the service's territory
    rule gives it to one (a county and its city's police), nothing overlaps; what two share already
    is no double provision. Overlaps that are nowhere broader than the tolerance are slivers along a
    border, as in `adjoin.boundaries.relations.agency_pairs`.

    Parameters
    ----------
    grounds
        Of `adjoin.services.territories.territories`.
    whole
        As whom agencies count, and who shares.
    services
        By id. Only those of `TERRITORY_MODES` are looked at; not those that each agency does for
        itself (`corporate`): two agencies on one ground do not serve each other's offices.
    people
        Shape (p,), how many live at each of the points that `grounds` was made of; None without.
    tolerance_m
        0 or more; how far boundaries of different offices lie from each other at most.

    Returns
    -------
    geopandas.GeoDataFrame
        service, agency_a < agency_b, territory_km2 (that both serve), territory_people,
        territory_share_a and territory_share_b (of the ground of either), people_share_a and
        people_share_b (of the people there; missing where nobody lives), stable (found at half and
        twice the tolerance, too), and the common ground. Sorted by service and agencies. An agency
        whose ground is not known is in no row. Without people theirs are missing.

    Raises
    ------
    UseError
        A tolerance below 0.

    Examples
    --------
    >>> import geopandas as gpd, numpy as np, pandas as pd, shapely
    >>> from adjoin.services.counting import counting
    >>> from adjoin.services.kinds.double_provision import double_provision
    >>> from adjoin.services.service import Service
    >>> from adjoin.services.territories import Grounds
    >>> table = gpd.GeoDataFrame(
    ...     {"service": "water", "agency_id": ["city", "district"], "rule": "countywide"},
    ...     geometry=[shapely.box(0, 0, 2000, 1000), shapely.box(1000, 0, 5000, 1000)])
    >>> found = double_provision(
    ...     Grounds(table, [np.array([0, 1]), np.array([1])], []),
    ...     counting(pd.Series({"city": "city", "district": "district"})),
    ...     {"water": Service(id="water", primary_mode="NET")}, people=np.array([300.0, 100.0]))
    >>> found[["territory_km2", "territory_people", "territory_share_a", "people_share_a"]].to_dict("list")
    {'territory_km2': [1.0], 'territory_people': [100.0], 'territory_share_a': [0.5], 'people_share_a': [0.25]}
    """
    if not tolerance_m >= 0:
        raise UseError(f"tolerance_m is {tolerance_m}; give 0 or more metres")
    looked_at = [
        name
        for name, service in sorted(services.items())
        if service.primary_mode in TERRITORY_MODES and service.territory_rule != ITSELF
    ]
    united = united_grounds(grounds, whole, services=looked_at)
    a, b = _meeting(united)
    service, first, second = united.service[a], united.agency[a], united.agency[b]
    apart = ~already_shared(
        whole, *(pd.Series(ids, dtype="str") for ids in (service, first, second))
    )
    a, b = a[apart], b[apart]
    common = _common(united.shapes, a, b)
    double = common.breadth_m > tolerance_m
    a, b, common = a[double], b[double], _Common(*(column[double] for column in common))
    area_m2 = shapely.area(common.shapes)
    table = pd.DataFrame(
        {
            "service": pd.Series(united.service[a], dtype="str"),
            "agency_a": pd.Series(united.agency[a], dtype="str"),
            "agency_b": pd.Series(united.agency[b], dtype="str"),
            "territory_km2": area_m2 / 1e6,
            "territory_share_a": area_m2 / shapely.area(united.shapes[a]),
            "territory_share_b": area_m2 / shapely.area(united.shapes[b]),
            **_people(united, a, b, people),
            "stable": common.breadth_m > TWICE * tolerance_m,
        }
    )
    return gpd.GeoDataFrame(table, geometry=common.shapes, crs=grounds.table.crs)[list(COLUMNS)]


def _meeting(united: United) -> tuple[Array, Array]:
    """Positions of two grounds of one service that meet, sorted."""
    ends = np.flatnonzero(united.service[1:] != united.service[:-1]) + 1
    found = [np.zeros((0, 2), dtype=np.int64)]
    shapely.prepare(united.shapes)
    for begin, end in pairwise([0, *ends.tolist(), len(united.service)]):
        shapes = united.shapes[begin:end]
        a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        pairs = np.column_stack([a, b])[a < b] + begin
        found.append(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))])
    a, b = np.concatenate(found).T
    return a, b


class _Common(NamedTuple):
    """What two grounds have in common, and how broad it is."""

    shapes: Array
    breadth_m: Array


def _common(shapes: Array, a: Array, b: Array) -> _Common:
    """The common ground of pairs; what several services ask for is cut once."""
    keys = [(id(x), id(y)) for x, y in zip(shapes[a], shapes[b], strict=True)]
    number = {key: k for k, key in enumerate(dict.fromkeys(keys))}
    which = np.array([number[key] for key in keys], dtype=np.int64)
    _, first = np.unique(which, return_index=True)
    x, y = shapes[a[first]], shapes[b[first]]
    touching = shapely.touches(x, y)
    cut = np.full(len(x), None, dtype=object)
    broad = np.flatnonzero(~touching)
    cut[broad] = written_alike(repair_polygons(common_shapes(x[broad], y[broad])).shapes)
    return _Common(cut[which], broadest_m(cut)[which])


def _people(united: United, a: Array, b: Array, people: Array | None) -> dict[str, Array]:
    """How many live on the ground of both, and their share of those of either."""
    missing = np.full(len(a), np.nan)
    if people is None:
        return dict.fromkeys(("territory_people", "people_share_a", "people_share_b"), missing)
    both = [
        np.intersect1d(united.points[i], united.points[j], assume_unique=True)
        for i, j in zip(a.tolist(), b.tolist(), strict=True)
    ]
    common = sums_of_points(people, both)
    own = sums_of_points(people, united.points)
    shares = {
        f"people_share_{side}": np.divide(common, own[of], out=missing.copy(), where=own[of] > 0)
        for side, of in (("a", a), ("b", b))
    }
    return {"territory_people": common, **shares}
