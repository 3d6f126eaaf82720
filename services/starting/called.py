"""What the agencies of a draft are called, and what its settings come to with its preset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...geo.files.conditions import rows_where
from ...geo.files.profiles import as_texts
from ..presets import Preset
from .drafts import Draft
from .presetfit import preset_columns


def setting(draft: Draft, key: str, presets: Mapping[str, Preset]) -> Any:
    """A setting of a draft, whether its preset says it or it is guessed; None without.

    Parameters
    ----------
    draft
        Of any role.
    key
        Such as `columns.id` or `level`.
    presets
        By id.
    """
    guess = draft.guess(key)
    preset = draft.value("preset")
    if guess is not None or preset is None:
        return None if guess is None else guess.value
    columns, others = preset_columns(draft.layer, preset, presets)
    return (
        columns.get(key.removeprefix("columns.")) if key.startswith("columns.") else others.get(key)
    )


def cells_of(draft: Draft, key: str, presets: Mapping[str, Preset]) -> pd.Series[str]:
    """The cells of a column of a draft in lower case, of the rows that it takes; missing ones stay.

    Columns that are joined are joined by `-`. Nothing where there is no such column.

    Parameters
    ----------
    draft, key, presets
        As for `setting`.
    """
    column = setting(draft, key, presets)
    if column is None:
        return pd.Series([], dtype="str")
    where = setting(draft, "where", presets)
    table = draft.layer.table
    if where is not None:
        table = rows_where(table, where, source=draft.layer.label)
    names = [column] if isinstance(column, str) else list(column)
    texts = [as_texts(table[name].dropna()).reindex(table.index) for name in names]
    whole = texts[0]
    for part in texts[1:]:
        whole = whole.str.cat(part, sep="-")
    return whole.str.casefold()


def names_by_id(draft: Draft, presets: Mapping[str, Preset]) -> dict[str, str]:
    """What the agencies of a draft are called, by id, both in lower case; empty where unnamed.

    Parameters
    ----------
    draft
        Of agencies.
    presets
        By id.
    """
    ids = cells_of(draft, "columns.id", presets).dropna()
    names = cells_of(draft, "columns.name", presets).reindex(ids.index).fillna("")
    return dict(zip(ids, names, strict=True))
