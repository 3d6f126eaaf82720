"""Coverage: whom each facility reaches, whom nobody else does, and what its absence would change."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...geo.cover.losses import (
    Times,
    counts,
    lost,
    reached_by_no_other_owner,
    times_without,
)
from ...geo.cover.overlaps import reached
from ...geo.cover.quickest import Quickest
from ..catchments import Catchments

Array = NDArray[Any]

COLUMNS: Final = (
    "facility_id", "service", "agency_id", "people_reached", "people_only_here", "people_lost",
    "lost_share", "p90_before", "p90_after", "max_before", "max_after", "second_due_share",
    "full_alarm_minutes", "full_alarm_share", "road_km_reached", "road_km_lost",
    "in_every_optimum", "censored", "clock", "geometry",
)  # fmt: skip

#: What is missing where there are no people.
OF_PEOPLE: Final = (
    "people_reached", "people_only_here", "people_lost", "lost_share", "p90_before", "p90_after",
    "max_before", "max_after", "second_due_share",
)  # fmt: skip

#: Stations of a full alarm, at least: NFPA 1710 counts fire fighters, of whom one station has too few;
#: how many each has is not known (judgement).
FULL_ALARM_STATIONS: Final = 2


def coverage(
    found: Catchments,
    facilities: pd.DataFrame,
    owner: Array,
    owners: int,
    quickest: Quickest | None,
) -> pd.DataFrame:
    """What each facility of a service covers.

    Parameters
    ----------
    found
        The catchments.
    facilities
        Of all services: facility_id, agency_id.
    owner
        Shape (s,), code of the agency that each facility counts for, below `owners`; -1: unknown.
    owners
        How many codes there are.
    quickest
        The two quickest of the same facilities for every point, however far; None where nobody
        asks how long it takes.

    Returns
    -------
    pandas.DataFrame
        One row for each facility of `found`: people_reached; people_only_here (reached by no
        facility of another agency; missing where the facility's own is not known; facilities of
        unknown agencies do not count as another's); people_lost (reached by no other facility at all) and
        lost_share of those reached; p90_before, p90_after, max_before, max_after: minutes from the
        quickest facility to those that this one reaches, with and without it (missing where there
        would be no way); second_due_share: of those reached, who has a second facility within the
        standard. Shares and minutes are missing where nobody is reached.
    """
    reach, weights = found.reach, found.weights
    held = reached(reach, weights)
    by = counts(reach, owner, owners)
    alone = lost(reach, weights, by.sites)
    only = np.where(owner >= 0, reached_by_no_other_owner(reach, weights, by.owners), np.nan)
    nothing = np.full(reach.sites, np.nan)
    times = Times(*[nothing] * 4)
    if quickest is not None:
        times = times_without(reach, weights, quickest)
    rows = facilities.iloc[found.facility]
    share = np.divide(alone, held, out=np.full(len(held), np.nan), where=held > 0)
    return pd.DataFrame(
        {
            "facility_id": rows["facility_id"].to_numpy(),
            "service": found.service,
            "agency_id": rows["agency_id"].to_numpy(),
            "people_reached": held,
            "people_only_here": only,
            "people_lost": alone,
            "lost_share": share,
            **{name: _minutes(ms) for name, ms in times._asdict().items()},
            "second_due_share": 1 - share,
            "clock": found.clock,
        }
    )


def full_alarm_share(found: Catchments, alarm: Catchments, *, stations: int) -> Array:
    """Of those whom each station reaches first, the share that enough stations reach for a full alarm.

    Parameters
    ----------
    found, alarm
        Catchments of the same facilities at the first-due and at the full-alarm minutes.
    stations
        How many a full alarm takes.

    Returns
    -------
    numpy.ndarray
        Shape (s,), missing where nobody is reached.
    """
    reach = found.reach
    by = np.bincount(alarm.reach.point, minlength=reach.points)
    held = reached(reach, found.weights)
    enough = reached(reach, np.where(by >= stations, found.weights, 0.0))
    share: Array = np.divide(enough, held, out=np.full(len(held), np.nan), where=held > 0)
    return share


def _minutes(ms: Array) -> Array:
    """Minutes, missing where there is no way."""
    return np.where(np.isfinite(ms), ms / 60_000, np.nan)
