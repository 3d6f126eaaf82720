"""Agencies of one name, and how each is called where its name alone would not say which it is."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from ..geo.files.printing import clipped
from ..geo.findings import Finding
from .naming import folded

#: How many names a message lists.
_SHOWN: Final = 5
#: And how many ids of each.
_SHOWN_IDS: Final = 3


def told_apart(agencies: pd.DataFrame) -> pd.Series[str]:
    """What to call each agency: its name, with a word behind it where another has the same one.

    The word is the level, where no other agency of that name has it; else the name of its parent;
    else its id. Names are the same whatever their upper case and spaces.

    Parameters
    ----------
    agencies
        agency_id (each once) and, where it has them, name (an agency without one is called by its
        id), level and parent_id (missing where there is none; one that is no agency of the table has
        no name and tells nothing apart).

    Returns
    -------
    pandas.Series
        Labels by agency_id, in the order of the table; no two are the same.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.boundaries.labels import told_apart
    >>> agencies = pd.DataFrame({
    ...     "agency_id": ["1", "2", "3", "4"], "name": ["Napa", "Napa", "Napa", "Marin"],
    ...     "level": ["city", "county", "city", "county"], "parent_id": [None, None, "4", None]})
    >>> told_apart(agencies).tolist()
    ['Napa (1)', 'Napa (county)', 'Napa (Marin)', 'Marin']
    """
    ids = agencies["agency_id"].astype("str")
    given = _column(agencies, "name")
    names = given.where(given.notna(), ids)
    frame = pd.DataFrame(
        {
            "id": ids,
            "name": names,
            "key": [folded(name) for name in names],
            "level": _column(agencies, "level").str.replace("_", " ", regex=False),
        }
    )
    name_of: dict[Any, str] = dict(zip(frame["id"], frame["name"], strict=True))
    parents = [name_of.get(parent) for parent in _column(agencies, "parent_id")]
    frame["parent"] = pd.Series(parents, index=frame.index, dtype="str")
    labels = frame["name"].copy()
    ahead = frame["key"].duplicated(keep=False)
    for column in ("level", "parent", "id"):
        word = frame[column]
        # Against all of that name: "Napa (city)" must not stand beside another city of Napa.
        folded_word = word.where(word.notna(), "").map(folded)
        telling = ~frame.assign(word=folded_word).duplicated(["key", "word"], keep=False)
        chosen = ahead & telling & word.notna()
        labels[chosen] = frame["name"][chosen] + " (" + word[chosen] + ")"
        ahead &= ~chosen
    # A label may be the very name of another agency.
    while (again := labels.map(folded).duplicated(keep=False)).any():
        labels[again] += " (" + frame["id"][again] + ")"
    return pd.Series(
        labels.to_numpy(dtype=object), index=pd.Index(frame["id"]), dtype="str", name="label"
    )


def _column(agencies: pd.DataFrame, name: str) -> pd.Series[str]:
    """A column as text; missing throughout where the table has none of that name."""
    held = agencies[name] if name in agencies else pd.Series(None, index=agencies.index)
    return held.astype("str")


def shared_names(agencies: pd.DataFrame) -> list[Finding]:
    """Tell names that several agencies have, as one note.

    Parameters
    ----------
    agencies
        agency_id (each once), name and level.

    Examples
    --------
    >>> import pandas as pd
    >>> from adjoin.boundaries.labels import shared_names
    >>> agencies = pd.DataFrame({"agency_id": ["1", "2"], "name": "Napa", "level": ["city", "county"]})
    >>> shared_names(agencies)[0].message[:60]
    "1 name stands for 2 agencies ('Napa': 1 city, 2 county); the"
    """
    ids: dict[str, list[tuple[str, str, str]]] = {}
    for agency_id, name, level in zip(
        agencies["agency_id"], agencies["name"], agencies["level"], strict=True
    ):
        ids.setdefault(folded(name), []).append((agency_id, name, level))
    shared = {key: sorted(each) for key, each in ids.items() if len(each) > 1}
    if not shared:
        return []
    # The most frequent first.
    order = sorted(shared, key=lambda key: (-len(shared[key]), key))
    shown = [_shown(shared[key]) for key in order[:_SHOWN]]
    more = f"; and {len(order) - _SHOWN} more names" if len(order) > _SHOWN else ""
    count = sum(map(len, shared.values()))
    names = "1 name stands" if len(shared) == 1 else f"{len(shared)} names stand"
    message = (
        f"{names} for {count} agencies ({'; '.join(shown)}{more}); they are different agencies, for their ids "
        "differ, and are told apart by level, parent or id"
    )
    return [Finding("note", "agencies", "", "name-shared", message)]


def _shown(each: list[tuple[str, str, str]]) -> str:
    """One name, how many have it, and their ids with the level where the levels differ."""
    levels = {level for _, _, level in each}
    told = [
        clipped(agency_id, longest=40) + ("" if len(levels) == 1 else f" {level.replace('_', ' ')}")
        for agency_id, _, level in each[:_SHOWN_IDS]
    ]
    if len(each) > _SHOWN_IDS:
        told.append(f"and {len(each) - _SHOWN_IDS} more")
    return f"{clipped(each[0][1], longest=60)!r}: {', '.join(told)}"
