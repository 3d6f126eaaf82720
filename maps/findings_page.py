"""What must an analyst mend before the region can be run? One page to work through."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import pandas as pd

from ..geo.files.printing import clipped, harmless
from ..geo.findings import SEVERITIES, Finding, findings_table
from ..geo.grouping import Part, first_items, group_numbers, parted
from .findings_review import decision_mark, is_folded, looked_at_section, with_decisions
from .shell import own_file

#: Findings that one group lists; the page says how many more there are.
LISTED = 1000

# A group this small is open from the start.
_OPEN = 4

_COST = {
    "error": "Nothing is written until they are mended.",
    "warning": "Rows left out, or kept on an assumption. The run goes on, but not with `--strict`.",
    "note": "Told for the record. They never stop a run.",
}
_BANNER = (
    '<p class="banner"><strong>Fictional region.</strong> Made up to show how adjoin works: '
    "no place, agency or figure here is real.</p>\n"
)


def findings_page(
    findings: pd.DataFrame,
    *,
    name: str,
    inputs: Sequence[Mapping[str, Any]] = (),
    fictional: bool = False,
    strict: bool = False,
) -> str:
    """The findings as the text of one HTML file that needs no network and no script.

    Parameters
    ----------
    findings
        Of `adjoin.geo.findings.findings_table`: severity, source, item, rule, message; may be
        empty. With the columns review and review_note, what a person has looked at is told so:
        warnings and notes folded at the end, errors where they stand, as they stop the run all the
        same.
    name
        The region's.
    inputs
        What was read, so that files without a finding are listed too: `label` (or `path`), and
        where they are known `role`, `date` and `attribution`.
    fictional
        Said at the top.
    strict
        Warnings stop the run, too.

    Returns
    -------
    str
        HTML, the same bytes for the same findings in whatever order. Some 350 bytes a finding; a
        group lists at most `LISTED` and says so.

    Examples
    --------
    >>> from adjoin.geo.findings import Finding, findings_table
    >>> from adjoin.maps.findings_page import findings_page
    >>> told = findings_table([Finding("error", "a.csv", "row 3", "id-missing", "no id; give one")])
    >>> "1 error stops the run" in findings_page(told, name="Alder County")
    True
    """
    rows = findings_table(map(Finding._make, findings[list(Finding._fields)].to_numpy()))
    rows = with_decisions(rows, findings)
    rows = rows.assign(group=group_numbers(rows))
    looked_at = is_folded(rows)
    open_rows = rows[~looked_at]
    counts: dict[str, int] = {
        severity: int((rows["severity"] == severity).sum()) for severity in SEVERITIES
    }
    decided = rows.loc[looked_at, "severity"].value_counts()
    kinds = rows.groupby("severity")["group"].nunique()
    sources = _sources(rows, inputs)
    anchors = {source: number for number, source in enumerate(sources, start=1)}
    body = own_file("findings.html").format_map(
        {
            "banner": _BANNER if fictional else "",
            "name": _text(name),
            "verdict": _verdict(counts, strict=strict),
            "advice": _advice(counts),
            "tiles": "".join(
                _tile(
                    severity,
                    counts[severity],
                    int(kinds.get(severity, 0)),
                    int(decided.get(severity, 0)),
                )
                for severity in SEVERITIES
            ),
            "sources": "".join(
                _source_row(
                    source, read, rows[rows["source"] == source], open_rows, anchors[source]
                )
                for source, read in sources.items()
            ),
            "sections": "".join(
                _section(severity, open_rows[open_rows["severity"] == severity], anchors)
                for severity in SEVERITIES
            )
            + looked_at_section(rows[looked_at], listed=LISTED, cut=_cut(int(looked_at.sum()))),
            "listed": _listed(rows),
            "credits": _credits(inputs),
            "version": _text(version("adjoin")),
        }
    )
    return _document(f"Data check: {name}", body)


def _document(title: str, body: str) -> str:
    """The whole page, whose policy allows its own style and nothing else."""
    styles = own_file("findings.css")
    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(title)}</title>\n<style>{styles}</style>\n</head>\n<body>\n"
        f"{body}</body>\n</html>\n"
    )


def _text(text: str) -> str:
    """Text of the data, of which nothing can steer the page or fill it."""
    return _escaped(clipped(text))


def _escaped(text: str) -> str:
    """Text that is nothing but text, of any length."""
    return html.escape(harmless(text))


def _path(text: str) -> str:
    """A path that may be broken where its parts end."""
    return re.sub(r"([/_])", r"\1<wbr>", _text(text))


def _counted(count: int, word: str) -> str:
    """A number and what it counts."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _verdict(counts: Mapping[str, int], *, strict: bool) -> str:
    """Whether the region can be run, in one sentence."""
    stopping = [name for name in SEVERITIES[: 2 if strict else 1] if counts[name]]
    rest = [_counted(counts[name], name) for name in SEVERITIES if name not in stopping]
    if not stopping:
        return f"<strong>Nothing stops the run.</strong> There are {' and '.join(rest[1:])}."
    stops = " and ".join(_counted(counts[name], name) for name in stopping)
    verb = "stops" if sum(counts[name] for name in stopping) == 1 else "stop"
    return f"<strong>{stops} {verb} the run</strong>; {' and '.join(rest)} do not."


def _advice(counts: Mapping[str, int]) -> str:
    """What a count cannot tell."""
    if not counts["error"]:
        return ""
    return (
        '<p class="advice">Mend the errors and check again: some checks wait for data without '
        "errors, so more may be found then.</p>\n"
    )


def _tile(severity: str, count: int, kinds: int, decided: int) -> str:
    """How many there are of a severity, what they cost, and how many a person has looked at."""
    number = f"<b>{count:,}</b> {severity}{'' if count == 1 else 's'}"
    if not count:
        return f'<li class="tile none"><span class="sum">{number}</span></li>\n'
    of = f' <span class="of">of {_counted(kinds, "kind")}</span>' if count > 1 else ""
    anchor = "looked-at" if decided == count else f"{severity}s"
    looked = f' <a href="#looked-at">{decided:,} looked at</a>.' if decided else ""
    return (
        f'<li class="tile {severity}"><span class="sum"><a href="#{anchor}">{number}</a>{of}</span>'
        f"<span>{_code(_COST[severity])}{looked}</span></li>\n"
    )


def _code(text: str) -> str:
    """Words of our own, with what stands in backticks as code."""
    return "".join(
        f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(text.split("`"))
    )


def _sources(
    rows: pd.DataFrame, inputs: Sequence[Mapping[str, Any]]
) -> dict[str, list[Mapping[str, Any]]]:
    """Every source and what it was read as; those with the gravest findings first."""
    read: dict[str, list[Mapping[str, Any]]] = {source: [] for source in rows["source"]}
    for record in inputs:
        read.setdefault(str(record.get("label") or record["path"]), []).append(record)
    gravest = dict(zip(reversed(rows["source"]), reversed(rows["severity"]), strict=True))
    order = [*SEVERITIES, ""]
    return {
        source: read[source]
        for source in sorted(read, key=lambda s: (order.index(gravest.get(s, "")), s))
    }


def _source_row(
    source: str,
    read: Sequence[Mapping[str, Any]],
    rows: pd.DataFrame,
    open_rows: pd.DataFrame,
    anchor: int,
) -> str:
    """A source with its counts, each of which leads to the findings."""
    known = [str(record[key]) for key in ("role", "date") for record in read if record.get(key)]
    told = f' <span class="read">{_text(", ".join(dict.fromkeys(known)))}</span>' if known else ""
    counts = [(severity, int((rows["severity"] == severity).sum())) for severity in SEVERITIES]
    listed = set(open_rows.loc[open_rows["source"] == source, "severity"])
    cells = "".join(
        f'<td><a href="#{f"{severity}-{anchor}" if severity in listed else "looked-at"}">{count:,}</a></td>'
        if count
        else "<td>0</td>"
        for severity, count in counts
    )
    return f'<tr><th scope="row">{_path(source)}{told}</th>{cells}</tr>\n'


def _section(severity: str, rows: pd.DataFrame, anchors: Mapping[str, int]) -> str:
    """The findings of one severity, source by source."""
    if rows.empty:
        return ""
    parts = [
        f'<h3 id="{severity}-{anchor}">{_path(source)}</h3>\n'
        + "".join(_group(group) for _, group in found.groupby("group", sort=True))
        for source, anchor in anchors.items()
        if not (found := rows[rows["source"] == source]).empty
    ]
    return (
        f'<section class="{severity}" aria-labelledby="{severity}s">\n'
        f'<h2 id="{severity}s">{severity.capitalize()}s <span class="of">{len(rows):,}</span></h2>\n'
        f"{''.join(parts)}</section>\n"
    )


def _group(rows: pd.DataFrame) -> str:
    """Alike findings: what they say in common, and the list of them."""
    messages = parted([clipped(message) for message in rows["message"]])
    items = rows["item"].tolist()
    rule = f"<code>{_text(rows['rule'].iloc[0])}</code>"
    if len(rows) == 1:
        place = f' <span class="item">{_text(items[0])}</span>' if items[0] else ""
        message = "".join(part.text for part in messages[0])
        return (
            f'<article>\n<p class="rule">{rule}{place}{decision_mark(rows)}</p>\n'
            f'<p class="message">{_escaped(message)}</p>\n</article>\n'
        )
    many = f"first {LISTED:,} of {len(rows):,}" if len(rows) > LISTED else f"all {len(rows):,}"
    first = first_items(items)
    times = f'<span class="times">{len(rows):,} findings</span>{decision_mark(rows)}'
    return (
        f'<article>\n<p class="rule">{rule} {times}</p>\n'
        f'<p class="message">{_pattern(messages)}</p>\n'
        f"<details{' open' if len(rows) <= _OPEN else ''}><summary>Show {many}"
        f"{': ' + _text(first) if first else ''}</summary>\n"
        f"{_list(items, messages)}{_cut(len(rows))}</details>\n</article>\n"
    )


def _list(items: Sequence[str], messages: Sequence[Sequence[Part]]) -> str:
    """The findings of a group one by one; their items only, when they all say the same."""
    if not any(part.differs for part in messages[0]):
        return f'<p class="items">{", ".join(_text(item) for item in items[:LISTED])}</p>\n'
    lines = "".join(
        f'<tr><th scope="row">{_text(item)}</th><td>{_marked(message)}</td></tr>\n'
        for item, message in zip(items[:LISTED], messages, strict=False)
    )
    return (
        '<table class="list"><thead class="hidden"><tr><th scope="col">Item</th>'
        f'<th scope="col">Message</th></tr></thead>\n<tbody>\n{lines}</tbody></table>\n'
    )


def _cut(count: int) -> str:
    """What a long list leaves out."""
    if count <= LISTED:
        return ""
    return (
        f'<p class="cut">{count - LISTED:,} more are not listed here; '
        "<code>adjoin check --format json</code> has them all.</p>\n"
    )


def _marked(message: Sequence[Part]) -> str:
    """A message with what differs from the others of its group marked."""
    if len(message) == 1:
        return _escaped(message[0].text)
    return "".join(
        f"<b>{_escaped(part.text)}</b>" if part.differs else _escaped(part.text) for part in message
    )


def _pattern(messages: Sequence[Sequence[Part]]) -> str:
    """What the messages of a group have in common."""
    first = messages[0]
    if len(first) == 1 and first[0].differs:
        return f"For example: {_escaped(first[0].text)}"
    return "".join("<b>…</b>" if part.differs else _escaped(part.text) for part in first)


def _listed(rows: pd.DataFrame) -> str:
    """Whether the page holds every finding."""
    looked_at = is_folded(rows)
    left_out = int((rows[~looked_at].groupby("group").size() - LISTED).clip(lower=0).sum())
    left_out += max(0, int(looked_at.sum()) - LISTED)
    if not left_out:
        return f"All {len(rows):,} findings are on this page."
    return (
        f"{_counted(left_out, 'finding')} of {len(rows):,} {'is' if left_out == 1 else 'are'} not listed here; "
        "<code>adjoin check --format json</code> has them all."
    )


def _credits(inputs: Sequence[Mapping[str, Any]]) -> str:
    """Whose data they are."""
    names = sorted({str(record["attribution"]) for record in inputs if record.get("attribution")})
    return f"<p>Data: {_text('; '.join(names))}</p>\n" if names else ""
