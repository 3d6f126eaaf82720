"""People of a fictional region, as zones that cover its land.

Zones are pieces of cities and counties of about equally many people, small in towns and large in
the hills; none is larger than some 12 km2. A zone is cut from the lattice of the areas, so that no
zone lies in two cities.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from scipy import ndimage
from scipy.spatial import cKDTree

from .areas import Areas
from .plan import Plan
from .terrain import Array, generator, roughness
from .territory import islands

_PEOPLE_PER_ZONE = 550
_LARGEST_KM2 = 11.0
_MOST_ZONES = 100_000
_EMPTY_SHARE = 0.1  # of the zones outside cities, those with fewest people per km2
_BLANK = 4  # of them, zones whose people are not known
_SPREAD_KM = 3.0  # how far from its middle people of a hamlet live


class Zones(NamedTuple):
    """People by zone.

    Parameters
    ----------
    ids
        Text with a leading zero, as "0601001": 06, the county, a number within it. The last zone
        of the demonstration has none ("").
    people
        Whole numbers as floats, (n,); NaN where not known. Their sum is that of the plan.
    shapes
        Polygons in longitude and latitude that cover the land, lakes left out, without overlap.
    """

    ids: tuple[str, ...]
    people: Array
    shapes: Array


def zones(plan: Plan, areas: Areas) -> Zones:
    """Cut the land into zones and let people live there.

    At most 100,000 zones, of about 550 people each or more; some have nobody (0), and in the
    demonstration some have no number (NaN) and one no id. Takes about 100 µs per zone.

    Parameters
    ----------
    areas
        Of the same plan.

    Examples
    --------
    >>> from adjoin.services.demo.areas import areas
    >>> from adjoin.services.demo.plan import demo_plan
    >>> from adjoin.services.demo.zones import zones
    >>> plan = demo_plan()
    >>> int(sum(p for p in zones(plan, areas(plan)).people if p == p))
    140000
    """
    cells = areas.cells
    dry = np.flatnonzero(cells.dry)
    column, row = cells.column[dry], cells.row[dry]
    owner = areas.territory.owner[column, row]
    county = cells.county[column, row]
    km = cells.middles_km[column, row]
    # One community per city and island, one per county for what is left, one per airport.
    place = np.where(owner >= 0, owner, islands(plan, km))
    community = np.where(place >= 0, place + len(plan.counties), county)
    airports = len(plan.counties) + len(plan.places)
    community = np.where(areas.territory.airport[column, row], airports + county, community)
    wanted = _populations(plan)
    living = _living(plan, areas, dry, km, owner)
    share = np.bincount(community, living, minlength=len(wanted))
    people = living * (wanted / np.where(share > 0, share, 1))[community]
    per_zone = max(_PEOPLE_PER_ZONE, people.sum() / (0.5 * _MOST_ZONES))
    load = people / per_zone + cells.area_km2[dry] / _LARGEST_KM2
    zone = _cut(community, km, load)
    return _counted(plan, areas, dry, zone, people, community, wanted)


def _populations(plan: Plan) -> Array:
    """People of every county outside cities and islands, of every place, of every airport.

    Hamlets are part of their county and have 0 here, as airports have.
    """
    outside = np.array([county.population for county in plan.counties], dtype=float)
    places = np.array([p.population if p.kind != "hamlet" else 0 for p in plan.places], dtype=float)
    for place in plan.places:
        if place.kind == "island":
            outside[place.county] -= place.population
    return np.concatenate([outside, places, np.zeros(len(plan.counties))])


def _living(plan: Plan, areas: Areas, dry: Array, km: Array, owner: Array) -> Array:
    """How many people live on each piece of land, in proportion within its community."""
    cells = areas.cells
    share = areas.territory.share[cells.column[dry], cells.row[dry]]
    in_town = np.exp(-2.2 * np.minimum(share, 1.5) ** 2) + 0.04
    outskirts = np.exp(-(((share - 1) / 0.35) ** 2))
    outside = 0.03 + 0.5 * outskirts + 0.12 * (1 - roughness(plan, km)) ** 3
    hamlets = [place for place in plan.places if place.kind != "city"]
    spots = np.array([place[3:5] for place in hamlets], dtype=float).reshape(-1, 2)
    around = cKDTree(km).query_ball_point(spots, _SPREAD_KM, return_sorted=True)
    for place, near in zip(hamlets, around, strict=True):
        far = np.linalg.norm(km[near] - place[3:5], axis=1)
        outside[near] += place.population / 350 * np.exp(-((far / place.radius_km) ** 2))
    uneven = generator(plan, "people").lognormal(0, 0.5, len(dry))
    living: Array = np.where(owner >= 0, in_town, outside) * uneven * cells.area_km2[dry]
    return living


def _cut(community: Array, km: Array, load: Array) -> Array:
    """The zone of every piece: communities are halved, across their longer side, until light."""
    zone = np.unique(community, return_inverse=True)[1]
    while True:
        weight = np.bincount(zone, load)
        pieces = np.bincount(zone)
        heavy = np.flatnonzero((weight > 1.5) & (pieces > 1))
        if not len(heavy):
            return zone
        chosen = np.flatnonzero(np.isin(zone, heavy))
        labels = np.arange(len(weight))
        low, high = (
            np.stack([f(km[:, axis], zone, labels) for axis in (0, 1)], axis=1)
            for f in (ndimage.minimum, ndimage.maximum)
        )
        along = np.where((high - low)[:, 0] >= (high - low)[:, 1], 0, 1)[zone[chosen]]
        order = chosen[np.lexsort((km[chosen, along], zone[chosen]))]
        first = np.flatnonzero(np.r_[True, np.diff(zone[order]) != 0])
        size = np.diff(np.r_[first, len(order)])
        run = np.cumsum(load[order])
        before = np.repeat(run[first] - load[order][first], size)
        half = (run - before) / np.repeat(weight[zone[order[first]]], size)
        upper = half > 0.5
        upper[first] = False
        upper[first + size - 1] = True
        fresh = np.repeat(len(weight) + np.arange(len(first)), size)
        zone = zone.copy()
        zone[order[upper]] = fresh[upper]


def _counted(
    plan: Plan,
    areas: Areas,
    dry: Array,
    zone: Array,
    people: Array,
    community: Array,
    wanted: Array,
) -> Zones:
    """Zones in the order of their ids, with whole people."""
    count = int(zone.max()) + 1
    order = np.argsort(zone, kind="stable")
    runs = np.split(order, np.flatnonzero(np.diff(zone[order])) + 1)
    joined = np.array([shapely.coverage_union_all(areas.cells.pieces[dry[run]]) for run in runs])
    shapes = shapely.orient_polygons(shapely.normalize(joined))
    of = community[[run[0] for run in runs]]
    exact = np.bincount(zone, people, minlength=count)
    area = np.bincount(zone, areas.cells.area_km2[dry], minlength=count)
    outside = np.flatnonzero(of < len(plan.counties))
    sparse = outside[np.argsort((exact / area)[outside], kind="stable")]
    nobody = sparse[: round(_EMPTY_SHARE * len(sparse))]
    exact[nobody] = 0
    whole = _rounded(exact, of, wanted)
    every = np.arange(len(plan.counties))
    county = np.concatenate([every, [p.county for p in plan.places], every]).astype(int)[of]
    if plan.named:
        whole[nobody[: _BLANK + 1]] = np.nan
    rank = np.lexsort((np.arange(count), county))
    within = np.arange(count) - np.searchsorted(county[rank], county[rank])
    ids = [f"06{c + 1:03d}{n + 1:04d}" for c, n in zip(county[rank], within, strict=True)]
    if plan.named:
        ids[int(np.flatnonzero(rank == nobody[0])[0])] = ""
    return Zones(tuple(ids), whole[rank], shapes[rank])


def _rounded(exact: Array, of: Array, wanted: Array) -> Array:
    """Whole numbers that sum to what is wanted of each community, by largest remainder."""
    total = np.bincount(of, exact, minlength=len(wanted))
    exact = exact * (wanted / np.where(total > 0, total, 1))[of]
    whole = np.floor(exact)
    short = wanted - np.bincount(of, whole, minlength=len(wanted))
    order = np.lexsort((np.arange(len(exact)), whole - exact, of))
    place = np.arange(len(exact)) - np.searchsorted(of[order], of[order])
    whole[order] += place < short[of[order]]
    return whole
