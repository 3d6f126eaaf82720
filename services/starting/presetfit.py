"""Which known publication a file is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ...geo.files.alternatives import chosen_columns
from ...geo.files.guesses import Guess
from ...geo.files.profiles import Profile
from ...geo.findings import DataError
from ..presets import Preset, with_presets
from .heap import Layer

#: So many of the cells of a column must be as a publication has them.
_MOST: Final = 0.5

_SURE: Final = 0.96


def preset_of(layer: Layer, presets: Mapping[str, Preset]) -> Guess | None:
    """The publication that a layer is, by its signs; None where it is none that is known.

    Parameters
    ----------
    layer
        Of a heap.
    presets
        By id.
    """
    fitting = [
        (preset.id, fit)
        for preset in presets.values()
        if (fit := _fit(layer, preset)) > 0 and _columns_there(layer, preset.id, presets)
    ]
    if not fitting:
        return None
    best = max(fit for _, fit in fitting)
    names = [name for name, fit in fitting if fit == best]
    score = _SURE if len(names) == 1 else 0.6
    return Guess(
        "preset",
        names[0],
        score,
        "columns and cells as that publication has them",
        tuple(names[1:]),
    )


def preset_columns(
    layer: Layer, preset: str, presets: Mapping[str, Preset]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a preset says of a layer: its columns, as the file calls them, and its other keys.

    Parameters
    ----------
    layer
        Of a heap.
    preset
        Its id.
    presets
        By id.

    Raises
    ------
    DataError
        The layer lacks columns.
    """
    kind = presets[preset].kind
    filled, _ = with_presets({kind: [{"path": layer.path, "preset": preset}]}, presets)
    table = filled[kind][0]
    columns, _ = chosen_columns(
        [profile.name for profile in layer.profiles],
        {
            key: named
            for key, named in table.get("columns", {}).items()
            if layer.shapes is None or key not in ("x", "y")
        },
        alternatives=table.get("alternatives"),
        optional=table.get("optional"),
        source=layer.label,
    )
    return columns, {
        k: v for k, v in table.items() if k not in ("columns", "alternatives", "optional")
    }


def _columns_there(layer: Layer, preset: str, presets: Mapping[str, Preset]) -> bool:
    """Whether a layer has the columns that a preset names."""
    try:
        preset_columns(layer, preset, presets)
    except DataError:
        return False
    return True


def _fit(layer: Layer, preset: Preset) -> int:
    """How many signs of a publication a layer bears; 0 where some of a table are missing."""
    if preset.kind == "agencies" and layer.shapes in ("point", "line"):
        return 0
    if preset.kind == "facilities" and layer.shapes in ("line", "polygon"):
        return 0
    columns = {profile.name: profile for profile in layer.profiles}
    return max(
        (
            len(signs)
            for signs in preset.signs
            if all(
                name in columns and _as_signed(columns[name], sign) for name, sign in signs.items()
            )
        ),
        default=0,
    )


def _as_signed(profile: Profile, sign: str) -> bool:
    """Whether most cells of a column are as a publication has them."""
    pattern = re.compile(sign)
    looked = profile.values[:500]
    matching = sum(pattern.fullmatch(value) is not None for value in looked)
    return len(looked) > 0 and matching >= _MOST * len(looked)
