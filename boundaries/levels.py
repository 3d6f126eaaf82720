"""The levels of government that an agency may be of."""

from __future__ import annotations

from typing import Literal, get_args

Level = Literal[
    "county",
    "city",
    "special_district",
    "school_district",
    "regional",
    "state",
    "tribal",
    "nonprofit",
    "other",
]

LEVELS: tuple[Level, ...] = get_args(Level)
