"""Which columns of a table hold its places, and in which coordinate reference system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyproj
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType

from ...geo.crs import Bounds
from ...geo.files.guesses import Guess
from ...geo.files.placecolumns import Pair, place_pairs
from ...geo.files.profiles import Profile
from .heap import Layer

#: Web maps are in this one, everywhere.
_WEB: Final = "EPSG:3857"

#: Systems that place the same numbers this near to each other, in degrees, are one for our purpose:
#: some metres, as the versions of one datum.
_NEAR: Final = 0.0005


class _Span(NamedTuple):
    """Where the other files of a region lie, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place is there, or not far from it."""
        margin = max(0.2, 0.3 * max(self.east - self.west, self.north - self.south))
        inside = self.west - margin <= lon <= self.east + margin
        return bool(inside and self.south - margin <= lat <= self.north + margin)


def place_guesses(layer: Layer, *, region: Sequence[Bounds]) -> list[Guess]:
    """The columns of x and y of a table, and their system where they are not in degrees.

    Parameters
    ----------
    layer
        A table.
    region
        Where other files of the region lie, in degrees: of several pairs that one is taken whose
        places are there, and so is the system of coordinates that are no degrees.

    Returns
    -------
    list of Guess
        `columns.x`, `columns.y` and perhaps `crs`; nothing where there are no such columns.
    """
    pairs = place_pairs(layer.profiles)
    if not pairs:
        return []
    span = _span(region)
    best = max(pairs, key=lambda pair: (_fit(pair, span), -pairs.index(pair)))
    others = [pair for pair in pairs if pair is not best]
    sure, why = _fit(best, span), "its name, and degrees"
    if best.swapped:
        sure, why = min(sure, 0.8), "the names are swapped: what is called y is no latitude"
    elif not best.degrees:
        why = "its name; its numbers are no degrees"
    elif span is not None and sure < 0.9:
        why = f"{why}, but not where the other files lie"
    guesses = [
        Guess(f"columns.{axis}", getattr(best, axis).name, sure, why,
              tuple(getattr(pair, axis).name for pair in others))
        for axis in ("x", "y")
    ]  # fmt: skip
    return guesses if best.degrees else [*guesses, _system(best, span)]


def _span(region: Sequence[Bounds]) -> _Span | None:
    """The bounds of several bounds; None without any."""
    if not region:
        return None
    west, south, east, north = zip(*region, strict=True)
    return _Span(min(west), min(south), max(east), max(north))


def _fit(pair: Pair, span: _Span | None) -> float:
    """How likely two columns are the places."""
    if not pair.degrees:
        return 0.85
    if span is None or span.holds(_middle(pair.x), _middle(pair.y)):
        return 0.95
    return 0.78


def _system(pair: Pair, span: _Span | None) -> Guess:
    """The system in which the places lie where the other files do."""
    why = "the coordinates are no degrees"
    if span is None:
        return Guess("crs", _WEB, 0.3, f"{why}, and nothing says where they are")
    x, y = _middle(pair.x), _middle(pair.y)
    groups: list[tuple[tuple[float, float], list[str]]] = []
    for name in _candidates(span):
        at = _moved(x, y, name)
        if at is None or not span.holds(*at):
            continue
        near = (g for spot, g in groups if max(abs(spot[0] - at[0]), abs(spot[1] - at[1])) < _NEAR)
        group = next(near, None)
        if group is None:
            groups.append((at, [name]))
        else:
            group.append(name)
    if not groups:
        return Guess("crs", _WEB, 0.3, f"{why}, and in no usual system where the other files lie")
    first = [names[0] for _, names in groups]
    if len(groups) == 1:
        return Guess(
            "crs",
            first[0],
            0.8,
            f"{why}; in it they lie where the other files do",
            tuple(groups[0][1][1:4]),
        )
    return Guess(
        "crs",
        first[0],
        0.55,
        f"{why}; in several systems they lie where the other files do",
        tuple(first[1:5]),
    )


def _candidates(span: _Span) -> list[str]:
    """Systems in use where a region lies: web maps, then those of its area, newer datums last."""
    area = AreaOfInterest(span.west, span.south, span.east, span.north)
    found = query_crs_info(
        auth_name="EPSG", pj_types=PJType.PROJECTED_CRS, area_of_interest=area, contains=False
    )
    # Small areas are those of state planes and zones; systems of continents come after them.
    known = sorted(
        found,
        key=lambda info: (_breadth(info.area_of_use), len(info.name), int(info.code)),
    )
    return [_WEB, *(f"EPSG:{info.code}" for info in known if info.code != "3857")]


def _breadth(area: pyproj.aoi.AreaOfUse | None) -> float:
    if area is None:
        return 360.0 * 180
    return round((area.east - area.west) % 360 * (area.north - area.south), 1)


def _moved(x: float, y: float, name: str) -> tuple[float, float] | None:
    """About where a place in a system is, in degrees of its own datum; None where it is nowhere."""
    try:
        lon, lat = pyproj.Proj(name)(x, y, inverse=True)
    except pyproj.exceptions.CRSError:
        return None
    known = np.isfinite([lon, lat]).all()
    return (float(lon), float(lat)) if known else None


def _middle(profile: Profile) -> float:
    """The median of the values that were looked at."""
    return float(np.nanmedian(profile.numbers))
