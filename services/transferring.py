"""Whose people are served sooner from the other side of a border, out of catchments and territories."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ..geo.cover.quickest import (
    own_ms_by_line,
    own_ms_by_street,
    quickest_by_line,
    quickest_owners,
)
from .catchments import Catchments, Demand, degrees_of
from .ground import Ground, Reached
from .kinds.homes import homes
from .kinds.transfers import transfers

#: So many of the quickest agencies are found for everybody at once.
NEAREST: Final = 8


def transferred(
    reached: Reached, people: Catchments, demand: Demand, ground: Ground
) -> pd.DataFrame:
    """The transfers of a service; facilities of unknown agencies take no part.

    Parameters
    ----------
    reached
        Its catchments.
    people, demand
        Those of people, and the people.
    ground
        What it is measured on.

    Returns
    -------
    pandas.DataFrame
        As `adjoin.services.kinds.transfers.transfers`, with clock.
    """
    owner, ids = reached.owner, reached.ids
    home = homes(
        ground.grounds, ground.whole, people.service, owners=ids, points=len(demand.weights)
    )
    known = np.flatnonzero(owner >= 0)
    facility, theirs = people.facility[known], owner[known]
    if people.clock == "straight":
        places = degrees_of(ground.facilities)[facility]
        nearest = quickest_by_line(places, demand.lonlat, k=1)
        site, ms = nearest.site[:, 0], nearest.ms[:, 0]
        quickest = np.where(site >= 0, np.append(theirs, -1)[site], -1)
        asked = np.where((home >= 0) & (quickest >= 0) & (home != quickest), home, -1)
        own_ms = own_ms_by_line(places, demand.lonlat, owner=theirs, home=asked)
    else:
        way = (
            ground.travel.roads[people.clock],
            ground.travel.snaps[people.clock],
            demand.snaps[people.clock],
        )
        near = quickest_owners(
            *way, chosen=facility, owner=theirs, k=NEAREST, direction=people.direction
        )
        quickest, ms = near.site[:, 0], near.ms[:, 0]
        # The own agency is nearly always among the nearest few; only the others are looked for.
        at_home = (near.site == home[:, None]) & (home >= 0)[:, None]
        own_ms = np.where(at_home, near.ms, -1).max(axis=1, initial=-1)
        more = (home >= 0) & (quickest >= 0) & (own_ms < 0) & (near.site[:, -1] >= 0)
        rest = own_ms_by_street(
            *way, chosen=facility, owner=theirs, home=np.where(more, home, -1),
            direction=people.direction,
        )  # fmt: skip
        own_ms = np.where(more, rest, own_ms)
    table = transfers(
        people.service, ids, people.weights,
        home=home, quickest=quickest, quickest_ms=ms, own_ms=own_ms,
    )  # fmt: skip
    return table.assign(clock=people.clock)
