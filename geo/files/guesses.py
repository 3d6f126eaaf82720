"""What is guessed of a file that nobody described, how sure that is, and why."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

SURE: Final = 0.75
"""From here on a guess is written as a setting; below, it is left to a person with its choices."""


class Guess(NamedTuple):
    """One setting of a source, guessed.

    Parameters
    ----------
    key
        As region.toml has it: `columns.id`, `service`, `level`.
    value
        A text, a number, or a tuple of texts for columns that are joined.
    confidence
        0 to 1; see `SURE`.
    why
        A few words on what it was seen from.
    choices
        What else it may be, likely ones first.
    """

    key: str
    value: Any
    confidence: float
    why: str
    choices: tuple[Any, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether it is written as a setting, rather than left to a person."""
        return self.confidence >= SURE
