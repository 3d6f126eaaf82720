"""Transfers: people whose quickest facility is another agency's than the one that serves their ground.

The case for automatic aid, or for a border that service need not stop at: by whom, how many, how
much sooner, and how evenly between the two.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...geo.membership import even_weights

Array = NDArray[Any]

COLUMNS: Final = (
    "service", "home_agency", "other_agency", "people", "minutes_saved", "people_timed", "balance",
    "shared_already", "clock", "geometry",
)  # fmt: skip


def transfers(
    service: str,
    ids: list[str],
    weights: Array,
    *,
    home: Array,
    quickest: Array,
    quickest_ms: Array,
    own_ms: Array,
) -> pd.DataFrame:
    """Count the people who are served sooner from the other side of a border.

    Parameters
    ----------
    service
        Its id.
    ids
        Sorted ids of agencies; codes below are positions in it.
    weights
        Shape (p,), people, summable.
    home
        Shape (p,), the agency whose ground for the service holds each point; -1 for nobody's.
    quickest, quickest_ms
        Shape (p,), the agency of the quickest facility, and its time; -1 where none can be reached.
    own_ms
        Shape (p,), the time to the quickest facility of the home agency; -1 where it has none that
        can be reached. As near as the other's counts as the own.

    Returns
    -------
    pandas.DataFrame
        service, home_agency, other_agency, people; minutes_saved, the mean over those of them
        (people_timed) whom a facility of their own agency can reach at all, missing without any; balance:
        the smaller of the two directions over the larger, 0 where there is only one. Sorted.
    """
    moved = (home >= 0) & (quickest >= 0) & (home != quickest) & (weights > 0)
    moved &= (own_ms < 0) | (own_ms > quickest_ms)
    at = np.flatnonzero(moved)
    size = len(ids)
    code, group = np.unique(home[at] * size + quickest[at], return_inverse=True)
    # Of nothing bincount makes whole numbers.
    people = np.bincount(group, weights[at], minlength=len(code)).astype(np.float64)
    timed = own_ms[at] >= 0
    timed_people = np.bincount(group[timed], weights[at][timed], minlength=len(code)).astype(float)
    spared = even_weights(weights[at][timed] * (own_ms[at] - quickest_ms[at])[timed])
    minutes = np.bincount(group[timed], spared, minlength=len(code)) / 60_000
    one, other = np.divmod(code, max(size, 1))
    both = dict(zip(zip(one.tolist(), other.tolist(), strict=True), people.tolist(), strict=True))
    back = np.array(
        [both.get((y, x), 0.0) for x, y in zip(one.tolist(), other.tolist(), strict=True)]
    )
    names = np.array(ids, dtype=object)
    return pd.DataFrame(
        {
            "service": pd.Series([service] * len(code), dtype="str"),
            "home_agency": pd.Series(names[one], dtype="str"),
            "other_agency": pd.Series(names[other], dtype="str"),
            "people": people,
            "minutes_saved": np.divide(
                minutes, timed_people, out=np.full(len(code), np.nan), where=timed_people > 0
            ),
            "people_timed": timed_people,
            "balance": np.minimum(people, back) / np.maximum(people, back) if len(code) else people,
        }
    )
