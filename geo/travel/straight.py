"""Travel times without streets: the straight line over the ground."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from ..findings import UseError
from ..pairs import Pairs, pair_codes, sorted_pairs
from ..streets.arccosts import travel_ms

EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius R1 of the GRS 80 ellipsoid (Moritz 2000, Geodetic Reference System 1980)."""

STRAIGHT_KMH: Final = 40.0
"""Speed on the straight line without streets (docs/definitions.md)."""


def straight_times(
    lonlat: ArrayLike, i: ArrayLike, j: ArrayLike, *, speed_kmh: float = STRAIGHT_KMH
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Time and length of the great circle between given points.

    Parameters
    ----------
    lonlat
        Shape (p, 2), degrees; NaN where a point has no place.
    i, j
        Shape (q,), indices of points.
    speed_kmh
        Kilometres an hour.

    Returns
    -------
    ms, mm
        Shape (q,), whole milliseconds and millimetres; the same both ways. -1 where a point has
        no place.

    Raises
    ------
    UseError
        When `speed_kmh` is not positive.

    Examples
    --------
    >>> from adjoin.geo.travel.straight import straight_times
    >>> straight_times([(0, 0), (0, 1)], [0], [1])[1].tolist()  # one degree of a meridian
    [111195080]
    """
    _check_speed(speed_kmh)
    from_, to = np.asarray(i, dtype=np.int64), np.asarray(j, dtype=np.int64)
    places = np.radians(np.asarray(lonlat, dtype=np.float64).reshape(-1, 2))
    # from the smaller index, so that both directions are the same to the bit
    (lon_a, lat_a), (lon_b, lat_b) = (
        places[np.minimum(from_, to)].T,
        places[np.maximum(from_, to)].T,
    )
    half = (
        np.sin((lat_b - lat_a) / 2) ** 2
        + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    )
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    placed = np.isfinite(metres)
    metres = np.where(placed, metres, 0.0)
    mm = np.rint(metres * 1000).astype(np.int64)
    return np.where(placed, travel_ms(metres, speed_kmh), -1), np.where(placed, mm, -1)


def straight_pairs(
    lonlat: ArrayLike,
    *,
    group: ArrayLike,
    owner: ArrayLike,
    limit_ms: ArrayLike,
    speed_kmh: float = STRAIGHT_KMH,
) -> Pairs:
    """All ordered pairs of points of one group and two owners within the limit, without streets.

    Parameters
    ----------
    lonlat
        Shape (p, 2), degrees; a point with NaN has no pairs.
    group, owner
        Shape (p,), codes of service and root agency; group codes are 0 or more.
    limit_ms
        One number, or one for each group code; inclusive.
    speed_kmh
        Kilometres an hour on the great circle.

    Returns
    -------
    Pairs
        Both directions of each pair. Time and memory grow with the number of pairs.

    Raises
    ------
    UseError
        When lengths differ, a limit is missing or negative, or `speed_kmh` is not positive.

    Examples
    --------
    >>> from adjoin.geo.travel.straight import straight_pairs
    >>> pairs = straight_pairs(
    ...     [(0, 0), (0.01, 0), (1, 0)], group=[0, 0, 0], owner=[0, 1, 2], limit_ms=600_000
    ... )
    >>> pairs.i.tolist(), pairs.j.tolist(), pairs.ms.tolist()
    ([0, 1], [1, 0], [100076, 100076])
    """
    _check_speed(speed_kmh)
    places = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    groups, owners, limits = pair_codes(len(places), group, owner, limit_ms)
    placed = np.isfinite(places).all(axis=1)
    found: list[Pairs] = []
    for code in np.unique(groups[placed]):
        members = np.flatnonzero((groups == code) & placed)
        limit = int(limits[code])
        # half a millisecond of rounding and a little for the chord's own
        metres = (limit + 1) / 3_600_000 * speed_kmh * 1000 + 0.01
        chord = 2 * np.sin(min(metres / EARTH_RADIUS_M, np.pi) / 2)
        near = cKDTree(on_sphere(places[members])).query_pairs(chord + 1e-12, output_type="ndarray")
        i, j = members[near[:, 0]], members[near[:, 1]]
        i, j = (part[owners[i] != owners[j]] for part in (i, j))
        ms, mm = straight_times(places, i, j, speed_kmh=speed_kmh)
        i, j, ms, mm = (part[ms <= limit] for part in (i, j, ms, mm))
        found += [Pairs(i, j, ms, mm), Pairs(j, i, ms, mm)]
    return sorted_pairs(found)


def _check_speed(speed_kmh: float) -> None:
    """Refuse a speed that is not a positive number."""
    if not (np.isfinite(speed_kmh) and speed_kmh > 0):
        raise UseError(f"speed_kmh is {speed_kmh}; give a positive speed such as 40")


def on_sphere(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of the unit sphere, shape (p, 3)."""
    lon, lat = np.radians(lonlat).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
