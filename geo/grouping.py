"""Which findings are alike? What a person reads as one: 68 repaired shapes are one piece of work."""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .files.printing import clipped, harmless

#: A rule that words itself in more ways than this within one source is one group all the same.
MOST_WORDINGS = 5

#: Items that a group names.
SHOWN_ITEMS = 3

#: In a terminal there is room for more, and no way to open the rest.
TEXT_ITEMS = 12

# What differs between alike messages: text in quotes, what stands in brackets, numbers. The quotes
# of repr() stand free, so that the apostrophe of "the region's" opens nothing. No part
# goes back over a text (`*+`): a long one takes no more than its length.
_VALUE = re.compile(
    r"""(?<![\w\\])'(?:[^'\\]|\\.)*+'(?!\w)
      | (?<![\w\\])"(?:[^"\\]|\\.)*+"(?!\w)
      | \([^()]*+\)
      | (?<![\w.])[-+]?\d\w*+(?:[.,:/-]\w++)*+""",
    re.VERBOSE | re.DOTALL,
)


class Part(NamedTuple):
    """A piece of a message.

    Parameters
    ----------
    text
        As it stands in the message.
    differs
        Whether alike messages have something else here.
    """

    text: str
    differs: bool


def group_numbers(findings: pd.DataFrame) -> NDArray[np.intp]:
    """Number of the group that each finding belongs to.

    Findings are alike when severity, source, rule and the wording of the message are: all of it
    but text in quotes, what stands in brackets, and numbers. A rule with more than
    `MOST_WORDINGS` wordings in one source is one group. Whether two findings are alike depends
    on the set of findings alone, not on their order.

    Parameters
    ----------
    findings
        Of `adjoin.geo.findings.findings_table`: severity, source, item, rule, message.

    Returns
    -------
    numpy.ndarray
        Shape (rows,), from 0 in the order in which the groups appear.
    """
    wording = findings["message"].map(_wording)
    where = [findings["severity"], findings["source"], findings["rule"]]
    many = wording.groupby(where).transform("nunique") > MOST_WORDINGS
    keys = pd.concat([*where, wording.mask(many, "")], axis=1)
    return np.asarray(keys.groupby(list(keys.columns), sort=False).ngroup(), dtype=np.intp)


def grouped(findings: pd.DataFrame, *, shown: int = SHOWN_ITEMS) -> pd.DataFrame:
    """Alike findings in one row each, in the order of the findings.

    Parameters
    ----------
    findings
        As for `group_numbers`.
    shown
        At most so many items are named; `…` after them says that there are more.

    Returns
    -------
    pandas.DataFrame
        severity, source, rule, count, item (the first ones, joined by commas; empty when they are
        about the whole source) and message (the first).

    Examples
    --------
    >>> from adjoin.geo.findings import Finding, findings_table
    >>> from adjoin.geo.grouping import grouped
    >>> told = [Finding("note", "a.csv", f"row {n}", "speed", f"{n} km/h") for n in range(1, 9)]
    >>> grouped(findings_table(told))[["count", "item", "message"]].to_dict("records")
    [{'count': 8, 'item': 'row 1, row 2, row 3, …', 'message': '1 km/h'}]
    """
    groups = findings.groupby(group_numbers(findings), sort=True)
    table = groups[["severity", "source", "rule"]].first()
    table["count"] = groups.size()
    table["item"] = [first_items(rows["item"].tolist(), shown=shown) for _, rows in groups]
    table["message"] = groups["message"].first()
    return table.astype({"item": "str"}).reset_index(drop=True)


def first_items(items: Sequence[str], *, shown: int = SHOWN_ITEMS) -> str:
    """The first different items of a list, each once, in their order.

    Examples
    --------
    >>> from adjoin.geo.grouping import first_items
    >>> first_items(["row 1", "row 1", "row 4", "row 6"], shown=2)
    'row 1, row 4, …'
    """
    named = [item for item in dict.fromkeys(items) if item]
    return ", ".join([*named[:shown], *(["…"] if len(named) > shown else [])])


def parted(messages: Sequence[str]) -> list[list[Part]]:
    """Messages in pieces, and which pieces differ between them.

    Parameters
    ----------
    messages
        Of one group.

    Returns
    -------
    list of list of Part
        One list for each message; joined, its texts are the message. Messages of different
        wordings are one piece each that differs.

    Examples
    --------
    >>> from adjoin.geo.grouping import parted
    >>> [part.text for part in parted(["2 rows of 9", "3 rows of 9"])[0] if part.differs]
    ['2']
    """
    if len({_wording(message) for message in messages}) > 1:
        return [[Part(message, differs=True)] for message in messages]
    # Text and value take turns, and in messages of one wording each has its place.
    pieces = [_pieces(message) for message in messages]
    same = [len(set(place)) == 1 for place in zip(*pieces, strict=True)]
    return [
        [Part(text, differs=not alike) for text, alike in zip(row, same, strict=True) if text]
        for row in pieces
    ]


def _wording(message: str) -> str:
    """A message without its values."""
    return _VALUE.sub("\0", message)


def _pieces(message: str) -> list[str]:
    """A message cut at its values: text, value, text, value, ..., text."""
    ends = [0, *(end for found in _VALUE.finditer(message) for end in found.span()), len(message)]
    return [message[a:b] for a, b in itertools.pairwise(ends)]


def findings_text(findings: pd.DataFrame, *, width: int = 100, shown: int = TEXT_ITEMS) -> str:
    """Findings for a terminal: alike ones once, under the source that they were found in.

    Parameters
    ----------
    findings
        As for `group_numbers`.
    width
        Characters in a line; a longer word, such as a path, stays whole.
    shown
        Items of a group that are named.

    Examples
    --------
    >>> from adjoin.geo.findings import Finding, findings_table
    >>> from adjoin.geo.grouping import findings_text
    >>> told = [Finding("note", "a.csv", f"row {n}", "speed", f"{n} km/h") for n in range(1, 9)]
    >>> print(findings_text(findings_table(told), shown=3), end="")
    note  a.csv
      speed (8 findings): row 1, row 2, row 3, …
        1 km/h
    """
    blocks: list[str] = []
    above = ("", "")
    for severity, source, rule, count, item, message in grouped(findings, shown=shown).to_numpy():
        if (severity, source) != above:
            blocks.append(("\n" if blocks else "") + harmless(f"{severity}  {source}"))
            above = (severity, source)
        what = rule if count == 1 else f"{rule} ({count} findings)"
        blocks.append(_wrapped(f"{what}: {item}" if item else what, 2, width))
        blocks.append(_wrapped(message, 4, width))
    return "".join(block + "\n" for block in blocks)


def _wrapped(text: str, indent: int, width: int) -> str:
    """Text in lines, moved to the right."""
    return textwrap.fill(
        harmless(clipped(text)),
        width=max(width, 20),
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
