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
    """What was guessed, as text: what each file is and what is left open, the least sure first.

    Other forms have all of `guesses_table`.

    Parameters
    ----------
    drafts
        In the order of the files.
    form
        How to print.
    """
    if form != "lines":
        return as_text(guesses_table(drafts), form=form)
    lines: list[tuple[float, str]] = []
    for draft in drafts:
        name = PurePosixPath(draft.layer.label).name
        mark = "?" if _is_open(draft) else " "
        lines.append((draft.sure, f"{mark} {name}: {_what(draft)}"))
        if draft.role not in SOURCES or draft.aside is not None:
            continue
        for guess in draft.guesses:
            if not guess.is_sure:
                other = "".join(f", or {toml_value(choice)}" for choice in guess.choices)
                value = f"{toml_value(guess.value)}{other}"
                lines.append((guess.confidence, f"? {name}: {guess.key} = {value}? ({guess.why})"))
    ordered = sorted(lines, key=lambda line: line[0])
    return "".join(f"{harmless(f'{sure:.2f} {line}')}\n" for sure, line in ordered)


def _what(draft: Draft) -> str:
    """What a file was taken for, and what says so."""
    if draft.role == "none":
        return f"not used ({draft.why})"
    known = (draft.value(key) for key in ("preset", "service", "level"))
    kind = next((f", {value}" for value in known if value is not None), "")
    if draft.aside is not None:
        return f"{draft.role}{kind}, not read: {draft.aside}"
    return f"{draft.role}{kind} ({draft.why})"


def _is_open(draft: Draft) -> bool:
    """Whether it is left to a person if a file is read at all."""
    return draft.aside is None and draft.role in SOURCES and not draft.runs


def _rows(drafts: Sequence[Draft]) -> Iterator[tuple[float, bool, str, str, str, str, str | None]]:
    for draft in drafts:
        label = draft.layer.label
        why = draft.why if draft.aside is None else f"{draft.why}; not read: {draft.aside}"
        instead = ", ".join(draft.roles) or None
        yield draft.sure, _is_open(draft), label, "what it is", draft.role, why, instead
        if draft.role not in SOURCES or draft.aside is not None:
            continue
        for guess in draft.guesses:
            others = ", ".join(map(toml_value, guess.choices)) or None
            told = (label, guess.key, toml_value(guess.value), guess.why, others)
            yield guess.confidence, not guess.is_sure, *told
