"""Where the two facilities of each pair stand in the table of facilities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def pair_ends(
    facilities: pd.DataFrame, pairs: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of the facilities of each pair.

    Parameters
    ----------
    facilities
        service, facility_id; each two once.
    pairs
        service, facility_a, facility_b.

    Returns
    -------
    a, b
        Shape of `pairs`; -1 where a facility is not in the table.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.kinds.positions import pair_ends
    >>> sites = pd.DataFrame({"service": ["fire"] * 2, "facility_id": ["1", "2"]})
    >>> pairs = pd.DataFrame({"service": ["fire"], "facility_a": ["2"], "facility_b": ["1"]})
    >>> [ends.tolist() for ends in pair_ends(sites, pairs)]
    [[1], [0]]
    """
    at: Any = pd.MultiIndex.from_frame(facilities[["service", "facility_id"]])
    a, b = (
        at.get_indexer(pd.MultiIndex.from_arrays([pairs["service"], pairs[end]])).astype(np.int64)
        for end in ("facility_a", "facility_b")
    )
    return a, b
