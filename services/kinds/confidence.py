"""How sure a finding is, in named parts from 0 to 1; all of them judgements, told one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..counting import Counting, counted_as
from ..scenarios import CATCHMENT_SCENARIOS, TOLERANCE_SCENARIOS
from .standing import KEYS, column_of

Array = NDArray[Any]

#: How far minutes can be trusted: on streets, or as the crow flies.
CLOCK: Final = {"drive": 1.0, "walk": 1.0, "straight": 0.6}

#: Trust in a facility that is as far from its street as is allowed; 1 on the street.
FARTHEST: Final = 0.5

#: What each scenario takes away in which a finding is not found any more.
FRAGILE: Final = 0.25

#: What hangs on travel times, and what on the ground that agencies serve.
BY_TRAVEL: Final = frozenset({"proximity", "catchment_overlap"})
BY_GROUND: Final = frozenset({"adjacent_provision", "double_provision", "sub_scale"})

PARTS: Final = ("attribution", "snapping", "clock", "stability", "threshold")


def confidence(
    stands: pd.DataFrame,
    facilities: pd.DataFrame,
    whole: Counting,
    *,
    clocks: Mapping[str, str],
    max_snap_m: float,
) -> pd.DataFrame:
    """The parts of the confidence of each finding, and all together.

    Parameters
    ----------
    stands
        Of `adjoin.services.kinds.standing.standing`, the rows that were found as run.
    facilities
        service, agency_id, attribution_confidence, snapped, snap_m.
    whole
        As whom agencies count.
    clocks
        `drive`, `walk` or `straight` by service.
    max_snap_m
        How far from a street a facility may stand.

    Returns
    -------
    pandas.DataFrame
        On the index of `stands`, each from 0 to 1:

        - confidence_attribution: of the two agencies the less sure one's mean `attribution_confidence`; 1 for
          one that only an inventory names;
        - confidence_snapping: of the two the smaller mean of how near their facilities stand to a
          street (1 on it, 0.5 at `max_snap_m`, 0 off every street); 1 where travel plays no part;
        - confidence_clock: 1 on streets, 0.6 on straight lines;
        - confidence_stability: less 0.25 for each of half and twice the tolerance at which it is not
          found; 1 where borders play no part;
        - confidence_threshold: the same for the standard and the speed at 0.8 and 1.2.

        `confidence` is their product.
    """
    travel = stands["kind"].isin(BY_TRAVEL).to_numpy()
    by_agency = _by_agency(facilities, whole, max_snap_m=max_snap_m)
    sure, near = (_weaker(stands, by_agency, name) for name in ("sure", "near"))
    clock = stands["service"].map(clocks).map(CLOCK).astype(float).fillna(1.0).to_numpy()
    parts = {
        "attribution": sure,
        "snapping": np.where(travel & (clock == 1.0), near, 1.0),
        "clock": np.where(travel, clock, 1.0),
        "stability": 1 - FRAGILE * _failing(stands, TOLERANCE_SCENARIOS),
        "threshold": 1 - FRAGILE * _failing(stands, CATCHMENT_SCENARIOS[1:]),
    }
    table = pd.DataFrame({f"confidence_{name}": parts[name] for name in PARTS}, index=stands.index)
    return table.assign(confidence=table.prod(axis=1))


def _failing(stands: pd.DataFrame, scenarios: Any) -> Array:
    """In how many scenarios each finding is not found."""
    flags = [stands[column_of(scenario)].to_numpy(dtype=bool) for scenario in scenarios]
    failing: Array = np.sum([~flag for flag in flags], axis=0)
    return failing


def _by_agency(facilities: pd.DataFrame, whole: Counting, *, max_snap_m: float) -> pd.DataFrame:
    """By service and agency as counted: how surely it is theirs, and how near to streets."""
    off = facilities["snap_m"].astype(float) / max(max_snap_m, 1e-9)
    near = (1 - (1 - FARTHEST) * off.clip(0, 1)).where(facilities["snapped"].astype(bool), 0.0)
    table = pd.DataFrame(
        {
            "service": facilities["service"],
            "agency": counted_as(whole, facilities["service"], facilities["agency_id"]),
            "sure": facilities["attribution_confidence"].astype(float),
            "near": near,
        }
    )
    return table.groupby(["service", "agency"], sort=True)[["sure", "near"]].mean()


def _weaker(stands: pd.DataFrame, by_agency: pd.DataFrame, name: str) -> Array:
    """The smaller of the numbers of the two agencies; 1 for one without facilities."""
    ends = [
        by_agency[name]
        .reindex(pd.MultiIndex.from_arrays([stands["service"], stands[end]]))
        .fillna(1.0)
        .to_numpy()
        for end in KEYS[1:]
    ]
    weaker: Array = np.minimum(*ends)
    return weaker
