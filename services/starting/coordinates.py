"""Which columns of a table hold its places, and in which coordinate reference system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyproj
import shapely

from ...geo.crs import LONLAT, Bounds, to_crs
from ...geo.files.guesses import Guess
from ...geo.files.profiles import Profile
from ...geo.findings import UseError
from .contents import as_degrees, as_metres, middle_of
from .heap import Layer
from .ranking import Rated, rated
from .usualnames import LATITUDE, LONGITUDE

#: Systems that tables are usually in, beside degrees.
_USUAL: Final = ("EPSG:3857",)


def place_guesses(
    layer: Layer, *, region: Sequence[Bounds], systems: Sequence[pyproj.CRS] = ()
) -> list[Guess]:
    """The columns of x and y of a table, and their system where they are not in degrees.

    Parameters
    ----------
    layer
        A table.
    region
        Where other files of the region lie, in degrees.
    systems
        Systems of other files: coordinates that are no degrees may be in one of them.

    Returns
    -------
    list of Guess
        `columns.x`, `columns.y` and perhaps `crs`; nothing where there are no such columns.
    """
    span = middle_of(region)
    spans = (None, None) if span is None else span
    x = rated(
        layer.profiles,
        names=LONGITUDE,
        fits=lambda p: as_degrees(p, most=180, within=spans[0]),
    )
    y = rated(
        layer.profiles, names=LATITUDE, fits=lambda p: as_degrees(p, most=90, within=spans[1])
    )
    if x and y:
        return _pair(x, y, "its name, and degrees")
    x = rated(layer.profiles, names=LONGITUDE, fits=as_metres)
    y = rated(layer.profiles, names=LATITUDE, fits=as_metres)
    if not x or not y:
        return []
    pair = _pair(x, y, "its name; its numbers are no degrees")
    return [*pair, _system(layer, pair, region, systems)]


def _pair(x: Sequence[Rated], y: Sequence[Rated], why: str) -> list[Guess]:
    guesses = []
    for key, found in (("columns.x", x), ("columns.y", y)):
        others = tuple(each.profile.name for each in found[1:4])
        guesses.append(Guess(key, found[0].profile.name, found[0].score, why, others))
    return guesses


def _system(
    layer: Layer, pair: Sequence[Guess], region: Sequence[Bounds], systems: Sequence[pyproj.CRS]
) -> Guess:
    """The system in which the places lie where the other files do."""
    named = [system.to_string() for system in systems if system.is_projected]
    tried = list(dict.fromkeys((*named, *_USUAL)))
    span = middle_of(region)
    x, y = (_middle(layer.named(str(guess.value))) for guess in pair)
    fitting = [name for name in tried if span is not None and _lies(x, y, name, span)]
    why = "the coordinates are no degrees"
    if len(fitting) >= 1:
        return Guess(
            "crs",
            fitting[0],
            0.8,
            f"{why}; there they lie where the other files do",
            tuple(fitting[1:]),
        )
    return Guess(
        "crs", tried[0], 0.3, f"{why}, and the file does not say what they are", tuple(tried[1:])
    )


def _lies(
    x: float, y: float, name: str, span: tuple[tuple[float, float], tuple[float, float]]
) -> bool:
    """Whether a place in some system is where the other files are."""
    point = np.array([shapely.Point(x, y)], dtype=object)
    try:
        moved = to_crs(point, pyproj.CRS.from_user_input(name), LONLAT).shapes[0]
    except UseError:
        return False
    (west, east), (south, north) = span
    margin = max(0.1, 0.2 * max(east - west, north - south))
    inside = west - margin <= moved.x <= east + margin
    return bool(inside and south - margin <= moved.y <= north + margin)


def _middle(profile: Profile) -> float:
    values = sorted(float(value) for value in profile.values)
    return values[len(values) // 2]
