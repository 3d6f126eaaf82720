"""How much of what was guessed of files is right: truth and answer, compared key by key.

The truth is a list of tables as `tests/real/starting_truth.toml` and `blind_truth.toml` have them. An
answer is what a finished region.toml says of one file or layer, with the columns of a preset filled in:

    {"sure": {"role": "agencies", "level": "city", "columns.id": "GEOID"},
     "open": {"columns.name": ["NAME", "LABEL"]}}

`sure` holds what is set, `open` what is left to a person, with its choices.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

RIGHT, WRONG, OPEN, UNLISTED = "right", "wrong", "open", "unlisted"

#: Keys of a truth that say how to find it, or that are for readers.
_NO_ANSWERS = {"path", "layer", "role", "columns", "alone", "why"}

#: Roles that need no settings.
_WITHOUT_SETTINGS = {"none", "join"}


class Verdict(NamedTuple):
    """What became of one key of one file.

    Parameters
    ----------
    file
        Path and layer, as `name[layer]`.
    key
        `role`, `level`, `columns.id`.
    verdict
        `right`, `wrong`, `open`; or `unlisted`, for a column that is set though the truth says
        nothing of it: to be looked at, not counted.
    given
        What the answer sets, or None.
    accepted
        What would be right.
    offered
        Of an open one, whether something right is among its choices.
    """

    file: str
    key: str
    verdict: str
    given: Any = None
    accepted: tuple[Any, ...] = ()
    offered: bool = False


def read_truth(path: Path) -> list[dict[str, Any]]:
    """The tables of a file of truth, in their order."""
    return tomllib.loads(path.read_text(encoding="utf-8"))["file"]


def label(truth: Mapping[str, Any]) -> str:
    """What a file, or a layer of it, is called."""
    layer = truth.get("layer")
    return f"{truth['path']}[{layer}]" if layer else str(truth["path"])


def accepted_answers(truth: Mapping[str, Any], *, alone: bool = False) -> dict[str, list[Any]]:
    """The accepted answers by key: flat, `role` among them; of a file by itself if `alone`."""
    flat = _flat(truth)
    return flat | _flat(truth.get("alone", {})) if alone else flat


def scored(
    truth: Mapping[str, Any], answer: Mapping[str, Mapping[str, Any]], *, alone: bool = False
) -> list[Verdict]:
    """Judge the answer for one file.

    A role that is right and needs no settings ends it. Where the role is wrong or open no setting
    counts as right: what needs one is open, for nothing of the table can be used.

    Parameters
    ----------
    truth
        One table of the truth.
    answer
        `sure` and `open`, see above.
    alone
        Whether the file was guessed without the others.
    """
    accepted = accepted_answers(truth, alone=alone)
    sure, left = dict(answer.get("sure", {})), answer.get("open", {})
    roles = accepted.pop("role")
    file = label(truth)
    first = _judged(file, "role", roles, sure, left)
    if first.verdict == RIGHT and sure["role"] in _WITHOUT_SETTINGS:
        return [first]
    if first.verdict != RIGHT:
        needed = (key for key, answers in accepted.items() if not _may_be_absent(answers))
        if set(roles) <= _WITHOUT_SETTINGS:
            return [first]
        lost = [Verdict(file, key, OPEN, None, tuple(accepted[key])) for key in needed]
        return [first, *lost]
    undecided = {"agency_by", "columns.agency", "columns.operator"} & {*left}
    if sure["role"] == "facilities" and "agency_by" not in sure and not undecided:
        sure["agency_by"] = _default_agency_by(sure)
    judged = [_judged(file, key, answers, sure, left) for key, answers in accepted.items()]
    others = [
        Verdict(file, key, UNLISTED, sure[key])
        for key in sorted(sure)
        if key.startswith("columns.") and key not in accepted
    ]
    return [first, *judged, *others]


def counted(verdicts: Iterable[Verdict]) -> dict[str, dict[str, int]]:
    """Right, wrong and open by key, and over all keys as `all`."""
    counts: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        if verdict.verdict != UNLISTED:
            for key in (verdict.key, "all"):
                counts.setdefault(key, Counter())[verdict.verdict] += 1
    return {
        key: {kind: counts[key][kind] for kind in (RIGHT, WRONG, OPEN)} for key in sorted(counts)
    }


def _flat(truth: Mapping[str, Any]) -> dict[str, list[Any]]:
    flat = {key: value for key, value in truth.items() if key not in _NO_ANSWERS}
    if "role" in truth:
        flat["role"] = truth["role"]
    columns = truth.get("columns", {})
    return flat | {f"columns.{key}": columns[key] for key in columns if key != "never"}


def _judged(
    file: str,
    key: str,
    accepted: list[Any],
    sure: Mapping[str, Any],
    left: Mapping[str, Any],
) -> Verdict:
    wanted = [_plain(key, answer) for answer in accepted if answer != ""]
    told = (file, key)
    if key in sure:
        fits = _plain(key, sure[key]) in wanted
        return Verdict(*told, RIGHT if fits else WRONG, sure[key], tuple(accepted))
    if _may_be_absent(accepted):
        return Verdict(*told, RIGHT, None, tuple(accepted))
    choices = [_plain(key, choice) for choice in left.get(key, ())]
    return Verdict(*told, OPEN, None, tuple(accepted), any(choice in wanted for choice in choices))


def _may_be_absent(accepted: list[Any]) -> bool:
    return not accepted or "" in accepted


def _plain(key: str, value: Any) -> Any:
    """A value as it can be compared: one column as text, several as a tuple, files by name."""
    if key == "join":
        on = value["on"]
        return (_file(value["path"]), on, value.get("equals") or on)
    if key == "nodes":
        return _file(value)
    if key == "crs":
        return str(value).upper()
    if isinstance(value, (list, tuple)):
        return str(value[0]) if len(value) == 1 else tuple(map(str, value))
    return value


def _file(path: str) -> str:
    return PurePosixPath(str(path).replace("\\", "/")).name


def _default_agency_by(sure: Mapping[str, Any]) -> str:
    """What region.toml means where it does not say agency_by."""
    if "columns.agency" in sure:
        return "column"
    return "operator" if "columns.operator" in sure else "contains"
