"""How long searches tell what they are doing."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str], None]


def silent(_line: str) -> None:
    """Tell nobody."""
