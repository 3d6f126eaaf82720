"""What a road class of OpenStreetMap means: the usual speed of cars, and who may use it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray


class RoadClass(NamedTuple):
    """One highway class: the usual speed of cars (None: no cars), and whether people walk there.

    `closed` is what is not built or not a street, which no tag of a way opens.
    """

    drive_kmh: float | None
    walk: bool
    closed: bool = False


@cache
def road_classes() -> dict[str, RoadClass]:
    """Every highway class that is known, by its name; the figures and their source are shipped."""
    return {
        name: RoadClass(record.get("drive_kmh"), record["walk"], record.get("closed", False))
        for name, record in _shipped()["classes"].items()
    }


@cache
def opened_kmh() -> float:
    """Speed of cars where a way opens a class to them that has no usual speed (10 km/h)."""
    return float(_shipped()["opened_kmh"])


@cache
def ferry_kmh() -> float:
    """Speed of a ferry that does not say how long it takes (5 km/h)."""
    return float(_shipped()["ferry_kmh"])


@cache
def walk_pace_kmh() -> float:
    """Speed of cars where the limit is walking pace (7 km/h)."""
    return float(_shipped()["walk_pace_kmh"])


@cache
def unlimited_kmh() -> float:
    """Speed of cars on motorways and trunk roads without a limit (120 km/h)."""
    return float(_shipped()["unlimited_kmh"])


@cache
def zone_kmh(country: str, zone: str) -> float | None:
    """The limit that a text such as `DE:rural` stands for; None for a zone that is unknown.

    Parameters
    ----------
    country, zone
        In lower case.

    Examples
    --------
    >>> from adjoin.geo.streets.roadclass import zone_kmh
    >>> zone_kmh("de", "rural"), zone_kmh("it", "rural"), zone_kmh("it", "beach")
    (100, 90, None)
    """
    zones: dict[str, float] = _shipped()["zones"]
    return zones.get(f"{country}:{zone}", zones.get(zone))


def usual_kmh(classes: ArrayLike) -> NDArray[np.float64]:
    """The usual speed of cars on streets of these classes.

    Parameters
    ----------
    classes
        Shape (s,), text as OpenStreetMap has it, in upper or lower case (`Motorway Link` is
        `motorway_link`); a list, or the text of one as OSMnx writes it, gives the fastest of its
        classes. Missing is unknown.

    Returns
    -------
    ndarray
        Shape (s,), kilometres an hour; NaN for a class that is unknown or without cars.

    Examples
    --------
    >>> from adjoin.geo.streets.roadclass import usual_kmh
    >>> usual_kmh(["Primary", "['residential', 'tertiary']", "footway", "Lane", None]).tolist()
    [65.0, 40.0, nan, nan, nan]
    """

    def fastest(known: list[RoadClass]) -> float:
        return max((float(k.drive_kmh) for k in known if k.drive_kmh is not None), default=np.nan)

    return _looked_up(classes, fastest, np.float64)


def drivable(classes: ArrayLike) -> NDArray[np.bool_]:
    """Whether cars usually drive on streets of these classes.

    Parameters
    ----------
    classes
        As for `usual_kmh`. One that is missing or unknown is drivable: what a county keeps among
        its centrelines is a street, whatever its own classes are called. Of a list, any will do.

    Examples
    --------
    >>> from adjoin.geo.streets.roadclass import drivable
    >>> drivable(["service", "steps", "Local Road"]).tolist()
    [True, False, True]
    """
    return _looked_up(
        classes, lambda known: not known or any(k.drive_kmh is not None for k in known), np.bool_
    )


def walkable(classes: ArrayLike) -> NDArray[np.bool_]:
    """Whether people usually walk on streets of these classes.

    Parameters
    ----------
    classes
        As for `usual_kmh`. One that is missing or unknown is walked on. Of a list, any will do.

    Examples
    --------
    >>> from adjoin.geo.streets.roadclass import walkable
    >>> walkable(["motorway", "steps", None]).tolist()
    [False, True, True]
    """
    return _looked_up(classes, lambda known: not known or any(k.walk for k in known), np.bool_)


def class_names(value: object) -> list[str]:
    """The names of classes that one value holds, as the table writes them; none of a missing one.

    Parameters
    ----------
    value
        Text, a list of texts, the text of such a list, or missing.

    Examples
    --------
    >>> from adjoin.geo.streets.roadclass import class_names
    >>> class_names(" Living Street "), class_names("['path', 'service']"), class_names(None)
    (['living_street'], ['path', 'service'], [])
    """
    values: Any = value
    if isinstance(values, str) and values.strip().startswith("["):
        try:
            values = ast.literal_eval(values.strip())
        except (ValueError, SyntaxError):
            values = value  # looks like a list and is none: an unknown class
    if not isinstance(values, list | tuple | set | np.ndarray):
        values = [values]
    texts = ["" if pd.isna(v) is True else str(v).strip().lower() for v in values]
    return [text.replace(" ", "_").replace("-", "_") for text in texts if text]


@cache
def _shipped() -> dict[str, Any]:
    """The table that comes with adjoin."""
    text = (resources.files(__package__) / "roadclasses.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _looked_up(
    classes: ArrayLike, answer: Callable[[list[RoadClass]], float | bool], dtype: type[np.generic]
) -> NDArray[Any]:
    """The answer for the known classes of each value, worked out once per distinct value."""
    table = road_classes()
    seen: dict[str, float | bool] = {}
    found = []
    for value in classes if isinstance(classes, np.ndarray) else list(classes):  # type: ignore[arg-type]
        key = str(value)
        if key not in seen:
            seen[key] = answer([table[name] for name in class_names(value) if name in table])
        found.append(seen[key])
    return np.array(found, dtype=dtype)
