"""What a person has decided of findings, on the page of the findings."""

from __future__ import annotations

import html

import pandas as pd

from ..geo.files.printing import clipped, harmless
from ..geo.findings import Finding


def is_folded(rows: pd.DataFrame) -> pd.Series[bool]:
    """Which findings a person has looked at, so that they no longer stand among the open ones.

    Errors never: they stop the run whatever was decided.
    """
    return rows["review"].notna() & (rows["severity"] != "error")


def with_decisions(rows: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Findings with what was decided of each; missing where the column is not there."""
    marks = ["review", "review_note"]
    if "review" not in findings:
        return rows.assign(**dict.fromkeys(marks, pd.Series(None, index=rows.index, dtype="str")))
    keys = list(Finding._fields)
    decided = findings.reindex(columns=[*keys, *marks]).drop_duplicates(keys)
    joined: pd.DataFrame = rows.merge(decided, on=keys, how="left", validate="one_to_one")
    return joined


def looked_at_section(rows: pd.DataFrame, *, listed: int, cut: str) -> str:
    """What a person has decided on already, folded.

    Parameters
    ----------
    rows
        The findings, with review and review_note.
    listed
        How many are told one by one.
    cut
        HTML that tells what is left out.
    """
    if rows.empty:
        return ""
    lines = "".join(
        f'<tr><th scope="row"><code>{_text(row["rule"])}</code> {_text(row["source"])} {_text(row["item"])}</th>'
        f"<td><b>{_text(row['review'])}</b>{_note(row['review_note'])}"
        f'<p class="message">{_text(row["message"])}</p></td></tr>\n'
        for row in rows[:listed].to_dict("records")
    )
    return (
        '<section class="none" aria-labelledby="looked-at">\n'
        f'<h2 id="looked-at">Looked at already <span class="of">{len(rows):,}</span></h2>\n'
        f"<article>\n<details><summary>Show what was decided</summary>\n"
        '<table class="list"><thead class="hidden"><tr><th scope="col">Finding</th>'
        f'<th scope="col">Decision</th></tr></thead>\n<tbody>\n{lines}</tbody></table>\n'
        f"{cut}</details>\n</article>\n</section>\n"
    )


def decision_mark(rows: pd.DataFrame) -> str:
    """That an error was looked at, which does not mend it."""
    known = sorted(set(rows["review"].dropna()))
    return (
        f' <span class="times">{_text(", ".join(known))} in review; it still stops the run</span>'
        if known
        else ""
    )


def _note(note: str | float) -> str:
    """The note of a decision, where there is one."""
    return "" if pd.isna(note) else f": {_text(note)}"


def _text(text: object) -> str:
    """Text of the data, of which nothing can steer the page or fill it."""
    return html.escape(harmless(clipped(str(text))))
