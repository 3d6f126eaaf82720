"""Where the agencies of pairs stand in the table of agencies."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..geo.findings import UseError


def pair_positions(
    agencies: pd.DataFrame, pairs: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The positions of both agencies of each pair.

    Parameters
    ----------
    agencies
        agency_id, each once, in any order.
    pairs
        agency_a and agency_b.

    Returns
    -------
    a, b
        Shape (pairs,), rows of `agencies`.

    Raises
    ------
    UseError
        When a pair names an agency that `agencies` has not.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.boundaries.paired import pair_positions
    >>> pairs = pd.DataFrame({"agency_a": ["a", "a"], "agency_b": ["b", "c"]})
    >>> a, b = pair_positions(pd.DataFrame({"agency_id": ["c", "b", "a"]}), pairs)
    >>> a.tolist(), b.tolist()
    ([2, 2], [1, 0])
    """
    place = pd.Index(agencies["agency_id"])
    a, b = (place.get_indexer(pairs[side]) for side in ("agency_a", "agency_b"))
    lost = sorted({*pairs["agency_a"][a < 0], *pairs["agency_b"][b < 0]})
    if lost:
        raise UseError(
            f"{len(lost)} agencies of the pairs are not among the agencies (first: {lost[0]!r}); "
            "give the agencies that the pairs were made of"
        )
    return a.astype(np.int64), b.astype(np.int64)
