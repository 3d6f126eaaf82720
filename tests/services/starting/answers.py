"""What `adjoin init` answers for each file, in the form that `scoring` judges."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from adjoin.geo.findings import DataError
from adjoin.services.inventory_headings import headings
from adjoin.services.presets import Preset
from adjoin.services.starting.drafts import Draft
from adjoin.services.starting.presetfit import preset_columns
from adjoin.services.starting.start import Start

Answer = dict[str, dict[str, Any]]


def answers_of(start: Start, presets: Mapping[str, Preset]) -> dict[tuple[str, str], Answer]:
    """The answer for each layer, by the name of its file and its own; of parts of one the first."""
    found: dict[tuple[str, str], Answer] = {}
    for draft in start.drafts:
        _add(found, draft, presets)
        if draft.nodes is not None:
            _add(found, draft.nodes, presets)
    return found


def _add(found: dict[tuple[str, str], Answer], draft: Draft, presets: Mapping[str, Preset]) -> None:
    name = PurePosixPath(draft.layer.path).name
    found.setdefault((name, draft.layer.layer or ""), _answer(draft, presets))


def _answer(draft: Draft, presets: Mapping[str, Preset]) -> Answer:
    sure: dict[str, Any] = {}
    left: dict[str, Any] = {}
    if draft.sure >= 0.75:
        sure["role"] = draft.role
    else:
        left["role"] = [draft.role, *draft.roles]
    for guess in draft.guesses:
        key = guess.key.removeprefix("node_")
        if key == "role":
            key = "provision_role"
        if guess.is_sure:
            sure[key] = guess.value
        else:
            left[key] = [guess.value, *guess.choices]
    if draft.role == "provision":
        # Columns that the template names are found without being named.
        columns = {str(key)[8:]: value for key, value in sure.items() if key.startswith("columns.")}
        with contextlib.suppress(DataError):  # what is left open is told as open
            role = sure.get("provision_role", "left open")
            found, _ = headings(draft.layer.table, columns, {"role": role}, "")
            sure |= {f"columns.{key}": value for key, value in found.items()}
    preset = draft.value("preset")
    if preset is not None:
        columns, others = preset_columns(draft.layer, preset, presets)
        sure |= {f"columns.{key}": value for key, value in columns.items()}
        sure |= {key: others[key] for key in ("service", "level", "agency_by") if key in others}
    if draft.joined is not None:
        table, on, equals = draft.joined
        sure["join"] = {"path": table.path, "on": on, "equals": equals}
    if draft.nodes is not None:
        sure["nodes"] = draft.nodes.layer.path
    return {"sure": sure, "open": left}
