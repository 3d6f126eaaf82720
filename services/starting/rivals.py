"""Several sources of one and the same thing: one is read, the others wait as comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..presets import Preset
from .called import cells_of, names_by_id, setting
from .drafts import Draft
from .ranking import are_alike

#: So many of the agencies of one layer must be in another for it to be the same list again.
_SAME: Final = 0.8

#: Ids that count rows, and no codes of some register.
_SMALL: Final = r"[1-9]\d{0,2}|0"


def without_rivals(drafts: Sequence[Draft], presets: Mapping[str, Preset]) -> list[Draft]:
    """Set aside what would count agencies, people or streets a second time.

    Parameters
    ----------
    drafts
        In the order of the files; so is what is returned.
    presets
        By id.
    """
    found = _agencies(list(drafts), presets)
    found = _only_one(found, "people", "only one source of people is counted, or they count twice")
    return _only_one(found, "streets", "a region has one network of streets")


def _agencies(drafts: list[Draft], presets: Mapping[str, Preset]) -> list[Draft]:
    """Of layers that list the same agencies, the one with names, with most agencies, the first."""
    order = sorted(
        (k for k, draft in enumerate(drafts) if draft.role == "agencies" and draft.runs),
        key=lambda k: (
            not _named(drafts[k]),
            drafts[k].layer.shapes is None,
            -drafts[k].layer.rows,
            k,
        ),
    )
    kept: list[int] = []
    for k in order:
        same = next((other for other in kept if _same(drafts[k], drafts[other], presets)), None)
        if same is None:
            kept.append(k)
            continue
        label = drafts[same].layer.label
        drafts[k] = drafts[k]._replace(aside=f"the same agencies as in {label}: take one of them")
    return drafts


def _named(draft: Draft) -> bool:
    return draft.value("columns.name") is not None or draft.value("preset") is not None


def _same(draft: Draft, other: Draft, presets: Mapping[str, Preset]) -> bool:
    """Whether most agencies of a draft are in another, by their ids or their names, at one level."""
    levels = [setting(each, "level", presets) for each in (draft, other)]
    if None not in levels and levels[0] != levels[1]:
        return False
    names = [set(cells_of(each, "columns.name", presets).dropna()) for each in (draft, other)]
    if _shared(*names):
        return True
    ids, other_ids = (cells_of(each, "columns.id", presets).dropna() for each in (draft, other))
    if not _shared(set(ids), set(other_ids)):
        return False
    # Any list may be numbered from 1; such ids are of the same agencies if names agree.
    small = ids.str.fullmatch(_SMALL).all()
    return not small or not all(names) or _alike(draft, other, presets)


def _shared(ours: set[str], theirs: set[str]) -> bool:
    """Whether most of some cells are among others."""
    return len(ours) > 0 and len(ours & theirs) >= _SAME * len(ours)


def _alike(draft: Draft, other: Draft, presets: Mapping[str, Preset]) -> bool:
    """Whether the agencies of most ids that two drafts share are called alike."""
    called, others = (names_by_id(each, presets) for each in (draft, other))
    common = called.keys() & others.keys()
    return sum(are_alike(called[key], others[key]) for key in common) >= 0.5 * len(common)


def _only_one(drafts: list[Draft], role: str, why: str) -> list[Draft]:
    """Of the sources of a role that run, the one that reaches farthest; then the surest."""
    running = [k for k, draft in enumerate(drafts) if draft.role == role and draft.runs]
    if len(running) < 2:
        return drafts
    best = max(running, key=lambda k: (_reach(drafts[k]), drafts[k].sure, drafts[k].layer.rows, -k))
    for k in running:
        if k != best:
            label = drafts[best].layer.label
            drafts[k] = drafts[k]._replace(aside=f"{why}; {label} is the one here")
    return drafts


def _reach(draft: Draft) -> float:
    """How large an area a source is spread over, in square degrees."""
    layer = draft.layer if draft.nodes is None else draft.nodes.layer
    if layer.bounds is not None:
        west, south, east, north = layer.bounds
        return round((east - west) * (north - south), 2)
    sides = []
    for key in ("x", "y"):
        node = draft.nodes
        guess = draft.guess(f"columns.{key}") if node is None else node.guess(f"node_columns.{key}")
        if guess is None:
            return 0.0
        profile = layer.named(str(guess.value))
        sides.append(profile.most - profile.least)
    return round(sides[0] * sides[1], 2)
