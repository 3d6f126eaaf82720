"""Which columns of a street file hold what, by their usual names and by what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..files.guesses import Guess
from ..files.placecolumns import place_columns, place_pairs, squeezed
from ..files.profiles import Profile
from . import usualnames as names
from .namedcolumns import Columns
from .overture import are_segments
from .unitguesses import length_units
from .usualcosts import length_guesses, speed_guesses, time_guesses
from .usualways import (
    class_guesses,
    end_guesses,
    level_guesses,
    oneway_guesses,
    structure_guesses,
)


def street_columns(
    profiles: Sequence[Profile], *, shapes: str | None, frame: Any = None
) -> list[Guess]:
    """Which columns of a street file hold what.

    Parameters
    ----------
    profiles
        Of its columns, as `adjoin.geo.files.profiles.profiled` returns them.
    shapes
        `line`, `point`, `polygon`; None for a table without.
    frame
        The rows, to compare lengths with the lines; without them a length is sure by its name only.

    Returns
    -------
    list
        By the keys of `adjoin.geo.streets.source.StreetColumns`; each at most once. Sure where
        name and contents agree, or contents say it alone (classes of OpenStreetMap, lengths that
        are those of the lines). A column whose unit is unclear is one guess below, with the keys
        that it may be as choices (`columns.speed_mph`). Nothing of
        Overture's segments, which say themselves what is what.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.geo.files.profiles import profiled
    >>> from adjoin.geo.streets.usualcolumns import street_columns
    >>> table = pd.DataFrame(
    ...     {"ONEWAY": ["FT", "B", "TF"], "SPEEDLIMIT": ["25", "35", "45"], "NAME": ["A", "B", "C"]}
    ... )
    >>> [(guess.key, guess.value) for guess in street_columns(profiled(table), shapes="line")]
    [('columns.speed_mph', 'SPEEDLIMIT'), ('columns.oneway', 'ONEWAY')]
    """
    if _says_itself(profiles):
        return []
    table = Columns(profiles)
    ends = end_guesses(table)
    edges = bool(ends) and ends[0].is_sure
    metric = edges and _in_metres(table, squeezed(str(ends[0].value)))
    measured = length_units(frame) if shapes == "line" and frame is not None else None
    found = [
        *ends,
        *length_guesses(table, measured, metric=metric),
        *_speed_or_time(speed_guesses(table), time_guesses(table)),
        *oneway_guesses(table, edges=edges),
        *class_guesses(table),
    ]
    heights = [*level_guesses(table), *structure_guesses(table)] if shapes in ("line", None) else []
    if edges:
        why = "with nodes, an edge table says itself which streets meet; only without nodes"
        heights = [
            guess._replace(confidence=min(guess.confidence, 0.6), why=why) for guess in heights
        ]
    return [*found, *heights]


def node_columns(
    profiles: Sequence[Profile], *, shapes: str | None = None, ends: Sequence[Profile] = ()
) -> list[Guess]:
    """Which columns of a table of street nodes hold its ids and places.

    Parameters
    ----------
    profiles
        Of its columns.
    shapes
        `point` for a layer, whose points are the places; None for a table.
    ends
        The columns of the edge table that refer to the nodes, where they are known: an id that
        does not hold them is none, and the only one that does is sure under any name.

    Returns
    -------
    list
        `node_columns.id`, and of a table `node_columns.x` and `node_columns.y`.
    """
    named = [p for p in Columns(profiles).one(*names.NODE_IDS) if p.kind in ("whole", "text")]
    others = [p for p in profiles if p.kind == "whole" and p not in named]
    able = [p for p in [*named, *others] if p.unique and all(_holds(p, end) for end in ends)]
    if not able:
        return place_columns(profiles, table="node_columns") if shapes is None else []
    best, rest = able[0], tuple(p.name for p in able[1:])
    if best in named:
        weak = squeezed(best.name) in ("id", "n", "fid", "vertex") and not ends
        sure = 0.9 if not weak else 0.7 if rest else 0.8
        why = "a usual name of node ids, and every row has its own"
    else:
        sure = (0.85 if ends else 0.6) if not rest else 0.4
        why = "every row has its own whole number"
    if ends:
        why += "; the edges refer to these"
    found = [Guess("node_columns.id", best.name, sure, why, rest)]
    return found + (place_columns(profiles, table="node_columns") if shapes is None else [])


def _holds(ids: Profile, end: Profile) -> bool:
    """Whether a column of ids may hold those at the end of edges, by the values that were looked at."""
    if ids.kind != end.kind:
        return False
    if ids.kind == "whole" and not (ids.least <= end.least and end.most <= ids.most):
        return False
    if len(ids.values) < ids.distinct:  # not all were looked at
        return True
    return len(set(end.values) - set(ids.values)) <= 0.1 * len(end.values)


def looks_like_streets(profiles: Sequence[Profile], *, shapes: str | None) -> float:
    """How sure it is, 0 to 1, that a file is streets, or the edges of a street table.

    Parameters
    ----------
    profiles, shapes
        As for `street_columns`.

    Returns
    -------
    float
        Lines without any sign of streets are 0.35: rivers and borders are lines, too.
    """
    if shapes not in ("line", None):
        return 0.0
    if _says_itself(profiles):
        return 0.97
    keys = {guess.key for guess in street_columns(profiles, shapes=shapes) if guess.is_sure}
    cost = {
        key
        for key in keys
        if key.split(".")[1].startswith(("length", "speed", "minutes", "seconds"))
    }
    signs = 0.4 * ("columns.class" in keys) + 0.3 * ("columns.from" in keys)
    signs += 0.3 * ("columns.oneway" in keys) + 0.25 * bool(cost - {"columns.length_m"})
    if shapes is None:
        if "columns.from" not in keys:
            return 0.0
        return min(0.97, 0.5 + 0.3 * bool(cost) + 0.2 * ("columns.class" in keys))
    vague = [
        p for p in profiles if squeezed(p.name) in (*names.SPEEDS, *names.ONEWAYS, "mtfcc", "rttyp")
    ]
    return min(0.97, 0.35 + signs + 0.15 * bool(vague))


def looks_like_nodes(profiles: Sequence[Profile], *, shapes: str | None) -> float:
    """How sure it is, 0 to 1, that a file is the nodes of a street table.

    Parameters
    ----------
    profiles, shapes
        As for `node_columns`.

    Returns
    -------
    float
        Ids called as of nodes, with places. A column of names or addresses speaks against it.
    """
    if shapes not in ("point", None):
        return 0.0
    guesses = {guess.key: guess for guess in node_columns(profiles, shapes=shapes)}
    ident = guesses.get("node_columns.id")
    if ident is None or (shapes is None and not place_pairs(profiles)):
        return 0.0
    name = squeezed(str(ident.value))
    score = 0.85 if name.startswith(("node", "junction", "jnct", "knot")) else 0.5
    if name in ("osmid", "id", "n"):
        score = 0.75 if name == "osmid" or len(profiles) <= 3 else 0.45
    words = {word for p in profiles if p.kind == "text" and p.filled for word in p.key.split()}
    if words & {"name", "address", "addr", "agency", "owner", "operator", "amenity", "phone"}:
        score -= 0.5
    signs = {"streetcount", "iscentroid", "ctrltype", "zlevel", "linktypes", "nodetype"}
    if {squeezed(p.name) for p in profiles} & signs:
        score += 0.1
    return max(0.0, min(score, 0.97))


def _speed_or_time(speeds: list[Guess], times: list[Guess]) -> list[Guess]:
    """Speeds and times, of which a region takes one: times that have both directions, else speeds."""
    if not (speeds and times and speeds[0].is_sure and times[0].is_sure):
        return [*speeds, *times]
    lesser = speeds if len(times) == 2 > len(speeds) else times
    why = "beside {} that are as sure: a region takes one of both".format(
        "times" if lesser is speeds else "speeds"
    )
    return [
        guess._replace(confidence=0.6, why=why) if guess in lesser else guess
        for guess in [*speeds, *times]
    ]


def _in_metres(table: Columns, tail: str) -> bool:
    """Whether an edge table is by one of the tools whose lengths are metres."""
    return tail in names.METRIC_TAILS or (
        tail == "from" and any(True for _ in table.one(*names.METRIC_SIGNS))
    )


def _says_itself(profiles: Sequence[Profile]) -> bool:
    """Whether these are Overture's segments."""
    cells = [cell for p in profiles if p.name == "connectors" for cell in p.values[:5]]
    return are_segments([p.name for p in profiles], cells)
