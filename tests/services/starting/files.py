"""The made-up files that nobody described, and what is right for each: a blind set.

`write_files` writes them; `truths` are in the form of `tests/real/starting_truth.toml`, for `scoring`.
A second set, made later and kept apart from the first, has `write_second` and `second_truths`.
Everything in them is made up: places, people and figures.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

PARTS = (
    "made_safety",
    "made_culture",
    "made_works",
    "made_areas",
    "made_people",
    "made_others",
    "made_abroad",
)


def _beside(name: str) -> ModuleType:
    """A module beside this file; the tests are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # the parts import `making` by its name
    spec.loader.exec_module(module)
    return module


_beside("making")
MADE = [made for part in PARTS for made in _beside(part).files()]
for part in ("second_sites", "second_abroad", "second_agencies", "second_people"):
    _beside(part)
SECOND = list(_beside("second_made").files())


def truths() -> list[dict[str, Any]]:
    """What is right for each file or layer."""
    return [made.truth for made in MADE]


def write_files(folder: Path) -> list[Path]:
    """Write all files into a folder that has none of them; their paths."""
    return _written(MADE, folder)


def second_truths() -> list[dict[str, Any]]:
    """What is right for each file of the second set."""
    return [made.truth for made in SECOND]


def write_second(folder: Path) -> list[Path]:
    """Write the second set into a folder that has none of its files; their paths."""
    return _written(SECOND, folder)


def _written(files: list[Any], folder: Path) -> list[Path]:
    for made in files:
        made.write(folder)
    return sorted(folder / path for path in {made.path for made in files})
