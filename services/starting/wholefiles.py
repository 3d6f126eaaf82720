"""Files that say themselves what is what, OpenStreetMap and GraphML: the sources they hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ...boundaries.osm_levels import guessed_levels
from ...geo.crs import LONLAT
from ...geo.files.guesses import Guess
from ...geo.findings import DataError
from ...geo.osm.glance import glance
from ...geo.streets.wholefiles import read_whole
from ..osm_places import osm_facility_frame
from ..service import Service
from .drafts import Draft, Role
from .heap import Layer

#: So many services are named.
_SHOWN = 6

_THANKS = Guess("attribution", "© OpenStreetMap contributors", 1.0, "the licence asks for it")


def osm_drafts(file: Path, path: str, *, services: Mapping[str, Service]) -> list[Draft]:
    """The sources that an OpenStreetMap file holds.

    Parameters
    ----------
    file
        Where it is.
    path
        As region.toml will name it.
    services
        By id; their tags find facilities.

    Returns
    -------
    list of Draft
        For agencies, facilities and streets, each with what was found; `none` where it holds none
        of them.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    found = glance(file, source=path)

    def draft(role: Role, rows: int, sure: float, why: str, *guesses: Guess) -> Draft:
        layer = Layer(path, None, rows, None, LONLAT, False, found.bounds, [], pd.DataFrame())
        return Draft(layer, role, sure, why, guesses if role == "none" else (*guesses, _THANKS))

    levels, seen = guessed_levels(file, source=path)
    drafts = []
    if seen and not levels.value:
        likely = max(seen, key=lambda level: (level.whole, level.areas))
        levels = levels._replace(value={likely.admin_level: "city"})
    if seen:
        words = "; ".join(level.in_words() for level in seen)
        drafts.append(
            draft("agencies", sum(level.areas for level in seen), 0.95,
                  f"administrative boundaries by admin_level: {words}", levels)
        )  # fmt: skip
    try:
        places, _ = osm_facility_frame(file, path, services=services)
    except DataError as error:
        if any(finding.rule != "osm-no-tags" for finding in error.findings):
            raise
        places = pd.DataFrame({"service": []})
    if len(places):
        counts = places["service"].value_counts()
        order = sorted(counts.index, key=lambda service: (-counts[service], service))
        words = ", ".join(f"{service} {counts[service]}" for service in order[:_SHOWN])
        rest = sum(counts[service] for service in order[_SHOWN:])
        more = f" and {rest} of other services" if rest else ""
        drafts.append(draft("facilities", len(places), 0.9, f"places by their tags: {words}{more}"))
    if found.highways:
        drafts.append(draft("streets", found.highways, 0.9, "ways tagged highway"))
    if not seen and drafts:
        why = "no agencies: it holds no administrative boundary; give a file of agencies as well"
        drafts.insert(0, draft("none", 0, 0.9, why))
    return drafts or [
        draft("none", 0, 0.9, "nothing in it is tagged as a boundary, a place or a street")
    ]


def graphml_drafts(file: Path, path: str) -> list[Draft]:
    """The streets of a GraphML file of OSMnx.

    Parameters
    ----------
    file, path
        As for `osm_drafts`.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    edges = read_whole(file, source=path)[0]
    faults = [finding for finding in edges.findings if finding.severity == "error"]
    if faults:
        raise DataError(faults)
    layer = Layer(path, None, len(edges.rows), None, edges.crs, False, None, [], pd.DataFrame())
    return [Draft(layer, "streets", 0.95, "a graph of streets as OSMnx writes it")]
