"""What a service is measured on: its facilities, what they are to reach, and whose they are."""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..geo.cover.quickest import Quickest, quickest_by_line, quickest_by_street
from .catchments import (
    DIRECTIONS,
    WIDEST,
    Catchments,
    Demand,
    Travel,
    catchments,
    codes_of,
    degrees_of,
)
from .counting import Counting, counted_as
from .kinds.applies import BY_STREETS
from .service import Service
from .territories import Grounds

Array = NDArray[Any]


class Ground(NamedTuple):
    """Everything that measuring a service needs beside its catchments.

    Parameters
    ----------
    facilities
        All, sorted by service and facility_id, in the plane.
    pairs
        Facility pairs within the widest standard.
    whole
        As whom agencies count.
    grounds
        The territories, with the people on them.
    beside
        Of `adjoin.services.kinds.beside.beside`.
    people, work
        What is to be reached: people, or streets for crews that work along them; None without.
    travel
        Streets, and facilities on them.
    workers
        How many services are measured side by side; the results are the same.
    """

    facilities: gpd.GeoDataFrame
    pairs: pd.DataFrame
    whole: Counting
    grounds: Grounds
    beside: pd.DataFrame
    people: Demand | None
    work: Demand | None
    travel: Travel
    workers: int = 1


class Reached(NamedTuple):
    """The catchments of one service, and whose they are.

    Parameters
    ----------
    service
        It.
    people, work
        Catchments of people, and of streets for crews that work along them; None without.
    owner
        Shape (s,), position in `ids` of the agency that each facility counts for; -1: not known.
    ids
        Sorted ids of the agencies that have a facility or ground for the service.
    """

    service: Service
    people: Catchments | None
    work: Catchments | None
    owner: NDArray[np.int64]
    ids: list[str]

    @property
    def main(self) -> Catchments | None:
        """What is double, or lost: streets for crews that work along them, else people."""
        return self.work if self.service.primary_mode in BY_STREETS else self.people

    @property
    def facility(self) -> NDArray[np.int64]:
        """Shape (s,), positions of the facilities."""
        known = self.people if self.people is not None else self.work
        return np.zeros(0, dtype=np.int64) if known is None else known.facility


def reached_by(service: Service, minutes: float, ground: Ground) -> Reached:
    """Find whom, and which streets, the facilities of a service reach.

    Parameters
    ----------
    service
        Of a mode in `adjoin.services.catchments.DIRECTIONS`.
    minutes
        The standard.
    ground
        What it is measured on.
    """
    people = work = None
    if ground.people is not None:
        people = _catchments(service, minutes, ground.people, ground)
    along = service.primary_mode in BY_STREETS
    if along and ground.work is not None and ground.travel.clocks[service.id] in ground.work.snaps:
        work = _catchments(service, minutes, ground.work, ground)
    found = Reached(service, people, work, np.zeros(0, dtype=np.int64), [])
    rows = ground.facilities.iloc[found.facility]
    counted = counted_as(ground.whole, rows["service"], rows["agency_id"])
    table = ground.grounds.table
    held = table[table["service"] == service.id]
    at_home = counted_as(ground.whole, held["service"], held["agency_id"])
    ids = sorted({*counted.dropna(), *at_home.dropna()})
    return found._replace(owner=codes_of(counted, ids), ids=ids)


def alarm_of(reached: Reached, ground: Ground) -> Catchments | None:
    """The catchments of people at the minutes of a full alarm; None where it takes none."""
    minutes = reached.service.full_alarm_minutes
    if minutes is None or ground.people is None:
        return None
    return _catchments(reached.service, minutes, ground.people, ground)


def quickest_of(found: Catchments, demand: Demand, ground: Ground, *, k: int) -> Quickest:
    """The k quickest of the facilities of some catchments for every point, however far.

    Parameters
    ----------
    found
        The facilities, numbered as they are there.
    demand
        The points.
    ground
        What it is measured on.
    k
        How many.
    """
    if found.clock == "straight":
        places = degrees_of(ground.facilities)[found.facility]
        return quickest_by_line(places, demand.lonlat, k=k)
    return quickest_by_street(
        ground.travel.roads[found.clock],
        ground.travel.snaps[found.clock],
        demand.snaps[found.clock],
        chosen=found.facility,
        k=k,
        direction=found.direction,
        known=found.wide,
        limit_ms=round(found.limit_ms * WIDEST),
    )


def _catchments(service: Service, minutes: float, demand: Demand, ground: Ground) -> Catchments:
    """The catchments of a service, in the direction of its mode."""
    return catchments(
        service.id, ground.facilities, demand, direction=DIRECTIONS[service.primary_mode],
        minutes=minutes, travel=ground.travel,
    )  # fmt: skip
