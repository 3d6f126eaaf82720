"""Which columns of a street file hold nodes, directions, classes and levels."""

from __future__ import annotations

import math
from typing import Final

from ..files.guesses import Guess
from ..files.placecolumns import squeezed
from ..files.profiles import Profile
from . import usualnames as names
from .namedcolumns import Columns, mostly
from .oneway import open_directions
from .roadclass import class_names, road_classes

#: Classes that no other table has words for.
_TELLING: Final = frozenset(
    ("residential", "unclassified", "tertiary", "secondary", "primary", "trunk", "motorway",
     "motorway_link", "living_street", "footway", "cycleway")
)  # fmt: skip

#: A bare word that is a structure, or none.
_STRUCTURE: Final = frozenset(
    ("yes", "no", "y", "n", "true", "false", "t", "f", "0", "1", "viaduct", "bridge", "tunnel",
     "building_passage", "culvert", "aqueduct", "boardwalk", "cantilever", "covered", "movable",
     "trestle", "overpass", "underpass", "none", "at grade", "low_water_crossing", "simple_brunnel")
)  # fmt: skip


def end_guesses(table: Columns) -> list[Guess]:
    """The ids of the nodes at both ends.

    Parameters
    ----------
    table
        The columns.
    """
    fits = []
    for tail, head in table.two(names.ENDS):
        if tail.kind == head.kind and tail.kind in ("whole", "text") and _are_nodes(tail, head):
            fits.append((tail, head))
    if not fits:
        return []
    tail, head = fits[0]
    weak = {squeezed(tail.name), tail.kind} & {"a", "source", "text"}
    sure = 0.7 if len(weak) > 1 or (squeezed(tail.name) == "a") else 0.9
    why = "usual names of both ends, and ids that come back"
    return [
        Guess(f"columns.{key}", fit.name, sure, why, tuple(pair[which].name for pair in fits[1:]))
        for which, (key, fit) in enumerate((("from", tail), ("to", head)))
    ]


def oneway_guesses(table: Columns, *, edges: bool) -> list[Guess]:
    """The direction that is open, in codes that `open_directions` understands.

    Parameters
    ----------
    table
        The columns.
    edges
        Whether it is a table of edges, whose column `direction` is no compass direction.
    """
    for p in table.one(*names.ONEWAYS, *names.DIRECTIONS):
        codes = {value.casefold() for value in p.values}
        vague = squeezed(p.name) in names.DIRECTIONS
        _, _, strange = open_directions(list(p.values), len(p.values))
        if strange:
            if vague or p.distinct > 12:
                continue
            unknown = strange[0].message.partition(": ")[2].partition(";")[0]
            why = f"a usual name, but with codes of unknown meaning: {unknown}"
            return [Guess("columns.oneway", p.name, 0.5, why)]
        if codes <= {"t", "f"}:
            why = "t and f may be true and false as well as against and along the line"
            return [Guess("columns.oneway", p.name, 0.5, why)]
        if "n" in codes and codes & {"ft", "tf"}:
            why = "n beside ft and tf: two-way at home, but closed both ways in TomTom's files"
            return [Guess("columns.oneway", p.name, 0.6, why)]
        if vague and not (edges or "-1" in codes or codes & {"ft", "tf", "ab", "ba", "b"}):
            continue
        return [Guess("columns.oneway", p.name, 0.9, "a usual name, with known codes")]
    return []


def class_guesses(table: Columns) -> list[Guess]:
    """The road class of OpenStreetMap, by what is in the column.

    Parameters
    ----------
    table
        The columns.
    """
    known = road_classes()

    def share(p: Profile) -> float:
        if p.kind not in ("text", "truth") or p.distinct > 0.5 * p.rows > 50:
            return 0.0
        return sum(
            s
            for v, s in zip(p.values, p.shares, strict=True)
            if any(n in known for n in class_names(v))
        )

    def telling(p: Profile) -> int:
        return len(_TELLING & {name for value in p.values for name in class_names(value)})

    usual = list(table.one(*names.CLASSES))
    for p in usual:
        if share(p) >= 0.75 and telling(p) >= 1 and mostly(p):
            return [Guess("columns.class", p.name, 0.9, "classes of OpenStreetMap")]
    for p in table.profiles:
        if p not in usual and share(p) >= 0.9 and telling(p) >= 2 and mostly(p):
            return [Guess("columns.class", p.name, 0.85, "classes of OpenStreetMap")]
    for p in usual:
        if (
            squeezed(p.name) not in ("type", "category", "class", "nature", "subclass")
            and p.distinct <= 60
        ):
            why = "classes that are not OpenStreetMap's: they fill no speed and close nothing"
            return [Guess("columns.class", p.name, 0.4, why)]
    return []


def level_guesses(table: Columns) -> list[Guess]:
    """The level of the line, and those of its ends.

    Parameters
    ----------
    table
        The columns.
    """
    found = []
    for p in table.one(*names.LEVELS):
        if _are_levels(p):
            sure = 0.85 if squeezed(p.name) in ("layer", "zlevel", "zlev", "roadlevel") else 0.6
            found.append(
                Guess("columns.level", p.name, sure, "a usual name, with small whole numbers")
            )
            break
    for start, end in table.two(names.END_LEVELS):
        if _are_levels(start) and _are_levels(end):
            why = "usual names of the levels of both ends, with small whole numbers"
            found.append(Guess("columns.level_from", start.name, 0.9, why))
            found.append(Guess("columns.level_to", end.name, 0.9, why))
            break
    return found


def structure_guesses(table: Columns) -> list[Guess]:
    """Bridges and tunnels, told by words.

    Parameters
    ----------
    table
        The columns.
    """
    found = []
    for key, called in (("bridge", names.BRIDGES), ("tunnel", names.TUNNELS)):
        for p in table.one(*called):
            plain = sum(
                s for v, s in zip(p.values, p.shares, strict=True) if v.casefold() in _STRUCTURE
            )
            if plain >= 0.5:
                found.append(
                    Guess(f"columns.{key}", p.name, 0.85, "a usual name, with words for it")
                )
                break
    return found


def _are_nodes(tail: Profile, head: Profile) -> bool:
    """Whether two columns may hold ids of the same nodes: none is missing, and they share their ids.

    House numbers are called from and to as well, but few begin one street and end another, and each
    stands in many rows.
    """
    for one in (tail, head):
        if one.filled < 0.98 * one.rows or (one.rows > 20 and one.distinct < one.rows / 8):
            return False
        if one.kind == "text" and any(" " in value for value in one.values):
            return False
        if one.kind == "whole" and one.least < 0:
            return False
    # of long tables some rows were looked at: so many ids would be among those of both by chance, and
    # fewer where the rows go from place to place
    whole = len(tail.values) == tail.distinct
    chance = 1 - math.exp(-len(head.values) / max(tail.distinct, head.distinct))
    common = len(set(tail.values) & set(head.values))
    share = 0.3 if whole else 0.08
    return tail.rows < 3 or common >= max(1.0, share * chance * len(tail.values))


def _are_levels(p: Profile) -> bool:
    """Whether these are levels, and neither heights above the sea nor names."""
    return p.kind == "whole" and p.least >= -10 and p.most <= 10
