"""A source of a region as it is being drafted: a layer, what it is for, and what is guessed of it."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple

from ...geo.files.guesses import SURE, Guess
from ...geo.osm.opening import is_osm
from ...geo.streets.wholefiles import is_graphml
from .heap import Layer

Role = Literal["agencies", "facilities", "people", "streets", "nodes", "provision", "join", "none"]

#: Roles that are tables of region.toml.
SOURCES: Final[tuple[Role, ...]] = ("agencies", "facilities", "provision", "people", "streets")

# What a source cannot do without: one of each group.
_NEEDED: Final[dict[Role, tuple[tuple[str, ...], ...]]] = {
    "agencies": (
        ("columns.name", "columns.id", "preset"),
        ("level", "columns.level", "preset"),
    ),
    "facilities": (("service", "columns.service", "preset"),),
    "people": (("columns.weight",),),
    "streets": (),
    "provision": (),
    "nodes": (("node_columns.id",),),
}


_LENGTHS: Final = tuple(f"columns.length_{unit}" for unit in ("m", "km", "mi", "ft"))
_COSTS: Final = tuple(
    f"columns.{key}"
    for key in ("speed_mph", "speed_kmh", "speed_ms", "minutes", "seconds", "class")
)


class Draft(NamedTuple):
    """One source, or one part of a layer.

    Parameters
    ----------
    layer
        What is read.
    role
        What it is for.
    sure, why
        How sure the role is, and what it was seen from.
    guesses
        Its settings, by key; at most one for each.
    roles
        What else it may be for.
    aside
        Why it is written as a comment, though its role is clear; None where it is not.
    nodes
        Of an edge table: its nodes.
    joined
        A second table: the draft of it, the column here, the column there.
    """

    layer: Layer
    role: Role
    sure: float
    why: str
    guesses: tuple[Guess, ...] = ()
    roles: tuple[Role, ...] = ()
    aside: str | None = None
    nodes: Draft | None = None
    joined: tuple[Layer, str, str] | None = None

    def guess(self, key: str) -> Guess | None:
        """The guess of a key; None where there is none."""
        return next((guess for guess in self.guesses if guess.key == key), None)

    def value(self, key: str) -> Any:
        """The value of a guess that is sure; None otherwise."""
        guess = self.guess(key)
        return guess.value if guess is not None and guess.is_sure else None

    def lacking(self) -> list[str]:
        """What the source cannot do without and nobody is sure of."""
        if is_osm(self.layer.path):
            whole = self.role != "agencies" or self.value("levels")
            return [] if whole else ["levels"]
        if is_graphml(self.layer.path):
            return []
        groups = list(_NEEDED.get(self.role, ()))
        if self.role in ("facilities", "people") and self.layer.shapes is None:
            groups += [("columns.x",), ("columns.y",)]
        if self.role == "streets" and self.layer.shapes is None:
            groups += [("columns.from",), ("columns.to",), _LENGTHS, _COSTS]
        if self.guess("crs") is not None and self.role != "provision":
            groups.append(("crs",))
        preset = self.value("preset") is not None
        return [
            group[0]
            for group in groups
            if not any(self.value(key) is not None for key in group)
            and not (preset and group[0] != "crs")
        ]

    @property
    def runs(self) -> bool:
        """Whether it is written as a source that is read."""
        return self.aside is None and self.sure >= SURE and not self.lacking()

    def with_guesses(self, *more: Guess) -> Draft:
        """With further guesses, each in place of one of its key."""
        keys = {guess.key for guess in more}
        kept = tuple(guess for guess in self.guesses if guess.key not in keys)
        return self._replace(guesses=(*kept, *more))
