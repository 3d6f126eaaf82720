"""What was guessed, as a table for the terminal: the least sure first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Literal

import pandas as pd

from ...geo.files.printing import as_text, harmless
from .drafts import SOURCES, Draft
from .regiontext import toml_value

GuessForm = Literal["lines", "table", "csv", "json", "markdown"]

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


def guesses_text(drafts: Sequence[Draft], *, form: GuessForm = "lines") -> str:
    """`guesses_table` as text: a line for each guess, or in any form that tables are printed in.

    Parameters
    ----------
    drafts
        In the order of the files.
    form
        How to print.
    """
    if form != "lines":
        return as_text(guesses_table(drafts), form=form)
    lines = []
    for sure, is_open, label, key, value, why, instead in sorted(_rows(drafts), key=lambda r: r[0]):
        other = f"; or {instead}" if is_open and instead else ""
        mark = "?" if is_open else " "
        name = PurePosixPath(label).name
        lines.append(harmless(f"{sure:.2f} {mark} {name}: {key} = {value}  ({why}{other})"))
    return "".join(f"{line}\n" for line in lines)


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
