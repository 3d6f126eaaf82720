"""Which agencies deliver a service side by side, each counted as whoever does it."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...boundaries.relations import ADJACENT, TURNED
from ..counting import Counting, already_shared, counted_as

COLUMNS: Final = (
    "service", "agency_a", "agency_b", "relation", "stable", "shared_m", "shared_already", "geometry",
)  # fmt: skip

_KEYS: Final = ["service", "agency_a", "agency_b"]
_TEXT: Final = (*_KEYS, "relation")


def provided(facilities: pd.DataFrame, whole: Counting) -> pd.DataFrame:
    """Every service with each agency that delivers it, or has it done by another.

    Parameters
    ----------
    facilities
        service, agency_id; those without agency do not count.
    whole
        As `adjoin.services.counting.counting` returns it: who delivers by the inventory, and for
        whom another does.

    Returns
    -------
    pandas.DataFrame
        service, agency_id, each two once, sorted.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.services.counting import counting
    >>> from adjoin.services.kinds.beside import provided
    >>> sites = pd.DataFrame({"service": ["fire"] * 2, "agency_id": ["A", None]}, dtype="str")
    >>> provided(sites, counting(pd.Series({"A": "A"}, dtype="str"))).to_numpy().tolist()
    [['fire', 'A']]
    """
    own = facilities.loc[facilities["agency_id"].notna(), ["service", "agency_id"]]
    pairs = {*own.itertuples(index=False, name=None), *whole.providers}
    return pd.DataFrame(sorted(pairs), columns=["service", "agency_id"], dtype="str")


def beside_rows(
    delivered: pd.DataFrame, agency_pairs: gpd.GeoDataFrame, whole: Counting
) -> gpd.GeoDataFrame:
    """Every pair of adjacent agencies that deliver a service, as the agencies that they count as.

    Parameters
    ----------
    delivered
        Of `provided`, or some of its rows.
    agency_pairs
        As `adjoin.boundaries.relations.agency_pairs` returns it: agency_a, agency_b, relation,
        geometry, and stable and shared_m, which are missing in the answer where they are missing there.
    whole
        As whom agencies count, and who shares already.

    Returns
    -------
    geopandas.GeoDataFrame
        service, agency_a < agency_b (as counted), relation (seen from agency_a), stable, shared_m,
        shared_already, and the line of the pair. Several rows for two agencies where several that
        count as them are adjacent, the longest line first. Sorted by service, agency_a and agency_b.
    """
    chosen = agency_pairs["relation"].isin(ADJACENT).to_numpy()
    adjacent = pd.DataFrame(
        {
            "agency_a": agency_pairs["agency_a"],
            "agency_b": agency_pairs["agency_b"],
            "relation": agency_pairs["relation"],
            "stable": agency_pairs.get("stable", pd.NA),
            "shared_m": agency_pairs.get("shared_m", np.nan),
            "line": np.asarray(agency_pairs.geometry, dtype=object),
        }
    )[chosen]
    both: pd.DataFrame = adjacent.merge(
        delivered.rename(columns={"agency_id": "agency_a"}), on="agency_a"
    )
    both = both.merge(
        delivered.rename(columns={"agency_id": "agency_b"}), on=["service", "agency_b"]
    )
    shared = already_shared(whole, both["service"], both["agency_a"], both["agency_b"])
    a, b = (counted_as(whole, both["service"], both[end]) for end in ("agency_a", "agency_b"))
    forward = a < b
    rows = both.assign(
        first=both["agency_a"],
        second=both["agency_b"],
        agency_a=a.where(forward, b),
        agency_b=b.where(forward, a),
        relation=both["relation"].where(forward, both["relation"].replace(TURNED)),
        shared_already=shared,
        length=shapely.length(np.asarray(both["line"], dtype=object)),
    )
    rows = rows[(a != b).to_numpy()].sort_values(
        [*_KEYS, "length", "first", "second"], ascending=[True] * 3 + [False] + [True] * 2
    )
    line = rows["line"].to_numpy(dtype=object)
    result = gpd.GeoDataFrame(rows, geometry=line, crs=agency_pairs.crs)[list(COLUMNS)]
    kinds = {**dict.fromkeys(_TEXT, "str"), "stable": "boolean", "shared_m": "float64"}
    return result.astype(kinds).reset_index(drop=True)


def beside(
    delivered: pd.DataFrame, agency_pairs: gpd.GeoDataFrame, whole: Counting
) -> gpd.GeoDataFrame:
    """Every two agencies that deliver a service side by side and do not share it already.

    Parameters
    ----------
    delivered, agency_pairs, whole
        As for `beside_rows`.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns of `beside_rows`, one row for each service and two agencies: where several that
        count as them are adjacent, the pair with the longest line stands for the two.
    """
    rows = beside_rows(delivered, agency_pairs, whole)
    rows = rows[~rows["shared_already"].to_numpy(dtype=bool)]
    return rows.drop_duplicates(_KEYS).reset_index(drop=True)
