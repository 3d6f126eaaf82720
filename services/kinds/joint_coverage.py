"""Joint coverage: how few of the existing sites would keep today's cover, and what fewer would.

What single facilities could be spared for must never be added up: two of which each covers what
the other does would together leave everything uncovered. So all sites of a service are looked at
together, whoever runs them.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...geo.cover.every import in_every_optimum
from ...geo.cover.fewest import Fewest, fewest_sites
from ...geo.cover.losses import counts
from ...geo.cover.most import most_covered
from ...geo.cover.reach import Reach
from ..catchments import Catchments
from .coverage import FULL_ALARM_STATIONS

Array = NDArray[Any]

COLUMNS: Final = (
    "service", "facilities", "people_covered", "people_covered_twice", "people_shared",
    "people_unreached", "road_km_covered", "road_km_covered_twice", "keeps", "fewest_needed",
    "removable_ceiling", "optimal", "gap", "sites_in_every_optimum", "full_alarm_minutes",
    "full_alarm_people", "fewest_with_full_alarm", "optimal_with_full_alarm",
    "gap_with_full_alarm", "clock",
)  # fmt: skip

CURVE_COLUMNS: Final = ("service", "sites", "unit", "covered", "share", "bound", "gap")

#: Of so many sites it is asked which are in every optimum, beside those that alone reach something:
#: these are in every cover, without a search.
MOST_SITES: Final = 150

#: At how many numbers of sites the curve is known.
STEPS: Final = 10


class Joint(NamedTuple):
    """What all facilities of a service cover together.

    Parameters
    ----------
    row
        One row of `COLUMNS`.
    curve
        Rows of `CURVE_COLUMNS`.
    in_every
        Shape (s,), for each facility whether it is in every optimum; missing where that is not
        known: where more than `MOST_SITES` are left when those that alone reach something are set
        aside, and without a proof.
    """

    row: pd.DataFrame
    curve: pd.DataFrame
    in_every: Any


def joint_coverage(
    main: Catchments,
    people: Catchments | None,
    owner: Array,
    owners: int,
    *,
    alarm: Catchments | None = None,
) -> Joint:
    """Look at all facilities of a service together, whoever runs them.

    Parameters
    ----------
    main
        The catchments that are to be kept: of people, or of streets for crews that work along them.
    people
        The same facilities' catchments of people; None without.
    owner, owners
        As for `adjoin.services.kinds.coverage.coverage`.
    alarm
        Catchments of the same facilities at the minutes of a full alarm, where it takes one.

    Returns
    -------
    Joint
        `row`: facilities; people_covered, by two facilities at least (people_covered_twice), by two
        agencies at least (people_shared) and by none (people_unreached); the same in kilometres for
        streets; keeps (what the cover is of); fewest_needed to keep it, removable_ceiling (facilities less
        those), optimal (proved), gap (which share of the number might still be saved), sites_in_every_optimum (how many
        sites are); and for a full alarm of at least two stations: full_alarm_people, and the fewest sites that keep
        first crews and full alarms. `curve`: the most that so many sites cover, with its proved bound.
    """
    kept = _kept(main)
    fewest = fewest_sites(kept)
    every = in_every_optimum(kept, fewest, most=MOST_SITES + int(_alone(kept).sum()))
    row: dict[str, Any] = {
        "service": main.service,
        "facilities": len(main.facility),
        **_covered(people, owner, owners),
        "keeps": main.unit,
        "fewest_needed": fewest.number,
        "removable_ceiling": len(main.facility) - fewest.number,
        "optimal": fewest.optimal,
        "gap": fewest.gap,
        "sites_in_every_optimum": np.nan if every is None else int(every.surely.sum()),
        "clock": main.clock,
    }
    if main is not people:
        by = np.bincount(main.reach.point, minlength=main.reach.points)
        row["road_km_covered"] = float(main.weights[by >= 1].sum())
        row["road_km_covered_twice"] = float(main.weights[by >= 2].sum())
    if alarm is not None:
        row |= _full_alarm(main, alarm)
    table = pd.DataFrame([row]).reindex(columns=list(COLUMNS))
    known = pd.array([pd.NA] * len(main.facility), dtype="boolean")
    if every is not None:
        known = pd.array(every.surely, dtype="boolean")
        known[every.undecided] = pd.NA
    return Joint(table, _curve(main, fewest), known)


def _kept(found: Catchments) -> Reach:
    """What of the reach is to be kept: not points at which there is nobody."""
    return found.reach.kept(found.weights[found.reach.point] > 0)


def _alone(reach: Reach) -> Array:
    """Whether each site reaches anything that no other does, shape (s,)."""
    once = np.bincount(reach.point, minlength=reach.points)[reach.point] == 1
    return np.bincount(reach.site[once], minlength=reach.sites) > 0


def _covered(people: Catchments | None, owner: Array, owners: int) -> dict[str, float]:
    """How many people are reached, and how often; missing without people."""
    names = ("people_covered", "people_covered_twice", "people_shared", "people_unreached")
    if people is None:
        return dict.fromkeys(names, np.nan)
    by = counts(people.reach, owner, owners)
    chosen = by.sites >= 1, by.sites >= 2, by.owners >= 2, by.sites == 0
    return {
        name: float(people.weights[some].sum()) for name, some in zip(names, chosen, strict=True)
    }


def _full_alarm(main: Catchments, alarm: Catchments) -> dict[str, Any]:
    """Whom enough stations reach for a full alarm, and how few would keep it and first crews."""
    by = np.bincount(alarm.reach.point, minlength=alarm.reach.points)
    both = fewest_sites(_kept(main), also=_kept(alarm), also_need=FULL_ALARM_STATIONS)
    return {
        "full_alarm_minutes": alarm.limit_ms / 60_000,
        "full_alarm_people": float(alarm.weights[by >= FULL_ALARM_STATIONS].sum()),
        "fewest_with_full_alarm": both.number,
        "optimal_with_full_alarm": both.optimal,
        "gap_with_full_alarm": both.gap,
    }


def _curve(main: Catchments, fewest: Fewest) -> pd.DataFrame:
    """What fewer sites would cover, at up to `STEPS` numbers."""
    if fewest.number == 0:
        return pd.DataFrame(columns=list(CURVE_COLUMNS))
    steps = min(STEPS, fewest.number)
    sites = np.unique(np.rint(np.linspace(1, fewest.number, steps)).astype(np.int64))
    found = most_covered(main.reach, main.weights, sites=sites.tolist())
    reached = np.bincount(main.reach.point, minlength=main.reach.points) > 0
    total = float(main.weights[reached].sum())
    return pd.DataFrame(
        {
            "service": main.service,
            "sites": sites,
            "unit": main.unit,
            "covered": found.covered,
            "share": found.covered / total if total else np.nan,
            "bound": found.bound,
            "gap": found.gap,
        }
    )
