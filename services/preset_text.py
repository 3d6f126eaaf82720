"""Presets as people read them: a table of all, and the keys of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .presets import Preset


def presets_table(presets: Mapping[str, Preset]) -> pd.DataFrame:
    """Presets as a table, in the order of their ids.

    Parameters
    ----------
    presets
        By id.

    Returns
    -------
    pandas.DataFrame
        Text columns preset, kind, delivers (the service, or the level of agency), title, publisher,
        vintages, attribution; missing where there is none.
    """
    records = [
        {
            "preset": preset.id,
            "kind": preset.kind,
            "delivers": preset.source.get("service", preset.source.get("level")),
            "title": preset.title,
            "publisher": preset.publisher,
            "vintages": preset.vintages,
            "attribution": preset.attribution,
        }
        for _, preset in sorted(presets.items())
    ]
    columns = ["preset", "kind", "delivers", "title", "publisher", "vintages", "attribution"]
    return pd.DataFrame(records, columns=columns).astype("str")


def preset_facts(preset: Preset) -> list[tuple[str, str]]:
    """One preset, line by line: what each line is about, and its text.

    Parameters
    ----------
    preset
        One record.

    Returns
    -------
    list of pairs of str
        The fields, the keys that it fills in, with `columns.` before those of columns, and its notes.

    Examples
    --------
    >>> from adjoin.services.preset_text import preset_facts
    >>> from adjoin.services.presets import load_presets
    >>> dict(preset_facts(load_presets()["imls_outlets"]))["columns.x"]
    'LONGITUD or LONGITUDE'
    """
    facts = [("id", preset.id), ("title", preset.title), ("kind", preset.kind)]
    facts += [
        (key, value)
        for key in ("publisher", "vintages", "attribution")
        if (value := getattr(preset, key)) is not None
    ]
    for key, value in preset.source.items():
        if key == "columns":
            facts += [(f"columns.{name}", _column_text(named)) for name, named in value.items()]
        elif isinstance(value, dict):
            facts += [(f"{key}.{name}", _listed(level)) for name, level in value.items()]
        else:
            facts.append((key, str(value)))
    return [*facts, *(("note", note) for note in preset.notes)]


def _column_text(named: Any) -> str:
    """A column as a person reads it."""
    if not isinstance(named, dict):
        return _listed(named)
    text = " or ".join(_listed(choice) for choice in named["any_of"])
    return f"{text}, where the file has it" if named.get("optional") else text


def _listed(names: Any) -> str:
    return names if isinstance(names, str) else " and ".join(map(str, names))
