"""In which unit speeds and lengths of streets are, by the numbers themselves and by the lines."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from ..crs import LONLAT, to_crs
from ..files.profiles import Profile

#: Metres in one unit.
METRES: Final = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "ft": 0.3048}

#: Digitized lines and those that a length was measured on differ by some 1 % to 3 %, and a grid's
#: scale by 0.1 %: far less than the units differ from each other (judgement).
_NEAR: Final = 0.05

#: Lines that are measured, spread evenly over a longer table.
_MEASURED: Final = 2_000

_WITH_UNIT: Final = re.compile(r"[\[\"']*\s*\d+(?:\.\d+)?\s*(mph|km/?h|kph)\b", re.IGNORECASE)


class Unit(NamedTuple):
    """A unit (None: unclear), how sure it is, and what shows it."""

    name: str | None
    confidence: float
    why: str


def speed_unit(profile: Profile) -> Unit:
    """The unit of a column of speeds: `mph`, `kmh` or `ms`.

    Parameters
    ----------
    profile
        Of numbers, or of text with a unit behind numbers (`30 mph`).

    Returns
    -------
    Unit
        By the unit that is written. Else limits in miles an hour often end in 5 and go no higher
        than 85, those in km/h end in 0 (50, 80, 90, 100 and more); multiples of 10 up to 80 are
        unclear. Metres a second are limits of one of both once multiplied.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.geo.files.profiles import profiled
    >>> from adjoin.geo.streets.unitguesses import speed_unit
    >>> table = pd.DataFrame({"a": [25, 35, 55, 30], "b": [50, 30, 90, 110], "c": [20, 30, 40, 60]})
    >>> [speed_unit(profile).name for profile in profiled(table)]
    ['mph', 'kmh', None]
    """
    written = [
        (match[1].lower(), share)
        for value, share in zip(profile.values, profile.shares, strict=True)
        if (match := _WITH_UNIT.match(value))
    ]
    if sum(share for _, share in written) >= 0.5:
        units = {"mph" if unit == "mph" else "kmh" for unit, _ in written}
        if len(units) == 1:
            return Unit(units.pop(), 0.9, "the unit stands behind the numbers")
        return Unit(None, 0.6, "several units stand behind the numbers")
    if profile.kind not in ("whole", "number"):
        return Unit(None, 0.0, "no numbers")
    speeds, shares = profile.numbers, np.asarray(profile.shares)
    known = np.isfinite(speeds) & (speeds > 0)
    speeds, shares = speeds[known], shares[known] / max(shares[known].sum(), 1e-9)
    if not len(speeds):
        return Unit(None, 0.0, "no numbers above 0")
    if _limits(speeds, shares) < 0.5:
        for factor, unit in ((3.6, "km/h"), (1 / 0.44704, "mph")):
            if _limits(speeds * factor, shares, 0.05) >= 0.8:
                return Unit("ms", 0.85, f"metres a second: multiples of 5 once they are in {unit}")
        return Unit(None, 0.3, "hardly any multiple of 5: averages, categories, or another unit")
    fives = float(shares[(np.rint(speeds) % 10 == 5) & (speeds >= 15) & (speeds <= 85)].sum())
    most = float(speeds.max())
    if speeds.max() < 10:
        return Unit(None, 0.2, "no speed reaches 10: rather categories")
    high = float(shares[speeds >= 90].sum())
    fifties = float(shares[np.isin(speeds, (30, 50, 70, 80, 90, 100, 110, 120, 130))].sum())
    if fives >= 0.25 and 30 <= most <= 85:
        return Unit("mph", 0.85, "many end in 5, none is above 85, as of limits in miles an hour")
    if (high > 0 and fives < 0.1 and most <= 200) or (
        fifties >= 0.8 and most >= 80 and fives < 0.05
    ):
        return Unit("kmh", 0.85, "they go up to 80 and more in steps of 10, as of limits in km/h")
    return Unit(None, 0.5, "these may be mph as well as km/h")


def _limits(speeds: Any, shares: Any, within: float = 0.0) -> float:
    """The share of speeds that are multiples of 5."""
    off = np.abs(speeds - 5 * np.rint(speeds / 5))
    return float(shares[(off <= within) & (speeds > 2.5)].sum())


def length_units(frame: Any) -> dict[str, Unit]:
    """The unit of each column of numbers that agrees with the length of the lines beside it.

    Parameters
    ----------
    frame
        As `adjoin.geo.files.reading.read_source` returns it; up to 2,000 rows are looked at.

    Returns
    -------
    dict
        By column; none without lines or without a coordinate system. The length of a line is the
        geodesic one; half of the rows lie within 5 % of the unit.
    """
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None or not len(frame):
        return {}
    at = np.unique(np.linspace(0, len(frame) - 1, _MEASURED).astype(int))
    some = frame.iloc[at]
    shapes = np.asarray(some.geometry, dtype=object)
    lines = np.isin(shapely.get_type_id(shapes), (1, 5)) & ~shapely.is_empty(shapes)
    if lines.mean() < 0.5:
        return {}
    metres = _geodesic_m(shapes[lines], frame.crs)
    found: dict[str, Unit] = {}
    for name in (str(name) for name in some.columns if name != "geometry"):
        numbers = pd.to_numeric(some[name][lines], errors="coerce").to_numpy(
            dtype="float64", na_value=np.nan
        )
        usable = np.isfinite(numbers) & (numbers > 0) & (metres > 0)
        if usable.mean() < 0.5:
            continue
        ratio = metres[usable] / numbers[usable]
        for unit, factor in METRES.items():
            if np.mean(np.abs(ratio / factor - 1) <= _NEAR) >= 0.5:
                found[name] = Unit(unit, 0.95, f"as long as the lines, in {unit}")
    return found


def _geodesic_m(lines: Any, crs: pyproj.CRS) -> Any:
    """Metres on the ellipsoid."""
    lonlat = to_crs(lines, crs, LONLAT).shapes
    parts, of = shapely.get_parts(shapely.force_2d(lonlat), return_index=True)
    xy, at = shapely.get_coordinates(parts, return_index=True)
    step = np.flatnonzero(at[1:] == at[:-1])
    ellipsoid = pyproj.Geod(ellps="WGS84")
    _, _, metres = ellipsoid.inv(xy[step, 0], xy[step, 1], xy[step + 1, 0], xy[step + 1, 1])
    return np.bincount(of[at[step]], weights=metres, minlength=len(lines))
