"""Do the sources describe the same time? Boundaries and stations of different years mislead."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence
from typing import Final

from .findings import Finding

APART_DAYS: Final = 365
"""Yearly releases of one kind of data are as far apart as this and still belong together."""

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def dates_finding(named: Sequence[tuple[str, str | None]]) -> list[Finding]:
    """Tell dates that differ by more than a year.

    Parameters
    ----------
    named
        What messages call each source, and the date that its data describe as YYYY, YYYY-MM or
        YYYY-MM-DD; None where none is stated.

    Returns
    -------
    list of Finding
        A note when the first and the last day that some two dates leave open are more than 365
        days apart at the least; it lists every source by its date, those without one at the end.
        An error for each date that the calendar does not have.

    Examples
    --------
    >>> from adjoin.geo.dates import dates_finding
    >>> dates_finding([("a", "2020"), ("b", "2017-05"), ("c", None)])[0].message
    'the data describe different times (2017-05: b; 2020: a; no date: c); compare with care, or use data of one year'
    >>> dates_finding([("a", "2020"), ("b", "2019-01")])
    []
    """
    findings = []
    spans = []
    for source, date in sorted(named, key=lambda pair: (pair[1] or "", pair[0])):
        if date is None:
            continue
        span = _span(date)
        if span is None:
            message = f"{date!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD"
            findings.append(Finding("error", source, "date", "date-unreadable", message))
        else:
            spans.append(span)
    if not spans:
        return findings
    # From the end of the period that ends first to the start of the one that starts last.
    apart = max(start for start, _ in spans) - min(end for _, end in spans)
    if apart.days > APART_DAYS:
        message = (
            f"the data describe different times ({_listed(named)}); compare with care, "
            "or use data of one year"
        )
        findings.append(Finding("note", "region", "date", "dates-differ", message))
    return findings


def _span(text: str) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of a date; None when it is none."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        first = datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    last_month = int(month or 12)
    last_day = int(day or calendar.monthrange(first.year, last_month)[1])
    return first, datetime.date(first.year, last_month, last_day)


def _listed(named: Sequence[tuple[str, str | None]]) -> str:
    """Sources by date, the earliest first, those without one at the end."""
    by_date: dict[str, list[str]] = {}
    for source, date in sorted(
        set(named), key=lambda pair: (pair[1] is None, pair[1] or "", pair[0])
    ):
        by_date.setdefault("no date" if date is None else date, []).append(source)
    return "; ".join(f"{date}: {', '.join(sources)}" for date, sources in by_date.items())
