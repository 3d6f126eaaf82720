"""How long cars take on a street each way: by minutes, else its speed, else its road class."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..findings import Finding, UseError
from .arccosts import DEFAULT_KMH, MAX_ARC_MS, read_numbers, rows_finding, street_factor
from .roadclass import class_names, drivable, usual_kmh, walkable

_SHOWN: Final = 12


class StreetTimes(NamedTuple):
    """What cars take on each street, and who may use it.

    Parameters
    ----------
    along_ms, against_ms
        Shape (s,), milliseconds, not rounded; NaN where closed to cars that way.
    usable
        Shape (s,), false for rows that are left out: without a length, or with wrong figures.
    walk
        Shape (s,), whether it is open on foot.
    findings
        One per rule.
    """

    along_ms: NDArray[np.float64]
    against_ms: NDArray[np.float64]
    usable: NDArray[np.bool_]
    walk: NDArray[np.bool_]
    findings: tuple[Finding, ...]

    def somebody(self) -> NDArray[np.bool_]:
        """Which streets are open to anybody: what is under construction need not be kept."""
        return ~(np.isnan(self.along_ms) & np.isnan(self.against_ms)) | self.walk


def street_times(
    length_m: NDArray[np.float64],
    *,
    along: NDArray[np.bool_],
    against: NDArray[np.bool_],
    speed_kmh: ArrayLike | None = None,
    minutes: ArrayLike | None = None,
    back_speed_kmh: ArrayLike | None = None,
    back_minutes: ArrayLike | None = None,
    road_class: ArrayLike | None = None,
    default_kmh: float = DEFAULT_KMH,
    speed_factor: float = 1.0,
    source: str = "streets",
    row_numbers: ArrayLike | None = None,
) -> StreetTimes:
    """Time of each street in the directions that are open to cars.

    Parameters
    ----------
    length_m
        Shape (s,), metres; NaN where the row is already left out.
    along, against
        Shape (s,), whether it is open along its line and against it.
    speed_kmh, minutes
        Shape (s,) or one number, as for `arc_times`.
    back_speed_kmh, back_minutes
        Shape (s,), those against the line where they differ; a missing one is as along the line,
        and the other way about.
    road_class
        Shape (s,), class as OpenStreetMap has it. It gives the speed where none is known; a class
        without cars (footway, steps) is closed to them, one without walkers (motorway) to these.
    default_kmh, speed_factor, source, row_numbers
        As for `arc_times`.

    Returns
    -------
    StreetTimes
        A row that is wrong in one open direction is left out whole.

    Raises
    ------
    UseError
        When columns differ in length, or `default_kmh` or `speed_factor` is not positive.

    Examples
    --------
    >>> import numpy as np
    >>> from adjoin.geo.streets.streettimes import street_times
    >>> yes = np.array([True, True])
    >>> times = street_times(
    ...     np.array([1000.0, 100.0]), along=yes, against=yes, speed_kmh=[60, None],
    ...     back_speed_kmh=[30, None], road_class=["primary", "steps"],
    ... )
    >>> times.along_ms.tolist(), times.against_ms.tolist(), times.walk.tolist()
    ([60000.0, nan], [120000.0, nan], [True, True])
    """
    rows = len(length_m)
    cars, walk, findings = _by_class(road_class, rows, source)
    along, against = along & cars, against & cars
    ahead, back = (_Figures(_column(m, rows), _column(v, rows)) for m, v in (
        (minutes, speed_kmh), (back_minutes, back_speed_kmh)
    ))  # fmt: skip
    own_back = against & back.given()
    # nothing but the way back is known: it stands for both
    ahead = ahead.filled(back)
    options: dict[str, Any] = {
        "road_class": road_class,
        "default_kmh": default_kmh,
        "speed_factor": speed_factor,
        "source": source,
        "row_numbers": row_numbers,
    }
    need = along | (against & ~own_back)
    ms, timed, told = arc_times(
        np.where(need, length_m, np.nan), speed_kmh=ahead.kmh, minutes=ahead.minutes, **options
    )
    usable = np.isfinite(length_m) & (timed | ~need)
    findings += told
    back_ms = ms
    if own_back.any():
        own_ms, timed, told = arc_times(
            np.where(own_back, length_m, np.nan),
            speed_kmh=back.kmh,
            minutes=back.minutes,
            **options,
        )
        back_ms = np.where(own_back, own_ms, ms)
        usable &= timed | ~own_back
        findings += tuple(finding for finding in told if finding not in findings)
    return StreetTimes(
        np.where(along & usable, ms, np.nan),
        np.where(against & usable, back_ms, np.nan),
        usable,
        walk & usable,
        findings,
    )


def arc_times(
    length_m: NDArray[np.float64],
    *,
    speed_kmh: ArrayLike | None = None,
    minutes: ArrayLike | None = None,
    road_class: ArrayLike | None = None,
    default_kmh: float = DEFAULT_KMH,
    speed_factor: float = 1.0,
    source: str = "streets",
    row_numbers: ArrayLike | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.bool_], tuple[Finding, ...]]:
    """Time of each street, from its minutes, else its speed, else that of its class or the default.

    Parameters
    ----------
    length_m
        Shape (s,), metres; NaN where the row is not asked for.
    speed_kmh
        Shape (s,) or one number; missing ones are filled, and counted in a note by class.
    minutes
        Shape (s,); a row that has minutes needs no speed.
    road_class
        Shape (s,), for missing speeds (`usual_kmh`).
    default_kmh
        Kilometres an hour for missing speeds where the class tells none.
    speed_factor
        Multiplies all street speeds (and divides given minutes).
    source, row_numbers
        For the findings, as in `rows_finding`.

    Returns
    -------
    arc_ms
        Shape (s,), milliseconds, not yet rounded; NaN where `usable` is false.
    usable
        Shape (s,), false where minutes are wrong (not a number, negative), the speed is not
        positive, or the time is beyond 24 hours. A speed that is no number is filled and told.
    findings
        One per rule.

    Raises
    ------
    UseError
        When `default_kmh` or `speed_factor` is not a positive number.
    """
    if not (np.isfinite(default_kmh) and default_kmh > 0):
        raise UseError(f"default_kmh is {default_kmh}; give a positive speed such as 40")
    factor = street_factor(speed_factor)
    rows = len(length_m)
    known = np.isfinite(length_m)
    timed = read_numbers(minutes, rows)
    minutes_wrong = known & (timed.unreadable | (timed.numbers < 0))
    by_minutes = known & ~minutes_wrong & np.isfinite(timed.numbers)
    by_speed = known & ~minutes_wrong & ~by_minutes
    speed = read_numbers(speed_kmh, rows)
    speed_wrong = by_speed & (speed.numbers <= 0)
    by_speed &= ~speed_wrong
    # A street that is there is better kept at a usual speed than lost; it is told either way.
    unread = by_speed & speed.unreadable
    filled = by_speed & np.isnan(speed.numbers)
    classes = _column(road_class, rows)
    usual = np.full(rows, default_kmh)
    if road_class is not None:
        by_class = usual_kmh(classes[filled])
        usual[filled] = np.where(np.isnan(by_class), default_kmh, by_class)

    ms = np.zeros(rows)
    kmh = np.where(filled, usual, speed.numbers) * factor
    ms[by_speed] = length_m[by_speed] * 3600 / kmh[by_speed]
    ms[by_minutes] = timed.numbers[by_minutes] * 60_000 / factor
    slow = np.rint(ms) > MAX_ARC_MS
    usable = (by_speed | by_minutes) & ~slow
    naming: dict[str, Any] = {"source": source, "row_numbers": row_numbers}
    taken = f"{default_kmh:g} km/h" if road_class is None else "the usual speed of its class"
    missing = filled & ~unread
    findings = (
        *rows_finding(
            minutes_wrong,
            timed.as_given,
            rule="minutes-wrong",
            fact="left out: minutes are negative or not a number",
            way_out="correct the minutes",
            **naming,
        ),
        *rows_finding(
            speed_wrong,
            speed.as_given,
            rule="speed-wrong",
            fact="left out: the speed is not positive",
            way_out="correct the speed, or leave the cell empty to have it filled",
            **naming,
        ),
        *rows_finding(
            unread,
            speed.as_given,
            rule="speed-unreadable",
            fact=f"taken at {taken}: the speed is no number",
            way_out="give one number, with or without a unit",
            **naming,
        ),
        *_filled_finding(
            usual[missing], None if road_class is None else classes[missing], rows, source
        ),
        *rows_finding(
            slow,
            ms / 3_600_000,
            rule="arc-over-24-hours",
            fact="left out: one street takes more than 24 hours (hours shown)",
            way_out="look at the units of length and speed",
            **naming,
        ),
    )
    return np.where(usable, ms, np.nan), usable, findings


class _Figures(NamedTuple):
    """Minutes and speeds of one direction, None where missing."""

    minutes: NDArray[Any]
    kmh: NDArray[Any]

    def given(self) -> NDArray[np.bool_]:
        """Which rows have one of them."""
        return np.asarray(pd.notna(self.minutes) | pd.notna(self.kmh), dtype=bool)

    def filled(self, other: _Figures) -> _Figures:
        """These, and the other ones in rows that have neither."""
        have = self.given()
        return _Figures(*(np.where(have, a, b) for a, b in zip(self, other, strict=True)))


def _column(values: ArrayLike | None, rows: int) -> NDArray[Any]:
    """A column of objects, None where missing or empty."""
    if values is None:
        return np.full(rows, None, dtype=object)
    as_given = read_numbers(values, rows).as_given
    column = pd.Series(as_given, dtype=object)
    blank = np.array([isinstance(v, str) and not v.strip() for v in as_given], dtype=bool)
    filled: NDArray[Any] = as_given.astype(object)
    filled[np.asarray(column.isna(), dtype=bool) | blank] = None
    return filled


def _by_class(
    road_class: ArrayLike | None, rows: int, source: str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[Finding, ...]]:
    """Whether cars and walkers may use each street by its class, with a note of the closed ones."""
    if road_class is None:
        return np.ones(rows, dtype=bool), np.ones(rows, dtype=bool), ()
    classes = _column(road_class, rows)
    cars, walk = drivable(classes), walkable(classes)
    if cars.all():
        return cars, walk, ()
    counted = _counted(_by_name(classes[~cars]))
    message = f"{(~cars).sum()} of {rows} streets are closed to cars by their class: {counted}"
    return cars, walk, (Finding("note", source, "", "class-without-cars", message),)


def _filled_finding(
    kmh: NDArray[np.float64], classes: NDArray[Any] | None, rows: int, source: str
) -> tuple[Finding, ...]:
    """A note when speeds were filled."""
    if not len(kmh):
        return ()
    fact = f"{len(kmh)} of {rows} speeds are missing and filled"
    if classes is None:
        fact += f" with {kmh[0]:g} km/h"
    else:
        fact += " by class: " + _counted(_by_name(classes, kmh))
    message = f"{fact}; give a column of speeds for better travel times"
    return (Finding("note", source, "", "speed-filled", message),)


def _by_name(classes: NDArray[Any], kmh: NDArray[np.float64] | None = None) -> Counter[str]:
    """How often each class occurs, with its speed where there are speeds."""
    speeds = np.zeros(len(classes)) if kmh is None else kmh
    texts = ["" if value is None else str(value) for value in classes]
    counts: Counter[str] = Counter()
    for (text, speed), count in Counter(zip(texts, speeds.tolist(), strict=True)).items():
        name = "/".join(class_names(text)) or "no class"
        counts[name if kmh is None else f"{name} at {speed:g} km/h"] += count
    return counts


def _counted(counts: Counter[str]) -> str:
    """Words with their counts, commonest first, then by code point."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    more = f" and {len(ranked) - _SHOWN} more" if len(ranked) > _SHOWN else ""
    return ", ".join(f"{count} {word}" for word, count in ranked[:_SHOWN]) + more
