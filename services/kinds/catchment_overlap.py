"""Catchment overlap: the people whom facilities, or agencies, of a service reach in common.

Of two catchments A and B: *overlap coefficient* w(A n B) / min(w(A), w(B)), *Jaccard index*
w(A n B) / w(A u B), *directional share* w(A n B) / w(A) (Szymkiewicz 1934, Simpson 1943; Jaccard
1901).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...geo.cover.overlaps import common_to_owners, pair_overlaps, reached, united
from ...geo.cover.reach import Reach
from ..catchments import Catchments

Array = NDArray[Any]

OVERLAP_COLUMNS: Final = (
    "service", "agency_a", "agency_b", "overlap", "overlap_share", "overlap_jaccard", "share_a",
    "share_b",
)  # fmt: skip


def facility_overlaps(found: Catchments, a: Array, b: Array) -> pd.DataFrame:
    """Whom the two facilities of each pair reach, and whom both.

    Parameters
    ----------
    found
        The catchments of the pairs' service.
    a, b
        Shape (q,), positions of facilities, all of them among `found.facility`.

    Returns
    -------
    pandas.DataFrame
        catchment_people_a, catchment_people_b, overlap_people, overlap_share (of the smaller
        catchment; missing where that is empty).
    """
    reach = found.reach
    one, other = (np.searchsorted(found.facility, side) for side in (a, b))
    held = reached(reach, found.weights)
    both = pair_overlaps(reach, found.weights, one, other)
    return pd.DataFrame(
        {
            "catchment_people_a": held[one],
            "catchment_people_b": held[other],
            "overlap_people": both,
            "overlap_share": _share(both, np.minimum(held[one], held[other])),
        }
    )


def agency_overlaps(
    found: Catchments,
    reach: Reach,
    whole: Reach,
    *,
    owner: Array,
    ids: list[str],
    joint: tuple[Array, Array],
) -> pd.DataFrame:
    """What every two agencies reach in common, with all of their facilities together.

    Facilities that two agencies have at one spot are joint use, and do not speak for these two.

    Parameters
    ----------
    found
        The catchments.
    reach
        Of the same facilities, within the limit that counts.
    whole
        The same of the agencies, with all of their facilities together.
    owner
        Shape (s,), position in `ids` of the agency that each facility counts for; -1 for nobody's.
    ids
        Sorted ids of agencies.
    joint
        Positions (within `found.facility`) of facilities at one spot, two of different agencies each.

    Returns
    -------
    pandas.DataFrame
        `OVERLAP_COLUMNS`; only pairs that reach somebody in common. Sorted by agencies.
    """
    held = reached(whole, found.weights)
    common = common_to_owners(whole, found.weights)
    a, b, weight = common
    held_a, held_b = held[a], held[b]
    if len(joint[0]):
        weight, held_a, held_b = (values.copy() for values in (weight, held_a, held_b))
        for x, y, sites in _joint_by_pair(owner, *joint):
            k = np.flatnonzero((a == x) & (b == y))
            if not len(k):
                continue
            apart = owner.copy()
            apart[sites] = -1
            apart[(owner != x) & (owner != y)] = -1
            pair = np.where(apart < 0, -1, (apart == y).astype(np.int64))
            rest = united(reach, pair, 2)
            again = common_to_owners(rest, found.weights)
            weight[k] = again.weight.sum()
            held_a[k], held_b[k] = reached(rest, found.weights)
    kept = weight > 0
    a, b = a[kept], b[kept]
    weight, held_a, held_b = weight[kept], held_a[kept], held_b[kept]
    names = np.array(ids, dtype=object)
    return pd.DataFrame(
        {
            "service": pd.Series([found.service] * len(a), dtype="str"),
            "agency_a": pd.Series(names[a], dtype="str"),
            "agency_b": pd.Series(names[b], dtype="str"),
            "overlap": weight,
            "overlap_share": _share(weight, np.minimum(held_a, held_b)),
            "overlap_jaccard": _share(weight, held_a + held_b - weight),
            "share_a": _share(weight, held_a),
            "share_b": _share(weight, held_b),
        }
    )


def _joint_by_pair(owner: Array, a: Array, b: Array) -> list[tuple[int, int, Array]]:
    """For two agencies with facilities at one spot: who they are, and those facilities."""
    sites: dict[tuple[int, int], set[int]] = {}
    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        low, high = sorted((int(owner[one]), int(owner[other])))
        if low >= 0 and low != high:
            sites.setdefault((low, high), set()).update((one, other))
    return [(x, y, np.array(sorted(held))) for (x, y), held in sorted(sites.items())]


def _share(part: Array, whole: Array) -> Array:
    """A part of a whole; missing where there is no whole."""
    share: Array = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return share
