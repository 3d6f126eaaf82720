"""Which usual mistakes may have made these coordinates? Each as another way to read them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import pyproj
import pyproj.database
from numpy.typing import NDArray
from pyproj.enums import PJType

Array = NDArray[Any]

FOOT_M: Final = 0.3048
"""The US survey foot is 2 in a million longer, which is nothing here."""


class Misreading(NamedTuple):
    """Another way to read the coordinates of a source.

    Parameters
    ----------
    rule
        What the mistake is called in findings.
    moved
        Takes boxes (x and y at their smallest, then at their largest) as they are to those that
        the mistake made them of.
    crs
        The system that these are in.
    fact
        How they are read, to go before "42 of 50 lie there".
    way_out
        What to do.
    """

    rule: str
    moved: Callable[[Array], Array]
    crs: pyproj.CRS
    fact: str
    way_out: str


def misreadings(crs: pyproj.CRS) -> Iterator[Misreading]:
    """Ways to read coordinates other than a system says, the most usual mistake first.

    Parameters
    ----------
    crs
        The system that they are said to be in.

    Examples
    --------
    >>> import pyproj
    >>> from adjoin.geo.misreadings import misreadings
    >>> [reading.rule for reading in misreadings(pyproj.CRS("EPSG:26910"))]
    ['axes-swapped', 'feet-as-metres', 'elsewhere', 'elsewhere']
    """
    first = "longitude" if crs.is_geographic else "easting"
    way_out = f"exchange columns.x and columns.y, or write the {first} first"
    yield Misreading("axes-swapped", _exchanged, crs, "with x and y exchanged", way_out)
    if crs.is_geographic:
        yield from _signs(crs)
        return
    yield from _units(crs)
    yield from _zones(crs)


def _exchanged(boxes: Array) -> Array:
    return boxes[:, [1, 0, 3, 2]]


def _signs(crs: pyproj.CRS) -> Iterator[Misreading]:
    """A minus sign that got lost: west, or south."""
    for axis, name, side in ((0, "longitudes", "west"), (1, "latitudes", "south")):
        key = "xy"[axis]
        way_out = f"write {name} in the {side} with a minus sign, in columns.{key} or in the file"
        moved = functools.partial(_mirrored, axis=axis)
        fact = f"with the {name} turned to the other side of 0"
        yield Misreading("sign-missing", moved, crs, fact, way_out)


def _mirrored(boxes: Array, *, axis: int) -> Array:
    """Boxes with one coordinate negated."""
    mirrored = boxes.copy()
    mirrored[:, axis], mirrored[:, axis + 2] = -boxes[:, axis + 2], -boxes[:, axis]
    return mirrored


def _units(crs: pyproj.CRS) -> Iterator[Misreading]:
    """Feet said to be metres, and the other way round."""
    unit_m = crs.axis_info[0].unit_conversion_factor
    if abs(unit_m - 1) < 1e-9:
        rule, said, meant, factor = "feet-as-metres", "metres", "feet", FOOT_M
        names = [f"{crs.name} (ftUS)", f"{crs.name} (ft)"]
    elif abs(unit_m / FOOT_M - 1) < 1e-5:
        rule, said, meant, factor = "metres-as-feet", "feet", "metres", 1 / FOOT_M
        names = [crs.name.removesuffix(" (ftUS)").removesuffix(" (ft)")]
    else:
        return
    example = next((found for name in names if (found := _named(name)) is not None), None)
    such = "" if example is None else f", {_shown(example)}"
    way_out = f"state the crs that counts in {meant}{such}, or export the file in it"
    fact = f"the CRS {crs.name} counts in {said}; read as {meant}"
    yield Misreading(rule, functools.partial(_scaled, factor=factor), crs, fact, way_out)


def _scaled(boxes: Array, *, factor: float) -> Array:
    """Boxes in another unit."""
    return boxes * factor


def _zones(crs: pyproj.CRS) -> Iterator[Misreading]:
    """The neighbouring zones of UTM."""
    if crs.utm_zone is None or crs.utm_zone not in crs.name:
        return
    zone, side = int(crs.utm_zone[:-1]), crs.utm_zone[-1]
    for other in (zone - 1, zone + 1):
        found = _named(crs.name.replace(crs.utm_zone, f"{(other - 1) % 60 + 1}{side}"))
        if found is not None:
            fact = f"read as {_shown(found)}"
            way_out = "state that crs, or mend the one in the file"
            yield Misreading("elsewhere", np.asarray, found, fact, way_out)


def _named(name: str) -> pyproj.CRS | None:
    """The projected system of EPSG with a name; None when there is none."""
    systems = pyproj.database.query_crs_info("EPSG", PJType.PROJECTED_CRS)
    code = next((system.code for system in systems if system.name == name), None)
    return None if code is None else pyproj.CRS.from_epsg(int(code))


def _shown(crs: pyproj.CRS) -> str:
    """Code and name of a system."""
    return f"{crs.to_string()} ({crs.name})"
