"""Lengths, speeds and times of a street table in the units of its columns, as metres, km/h and minutes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..findings import Finding
from .arccosts import read_numbers, rows_finding
from .maxspeed import read_maxspeed
from .roadclass import class_names

KMH_PER_MPH: Final = 1.609344

#: Keys of columns, and what one unit of each is in metres, km/h and minutes.
LENGTHS: Final = {"length_m": 1.0, "length_km": 1000.0, "length_mi": 1609.344, "length_ft": 0.3048}
SPEEDS: Final = {"speed_mph": KMH_PER_MPH, "speed_kmh": 1.0, "speed_ms": 3.6}
TIMES: Final = {"minutes": 1.0, "seconds": 1 / 60}

_SPEED: Final = re.compile(r"([0-9]+(?:[.][0-9]+)?) *(mph|km/h|kmh|kph|)", re.IGNORECASE)
_BESIDE: Final = re.compile(r"[;,|]")


class Cells(NamedTuple):
    """Speeds as `speeds_kmh` reads them, and which cells hold several."""

    kmh: NDArray[Any]
    several: NDArray[np.bool_]


def column_costs(
    columns: Iterable[str],
    values: Callable[[str], Any],
    rows: int,
    *,
    source: str,
    row_numbers: ArrayLike | None = None,
) -> tuple[dict[str, Any], list[Finding]]:
    """What travel on each row costs, as `streets_from_edges` and `streets_from_lines` take it.

    Parameters
    ----------
    columns
        The keys that are given: of `LENGTHS`, `SPEEDS`, `TIMES` and `class`, speeds and times also
        with `back_`. Of several lengths, speeds or times the first of those tables counts.
    values
        Gives the cells of a key, shape (rows,).
    rows
        Number of rows.
    source, row_numbers
        For the findings, as in `rows_finding`.

    Returns
    -------
    costs
        `length_m`, `speed_kmh`, `minutes`, `back_speed_kmh`, `back_minutes`; None where no column
        is given. What is no number stays as it stands, for others to tell.
    findings
        Notes of cells with several speeds or several classes.
    """
    given = set(columns)
    naming: dict[str, Any] = {"source": source, "row_numbers": row_numbers, "severity": "note"}
    findings: list[Finding] = []

    def scaled(prefix: str, units: Mapping[str, float]) -> Any:
        for key, factor in units.items():
            if prefix + key in given:
                return _scaled(values(prefix + key), rows, factor)
        return None

    costs = {"length_m": scaled("", LENGTHS)}
    for prefix in ("", "back_"):
        costs[f"{prefix}minutes"] = scaled(prefix, TIMES)
        costs[f"{prefix}speed_kmh"] = None
        for key, factor in SPEEDS.items():
            if prefix + key in given and costs[f"{prefix}speed_kmh"] is None:
                cells = values(prefix + key)
                read = speeds_kmh(cells, factor)
                costs[f"{prefix}speed_kmh"] = read.kmh
                findings += rows_finding(
                    read.several,
                    np.asarray(cells, dtype=object),
                    rule="speeds-in-one-cell",
                    fact="hold several speeds, and the smallest counts",
                    way_out="give each street one if they differ",
                    **naming,
                )
    if "class" in given:
        cells = np.asarray(values("class"), dtype=object)
        lists = np.array([isinstance(v, str) and v.lstrip()[:1] == "[" for v in cells], dtype=bool)
        lists[lists] = [len(set(class_names(v))) > 1 for v in cells[lists]]
        findings += rows_finding(
            lists,
            cells,
            rule="classes-in-one-cell",
            fact="hold several classes, and the fastest counts",
            way_out="give each street one if they differ",
            **naming,
        )
    return costs, findings


def speeds_kmh(given: ArrayLike, kmh_per_unit: float) -> Cells:
    """Speeds in km/h; a unit behind the number counts, of several in one cell the smallest does.

    Parameters
    ----------
    given
        Shape (rows,): numbers, `30 mph`, `['25 mph', '35 mph']`, `50;30`, and the words of
        `read_maxspeed` (`DE:urban`, `signals`).
    kmh_per_unit
        Of numbers without a unit.

    Returns
    -------
    Cells
        NaN where a word leaves the speed open; what is no speed stays as it stands.

    Examples
    --------
    >>> from adjoin.geo.streets.cellunits import speeds_kmh
    >>> speeds_kmh([50, "50 km/h", "['20', '30']", "DE:urban", "signals", "fast"], 1.0).kmh.tolist()
    [50.0, 50.0, 20.0, 50.0, nan, 'fast']
    """
    cells = np.asarray(given, dtype=object)
    read = read_numbers(cells, len(cells))
    kmh, unreadable = read.numbers * kmh_per_unit, read.unreadable.copy()
    several = np.zeros(len(cells), dtype=bool)
    known: dict[str, tuple[float | None, int]] = {}
    for row in np.flatnonzero(unreadable):
        text = str(read.as_given[row])
        if text not in known:
            known[text] = _smallest(text, kmh_per_unit)
        speed, parts = known[text]
        if speed is not None:
            kmh[row], unreadable[row], several[row] = speed, False, parts > 1
    return Cells(np.where(unreadable, read.as_given, kmh), several)


def _smallest(text: str, kmh_per_unit: float) -> tuple[float | None, int]:
    """The smallest speed of a cell (None: one is none; NaN: all are open), and how many it has."""
    text = text.strip()
    listed = text[:1] == "[" and text[-1:] == "]"
    parts = [part.strip(" \"'") for part in _BESIDE.split(text[1:-1] if listed else text)]
    speeds = [_one(part, kmh_per_unit) for part in parts]
    if any(speed is None for speed in speeds):
        return None, 0
    found = [speed for speed in speeds if speed is not None and np.isfinite(speed)]
    return min(found, default=float("nan")), len(set(found))


def _one(text: str, kmh_per_unit: float) -> float | None:
    """One speed in km/h; NaN where its word leaves it open, None where it is none."""
    match = _SPEED.fullmatch(text)
    if match:
        units = {"": kmh_per_unit, "mph": KMH_PER_MPH}
        return float(match[1]) * units.get(match[2].lower(), 1.0)
    limit = read_maxspeed(text) if text else None
    if limit is None or not limit.readable:
        return None
    return float("nan") if limit.kmh is None else limit.kmh


def _scaled(given: ArrayLike, rows: int, factor: float) -> Any:
    """Numbers in another unit; what is no number stays as it stands."""
    if factor == 1.0:
        return given
    read = read_numbers(given, rows)
    return np.where(read.unreadable, read.as_given, read.numbers * factor)
