"""Drafts as the text of a region.toml, with how sure each line is, and why."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ...geo.files.guesses import Guess
from ...geo.files.printing import harmless
from ...geo.findings import Finding
from .drafts import SOURCES, Draft

#: Characters in a line of comments.
_WIDTH: Final = 118

#: Column in which comments begin, where lines are shorter.
_COMMENTS: Final = 44

_TITLES: Final = {
    "agencies": "Agencies: who governs or serves an area",
    "facilities": "Facilities: where a service is delivered from",
    "provision": "Inventory: who provides, buys and funds what",
    "people": "People: how many live where",
    "streets": "Streets: without them, minutes are of straight lines",
}

# The order in which settings stand.
_ORDER: Final = (
    "preset",
    "where",
    "level",
    "levels",
    "id_prefix",
    "service",
    "role",
    "crs",
    "agency_by",
)


def region_text(drafts: Sequence[Draft], *, name: Guess, unreadable: Sequence[Finding] = ()) -> str:
    """A region.toml, with a comment on every guess; what is not sure is a comment with its choices.

    Parameters
    ----------
    drafts
        In the order of the files.
    name
        Of the region.
    unreadable
        Why other files are not in it.
    """
    decide = list(to_decide(drafts))
    lines = [
        "# A region as `adjoin init` understood its files. Behind # stands how sure a line is (0 to 1), and what says",
        "# so. Lines that begin with #? are not sure enough to be used: take the #? away, or write another choice.",
        "# Change what you like; `adjoin check` with this file tells what is wrong, `adjoin run` makes the map.",
    ]
    if decide:
        lines += ["#", f"# To decide ({len(decide)}), the least sure first:"]
        for line in decide:
            lines += textwrap.wrap(line, _WIDTH, initial_indent="#  - ", subsequent_indent="#    ")
    lines += ["", _line("name", name), ""]
    for role in SOURCES:
        own = [draft for draft in drafts if draft.role == role]
        if own:
            lines += [f"# ---- {_TITLES[role]} ".ljust(96, "-"), ""]
            for draft in own:
                lines += [*_source(draft), ""]
    lines += list(_unused(drafts, unreadable))
    # What files are called and hold may break a comment; in texts it is escaped already.
    return "\n".join(map(harmless, lines)).rstrip("\n") + "\n"


def to_decide(drafts: Sequence[Draft]) -> Iterator[str]:
    """What is left to a person, the least sure first: one line for each.

    Parameters
    ----------
    drafts
        In the order of the files.
    """
    found: list[tuple[float, str]] = []
    for draft in drafts:
        label = draft.layer.label
        if draft.aside is not None or draft.role not in SOURCES:
            continue
        if not draft.runs:
            parts = [_asked(guess) if (guess := draft.guess(key)) is not None else key
                     for key in draft.lacking()]  # fmt: skip
            why = " and ".join(parts) or f"what it is ({draft.role}?): {draft.why}"
            found.append((min(draft.sure, 0.5), f"{label}: {why}; not read before that"))
        for guess in draft.guesses:
            if not guess.is_sure and guess.key not in draft.lacking():
                found.append((guess.confidence, f"{label}: {_asked(guess)}"))
    return (text for _, text in sorted(found))


def _asked(guess: Guess) -> str:
    """A guess that is left open, as a question."""
    return f"{guess.key} ({toml_value(guess.value)}?): {' '.join(guess.why.split())}"


def _source(draft: Draft) -> Iterator[str]:
    """One source; every line a comment where it is not read, a suggestion where that may change."""
    head = f"[[{draft.role}]]" if draft.role != "streets" else "[streets]"
    rows = "1 row" if draft.layer.rows == 1 else f"{draft.layer.rows:,} rows"
    about = f"{rows}; {draft.sure:.2f} {draft.why}"
    first, *rest = textwrap.wrap(about, _WIDTH - _COMMENTS)
    lines = [
        f"{head.ljust(_COMMENTS)} # {first}",
        *(f"{' ' * _COMMENTS} # {line}" for line in rest),
    ]
    lines += _settings(draft)
    if draft.runs:
        yield from lines
        return
    reason = draft.aside
    if reason is None:
        lacking = draft.lacking()
        reason = f"what is missing: {', '.join(lacking)}" if lacking else "whether it is one at all"
        if draft.roles:
            reason += f"; it may be {' or '.join(draft.roles[:3])} instead"
        reason = f"to decide: {reason}. To use it, take the #? away from all its lines"
    yield from textwrap.wrap(
        f"Not read; {reason}.", _WIDTH, initial_indent="# ", subsequent_indent="# "
    )
    mark = "#" if draft.aside is not None else "#?"
    yield from (f"{mark} {line.removeprefix('#? ')}" for line in lines)


def _settings(draft: Draft) -> Iterator[str]:
    yield f"path = {toml_value(draft.layer.path)}"
    if draft.layer.layer is not None:
        yield f"layer = {toml_value(draft.layer.layer)}"
    if draft.joined is not None:
        table, on, equals = draft.joined
        parts = {
            "path": table.path,
            "layer": table.layer,
            "on": on,
            "equals": None if on == equals else equals,
        }
        given = ", ".join(
            f"{key} = {toml_value(value)}" for key, value in parts.items() if value is not None
        )
        yield f"join = {{ {given} }}"
    if draft.nodes is not None:
        node = draft.nodes
        yield f"nodes = {toml_value(node.layer.path)}"
        if node.layer.layer is not None:
            yield f"nodes_layer = {toml_value(node.layer.layer)}"
        given = ", ".join(
            f"{key} = {toml_value(guess.value)}"
            for key in ("id", "x", "y")
            if (guess := node.guess(f"node_columns.{key}")) is not None
        )
        yield f"node_columns = {{ {given} }}".ljust(_COMMENTS) + f" # {node.sure:.2f} {node.why}"
    for guess in sorted(draft.guesses, key=_place):
        yield _line(guess.key, guess)


def _place(guess: Guess) -> int:
    """Where a setting stands; others keep their order behind those that have a place."""
    return _ORDER.index(guess.key) if guess.key in _ORDER else len(_ORDER)


def _line(key: str, guess: Guess) -> str:
    """One setting with its comment."""
    text = f"{key} = {toml_value(guess.value)}"
    comment = f"{guess.confidence:.2f} {' '.join(guess.why.split())}"
    if not guess.is_sure:
        text = f"#? {text}"
        if guess.choices:
            comment += f"; or {', '.join(map(toml_value, guess.choices))}"
    return f"{text.ljust(_COMMENTS)} # {comment}"


def toml_value(value: Any) -> str:
    """A value as TOML writes it.

    Parameters
    ----------
    value
        Text, a number, or lists and tables of them.
    """
    if isinstance(value, str):
        if '"' in value and "'''" not in f"{value}''" and value.isprintable():
            return f"'''{value}'''"  # easier to read than with a \ before each "
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        if not value:
            return "{}"
        pairs = ", ".join(f"{_quoted(key)} = {toml_value(part)}" for key, part in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(toml_value, value))}]"
    return repr(value)


def _quoted(text: str) -> str:
    """Text between quotes, as a value or as a key; what does not print is escaped."""
    # JSON text is TOML text, but for \x7f. Others that do not print could steer a terminal.
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)


def _unused(drafts: Sequence[Draft], unreadable: Sequence[Finding]) -> Iterator[str]:
    """Files that are no source."""
    others = [draft for draft in drafts if draft.role in ("none", "nodes")]
    if others or unreadable:
        yield "# ---- Not used ".ljust(96, "-")
    for draft in others:
        why = (
            draft.why
            if draft.role == "none"
            else "nodes of streets whose edges are in no file here"
        )
        yield f"# {draft.layer.label}: {why}"
    for finding in unreadable:
        yield f"# {finding.source}: {' '.join(finding.message.split())}"
