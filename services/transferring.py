"""Whose people are served sooner from the other side of a border, out of catchments and territories."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..geo.cover.quickest import own_ms_by_line, own_ms_by_street
from .catchments import Catchments, Demand, degrees_of
from .ground import Ground, Reached, quickest_of
from .kinds.homes import homes
from .kinds.transfers import transfers


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
    own = people._replace(facility=people.facility[known], wide=people.wide.of(known))
    nearest = quickest_of(own, demand, ground, k=1)
    site, ms = nearest.site[:, 0], nearest.ms[:, 0]
    quickest = np.where(site >= 0, np.append(owner[known], -1)[site], -1)
    asked = np.where((home >= 0) & (quickest >= 0) & (home != quickest), home, -1)
    if people.clock == "straight":
        places = degrees_of(ground.facilities)[own.facility]
        own_ms = own_ms_by_line(places, demand.lonlat, owner=owner[known], home=asked)
    else:
        own_ms = own_ms_by_street(
            ground.travel.roads[people.clock],
            ground.travel.snaps[people.clock],
            demand.snaps[people.clock],
            chosen=own.facility,
            owner=owner[known],
            home=asked,
            direction=people.direction,
        )
    table = transfers(
        people.service, ids, people.weights,
        home=home, quickest=quickest, quickest_ms=ms, own_ms=own_ms,
    )  # fmt: skip
    return table.assign(clock=people.clock)
