"""Who could do a service for an agency that is below its efficient size."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[Any]

#: How many are named at most, the best first: a card has room for no more.
MOST_HOSTS: Final = 5


def possible_hosts(
    scale: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    counties: Collection[str],
    host_candidates: Collection[str],
) -> pd.Series[str]:
    """Name the agencies beside each one, or around it, that could take its work over.

    A host produces the service itself and is adjacent; what does not travel by road still has its
    partners, counties and lawyers near by. It serves at least the efficient number of people. Of a
    service that counties typically do for others (`host_candidate`), a county also counts below
    that, or where no number is known, and for another county when it serves more people than that
    one (delegation to the county is where sharing saves: Bel & Sebő 2021). That the two share the
    work in part already speaks for it.

    Parameters
    ----------
    scale
        service, agency_id, served_people, efficient_people, below; each service and agency once.
    rows
        Of `adjoin.services.kinds.beside.beside_rows`.
    counties
        Ids of agencies of that level.
    host_candidates
        Ids of services.

    Returns
    -------
    pandas.Series
        On the index of `scale`: up to `MOST_HOSTS` ids joined by `;`, counties first, and then
        whoever serves most people (by id where equal, unknown last). Missing without any, and for
        agencies that are known to be large enough.
    """
    numbers = scale.set_index(["service", "agency_id"])[["served_people", "efficient_people"]]
    ends = [
        rows[["service", one, other]].set_axis(["service", "agency_id", "host"], axis=1)
        for one, other in (("agency_a", "agency_b"), ("agency_b", "agency_a"))
    ]
    ways = pd.concat([pd.DataFrame(end) for end in ends], ignore_index=True).drop_duplicates()
    own = _numbers(ways, "agency_id", numbers)
    theirs = _numbers(ways, "host", numbers)
    county, of_county = (ways[end].isin(set(counties)) for end in ("host", "agency_id"))
    willing = county & ways["service"].isin(set(host_candidates))
    # Comparisons with what is not known are False.
    large = theirs[:, 0] >= theirs[:, 1]
    able = large | (willing & (~of_county | (theirs[:, 0] > own[:, 0]))).to_numpy(dtype=bool)
    ranked = ways.assign(later=~county, fewer=-theirs[:, 0])[able]
    ranked = ranked.sort_values(["service", "agency_id", "later", "fewer", "host"])
    best = ranked.groupby(["service", "agency_id"], sort=True).head(MOST_HOSTS)
    named = best.groupby(["service", "agency_id"], sort=True)["host"].agg(";".join).to_dict()
    small = scale["below"].fillna(True).to_numpy(dtype=bool)
    hosts = [
        named.get((service, agency)) if below else None
        for service, agency, below in zip(scale["service"], scale["agency_id"], small, strict=True)
    ]
    return pd.Series(hosts, index=scale.index, dtype="str")


def _numbers(ways: pd.DataFrame, end: str, numbers: pd.DataFrame) -> Array:
    """Served and efficient people of the agencies at one end."""
    keys = pd.MultiIndex.from_arrays([ways["service"], ways[end]])
    found: Array = numbers.reindex(keys).to_numpy(dtype=np.float64)
    return found
