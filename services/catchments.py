"""Catchments: whom, or what, each facility of a service reaches within its standard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..geo.cover.reach import Reach
from ..geo.cover.reaching import Direction, reach_by_line, reach_by_street
from ..geo.cover.streetwork import street_work
from ..geo.crs import LONLAT, to_crs
from ..geo.membership import even_weights
from ..geo.streets.snapping import Snapped
from ..geo.travel.roads import Roads

Array = NDArray[Any]

#: How far beyond the standard catchments are known, so that other limits are only a cut.
WIDEST: Final = 1.2

#: Which way people or crews travel, by primary mode (docs/definitions.md, Catchment).
DIRECTIONS: Final[Mapping[str, Direction]] = {
    "RESP": "out",
    "SITE": "in",
    "DESK": "in",
    "DEPOT": "both",
}


def widest(standards: Mapping[str, float | None]) -> dict[str, float | None]:
    """The minutes up to which everything is known, by service."""
    return {
        name: None if minutes is None else minutes * WIDEST for name, minutes in standards.items()
    }


class Demand(NamedTuple):
    """What is to be reached: p points with a weight.

    Parameters
    ----------
    weights
        Shape (p,), summable in any order.
    lonlat
        Shape (p, 2), degrees.
    snaps
        The points on the streets of each mode of travel; empty without streets.
    unit
        What the weights are: `people` or `road_km`.
    """

    weights: NDArray[np.float64]
    lonlat: NDArray[np.float64]
    snaps: Mapping[str, Snapped]
    unit: str


class Travel(NamedTuple):
    """How facilities are travelled to and from.

    Parameters
    ----------
    roads, snaps
        Streets, and all facilities on them, by mode of travel; empty without streets.
    clocks
        By service, `drive` or `walk`, a key of the two, or `straight`.
    """

    roads: Mapping[str, Roads]
    snaps: Mapping[str, Snapped]
    clocks: Mapping[str, str]


class Catchments(NamedTuple):
    """The catchments of all facilities of a service that are on the streets.

    Parameters
    ----------
    service, clock, direction
        Which service, by what its minutes are measured, and which way.
    facility
        Shape (s,), positions of the facilities, ascending.
    limit_ms
        The standard.
    wide
        What each reaches within `WIDEST` standards.
    access_ms
        Shape (n,), what of the time of each entry of `wide` is spent off the streets, which no
        speed of streets changes.
    weights, unit
        Shape (p,), of the points, and what they are. 0 where a point is on no street: it has no
        travel times, and is neither reached nor left out of reach.
    """

    service: str
    clock: str
    direction: Direction
    facility: NDArray[np.int64]
    limit_ms: int
    wide: Reach
    access_ms: NDArray[np.int64]
    weights: NDArray[np.float64]
    unit: str

    @property
    def reach(self) -> Reach:
        """Within the standard."""
        return self.wide.kept(self.wide.ms <= self.limit_ms)

    def within(self, factor: float) -> Reach:
        """Within the standard times a factor up to `WIDEST`."""
        return self.wide.kept(self.wide.ms <= round(self.limit_ms * factor))

    def at_speed(self, factor: float) -> Reach:
        """`wide` with the times that streets travelled so much faster would give.

        The quickest way stays the quickest where all streets change alike, to the rounding of
        single streets.
        """
        if self.clock == "straight":
            return self.wide._replace(ms=np.rint(self.wide.ms / factor).astype(np.int32))
        moving = self.wide.ms - self.access_ms
        return self.wide._replace(ms=np.rint(self.access_ms + moving / factor).astype(np.int32))


def people_demand(people: gpd.GeoDataFrame, snaps: Mapping[str, Snapped]) -> Demand:
    """People as what is to be reached.

    Parameters
    ----------
    people
        As `adjoin.boundaries.people.people_table` returns it.
    snaps
        As `adjoin.boundaries.residents.snapped_people` returns them.
    """
    weights = even_weights(people["people"].to_numpy(dtype=float))
    return Demand(weights, degrees_of(people), snaps, "people")


def street_demand(roads: Mapping[str, Roads], mode: str) -> Demand | None:
    """The kilometres of the streets of one mode as what is to be reached; None without streets."""
    if mode not in roads:
        return None
    work = street_work(roads[mode].network)
    nowhere = np.full((len(work.km), 2), np.nan)  # never asked as the crow flies
    return Demand(even_weights(work.km), nowhere, {mode: work.middle}, "road_km")


def catchments(
    service: str,
    facilities: gpd.GeoDataFrame,
    demand: Demand,
    *,
    direction: Direction,
    minutes: float,
    travel: Travel,
) -> Catchments:
    """Find whom each facility of a service reaches.

    Parameters
    ----------
    service
        Its id.
    facilities
        Of all services, with service, in the plane.
    demand
        The points that are to be reached.
    direction
        As in `DIRECTIONS`.
    minutes
        The standard; inclusive.
    travel
        Streets, and facilities on them.

    Returns
    -------
    Catchments
        Of the facilities on the streets, or of those with a place where there are none.
    """
    limit_ms = round(minutes * 60_000)
    wide_ms = round(limit_ms * WIDEST)
    own = (facilities["service"] == service).to_numpy()
    clock = travel.clocks[service]
    if clock == "straight":
        places = degrees_of(facilities)
        at = np.flatnonzero(own & np.isfinite(places).all(axis=1))
        wide = reach_by_line(places[at], demand.lonlat, limit_ms=wide_ms)
        access = np.zeros(len(wide.point), dtype=np.int64)
    else:
        on, points = travel.snaps[clock], demand.snaps[clock]
        at = np.flatnonzero(own & on.snapped)
        wide = reach_by_street(
            travel.roads[clock], on, points, chosen=at, limit_ms=wide_ms, direction=direction
        )
        access = on.access_ms[at][wide.site] + points.access_ms[wide.point]
    weights = demand.weights
    if clock != "straight":
        weights = np.where(demand.snaps[clock].snapped, weights, 0.0)
    return Catchments(service, clock, direction, at, limit_ms, wide, access, weights, demand.unit)


def codes_of(counted: pd.Series[str], ids: list[str]) -> Array:
    """Positions in sorted ids, -1 for a missing one."""
    at: Array = pd.Index(ids).get_indexer(pd.Index(counted.astype(object))).astype(np.int64)
    return at


def degrees_of(frame: gpd.GeoDataFrame) -> Array:
    """Longitude and latitude of points, shape (n, 2); NaN where one has no place."""
    places = np.full((len(frame), 2), np.nan)
    shapes = np.asarray(frame.geometry, dtype=object)
    known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    places[known] = shapely.get_coordinates(to_crs(shapes[known], frame.crs, LONLAT).shapes)
    return places
