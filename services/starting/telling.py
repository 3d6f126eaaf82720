"""What was guessed, as a table for the terminal: the least sure first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from .drafts import SOURCES, Draft
from .regiontext import toml_value

COLUMNS = ("sure", "file", "setting", "value", "why", "instead")


def guesses_table(drafts: Sequence[Draft]) -> pd.DataFrame:
    """Every guess of some drafts, the least sure first.

    Parameters
    ----------
    drafts
        In the order of the files.

    Returns
    -------
    pandas.DataFrame
        Text columns: sure (0 to 1; `left open` behind it where it is too little to be used), file,
        setting, value, why, instead (other choices; missing without).
    """
    rows = sorted(_rows(drafts), key=lambda row: row[0])
    return pd.DataFrame(
        [(f"{sure:.2f}{' left open' if is_open else ''}", *row) for sure, is_open, *row in rows],
        columns=list(COLUMNS), dtype="str",
    )  # fmt: skip


def _rows(drafts: Sequence[Draft]) -> Iterator[tuple[float, bool, str, str, str, str, str | None]]:
    for draft in drafts:
        label = draft.layer.label
        why = draft.why if draft.aside is None else f"{draft.why}; not read: {draft.aside}"
        unsure = draft.aside is None and draft.role in SOURCES and not draft.runs
        instead = ", ".join(draft.roles) or None
        yield draft.sure, unsure, label, "what it is", draft.role, why, instead
        if draft.role not in SOURCES or draft.aside is not None:
            continue
        for guess in draft.guesses:
            others = ", ".join(map(toml_value, guess.choices)) or None
            told = (label, guess.key, toml_value(guess.value), guess.why, others)
            yield guess.confidence, not guess.is_sure, *told
