"""Where the facilities of a fictional region stand: beside a street, on their agency's land."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from .areas import Areas
from .plan import Plan
from .sites import Site
from .streets import StreetNet
from .terrain import Array, to_lonlat

BESIDE_KM: Final = 0.03
"""How far to the right of the middle of its street a building stands."""

BUILT_AT: Final = ("street", "avenue", "country", "main")
"""The kinds of streets that buildings stand at."""

_FEW = 300  # lots that are looked at before all are


def lots(plan: Plan, net: StreetNet, kinds: Iterable[str]) -> Array:
    """Where a building could stand: to the right of the middle of each arc, in degrees, (n, 2).

    Parameters
    ----------
    kinds
        Of the arcs to build at.
    """
    start, end = net.nodes_km[net.ends[np.isin(net.kind, list(kinds))]].transpose(1, 0, 2)
    along = (end - start) / np.maximum(np.linalg.norm(end - start, axis=1), 1e-9)[:, None]
    right = np.stack([along[:, 1], -along[:, 0]], axis=1)
    return to_lonlat(plan, (start + end) / 2 + BESIDE_KM * right)


def site_places(
    plan: Plan, net: StreetNet, areas: Areas, sites: Iterable[Site]
) -> dict[str, tuple[float, float] | None]:
    """Longitude and latitude of each site of the demonstration, by its id.

    Each takes the nearest lot to where it is wanted that lies on its land and is free; a site may
    also stand where another one does.

    Parameters
    ----------
    plan, net
        The land and its streets.
    areas
        As they are before faults are put into them.
    sites
        In the order in which they choose; None stands for one that has no place.
    """
    built = lots(plan, net, BUILT_AT)
    highway = lots(plan, net, ("highway",))
    tree = cKDTree(built * _flat(plan))
    free = np.ones(len(built), dtype=bool)
    shapes = _shapes(areas)
    known: dict[str, tuple[float, float] | None] = {}
    for site in sites:
        if site.written is not None:
            lon, lat = site.written
            known[site.id] = (float(lon), float(lat)) if lon else None
        elif site.near in known:
            known[site.id] = known[site.near]
        elif site.near == "highway end":
            end = highway[highway[:, 1].argmin()] + _degrees(plan, site)
            known[site.id] = _point(
                highway[cKDTree(highway * _flat(plan)).query(end * _flat(plan))[1]]
            )
        else:
            wanted = _middle(plan, shapes, site.near) + _degrees(plan, site)
            land = shapes.get(_land_of(site, shapes))
            for few in (_FEW, len(built)):
                near = tree.query(wanted * _flat(plan), few)[1]
                near = near[free[near] & (land is None or shapely.contains_xy(land, built[near]))]
                if near.size:
                    break
            chosen = int(near[0])
            free[chosen] = False
            known[site.id] = _point(built[chosen])
    return known


def _land_of(site: Site, shapes: Mapping[str, BaseGeometry]) -> str:
    """The agency on whose land a site stands; empty for any land."""
    if site.on:
        return "" if site.on == "-" else site.on
    if site.agency in shapes:
        return site.agency
    by_name = site.near.split("|")
    return by_name[0] if by_name[0] in shapes else ""


def _shapes(areas: Areas) -> dict[str, BaseGeometry]:
    pairs = zip(areas.agencies, areas.shapes, strict=True)
    return {agency.id: shape for agency, shape in pairs if shape is not None} | {
        agency.name: shape for agency, shape in pairs if shape is not None
    }


def _point(lonlat: Array) -> tuple[float, float]:
    return float(lonlat[0]), float(lonlat[1])


def _degrees(plan: Plan, site: Site) -> Array:
    """How far a site is from where it is named after, in degrees."""
    middle = np.array([plan.width_km / 2, plan.height_km / 2])
    away = np.array([site.east_km, site.north_km])
    return to_lonlat(plan, middle + away) - to_lonlat(plan, middle)


def _middle(plan: Plan, shapes: Mapping[str, BaseGeometry], near: str) -> Array:
    """The middle of a place or lake, or of the border of two agencies, in degrees."""
    if "|" in near:
        a, b = (shapes[name] for name in near.split("|"))
        border = shapely.intersection(a, b)
        if shapely.is_empty(border):
            border = shapely.shortest_line(a, b)
        longest = max(shapely.get_parts(shapely.line_merge(border)), key=shapely.length)
        half_way = shapely.line_interpolate_point(longest, 0.5, normalized=True)
        return np.array([half_way.x, half_way.y])
    known = {place.id: (place.east_km, place.north_km) for place in plan.places}
    known |= {lake.name: (lake.east_km, lake.north_km) for lake in plan.lakes}
    return to_lonlat(plan, np.array(known[near]))


def _flat(plan: Plan) -> Array:
    """What to multiply degrees with to have about the same distance in all directions."""
    return np.array([np.cos(np.radians(to_lonlat(plan, np.zeros(2))[1])), 1.0])
